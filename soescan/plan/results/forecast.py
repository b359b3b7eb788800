"""Plans -> Forecast: what the coming months ask of each role, over several proposals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from soescan.model import Case, Forecast, MonthLoad
from soescan.plan.draft import Draft
from soescan.plan.results.tasks import likely_effort
from soescan.plan.scheduling.stages import StageKind, compute_role_capacity
from soescan.plan.workdays import Workdays

_UNTOLD = "later"
"""The month of what has none: it sorts behind all others."""


def forecast_workload(draft: Draft, proposals: Sequence[str]) -> Forecast:
    """The load of each role by month: requests that begin in it, person-days of work done in it.

    `proposals` are the names of what the draft was made from. Months are written as 2026-11; what
    only queues at assumed capacities put on a day stands under `later`.
    """
    requests: dict[tuple[str, str], int] = {}
    work: dict[tuple[str, str], float] = {}
    for number, job in enumerate(draft.jobs):
        if job.satisfied:
            continue
        stages = draft.list_job_stages(number)
        month = (
            _UNTOLD
            if stages[0] in draft.untold_stages
            else _format_month(draft.workdays.date_of(draft.schedule.start[stages[0]]))
        )
        requests[job.step.role, month] = requests.get((job.step.role, month), 0) + 1
        for index in stages:
            if draft.network.stages[index].kind is StageKind.WORK:
                days = range(draft.schedule.start[index], draft.schedule.finish[index])
                for day in days:
                    is_told = index not in draft.untold_stages
                    month = _format_month(draft.workdays.date_of(day)) if is_told else _UNTOLD
                    key = job.step.role, month
                    work[key] = work.get(key, 0.0) + likely_effort(job) / len(days)
    months = tuple(
        MonthLoad(
            role.label,
            month,
            requests.get((role.id, month), 0),
            round(work.get((role.id, month), 0.0), 2),
            _compute_monthly_capacity(draft.cases[0], draft.workdays, role.id, month),
        )
        for role in draft.catalog.roles
        for month in sorted({m for r, m in (*requests, *work) if r == role.id})
    )
    return Forecast(draft.workdays.start, tuple(proposals), months)


def _format_month(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def _compute_monthly_capacity(
    case: Case, workdays: Workdays, role_id: str, month: str
) -> float | None:
    """Person-days that a role has in a month, from the plan's first day on."""
    role = next(r for r in case.catalog.roles if r.id == role_id)
    capacity = compute_role_capacity(role, case.catalog, workdays)
    if capacity is None or month == _UNTOLD:
        return None
    days = range(workdays.horizon) if capacity.days is None else capacity.days
    count = sum(_format_month(workdays.date_of(day)) == month for day in days)
    return round(count * capacity.people * capacity.rate, 2)
