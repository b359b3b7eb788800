"""What the report is about, the answer, and the figures that everything else explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from soescan.conditions import format_value
from soescan.model import Report, Supplier, ToolPlan
from soescan.quantities import in_words, quantity
from soescan.reference import builtin
from soescan.report.tables.answer import headline
from soescan.report.tables.dates import format_day
from soescan.report.tables.headline import key_figures, trial_sentence
from soescan.report.tables.overlaps import list_overlap_notices
from soescan.report.tables.prohibited import ask_about_prohibited
from soescan.report.tables.table import Cell, Column, TableData, TableSpec
from soescan.report.tables.wording import ADDRESSEES, as_sentence, capitalize_first

_COLUMNS = (
    Column("What", width=22),
    Column("Value", width=40),
    Column("Meaning", width=60),
)
_REHEARSAL = (
    "This is the SOE that came with soescan, not your IT's own: read it as a rehearsal. Ask IT for"
    " their list of approved products (a spreadsheet will do), for soescan check --soe."
)


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    catalog = report.catalog
    yield "Answer", headline(report), ""
    if notice := prohibited_notice(report):
        yield "Ask first", notice, "Until IT has answered, these tools may be prohibited."
    if notice := scan_notice(report):
        yield "Scan first", notice, "What a scan sees, nobody needs to be asked."
    if notice := ask_notice(report):
        yield "Then ask", notice, "The table Questions has the words, ready to be sent."
    for notice in list_overlap_notices(report):
        yield "About the list", notice, "The table Overlaps has the details."
    yield "Proposal", report.title, ""
    yield "As of", report.as_of, "Approvals and facts count if they are valid on this day."
    yield "Checked against", catalog.name, ownership_notice(report)
    if catalog.as_of:
        yield "Catalog as of", catalog.as_of, "The day for which the catalog is correct."
    if catalog.review_by:
        yield "Catalog to be reviewed by", catalog.review_by, stale_catalog_notice(report)
    for figure in key_figures(report):
        name = f"{figure.label} ({figure.unit})" if figure.unit else figure.label
        yield name, figure.value, figure.meaning
    if report.needs:
        yield "Needs", as_sentence(report.needs.verdict), as_sentence(report.needs.says)
    yield "soescan", report.version, "The version that made this report."


def ownership_notice(report: Report) -> str:
    """A sentence on whose catalog it is, or that the report is a rehearsal; "" if nobody says."""
    if notice := rehearsal_notice(report):
        return notice
    return f"Owned by {report.catalog.owner}." if report.catalog.owner else ""


def rehearsal_notice(report: Report) -> str:
    """A sentence that the catalog came with soescan and is nobody's policy; "" for IT's own."""
    return "" if report.catalog.own else _REHEARSAL


def prohibited_notice(report: Report) -> str:
    """A sentence on each tool that may be a product IT has prohibited; "" if none may be."""
    return ask_about_prohibited((a.tool.name, a.match.prohibited) for a in report.assessments)


def list_notices(report: Report) -> tuple[str, ...]:
    """What stands before the first table of a report, most urgent first."""
    every = (
        prohibited_notice(report),
        rehearsal_notice(report),
        stale_catalog_notice(report),
        scan_notice(report),
        ask_notice(report),
        *list_overlap_notices(report),
    )
    return tuple(filter(None, every))


_MOST_CAUTIONS = 5


def list_cautions(report: Report) -> tuple[str, ...]:
    """What must be known before the answer is used, most urgent first; few sentences."""
    proposed = [tool for tool in report.plan.tools if not tool.in_use]
    every = (
        prohibited_notice(report),
        rehearsal_notice(report),
        stale_catalog_notice(report),
        trial_sentence(proposed),
        _undated_notice(proposed),
        *list_overlap_notices(report),
    )
    return tuple(filter(None, every))[:_MOST_CAUTIONS]


def _undated_notice(tools: Sequence[ToolPlan]) -> str:
    """Why some tools have no date although nothing but a queue stands in the way.

    Of several queues, the one that holds most tools is told, and of how many more tools another.
    """
    queued = [tool for tool in tools if tool.missing_date and not tool.ended]
    if not queued:
        return ""
    ((reason, _),) = Counter(tool.missing_date for tool in queued).most_common(1)
    held = [tool.tool for tool in queued if tool.missing_date == reason]
    says = f"{reason.removeprefix('there is no date yet: ')}."
    if rest := len(queued) - len(held):
        verb = "waits" if rest == 1 else "wait"
        says += f" {quantity(rest, 'more tool')} {verb} for other people."
    if len(held) == 1:
        return f"{held[0]} has no date: {says}"
    return f"{capitalize_first(in_words(len(held)))} tools have no date: {says}"


def scan_notice(report: Report) -> str:
    """A sentence on what one scan would settle, and what to run; "" if it would settle nothing."""
    return next((q.text for q in report.questions if q.asks is Supplier.PROBE), "")


_FIRST_MATTERS = 5
"""Matters that are asked about first: with the scan and the tools that may be prohibited, few."""


def ask_notice(report: Report) -> str:
    """A sentence on whom to ask first, and about what; "" if nobody has to be asked."""
    known = builtin.matters()
    needed = [q for q in report.questions if q.matter in known and not q.good_to_know]
    labels: dict[Supplier, list[str]] = {}
    for question in needed[:_FIRST_MATTERS]:
        labels.setdefault(question.asks, []).append(known[question.matter].label)
    asked = "; ".join(
        f"{ADDRESSEES[asks]} about {format_value(tuple(about))}" for asks, about in labels.items()
    )
    return f"Ask first: {asked}." if asked else ""


def stale_catalog_notice(report: Report) -> str:
    """A sentence that the catalog's review was due before the report's day; "" if it was not."""
    review = report.catalog.review_by
    if review and review < report.as_of:
        return f"The catalog is stale: its review was due on {format_day(review)}."
    return ""


TABLE = TableSpec(
    id="summary",
    title="Summary",
    description="The answer, the catalog it is based on, and the main figures.",
    when_empty="There is always a summary.",
    build=_build,
)
