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


class StartCause(StrEnum):
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
class StartDriver:
    """Why a stage starts when it does."""

    cause: StartCause
    predecessor: int | None
    """The last stage that it needed; None at the start."""
    ready_day: int
    """The day on which it could have started but for the cause."""
    queue_predecessor: int | None = None
    """The stage that its people did first, if it queued."""


class ScheduleAnalysis:
    """Drivers, chains and slack of one draft."""

    def __init__(self, draft: Draft) -> None:
        """Of this draft."""
        self.draft = draft
        self.stages = draft.network.stages
        self.start, self.finish = draft.schedule.start, draft.schedule.finish
        self._drivers: dict[tuple[int, int | None], StartDriver] = {}

    def find_driver(self, stage: int, tool: int | None = None) -> StartDriver:
        """What decided when a stage starts; of equal causes, that of a tool."""
        if (stage, tool) not in self._drivers:
            self._drivers[stage, tool] = self._determine_driver(stage, tool)
        return self._drivers[stage, tool]

    def _determine_driver(self, stage: int, tool: int | None) -> StartDriver:
        stage_data, start = self.stages[stage], self.start[stage]
        predecessor, ready_day = self._find_last_predecessor(stage, tool)
        if stage_data.kind is StageKind.MEETING:
            return self._determine_meeting_driver(stage, predecessor, ready_day)
        if start == ready_day:
            return StartDriver(
                StartCause.START if predecessor is None else StartCause.AFTER,
                predecessor,
                ready_day,
            )
        allowed = self._next_allowed_day(stage, ready_day)
        if start > allowed:
            queue_predecessor = self._find_queue_predecessor(stage)
            cause = StartCause.BACKLOG if queue_predecessor is None else StartCause.QUEUE
            return StartDriver(cause, predecessor, ready_day, queue_predecessor)
        return StartDriver(self._day_off_cause(stage, ready_day), predecessor, ready_day)

    def _determine_meeting_driver(self, stage: int, before: int | None, ready: int) -> StartDriver:
        """A meeting: the next one, unless a freeze or a full agenda passed one over."""
        found = self.stages[stage]
        body = self.draft.catalog.committees[found.committee or 0]
        sits = self.draft.workdays.meeting_days(body)
        first = sits[bisect_left(sits, ready)]
        if first == self.start[stage]:
            return StartDriver(StartCause.MEETING, before, ready)
        frozen = first not in (found.days or ())
        return StartDriver(StartCause.FREEZE if frozen else StartCause.FULL, before, ready)

    def _find_last_predecessor(self, stage: int, tool: int | None) -> tuple[int | None, int]:
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

    def _next_allowed_day(self, stage: int, ready: int) -> int:
        days = self.stages[stage].days
        if days is None:
            return ready
        at = bisect_left(days, ready)
        return days[at] if at < len(days) else ready

    def _day_off_cause(self, stage: int, ready: int) -> StartCause:
        found, clock = self.stages[stage], self.draft.workdays
        if found.job is None:
            return StartCause.DAY_OFF
        kind = self.draft.jobs[found.job].step.kind
        role = self.draft.catalog.roles[found.role] if found.role is not None else None
        day = clock.date_of(ready)
        frozen = any(f.from_ <= day <= f.to for f in clock.list_freezes(kind, role))
        return StartCause.FREEZE if frozen else StartCause.DAY_OFF

    def _find_queue_predecessor(self, stage: int) -> int | None:
        """Whom a stage queued behind: the last of its people's stages before it."""
        before = [
            other for other in self.list_queue_peers(stage) if self.start[other] < self.start[stage]
        ]
        return max(before, key=lambda other: (self.finish[other], other), default=None)

    def list_queue_peers(self, stage: int) -> list[int]:
        """The other stages that the same people work on."""
        found = self.stages[stage]
        if (
            found.kind is not StageKind.WORK
            or self.draft.network.capacities[found.role or 0] is None
        ):
            return []
        return [n for n in self._stages_by_role[found.role or 0] if n != stage]

    @cached_property
    def _stages_by_role(self) -> dict[int, list[int]]:
        lines: dict[int, list[int]] = {}
        for index in self.draft.stage_order:
            stage = self.stages[index]
            if stage.kind is StageKind.WORK and stage.role is not None:
                lines.setdefault(stage.role, []).append(index)
        return lines

    def critical_sequence(self, stage: int) -> Iterator[int]:
        """The stages that make a date, back to the start, through queues to whoever was first."""
        at: int | None = stage
        while at is not None:
            yield at
            driver = self.find_driver(at)
            at = (
                driver.predecessor if driver.queue_predecessor is None else driver.queue_predecessor
            )

    def critical_path(self, stage: int, tool: int) -> Iterator[int]:
        """A tool's own stages on the way to a date: where one queues, not those ahead of it."""
        at: int | None = stage
        while at is not None:
            yield at
            at = self.find_driver(at, tool).predecessor

    def list_stages_ahead(self, stage: int) -> list[int]:
        """Whom a stage queued behind, from when it was ready, in the order of their turn."""
        ready = self.find_driver(stage).ready_day
        return [
            other
            for other in self.list_queue_peers(stage)
            if self.start[other] < self.start[stage] and self.finish[other] > ready
        ]

    def count_queue_days(self, stage: int) -> int:
        """Working days that a stage waits for its people."""
        driver = self.find_driver(stage)
        if driver.cause not in (StartCause.QUEUE, StartCause.BACKLOG):
            return 0
        return self.draft.workdays.count_between(
            self._next_allowed_day(stage, driver.ready_day), self.start[stage]
        )

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
            ahead = self.find_driver(index).queue_predecessor
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
