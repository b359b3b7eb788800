"""A review takes every tool of a list, also those for which there is no time to plan."""

from __future__ import annotations

from datetime import date

import pytest

from soescan import app
from soescan.catalog import LoadedCatalog
from soescan.files import LIMITS
from soescan.model import (
    Catalog,
    Evidence,
    Header,
    Outcome,
    Product,
    ProductId,
    Proposal,
    Report,
    Standing,
    Tool,
)

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def long_report() -> Report:
    """A list one longer than what is planned for each standing that its last tools have."""
    decided = (Standing.PROHIBITED, Standing.RETIRING, Standing.APPROVED)
    products = tuple(Product(ProductId(str(s)), f"Made {s}", s) for s in decided)
    fillers = [Tool("Made approved", f"https://t{n}.example") for n in range(LIMITS.tools)]
    tools = (*fillers, *(Tool(f"Made {s}") for s in decided), Tool("Nobody knows"))
    catalog = LoadedCatalog(Catalog(Header("soe", "SOE"), products=products))
    return app.review(Proposal(tools), catalog, Evidence(), DAY)


@pytest.mark.slow
def test_what_it_refuses_is_never_left_out(long_report: Report) -> None:
    last = {a.tool.name: a.outcome for a in long_report.assessments[LIMITS.tools :]}
    assert last == {
        "Made prohibited": Outcome.BLOCKED,
        "Made retiring": Outcome.NEEDS_EXCEPTION,
        "Made approved": Outcome.CANNOT_TELL,  # no standard was put to it
        "Nobody knows": Outcome.CANNOT_TELL,
    }


def test_the_exit_code_counts_tools_that_are_not_planned(long_report: Report) -> None:
    assert long_report.exit_code(frozenset({Outcome.BLOCKED})) == 1
    assert len(long_report.plan.tools) <= LIMITS.tools
