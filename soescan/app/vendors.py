"""What is publicly known of a product, and what a catalog makes of it."""

from __future__ import annotations

from datetime import date

from soescan import assessment
from soescan.app.cases import build_cases
from soescan.catalog import LoadedCatalog
from soescan.evidence.registers import list_counting
from soescan.model import Evidence, Proposal, Supplier, Tool, Verdict
from soescan.reference import builtin, vendors
from soescan.reference.products import vendor_facts
from soescan.reference.products.vendor_addresses import site_address
from soescan.reference.vendors import KnownProduct
from soescan.report.texts.vendor import VendorPage

_PUBLIC = frozenset({Supplier.PROBE, Supplier.PAGE, Supplier.VENDOR})
"""Who can tell something of a product before anybody says what it is wanted for."""


def describe_vendor(
    product: KnownProduct, asked: str, read: LoadedCatalog, as_of: date
) -> VendorPage:
    """The page of a product, `asked` for in these words, held against a catalog on a day.

    Nobody has looked at its site and nobody has answered: the catalog judges what is public.
    """
    tool = Tool(product.name, url=site_address(product))
    case = next(build_cases(Proposal((tool,)), read, Evidence(), as_of))
    assessed = assessment.assess(case)
    facts = vendor_facts.known_facts(product.id)
    known = {fact.key for fact in facts}
    keys = {
        key
        for finding in assessed.findings
        if finding.verdict is Verdict.UNKNOWN
        for key in finding.missing
        if key in builtin.vocabulary() and _PUBLIC & set(builtin.vocabulary()[key].by)
    }
    by_id = {str(each.id): each.name for each in vendors.known_products()}
    heir = product.lifecycle.successor if product.lifecycle else ""
    return VendorPage(
        asked=asked,
        product=product,
        heir=by_id.get(heir, heir),
        facts=facts,
        counting=list_counting(product, as_of),
        sources={**vendors.load_sources(), **vendor_facts.load_fact_sources()},
        catalog=read.catalog.catalog.name,
        assessment=assessed,
        unknown=tuple(sorted(keys - known)),
        as_of=as_of,
    )
