"""The three things to do this week, each by a person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from soescan.graph import edge_index
from soescan.model import EdgeKind, OutlookKind, Question, Report, Supplier, Task
from soescan.quantities import quantity
from soescan.reference import builtin
from soescan.report.first_page.next_steps import name_requester
from soescan.report.first_page.nouns import WeekAction
from soescan.report.format import Audience
from soescan.report.tables.actions import list_first_steps
from soescan.report.tables.wording import ADDRESSEES, join_names, name_or_number, name_standards

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
        yield from islice(chain(steps, _answers_of_it(report)), _MOST_ACTIONS - 1)
        needed = [question for question in needed if question.asks is not Supplier.IT]
        steps = []
    for question in needed:
        if question.asks is Supplier.PROBE:
            yield _scan_action(question, you, total)
            break
    yield from _ask_actions(needed, report, you, steps)


def _scan_action(question: Question, you: str, total: int) -> WeekAction:
    points = quantity(len(question.keys), "open point")
    names = name_or_number(question.tools, _NAMED, total=total)
    return WeekAction(you, "Run soescan check with --scan", names, f"it answers {points}")


def _ask_actions(
    needed: list[Question], report: Report, you: str, steps: list[WeekAction]
) -> Iterator[WeekAction]:
    """Yield what the requester says and whom they ask, with the first step of somebody between."""
    total = len(report.assessments)
    own = [q for q in needed if q.asks is Supplier.REQUESTER]
    if own:
        does = f"Add to the list: {_about(own)}" if _about(own) else "Answer the questions to you"
        why = f"only {you} can say it"
        if waiting := _find_waiting(own, report):
            names = name_or_number(waiting, 1, total=total)
            every = names == _tools_of(own, total)
            why = "without it no work starts" if every else f"work on {names} starts only then"
        yield WeekAction(you, does, _tools_of(own, total), why)
    yield from _read_papers(report, you)
    yield from steps[:1]
    for supplier in (Supplier.VENDOR, Supplier.IT):
        addressee = ADDRESSEES[supplier]
        asked = [q for q in needed if q.asks in _ASKED and ADDRESSEES[q.asks] == addressee]
        if asked:
            about, why = _about(asked), "it takes the longest"
            does = f"Ask {addressee} about {about}"
            if not about:
                does, why = f"Ask {addressee}: {asked[0].text}", ""
            yield WeekAction(you, does, _tools_of(asked, total), why)
    yield from steps[1:]


def _read_papers(report: Report, you: str) -> Iterator[WeekAction]:
    """Yield which document to read that tells most, for the tools of which one is known."""
    tools: dict[str, list[str]] = {}
    for a in report.assessments:
        if a.outlook and a.outlook.kind is OutlookKind.NEEDS_PAPER and not a.in_use:
            step = next((reason.step for reason in a.outlook.reasons if reason.step), "")
            tools.setdefault(step, []).append(a.tool.name)
    reading = {step: names for step, names in tools.items() if step.startswith(_READ)}
    if reading:
        step = max(reading, key=lambda step: len(reading[step]))
        names = reading[step]
        paper = step.removeprefix(_READ)
        does = f"Read the {paper}{'s' * (len(names) > 1 and not paper.endswith('s'))}"
        which = name_or_number(names, _NAMED, total=len(report.assessments))
        why = f"{'they tell' if len(names) > 1 else 'it tells'} what is still open"
        yield WeekAction(you, does, which, why)


_READ = "read its "


def _find_waiting(questions: list[Question], report: Report) -> list[str]:
    """The tools for which nothing starts before one of these questions is answered."""
    names = name_standards(report)
    asked = {f"answer:{names.get(rule, rule)}" for q in questions for rule in q.standards}
    task_of = edge_index(report.plan).task_of
    answers = [edge for edge in report.plan.edges if edge.kind is EdgeKind.BLOCKED_BY]
    tasks = [task_of[e.to] for e in answers if e.from_ in asked and e.to in task_of]
    return list(dict.fromkeys(name for task in tasks for name in task.tools))


def _answers_of_it(report: Report) -> Iterator[WeekAction]:
    """Yield what only IT can say: of the tools, and of how much time its people have."""
    total, it = len(report.assessments), ADDRESSEES[Supplier.IT]
    asked = [q for q in report.questions if q.asks is Supplier.IT and not q.good_to_know]
    for question in (*asked[:1], *report.plan.questions[:1]):
        text, _, why = question.text.partition("? ")
        does = f"Answer: {text}{'?' if why else ''}"
        tools = name_or_number(question.tools, _NAMED, total=total)
        yield WeekAction(it, does, tools, f"{why[:1].lower()}{why[1:]}".rstrip("."))


def _about(questions: list[Question]) -> str:
    """The matters of the first questions, by name."""
    known = builtin.matters()
    labels = [known[q.matter].label for q in questions if q.matter in known]
    return join_names(list(dict.fromkeys(labels))[:_NAMED])


def _tools_of(questions: list[Question], total: int) -> str:
    names = list(dict.fromkeys(name for q in questions for name in q.tools))
    return name_or_number(names, _NAMED, total=total)


def _first_steps(report: Report) -> Iterator[WeekAction]:
    """Yield the first steps; the same step of the same people is one, for all its tools."""
    total = len(report.assessments)
    groups: dict[tuple[str, str], list[Task]] = {}
    for step in list_first_steps(report.plan):
        groups.setdefault((step.role, step.label), []).append(step)
    for (role, label), steps in groups.items():
        tools = list(dict.fromkeys(tool for step in steps for tool in step.tools))
        critical = any(step.critical for step in steps)
        why = "it is on the critical path" if critical else "it can start at once"
        yield WeekAction(role, label, name_or_number(tools, _NAMED, total=total), why)
