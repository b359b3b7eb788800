"""No plan holds steps that contradict each other or what the input says."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import catalog, conditions
from soescan.app import build_cases
from soescan.assessment import assess
from soescan.catalog import LoadedCatalog
from soescan.conditions import FactSet
from soescan.model import (
    All,
    AnyOf,
    Condition,
    Cost,
    DataUse,
    Evidence,
    Integration,
    Not,
    Product,
    ProductId,
    Proposal,
    Standing,
    Step,
    Test,
    Tool,
    Traffic,
    Use,
    Value,
    Vendor,
    Verdict,
)
from soescan.plan.requirements.assumed_facts import assume_facts
from soescan.plan.requirements.required_steps import (
    ToolRequirements,
    build_fact_set,
    derive_requirements,
)
from soescan.reference import builtin
from tests.assessment.factories import ACME, case
from tests.examples import examples
from tests.plan.factories import ROLES, step

DAY = date(2026, 11, 22)
SHIPPED = ("starter", "regulated", "small")
NEW_VENDOR, KNOWN_VENDOR = "contract-new-vendor", "contract-known-vendor"
IS_NEW, DEPLOYMENT = "tool.vendor.is_new", "tool.deployment"


@cache
def shipped(name: str) -> LoadedCatalog:
    return catalog.read(builtin.catalogs_folder() / "soe" / f"{name}.yaml")


def needed(tool: Tool, name: str = "starter") -> ToolRequirements:
    made = next(build_cases(Proposal((tool,)), shipped(name), Evidence(), DAY))
    return derive_requirements(made, assess(made))


# --- the shipped catalogs ------------------------------------------------------------------------


def test_an_approval_that_never_was_has_not_run_out() -> None:
    assert "renewal-review" not in needed(ACME).steps


@pytest.mark.parametrize("is_new", [None, True, False])
def test_a_vendor_is_new_or_known_and_never_both(is_new: bool | None) -> None:
    steps = needed(Tool("Acme", "https://acme.example", vendor=Vendor("Acme", is_new))).steps
    assert (NEW_VENDOR in steps, KNOWN_VENDOR in steps) == (is_new is not False, is_new is False)
    assert ("vendor-onboarding" in steps) is (is_new is not False)
    if is_new is None:
        assert "so the longest case is assumed" in steps[NEW_VENDOR].because[0]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_service_is_not_packaged_for_our_devices(name: str) -> None:
    required = needed(Tool("Acme", "https://acme.example", deployment="saas"), name)
    assert not {"technical-evaluation", "tag-release", "server-setup"} & required.steps.keys()
    tests = {test for step in required.steps.values() for test in step.tests}
    assert not [test for test in tests if "package" in test or "devices" in test]


def test_a_plug_in_that_is_needed_is_packaged_all_the_same() -> None:
    tool = Tool("Acme", "https://acme.example", deployment="saas")
    made = next(build_cases(Proposal((tool,)), shipped("starter"), Evidence(), DAY))
    plug_in = case(facts={"browser.plugin_needed": True}).facts["browser.plugin_needed"]
    made.facts["browser.plugin_needed"] = plug_in  # type: ignore[index]
    assert derive_requirements(made, assess(made)).steps["technical-evaluation"].because == (
        "use without a plug-in is not met",
    )


def test_data_that_is_about_nobody_needs_no_review_of_personal_data() -> None:
    data = (DataUse("confidential", personal=False),)
    steps = needed(Tool("Acme", "https://acme.example", data=data)).steps
    assert not {"privacy-review", "impact-assessment", "data-processing-agreement"} & steps.keys()


_TOOLS = st.builds(
    Tool,
    name=st.just("Acme"),
    url=st.just("https://acme.example"),
    use=st.sampled_from(list(Use)),
    deployment=st.sampled_from(["", *builtin.vocabulary()[DEPLOYMENT].values]),
    data=st.sampled_from(
        [(), *(((DataUse(c, personal=p)),) for c in ("public", "restricted") for p in (True, None))]
    ),
    vendor=st.builds(Vendor, name=st.just("Acme"), is_new=st.sampled_from([None, True, False])),
    cost=st.builds(Cost, annual=st.sampled_from([None, 0.0, 30_000.0])),
    integrations=st.sampled_from([None, (), (Integration("CRM"),)]),
    traffic=st.builds(Traffic, peak_visits_per_min=st.sampled_from([None, 0.0, 90.0])),
    skills=st.sampled_from([None, (), ("design",)]),
)
_DENIED = {
    "technical-evaluation": DEPLOYMENT,
    "tag-release": DEPLOYMENT,
    "server-setup": DEPLOYMENT,
    "vendor-onboarding": IS_NEW,
    NEW_VENDOR: IS_NEW,
    KNOWN_VENDOR: IS_NEW,
    "privacy-review": "tool.data.personal",
    "data-processing-agreement": "tool.data.personal",
    "purchase-order": "tool.cost.annual",
    "integration-build": "tool.integrations.with",
    "training": "tool.skills",
    "renewal-review": "soe.expired",
}
"""Steps that are about one thing alone, which the input may deny."""


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(_TOOLS, st.sampled_from(SHIPPED))
def test_no_step_contradicts_another_or_what_is_stated(tool: Tool, name: str) -> None:
    made = next(build_cases(Proposal((tool,)), shipped(name), Evidence(), DAY))
    assessed = assess(made)
    required, facts = derive_requirements(made, assessed), build_fact_set(made, assessed)
    for id_ in _DENIED.keys() & required.steps.keys():
        when = required.steps[id_].step.when
        called = [f for f in assessed.findings if id_ in f.needs and f.verdict is Verdict.CONFLICTS]
        assert called or when is None or conditions.evaluate(when, facts) is not False, id_
    assert not {NEW_VENDOR, KNOWN_VENDOR} <= required.steps.keys()
    by_deployment = [
        one.step.when
        for one in required.steps.values()
        if one.step.when and not any("is open" in reason for reason in one.because)
    ]
    values = builtin.vocabulary()[DEPLOYMENT].values if not tool.deployment else (tool.deployment,)
    assert any(_all_can_hold(by_deployment, facts, {DEPLOYMENT: value}) for value in values)


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(_TOOLS)
def test_every_stated_fact_is_kept(tool: Tool) -> None:
    made = next(build_cases(Proposal((tool,)), shipped("starter"), Evidence(), DAY))
    facts = build_fact_set(made, assess(made))
    stated: dict[str, Value | None] = {
        "tool.use": str(tool.use),
        DEPLOYMENT: tool.deployment or None,
        IS_NEW: tool.vendor.is_new,
        "tool.cost.annual": tool.cost.annual,
        "tool.traffic.peak_visits_per_min": tool.traffic.peak_visits_per_min,
    }
    for key, value in stated.items():
        assert facts.facts.get(key, ()) == (() if value is None else (value,))
    kept = assume_facts(made.catalog, facts)
    assert {key: kept.facts[key] for key in facts.facts} == dict(facts.facts)


# --- any catalog ---------------------------------------------------------------------------------

_DOMAINS: Mapping[str, tuple[Value, ...]] = {
    IS_NEW: (True, False),
    "ai.features": (True, False),
    DEPLOYMENT: builtin.vocabulary()[DEPLOYMENT].values,
    "tool.cost.annual": (-1.0, 0.0, 500.0, 1_000.0, 1_500.0),
}
_CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(
        st.builds(Test, st.sampled_from([IS_NEW, "ai.features"]), st.just("eq"), st.booleans()),
        st.builds(
            Test, st.just(DEPLOYMENT), st.just("in"), st.sampled_from([("saas",), ("tag", "api")])
        ),
        st.builds(
            Test, st.just("tool.cost.annual"), st.sampled_from(["lt", "gte"]), st.just(1_000.0)
        ),
    ),
    lambda inner: st.one_of(
        st.builds(All, st.tuples(inner, inner)),
        st.builds(AnyOf, st.tuples(inner, inner)),
        st.builds(Not, inner),
    ),
    max_leaves=3,
)


@pytest.mark.slow
@settings(max_examples=examples(150))
@given(st.lists(_CONDITIONS, min_size=2, max_size=4))
def test_all_steps_that_are_asked_for_can_be_asked_for_together(made: list[Condition]) -> None:
    approvals = tuple(
        step(f"s{n}", always=False, when=condition) for n, condition in enumerate(made)
    )
    subject = case(approvals=approvals, roles=ROLES)
    assessed = assess(subject)
    steps: Iterable[Step] = [
        one.step for one in derive_requirements(subject, assessed).steps.values()
    ]
    facts = build_fact_set(subject, assessed)
    whens = [one.when for one in steps if one.when]
    worlds = (
        dict(zip(_DOMAINS, world, strict=True)) for world in itertools.product(*_DOMAINS.values())
    )
    assert any(_all_can_hold(whens, facts, world) for world in worlds)


def _all_can_hold(made: Iterable[Condition], facts: FactSet, world: Mapping[str, Any]) -> bool:
    known = dict(facts.facts) | {key: (value,) for key, value in world.items()}
    supposed = FactSet(known, facts.as_of, facts.orders)
    return all(conditions.evaluate(one, supposed) is not False for one in made)


def test_of_two_ways_the_longer_is_assumed_and_what_is_known_decides() -> None:
    def when(key: str, op: str, value: Value) -> Test:
        return Test(key, op, value)

    approvals = (
        step("short", always=False, when=when("tool.cost.annual", "lt", 500.0)),
        step("long", always=False, when=when("tool.cost.annual", "gte", 500.0), lead=None),
        step("apart", always=False, when=when("ai.features", "eq", True)),
    )
    subject = case(approvals=approvals, roles=ROLES)
    steps = derive_requirements(subject, assess(subject)).steps
    assert len(steps) == 2
    assert steps["apart"].because == ("nobody has said: AI features",)
    cheap = case(
        approvals=approvals,
        roles=ROLES,
        tool=Tool("Acme", "https://acme.example", cost=Cost(annual=3)),
    )
    assert derive_requirements(cheap, assess(cheap)).steps.keys() == {"short", "apart"}


def test_no_what_if_offers_what_does_not_count_any_more() -> None:
    from soescan.reference.replacements import list_alternatives

    offer = Product(
        ProductId("old"), "Old", Standing.APPROVED, valid_until=date(2026, 1, 1),
        capabilities={"crm": "full"},  # type: ignore[dict-item]
    )  # fmt: skip
    subject = case(products=(offer,))
    assert list_alternatives({"crm"}, None, subject.catalog, DAY) == ()
    assert list_alternatives({"crm"}, None, subject.catalog, date(2025, 12, 31)) == (offer,)
