"""Report -> the tables that every format shows. One file per table; `SHEETS` is the list.

`order` says in which order, and under which headings, a reader is shown them.
"""

from __future__ import annotations

from soescan.errors import UsageError
from soescan.files import did_you_mean
from soescan.report.format import Reader
from soescan.report.tables import (
    actions,
    approvals,
    assumptions,
    chances,
    costs,
    evidence,
    gaps,
    load,
    method,
    needs,
    notes,
    questions,
    requests,
    routes,
    standards,
    subprocessors,
    summary,
    tools,
    unread,
    waivers,
)
from soescan.report.tables.answer import Figure, figures, headline
from soescan.report.tables.order import heading, in_order
from soescan.report.tables.table import Cell, Column, Kind, Link, Sheet, Table, Week

SHEETS: tuple[Sheet, ...] = (
    summary.SHEET,
    tools.SHEET,
    gaps.SHEET,
    standards.SHEET,
    questions.SHEET,
    actions.SHEET,
    approvals.SHEET,
    chances.SHEET,
    load.SHEET,
    routes.SHEET,
    needs.SHEET,
    costs.SHEET,
    subprocessors.SHEET,
    evidence.SHEET,
    unread.SHEET,
    waivers.SHEET,
    requests.SHEET,
    assumptions.SHEET,
    notes.SHEET,
    method.SHEET,
)


def sheets(reader: Reader) -> list[Sheet]:
    """All sheets, in a reader's order."""
    return [sheet(id_) for id_ in in_order(reader, [one.id for one in SHEETS])]


def sheet(id_: str) -> Sheet:
    """The sheet of an id.

    Raises:
        UsageError: there is none.
    """
    known = {one.id: one for one in SHEETS}
    if id_ not in known:
        hint = did_you_mean(id_, known) or f"there are: {', '.join(known)}"
        raise UsageError(f"no table named {id_!r}", hint=hint)
    return known[id_]


__all__ = [
    "SHEETS",
    "Cell",
    "Column",
    "Figure",
    "Kind",
    "Link",
    "Sheet",
    "Table",
    "Week",
    "figures",
    "heading",
    "headline",
    "sheet",
    "sheets",
]
