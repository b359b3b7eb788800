"""What stands above a lane of the graph: whose it is, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from soescan.model import Plan, Task
from soescan.quantities import quantity
from soescan.report.picture.boxes import BoxShape
from soescan.report.picture.condensed_boxes import count_gaps, format_effort
from soescan.report.picture.dates import DateFormatter
from soescan.report.picture.text import count_many

LaneTitle = tuple[str, str]
"""A name, and what is said beside it in smaller letters."""


def tool_title(plan: Plan, lane: int, gaps: Sequence[str], more: int = 0) -> LaneTitle:
    """A tool with its go-live or why it has none, its effort, and how many gaps it has.

    `more`: steps that are not drawn.
    """
    tool = plan.tools[lane]
    go_live = DateFormatter(plan).format_go_live(tool)
    known = bool(tool.earliest or tool.in_use)
    parts = (
        go_live if known else tool.missing_date or tool.says or go_live,
        format_effort(tool.effort),
        count_gaps(gaps),
        quantity(more, "more step") if more else "",
    )
    return tool.tool, " · ".join(filter(None, parts))


def shared_title(shapes: Iterable[BoxShape]) -> LaneTitle:
    """The name of the lane of what is no single tool's, by the boxes in it."""
    every = set(shapes)
    names = ["shared approvals"] * bool(every - {BoxShape.COMMITTEE, BoxShape.COMPANY})
    names += ["committees"] * (BoxShape.COMMITTEE in every)
    names += ["companies"] * (BoxShape.COMPANY in every)
    name = " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
    return name.capitalize(), ""


def folded_title(
    plan: Plan, tools: Sequence[int], tasks: Sequence[Task], gaps: Sequence[str]
) -> LaneTitle:
    """How many tools share a lane, with their steps, dates and effort."""
    when, plans = DateFormatter(plan), [plan.tools[number] for number in tools]
    days = sorted((tool.p80 or tool.earliest, tool.illustrative) for tool in plans if tool.earliest)
    undated = sum(not tool.earliest and not tool.in_use for tool in plans)
    parts = []
    if days:
        ends = dict.fromkeys(when.format_day(day, week=week) for day, week in (days[0], days[-1]))
        parts.append(f"80 % likely live by {' to '.join(ends)}")
    parts += [f"{undated} without a date"] * bool(undated)
    parts += [effort] if (effort := format_effort(sum(task.effort for task in tasks))) else []
    parts += [count_gaps(gaps)] if gaps else []
    name = f"{quantity(len(tools), 'more tool')}: {count_many(len(tasks), 'step')}"
    return name, " · ".join(parts)
