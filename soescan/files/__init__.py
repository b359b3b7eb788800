"""Bytes on disk -> plain values that know the line they were written on.

`tree` reads documents (YAML, JSON), `table` reads rows (CSV, XLSX), `raw` reads and writes bytes.
Nothing here knows what the values mean.
"""

from soescan.files.raw import LIMITS, TABLE_ENDINGS, file_name, is_table, write_text
from soescan.files.table import Row, Table, read_table
from soescan.files.tree import Document, Map, Node, Plain, Problem, Seq, near, parse, read_document

__all__ = [
    "LIMITS",
    "TABLE_ENDINGS",
    "Document",
    "Map",
    "Node",
    "Plain",
    "Problem",
    "Row",
    "Seq",
    "Table",
    "file_name",
    "is_table",
    "near",
    "parse",
    "read_document",
    "read_table",
    "write_text",
]
