"""Cases + assessments -> WhatIf: what each single change saves, and which few reach a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from time import monotonic

from soescan.dates import format_date
from soescan.model import BusinessCase, Lever, Plan, Task, WhatIf
from soescan.plan.draft import PlanOptions
from soescan.plan.whatif.candidate_changes import (
    Assess,
    AssessedCases,
    BuildCase,
    Change,
    candidate_changes,
)
from soescan.plan.whatif.cheapest_set import CheapestSet, find_cheapest_set
from soescan.plan.whatif.scenarios import ScenarioResult, ScenarioRunner
from soescan.progress import OnProgress, count_items, tell_nobody

_NOTHING = "nothing has to change"
_QUICK_BUDGET, _QUICK_DRAWS = 30, 2_000
DROP = "drop"
"""The kind of the changes that leave a tool out."""
MAX_CHANGES = 120
"""Single changes that are tried unless somebody asks for fewer."""


def analyze_changes(
    assessed: AssessedCases,
    assess: Assess,
    plan: Plan,
    options: PlanOptions,
    deadline: date | None = None,
    build_case: BuildCase | None = None,
    business_cases: Sequence[BusinessCase] = (),
    *,
    max_changes: int = MAX_CHANGES,
    on_progress: OnProgress = tell_nobody,
) -> WhatIf:
    """Try single changes; with `deadline`, search the cheapest set that brings all tools there.

    A change costs a plan, so no more than `max_changes` are tried, those that promise most first.
    `plan` is that of the cases as they are. The solver's seconds in `options` limit the search for
    the set instead: it goes on until the set is proved or they are over. Without them a bounded
    number of sets is tried, and the answer is always the same. `on_progress` is told which change
    is tried.
    """
    started = monotonic()
    candidates = candidate_changes(assessed, build_case, business_cases)
    if not assessed or not max_changes:
        return WhatIf(plan, (), left_out=sum(1 for _ in candidates))
    changes = _order_by_promise(candidates, plan)
    left_out = max(0, len(changes) - max_changes)
    runner = ScenarioRunner(
        changes[:max_changes], assessed, assess, _limit_effort(options, deadline)
    )
    names = [case.tool.name for case, _ in assessed]
    told = frozenset(number for number, tool in enumerate(plan.tools) if tool.p80)
    count = len(runner.changes)
    numbers = count_items(range(count), count, "trying changes", on_progress)
    levers = [_build_lever(runner, number, names, told) for number in numbers]
    useful = [
        lever
        for lever in levers
        if lever.effort > 0 or any(days > 0 for days in lever.saved.values())
    ]
    useful.sort(
        key=lambda lever: (
            lever.kind == DROP,  # to leave a tool out is no way for it to be sooner
            *(-lever.days, -lever.effort, lever.cost, lever.says),
        )
    )
    result = WhatIf(plan, tuple(useful), left_out=left_out)
    if deadline is None:
        return result

    on_progress("searching the fewest changes", 0, 0)

    def is_over() -> bool:
        return monotonic() - started > options.solver_seconds

    stop = is_over if options.solver_seconds else None
    return _reach_date(result, runner, levers, deadline, stop)


def _limit_effort(options: PlanOptions, deadline: date | None) -> PlanOptions:
    """How each changed plan is made: quicker than one that is printed, unless a date is at stake.

    What a change saves is told against the plan as it is, made in the same way.
    """
    draws = options.draws if deadline else min(options.draws, _QUICK_DRAWS)
    return replace(options, budget=min(options.budget, _QUICK_BUDGET), draws=draws)


def _order_by_promise(changes: Iterable[Change], plan: Plan) -> list[Change]:
    """Changes by estimated saving over their rank among those of a kind for the same tools."""
    critical = [task for task in plan.tasks if task.critical]
    estimated = [(_estimate_saving(change, critical), change) for change in changes]
    estimated.sort(key=lambda item: -item[0])
    similar: Counter[tuple[str, tuple[str, ...]]] = Counter()
    promises = []
    for saving, change in estimated:
        similar[change.kind, change.tools] += 1
        rank = similar[change.kind, change.tools]
        promises.append((saving / rank, change))
    return [change for _, change in sorted(promises, key=lambda item: -item[0])]


def _estimate_saving(change: Change, critical: Sequence[Task]) -> int:
    """Working days of critical tasks that a change affects, over all tools, queues included.

    What a change really saves only a plan tells; this tells which plans to make first.
    """
    return sum(
        (task.finish - task.start + task.queued)
        * sum(not change.tools or tool in change.tools for tool in task.tools)
        for task in critical
        if task.step in change.affected_steps
    )


def _build_lever(
    runner: ScenarioRunner, number: int, names: Sequence[str], told: frozenset[int]
) -> Lever:
    """A change with what it saves of the tools that the plan tells a date of, by number."""
    change, base, result = runner.changes[number], runner.base, runner.run((number,))
    saved: Counter[str] = Counter()
    for tool, day in base.go_live.items():
        if tool in result.go_live and tool in told:
            saved[names[tool]] += (day - result.go_live[tool]).days
    return Lever(
        change.kind,
        change.says,
        change.tools,
        saved.total(),
        round(base.effort - result.effort, 3),
        _list_removed_steps(base, result, names),
        dict(saved),
        change.cost,
    )


def _list_removed_steps(
    base: ScenarioResult, result: ScenarioResult, names: Sequence[str]
) -> tuple[str, ...]:
    """The steps that are no longer required, with their tools; dropped tools are left out."""
    tools: dict[str, list[str]] = {}
    for step, tool in sorted(base.required_steps - result.required_steps):
        if tool in result.possible_tools:
            tools.setdefault(step, []).append(names[tool])
    return tuple(f"“{step}” ({', '.join(names_of_step)})" for step, names_of_step in tools.items())


# --- a date --------------------------------------------------------------------------------------


def _reach_date(
    what_if: WhatIf,
    runner: ScenarioRunner,
    levers: Sequence[Lever],
    deadline: date,
    stop: Callable[[], bool] | None,
) -> WhatIf:
    planned = [tool.p80 for tool in what_if.plan.tools if tool.p80]
    if planned and len(planned) == len(runner.base.go_live) and max(planned) <= deadline:
        return replace(what_if, by=deadline, reached=True, proved=True, says=_NOTHING)
    if not runner.base.go_live:
        return replace(what_if, by=deadline, says="there is nothing to plan")
    if runner.first_day > deadline:
        text = (
            f"no change is enough, because no work starts before {format_date(runner.first_day)}."
        )
        return replace(what_if, by=deadline, proved=True, says=text)
    can_drop = any(change.dropped_tool is not None for change in runner.changes)
    cheapest = find_cheapest_set(runner, deadline, stop, keep_tools=True)
    keeps_tools = can_drop
    if can_drop and cheapest.changes is None:
        cheapest, keeps_tools = find_cheapest_set(runner, deadline, stop), False
    return replace(
        what_if,
        by=deadline,
        reaches=tuple(levers[number] for number in cheapest.changes or ()),
        reached=cheapest.changes is not None,
        proved=cheapest.proved,
        says=_describe_cheapest(cheapest, all_=not what_if.left_out, keeps_tools=keeps_tools),
    )


def _describe_cheapest(cheapest: CheapestSet, *, all_: bool, keeps_tools: bool = False) -> str:
    """The answer; that nothing is cheaper is only said if it is proved.

    `keeps_tools`: only sets were looked at that leave no tool out.
    """
    changes = cheapest.changes
    if changes == ():
        return _NOTHING
    of_these = ("" if all_ else " of these") + (" that keeps every tool" if keeps_tools else "")
    if changes is None:
        if cheapest.proved:
            return "no combination of these changes is enough."
        shortfall = _describe_shortfall(cheapest.insufficient_cost)
        return f"no combination that is enough was found{shortfall}."
    count = "one change is" if len(changes) == 1 else f"{len(changes)} changes are"
    if cheapest.proved:
        return f"{count} enough; none{of_these} is cheaper."
    caveat = "the best found; not proved to be the cheapest"
    shortfall = _describe_shortfall(cheapest.insufficient_cost, keeps_tools=keeps_tools)
    return f"{count} enough; {caveat}{shortfall}."


def _describe_shortfall(insufficient_cost: int, *, keeps_tools: bool = False) -> str:
    """The half-sentence up to which cost every set falls short; empty for none."""
    if not insufficient_cost:
        return ""
    things = "only one thing" if insufficient_cost == 1 else f"up to {insufficient_cost} things"
    keeps = "keeps every tool and " if keeps_tools else ""
    return f"; no combination that {keeps}changes {things} is enough"
