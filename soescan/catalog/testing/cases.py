"""``schema: soescan/cases@1``: examples beside a catalog, each with the answer that is expected.

::

    soe.yaml          what IT asks
    soe.cases.yaml    facts, and the verdict or outcome that must come of them

A policy is read by people who did not write it; its cases say what it was meant to say, and fail
when a change makes it say something else. Here they are read and checked; `runner` judges them.

A case's facts are written ``fact.key: value``. Where a key takes several texts, a list is one fact;
everywhere else a list is several facts, from sources that agree or not (and ``[[FR], [US]]`` is
several facts of several texts); ``[]`` is the answer that there is none. ``{value: …, basis: …}``
says how well founded one fact is, and ``{each: [a, b]}`` stands for one case with ``a`` and one
with ``b``. A key with nothing behind it (``~``) takes away what a case would have from `given` or
`like`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from soescan import conditions
from soescan.errors import CatalogError, InputError, UsageError
from soescan.files import Document, DocumentNode, did_you_mean, read_document
from soescan.model import (
    RULE_IDS,
    Alternatives,
    Basis,
    Cases,
    Catalog,
    Condition,
    FactKey,
    FactType,
    GivenFact,
    GivenFacts,
    Place,
    ToolCase,
    Verdict,
)
from soescan.reference import builtin
from soescan.schema import DocumentSchema, TypeAdapter

_NOWHERE = Place("")
_MOST_COMBINATIONS = 500
"""What the `each` of one case may multiply to."""


# --- reading -------------------------------------------------------------------------------------


def cases_path(catalog: Path) -> Path:
    """The file that holds a catalog's cases, whether it is there or not.

    >>> cases_path(Path("soe.yaml")).name
    'soe.cases.yaml'
    """
    return catalog.with_name(f"{catalog.stem}.cases.yaml")


def read_cases(path: Path, catalog: Catalog) -> Cases:
    """Read a catalog's cases, each with all that its group or the case it is like gives it.

    Raises CatalogError with every problem in them, UsageError when there is no such file.
    """
    try:
        doc = read_document(path)
    except InputError as error:
        raise CatalogError(error.problems, hint=error.hint) from error
    except UsageError as error:
        hint = "the cases of soe.yaml stand beside it, in soe.cases.yaml"
        raise UsageError(str(error), hint=hint) from error
    cases = cases_schema(catalog).read_document(doc, Cases)
    doc.check(CatalogError)
    _check_cases(cases, catalog, doc)
    doc.check(CatalogError)
    complete = replace(
        cases,
        standards=tuple(
            replace(
                group,
                cases=tuple(replace(c, when=c.when.overlay(group.given)) for c in group.cases),
            )
            for group in cases.standards
        ),
        tools=tuple(_inherit(cases.tools)),
        as_of=cases.as_of or catalog.catalog.as_of,
    )
    for place, facts in _all_facts(complete):
        if facts.count > _MOST_COMBINATIONS:
            node = DocumentNode(None, doc, "each", place)
            node.report(f"at most {_MOST_COMBINATIONS} cases in one", found=str(facts.count))
    doc.check(CatalogError)
    return complete


def _all_facts(cases: Cases) -> Iterator[tuple[Place, GivenFacts]]:
    for group in cases.standards:
        yield from ((case.place, case.when) for case in group.cases)
    yield from ((tool.place, tool.facts) for tool in cases.tools)


def cases_schema(catalog: Catalog | None = None) -> DocumentSchema:
    """The schema of cases; `catalog` says which data classes facts may name, none without it."""
    classes = tuple(c.id for c in catalog.data_classes) if catalog else ()
    read = partial(_read_given_facts, classes=classes)
    facts = TypeAdapter(GivenFacts, read, _write_given_facts, _given_facts_schema())
    condition_schema = conditions.json_schema(builtin.vocabulary())
    condition = TypeAdapter(Condition, lambda node: None, conditions.write, condition_schema)
    return DocumentSchema(facts, condition)


def _read_given_facts(node: DocumentNode, classes: tuple[str, ...]) -> Any:
    if not isinstance(node.value, dict):
        return node.report("facts: a mapping of fact keys to values")
    by_key: dict[str, Alternatives] = {}
    for name in node.value:
        child, key = node.child(name), builtin.vocabulary().get(name)
        if key is None:
            child.report(
                "a fact of the vocabulary",
                hint=did_you_mean(name, builtin.vocabulary()),
                found=f"the key {name!r}",
            )
        elif child.value is None:
            by_key[name] = ()
        else:
            by_key[name] = _read_alternatives(child, key, classes)
    return GivenFacts(by_key)


def _read_alternatives(node: DocumentNode, key: FactKey, classes: tuple[str, ...]) -> Alternatives:
    if not (isinstance(node.value, dict) and "each" in node.value):
        return (_read_facts(node, key, classes),)
    each = node.child("each")
    if len(node.value) > 1 or not isinstance(each.value, list) or not each.value:
        node.report("each with a list of values, and nothing else")
        return ()
    return tuple(_read_facts(item, key, classes) for item in each.items())


def _read_facts(
    node: DocumentNode, key: FactKey, classes: tuple[str, ...]
) -> tuple[GivenFact, ...]:
    """The facts that one value stands for: several where a list is not itself one value."""
    if not isinstance(node.value, list):
        return (_read_fact(node, key, classes),)
    flat = not any(isinstance(item, dict | list) for item in node.value)
    if not node.value or (key.type is FactType.TEXTS and flat):
        return (_read_fact(node, key, classes),)
    return tuple(_read_fact(item, key, classes) for item in node.items())


def _read_fact(node: DocumentNode, key: FactKey, classes: tuple[str, ...]) -> GivenFact:
    basis = None
    if isinstance(node.value, dict):
        if "value" not in node.value or set(node.value) - {"value", "basis"}:
            node.report("a value, {value, basis} or {each}")
            return GivenFact("")
        if "basis" in node.value:
            basis_node = node.child("basis")
            if basis_node.value not in list(Basis):
                basis_node.report(f"one of {', '.join(Basis)}")
            else:
                basis = Basis(basis_node.value)
        node = node.child("value")
    if key.type is FactType.TEXT and node.value == []:
        return GivenFact((), basis)  # what a proposal says by an empty list: there is none
    if key.type is FactType.TEXTS:
        items = tuple(node.items()) if isinstance(node.value, list) else (node,)
        return GivenFact(tuple(str(_coerce(item, key, classes)) for item in items), basis)
    return GivenFact(_coerce(node, key, classes), basis)


def _coerce(node: DocumentNode, key: FactKey, classes: tuple[str, ...]) -> Any:
    value, problem = conditions.coerce_value(node.value, key, classes)
    if problem:
        words = key.values or key.order or (classes if key.type is FactType.CLASS else ())
        node.report(problem, hint=did_you_mean(str(node.value), words) if words else "")
    return value


def _write_given_facts(facts: GivenFacts) -> dict[str, object]:
    """Facts as `_read_given_facts` reads them."""

    def write_facts(given: tuple[GivenFact, ...]) -> object:
        values = [
            {"value": value} | {"basis": str(g.basis)} if g.basis else value
            for g in given
            for value in (list(g.value) if isinstance(g.value, tuple) else g.value,)
        ]
        return values[0] if len(values) == 1 else values

    return {
        key: {"each": [write_facts(facts_of_one) for facts_of_one in alternatives]}
        if len(alternatives) > 1
        else (write_facts(alternatives[0]) if alternatives else None)
        for key, alternatives in facts.by_key.items()
    }


def _check_cases(cases: Cases, catalog: Catalog, doc: Document) -> None:
    """Record what can be read but not be so: unknown standards, ids and days that are missing."""

    def report(place: Place, path: str, expected: str, found: str, hint: str = "") -> None:
        DocumentNode(None, doc, path, place).report(expected, found=found, hint=hint)

    standard_ids: set[str] = {standard.id for standard in catalog.standards}
    for group in cases.standards:
        if group.standard not in standard_ids:
            hint = did_you_mean(group.standard, standard_ids)
            report(group.place, "standard", "a standard of the catalog", repr(group.standard), hint)
        for case in group.cases:
            if case.expect is Verdict.WAIVED:
                allowed = "meets, conflicts, unknown or not-applicable; waivers are for tools"
                report(case.place, "expect", allowed, "'waived'")
            if not (case.as_of or cases.as_of or catalog.catalog.as_of):
                report(case.place, "as_of", "a day, in the case, the file or the catalog", "none")
    ids_above: set[str] = set()
    for tool in cases.tools:
        if tool.like and tool.like not in ids_above:
            report(
                tool.place,
                "like",
                "the id of a case above",
                repr(tool.like),
                did_you_mean(tool.like, ids_above),
            )
        elif not tool.like and tool.tool is None:
            report(tool.place, "tool", "the key 'tool', or 'like'", "none")
        if not (tool.as_of or cases.as_of or catalog.catalog.as_of):
            report(tool.place, "as_of", "a day, in the case, the file or the catalog", "none")
        for name in tool.because:
            if name not in standard_ids.union(RULE_IDS):
                hint = did_you_mean(name, standard_ids)
                report(tool.place, "because", "standards of the catalog", repr(name), hint)
        ids_above |= {tool.id} - {""}


def _inherit(tools: tuple[ToolCase, ...]) -> Iterator[ToolCase]:
    """Each tool case with what it has from the one it is like."""
    by_id: dict[str, ToolCase] = {}
    for case in tools:
        if case.like:
            base = by_id[case.like]
            tool = _overlay(base.tool, case.tool) if case.tool else base.tool
            case = replace(case, tool=tool, facts=case.facts.overlay(base.facts))  # noqa: PLW2901
        if case.id:
            by_id[case.id] = case
        yield case


def _overlay(below: Any, over: Any) -> Any:
    """A record with what another one says instead, field by field."""
    if not dataclasses.is_dataclass(over) or type(below) is not type(over):
        return over
    changed: dict[str, Any] = {}
    for f in dataclasses.fields(over):
        default = f.default_factory() if callable(f.default_factory) else f.default
        if (value := getattr(over, f.name)) != default:
            changed[f.name] = _overlay(getattr(below, f.name), value)
    base: Any = below
    return replace(base, **changed)


_VALUE: Mapping[str, object] = {
    "anyOf": [
        {"type": ["string", "number", "boolean", "array", "null"]},
        {
            "type": "object",
            "properties": {"value": {}, "basis": {"enum": [str(basis) for basis in Basis]}},
            "required": ["value"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"each": {"type": "array", "minItems": 1}},
            "required": ["each"],
            "additionalProperties": False,
        },
    ]
}


def _given_facts_schema() -> Mapping[str, object]:
    return {
        "description": "Facts by key: a value, several, one with its basis, or each of several.",
        "type": "object",
        "propertyNames": {"enum": list(builtin.vocabulary())},
        "additionalProperties": dict(_VALUE),
    }
