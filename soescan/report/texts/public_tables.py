"""What became of the large public tables, and what is there of them, as text."""

from __future__ import annotations

from collections.abc import Sequence

from soescan.reference.public.update import Became, Renewal, Status
from soescan.report.format import RenderOptions
from soescan.report.text import wrap

_OUTCOME_WORDS = {
    Became.RENEWED: "renewed",
    Became.UNCHANGED: "unchanged",
    Became.FAILED: "failed",
}


def render_renewals(done: Sequence[Renewal], options: RenderOptions) -> str:
    """A line for each table: what became of it, and why it failed."""
    wide = max(len(one.id) for one in done)
    lines: list[str] = []
    for one in done:
        there = f"{one.rows:,} rows of {one.day}" if one.day else "none at hand"
        kept = "; kept " if one.became is Became.FAILED and one.day else ", "
        why = f": {one.why}" if one.why else ""
        says = f"{one.id:<{wide}}  {_OUTCOME_WORDS[one.became]}{why}{kept}{there}"
        lines += wrap(says, options, " " * (wide + 2))
    return "\n".join(lines) + "\n"


def render_states(found: Sequence[Status], folder: str, options: RenderOptions) -> str:
    """A line for each table: how old it is, how large, and where it came from."""
    wide = max(len(one.id) for one in found)
    lines = wrap(f"Tables in {folder}", options)
    for one in found:
        if one.there:
            days = "today" if not one.age else f"{one.age} days old" if one.age > 1 else "a day old"
            says = f"{one.day}, {days}; {one.rows:,} rows from {', '.join(one.addresses)}"
        else:
            says = f"not there: {one.label}"
        lines += wrap(f"  {one.id:<{wide}}  {says}", options, " " * (wide + 4))
    if not all(one.there for one in found):
        lines += ["", *wrap("soescan data update fetches what is not there.", options)]
    return "\n".join(lines) + "\n"
