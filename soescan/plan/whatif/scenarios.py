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
from soescan.plan.results.outlook import finish_percentile
from soescan.plan.results.tasks import likely_effort
from soescan.plan.whatif.candidate_changes import Assess, AssessedCases, Change

_PERCENT = 80

ChangeSet = tuple[int, ...]
"""The numbers of changes that are made together, ascending."""


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What a plan comes to. Tools are numbered as they are judged, dropped ones included."""

    go_live: Mapping[int, date]
    """The day by which each tool is live at P80; nothing for those that wait for nothing."""
    effort: float
    """Likely person-days."""
    required_steps: frozenset[tuple[str, int]]
    """Each step that somebody has to take, with a tool it is taken for."""
    possible_tools: frozenset[int]
    """The tools that can go live: neither dropped nor blocked."""
    blocked_tools: frozenset[int]

    def count_days_late(self, by: date) -> int:
        """Calendar days after a date, added up over the tools."""
        return sum(max(0, (day - by).days) for day in self.go_live.values())


class ScenarioRunner:
    """The changes that can be tried, and what came of the sets that were."""

    def __init__(
        self,
        tries: Sequence[Change],
        judged: AssessedCases,
        judge: Assess,
        how: PlanOptions,
    ) -> None:
        """All plans are made alike: without the solver, and without saying why."""
        self.changes = tries
        self.work = 0
        """What was done so far, about in milliseconds: the same on every machine."""
        self._cases, self._assess = judged, judge
        self._options = replace(how, solver_seconds=0, explain=False)
        self._start = how.start or judged[0][0].as_of
        self.first_day = self._start - timedelta(days=sum(one.days_earlier for one in tries))
        """The first day of any plan."""
        self._tools_by_change = [frozenset(_affected_tools(one)) for one in tries]
        self._values_by_change = [dict(_fixed_values(one)) for one in tries]
        self._changed_cases: dict[tuple[int, ChangeSet], tuple[Case, Assessment]] = {}
        self._states: dict[tuple[int, ChangeSet], Hashable] = {}
        self._results: dict[Hashable, ScenarioResult] = {}
        self.base = self.run(())

    def compute_cost(self, chosen: ChangeSet) -> int:
        """How many things have to change for a set."""
        return sum(self.changes[number].cost for number in chosen)

    def are_contradictory(self, one: int, other: int) -> bool:
        """Do two changes contradict: two values of one fact, or a tool that is changed and gone?"""
        if self._drops_only_tool(one, other) or self._drops_only_tool(other, one):
            return True
        mine, theirs = self._values_by_change[one], self._values_by_change[other]
        return any(what in theirs and theirs[what] != value for what, value in mine.items())

    def _drops_only_tool(self, one: int, other: int) -> bool:
        return self._tools_by_change[other] == {self.changes[one].dropped_tool}

    def is_on_time(self, chosen: ChangeSet, by: date) -> bool:
        """Is every tool that is left live by a date, without one that has become impossible?"""
        found = self.run(chosen)
        return (
            bool(found.possible_tools)
            and found.blocked_tools <= self.base.blocked_tools
            and not found.count_days_late(by)
        )

    def run(self, chosen: ChangeSet) -> ScenarioResult:
        """What a set comes to."""
        key = self._plan_key(chosen)
        if key not in self._results:
            self._results[key] = self._draft_scenario(chosen)
            self.work += 1 + len(self._results[key].required_steps)
        return self._results[key]

    # --- what is asked ---------------------------------------------------------------------------

    def _plan_key(self, chosen: ChangeSet) -> Hashable:
        """All that a plan depends on and a change can reach."""
        gone = {self.changes[number].dropped_tool for number in chosen} - {None}
        states = []
        for tool in sorted(
            set().union(*(self._tools_by_change[number] for number in chosen)) - gone
        ):
            own = self._changes_of_tool(tool, chosen)
            if (state := self._tool_state(tool, own)) != self._tool_state(tool, ()):
                states.append((tool, state))
        roles = frozenset(role.id for role in self._extended_roles(chosen))
        return tuple(states), frozenset(gone), roles, self._days_earlier(chosen)

    def _changes_of_tool(self, tool: int, chosen: ChangeSet) -> ChangeSet:
        return tuple(number for number in chosen if tool in self._tools_by_change[number])

    def _tool_state(self, tool: int, own: ChangeSet) -> Hashable:
        """What a plan sees of a tool: its product, its data and the steps that it is asked for."""
        if (tool, own) not in self._states:
            case, assessment = self.change_case(tool, own)
            steps = tuple(derive_requirements(case, assessment).steps)
            blocked = assessment.outcome is Outcome.BLOCKED
            product = case.match.product and case.match.product.id
            self._states[tool, own] = product, list_data_classes(case), steps, blocked
        return self._states[tool, own]

    def change_case(self, tool: int, own: ChangeSet) -> tuple[Case, Assessment]:
        """A tool under the changes that are for it."""
        if (tool, own) not in self._changed_cases:
            self.work += 1
            self._changed_cases[tool, own] = self._apply_changes(
                tool, [self.changes[number] for number in own]
            )
        return self._changed_cases[tool, own]

    def _apply_changes(self, tool: int, own: Sequence[Change]) -> tuple[Case, Assessment]:
        case, assessment = self._cases[tool]
        other = next((one.replacement[1] for one in own if one.replacement), None)
        if other is not None:
            # What would be otherwise of the tool says nothing of another product.
            assessment = self._assess(other)
            as_is = case.tool
            case = replace(other, tool=replace(other.tool, name=as_is.name, weight=as_is.weight))
        elif any(one.fact_changes for one in own):
            case = _change_facts(case, own, tool)
            assessment = self._assess(case)
        routes = tuple(replace(one.route, emergency=False) for one in own if one.route)
        if routes:
            tracks = case.catalog.fast_track
            case = replace(case, catalog=replace(case.catalog, fast_track=(*tracks, *routes)))
        return case, assessment

    def _extended_roles(self, chosen: ChangeSet) -> list[Role]:
        return [role for number in chosen if (role := self.changes[number].extended_role)]

    def _days_earlier(self, chosen: ChangeSet) -> int:
        return sum(self.changes[number].days_earlier for number in chosen)

    # --- what comes of it ------------------------------------------------------------------------

    def _draft_scenario(self, chosen: ChangeSet) -> ScenarioResult:
        gone = {self.changes[number].dropped_tool for number in chosen}
        left = [tool for tool in range(len(self._cases)) if tool not in gone]
        pairs = [self.change_case(tool, self._changes_of_tool(tool, chosen)) for tool in left]
        blocked = frozenset(
            tool for tool, (_, a) in zip(left, pairs, strict=True) if a.outcome is Outcome.BLOCKED
        )
        how = replace(self._options, start=self._start - timedelta(days=self._days_earlier(chosen)))
        made = (
            draft_plan(_extend_capacity(pairs, self._extended_roles(chosen)), how)
            if pairs
            else None
        )
        if made is None:
            return ScenarioResult({}, 0, frozenset(), frozenset(left) - blocked, blocked)
        asked = frozenset(
            (job.step.label or job.step.id, left[tool])
            for job in made.jobs
            if not job.satisfied
            for tool in job.tools
        )
        days = {
            left[tool]: finish_percentile(made, tool, _PERCENT) for tool in made.simulation_rows
        }
        work = sum(map(likely_effort, made.jobs))
        return ScenarioResult(days, work, asked, frozenset(left) - blocked, blocked)


def _affected_tools(one: Change) -> set[int]:
    """The tools whose own case a change is about."""
    instead = {one.replacement[0]} if one.replacement else set()
    return {*one.fact_changes, *instead, *one.route_tools}


def _fixed_values(one: Change) -> list[tuple[tuple[int, str], object]]:
    """What a change fixes: facts of tools by their values, and which product a tool is."""
    claims: list[tuple[tuple[int, str], object]] = [
        ((tool, change.fact), change.example)
        for tool, changes in one.fact_changes.items()
        for change in changes
    ]
    if one.replacement:
        claims.append(((one.replacement[0], ""), one.says))
    return claims


def _change_facts(case: Case, own: Sequence[Change], tool: int) -> Case:
    """A case in which some facts are as changes would have them."""
    facts = dict(case.facts)
    origin = Origin(Basis.OBSERVED, by="what if")
    for one in own:
        for change in one.fact_changes.get(tool, ()):
            if change.example is not None:
                facts[change.fact] = (Fact(case.tool.name, change.fact, change.example, origin),)
    return replace(case, facts=facts)


def _extend_capacity(pairs: AssessedCases, more: Sequence[Role]) -> AssessedCases:
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
