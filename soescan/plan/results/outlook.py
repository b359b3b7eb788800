"""Draft -> the outlook of each tool: dates, chances, and why."""

from __future__ import annotations

from datetime import date
from math import ceil

import numpy as np

from soescan.model import Chance, Question, Supplier, ToolPlan
from soescan.plan.draft import Draft
from soescan.plan.results.explanations import chain
from soescan.plan.results.schedule_analysis import Drivers
from soescan.plan.results.tasks import effort, lead, unconfirmed, untimed
from soescan.plan.scheduling.serial_schedule import Passes
from soescan.plan.scheduling.stages import Part

_SURE = 0.995
"""Meetings after one that is as good as sure are not listed."""


def outlooks(draft: Draft, drivers: Drivers, wish: date | None) -> tuple[ToolPlan, ...]:
    """What each tool has to expect, in the proposal's order."""
    relaxed = Passes(draft.instance, 1).relaxed().finish
    return tuple(
        _nothing(draft, tool) if goal is None else _tool(draft, drivers, tool, goal, relaxed, wish)
        for tool, goal in enumerate(draft.stages.goals)
    )


def _nothing(draft: Draft, tool: int) -> ToolPlan:
    return ToolPlan(draft.wanted[tool].tool, says=draft.wanted[tool].says)


def _tool(
    draft: Draft,
    drivers: Drivers,
    tool: int,
    goal: int,
    relaxed: list[int],
    wish: date | None,
) -> ToolPlan:
    asked = draft.wanted[tool]
    own = [job for job in draft.jobs if tool in job.tools]
    finish = draft.schedule.finish[goal]
    p50, p80, p95 = (percentile(draft, tool, share) for share in (50, 80, 95))
    return ToolPlan(
        tool=asked.tool,
        tasks=tuple(job.id for job in own),
        days=draft.clock.between(0, finish),
        lead=draft.clock.between(0, relaxed[goal]),
        effort=round(sum(map(effort, own)), 3),
        earliest=draft.done(goal, finish),
        p50=p50,
        p80=p80,
        p95=p95,
        wish=_wish(draft, tool, goal, wish),
        meetings=_meetings(draft, tool),
        why=chain(draft, drivers, goal, tool),
        widest=_widest(draft, tool),
        route=(asked.route.label or asked.route.id) if asked.route else "",
        assumptions=_assumptions(draft, tool),
        illustrative=bool(unconfirmed(draft, drivers, goal)),
        says=_says(draft, tool),
    )


def percentile(draft: Draft, tool: int, share: float) -> date:
    """The day by which a tool is live in so many percent of the draws."""
    row = draft.simulation.finish[draft.rows[tool]]
    at = np.percentile(row, share, method="higher")
    goal = draft.stages.goals[tool]
    return draft.done(goal if goal is not None else 0, float(at))


def _wish(draft: Draft, tool: int, goal: int, wish: date | None) -> Chance | None:
    if wish is None:
        return None
    moment = draft.stages.stages[goal].part is Part.MOMENT
    row = draft.simulation.finish[draft.rows[tool]]
    # Live on a day: a moment happens on its day, everything else on the day before its finish.
    last = draft.clock.number(date.fromordinal(wish.toordinal() + 1)) - (1 if moment else 0)
    return Chance("live by the wish date", wish, round(float((row <= last).mean()), 3))


def _meetings(draft: Draft, tool: int) -> tuple[Chance, ...]:
    """For each committee that decides on a tool: how likely it has by each of its dates."""
    found: list[Chance] = []
    for row, job in enumerate(draft.jobs):
        stage = draft.stages.stages[draft.stages.ends[row]]
        if stage.part is not Part.MEETING or tool not in job.tools:
            continue
        body = draft.catalog.committees[stage.body or 0]
        days, counts = np.unique(draft.simulation.watched[row], return_counts=True)
        shares = np.cumsum(counts) / counts.sum()
        what = f"{body.label or body.id}: {job.step.label or job.step.id}"
        for day, share in zip(days, shares, strict=True):
            found.append(Chance(what, draft.clock.day(int(day) - 1), round(float(share), 3)))
            if share >= _SURE:
                break
    return tuple(found)


def _widest(draft: Draft, tool: int) -> str:
    """The job whose spread moves a tool's date most."""
    matters = draft.simulation.matters[:, draft.rows[tool]]
    best = int(np.argmax(matters))
    job = draft.stages.stages[best].job
    return draft.jobs[job].id if job is not None and matters[best] > 0 else ""


def _assumptions(draft: Draft, tool: int) -> tuple[str, ...]:
    """What is taken to be so because nobody said: steps that are kept, times that are missing."""
    found = []
    for asked in draft.wanted[tool].steps.values():
        step = asked.step
        if asked.assumed:
            why = "; ".join(asked.because)
            found.append(f"“{step.label or step.id}” is needed ({why})")
    found += [
        f"“{job.step.label or job.step.id}” takes no time: no lead time is known"
        for job in draft.jobs
        if tool in job.tools and untimed(job) and not job.satisfied
    ]
    return tuple(found)


def _says(draft: Draft, tool: int) -> str:
    parts = []
    if waiting := draft.wanted[tool].waiting:
        parts.append(f"starts when answered: {', '.join(waiting)}")
    own = [job for job in draft.jobs if tool in job.tools and untimed(job) and not job.satisfied]
    if own:
        parts.append(f"no lead time known for {', '.join(job.step.id for job in own)}: ask IT")
    return "; ".join(parts)


# --- what dates rest on --------------------------------------------------------------------------


def questions(draft: Draft, drivers: Drivers) -> tuple[Question, ...]:
    """What to ask IT about the times that the dates rest on."""
    tools: dict[str, dict[str, None]] = {}
    texts: dict[str, str] = {}
    for tool, goal in enumerate(draft.stages.goals):
        for number in unconfirmed(draft, drivers, goal) if goal is not None else ():
            step = draft.jobs[number].step
            tools.setdefault(step.id, {})[draft.wanted[tool].tool] = None
            texts[step.id] = _question(draft, number)
    ordered = sorted(tools, key=lambda step: -len(tools[step]))
    return tuple(
        Question(Supplier.IT, texts[step], tools=tuple(tools[step]), settles=len(tools[step]))
        for step in ordered
    )


def _question(draft: Draft, number: int) -> str:
    job = draft.jobs[number]
    step, estimate = job.step, lead(job)
    role = next(r.label for r in draft.catalog.roles if r.id == step.role)
    asks = f"How long does “{step.label or step.id}” take with {role}?"
    if estimate is None:
        return f"{asks} We know no figure and have counted none."
    unit = "working days" if step.lead else "person-days"
    span = f"{estimate.low:g} to {estimate.high:g}" if estimate.high > estimate.low else ""
    return f"{asks} We have assumed {estimate.likely:g} {unit}{f' ({span})' if span else ''}."


def gap(draft: Draft) -> float:
    """How much earlier the mean go-live could be at most, as a share of it."""
    cost, bound = draft.schedule.cost[0], draft.schedule.bound
    if draft.schedule.proved or cost <= 0:
        return 0.0
    return ceil(1_000 * max(0.0, cost - bound) / cost) / 1_000
