"""What the plan assumes because nobody has stated it."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.tables.table import Column, TableData, TableSpec
from soescan.report.tables.wording import join_tools

_COLUMNS = (Column("Assumed", width=70), Column("For", width=40))


def _build(report: Report) -> TableData:
    tools_of: dict[str, list[str]] = {}
    for tool in report.plan.tools:
        for assumption in tool.assumptions:
            tools_of.setdefault(assumption, []).append(tool.tool)
    ordered = sorted(tools_of.items(), key=lambda item: -len(item[1]))
    return TableData(_COLUMNS, tuple((text, join_tools(names)) for text, names in ordered))


TABLE = TableSpec(
    id="assumptions",
    title="Assumptions",
    description="What the plan assumes because nobody has stated it.",
    when_empty="The plan assumes nothing.",
    build=_build,
)
