"""How the dates were estimated, so that others can reproduce them."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Plan, Report
from soescan.report.tables.table import Cell, Column, TableData, TableSpec
from soescan.report.tables.wording import attribute_registers, capitalize_first

_COLUMNS = (
    Column("What", width=26),
    Column("Value", width=24),
    Column("Meaning", width=70),
)


_LONG_LIST, _USUAL_DRAWS = 100, 10_000
"""How long a list is of which fewer draws are made than usual."""


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    plan = report.plan
    yield "soescan", report.version, "The version that made this report."
    yield "Catalog", report.catalog.id, report.catalog.source
    if report.registers:
        named = attribute_registers(report.registers)
        yield "Public registers", len(report.registers), f"Facts are taken from {named}."
    if plan.start:
        yield "First day", plan.start, "The day on which the plan begins."
        yield (
            "Draws",
            plan.draws,
            _describe_draws(plan),
        )
        yield "Seed", plan.seed, "The same seed gives the same draws."
        yield (
            "Spread",
            capitalize_first(plan.spread),
            "How times between low and high are distributed.",
        )
        yield "Order of work", _order_quality(plan), _order_bound(plan)
    if plan.ordering:
        yield "Order of tools", "", plan.ordering
    if report.left_out:
        yield "Changes not tried", report.left_out, "There are too many to try each."
    for freeze in plan.freezes:
        yield "Freeze", freeze.name, f"From {freeze.from_} to {freeze.to}, both days included."
    for advice in plan.advice:
        yield "A possible swap", "", advice


def _describe_draws(plan: Plan) -> str:
    what = "Simulation runs: each draws a time for every step."
    is_long = len(plan.tools) > _LONG_LIST and plan.draws < _USUAL_DRAWS
    return f"{what} A list of more than {_LONG_LIST} tools gets fewer." if is_long else what


def _order_quality(plan: Plan) -> str:
    return "proved best" if plan.proved else "best found"


def _order_bound(plan: Plan) -> str:
    if plan.proved:
        return "No other order of work gives earlier go-lives."
    share = f"{plan.gap:.1%}"
    return f"Another order of work would shorten the mean time to go-live by at most {share}."


TABLE = TableSpec(
    id="method",
    title="Method",
    description="How the dates were estimated, so that others can reproduce them.",
    when_empty="There is always a method.",
    build=_build,
)
