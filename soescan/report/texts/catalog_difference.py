"""What is different between two catalogs, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from soescan.model import Header, OverlayChange
from soescan.report.format import RenderOptions
from soescan.report.text import wrap, wrap_indented

_KIND_NAMES = {"approvals": "steps", "tests": "required tests", "fast_track": "fast tracks"}
"""What families are called, where it is not their key in a file."""


def render_catalog_difference(
    before: Header, after: Header, changes: Sequence[OverlayChange], options: RenderOptions
) -> str:
    """Each difference under its kind of record, or that there is none."""
    if not changes:
        return "\n".join(wrap(f"{before.name} and {after.name} are the same.", options)) + "\n"
    lines = wrap(f"From {before.name} to {after.name}: {_count_changes(changes)}.", options)
    for kind, group in groupby(changes, key=lambda change: change.record.partition("/")[0]):
        lines += ["", _kind_name(kind).capitalize()]
        for record, record_changes in groupby(group, key=lambda change: change.record):
            lines += _record_lines(record.partition("/")[2], list(record_changes), options)
    return "\n".join(lines) + "\n"


def _count_changes(changes: Sequence[OverlayChange]) -> str:
    """How many records were added, removed and changed, kind by kind."""
    parts = []
    for kind, group in groupby(changes, key=lambda change: change.record.partition("/")[0]):
        counts: dict[str, set[str]] = {"added": set(), "removed": set(), "changed": set()}
        for change in group:
            counts[_change_verb(change)].add(change.record)
        counted = [f"{len(records)} {verb}" for verb, records in counts.items() if records]
        parts.append(f"{_kind_name(kind)}: {', '.join(counted)}")
    return "; ".join(parts)


def _record_lines(
    name: str, changes: Sequence[OverlayChange], options: RenderOptions
) -> Iterator[str]:
    first_change = changes[0]
    if _change_verb(first_change) != "changed":
        value = first_change.after or first_change.before
        yield from wrap_indented(
            f"{_change_verb(first_change)} {name}{f': {value}' if value else ''}", options
        )
        return
    indent = 2
    if name:
        yield from wrap_indented(f"changed {name}", options)
        indent = 4
    for change in changes:
        yield from _key_lines(change, options, indent)


def _key_lines(change: OverlayChange, options: RenderOptions, indent: int) -> Iterator[str]:
    """One key on one line or, where that is too long to be seen at once, both sayings below it."""
    key, before, after = change.key, change.before, change.after
    if key.endswith((" gains", " loses")):
        yield from wrap_indented(f"{key} {after or before}", options, indent)
    elif not before or not after:
        yield from wrap_indented(
            f"{key} is now {after}" if after else f"{key} was {before}, is removed", options, indent
        )
    elif len(key + before + after) + indent + 20 <= options.width and not before.endswith("."):
        yield from wrap_indented(f"{key} was {before}, is now {after}", options, indent)
    else:
        yield from wrap_indented(key, options, indent)
        yield from wrap_indented(f"was:  {before}", options, indent + 2)
        yield from wrap_indented(f"now:  {after}", options, indent + 2)


def _change_verb(change: OverlayChange) -> str:
    return {"add": "added", "remove": "removed"}.get(change.key, "changed")


def _kind_name(kind: str) -> str:
    return _KIND_NAMES.get(kind, kind.replace("_", " "))
