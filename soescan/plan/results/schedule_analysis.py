"""Draft -> why each stage starts when it does, and its slack.

The drivers from a go-live back to the start are its critical sequence (Wiest 1964, "Some properties
of schedules for large projects with limited resources", Operations Research 12): the critical path
under limited resources, which also runs through queues, committees and freezes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from soescan.plan.draft import Draft
from soescan.plan.scheduling.stages import StageKind

T = TypeVar("T")


class StartCause(StrEnum):
    """What decided the start of a stage."""

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
    """The last stage to finish of those it needed; None where it needed none."""
    ready_day: int
    """The day number on which it could have started but for the cause."""
    queue_predecessor: int | None = None
    """The stage that its people finished last before it, if it queued behind one."""


class ScheduleAnalysis:
    """The drivers, critical sequences and slack of one draft. Stages, jobs and tools by number."""

    def __init__(self, draft: Draft) -> None:
        """Nothing is computed before it is asked for."""
        self.draft = draft
        self.stages = draft.network.stages
        self.start, self.finish = draft.schedule.start, draft.schedule.finish
        self._drivers: dict[tuple[int, int | None], StartDriver] = {}
        self._accumulated: dict[Callable[..., Any], dict[int, Any]] = {}

    def find_driver(self, stage: int, tool: int | None = None) -> StartDriver:
        """What decided when a stage starts; of predecessors that finish together, one of `tool`."""
        if (stage, tool) not in self._drivers:
            self._drivers[stage, tool] = self._determine_driver(stage, tool)
        return self._drivers[stage, tool]

    def _determine_driver(self, index: int, tool: int | None) -> StartDriver:
        stage, start = self.stages[index], self.start[index]
        predecessor, ready_day = self._find_last_predecessor(index, tool)
        if stage.kind is StageKind.MEETING:
            return self._determine_meeting_driver(index, predecessor, ready_day)
        if start == ready_day:
            return StartDriver(
                StartCause.START if predecessor is None else StartCause.AFTER,
                predecessor,
                ready_day,
            )
        allowed = self._find_allowed_day(index, ready_day)
        if start > allowed:
            queue_predecessor = self._find_queue_predecessor(index)
            cause = StartCause.BACKLOG if queue_predecessor is None else StartCause.QUEUE
            return StartDriver(cause, predecessor, ready_day, queue_predecessor)
        return StartDriver(self._determine_day_off(index, ready_day), predecessor, ready_day)

    def _determine_meeting_driver(
        self, index: int, predecessor: int | None, ready_day: int
    ) -> StartDriver:
        """The driver of a meeting: a full agenda or a freeze, if one before it was passed over."""
        stage = self.stages[index]
        committee = self.draft.catalog.committees[stage.committee or 0]
        meeting_days = self.draft.workdays.list_meeting_days(committee)
        next_meeting = meeting_days[bisect_left(meeting_days, ready_day)]
        if next_meeting == self.start[index]:
            return StartDriver(StartCause.MEETING, predecessor, ready_day)
        is_frozen = next_meeting not in (stage.days or ())
        return StartDriver(
            StartCause.FREEZE if is_frozen else StartCause.FULL, predecessor, ready_day
        )

    def _find_last_predecessor(self, index: int, tool: int | None) -> tuple[int | None, int]:
        """The last predecessor that a stage needed, and its finish; (None, 0) without any."""
        stage = self.stages[index]

        def lateness(predecessor: int) -> tuple[int, bool, int]:
            job = self.stages[predecessor].job
            serves_tool = job is not None and tool in self.draft.jobs[job].tools
            return self.finish[predecessor], serves_tool, predecessor

        predecessors = sorted(stage.predecessors, key=lateness)
        if not predecessors:
            return None, 0
        required = (
            len(predecessors)
            if stage.min_predecessors is None
            else min(stage.min_predecessors, len(predecessors))
        )
        predecessor = predecessors[required - 1]
        return predecessor, self.finish[predecessor]

    def _find_allowed_day(self, stage: int, ready_day: int) -> int:
        days = self.stages[stage].days
        if days is None:
            return ready_day
        position = bisect_left(days, ready_day)
        return days[position] if position < len(days) else ready_day

    def _determine_day_off(self, index: int, ready_day: int) -> StartCause:
        stage, workdays = self.stages[index], self.draft.workdays
        if stage.job is None:
            return StartCause.DAY_OFF
        kind = self.draft.jobs[stage.job].step.kind
        role = self.draft.catalog.roles[stage.role] if stage.role is not None else None
        day = workdays.date_of(ready_day)
        is_frozen = any(
            freeze.from_ <= day <= freeze.to for freeze in workdays.list_freezes(kind, role)
        )
        return StartCause.FREEZE if is_frozen else StartCause.DAY_OFF

    def _find_queue_predecessor(self, stage: int) -> int | None:
        """The stage of the same role that finished last of those that started before."""
        earlier = [
            peer for peer in self.list_queue_peers(stage) if self.start[peer] < self.start[stage]
        ]
        return max(earlier, key=lambda peer: (self.finish[peer], peer), default=None)

    def list_queue_peers(self, index: int) -> list[int]:
        """The other stages in the queue of the same role; none where no capacity limits it."""
        stage, role = self.stages[index], self.stages[index].role or 0
        if stage.kind is not StageKind.WORK or self.draft.network.capacities[role] is None:
            return []
        return [peer for peer in self._stages_by_role[role] if peer != index]

    @cached_property
    def _stages_by_role(self) -> dict[int, list[int]]:
        by_role: dict[int, list[int]] = {}
        for index in self.draft.stage_order:
            stage = self.stages[index]
            if stage.kind is StageKind.WORK and stage.role is not None:
                by_role.setdefault(stage.role, []).append(index)
        return by_role

    def critical_sequence(self, stage: int) -> Iterator[int]:
        """The stages that decide a finish, backwards to the start, through queues."""
        current: int | None = stage
        while current is not None:
            yield current
            driver = self.find_driver(current)
            queued = driver.queue_predecessor
            current = driver.predecessor if queued is None else queued

    def accumulate(self, stage: int, add: Callable[[ScheduleAnalysis, T | None, int], T]) -> T:
        """What the critical sequence of a stage comes to, from its start on.

        `add` is given what the stages before a stage came to, None for none, and the stage. Long
        queues share most of their sequences: each stage is added once.
        """
        known: dict[int, T] = self._accumulated.setdefault(add, {})
        pending, value = [], None
        for index in self.critical_sequence(stage):
            if index in known:
                value = known[index]
                break
            pending.append(index)
        for index in reversed(pending):
            value = known[index] = add(self, value, index)
        return known[stage]

    def critical_path(self, stage: int, tool: int) -> Iterator[int]:
        """The driving predecessors of a finish, backwards to the start, without queues."""
        current: int | None = stage
        while current is not None:
            yield current
            current = self.find_driver(current, tool).predecessor

    def list_stages_ahead(self, stage: int) -> list[int]:
        """The stages that its role still worked on when a stage was ready, in their order."""
        ready_day, start = self.find_driver(stage).ready_day, self.start[stage]
        peers = self.list_queue_peers(stage)
        return [p for p in peers if self.start[p] < start and self.finish[p] > ready_day]

    def count_queue_days(self, stage: int) -> int:
        """The organisation's working days that a stage waits for its people; 0 if it did not."""
        driver = self.find_driver(stage)
        if driver.cause not in (StartCause.QUEUE, StartCause.BACKLOG):
            return 0
        allowed_day = self._find_allowed_day(stage, driver.ready_day)
        return self.draft.workdays.count_between(allowed_day, self.start[stage])

    # --- slack -----------------------------------------------------------------------------------

    @cached_property
    def slack(self) -> tuple[int, ...]:
        """The slack (total float) of each stage: working days it may slip before a go-live moves.

        A backward pass over the stages, as in the critical path method, where the order in queues
        is kept as if it were precedence. What a meeting or the end of a freeze absorbs is slack.
        """
        makespan = max(self.finish)
        latest = [makespan] * len(self.stages)
        for goal in self.draft.go_lives.values():
            latest[goal] = self.finish[goal]
        for index in reversed(self.draft.stage_order):
            start = self._find_latest_start(index, latest[index])
            queued_behind = self.find_driver(index).queue_predecessor
            before = self.stages[index].predecessors
            for predecessor in before if queued_behind is None else (*before, queued_behind):
                if self.finish[predecessor] <= self.start[index]:
                    latest[predecessor] = min(latest[predecessor], start)
        count_between = self.draft.workdays.count_between
        slips = map(count_between, self.finish, latest)
        return tuple(max(0, days) for days in slips)

    def _find_latest_start(self, index: int, finish: int) -> int:
        days, length = self.stages[index].days, self.finish[index] - self.start[index]
        if days is None:
            return finish - length
        if self.stages[index].kind is StageKind.MEETING or length == 0:
            position = bisect_left(days, finish - length + 1) - 1
            return days[max(position, 0)]
        workdays = bisect_left(days, self.finish[index]) - bisect_left(days, self.start[index])
        position = max(0, bisect_left(days, finish) - workdays)
        return days[position]
