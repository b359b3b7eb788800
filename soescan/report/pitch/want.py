"""What we want, and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from soescan.dates import format_date
from soescan.quantities import percent, quantity
from soescan.report.first_page import MOST_TOOLS, LabelledText
from soescan.report.pitch.nouns import PitchPart
from soescan.report.pitch.request import PitchedTool, ToolRequest
from soescan.report.pitch.wording import name_tool, name_tools, quote, undecided
from soescan.report.tables.in_use import describe_decision
from soescan.report.tables.wording import as_sentence, capitalize_first, join_names

_MOST_NEEDS = 4


def build_want(request: ToolRequest) -> PitchPart:
    """The tools, the business case, the needs and the wish date."""
    return PitchPart("What we want, and why", tuple(_list_points(request)))


def _list_points(request: ToolRequest) -> Iterator[LabelledText]:
    if request.wanted:
        yield LabelledText("Tools", _word_groups(request.wanted))
    if request.refused:
        yield LabelledText("Not asked for", _word_refused(request.refused))
    if request.in_use:
        yield LabelledText("In use already", _word_in_use(request.in_use))
    if not request.asks_for_something:
        return
    yield _word_business_case(request)
    yield _word_needs(request)
    yield _word_cost(request)
    yield _word_wish(request)


def _word_groups(tools: tuple[PitchedTool, ...]) -> str:
    """The groups with their tools by name where there are few, else with their sizes."""
    groups = [
        (group, [tool.name for tool in members])
        for group, members in groupby(tools, key=lambda tool: tool.group)
    ]
    if len(tools) <= MOST_TOOLS:
        parts = [f"{name_tools(names, MOST_TOOLS)} ({group})" for group, names in groups]
        return f"{'; '.join(parts)}."
    sizes = [f"{capitalize_first(group)}: {len(names)}" for group, names in groups]
    return f"{len(tools)} in all. {'. '.join(sizes)}."


def _word_refused(tools: tuple[PitchedTool, ...]) -> str:
    if len(tools) > 1:
        names = name_tools([tool.name for tool in tools])
        return f"{names}, for they are blocked or no longer on offer."
    (tool,) = tools
    why = tool.plan.ended if tool.plan and tool.plan.ended else tool.assessment.says
    return f"{name_tool(tool.name)} ({quote(why, 90)})."


def _word_in_use(tools: tuple[PitchedTool, ...]) -> str:
    if len(tools) == 1 and (decision := tools[0].assessment.in_use):
        proposed = quote(describe_decision(decision), 90)
        return f"{name_tool(tools[0].name)} (proposed: {proposed})."
    decided = [tool.assessment.in_use.action for tool in tools if tool.assessment.in_use]
    counts = [f"{decided.count(action)} to {action}" for action in dict.fromkeys(decided)]
    return f"{name_tools([tool.name for tool in tools])}. Proposed: {join_names(counts)}."


def _word_business_case(request: ToolRequest) -> LabelledText:
    background = request.report.proposal
    cases = [case.says or case.goal or case.id for case in background.business_cases]
    goal = background.proposal.goal
    if not cases and not goal:
        return undecided("Business case", "the benefit in a year, in money or hours")
    said = [as_sentence(quote(text)) for text in cases[:1]]
    aims = [f"The goal: {as_sentence(quote(goal, 90))}"] if goal else []
    more = [f"{quantity(len(cases) - 1, 'more case')} in the proposal."] if len(cases) > 1 else []
    return LabelledText("Business case", " ".join((*said, *aims, *more)))


def _word_needs(request: ToolRequest) -> LabelledText:
    labels = {str(c.id): c.label for c in request.report.policy.capabilities if c.label}
    needs = sorted(request.report.proposal.needs, key=lambda need: (not need.must, -need.weight))
    if not needs:
        return undecided("Need", "what people must be able to do, and which of it is a must")
    names = [
        quote(labels.get(need.capability) or need.capability.replace("-", " "), 30)
        + " (a must)" * need.must
        for need in needs
    ]
    more = len(names) - _MOST_NEEDS
    shown = [*names[:_MOST_NEEDS], f"{more} more"] if more > 0 else names
    return LabelledText("Need", f"{join_names(shown)}.")


def _word_cost(request: ToolRequest) -> LabelledText:
    tools = [tool.assessment.tool for tool in request.wanted or request.in_use]
    amounts: dict[str, float] = {}
    for tool in tools:
        if tool.cost.annual is not None:
            currency = tool.cost.currency
            amounts[currency] = amounts.get(currency, 0) + tool.cost.annual
    silent = sum(tool.cost.annual is None for tool in tools)
    if not amounts:
        return undecided("Cost", "the cost in a year, and who pays")
    sums = [f"{round(sum_):,} {quote(name, 8)}".rstrip() for name, sum_ in amounts.items()]
    missing = f"; not decided yet for {quantity(silent, 'tool')}" if silent else ""
    return LabelledText("Cost", f"{join_names(sums[:3])} a year{missing}.")


def _word_wish(request: ToolRequest) -> LabelledText:
    wishes = [t.plan.wish for t in request.wanted if t.plan and t.plan.wish]
    day = min((wish.by for wish in wishes), default=request.report.proposal.proposal.wish_date)
    if day is None:
        return undecided("Wish date", "the day by which we would like to begin")
    said = f"{format_date(day)}. It is a wish, and no deadline"
    if not wishes:
        return LabelledText("Wish date", f"{said}.")
    hardest = min(
        (t for t in request.wanted if t.plan and t.plan.wish),
        key=lambda t: t.plan.wish.share if t.plan and t.plan.wish else 1,
    )
    share = hardest.plan.wish.share if hardest.plan and hardest.plan.wish else 0
    of = name_tool(hardest.name) + ", the least likely" * (len(wishes) > 1)
    return LabelledText("Wish date", f"{said}. The chance is {percent(share)} for {of}.")
