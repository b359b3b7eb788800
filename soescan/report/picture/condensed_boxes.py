"""Steps -> the boxes of a condensed graph: who, how much work, by when, and what it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from soescan.model import Plan, StepKind, Task
from soescan.quantities import quantity
from soescan.report.picture.boxes import SMALL, Box, BoxShape, join_or_stack, make_box
from soescan.report.picture.dates import DateFormatter
from soescan.report.picture.text import count_many, shorten, wrap
from soescan.report.text import person_days

PERSON_DAYS = "PD"
"""Stands for person-days in a box, where there is no room for the word; the legend says so."""
ROOM = 98
"""The widest line of a box, in pixels."""
_NAMED_GAPS = 2
"""Gaps of a tool that their box names, of those that are not met."""
_OPEN = " is open"
"""How the label of a gap ends of which nobody knows whether it is one."""
_SPOKEN = 60
"""Characters of a name that is read out."""
_SHAPES = {StepKind.COMMITTEE: BoxShape.COMMITTEE, StepKind.GO_LIVE: BoxShape.GO_LIVE}


@dataclass(frozen=True, slots=True)
class StepContext:
    """What the graph knows of a step beside its task."""

    papers: int = 0
    """Papers that must be there before it."""
    answers: int = 0
    """Questions that must be answered before it."""
    choice: str = ""
    """How many of those before it are enough, as "1 of 2"."""


class CondensedBoxWriter:
    """Writes the boxes of one plan."""

    def __init__(self, plan: Plan) -> None:
        """See how the plan's days are written."""
        self.when = DateFormatter(plan)

    def step_box(self, task: Task, context: StepContext) -> tuple[Box, str]:
        """The box of a step, and what is read out after it."""
        shape = _SHAPES.get(task.kind, BoxShape.SHARED if len(task.tools) > 1 else BoxShape.STEP)
        small = (
            *wrap(task.role, ROOM, SMALL, 2),
            *_join(
                format_effort(task.effort),
                quantity(context.papers, "paper") if context.papers else "",
                quantity(context.answers, "answer") if context.answers else "",
                f"after {context.choice}" if context.choice else "",
                quantity(len(task.tools), "tool") if len(task.tools) > 1 else "",
            ),
            *self._date_lines(describe_end(task, self.when)),
        )
        marks = {"on_file": bool(task.satisfied), "assumed": task.assumed}
        box = make_box(shape, task.label, small, room=ROOM, critical=task.critical, **marks)
        spoken = [self._list_names(task.tools), "on the critical path" if task.critical else ""]
        spoken += ["assumed" if task.assumed else ""]
        spoken += [f"meets {self.when.format_day(task.meeting)}" if task.meeting else ""]
        return box, "; ".join(filter(None, spoken))

    def rest_box(self, tasks: Sequence[Task]) -> tuple[Box, str]:
        """One box for the steps of a lane that are not drawn one by one."""
        small = (
            *_join(format_effort(sum(task.effort for task in tasks))),
            *self._date_lines(self._last_day(tasks)),
        )
        label = quantity(len(tasks), "step")
        return make_box(BoxShape.FOLDED, label, small, room=ROOM), "none on the critical path"

    def kind_box(self, tasks: Sequence[Task], *, critical: bool) -> tuple[Box, str]:
        """One box for the same step of several tools."""
        first, tools = tasks[0], dict.fromkeys(name for task in tasks for name in task.tools)
        small = (
            *wrap(first.role, ROOM, SMALL, 2),
            *_join(quantity(len(tools), "tool"), format_effort(sum(t.effort for t in tasks))),
            *self._date_lines(self._last_day(tasks)),
        )
        box = make_box(BoxShape.FOLDED, first.label, small, room=ROOM, critical=critical)
        return box, "of tools that are folded" + "; on the critical path" * critical

    def gap_box(self, gaps: Sequence[str], caused: Sequence[Task]) -> tuple[Box, str]:
        """One box for the gaps of a tool: how many are not met, how many are open."""
        failed = [gap for gap in gaps if not gap.endswith(_OPEN)]
        names = [gap.rpartition(" is ")[0].replace("-", " ") for gap in failed[:_NAMED_GAPS]]
        effort = sum(task.effort for task in caused)
        small = (*names, *([f"cause {format_effort(effort)}"] if effort else []))
        box = make_box(BoxShape.GAP, count_gaps(gaps), small, room=ROOM)
        return box, f"why {quantity(len(caused), 'step')} must be done, {person_days(effort)}"

    def _last_day(self, tasks: Sequence[Task]) -> str:
        """The day by which the last of several steps is done."""
        dated = [task for task in tasks if task.ends and not task.satisfied]
        if not dated:
            return "no date" if any(not task.satisfied for task in tasks) else "on file"
        return describe_end(max(dated, key=lambda t: t.p80 or t.ends or date.min), self.when)

    def _date_lines(self, words: str) -> list[str]:
        return wrap(words, ROOM, SMALL, 2)

    def _list_names(self, names: Sequence[str]) -> str:
        others = len(names) - 2
        return ", ".join(shorten(name, _SPOKEN) for name in names[:2]) + (
            f" and {others} more" if others > 0 else ""
        )


def _join(*parts: str) -> tuple[str, ...]:
    return join_or_stack(*parts, room=ROOM)


def format_effort(effort: float) -> str:
    """An effort as boxes write it; nothing where none is stated.

    >>> format_effort(1.25), format_effort(0)
    ('1.25 PD', '')
    """
    return f"{round(effort, 2):g} {PERSON_DAYS}" if effort else ""


def describe_end(task: Task, when: DateFormatter) -> str:
    """When a step is done: the day by which that is 80 % likely."""
    if task.satisfied:
        return "on file"
    if task.ends is None:
        return "no date"
    return f"by {when.format_day(task.p80 or task.ends, week=task.illustrative)}"


def count_gaps(labels: Iterable[str]) -> str:
    """How many gaps are not met and how many open, by the labels of their nodes.

    >>> count_gaps(["hsts is open", "dpa is not met", "https is open"]), count_gaps(["x is open"])
    ('1 not met, 2 open points', '1 open point')
    """
    every = list(labels)
    unknown = sum(label.endswith(_OPEN) for label in every)
    failed = f"{len(every) - unknown} not met" if len(every) > unknown else ""
    return ", ".join(filter(None, (failed, count_many(unknown, "open point") if unknown else "")))
