"""
Runs one program under limits: `limited.py MEMORY_BYTES FILE_BYTES CPU_SECONDS PROGRAM WORDS...`.

A file of its own, started as a process: setting limits between fork and exec is not safe beside threads.
"""

import os
import resource
import sys


def main(words: list[str]) -> None:
    """Set the limits, then become the program."""
    memory, file, cpu = (int(word) for word in words[:3])
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (ceiling, ceiling))
    os.nice(5)  # a page that waits goes before a plate that waits
    os.execv(words[3], words[3:])  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
