"""Sets of changes -> what each comes to: the plan made anew, with the same seed.

What differs between two sets is then the changes alone. To plan costs far more than to see what is
asked of whom, so sets for which the same is asked share one plan.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from soescan.model import Assessment, Basis, Case, Fact, Origin, Outcome, Role, RoleId
from soescan.plan.draft import PlanOptions, draft_plan
from soescan.plan.requirements.jobs import list_data_classes
from soescan.plan.requirements.required_steps import derive_requirements
from soescan.plan.results.outlook import percentile
from soescan.plan.results.tasks import effort
from soescan.plan.whatif.candidate_changes import Judge, Judged, Try

_P = 80

Set = tuple[int, ...]
"""The numbers of changes that are made together, ascending."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a plan comes to. Tools are numbered as they are judged, dropped ones included."""

    days: Mapping[int, date]
    """The day by which each tool is live at P80; nothing for those that wait for nothing."""
    effort: float
    """Likely person-days."""
    asked: frozenset[tuple[str, int]]
    """Each step that somebody has to take, with a tool it is taken for."""
    open: frozenset[int]
    """The tools that can go live: neither dropped nor blocked."""
    blocked: frozenset[int]

    def late(self, by: date) -> int:
        """Calendar days after a date, added up over the tools."""
        return sum(max(0, (day - by).days) for day in self.days.values())


class Trials:
    """The changes that can be tried, and what came of the sets that were."""

    def __init__(
        self, tries: Sequence[Try], judged: Judged, judge: Judge, how: PlanOptions
    ) -> None:
        """All plans are made alike: without the solver, and without saying why."""
        self.tries = tries
        self.work = 0
        """What was done so far, about in milliseconds: the same on every machine."""
        self._judged, self._judge = judged, judge
        self._how = replace(how, solver_seconds=0, explain=False)
        self._start = how.start or judged[0][0].as_of
        self.first = self._start - timedelta(days=sum(one.sooner for one in tries))
        """The first day of any plan."""
        self._touched = [frozenset(_touched(one)) for one in tries]
        self._claims = [dict(_claims(one)) for one in tries]
        self._pairs: dict[tuple[int, Set], tuple[Case, Assessment]] = {}
        self._states: dict[tuple[int, Set], Hashable] = {}
        self._results: dict[Hashable, Result] = {}
        self.base = self.of(())

    def cost(self, chosen: Set) -> int:
        """How many things have to change for a set."""
        return sum(self.tries[number].cost for number in chosen)

    def clash(self, one: int, other: int) -> bool:
        """Do two changes contradict: two values of one fact, or a tool that is changed and gone?"""
        if self._gone(one, other) or self._gone(other, one):
            return True
        mine, theirs = self._claims[one], self._claims[other]
        return any(what in theirs and theirs[what] != value for what, value in mine.items())

    def _gone(self, one: int, other: int) -> bool:
        return self._touched[other] == {self.tries[one].drops}

    def on_time(self, chosen: Set, by: date) -> bool:
        """Is every tool that is left live by a date, without one that has become impossible?"""
        found = self.of(chosen)
        return bool(found.open) and found.blocked <= self.base.blocked and not found.late(by)

    def of(self, chosen: Set) -> Result:
        """What a set comes to."""
        key = self._key(chosen)
        if key not in self._results:
            self._results[key] = self._plan(chosen)
            self.work += 1 + len(self._results[key].asked)
        return self._results[key]

    # --- what is asked ---------------------------------------------------------------------------

    def _key(self, chosen: Set) -> Hashable:
        """All that a plan depends on and a change can reach."""
        gone = {self.tries[number].drops for number in chosen} - {None}
        states = []
        for tool in sorted(set().union(*(self._touched[number] for number in chosen)) - gone):
            own = self._own(tool, chosen)
            if (state := self._state(tool, own)) != self._state(tool, ()):
                states.append((tool, state))
        roles = frozenset(role.id for role in self._roles(chosen))
        return tuple(states), frozenset(gone), roles, self._sooner(chosen)

    def _own(self, tool: int, chosen: Set) -> Set:
        return tuple(number for number in chosen if tool in self._touched[number])

    def _state(self, tool: int, own: Set) -> Hashable:
        """What a plan sees of a tool: its product, its data and the steps that it is asked for."""
        if (tool, own) not in self._states:
            case, assessment = self.pair(tool, own)
            steps = tuple(derive_requirements(case, assessment).steps)
            blocked = assessment.outcome is Outcome.BLOCKED
            product = case.match.product and case.match.product.id
            self._states[tool, own] = product, list_data_classes(case), steps, blocked
        return self._states[tool, own]

    def pair(self, tool: int, own: Set) -> tuple[Case, Assessment]:
        """A tool under the changes that are for it."""
        if (tool, own) not in self._pairs:
            self.work += 1
            self._pairs[tool, own] = self._changed(tool, [self.tries[number] for number in own])
        return self._pairs[tool, own]

    def _changed(self, tool: int, own: Sequence[Try]) -> tuple[Case, Assessment]:
        case, assessment = self._judged[tool]
        other = next((one.instead[1] for one in own if one.instead), None)
        if other is not None:
            # What would be otherwise of the tool says nothing of another product.
            assessment = self._judge(other)
            as_is = case.tool
            case = replace(other, tool=replace(other.tool, name=as_is.name, weight=as_is.weight))
        elif any(one.facts for one in own):
            case = _otherwise(case, own, tool)
            assessment = self._judge(case)
        routes = tuple(replace(one.route, emergency=False) for one in own if one.route)
        if routes:
            tracks = case.catalog.fast_track
            case = replace(case, catalog=replace(case.catalog, fast_track=(*tracks, *routes)))
        return case, assessment

    def _roles(self, chosen: Set) -> list[Role]:
        return [role for number in chosen if (role := self.tries[number].role)]

    def _sooner(self, chosen: Set) -> int:
        return sum(self.tries[number].sooner for number in chosen)

    # --- what comes of it ------------------------------------------------------------------------

    def _plan(self, chosen: Set) -> Result:
        gone = {self.tries[number].drops for number in chosen}
        left = [tool for tool in range(len(self._judged)) if tool not in gone]
        pairs = [self.pair(tool, self._own(tool, chosen)) for tool in left]
        blocked = frozenset(
            tool for tool, (_, a) in zip(left, pairs, strict=True) if a.outcome is Outcome.BLOCKED
        )
        how = replace(self._how, start=self._start - timedelta(days=self._sooner(chosen)))
        made = draft_plan(_shared(pairs, self._roles(chosen)), how) if pairs else None
        if made is None:
            return Result({}, 0, frozenset(), frozenset(left) - blocked, blocked)
        asked = frozenset(
            (job.step.label or job.step.id, left[tool])
            for job in made.jobs
            if not job.satisfied
            for tool in job.tools
        )
        days = {left[tool]: percentile(made, tool, _P) for tool in made.simulation_rows}
        work = sum(map(effort, made.jobs))
        return Result(days, work, asked, frozenset(left) - blocked, blocked)


def _touched(one: Try) -> set[int]:
    """The tools whose own case a change is about."""
    instead = {one.instead[0]} if one.instead else set()
    return {*one.facts, *instead, *one.open}


def _claims(one: Try) -> list[tuple[tuple[int, str], object]]:
    """What a change fixes: facts of tools by their values, and which product a tool is."""
    claims: list[tuple[tuple[int, str], object]] = [
        ((tool, change.fact), change.example)
        for tool, changes in one.facts.items()
        for change in changes
    ]
    if one.instead:
        claims.append(((one.instead[0], ""), one.says))
    return claims


def _otherwise(case: Case, own: Sequence[Try], tool: int) -> Case:
    """A case in which some facts are as changes would have them."""
    facts = dict(case.facts)
    origin = Origin(Basis.OBSERVED, by="what if")
    for one in own:
        for change in one.facts.get(tool, ()):
            if change.example is not None:
                facts[change.fact] = (Fact(case.tool.name, change.fact, change.example, origin),)
    return replace(case, facts=facts)


def _shared(pairs: Judged, more: Sequence[Role]) -> Judged:
    """The tools with a day a week more of some roles; all are held against the same people."""
    if not more:
        return pairs
    ids: set[RoleId] = {role.id for role in more}

    def roles(case: Case) -> Case:
        found = tuple(
            replace(role, capacity=(role.capacity or 0) + 1) if role.id in ids else role
            for role in case.catalog.roles
        )
        return replace(case, catalog=replace(case.catalog, roles=found))

    return [(roles(case), assessment) for case, assessment in pairs]
