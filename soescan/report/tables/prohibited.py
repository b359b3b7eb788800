"""The sentence that asks IT whether tools are products that it has prohibited."""

from __future__ import annotations

from collections.abc import Iterable

from soescan.model import Plan
from soescan.quantities import quantity

_NAMED = 5


def ask_about_prohibited(tools: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """A question on each tool that may be one of some prohibited products; "" if none may be.

    >>> ask_about_prohibited([("Hub", ("HubSpot",)), ("Mail", ())])
    'Ask IT before anything else. Hub: is this your prohibited HubSpot?'
    """
    suspected = [(name, products) for name, products in tools if products]
    questions = [
        f"{name}: is this your prohibited {' or '.join(products)}?"
        for name, products in suspected[:_NAMED]
    ]
    if len(suspected) > _NAMED:
        questions.append(f"The same applies to {quantity(len(suspected) - _NAMED, 'more tool')}.")
    return f"Ask IT before anything else. {' '.join(questions)}" if questions else ""


def notice_of_plan(plan: Plan) -> str:
    """The same of the tools of a plan, for formats that show nothing else of a report."""
    return ask_about_prohibited((tool.tool, tool.prohibited) for tool in plan.tools)
