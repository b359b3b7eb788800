"""A line per tool: what it comes to, when, at what effort, and what is to be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soescan.model import (
    Assessment,
    Finding,
    OnUnknown,
    Outcome,
    Question,
    Report,
    Supplier,
    Task,
    ToolPlan,
    Verdict,
)
from soescan.report.tables.answer import worst_first
from soescan.report.tables.days import in_words, when
from soescan.report.tables.gaps import rank
from soescan.report.tables.table import Cell, Column, Kind, Link, Sheet, Table
from soescan.report.tables.words import ASKED, joined, sentence

_COLUMNS = (
    Column("Tool"),
    Column("Outcome", width=20),
    Column("Because", width=44),
    Column("Gaps", Kind.NUMBER, width=7),
    Column("Open", Kind.NUMBER, width=7),
    Column("Earliest", Kind.DATE, width=16),
    Column("P50", Kind.DATE, width=16),
    Column("P80", Kind.DATE, width=16),
    Column("P95", Kind.DATE, width=16),
    Column("Effort (person-days)", Kind.NUMBER, width=12),
    Column("Chance of the wish date", Kind.SHARE, width=12),
    Column("Next", width=40),
    Column("Who", width=18),
    Column("Vendor"),
    Column("Address", Kind.LINK, width=30),
    Column("Use", width=10),
    Column("Product in the catalog", width=24),
    Column("Matched by", width=14),
    Column("Standing", width=16),
    Column("About the dates", width=60),
)


def _table(report: Report) -> Table:
    tasks = {task.id: task for task in report.plan.tasks}
    return Table(_COLUMNS, tuple(_row(a, plan, tasks) for a, plan in worst_first(report)))


def _row(a: Assessment, tool: ToolPlan | None, tasks: dict[str, Task]) -> tuple[Cell, ...]:
    product = a.match.product
    illustrative = tool is not None and tool.illustrative
    days = (tool.earliest, tool.p50, tool.p80, tool.p95) if tool else (None,) * 4
    what, who = next_action(a, tool, tasks)
    return (
        a.tool.name,
        a.outcome,
        a.says,
        sum(f.verdict is Verdict.CONFLICTS for f in a.findings),
        sum(f.verdict is Verdict.UNKNOWN for f in a.findings),
        *(when(day, illustrative=illustrative) for day in days),
        tool.effort if tool and tool.earliest else None,
        tool.wish.share if tool and tool.wish else None,
        what,
        who,
        a.tool.vendor.name,
        Link(a.tool.url) if a.tool.url else None,
        a.tool.use,
        product.name if product else "",
        a.match.by,
        (product.standing or "") if product else "",
        joined((tool.says, tool.route and f"fast track: {tool.route}")) if tool else "",
    )


def next_action(a: Assessment, tool: ToolPlan | None, tasks: Mapping[str, Task]) -> tuple[str, str]:
    """What is to be done for a tool first, and by whom."""
    if a.outcome is Outcome.BLOCKED:
        return _remedy(a) or (sentence(f"drop it, for it is {a.says}"), ASKED[Supplier.REQUESTER])
    for finding in a.findings:
        if finding.verdict is Verdict.UNKNOWN and finding.on_unknown is OnUnknown.BLOCK:
            return _asked(finding, a.questions)
    todo = [task for task in _own(tool, tasks) if not task.satisfied]
    if todo and tool:
        first = min(todo, key=lambda task: task.start)
        day = in_words(when(first.starts, illustrative=tool.illustrative) or first.starts)
        return f"{first.label}, from {'the ' if tool.illustrative else ''}{day}", first.role
    if remedy := _remedy(a):
        return remedy
    if a.questions:
        return a.questions[0].text, ASKED[a.questions[0].asks]
    return "nothing is left to do", ""


def _own(tool: ToolPlan | None, tasks: Mapping[str, Task]) -> list[Task]:
    return [tasks[task] for task in tool.tasks if task in tasks] if tool else []


def _asked(finding: Finding, questions: Sequence[Question]) -> tuple[str, str]:
    """The question that settles what a finding lacks, and who is asked."""
    wanted = set(finding.missing)
    for question in questions:
        if wanted & set(question.keys):
            return question.text, ASKED[question.asks]
    return finding.question or f"answer {finding.rule}", ASKED[Supplier.REQUESTER]


def _remedy(a: Assessment) -> tuple[str, str] | None:
    """What closes the worst gap, and who has to see to it."""
    gaps = sorted((f for f in a.findings if f.verdict is Verdict.CONFLICTS), key=rank)
    says = next((f.remedy for f in gaps if f.remedy), "")
    return (says, ASKED[Supplier.REQUESTER]) if says else None


SHEET = Sheet(
    id="tools",
    title="Tools",
    says="Each tool: what it comes to, when it can go live, and what is to be done next.",
    empty="The proposal holds no tool.",
    table=_table,
)
