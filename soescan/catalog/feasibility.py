"""Can what a catalog asks for ever be done? What cannot is its author's mistake, and has a place.

Looks at: roles, committees, calendars and steps together. Found when a catalog is read, it is an
error with a line; found later, it would be a plan that never ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from soescan.catalog.valid_parts import ValidParts
from soescan.dates import RecurrenceRuleError, meeting_dates
from soescan.model import Calendar, Committee, Place, Role, Step

Wrong = Callable[[Place, str, str, str], None]

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AHEAD = timedelta(days=4 * 366)
"""As far as a plan looks."""
_MOST_DAYS = 2_500
"""Working days, ten years of them: what takes longer is a slip of the pen."""
_MOST_WEEKS = _MOST_DAYS // 5
_SOME_DAY = date(2026, 1, 1)
_LAST_YEAR = 2999
"""After it there may be too few years to plan on."""
"""For a catalog that does not say when it is true: rules are judged from here."""


def check(parts: ValidParts, wrong: Wrong, at: Callable[[str], Place]) -> None:
    """Record everything that can never be; `at` says where a field of the catalog stands."""
    header, day = parts.part("catalog"), _SOME_DAY
    if header:
        day = header.as_of or day
        if day.year > _LAST_YEAR:
            wrong(at("catalog"), "catalog.as_of", f"a year up to {_LAST_YEAR}", str(day))
            day = _SOME_DAY
        for problem in _calendar(header.calendar):
            wrong(
                at("catalog"),
                "catalog.calendar.workdays",
                "mon, tue, wed, thu, fri, sat or sun",
                problem,
            )
    for index, role in parts.records("roles"):
        _role(role, f"roles[{index}]", wrong)
    for index, committee in parts.records("committees"):
        _committee(committee, f"committees[{index}]", day, wrong)
    roles = {role.id: role for _, role in parts.records("roles")}
    steps: dict[str, Step] = {step.id: step for _, step in parts.records("approvals")}
    for index, step in parts.records("approvals"):
        _step(step, f"approvals[{index}]", steps, wrong)
        if (role := roles.get(step.role)) and role.capacity == 0 and step.effort:
            found = f"{step.role}, whose capacity is 0 ({role.place})"
            wrong(step.place, f"approvals[{index}].role", "somebody who has time for it", found)
    policy = parts.part("policy")
    if policy and not 0 <= policy.planning.together <= 1:
        found = str(policy.planning.together)
        wrong(at("policy"), "policy.planning.together", "a share from 0 to 1", found)


def _calendar(calendar: Calendar) -> Iterator[str]:
    if not calendar.workdays:
        yield "no day at all"
    for name in calendar.workdays:
        if name.strip().casefold()[:3] not in _WEEKDAYS:
            yield repr(name)


def _role(role: Role, path: str, wrong: Wrong) -> None:
    if role.capacity is not None and role.capacity < 0:
        expected = "person-days a week; leave it out where nobody ever waits"
        wrong(role.place, f"{path}.capacity", expected, f"{role.capacity:g}")
    if role.backlog < 0:
        wrong(role.place, f"{path}.backlog", "person-days", f"{role.backlog:g}")
    if role.capacity and role.capacity > 0 and role.backlog / role.capacity > _MOST_WEEKS:
        expected = f"at most the work of {_MOST_WEEKS} weeks"
        found = f"{role.backlog:g} person-days at {role.capacity:g} a week"
        wrong(role.place, f"{path}.backlog", expected, found)
    for problem in _calendar(role.calendar) if role.calendar else ():
        wrong(role.place, f"{path}.calendar.workdays", "mon to sun", problem)


def _committee(committee: Committee, path: str, as_of: date, wrong: Wrong) -> None:
    place = committee.place
    if committee.submission_lead < 0:
        found = str(committee.submission_lead)
        wrong(place, f"{path}.submission_lead", "working days before the meeting", found)
    if committee.max_items is not None and committee.max_items < 1:
        wrong(place, f"{path}.max_items", "at least 1", str(committee.max_items))
    try:
        meets = meeting_dates(committee, as_of, as_of + _AHEAD)
    except RecurrenceRuleError as error:
        expected = "a rule such as FREQ=MONTHLY;BYDAY=2TU"
        wrong(place, f"{path}.rrule", expected, str(error))
        return
    if not meets:
        key = "dates" if committee.dates and not committee.rrule else "rrule"
        expected = f"a meeting between {as_of} and {as_of + _AHEAD}"
        wrong(place, f"{path}.{key}", expected, "none: what it decides on would wait for ever")


def _step(step: Step, path: str, steps: dict[str, Step], wrong: Wrong) -> None:
    if step.join.isdecimal() and not 1 <= int(step.join) <= max(1, len(step.after)):
        most = len(step.after)
        numbers = f"1 to {most}" if most > 1 else "1"
        after = f"{most or 'no'} step{'' if most == 1 else 's'}"
        expected = f"{numbers}, for it comes after {after}"
        wrong(step.place, f"{path}.join", expected, step.join)
    if not 0 <= step.rework < 1:
        wrong(step.place, f"{path}.rework", "a chance from 0 to below 1", f"{step.rework:g}")
    for other in step.separate_from:
        if other in steps and steps[other].role == step.role:
            found = f"{step.role} for both {step.id} and {other}"
            wrong(step.place, f"{path}.separate_from", "different roles", found)
    for part in ("effort", "lead"):
        estimate = getattr(step, part)
        if estimate and estimate.low < 0:
            wrong(step.place, f"{path}.{part}", "no less than 0 days", f"{estimate.low:g}")
        if estimate and estimate.high > _MOST_DAYS:
            wrong(step.place, f"{path}.{part}", f"at most {_MOST_DAYS} days", f"{estimate.high:g}")
