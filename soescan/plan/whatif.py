"""Cases + assessments -> WhatIf: what each single change saves, and the fewest that reach a date.

Every change is planned and simulated anew with the same seed, so that what differs is the change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, islice

from soescan.model import BusinessCase, Lever, Plan, WhatIf
from soescan.plan.draft import Draft, How, draft
from soescan.plan.levers import Judge, Judged, Recase, Try, tries
from soescan.plan.outlook import percentile
from soescan.plan.tasks import effort

MOST = 120
"""Single changes that are tried unless somebody asks for fewer."""
_MOST_SETS = 400
"""Sets of changes that are planned to reach a date."""
_BEST = 12
"""Single changes that sets are made of."""
_P = 80


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a plan comes to: the day of each tool at P80, and the work."""

    days: dict[str, date]
    effort: float
    asked: frozenset[tuple[str, str]]
    """Each step that somebody has to take, with a tool it is taken for."""


def whatif(
    judged: Judged,
    judge: Judge,
    plan: Plan,
    how: How,
    by: date | None = None,
    recase: Recase | None = None,
    arguments: Sequence[BusinessCase] = (),
    *,
    most: int = MOST,
) -> WhatIf:
    """Try single changes; with `by`, look for the fewest that bring all tools there.

    Each costs a plan of its own, so no more than `most` are tried, those that promise most first.
    """
    base = _outcome(draft(judged, how))
    listed = _in_turn(tries(judged, judge, recase, arguments), plan)
    tried = []
    for one in listed[:most]:
        lever = _lever(one, base, _tried([one], judged, how))
        if lever.days or lever.effort > 0 or any(lever.saved.values()):
            tried.append((one, lever))
    tried.sort(key=lambda pair: (-pair[1].days, -pair[1].effort, pair[1].cost, pair[1].says))
    left_out = max(0, len(listed) - most)
    found = WhatIf(plan, tuple(lever for _, lever in tried), left_out=left_out)
    return found if by is None else _reach(found, tried, base, judged, how, by)


def _in_turn(listed: Iterable[Try], plan: Plan) -> list[Try]:
    """Changes in the order of what they promise; of several like it, each next counts for less."""
    ordered = sorted(listed, key=lambda one: -_promise(one, plan))
    like: Counter[tuple[str, tuple[str, ...]]] = Counter()
    turn = []
    for one in ordered:
        like[one.kind, one.tools] += 1
        turn.append((_promise(one, plan) / like[one.kind, one.tools], one))
    return [one for _, one in sorted(turn, key=lambda pair: -pair[0])]


def _promise(one: Try, plan: Plan) -> int:
    """Working days, over all tools, of what makes a date and could be spared, queues included.

    What a change really saves only a plan tells; this tells which plans to make first.
    """
    return sum(
        (task.finish - task.start + task.queued)
        * sum(not one.tools or tool in one.tools for tool in task.tools)
        for task in plan.tasks
        if task.critical and task.step in one.steps
    )


def _tried(changes: Sequence[Try], judged: Judged, how: How) -> _Outcome:
    for one in sorted(changes, key=_turn):
        judged, how = one.change(judged, how)
    return _outcome(draft(judged, how))


def _turn(one: Try) -> tuple[int, int]:
    """Other products bring the first catalog with them; a tool that is gone moves up the rest."""
    if one.drops is not None:
        return 2, -one.drops
    return (0 if one.kind == "alternative" else 1), 0


def _outcome(made: Draft | None) -> _Outcome:
    if made is None:
        return _Outcome({}, 0, frozenset())
    days = {made.wanted[tool].tool: percentile(made, tool, _P) for tool in made.rows}
    asked = {
        (job.step.label or job.step.id, made.wanted[tool].tool)
        for job in made.jobs
        if not job.satisfied
        for tool in job.tools
    }
    return _Outcome(days, sum(map(effort, made.jobs)), frozenset(asked))


def _lever(one: Try, base: _Outcome, now: _Outcome) -> Lever:
    saved = {
        tool: (day - now.days[tool]).days for tool, day in base.days.items() if tool in now.days
    }
    return Lever(
        one.kind,
        one.says,
        one.tools,
        sum(saved.values()),
        round(base.effort - now.effort, 3),
        _removed(base, now),
        saved,
        one.cost,
    )


def _removed(base: _Outcome, now: _Outcome) -> tuple[str, ...]:
    """The steps that are gone, with the tools they were for; a tool that is dropped has none."""
    tools: dict[str, list[str]] = {}
    for step, tool in sorted(base.asked - now.asked):
        if tool in now.days:
            tools.setdefault(step, []).append(tool)
    return tuple(f"“{step}” ({', '.join(names)})" for step, names in tools.items())


# --- a date --------------------------------------------------------------------------------------


def _reach(
    found: WhatIf,
    tried: list[tuple[Try, Lever]],
    base: _Outcome,
    judged: Judged,
    how: How,
    by: date,
) -> WhatIf:
    """The cheapest set: all sets in the order of their cost, as far as there is time for."""
    if not base.days:
        return replace(found, by=by, says="there is nothing to plan")
    if _on_time(base, by):
        says = "nothing has to change"
        return replace(found, by=by, reached=True, proved=True, says=says)
    helpful = [pair for pair in tried if any(days > 0 for days in pair[1].saved.values())][:_BEST]
    everything = len(helpful) == sum(any(d > 0 for d in lever.saved.values()) for _, lever in tried)
    sets = list(_sets(helpful))
    for chosen in islice(sets, _MOST_SETS):
        if _on_time(_tried([one for one, _ in chosen], judged, how), by):
            levers = tuple(lever for _, lever in chosen)
            count = "one change is" if len(levers) == 1 else f"{len(levers)} changes are"
            fewest = "; none is cheaper" if everything else "; the best that was found"
            says = f"{count} enough{fewest}."
            return replace(found, by=by, reaches=levers, reached=True, proved=everything, says=says)
    complete = everything and len(sets) <= _MOST_SETS
    says = "no set of up to three of these changes is enough." if helpful else "no change helps."
    return replace(found, by=by, proved=complete, says=says)


def _sets(
    helpful: list[tuple[Try, Lever]],
) -> Iterator[tuple[tuple[Try, Lever], ...]]:
    """Sets of up to three changes, cheapest first, then those that save most on their own."""
    found = [
        chosen
        for size in range(1, min(3, len(helpful)) + 1)
        for chosen in combinations(helpful, size)
    ]
    found.sort(key=lambda c: (sum(lever.cost for _, lever in c), -sum(lev.days for _, lev in c)))
    yield from found


def _on_time(outcome: _Outcome, by: date) -> bool:
    return bool(outcome.days) and all(day <= by for day in outcome.days.values())
