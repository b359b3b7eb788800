"""``schema: soescan/soe@1``: a catalog as a YAML document, alone or on top of another.

Looks at: the document, the documents it extends (files beside it, or ``shipped:NAME``), and the
vocabulary of facts its conditions may ask for.

Cannot say: whether the policy is wise; only whether it is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeGuard

from soescan import conditions
from soescan.catalog import feasible
from soescan.errors import InputError, UsageError
from soescan.files import Document, Map, Node, Seq, near, read_document
from soescan.model import (
    RULE_IDS,
    Answer,
    Catalog,
    Condition,
    FactType,
    Note,
    OverlayChange,
    Place,
    Step,
)
from soescan.reference import builtin
from soescan.schema import Shape, Special

_MOST_LAYERS = 8
_MOST_STANDARDS = 2_000
"""Each is put to every tool; nobody means to ask for more."""
_MOST_FILES = 50


def read(doc: Document, path: Path) -> tuple[Catalog, tuple[Note, ...], tuple[OverlayChange, ...]]:
    """Read a catalog from a document; raises InputError with every problem."""
    layers = _Layers()
    merged = layers.extended(doc, path, (path.resolve(),))
    shape = catalog_shape(merged)
    catalog = shape.read_document(merged, Catalog)
    if isinstance(catalog, Catalog):
        sound = _Sound(catalog, merged)
        catalog = replace(catalog, answers=tuple(_typed(sound, merged)))
        _check(sound, merged)
    merged.check(InputError)
    return catalog, (), tuple(layers.changes)


def catalog_shape(doc: Document | None = None) -> Shape:
    """How catalogs are read and written; `doc` is the catalog whose data classes are the order."""
    classes = tuple(_class_ids(doc.value)) if doc else ()
    reader = conditions.Reader(builtin.vocabulary(), orders(classes))

    def read_condition(node: Node) -> Any:
        # What a standard requires must hold of every fact; for what it applies to, one is enough.
        return reader.require(node) if node.path.endswith(".require") else reader.applies(node)

    special = Special(Condition, read_condition, conditions.write, conditions.SCHEMA)
    return Shape(special)


def orders(data_classes: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The order of classes by fact key: the vocabulary's, and the catalog's data classes."""
    known = {key: entry.order for key, entry in builtin.vocabulary().items() if entry.order}
    return known | {"tool.data.class": data_classes}


def _class_ids(value: object) -> Iterator[str]:
    listed = value.get("data_classes") if isinstance(value, dict) else None
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield str(item["id"])


# --- extends -------------------------------------------------------------------------------------


class _Layers:
    """Puts a document on top of those it extends."""

    def __init__(self) -> None:
        self.changes: list[OverlayChange] = []
        self._files = 0

    def extended(self, doc: Document, path: Path, seen: tuple[Path, ...]) -> Document:
        """A document and all below it, as one document."""
        header = doc.value.get("catalog") if isinstance(doc.value, dict) else None
        names = header.get("extends") if isinstance(header, dict) else None
        if not names:
            return doc
        node = doc.root.child("catalog").child("extends")
        merged: Map | None = None
        problems = doc.problems
        for item in node.items() if isinstance(names, list) else (node,):
            base_path = self._base(item, path, seen)
            if base_path is None:
                continue
            base = read_document(base_path)
            if not isinstance(base.value, dict):
                base.root.wrong(f"a mapping with 'schema: {Catalog.SCHEMA}'")
            base = self.extended(base, base_path, (*seen, base_path.resolve()))
            problems.extend(base.problems)
            below = _placed(base.root)
            merged = below if merged is None else _merge(merged, below, self.changes)
        above = _placed(doc.root)
        value = above if merged is None else _merge(merged, above, self.changes)
        return Document(doc.name, value, problems=problems)

    def _base(self, item: Node, path: Path, seen: tuple[Path, ...]) -> Path | None:
        """The file that `extends` names, if it may be read."""
        if not isinstance(item.value, str):
            item.wrong("the name of a catalog")
            return None
        self._files += 1
        if self._files > _MOST_FILES:
            item.wrong(f"at most {_MOST_FILES} catalogs below this one", found="more")
            return None
        if item.value.startswith("shipped:"):
            try:
                return builtin.soe(item.value.removeprefix("shipped:"))
            except UsageError as error:
                item.wrong("an SOE that came with soescan", hint=error.hint)
                return None
        here = path.resolve().parent
        try:
            found = (here / item.value).resolve()
            exists = found.is_file()
        except (OSError, RuntimeError, ValueError):  # a name that no file can have
            found, exists = here, False
        if not found.is_relative_to(here):
            item.wrong("a file beside this one or below, or shipped:NAME")
        elif found in seen:
            loop = " -> ".join(p.name for p in (*seen[seen.index(found) :], found))
            item.wrong("catalogs that do not extend each other", found=loop)
        elif len(seen) >= _MOST_LAYERS:
            item.wrong(f"at most {_MOST_LAYERS} layers", found="more")
        elif not exists:
            names = (p.name for p in here.glob("*.yaml"))
            item.wrong("an existing file", hint=near(found.name, names))
        else:
            return found
        return None


def _placed(node: Node) -> Map:
    """A tree whose every value knows its place, also when it was read from JSON."""

    def copy(node: Node) -> Any:
        if isinstance(node.value, dict):
            made = Map()
            for key in node.value:
                child = node.child(key)
                made.put(key, copy(child), child.place)
            return made
        if isinstance(node.value, list):
            listed = Seq()
            for item in node.items():
                listed.put(copy(item), item.place)
            return listed
        return node.value

    made = copy(node)
    return made if isinstance(made, Map) else Map()


def _merge(base: Map, overlay: Map, changes: list[OverlayChange], record: str = "") -> Map:
    """`overlay` on top of `base`: records by id and key by key, everything else as a whole."""
    made = Map()
    for key in (*base, *(key for key in overlay if key not in base)):
        if key not in overlay or (key in base and not record and key == "schema"):
            made.put(key, base[key], base.places[key])
            continue
        value, place = overlay[key], overlay.places[key]
        below = base.get(key)
        if isinstance(below, Map) and isinstance(value, Map) and "/" not in record:
            value = _merge(below, value, changes, record or key)
        elif not record and key != "data_classes" and _has_ids(below) and _has_ids(value):
            value = _merge_records(key, below, value, changes)
        elif below != value and record != "catalog" and (record or key in base):
            before = _shown(below) if key in base else ""
            changes.append(OverlayChange(record or key, key, before, _shown(value), place))
        made.put(key, value, place)
    return made


def _merge_records(kind: str, base: Seq, overlay: Seq, changes: list[OverlayChange]) -> Seq:
    above: dict[str, tuple[Map, Place]] = {}
    again = []  # an id used twice is a mistake, and must still be there to be found
    for item, place in zip(overlay, overlay.places, strict=True):
        if item["id"] in above:
            again.append((item, place))
        above.setdefault(item["id"], (item, place))
    made = Seq()
    for item, place in zip(base, base.places, strict=True):
        over, over_place = above.pop(item["id"], (None, place))
        if over is None:
            made.put(item, place)
        elif over.get("remove") in ("true", True):
            changes.append(OverlayChange(f"{kind}/{item['id']}", "remove", "", "", over_place))
        else:
            made.put(_merge(item, over, changes, f"{kind}/{item['id']}"), over_place)
    for item, place in (*above.values(), *again):
        made.put(item, place)  # to remove what is not there is refused when the record is read
    return made


def _has_ids(value: object) -> TypeGuard[Seq]:
    return isinstance(value, Seq) and all(
        isinstance(i, Map) and isinstance(i.get("id"), str) for i in value
    )


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return "nothing" if value is None else " ".join(str(value).split())


# --- what shapes cannot say ----------------------------------------------------------------------


class _Sound:
    """The parts of a catalog that were read without a problem, to be looked at more closely."""

    def __init__(self, catalog: Catalog, doc: Document) -> None:
        self.catalog = catalog
        self._wrong = {found[0] for p in doc.problems if (found := _PART.match(p.path))}

    def part(self, name: str) -> Any:
        """One of the catalog's fields; nothing when it is wrong."""
        return None if name in self._wrong else getattr(self.catalog, name)

    def records(self, kind: str) -> Iterator[tuple[int, Any]]:
        """The records of a kind, with their numbers."""
        for index, record in enumerate(self.part(kind) or ()):
            if record is not None and f"{kind}[{index}]" not in self._wrong:
                yield index, record


_PART = re.compile(r"\w+(\[\d+\])?")


def _typed(sound: _Sound, doc: Document) -> Iterator[Answer]:
    """The answers on record, their values as the vocabulary types them."""
    ordered = orders(tuple(c.id for _, c in sound.records("data_classes")))
    answer: Answer
    for index, answer in sound.records("answers"):
        at = Node(answer.fact, doc, f"answers[{index}].fact", answer.place)
        key = builtin.supplied().get(answer.fact)
        if key is None:
            at.wrong("a fact of the vocabulary", hint=near(answer.fact, builtin.supplied()))
            continue
        many = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        values = [conditions.coerce(value, key, ordered.get(key.key, ())) for value in many]
        problem = next((problem for _, problem in values if problem), "")
        if key.type is not FactType.TEXTS and isinstance(answer.value, tuple):
            problem = f"one {key.type}"
        if problem:
            found = list(many) if isinstance(answer.value, tuple) else answer.value
            Node(found, doc, f"answers[{index}].value", answer.place).wrong(problem)
            continue
        typed = tuple(str(value) for value, _ in values)
        yield replace(answer, value=typed if key.type is FactType.TEXTS else values[0][0])


def _check(sound: _Sound, doc: Document) -> None:
    """Record what is understood but cannot be so."""

    def wrong(place: Place, path: str, expected: str, found: str) -> None:
        Node(None, doc, path, place).wrong(expected, found=found)

    for index, waiver in sound.records("waivers"):
        if waiver.approved_on and waiver.expires < waiver.approved_on:
            path = f"waivers[{index}].expires"
            wrong(waiver.place, path, "a day after approved_on", str(waiver.expires))
    standards = list(sound.records("standards"))
    if len(standards) > _MOST_STANDARDS:
        at = doc.root.child("standards").place
        most = f"at most {_MOST_STANDARDS:,} standards"
        wrong(at, "standards", most, f"{len(standards):,}")
    for index, standard in standards:
        if standard.id in RULE_IDS:
            path = f"standards[{index}].id"
            wrong(standard.place, path, "an id of your own", repr(standard.id))
    for index, step in sound.records("approvals"):
        if step.join not in ("all", "any") and not step.join.isdecimal():
            path = f"approvals[{index}].join"
            wrong(step.place, path, "all, any or a number", repr(step.join))
    if header := sound.part("catalog"):
        at = doc.root.child("catalog").place
        for freeze in header.calendar.freezes:
            if freeze.to < freeze.from_:
                days = f"{freeze.from_} to {freeze.to}"
                wrong(at, "catalog.calendar.freezes", "from before to", days)
    if policy := sound.part("policy"):
        for name in ("coverage_threshold", "partial_counts"):
            if not 0 <= getattr(policy, name) <= 1:
                at = doc.root.child("policy").child(name).place
                wrong(at, f"policy.{name}", "a share from 0 to 1", str(getattr(policy, name)))
    _check_order([step for _, step in sound.records("approvals")], wrong)
    feasible.check(sound, wrong, lambda name: doc.root.child(name).place)


def _check_order(steps: Sequence[Step], wrong: Callable[[Place, str, str, str], None]) -> None:
    """Steps that wait for each other never begin."""
    try:
        TopologicalSorter({step.id: set(step.after) for step in steps}).prepare()
    except CycleError as error:
        loop = list(reversed(error.args[1]))
        first = next(step for step in steps if step.id == loop[0])
        wrong(first.place, "approvals", "steps that do not wait for each other", " -> ".join(loop))
