"""Draft -> tasks: every job with its dates, its people and what it waits for."""

from __future__ import annotations

from datetime import date

import numpy as np

from soescan.dates import add_months
from soescan.model import Confidence, Estimate, Task
from soescan.plan.draft import Draft
from soescan.plan.requirements.jobs import Job
from soescan.plan.results.assumed_queues import describe_missing_date, find_assumed_roles
from soescan.plan.results.explanations import explain_start
from soescan.plan.results.schedule_analysis import ScheduleAnalysis
from soescan.plan.scheduling.stages import StageKind

_PERCENT = 80


def build_tasks(draft: Draft, analysis: ScheduleAnalysis) -> tuple[Task, ...]:
    """A task for each job, by start, then finish, then the order of the jobs."""
    critical = _find_critical_jobs(draft, analysis)
    numbers = range(len(draft.jobs))
    tasks = [_build_task(draft, analysis, number, number in critical) for number in numbers]
    position = {job.id: number for number, job in enumerate(draft.jobs)}
    return tuple(sorted(tasks, key=lambda task: (task.start, task.finish, position[task.id])))


def likely_effort(job: Job) -> float:
    """The likely effort of a job in person-days; 0 for one that is on file or has no estimate."""
    return job.step.effort.likely if job.step.effort and not job.satisfied else 0.0


def choose_estimate(job: Job) -> Estimate | None:
    """The estimate that a date rests on: the lead in working days, else the effort; None: none."""
    return job.step.lead or job.step.effort


def is_untimed(job: Job) -> bool:
    """Does the catalog not say how long it takes? A committee's days are an answer, too."""
    step = job.step
    return step.effort is None and step.lead is None and step.committee is None


def find_unconfirmed_jobs(draft: Draft, analysis: ScheduleAnalysis, stage: int) -> list[int]:
    """The jobs on the critical sequence of a stage whose times IT has not confirmed, by number."""
    numbers = (draft.network.stages[index].job for index in analysis.critical_sequence(stage))
    unconfirmed = (n for n in numbers if n is not None and _is_unconfirmed(draft.jobs[n]))
    return list(dict.fromkeys(unconfirmed))


def rests_on_assumptions(analysis: ScheduleAnalysis, stage: int) -> bool:
    """Does the day of a stage rest on times or capacities that IT has not confirmed?"""
    return analysis.accumulate(stage, _add_unconfirmed) or bool(find_assumed_roles(analysis, stage))


def _add_unconfirmed(analysis: ScheduleAnalysis, rests: bool | None, index: int) -> bool:
    """Is the time of any stage up to this one not confirmed?"""
    job = analysis.stages[index].job
    return bool(rests) or (job is not None and _is_unconfirmed(analysis.draft.jobs[job]))


def _is_unconfirmed(job: Job) -> bool:
    """Is the time of a job one that its own IT has not confirmed?"""
    if job.satisfied:
        return False
    return is_untimed(job) or (
        choose_estimate(job) is not None and job.step.status is Confidence.DEFAULT
    )


def _find_critical_jobs(draft: Draft, analysis: ScheduleAnalysis) -> set[int]:
    goals = draft.go_lives.values()
    stages = {stage for goal in goals for stage in analysis.critical_sequence(goal)}
    jobs = {draft.network.stages[stage].job for stage in stages}
    return {job for job in jobs if job is not None}


def _build_task(draft: Draft, analysis: ScheduleAnalysis, number: int, critical: bool) -> Task:
    job, stages = draft.jobs[number], draft.list_job_stages(number)
    step, catalog = job.step, draft.catalog
    first, last = stages[0], stages[-1]
    start, finish = draft.schedule.start[first], draft.schedule.finish[last]
    role = next(r for r in catalog.roles if r.id == step.role)
    meeting, papers_by = _find_meeting_dates(draft, stages)
    begins, ends = _find_days(draft, stages)
    busy = [n for n in stages if draft.network.stages[n].kind in (StageKind.WORK, StageKind.LEAD)]
    days = sum(draft.count_worked_days(n) for n in busy)
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
        starts=begins,
        ends=ends,
        days=days,
        effort=likely_effort(job),
        lead=step.lead.likely if step.lead and not job.satisfied else 0.0,
        scope=step.scope,
        critical=critical,
        slack=analysis.slack[last],
        often_critical=round(float(max(draft.simulation.criticality_index[n] for n in stages)), 3),
        p80=_find_p80(draft, number) if ends else None,
        assumed=job.assumed,
        satisfied=job.satisfied,
        waits_for=_explain_wait(draft, analysis, number),
        queued=sum(analysis.count_queue_days(n) for n in stages),
        meeting=meeting,
        papers_by=papers_by,
        artefacts=job.artefacts,
        tests=job.tests,
        valid_until=_find_expiry(job, ends),
        illustrative=not job.satisfied and rests_on_assumptions(analysis, last),
        status=step.status if choose_estimate(job) else Confidence.DEFAULT,
        source=step.source,
        confirmed_on=step.confirmed_on,
    )


def _find_days(draft: Draft, stages: range) -> tuple[date | None, date | None]:
    """The first and the last day of a job; None for a day that is not told."""
    first, last = stages[0], stages[-1]
    begins = draft.workdays.date_of(draft.schedule.start[first])
    ends = draft.finish_date(last, draft.schedule.finish[last])
    if last in draft.untold_stages:
        return (None if first in draft.untold_stages else begins), None
    return min(begins, ends), ends


def _explain_wait(draft: Draft, analysis: ScheduleAnalysis, job: int) -> str:
    """What decides when a job is done, in words; empty for one that is on file."""
    if draft.jobs[job].satisfied:
        return ""
    last = draft.network.job_ends[job]
    if last in draft.untold_stages:
        return describe_missing_date(draft, analysis, last)
    return explain_start(draft, analysis, job)


def _find_expiry(job: Job, ends: date | None) -> date | None:
    """The last day on which a job counts that ends then; None: for ever, or it is on file."""
    months = job.step.valid_months
    return add_months(ends, months) if months and ends and not job.satisfied else None


def _find_p80(draft: Draft, job: int) -> date:
    """The P80 of a job: the day by which it is done in 80 of 100 draws."""
    finishes = draft.simulation.watched_finish[job]
    day = float(np.percentile(finishes, _PERCENT, method="higher"))
    return draft.finish_date(draft.network.job_ends[job], day)


def _find_meeting_dates(draft: Draft, stages: range) -> tuple[date | None, date | None]:
    """The day of the meeting and the last day for its papers."""
    for index in stages:
        if index in draft.untold_stages:
            continue
        stage, day = draft.network.stages[index], draft.schedule.start[index]
        if stage.kind is StageKind.MEETING:
            committee = draft.catalog.committees[stage.committee or 0]
            has_papers = committee.submission_lead > 0
            papers_by = draft.workdays.find_papers_day(day, committee) if has_papers else None
            return draft.workdays.date_of(day), papers_by
    return None, None
