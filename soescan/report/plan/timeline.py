"""Plan -> a timeline for a terminal: a bar for each task, weeks from left to right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from soescan.dates import format_date, format_date_or_week
from soescan.model import Freeze, Plan, Task, ToolPlan
from soescan.quantities import quantity
from soescan.report.format import RenderOptions
from soescan.report.tables.wording import name_or_count
from soescan.report.text import clean, pad, truncate, truncate_if_wrapping, width, wrap

_MOST_ROWS = 60
_NAME = 30


def timeline(plan: Plan, options: RenderOptions) -> list[str]:
    """What is shared first, then tool by tool. Tasks that take no day are left out.

    Where bars say nothing, each task is told in words.
    """
    tasks = list(filter(_takes_time, plan.tasks))
    if plan.start is None or not tasks:
        return []
    if options.as_records:
        return ["Timeline", *_list_spans(tasks, options)]
    labels = [f"  {task.label}" for task in tasks] + [freeze.name for freeze in plan.freezes]
    name = min(_NAME, options.width // 3)
    columns = max(1, options.width - name - 2)
    if not options.wrap:
        name = max(width(clean(label)) for label in labels)
    scale = _WeekScale(plan, name, columns)
    rows: list[str] = [scale.months(), *scale.freezes(plan.freezes)]
    shared = [task for task in tasks if len(task.tools) > 1]
    rows += _group_rows("shared", shared, scale, options)
    for tool in plan.tools:
        own = [task for task in tasks if task.tools == (tool.tool,)]
        live = tool.p80 if tool.earliest else None
        rows += _group_rows(_name_group(tool), own, scale, options, live)
    more = len(rows) - _MOST_ROWS
    if more > 0 and not options.verbose:
        rows = [*rows[:_MOST_ROWS], f"{more} more lines; --verbose shows them."]
    return ["Timeline", *rows, "", *wrap(_SAYS, options)]


def _list_spans(tasks: list[Task], options: RenderOptions) -> Iterator[str]:
    """A line for each task, first things first: from when to when, what, and for which tools."""
    ordered = sorted(tasks, key=lambda task: (task.starts or date.min, task.ends or date.min))
    shown = ordered if options.verbose else ordered[:_MOST_ROWS]
    for task in shown:
        span = word_span(task.starts, task.ends, illustrative=task.illustrative)
        says = f"{span}: {task.label}, for {name_or_count(task.tools)}"
        critical = "; on the critical path" if task.critical else ""
        yield from wrap(f"- {says}{critical}", options, "  ")
    if more := len(ordered) - len(shown):
        yield from wrap(f"{quantity(more, 'more task')}; --verbose lists them.", options)


def word_span(first: date | None, last: date | None, *, illustrative: bool) -> str:
    """From when to when in words, as far as it is known; one day or week if both are the same.

    >>> word_span(date(2026, 11, 23), date(2026, 12, 1), illustrative=True)
    'week of 23 Nov 2026 to week of 30 Nov 2026'
    """
    days = [format_date_or_week(d, illustrative=illustrative) for d in (first, last) if d]
    return " to ".join(dict.fromkeys(days))


def _takes_time(task: Task) -> bool:
    return task.finish > task.start and task.ends is not None and not task.satisfied


def _name_group(tool: ToolPlan) -> str:
    remark = tool.missing_date or _say_trial(tool)
    return f"{tool.tool} ({remark})" if remark else tool.tool


def _say_trial(tool: ToolPlan) -> str:
    if not tool.trial_ends:
        return ""
    day = format_date_or_week(tool.trial_ends, illustrative=tool.illustrative)
    return f"trial ends {'in the' if tool.illustrative else 'on'} {day}"


_SAYS = (
    "#: critical path. =: has slack. .: waits for people. o: committee decision. x: freeze. |: P80."
)


class _WeekScale:
    """Columns for days, and before them for names."""

    def __init__(self, plan: Plan, name: int, columns: int) -> None:
        self.name = name
        self.first = plan.start or date.min
        ends = [task.ends for task in plan.tasks if task.ends]
        last = max([self.first, *ends, *(tool.p80 for tool in plan.tools if tool.p80)])
        self._days = max(1, (last - self.first).days + 1)
        self.columns = columns

    def pad_name(self, text: str) -> str:
        """A name in the columns before the days."""
        return pad(truncate(text, self.name), self.name)

    def column_of(self, day: date) -> int:
        """The column of a day."""
        gone = (day - self.first).days
        return min(self.columns - 1, max(0, gone * self.columns // self._days))

    def months(self) -> str:
        """The line of months above."""
        line = [" "] * self.columns
        day = self.first
        while (day - self.first).days < self._days:
            at, name = self.column_of(day), format_date(day).split()[2]
            if at + len(name) < self.columns and (at == 0 or line[at - 1] == " "):
                line[at : at + len(name)] = name
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return f"{' ' * (self.name + 2)}{''.join(line)}".rstrip()

    def freezes(self, freezes: tuple[Freeze, ...]) -> Iterator[str]:
        """A line for each freeze."""
        for freeze in freezes:
            line = [" "] * self.columns
            begin, end = self.column_of(max(freeze.from_, self.first)), self.column_of(freeze.to)
            line[begin : end + 1] = "x" * (end + 1 - begin)
            yield f"{self.pad_name(freeze.name)}  {''.join(line)}".rstrip()


def _group_rows(
    name: str,
    tasks: list[Task],
    scale: _WeekScale,
    options: RenderOptions,
    live: date | None = None,
) -> Iterator[str]:
    if tasks:
        yield truncate_if_wrapping(name, options.width - 2, options)
        for number, task in enumerate(tasks, start=1):
            last = live if number == len(tasks) else None
            yield f"{scale.pad_name(f'  {task.label}')}  {_draw_bar(task, scale, last)}".rstrip()


def _draw_bar(task: Task, scale: _WeekScale, live: date | None) -> str:
    line = [" "] * scale.columns
    starts, ends = task.starts or scale.first, task.ends or scale.first
    begin, end = scale.column_of(starts), scale.column_of(ends)
    if task.queued:
        before = scale.column_of(starts - timedelta(days=task.queued * 7 // 5))
        line[before:begin] = "." * (begin - before)
    line[begin : end + 1] = ("#" if task.critical else "=") * (end + 1 - begin)
    if task.meeting:
        line[scale.column_of(task.meeting)] = "o"
    if live and scale.column_of(live) > end:
        line[scale.column_of(live)] = "|"
    return "".join(line)
