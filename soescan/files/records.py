"""Lists of records in YAML and JSON, as programs write them -> the rows of a table.

Looks at: a list of mappings or of texts; a mapping that holds one such list among other things; a
mapping of names to records or texts. A list inside a record is a cell with several things, a
mapping inside it gives a column for each of its keys.

Cannot say: what lists of lists mean. Their keys are noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from soescan.errors import InputError
from soescan.files.documents import Document, DocumentNode
from soescan.files.rows import InputTable, NoteCollector
from soescan.model import Place

_DEPTH = 4
"""Levels of mappings in a record that become columns."""
_SPEAKING = ("name", "display_value", "displayname", "title", "label", "value", "url", "href")
"""Keys under which a mapping inside a record says what it is, the most telling first."""


def read_records(doc: Document) -> InputTable | None:
    """The records that a document lists, as a table; None for a document that lists none.

    Every key is a column, in the order of first use; a list of texts has no header. Raises
    InputError for members of the list that are no records.
    """
    notes = NoteCollector()
    items = _list_items(doc, notes)
    if not items:
        return None
    wrong = [place for place, item in items if not isinstance(item, dict | str | tuple)]
    if wrong:
        more = f", and {len(wrong) - 1} more such" if len(wrong) > 1 else ""
        problem = f"expected a name, or a mapping with a name and an address, found another{more}"
        raise InputError([f"{wrong[0]}: {problem}"])
    table = InputTable(doc.name, notes=notes)
    if all(isinstance(item, tuple) for _, item in items):
        for place, pair in items:
            table.add(place, pair)
        return table
    if all(isinstance(item, str) for _, item in items):
        table.is_list = True
        for place, item in items:
            table.add(place, (item,))
        return table
    rows = [
        (place, {"name": item} if isinstance(item, str) else _flatten(item, place, notes))
        for place, item in items
    ]
    titles = tuple(dict.fromkeys(key for _, cells in rows for key in cells))
    table.add(Place(doc.name, 1), titles)
    for place, cells in rows:
        table.add(place, (cells.get(title, "") for title in titles))
    return table


def _list_items(doc: Document, notes: NoteCollector) -> list[tuple[Place, Any]]:
    """The members of the list that a document is or holds, with their places."""
    root = doc.root
    if isinstance(root.value, list):
        return [(node.place, node.value) for node in root.items()]
    if not isinstance(root.value, dict):
        return []
    children = [root.child(key) for key in root.value]
    lists = [child for child in children if isinstance(child.value, list) and child.value]
    if len(lists) == 1:
        others = [child.path for child in children if child.path != lists[0].path]
        if others:
            listed = ", ".join(repr(key[:40]) for key in others[:20])
            notes.add(f"not read: what stands beside the list, under {listed}", root.place)
        return [(node.place, node.value) for node in lists[0].items()]
    return [] if lists else _list_members(children)


def _list_members(children: Sequence[DocumentNode]) -> list[tuple[Place, Any]]:
    """The members of a mapping from names to records or to addresses; none of another mapping."""
    if not children:
        return []
    if all(isinstance(child.value, dict) for child in children):
        return [(child.place, {"name": child.path, **child.value}) for child in children]
    if all(isinstance(child.value, str) and _is_address(child.value) for child in children):
        return [(child.place, (child.path, child.value)) for child in children]
    return []


def _is_address(text: str) -> bool:
    """Does a text look like the address of a site? A schema or a version does not."""
    return (
        re.fullmatch(r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:/\S*)?", text) is not None
    )


def _flatten(
    record: Mapping[str, Any], place: Place, notes: NoteCollector, depth: int = 0
) -> dict[str, str]:
    """The columns of a record: texts, lists as several things in a cell, mappings by their keys."""
    cells: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict) and depth < _DEPTH:
            inner = _flatten(value, place, notes, depth + 1)
            speaking = next((k for k in inner if k.lower() in _SPEAKING), "")
            if speaking:
                cells.setdefault(key, inner[speaking])
            for inner_key, text in inner.items():
                if inner_key != speaking:
                    cells.setdefault(f"{key} {inner_key}", text)
        elif isinstance(value, list | dict):
            texts = list(_iter_texts(value))
            cells.setdefault(key, "; ".join(texts))
            if value and not texts:
                notes.add(f"not read: what stands in the list under {key[:40]!r}", place)
        else:
            cells[key] = _spell(value)
    return cells


def _iter_texts(value: Any) -> Iterator[str]:
    """Yield the texts of a list; of mappings in it, what they say they are."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            by_key = {key.lower(): inner for key, inner in item.items()}
            told = next((by_key[key] for key in _SPEAKING if isinstance(by_key.get(key), str)), "")
            if told:
                yield told
        elif not isinstance(item, list) and item is not None:
            yield _spell(item)


def _spell(value: object) -> str:
    """A value as a person would type it into a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
