"""Small organisations with queues, committees and freezes, made up."""

from __future__ import annotations

from datetime import date
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


TOOLS = (tool("Ferry", "Boats"), tool("Barge", "Boats"), tool("Kayak", "Paddles"))
