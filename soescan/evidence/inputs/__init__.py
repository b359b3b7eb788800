"""Saved page, HAR, WARC, recording -> answers that probes can be put to, without the network.

One file per kind; `INPUTS` is the list of them, in the order in which a file is tried. What a file
does not hold cannot be known from it: it becomes a gap, never a "no". Secrets that a browser wrote
into a file do not leave it.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from soescan.errors import EvidenceFileError
from soescan.evidence.inputs import har, recorded, saved_page, warc
from soescan.evidence.inputs.input import Input, Saved
from soescan.files import file_name
from soescan.files.raw import read_bytes

LIMIT = 128 << 20
"""Bytes of a file, and bytes that a compressed one may unpack to."""

INPUTS: tuple[Input, ...] = (recorded.INPUT, har.INPUT, warc.INPUT, saved_page.INPUT)

__all__ = ["INPUTS", "Input", "Saved", "knows", "read"]


def read(path: Path, url: str = "") -> Saved:
    """What a file holds, whatever its name; `url` is the address of a saved page that hides it.

    Raises:
        EvidenceFileError: it is none of `INPUTS`, or nothing of it can be read.
        UsageError: it cannot be opened.
    """
    name, content = file_name(path), read_bytes(path, LIMIT)
    start = _start(content)
    for one in INPUTS:
        if one.knows(start):
            return one.read(content, name, url)
    expected = "a saved page, a HAR or WARC file or a recording of soescan"
    raise EvidenceFileError([f"{name}: expected {expected}, found {_found(start)}"])


def knows(path: Path) -> bool:
    """Does a file look like one of `INPUTS`? A list of addresses does not."""
    start = _start(read_bytes(path, LIMIT))
    return any(one.knows(start) for one in INPUTS)


def _start(content: bytes) -> bytes:
    """The first bytes of a file, unpacked."""
    if content[:2] != b"\x1f\x8b":
        return content[:4_096]
    try:
        return zlib.decompressobj(31).decompress(content[:65_536], 4_096)
    except zlib.error:
        return b""


def _found(start: bytes) -> str:
    return repr(start[:20].decode("utf-8", "replace")) if start else "nothing"
