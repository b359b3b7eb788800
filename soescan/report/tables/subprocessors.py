"""The companies that get a tool's data, as its vendor lists them or as they were seen."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Assessment, Fact, Report
from soescan.report.tables.table import Cell, Column, ColumnKind, Hyperlink, TableData, TableSpec
from soescan.report.tables.wording import is_register_lead, join_unique

_COLUMNS = (
    Column("Company", width=30),
    Column("Tool"),
    Column("Vendor"),
    Column("Listed", width=26),
    Column("Supplies AI", width=11),
    Column("Countries of the list", width=24),
    Column("Where", ColumnKind.LINK, width=36),
    Column("When", width=20),
)


def _build(report: Report) -> TableData:
    rows = [row for a in report.assessments for row in _rows(a)]
    return TableData(_COLUMNS, tuple(rows))


def _rows(a: Assessment) -> Iterator[tuple[Cell, ...]]:
    facts: dict[str, list[Fact]] = {}
    for fact in a.facts:
        if not is_register_lead(fact):
            facts.setdefault(fact.key, []).append(fact)
    ai = {name for fact in facts.get("subproc.ai_vendors", ()) for name in _company_names(fact)}
    countries = join_unique(
        name for f in facts.get("subproc.country", ()) for name in _company_names(f)
    )
    for key, how_known in (
        ("subproc.list", "on the vendor's list"),
        ("subproc.undeclared", "seen, but not on the list"),
    ):
        on_list = key == "subproc.list"
        for fact in facts.get(key, ()):
            for name in _company_names(fact):
                yield (
                    name,
                    a.tool.name,
                    a.tool.vendor.name,
                    how_known,
                    ("yes" if name in ai else "no" if facts.get("subproc.ai_vendors") else "")
                    if on_list
                    else "",
                    countries if on_list else "",
                    Hyperlink(fact.origin.url) if fact.origin.url else None,
                    fact.origin.at,
                )


def _company_names(fact: Fact) -> tuple[str, ...]:
    return fact.value if isinstance(fact.value, tuple) else (str(fact.value),)


TABLE = TableSpec(
    id="subprocessors",
    title="Subprocessors",
    description=(
        "Other companies that get customer data. The countries are those of the whole list."
    ),
    when_empty="No vendor's list of subprocessors was read.",
    build=_build,
)
