"""What we offer: who looks after the tools, how, with which data, and how we leave again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from soescan.model import Exit, Supplier, Support, Tool
from soescan.quantities import quantity
from soescan.reference import builtin
from soescan.report.first_page import LabelledText
from soescan.report.pitch.nouns import PitchPart, TrialLane
from soescan.report.pitch.request import ToolRequest
from soescan.report.pitch.wording import name_tools, quote, undecided
from soescan.report.tables.wording import as_sentence, join_names

_MOST_ANSWERS = 3
"""Different answers to one matter that are told, such as two people who look after tools."""
_MOST_MATTERS = 3
"""Matters about which we ask the vendors, by name."""


def build_offers(request: ToolRequest, lanes: Sequence[TrialLane]) -> PitchPart:
    """Support, maintenance, data, exit, and a trial if one is possible."""
    return PitchPart("What we offer", tuple(_list_points(request, lanes)))


def _list_points(request: ToolRequest, lanes: Sequence[TrialLane]) -> Iterator[LabelledText]:
    tools = [tool.assessment.tool for tool in request.wanted or request.in_use]
    if not tools:
        return
    yield _word_answers(
        "Support owner", tools, lambda tool: _word_support(tool.support), "who, team and hours"
    )
    yield _word_answers(
        "Maintenance",
        tools,
        lambda tool: quote(join_names(tool.support.includes), 60),
        "updates, user questions, who is called when it fails",
    )
    yield _word_data(request)
    yield _word_answers("Exit", tools, lambda tool: _word_exit(tool.exit), "data export and notice")
    if part := _word_own_part(request):
        yield LabelledText("Our part", part)
    if trial := _word_trial(request, lanes):
        yield LabelledText("Trial", trial)


def _word_answers(
    label: str, tools: Sequence[Tool], answer: Callable[[Tool], str], wanted: str
) -> LabelledText:
    """What is said of a matter, each answer with its tools; and for how many nothing is."""
    by_answer: dict[str, list[str]] = {}
    for tool in tools:
        by_answer.setdefault(answer(tool), []).append(tool.name)
    silent = by_answer.pop("", [])
    if not by_answer:
        return undecided(label, wanted)
    most = sorted(by_answer.items(), key=lambda pair: -len(pair[1]))
    is_same = len(by_answer) == 1 and not silent
    parts = [
        said if is_same else f"{said}, for {name_tools(names, 2)}"
        for said, names in most[:_MOST_ANSWERS]
    ]
    if (more := len(most) - _MOST_ANSWERS) > 0:
        parts.append(f"{quantity(more, 'more answer')} in the proposal")
    if silent:
        which = name_tools(silent, 1) if len(silent) == 1 else quantity(len(silent), "tool")
        parts.append(f"not decided yet for {which}: {wanted}")
    return LabelledText(label, " ".join(map(as_sentence, parts)))


def _word_support(support: Support) -> str:
    if not support.owner:
        return ""
    team = f" of {quote(support.owner_team, 30)}" if support.owner_team else ""
    hours = f", {quote(support.hours, 30)}" if support.hours else ""
    return f"{quote(support.owner, 30)}{team}{hours}"


def _word_exit(leaving: Exit) -> str:
    export = f"data export {quote(leaving.data_export, 40)}" if leaving.data_export else ""
    days = leaving.notice_days
    notice = f"notice {quantity(days, 'day')}" if days is not None else ""
    return ", ".join(filter(None, (export, notice)))


def _word_data(request: ToolRequest) -> LabelledText:
    plan = request.report.proposal.data_plan
    said = plan and (
        (plan.cleanup_owner, "{} keeps it clean"),
        (plan.system_of_record, "the system of record is {}"),
        (plan.retention, "we keep it for {}"),
    )
    parts = [sentence.format(quote(text, 40)) for text, sentence in said or () if text]
    if not parts:
        return undecided(
            "Data owner", "who owns it, which system has the record, how long it is kept"
        )
    return LabelledText("Data owner", " ".join(map(as_sentence, parts)))


def _word_own_part(request: ToolRequest) -> str:
    """What we find out ourselves: what a scan sees, and what the vendors are asked about first."""
    questions = [q for q in request.report.questions if not q.good_to_know]
    scan = next((q for q in questions if q.asks is Supplier.PROBE), None)
    known = builtin.matters()
    matters = [
        known[q.matter].label for q in questions if q.asks is Supplier.VENDOR and q.matter in known
    ]
    parts = []
    if scan:
        points, sites = quantity(len(scan.keys), "open point"), quantity(len(scan.tools), "tool")
        parts.append(f"we scan the vendors' sites, which settles {points} of {sites}.")
    if matters:
        asked = join_names(list(dict.fromkeys(matters))[:_MOST_MATTERS])
        parts.append(f"{'We' if parts else 'we'} ask the vendors about {asked}.")
    return " ".join(parts)


def _word_trial(request: ToolRequest, lanes: Sequence[TrialLane]) -> str:
    """Tools that are on a trial, else those that could be, else that no lane is open to them."""
    on_trial = [t.name for t in request.wanted if t.plan and t.plan.trial_ends]
    if on_trial:
        return f"{name_tools(on_trial)} would be a trial only, which approves of nothing."
    if not lanes or not request.wanted:
        return ""
    lane = max(lanes, key=lambda lane: len(lane.tools))
    decides = f" Then {quote(lane.decided_by, 40)} decides." if lane.decided_by else ""
    if lane.tools:
        return f"possible for {name_tools(lane.tools)}, for {quantity(lane.days, 'day')}.{decides}"
    subject = "the tool" if len(request.wanted) == 1 else "any tool"
    label = quote(lane.label, 60)
    return f"the SOE has “{label}”, which is not open to {subject} as listed. We can ask for less."
