"""Not stated is unknown: no rule, need, question or advice turns silence into "no" or into "yes".

The law, precisely. Take a judged case and take away every fact of any set of keys. Then

- a finding stays as it is or becomes *unknown*; only *does not apply* may become *met*, where what
  is left shows that the requirement holds, whether it applies or not;
- an outcome stays as it is, becomes *cannot-tell*, or *fits* becomes *fits-with-conditions*; of
  several conflicts that block, one that is left may still call for an exception;
- every finding that is unknown is asked about;
- no step of the plan goes, no other becomes certain, and no shorter route opens;
- no product is offered in place of a tool that was not offered before;
- the verdict on the needs stays or becomes *cannot tell* (`tests/assessment/test_needs.py`).

What is not silence: which tool is meant (name and address); a list, which is stated as a whole; one
of several facts about a matter, of which the others still speak (under one key, or a vendor's own
word on the Data Privacy Framework where the register's is gone); what IT's catalog does not limit;
IT's own approval of a product, which opens though questions stay open; ``on_unknown: proceed``, by which
IT says what is to follow from silence; and the plan of a tool that cannot be judged yet, which is the
plan for the case that it fits, as the headline says, so that steps asked for by ``soe.outcome``
come and go with the outcome.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import app, catalog
from soescan.assessment import assess
from soescan.assessment.standards import judge_without_waivers
from soescan.catalog import class_orders
from soescan.catalog.testing import cases
from soescan.conditions import iter_tests
from soescan.model import (
    Assessment,
    Case,
    Fact,
    FastTrack,
    Finding,
    Level,
    Match,
    MatchedBy,
    OnUnknown,
    Outcome,
    Product,
    ProductId,
    RoleId,
    Severity,
    Standard,
    Standing,
    Step,
    StepId,
    Test,
    Tool,
    Verdict,
)
from soescan.plan.requirements.required_steps import derive_requirements
from soescan.plan.whatif.candidate_changes import candidate_changes
from soescan.reference import builtin
from tests.assessment.factories import (
    ACME,
    DAY,
    TOMORROW,
    YESTERDAY,
    case,
    product,
    standard,
    waiver,
)
from tests.assessment.test_standards import KEYS, STANDARDS, facts
from tests.demo.test_story import cases as demo_cases
from tests.examples import examples

MAY_BECOME = {
    Verdict.MEETS: {Verdict.MEETS, Verdict.UNKNOWN},
    Verdict.CONFLICTS: {Verdict.CONFLICTS, Verdict.UNKNOWN},
    Verdict.UNKNOWN: {Verdict.UNKNOWN},
    Verdict.WAIVED: {Verdict.WAIVED, Verdict.MEETS},
    Verdict.NOT_APPLICABLE: {Verdict.NOT_APPLICABLE, Verdict.UNKNOWN, Verdict.MEETS},
}
OUTCOME_MAY_BECOME = {
    Outcome.IN_SOE: {Outcome.IN_SOE, Outcome.CANNOT_TELL},
    Outcome.FITS: {Outcome.FITS, Outcome.FITS_WITH_CONDITIONS, Outcome.CANNOT_TELL},
    Outcome.FITS_WITH_CONDITIONS: {Outcome.FITS_WITH_CONDITIONS, Outcome.CANNOT_TELL},
    Outcome.CANNOT_TELL: {Outcome.CANNOT_TELL},
    Outcome.NEEDS_EXCEPTION: {Outcome.NEEDS_EXCEPTION, Outcome.CANNOT_TELL},
    Outcome.BLOCKED: {Outcome.BLOCKED, Outcome.NEEDS_EXCEPTION, Outcome.CANNOT_TELL},
}
APPROVES = (Standing.STANDARD, Standing.APPROVED)


def silence(judged: Case, keys: Collection[str]) -> Case:
    """The case without any fact of some keys."""
    return replace(judged, facts={k: f for k, f in judged.facts.items() if k not in keys})


_SAME_MATTER = {"assurance.dpf.status": "transfer.mechanism"}
"""Keys whose facts another key's stand behind, by the order in catalogs/adequacy.yaml."""


def check_outcome(judged: Case, before: Assessment, after: Assessment) -> None:
    allowed = set(OUTCOME_MAY_BECOME[before.outcome])
    listed = judged.match.product
    if listed and listed.standing in APPROVES and not listed.conditions:
        allowed.add(Outcome.IN_SOE)
    assert after.outcome in allowed, (before.says, after.says)


def check_questions(after: Assessment) -> None:
    """Nothing is asked of a blocked tool: no answer would open a way for it."""
    if after.outcome is Outcome.BLOCKED:
        return
    asked = set(chain.from_iterable(question.keys for question in after.questions))
    for finding in after.findings:
        if finding.verdict is Verdict.UNKNOWN and finding.missing:
            assert asked & set(finding.missing)


# --- rules ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["starter", "small", "regulated"])
def test_not_stated_is_unknown_to_every_standard_that_came_with_soescan(name: str) -> None:
    path = builtin.builtin_soe(name)
    read = catalog.read(path)
    standards: dict[str, Standard] = {s.id: s for s in read.catalog.standards}
    orders = class_orders(tuple(c.id for c in read.catalog.data_classes))
    own_cases = cases.read_cases(cases.cases_path(path), read.catalog)
    tried = 0
    for result in app.run_catalog_tests(own_cases, read).results:
        if standard := standards.get(result.about):
            by_key: dict[str, tuple[Fact, ...]] = {}
            for known in result.given:
                by_key[known.key] = (*by_key.get(known.key, ()), known)
            nothing = Match(MatchedBy.NOTHING)
            judged = Case(Tool("T"), nothing, read.catalog, by_key, (), orders, DAY)
            before = judge_without_waivers(standard, judged)
            for keys in (*((key, _SAME_MATTER.get(key, "")) for key in by_key), tuple(by_key)):
                after = judge_without_waivers(standard, silence(judged, keys))
                assert after.verdict in MAY_BECOME[before.verdict], (standard.id, keys)
                tried += 1
    assert tried > 100


LISTINGS: tuple[Product | None, ...] = (
    None,
    product(Standing.APPROVED),
    product(Standing.APPROVED, editions=("Pro",), versions=("2",)),
    product(Standing.APPROVED, valid_until=YESTERDAY),
    product(Standing.PILOT, editions=("Pro",)),
    product(Standing.RETIRING),
    product(Standing.PROHIBITED),
    product(None),
)
TOOLS = (ACME, replace(ACME, edition="Pro", version="2.1"), replace(ACME, edition="Free"))
SEVERE = st.builds(
    lambda one, id_, severity, unknown, waivable: replace(
        one, id=id_, severity=severity, on_unknown=unknown, waivable_by=waivable
    ),
    STANDARDS,
    st.sampled_from(("sso", "other", "third")),
    st.sampled_from(Severity),
    st.sampled_from((OnUnknown.ASK, OnUnknown.BLOCK)),
    st.sampled_from(((), ("CISO",))),
)


@pytest.mark.slow
@settings(max_examples=examples(100))
@given(
    st.lists(SEVERE, min_size=1, max_size=3, unique_by=lambda one: one.id),
    facts(),
    st.sampled_from(LISTINGS),
    st.sampled_from(TOOLS),
    st.booleans(),
    st.sets(st.sampled_from((*KEYS, "tool.edition", "tool.version")), min_size=1),
)
def test_not_stated_is_unknown(
    standards: list[Standard],
    known: tuple[Fact, ...],
    listed: Product | None,
    tool: Tool,
    waived: bool,
    keys: set[str],
) -> None:
    waivers = (waiver(),) if waived else ()
    judged = case(*standards, tool=tool, listed=listed, facts=known, waivers=waivers)
    judged = replace(judged, go_live=TOMORROW)
    before, after = assess(judged), assess(silence(judged, keys))
    for one in standards:
        was, is_now = (_find(assessment, one.id).verdict for assessment in (before, after))
        assert is_now in MAY_BECOME[was] | ({Verdict.WAIVED} if waived else set())
    check_outcome(judged, before, after)
    check_questions(after)


def _find(assessment: Assessment, rule: str) -> Finding:
    return next(finding for finding in assessment.findings if finding.rule == rule)


# --- the plan ------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(st.data())
def test_not_stated_is_unknown_to_the_plan_of_a_tool(data: st.DataObject) -> None:
    judged = demo_cases()[data.draw(st.sampled_from(sorted(demo_cases())))]
    known = sorted(key for key in judged.facts if not key.startswith("soe."))
    keys = data.draw(st.sets(st.sampled_from(known), min_size=1))
    less = silence(judged, keys)
    before, after = assess(judged), assess(less)
    check_outcome(judged, before, after)
    check_questions(after)
    if before.outcome is Outcome.BLOCKED:
        return
    planned, now = derive_requirements(judged, before), derive_requirements(less, after)
    by_outcome = {step.id for step in judged.catalog.approvals if _asks_for_outcome(step)}
    assert planned.steps.keys() - by_outcome <= now.steps.keys()
    certain = {id_ for id_, step in now.steps.items() if not step.assumed}
    assert certain <= {id_ for id_, step in planned.steps.items() if not step.assumed}
    assert now.route in (None, planned.route)


def _asks_for_outcome(step: Step) -> bool:
    tests = iter_tests(step.when) if step.when is not None else ()
    return any(test.fact == "soe.outcome" for test in tests)


def _track(**when: Any) -> FastTrack:
    return FastTrack("small", Test("soe.outcome", **when), (StepId("review"),))


@pytest.mark.parametrize(
    ("track", "opens"),
    [
        (_track(op="ne", value="needs-exception"), False),
        (_track(op="not_in", value=("needs-exception", "blocked")), False),
        (_track(op="in", value=("fits", "fits-with-conditions")), False),
        (_track(op="in", value=("fits", "cannot-tell")), True),
        (_track(op="ne", value="in-soe"), True),
    ],
)
def test_no_shorter_route_opens_because_an_outcome_cannot_be_told(
    track: FastTrack, opens: bool
) -> None:
    steps = (Step(StepId("review"), RoleId("it"), always=True),)
    judged = case(standard(), fast_track=(track,), approvals=steps)
    assert assess(judged).outcome is Outcome.CANNOT_TELL
    assert (derive_requirements(judged, assess(judged)).route is track) is opens


# --- what is derived and advised -----------------------------------------------------------------


def test_a_standing_that_is_not_understood_is_no_standing() -> None:
    assert "soe.standing" not in case(listed=product(None)).facts
    assert case().facts["soe.standing"][0].value == "unlisted"


@pytest.mark.parametrize(
    ("levels", "stated"),
    [
        ({"crm": Level.FULL, "sms": Level.NONE}, [("crm",)]),
        ({"crm": Level.NONE}, []),
        ({}, []),
    ],
)
def test_what_a_tool_is_said_not_to_do_is_not_what_it_is_for(
    levels: dict[str, Level], stated: list[tuple[str, ...]]
) -> None:
    judged = case(tool=replace(ACME, capabilities=levels))
    assert [known.value for known in judged.facts.get("tool.capabilities", ())] == stated


CAPABILITIES = ("mail", "web")
LEVELS = st.dictionaries(st.sampled_from(CAPABILITIES), st.sampled_from(Level))


@given(st.lists(LEVELS, min_size=1, max_size=3), st.data())
def test_not_stated_is_unknown_to_who_offers_another_product(
    levels: list[dict[str, Level]], data: st.DataObject
) -> None:
    some = [data.draw(st.sets(st.sampled_from(CAPABILITIES))) for _ in levels]
    less = [
        {k: v for k, v in has.items() if k not in gone}
        for has, gone in zip(levels, some, strict=True)
    ]
    assert _offers(less) <= _offers(levels)


def _offers(levels: list[dict[str, Level]], **more: Any) -> set[str]:
    """The texts that offer another product for a tool for mail."""
    listed = tuple(
        Product(ProductId(f"p{n}"), f"P{n}", Standing.APPROVED, capabilities=has, **more)  # type: ignore[arg-type]
        for n, has in enumerate(levels)
    )
    tool = replace(ACME, capabilities={"mail": Level.FULL})
    judged = case(standard(), tool=tool, products=listed)
    changes = candidate_changes([(judged, assess(judged))], lambda tool: judged)
    return {change.says for change in changes if change.kind == "alternative"}


def test_no_product_is_offered_whose_approval_is_not_in_force() -> None:
    able = [{"mail": Level.FULL}]
    assert _offers(able) == {"Use P0, which IT has approved, instead of Acme"}
    assert _offers(able, valid_until=YESTERDAY) == set()
    assert _offers(able, decided_on=TOMORROW) == set()
    assert _offers(able, unreadable={"edition": "?"}) == set()
