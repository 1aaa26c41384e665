"""XML, read as a stream, so that no file can make it grow, loop or look outside itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn
from xml.parsers import expat

from generators.errors import BadUpload
from generators.uploads.bounds import Bounds

Begin = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
_PIECE = 1 << 16
_MOST_ATTRIBUTES = 64


def walk(data: bytes, bounds: Bounds, begin: Begin, end: End) -> None:
    """
    Call `begin` and `end` for each element; names stand as `namespace name`, with a space between.

    Raises `BadUpload` for document types, entities, depth beyond the bounds, and what is not XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def refuse(*_: object) -> NoReturn:
        words = "The model part of the 3MF declares a document type or entities, which could hide other files."
        raise BadUpload("entities", words)

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > bounds.nesting:
            words = f"The model part of the 3MF nests more than {bounds.nesting} elements in each other."
            raise BadUpload("too_deep", words, bounds.nesting)
        if len(attributes) > _MOST_ATTRIBUTES:
            words = f"An element of the 3MF has more than {_MOST_ATTRIBUTES} attributes."
            raise BadUpload("too_many_attributes", words, _MOST_ATTRIBUTES)
        begin(name, attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    try:
        for start in range(0, len(data), _PIECE):
            parser.Parse(data[start : start + _PIECE], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        words = f"The model part of the 3MF is no whole XML: line {error.lineno:,}. Please export it again."
        raise BadUpload("not_xml", words, error.lineno) from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise BadUpload("not_xml", "The model part of the 3MF is written in an unknown encoding.") from error
