"""Draft -> the outlook of each tool: dates, chances, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil

import numpy as np

from soescan.dates import shift_day
from soescan.model import Chance, Question, Supplier, ToolPlan
from soescan.plan.draft import Draft
from soescan.plan.requirements.jobs import Job
from soescan.plan.requirements.required_steps import ToolRequirements
from soescan.plan.results.assumed_queues import ask_for_capacities, describe_missing_date
from soescan.plan.results.explanations import explain_go_live
from soescan.plan.results.schedule_analysis import ScheduleAnalysis
from soescan.plan.results.tasks import (
    choose_estimate,
    find_unconfirmed_jobs,
    is_untimed,
    likely_effort,
    rests_on_assumptions,
)
from soescan.plan.results.trials import describe_trial, find_trial_end, name_decider
from soescan.plan.scheduling.serial_schedule import SerialScheduleGenerator
from soescan.plan.scheduling.stages import StageKind
from soescan.quantities import name_some, quantity

_NEARLY_CERTAIN = 0.995
"""Meetings after one that is as good as sure are not listed."""


def build_tool_plans(
    draft: Draft, analysis: ScheduleAnalysis, wish_date: date | None
) -> tuple[ToolPlan, ...]:
    """The plan of each tool, in the proposal's order: dates, chances, reasons, assumptions.

    `wish_date` is the day for which a chance is given, if any.
    """
    relaxed_finish = SerialScheduleGenerator(draft.problem, 1).relax_resources().finish
    return tuple(
        build_empty_plan(draft.requirements[tool])
        if goal is None
        else _build_plan_in_use(draft, analysis, tool, goal)
        if tool not in draft.go_lives
        else _build_tool_plan(draft, analysis, tool, goal, relaxed_finish, wish_date)
        for tool, goal in enumerate(draft.network.tool_goals)
    )


def build_empty_plan(requirements: ToolRequirements) -> ToolPlan:
    """The plan of a tool that needs no step."""
    return ToolPlan(
        requirements.tool,
        says=requirements.says,
        in_use=requirements.in_use,
        ended=requirements.ended,
    )


def _build_plan_in_use(draft: Draft, analysis: ScheduleAnalysis, tool: int, goal: int) -> ToolPlan:
    """The steps of a tool in use towards the approvals it lacks; it has no go-live to date."""
    requirements, jobs = draft.requirements[tool], _list_jobs(draft, tool)
    return ToolPlan(
        tool=requirements.tool,
        tasks=tuple(job.id for job in jobs),
        effort=round(sum(map(likely_effort, jobs)), 3),
        meetings=_list_meeting_chances(draft, tool),
        route=(requirements.route.label or requirements.route.id) if requirements.route else "",
        assumptions=_list_assumptions(draft, tool),
        illustrative=rests_on_assumptions(analysis, goal),
        says=_join_remarks(
            describe_missing_date(draft, analysis, goal) if goal in draft.untold_stages else "",
            _summarize_open_points(draft, tool),
        ),
        in_use=requirements.in_use,
    )


def _build_tool_plan(
    draft: Draft,
    analysis: ScheduleAnalysis,
    tool: int,
    goal: int,
    relaxed_finish: list[int],
    wish_date: date | None,
) -> ToolPlan:
    requirements, jobs = draft.requirements[tool], _list_jobs(draft, tool)
    if goal in draft.untold_stages:
        return _build_undated_plan(draft, analysis, tool, goal, relaxed_finish)
    finish = draft.schedule.finish[goal]
    p50, p80, p95 = (compute_finish_percentile(draft, tool, percent) for percent in (50, 80, 95))
    earliest = draft.finish_date(goal, finish)
    trial_ends = find_trial_end(requirements.route, earliest)
    illustrative = rests_on_assumptions(analysis, goal)
    return ToolPlan(
        tool=requirements.tool,
        tasks=tuple(job.id for job in jobs),
        days=draft.workdays.count_between(0, finish),
        lead=draft.workdays.count_between(0, relaxed_finish[goal]),
        effort=round(sum(map(likely_effort, jobs)), 3),
        earliest=earliest,
        p50=p50,
        p80=p80,
        p95=p95,
        wish=_compute_wish_chance(draft, tool, goal, wish_date),
        meetings=_list_meeting_chances(draft, tool),
        why=explain_go_live(draft, analysis, goal, tool),
        widest=_find_most_sensitive_job(draft, tool),
        route=(requirements.route.label or requirements.route.id) if requirements.route else "",
        trial_ends=trial_ends,
        trial_decided_by=name_decider(requirements.route, draft.catalog),
        assumptions=_list_assumptions(draft, tool),
        illustrative=illustrative,
        says=_join_remarks(
            _describe_trial(draft, tool, trial_ends, illustrative=illustrative),
            _summarize_open_points(draft, tool),
        ),
    )


def _build_undated_plan(
    draft: Draft, analysis: ScheduleAnalysis, tool: int, goal: int, relaxed_finish: list[int]
) -> ToolPlan:
    """The plan of a tool whose go-live only queues at assumed capacities make: no day is told."""
    requirements, jobs = draft.requirements[tool], _list_jobs(draft, tool)
    return ToolPlan(
        tool=requirements.tool,
        tasks=tuple(job.id for job in jobs),
        lead=draft.workdays.count_between(0, relaxed_finish[goal]),
        effort=round(sum(map(likely_effort, jobs)), 3),
        route=(requirements.route.label or requirements.route.id) if requirements.route else "",
        trial_decided_by=name_decider(requirements.route, draft.catalog),
        assumptions=_list_assumptions(draft, tool),
        illustrative=True,
        says=_join_remarks(
            describe_missing_date(draft, analysis, goal),
            _describe_trial(draft, tool, None, illustrative=True),
            _summarize_open_points(draft, tool),
        ),
    )


def _list_jobs(draft: Draft, tool: int) -> list[Job]:
    return [draft.jobs[number] for number in draft.jobs_by_tool[tool]]


def _describe_trial(draft: Draft, tool: int, ends: date | None, *, illustrative: bool) -> str:
    route, asked = draft.requirements[tool].route, draft.cases[tool].tool
    return describe_trial(asked, route, draft.catalog, ends, illustrative=illustrative)


def _join_remarks(*remarks: str) -> str:
    return "; ".join(filter(None, remarks))


def compute_finish_percentile(draft: Draft, tool: int, percent: float) -> date:
    """The day by which a tool is live in `percent` of 100 draws; the tool must have a goal."""
    finishes = draft.simulation.finish[draft.simulation_rows[tool]]
    day = np.percentile(finishes, percent, method="higher")
    goal = draft.network.tool_goals[tool]
    return draft.finish_date(goal if goal is not None else 0, float(day))


def _compute_wish_chance(
    draft: Draft, tool: int, goal: int, wish_date: date | None
) -> Chance | None:
    wish_date = draft.cases[tool].tool.wish_date or wish_date
    if wish_date is None:
        return None
    is_moment = draft.network.stages[goal].kind is StageKind.MOMENT
    finishes = draft.simulation.finish[draft.simulation_rows[tool]]
    # Live on a day: a moment happens on its day, everything else on the day before its finish.
    last_finish = draft.workdays.index_of(shift_day(wish_date, 1)) - (1 if is_moment else 0)
    return Chance(
        "live by the wish date", wish_date, round(float((finishes <= last_finish).mean()), 3)
    )


def _list_meeting_chances(draft: Draft, tool: int) -> tuple[Chance, ...]:
    """For each decision of a committee on a tool: its cumulative probability by meeting date."""
    chances: list[Chance] = []
    for number in draft.jobs_by_tool[tool]:
        job, last = draft.jobs[number], draft.network.job_ends[number]
        stage = draft.network.stages[last]
        if stage.kind is not StageKind.MEETING or last in draft.untold_stages:
            continue
        committee = draft.catalog.committees[stage.committee or 0]
        days, counts = np.unique(draft.simulation.watched_finish[number], return_counts=True)
        shares = np.cumsum(counts) / counts.sum()
        subject = f"{committee.label or committee.id}: {job.step.label or job.step.id}"
        for day, share in zip(days, shares, strict=True):
            chances.append(
                Chance(subject, draft.workdays.date_of(int(day) - 1), round(float(share), 3))
            )
            if share >= _NEARLY_CERTAIN:
                break
    return tuple(chances)


def _find_most_sensitive_job(draft: Draft, tool: int) -> str:
    """The id of the job whose duration correlates most with a tool's finish, or nothing."""
    sensitivity = draft.simulation.duration_sensitivity[:, draft.simulation_rows[tool]]
    stage = int(np.argmax(sensitivity))
    job = draft.network.stages[stage].job
    return draft.jobs[job].id if job is not None and sensitivity[stage] > 0 else ""


def _list_assumptions(draft: Draft, tool: int) -> tuple[str, ...]:
    """What is taken to be so because nobody said: steps that are kept, times that are missing."""
    assumptions = []
    for required in draft.requirements[tool].steps.values():
        step = required.step
        if required.assumed:
            reasons = _join_reasons(required.because)
            assumptions.append(f"“{step.label or step.id}” is assumed to be needed ({reasons})")
    assumptions += [
        f"no lead time is known for “{job.step.label or job.step.id}”, so the plan gives it no time"
        for job in _list_jobs(draft, tool)
        if is_untimed(job) and not job.satisfied
    ]
    return tuple(assumptions)


def _join_reasons(because: Sequence[str]) -> str:
    """Reasons for a step; of many standards that are open the first, and how many more.

    >>> _join_reasons(["a is open", "b is open", "nobody has said: personal data"])
    'a and b are open; nobody has said: personal data'
    """
    names = [reason.removesuffix(_OPEN) for reason in because if reason.endswith(_OPEN)]
    others = [reason for reason in because if not reason.endswith(_OPEN)]
    are_open = f"{name_some(names)} {'is' if len(names) == 1 else 'are'} open" if names else ""
    return "; ".join(filter(None, (are_open, *others)))


_OPEN = " is open"


def _summarize_open_points(draft: Draft, tool: int) -> str:
    parts = []
    if told := _list_notified_roles(draft, tool):
        parts.append(f"it takes a fast track: tell {', '.join(told)}")
    if standards := draft.requirements[tool].unanswered_standards:
        parts.append(f"work starts once this is answered: {name_some(standards)}")
    jobs = (job for job in _list_jobs(draft, tool) if not job.satisfied)
    if untimed := [f"“{job.step.label or job.step.id}”" for job in jobs if is_untimed(job)]:
        verb = "takes" if len(untimed) == 1 else "take"
        parts.append(f"ask IT how long {name_some(untimed, 3)} {verb}")
    return "; ".join(parts)


def _list_notified_roles(draft: Draft, tool: int) -> list[str]:
    """Who wants to be told of the fast track that a tool takes, by label."""
    route = draft.requirements[tool].route
    labels = {role.id: role.label for role in draft.catalog.roles}
    return [labels[role] for role in route.notify] if route else []


# --- what dates rest on --------------------------------------------------------------------------


def collect_time_questions(draft: Draft, analysis: ScheduleAnalysis) -> tuple[Question, ...]:
    """Questions to IT about assumed capacities and unconfirmed times.

    Capacities first, then times, those that most tools rest on before the others.
    """
    tools: dict[str, dict[str, None]] = {}
    texts: dict[str, str] = {}
    for tool, goal in enumerate(draft.network.tool_goals):
        for number in find_unconfirmed_jobs(draft, analysis, goal) if goal is not None else ():
            step = draft.jobs[number].step
            tools.setdefault(step.id, {})[draft.requirements[tool].tool] = None
            if step.id not in texts:  # all jobs of a step take it from the catalog
                texts[step.id] = _ask_for_time(draft, number)
    ordered = sorted(tools, key=lambda step: -len(tools[step]))
    times = (
        Question(Supplier.IT, texts[step], tools=tuple(tools[step]), settles=len(tools[step]))
        for step in ordered
    )
    return (*ask_for_capacities(draft, analysis), *times)


def _ask_for_time(draft: Draft, number: int) -> str:
    job = draft.jobs[number]
    step, estimate = job.step, choose_estimate(job)
    role = next(r.label for r in draft.catalog.roles if r.id == step.role)
    question = (
        f"How long does {role.replace('The ', 'the ', 1)} need for “{step.label or step.id}”?"
    )
    if estimate is None:
        return f"{question} Nobody has said, so the plan assumes no time for it."
    assumed = quantity(estimate.likely, "working day" if step.lead else "person-day")
    bounds = f" ({estimate.low:g} to {estimate.high:g})" if estimate.high > estimate.low else ""
    return f"{question} The plan assumes {assumed}{bounds}."


def optimality_gap(draft: Draft) -> float:
    """The optimality gap: (cost - lower bound) / cost of the mean go-live, rounded up to 0.001.

    0 when the schedule is proved to be optimal.
    """
    cost, bound = draft.schedule.cost[0], draft.schedule.lower_bound
    if draft.schedule.proved or cost <= 0:
        return 0.0
    return ceil(1_000 * max(0.0, cost - bound) / cost) / 1_000
