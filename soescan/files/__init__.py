"""Bytes on disk -> plain values that know the line they were written on.

`documents` reads YAML and JSON, `table` reads CSV and XLSX into the `rows` of a table, `raw` reads
and writes bytes. Nothing here knows what the values mean.
"""

from __future__ import annotations

import re
from pathlib import Path

from soescan.errors import InputError
from soescan.files.core_schema import read_flag, read_integer, read_number
from soescan.files.day_numbers import DAY_ZERO, read_day_number
from soescan.files.documents import (
    JSON_ENDINGS,
    Document,
    DocumentNode,
    DocumentProblem,
    LocatedDict,
    LocatedList,
    LocatedScalar,
    did_you_mean,
    parse,
    read_document,
)
from soescan.files.raw import LIMITS, file_name, read_bytes, write_file, write_files
from soescan.files.records import read_records
from soescan.files.rows import InputRow, InputTable, NoteCollector, is_cut_note

_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".ods")
_DOCUMENTS = (".yaml", ".yml", *JSON_ENDINGS)


def read(path: Path, sheet: str = "", *, sheet_option: str = "--sheet") -> Document | InputTable:
    """A document or a table, whichever the file is; ``-`` is standard input.

    The name decides; without a telling one, the content: what starts like JSON or names a schema is
    a document, everything else is CSV. `sheet_option` is what notes say how a sheet is named.
    """
    ending = path.suffix.lower()
    if ending == ".numbers" and path.is_dir():
        problem = f"{path.name}: expected a file, found a Numbers document that is a folder"
        raise InputError([problem], hint="in Numbers, export it as XLSX or CSV")
    if ending in _DOCUMENTS:
        return read_document(path)
    content = read_bytes(path)
    if ending not in _TABLES and _is_document(content):
        return parse(content, file_name(path))
    from soescan.files.table import read_table

    return read_table(content, file_name(path), ending, sheet, sheet_option)


def _is_document(content: bytes) -> bool:
    """Does a file without a telling name start like JSON or a YAML list, or name a schema?"""
    start = content[:8_192]
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = start.decode(encoding, "replace")
    return _DOCUMENT.match(text) is not None


_DOCUMENT = re.compile(
    r"""\s*(?:\{(?!\|)|\[\s*["{\[])                # JSON; [x] and [Acme](…) begin items of a list
    | (?:\s*\#.*\n)*\s*-[ ]\w[\w ]*:[ ].*\n[ ]+\w[\w ]*:  # a YAML list of mappings
    | (?s:.*?)^schema:""",
    re.MULTILINE | re.VERBOSE,
)


__all__ = [
    "DAY_ZERO",
    "LIMITS",
    "Document",
    "DocumentNode",
    "DocumentProblem",
    "InputRow",
    "InputTable",
    "LocatedDict",
    "LocatedList",
    "LocatedScalar",
    "NoteCollector",
    "did_you_mean",
    "file_name",
    "is_cut_note",
    "parse",
    "read",
    "read_bytes",
    "read_day_number",
    "read_document",
    "read_flag",
    "read_integer",
    "read_number",
    "read_records",
    "write_file",
    "write_files",
]
