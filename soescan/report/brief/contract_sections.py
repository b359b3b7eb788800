"""For procurement: what the tools cost and on which terms, and which papers are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soescan.model import Assessment, Report, Supplier, Task
from soescan.quantities import name_some, quantity
from soescan.report.brief.sections import BriefSection
from soescan.report.brief.wording import name_tools
from soescan.report.first_page import FirstPage, ToolLine
from soescan.report.tables.dates import date_or_week, format_day
from soescan.report.tables.wording import ADDRESSEES, capitalize_first, name_standards


def costs_section(report: Report, page: FirstPage) -> BriefSection:
    """Costs and terms of each tool that has any, in the order of the first page."""
    order = {line.tool: n for n, line in enumerate(_lines(page))}
    tools = sorted(report.assessments, key=lambda a: order.get(a.tool.name, len(order)))
    rows = [row for row in map(_cost_row, tools) if any(row[1:])]
    filled = [n for n in range(len(_COSTS)) if any(row[n] for row in rows)]
    return BriefSection(
        "Costs and terms",
        _sum_costs(report.assessments),
        tuple(_COSTS[n][0] for n in filled),
        tuple(tuple(row[n] or "not stated" for n in filled) for row in rows),
        tuple(_COSTS[n][1] for n in filled),
        noun="tool",
        whole=True,
    )


_COSTS = (
    *(("Tool", 3.2), ("Vendor", 3.0), ("A year", 2.2), ("Once", 2.0), ("Support a year", 2.2)),
    *(("Notice", 1.8), ("Until", 2.4)),
)


def _lines(page: FirstPage) -> Iterator[ToolLine]:
    return (line for group in page.groups for line in group.lines)


def _sum_costs(assessments: Sequence[Assessment]) -> str:
    """What is known of the costs in all, by currency, and of how many tools nothing is stated."""
    totals: dict[str, float] = {}
    for a in assessments:
        if a.tool.cost.annual is not None:
            totals[a.tool.cost.currency] = totals.get(a.tool.cost.currency, 0) + a.tool.cost.annual
    missing = sum(a.tool.cost.annual is None for a in assessments)
    if not totals:
        return "The proposal states no cost for any tool."
    sums = " and ".join(_money(total, currency) for currency, total in sorted(totals.items()))
    unstated = f" {quantity(missing, 'tool has', 'tools have')} no cost stated." if missing else ""
    return f"The tools cost {sums} a year, as far as stated.{unstated}"


def _money(amount: float | None, currency: str) -> str:
    """An amount with its currency; the proposal's own has no name here.

    >>> _money(3600, "EUR"), _money(None, "")
    ('3,600 EUR', '')
    """
    return "" if amount is None else f"{amount:,.0f} {currency}".strip()


def _cost_row(a: Assessment) -> tuple[str, ...]:
    tool = a.tool
    notice = tool.exit.notice_days
    amounts = (tool.cost.annual, tool.cost.one_off, tool.cost.support)
    return (
        tool.name,
        tool.vendor.name,
        *(_money(amount, tool.cost.currency) for amount in amounts),
        "" if notice is None else quantity(notice, "day"),
        format_day(tool.support.until) if tool.support.until else "",
    )


def papers_section(report: Report) -> BriefSection:
    """Papers that a step waits for and nobody has handed in, and what the vendors have to send."""
    rows = (*_required_papers(report), *_vendor_papers(report))
    return BriefSection(
        "Papers missing",
        "A step waits for each of these papers." if rows else "No paper is missing.",
        ("Paper", "From", "Tools", "Needed for"),
        rows,
        (5.4, 2.8, 4.0, 4.2),
        noun="paper",
        whole=True,
    )


def _required_papers(report: Report) -> Iterator[tuple[str, ...]]:
    by_paper: dict[str, list[Task]] = {}
    for task in sorted(report.plan.tasks, key=lambda task: task.start):
        for paper in task.artefacts if not task.satisfied else ():
            by_paper.setdefault(paper, []).append(task)
    for paper, tasks in by_paper.items():
        first = tasks[0]
        day = date_or_week(first.papers_by or first.starts, illustrative=first.illustrative)
        yield (
            capitalize_first(paper),
            ADDRESSEES[Supplier.REQUESTER],
            name_tools([tool for task in tasks for tool in task.tools], len(report.assessments)),
            f"{first.label}{f', {format_day(day)}' if day else ''}",
        )


_PAPERS = ("agreement", "assurance", "contract")
"""Matters of the vocabulary that a vendor settles with a document."""


def _vendor_papers(report: Report) -> Iterator[tuple[str, ...]]:
    names = name_standards(report)
    for question in report.questions:
        if question.matter in _PAPERS and question.asks is Supplier.VENDOR:
            yield (
                question.text,
                ADDRESSEES[question.asks],
                name_tools(question.tools),
                name_some([names.get(rule, rule) for rule in question.standards], 3),
            )
