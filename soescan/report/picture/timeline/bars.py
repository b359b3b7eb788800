"""Plan -> the rows of a timeline: a bar for each step, or one for all steps of a tool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from soescan.model import Plan, StepKind, Task, ToolPlan
from soescan.quantities import quantity
from soescan.report.picture.critical_tools import last_go_live
from soescan.report.picture.dates import DateFormatter, tools_by_go_live, tools_of_tasks
from soescan.report.picture.text import shorten

_MOST_STEPS, _MOST_TOOLS = 60, 8
"""Steps and tools up to which every step has a bar."""
_MOST_ROWS = 26
"""Tools with a date up to which each has a row; of more, the first and the last have."""
_ENDS = 10
"""Rows at each end where there are more."""
_MOST_REASONS = 4
"""Reasons why tools have no date that are told."""


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """A bar with everything on it."""

    id: int
    """The number of its node in the plan, from 1."""
    label: str
    starts: date
    ends: date
    date_text: str
    """The date behind the bar."""
    spoken: str
    """What is read out after label and date."""
    critical: bool = False
    waits: int = 0
    """Working days that it waits for its people."""
    p80: date | None = None
    on_file: bool = False
    meetings: tuple[date, ...] = ()
    """When committees decide."""
    folded: bool = False
    """It stands for all steps of a tool."""
    dated: bool = True
    """Its days are told; else only its label is."""


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under a heading."""

    name: str
    subtitle: str
    bars: tuple[TimelineBar, ...]


def list_bars(plan: Plan, fold: bool | None) -> tuple[BarGroup, ...]:
    """The bars of a plan; `fold`: True gives each tool one, False each step, None what fits."""
    if fold is None:
        fold = len(plan.tasks) > _MOST_STEPS or len(plan.tools) > _MOST_TOOLS
    groups = _ToolBars(plan).groups() if fold and len(plan.tools) > 1 else _step_groups(plan)
    return tuple(group for group in groups if group.bars)


def _number_tasks(plan: Plan) -> dict[str, int]:
    """The number of the node of each task, from 1."""
    return {node.task: number for number, node in enumerate(plan.nodes, start=1) if node.task}


# --- a bar for each step -------------------------------------------------------------------------


def _step_groups(plan: Plan) -> Iterator[BarGroup]:
    """What several tools share, then tool by tool. Steps whose days are not told have no bar."""
    owner, tasks = tools_of_tasks(plan), {task.id: task for task in plan.tasks}
    when = DateFormatter(plan)
    number = _number_tasks(plan)

    def rows(ids: Sequence[str], tools: Sequence[ToolPlan]) -> tuple[TimelineBar, ...]:
        known = [id_ for id_ in ids if id_ in tasks and tasks[id_].starts and tasks[id_].ends]
        return tuple(_task_bar(tasks[id_], number.get(id_, 0), tools, when) for id_ in known)

    shared = [id_ for id_, numbers in owner.items() if len(numbers) > 1]
    yield BarGroup("Shared", "", rows(shared, plan.tools))
    for index, tool in enumerate(plan.tools):
        own_tasks = [id_ for id_ in dict.fromkeys(tool.tasks) if owner.get(id_) == (index,)]
        yield BarGroup(tool.tool, when.format_go_live(tool), rows(own_tasks, [tool]))


def _task_bar(
    task: Task, number: int, tools: Sequence[ToolPlan], when: DateFormatter
) -> TimelineBar:
    mine = [tool for tool in tools if task.id in tool.tasks]
    week = task.illustrative
    label = f"{task.label} ({len(mine)} tools)" if len(mine) > 1 else task.label
    starts, ends = task.starts or date.min, task.ends or date.min
    end = "on file" if task.satisfied else when.format_day(ends, week=week)
    last = next((tool.p80 for tool in mine if _is_go_live_step(task, tool)), None)
    if last:
        end = f"by {when.format_day(last, week=week)}"
    return TimelineBar(
        *(number, label, starts, ends, end, _spoken_details(task, when)),
        critical=task.critical,
        waits=task.queued,
        meetings=(task.meeting,) if task.meeting else (),
        p80=last,
        on_file=bool(task.satisfied),
    )


def _is_go_live_step(task: Task, tool: ToolPlan) -> bool:
    """Is a tool live with this step?"""
    return (
        task.ends is not None
        and task.ends == tool.earliest
        and (task.kind is StepKind.GO_LIVE or tool.tasks[-1:] == (task.id,))
    )


def _spoken_details(task: Task, when: DateFormatter) -> str:
    """What a bar shows of a task, for who has the picture read aloud."""
    details = [shorten(task.role)]
    if task.starts:
        details.append(f"from {when.format_day(task.starts, week=task.illustrative)}")
    details += [f"waits {quantity(task.queued, 'day')} for its people"] * (task.queued > 0)
    details += [f"decided {when.format_day(task.meeting)}"] if task.meeting else []
    details += ["critical"] * task.critical
    return "; ".join(filter(None, details))


# --- a bar for each tool -------------------------------------------------------------------------


class _ToolBars:
    """Rows for tools: those with a go-live by its day, then those without one by the reason."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.when = plan, DateFormatter(plan)
        self.tasks = {task.id: task for task in plan.tasks}
        self.number = _number_tasks(plan)
        last = last_go_live(plan)
        self.last = None if last is None else plan.tools[last]

    def groups(self) -> Iterator[BarGroup]:
        """All rows, under headings."""
        tools = [self.plan.tools[number] for number in tools_by_go_live(self.plan)]
        dated = [tool for tool in tools if tool.earliest]
        in_use = [tool for tool in tools if tool.in_use and not tool.earliest]
        undated = [tool for tool in tools if not tool.earliest and not tool.in_use]
        name = quantity(len(dated), "tool")
        yield BarGroup(f"{name}, by go-live", "", tuple(self._rows(dated)))
        yield BarGroup(f"{quantity(len(in_use), 'tool')} in use", "", tuple(self._rows(in_use)))
        yield from self._by_reason(undated)

    def _rows(self, tools: Sequence[ToolPlan]) -> Iterator[TimelineBar]:
        if len(tools) <= _MOST_ROWS:
            yield from (self._bar([tool], tool.tool, self._date_text(tool)) for tool in tools)
            return
        middle = tools[_ENDS:-_ENDS]
        yield from self._rows(tools[:_ENDS])
        yield self._bar(middle, f"{len(middle)} more tools", self._date_text(middle[-1]))
        yield from self._rows(tools[-_ENDS:])

    def _date_text(self, tool: ToolPlan) -> str:
        """When a tool is live, or what becomes of one in use."""
        if tool.earliest is None:
            return self.when.format_go_live(tool)
        return f"by {self.when.format_day(tool.p80 or tool.earliest, week=tool.illustrative)}"

    def _by_reason(self, tools: Sequence[ToolPlan]) -> Iterator[BarGroup]:
        """A row for each reason why there is no date, for most tools first."""
        reasons = defaultdict[str, list[ToolPlan]](list)
        for tool in tools:
            reasons[tool.missing_date or "no go-live"].append(tool)
        order = sorted(reasons, key=lambda reason: -len(reasons[reason]))
        told = [(reasons[reason], reason) for reason in order[:_MOST_REASONS]]
        others = [tool for reason in order[_MOST_REASONS:] for tool in reasons[reason]]
        for those, reason in [*told, *([(others, "for other reasons")] if others else [])]:
            name = f"{quantity(len(those), 'tool')} without a date"
            why = reason.partition(": ")[2] or reason
            yield BarGroup(name, why, (self._bar(those, _list_tools(those), ""),))

    def _bar(self, tools: Sequence[ToolPlan], label: str, date_text: str) -> TimelineBar:
        """A bar for tools, from their first day to the last go-live, or the last day told."""
        tasks = [self.tasks[id_] for tool in tools for id_ in tool.tasks if id_ in self.tasks]
        todo = [task for task in tasks if not task.satisfied] or tasks
        starts = min((task.starts for task in todo if task.starts), default=date.min)
        last = max((task.ends for task in todo if task.ends), default=starts)
        ends = max((tool.earliest for tool in tools if tool.earliest), default=last)
        first_node = next((self.number[t.id] for t in tasks if t.id in self.number), 0)
        return TimelineBar(
            *(first_node, label, starts, ends, date_text, quantity(len(tasks), "step")),
            critical=len(tools) == 1 and tools[0] is self.last,
            p80=max((tool.p80 for tool in tools if tool.p80), default=None),
            meetings=_meetings(todo) if len(tools) == 1 else (),
            folded=True,
            dated=any(tool.earliest or tool.in_use for tool in tools),
        )


def _meetings(tasks: Sequence[Task]) -> tuple[date, ...]:
    return tuple(sorted({task.meeting for task in tasks if task.meeting}))


def _list_tools(tools: Sequence[ToolPlan]) -> str:
    """Some tools, the first six by name.

    >>> _list_tools([ToolPlan(name) for name in "ABCDEFGH"])
    'A, B, C, D, E, F and 2 more'
    """
    named = ", ".join(shorten(tool.tool, 24) for tool in tools[:6])
    return named + (f" and {len(tools) - 6} more" if len(tools) > 6 else "")
