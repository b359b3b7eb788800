"""``schema: soescan/soe@1``: a catalog as a YAML document, alone or on top of another.

Looks at: the document, the documents it extends (files beside it, or ``shipped:NAME``), and the
vocabulary of facts its conditions may ask for.

Cannot say: whether the policy is wise; only whether it is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeGuard

from soescan import conditions
from soescan.catalog import feasibility
from soescan.catalog.valid_parts import ValidParts
from soescan.errors import InputError, UsageError
from soescan.files import (
    Document,
    DocumentNode,
    LocatedDict,
    LocatedList,
    did_you_mean,
    read_document,
    read_flag,
)
from soescan.model import (
    RULE_IDS,
    Answer,
    Catalog,
    Condition,
    FactType,
    Note,
    OverlayChange,
    Place,
    Product,
    Step,
)
from soescan.reference import builtin
from soescan.reference.amounts import coerce_amount
from soescan.reference.builtin import country_operands
from soescan.schema import DocumentSchema, TypeAdapter

_MOST_LAYERS = 8
_MOST_STANDARDS = 2_000
"""Each is put to every tool; nobody means to ask for more."""
_MOST_FILES = 50
_SHA256 = re.compile("[0-9a-fA-F]{64}")


def read(doc: Document, path: Path) -> tuple[Catalog, tuple[Note, ...], tuple[OverlayChange, ...]]:
    """The catalog, no notes, and what each overlay changed in the catalog that it extends.

    `path` is where the document was read: ``extends`` names files beside it or below. Raises
    InputError with every problem of the document and of those it extends.
    """
    layers = _LayerMerger()
    merged = layers.merge_bases(doc, path, (path.resolve(),))
    shape = catalog_schema(merged)
    catalog = shape.read_document(merged, Catalog)
    if isinstance(catalog, Catalog):
        parts = ValidParts(catalog, merged)
        catalog = replace(catalog, answers=tuple(_coerce_answers(parts, merged)))
        _check_records(parts, merged)
    merged.check(InputError)
    return catalog, (), tuple(layers.changes)


def is_own_form(value: object) -> bool:
    """Is a document a catalog, perhaps without its schema, and no list that a program wrote?"""
    if not isinstance(value, dict) or "schema" in value:
        return isinstance(value, dict)
    own = {field.name for field in fields(Catalog)}
    products = value.get("products")
    if set(value) & (own - {"products"}) or not isinstance(products, list):
        return bool(set(value) & own) or not value
    own_product = {field.name for field in fields(Product)}
    return all(isinstance(product, dict) and set(product) <= own_product for product in products)


def catalog_schema(doc: Document | None = None) -> DocumentSchema:
    """The schema of catalogs, with conditions checked against the vocabulary of facts.

    `doc` is a catalog whose data classes, lowest first, values of ``tool.data.class`` are compared
    by; without it no class is known.
    """
    classes = tuple(_class_ids(doc.value)) if doc else ()
    reader = conditions.ConditionReader(
        builtin.vocabulary(), class_orders(classes), country_operands()
    )

    def read_condition(node: DocumentNode) -> Any:
        # What a standard requires must hold of every fact; for what it applies to, one is enough.
        return (
            reader.read_requirement(node)
            if node.path.endswith(".require")
            else reader.read_applicability(node)
        )

    special = TypeAdapter(Condition, read_condition, conditions.write, conditions.SCHEMA)
    return DocumentSchema(special)


def class_orders(data_classes: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Values of each class, lowest first, by fact key: the vocabulary's, and the data classes."""
    by_key = {key: entry.order for key, entry in builtin.vocabulary().items() if entry.order}
    return by_key | {"tool.data.class": data_classes}


def _class_ids(value: object) -> Iterator[str]:
    listed = value.get("data_classes") if isinstance(value, dict) else None
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield str(item["id"])


# --- extends -------------------------------------------------------------------------------------


class _LayerMerger:
    """Puts a document on top of those it extends."""

    def __init__(self) -> None:
        self.changes: list[OverlayChange] = []
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
            merged = below if merged is None else _merge_mappings(merged, below, self.changes)
        above = _copy_with_places(doc.root)
        value = above if merged is None else _merge_mappings(merged, above, self.changes)
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
    base: LocatedDict, overlay: LocatedDict, changes: list[OverlayChange], record: str = ""
) -> LocatedDict:
    """`overlay` on top of `base`: records by id and key by key, everything else as a whole."""
    merged = LocatedDict()
    for key in (*base, *(key for key in overlay if key not in base)):
        if key not in overlay or (key in base and not record and key == "schema"):
            merged.put(key, base[key], base.places[key])
        else:
            value = _merge_value(key, base, overlay, changes, record)
            merged.put(key, value, overlay.places[key])
    return merged


def _merge_value(
    key: str, base: LocatedDict, overlay: LocatedDict, changes: list[OverlayChange], record: str
) -> Any:
    """What a key of the overlay holds, merged into what the base holds if both are records."""
    below, value = base.get(key), overlay[key]
    if isinstance(below, LocatedDict) and isinstance(value, LocatedDict) and "/" not in record:
        return _merge_mappings(below, value, changes, record or key)
    if not record and key != "data_classes" and _has_ids(below) and _has_ids(value):
        return _merge_records(key, below, value, changes)
    if below != value and record != "catalog" and (record or key in base):
        before, after = _format_value(below) if key in base else "", _format_value(value)
        changes.append(OverlayChange(record or key, key, before, after, overlay.places[key]))
    return value


def _merge_records(
    kind: str, base: LocatedList, overlay: LocatedList, changes: list[OverlayChange]
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
        elif read_flag(str(over.get("remove"))):
            changes.append(OverlayChange(f"{kind}/{item['id']}", "remove", "", "", over_place))
        else:
            merged.put(_merge_mappings(item, over, changes, f"{kind}/{item['id']}"), over_place)
    for item, place in (*above.values(), *repeated):
        merged.put(item, place)  # to remove what is not there is refused when the record is read
    return merged


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


# --- what the schema cannot say ------------------------------------------------------------------


def _coerce_answers(parts: ValidParts, doc: Document) -> Iterator[Answer]:
    """The answers on record, their values as the vocabulary types them."""
    ordered = class_orders(tuple(c.id for _, c in parts.records("data_classes")))
    answer: Answer
    for index, answer in parts.records("answers"):
        fact_node = DocumentNode(answer.fact, doc, f"answers[{index}].fact", answer.place)
        key = builtin.suppliable_facts().get(answer.fact)
        if key is None:
            fact_node.report(
                "a fact of the vocabulary",
                hint=did_you_mean(answer.fact, builtin.suppliable_facts()),
            )
            continue
        values_written = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        values = [
            conditions.coerce_value(coerce_amount(value, key), key, ordered.get(key.key, ()))
            for value in values_written
        ]
        problem = next((problem for _, problem in values if problem), "")
        if key.type is not FactType.TEXTS and isinstance(answer.value, tuple):
            problem = f"one {key.type}"
        if problem:
            written = list(values_written) if isinstance(answer.value, tuple) else answer.value
            DocumentNode(written, doc, f"answers[{index}].value", answer.place).report(problem)
            continue
        typed = tuple(str(value) for value, _ in values)
        yield replace(answer, value=typed if key.type is FactType.TEXTS else values[0][0])


def _check_records(parts: ValidParts, doc: Document) -> None:
    """Record what can be read but not meant: days in the wrong order, shares above 1."""

    def report(place: Place, path: str, expected: str, found: str) -> None:
        DocumentNode(None, doc, path, place).report(expected, found=found)

    for index, waiver in parts.records("waivers"):
        if waiver.approved_on and waiver.expires < waiver.approved_on:
            path = f"waivers[{index}].expires"
            report(waiver.place, path, "a day after approved_on", str(waiver.expires))
    standards = list(parts.records("standards"))
    if len(standards) > _MOST_STANDARDS:
        place = doc.root.child("standards").place
        most = f"at most {_MOST_STANDARDS:,} standards"
        report(place, "standards", most, f"{len(standards):,}")
    for index, standard in standards:
        if standard.id in RULE_IDS:
            path = f"standards[{index}].id"
            report(standard.place, path, "an id of your own", repr(standard.id))
    for index, step in parts.records("approvals"):
        if step.join not in ("all", "any") and not step.join.isdecimal():
            path = f"approvals[{index}].join"
            report(step.place, path, "all, any or a number", repr(step.join))
    if header := parts.part("catalog"):
        place = doc.root.child("catalog").place
        for index, file in enumerate(header.trusted_evidence):
            if not _SHA256.fullmatch(file.sha256):
                path = f"catalog.trusted_evidence[{index}].sha256"
                report(place, path, "64 hexadecimal digits, as sha256sum writes", file.sha256)
        for freeze in header.calendar.freezes:
            if freeze.to < freeze.from_:
                days = f"{freeze.from_} to {freeze.to}"
                report(place, "catalog.calendar.freezes", "from before to", days)
    if policy := parts.part("policy"):
        for name in ("coverage_threshold", "partial_counts"):
            if not 0 <= getattr(policy, name) <= 1:
                place = doc.root.child("policy").child(name).place
                report(place, f"policy.{name}", "a share from 0 to 1", str(getattr(policy, name)))
    _check_order([step for _, step in parts.records("approvals")], report)
    feasibility.check_feasibility(parts, report, lambda name: doc.root.child(name).place)


def _check_order(steps: Sequence[Step], report: Callable[[Place, str, str, str], None]) -> None:
    """Record a problem where steps wait for each other in a circle: none would ever begin."""
    try:
        TopologicalSorter({step.id: set(step.after) for step in steps}).prepare()
    except CycleError as error:
        loop = list(reversed(error.args[1]))
        first_step = next(step for step in steps if step.id == loop[0])
        report(
            first_step.place,
            "approvals",
            "steps that do not wait for each other",
            " -> ".join(loop),
        )
