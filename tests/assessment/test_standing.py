"""What IT decided on a product, and how far that carries."""

from __future__ import annotations

import pytest

from soescan import app
from soescan.catalog import LoadedCatalog
from soescan.model import (
    Catalog,
    DataClassId,
    DataUse,
    Evidence,
    Finding,
    Header,
    Outcome,
    Proposal,
    Standing,
    Tool,
    Verdict,
)
from tests.assessment.factories import CLASSES, DAY, product


def judged(tool: Tool) -> tuple[Outcome, list[Finding], tuple[str, ...]]:
    acme = product(Standing.APPROVED, allowed_data=(DataClassId("public"), DataClassId("internal")))
    catalog = Catalog(Header("soe", "SOE"), data_classes=CLASSES, products=(acme,))
    report = app.review(Proposal((tool,)), LoadedCatalog(catalog), Evidence(), DAY)
    (one,) = report.assessments
    standing = [f for f in one.findings if f.rule == "standing"]
    return one.outcome, standing, tuple(key for q in one.questions for key in q.keys)


def test_an_approval_for_some_data_asks_which_data_the_tool_holds() -> None:
    outcome, found, asked = judged(Tool("Acme"))
    assert outcome is Outcome.CANNOT_TELL
    assert [f.verdict for f in found] == [Verdict.UNKNOWN]
    assert asked == ("tool.data.class",)


def test_an_approval_that_covers_the_data_asks_nothing() -> None:
    outcome, found, asked = judged(Tool("Acme", data=(DataUse(class_="internal"),)))
    assert (outcome, [f.verdict for f in found]) == (Outcome.IN_SOE, [Verdict.MEETS])
    assert asked == ()


def test_an_approval_does_not_stretch_to_more_sensitive_data() -> None:
    outcome, found, _ = judged(Tool("Acme", data=(DataUse(class_="secret"),)))
    assert outcome is Outcome.NEEDS_EXCEPTION
    assert "for public, internal data, not for secret data" in found[0].says


@pytest.mark.parametrize(
    ("covers", "personal", "outcome"),
    [
        (None, None, Outcome.IN_SOE),
        (None, True, Outcome.IN_SOE),
        (True, True, Outcome.IN_SOE),
        (True, None, Outcome.IN_SOE),
        (False, False, Outcome.IN_SOE),
        (False, True, Outcome.NEEDS_EXCEPTION),
        (False, None, Outcome.CANNOT_TELL),
    ],
)
def test_an_approval_without_personal_data_does_not_stretch_to_it(
    covers: bool | None, personal: bool | None, outcome: Outcome
) -> None:
    acme = product(Standing.APPROVED, personal_data=covers)
    catalog = Catalog(Header("soe", "SOE"), data_classes=CLASSES, products=(acme,))
    tool = Tool("Acme", data=(DataUse("internal", personal=personal),))
    report = app.review(Proposal((tool,)), LoadedCatalog(catalog), Evidence(), DAY)
    assert report.assessments[0].outcome is outcome
    asked = [key for question in report.assessments[0].questions for key in question.keys]
    assert ("tool.data.personal" in asked) is (outcome is Outcome.CANNOT_TELL)


@pytest.mark.parametrize(
    ("tool", "outcome"),
    [
        (Tool("Acme", edition="Enterprise", data=(DataUse(class_="public"),)), Outcome.IN_SOE),
        (Tool("Acme", edition="Enterprise?", data=(DataUse(class_="public"),)), Outcome.CANNOT_TELL),
        (Tool("Acme", edition="Enterprise*", data=(DataUse(class_="public"),)), Outcome.CANNOT_TELL),
        (Tool("Acme", edition="Enterprise", data=(DataUse(class_="public?"),)), Outcome.CANNOT_TELL),
        (Tool("Acme", edition="Enterprise", data=(DataUse(class_="~public"),)), Outcome.CANNOT_TELL),
        *(
            (Tool(name, "https://acme.example", edition="Enterprise",
                  data=(DataUse(class_="public"),)), Outcome.CANNOT_TELL)
            for name in ("Acme Free", "Acme - Lite", "Acme Team Trial")
        ),
        (Tool("Acme Mail", "https://acme.example", edition="Enterprise",
              data=(DataUse(class_="public"),)), Outcome.IN_SOE),
    ],
    ids=lambda value: f"{value.name} {value.edition} {value.data}" if isinstance(value, Tool) else "",
)  # fmt: skip
def test_what_covers_a_tool_is_shown_without_a_doubt(tool: Tool, outcome: Outcome) -> None:
    acme = product(
        Standing.APPROVED,
        domains=("acme.example",),
        editions=("Enterprise",),
        allowed_data=(DataClassId("public"),),
    )
    catalog = Catalog(Header("soe", "SOE"), data_classes=CLASSES, products=(acme,))
    report = app.review(Proposal((tool,)), LoadedCatalog(catalog), Evidence(), DAY)
    assert report.assessments[0].outcome is outcome
