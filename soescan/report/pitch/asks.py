"""What we ask of IT: the first steps of each role, the effort, and what only IT can answer."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Question, Supplier, Task
from soescan.quantities import quantity
from soescan.report.first_page import LabelledText
from soescan.report.pitch.nouns import PitchPart
from soescan.report.pitch.request import ToolRequest
from soescan.report.pitch.wording import name_tools, on_day, quote
from soescan.report.tables.summary import prohibited_notice
from soescan.report.tables.wording import as_sentence

_MOST_ROLES, _MOST_QUESTIONS = 4, 2


def build_asks(request: ToolRequest) -> PitchPart:
    """Who does what first, how much work it is, and the questions."""
    return PitchPart("What we ask of you", tuple(_list_points(request)))


def find_first_steps(request: ToolRequest) -> list[list[Task]]:
    """For each role its first kind of step: the steps that are the same to it, the first in front.

    The roles that begin first stand first.
    """
    first: dict[str, list[Task]] = {}
    for task in request.tasks:
        steps = first.setdefault(task.role, [])
        if not steps or steps[0].label == task.label:
            steps.append(task)
    return list(first.values())


def _list_points(request: ToolRequest) -> Iterator[LabelledText]:
    if notice := prohibited_notice(request.report):
        yield LabelledText("First of all", f"{quote(notice, 200)}.")
    steps = find_first_steps(request)
    for tasks in steps[:_MOST_ROLES]:
        yield LabelledText(quote(tasks[0].role, 40), _word_step(tasks))
    if (more := len(steps) - _MOST_ROLES) > 0:
        yield LabelledText("Later", f"{quantity(more, 'more role')}. We can send you every step.")
    if steps:
        yield LabelledText("Effort", _word_effort(request.tasks))
    elif request.wanted:
        yield LabelledText("First step", "the SOE names none. Please tell us who begins.")
    yield from _word_questions(request)
    if not request.report.catalog.own:
        yield LabelledText("Your list", _word_own_list(request))


def _word_step(tasks: list[Task]) -> str:
    tools = list(dict.fromkeys(tool for task in tasks for tool in task.tools))
    which = name_tools(tools, 2) if len(tools) <= 2 else quantity(len(tools), "tool")
    day = tasks[0].starts
    since = f", {on_day(day, illustrative=tasks[0].illustrative)}" if day else ""
    return f"{quote(tasks[0].label, 60)}, for {which}{since}."


def _word_effort(tasks: tuple[Task, ...]) -> str:
    stated = [task for task in tasks if task.effort]
    days = quantity(round(sum(task.effort for task in stated), 1), "person-day")
    silent = len(tasks) - len(stated)
    roles = quantity(len({task.role for task in stated or tasks}), "role")
    if not stated:
        return f"the SOE states no effort for the {quantity(silent, 'step')} of {roles}."
    missing = f"; the SOE states no effort for {silent:,} of {len(tasks):,} steps"
    return f"likely {days} of {roles}{missing * bool(silent)}."


def _word_questions(request: ToolRequest) -> Iterator[LabelledText]:
    """The questions to IT about the tools, then whether the times and capacities are right."""
    yield from (
        LabelledText("Please answer", _word_question(question))
        for question in _list_questions(request)
    )
    if times := request.report.plan.questions:
        others = f"{len(times)} lead times and capacities that our dates assume. We can send them."
        says = as_sentence(quote(times[0].text)) if len(times) == 1 else others
        yield LabelledText("Please confirm", says)


def _list_questions(request: ToolRequest) -> list[Question]:
    to_it = (Supplier.IT, Supplier.DERIVED)
    return [q for q in request.report.questions if q.asks in to_it and not q.good_to_know][
        :_MOST_QUESTIONS
    ]


def _word_question(question: Question) -> str:
    tools = f"for {name_tools(question.tools, 2)}: " if len(question.tools) <= 2 else ""
    return f"{tools}{as_sentence(quote(question.text, 170))}"


def _word_own_list(request: ToolRequest) -> str:
    count = len(request.report.assessments)
    decided = "whether you have decided on the tool"
    if count > 1:
        decided = f"which of the {count} tools you have decided on"
    return (
        "please send us your approved and prohibited products, and the standards and lead times you"
        f" judge by. They show {decided} already."
    )
