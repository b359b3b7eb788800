"""What the plan takes for granted, for nobody has said."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.tables.table import Column, Sheet, Table
from soescan.report.tables.words import listed

_COLUMNS = (Column("Assumed", width=70), Column("For", width=40))


def _table(report: Report) -> Table:
    tools: dict[str, list[str]] = {}
    for tool in report.plan.tools:
        for says in tool.assumptions:
            tools.setdefault(says, []).append(tool.tool)
    ordered = sorted(tools.items(), key=lambda item: -len(item[1]))
    return Table(_COLUMNS, tuple((says, listed(names)) for says, names in ordered))


SHEET = Sheet(
    id="assumptions",
    title="Assumptions",
    says="What the plan takes for granted, for nobody has said.",
    empty="The plan assumes nothing.",
    table=_table,
)
