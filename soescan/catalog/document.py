"""``schema: soescan/soe@1``: a catalog as a YAML document, alone or on top of another.

Looks at: the document, the documents it extends (files beside it, or ``shipped:NAME``), and the
vocabulary of facts its conditions may ask for.

Cannot say: whether the policy is wise; only whether it is understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from soescan import conditions, shipped
from soescan.errors import InputError
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
)
from soescan.shape import Shape, Special

_MOST_LAYERS = 8


def read(doc: Document, path: Path) -> tuple[Catalog, tuple[Note, ...], tuple[OverlayChange, ...]]:
    """Read a catalog from a document; raises InputError with every problem."""
    changes: list[OverlayChange] = []
    merged = _extended(doc, path, changes, (path.resolve(),))
    shape = catalog_shape(merged)
    catalog = shape.read_document(merged, Catalog)
    if not merged.problems:
        catalog = replace(catalog, answers=tuple(_typed(catalog, merged)))
        _check(catalog, merged)
    merged.check(InputError)
    return catalog, (), tuple(changes)


def catalog_shape(doc: Document | None = None) -> Shape:
    """How catalogs are read and written; `doc` is the catalog whose data classes are the order."""
    classes = tuple(_class_ids(doc.value)) if doc else ()
    reader = conditions.Reader(shipped.vocabulary(), orders(classes))

    def read_condition(node: Node) -> Any:
        # What a standard requires must hold of every fact; for what it applies to, one is enough.
        return reader.require(node) if node.path.endswith(".require") else reader.applies(node)

    special = Special(Condition, read_condition, conditions.write, conditions.SCHEMA)
    return Shape(special)


def orders(data_classes: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The order of classes by fact key: the vocabulary's, and the catalog's data classes."""
    known = {key: entry.order for key, entry in shipped.vocabulary().items() if entry.order}
    return known | {"tool.data.class": data_classes}


def _class_ids(value: object) -> Iterator[str]:
    listed = value.get("data_classes") if isinstance(value, dict) else None
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield str(item["id"])


# --- extends -------------------------------------------------------------------------------------


def _extended(
    doc: Document, path: Path, changes: list[OverlayChange], seen: tuple[Path, ...]
) -> Document:
    """A document on top of those it extends, as one document."""
    header = doc.value.get("catalog") if isinstance(doc.value, dict) else None
    names = header.get("extends") if isinstance(header, dict) else None
    if not names:
        return doc
    node = doc.root.child("catalog").child("extends")
    merged: Map | None = None
    problems = doc.problems
    for item in node.items() if isinstance(names, list) else (node,):
        base_path = _base(item, path, seen)
        if base_path is None:
            continue
        base = _extended(read_document(base_path), base_path, changes, (*seen, base_path.resolve()))
        problems.extend(base.problems)
        below = _placed(base.root)
        merged = below if merged is None else _merge(merged, below, changes)
    above = _placed(doc.root)
    value = above if merged is None else _merge(merged, above, changes)
    return Document(doc.name, value, problems=problems)


def _base(item: Node, path: Path, seen: tuple[Path, ...]) -> Path | None:
    """The file that `extends` names, if it may be read."""
    if not isinstance(item.value, str):
        item.wrong("the name of a catalog")
        return None
    if item.value.startswith("shipped:"):
        return shipped.soe(item.value.removeprefix("shipped:"))
    here = path.resolve().parent
    found = (here / item.value).resolve()
    if not found.is_relative_to(here):
        item.wrong("a file beside this one or below, or shipped:NAME")
    elif found in seen:
        loop = " -> ".join(p.name for p in (*seen[seen.index(found) :], found))
        item.wrong("catalogs that do not extend each other", found=loop)
    elif len(seen) >= _MOST_LAYERS:
        item.wrong(f"at most {_MOST_LAYERS} layers", found="more")
    elif not found.is_file():
        item.wrong("an existing file", hint=near(found.name, (p.name for p in here.glob("*.yaml"))))
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
        if key not in overlay or (not record and key == "schema"):
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
    above = {item["id"]: (item, place) for item, place in zip(overlay, overlay.places, strict=True)}
    made = Seq()
    for item, place in zip(base, base.places, strict=True):
        over, over_place = above.pop(item["id"], (None, place))
        if over is None:
            made.put(item, place)
        elif over.get("remove") == "true":
            changes.append(OverlayChange(f"{kind}/{item['id']}", "remove", "", "", over_place))
        else:
            made.put(_merge(item, over, changes, f"{kind}/{item['id']}"), over_place)
    for item, place in above.values():
        made.put(item, place)  # to remove what is not there is refused when the record is read
    return made


def _has_ids(value: object) -> bool:
    return isinstance(value, Seq) and all(isinstance(i, Map) and i.get("id") for i in value)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return "nothing" if value is None else " ".join(str(value).split())


# --- what shapes cannot say ----------------------------------------------------------------------


def _typed(catalog: Catalog, doc: Document) -> Iterator[Answer]:
    """The answers on record, their values as the vocabulary types them."""
    ordered = orders(tuple(c.id for c in catalog.data_classes))
    for index, answer in enumerate(catalog.answers):
        at = Node(answer.fact, doc, f"answers[{index}].fact", answer.place)
        key = shipped.vocabulary().get(answer.fact)
        if key is None:
            at.wrong("a fact of the vocabulary", hint=near(answer.fact, shipped.vocabulary()))
            continue
        many = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        values = [conditions.coerce(value, key, ordered.get(key.key, ())) for value in many]
        if problem := next((problem for _, problem in values if problem), ""):
            Node(answer.value, doc, f"answers[{index}].value", answer.place).wrong(problem)
            continue
        typed = tuple(str(value) for value, _ in values)
        yield replace(answer, value=typed if key.type is FactType.TEXTS else values[0][0])


def _check(catalog: Catalog, doc: Document) -> None:
    """Record what is understood but cannot be so."""

    def wrong(place: Place, path: str, expected: str, found: str) -> None:
        Node(None, doc, path, place).wrong(expected, found=found)

    for waiver in catalog.waivers:
        if waiver.approved_on and waiver.expires < waiver.approved_on:
            wrong(
                waiver.place,
                f"waivers.{waiver.id}.expires",
                "a day after approved_on",
                str(waiver.expires),
            )
    for standard in catalog.standards:
        if standard.id in RULE_IDS:
            wrong(standard.place, "standards.id", "an id of your own", repr(standard.id))
    header = doc.root.child("catalog").place
    for freeze in catalog.catalog.calendar.freezes:
        if freeze.to < freeze.from_:
            wrong(
                header,
                "catalog.calendar.freezes",
                "from before to",
                f"{freeze.from_} to {freeze.to}",
            )
    policy = catalog.policy
    for name in ("coverage_threshold", "partial_counts"):
        if not 0 <= getattr(policy, name) <= 1:
            wrong(header, f"policy.{name}", "a share from 0 to 1", str(getattr(policy, name)))
    for step in catalog.approvals:
        if step.join not in ("all", "any") and not step.join.isdecimal():
            wrong(step.place, f"approvals.{step.id}.join", "all, any or a number", repr(step.join))
    try:
        TopologicalSorter({step.id: set(step.after) for step in catalog.approvals}).prepare()
    except CycleError as error:
        loop = list(reversed(error.args[1]))
        first = next(step for step in catalog.approvals if step.id == loop[0])
        wrong(first.place, "approvals", "steps that do not wait for each other", " -> ".join(loop))
