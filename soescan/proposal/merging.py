"""Rows -> tools: several rows of one tool are one tool, by what is stricter in them.

Rows are of one tool when their folded names are the same and their addresses on one site; a row
without an address belongs to those of its name that have one, if these are on one site. Where rows
contradict each other, nothing is chosen: the field is left open, with a note, and becomes a
question. The order of the rows decides nothing.

Cannot see: one tool under two names; the catalog knows those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from soescan.files import NoteCollector
from soescan.model import Level, Place, Tool, Use
from soescan.model.places import NOWHERE
from soescan.names import fold
from soescan.reference import builtin
from soescan.web.url import host, registrable_domain

_SPELLED = ("name", "url", "app_url", "place")
"""Fields in which rows of one tool differ without saying different things of it."""
_STRICTEST_LEVEL = (Level.NONE, Level.PARTIAL, Level.FULL)
_UNDECIDED = object()
"""What rows contradict each other in."""


def merge_rows(tools: Sequence[Tool], notes: NoteCollector) -> tuple[Tool, ...]:
    """Each tool once, at the place of its first row.

    A row that only repeats another is left out; rows that say more of one tool are put together.
    Both are noted.
    """
    order = {id(tool): number for number, tool in enumerate(tools)}
    by_name: dict[str, list[Tool]] = defaultdict(list)
    for tool in tools:
        by_name[fold(tool.name) or tool.name].append(tool)
    merged = [
        _merge_group(group, notes) for rows in by_name.values() for group in _group_by_site(rows)
    ]
    groups = sorted(merged, key=lambda made: order[id(made[0])])
    return tuple(tool for _, tool in groups)


# --- which rows are of one tool ------------------------------------------------------------------


def _group_by_site(rows: Sequence[Tool]) -> Iterator[list[Tool]]:
    """Rows of one name by the site they are on; those that cannot be one tool each alone."""
    by_site: dict[str, list[Tool]] = defaultdict(list)
    for row in rows:
        by_site[_site(row.url)].append(row)
    sites = by_site.keys() - {""}
    if len(sites) == 1 and "" in by_site:
        by_site = {"": list(rows)}
    for group in by_site.values():
        distinct_hosts = {_bare_host(url) for row in group for url in (row.url, row.app_url)} - {""}
        if len(distinct_hosts) <= (_ADDRESSES if any(row.url for row in group) else 1):
            yield group
        else:
            repeats: dict[tuple[str, str], list[Tool]] = defaultdict(list)
            for row in group:
                repeats[row.url, row.app_url].append(row)
            yield from repeats.values()


_ADDRESSES = 2
"""A tool has an address and its app another: of three, one would be looked at by nobody; without
an address of the tool, of two."""


def _site(url: str) -> str:
    """What tells the owner of an address: its site, or on a shared host the whole address."""
    name = host(url) if url else ""
    site = registrable_domain(name) or name
    return url if site in builtin.shared_hosts() else site


def _bare_host(url: str) -> str:
    return host(url).removeprefix("www.") if url else ""


# --- what they say together ----------------------------------------------------------------------


def _merge_group(rows: Sequence[Tool], notes: NoteCollector) -> tuple[Tool, Tool]:
    """The first of some rows, and what all of them say."""
    first = rows[0]
    distinct: dict[Hashable, Tool] = {}
    for row in rows:
        if distinct.setdefault(_statement(row), row) is not row:
            notes.add("left out: the same tool again", row.place, rejected=True)
    if len(distinct) == 1:
        return first, first
    undecided: list[str] = []
    merged: Tool = _merge_fields(tuple(distinct.values()), "", undecided)
    url, app_url = _merge_addresses(tuple(distinct.values()))
    subject = f"{first.name}: {_list_places([row.place for row in rows])}"
    notes.add(
        f"{subject} are read as one tool; where they differ, the stricter one counts", first.place
    )
    for field in undecided:
        notes.add(f"{subject} contradict each other on {field}, which is left open", first.place)
    return first, replace(merged, name=first.name, url=url, app_url=app_url, place=first.place)


def _statement(row: Tool) -> Hashable:
    """What a row says, however its name is spelled and wherever it stands."""
    said = replace(row, name="", place=NOWHERE)
    return said, tuple(sorted(row.other.items())), tuple(sorted(row.capabilities.items()))


def _merge_addresses(rows: Sequence[Tool]) -> tuple[str, str]:
    """The shortest address and, of those on another host, the shortest; so no host gets lost."""
    main = sorted({row.url for row in rows} - {""}, key=lambda url: (len(url), url))
    apps = sorted({row.app_url for row in rows} - {""}, key=lambda url: (len(url), url))
    url = main[0] if main else ""
    elsewhere = [other for other in (*apps, *main[1:]) if _bare_host(other) != _bare_host(url)]
    return url, (elsewhere or apps or [""])[0]


def _list_places(places: Sequence[Place]) -> str:
    """The rows as a reader finds them: lines of one file, or files with their lines."""
    ordered = sorted(set(places), key=lambda place: (place.file, place.line))
    is_one_file = len({place.file for place in ordered}) == 1
    shown = [str(place.line if is_one_file else place) for place in ordered[:_PLACES]]
    if len(ordered) > _PLACES:
        shown.append(f"{len(ordered) - _PLACES} more")
    listed = " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
    return f"lines {listed}" if is_one_file else listed


_PLACES = 6


def _merge_fields(nouns: Sequence[Any], path: str, undecided: list[str]) -> Any:
    """Several nouns of one class as one; the fields they contradict each other in are added."""
    changes = {}
    for field in fields(nouns[0]):
        if not path and field.name in _SPELLED:
            continue
        label = f"{path}{field.name}".rstrip("_")
        values = [getattr(noun, field.name) for noun in nouns]
        if is_dataclass(values[0]):
            changes[field.name] = _merge_fields(values, f"{label}.", undecided)
            continue
        merged = _merge_values(values)
        if merged is _UNDECIDED:
            undecided.append(label)
            merged = "" if any(isinstance(value, str) for value in values) else None
        changes[field.name] = merged
    return replace(nouns[0], **changes)


def _merge_values(values: Sequence[Any]) -> Any:
    """The strictest of the values that are stated; `_UNDECIDED` where none is stricter."""
    stated = [value for value in values if value is not None and value != ""]
    if not stated:
        return values[0]
    for kind, merge in _STRICTER.items():
        if isinstance(stated[0], kind):
            return merge(stated)
    return _UNDECIDED


def _join_mappings(mappings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Every key; of several levels the lowest, of several texts all."""
    joined: dict[str, list[Any]] = defaultdict(list)
    for mapping in mappings:
        for key, value in mapping.items():
            joined[key].append(value)
    return {
        key: min(values, key=_STRICTEST_LEVEL.index)
        if isinstance(values[0], Level)
        else "; ".join(sorted(set(values)))
        for key, values in joined.items()
    }


def _join_lists(lists: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(item for items in lists for item in items))


def _only_text(texts: Sequence[str]) -> Any:
    return min(texts) if len({fold(text) or text for text in texts}) == 1 else _UNDECIDED


_STRICTER: Mapping[type, Callable[[Any], Any]] = {
    Use: lambda uses: next(use for use in (Use.IN_USE, Use.PROPOSED, Use.TRIAL) if use in uses),
    str: _only_text,
    bool: any,
    float: max,
    int: max,
    date: min,
    Mapping: _join_mappings,
    tuple: _join_lists,
}
"""How values of a type come together: money, days and visits at their highest, days of support at
their earliest, lists with all they hold. Texts must say the same."""
