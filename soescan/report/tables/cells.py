"""Cells as text, for formats that know nothing else; what is safe to follow, and what to calculate.

What somebody outside wrote comes in here and leaves without what could steer a reader's program.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import date

from soescan.quantities import percent
from soescan.report.tables.table import Cell, ColumnKind, Hyperlink, TableData, Week
from soescan.report.text import clean
from soescan.web.url import parse_url

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection)."""


def cell_text(cell: Cell, kind: ColumnKind = ColumnKind.TEXT) -> str:
    """A cell on one line; nothing for nothing.

    >>> cell_text(0.25, ColumnKind.SHARE), cell_text(3600.0, ColumnKind.NUMBER)
    ('25%', '3600')
    >>> cell_text(None), cell_text(date(2027, 2, 1))
    ('', '2027-02-01')
    """
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int() | float():
            return (
                percent(cell)
                if kind is ColumnKind.SHARE and math.isfinite(cell)
                else format_number(cell)
            )
        case Week() | Hyperlink():
            return clean(str(cell))
        case date():
            return cell.isoformat()
        case str():
            return clean(str(cell))


def format_number(value: float) -> str:
    """A number without an exponent and without more than three decimals.

    >>> format_number(1e7), format_number(2.50), format_number(0.0004), format_number(3)
    ('10000000', '2.5', '0', '3')
    """
    if isinstance(value, int) or not math.isfinite(value):
        return str(value)
    digits = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def is_formula(text: str) -> bool:
    """Might a spreadsheet take a text for a formula? (OWASP, CSV injection)"""
    return text.lstrip().startswith(_FORMULA)


def neutralize_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that might be gets an apostrophe.

    >>> neutralize_formula("=1+1"), neutralize_formula("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if is_formula(text) else text


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Rows as RFC 4180 writes them.

    A byte order mark stands before what is not ASCII: without it spreadsheet programs take a file
    for one in an old code page.

    >>> as_csv([("a", "b")]), as_csv([("é", "c,d")])
    ('a,b\\r\\n', '\\ufeffé,"c,d"\\r\\n')
    """
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    text = out.getvalue()
    return text if text.isascii() else f"\ufeff{text}"


def safe_url(link: Hyperlink) -> str:
    """The address a reader may follow from a document: of the web, and made of nothing hidden.

    >>> safe_url(Hyperlink("https://a.example/b")), safe_url(Hyperlink("javascript:alert(1)"))
    ('https://a.example/b', '')
    """
    if clean(link.url) != link.url or " " in link.url:
        return ""
    url = parse_url(link.url)
    return link.url if url and url.is_web else ""


def drop_empty_columns(table: TableData) -> TableData:
    """A table without the columns that are empty in every row."""
    numbers = range(len(table.columns))
    filled = [n for n in numbers if any(row[n] not in (None, "") for row in table.rows)]
    return _pick_columns(table, filled)


def select_columns(table: TableData, titles: Sequence[str]) -> TableData:
    """Some columns of a table, by their titles and in their order."""
    index_of = {column.title: index for index, column in enumerate(table.columns)}
    return _pick_columns(table, [index_of[title] for title in titles])


def _pick_columns(table: TableData, indices: Sequence[int]) -> TableData:
    """Some columns of a table, by their numbers; titles may be names, and two alike."""
    columns = tuple(table.columns[index] for index in indices)
    return TableData(columns, tuple(tuple(row[index] for index in indices) for row in table.rows))
