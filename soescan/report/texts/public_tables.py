"""What became of the large public tables, and what is there of them, as text."""

from __future__ import annotations

from collections.abc import Sequence

from soescan.reference.public.update import Became, Renewal, Status
from soescan.report.format import Look
from soescan.report.words import wrapped

_SAYS = {
    Became.RENEWED: "renewed",
    Became.UNCHANGED: "unchanged",
    Became.FAILED: "failed",
}


def renewals(done: Sequence[Renewal], look: Look) -> str:
    """A line for each table: what became of it, and why it failed."""
    wide = max(len(one.id) for one in done)
    lines: list[str] = []
    for one in done:
        there = f"{one.rows:,} rows of {one.day}" if one.day else "none at hand"
        kept = "; kept " if one.became is Became.FAILED and one.day else ", "
        why = f": {one.why}" if one.why else ""
        says = f"{one.id:<{wide}}  {_SAYS[one.became]}{why}{kept}{there}"
        lines += wrapped(says, look, " " * (wide + 2))
    return "\n".join(lines) + "\n"


def states(found: Sequence[Status], folder: str, look: Look) -> str:
    """A line for each table: how old it is, how large, and where it came from."""
    wide = max(len(one.id) for one in found)
    lines = wrapped(f"Tables in {folder}", look)
    for one in found:
        if one.there:
            days = "today" if not one.age else f"{one.age} days old" if one.age > 1 else "a day old"
            says = f"{one.day}, {days}; {one.rows:,} rows from {', '.join(one.addresses)}"
        else:
            says = f"not there: {one.label}"
        lines += wrapped(f"  {one.id:<{wide}}  {says}", look, " " * (wide + 4))
    if not all(one.there for one in found):
        lines += ["", *wrapped("soescan data update fetches what is not there.", look)]
    return "\n".join(lines) + "\n"
