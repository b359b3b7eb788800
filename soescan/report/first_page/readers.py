"""What a reader asks first: IT's concerns, and procurement's comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from soescan.dates import format_near_day
from soescan.model import Assessment, Finding, Plan, Report, Severity, Verdict
from soescan.quantities import in_words, quantity
from soescan.report.first_page.groups import word_earliest, word_verdict
from soescan.report.first_page.nouns import MOST_TOOLS, LabelledText, ToolGroup
from soescan.report.first_page.plan_words import word_work
from soescan.report.first_page.reasons import name_few
from soescan.report.tables.actions import list_first_steps
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData
from soescan.report.tables.tool_groups import pair_with_plans
from soescan.report.tables.topic_keys import TOPICS, concerns_topic, waits_for_data
from soescan.report.tables.wording import capitalize_first, join_names

_LABELS = {"uptime": "Uptime", "security": "Security", "data": "Data integrity"}


def list_concerns(report: Report) -> tuple[LabelledText, ...]:
    """For IT: uptime, security and data integrity, and what is asked of its people."""
    topics = (
        LabelledText(label, _word_topic(report, TOPICS[topic])) for topic, label in _LABELS.items()
    )
    return (*topics, *_word_untold_data(report), *_asked_of_it(report.plan, report.as_of))


def _word_untold_data(report: Report) -> Iterator[LabelledText]:
    """Yield how many standards nobody can judge before it is said which data the tools hold."""
    waiting = [
        [f for f in a.findings if waits_for_data(f) and _is_open(f)] for a in report.assessments
    ]
    number, total = sum(map(bool, waiting)), len(waiting)
    if number:
        rules = len({finding.rule for found in waiting for finding in found})
        which = f"{'all' if number == total else f'{in_words(number)} of'} {in_words(total)} tools"
        says = f"the data of {'the tool' if total == 1 else which} is not fully stated"
        waits = quantity(rules, "standard waits", "standards wait")
        yield LabelledText("Not said yet", f"{capitalize_first(says)}; {waits} for it.")


def _word_topic(report: Report, starts: tuple[str, ...]) -> str:
    """How many tools miss a standard of a topic and which; of how many something is open."""
    missed, open_ = Counter[str](), Counter[str]()
    missing_tools = open_tools = 0
    for a in report.assessments:
        findings = [f for f in a.findings if concerns_topic(f, starts)]
        conflicts = [f.name for f in findings if f.verdict is Verdict.CONFLICTS]
        unknown = [f.name for f in findings if _is_open(f)]
        missed.update(conflicts)
        open_.update(unknown)
        missing_tools += bool(conflicts)
        open_tools += bool(unknown)
    total = len(report.assessments)
    every = [finding for a in report.assessments for finding in a.findings]
    if not any(concerns_topic(finding, starts) for finding in every):
        waits = any(map(waits_for_data, every))
        reason = "it depends on the data" if waits else "IT's catalog has no standard on it"
        return f"Not checked: {reason}."
    told = []
    if missed:
        told.append(f"{_share(missing_tools, total, 'misses', 'miss')} {_name_most(missed)}.")
    if open_:
        told.append(f"{_share(open_tools, total, 'leaves', 'leave')} {_name_most(open_)} open.")
    return " ".join(told) or "No standard is missed, and nothing that IT requires is open."


def _name_most(standards: Counter[str]) -> str:
    return name_few(name for name, _ in standards.most_common())


def _is_open(finding: Finding) -> bool:
    return finding.verdict is Verdict.UNKNOWN and finding.severity is not Severity.ADVICE


def _share(number: int, total: int, verb: str, verbs: str) -> str:
    """Some of the tools with their verb, as a sentence begins.

    >>> _share(1, 6, "has", "have"), _share(6, 6, "has", "have"), _share(1, 1, "has", "have")
    ('One of six tools has', 'All six tools have', 'The tool has')
    """
    if total == 1:
        return f"The tool {verb}"
    if number == total:
        return f"{'Both' if total == 2 else f'All {in_words(total)}'} tools {verbs}"
    which = capitalize_first(in_words(number))
    return f"{which} of {in_words(total)} tools {verb if number == 1 else verbs}"


def _asked_of_it(plan: Plan, as_of: date) -> Iterator[LabelledText]:
    """Yield what the plan asks of the people who review and approve, and what comes first."""
    if work := word_work(plan):
        yield LabelledText("Asked of your people", work)
    first = next(iter(list_first_steps(plan)), None)
    if first and first.starts:
        day = format_near_day(first.starts, as_of, illustrative=first.illustrative)
        yield LabelledText("First step", f"{first.role}: {first.label}, {day}.")


_COMPARED = (
    Column("Tool"),
    Column("Verdict", width=18),
    Column("Earliest", width=16),
    Column("Yearly cost", width=16),
    Column("One-off cost", width=14),
    Column("Support until", ColumnKind.DATE, width=14),
    Column("Papers not seen", width=30),
)
_PAPERS = {
    "dpa.available": "processing agreement",
    "assurance.soc2_type": "audit report",
    "sla.uptime": "service level",
    "exit.export": "way out",
}
"""Facts that a paper tells, and what it is called in a narrow column."""


def build_comparison(report: Report, groups: Sequence[ToolGroup]) -> TableData:
    """For procurement: tools side by side, those that can go ahead first, of many the first."""
    order = {line.tool: n for n, line in enumerate(line for g in groups for line in g.lines)}
    pairs = sorted(pair_with_plans(report), key=lambda pair: order[pair[0].tool.name])
    return TableData(
        _COMPARED,
        tuple(
            (
                a.tool.name,
                word_verdict(a),
                word_earliest(plan, report.as_of),
                _word_cost(a.tool.cost.annual, a.tool.cost.currency),
                _word_cost(a.tool.cost.one_off, a.tool.cost.currency),
                a.tool.support.until,
                _papers_not_seen(a),
            )
            for a, plan in pairs[:MOST_TOOLS]
        ),
    )


def _word_cost(amount: float | None, currency: str) -> Cell:
    return "not stated" if amount is None else f"{amount:,.0f} {currency}".strip()


def _papers_not_seen(a: Assessment) -> str:
    told = {fact.key for fact in a.facts if not fact.is_lead}
    return join_names([name for key, name in _PAPERS.items() if key not in told]) or "none"
