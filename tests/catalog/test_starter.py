"""The shipped SOEs say what they mean: change a standard, and one of its cases fails.

Every standard is changed in every way that could happen by mistake: another operator, a number that
is one off, a member of a list more or less, a class up or down, all for any, a clause gone. A
change that no facts could ever show is no change; that is decided by trying all facts that could,
never by a list of exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path

import pytest

from soescan import app, assessment, catalog, conditions
from soescan.assessment.standards import judge_without_waivers
from soescan.catalog.testing import cases
from soescan.catalog.testing import runner as trying
from soescan.conditions import OPERATORS
from soescan.model import (
    All,
    AnyOf,
    Assessment,
    Basis,
    Cases,
    Catalog,
    Condition,
    Evidence,
    Fact,
    FactType,
    Not,
    Proposal,
    Quantifier,
    Standard,
    StandardCase,
    Test,
    Tool,
    Value,
    Verdict,
)
from soescan.reference import builtin
from tests.conftest import ROOT

SOES = [
    *builtin.builtin_soes().values(),
    ROOT / "catalogs/example/soe.yaml",
]
Seen = Mapping[str, Sequence[Value]]
"""The values that a standard's cases use, by fact key."""


def read(path: Path) -> tuple[Catalog, Cases]:
    found = catalog.read(path).catalog
    return found, cases.read_cases(cases.cases_path(path), found)


def orders(of: Catalog) -> Mapping[str, tuple[str, ...]]:
    return catalog.class_orders(tuple(c.id for c in of.data_classes))


def written_in(path: Path, found: Catalog) -> list[Standard]:
    """The standards a catalog answers for: those it writes itself."""
    return [s for s in found.standards if s.place.file == path.name]


# --- changes -------------------------------------------------------------------------------------


def mutants(standard: Standard, seen: Seen, world: conditions.FactSet) -> Iterator[Standard]:
    """The standard with one thing changed, each thing that can be."""
    for condition in changed(standard.require, seen, world):
        yield replace(standard, require=condition)
    if standard.applies_when is not None:
        yield replace(standard, applies_when=None)
        for condition in changed(standard.applies_when, seen, world):
            yield replace(standard, applies_when=condition)
    if standard.min_basis is not Basis.INFERRED:
        bases = list(Basis)
        at = bases.index(standard.min_basis)
        for neighbour in bases[max(at - 1, 0) : at + 2]:
            if neighbour is not standard.min_basis:
                yield replace(standard, min_basis=neighbour)


def changed(condition: Condition, seen: Seen, world: conditions.FactSet) -> Iterator[Condition]:
    """The condition with one thing changed somewhere in it."""
    yield Not(condition)
    if isinstance(condition, Test):
        yield from clauses(condition, seen, world)
        return
    if isinstance(condition, Not):
        yield condition.of
        yield from (Not(inner) for inner in changed(condition.of, seen, world))
        return
    kind, other = (All, AnyOf) if isinstance(condition, All) else (AnyOf, All)
    yield other(condition.of)
    for index, member in enumerate(condition.of):
        before, after = condition.of[:index], condition.of[index + 1 :]
        if before or after:
            yield kind((*before, *after))
        for inner in changed(member, seen, world):
            yield kind((*before, inner, *after))


def clauses(test: Test, seen: Seen, world: conditions.FactSet) -> Iterator[Test]:
    """A clause with another operator, another value or another quantifier."""
    key = builtin.vocabulary()[test.fact]
    yield replace(test, of=Quantifier.ANY if test.of is Quantifier.ALL else Quantifier.ALL)
    for op, operator in OPERATORS.items():
        if op != test.op and key.type in operator.types:
            for value in fitting(operator.operand, test, seen, world):
                yield replace(test, op=op, value=value)
    for value in neighbours(test, seen, world):
        if value != test.value:
            yield replace(test, value=value)


def fitting(takes: str, test: Test, seen: Seen, world: conditions.FactSet) -> Iterator[Value]:
    """The clause's value, as another operator wants it."""
    value = test.value
    if OPERATORS[test.op].operand == "none":
        known = seen.get(test.fact, ())
        value = known[0] if known else "something"
    first = value[0] if isinstance(value, tuple) and value else value
    if takes == "none":
        yield True
    elif takes == "list":
        yield value if isinstance(value, tuple) else (str(value),)
    elif takes == "pattern":
        yield re.escape(str(first))
    elif takes == "days":
        yield 30
    elif test.op == "within_days" and isinstance(value, int):
        yield str(world.as_of + timedelta(days=value))
    elif isinstance(first, str | int | float | bool):
        yield first


def neighbours(test: Test, seen: Seen, world: conditions.FactSet) -> Iterator[Value]:
    """Values that somebody could have written by mistake."""
    key, value = builtin.vocabulary()[test.fact], test.value
    if OPERATORS[test.op].operand == "none":
        return
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1, value * 10)
        if key.type is FactType.NUMBER:
            yield value / 10
        if test.op == "within_days":
            yield -value
        if isinstance(value, float):
            yield from (round(value + 0.1, 6), round(value - 0.1, 6))
    elif isinstance(value, tuple):
        yield from (value[:i] + value[i + 1 :] for i in range(len(value)) if len(value) > 1)
        yield from ((*value, one) for one in outsiders(test, seen))
    elif test.op == "matches":
        yield from patterns(value)
    elif key.type is FactType.VERSION:
        numbers = [int(n) for n in value.split(".")]
        for at, by in product(range(len(numbers)), (1, -1)):
            yield ".".join(str(n + by * (i == at)) for i, n in enumerate(numbers))
    elif order := world.orders.get(test.fact):
        at = order.index(value)
        yield from order[max(at - 1, 0) : at + 2]
    else:
        yield from outsiders(test, seen)


def outsiders(test: Test, seen: Seen) -> tuple[str, ...]:
    """What a list does not name: all of it where the vocabulary says; else what the cases use."""
    listed = test.value if isinstance(test.value, tuple) else (test.value,)
    known = {str(v).casefold() for v in listed}
    used = [w for v in seen.get(test.fact, ()) for w in (v if isinstance(v, tuple) else (v,))]
    values = builtin.vocabulary()[test.fact].values or dict.fromkeys(map(str, used))
    return tuple(one for one in values if one.casefold() not in known)


def patterns(pattern: str) -> Iterator[str]:
    """A pattern without one of its alternatives, or without one of its liberties."""
    inner = re.fullmatch(r"\^\((.*)\)\$", pattern)
    if inner:
        parts = inner[1].split("|")
        for index in range(len(parts)):
            yield f"^({'|'.join(parts[:index] + parts[index + 1 :])})$"
    for found in re.finditer(r"\?|\.\*", pattern):
        yield pattern[: found.start()] + pattern[found.end() :]
    for found in re.finditer(r"\[(.)(.)\]", pattern):
        yield pattern[: found.start()] + found[1] + pattern[found.end() :]
        yield pattern[: found.start()] + found[2] + pattern[found.end() :]


# --- what could show a change --------------------------------------------------------------------


def told_apart(
    one: Standard, other: Standard, seen: Seen, world: conditions.FactSet
) -> Seen | None:
    """Facts for which two standards come to different verdicts, if there can be any.

    Every set of values is tried that could matter: of values that every clause treats alike, one
    stands for all.
    """
    clauses_: dict[str, list[Test]] = {}
    for standard in (one, other):
        both = (standard.require, standard.applies_when)
        for condition in (c for c in both if c is not None):
            for test in conditions.iter_tests(condition):
                clauses_.setdefault(test.fact, []).append(test)
    choices = [fact_sets(key, tests, seen, world) for key, tests in clauses_.items()]
    for chosen in product(*choices):
        facts = dict(zip(clauses_, chosen, strict=True))
        tried = replace(world, facts=facts)
        if verdict(one, tried) is not verdict(other, tried):
            return facts
    return None


def verdict(standard: Standard, world: conditions.FactSet) -> Verdict:
    """What a standard comes to, from its conditions alone."""
    applies, holds = (
        condition is None or conditions.evaluate(condition, world)
        for condition in (standard.applies_when, standard.require)
    )
    if applies is False:
        return Verdict.NOT_APPLICABLE
    if holds:
        return Verdict.MEETS
    return Verdict.UNKNOWN if applies is None or holds is None else Verdict.CONFLICTS


def fact_sets(
    key: str, tests: Sequence[Test], seen: Seen, world: conditions.FactSet
) -> list[tuple[Value, ...]]:
    """No fact, one, or several, of values that the clauses do not treat alike."""
    alike: dict[tuple[bool | None, ...], Value] = {}
    for value in domain(key, tests, seen, world):
        alone = replace(world, facts={key: (value,)})
        alike.setdefault(tuple(conditions.evaluate(test, alone) for test in tests), value)
    values = tuple(alike.values())
    return [some for size in range(len(values) + 1) for some in combinations(values, size)]


def domain(
    key: str, tests: Sequence[Test], seen: Seen, world: conditions.FactSet
) -> Iterator[Value]:
    """Every value a fact may have, or enough of them to stand for all.

    Between and beyond the values that clauses name nothing changes. Numbers count something and
    are never less than nothing; texts are never empty: no reader makes such facts.
    """
    yield from seen.get(key, ())
    entry = builtin.vocabulary()[key]
    members = [m for t in tests for m in (t.value if isinstance(t.value, tuple) else (t.value,))]
    texts = tuple(dict.fromkeys(str(m) for m in members if not isinstance(m, bool)))
    match entry.type:
        case FactType.FLAG:
            yield from (True, False)
        case FactType.CLASS:
            yield from world.orders[key]
        case FactType.NUMBER:
            bounds = [float(m) for m in members if isinstance(m, int | float)]
            near = (bound + by for bound in bounds for by in (-1, -0.05, 0, 0.05, 1))
            yield from (number for number in (0, *near) if number >= 0)
        case FactType.VERSION:
            yield from ("0.1", *(v for text in texts for v in (text, f"{text}.1")), "999")
        case FactType.DATE:
            spans = [m for m in members if isinstance(m, int)]
            days = [world.as_of + timedelta(days=span) for span in (0, *spans)]
            days += [date.fromisoformat(text) for text in texts if "-" in text[1:]]
            yield from (str(day + timedelta(days=by)) for day in days for by in (-1, 0, 1))
        case FactType.TEXT:
            yield from (*entry.values, *texts) if entry.values else (*texts, "something else")
        case FactType.TEXTS:
            yield from ((), texts, (*texts, "something else"), ("something else",))
            yield from ((text,) for text in texts)
            yield from (texts[:i] + texts[i + 1 :] for i in range(len(texts)))


# --- the tests -----------------------------------------------------------------------------------


def seen_in(cases: Sequence[StandardCase]) -> Seen:
    """The values that some cases use, by fact key."""
    found: dict[str, dict[Value, None]] = {}
    for case in cases:
        for world in case.when.combinations():
            for key, given in world.items():
                found.setdefault(key, {}).update(dict.fromkeys(one.value for one in given))
    return {key: tuple(values) for key, values in found.items()}


def fails(standard: Standard, cases: Sequence[StandardCase], of: Catalog, as_of: date) -> bool:
    """Does one of the cases not come out as expected?"""
    return any(
        not result.holds
        for case in cases
        for result in trying.run_standard_case(
            standard, case, of, orders(of), case.as_of or as_of, judge_without_waivers
        )
    )


@dataclass(frozen=True)
class Tried:
    """What became of every change to a catalog's standards."""

    caught: Mapping[str, int]
    """How many changes made a case fail, by standard."""
    same: int
    """How many no facts can show."""
    missed: tuple[str, ...]
    """Those that no case shows, with facts that would."""


def try_changes(found: Catalog, own: Sequence[Standard], cases: Cases) -> Tried:
    """Change each standard in every way, and see whether its cases notice."""
    assert cases.as_of is not None
    index = builtin.country_index()
    world = conditions.FactSet({}, cases.as_of, orders(found), countries=index)
    by_standard: dict[str, list[StandardCase]] = {standard.id: [] for standard in own}
    for group in cases.standards:
        by_standard[group.standard].extend(group.cases)
    caught, same, missed = dict.fromkeys(by_standard, 0), 0, []
    for standard in own:
        seen = seen_in(by_standard[standard.id])
        for mutant in unlike(standard, mutants(standard, seen, world)):
            if fails(mutant, by_standard[standard.id], found, cases.as_of):
                caught[standard.id] += 1
                continue
            facts = told_apart(standard, mutant, seen, world)
            if facts is None and mutant.min_basis is standard.min_basis:
                same += 1
            else:
                missed.append(f"{standard.id}: {shown(standard, mutant)}; shown by {facts}")
    return Tried(caught, same, tuple(missed))


def unlike(standard: Standard, changed: Iterable[Standard]) -> Iterator[Standard]:
    """Each change once."""
    known = {parts(standard)}
    for mutant in changed:
        if parts(mutant) not in known:
            known.add(parts(mutant))
            yield mutant


def parts(standard: Standard) -> str:
    """What of a standard decides; as text, for 1 and true are the same to a set."""
    return repr((standard.require, standard.applies_when, standard.min_basis))


def shown(standard: Standard, mutant: Standard) -> str:
    """What was changed, in words."""
    if mutant.min_basis is not standard.min_basis:
        return f"min_basis {mutant.min_basis}"
    if mutant.applies_when != standard.applies_when:
        return f"applies when {mutant.applies_when}"
    return f"requires {mutant.require}"


@pytest.mark.heavy
@pytest.mark.parametrize("path", SOES, ids=lambda path: path.name)
def test_every_change_to_a_standard_makes_one_of_its_cases_fail(path: Path) -> None:
    found, cases = read(path)
    own = written_in(path, found)
    tried = try_changes(found, own, cases)
    assert tried.missed == ()
    assert [standard for standard, count in tried.caught.items() if count < 4] == []
    # A rule that called every change the same would leave nothing to catch.
    assert sum(tried.caught.values()) > 6 * tried.same


@pytest.mark.parametrize("path", SOES, ids=lambda path: path.name)
def test_every_verdict_of_every_standard_has_a_case_and_all_of_them_hold(path: Path) -> None:
    found, cases = read(path)
    standards_only = replace(cases, tools=())
    trial = trying.run_cases(
        standards_only, found, orders(found), _nobody, judge_without_waivers, path.name
    )
    assert [result for result in trial.results if not result.holds] == []
    assert trial.uncovered == ()


@pytest.mark.slow
@pytest.mark.parametrize("path", SOES, ids=lambda path: path.name)
def test_every_tool_of_the_cases_comes_out_as_expected(path: Path) -> None:
    found, cases = read(path)
    tools_only = replace(cases, standards=())
    as_read = catalog.read(path)

    def assessed(tool: Tool, facts: tuple[Fact, ...], as_of: date) -> Assessment:
        known = app.build_cases(Proposal((tool,)), as_read, Evidence(), as_of, given=facts)
        return assessment.assess(next(known))

    trial = trying.run_cases(tools_only, found, orders(found), assessed, judge_without_waivers)
    assert [result for result in trial.results if not result.holds] == []
    assert len({result.found for result in trial.results}) > 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["regulated", "small"])
def test_the_cases_of_the_starter_hold_for_what_an_overlay_takes_over(name: str) -> None:
    _, cases = read(SOES[0].with_name("starter.yaml"))
    over = catalog.read(SOES[0].with_name(f"{name}.yaml")).catalog
    taken = {s.id: s for s in over.standards if s.place.file == "starter.yaml"}
    groups = tuple(group for group in cases.standards if group.standard in taken)
    trial = trying.run_cases(
        Cases(groups, (), cases.as_of), over, orders(over), _nobody, judge_without_waivers
    )
    assert len(groups) > 50
    assert [result for result in trial.results if not result.holds] == []


def test_a_case_that_is_taken_away_is_missed() -> None:
    path = SOES[0].with_name("starter.yaml")
    found, cases = read(path)
    own = [s for s in written_in(path, found) if s.id == "hsts"]
    group = next(group for group in cases.standards if group.standard == "hsts")
    for index in range(len(group.cases)):
        fewer = replace(group, cases=group.cases[:index] + group.cases[index + 1 :])
        shown_by_others = group.cases[index].expect is Verdict.UNKNOWN
        missed = try_changes(found, own, replace(cases, standards=(fewer,))).missed
        assert bool(missed) is not shown_by_others, group.cases[index]


def _nobody(tool: Tool, facts: tuple[Fact, ...], as_of: date) -> Assessment:
    raise AssertionError("no tool is asked about")
