"""Sets of changes -> scenarios: the plan made anew for each, with the same seed.

What differs between two sets is then the changes alone. To plan costs far more than to see what is
asked of whom, so sets for which the same is asked share one plan.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from soescan.dates import shift_day
from soescan.model import Assessment, Basis, Case, Fact, Origin, Outcome, Role, RoleId
from soescan.plan.draft import PlanOptions, draft_plan
from soescan.plan.requirements.required_steps import ToolRequirements, derive_requirements
from soescan.plan.results.outlook import compute_finish_percentile
from soescan.plan.results.tasks import likely_effort
from soescan.plan.whatif.candidate_changes import Assess, AssessedCases, Change
from soescan.reference.records import list_data_classes

_PERCENT = 80

ChangeSet = tuple[int, ...]
"""The numbers of changes that are made together, ascending."""


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """The outcome of a scenario. Tools are numbered as they are assessed, dropped ones included."""

    go_live: Mapping[int, date]
    """The day by which each tool is live at P80; nothing for those that wait for nothing."""
    effort: float
    """Likely person-days."""
    required_steps: frozenset[tuple[str, int]]
    """Each step that somebody has to take, with a tool it is taken for."""
    possible_tools: frozenset[int]
    """The tools that can go live: neither dropped nor blocked."""
    blocked_tools: frozenset[int]

    def count_days_late(self, deadline: date) -> int:
        """Calendar days after the deadline at which tools are live at P80, added up over them."""
        return sum(max(0, (day - deadline).days) for day in self.go_live.values())


class ScenarioRunner:
    """Plans sets of changes and remembers the outcomes. Changes are meant by number."""

    def __init__(
        self,
        changes: Sequence[Change],
        assessed: AssessedCases,
        assess: Assess,
        options: PlanOptions,
    ) -> None:
        """Plan the base scenario, too. No plan uses the solver or explains the simulation."""
        self.changes = changes
        self.work = 0
        """A count of the work done so far, near to milliseconds but the same on every machine."""
        self._cases, self._assess = assessed, assess
        self._options = replace(options, solver_seconds=0, explain=False)
        self._start = options.start or assessed[0][0].as_of
        self.first_day = shift_day(self._start, -sum(change.days_earlier for change in changes))
        """The first day of any plan."""
        self._tools_by_change = [frozenset(_list_affected_tools(change)) for change in changes]
        self._values_by_change = [dict(_list_fixed_values(change)) for change in changes]
        self._changed_cases: dict[tuple[int, ChangeSet], tuple[Case, Assessment]] = {}
        self._requirements: dict[tuple[int, ChangeSet], ToolRequirements] = {}
        self._states: dict[tuple[int, ChangeSet], Hashable] = {}
        self._results: dict[Hashable, ScenarioResult] = {}
        self.base = self.run(())

    def compute_cost(self, change_set: ChangeSet) -> int:
        """How many things have to change for a set: the costs of its changes added up."""
        return sum(self.changes[number].cost for number in change_set)

    def are_contradictory(self, first: int, second: int) -> bool:
        """Do two changes exclude each other: two values of a fact, a tool changed and dropped?"""
        if self._drops_only_tool(first, second) or self._drops_only_tool(second, first):
            return True
        values, others = self._values_by_change[first], self._values_by_change[second]
        return any(values[key] != others[key] for key in values.keys() & others.keys())

    def _drops_only_tool(self, first: int, second: int) -> bool:
        return self._tools_by_change[second] == {self.changes[first].dropped_tool}

    def is_on_time(self, change_set: ChangeSet, deadline: date) -> bool:
        """Is every remaining tool live by the deadline at P80, and none newly blocked?"""
        result = self.run(change_set)
        newly_blocked = not result.blocked_tools <= self.base.blocked_tools
        is_possible = bool(result.possible_tools) and not newly_blocked
        return is_possible and not result.count_days_late(deadline)

    def run(self, change_set: ChangeSet) -> ScenarioResult:
        """The outcome of a set of changes, planned once."""
        key = self._build_plan_key(change_set)
        if key not in self._results:
            self._results[key] = self._draft_scenario(change_set)
            self.work += 1 + len(self._results[key].required_steps)
        return self._results[key]

    # --- what is asked ---------------------------------------------------------------------------

    def _build_plan_key(self, change_set: ChangeSet) -> Hashable:
        """All that a plan depends on and a change can reach: sets with one key share a plan."""
        dropped = {self.changes[number].dropped_tool for number in change_set} - {None}
        states = []
        affected = set().union(*(self._tools_by_change[number] for number in change_set))
        for tool in sorted(affected - dropped):
            changes = self._select_changes(tool, change_set)
            if (state := self._describe_tool(tool, changes)) != self._describe_tool(tool, ()):
                states.append((tool, state))
        roles = frozenset(role.id for role in self._list_extended_roles(change_set))
        return tuple(states), frozenset(dropped), roles, self._sum_days_earlier(change_set)

    def _select_changes(self, tool: int, change_set: ChangeSet) -> ChangeSet:
        return tuple(number for number in change_set if tool in self._tools_by_change[number])

    def _describe_tool(self, tool: int, changes: ChangeSet) -> Hashable:
        """What a plan sees of a tool: its product, its data and the steps that it is asked for."""
        if (tool, changes) not in self._states:
            case, assessment = self.change_case(tool, changes)
            steps = tuple(self._derive_requirements(tool, changes).steps)
            is_blocked = assessment.outcome is Outcome.BLOCKED
            product = case.match.product and case.match.product.id
            self._states[tool, changes] = product, list_data_classes(case), steps, is_blocked
        return self._states[tool, changes]

    def _derive_requirements(self, tool: int, changes: ChangeSet) -> ToolRequirements:
        """What is asked of a tool under the changes that are for it, found out once."""
        if (tool, changes) not in self._requirements:
            case, assessment = self.change_case(tool, changes)
            self._requirements[tool, changes] = derive_requirements(case, assessment)
        return self._requirements[tool, changes]

    def change_case(self, tool: int, changes: ChangeSet) -> tuple[Case, Assessment]:
        """The case and assessment of a tool under the changes that are for it."""
        if (tool, changes) not in self._changed_cases:
            self.work += 1
            applied = [self.changes[number] for number in changes]
            self._changed_cases[tool, changes] = self._apply_changes(tool, applied)
        return self._changed_cases[tool, changes]

    def _apply_changes(self, tool: int, changes: Sequence[Change]) -> tuple[Case, Assessment]:
        case, assessment = self._cases[tool]
        replacements = (change.replacement[1] for change in changes if change.replacement)
        replacement = next(replacements, None)
        if replacement is not None:
            # What would be otherwise of the tool says nothing of another product.
            assessment = self._assess(replacement)
            original = case.tool
            named = replace(
                replacement.tool,
                name=original.name,
                weight=original.weight,
                priority=original.priority,
            )
            case = replace(replacement, tool=named)
        elif any(change.fact_changes for change in changes):
            case = _change_facts(case, changes, tool)
            assessment = self._assess(case)
        routes = tuple(replace(change.route, emergency=False) for change in changes if change.route)
        if routes:
            tracks = case.catalog.fast_track
            case = replace(case, catalog=replace(case.catalog, fast_track=(*tracks, *routes)))
        return case, assessment

    def _list_extended_roles(self, change_set: ChangeSet) -> list[Role]:
        return [role for number in change_set if (role := self.changes[number].extended_role)]

    def _sum_days_earlier(self, change_set: ChangeSet) -> int:
        return sum(self.changes[number].days_earlier for number in change_set)

    # --- what comes of it ------------------------------------------------------------------------

    def _draft_scenario(self, change_set: ChangeSet) -> ScenarioResult:
        dropped = {self.changes[number].dropped_tool for number in change_set}
        tools = [tool for tool in range(len(self._cases)) if tool not in dropped]
        changes = [self._select_changes(tool, change_set) for tool in tools]
        assessed = list(map(self.change_case, tools, changes))
        outcomes = {tool: pair[1].outcome for tool, pair in zip(tools, assessed, strict=True)}
        blocked = frozenset(tool for tool in tools if outcomes[tool] is Outcome.BLOCKED)
        start = shift_day(self._start, -self._sum_days_earlier(change_set))
        assessed = _extend_capacity(assessed, self._list_extended_roles(change_set))
        requirements = list(map(self._derive_requirements, tools, changes))
        options = replace(self._options, start=start)
        draft = draft_plan(assessed, options, requirements) if assessed else None
        if draft is None:
            return ScenarioResult({}, 0, frozenset(), frozenset(tools) - blocked, blocked)
        required_steps = frozenset(
            (job.step.label or job.step.id, tools[tool])
            for job in draft.jobs
            if not job.satisfied
            for tool in job.tools
        )
        planned = draft.simulation_rows
        go_live = {
            tools[tool]: compute_finish_percentile(draft, tool, _PERCENT) for tool in planned
        }
        effort = sum(map(likely_effort, draft.jobs))
        return ScenarioResult(go_live, effort, required_steps, frozenset(tools) - blocked, blocked)


def _list_affected_tools(change: Change) -> set[int]:
    """The tools whose own case a change is about."""
    replaced = {change.replacement[0]} if change.replacement else set()
    return {*change.fact_changes, *replaced, *change.route_tools}


def _list_fixed_values(change: Change) -> list[tuple[tuple[int, str], object]]:
    """What a change fixes: facts of tools by their values, and which product a tool is."""
    values: list[tuple[tuple[int, str], object]] = [
        ((tool, fact_change.fact), fact_change.example)
        for tool, fact_changes in change.fact_changes.items()
        for fact_change in fact_changes
    ]
    if change.replacement:
        values.append(((change.replacement[0], ""), change.says))
    return values


def _change_facts(case: Case, changes: Sequence[Change], tool: int) -> Case:
    """The case of a tool with the facts that the changes would give it."""
    facts = dict(case.facts)
    origin = Origin(Basis.OBSERVED, by="what if")
    for change in changes:
        for fact_change in change.fact_changes.get(tool, ()):
            if fact_change.example is not None:
                facts[fact_change.fact] = (
                    Fact(case.tool.name, fact_change.fact, fact_change.example, origin),
                )
    return replace(case, facts=facts)


def _extend_capacity(assessed: AssessedCases, roles: Sequence[Role]) -> AssessedCases:
    """The cases with one more person-day a week of these roles, in the catalog of every case."""
    if not roles:
        return assessed
    role_ids: set[RoleId] = {role.id for role in roles}

    def extend_roles(case: Case) -> Case:
        extended = tuple(
            replace(role, capacity=(role.capacity or 0) + 1) if role.id in role_ids else role
            for role in case.catalog.roles
        )
        return replace(case, catalog=replace(case.catalog, roles=extended))

    return [(extend_roles(case), assessment) for case, assessment in assessed]
