"""Draft -> tasks: every job with its dates, its people and what it waits for."""

from __future__ import annotations

from datetime import date

import numpy as np

from soescan.dates import add_months
from soescan.model import Confidence, Estimate, Task
from soescan.plan.draft import Draft
from soescan.plan.requirements.jobs import Job
from soescan.plan.results.explanations import explain_start
from soescan.plan.results.schedule_analysis import ScheduleAnalysis
from soescan.plan.scheduling.stages import StageKind

_PERCENT = 80


def build_tasks(draft: Draft, drivers: ScheduleAnalysis) -> tuple[Task, ...]:
    """All tasks, in the order of their days."""
    critical = _find_critical_jobs(draft, drivers)
    made = [
        _build_task(draft, drivers, number, number in critical) for number in range(len(draft.jobs))
    ]
    position = {id_: n for n, id_ in enumerate(job.id for job in draft.jobs)}
    return tuple(sorted(made, key=lambda task: (task.start, task.finish, position[task.id])))


def likely_effort(job: Job) -> float:
    """Likely person-days of a job."""
    return job.step.effort.likely if job.step.effort and not job.satisfied else 0.0


def governing_estimate(job: Job) -> Estimate | None:
    """The estimate a date rests on, if the catalog has one."""
    return job.step.lead or job.step.effort


def is_untimed(job: Job) -> bool:
    """Does the catalog not say how long it takes? A committee's days are an answer, too."""
    step = job.step
    return step.effort is None and step.lead is None and step.committee is None


def find_unconfirmed_jobs(draft: Draft, drivers: ScheduleAnalysis, stage: int) -> list[int]:
    """The jobs on the chain that makes a stage's date, itself included, whose times IT has not
    confirmed."""
    found: dict[int, None] = {}
    for index in drivers.critical_sequence(stage):
        number = draft.network.stages[index].job
        if number is not None and _is_unconfirmed(draft.jobs[number]):
            found[number] = None
    return list(found)


def _is_unconfirmed(job: Job) -> bool:
    """Is the time of a job one that its own IT has not confirmed?"""
    if job.satisfied:
        return False
    return is_untimed(job) or (
        governing_estimate(job) is not None and job.step.status is Confidence.DEFAULT
    )


def _find_critical_jobs(draft: Draft, drivers: ScheduleAnalysis) -> set[int]:
    return {
        job
        for goal in draft.network.tool_goals
        if goal is not None
        for stage in drivers.critical_sequence(goal)
        if (job := draft.network.stages[stage].job) is not None
    }


def _build_task(draft: Draft, drivers: ScheduleAnalysis, number: int, critical: bool) -> Task:
    job, own, clock = draft.jobs[number], draft.stages_of_job(number), draft.workdays
    step, catalog = job.step, draft.catalog
    first, last = own[0], own[-1]
    start, finish = draft.schedule.start[first], draft.schedule.finish[last]
    role = next(r for r in catalog.roles if r.id == step.role)
    meeting, papers = _meeting_dates(draft, own)
    ends = draft.finish_date(last, finish)
    days = sum(
        draft.problem.activities[n].duration
        for n in own
        if draft.network.stages[n].kind in (StageKind.WORK, StageKind.LEAD)
    )
    return Task(
        id=job.id,
        step=step.id,
        label=step.label or step.id,
        role=role.label,
        kind=step.kind,
        because=job.because,
        tools=tuple(draft.requirements[tool].tool for tool in job.tools),
        start=start,
        finish=finish,
        starts=min(clock.date_of(start), ends),
        ends=ends,
        days=days,
        effort=likely_effort(job),
        lead=step.lead.likely if step.lead and not job.satisfied else 0.0,
        scope=step.scope,
        critical=critical,
        slack=drivers.slack[last],
        often_critical=round(float(max(draft.simulation.criticality_index[n] for n in own)), 3),
        p80=_finish_at_p80(draft, number),
        assumed=job.assumed,
        satisfied=job.satisfied,
        waits_for="" if job.satisfied else explain_start(draft, drivers, number),
        queued=sum(drivers.count_queue_days(n) for n in own),
        meeting=meeting,
        papers_by=papers,
        artefacts=job.artefacts,
        tests=job.tests,
        valid_until=_valid_until(job, ends),
        illustrative=not job.satisfied and bool(find_unconfirmed_jobs(draft, drivers, last)),
        status=step.status if governing_estimate(job) else Confidence.DEFAULT,
        source=step.source,
    )


def _valid_until(job: Job, ends: date) -> date | None:
    """How long it counts once it is done; what is on file says so itself."""
    months = job.step.valid_months
    return add_months(ends, months) if months and not job.satisfied else None


def _finish_at_p80(draft: Draft, number: int) -> date:
    """The day by which a job is done in 80 of 100 draws."""
    row = draft.simulation.watched_finish[number]
    at = float(np.percentile(row, _PERCENT, method="higher"))
    return draft.finish_date(draft.network.job_ends[number], at)


def _meeting_dates(draft: Draft, own: range) -> tuple[date | None, date | None]:
    """The day of the meeting and the last day for its papers."""
    for index in own:
        if draft.network.stages[index].kind is StageKind.MEETING:
            day = draft.schedule.start[index]
            before = draft.network.stages[index - 1] if index else None
            if before is None or before.kind is not StageKind.PAPERS or index - 1 not in own:
                return draft.workdays.date_of(day), None
            lead = int(before.duration.likely)
            ours = draft.workdays.organisation_days
            at = day if ours is None else int(np.searchsorted(ours, day))
            by = at - lead
            return draft.workdays.date_of(day), draft.workdays.date_of(
                by if ours is None else ours[max(by, 0)]
            )
    return None, None
