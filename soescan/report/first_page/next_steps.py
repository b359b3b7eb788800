"""What is to be done for a tool next, and by whom, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from soescan.dates import format_near_day
from soescan.model import Assessment, Outcome, Supplier, Task, ToolPlan, UseAction
from soescan.report.first_page.reasons import name_rules, names_in
from soescan.report.format import Audience
from soescan.report.tables.in_use import describe_decision
from soescan.report.tables.tools import first_open_task, worst_remedy
from soescan.report.tables.wording import ADDRESSEES, capitalize_first
from soescan.report.text import shorten_words

_MOST_WORDS = 14


def name_requester(audience: Audience) -> str:
    """What the requester is called: the reader of marketing's page is the requester."""
    return "you" if audience is Audience.MARKETING else ADDRESSEES[Supplier.REQUESTER]


def find_next_step(
    a: Assessment,
    plan: ToolPlan | None,
    tasks: Mapping[str, Task],
    as_of: date,
    audience: Audience,
) -> tuple[str, str]:
    """What comes next for a tool, and who does it; both empty where nothing is left to do."""
    does, who = _find(a, plan, tasks, as_of, name_requester(audience))
    return shorten_words(capitalize_first(does), _MOST_WORDS), who


def _find(
    a: Assessment, plan: ToolPlan | None, tasks: Mapping[str, Task], as_of: date, requester: str
) -> tuple[str, str]:
    if a.match.prohibited:
        return f"ask IT whether it is the prohibited {a.match.prohibited[0]}", requester
    if a.in_use and a.in_use.action is not UseAction.REGULARISE:
        return describe_decision(a.in_use), a.in_use.owner or requester
    if plan and plan.ended:
        return "choose another product", requester
    if a.outcome is Outcome.BLOCKED:
        return worst_remedy(a) or "choose another product", requester
    if a.outlook:
        return _settle(a), requester
    if task := first_open_task(plan, tasks):
        day = task.starts and format_near_day(
            task.starts, as_of, illustrative=plan is not None and plan.illustrative
        )
        return f"{task.label}{f', {day}' if day else ''}", task.role
    if remedy := worst_remedy(a):
        return remedy, requester
    is_ready = a.outcome in (Outcome.IN_SOE, Outcome.FITS)
    return ("tell IT that you need it", requester) if is_ready and not a.in_use else ("", "")


def _settle(a: Assessment) -> str:
    """What would settle the first reason of an outlook."""
    if a.outlook is None:
        return ""
    for reason in a.outlook.reasons:
        if reason.step == "ask the vendor":
            return f"ask the vendor about {name_rules(reason.standards, names_in(a))}"
        if reason.step:
            return reason.step
    first = a.outlook.reasons[0]
    if first.standards:
        return f"ask IT about {name_rules(first.standards, names_in(a))}"
    return "answer the open questions"
