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
    UseAction,
    Verdict,
)
from soescan.reference.products.lifecycles import find_end_finding
from soescan.report.tables.dates import date_or_week, format_day
from soescan.report.tables.gaps import severity_rank
from soescan.report.tables.headline import explain_outcome, sort_worst_first
from soescan.report.tables.in_use import describe_decision
from soescan.report.tables.overlaps import describe_bases
from soescan.report.tables.table import Cell, Column, ColumnKind, Hyperlink, TableData, TableSpec
from soescan.report.tables.wording import ADDRESSEES, as_sentence, join_unique

_COLUMNS = (
    Column("Tool"),
    Column("Outcome", width=20),
    Column("Outlook", width=13),
    Column("Because", width=44),
    Column("Gaps", ColumnKind.NUMBER, width=7),
    Column("Open", ColumnKind.NUMBER, width=7),
    Column("Earliest", ColumnKind.DATE, width=16),
    Column("P50", ColumnKind.DATE, width=16),
    Column("P80", ColumnKind.DATE, width=16),
    Column("P95", ColumnKind.DATE, width=16),
    Column("Effort (person-days)", ColumnKind.NUMBER, width=12),
    Column("Chance of the wish date", ColumnKind.SHARE, width=12),
    Column("Next", width=40),
    Column("Who", width=18),
    Column("What keeps it open", width=44),
    Column("Would settle most", width=44),
    Column("Vendor"),
    Column("Address", ColumnKind.LINK, width=30),
    Column("Use", width=10),
    Column("Product in the catalog", width=24),
    Column("Matched by", width=14),
    Column("Standing", width=16),
    Column("Does at least", width=40),
    Column("About the dates", width=60),
    Column("From your list", width=40),
)


def _build(report: Report) -> TableData:
    tasks = {task.id: task for task in report.plan.tasks}
    return TableData(_COLUMNS, tuple(_row(a, plan, tasks) for a, plan in sort_worst_first(report)))


def _row(a: Assessment, tool: ToolPlan | None, tasks: dict[str, Task]) -> tuple[Cell, ...]:
    product = a.match.product
    illustrative = tool is not None and tool.illustrative
    days = (tool.earliest, tool.p50, tool.p80, tool.p95) if tool else (None,) * 4
    action, role = next_action(a, tool, tasks)
    return (
        a.tool.name,
        a.outcome,
        *explain_outcome(a),
        sum(f.verdict is Verdict.CONFLICTS for f in a.findings),
        sum(f.verdict is Verdict.UNKNOWN for f in a.findings),
        *(date_or_week(day, illustrative=illustrative) for day in days),
        _find_effort(tool),
        tool.wish.share if tool and tool.wish else None,
        action,
        role,
        a.says if a.outlook else "",
        word_question(a),
        a.tool.vendor.name,
        Hyperlink(a.tool.url) if a.tool.url else None,
        a.tool.use,
        product.name if product else "",
        a.match.by,
        (product.standing or "") if product else "",
        join_unique(describe_bases((able.id, able.basis) for able in a.capabilities)),
        join_unique((tool.says, tool.route and f"fast track: {tool.route}")) if tool else "",
        join_unique(f"{title}: {text}" for title, text in a.tool.other.items() if text),
    )


def _find_effort(tool: ToolPlan | None) -> float | None:
    """The person-days of a tool on its way to a go-live, whether or not its day is told."""
    is_planned = tool and not tool.ended and (tool.earliest or tool.missing_date)
    return tool.effort if tool and is_planned else None


def next_action(a: Assessment, tool: ToolPlan | None, tasks: Mapping[str, Task]) -> tuple[str, str]:
    """What is to be done for a tool first, and the role or side that does it.

    Of a tool in use, what was decided, unless it is to be regularised. Else, in this order: drop or
    mend a blocked tool, say what takes the place of a product that has ended, answer what blocks
    while it is open, the first step of the plan, the remedy of the worst gap, the first question.
    """
    if a.in_use and a.in_use.action is not UseAction.REGULARISE:
        return describe_decision(a.in_use), a.in_use.owner or ADDRESSEES[Supplier.REQUESTER]
    if a.outcome is Outcome.BLOCKED:
        remedy = worst_remedy(a) or as_sentence(f"drop it, for it is {a.says}")
        return remedy, ADDRESSEES[Supplier.REQUESTER]
    if ended := find_end_finding(a.findings):
        return ended.question, ADDRESSEES[Supplier.REQUESTER]
    for finding in a.findings:
        if finding.verdict is Verdict.UNKNOWN and finding.on_unknown is OnUnknown.BLOCK:
            return _deciding_question(finding, a.questions)
    first_step = first_open_task(tool, tasks)
    if first_step and tool:
        day = date_or_week(first_step.starts, illustrative=tool.illustrative)
        since = f", from {'the ' if tool.illustrative else ''}{format_day(day)}" if day else ""
        return f"{first_step.label}{since}", first_step.role
    if remedy := worst_remedy(a):
        return remedy, ADDRESSEES[Supplier.REQUESTER]
    if a.questions:
        return a.questions[0].text, ADDRESSEES[a.questions[0].asks]
    return "nothing is left to do", ""


def first_open_task(tool: ToolPlan | None, tasks: Mapping[str, Task]) -> Task | None:
    """The step of a tool's plan that comes first of those still to be done; None for none."""
    own = [tasks[task] for task in tool.tasks if task in tasks] if tool else []
    return min((t for t in own if not t.satisfied), key=lambda task: task.start, default=None)


def _deciding_question(finding: Finding, questions: Sequence[Question]) -> tuple[str, str]:
    """The question that settles what a finding lacks, and who is asked."""
    missing = set(finding.missing)
    for question in questions:
        if missing & set(question.keys):
            return question.text, ADDRESSEES[question.asks]
    return finding.question or f"Answer what is open about {finding.name}", ADDRESSEES[
        Supplier.REQUESTER
    ]


def worst_remedy(a: Assessment) -> str:
    """What closes the worst gap that has a remedy, for the requester to see to; else empty."""
    gaps = sorted((f for f in a.findings if f.verdict is Verdict.CONFLICTS), key=severity_rank)
    return next((f.remedy for f in gaps if f.remedy), "")


def word_question(a: Assessment) -> str:
    """The question that would settle most of a tool that cannot be judged yet, and who is asked."""
    question = a.outlook.question if a.outlook else None
    if question is None:
        return ""
    is_scan = question.asks is Supplier.PROBE
    return question.text if is_scan else f"ask {ADDRESSEES[question.asks]}: {question.text}"


TABLE = TableSpec(
    id="tools",
    title="Tools",
    description="Each tool: its outcome, when it can go live, and the next step.",
    when_empty="The proposal lists no tool.",
    build=_build,
)
