"""Cases + assessments -> WhatIf: what each single change saves, and which few reach a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from time import monotonic

from soescan.dates import format_date
from soescan.model import BusinessCase, Lever, Plan, WhatIf
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

MAX_CHANGES = 120
"""Single changes that are tried unless somebody asks for fewer."""


def analyze_changes(
    judged: AssessedCases,
    judge: Assess,
    plan: Plan,
    how: PlanOptions,
    by: date | None = None,
    recase: BuildCase | None = None,
    arguments: Sequence[BusinessCase] = (),
    *,
    most: int = MAX_CHANGES,
) -> WhatIf:
    """Try single changes; with `by`, look for the cheapest set that brings all tools there.

    A change costs a plan, so no more than `most` are tried, those that promise most first. Of
    `how`, the seconds for the solver are those for the set, which is then looked for until it is
    proved or they are over; without, a number of sets is tried and the answer always the same.
    """
    started = monotonic()
    listed = _order_by_promise(candidate_changes(judged, recase, arguments), plan)
    left_out = max(0, len(listed) - most)
    if not judged:
        return WhatIf(plan, ())
    trials = ScenarioRunner(listed[:most], judged, judge, how)
    names = [case.tool.name for case, _ in judged]
    levers = [_build_lever(trials, number, names) for number in range(len(trials.changes))]
    useful = [one for one in levers if one.days or one.effort > 0 or any(one.saved.values())]
    useful.sort(key=lambda one: (-one.days, -one.effort, one.cost, one.says))
    found = WhatIf(plan, tuple(useful), left_out=left_out)
    if by is None:
        return found

    def over() -> bool:
        return monotonic() - started > how.solver_seconds

    return _reach_date(found, trials, levers, by, over if how.solver_seconds else None)


def _order_by_promise(listed: Iterable[Change], plan: Plan) -> list[Change]:
    """Changes in the order of what they promise; of several like it, each next counts for less."""
    ordered = sorted(listed, key=lambda one: -_estimate_saving(one, plan))
    like: Counter[tuple[str, tuple[str, ...]]] = Counter()
    turn = []
    for one in ordered:
        like[one.kind, one.tools] += 1
        turn.append((_estimate_saving(one, plan) / like[one.kind, one.tools], one))
    return [one for _, one in sorted(turn, key=lambda pair: -pair[0])]


def _estimate_saving(one: Change, plan: Plan) -> int:
    """Working days, over all tools, of what makes a date and could be spared, queues included.

    What a change really saves only a plan tells; this tells which plans to make first.
    """
    return sum(
        (task.finish - task.start + task.queued)
        * sum(not one.tools or tool in one.tools for tool in task.tools)
        for task in plan.tasks
        if task.critical and task.step in one.affected_steps
    )


def _build_lever(trials: ScenarioRunner, number: int, names: Sequence[str]) -> Lever:
    one, base, now = trials.changes[number], trials.base, trials.run((number,))
    saved: Counter[str] = Counter()
    for tool, day in base.go_live.items():
        if tool in now.go_live:
            saved[names[tool]] += (day - now.go_live[tool]).days
    return Lever(
        one.kind,
        one.says,
        one.tools,
        saved.total(),
        round(base.effort - now.effort, 3),
        _list_removed_steps(base, now, names),
        dict(saved),
        one.cost,
    )


def _list_removed_steps(
    base: ScenarioResult, now: ScenarioResult, names: Sequence[str]
) -> tuple[str, ...]:
    """The steps that are gone, with the tools they were for; a tool that is dropped has none."""
    tools: dict[str, list[str]] = {}
    for step, tool in sorted(base.required_steps - now.required_steps):
        if tool in now.possible_tools:
            tools.setdefault(step, []).append(names[tool])
    return tuple(f"“{step}” ({', '.join(whose)})" for step, whose in tools.items())


# --- a date --------------------------------------------------------------------------------------


def _reach_date(
    found: WhatIf,
    trials: ScenarioRunner,
    levers: Sequence[Lever],
    by: date,
    stop: Callable[[], bool] | None,
) -> WhatIf:
    if not trials.base.go_live:
        return replace(found, by=by, says="there is nothing to plan")
    if trials.first_day > by:
        says = f"no change is enough, for nothing begins before {format_date(trials.first_day)}."
        return replace(found, by=by, proved=True, says=says)
    reached = find_cheapest_set(trials, by, stop)
    return replace(
        found,
        by=by,
        reaches=tuple(levers[number] for number in reached.changes or ()),
        reached=reached.changes is not None,
        proved=reached.proved,
        says=_describe_cheapest(reached, all_=not found.left_out),
    )


def _describe_cheapest(reached: CheapestSet, *, all_: bool) -> str:
    """The answer; that nothing is cheaper is only said if it is proved."""
    chosen = reached.changes
    if chosen == ():
        return "nothing has to change"
    of_these = "" if all_ else " of these"
    if chosen is None:
        if reached.proved:
            return "no set of these changes is enough."
        return f"no set that is enough was found{_describe_shortfall(reached.insufficient_cost)}."
    count = "one change is" if len(chosen) == 1 else f"{len(chosen)} changes are"
    if reached.proved:
        return f"{count} enough; none{of_these} is cheaper."
    best = "the best that was found, not proved to be the cheapest"
    return f"{count} enough; {best}{_describe_shortfall(reached.insufficient_cost)}."


def _describe_shortfall(tried: int) -> str:
    """Up to which cost every set falls short."""
    if not tried:
        return ""
    return f"; no set that changes {'only one thing' if tried == 1 else f'up to {tried} things'} is"
