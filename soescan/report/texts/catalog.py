"""What a catalog holds, as text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from soescan.conditions import format_value
from soescan.dates import format_date
from soescan.errors import UsageError
from soescan.files import did_you_mean
from soescan.model import Catalog, Match, MatchedBy, Note, OverlayChange
from soescan.names import fold
from soescan.report.format import RenderOptions
from soescan.report.text import list_records, wrap, wrap_indented
from soescan.report.texts.notes import note_lines
from soescan.schema import DocumentSchema

_RECORD_NOUNS = {
    "standards": "standard",
    "products": "product",
    "approvals": "approval step",
    "roles": "role",
    "committees": "committee",
    "data_classes": "data class",
    "capabilities": "capability",
    "gates": "gate",
    "tests": "required test",
    "fast_track": "fast track",
    "waivers": "waiver",
    "answers": "answer",
    "done": "finished step",
}
"""The kinds of record in a catalog, and what one of them is called."""

_NAMING_FIELDS = ("id", "name", "label", "tool", "subject")
"""What a record is found by: its own names, and the tool that it is about."""


def describe_catalog(
    catalog: Catalog,
    notes: Sequence[Note],
    overlays: Sequence[OverlayChange],
    options: RenderOptions,
    warnings: Sequence[Note] = (),
) -> str:
    """A sentence on what a catalog holds, the changes by overlays, all notes and warnings."""
    lines = wrap(f"{catalog.catalog.name} is valid: {_count_records(catalog)}.", options)
    for change in overlays:
        lines += wrap_indented(f"{change.place} {change}", options)
    lines += note_lines(notes, replace(options, verbose=True))
    lines += ["Warnings"] if warnings else []
    for warning in warnings:
        places = ", ".join(map(str, warning.places))
        lines += wrap_indented(f"{places}: {warning.says}", options)
    return "\n".join(lines) + "\n"


def render_catalog(catalog: Catalog, options: RenderOptions) -> str:
    """A catalog in outline: its standings, standards and steps, and what is on record, with places.

    Records come from every file that a catalog extends, so each says from which.
    """
    header = catalog.catalog
    owned = f", owned by {header.owner}" if header.owner else ""
    lines = [*wrap(f"{header.name}{owned}: {_count_records(catalog)}.", options)]
    if header.as_of:
        lines.append(f"Correct as of {header.as_of}.")
    standings = Counter(str(p.standing or "not understood") for p in catalog.products)
    if standings:
        lines += ["", "Products by standing"]
        rows = [(name, str(count)) for name, count in standings.most_common()]
        lines += (
            list_records((), rows, options)
            if options.as_records
            else [f"{count:>6}  {name}" for name, count in rows]
        )
    standards = [(s.id, f"{s.severity}, {s.area}: {s.why}") for s in catalog.standards]
    lines += _list_records("Standards", standards, options)
    steps = [(s.id, f"{s.role}: {s.label or s.kind}") for s in catalog.approvals]
    lines += _list_records("Steps", steps, options)
    for title, rows in _rows_on_record(catalog):
        lines += _list_records(title, rows, options)
    return "\n".join(lines) + "\n"


def _rows_on_record(catalog: Catalog) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Answers, finished steps and waivers: what each says, and where it stands."""
    answers = [
        (a.tool, f"{a.fact}: {format_value(a.value)}{_by_and_day(a.by, a.on)} ({a.place})")
        for a in catalog.answers
    ]
    yield "Answers", answers
    finished = [(d.subject, f"{d.step}{_by_and_day(d.by, d.on)} ({d.place})") for d in catalog.done]
    yield "Finished steps", finished
    waivers = [
        (
            w.id,
            f"{w.standard} for {w.tool}, approved by {w.approved_by} until {w.expires} ({w.place})",
        )
        for w in catalog.waivers
    ]
    yield "Waivers", waivers


def _by_and_day(by: str, day: date | None) -> str:
    """Who said or did it, and when, as far as it is known.

    >>> _by_and_day("Kim", date(2026, 11, 1)), _by_and_day("", None)
    (', Kim, Sun 1 Nov 2026', '')
    """
    return "".join(f", {part}" for part in (by, format_date(day) if day else "") if part)


def _list_records(
    title: str, rows: Sequence[tuple[str, str]], options: RenderOptions
) -> Iterator[str]:
    if rows:
        yield from ("", title)
        if options.as_records:
            yield from list_records((), rows, options)
            return
        name_width = max(len(name) for name, _ in rows)
        for name, description in rows:
            line = f"  {name:<{name_width}}  {description}"
            yield from wrap(line, options, " " * (name_width + 4))


def render_records(catalog: Catalog, name: str, shape: DocumentSchema) -> str:
    """The records with an id, name or label, or about a tool, as YAML that a catalog could hold.

    Raises:
        UsageError: there is none; the hint names the nearest.
    """
    import yaml

    all_names: dict[str, str] = {}
    matches: dict[str, Any] = {}
    for family in _RECORD_NOUNS:
        for record in getattr(catalog, family):
            own_names = [getattr(record, f, "") for f in _NAMING_FIELDS]
            all_names.update({word: word for word in own_names if word})
            if fold(name) in map(fold, filter(None, own_names)):
                matches.setdefault(family, []).append(shape.write(record))
    if not matches:
        hint = did_you_mean(name, all_names)
        raise UsageError(f"{catalog.catalog.name} has no record {name!r}", hint=hint)
    return yaml.safe_dump(matches, sort_keys=False, allow_unicode=True, width=78)


def describe_match(query: str, match: Match, as_of: date, options: RenderOptions) -> str:
    """The product that a name or address was matched to, with its standing, or what is like it."""
    if match.product:
        p = match.product
        lines = wrap(f"{query} is {p.name} (by {match.by}), {p.place}", options)
        until = f", until {p.valid_until}" if p.valid_until else ""
        lines += wrap_indented(f"standing: {p.standing}{until}; as of {as_of}", options)
        if p.reason:
            lines += wrap_indented(f"reason: {p.reason}", options)
    elif match.by is MatchedBy.AMBIGUOUS:
        lines = wrap(f"{query} is ambiguous: {match.says}", options)
    else:
        lines = wrap(f"{query} is not listed.", options)
        if match.suggestions:
            lines += wrap_indented(f"did you mean {', '.join(match.suggestions)}?", options)
    return "\n".join(lines) + "\n"


def _count_records(catalog: Catalog) -> str:
    counted = ((len(getattr(catalog, family)), name) for family, name in _RECORD_NOUNS.items())
    return ", ".join(_quantity(count, name) for count, name in counted if count) or "nothing"


def _quantity(count: int, name: str) -> str:
    """A count with its noun.

    >>> _quantity(1, "data class"), _quantity(2, "data class"), _quantity(3, "capability")
    ('1 data class', '2 data classes', '3 capabilities')
    """
    plural = re.sub(r"(?<=s)$", "e", re.sub("y$", "ie", name)) + "s"
    return f"{count} {name if count == 1 else plural}"


__all__ = ["describe_catalog", "describe_match", "render_catalog", "render_records"]
