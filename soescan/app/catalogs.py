"""A catalog held to its cases, searched for a product, and explained standard by standard."""

from __future__ import annotations

from datetime import date

from soescan import assessment
from soescan.app.cases import build_cases
from soescan.assessment.standards import judge_without_waivers
from soescan.catalog import LoadedCatalog, ProductIndex, class_orders
from soescan.catalog.testing.runner import run_cases
from soescan.errors import UsageError
from soescan.files import did_you_mean
from soescan.model import (
    Assessment,
    Cases,
    CatalogTestResult,
    Evidence,
    Explanation,
    Fact,
    Match,
    Proposal,
    Standard,
    Tool,
)
from soescan.names import fold
from soescan.web.url import host


def run_catalog_tests(test_cases: Cases, read: LoadedCatalog, file: str = "") -> CatalogTestResult:
    """Run the cases beside a catalog: facts, and the verdict or outcome expected of them.

    `file` is the name of the catalog's own file: of what it extends, only what the file changes has
    to be covered by cases; "" asks for all.
    """

    def assess(tool: Tool, facts: tuple[Fact, ...], as_of: date) -> Assessment:
        cases = build_cases(Proposal((tool,)), read, Evidence(), as_of, given=facts)
        return assessment.assess(next(cases))

    ordered = class_orders(tuple(c.id for c in read.catalog.data_classes))
    return run_cases(test_cases, read.catalog, ordered, assess, judge_without_waivers, file)


def find_product(name_or_url: str, read: LoadedCatalog, as_of: date) -> Match:
    """Match a name, or an address (it has a dot and no space), as the name of a tool is matched."""
    address = host(name_or_url) if "." in name_or_url and " " not in name_or_url.strip() else ""
    tool = Tool(name_or_url, url=name_or_url if address else "")
    return ProductIndex(read.catalog).match(tool, as_of)


def explain_standard(
    standard: str,
    tool: str,
    proposal: Proposal,
    read: LoadedCatalog,
    evidence: Evidence,
    as_of: date,
) -> Explanation:
    """Take a standard apart: what it asks and, for one tool, each clause and the facts it rests on.

    `standard` is the id of one in the catalog. `tool` is a name out of the proposal; "" is the only
    tool that it lists, or none.

    Raises:
        UsageError: there is no such tool, or it is not clear which is meant.
    """
    standards: dict[str, Standard] = {s.id: s for s in read.catalog.standards}
    tools = [t for t in proposal.tools if not tool or fold(t.name) == fold(tool)]
    if tool and not tools:
        hint = did_you_mean(tool, (t.name for t in proposal.tools))
        raise UsageError(f"no tool named {tool!r} is listed", hint=hint)
    if len(tools) > 1:
        raise UsageError(f"expected one tool, found {len(tools)}", hint="say which one with --tool")
    case = next(build_cases(proposal, read, evidence, as_of, only=tools), None)
    return assessment.explain_standard(standards[standard], read.overlays, case)
