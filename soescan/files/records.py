"""Lists of records in YAML and JSON, as programs write them -> the rows of a table.

Looks at: a list of mappings or of texts; a mapping that holds one such list among other things; a
mapping of names to records or texts. A list inside a record is a cell with several things, a
mapping inside it gives a column for each of its keys.

Cannot say: what lists of lists mean. Their keys are noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from soescan.errors import InputError
from soescan.files.documents import Document, DocumentNode
from soescan.files.rows import InputTable, NoteCollector
from soescan.model import Place

_DEPTH = 4
"""Levels of mappings in a record that become columns."""
_SPEAKING = (
    *("name", "display_value", "displayname", "plain_text", "title", "label", "value", "url"),
    "href",
)
"""Keys under which a mapping inside a record says what it is, the most telling first."""


_NAMING = ("name", "tool", "product", "title", "application")
"""Keys by which a mapping without lists is one record."""
_WRAPPING = ("fields", "properties", "attributes", "node", "item", "record")
"""Keys under which programs put the whole record."""


def read_records(
    doc: Document, is_standing: Callable[[str], bool] = lambda word: False
) -> InputTable | None:
    """The records that a document lists, as a table; None for a document that lists none.

    Every key is a column, in the order of first use; a list of texts has no header. `is_standing`
    knows the words that may stand beside the names, or above lists of them, in place of records.
    Raises InputError for members of the list that are no records.
    """
    notes = NoteCollector()
    items = _list_items(doc, notes, is_standing)
    if not items:
        return None
    wrong = [place for place, item in items if not isinstance(item, dict | str | tuple)]
    if wrong:
        more = f", and {len(wrong) - 1} more such" if len(wrong) > 1 else ""
        problem = f"expected a name, or a mapping with a name and an address, found another{more}"
        raise InputError([f"{wrong[0]}: {problem}"])
    table = InputTable(doc.name, notes=notes)
    if all(isinstance(item, tuple) for _, item in items):
        for place, cells in items:
            table.add(place, cells)
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


_Item = tuple[Place, Any]
"""A mapping, a text, or the cells of a row; and where it stands."""


def _list_items(
    doc: Document, notes: NoteCollector, is_standing: Callable[[str], bool]
) -> list[_Item]:
    """The members of the list that a document is or holds, with their places."""
    root = _find_list(doc.root)
    if isinstance(root.value, list):
        return _list_rows(root) or [(node.place, node.value) for node in root.items()]
    if not isinstance(root.value, dict):
        return []
    children = [root.child(key) for key in root.value]
    lists = [child for child in children if isinstance(child.value, list) and child.value]
    if rows := _list_columns(children, lists):
        return rows
    if lists and len(lists) == len(children) and all(map(is_standing, root.value)):
        groups = zip(root.value, lists, strict=True)
        return [item for key, child in groups for item in _list_group(child, key)]
    if len(lists) == 1:
        _note_others(root, [child.path for child in children], lists[0].path, notes)
        return [(node.place, node.value) for node in lists[0].items()]
    return [] if lists else _list_members(children, is_standing)


def _note_others(root: DocumentNode, paths: Sequence[str], read: str, notes: NoteCollector) -> None:
    if others := [path for path in paths if path != read]:
        listed = ", ".join(repr(path[:40]) for path in others[:20])
        notes.add(f"not read: what stands beside the list, under {listed}", root.place)


def _find_list(root: DocumentNode) -> DocumentNode:
    """What an answer of a program wraps: the one mapping, or list of mappings, within a mapping."""
    for _ in range(_DEPTH):
        value = root.value
        if not isinstance(value, dict):
            break
        inner = [key for key in value if isinstance(value[key], dict | list)]
        if len(inner) != 1 or not _wraps_list(value[inner[0]]):
            break
        root = root.child(inner[0])
    return root


def _wraps_list(value: object, depth: int = _DEPTH) -> bool:
    """Is a value a mapping that holds one list of mappings, perhaps further down?"""
    if not isinstance(value, dict) or not depth or {"name", "url", "domain"} & set(value):
        return False  # else it is a record with a list of its own
    inner = [child for child in value.values() if isinstance(child, dict | list) and child]
    if len(inner) != 1:
        return False
    return _is_list_of(inner[0], dict) or _wraps_list(inner[0], depth - 1)


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, kind) for v in value)


def _list_rows(node: DocumentNode) -> list[_Item]:
    """The rows of a list of lists of cells; none of another list."""
    rows = list(node.items())
    if not _is_list_of(node.value, list) or any(
        isinstance(cell, dict | list) for row in rows for cell in row.value
    ):
        return []
    return [(row.place, tuple(map(_spell, row.value))) for row in rows]


def _list_columns(children: Sequence[DocumentNode], lists: Sequence[DocumentNode]) -> list[_Item]:
    """The rows of a table that is written by columns, or as titles beside rows; none of others."""
    by_rows = [child for child in lists if _is_list_of(child.value, list)]
    if len(by_rows) == 1:
        return _list_titled_rows(by_rows[0], lists)
    columns = [(c.value if isinstance(c.value, list) else _by_number(c.value)) for c in children]
    sizes = {len(column) for column in columns}
    cells = [cell for column in columns for cell in column]
    if len(columns) < 2 or sizes <= {0, 1} or len(sizes) > 1:
        return []
    if any(isinstance(cell, dict | list) for cell in cells):
        return []
    titles_read = tuple(child.path.rpartition(".")[2] for child in children)
    place = children[0].place
    rows = [tuple(map(_spell, row)) for row in zip(*columns, strict=True)]
    return [(place, titles_read), *((place, row) for row in rows)]


def _list_titled_rows(node: DocumentNode, lists: Sequence[DocumentNode]) -> list[_Item]:
    """The rows of a list of rows below the titles that one of the other lists holds."""
    width = max(len(row) for row in node.value)
    titles = [c for c in lists if _is_list_of(c.value, str) and len(c.value) == width]
    head: list[_Item] = [(titles[0].place, tuple(titles[0].value))] if titles else []
    return head + _list_rows(node)


def _by_number(value: object) -> list[Any]:
    """The cells of a column that is a mapping from 0, 1, 2 …; nothing for another value."""
    if not isinstance(value, dict) or list(value) != [str(n) for n in range(len(value))]:
        return []
    return list(value.values())


def _list_group(node: DocumentNode, standing: str) -> list[_Item]:
    """The members of a list below a standing, as records that have it."""
    return [
        (
            item.place,
            {"status": standing, **item.value}
            if isinstance(item.value, dict)
            else {"name": item.value, "status": standing},
        )
        for item in node.items()
    ]


def _list_members(
    children: Sequence[DocumentNode], is_standing: Callable[[str], bool]
) -> list[_Item]:
    """The members of a mapping from names to records, addresses or standings; or one record."""
    if not children:
        return []
    values = [child.value for child in children]
    if any(values) and all(value is None or isinstance(value, dict) for value in values):
        return [(child.place, {"name": child.path, **(child.value or {})}) for child in children]
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) == len(values):
        for is_kind in (_is_address, is_standing):
            if all(map(is_kind, texts)):
                return [(child.place, (child.path, child.value)) for child in children]
    if any(child.path.lower() in _NAMING for child in children) and not any(
        isinstance(value, dict) for value in values
    ):
        return [(children[0].place, {child.path: child.value for child in children})]
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
    wraps = len(record) == 1 and not depth
    for key, value in record.items():
        if isinstance(value, dict) and (wraps or key.lower() in _WRAPPING) and depth < _DEPTH:
            for inner_key, text in _flatten(value, place, notes, depth + 1).items():
                cells.setdefault(inner_key, text)
        elif isinstance(value, dict) and depth < _DEPTH:
            inner = _flatten(value, place, notes, depth + 1)
            speaking = _find_speaking(value, inner)
            for inner_key, text in inner.items():
                cells.setdefault(key if inner_key == speaking else f"{key} {inner_key}", text)
        elif isinstance(value, list | dict):
            texts = list(_iter_texts(value))
            cells.setdefault(key, "; ".join(texts))
            if value and not texts:
                notes.add(f"not read: what stands in the list under {key[:40]!r}", place)
        else:
            cells[key] = _spell(value)
    return cells


def _find_speaking(record: Mapping[str, Any], cells: Mapping[str, str]) -> str:
    """The key by which a record within a record says what it is; nothing where none does."""
    tagged = record.get("type")  # {"type": "select", "select": …}: the type names the value
    if tagged in cells and tagged != "type":
        return str(tagged)
    return next((key for key in cells if key.lower() in _SPEAKING), "")


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
