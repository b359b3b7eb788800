"""What the plan asks of people, and who decides, in one sentence each."""

from __future__ import annotations

from soescan.model import Plan, StepKind
from soescan.quantities import quantity
from soescan.report.tables.wording import join_names

_DECIDES = (StepKind.APPROVAL, StepKind.COMMITTEE)
_MOST_ROLES = 3


def word_work(plan: Plan) -> str:
    """How much work the plan asks for, in how many steps, and of whom most; empty without any."""
    loads = sorted((load for load in plan.loads if load.effort), key=lambda load: -load.effort)
    if not loads:
        return ""
    total = quantity(round(sum(load.effort for load in loads), 1), "person-day")
    steps = quantity(sum(load.tasks for load in loads), "step")
    untold = sum(1 for load in plan.loads if load.tasks and not load.effort)
    if len(loads) == 1:
        says = f"{total} in {steps}{'' if untold else ', all'} by {loads[0].role}"
    else:
        most = [f"{load.role} ({round(load.effort, 1):g})" for load in loads[:_MOST_ROLES]]
        says = f"{total} in {steps}, most by {join_names(most)}"
    others = f". The effort of {quantity(untold, 'more role')} is not stated" if untold else ""
    return f"{says}{others}."


def word_deciders(plan: Plan) -> str:
    """Who decides last, on what, and who has to agree before; empty where nobody decides."""
    decisions = [t for t in plan.tasks if t.kind in _DECIDES and not t.satisfied]
    if not decisions:
        return ""
    last_first = sorted(decisions, key=lambda task: -task.finish)
    last = last_first[0]
    before = [role for role in dict.fromkeys(t.role for t in last_first) if role != last.role]
    named = before[:_MOST_ROLES]
    if len(before) > _MOST_ROLES:
        named[-1:] = [f"{len(before) - _MOST_ROLES + 1} more"]
    after = f", after {join_names(named)}" if named else ""
    return f"{last.role} decides last (“{last.label}”){after}."


_FEW = 3
"""Tools that are named; more are counted."""


def word_rough_dates(plan: Plan) -> str:
    """Which dates are only weeks, and why; empty where all are days."""
    dated = [tool for tool in plan.tools if tool.earliest or tool.in_use]
    rough = [tool.tool for tool in dated if tool.illustrative]
    if not rough:
        return ""
    some = ", ".join(rough) if len(rough) <= _FEW else f"{len(rough)} tools"
    whose = "Dates" if len(rough) == len(dated) else f"Dates of {some}"
    return f"{whose} are weeks: they rest on lead times that IT has not confirmed."
