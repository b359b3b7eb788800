"""``extends``: a catalog on top of others, made one document whose every value knows its place.

Records with an id are merged by it, key by key; what is on record is added; all else is replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard, get_origin, get_type_hints

from soescan.errors import UsageError
from soescan.files import (
    Document,
    DocumentNode,
    LocatedDict,
    LocatedList,
    did_you_mean,
    read_document,
    read_flag,
)
from soescan.files.documents import DocumentProblem
from soescan.model import Catalog, OverlayChange, Place
from soescan.names import fold
from soescan.reference import builtin

_MOST_LAYERS = 8
_MOST_FILES = 50

_RECORD_LISTS = frozenset(
    name for name, hint in get_type_hints(Catalog).items() if get_origin(hint) is tuple
)
ON_RECORD: Mapping[str, tuple[str, ...]] = {
    "answers": ("tool", "fact", "on"),
    "done": ("subject", "step", "on"),
    "waivers": ("id",),
    "trusted_evidence": ("file", "sha256"),
}
"""What somebody said, did, allowed or vouched for, and the fields by which a record is the same."""
_NAMES = frozenset({"tool", "subject"})


@dataclass(slots=True)
class _MergeLog:
    """What merging changed, and what is wrong with it."""

    changes: list[OverlayChange] = field(default_factory=list)
    problems: list[DocumentProblem] = field(default_factory=list)


def merge_layers(doc: Document, path: Path) -> tuple[Document, tuple[OverlayChange, ...]]:
    """A document on top of all that it extends, as one document, and what overlays changed.

    `path` is where the document was read: ``extends`` names files beside it or below. Problems are
    left in the document.
    """
    layers = _LayerMerger()
    merged = layers.merge_bases(doc, path, (path.resolve(),))
    merged.problems.extend(layers.log.problems)
    return merged, tuple(layers.log.changes)


class _LayerMerger:
    """Puts a document on top of those it extends."""

    def __init__(self) -> None:
        self.log = _MergeLog()
        self._files = 0

    def merge_bases(self, doc: Document, path: Path, ancestors: tuple[Path, ...]) -> Document:
        """A document and all that it extends, as one document.

        `ancestors` are the files that led here, outermost first and this one last.
        """
        header = doc.value.get("catalog") if isinstance(doc.value, dict) else None
        names = header.get("extends") if isinstance(header, dict) else None
        if not names:
            return doc
        node = doc.root.child("catalog").child("extends")
        merged: LocatedDict | None = None
        problems = doc.problems
        for item in node.items() if isinstance(names, list) else (node,):
            base_path = self._find_base(item, path, ancestors)
            if base_path is None:
                continue
            base = read_document(base_path)
            if not isinstance(base.value, dict):
                base.root.report(f"a mapping with 'schema: {Catalog.SCHEMA}'")
            base = self.merge_bases(base, base_path, (*ancestors, base_path.resolve()))
            problems.extend(base.problems)
            below = _copy_with_places(base.root)
            merged = below if merged is None else _merge_mappings(merged, below, self.log)
        above = _copy_with_places(doc.root)
        value = above if merged is None else _merge_mappings(merged, above, self.log)
        return Document(doc.name, value, problems=problems)

    def _find_base(
        self, item: DocumentNode, path: Path, ancestors: tuple[Path, ...]
    ) -> Path | None:
        """The file that `extends` names; None, with the problem recorded, when it may not be read.

        Only files beside the catalog or below it may be named, so that a stranger's catalog cannot
        read others; `ancestors` are the files that led here, to find circles.
        """
        if not isinstance(item.value, str):
            item.report("the name of a catalog")
            return None
        self._files += 1
        if self._files > _MOST_FILES:
            item.report(f"at most {_MOST_FILES} catalogs below this one", found="more")
            return None
        if item.value.startswith("shipped:"):
            try:
                return builtin.builtin_soe(item.value.removeprefix("shipped:"))
            except UsageError as error:
                item.report("an SOE that came with soescan", hint=error.hint)
                return None
        folder = path.resolve().parent
        try:
            base = (folder / item.value).resolve()
            exists = base.is_file()
        except (OSError, RuntimeError, ValueError):  # a name that no file can have
            base, exists = folder, False
        if not base.is_relative_to(folder):
            item.report("a file beside this one or below, or shipped:NAME")
        elif base in ancestors:
            loop = " -> ".join(p.name for p in (*ancestors[ancestors.index(base) :], base))
            item.report("catalogs that do not extend each other", found=loop)
        elif len(ancestors) >= _MOST_LAYERS:
            item.report(f"at most {_MOST_LAYERS} layers", found="more")
        elif not exists:
            names = (p.name for p in folder.glob("*.yaml"))
            item.report("an existing file", hint=did_you_mean(base.name, names))
        else:
            return base
        return None


def _copy_with_places(node: DocumentNode) -> LocatedDict:
    """A tree whose every value knows its place, also when it was read from JSON."""

    def copy(node: DocumentNode) -> Any:
        if isinstance(node.value, dict):
            mapping = LocatedDict()
            for key in node.value:
                child = node.child(key)
                mapping.put(key, copy(child), child.place)
            return mapping
        if isinstance(node.value, list):
            listed = LocatedList()
            for item in node.items():
                listed.put(copy(item), item.place)
            return listed
        return node.value

    mapping = copy(node)
    return mapping if isinstance(mapping, LocatedDict) else LocatedDict()


def _merge_mappings(
    base: LocatedDict, overlay: LocatedDict, log: _MergeLog, record: str = ""
) -> LocatedDict:
    """`overlay` on top of `base`: records by id and key by key, everything else as a whole."""
    merged = LocatedDict()
    for key in (*base, *(key for key in overlay if key not in base)):
        if key == "status" and _confirms_capacity(overlay, record):
            continue
        # A key left empty counts as not written, as in every record.
        unsaid = key not in overlay or (not record and overlay[key] is None)
        if key in base and (unsaid or (not record and key == "schema")):
            merged.put(key, base[key], base.places[key])
        else:
            value = _merge_value(key, base, overlay, log, record)
            merged.put(key, value, overlay.places[key])
    return merged


def _confirms_capacity(overlay: LocatedDict, record: str) -> bool:
    """Does an overlay state a capacity anew, so that how sure another was is past?"""
    kind = record.partition("/")[0]
    stated = overlay.get({"roles": "capacity", "committees": "max_items"}.get(kind, ""))
    return stated is not None and overlay.get("status") is None


def _merge_value(
    key: str, base: LocatedDict, overlay: LocatedDict, log: _MergeLog, record: str
) -> Any:
    """What a key of the overlay holds, merged into what the base holds if both are records."""
    below, value = base.get(key), overlay[key]
    on_record = key in ON_RECORD and record in ("", "catalog")
    if on_record or (not record and key in _RECORD_LISTS):  # one may stand without its list
        below, value = (_as_list(mapping.get(key), mapping, key) for mapping in (base, overlay))
    if on_record and _is_record_list(below) and _is_record_list(value):
        return _add_records(key, below, value, log)
    if isinstance(below, LocatedDict) and isinstance(value, LocatedDict) and "/" not in record:
        return _merge_mappings(below, value, log, record or key)
    if not record and key != "data_classes" and _has_ids(below) and _has_ids(value):
        return _merge_records(key, below, value, log)
    if below != value and record != "catalog":
        _log_change(key, base, overlay, log, record)
    return value


def _log_change(
    key: str, base: LocatedDict, overlay: LocatedDict, log: _MergeLog, record: str
) -> None:
    """Note what a key of the overlay changes in a record, or in what the base has."""
    if record or key in base:
        before = _format_value(base[key]) if key in base else ""
        after = _format_value(overlay[key])
        log.changes.append(OverlayChange(record or key, key, before, after, overlay.places[key]))


def _as_list(value: Any, mapping: LocatedDict, key: str) -> Any:
    """A single record as the list that it stands for; anything else as it is."""
    if not isinstance(value, LocatedDict):
        return value
    listed = LocatedList()
    listed.put(value, mapping.places[key])
    return listed


def _merge_records(
    kind: str, base: LocatedList, overlay: LocatedList, log: _MergeLog
) -> LocatedList:
    above: dict[str, tuple[LocatedDict, Place]] = {}
    repeated = []  # an id used twice is a mistake, and must still be there to be found
    for item, place in zip(overlay, overlay.places, strict=True):
        if item["id"] in above:
            repeated.append((item, place))
        above.setdefault(item["id"], (item, place))
    merged = LocatedList()
    for item, place in zip(base, base.places, strict=True):
        over, over_place = above.pop(item["id"], (None, place))
        if over is None:
            merged.put(item, place)
        elif _is_removal(over):
            log.changes.append(OverlayChange(f"{kind}/{item['id']}", "remove", "", "", over_place))
        else:
            merged.put(_merge_mappings(item, over, log, f"{kind}/{item['id']}"), over_place)
    for item, place in (*above.values(), *repeated):
        merged.put(item, place)  # to remove what is not there is refused when the record is read
    return merged


def _add_records(kind: str, base: LocatedList, overlay: LocatedList, log: _MergeLog) -> LocatedList:
    """All records of both; one that both hold counts once.

    A record of the base that the overlay writes with other content is a problem: nobody must take
    back unseen what is on record. ``remove: true`` takes it back for all to see.
    """
    below: dict[tuple[str, ...], list[tuple[LocatedDict, Place]]] = {}
    for item, place in zip(base, base.places, strict=True):
        below.setdefault(_record_key(kind, item), []).append((item, place))
    removed: list[LocatedDict] = []
    added: list[tuple[LocatedDict, Place]] = []
    for item, place in zip(overlay, overlay.places, strict=True):
        same = below.get(_record_key(kind, item), [])
        if same and _is_removal(item):
            name = f"{kind}/{_describe_key(kind, item)}"
            log.changes.append(OverlayChange(name, "remove", "", "", place))
            removed += [record for record, _ in same]
        elif not same:
            added.append((item, place))
        elif not any(_content(kind, item) == _content(kind, record) for record, _ in same):
            log.problems.append(_other_content(kind, item, place, same[0][1]))
    merged = LocatedList()
    for item, place in zip(base, base.places, strict=True):
        if not any(item is gone for gone in removed):
            merged.put(item, place)
    for item, place in added:
        merged.put(item, place)
    return merged


def _record_key(kind: str, record: LocatedDict) -> tuple[str, ...]:
    """The values by which a record is the same one; names are compared as everywhere."""
    return tuple(
        fold(str(value)) or str(value) if field in _NAMES else str(value)
        for field in ON_RECORD[kind]
        for value in [_comparable(record.get(field)) or ""]
    )


def _content(kind: str, record: LocatedDict) -> dict[str, Any]:
    """What a record says beside the fields by which it is the same one."""
    content: dict[str, Any] = _comparable(record)
    return {key: value for key, value in content.items() if key not in ON_RECORD[kind]}


def _describe_key(kind: str, record: LocatedDict) -> str:
    return ", ".join(str(record[field]) for field in ON_RECORD[kind] if record.get(field))


def _other_content(
    kind: str, record: LocatedDict, place: Place, first_place: Place
) -> DocumentProblem:
    other = {"on": "day"}.get(ON_RECORD[kind][-1], ON_RECORD[kind][-1])
    what = f"what {first_place} has on record for {_describe_key(kind, record)}"
    says = f"expected {what}, or another {other}; found other content"
    return DocumentProblem(place, kind, says)


def _is_removal(record: LocatedDict) -> bool:
    return read_flag(str(record.get("remove"))) is True


def _comparable(value: Any) -> Any:
    """A value without what the way of writing adds: YAML or JSON, one thing or a list of it."""
    if isinstance(value, dict):
        return {key: _comparable(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return _comparable(value[0]) if len(value) == 1 else [_comparable(item) for item in value]
    flag = read_flag(str(value))
    return str(value) if flag is None else flag


def _is_record_list(value: object) -> TypeGuard[LocatedList]:
    return isinstance(value, LocatedList) and all(isinstance(i, LocatedDict) for i in value)


def _has_ids(value: object) -> TypeGuard[LocatedList]:
    return isinstance(value, LocatedList) and all(
        isinstance(i, LocatedDict) and isinstance(i.get("id"), str) for i in value
    )


def _format_value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_format_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_format_value, value)) + "]"
    return "nothing" if value is None else " ".join(str(value).split())
