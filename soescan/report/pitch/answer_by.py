"""By when we would need to hear from IT, so that the dates of the plan hold."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.dates import format_date
from soescan.model import Task
from soescan.quantities import quantity
from soescan.report.first_page import LabelledText
from soescan.report.pitch.nouns import PitchPart
from soescan.report.pitch.request import ToolRequest
from soescan.report.pitch.wording import by_day, name_tool, on_day, quote


def build_answer_by(request: ToolRequest) -> PitchPart:
    """The first step that makes a date, the papers of the next meeting, and the go-lives."""
    return PitchPart("By when we would need to hear from you", tuple(_list_points(request)))


def find_first_step(request: ToolRequest) -> Task | None:
    """The first step on a day that makes the date of a go-live, else the first on a day."""
    dated = [task for task in request.tasks if task.starts]
    return next((task for task in dated if task.critical), next(iter(dated), None))


def _list_points(request: ToolRequest) -> Iterator[LabelledText]:
    if first := find_first_step(request):
        yield LabelledText("First step", _word_first_step(first))
    if meeting := _find_next_meeting(request):
        yield LabelledText("Next meeting", meeting)
    if request.wanted:
        yield LabelledText("Go-live", _word_go_live(request))


def _word_first_step(task: Task) -> str:
    when = on_day(task.starts, illustrative=task.illustrative) if task.starts else ""
    step = f"{quote(task.role, 40)} begins “{quote(task.label, 60)}” {when}"
    later = "A later start moves them by as much, and by more where it misses a meeting."
    return f"our dates hold if {step}. {later}"


def _find_next_meeting(request: ToolRequest) -> str:
    due = [t for t in request.tasks if t.papers_by and t.papers_by >= request.report.as_of]
    if not due:
        return ""
    task = min(due, key=lambda task: task.papers_by or task.starts or request.report.as_of)
    day = f", which is decided on {format_date(task.meeting)}" if task.meeting else ""
    papers = format_date(task.papers_by) if task.papers_by else ""
    return f"papers are due by {papers} for “{quote(task.label, 60)}”{day}."


def _word_go_live(request: ToolRequest) -> str:
    dated = [
        (t.name, t.plan, t.plan.earliest, t.plan.p80)
        for t in request.wanted
        if t.plan and t.plan.earliest and t.plan.p80
    ]
    if not dated:
        return "no date can be told yet. Your answers would make one."
    rough = any(plan.illustrative for _, plan, _, _ in dated)
    name, _, first, _ = min(dated, key=lambda tool: tool[2])
    last = max(p80 for _, _, _, p80 in dated)
    likely = f"live {by_day(last, illustrative=rough)} (80% likely)"
    begins = f"{name_tool(name)} can be live {on_day(first, illustrative=rough)} at the earliest"
    says = f"{begins}. {'All tools with a date are' if len(dated) > 1 else 'It is'} {likely}."
    undated = len(request.wanted) - len(dated)
    if undated:
        says += f" {quantity(undated, 'tool')} {'has' if undated == 1 else 'have'} no date yet."
    return says + " These weeks rest on lead times that you have not confirmed." * rough
