"""Saved page, HAR, WARC, recording -> answers that probes can be put to, without the network.

One file per kind; `FORMATS` is the list of them, in the order in which a file is tried. What a file
does not hold cannot be known from it: it becomes a gap, never a "no". Secrets that a browser wrote
into a file do not leave it.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from soescan.errors import EvidenceFileError, UsageError
from soescan.files import file_name
from soescan.files.raw import read_bytes
from soescan.scan.saved import har, recording, saved_page, warc
from soescan.scan.saved.saved_format import SavedFormat, SavedVisit
from soescan.web.recording import FILE_LIMIT

LIMIT = FILE_LIMIT
"""Bytes of a file, and bytes that a compressed one may unpack to."""
_HEAD = 65_536
"""Bytes that show what a file is."""

FORMATS: tuple[SavedFormat, ...] = (recording.FORMAT, har.FORMAT, warc.FORMAT, saved_page.FORMAT)

__all__ = [
    "FORMATS",
    "SavedFormat",
    "SavedVisit",
    "is_saved_content",
    "is_saved_visit",
    "read_content",
    "read_file",
]


def read_file(path: Path, url: str = "") -> SavedVisit:
    """What a file holds, whatever its name; `url` is the address of a saved page that hides it.

    Raises:
        EvidenceFileError: it is none of `FORMATS`, or nothing of it can be read.
        UsageError: it cannot be opened, or gets a `url` and is no saved page.
    """
    return read_content(read_bytes(path, LIMIT), file_name(path), url)


def read_content(content: bytes, name: str, url: str = "") -> SavedVisit:
    """As `read_file`, for bytes already read, say from standard input; `name` is for messages."""
    start = _leading_bytes(content)
    for format in FORMATS:
        if format.matches(start):
            if url and format is not saved_page.FORMAT:
                problem = (
                    f"--url is the address of a saved page, and {name} is another kind of file"
                )
                raise UsageError(problem)
            return format.read(content, name, url)
    expected = "a saved page, a HAR or WARC file or a recording of soescan"
    raise EvidenceFileError([f"{name}: expected {expected}, found {_describe(start)}"])


def is_saved_visit(path: Path) -> bool:
    """Does a file look like one of `FORMATS`? A list of addresses does not, and standard input
    cannot be looked at without being used up (see `is_saved_content`)."""
    if file_name(path) == "<stdin>":
        return False
    try:
        with path.open("rb") as file:
            return is_saved_content(file.read(_HEAD))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error


def is_saved_content(content: bytes) -> bool:
    """Does what was read look like one of `FORMATS`?"""
    start = _leading_bytes(content)
    return any(format.matches(start) for format in FORMATS)


def _leading_bytes(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content[:4_096]
    try:
        return zlib.decompressobj(31).decompress(content[:_HEAD], 4_096)
    except zlib.error:
        return b""


def _describe(start: bytes) -> str:
    return repr(start[:20].decode("utf-8", "replace")) if start else "nothing"
