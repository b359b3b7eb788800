"""Plans -> Forecast: what the coming months ask of each role, over several proposals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from soescan.model import Case, Forecast, MonthLoad
from soescan.plan.draft import Draft
from soescan.plan.results.tasks import likely_effort
from soescan.plan.scheduling.stages import StageKind, role_capacity
from soescan.plan.workdays import Workdays


def forecast_workload(made: Draft, proposals: Sequence[str]) -> Forecast:
    """Requests by the month in which they begin, work by the months in which it is done."""
    requests: dict[tuple[str, str], int] = {}
    work: dict[tuple[str, str], float] = {}
    for number, job in enumerate(made.jobs):
        if job.satisfied:
            continue
        own = made.stages_of_job(number)
        first = _month_of(made.workdays.date_of(made.schedule.start[own[0]]))
        requests[job.step.role, first] = requests.get((job.step.role, first), 0) + 1
        for index in own:
            if made.network.stages[index].kind is StageKind.WORK:
                days = range(made.schedule.start[index], made.schedule.finish[index])
                for day in days:
                    key = job.step.role, _month_of(made.workdays.date_of(day))
                    work[key] = work.get(key, 0.0) + likely_effort(job) / len(days)
    months = tuple(
        MonthLoad(
            role.label,
            month,
            requests.get((role.id, month), 0),
            round(work.get((role.id, month), 0.0), 2),
            _monthly_capacity(made.cases[0], made.workdays, role.id, month),
        )
        for role in made.catalog.roles
        for month in sorted({m for r, m in (*requests, *work) if r == role.id})
    )
    return Forecast(made.workdays.start, tuple(proposals), months)


def _month_of(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def _monthly_capacity(case: Case, clock: Workdays, role_id: str, month: str) -> float | None:
    """Person-days that a role has in a month, from the plan's first day on."""
    role = next(r for r in case.catalog.roles if r.id == role_id)
    found = role_capacity(role, case.catalog, clock)
    if found is None:
        return None
    days = range(clock.horizon) if found.days is None else found.days
    count = sum(_month_of(clock.date_of(day)) == month for day in days)
    return round(count * found.people * found.rate, 2)
