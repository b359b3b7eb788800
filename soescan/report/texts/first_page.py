"""The first page on a terminal: the answer, the tools, this week, and what would change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from soescan.model import Report
from soescan.quantities import quantity
from soescan.report.first_page import (
    FirstPage,
    LabelledText,
    ToolGroup,
    ToolGroupKind,
    ToolLine,
    build_first_page,
)
from soescan.report.format import Audience, RenderOptions
from soescan.report.tables.cells import cell_text
from soescan.report.tables.summary import rehearsal_notice
from soescan.report.tables.wording import as_sentence, capitalize_first
from soescan.report.text import Tone, align_columns, colourize, shorten_name, wrap
from soescan.report.texts.first_run import first_run_lines

_TONES = {
    ToolGroupKind.GO_AHEAD: Tone.GOOD,
    ToolGroupKind.CONDITIONS: Tone.GOOD,
    ToolGroupKind.LIKELY: Tone.OPEN,
    ToolGroupKind.NEEDS_PAPER: Tone.WARNING,
    ToolGroupKind.TROUBLE: Tone.WARNING,
    ToolGroupKind.BLOCKED: Tone.BAD,
    ToolGroupKind.UNKNOWN: Tone.OPEN,
    ToolGroupKind.IN_USE: Tone.OPEN,
}


def first_page_parts(report: Report, options: RenderOptions) -> Iterator[list[str]]:
    """The parts of the first page in lines, for the reader that the options name."""
    page = build_first_page(report, options.audience or Audience.MARKETING)
    yield answer_lines(report, page, options)
    yield first_run_lines(report, options)
    yield _labelled_lines(page.concerns, options)
    if page.comparison:
        titles = [column.title for column in page.comparison.columns]
        rows = [[cell_text(cell) for cell in row] for row in page.comparison.rows]
        title = wrap(f"Side by side{page.word_compared()}", options)
        yield [*title, *align_columns(titles, rows, options)]
    if page.is_grouped:
        for group in page.groups:
            yield list(_group_lines(group, options))
    else:
        yield [
            line
            for group in page.groups
            for tool in group.lines
            for line in _tool_lines(tool, group.kind, options)
        ]
    yield list(_action_lines(page, options))
    yield list(_change_lines(page, options))
    yield _labelled_lines(page.reasons, options)


def answer_lines(report: Report, page: FirstPage, options: RenderOptions) -> list[str]:
    """The answer, what it was held against, and what must be known before it is used."""
    lines = [*wrap(page.answer, options), *wrap(page.basis, options)]
    lines += wrap(page.dates_note, options) if page.dates_note else []
    told_below = "" if report.catalog.own else rehearsal_notice(report)
    for caution in page.cautions:
        if caution != told_below:
            lines += wrap(caution, options)
    return lines


def _labelled_lines(texts: Sequence[LabelledText], options: RenderOptions) -> list[str]:
    return [line for t in texts for line in wrap(f"{t.label}: {t.says}", options, "  ")]


def _tool_lines(tool: ToolLine, kind: ToolGroupKind, options: RenderOptions) -> Iterator[str]:
    """A tool with its verdict, why, the earliest day, and what comes next."""
    first, *more = wrap(
        f"{shorten_name(tool.tool)}: {tool.verdict}. {as_sentence(tool.because)}", options, "  "
    )
    verdict = colourize(tool.verdict, _TONES[kind], options)
    yield first.replace(f": {tool.verdict}.", f": {verdict}.", 1)
    yield from more
    told = [f"Earliest go-live: {tool.earliest}."] if tool.earliest else []
    if tool.next_step:
        who = f" ({tool.who})" if tool.who else ""
        told.append(f"Next: {tool.next_step.rstrip('.')}{who}.")
    if told:
        yield from wrap(f"  {' '.join(told)}", options, "  ")


def _group_lines(group: ToolGroup, options: RenderOptions) -> Iterator[str]:
    """The size of a group and its most telling members; the others by name."""
    title = f"{capitalize_first(group.kind)}: {quantity(len(group.lines), 'tool')}"
    first, *more = wrap(title, options)
    yield colourize(first, _TONES[group.kind], options)
    yield from more
    for tool in group.telling:
        when = f" Earliest go-live: {tool.earliest}." if tool.earliest else ""
        yield from wrap(
            f"- {shorten_name(tool.tool)}: {as_sentence(tool.because)}{when}", options, "  "
        )
    if rest := group.lines[len(group.telling) :]:
        names = ", ".join(shorten_name(tool.tool) for tool in rest[:_MOST_NAMED])
        more_text = f", and {len(rest) - _MOST_NAMED} more" if len(rest) > _MOST_NAMED else ""
        yield from wrap(f"- also {names}{more_text}", options, "  ")
    steps = Counter((tool.next_step, tool.who) for tool in group.lines if tool.next_step)
    for (step, who), number in steps.most_common(1):
        which = "" if number == len(group.lines) else f" for {quantity(number, 'tool')}"
        yield from wrap(f"  Next{which}: {step.rstrip('.')} ({who}).", options, "  ")


_MOST_NAMED = 12
"""Tools of a group that are named without more, before the rest is counted."""


def _action_lines(page: FirstPage, options: RenderOptions) -> Iterator[str]:
    if page.actions:
        yield "This week"
    for number, action in enumerate(page.actions, start=1):
        tools = f" ({action.tools})" if action.tools else ""
        why = f"; {action.why}" if action.why else ""
        says = f"{number}. {capitalize_first(action.who)}: {action.does}{tools}{why}."
        yield from wrap(says, options, "   ")


def _change_lines(page: FirstPage, options: RenderOptions) -> Iterator[str]:
    if page.changes:
        yield from wrap("What would change the answer", options)
    for change in page.changes:
        says = f"- {capitalize_first(change.who)}: {as_sentence(change.what)}"
        yield from wrap(f"{says} {as_sentence(change.settles)}", options, "  ")
