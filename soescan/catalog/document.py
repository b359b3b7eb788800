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
from typing import Any

from soescan import conditions
from soescan.catalog import feasibility
from soescan.catalog.layers import merge_layers
from soescan.catalog.valid_parts import ValidParts
from soescan.errors import InputError
from soescan.files import (
    Document,
    DocumentNode,
    did_you_mean,
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

_MOST_STANDARDS = 2_000
"""Each is put to every tool; nobody means to ask for more."""
_SHA256 = re.compile("[0-9a-fA-F]{64}")


def read(doc: Document, path: Path) -> tuple[Catalog, tuple[Note, ...], tuple[OverlayChange, ...]]:
    """The catalog, no notes, and what each overlay changed in the catalog that it extends.

    `path` is where the document was read: ``extends`` names files beside it or below. Raises
    InputError with every problem of the document and of those it extends.
    """
    merged, changes = merge_layers(doc, path)
    shape = catalog_schema(merged)
    catalog = shape.read_document(merged, Catalog)
    if isinstance(catalog, Catalog):
        parts = ValidParts(catalog, merged)
        catalog = replace(catalog, answers=tuple(_coerce_answers(parts, merged)))
        _check_records(parts, merged)
    merged.check(InputError)
    return catalog, (), changes


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

    described = conditions.json_schema(builtin.vocabulary())
    return DocumentSchema(TypeAdapter(Condition, read_condition, conditions.write, described))


def class_orders(data_classes: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Values of each class, lowest first, by fact key: the vocabulary's, and the data classes."""
    by_key = {key: entry.order for key, entry in builtin.vocabulary().items() if entry.order}
    return by_key | {"tool.data.class": data_classes}


def _class_ids(value: object) -> Iterator[str]:
    listed = value.get("data_classes") if isinstance(value, dict) else None
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield str(item["id"])


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
