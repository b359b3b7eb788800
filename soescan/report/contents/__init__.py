"""Report -> the tables that every format shows. One file per table; `SHEETS` is the list."""

from __future__ import annotations

from soescan.report.contents import gaps
from soescan.report.contents.table import Cell, Column, Kind, Link, Sheet, Table, Week

SHEETS: tuple[Sheet, ...] = (gaps.SHEET,)

__all__ = ["SHEETS", "Cell", "Column", "Kind", "Link", "Sheet", "Table", "Week"]
