"""Reports made by hand, small and readable."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from soescan import app, catalog, evidence, proposal
from soescan.model import (
    Assessment,
    Confidence,
    Fact,
    Header,
    Match,
    MatchedBy,
    Origin,
    Outcome,
    Plan,
    Report,
    StepId,
    StepKind,
    Task,
    Tool,
    ToolPlan,
)
from soescan.reference import builtin

MONDAY = date(2026, 11, 23)


def assessment(name: str, outcome: Outcome, **fields: Any) -> Assessment:
    """A tool with an outcome."""
    tool = fields.pop("tool", Tool(name))
    match = fields.pop("match", Match(MatchedBy.NOTHING))
    return Assessment(tool, match, outcome, fields.pop("says", str(outcome)), **fields)


def tool_plan(name: str, *days: date | None, **fields: Any) -> ToolPlan:
    """A tool's way to its go-live: the earliest day and the one to plan for."""
    earliest, p80 = days or (date(2027, 1, 14), date(2027, 1, 28))
    return ToolPlan(name, earliest=earliest, p50=earliest, p80=p80, p95=p80, **fields)


def task(id_: str, *tools: str, starts: date = MONDAY, ends: date = MONDAY, **fields: Any) -> Task:
    """A step asked of some tools."""
    given: dict[str, Any] = {
        "step": StepId(id_),
        "label": id_.title(),
        "role": "Security",
        "kind": StepKind.REVIEW,
        "because": ("required for every tool",),
        "start": 0,
        "finish": 1,
        "status": Confidence.CONFIRMED,
    }
    return Task(id=id_, tools=tools, starts=starts, ends=ends, **(given | fields))


def fact(key: str, value: Any, origin: Origin | None = None, subject: str = "a.example") -> Fact:
    """Something seen of a tool."""
    from soescan.model import Basis

    return Fact(subject, key, value, origin or Origin(Basis.OBSERVED))


def report(*assessments: Assessment, plan: Plan | None = None, **fields: Any) -> Report:
    """A report about some tools."""
    header = fields.pop("catalog", Header("tea", "Tea SOE"))
    return Report("Spring", MONDAY, header, assessments, plan or Plan(), **fields)


@cache
def example() -> Report:
    """The example that came with soescan."""
    folder = builtin.catalogs_folder() / "example"
    wanted, notes = proposal.read([folder / "proposal.yaml"])
    known = evidence.read_evidence(folder / "evidence.json")
    return app.review(wanted, catalog.read(folder / "soe.yaml"), known, MONDAY, notes)
