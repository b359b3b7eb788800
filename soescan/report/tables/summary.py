"""What the report is about, the answer, and the figures that everything else explains."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.report.tables.answer import figures, headline
from soescan.report.tables.table import Cell, Column, Sheet, Table
from soescan.report.tables.words import sentence

_COLUMNS = (
    Column("What", width=22),
    Column("Value", width=40),
    Column("Meaning", width=60),
)
_REHEARSAL = (
    "This is the SOE that came with soescan, not your IT's own: read it as a rehearsal. Ask IT for"
    " their list of approved products (a spreadsheet will do) and give it with --soe."
)


def _table(report: Report) -> Table:
    return Table(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    catalog = report.catalog
    yield "Answer", headline(report), ""
    yield "Proposal", report.title, ""
    yield "As of", report.as_of, "Approvals and facts count if they are valid on this day."
    yield "Held against", catalog.name, whose(report)
    if catalog.as_of:
        yield "Catalog as of", catalog.as_of, "The day on which the catalog was true."
    if catalog.review_by:
        yield "Catalog to be reviewed by", catalog.review_by, stale(report)
    for figure in figures(report):
        name = f"{figure.label} ({figure.unit})" if figure.unit else figure.label
        yield name, figure.value, figure.says
    if report.needs:
        yield "Needs", sentence(report.needs.verdict), sentence(report.needs.says)
    yield "soescan", report.version, "The version that made this report."


def whose(report: Report) -> str:
    """Whose catalog it is, or that the report is a rehearsal."""
    if says := rehearsal(report):
        return says
    return f"Owned by {report.catalog.owner}." if report.catalog.owner else ""


def rehearsal(report: Report) -> str:
    """That it is held against nobody's policy, or nothing."""
    return "" if report.catalog.own else _REHEARSAL


def stale(report: Report) -> str:
    """That the catalog's review is overdue, or nothing."""
    review = report.catalog.review_by
    if review and review < report.as_of:
        return f"The catalog is stale: its review was due on {review}."
    return ""


SHEET = Sheet(
    id="summary",
    title="Summary",
    says="The answer, what it was held against, and its figures.",
    empty="There is always a summary.",
    table=_table,
)
