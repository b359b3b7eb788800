"""``schema: soescan/cases@1``: examples beside a catalog, each with the answer that is expected.

::

    soe.yaml          what IT asks
    soe.cases.yaml    facts, and the verdict or outcome that must come of them

A policy is read by people who did not write it; its cases say what it was meant to say, and fail
when a change makes it say something else. The nouns stand here, below the rooms that read, judge
and word them.

A case's facts are written ``fact.key: value``. Where a key takes several texts, a list is one fact;
everywhere else a list is several facts, from sources that agree or not (and ``[[FR], [US]]`` is
several facts of several texts); ``[]`` is the answer that there is none. ``{value: …, basis: …}``
says how well founded one fact is, and ``{each: [a, b]}`` stands for one case with ``a`` and one
with ``b``. A key with nothing behind it (``~``) takes away what a case would have from `given` or
`like`.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, ClassVar

from soescan import conditions, shipped
from soescan.errors import CatalogError, InputError, UsageError
from soescan.files import Document, Node, near, read_document
from soescan.model import (
    RULE_IDS,
    Basis,
    Catalog,
    Condition,
    Fact,
    FactKey,
    FactType,
    Outcome,
    Place,
    Tool,
    Value,
    Verdict,
)
from soescan.shape import Shape, Special

_NOWHERE = Place("")
_MOST_WORLDS = 500
"""What the `each` of one case may multiply to."""


@dataclass(frozen=True, slots=True)
class Given:
    """One fact that a case takes for granted."""

    value: Value
    basis: Basis | None = None
    """None: the case's own."""


Alternatives = tuple[tuple[Given, ...], ...]
"""The facts a case has of one key, once for each world; none: the key is taken away."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case takes for granted, by fact key."""

    by_key: Mapping[str, Alternatives] = field(default_factory=dict, hash=False)

    def on(self, below: Facts) -> Facts:
        """These facts on top of others."""
        return Facts({**below.by_key, **self.by_key})

    @property
    def count(self) -> int:
        """How many worlds there are."""
        return math.prod(len(found) or 1 for found in self.by_key.values())

    def worlds(self) -> Iterator[Mapping[str, tuple[Given, ...]]]:
        """One world, or one for each combination of the members of `each`."""
        known = {key: found for key, found in self.by_key.items() if found}
        for chosen in product(*known.values()):
            yield dict(zip(known, chosen, strict=True))


@dataclass(frozen=True, slots=True)
class StandardCase:
    """What must come of a standard, given some facts and nothing else."""

    expect: Verdict
    """meets, conflicts, unknown or not-applicable."""
    when: Facts = Facts()
    """The facts there are, on top of `given`; a key left empty takes one away."""
    says: str = ""
    """What the case shows, in a few words."""
    basis: Basis = Basis.OBSERVED
    """How well founded its facts are."""
    as_of: date | None = None
    """The day, where it is not the file's."""
    place: Place = _NOWHERE


@dataclass(frozen=True, slots=True)
class StandardCases:
    """The cases of one standard."""

    standard: str
    """Its id in the catalog."""
    cases: tuple[StandardCase, ...]
    given: Facts = Facts()
    """What all of its cases take for granted."""
    place: Place = _NOWHERE


@dataclass(frozen=True, slots=True)
class ToolCase:
    """What must come of a tool, held against the whole catalog."""

    expect: Outcome
    tool: Tool | None = None
    """The tool as a proposal would list it; what it says of itself is only stated."""
    facts: Facts = Facts()
    """What is known besides."""
    because: tuple[str, ...] = ()
    """Standards that must stand against it: not met, or not known to be."""
    says: str = ""
    """What the case shows, in a few words."""
    id: str = ""
    """What other cases call it in `like`."""
    like: str = ""
    """A case above, whose tool and facts this one has where it does not say otherwise."""
    basis: Basis = Basis.OBSERVED
    """How well founded its facts are."""
    as_of: date | None = None
    """The day, where it is not the file's."""
    place: Place = _NOWHERE


@dataclass(frozen=True, slots=True)
class Cases:
    """Examples of what a catalog says, with the answers that its author expects."""

    SCHEMA: ClassVar[str] = "soescan/cases@1"

    standards: tuple[StandardCases, ...] = ()
    tools: tuple[ToolCase, ...] = ()
    as_of: date | None = None
    """The day on which all cases play; otherwise the day on which the catalog was true."""


# --- what comes of them --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case."""

    about: str
    """The standard or the tool."""
    expected: Verdict | Outcome
    found: Verdict | Outcome
    given: tuple[Fact, ...]
    why: str
    """What made it come out so."""
    absent: tuple[str, ...] = ()
    """Standards that the case says stand against the tool, and that do not."""
    says: str = ""
    place: Place = _NOWHERE

    @property
    def holds(self) -> bool:
        """Did it come out as expected?"""
        return self.found == self.expected and not self.absent


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A verdict of a standard that no case shows."""

    standard: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of all cases, and what none of them shows."""

    results: tuple[Result, ...]
    uncovered: tuple[Uncovered, ...] = ()

    def exit_code(self, *, complete: bool = False) -> int:
        """1 when a case fails or, asked for, when a verdict has no case; else 0."""
        failed = any(not result.holds for result in self.results)
        return int(failed or (complete and bool(self.uncovered)))


# --- reading -------------------------------------------------------------------------------------


def beside(catalog: Path) -> Path:
    """Where the cases of a catalog are.

    >>> beside(Path("soe.yaml")).name
    'soe.cases.yaml'
    """
    return catalog.with_name(f"{catalog.stem}.cases.yaml")


def read(path: Path, catalog: Catalog) -> Cases:
    """Read the cases of a catalog, or raise CatalogError with every problem in them."""
    try:
        doc = read_document(path)
    except InputError as error:
        raise CatalogError(error.problems, hint=error.hint) from error
    except UsageError as error:
        hint = "the cases of soe.yaml stand beside it, in soe.cases.yaml"
        raise UsageError(str(error), hint=hint) from error
    cases = cases_shape(catalog).read_document(doc, Cases)
    doc.check(CatalogError)
    _check(cases, catalog, doc)
    doc.check(CatalogError)
    whole = replace(
        cases,
        standards=tuple(
            replace(
                group, cases=tuple(replace(c, when=c.when.on(group.given)) for c in group.cases)
            )
            for group in cases.standards
        ),
        tools=tuple(_grown(cases.tools)),
        as_of=cases.as_of or catalog.catalog.as_of,
    )
    for place, facts in _all_facts(whole):
        if facts.count > _MOST_WORLDS:
            node = Node(None, doc, "each", place)
            node.wrong(f"at most {_MOST_WORLDS} cases in one", found=str(facts.count))
    doc.check(CatalogError)
    return whole


def _all_facts(cases: Cases) -> Iterator[tuple[Place, Facts]]:
    for group in cases.standards:
        yield from ((case.place, case.when) for case in group.cases)
    yield from ((tool.place, tool.facts) for tool in cases.tools)


def cases_shape(catalog: Catalog | None = None) -> Shape:
    """How cases are read and written; `catalog` says which data classes there are."""
    classes = tuple(c.id for c in catalog.data_classes) if catalog else ()
    return Shape(
        Special(Facts, lambda node: _facts(node, classes), _written, _SCHEMA),
        Special(Condition, lambda node: None, conditions.write, conditions.SCHEMA),
    )


def _facts(node: Node, classes: tuple[str, ...]) -> Any:
    if not isinstance(node.value, dict):
        return node.wrong("facts: a mapping of fact keys to values")
    made: dict[str, Alternatives] = {}
    for name in node.value:
        child, key = node.child(name), shipped.vocabulary().get(name)
        if key is None:
            child.wrong(
                "a fact of the vocabulary",
                hint=near(name, shipped.vocabulary()),
                found=f"the key {name!r}",
            )
        elif child.value is None:
            made[name] = ()
        else:
            made[name] = _alternatives(child, key, classes)
    return Facts(made)


def _alternatives(node: Node, key: FactKey, classes: tuple[str, ...]) -> Alternatives:
    if not (isinstance(node.value, dict) and "each" in node.value):
        return (_several(node, key, classes),)
    each = node.child("each")
    if len(node.value) > 1 or not isinstance(each.value, list) or not each.value:
        node.wrong("each with a list of values, and nothing else")
        return ()
    return tuple(_several(item, key, classes) for item in each.items())


def _several(node: Node, key: FactKey, classes: tuple[str, ...]) -> tuple[Given, ...]:
    """The facts that one value stands for: several where a list is not itself one value."""
    if not isinstance(node.value, list):
        return (_one(node, key, classes),)
    flat = not any(isinstance(item, dict | list) for item in node.value)
    if not node.value or (key.type is FactType.TEXTS and flat):
        return (_one(node, key, classes),)
    return tuple(_one(item, key, classes) for item in node.items())


def _one(node: Node, key: FactKey, classes: tuple[str, ...]) -> Given:
    basis = None
    if isinstance(node.value, dict):
        if "value" not in node.value or set(node.value) - {"value", "basis"}:
            node.wrong("a value, {value, basis} or {each}")
            return Given("")
        if "basis" in node.value:
            found = node.child("basis")
            if found.value not in list(Basis):
                found.wrong(f"one of {', '.join(Basis)}")
            else:
                basis = Basis(found.value)
        node = node.child("value")
    if key.type is FactType.TEXT and node.value == []:
        return Given((), basis)  # what a proposal says by an empty list: there is none
    if key.type is FactType.TEXTS:
        items = tuple(node.items()) if isinstance(node.value, list) else (node,)
        return Given(tuple(str(_coerced(item, key, classes)) for item in items), basis)
    return Given(_coerced(node, key, classes), basis)


def _coerced(node: Node, key: FactKey, classes: tuple[str, ...]) -> Any:
    value, problem = conditions.coerce(node.value, key, classes)
    if problem:
        words = key.values or key.order or (classes if key.type is FactType.CLASS else ())
        node.wrong(problem, hint=near(str(node.value), words) if words else "")
    return value


def _written(facts: Facts) -> dict[str, object]:
    """Facts as `_facts` reads them."""

    def several(given: tuple[Given, ...]) -> object:
        made = [
            {"value": value} | {"basis": str(g.basis)} if g.basis else value
            for g in given
            for value in (list(g.value) if isinstance(g.value, tuple) else g.value,)
        ]
        return made[0] if len(made) == 1 else made

    return {
        key: {"each": [several(one) for one in found]}
        if len(found) > 1
        else (several(found[0]) if found else None)
        for key, found in facts.by_key.items()
    }


def _check(cases: Cases, catalog: Catalog, doc: Document) -> None:
    """Record what is understood but cannot be so."""

    def wrong(place: Place, path: str, expected: str, found: str, hint: str = "") -> None:
        Node(None, doc, path, place).wrong(expected, found=found, hint=hint)

    known: set[str] = {standard.id for standard in catalog.standards}
    for group in cases.standards:
        if group.standard not in known:
            hint = near(group.standard, known)
            wrong(group.place, "standard", "a standard of the catalog", repr(group.standard), hint)
        for case in group.cases:
            if case.expect is Verdict.WAIVED:
                says = "meets, conflicts, unknown or not-applicable; waivers are for tools"
                wrong(case.place, "expect", says, "'waived'")
            if not (case.as_of or cases.as_of or catalog.catalog.as_of):
                wrong(case.place, "as_of", "a day, in the case, the file or the catalog", "none")
    above: set[str] = set()
    for tool in cases.tools:
        if tool.like and tool.like not in above:
            wrong(
                tool.place,
                "like",
                "the id of a case above",
                repr(tool.like),
                near(tool.like, above),
            )
        elif not tool.like and tool.tool is None:
            wrong(tool.place, "tool", "the key 'tool', or 'like'", "none")
        if not (tool.as_of or cases.as_of or catalog.catalog.as_of):
            wrong(tool.place, "as_of", "a day, in the case, the file or the catalog", "none")
        for name in tool.because:
            if name not in known.union(RULE_IDS):
                hint = near(name, known)
                wrong(tool.place, "because", "standards of the catalog", repr(name), hint)
        above |= {tool.id} - {""}


def _grown(tools: tuple[ToolCase, ...]) -> Iterator[ToolCase]:
    """Each tool case with what it has from the one it is like."""
    grown: dict[str, ToolCase] = {}
    for case in tools:
        if case.like:
            below = grown[case.like]
            tool = _on_top(below.tool, case.tool) if case.tool else below.tool
            case = replace(case, tool=tool, facts=case.facts.on(below.facts))  # noqa: PLW2901
        if case.id:
            grown[case.id] = case
        yield case


def _on_top(below: Any, over: Any) -> Any:
    """A record with what another one says instead, field by field."""
    if not dataclasses.is_dataclass(over) or type(below) is not type(over):
        return over
    changed: dict[str, Any] = {}
    for f in dataclasses.fields(over):
        default = f.default_factory() if callable(f.default_factory) else f.default
        if (value := getattr(over, f.name)) != default:
            changed[f.name] = _on_top(getattr(below, f.name), value)
    made: Any = below
    return replace(made, **changed)


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
_SCHEMA: Mapping[str, object] = {
    "description": "Facts by key: a value, several, one with its basis, or each of several.",
    "type": "object",
    "additionalProperties": dict(_VALUE),
}
