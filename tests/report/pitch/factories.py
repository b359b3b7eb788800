"""Reports for pitches, made by hand: as full as can be, and with nothing stated."""

from __future__ import annotations

from datetime import date
from typing import Any

from soescan.model import (
    Assessment,
    BusinessCase,
    Capability,
    CapabilityId,
    CaseKind,
    CatalogBackground,
    Chance,
    Cost,
    DataPlan,
    Exit,
    Finding,
    Header,
    Need,
    Outcome,
    Plan,
    ProposalBackground,
    ProposalHeader,
    Question,
    Report,
    Role,
    RoleId,
    Severity,
    Supplier,
    Support,
    Tool,
    Verdict,
)
from tests.report.factories import MONDAY, assessment, report, task, tool_plan

OUTCOMES = (Outcome.FITS, Outcome.FITS_WITH_CONDITIONS, Outcome.NEEDS_EXCEPTION)
_VERDICTS = (Verdict.MEETS, Verdict.CONFLICTS, Verdict.UNKNOWN)


def findings(word: str) -> tuple[Finding, ...]:
    """Standards of which three each are met, not met and open."""
    return tuple(
        Finding(f"{word}-{number}", _VERDICTS[number % 3], "says", severity=Severity.BLOCKER)
        for number in range(9)
    )


def stated(name: str, number: int, word: str) -> Assessment:
    """A tool of which everything is stated, unlike that of any other."""
    tool = Tool(
        name,
        cost=Cost(annual=1e9, currency=("EUR", "USD", "GBP")[number % 3]),
        support=Support(
            f"{word} {number}", word, f"{number} {word}", includes=(f"{word} {number}",)
        ),
        exit=Exit(f"{word} {number}", 100 + number),
    )
    outcome = OUTCOMES[number % len(OUTCOMES)]
    return assessment(name, outcome, tool=tool, findings=findings(word.replace(" ", "-")))


def full(count: int, word: str = "Word", **fields: Any) -> Report:
    """A report of some tools in which every matter of a pitch is stated with a word."""
    names = [f"{word} {number}" for number in range(count)]
    tasks = [
        task(f"t{number}", *names, label=word, role=f"{word} {number}", effort=1.5, critical=True)
        for number in range(9)
    ]
    wish = Chance("live by the wish date", date(2027, 2, 15), 0.3)
    days = (date(2027, 1, 14), date(2027, 1, 28))
    plans = tuple(tool_plan(name, *days, wish=wish, illustrative=True) for name in names)
    background = ProposalBackground(
        ProposalHeader(title=word, sponsor=word, liaison=word, goal=word),
        needs=tuple(Need("landing-pages", must=True) for _ in range(6)),
        business_cases=tuple(BusinessCase(str(n), CaseKind.ROI, word) for n in range(3)),
        data_plan=DataPlan(word, word, word, word),
    )
    policy = CatalogBackground(
        capabilities=(Capability(CapabilityId("landing-pages"), word),),
        roles=(Role(RoleId("r"), f"{word} 0", contact="it@tea.example"),),
    )
    given: dict[str, Any] = {
        "questions": tuple(Question(Supplier.IT, word, tools=("A",)) for _ in range(5)),
        "proposal": background,
        "policy": policy,
        "catalog": Header("tea", word, own=False),
    }
    told = [stated(name, number, word) for number, name in enumerate(names)]
    return report(*told, plan=Plan(plans, MONDAY, tuple(tasks)), **(given | fields))


def bare(*names: str, outcome: Outcome = Outcome.FITS) -> Report:
    """A report of tools of which nothing but the name is stated."""
    plans = tuple(tool_plan(name) for name in names)
    step = task("intake", *names, role="IT Operations", critical=True)
    plan = Plan(plans, MONDAY, (step,) if names else ())
    return report(*(assessment(name, outcome) for name in names), plan=plan)
