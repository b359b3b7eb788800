"""Plans on dates: what must hold whatever a catalog asks for."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import plan
from soescan.catalog import catalog_schema
from soescan.dates import meeting_dates
from soescan.errors import CatalogError
from soescan.files import parse
from soescan.model import (
    Calendar,
    Committee,
    CommitteeId,
    Confidence,
    Done,
    EdgeKind,
    Estimate,
    FastTrack,
    Freeze,
    Gate,
    Not,
    Plan,
    RequiredTest,
    Role,
    RoleId,
    Scope,
    Step,
    StepId,
    StepKind,
    Test,
    Tool,
)
from soescan.plan.draft import draft_plan
from tests.assessment.factories import OIDC, SAML, standard
from tests.examples import examples
from tests.plan.factories import (
    BOARD,
    CALENDAR,
    FREEZE,
    HOLIDAYS,
    MONDAY,
    OPTIONS,
    ROLES,
    TOOLS,
    assess_tools,
    organisations,
    step,
    steps,
    tool,
)
from tests.plan.scheduling.checker import find_plan_faults

FEW = settings(max_examples=examples(40))


def plan_tools(*steps: Step, **overrides: Any) -> Plan:
    tools = overrides.pop("tools", TOOLS)
    wish = overrides.pop("wish", None)
    return plan.schedule(
        assess_tools(*tools, approvals=steps, **overrides), overrides.pop("how", OPTIONS), wish
    )


def days(number: float) -> Estimate:
    return Estimate(number, number, number)


# --- laws ----------------------------------------------------------------------------------------


@FEW
@given(steps())
def test_nothing_starts_early_and_nobody_does_two_things_at_once(drawn: tuple[Step, ...]) -> None:
    draft = draft_plan(assess_tools(*TOOLS, approvals=drawn), OPTIONS)
    if draft:
        assert find_plan_faults(draft) == []


@FEW
@given(steps())
def test_the_simulation_runs_the_plan_it_prints(drawn: tuple[Step, ...]) -> None:
    """With no spread, all draws are the plan: earliest = P50 = P80 = P95."""
    likely = tuple(
        replace(one, effort=_without_spread(one.effort), lead=_without_spread(one.lead))
        for one in drawn
    )
    result = plan_tools(*likely)
    for each in result.tools:
        assert each.earliest == each.p50 == each.p80 == each.p95
    assert all(task.p80 == task.ends for task in result.tasks)


@pytest.mark.slow
@FEW
@given(organisations())
def test_the_simulation_runs_the_plan_of_any_organisation(organisation: dict[str, Any]) -> None:
    try:
        draft = draft_plan(assess_tools(*TOOLS, **organisation), replace(OPTIONS, draws=20))
    except CatalogError:
        return  # a step that its days, its freezes and its committee never allow
    if draft is None:
        return
    assert find_plan_faults(draft) == []
    result = plan.write_plan(draft)
    for each in result.tools:
        assert each.earliest == each.p50 == each.p80 == each.p95
        assert each.lead <= each.days
    for task in result.tasks:
        assert task.p80 == task.ends
        assert not (task.papers_by and task.meeting) or task.papers_by < task.meeting


def _without_spread(estimate: Estimate | None) -> Estimate | None:
    return estimate and days(estimate.likely)


@FEW
@given(steps())
def test_nobody_works_on_a_holiday_and_nothing_goes_live_in_a_freeze(
    drawn: tuple[Step, ...],
) -> None:
    draft = draft_plan(assess_tools(*TOOLS, approvals=drawn), OPTIONS)
    if not draft:
        return
    for index, stage in enumerate(draft.network.stages):
        start, finish = draft.schedule.start[index], draft.schedule.finish[index]
        worked = [d for d in range(start, finish) if stage.days is None or d in stage.days]
        dates = [draft.workdays.date_of(day) for day in worked]
        kind = draft.jobs[stage.job].step.kind if stage.job is not None else None
        weekend = draft.catalog.roles[3].id
        is_weekend_role = stage.job is not None and draft.jobs[stage.job].step.role == weekend
        if kind is StepKind.GO_LIVE:
            assert not [d for d in dates if FREEZE.from_ <= d <= FREEZE.to]
        if not is_weekend_role:
            assert not [d for d in dates if d in HOLIDAYS or d.weekday() > 4]


@FEW
@given(steps())
def test_sharing_never_adds_effort(drawn: tuple[Step, ...]) -> None:
    alone = tuple(replace(one, scope=Scope.TOOL) for one in drawn)
    shared, apart = plan_tools(*drawn), plan_tools(*alone)
    total = [sum(task.effort for task in one.tasks) for one in (shared, apart)]
    assert total[0] <= total[1] + 1e-9
    assert total[0] + shared.saved_by_sharing == pytest.approx(total[1])


@FEW
@given(steps(), st.integers(0, 6))
def test_evidence_on_file_never_adds_steps(drawn: tuple[Step, ...], which: int) -> None:
    one = drawn[which % len(drawn)]
    record = Done(one.id, "Ferry", MONDAY, by="Jo")
    before, after = plan_tools(*drawn), plan_tools(*drawn, done=(record,))
    todo = [{task.id for task in one.tasks if not task.satisfied} for one in (before, after)]
    assert todo[1] <= todo[0]
    assert sum(t.effort for t in after.tasks) <= sum(t.effort for t in before.tasks) + 1e-9


@FEW
@given(steps())
def test_more_capacity_never_delays_beyond_the_gap_that_is_stated(drawn: tuple[Step, ...]) -> None:
    roomy = tuple(r if r.capacity is None else replace(r, capacity=4 * r.capacity) for r in ROLES)
    tight = draft_plan(assess_tools(*TOOLS, approvals=drawn), OPTIONS)
    wide = draft_plan(assess_tools(*TOOLS, approvals=drawn, roles=roomy), OPTIONS)
    if tight and wide:
        stated = wide.schedule.cost[0] - wide.schedule.lower_bound
        assert wide.schedule.cost[0] <= tight.schedule.cost[0] + stated + 1e-9


@pytest.mark.slow
@FEW
@given(steps())
def test_the_same_seed_gives_the_same_bytes(drawn: tuple[Step, ...]) -> None:
    shape = catalog_schema()
    first, second = (shape.write(plan_tools(*drawn)) for _ in range(2))
    assert first == second
    assert not drawn or shape.read(parse(b"{}", "p.json").root, Plan) is not None


@FEW
@given(steps())
def test_the_graph_names_only_what_is_in_it_and_gives_every_reason(drawn: tuple[Step, ...]) -> None:
    result = plan_tools(*drawn)
    ids = {node.id for node in result.nodes}
    assert {end for edge in result.edges for end in (edge.from_, edge.to)} <= ids
    assert all(edge.says for edge in result.edges)
    assert all(node.because for node in result.nodes)
    assert {task.id for task in result.tasks} <= ids


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/St_Johns", "Europe/Berlin"])
def test_no_time_zone_moves_a_date(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog_steps = (
        step("review", lead=days(70)),
        step("live", kind=StepKind.GO_LIVE, committee=BOARD.id),
    )
    expected = plan_tools(*catalog_steps)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert plan_tools(*catalog_steps) == expected
    finally:
        monkeypatch.undo()
        time.tzset()


# --- what a plan says ----------------------------------------------------------------------------

LIVE = step("live", kind=StepKind.GO_LIVE, after=(StepId("review"),), label="Go live")


def test_what_tools_of_one_vendor_share_is_done_once() -> None:
    review = step("review", "security", effort=days(1), scope=Scope.VENDOR)
    result = plan_tools(review, LIVE)
    assert [(t.step, t.tools) for t in result.tasks if t.step == "review"] == [
        ("review", ("Ferry", "Barge")),
        ("review", ("Kayak",)),
    ]
    assert result.saved_by_sharing == 1
    shared = [(e.from_, e.to) for e in result.edges if e.kind is EdgeKind.SHARED_BY]
    assert shared == [("review@boats", "tool:1"), ("review@boats", "tool:2")]


def test_who_waits_is_told_for_whom_and_how_long() -> None:
    review = step("review", "security", effort=days(1.5), label="Review")
    result = plan_tools(review, LIVE, tools=(tool("Ferry"), tool("Barge")))
    first, second = (task for task in result.tasks if task.step == "review")
    assert (first.queued, second.queued) == (4, 9)  # a backlog of 1 day at 1.5 a week, then 1.5
    assert second.waits_for == (
        f"Security first finish their backlog, then do “Review” for {first.tools[0]}"
    )
    assert next(e.kind for e in result.edges if e.to == second.id) is EdgeKind.QUEUED_BEHIND
    assert result.loads[1].longest_wait == 9


def test_what_a_shared_step_waits_for_is_said_of_the_tool_it_is_for() -> None:
    busy = Role(RoleId("busy"), "Desk", capacity=1)
    result = plan_tools(
        step("intake", "busy", effort=days(5), label="Intake"),
        step("review", after=(StepId("intake"),), scope=Scope.VENDOR, lead=days(1), label="Review"),
        replace(LIVE, after=(StepId("review"),)),
        tools=TOOLS[:2],
        roles=(*ROLES, busy),
    )
    for one, other in ((0, 1), (1, 0)):
        says = " ".join(reason.says for reason in result.tools[one].why)
        assert "“Intake” (shared" not in says
        assert f"“Review” (shared with {TOOLS[other].name})" in says
    assert [one.why[0].says.startswith("“Intake” for Barge waits") for one in result.tools] == [
        *(True, False)
    ]


def test_a_task_waits_for_a_step_by_its_name_also_where_several_ways_come_together() -> None:
    ways = (step("a", lead=days(1)), step("b", lead=days(2)))
    # Nobody asks for the gate, yet two of the ways through it must be done.
    gate = step("gate", after=(ways[0].id, ways[1].id), always=False, join="2")
    result = plan_tools(*ways, gate, replace(LIVE, after=(gate.id,)), tools=TOOLS[:1])
    assert [task.waits_for for task in result.tasks if task.step == LIVE.id] == [
        "after “b” for Ferry"
    ]


def test_a_swap_says_by_how_many_days_of_the_calendar_a_tool_moves() -> None:
    busy = Role(RoleId("busy"), "Desk", capacity=5)
    work = step("work", "busy", kind=StepKind.GO_LIVE, effort=days(5), label="Work")
    result = plan_tools(work, tools=TOOLS[:2], roles=(*ROLES, busy), calendar=Calendar())
    assert [tool.earliest for tool in result.tools] == [date(2026, 11, 6), date(2026, 11, 13)]
    assert result.advice == (
        "If Desk takes “Work” for Barge before “Work” for Ferry: "
        "Barge 7 days earlier, Ferry 7 days later.",
    )


def test_a_freeze_is_named_where_it_holds_up() -> None:
    result = plan_tools(step("review", lead=days(16)), LIVE, tools=TOOLS[:1])
    ferry = result.tools[0]
    assert ferry.earliest == date(2026, 12, 7)
    assert "“Go live” has to wait for the end of trade, Mon 23 Nov 2026 to Fri 4 Dec 2026" in [
        reason.says for reason in ferry.why
    ]
    assert result.freezes == (FREEZE,)


def test_a_committee_decides_on_its_next_day_after_the_papers_are_in() -> None:
    board = replace(LIVE, committee=BOARD.id)
    result = plan_tools(step("review", lead=days(3)), board, tools=TOOLS[:1])
    task = next(task for task in result.tasks if task.step == "live")
    assert (task.meeting, task.papers_by) == (date(2026, 11, 12), date(2026, 11, 9))
    assert [(c.by, c.share) for c in result.tools[0].meetings] == [(date(2026, 11, 12), 1.0)]


def test_a_full_committee_decides_later() -> None:
    board = replace(LIVE, committee=CommitteeId("small"))
    result = plan_tools(step("review", lead=days(1)), board)
    live = sorted(task.meeting for task in result.tasks if task.meeting)
    assert live == [date(2026, 11, 3), date(2026, 11, 10), date(2026, 11, 17)]


def test_people_with_days_off_of_their_own_work_on_the_others() -> None:
    review = step("review", "weekend", effort=days(1.5))
    result = plan_tools(review, LIVE, tools=TOOLS[:1])
    task = next(task for task in result.tasks if task.step == "review")
    # One person-day a week on Mondays and Saturdays: half of each day.
    assert (task.starts, task.ends) == (date(2026, 11, 2), date(2026, 11, 9))


def test_a_wish_gets_its_chance_and_no_promise() -> None:
    review = step("review", lead=Estimate(2, 4, 10))
    early = plan_tools(review, LIVE, tools=TOOLS[:1], wish=date(2026, 11, 3)).tools[0].wish
    late = plan_tools(review, LIVE, tools=TOOLS[:1], wish=date(2026, 12, 31)).tools[0].wish
    assert early
    assert late
    assert (early.share, late.share) == (0, 1)


def test_dates_that_rest_on_defaults_are_illustrative_and_come_with_the_question() -> None:
    review = step("review", lead=days(4), label="Review")
    result = plan_tools(review, LIVE, tools=TOOLS[:1])
    assert result.tools[0].illustrative
    question_text = "How long does IT need for “Review”? The plan assumes 4 working days."
    assert question_text in [question.text for question in result.questions]
    sure = replace(review, status=Confidence.CONFIRMED)
    live = replace(LIVE, lead=days(1), status=Confidence.CONFIRMED)
    assert not plan_tools(sure, live, tools=TOOLS[:1]).tools[0].illustrative


def test_evidence_on_file_counts_while_it_is_valid() -> None:
    review = step("review", lead=days(9), scope=Scope.VENDOR, valid_months=12)

    def satisfied(on: date, *subjects: str) -> list[bool]:
        named = subjects or ("https://ferry.example", "barge.example")
        done = tuple(Done(StepId("review"), subject, on, by="Jo") for subject in named)
        result = plan_tools(review, LIVE, done=done)
        return [bool(task.satisfied) for task in result.tasks if task.step == "review"]

    assert satisfied(date(2025, 11, 2)) == [True, False]
    assert satisfied(date(2025, 11, 1)) == [False, False]
    assert satisfied(date(2026, 11, 3)) == [False, False], "what is not done yet is not on file"
    assert satisfied(date(2026, 10, 1), "Ferry") == [False, False], "Barge has nothing on file"
    assert satisfied(date(2026, 10, 1), "Boats") == [False, False], "the requester named the vendor"


def test_a_fast_track_skips_steps_but_no_gate_no_test_and_nothing_a_conflict_asks_for() -> None:
    review, check = step("review", lead=days(9)), step("check", lead=days(2), always=False)
    asks = standard(require=Test(SAML, "eq", True), needs=("check",), waivable_by=("it",))
    track = FastTrack("quick", Test(OIDC, "eq", True), (StepId("review"), StepId("check")))
    gate = Gate("paper", StepId("live"), ("way back",))
    test = RequiredTest("load", "Load test", StepId("live"))
    parts: dict[str, Any] = {"fast_track": (track,), "gates": (gate,), "tests": (test,)}
    assessed = assess_tools(
        TOOLS[0], approvals=(review, check, LIVE), facts={OIDC: True, SAML: True}, **parts
    )
    result = plan.schedule(assessed, OPTIONS)
    assert [task.step for task in result.tasks] == ["live"]
    assert (result.tasks[0].artefacts, result.tasks[0].tests) == (("way back",), ("Load test",))
    assert result.tools[0].route == "quick"
    early = {
        "gates": (Gate("paper", StepId("review"), ("way back",)),),
        "tests": (RequiredTest("load", "Load test", StepId("check")),),
    }
    last = replace(LIVE, after=(StepId("check"),))
    chained = (review, replace(check, after=(review.id,), always=True), last)
    assessed = assess_tools(TOOLS[0], approvals=chained, facts={OIDC: True}, **parts | early)
    (live,) = plan.schedule(assessed, OPTIONS).tasks
    assert (live.step, live.artefacts, live.tests) == ("live", ("way back",), ("Load test",))
    assessed = assess_tools(TOOLS[0], approvals=chained[:2], facts={OIDC: True}, **parts | early)
    assert [task.step for task in plan.schedule(assessed, OPTIONS).tasks] == ["review", "check"]
    emergency = replace(track, emergency=True)
    assessed = assess_tools(
        TOOLS[0],
        approvals=(review, LIVE),
        facts={OIDC: True},
        **parts | {"fast_track": (emergency,)},
    )
    assert len(plan.schedule(assessed, OPTIONS).tasks) == 2
    conflicting = assess_tools(
        TOOLS[0], approvals=(review, check, LIVE), facts={OIDC: True, SAML: False}, **parts
    )
    conflicting = [
        (replace(one, catalog=replace(one.catalog, standards=(asks,))), a) for one, a in conflicting
    ]
    from soescan.assessment import assess

    conflict = plan.schedule([(one, assess(one)) for one, _ in conflicting], OPTIONS)
    assert {task.step for task in conflict.tasks} == {"check", "live"}


def test_a_committee_that_never_may_decide_is_an_error_with_a_place() -> None:
    for_ever = Calendar(freezes=(Freeze("always", MONDAY, date(2036, 1, 1)),))
    with pytest.raises(CatalogError, match="a meeting of board that can decide on live"):
        plan_tools(replace(LIVE, after=(), committee=BOARD.id), calendar=for_ever)
    with pytest.raises(CatalogError, match="live can be done by 2030"):
        plan_tools(replace(LIVE, after=(), lead=days(3)), calendar=for_ever)
    # One that met for the last time before the plan begins, in a calendar with a freeze.
    past = Committee(BOARD.id, dates=(date(2026, 10, 1),))
    with pytest.raises(CatalogError, match="a meeting of board that can decide on live"):
        plan_tools(replace(LIVE, after=(), committee=past.id), committees=(past,))
    assert CALENDAR.freezes == (FREEZE,)


RULES = st.builds(
    "FREQ={0};INTERVAL={1}{2}".format,
    st.sampled_from(("WEEKLY", "MONTHLY", "YEARLY", "DAILY")),
    st.integers(1, 5),
    st.sampled_from(("", ";BYDAY=TH", ";BYDAY=MO,FR;WKST=SU", ";COUNT=400")),
)


@FEW
@given(RULES, st.none() | st.dates(date(2020, 1, 1), date(2027, 12, 31)), st.integers(0, 900))
def test_the_day_of_looking_changes_no_recurrence(
    rule: str, first_meeting: date | None, later: int
) -> None:
    """RFC 5545, 3.8.5.3: a rule counts from its first day, which is no matter of who looks when."""
    body = Committee(CommitteeId("x"), rrule=rule, from_=first_meeting)
    start, end = date(2025, 12, 28), date(2029, 12, 31)
    day = start + timedelta(days=later)
    whole = meeting_dates(body, start, end)
    assert meeting_dates(body, day, end) == tuple(one for one in whole if one >= day)


def test_a_recurrence_counts_from_the_day_that_is_given() -> None:
    every_third = "FREQ=WEEKLY;INTERVAL=3;BYDAY=TH"
    span = date(2026, 12, 28), date(2027, 2, 10)
    given_day = Committee(CommitteeId("x"), rrule=every_third, from_=date(2027, 1, 7))
    in_rule = Committee(CommitteeId("x"), rrule=f"DTSTART:20261210\nRRULE:{every_third}")
    neither = Committee(CommitteeId("x"), rrule=every_third)
    assert meeting_dates(given_day, *span) == (date(2027, 1, 7), date(2027, 1, 28))
    assert meeting_dates(in_rule, *span) == (date(2026, 12, 31), date(2027, 1, 21))
    # Thursday 8 January 1970 + 991 times three weeks = 31 December 2026.
    assert meeting_dates(neither, *span) == (date(2026, 12, 31), date(2027, 1, 21))


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        # A zone says where the meeting is, and its day is the day there.
        ("DTSTART;TZID=Europe/Berlin:20270107T233000\nRRULE:FREQ=WEEKLY;INTERVAL=2", (7, 21)),
        ("DTSTART;TZID=America/Adak:20270107T001500\nRRULE:FREQ=WEEKLY;COUNT=2", (7, 14)),
        # The last day is one, at whatever hour the meeting is.
        ("DTSTART:20270107T180000Z\nRRULE:FREQ=WEEKLY;UNTIL=20270121", (7, 14, 21)),
        ("DTSTART:20270107T180000Z\nRRULE:FREQ=WEEKLY;UNTIL=20270121T120000Z", (7, 14)),
        ("DTSTART:20270107\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20270114", (7, 21)),
        ("DTSTART:20270107 RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", (28,)),
    ],
)
def test_zones_hours_and_exceptions_of_a_rule(rule: str, days: tuple[int, ...]) -> None:
    body = Committee(CommitteeId("x"), rrule=rule)
    found = meeting_dates(body, date(2027, 1, 1), date(2027, 1, 31))
    assert found == tuple(date(2027, 1, day) for day in days)


def test_the_first_day_that_a_committee_gives_goes_before_that_of_its_rule() -> None:
    rule = "DTSTART:20270107\nRRULE:FREQ=WEEKLY;INTERVAL=2"
    body = Committee(CommitteeId("x"), rrule=rule, from_=date(2027, 1, 14))
    found = meeting_dates(body, date(2027, 1, 1), date(2027, 1, 31))
    assert found == (date(2027, 1, 14), date(2027, 1, 28))


def test_more_work_than_four_years_hold_is_planned_further_ahead() -> None:
    review = step("review", "security", effort=days(40))
    tools = [tool(f"Tool{n}") for n in range(12)]
    result = plan_tools(review, LIVE, tools=tools)
    assert max(tool_plan.earliest for tool_plan in result.tools if tool_plan.earliest) > date(
        2031, 1, 1
    )


@FEW
@given(steps())
def test_the_slack_of_a_role_is_the_least_of_its_open_tasks(drawn: tuple[Step, ...]) -> None:
    result = plan_tools(*drawn)
    for load in result.loads:
        open_tasks = [
            task.slack for task in result.tasks if task.role == load.role and not task.satisfied
        ]
        assert load.slack == min(open_tasks)
        assert load.tasks == len(open_tasks)


# --- days that count -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lead", "before", "meets"),
    [
        # The board meets on Thursdays and wants papers 2 working days before: by Tuesday.
        (2, 0, date(2026, 11, 5)),  # Monday 2 and Tuesday 3 of work: handed in on Tuesday
        (
            3,
            0,
            date(2026, 11, 12),
        ),  # until Wednesday 4: too late for the 5th; the 11th is a holiday
        (1, 1, date(2026, 11, 5)),  # a step of a day before it
        (0, 0, date(2026, 11, 5)),  # nothing to do first: handed in on the first day
    ],
)
def test_papers_are_in_time_on_the_day_that_is_named_as_the_last(
    lead: int, before: int, meets: date
) -> None:
    result = plan_tools(
        step("prepare", lead=days(before)),
        step("live", lead=days(lead), after=(StepId("prepare"),), committee=BOARD.id),
        tools=TOOLS[:1],
    )
    live = next(task for task in result.tasks if task.step == "live")
    assert (live.meeting, live.ends) == (meets, meets)
    assert live.papers_by is not None
    assert live.papers_by == {5: date(2026, 11, 3), 12: date(2026, 11, 9)}[meets.day]


def test_papers_before_the_first_day_are_too_late() -> None:
    # The meeting of Thursday 5 November wants papers 4 working days before: by Friday 30 October.
    board = replace(BOARD, submission_lead=4)
    result = plan_tools(step("live", committee=board.id), committees=(board,), tools=TOOLS[:1])
    assert result.tasks[0].meeting == date(2026, 11, 12)


@pytest.mark.parametrize("kind", ["effort", "lead"])
def test_a_role_works_on_its_own_days_and_on_no_holiday_of_the_organisation(kind: str) -> None:
    # 31 December 2026 is a Thursday, and a works council that meets from Monday to Wednesday has
    # Monday 4, Tuesday 5, not Wednesday 6 January (a holiday), and Monday 11 for its third day.
    council = Role(RoleId("council"), "Works council", calendar=Calendar(("mon", "tue", "wed")))
    result = plan_tools(
        step("agree", "council", **{kind: days(3)}),
        step("live", lead=days(1), after=(StepId("agree"),), kind=StepKind.GO_LIVE),
        tools=TOOLS[:1],
        roles=(*ROLES, council),
        as_of=date(2026, 12, 31),
        calendar=Calendar(holidays=(date(2027, 1, 6),)),
    )
    assert [(task.starts, task.ends) for task in result.tasks] == [
        (date(2027, 1, 4), date(2027, 1, 11)),
        (date(2027, 1, 12), date(2027, 1, 12)),
    ]


def test_a_vote_that_is_enough_goes_first_in_the_queue() -> None:
    # Alpha's slow step has a backlog of 60 days before it, and is not needed: 1 of 2 is enough.
    busy = Role(RoleId("busy"), "Busy", capacity=5, backlog=60)
    buyer = Role(RoleId("buyer"), "Buyer", capacity=5)
    is_tag = Test("tool.deployment", "eq", "tag")
    result = plan_tools(
        step("fast", lead=days(2), always=False, when=is_tag),
        step("slow", "busy", effort=days(1), always=False, when=is_tag),
        step("mid", lead=days(20), always=False, when=Not(is_tag)),
        step(
            "buy",
            "buyer",
            effort=days(1),
            after=tuple(map(StepId, ("fast", "slow", "mid"))),
            join="1",
        ),
        step("live", kind=StepKind.GO_LIVE, lead=days(1), after=(StepId("buy"),)),
        roles=(*ROLES, busy, buyer),
        tools=(tool("Ferry", deployment="tag"), tool("Barge", deployment="saas")),
        calendar=Calendar(),
    )
    ferry, barge = result.tools
    assert ferry.earliest == ferry.p50 == ferry.p95 == date(2026, 11, 5)
    assert barge.earliest == barge.p50 == barge.p95 == date(2026, 12, 1)


# --- who goes first ------------------------------------------------------------------------------


@FEW
@given(
    steps(), st.permutations(TOOLS), st.lists(st.none() | st.integers(1, 3), min_size=3, max_size=3)
)
def test_the_order_of_rows_moves_no_date_unsaid(
    drawn: tuple[Step, ...], order: list[Tool], priorities: list[int | None]
) -> None:
    ranked = {
        one.name: replace(one, priority=number)
        for one, number in zip(TOOLS, priorities, strict=True)
    }
    listed = plan_tools(*drawn, tools=[ranked[one.name] for one in TOOLS])
    otherwise = plan_tools(*drawn, tools=[ranked[one.name] for one in order])
    dates = [{one.tool: one.earliest for one in result.tools} for result in (listed, otherwise)]
    if dates[0] != dates[1]:
        assert "order of the list" in listed.ordering
        assert "order of the list" in otherwise.ordering


@pytest.mark.parametrize("first", ["Ferry", "Barge", "Kayak"])
def test_a_priority_says_who_goes_first(first: str) -> None:
    review = step("review", "security", effort=days(2))
    tools = [replace(one, priority=1 if one.name == first else None) for one in TOOLS]
    result = plan_tools(review, LIVE, tools=tools)
    assert min(result.tools, key=lambda one: one.earliest or date.max).tool == first
    assert "priority" in result.ordering


def test_without_a_priority_the_list_says_who_goes_first_and_the_plan_says_so() -> None:
    review = step("review", "security", effort=days(2))
    for order in (TOOLS, TOOLS[::-1]):
        result = plan_tools(review, LIVE, tools=order)
        earliest = [one.earliest for one in result.tools]
        assert earliest == sorted(earliest, key=lambda day: day or date.max)
        assert result.ordering.startswith("Tools of the same weight that wait for the same people")


def test_nothing_is_said_of_an_order_where_nobody_waits() -> None:
    assert plan_tools(step("review", lead=days(2)), LIVE).ordering == ""


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_days_like_others(day: date) -> None:
    """Lists say 9999-12-31 where something never ends."""
    frozen = Calendar(freezes=(Freeze("Audit", day, day), Freeze("Old", date.min, MONDAY)))
    review = step("review", lead=days(2), valid_months=120_000)
    wished = replace(TOOLS[0], wish_date=day)
    done = Done(StepId("review"), wished.name, MONDAY)
    result = plan_tools(
        *(review, LIVE),
        tools=[wished],
        calendar=frozen,
        done=(done,),
    )
    wish = result.tools[0].wish
    assert wish
    assert wish.share == (day == date.max)
