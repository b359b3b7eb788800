"""What the pictures tell, in two or three sentences for those who do not see them."""

from __future__ import annotations

from soescan.model import Plan
from soescan.quantities import quantity
from soescan.report.picture.critical_tools import last_go_live
from soescan.report.picture.dates import DateFormatter
from soescan.report.picture.graph_parts import FOLDED, GraphParts
from soescan.report.picture.text import count_many, shorten

_NAME = 60


def describe_graph(plan: Plan, parts: GraphParts) -> tuple[str, str]:
    """The name of a graph, and what it tells."""
    tools, steps = quantity(len(plan.tools), "tool"), count_many(len(plan.tasks), "step")
    sentences = [f"The approval graph of {tools} shows which step waits for which."]
    sentences.append(describe_last(plan))
    if critical := sum(part.box.critical for part in parts.boxes):
        verb = "is" if critical == 1 else "are"
        boxes = quantity(critical, "box", "boxes")
        sentences.append(f"{boxes} of {len(parts.boxes)} {verb} on the critical path.")
    if FOLDED in parts.titles:
        sentences.append(f"One lane stands for {parts.titles[FOLDED][0].replace(':', ' with')}.")
    return f"Approval graph: {tools}, {steps}", " ".join(filter(None, sentences))


def describe_timeline(plan: Plan) -> tuple[str, str]:
    """The name of a timeline, and what it tells."""
    when = DateFormatter(plan)
    tools, steps = quantity(len(plan.tools), "tool"), count_many(len(plan.tasks), "step")
    start = f", from {when.format_day(plan.start)} on" if plan.start else ""
    undated = sum(not tool.earliest and not tool.in_use for tool in plan.tools)
    sentences = [f"The timeline of {tools} shows when their steps are done{start}."]
    sentences.append(describe_last(plan))
    if undated:
        verb = "has" if undated == 1 else "have"
        sentences.append(f"{quantity(undated, 'tool')} {verb} no date.")
    return f"Timeline: {tools}, {steps}", " ".join(filter(None, sentences))


def describe_last(plan: Plan) -> str:
    """Which tool is live last, and when; empty where no day is told."""
    number = last_go_live(plan)
    if number is None:
        return ""
    tool, when = plan.tools[number], DateFormatter(plan)
    if tool.earliest is None:
        return ""
    day = when.format_day(tool.p80 or tool.earliest, week=tool.illustrative)
    verb = "goes live last" if len(plan.tools) > 1 else "goes live"
    return f"{shorten(tool.tool, _NAME)} {verb}, 80 % likely by {day}."
