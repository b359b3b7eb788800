"""A standard taken apart, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soescan.conditions import format_value
from soescan.model import Clause, Explanation
from soescan.report.format import Look
from soescan.report.words import indented, wrapped

_TRUTH = {True: "yes", False: "no", None: "?"}


def render(e: Explanation, look: Look) -> str:
    """What a standard asks, where it comes from and, for a tool, how it was decided."""
    s = e.standard
    lines = [
        *wrapped(f"{s.id}: a {s.severity} in {s.area} ({s.place})", look),
        *wrapped(s.why, look),
        "",
        *wrapped(f"Requires: {e.requires}", look, "  "),
        *wrapped(f"Applies: {e.applies}", look, "  "),
    ]
    more = {
        "Counts from basis": str(s.min_basis),
        "When unknown": str(s.on_unknown),
        "Owner": s.owner or "",
        "May be waived by": ", ".join(s.waivable_by) or "nobody",
        "Remedy": s.fix,
        "Steps": ", ".join(s.needs),
        "References": ", ".join(s.refs),
    }
    for title, text in more.items():
        if text:
            lines += wrapped(f"{title}: {text}", look, "  ")
    for change in e.overlays:
        lines += wrapped(f"{change.place} {change}", look, "  ")
    if e.finding:
        lines += ["", *wrapped(f"{e.tool}: {e.finding.verdict}. {e.finding.says}", look)]
        if e.applies_clauses:
            lines += ["", "Does it apply?", *_table(e.applies_clauses, look)]
        lines += ["", "Is it met?", *_table(e.requires_clauses, look)]
        if e.ways:
            lines += ["", "It would be met if"]
            lines += [line for way in e.ways for line in indented(f"- {way}", look)]
    return "\n".join(lines) + "\n"


def _table(clauses: Iterable[Clause], look: Look) -> Iterator[str]:
    for clause in clauses:
        head = f"{_TRUTH[clause.truth]:>3}  {'  ' * clause.depth}{clause.says}"
        yield from indented(head, look, 2)
        for fact in clause.seen:
            o = fact.origin
            where = ", ".join(filter(None, (o.basis, o.url, o.at, o.by)))
            yield from indented(
                f"{fact.key}: {format_value(fact.value)} ({where})", look, 9 + 2 * clause.depth
            )
        if (
            not clause.seen
            and clause.truth is None
            and clause.says not in ("all of", "any of", "not")
        ):
            yield from indented("no fact says", look, 9 + 2 * clause.depth)
