"""A standard taken apart, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soescan.conditions import format_value
from soescan.model import Clause, Explanation, Fact, Severity
from soescan.report.format import RenderOptions
from soescan.report.tables.wording import describe_origin
from soescan.report.text import wrap, wrap_indented

_TRUTH_MARKS = {True: "yes", False: "no", None: "?"}


def render_explanation(explanation: Explanation, options: RenderOptions) -> str:
    """What a standard asks, where it comes from and, for a tool, how it was decided."""
    standard = explanation.standard
    kind = "advice" if standard.severity is Severity.ADVICE else f"a {standard.severity}"
    lines = [
        *wrap(f"{standard.id}: {kind} in {standard.area} ({standard.place})", options),
        *wrap(standard.why, options),
        "",
        *wrap(f"Requires: {explanation.requires}", options, "  "),
        *wrap(f"Applies: {explanation.applies}", options, "  "),
    ]
    attributes = {
        "Called": standard.title,
        "Minimum basis": str(standard.min_basis),
        "When unknown": str(standard.on_unknown),
        "Usually": str(standard.usually or ""),
        "Owner": standard.owner or "",
        "May be waived by": ", ".join(standard.waivable_by) or "nobody",
        "Remedy": standard.fix,
        "Steps": ", ".join(standard.needs),
        "References": ", ".join(standard.refs),
    }
    for title, text in attributes.items():
        if text:
            lines += wrap(f"{title}: {text}", options, "  ")
    for change in explanation.overlays:
        lines += wrap(f"{change.place} {change}", options, "  ")
    if explanation.finding:
        lines += [
            "",
            *wrap(
                f"{explanation.tool}: {explanation.finding.verdict}. {explanation.finding.says}",
                options,
            ),
        ]
        if explanation.applies_clauses:
            lines += ["", "Does it apply?", *_clause_lines(explanation.applies_clauses, options)]
        lines += ["", "Is it met?", *_clause_lines(explanation.requires_clauses, options)]
        if explanation.ways:
            any_one = " any one of these holds" if len(explanation.ways) > 1 else ""
            lines += ["", f"It would be met if{any_one}"]
            lines += [
                line for way in explanation.ways for line in wrap_indented(f"- {way}", options)
            ]
    return "\n".join(lines) + "\n"


def _clause_lines(clauses: Iterable[Clause], options: RenderOptions) -> Iterator[str]:
    for clause in clauses:
        mark = _TRUTH_MARKS[clause.truth]
        line = (
            f"{'  ' * clause.depth}{'not known' if mark == '?' else mark}: {clause.says}"
            if options.as_records
            else f"{mark:>3}  {'  ' * clause.depth}{clause.says}"
        )
        yield from wrap_indented(line, options, 2)
        indent = 9 + 2 * clause.depth
        for fact in clause.seen:
            yield from wrap_indented(_describe_fact(fact), options, indent)
        for fact in clause.superseded:
            state = "superseded" if clause.seen else "does not count"
            text = f"{_describe_fact(fact)}: {state}"
            yield from wrap_indented(text, options, indent)
        if (
            not (clause.seen or clause.superseded)
            and clause.truth is None
            and clause.says not in ("all of", "any of", "not")
        ):
            yield from wrap_indented("no fact is known", options, indent)


def _describe_fact(fact: Fact) -> str:
    return f"{fact.key}: {format_value(fact.value)} ({describe_origin(fact.origin)})"
