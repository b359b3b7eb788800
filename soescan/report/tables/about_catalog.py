"""What IT's catalog says of products, people, papers and targets that the report names."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Product, Report
from soescan.quantities import quantity
from soescan.report.tables.quoted import quote_fields, quote_record
from soescan.report.tables.table import Cell, Column, TableData, TableSpec
from soescan.report.tables.wording import capitalize_first, join_unique

_COLUMNS = (
    Column("Part", width=22),
    Column("What", width=36),
    Column("Details", width=80),
)
_ON_PRODUCTS = ("id", "name", "capabilities", "replaced_by", "unreadable")
_ON_ROLES = ("id", "label", "capacity", "backlog")
_ON_COMMITTEES = ("id", "label", "dates", "rrule", "from_", "submission_lead")
"""What other tables say, or the dates of the plan."""


def _build(report: Report) -> TableData:
    # Of a catalog that came with soescan, nobody wrote a word.
    return TableData(_COLUMNS, tuple(_rows(report)) if report.catalog.own else ())


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    header, quoted = report.catalog, report.policy
    shown = ("id", "name", "owner", "as_of", "review_by", "extends", "own", "trusted_evidence")
    for name, text in quote_fields(header, *shown):
        yield "The catalog", capitalize_first(name), text
    for trusted in header.trusted_evidence:
        yield "The catalog", "Evidence that IT vouches for", trusted.file
    for product in _matched_products(report):
        yield "Products", product.name, quote_record(product, *_ON_PRODUCTS)
    for data_class in quoted.data_classes:
        if text := quote_record(data_class, "id"):
            yield "Classes of data", data_class.id, text
    for capability in quoted.capabilities:
        if text := quote_record(capability, "id"):
            yield "Needs", capability.id, text
    for role in quoted.roles:
        if text := quote_record(role, *_ON_ROLES):
            yield "People", role.label, text
    for body in quoted.committees:
        yield "Committees", body.label or body.id, quote_record(body, *_ON_COMMITTEES)
    for gate in quoted.gates:
        papers = join_unique(gate.artefacts)
        yield "Papers", gate.gate, f"before {gate.before}: {papers}"
    for notice in quoted.notices:
        kind = "an emergency: " if notice.emergency else ""
        if notice.trial_days is not None:
            kind = f"a trial of {quantity(notice.trial_days, 'day')}: "
        yield "Fast tracks", notice.route, f"{kind}tell {join_unique(notice.roles)}"
    for name, text in quote_fields(quoted.kpis):
        yield "Targets", capitalize_first(name), text


def _matched_products(report: Report) -> Iterator[Product]:
    """The products that the tools are, each once."""
    products = (a.match.product for a in report.assessments)
    yield from {product.id: product for product in products if product}.values()


TABLE = TableSpec(
    id="about-catalog",
    title="About the catalog",
    description="What IT's catalog says of these products, of people, papers and targets.",
    when_empty="",
    build=_build,
)
