"""Report -> the tables that every format shows. One file per table; `TABLES` is the list.

`reading_order` says in which order, and under which headings, an audience is shown them.
"""

from __future__ import annotations

from soescan.errors import UsageError
from soescan.files import did_you_mean
from soescan.report.format import Audience
from soescan.report.tables import (
    about_catalog,
    about_proposal,
    actions,
    approvals,
    assumptions,
    chances,
    costs,
    evidence,
    gaps,
    in_use,
    load,
    method,
    needs,
    notes,
    overlaps,
    questions,
    registers,
    requests,
    routes,
    standards,
    subprocessors,
    summary,
    tools,
    unread,
    waivers,
)
from soescan.report.tables.answer import headline
from soescan.report.tables.headline import KeyFigure, key_figures
from soescan.report.tables.reading_order import heading_for, sort_parts
from soescan.report.tables.table import (
    Cell,
    Column,
    ColumnKind,
    Hyperlink,
    TableData,
    TableSpec,
    Week,
)

TABLES: tuple[TableSpec, ...] = (
    summary.TABLE,
    tools.TABLE,
    in_use.TABLE,
    overlaps.TABLE,
    gaps.TABLE,
    standards.TABLE,
    questions.TABLE,
    actions.TABLE,
    approvals.TABLE,
    chances.TABLE,
    load.TABLE,
    routes.TABLE,
    needs.TABLE,
    costs.TABLE,
    subprocessors.TABLE,
    evidence.TABLE,
    registers.TABLE,
    unread.TABLE,
    waivers.TABLE,
    requests.TABLE,
    about_proposal.TABLE,
    about_catalog.TABLE,
    assumptions.TABLE,
    notes.TABLE,
    method.TABLE,
)


def list_tables(audience: Audience) -> list[TableSpec]:
    """All tables, in the order in which an audience is shown them."""
    return [find_table(id_) for id_ in sort_parts(audience, [table.id for table in TABLES])]


def find_table(id_: str) -> TableSpec:
    """The table of an id.

    Raises:
        UsageError: there is none.
    """
    by_id = {table.id: table for table in TABLES}
    if id_ not in by_id:
        hint = did_you_mean(id_, by_id) or f"there are: {', '.join(by_id)}"
        raise UsageError(f"no table named {id_!r}", hint=hint)
    return by_id[id_]


__all__ = [
    "TABLES",
    "Cell",
    "Column",
    "ColumnKind",
    "Hyperlink",
    "KeyFigure",
    "TableData",
    "TableSpec",
    "Week",
    "find_table",
    "heading_for",
    "headline",
    "key_figures",
    "list_tables",
]
