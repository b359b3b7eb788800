"""Report -> FirstPage, for a reader."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.quantities import quantity
from soescan.report.first_page.actions import list_actions
from soescan.report.first_page.changes import list_changes
from soescan.report.first_page.costs import word_costs
from soescan.report.first_page.fit import fit_first_page
from soescan.report.first_page.groups import group_tools
from soescan.report.first_page.nouns import FirstPage, LabelledText
from soescan.report.first_page.plan_words import word_deciders, word_rough_dates, word_work
from soescan.report.first_page.readers import build_comparison, list_concerns
from soescan.report.format import Audience
from soescan.report.tables.answer import headline
from soescan.report.tables.dates import format_day
from soescan.report.tables.summary import list_cautions
from soescan.report.tables.wording import as_sentence
from soescan.report.text import shorten_name

_MOST_CASES = 2
_NO_STEPS = "the catalog names no steps"
"""What a plan says of a tool where IT has told of no approvals."""


def build_first_page(report: Report, audience: Audience = Audience.MARKETING) -> FirstPage:
    """The first page of a report for a reader: the same facts, in the order that reader asks."""
    groups = group_tools(report, audience)
    catalog = shorten_name(report.catalog.name)
    page = FirstPage(
        title=report.title,
        answer=headline(report),
        basis=f"As of {format_day(report.as_of)}, checked against {catalog}.",
        dates_note=word_rough_dates(report.plan),
        cautions=list_cautions(report),
        concerns=list_concerns(report) if audience is Audience.IT else (),
        comparison=build_comparison(report, groups) if audience is Audience.PROCUREMENT else None,
        groups=groups,
        actions=list_actions(report, audience),
        changes=list_changes(report, audience),
        reasons=tuple(_list_reasons(report, audience)),
    )
    return fit_first_page(page, (a.tool.name for a in report.assessments))


def _list_reasons(report: Report, audience: Audience) -> Iterator[LabelledText]:
    """The business cases, who decides, the work and the wish date, as far as there are any."""
    cases = report.proposal.business_cases
    for case in cases[:_MOST_CASES]:
        text = case.says or case.goal or case.id
        yield LabelledText("Business case", as_sentence(text))
    if (more := len(cases) - _MOST_CASES) > 0:
        yield LabelledText("Business case", f"{quantity(more, 'more case')} in the proposal.")
    if report.needs:
        why = report.needs.says.partition("; ")[0]
        yield LabelledText("What you have", as_sentence(f"{report.needs.verdict}: {why}"))
    if deciders := word_deciders(report.plan):
        yield LabelledText("Who decides", deciders)
    elif any(tool.says == _NO_STEPS for tool in report.plan.tools):
        yield LabelledText("Who decides, and when", "IT's list does not say: ask IT.")
    work = word_work(report.plan)
    if costs := word_costs(report) if audience is not Audience.IT else "":
        yield LabelledText("Cost", costs)
    if work and audience is not Audience.IT:
        yield LabelledText("Work", work)
    yield from _word_wishes(report)


def _word_wishes(report: Report) -> Iterator[LabelledText]:
    wishes = [tool for tool in report.plan.tools if tool.wish]
    if not wishes:
        return
    hardest = min(wishes, key=lambda tool: tool.wish.share if tool.wish else 1)
    if wish := hardest.wish:
        day, chance = format_day(wish.by), f"{wish.share:.0%}"
        which = hardest.tool if len(wishes) == 1 else f"{hardest.tool}, the least likely"
        yield LabelledText("Wish date", f"{day}; {chance} likely for {which}.")
