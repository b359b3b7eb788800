"""The plan of one tool: which steps, why, in which order, and how long."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan import plan
from soescan.assessment import assess
from soescan.model import (
    Case,
    Estimate,
    OnUnknown,
    Outcome,
    Plan,
    Role,
    RoleId,
    Standing,
    Step,
    StepId,
    Test,
    ToolPlan,
)
from tests.assessment.factories import OIDC, SAML, case, product, standard

ROLES = (Role(RoleId("it"), "IT"), Role(RoleId("legal"), "Legal counsel"))
OPTIONS = plan.PlanOptions(budget=20, draws=200)


def days(number: float) -> Estimate:
    return Estimate(0, number, 100)


def step(step_id: str, takes: float = 1, /, **overrides: Any) -> Step:
    fields: dict[str, Any] = {"lead": days(takes), "always": True} | overrides
    return Step(StepId(step_id), RoleId("it"), **fields)


def plan_steps(*steps: Step, **overrides: Any) -> Plan:
    subject = case(*overrides.pop("standards", ()), approvals=steps, roles=ROLES, **overrides)
    return plan_case(subject)


def plan_case(subject: Case) -> Plan:
    return plan.schedule([(subject, assess(subject))], OPTIONS)


def list_times(result: Plan) -> dict[str, tuple[int, int]]:
    return {task.step: (task.start, task.finish) for task in result.tasks}


# --- laws ----------------------------------------------------------------------------------------


@st.composite
def steps(draw: st.DrawFn) -> tuple[Step, ...]:
    """Steps that wait only for earlier ones, some of which nobody asks for."""
    catalog_steps: list[Step] = []
    for n in range(draw(st.integers(1, 8))):
        before = [s.id for s in catalog_steps]
        after = draw(st.lists(st.sampled_from(before), unique=True, max_size=4)) if before else []
        join = draw(st.sampled_from(("all", "any", "1", "2", "3")))
        effort = draw(st.sampled_from((None, days(0.1), days(2))))
        lead = draw(st.sampled_from((None, days(0), days(0.7), days(5), days(11))))
        catalog_steps.append(
            Step(
                StepId(f"s{n}"),
                RoleId("it"),
                after=tuple(after),
                join=join,
                effort=effort,
                lead=lead,
                always=draw(st.integers(0, 3)) > 0,
            )
        )
    return tuple(catalog_steps)


def find_ready_day(
    drawn: tuple[Step, ...], waiting: Step, times: dict[str, tuple[int, int]]
) -> int | None:
    """When enough of the steps before have given their vote, and what the others wait for is done.

    A step that nobody asks for gives no vote.
    """
    by_id = {s.id: s for s in drawn}
    votes = sorted(times[name][1] for name in waiting.after if by_id[name].always)
    passed = [
        find_ready_day(drawn, by_id[name], times)
        for name in waiting.after
        if not by_id[name].always
    ]
    days = [day for day in passed if day is not None]
    days += [votes[count_required(waiting, len(votes)) - 1]] if votes else []
    return max(days, default=None)


def count_required(joining: Step, waiting: int) -> int:
    """How many of the steps before must be done."""
    return {"all": waiting, "any": min(1, waiting)}.get(joining.join) or min(
        waiting, int(joining.join) if joining.join.isdecimal() else waiting
    )


def round_days(estimate: Estimate | None) -> int:
    """Whole days of a likely time; what takes any time takes a day."""
    likely = estimate.likely if estimate else 0
    return max(int(likely + 0.5), int(likely > 0))


@given(steps())
def test_exactly_the_steps_that_are_asked_for_are_there(drawn: tuple[Step, ...]) -> None:
    assert {t.step for t in plan_steps(*drawn).tasks} == {s.id for s in drawn if s.always}


@given(steps())
def test_every_step_starts_when_enough_of_what_it_waits_for_is_done(
    drawn: tuple[Step, ...],
) -> None:
    times = list_times(plan_steps(*drawn))
    for required in drawn:
        if required.id in times:
            assert times[required.id][0] == (find_ready_day(drawn, required, times) or 0)


@given(steps())
def test_a_step_takes_its_work_and_then_its_waiting(drawn: tuple[Step, ...]) -> None:
    likely = {s.id: round_days(s.effort) + round_days(s.lead) for s in drawn}
    for task in plan_steps(*drawn).tasks:
        assert task.days == task.finish - task.start == likely[task.step]


@given(steps())
def test_the_plan_is_as_long_as_its_last_step(drawn: tuple[Step, ...]) -> None:
    result = plan_steps(*drawn)
    assert result.tools[0].days == max((t.finish for t in result.tasks), default=0)


@given(steps())
def test_what_is_critical_follows_on_without_a_gap_from_the_first_day_to_the_last(
    drawn: tuple[Step, ...],
) -> None:
    result = plan_steps(*drawn)
    critical = sorted((t for t in result.tasks if t.critical), key=lambda t: (t.start, t.finish))
    day = 0
    for task in critical:
        assert task.start == day
        day = task.finish
    assert day == result.tools[0].days


@given(steps())
def test_what_is_critical_has_no_slack_and_slack_moves_nothing(drawn: tuple[Step, ...]) -> None:
    result = plan_steps(*drawn)
    for task in result.tasks:
        assert not (task.critical and task.slack and task.finish > task.start)
        assert task.finish + task.slack <= result.tools[0].days


@given(steps())
def test_tasks_come_in_an_order_in_which_they_can_be_done(drawn: tuple[Step, ...]) -> None:
    result = plan_steps(*drawn)
    times = list_times(result)
    order = [t.step for t in result.tasks]
    assert order == sorted(order, key=lambda name: times[name])


@pytest.mark.parametrize(
    ("steps", "starts"),
    [
        # `review` is not asked: it gives no vote, and both d and e are waited for.
        (
            (
                step("a", 9),
                step("d", 2),
                step("e", 12),
                step("review", after=("d", "e"), always=False),
                step("ship", after=("a", "review"), join="any"),
            ),
            12,
        ),
        # Two of three, of which `review` is not asked: both others are needed.
        (
            (
                step("a", 1),
                step("b", 5, after=("a",)),
                step("c", 20, after=("a",)),
                step("review", after=("a",), always=False),
                step("ship", after=("b", "c", "review"), join="2"),
            ),
            21,
        ),
        # `review` is not asked; either a or b would have been enough for it.
        (
            (
                step("a", 9),
                step("b", 2),
                step("review", after=("a", "b"), join="any", always=False),
                step("ship", after=("review",)),
            ),
            2,
        ),
    ],
)
def test_a_step_that_is_not_asked_keeps_how_much_it_would_have_waited_for(
    steps: tuple[Step, ...], starts: int
) -> None:
    assert list_times(plan_steps(*steps))["ship"][0] == starts


# --- joins ---------------------------------------------------------------------------------------

FAST, SLOW = step("fast", 2), step("slow", 10)


@pytest.mark.parametrize(
    ("join", "start", "critical"),
    [
        ("all", 10, ["slow", "last"]),
        ("2", 10, ["slow", "last"]),
        ("9", 10, ["slow", "last"]),
        ("any", 2, ["fast", "last"]),
        ("1", 2, ["fast", "last"]),
    ],
)
def test_a_step_waits_for_as_many_as_it_says(join: str, start: float, critical: list[str]) -> None:
    last = step("last", 9, after=("fast", "slow"), join=join)
    result = plan_steps(FAST, SLOW, last)
    assert list_times(result)["last"][0] == start
    assert [t.step for t in result.tasks if t.critical] == critical


def test_order_holds_through_steps_that_nobody_asks_for() -> None:
    result = plan_steps(
        step("first", 3),
        step("absent", 50, after=("first",), always=False),
        step("last", 1, after=("absent",)),
    )
    assert list_times(result) == {"first": (0, 3), "last": (3, 4)}


# --- why a step is there -------------------------------------------------------------------------

REVIEW = step("review", 5, always=False)
NEEDS_REVIEW = standard(needs=("review",), waivable_by=(RoleId("ciso"),))


@pytest.mark.parametrize(
    ("facts", "because", "assumed"),
    [
        ({SAML: False}, ("SSO is not met",), False),
        ({}, ("SSO is open",), True),
        ({SAML: True}, None, None),
    ],
)
def test_a_finding_calls_for_its_steps(facts: dict[str, Any], because: Any, assumed: Any) -> None:
    tasks = plan_steps(REVIEW, standards=(NEEDS_REVIEW,), facts=facts).tasks
    assert [(t.because, t.assumed) for t in tasks] == ([(because, assumed)] if because else [])


@pytest.mark.parametrize(
    ("facts", "because", "assumed"),
    [
        ({OIDC: True}, ("OpenID Connect sign-on",), False),
        ({}, ("nobody has said: OpenID Connect sign-on",), True),
        ({OIDC: False}, None, None),
    ],
)
def test_a_step_with_a_condition_is_asked_unless_it_is_known_not_to_hold(
    facts: dict[str, Any], because: Any, assumed: Any
) -> None:
    conditional = step("review", always=False, when=Test(OIDC, "eq", True))
    tasks = plan_steps(conditional, facts=facts).tasks
    assert [(t.because, t.assumed) for t in tasks] == ([(because, assumed)] if because else [])


def test_a_step_may_have_several_reasons_and_one_that_is_sure_is_enough() -> None:
    conditional = step("review", always=False, when=Test(OIDC, "eq", True))
    (task,) = plan_steps(conditional, standards=(NEEDS_REVIEW,), facts={OIDC: True}).tasks
    assert (task.because, task.assumed) == (("SSO is open", "OpenID Connect sign-on"), False)
    (always,) = plan_steps(step("review"), standards=(NEEDS_REVIEW,)).tasks
    assert (always.because, always.assumed) == (("SSO is open", "required for every tool"), False)


def test_a_step_may_hang_on_the_outcome() -> None:
    board = step("board", always=False, when=Test("soe.outcome", "eq", "needs-exception"))
    no_sso = plan_steps(board, standards=(NEEDS_REVIEW,), facts={SAML: False})
    assert [t.step for t in no_sso.tasks] == ["board"]
    assert plan_steps(board, standards=(NEEDS_REVIEW,), facts={SAML: True}).tasks == ()


def test_a_task_names_people_not_ids() -> None:
    (task,) = plan_steps(step("review", label="Security review", source="IT")).tasks
    assert (task.label, task.role, task.source) == ("Security review", "IT", "IT")
    (bare,) = plan_steps(step("review")).tasks
    assert bare.label == "review"


# --- tools without a way -------------------------------------------------------------------------


def test_a_blocked_tool_gets_no_steps() -> None:
    result = plan_steps(FAST, listed=product(Standing.PROHIBITED))
    assert result == Plan((ToolPlan("Acme", says="it cannot go live (prohibited)"),))


def test_a_tool_in_the_soe_needs_no_step_for_what_is_open() -> None:
    listed = case(
        NEEDS_REVIEW, listed=product(Standing.APPROVED), approvals=(REVIEW, FAST), roles=ROLES
    )
    assert assess(listed).outcome is Outcome.IN_SOE
    assert [t.step for t in plan_case(listed).tasks] == ["fast"]


def test_a_catalog_without_steps_says_so() -> None:
    assert plan_steps().tools[0].says == "the catalog names no steps"
    assert plan_steps(REVIEW, facts={SAML: True}).tools[0].says == "no step is required"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"lead": None}, "ask IT how long “bare” takes"),
        ({"lead": None, "source": "somebody"}, "ask IT how long “bare” takes"),
        ({"lead": days(0)}, ""),
        ({"lead": None, "effort": days(0)}, ""),
    ],
)
def test_a_step_without_a_lead_time_is_asked_about(more: dict[str, Any], says: str) -> None:
    assert plan_steps(step("bare", **more)).tools[0].says == says


def test_a_plan_that_waits_for_an_answer_says_for_which() -> None:
    held = standard(on_unknown=OnUnknown.BLOCK)
    result = plan_steps(FAST, standards=(held, standard("other", Test(OIDC, "eq", True))))
    assert result.tools[0].says == "work starts once this is answered: SSO"


def test_each_tool_has_a_plan_of_its_own_in_order() -> None:
    catalog: dict[str, Any] = {"approvals": (FAST, REVIEW), "roles": ROLES}
    blocked = case(NEEDS_REVIEW, listed=product(Standing.PROHIBITED), **catalog)
    open_ = case(NEEDS_REVIEW, **catalog)
    both = plan.schedule(
        [(subject, assess(subject)) for subject in (blocked, open_, blocked)], OPTIONS
    )
    assert [len(subject.tasks) for subject in both.tools] == [0, 2, 0]
