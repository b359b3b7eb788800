"""WhatIf -> the page a terminal shows: what would be quicker, and what reaches a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from soescan.dates import format_date
from soescan.model import Lever, WhatIf
from soescan.quantities import quantity
from soescan.report.format import RenderOptions
from soescan.report.text import wrap, wrap_indented
from soescan.report.texts.go_live_dates import go_live_table
from soescan.report.texts.in_use import in_use_lines

_FIRST = 12
_DROP = "drop"
"""The kind of the changes that leave a tool out."""
_NAMED = 3
_FEW_MOVED = 6
"""Tools whose dates one change moves that are named, those that move most first."""


def render(whatif: WhatIf, options: RenderOptions) -> str:
    """Levers, best first; and the fewest that reach the date that was asked for."""
    parts = [
        go_live_table(whatif.plan, options),
        _list_undated(whatif, options),
        in_use_lines(whatif.plan, options),
        _list_reaching_levers(whatif, options),
        _list_levers(whatif, options),
        _list_drops(whatif, options),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _list_undated(whatif: WhatIf, options: RenderOptions) -> list[str]:
    """The tools of which no date is told, by the reason: what changes save of them is not told."""
    tools: dict[str, list[str]] = {}
    for tool in whatif.plan.tools:
        if tool.missing_date:
            tools.setdefault(tool.missing_date, []).append(tool.tool)
    lines: list[str] = []
    for says, names in tools.items():
        subject = ", ".join(names) if len(names) <= _NAMED else f"{len(names)} tools"
        lines += wrap(f"- {subject}: {says}", options, "  ")
    return lines


def _list_reaching_levers(whatif: WhatIf, options: RenderOptions) -> list[str]:
    if whatif.by is None:
        return []
    lines = wrap(f"To be live by {format_date(whatif.by)} (P80): {whatif.says}", options)
    for lever in whatif.reaches:
        lines += wrap(f"- {lever.says}", options, "  ")
    if not whatif.proved and whatif.plan.tasks:
        lines += wrap("--solve SECONDS searches longer.", options)
    return lines


def _list_levers(whatif: WhatIf, options: RenderOptions) -> list[str]:
    if not whatif.levers:
        return wrap("No single change would bring a go-live forward or save work.", options)
    quicker = [lever for lever in whatif.levers if lever.kind != _DROP]
    lines = _numbered("What would bring go-live forward (calendar days, at P80)", quicker, options)
    if not quicker:
        lines = wrap("No single change would bring a go-live forward or save work.", options)
    if whatif.left_out:
        were = "was" if whatif.left_out == 1 else "were"
        tried = f"{quantity(whatif.left_out, 'change')} {were}"
        lines += wrap(f"{tried} not tried: too many tools at once.", options)
    return lines


def _list_drops(whatif: WhatIf, options: RenderOptions) -> list[str]:
    """What leaving a tool out would do for the others, apart from what brings it about sooner."""
    drops = [lever for lever in whatif.levers if lever.kind == _DROP]
    title = "What dropping a tool would gain for the others (calendar days, at P80)"
    return _numbered(title, drops, options) if drops else []


def _numbered(title: str, levers: Sequence[Lever], options: RenderOptions) -> list[str]:
    shown = levers if options.verbose else levers[:_FIRST]
    lines = wrap(title, options)
    for number, lever in enumerate(shown, start=1):
        lines += _lever_lines(number, lever, options)
    if more := len(levers) - len(shown):
        lines += wrap(f"{more} more; --verbose lists them.", options)
    return lines


def _lever_lines(number: int, lever: Lever, options: RenderOptions) -> Iterator[str]:
    saves = quantity(abs(lever.days), "day") + (" later" if lever.days < 0 else "")
    if (count := sum(days != 0 for days in lever.saved.values())) > 1:
        saves += f" in total over {count} tools"
    change = "saved" if lever.effort > 0 else "more"
    work = f", {quantity(abs(lever.effort), 'person-day')} {change}" if lever.effort else ""
    yield from wrap(f"{number:>2}. {saves}{work}: {lever.says}", options, "    ")
    if len(moved := {tool: days for tool, days in lever.saved.items() if days}) > 1:
        yield from wrap_indented("; ".join(_moved_tools(moved, options)), options, 4)
    if lever.removes and options.verbose:
        yield from wrap_indented(f"no longer needed: {', '.join(lever.removes)}", options, 4)


def _moved_tools(moved: Mapping[str, int], options: RenderOptions) -> Iterator[str]:
    most = sorted(moved, key=lambda tool: -abs(moved[tool]))[:_FEW_MOVED]
    for tool in moved:
        if options.verbose or tool in most:
            way = "earlier" if moved[tool] > 0 else "later"
            yield f"{tool} {quantity(abs(moved[tool]), 'day')} {way}"
    if not options.verbose and len(moved) > len(most):
        yield f"{quantity(len(moved) - len(most), 'more tool')} moved"
