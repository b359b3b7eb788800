"""Draft -> the outlook of each tool: dates, chances, and why."""

from __future__ import annotations

from datetime import date
from math import ceil

import numpy as np

from soescan.model import Chance, Question, Supplier, ToolPlan
from soescan.plan.draft import Draft
from soescan.plan.results.explanations import explain_go_live
from soescan.plan.results.schedule_analysis import ScheduleAnalysis
from soescan.plan.results.tasks import (
    find_unconfirmed_jobs,
    governing_estimate,
    is_untimed,
    likely_effort,
)
from soescan.plan.scheduling.serial_schedule import SerialScheduleGenerator
from soescan.plan.scheduling.stages import StageKind

_NEARLY_CERTAIN = 0.995
"""Meetings after one that is as good as sure are not listed."""


def build_tool_plans(
    draft: Draft, drivers: ScheduleAnalysis, wish: date | None
) -> tuple[ToolPlan, ...]:
    """What each tool has to expect, in the proposal's order."""
    relaxed = SerialScheduleGenerator(draft.problem, 1).relax_resources().finish
    return tuple(
        _build_empty_plan(draft, tool)
        if goal is None
        else _build_tool_plan(draft, drivers, tool, goal, relaxed, wish)
        for tool, goal in enumerate(draft.network.tool_goals)
    )


def _build_empty_plan(draft: Draft, tool: int) -> ToolPlan:
    return ToolPlan(draft.requirements[tool].tool, says=draft.requirements[tool].says)


def _build_tool_plan(
    draft: Draft,
    drivers: ScheduleAnalysis,
    tool: int,
    goal: int,
    relaxed: list[int],
    wish: date | None,
) -> ToolPlan:
    asked = draft.requirements[tool]
    own = [job for job in draft.jobs if tool in job.tools]
    finish = draft.schedule.finish[goal]
    p50, p80, p95 = (finish_percentile(draft, tool, share) for share in (50, 80, 95))
    return ToolPlan(
        tool=asked.tool,
        tasks=tuple(job.id for job in own),
        days=draft.workdays.count_between(0, finish),
        lead=draft.workdays.count_between(0, relaxed[goal]),
        effort=round(sum(map(likely_effort, own)), 3),
        earliest=draft.finish_date(goal, finish),
        p50=p50,
        p80=p80,
        p95=p95,
        wish=_wish_chance(draft, tool, goal, wish),
        meetings=_meeting_chances(draft, tool),
        why=explain_go_live(draft, drivers, goal, tool),
        widest=_most_sensitive_job(draft, tool),
        route=(asked.route.label or asked.route.id) if asked.route else "",
        assumptions=_list_assumptions(draft, tool),
        illustrative=bool(find_unconfirmed_jobs(draft, drivers, goal)),
        says=_summarize_open_points(draft, tool),
    )


def finish_percentile(draft: Draft, tool: int, share: float) -> date:
    """The day by which a tool is live in so many percent of the draws."""
    row = draft.simulation.finish[draft.simulation_rows[tool]]
    at = np.percentile(row, share, method="higher")
    goal = draft.network.tool_goals[tool]
    return draft.finish_date(goal if goal is not None else 0, float(at))


def _wish_chance(draft: Draft, tool: int, goal: int, wish: date | None) -> Chance | None:
    if wish is None:
        return None
    moment = draft.network.stages[goal].kind is StageKind.MOMENT
    row = draft.simulation.finish[draft.simulation_rows[tool]]
    # Live on a day: a moment happens on its day, everything else on the day before its finish.
    last = draft.workdays.index_of(date.fromordinal(wish.toordinal() + 1)) - (1 if moment else 0)
    return Chance("live by the wish date", wish, round(float((row <= last).mean()), 3))


def _meeting_chances(draft: Draft, tool: int) -> tuple[Chance, ...]:
    """For each committee that decides on a tool: how likely it has by each of its dates."""
    found: list[Chance] = []
    for row, job in enumerate(draft.jobs):
        stage = draft.network.stages[draft.network.job_ends[row]]
        if stage.kind is not StageKind.MEETING or tool not in job.tools:
            continue
        body = draft.catalog.committees[stage.committee or 0]
        days, counts = np.unique(draft.simulation.watched_finish[row], return_counts=True)
        shares = np.cumsum(counts) / counts.sum()
        what = f"{body.label or body.id}: {job.step.label or job.step.id}"
        for day, share in zip(days, shares, strict=True):
            found.append(Chance(what, draft.workdays.date_of(int(day) - 1), round(float(share), 3)))
            if share >= _NEARLY_CERTAIN:
                break
    return tuple(found)


def _most_sensitive_job(draft: Draft, tool: int) -> str:
    """The job whose spread moves a tool's date most."""
    matters = draft.simulation.duration_sensitivity[:, draft.simulation_rows[tool]]
    best = int(np.argmax(matters))
    job = draft.network.stages[best].job
    return draft.jobs[job].id if job is not None and matters[best] > 0 else ""


def _list_assumptions(draft: Draft, tool: int) -> tuple[str, ...]:
    """What is taken to be so because nobody said: steps that are kept, times that are missing."""
    found = []
    for asked in draft.requirements[tool].steps.values():
        step = asked.step
        if asked.assumed:
            why = "; ".join(asked.because)
            found.append(f"“{step.label or step.id}” is needed ({why})")
    found += [
        f"“{job.step.label or job.step.id}” takes no time: no lead time is known"
        for job in draft.jobs
        if tool in job.tools and is_untimed(job) and not job.satisfied
    ]
    return tuple(found)


def _summarize_open_points(draft: Draft, tool: int) -> str:
    parts = []
    if waiting := draft.requirements[tool].unanswered_standards:
        parts.append(f"starts when answered: {', '.join(waiting)}")
    own = [job for job in draft.jobs if tool in job.tools and is_untimed(job) and not job.satisfied]
    if own:
        parts.append(f"no lead time known for {', '.join(job.step.id for job in own)}: ask IT")
    return "; ".join(parts)


# --- what dates rest on --------------------------------------------------------------------------


def collect_time_questions(draft: Draft, drivers: ScheduleAnalysis) -> tuple[Question, ...]:
    """What to ask IT about the times that the dates rest on."""
    tools: dict[str, dict[str, None]] = {}
    texts: dict[str, str] = {}
    for tool, goal in enumerate(draft.network.tool_goals):
        for number in find_unconfirmed_jobs(draft, drivers, goal) if goal is not None else ():
            step = draft.jobs[number].step
            tools.setdefault(step.id, {})[draft.requirements[tool].tool] = None
            texts[step.id] = _ask_for_time(draft, number)
    ordered = sorted(tools, key=lambda step: -len(tools[step]))
    return tuple(
        Question(Supplier.IT, texts[step], tools=tuple(tools[step]), settles=len(tools[step]))
        for step in ordered
    )


def _ask_for_time(draft: Draft, number: int) -> str:
    job = draft.jobs[number]
    step, estimate = job.step, governing_estimate(job)
    role = next(r.label for r in draft.catalog.roles if r.id == step.role)
    asks = f"How long does “{step.label or step.id}” take with {role}?"
    if estimate is None:
        return f"{asks} We know no figure and have counted none."
    unit = "working days" if step.lead else "person-days"
    span = f"{estimate.low:g} to {estimate.high:g}" if estimate.high > estimate.low else ""
    return f"{asks} We have assumed {estimate.likely:g} {unit}{f' ({span})' if span else ''}."


def optimality_gap(draft: Draft) -> float:
    """How much earlier the mean go-live could be at most, as a share of it."""
    cost, bound = draft.schedule.cost[0], draft.schedule.lower_bound
    if draft.schedule.proved or cost <= 0:
        return 0.0
    return ceil(1_000 * max(0.0, cost - bound) / cost) / 1_000
