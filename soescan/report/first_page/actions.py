"""The three things to do this week, by person."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.first_page.nouns import WeekAction
from soescan.report.tables.actions import TABLE
from soescan.report.tables.wording import count_if_many

_MOST_ACTIONS = 3


def list_actions(report: Report) -> tuple[WeekAction, ...]:
    """The first thing that each of three people can do."""
    actions: dict[str, WeekAction] = {}
    for who, does, tools, _, _, why in TABLE.build(report).rows:
        action = WeekAction(str(who), str(does), count_if_many(str(tools), most=3), str(why))
        actions.setdefault(action.who, action)
    return tuple(actions.values())[:_MOST_ACTIONS]
