"""Schedule -> why each thing is when it is, and how far it could slip.

The chain of drivers, from a go-live back to the start, is the resource-aware critical path: it also
runs through queues, committees and freezes, which no edge of the graph shows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from soescan.plan.draft import Draft
from soescan.plan.scheduling.stages import StageKind


class Cause(StrEnum):
    """What decided the day of a stage."""

    START = "start"
    AFTER = "after"
    QUEUE = "queue"
    BACKLOG = "backlog"
    MEETING = "meeting"
    FULL = "full"
    FREEZE = "freeze"
    DAY_OFF = "day-off"


@dataclass(frozen=True, slots=True)
class Driver:
    """Why a stage starts when it does."""

    cause: Cause
    before: int | None
    """The last stage that it needed; None at the start."""
    ready: int
    """The day on which it could have started but for the cause."""
    ahead: int | None = None
    """The stage that its people did first, if it queued."""


class Drivers:
    """Drivers, chains and slack of one draft."""

    def __init__(self, draft: Draft) -> None:
        """Of this draft."""
        self.draft = draft
        self.stages = draft.network.stages
        self.start, self.finish = draft.schedule.start, draft.schedule.finish
        self._known: dict[tuple[int, int | None], Driver] = {}

    def of(self, stage: int, tool: int | None = None) -> Driver:
        """What decided when a stage starts; of equal causes, that of a tool."""
        if (stage, tool) not in self._known:
            self._known[stage, tool] = self._driver(stage, tool)
        return self._known[stage, tool]

    def _driver(self, stage: int, tool: int | None) -> Driver:
        found, start = self.stages[stage], self.start[stage]
        before, ready = self._waited_for(stage, tool)
        if found.kind is StageKind.MEETING:
            return self._meeting(stage, before, ready)
        if start == ready:
            return Driver(Cause.START if before is None else Cause.AFTER, before, ready)
        allowed = self._next(stage, ready)
        if start > allowed:
            ahead = self._ahead(stage)
            cause = Cause.BACKLOG if ahead is None else Cause.QUEUE
            return Driver(cause, before, ready, ahead)
        return Driver(self._off(stage, ready), before, ready)

    def _meeting(self, stage: int, before: int | None, ready: int) -> Driver:
        """A meeting: the next one, unless a freeze or a full agenda passed one over."""
        found = self.stages[stage]
        body = self.draft.catalog.committees[found.committee or 0]
        sits = self.draft.workdays.meeting_days(body)
        first = sits[bisect_left(sits, ready)]
        if first == self.start[stage]:
            return Driver(Cause.MEETING, before, ready)
        frozen = first not in (found.days or ())
        return Driver(Cause.FREEZE if frozen else Cause.FULL, before, ready)

    def _waited_for(self, stage: int, tool: int | None) -> tuple[int | None, int]:
        """The last of what a stage needed, and the day it was ready."""
        found = self.stages[stage]

        def late(before: int) -> tuple[int, bool, int]:
            job = self.stages[before].job
            own = job is not None and tool in self.draft.jobs[job].tools
            return self.finish[before], own, before

        waits = sorted(found.predecessors, key=late)
        if not waits:
            return None, 0
        needed = (
            len(waits)
            if found.min_predecessors is None
            else min(found.min_predecessors, len(waits))
        )
        before = waits[needed - 1]
        return before, self.finish[before]

    def _next(self, stage: int, ready: int) -> int:
        days = self.stages[stage].days
        if days is None:
            return ready
        at = bisect_left(days, ready)
        return days[at] if at < len(days) else ready

    def _off(self, stage: int, ready: int) -> Cause:
        found, clock = self.stages[stage], self.draft.workdays
        if found.job is None:
            return Cause.DAY_OFF
        kind = self.draft.jobs[found.job].step.kind
        role = self.draft.catalog.roles[found.role] if found.role is not None else None
        day = clock.date_of(ready)
        frozen = any(f.from_ <= day <= f.to for f in clock.list_freezes(kind, role))
        return Cause.FREEZE if frozen else Cause.DAY_OFF

    def _ahead(self, stage: int) -> int | None:
        """Whom a stage queued behind: the last of its people's stages before it."""
        before = [other for other in self.line(stage) if self.start[other] < self.start[stage]]
        return max(before, key=lambda other: (self.finish[other], other), default=None)

    def line(self, stage: int) -> list[int]:
        """The other stages that the same people work on."""
        found = self.stages[stage]
        if (
            found.kind is not StageKind.WORK
            or self.draft.network.capacities[found.role or 0] is None
        ):
            return []
        return [n for n in self._lines[found.role or 0] if n != stage]

    @cached_property
    def _lines(self) -> dict[int, list[int]]:
        lines: dict[int, list[int]] = {}
        for index in self.draft.stage_order:
            stage = self.stages[index]
            if stage.kind is StageKind.WORK and stage.role is not None:
                lines.setdefault(stage.role, []).append(index)
        return lines

    def chain(self, stage: int) -> Iterator[int]:
        """The stages that make a date, back to the start, through queues to whoever was first."""
        at: int | None = stage
        while at is not None:
            yield at
            driver = self.of(at)
            at = driver.before if driver.ahead is None else driver.ahead

    def way(self, stage: int, tool: int) -> Iterator[int]:
        """A tool's own stages on the way to a date: where one queues, not those ahead of it."""
        at: int | None = stage
        while at is not None:
            yield at
            at = self.of(at, tool).before

    def waiting_list(self, stage: int) -> list[int]:
        """Whom a stage queued behind, from when it was ready, in the order of their turn."""
        ready = self.of(stage).ready
        return [
            other
            for other in self.line(stage)
            if self.start[other] < self.start[stage] and self.finish[other] > ready
        ]

    def queued(self, stage: int) -> int:
        """Working days that a stage waits for its people."""
        driver = self.of(stage)
        if driver.cause not in (Cause.QUEUE, Cause.BACKLOG):
            return 0
        return self.draft.workdays.count_between(self._next(stage, driver.ready), self.start[stage])

    # --- slack -----------------------------------------------------------------------------------

    @cached_property
    def slack(self) -> tuple[int, ...]:
        """Working days each stage may slip before a go-live moves, queues kept in their order."""
        end = max(self.finish)
        latest = [end] * len(self.stages)
        for goal in self.draft.network.tool_goals:
            if goal is not None:
                latest[goal] = self.finish[goal]
        for index in reversed(self.draft.stage_order):
            # What a meeting or a freeze holds up may be late by as much as it would wait anyway.
            start = self._latest_start(index, latest[index])
            for before in self.stages[index].predecessors:
                if self.finish[before] <= self.start[index]:
                    latest[before] = min(latest[before], start)
            ahead = self.of(index).ahead
            if ahead is not None and self.finish[ahead] <= self.start[index]:
                latest[ahead] = min(latest[ahead], start)
        between = self.draft.workdays.count_between
        return tuple(
            max(0, between(finish, late)) for late, finish in zip(latest, self.finish, strict=True)
        )

    def _latest_start(self, index: int, finish: int) -> int:
        days, length = self.stages[index].days, self.finish[index] - self.start[index]
        if days is None:
            return finish - length
        if self.stages[index].kind is StageKind.MEETING or length == 0:
            at = bisect_left(days, finish - length + 1) - 1
            return days[max(at, 0)]
        work = bisect_left(days, self.finish[index]) - bisect_left(days, self.start[index])
        at = max(0, bisect_left(days, finish) - work)
        return days[at]
