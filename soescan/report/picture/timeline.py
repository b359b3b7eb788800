"""Plan -> the timeline as SVG: a bar for each step, from its first day to its last.

Before a bar, dashed, the days it waits for its people; on it, a dot where a committee decides;
behind a go-live, a whisker to the day by which it is live in 80 of 100 draws. Bands are freezes.
Where there are many steps, one bar stands for all steps of a tool, for those that are live first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from soescan.graph import approval_graph
from soescan.model import Plan, StepKind, Task, ToolPlan
from soescan.quantities import quantity
from soescan.report.picture.dates import DateFormatter, tools_by_go_live, tools_of_tasks
from soescan.report.picture.day_scale import DayScale
from soescan.report.picture.svg import FONT, format_attributes, text_element
from soescan.report.picture.text import measure, shorten, truncate

STYLE = (
    f".t{{font-family:{FONT};font-size:11px;fill:#4a5568;background:#fff}}"
    ".t-h{font-size:12.5px;font-weight:600;fill:#17202c}"
    ".t-l{font-size:12px;fill:#17202c}"
    ".t-z{fill:#fff}.t-z2{fill:#f3f6fb}"
    ".t-f{fill:#faf0d7}"
    ".t-w{stroke:#edf0f5;fill:none}.t-m{stroke:#c3cbd8;fill:none}"
    ".t-s{stroke:#4a5568;fill:none;stroke-width:1.5}"
    ".t-b{stroke:#34507f;stroke-width:11;fill:none}"
    ".t-c .t-b{stroke:#b3261e}"
    ".t-q{stroke:#4a5568;stroke-width:1.5;stroke-dasharray:3 3;fill:none}"
    ".t-d{fill:#b3261e}"
    ".t-o{fill:#fff;stroke:#17202c;stroke-width:1.5}"
    ".t-p{stroke:#17202c;stroke-width:1.5;fill:none}"
    ".t-k{stroke:#4a5568;stroke-dasharray:4 3;fill:none}"
    ".t-n{cursor:pointer}"
    ".t-n:focus{outline:none}.t-n:focus-visible .t-b{stroke:#1f4fbf;stroke-width:15}"
)
"""The style sheet of every timeline: literal, so that it holds in any document; in a page its hash
has to be allowed."""

_WIDTH = 1100
_LEFT, _RIGHT = 290, 984
"""Where days begin and end; what is right of that is for the last dates."""
_ROW, _HEAD = 24, 26
_TOP = 58
_LABEL = 12
_MOST_ROWS = 120
_PER_WEEK = 7 / 5


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
    meeting: date | None = None
    p80: date | None = None
    on_file: bool = False
    folded: bool = False
    """It stands for all steps of a tool."""


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under a heading."""

    name: str
    subtitle: str
    bars: tuple[TimelineBar, ...]


def draw_timeline(plan: Plan, *, fold: bool | None = None) -> str:
    """The timeline of a plan as an SVG document.

    `fold`: True gives each tool one bar, False every step its own; None folds the tools that are
    live first until the bars can be read.
    """
    groups = _bar_groups(
        plan, frozenset() if fold is False else _tools_to_fold(plan, fold_all=bool(fold))
    )
    return "".join(_draw(plan, [group for group in groups if group.bars]))


# --- what is drawn -------------------------------------------------------------------------------


def _tools_to_fold(plan: Plan, *, fold_all: bool) -> frozenset[int]:
    """The tools of which only a bar is drawn: those live first, until the rows can be read."""
    own_steps = Counter(
        numbers[0] for numbers in tools_of_tasks(plan).values() if len(numbers) == 1
    )
    rows, folded = len(plan.tasks), set[int]()
    for number in tools_by_go_live(plan) if len(plan.tools) > 1 else ():
        if own_steps[number] and (fold_all or rows > _MOST_ROWS):
            folded.add(number)
            rows += 1 - own_steps[number]
    return frozenset(folded)


def _bar_groups(plan: Plan, folded_tools: frozenset[int]) -> Iterator[BarGroup]:
    """What several tools share, then tool by tool, then those of which only a bar is drawn.

    Steps whose days are not told have no bar.
    """
    owner, tasks = tools_of_tasks(plan), {task.id: task for task in plan.tasks}
    when = DateFormatter(plan)
    number = approval_graph(plan).numbers()

    def rows(ids: Sequence[str], tools: Sequence[ToolPlan]) -> tuple[TimelineBar, ...]:
        known = [id_ for id_ in ids if id_ in tasks and tasks[id_].starts and tasks[id_].ends]
        return tuple(_task_bar(tasks[id_], number.get(id_, 0), tools, when) for id_ in known)

    shared = [
        id_ for id_, numbers in owner.items() if len(numbers) > 1 and set(numbers) - folded_tools
    ]
    yield BarGroup("Shared", "", rows(shared, plan.tools))
    for index, tool in enumerate(plan.tools):
        own_tasks = [id_ for id_ in dict.fromkeys(tool.tasks) if owner.get(id_) == (index,)]
        if index not in folded_tools:
            yield BarGroup(tool.tool, when.format_go_live(tool), rows(own_tasks, [tool]))
    folded = (
        _tool_bar(plan.tools[index], tasks, number, when)
        for index in sorted(folded_tools)
        if any(tasks[id_].ends for id_ in plan.tools[index].tasks if id_ in tasks)
    )
    more = len(folded_tools) < len(plan.tools)
    heading = f"{len(folded_tools)} more tools" if more else "All tools"
    yield BarGroup(heading, "from the first step to the last", tuple(folded))


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
        end += f", P80 {when.format_day(last, week=week)}"
    return TimelineBar(
        *(number, label, starts, ends, end, _spoken_details(task, when)),
        critical=task.critical,
        waits=task.queued,
        meeting=task.meeting,
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


def _tool_bar(
    tool: ToolPlan, tasks: Mapping[str, Task], number: Mapping[str, int], when: DateFormatter
) -> TimelineBar:
    """A bar for a tool, from its first day to its go-live, or to the last day that is told."""
    own_tasks = [tasks[task_id] for task_id in tool.tasks if task_id in tasks]
    todo = [task for task in own_tasks if not task.satisfied] or own_tasks
    starts = min((task.starts for task in todo if task.starts), default=date.min)
    ends = max((task.ends for task in todo if task.ends), default=starts)
    first_node = next((number[t.id] for t in own_tasks if t.id in number and len(t.tools) == 1), 0)
    return TimelineBar(
        *(first_node, tool.tool, starts, tool.earliest or ends, when.format_go_live(tool)),
        quantity(len(own_tasks), "step"),
        p80=tool.p80,
        folded=True,
    )


# --- drawing -------------------------------------------------------------------------------------


def _draw(plan: Plan, groups: Sequence[BarGroup]) -> Iterator[str]:
    folded = any(row.folded for group in groups for row in group.bars)
    scale = DayScale(plan, _LEFT, _RIGHT - (90 if folded else 0))
    height = _TOP + sum(map(_group_height, groups)) + 8
    yield from _draw_ground(plan, groups, height)
    yield from _draw_freezes(plan, scale, height)
    yield from scale.draw_axis(_TOP, height)
    yield f'<path class="t-s" d="M{_LEFT} {_TOP - 16}V{height}"/>\n'
    yield from _draw_legend(plan, groups)
    top, first = _TOP, True
    for group in groups:
        yield from _draw_group(group, top, scale, first=first)
        first = first and not group.bars
        top += _group_height(group)
    yield "</svg>\n"


def _group_height(group: BarGroup) -> int:
    return _HEAD + _ROW * len(group.bars)


def _draw_ground(plan: Plan, groups: Sequence[BarGroup], height: int) -> Iterator[str]:
    """The beginning of the document, and a ground of another shade for every other group."""
    yield '<svg xmlns="http://www.w3.org/2000/svg" class="t" role="group"'
    label = f"Timeline: {quantity(len(plan.tools), 'tool')}, {quantity(len(plan.tasks), 'step')}"
    yield format_attributes(
        (
            ("aria-label", label),
            ("viewBox", f"0 0 {_WIDTH} {height}"),
            ("width", _WIDTH),
            ("height", height),
        )
    )
    yield f">\n<style>{STYLE}</style>\n"
    yield '<rect class="t-z" width="100%" height="100%"/>\n'
    top = _TOP
    for index, group in enumerate(groups):
        if index % 2 == 0:
            area = f'width="{_WIDTH}" height="{_group_height(group)}"'
            yield f'<rect class="t-z2" y="{top}" {area}/>\n'
        top += _group_height(group)


def _draw_group(group: BarGroup, top: int, scale: DayScale, *, first: bool) -> Iterator[str]:
    """A head and bars; the `first` bar of the picture is where the keyboard enters it."""
    name = truncate(group.name, _LEFT - 24, 12.5, bold=True) or "–"
    aloud = f"{name} {group.subtitle}".strip()
    inside = format_attributes((("role", "group"), ("aria-label", aloud)))
    yield f"<g{inside}>\n{text_element(10, top + 17, name, 't-h')}"
    wide = max(measure(name, 12.5, bold=True) + 20, _LEFT + 6)
    if group.subtitle:
        yield text_element(wide, top + 17, truncate(group.subtitle, _WIDTH - wide - 10, 11))
    for index, row in enumerate(group.bars):
        yield _draw_bar(row, top + _HEAD + _ROW * index, scale, first=first and index == 0)
    yield "</g>\n"


def _draw_bar(row: TimelineBar, top: int, scale: DayScale, *, first: bool) -> str:
    label = truncate(row.label, _LEFT - 34, _LABEL) or "–"
    middle = top + _ROW // 2 - 2
    begin, end = scale.left_of(row.starts), scale.right_of(row.ends)
    inside = format_attributes(
        (
            ("class", "t-n t-c" if row.critical else "t-n"),
            ("role", "img"),
            ("tabindex", 0 if first else ""),
            ("aria-label", f"{label} {row.date_text}: {row.spoken}"),
            ("data-id", row.id or ""),
        )
    )
    drawn = [f"<g{inside}>\n"]
    if row.critical:
        drawn.append(f'<path class="t-d" d="M12 {middle - 5}l5 5-5 5-5-5z"/>')
    drawn.append(text_element(22, middle + 4, label, "t-l"))
    if row.waits:
        before = scale.left_of(row.starts - timedelta(round(row.waits * _PER_WEEK)))
        drawn.append(f'<path class="t-q" d="M{before} {middle}H{begin}"/>')
    kind = "t-k" if row.on_file else "t-b"
    drawn.append(f'<path class="{kind}" d="M{begin} {middle}H{end}"/>')
    if row.p80 and row.p80 > row.ends:
        to = scale.right_of(row.p80)
        drawn.append(f'<path class="t-p" d="M{end} {middle}H{to}m0-5v10"/>')
        end = to
    if row.meeting:
        drawn.append(
            f'<circle class="t-o" cx="{scale.right_of(row.meeting) - 4}" cy="{middle}" r="4"/>'
        )
    drawn.append(text_element(end + 6, middle + 4, row.date_text))
    return "".join([*drawn, "</g>\n"])


def _draw_freezes(plan: Plan, scale: DayScale, height: int) -> Iterator[str]:
    for freeze in plan.freezes:
        begin, end = scale.left_of(freeze.from_), scale.right_of(freeze.to)
        values = (("class", "t-f"), ("x", begin), ("y", _TOP), ("width", end - begin))
        yield f"<rect{format_attributes((*values, ('height', height - _TOP)))}/>\n"


def _spoken_details(task: Task, when: DateFormatter) -> str:
    """What a bar shows of a task, for who has the picture read aloud."""
    details = [shorten(task.role)]
    if task.starts:
        details.append(f"from {when.format_day(task.starts, week=task.illustrative)}")
    details += [f"waits {quantity(task.queued, 'day')} for its people"] * (task.queued > 0)
    details += [f"decided {when.format_day(task.meeting)}"] if task.meeting else []
    details += ["critical"] * task.critical
    return "; ".join(filter(None, details))


def _draw_legend(plan: Plan, groups: Sequence[BarGroup]) -> Iterator[str]:
    rows = [row for group in groups for row in group.bars]
    x = 12
    for shown, sign, meaning in (
        (any(r.critical for r in rows), 't-d" d="M{x} 7l5 5-5 5-5-5z', "on the critical path"),
        (any(r.waits for r in rows), 't-q" d="M{x} 12h22', "waits for its people"),
        (any(r.p80 for r in rows), 't-p" d="M{x} 12h20m0-5v10', "P80: 80% likely to be live"),
        (any(r.on_file for r in rows), 't-k" d="M{x} 12h20', "on file"),
    ):
        if shown:
            yield f'<path class="{sign.format(x=x)}"/>' + text_element(x + 28, 16, meaning)
            x += 28 + int(measure(meaning, 11)) + 22
    if any(row.meeting for row in rows):
        committee = text_element(x + 18, 16, "committee")
        yield f'<circle class="t-o" cx="{x + 6}" cy="12" r="4"/>{committee}'
        x += 100
    if plan.freezes:
        names = ", ".join(freeze.name for freeze in plan.freezes)
        yield f'<rect class="t-f" x="{x}" y="6" width="22" height="12"/>'
        yield text_element(x + 28, 16, truncate(f"freeze: {names}", _WIDTH - x - 40, 11))
