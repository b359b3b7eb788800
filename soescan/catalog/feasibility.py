"""Can what a catalog asks for ever be done? What cannot is its author's mistake, and has a place.

Looks at: roles, committees, calendars and steps together. Found when a catalog is read, it is an
error with a line; found later, it would be a plan that never ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from soescan.catalog.valid_parts import ValidParts
from soescan.dates import RecurrenceRuleError, meeting_dates
from soescan.model import Calendar, Committee, Estimate, FastTrack, Place, Role, Step

ReportProblem = Callable[[Place, str, str, str], None]

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HORIZON = timedelta(days=4 * 366)
"""As far as a plan looks."""
_MOST_DAYS = 2_500
"""Working days, ten years of them: what takes longer is a slip of the pen."""
_MOST_WEEKS = _MOST_DAYS // 5
_LONGEST_TRIAL = 365
"""Days; what is tried for longer is in use."""
_DEFAULT_DAY = date(2026, 1, 1)
_LAST_YEAR = 2999
"""After it there may be too few years to plan on."""
"""For a catalog that does not say when it is true: rules are judged from here."""


def check_feasibility(
    parts: ValidParts, report: ReportProblem, place_of: Callable[[str], Place]
) -> None:
    """Record what nothing can meet: a committee that never meets, a role without capacity.

    `report` takes place, path, what was expected and what was found; `place_of` says where a field
    of the catalog stands. Committees must meet within four years of the catalog's day.
    """
    header, day = parts.part("catalog"), _DEFAULT_DAY
    if header:
        day = header.as_of or day
        if day.year > _LAST_YEAR:
            report(place_of("catalog"), "catalog.as_of", f"a year up to {_LAST_YEAR}", str(day))
            day = _DEFAULT_DAY
        for problem in _find_calendar_problems(header.calendar):
            report(
                place_of("catalog"),
                "catalog.calendar.workdays",
                "mon, tue, wed, thu, fri, sat or sun",
                problem,
            )
    for index, role in parts.records("roles"):
        _check_role(role, f"roles[{index}]", report)
    for index, committee in parts.records("committees"):
        _check_committee(committee, f"committees[{index}]", day, report)
    roles = {role.id: role for _, role in parts.records("roles")}
    steps: dict[str, Step] = {step.id: step for _, step in parts.records("approvals")}
    for index, step in parts.records("approvals"):
        _check_step(step, f"approvals[{index}]", steps, report)
        if step.effort and (role := roles.get(step.role)) and not _has_time(role, step.effort):
            capacity_found = f"{step.role}, whose capacity is {role.capacity:g} ({role.place})"
            report(
                step.place,
                f"approvals[{index}].role",
                "somebody who has time for it",
                capacity_found,
            )
    for index, track in parts.records("fast_track"):
        _check_trial(track, f"fast_track[{index}]", place_of("fast_track"), report)
    policy = parts.part("policy")
    if policy and not 0 <= policy.planning.together <= 1:
        capacity_found = str(policy.planning.together)
        report(
            place_of("policy"), "policy.planning.together", "a share from 0 to 1", capacity_found
        )


def _has_time(role: Role, effort: Estimate) -> bool:
    """Can a role do a step within the years of a plan? Without a capacity nobody waits for it."""
    if role.capacity is None or role.capacity < 0:
        return True
    return role.capacity > 0 and effort.likely / role.capacity <= _MOST_WEEKS


def _check_trial(track: FastTrack, path: str, place: Place, report: ReportProblem) -> None:
    """A trial has an end, and somebody who decides then."""
    days, found = track.ends_after_days, track.decided_by or "nobody"
    if days is not None and not 1 <= days <= _LONGEST_TRIAL:
        expected = f"a number of days from 1 to {_LONGEST_TRIAL}"
        report(place, f"{path}.ends_after_days", expected, str(days))
    if days is not None and track.decided_by is None:
        report(place, f"{path}.decided_by", "the role that decides when the trial ends", found)
    if days is None and track.decided_by is not None:
        report(
            place,
            f"{path}.ends_after_days",
            "the days of the trial that somebody decides on",
            "none",
        )


def _find_calendar_problems(calendar: Calendar) -> Iterator[str]:
    if not calendar.workdays:
        yield "no day at all"
    for name in calendar.workdays:
        if name.strip().casefold()[:3] not in _WEEKDAYS:
            yield repr(name)


def _check_role(role: Role, path: str, report: ReportProblem) -> None:
    if role.capacity is not None and role.capacity < 0:
        expected = "0 or more person-days a week; leave it out if nobody ever waits for this role"
        report(role.place, f"{path}.capacity", expected, f"{role.capacity:g}")
    if role.backlog < 0:
        report(role.place, f"{path}.backlog", "0 or more person-days", f"{role.backlog:g}")
    if role.capacity and role.capacity > 0 and role.backlog / role.capacity > _MOST_WEEKS:
        expected = f"at most the work of {_MOST_WEEKS} weeks"
        weekly_load = f"{role.backlog:g} person-days at {role.capacity:g} a week"
        report(role.place, f"{path}.backlog", expected, weekly_load)
    for problem in _find_calendar_problems(role.calendar) if role.calendar else ():
        report(role.place, f"{path}.calendar.workdays", "mon to sun", problem)


def _check_committee(committee: Committee, path: str, as_of: date, report: ReportProblem) -> None:
    place = committee.place
    if committee.submission_lead < 0:
        lead_found = str(committee.submission_lead)
        report(place, f"{path}.submission_lead", "working days before the meeting", lead_found)
    if committee.max_items is not None and committee.max_items < 1:
        report(place, f"{path}.max_items", "at least 1", str(committee.max_items))
    try:
        meeting_days = meeting_dates(committee, as_of, as_of + _HORIZON)
    except RecurrenceRuleError as error:
        expected = "a rule such as FREQ=MONTHLY;BYDAY=2TU"
        report(place, f"{path}.rrule", expected, str(error))
        return
    if not meeting_days:
        key = "dates" if committee.dates and not committee.rrule else "rrule"
        expected = f"a meeting between {as_of} and {as_of + _HORIZON}"
        report(place, f"{path}.{key}", expected, "none: its decisions would wait for ever")


def _check_step(step: Step, path: str, steps: dict[str, Step], report: ReportProblem) -> None:
    predecessors = len(set(step.after))
    if step.join.isdecimal() and not 1 <= int(step.join) <= max(1, predecessors):
        numbers = f"1 to {predecessors}" if predecessors > 1 else "1"
        after = f"{predecessors or 'no'} step{'' if predecessors == 1 else 's'}"
        expected = f"{numbers}, because it comes after {after}"
        report(step.place, f"{path}.join", expected, step.join)
    if step.valid_months is not None and step.valid_months < 1:
        found = str(step.valid_months)
        report(
            step.place,
            f"{path}.valid_months",
            "at least 1; leave it out if it never expires",
            found,
        )
    if not 0 <= step.rework < 1:
        report(step.place, f"{path}.rework", "a chance from 0 to below 1", f"{step.rework:g}")
    for other_id in step.separate_from:
        if other_id in steps and steps[other_id].role == step.role:
            role_found = f"{step.role} for both {step.id} and {other_id}"
            report(step.place, f"{path}.separate_from", "different roles", role_found)
    for part in ("effort", "lead"):
        estimate = getattr(step, part)
        if estimate and estimate.low < 0:
            report(step.place, f"{path}.{part}", "no less than 0 days", f"{estimate.low:g}")
        if estimate and estimate.high > _MOST_DAYS:
            report(step.place, f"{path}.{part}", f"at most {_MOST_DAYS} days", f"{estimate.high:g}")
