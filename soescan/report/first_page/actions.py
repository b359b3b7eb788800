"""The three things to do this week, each by a person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from soescan.model import Question, Report, Supplier
from soescan.quantities import quantity
from soescan.reference import builtin
from soescan.report.first_page.next_steps import name_requester
from soescan.report.first_page.nouns import WeekAction
from soescan.report.format import Audience
from soescan.report.tables.actions import list_first_steps
from soescan.report.tables.wording import ADDRESSEES, join_names, name_or_number

_MOST_ACTIONS = 3
_NAMED = 3
_ASKED = (Supplier.IT, Supplier.VENDOR, Supplier.PAGE, Supplier.DERIVED)


def list_actions(report: Report, audience: Audience) -> tuple[WeekAction, ...]:
    """What is prohibited is asked first, then come a scan, questions, and the first steps."""
    return tuple(islice(_every_action(report, audience), _MOST_ACTIONS))


def _every_action(report: Report, audience: Audience) -> Iterator[WeekAction]:
    you = name_requester(audience)
    total = len(report.assessments)
    if prohibited := [a.tool.name for a in report.assessments if a.match.prohibited]:
        which = "it is" if len(prohibited) == 1 else "these are"
        names = name_or_number(prohibited, _NAMED, total=total)
        yield WeekAction(
            you, f"Ask IT whether {which} prohibited", names, "it comes before all else"
        )
    needed = [question for question in report.questions if not question.good_to_know]
    steps = list(_first_steps(report))
    if audience is Audience.IT:
        yield from steps
        steps = []
    for question in needed:
        if question.asks is Supplier.PROBE:
            yield _scan_action(question, you, total)
            break
    yield from _ask_actions(needed, you, total, steps)


def _scan_action(question: Question, you: str, total: int) -> WeekAction:
    points = quantity(len(question.keys), "open point")
    names = name_or_number(question.tools, _NAMED, total=total)
    return WeekAction(you, "Run soescan check with --scan", names, f"it answers {points}")


def _ask_actions(
    needed: list[Question], you: str, total: int, steps: list[WeekAction]
) -> Iterator[WeekAction]:
    """Yield what the requester says and whom they ask, with the first step of somebody between."""
    own = [q for q in needed if q.asks is Supplier.REQUESTER]
    if own:
        does = f"Add to the list: {_about(own)}" if _about(own) else "Answer the questions to you"
        yield WeekAction(
            you,
            does,
            _tools_of(own, total),
            "only you can say it" if you == "you" else "only the requester can say it",
        )
    yield from steps[:1]
    for supplier in (Supplier.VENDOR, Supplier.IT):
        addressee = ADDRESSEES[supplier]
        asked = [q for q in needed if q.asks in _ASKED and ADDRESSEES[q.asks] == addressee]
        if asked:
            about = _about(asked)
            does = f"Ask {addressee}{f' about {about}' if about else ''}"
            yield WeekAction(you, does, _tools_of(asked, total), "it takes the longest")
    yield from steps[1:]


def _about(questions: list[Question]) -> str:
    """The matters of the first questions, by name."""
    known = builtin.matters()
    labels = [known[q.matter].label for q in questions if q.matter in known]
    return join_names(list(dict.fromkeys(labels))[:_NAMED])


def _tools_of(questions: list[Question], total: int) -> str:
    names = list(dict.fromkeys(name for q in questions for name in q.tools))
    return name_or_number(names, _NAMED, total=total)


def _first_steps(report: Report) -> Iterator[WeekAction]:
    total = len(report.assessments)
    for step in list_first_steps(report.plan):
        names = name_or_number(step.tools, _NAMED, total=total)
        why = "it is on the critical path" if step.critical else "it can start at once"
        yield WeekAction(step.role, step.label, names, why)
