"""A standard taken apart, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soescan.conditions import format_value
from soescan.model import Clause, Explanation
from soescan.report.format import RenderOptions
from soescan.report.text import wrap, wrap_indented

_TRUTH_MARKS = {True: "yes", False: "no", None: "?"}


def render_explanation(e: Explanation, options: RenderOptions) -> str:
    """What a standard asks, where it comes from and, for a tool, how it was decided."""
    s = e.standard
    lines = [
        *wrap(f"{s.id}: a {s.severity} in {s.area} ({s.place})", options),
        *wrap(s.why, options),
        "",
        *wrap(f"Requires: {e.requires}", options, "  "),
        *wrap(f"Applies: {e.applies}", options, "  "),
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
            lines += wrap(f"{title}: {text}", options, "  ")
    for change in e.overlays:
        lines += wrap(f"{change.place} {change}", options, "  ")
    if e.finding:
        lines += ["", *wrap(f"{e.tool}: {e.finding.verdict}. {e.finding.says}", options)]
        if e.applies_clauses:
            lines += ["", "Does it apply?", *_clause_lines(e.applies_clauses, options)]
        lines += ["", "Is it met?", *_clause_lines(e.requires_clauses, options)]
        if e.ways:
            lines += ["", "It would be met if"]
            lines += [line for way in e.ways for line in wrap_indented(f"- {way}", options)]
    return "\n".join(lines) + "\n"


def _clause_lines(clauses: Iterable[Clause], options: RenderOptions) -> Iterator[str]:
    for clause in clauses:
        head = f"{_TRUTH_MARKS[clause.truth]:>3}  {'  ' * clause.depth}{clause.says}"
        yield from wrap_indented(head, options, 2)
        for fact in clause.seen:
            o = fact.origin
            where = ", ".join(filter(None, (o.basis, o.url, o.at, o.by)))
            yield from wrap_indented(
                f"{fact.key}: {format_value(fact.value)} ({where})", options, 9 + 2 * clause.depth
            )
        if (
            not clause.seen
            and clause.truth is None
            and clause.says not in ("all of", "any of", "not")
        ):
            yield from wrap_indented("no fact says", options, 9 + 2 * clause.depth)
