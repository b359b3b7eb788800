"""A template of the reader's own: opened within limits, and told apart from what is none.

A DOCX is an archive of XML parts (ECMA-376, part 1, §11). The library that edits it unpacks all of
them at once and lets every mistake in them through as it happens to come up, so that sizes, kinds
and document types are looked at here before.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from soescan.errors import InputError, UsageError
from soescan.files import LIMITS, file_name
from soescan.files.raw import read_bytes

if TYPE_CHECKING:
    from docx.document import Document

_MOST_PARTS = 2_000
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.%s.main+xml"
_READER_ERRORS = (
    # What the standard library and the readers of XML raise for what is not what it promises.
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


def open_template(path: Path | None) -> Document:
    """The document to write into: a copy of the template, or an empty one.

    Raises:
        UsageError: the file cannot be read, or is named like something else.
        InputError: it is no Word template, or damaged, or larger than anybody's.
    """
    import docx

    if path is None:
        return docx.Document()
    if path.suffix.lower() not in (".docx", ".dotx"):
        raise UsageError(f"{path}: expected a template ending in .docx or .dotx")
    name = file_name(path)
    content = read_bytes(path)
    try:
        document = docx.Document(_to_document(content, name))
        # The library looks at these parts when they are asked for, and complains then.
        _ = [document.styles, document.paragraphs, document.core_properties]
        _check_roots(document)
        return document
    except _READER_ERRORS as error:
        problem = f"{name}: expected a Word template, found a broken one ({type(error).__name__})"
        raise InputError([problem]) from error


_ROOTS = {
    "document.main": "w:document",
    "styles": "w:styles",
    "settings": "w:settings",
    "numbering": "w:numbering",
    "header": "w:hdr",
    "footer": "w:ftr",
    "comments": "w:comments",
    "core-properties": "cp:coreProperties",
}
"""The root element that a part of each type has (ECMA-376, part 1, §11.3; part 2, §8.3.4)."""


def _check_roots(document: Document) -> None:
    """The library takes any root for the right one, until it looks for something in it."""
    from docx.oxml.ns import qn

    for part in document.part.package.iter_parts():
        kind = part.content_type.removesuffix("+xml").partition("ml.")[2]
        kind = kind or part.content_type.removesuffix("+xml").rpartition(".")[2]
        element = getattr(part, "element", None)
        if kind in _ROOTS and element is not None and element.tag != qn(_ROOTS[kind]):
            raise ValueError(f"{part.partname}: expected {_ROOTS[kind]}")


def _to_document(content: bytes, name: str) -> io.BytesIO:
    """The archive again, as that of a document: a template differs in one word."""
    # Python reads the whole list of parts before it can be asked how long it is.
    if content.count(b"PK\x01\x02") > _MOST_PARTS:
        limit = f"expected a template of at most {_MOST_PARTS} parts, found more"
        raise InputError([f"{name}: {limit}"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part, data in _read_parts(old, name):
            _check_part(part, data, name)
            is_types = part == _CONTENT_TYPES
            new.writestr(part, _as_document(data) if is_types else data)
    out.seek(0)
    return out


def _as_document(types: bytes) -> bytes:
    return types.replace(_MAIN % b"template", _MAIN % b"document")


def _read_parts(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    """Names and contents; raises InputError when they are larger than anybody's template."""
    parts = archive.infolist()
    if len({part.filename for part in parts}) < len(parts):
        raise ValueError("two parts of one name")
    bytes_left = LIMITS.inflated
    for part in parts:
        bytes_left -= part.file_size  # zipfile never unpacks more than this
        if bytes_left < 0:
            limit = f"expected at most {LIMITS.inflated >> 20} MiB unpacked, found more"
            raise InputError([f"{name}: {limit}"])
        yield part.filename, archive.read(part)


def _check_part(part: str, content: bytes, name: str) -> None:
    """Refuse what an honest template does not have."""
    low = part.lower()
    if low.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content:
        raise InputError([f"{name}: expected no document type, found one in {part!r}"])
    if (part == _CONTENT_TYPES and b"macroEnabled" in content) or low.endswith("vbaproject.bin"):
        raise InputError([f"{name}: expected a template without macros, found some"])
