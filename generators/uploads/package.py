"""The zip file that a 3MF is: only its model parts are unpacked, and no more than they say."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from generators.errors import BadUpload
from generators.uploads.bounds import Bounds

_SMALL = 1 << 20  # bytes that an entry may have however well it was packed
_LONGEST_NAME = 200


class Package:
    """The entries of a 3MF by name; `read` gives one. Pictures, settings and programs in it are never looked at."""

    def __init__(self, data: bytes, bounds: Bounds) -> None:
        """Look over the list of entries; raises `BadUpload` before anything is unpacked."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error) as error:
            words = "The 3MF file is cut off or damaged: its list of contents cannot be read. Please export it again."
            raise BadUpload("truncated", words) from error
        entries = self._zip.infolist()
        if len(entries) > bounds.entries:
            words = f"The 3MF holds {len(entries):,} files; {bounds.entries:,} are the most."
            raise BadUpload("too_many_entries", words, bounds.entries)
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > bounds.unpacked:
            words = f"The 3MF unpacks to {unpacked >> 20:,} MB; {bounds.unpacked >> 20:,} MB are the most."
            raise BadUpload("zip_bomb", words, bounds.unpacked)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            self._entries[_checked(entry, bounds).lower()] = entry
        if len(self._entries) < len(entries):
            raise BadUpload("doubled_entry", "Two files in the 3MF have the same name. Please export it again.")

    def models(self) -> list[str]:
        """Give the names of the model parts."""
        return [name for name in self._entries if name.endswith(".model")]

    def read(self, name: str) -> bytes:
        """Unpack one entry, of its full name in small letters; raises `BadUpload`."""
        entry = self._entries.get(name.lower().lstrip("/"))
        if entry is None:
            raise BadUpload("missing_entry", f"The 3MF speaks of “{name[:60]}”, which it does not hold.")
        try:
            with self._zip.open(entry) as file:
                data = file.read(entry.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise BadUpload("truncated", f"“{name[:60]}” in the 3MF is damaged. Please export it again.") from error
        if len(data) != entry.file_size:
            raise BadUpload("zip_bomb", f"“{name[:60]}” in the 3MF is larger than the file says.", entry.file_size)
        return data


def _checked(entry: zipfile.ZipInfo, bounds: Bounds) -> str:
    name = entry.filename.replace("\\", "/")
    shown = name[:60].encode("ascii", "replace").decode()
    if name.startswith("/") or ":" in name or ".." in name.split("/") or "\0" in entry.orig_filename:
        words = f"The 3MF holds a file named “{shown}”, which leads out of it. It was not opened."
        raise BadUpload("path_traversal", words)
    if len(name) > _LONGEST_NAME:
        raise BadUpload(
            "long_name", f"A file in the 3MF has a name longer than {_LONGEST_NAME} characters.", _LONGEST_NAME
        )
    if entry.flag_bits & 1:
        raise BadUpload("encrypted", f"“{shown}” in the 3MF is encrypted. Please save it without a password.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadUpload("packing", f"“{shown}” in the 3MF is packed in a way that 3MF does not know.")
    if entry.file_size > _SMALL and entry.file_size > bounds.ratio * max(entry.compress_size, 1):
        words = f"“{shown}” in the 3MF unpacks to more than {bounds.ratio} times its size, as no real model does."
        raise BadUpload("zip_bomb", words, bounds.ratio)
    return name
