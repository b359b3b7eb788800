"""The page a terminal shows: when, why not earlier, and what to ask.

Looks at: the whole plan.

Why it matters: it is read by somebody who has to say a date in a meeting, and to defend it.

Cannot show: every task at once; `--verbose` does, and JSON holds everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from soescan.dates import format_date, format_date_or_week, format_monday
from soescan.model import Confidence, Load, Plan, Reason, Task, ToolPlan
from soescan.quantities import percent, quantity
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat
from soescan.report.plan.timeline import timeline, word_span
from soescan.report.tables.headline import go_live_sentence
from soescan.report.tables.in_use import in_use_sentence
from soescan.report.tables.prohibited import notice_of_plan
from soescan.report.text import truncate_if_wrapping, wrap, wrap_indented
from soescan.report.texts.go_live_dates import go_live_table
from soescan.report.texts.in_use import in_use_lines

_FEW = 6
"""Tools whose chain, chances and assumptions are shown without --verbose."""
_FIRST_QUESTIONS = 5
_NAMED = 3
_TELLING_GAP = 0.2
"""A bound that is farther away says nothing about the plan."""


def render(plan: Plan, options: RenderOptions) -> str:
    """The plan as text, lines no wider than the look allows."""
    notice = notice_of_plan(plan)
    parts = [
        wrap(notice, options) if notice else [],
        _answer_lines(plan, options),
        go_live_table(plan, options),
        in_use_lines(plan, options),
        _tools_without_plan(plan, options),
        *_explain_dates(plan, options),
        _chance_lines(plan, options),
        timeline(plan, options),
        _queue_lines(plan, options),
        _assumption_lines(plan, options),
        _question_lines(plan, options),
        *(_all_task_lines(plan, options) if options.verbose else ()),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


# --- the answer ----------------------------------------------------------------------------------


def _answer_lines(plan: Plan, options: RenderOptions) -> list[str]:
    planned = [tool for tool in plan.tools if tool.earliest and tool.p80]
    in_use = in_use_sentence([(tool.tool, tool.in_use) for tool in plan.tools if tool.in_use])
    if not planned or plan.start is None:
        says = "; ".join(filter(None, (go_live_sentence(plan.tools), in_use)))
        return wrap(f"{says or 'There is nothing to plan'}.", options)
    illustrative = any(tool.illustrative for tool in planned)
    lines = wrap(f"{go_live_sentence(plan.tools)}.{f' {in_use}.' if in_use else ''}", options)
    if illustrative:
        lines += wrap(
            "The weeks are illustrative: IT has not confirmed the lead times (below).",
            options,
        )
    says = f"Work starts on {format_date(plan.start)}."
    if plan.saved_by_sharing:
        says += f" Sharing reviews saves {quantity(plan.saved_by_sharing, 'person-day')}."
    return [*lines, *wrap(says, options)]


def _tools_without_plan(plan: Plan, options: RenderOptions) -> list[str]:
    """What else is to be said of tools; many of which the same is said share a line."""
    tools: dict[str, list[str]] = {}
    for tool in plan.tools:
        for says in filter(None, tool.says.split("; ")):
            tools.setdefault(says, []).append(tool.tool)
    ordered = sorted(tools, key=lambda says: -len(tools[says]))
    shown = ordered if options.verbose else ordered[:_FEW]
    lines = []
    for says in shown:
        text = (
            says
            if options.verbose
            else truncate_if_wrapping(says, max(40, 2 * options.width), options)
        )
        lines += wrap(f"- {_join_tools(tools[says])}: {text}", options, "  ")
    if more := len(ordered) - len(shown):
        lines += wrap(f"{more} more; --verbose lists them.", options)
    return lines


# --- why -----------------------------------------------------------------------------------------


def _explain_dates(plan: Plan, options: RenderOptions) -> Iterator[list[str]]:
    """For the tools that are last, why they are not earlier."""
    planned = sorted(
        (tool for tool in plan.tools if tool.why),
        key=lambda tool: tool.earliest or date.min,
        reverse=True,
    )
    shown = planned if options.verbose else planned[: _FEW // 3]
    for tool in shown:
        earliest = tool.earliest or date.min
        when = format_date_or_week(earliest, illustrative=tool.illustrative)
        the = "the " if tool.illustrative else ""
        lines = wrap(f"Why {tool.tool} cannot go live before {the}{when}", options)
        for reason in tool.why:
            if options.as_records:
                span = word_span(reason.from_, reason.to, illustrative=tool.illustrative)
                lines += wrap(f"  {span}: {reason.says}", options, "    ")
            else:
                span = _format_span(reason, weeks=tool.illustrative)
                lines += wrap(f"  {span:<17}  {reason.says}", options, " " * 21)
        if tool.widest:
            lines += wrap_indented(
                f"The date depends most on: {_task_label(plan, tool.widest)}", options
            )
        yield lines
    if more := len(planned) - len(shown):
        yield wrap(f"{quantity(more, 'more critical path')}; --verbose shows all.", options)


def _format_span(reason: Reason, *, weeks: bool) -> str:
    """From when to when, in weeks where they only illustrate; the year where it is another one."""
    if weeks:
        return _format_weeks(reason)
    first, last = (" ".join(format_date(day).split()[1:3]) for day in (reason.from_, reason.to))
    if reason.from_.year != reason.to.year:
        last = f"{last} {reason.to.year % 100:02}"
    return first if reason.from_ == reason.to else f"{first} – {last}"


def _format_weeks(reason: Reason) -> str:
    """The weeks from when to when, as the table of dates writes them, a year of both left out."""
    first, last = format_monday(reason.from_), format_monday(reason.to)
    if first == last:
        return f"~{first}"
    if first[-4:] == last[-4:]:
        first, last = first[:-5], last[:-5]
    else:
        first, last = (f"{text[:-4]}{text[-2:]}" for text in (first, last))
    return f"~{first} – {last}"


def _task_label(plan: Plan, task: str) -> str:
    found = next((one for one in plan.tasks if one.id == task), None)
    return f"{found.label} ({found.role})" if found else task


def _chance_lines(plan: Plan, options: RenderOptions) -> list[str]:
    lines = []
    planned = [tool for tool in plan.tools if tool.earliest]
    for tool in planned if options.verbose else planned[:_FEW]:
        if tool.wish:
            lines += wrap(f"- {tool.tool}: {_describe_wish(tool)}", options, "  ")
        for what in dict.fromkeys(chance.what for chance in tool.meetings):
            meetings = [chance for chance in tool.meetings if chance.what == what]
            days = [f"{chance.by} {percent(chance.share)}" for chance in meetings]
            lines += wrap(f"- {tool.tool}, {what}: {', '.join(days)}", options, "  ")
    title = "How likely a decision is by each meeting, and go-live by the date you want"
    # On which day a committee meets is a fact of its calendar; by which it decides is not.
    if any(tool.illustrative for tool in planned):
        title += " (illustrative)"
    if options.verbose:
        spread = f"{plan.draws} draws (seed {plan.seed}) of {plan.spread} estimates"
        lines += wrap(f"From {spread}; the durations of one role's steps are correlated.", options)
    return [*wrap(title, options), *lines] if lines else []


def _describe_wish(tool: ToolPlan) -> str:
    if tool.wish is None:
        return ""
    return f"live by {tool.wish.by}: {percent(tool.wish.share)}"


# --- people --------------------------------------------------------------------------------------


def _queue_lines(plan: Plan, options: RenderOptions) -> list[str]:
    goes_live = any(tool.earliest for tool in plan.tools)
    busy = [load for load in plan.loads if load.effort or load.longest_wait]
    lines = []
    for load in sorted(busy, key=lambda load: -load.longest_wait):
        assumed = "the assumed " if load.status is Confidence.DEFAULT else ""
        pace = f" at {assumed}{load.capacity:g} a week" if load.capacity is not None else ""
        work, tasks = quantity(load.effort, "person-day"), quantity(load.tasks, "task")
        says = f"- {load.role}: {work}{pace} for {tasks}"
        if load.longest_wait:
            label = next(task.label for task in plan.tasks if task.id == load.waits)
            says += f"; “{label}” waits {quantity(load.longest_wait, 'working day')}"
        if goes_live:
            says += f"; {_describe_slack(load)}"
        lines += wrap(says, options, "  ")
    for says in (plan.ordering, *plan.advice):
        lines += wrap(f"- {says}", options, "  ") if says else []
    says = _describe_optimality(plan)
    if says and (lines or plan.solve):
        lines += wrap(f"- {says}", options, "  ")
    return ["Who is busy", *lines] if lines else []


def _describe_slack(load: Load) -> str:
    if not load.slack:
        return "no slack: a delay may move a go-live"
    return f"{quantity(load.slack, 'working day')} of slack"


def _describe_optimality(plan: Plan) -> str:
    """How good the order of work is. Who had it solved is told, however little was proved."""
    if plan.proved:
        return "No other order of work is quicker overall."
    if plan.gap > _TELLING_GAP and not plan.solve:
        return ""
    tried = (
        f"; a search of up to {quantity(plan.solve, 'second')} could not rule that out"
        if plan.solve
        else ""
    )
    return f"Another order of work would save at most {plan.gap:.1%}{tried}."


# --- what it rests on ----------------------------------------------------------------------------


def _assumption_lines(plan: Plan, options: RenderOptions) -> list[str]:
    tools: dict[str, list[str]] = {}
    for tool in plan.tools:
        for says in tool.assumptions:
            tools.setdefault(says, []).append(tool.tool)
    ordered = sorted(tools, key=lambda says: -len(tools[says]))
    shown = ordered if options.verbose else ordered[: 2 * _FEW]
    lines = []
    for says in shown:
        lines += wrap(f"- {_join_tools(tools[says])}: {says}", options, "  ")
    if more := len(ordered) - len(shown):
        lines += wrap(f"{more} more; --verbose lists them.", options)
    title = wrap("Assumed, because nobody has stated it", options)
    return [*title, *lines] if lines else []


def _question_lines(plan: Plan, options: RenderOptions) -> list[str]:
    shown = plan.questions if options.verbose else plan.questions[:_FIRST_QUESTIONS]
    lines = []
    for number, question in enumerate(shown, start=1):
        lines += wrap(f"{number}. {question.text} ({_join_tools(question.tools)})", options, "   ")
    if more := len(plan.questions) - len(shown):
        lines += wrap(f"{more} more; --verbose lists them.", options)
    title = wrap("Ask IT to confirm these times; the dates depend on them", options)
    return [*title, *lines] if lines else []


def _join_tools(tools: Sequence[str]) -> str:
    if len(tools) <= _NAMED:
        return ", ".join(tools)
    return f"{len(tools)} tools"


def _all_task_lines(plan: Plan, options: RenderOptions) -> Iterator[list[str]]:
    yield ["Every task"]
    for task in plan.tasks:
        yield list(_task_lines(task, options))


def _format_task_span(task: Task) -> str:
    """From when to when in words; that an end is open where its day is not told."""
    first, last = (
        format_date_or_week(day, illustrative=task.illustrative) if day else "no date"
        for day in (task.starts, task.ends)
    )
    return first if first == last else f"{first} to {last}"


def _describe_task_slack(task: Task) -> str:
    if task.critical:
        return "on the critical path"
    return f"{quantity(task.slack, 'working day')} of slack"


def _task_lines(task: Task, options: RenderOptions) -> Iterator[str]:
    yield from wrap(f"{task.label} for {_join_tools(task.tools)} ({task.role})", options)
    if task.satisfied:
        yield from wrap_indented(f"on file: {task.satisfied}", options)
        return
    held = [f"critical in {percent(task.often_critical)} of simulation runs"]
    marks = [
        "on the critical path"
        if task.critical
        else f"{quantity(task.slack, 'working day')} of slack",
        *(held if task.often_critical else ()),
        *(["assumed"] if task.assumed else ()),
    ]
    yield from wrap_indented(f"{_format_task_span(task)}, {', '.join(marks)}", options)
    yield from wrap_indented(f"because: {'; '.join(task.because)}", options)
    yield from wrap_indented(f"when: {task.waits_for}", options)
    if task.papers_by:
        yield from wrap_indented(f"papers in by {format_date(task.papers_by)}", options)
    if task.artefacts:
        yield from wrap_indented(f"required beforehand: {', '.join(task.artefacts)}", options)
    if task.tests:
        yield from wrap_indented(f"tests required beforehand: {', '.join(task.tests)}", options)
    if task.valid_until:
        until = format_date_or_week(task.valid_until, illustrative=task.illustrative)
        yield from wrap_indented(
            f"valid until {'the ' if task.illustrative else ''}{until}", options
        )
    if task.source:
        yield from wrap_indented(f"source of times: {task.source} ({task.status})", options)


FORMAT = PlanFormat(id="table", doc=__doc__, endings=(".txt",), render=render)
