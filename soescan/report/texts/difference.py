"""What is different between two catalogs, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from soescan.model import Header, OverlayChange
from soescan.report.format import Look
from soescan.report.words import indented, wrapped

_KINDS = {"approvals": "steps", "tests": "required tests", "fast_track": "fast tracks"}
"""What families are called, where it is not their key in a file."""


def render(before: Header, after: Header, changes: Sequence[OverlayChange], look: Look) -> str:
    """Each difference under its kind of record, or that there is none."""
    if not changes:
        return "\n".join(wrapped(f"{before.name} and {after.name} are the same.", look)) + "\n"
    lines = wrapped(f"From {before.name} to {after.name}: {_count(changes)}.", look)
    for kind, group in groupby(changes, key=lambda change: change.record.partition("/")[0]):
        lines += ["", _called(kind).capitalize()]
        for record, found in groupby(group, key=lambda change: change.record):
            lines += _record(record.partition("/")[2], list(found), look)
    return "\n".join(lines) + "\n"


def _count(changes: Sequence[OverlayChange]) -> str:
    """How many records were added, removed and changed, kind by kind."""
    told = []
    for kind, group in groupby(changes, key=lambda change: change.record.partition("/")[0]):
        counts: dict[str, set[str]] = {"added": set(), "removed": set(), "changed": set()}
        for change in group:
            counts[_what(change)].add(change.record)
        some = [f"{len(records)} {what}" for what, records in counts.items() if records]
        told.append(f"{_called(kind)}: {', '.join(some)}")
    return "; ".join(told)


def _record(name: str, changes: Sequence[OverlayChange], look: Look) -> Iterator[str]:
    first = changes[0]
    if _what(first) != "changed":
        says = first.after or first.before
        yield from indented(f"{_what(first)} {name}{f': {says}' if says else ''}", look)
        return
    by = 2
    if name:
        yield from indented(f"changed {name}", look)
        by = 4
    for change in changes:
        yield from _key(change, look, by)


def _key(change: OverlayChange, look: Look, by: int) -> Iterator[str]:
    """One key on one line or, where that is too long to be seen at once, both sayings below it."""
    key, was, now = change.key, change.before, change.after
    if key.endswith((" gains", " loses")):
        yield from indented(f"{key} {now or was}", look, by)
    elif not was or not now:
        yield from indented(f"{key} is now {now}" if now else f"{key} was {was}, is gone", look, by)
    elif len(key + was + now) + by + 20 <= look.width and not was.endswith("."):
        yield from indented(f"{key} was {was}, is now {now}", look, by)
    else:
        yield from indented(key, look, by)
        yield from indented(f"was:  {was}", look, by + 2)
        yield from indented(f"now:  {now}", look, by + 2)


def _what(change: OverlayChange) -> str:
    return {"add": "added", "remove": "removed"}.get(change.key, "changed")


def _called(kind: str) -> str:
    return _KINDS.get(kind, kind.replace("_", " "))
