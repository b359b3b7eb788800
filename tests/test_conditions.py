"""The condition language: what each operator decides, and the laws that hold for all of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from soescan import conditions
from soescan.conditions import (
    OPERATORS,
    Counterfactual,
    FactSet,
    describe_condition,
    evaluate,
    find_counterfactuals,
    find_missing_facts,
)
from soescan.files import Document, parse
from soescan.model import (
    All,
    AnyOf,
    Condition,
    FactKey,
    FactType,
    Not,
    Quantifier,
    Supplier,
    Test,
    Value,
)
from soescan.reference import builtin
from tests.patience import HANG

DAY = date(2026, 11, 22)
CLASSES = ("public", "internal", "confidential", "restricted")
ANY, ALL = Quantifier.ANY, Quantifier.ALL


def world(*values: Value) -> FactSet:
    """A world that knows these values of the one fact ``k``."""
    return FactSet({"k": values} if values else {}, DAY, {"k": CLASSES})


# --- operators -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "op", "value", "truth"),
    [
        ("DE", "eq", "de", True),
        ("DE", "eq", "FR", False),
        (True, "eq", True, True),
        (False, "eq", True, False),
        (True, "eq", 1, False),  # a flag is not a number
        (3, "eq", 3.0, True),
        (("DE",), "eq", "DE", True),
        (("DE", "FR"), "eq", "DE", False),
        ("DE", "ne", "FR", True),
        ("DE", "ne", "de", False),
        ("US", "in", ("DE", "us"), True),
        ("CN", "in", ("DE", "us"), False),
        (3, "in", ("2", "3"), True),
        (3.0, "in", ("2", "3"), True),
        (2.5, "in", ("2.5",), True),
        (4, "in", ("2", "3"), False),
        ("US", "not_in", ("DE", "us"), False),
        ("CN", "not_in", ("DE", "us"), True),
        (3, "not_in", ("2", "3"), False),
        (("SAML", "oidc"), "contains", "saml", True),
        (("oidc",), "contains", "saml", False),
        ((), "contains", "saml", False),
        (("a", "B"), "contains_any", ("b", "c"), True),
        (("a",), "contains_any", ("b", "c"), False),
        (("a", "b", "c"), "contains_all", ("B", "C"), True),
        (("b",), "contains_all", ("b", "c"), False),
        (("DE",), "subset_of", ("de", "FR"), True),
        (("DE", "US"), "subset_of", ("DE", "FR"), False),
        ((), "subset_of", ("DE",), True),
        ("confidential", "at_least", "internal", True),
        ("internal", "at_least", "internal", True),
        ("public", "at_least", "internal", False),
        ("amber", "at_least", "internal", None),  # not a class of this order
        ("public", "at_most", "internal", True),
        ("internal", "at_most", "internal", True),
        ("restricted", "at_most", "internal", False),
        ("amber", "at_most", "internal", None),
        (6, "gt", 5, True),
        (5, "gt", 5, False),
        (5, "gte", 5, True),
        (4.9, "gte", 5, False),
        (4, "lt", 5, True),
        (5, "lt", 5, False),
        (5, "lte", 5, True),
        (5.1, "lte", 5, False),
        ("1.10", "gte_version", "1.9", True),
        ("TLSv1.2", "gte_version", "1.2", True),
        ("1.2", "gte_version", "1.2.0", True),
        ("1.1", "gte_version", "1.2", False),
        ("3.1.0-rc1", "gte_version", "3.1.0", False),
        ("3.1.0-SNAPSHOT", "gte_version", "3.1.0", False),
        ("3.2.0-SNAPSHOT", "gte_version", "3.1.0", True),
        ("latest", "gte_version", "3.1.0", None),
        ("n/a 4", "gte_version", "3.1.0", None),
        ("abc-def", "matches", "[a-c]+-.*", True),
        ("ABC-def", "matches", "abc-def", True),
        ("xabc-def", "matches", "abc-def", False),  # the whole value
        (("x", "abc"), "matches", "a.*", True),
        ("DE", "present", True, True),
        (("a",), "present", True, True),
        (0, "present", True, True),
        ("", "present", True, False),
        ((), "present", True, False),
        (False, "present", True, False),
        ("", "absent", True, True),
        (False, "absent", True, True),
        ("DE", "absent", True, False),
        ("2026-11-21", "before", "2026-11-22", True),
        ("2026-11-22", "before", "2026-11-22", False),
        ("2026-11-21T23:59:59Z", "before", "2026-11-22", True),
        ("soon", "before", "2026-11-22", None),
        ("2026-11-23", "after", "2026-11-22", True),
        ("2026-11-22", "after", "2026-11-22", False),
        ("soon", "after", "2026-11-22", None),
        ("2026-11-22", "within_days", 30, True),
        ("2026-12-22", "within_days", 30, True),
        ("2026-12-23", "within_days", 30, False),
        ("2026-11-21", "within_days", 30, False),
        ("2026-10-23", "within_days", -30, True),
        ("2026-10-22", "within_days", -30, False),
        ("2026-11-23", "within_days", -30, False),
        ("soon", "within_days", 30, None),
    ],
)
def test_an_operator_decides(got: Value, op: str, value: Value, truth: bool | None) -> None:
    assert evaluate(Test("k", op, value), world(got)) is truth


@pytest.mark.parametrize("op", OPERATORS)
def test_no_fact_is_unknown_for_every_operator(op: str) -> None:
    assert evaluate(Test("k", op), world()) is None


@pytest.mark.parametrize(
    ("values", "of", "truth"),
    [
        ((6, 7), ALL, True),
        ((6, 4), ALL, False),
        ((4, 3), ALL, False),
        ((6, 4), ANY, True),
        ((4, 3), ANY, False),
    ],
)
def test_of_several_facts_all_or_any_must_hold(
    values: tuple[int, ...], of: Quantifier, truth: bool
) -> None:
    assert evaluate(Test("k", "gt", 5, of), world(*values)) is truth


@pytest.mark.parametrize(
    ("values", "of", "truth"),
    [
        (("amber", "internal"), ALL, None),
        (("amber", "public"), ALL, False),
        (("amber", "internal"), ANY, True),
        (("amber", "public"), ANY, None),
    ],
)
def test_a_fact_that_cannot_be_compared_leaves_open_what_the_others_do_not_decide(
    values: tuple[str, ...], of: Quantifier, truth: bool | None
) -> None:
    assert evaluate(Test("k", "at_least", "internal", of), world(*values)) is truth


# --- the laws of three-valued logic --------------------------------------------------------------

KEYS = tuple("abcdef")
LETTERS = st.sampled_from(("DE", "FR", "US", "SE"))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(str)
NUMBERS = st.integers(-3, 9)
LISTS = st.lists(LETTERS, min_size=1, max_size=3, unique=True).map(tuple)
TYPES: Mapping[str, FactType] = {
    "a": FactType.FLAG,
    "b": FactType.NUMBER,
    "c": FactType.TEXT,
    "d": FactType.TEXTS,
    "e": FactType.DATE,
    "f": FactType.CLASS,
}
VALUES: Mapping[FactType, st.SearchStrategy[Value]] = {
    FactType.FLAG: st.booleans(),
    FactType.NUMBER: NUMBERS,
    FactType.TEXT: LETTERS,
    FactType.TEXTS: LISTS,
    FactType.DATE: DAYS,
    FactType.CLASS: st.sampled_from(CLASSES),
}
VOCABULARY = {
    key: FactKey(key, type, f"the {key}", f"What is {key}?", (Supplier.VENDOR,))
    for key, type in TYPES.items()
}
ORDERS = {"f": CLASSES}
PATTERNS = st.sampled_from(("[DF].*", "U.", ".*E", "D?E|FR"))


def _taken(op: str, type: FactType) -> st.SearchStrategy[Value]:
    """The values an operator may be given for a fact of a type."""
    match OPERATORS[op].operand:
        case "none":
            return st.just(True)
        case "list":
            return (
                st.lists(NUMBERS.map(str), min_size=1, max_size=3, unique=True).map(tuple)
                if type is FactType.NUMBER
                else (
                    st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3, unique=True).map(
                        tuple
                    )
                    if type is FactType.CLASS
                    else LISTS
                )
            )
        case "days":
            return st.integers(-400, 400)
        case "pattern":
            return PATTERNS
        case _:
            return LETTERS if type is FactType.TEXTS else VALUES[type]


@st.composite
def clauses(draw: st.DrawFn, keys: Sequence[str] = KEYS) -> Test:
    key = draw(st.sampled_from(keys))
    fitting = [op for op, operator in OPERATORS.items() if TYPES[key] in operator.types]
    op = draw(st.sampled_from(fitting))
    return Test(key, op, draw(_taken(op, TYPES[key])), draw(st.sampled_from(Quantifier)))


def made_of(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(tuple).map(All),
            st.lists(inner, min_size=1, max_size=3).map(tuple).map(AnyOf),
            inner.map(Not),
        ),
        max_leaves=6,
    )


CONDITIONS = made_of(clauses())


@st.composite
def worlds(draw: st.DrawFn, keys: Sequence[str] = KEYS) -> FactSet:
    """A world with well-typed facts for some of the keys."""
    known = draw(st.sets(st.sampled_from(keys)))
    facts = {
        key: tuple(draw(st.lists(VALUES[TYPES[key]], min_size=1, max_size=2)))
        for key in sorted(known)
    }
    return FactSet(facts, DAY, ORDERS)


@given(CONDITIONS, worlds())
def test_a_double_negation_says_the_same(one: Condition, world: FactSet) -> None:
    assert evaluate(Not(Not(one)), world) is evaluate(one, world)


@given(CONDITIONS, CONDITIONS, worlds())
def test_de_morgan(one: Condition, other: Condition, world: FactSet) -> None:
    both, either = All((one, other)), AnyOf((one, other))
    nots = (Not(one), Not(other))
    assert evaluate(Not(both), world) is evaluate(AnyOf(nots), world)
    assert evaluate(Not(either), world) is evaluate(All(nots), world)


@given(CONDITIONS, CONDITIONS, worlds())
def test_order_does_not_matter(one: Condition, other: Condition, world: FactSet) -> None:
    for joined in (All, AnyOf):
        assert evaluate(joined((one, other)), world) is evaluate(joined((other, one)), world)


@given(CONDITIONS, CONDITIONS, worlds())
def test_absorption(one: Condition, other: Condition, world: FactSet) -> None:
    assert evaluate(All((one, AnyOf((one, other)))), world) is evaluate(one, world)
    assert evaluate(AnyOf((one, All((one, other)))), world) is evaluate(one, world)


@given(CONDITIONS, worlds())
def test_only_missing_facts_make_a_condition_unknown(one: Condition, world: FactSet) -> None:
    asked = {test.fact for test in conditions.iter_tests(one)}
    assume(asked <= set(world.facts))
    assert evaluate(one, world) is not None


@given(CONDITIONS, worlds(), worlds())
def test_facts_under_new_keys_never_change_a_decided_answer(
    one: Condition, world: FactSet, more: FactSet
) -> None:
    before = evaluate(one, world)
    after = evaluate(one, FactSet({**more.facts, **world.facts}, DAY, ORDERS))
    assert before is None or after is before


@given(clauses(), worlds(), worlds())
def test_more_facts_never_turn_the_answer_of_a_clause_into_unknown(
    one: Test, world: FactSet, more: FactSet
) -> None:
    """Of a clause only: where one of two ways falls away, the other may well be unknown."""
    keys = {*world.facts, *more.facts}
    facts = {key: (*world.facts.get(key, ()), *more.facts.get(key, ())) for key in keys}
    assume(evaluate(one, world) is not None)
    assert evaluate(one, FactSet(facts, DAY, ORDERS)) is not None


def test_a_second_fact_may_close_one_way_and_leave_the_other_open() -> None:
    either = AnyOf((Test("a", "eq", True), Test("b", "eq", True)))
    assert evaluate(either, FactSet({"a": (True,)}, DAY)) is True
    assert evaluate(either, FactSet({"a": (True, False)}, DAY)) is None


# --- what is missing -----------------------------------------------------------------------------


@given(CONDITIONS, worlds())
def test_a_decided_condition_misses_nothing(one: Condition, world: FactSet) -> None:
    assert (find_missing_facts(one, world) == ()) is (evaluate(one, world) is not None)


@given(CONDITIONS, worlds(), worlds(KEYS))
def test_the_missing_facts_are_enough(one: Condition, world: FactSet, more: FactSet) -> None:
    wanted = find_missing_facts(one, world)
    assume(set(wanted) <= set(more.facts))
    facts = {**world.facts, **{key: more.facts[key] for key in wanted}}
    assert evaluate(one, FactSet(facts, DAY, ORDERS)) is not None


@given(CONDITIONS, worlds(), worlds(KEYS))
def test_facts_that_are_not_missing_settle_nothing(
    one: Condition, world: FactSet, more: FactSet
) -> None:
    wanted = find_missing_facts(one, world)
    others = {key: values for key, values in more.facts.items() if key not in wanted}
    assume(wanted)
    assert evaluate(one, FactSet({**others, **world.facts}, DAY, ORDERS)) is None


@st.composite
def read_once(draw: st.DrawFn, keys: Sequence[str] = tuple("pqrst")) -> Condition:
    """A condition over flags in which no key stands twice."""
    if len(keys) == 1:
        leaf: Condition = Test(keys[0], "eq", True)
        return Not(leaf) if draw(st.booleans()) else leaf
    cut = draw(st.integers(1, len(keys) - 1))
    members = (draw(read_once(keys=keys[:cut])), draw(read_once(keys=keys[cut:])))
    return All(members) if draw(st.booleans()) else AnyOf(members)


@given(read_once(), st.dictionaries(st.sampled_from("pqrst"), st.booleans()))
def test_each_missing_fact_can_be_the_last_one_needed(
    one: Condition, known: dict[str, bool]
) -> None:
    facts = {key: (value,) for key, value in known.items()}
    wanted = find_missing_facts(one, FactSet(facts, DAY))
    for last in wanted:
        others = [key for key in wanted if key != last]
        assert any(
            evaluate(
                one, FactSet(facts | {k: (v,) for k, v in zip(others, tried, strict=True)}, DAY)
            )
            is None
            for tried in product((True, False), repeat=len(others))
        )


def test_missing_facts_come_in_the_order_written() -> None:
    one = AnyOf((Test("b", "gt", 1), All((Test("a", "eq", True), Test("b", "lt", 9)))))
    assert find_missing_facts(one, FactSet({}, DAY)) == ("b", "a")


# --- turned round --------------------------------------------------------------------------------


def applied(way: tuple[Counterfactual, ...], world: FactSet, data: st.DataObject) -> FactSet:
    """The world after a way's changes; a value for a bare pattern is made up."""
    facts: dict[str, Sequence[Value]] = dict(world.facts)
    for change in way:
        if change.example is not None:
            facts[change.fact] = (change.example,)
            continue
        pattern = next(str(test.value) for test, _ in change.tests if test.op == "matches")
        text = data.draw(st.from_regex(pattern, fullmatch=True))
        made = FactSet({change.fact: (text,)}, world.as_of, world.orders)
        assume(all(evaluate(test, made) is want for test, want in change.tests))
        facts[change.fact] = (text,)
    return FactSet(facts, world.as_of, world.orders)


@given(CONDITIONS, worlds(), st.booleans(), st.data())
def test_a_way_that_is_taken_turns_the_answer(
    one: Condition, world: FactSet, want: bool, data: st.DataObject
) -> None:
    for way in find_counterfactuals(one, world, want)[:4]:
        assert evaluate(one, applied(way, world, data)) is want


@given(CONDITIONS, worlds(), st.booleans())
def test_ways_are_small_first_and_none_holds_another(
    one: Condition, world: FactSet, want: bool
) -> None:
    ways = [
        frozenset(change.fact for change in way) for way in find_counterfactuals(one, world, want)
    ]

    assert all(ways), "a way changes something"
    assert [len(way) for way in ways] == sorted(len(way) for way in ways)
    assert not any(a <= b for i, a in enumerate(ways) for j, b in enumerate(ways) if i != j)


@given(CONDITIONS, worlds(), st.booleans())
def test_no_part_of_a_way_does_it_alone(one: Condition, world: FactSet, want: bool) -> None:
    """Were one change of a way enough, it would be a way of its own, and the larger one is gone."""
    ways = find_counterfactuals(one, world, want)
    for way in ways[:4]:
        for left_out in way if len(way) > 1 else ():
            kept = [change for change in way if change is not left_out]
            if any(change.example is None for change in kept):
                continue
            facts = {**world.facts, **{c.fact: (c.example,) for c in kept if c.example is not None}}
            smaller = evaluate(one, FactSet(facts, DAY, ORDERS)) is want
            named = {change.fact for change in kept}
            assert not smaller or any({c.fact for c in other} <= named for other in ways)


@given(CONDITIONS, worlds(), st.booleans())
def test_nothing_need_change_where_the_answer_is_as_wanted(
    one: Condition, world: FactSet, want: bool
) -> None:
    assume(evaluate(one, world) is want)
    assert find_counterfactuals(one, world, want) == ()


@given(clauses(), st.booleans())
def test_an_example_is_of_a_type_that_the_operator_compares(one: Test, want: bool) -> None:
    for way in find_counterfactuals(one, FactSet({}, DAY, ORDERS), want):
        for change in way:
            kinds = {
                bool: {FactType.FLAG},
                int: {FactType.NUMBER},
                float: {FactType.NUMBER},
                tuple: {FactType.TEXTS},
                str: {FactType.TEXT, FactType.CLASS, FactType.DATE, FactType.VERSION},
            }
            if change.example is not None:
                assert kinds[type(change.example)] & OPERATORS[one.op].types


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("op", ["before", "after"])
def test_the_ends_of_the_calendar_are_no_trouble(op: str, text: str) -> None:
    assert len(find_counterfactuals(Test("e", op, text), FactSet({}, DAY))) in (0, 1)


def test_a_number_that_a_list_names_is_a_number() -> None:
    both = All((Test("b", "in", ("5", "7")), Test("b", "gte", 6)))
    assert [[c.example for c in way] for way in find_counterfactuals(both, FactSet({}, DAY))] == [
        [7.0]
    ]
    assert (
        find_counterfactuals(Test("b", "in", ("1.2.3", "x")), FactSet({}, DAY))[0][0].example
        == "1.2.3"
    )


def test_a_list_of_countries_has_a_way_of_one() -> None:
    """Some countries of a group count within limits only: the group itself decides nothing."""
    countries = builtin.country_index()
    here = ("DE", "GDPR-adequate")
    key = "hosting.country"
    both = All((Test(key, "present"), Test(key, "subset_of", here)))
    ways = find_counterfactuals(both, FactSet({}, DAY, countries=countries))
    assert [[change.fact for change in way] for way in ways] == [[key]]


def test_what_cannot_be_so_has_no_way() -> None:
    never = All((Test("b", "gt", 5), Test("b", "lt", 3)))
    assert find_counterfactuals(never, FactSet({}, DAY)) == ()
    assert (
        find_counterfactuals(Test("f", "at_least", "no such class"), FactSet({}, DAY, ORDERS)) == ()
    )
    assert (
        find_counterfactuals(
            All((Test("c", "matches", "D."), Test("c", "eq", "FR"))), FactSet({}, DAY)
        )
        == ()
    )


def test_a_way_says_what_each_fact_would_have_to_be() -> None:
    one = All(
        (
            AnyOf((Test("a", "eq", True), Test("c", "in", ("DE", "FR")))),
            Not(Test("b", "gt", 5)),
        )
    )
    assert find_counterfactuals(one, FactSet({"a": (False,), "b": (9,)}, DAY)) == (
        (
            Counterfactual("a", ((Test("a", "eq", True), True),), True),
            Counterfactual("b", ((Test("b", "gt", 5), False),), 5),
        ),
        (
            Counterfactual("b", ((Test("b", "gt", 5), False),), 5),
            Counterfactual("c", ((Test("c", "in", ("DE", "FR")), True),), "DE"),
        ),
    )


# --- patterns ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(a*)*b",
        "(a|aa)+",
        "(?:ab)*",
        "(ab)?",
        "(ab){2,3}",
        r"\[(a+)+]",  # an escaped bracket opens no class
        r"[\]](a+)+",
        "(?=a)a",
        "(?!a)b",
        "(?<=a)b",
        "(?i)a",
        "(?P<x>a)",
        r"(a)\1",
        "a" * 201,
        "^a",
        "a$",
        "a*b*c*",
        ".*.*.*",
        "a{,999}a{,999}a{,999}b",
        "a{0,99999}a{0,99999}a{0,99999}b",
        "a{2,}a{2,}a{2,}",
        ".?" * 8 + ".*.*x",
        "a?" * 30 + "a" * 30,
        "(a|.)" * 30 + "b",
        "[a-z]++[a-z]*+[a-z]*?",
        "(",
        "[",
        "*a",
        "[[a]",
    ],
)
def test_a_pattern_that_could_run_away_is_refused(pattern: str) -> None:
    assert conditions.find_pattern_problem(pattern) != ""


@pytest.mark.parametrize(
    "pattern",
    [
        ".*",
        "eu-.*",
        "^eu-(west|central)-[0-9]$",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        ".*(aws|gcp|azure|oracle|ibm).*",
        "https?://[^/]+/.*",
        r"v?[0-9]+\.[0-9]+",
        r"\(c\)\* \+",
        "[(a+)+]",
    ],
)
def test_an_honest_pattern_is_taken(pattern: str) -> None:
    assert conditions.find_pattern_problem(pattern) == ""


HOSTILE = (
    "import sys, json, re\n"
    "for pattern in json.load(sys.stdin):\n"
    "    re.compile(pattern, re.IGNORECASE).fullmatch('a' * 1000)\n"
)


@pytest.mark.slow
def test_the_worst_patterns_that_are_taken_end() -> None:
    """All of them together, in a process of their own: one that runs away would never end."""
    pieces = ("a+?", ".*", ".?", "(a|.)", "[a-z]{0,9}", "a{,99}")
    worst = []
    for one, other in product(pieces, repeat=2):
        taken = [
            made
            for count in range(40)
            if not conditions.find_pattern_problem(made := one * count + other * 2 + "x")
        ]
        worst += taken[-1:]
    assert len(worst) == 36
    subprocess.run(
        [sys.executable, "-c", HOSTILE],
        input=json.dumps(worst),
        text=True,
        timeout=HANG,
        check=True,
    )


# --- in words ------------------------------------------------------------------------------------


def test_a_condition_in_words() -> None:
    labels = builtin.vocabulary()
    country = Test("hosting.country", "subset_of", ("DE", "FR"))
    sso = AnyOf((Test("auth.sso.saml", "eq", True), Test("auth.sso.oidc", "eq", True)))
    age = Test("hsts.max_age", "gte", 15552000)
    spoken = (
        country,
        Not(country),
        Test("dpa.available", "eq", False),
        age,
        Test("pentest.date", "within_days", -365),
        Test("pentest.date", "within_days", 30),
        Test("hosting.country", "contains_all", ("DE", "FR")),
        Test("tls.version.min", "in", ("1.2", "1.3")),
        All((sso, age)),
        Not(All((sso, age))),
        All((age, Not(sso))),
        Test("x.y", "present"),
    )
    assert "\n".join(describe_condition(one, labels) for one in spoken) == snapshot("""\
hosting country is limited to DE and FR
hosting country is not limited to DE and FR
no data processing agreement
HSTS time is at least 180 days
day of the last penetration test is within the last 365 days
day of the last penetration test is within the next 30 days
hosting country includes DE and FR
oldest TLS version accepted is 1.2 or 1.3
(SAML sign-on or OpenID Connect sign-on) and HSTS time is at least 180 days
(no SAML sign-on and no OpenID Connect sign-on) or HSTS time is less than 180 days
HSTS time is at least 180 days and (no SAML sign-on and no OpenID Connect sign-on)
x.y is given\
""")


@pytest.mark.parametrize("op", OPERATORS)
def test_every_operator_reads_as_words(op: str) -> None:
    value: Value = ("A", "B") if OPERATORS[op].operand == "list" else 3
    words = describe_condition(Test("k", op, value), {})
    assert words.startswith("k ") or words == "no k"
    assert "{" not in words


@pytest.mark.parametrize("op", OPERATORS)
def test_every_operator_is_denied_in_words(op: str) -> None:
    value: Value = ("A", "B") if OPERATORS[op].operand == "list" else 3
    held, denied = (describe_condition(Test("k", op, value), {}, holds=h) for h in (True, False))
    assert held != denied
    assert "not:" not in denied
    assert "not not" not in denied


OWNER, SYSTEMS = "tool.support.owner", "tool.integrations.with"


@pytest.mark.parametrize(
    ("condition", "words", "denied"),
    [
        (All((Test(OWNER, "present"), Test(OWNER, "not_in", ("nobody", "none", "nil")))),
         "support owner is given and is not 'nobody', 'none' or 'nil'",
         "support owner is not given or is 'nobody', 'none' or 'nil'"),
        (Test(SYSTEMS, "present"), "connected system is given", "no connected system"),
        (Test("subproc.list", "absent"), "no subprocessors", "subprocessors are given"),
        # "is given" goes without saying beside what only a given fact can be
        (All((Test("hosting.country", "present"),
              Test("hosting.country", "subset_of", ("DE", "FR")))),
         "hosting country is limited to DE and FR",
         "hosting country is not given or is not limited to DE and FR"),
        (Test("tool.cost.annual", "gt", 0), "yearly cost is more than 0", "no yearly cost"),
        (Test("deletion.days", "in", ("DE",)), "deletion.days is DE", "deletion.days is not DE"),
        (Test("exit.export_formats", "contains_any", ("csv", "json")),
         "export formats include at least one of csv and json",
         "export formats include none of csv and json"),
        (Test("pentest.date", "within_days", -1),
         "day of the last penetration test is within the last day",
         "day of the last penetration test is not within the last day"),
        (Test("data.deletion_days", "lte", 1),
         "time to deletion after the contract is at most 1 day",
         "time to deletion after the contract is more than 1 day"),
        (Not(Not(Test("tls.version.min", "gte_version", "1.2"))),
         "oldest TLS version accepted is at least 1.2",
         "oldest TLS version accepted is earlier than 1.2"),
    ],
)  # fmt: skip
def test_a_condition_and_its_contrary_can_be_read_aloud(
    condition: Condition, words: str, denied: str
) -> None:
    labels = builtin.vocabulary()
    assert describe_condition(condition, labels) == words
    assert describe_condition(Not(condition), labels) == denied


@given(CONDITIONS, worlds())
def test_a_truth_table_starts_with_the_whole_and_ends_with_the_last_clause(
    one: Condition, world: FactSet
) -> None:
    rows = list(conditions.truth_table(one, world, VOCABULARY))
    assert (rows[0][0], rows[0][2]) == (0, evaluate(one, world))
    assert [key for *_, key in rows if key] == [test.fact for test in conditions.iter_tests(one)]


# --- read and write ------------------------------------------------------------------------------


def read(written: object) -> tuple[Condition | None, Document]:
    doc = parse(json.dumps(written).encode(), "soe.json")
    return conditions.ConditionReader(VOCABULARY, ORDERS).read_requirement(doc.root), doc


@given(CONDITIONS)
def test_what_was_written_reads_back(one: Condition) -> None:
    found, doc = read(conditions.write(one))
    assert doc.problems == []
    assert found == one


def test_of_several_facts_each_must_meet_a_requirement_and_one_makes_it_apply() -> None:
    clause = {"fact": "b", "op": "gt", "value": 1}
    doc = parse(json.dumps({"all": [clause, {"not": clause}]}).encode(), "soe.json")
    reader = conditions.ConditionReader(VOCABULARY, ORDERS)
    assert reader.read_requirement(doc.root) == All(
        (Test("b", "gt", 1, ALL), Not(Test("b", "gt", 1, ANY)))
    )
    assert reader.read_applicability(doc.root) == All(
        (Test("b", "gt", 1, ANY), Not(Test("b", "gt", 1, ALL)))
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("always", "expected a condition: all, any, not, or {fact, op, value}, found 'always'"),
        ({"al": []}, "found al; did you mean 'all'?"),
        ({"all": [], "any": []}, "one of all, any, not, or {fact, op, value}, found all, any"),
        ({"all": []}, "all: expected a list of conditions, found a list"),
        ({"fact": "z", "op": "eq", "value": 1}, "expected a fact of the vocabulary, found 'z'"),
        ({"fact": "b"}, "found no op"),
        ({"fact": "b", "op": "gtt", "value": 1}, "did you mean 'gt'?"),
        ({"fact": "c", "op": "gt", "value": 1}, "op: expected an op for"),
        ({"fact": "b", "op": "gt", "value": "many"}, "value: expected a number, found 'many'"),
        ({"fact": "b", "op": "gt"}, "expected a value, found none"),
        ({"fact": "b", "op": "in", "value": 1}, "value: expected a list, found '1'"),
        ({"fact": "b", "op": "present", "value": 1}, "value: expected no value for this op"),
        ({"fact": "e", "op": "within_days", "value": 1.5}, "expected a whole number of days"),
        ({"fact": "c", "op": "matches", "value": "(a+)+"}, "expected no repeated group"),
        ({"fact": "f", "op": "at_least", "value": "restrictd"}, "did you mean 'restricted'?"),
        ({"fact": "b", "op": "gt", "value": 1, "of": "most"}, "of: expected any or all"),
        ({"fact": "b", "op": "gt", "value": 1, "off": "any"}, "the key 'off'; did you mean 'of'?"),
    ],
)  # fmt: skip
def test_a_condition_that_says_nothing_answerable_is_a_located_problem(
    written: object, problem: str
) -> None:
    _, doc = read(written)
    assert len(doc.problems) == 1
    assert problem in str(doc.problems[0])


TEXT, CLASS = FactType.TEXT, FactType.CLASS


@pytest.mark.parametrize(
    ("written", "type", "values", "made"),
    [
        (True, FactType.FLAG, (), True),
        ("FALSE", FactType.FLAG, (), False),
        ("yes", FactType.FLAG, (), "true or false"),
        ("12", FactType.NUMBER, (), 12),
        ("-0.5", FactType.NUMBER, (), -0.5),
        (2.0, FactType.NUMBER, (), 2),
        ("1e3", FactType.NUMBER, (), 1000),
        ("many", FactType.NUMBER, (), "a number"),
        ("2026-11-22", FactType.DATE, (), "2026-11-22"),
        ("2026-11-22T10:00:00Z", FactType.DATE, (), "2026-11-22"),
        ("2026-02-30", FactType.DATE, (), "a date such as 2026-11-22"),
        ("20261122", FactType.DATE, (), "a date such as 2026-11-22"),
        ("2026-11-221", FactType.DATE, (), "a date such as 2026-11-22"),
        ("1.20", FactType.VERSION, (), "1.20"),
        ("latest", FactType.VERSION, (), "a version such as 1.2"),
        (" DE ", TEXT, (), "DE"),
        ("", TEXT, (), "text"),
        ("de", TEXT, ("DE", "FR"), "DE"),
        ("CH", TEXT, ("DE", "FR"), "one of DE, FR"),
        ("Reject", CLASS, ("none", "reject"), "reject"),
        ("maybe", CLASS, ("none", "reject"), "one of none, reject"),
        (["a"], TEXT, (), "a text"),
        (None, TEXT, (), "a text"),
    ],
)  # fmt: skip
def test_a_value_is_typed_by_its_key_or_refused_in_words(
    written: object, type: FactType, values: tuple[str, ...], made: object
) -> None:
    key = FactKey("k", type, "k", "k?", (Supplier.IT,), values=values, order=values)
    value, problem = conditions.coerce_value(written, key)
    assert (problem or value) == made
    assert (value is None) is bool(problem)
