"""Small organisations with queues, committees and freezes, made up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from soescan import plan
from soescan.assessment import assess
from soescan.model import (
    Assessment,
    Calendar,
    Case,
    Committee,
    CommitteeId,
    Done,
    Estimate,
    Freeze,
    Role,
    RoleId,
    Scope,
    Step,
    StepId,
    StepKind,
    Tool,
    Vendor,
)
from tests.assessment.factories import case

MONDAY = date(2026, 11, 2)
HOLIDAYS = (date(2026, 11, 11), date(2026, 12, 25))
FREEZE = Freeze("trade", date(2026, 11, 23), date(2026, 12, 4))
CALENDAR = Calendar(holidays=HOLIDAYS, freezes=(FREEZE,))
BOARD = Committee(CommitteeId("board"), "Board", rrule="FREQ=WEEKLY;BYDAY=TH", submission_lead=2)
SMALL = Committee(CommitteeId("small"), "Small board", rrule="FREQ=WEEKLY;BYDAY=TU", max_items=1)
MOONLIGHT = Calendar(workdays=("mon", "sat"))
ROLES = (
    Role(RoleId("it"), "IT"),
    Role(RoleId("security"), "Security", capacity=1.5, backlog=1),
    Role(RoleId("legal"), "Legal", capacity=7),
    Role(RoleId("weekend"), "Weekend", capacity=1, calendar=MOONLIGHT),
)
OPTIONS = plan.PlanOptions(budget=15, draws=200)


def tool(name: str, vendor: str = "", **fields: Any) -> Tool:
    return Tool(name, f"https://{name.casefold()}.example", vendor=Vendor(vendor), **fields)


def step(step_id: str, role: str = "it", **fields: Any) -> Step:
    return Step(StepId(step_id), RoleId(role), **({"always": True} | fields))


def assess_tools(*tools: Tool, **overrides: Any) -> list[tuple[Case, Assessment]]:
    """The tools held against one catalog; `more` are its parts."""
    parts: dict[str, Any] = {
        "roles": ROLES,
        "committees": (BOARD, SMALL),
        "as_of": MONDAY,
    } | overrides
    calendar = parts.pop("calendar", CALENDAR)
    cases = [case(tool=subject, **parts) for subject in tools]
    assessed = []
    for subject in cases:
        catalog_header = subject.catalog.catalog
        object.__setattr__(catalog_header, "calendar", calendar)
        assessed.append((subject, assess(subject)))
    return assessed


@st.composite
def steps(draw: st.DrawFn) -> tuple[Step, ...]:
    """Up to seven steps with everything a step can have."""
    catalog_steps: list[Step] = []
    for n in range(draw(st.integers(1, 7))):
        before = [earlier.id for earlier in catalog_steps]
        after = draw(st.lists(st.sampled_from(before), unique=True, max_size=3)) if before else []
        likely = draw(st.sampled_from((0.3, 1.0, 2.5)))
        effort, lead = (Estimate(likely / 2, likely, likely * scale) for scale in (2, 3))
        catalog_steps.append(
            step(
                f"s{n}",
                draw(st.sampled_from([str(role.id) for role in ROLES])),
                kind=draw(st.sampled_from((StepKind.REVIEW, StepKind.ACTION, StepKind.GO_LIVE))),
                effort=draw(st.sampled_from((None, effort))),
                lead=draw(st.sampled_from((None, lead))),
                after=tuple(after),
                join=draw(st.sampled_from(("all", "all", "any", "2"))),
                scope=draw(st.sampled_from(list(Scope))),
                committee=draw(st.sampled_from((None, None, BOARD.id, SMALL.id))),
                always=draw(st.integers(0, 4)) > 0,
            )
        )
    return tuple(catalog_steps)


# --- whole organisations ---------------------------------------------------------------------------

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RULES = (
    *("FREQ=WEEKLY;INTERVAL=3;BYDAY=TH", "FREQ=WEEKLY;BYDAY=SA", "FREQ=WEEKLY;BYDAY=MO,FR"),
    *("FREQ=MONTHLY;BYDAY=-1TU", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2"),
    *("FREQ=DAILY;INTERVAL=9", "DTSTART;TZID=Europe/Berlin:20260107T230000 RRULE:FREQ=WEEKLY"),
)
LAST_MEETINGS = (date(2028, 3, 1), date(2029, 5, 2), date(2030, 1, 2))
"""So late that something always decides."""


def _days(most: int, limit: int = 120) -> st.SearchStrategy[tuple[date, ...]]:
    numbers = st.lists(st.integers(0, limit), max_size=most, unique=True)
    return numbers.map(lambda days: tuple(MONDAY + timedelta(day) for day in sorted(days)))


@st.composite
def _freezes(draw: st.DrawFn) -> Freeze:
    first = MONDAY + timedelta(draw(st.integers(0, 50)))
    kinds = draw(st.lists(st.sampled_from(StepKind), min_size=1, max_size=4, unique=True))
    return Freeze("freeze", first, first + timedelta(draw(st.integers(0, 25))), tuple(kinds))


_ROLE_CALENDARS = st.builds(
    Calendar,
    st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=5, unique=True).map(tuple),
    _days(4),
    st.lists(_freezes(), max_size=1).map(tuple),
)


@st.composite
def _committees(draw: st.DrawFn, name: str) -> Committee:
    return Committee(
        CommitteeId(name),
        name.title(),
        dates=(*draw(_days(12)), *LAST_MEETINGS) if draw(st.booleans()) else (),
        rrule=draw(st.sampled_from(RULES)) if draw(st.booleans()) else "FREQ=MONTHLY;BYDAY=2WE",
        from_=draw(st.none() | st.dates(date(2026, 1, 1), MONDAY)),
        submission_lead=draw(st.integers(0, 12)),
        max_items=draw(st.sampled_from((None, 1, 2))),
    )


def fixed(days: float) -> Estimate:
    return Estimate(days, days, days)


_TIMES = st.none() | st.sampled_from((0, 0.3, 0.7, 1, 1.5, 2.5, 4, 9)).map(fixed)


@st.composite
def organisations(draw: st.DrawFn) -> dict[str, Any]:
    """What `assess_tools` takes of a whole organisation; nothing takes more or less than likely.

    Roles with calendars, holidays and freezes of their own, people, backlogs; committees that meet
    by a rule or on dates; steps that are not asked for, in joins of any, 2 or 3; records on file.
    """
    roles = tuple(
        Role(
            RoleId(f"role{number}"),
            f"Role {number}",
            capacity=draw(st.sampled_from((None, 0.5, 1, 1.5, 2.5, 5, 7, 12))),
            backlog=draw(st.sampled_from((0, 0, 1, 2.3))),
            calendar=draw(st.none() | _ROLE_CALENDARS),
        )
        for number in range(draw(st.integers(1, 4)))
    )
    committees = tuple(draw(_committees(name)) for name in ("board", "council"))
    drawn: list[Step] = []
    for number in range(draw(st.integers(1, 8))):
        earlier = [one.id for one in drawn]
        after = (
            st.lists(st.sampled_from(earlier), unique=True, max_size=4) if earlier else st.just([])
        )
        drawn.append(
            step(
                f"s{number}",
                draw(st.sampled_from(roles)).id,
                kind=draw(st.sampled_from(StepKind)),
                effort=draw(_TIMES),
                lead=draw(_TIMES),
                after=tuple(draw(after)),
                join=draw(st.sampled_from(("all", "any", "2", "3"))),
                scope=draw(st.sampled_from(Scope)),
                committee=draw(st.sampled_from((None, None, *(body.id for body in committees)))),
                always=draw(st.integers(0, 2)) > 0,
                valid_months=draw(st.sampled_from((None, 6))),
            )
        )
    records = st.builds(
        Done,
        st.sampled_from([one.id for one in drawn]),
        st.sampled_from(("https://ferry.example", "https://barge.example")),
        st.dates(MONDAY - timedelta(300), MONDAY),
        by=st.just("Jo"),
    )
    return {
        "roles": roles,
        "committees": committees,
        "approvals": tuple(drawn),
        "done": tuple(draw(st.lists(records, max_size=3))),
        "calendar": Calendar(
            holidays=draw(_days(8)), freezes=tuple(draw(st.lists(_freezes(), max_size=2)))
        ),
    }


TOOLS = (tool("Ferry", "Boats"), tool("Barge", "Boats"), tool("Kayak", "Paddles"))
