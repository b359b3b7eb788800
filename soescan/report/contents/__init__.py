"""Report -> the tables that every format shows. One file per table; `SHEETS` is the list."""

from __future__ import annotations

from soescan.report.contents import (
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
    subprocessors,
    summary,
    tools,
    unread,
    waivers,
)
from soescan.report.contents.answer import Figure, figures, headline
from soescan.report.contents.table import Cell, Column, Kind, Link, Sheet, Table, Week

SHEETS: tuple[Sheet, ...] = (
    summary.SHEET,
    tools.SHEET,
    gaps.SHEET,
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


def sheet(id_: str) -> Sheet:
    """The sheet of an id."""
    return next(one for one in SHEETS if one.id == id_)


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
    "headline",
    "sheet",
]
