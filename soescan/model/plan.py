"""Who must agree, in which order, how long it takes, and what would be quicker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from soescan.model.assessment import Question, UseDecision
from soescan.model.catalog import Confidence, Freeze, Scope, Spread, StepKind
from soescan.model.values import StepId


class NodeKind(StrEnum):
    """What stands in the graph of a plan."""

    REQUEST = "request"
    TOOL = "tool"
    EVIDENCE = "evidence"
    REVIEW = "review"
    APPROVAL = "approval"
    SHARED_APPROVAL = "shared-approval"
    COMMITTEE = "committee"
    ANY_OF = "any-of"
    ACTION = "action"
    GO_LIVE = "go-live"
    RENEWAL = "renewal"
    SUBPROCESSOR = "subprocessor"
    GAP = "gap"
    """A standard that a tool does not meet, or of which that is not known."""


class EdgeKind(StrEnum):
    """What one node of a plan is to another."""

    NEEDS = "needs"
    """The second waits for the first."""
    ANY_OF = "any-of"
    """The second waits for some of several, this among them."""
    INFORMS = "informs"
    SHARED_BY = "shared-by"
    """The first counts for the tool that is the second."""
    QUEUED_BEHIND = "queued-behind"
    """The same people do the first before the second."""
    MEETS = "meets"
    """The second is decided in the meeting that is the first."""
    SATISFIED_BY = "satisfied-by"
    """The second need not be done, for the first is on file."""
    BLOCKED_BY = "blocked-by"
    """The second cannot begin before the first is answered."""
    CAUSES = "causes"
    """The second is asked for because of the first."""


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One thing in the graph of a plan, and why it is there."""

    id: str
    kind: NodeKind
    label: str
    because: tuple[str, ...] = ()
    task: str = ""
    """The task it stands for, if it is one."""
    illustrative: bool = False
    """When it happens rests on lead times that IT has not confirmed."""


@dataclass(frozen=True, slots=True)
class PlanEdge:
    """Something between two nodes, in words."""

    from_: str
    to: str
    kind: EdgeKind
    says: str
    implied: bool = False
    """It follows from the other edges; drawn only when all are shown."""


@dataclass(frozen=True, slots=True)
class Task:
    """A step asked of one tool or of several that share it, with the reasons, on dates.

    `start` and `finish` number the days on which anybody works, from the start of the plan.
    """

    id: str
    step: StepId
    label: str
    role: str
    kind: StepKind
    because: tuple[str, ...]
    tools: tuple[str, ...]
    start: int
    finish: int
    starts: date | None = None
    """None where only queues at assumed capacities make the day, as in `ends` and `p80`."""
    ends: date | None = None
    """Its last day."""
    days: float = 0
    """Likely working days of work and waiting, without queues and meetings."""
    effort: float = 0
    """Likely person-days."""
    lead: float = 0
    """Likely working days of waiting that are nobody's work."""
    scope: Scope = Scope.TOOL
    critical: bool = False
    """On the chain that makes the date of one of its tools."""
    slack: int = 0
    """Working days it may slip without moving a go-live."""
    often_critical: float = 0
    """In which share of the draws it held a go-live up."""
    p80: date | None = None
    assumed: bool = False
    """Kept because it could not be told whether it is needed."""
    satisfied: str = ""
    """What is on file and still counts, so that nothing has to be done."""
    waits_for: str = ""
    """What decides when it can be done, in words."""
    queued: int = 0
    """Working days it waits for the people who do it."""
    meeting: date | None = None
    papers_by: date | None = None
    """The last day for handing in what the meeting is to decide on."""
    artefacts: tuple[str, ...] = ()
    """What must be there before it, on every route."""
    tests: tuple[str, ...] = ()
    """What must have been tried before it, on every route."""
    valid_until: date | None = None
    illustrative: bool = False
    """Its days rest on lead times that IT has not confirmed: its own, or those on the way to it."""
    status: Confidence = Confidence.DEFAULT
    source: str = ""
    confirmed_on: date | None = None
    """When IT confirmed the lead time."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One link of the chain that makes a date."""

    says: str
    from_: date
    to: date
    task: str = ""


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely something has happened by a day."""

    what: str
    by: date
    share: float


@dataclass(frozen=True, slots=True)
class ToolPlan:
    """The way of one tool to its go-live; of a tool in use, to the approvals that it lacks."""

    tool: str
    tasks: tuple[str, ...] = ()
    """Ids of its tasks, in an order in which they can be done."""
    days: int = 0
    """Working days from the start of the plan to the earliest go-live."""
    lead: int = 0
    """The same if nobody it needs were ever busy with something else."""
    effort: float = 0
    """Likely person-days; what it shares with other tools is counted in full."""
    earliest: date | None = None
    """If everything takes its likely time. None, as all dates, where only queues at assumed
    capacities make the day: `says` has the queue."""
    p50: date | None = None
    p80: date | None = None
    p95: date | None = None
    wish: Chance | None = None
    meetings: tuple[Chance, ...] = ()
    """How likely each meeting decides on it at the latest."""
    why: tuple[Reason, ...] = ()
    """Why not earlier: each link waits for the one before."""
    widest: str = ""
    """The task whose spread moves the date most."""
    route: str = ""
    """The fast track it takes."""
    trial_ends: date | None = None
    """The last day of a trial that goes live on the earliest day; None for what is no trial."""
    trial_decided_by: str = ""
    """Who decides at the end of a trial what becomes of the tool: a role, by its label."""
    assumptions: tuple[str, ...] = ()
    illustrative: bool = False
    """The dates rest on lead times that IT has not confirmed."""
    says: str = ""
    in_use: UseDecision | None = None
    """What is to become of a tool in use. It has no go-live, thus no dates of one."""
    ended: str = ""
    """What is told of the end of its product: nobody takes it live. Empty: it is on offer."""
    prohibited: tuple[str, ...] = ()
    """Products that IT has prohibited and that it may be: IT is asked before anything else."""

    @property
    def missing_date(self) -> str:
        """Why no date of a go-live is told although one is wished for; empty if one is."""
        if self.in_use or self.earliest:
            return ""
        if self.ended:
            return f"there is no date: {self.ended}"
        return self.says.partition("; ")[0] if self.tasks else ""


@dataclass(frozen=True, slots=True)
class Load:
    """What a plan asks of the people of one role."""

    role: str
    effort: float
    """Likely person-days."""
    tasks: int
    capacity: float | None = None
    """Person-days a week; None when it is not known."""
    status: Confidence = Confidence.CONFIRMED
    """How sure the capacity is."""
    longest_wait: int = 0
    """Working days that a task waits for them at the most."""
    waits: str = ""
    """Which task that is."""
    slack: int = 0
    """Working days that any one of its open tasks may slip at the least, without moving a go-live
    while everything else keeps its turn."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The way to all go-lives: tasks, dates, chances and what makes them."""

    SCHEMA: ClassVar[str] = "soescan/plan@1"

    tools: tuple[ToolPlan, ...] = ()
    start: date | None = None
    tasks: tuple[Task, ...] = ()
    nodes: tuple[PlanNode, ...] = ()
    edges: tuple[PlanEdge, ...] = ()
    loads: tuple[Load, ...] = ()
    advice: tuple[str, ...] = ()
    """Swaps in a queue that would bring a tool forward."""
    questions: tuple[Question, ...] = ()
    """Lead times to ask IT for: those that the dates rest on."""
    freezes: tuple[Freeze, ...] = ()
    """Those that fall into the plan."""
    saved_by_sharing: float = 0
    """Person-days that would be needed besides if every tool went alone."""
    seed: int = 1
    draws: int = 0
    spread: Spread = Spread.PERT
    proved: bool = False
    """True when no order of work gives earlier go-lives."""
    gap: float = 0
    """How much earlier the go-lives could be at most, as a share of the mean."""
    solve: float = 0
    """Seconds that a solver had to find and prove better."""
    ordering: str = ""
    """What decides which tool goes first where several wait for the same people; empty: none do."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One change, and what it would save."""

    kind: str
    says: str
    tools: tuple[str, ...]
    days: int = 0
    """Calendar days earlier at P80, added up over the tools."""
    effort: float = 0
    """Person-days less."""
    removes: tuple[str, ...] = ()
    """The steps that are gone, in words, with the tools they were for."""
    saved: Mapping[str, int] = field(default_factory=dict, hash=False)
    """Calendar days earlier at P80, by tool; less than 0 is later."""
    cost: int = 1
    """How many things have to change for it."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be quicker."""

    SCHEMA: ClassVar[str] = "soescan/whatif@1"

    plan: Plan
    levers: tuple[Lever, ...]
    left_out: int = 0
    """Changes that were not tried, for there are too many."""
    by: date | None = None
    """The date that was asked for."""
    reaches: tuple[Lever, ...] = ()
    """The cheapest changes found that together reach it at P80."""
    reached: bool = False
    proved: bool = False
    """True when no cheaper set of the changes that were tried reaches it."""
    says: str = ""


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """What a month asks of a role."""

    role: str
    month: str
    """2026-11; `later` for what only a queue at an assumed capacity puts on a day."""
    requests: int
    effort: float
    """Person-days."""
    capacity: float | None = None
    """Person-days it has in that month."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Requests and load per role and month, over several proposals."""

    SCHEMA: ClassVar[str] = "soescan/forecast@1"

    start: date
    proposals: tuple[str, ...]
    months: tuple[MonthLoad, ...]
