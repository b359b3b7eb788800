"""Staying inside pays: the shorter routes of the shipped SOEs, and where they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from soescan import catalog
from soescan.app.cases import build_cases
from soescan.assessment import assess
from soescan.catalog import LoadedCatalog
from soescan.model import (
    CapabilityId,
    Cost,
    DataClassId,
    DataUse,
    Evidence,
    Integration,
    Level,
    Product,
    ProductId,
    Proposal,
    Standing,
    Tool,
    Traffic,
)
from soescan.plan.requirements.required_steps import ToolRequirements, derive_requirements
from soescan.reference import builtin

DAY = date(2026, 11, 22)
APPROVED = Product(
    ProductId("ferry"),
    "Ferry",
    Standing.APPROVED,
    deployment="saas",
    allowed_data=tuple(map(DataClassId, ("public", "internal", "confidential"))),
    valid_until=date(2027, 12, 31),
)
MORE = Tool(
    "Ferry",
    deployment="saas",
    data=(DataUse("confidential", personal=True),),
    integrations=(),
    cost=Cost(1_200.0),
    capabilities={CapabilityId("forms"): Level.FULL},
    traffic=Traffic(peak_visits_per_min=0),
    skills=(),
)
DECIDED = {
    *("vendor-onboarding", "nda", "vendor-questions", "vendor-evidence", "security-review"),
    *("third-party-assessment", "data-processing-agreement", "transfer-review", "ai-review"),
    *("contract-new-vendor", "contract-known-vendor", "architecture-board", "exit-plan"),
}
"""What is decided with an approval, and is not decided again."""


@cache
def shipped(name: str) -> LoadedCatalog:
    return catalog.read(builtin.catalogs_folder() / "soe" / f"{name}.yaml")


def required(tool: Tool, product: Product = APPROVED, name: str = "starter") -> ToolRequirements:
    loaded = shipped(name)
    loaded = replace(loaded, catalog=replace(loaded.catalog, products=(product,)))
    made = next(build_cases(Proposal((tool,)), loaded, Evidence(), DAY))
    return derive_requirements(made, assess(made))


def route(tool: Tool, product: Product = APPROVED, name: str = "starter") -> str:
    taken = required(tool, product, name).route
    return taken.id if taken else ""


@pytest.mark.parametrize("name", ["starter", "small"])
@pytest.mark.parametrize(
    ("changes", "lane"),
    [
        ({}, "small-change"),
        ({"cost": Cost(4_999.0)}, "small-change"),
        ({"cost": Cost(5_000.0)}, "approved-product"),
        ({"cost": Cost()}, "approved-product"),
        ({"integrations": None}, "approved-product"),
        ({"integrations": (Integration("Order system"),)}, "approved-product"),
        ({"data": (DataUse("internal", personal=False),)}, "small-change"),
        ({"data": (DataUse("internal"), DataUse("restricted"))}, ""),
        ({"data": ()}, ""),
        ({"deployment": "desktop"}, ""),
        ({"deployment": ""}, ""),
    ],
)
def test_within_the_approval_the_way_is_short_and_outside_of_it_whole(
    changes: dict[str, Any], lane: str, name: str
) -> None:
    found = required(replace(MORE, **changes), name=name)
    assert (found.route.id if found.route else "") == lane
    assert bool(DECIDED & found.steps.keys()) is not bool(lane)


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_until": date(2026, 11, 21)},
        {"decided_on": date(2026, 11, 23)},
        {"standing": Standing.PILOT},
        {"standing": Standing.RETIRING},
        {"standing": Standing.APPROVED_WITH_CONDITIONS},
        {"conditions": ("no exports",)},
        {"editions": ("Business",)},
        {"allowed_data": (DataClassId("internal"),)},
        {"personal_data": False},
        {"deployment": "server"},
        {"unreadable": {"valid_until": "soon"}},
    ],
    ids=str,
)
def test_an_approval_that_does_not_carry_the_use_opens_no_lane(changes: dict[str, Any]) -> None:
    assert route(MORE, replace(APPROVED, **changes)) == ""


def test_an_approval_without_limits_is_for_any_deployment_and_no_restricted_data() -> None:
    without = replace(APPROVED, deployment="", allowed_data=())
    assert route(replace(MORE, deployment=""), without) == "small-change"
    assert route(replace(MORE, data=(DataUse("restricted"),)), without) == ""


def test_a_small_change_is_authorised_beforehand_and_the_law_and_the_papers_stay() -> None:
    found = required(MORE)
    assert found.route
    assert found.route.notify == ("it-partner", "security", "service-desk")
    kept = {"intake", "purchase-order", "acceptance-test", "go-live"}
    assert set(found.steps) == kept | {"privacy-review"}
    papers = {paper for step in found.steps.values() for paper in step.artefacts}
    assert {"data processing agreement", "record of processing", "support agreement"} <= papers
    free = required(replace(MORE, cost=Cost(0.0), data=(DataUse("internal", personal=False),)))
    assert set(free.steps) == kept - {"purchase-order"}


def test_one_more_use_is_approved_again_and_what_is_connected_is_reviewed() -> None:
    steps = required(replace(MORE, integrations=(Integration("Order system"),))).steps
    assert {"final-approval", "architecture-review", "integration-build"} <= steps.keys()


def test_a_company_under_supervision_looks_at_every_use() -> None:
    assert route(MORE, name="regulated") == ""
