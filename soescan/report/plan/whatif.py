"""WhatIf -> the page a terminal shows: what would be quicker, and what reaches a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soescan.dates import format_date
from soescan.model import Lever, WhatIf
from soescan.report.format import Look
from soescan.report.texts.schedule import dates
from soescan.report.words import count, indented, wrapped

_FIRST = 12
_FEW_MOVED = 6
"""Tools whose dates one change moves that are named, those that move most first."""


def render(found: WhatIf, look: Look) -> str:
    """Levers, best first; and the fewest that reach the date that was asked for."""
    parts = [dates(found.plan, look), _reaches(found, look), _levers(found, look)]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _reaches(found: WhatIf, look: Look) -> list[str]:
    if found.by is None:
        return []
    lines = wrapped(f"To be live by {format_date(found.by)} (P80): {found.says}", look)
    for lever in found.reaches:
        lines += wrapped(f"- {lever.says}", look, "  ")
    if not found.proved and found.plan.tasks:
        lines += wrapped("--solve SECONDS looks longer.", look)
    return lines


def _levers(found: WhatIf, look: Look) -> list[str]:
    if not found.levers:
        return wrapped("No single change would be quicker or spare any work.", look)
    shown = found.levers if look.verbose else found.levers[:_FIRST]
    lines = wrapped("What would be quicker, at P80 (calendar days, over all tools)", look)
    for number, lever in enumerate(shown, start=1):
        lines += _lever(number, lever, look)
    if more := len(found.levers) - len(shown):
        lines += wrapped(f"{more} more; --verbose lists them.", look)
    if found.left_out:
        lines += wrapped(f"{found.left_out} changes were not tried: too many tools at once.", look)
    return lines


def _lever(number: int, lever: Lever, look: Look) -> Iterator[str]:
    saves = count(abs(lever.days), "day") + (" later" if lever.days < 0 else "")
    work = f", {count(lever.effort, 'person-day')}" if lever.effort else ""
    yield from wrapped(f"{number:>2}. {saves}{work}: {lever.says}", look, "    ")
    if len(moved := {tool: days for tool, days in lever.saved.items() if days}) > 1:
        yield from indented("; ".join(_moved(moved, look)), look, 4)
    if lever.removes and look.verbose:
        yield from indented(f"no longer needed: {', '.join(lever.removes)}", look, 4)


def _moved(moved: Mapping[str, int], look: Look) -> Iterator[str]:
    most = sorted(moved, key=lambda tool: -abs(moved[tool]))[:_FEW_MOVED]
    for tool in moved:
        if look.verbose or tool in most:
            way = "earlier" if moved[tool] > 0 else "later"
            yield f"{tool} {count(abs(moved[tool]), 'day')} {way}"
    if not look.verbose and len(moved) > len(most):
        yield f"{count(len(moved) - len(most), 'more tool')} moved"
