"""Plans to draw, made up: with shared steps, queues, committees, papers, renewals, ways to choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from lxml import etree

from soescan import plan
from soescan.model import Estimate, Plan, Scope, Step, StepId, StepKind
from tests.plan.factories import BOARD, OPTIONS, assess_tools, step, tool

SVG = "{http://www.w3.org/2000/svg}"
HARD = (
    "<script>alert(1)</script>",
    "]]><!-- & \" ' -->",
    "\x1b[31mred\x00\x0b",
    "\u202eevil\u2066",
    "=cmd|' /C calc'!A0",
    "日本語の道具マーケティング自動化ツール",
    "שלום עולם, כלי שיווק",
    "شركة التسويق الرقمي",
    "x" * 10_000,
    "e\u0301\u0301\u0301\u0301\u0301" * 40,
    "﷽" * 9,
    "👩‍🚀 rockets 🚀",
    " ",
)


def _after(*ids: str, **more: Any) -> dict[str, Any]:
    return {"after": tuple(map(StepId, ids)), **more}


EFFORT = Estimate(1, 2, 4)
STEPS: tuple[Step, ...] = (
    step("request", kind=StepKind.REQUEST, lead=EFFORT, label="Take the request in"),
    step("answers", kind=StepKind.EVIDENCE, lead=EFFORT, **_after("request")),
    step(
        *("review", "security"),
        **_after("request", "answers"),
        effort=EFFORT,
        label="Security review",
        artefacts=("SOC 2 report", "penetration test"),
        valid_months=6,
    ),
    step("privacy", "legal", **_after("answers"), scope=Scope.PORTFOLIO, effort=EFFORT),
    step("either", **_after("review", "privacy", join="any"), lead=EFFORT),
    step("connect", kind=StepKind.ACTION, **_after("either"), lead=EFFORT),
    step("decide", kind=StepKind.COMMITTEE, committee=BOARD.id, **_after("review", "either")),
    step("live", kind=StepKind.GO_LIVE, **_after("decide", "connect", "request"), lead=EFFORT),
)


@cache
def made(*names: str, more: int = 0) -> Plan:
    """A plan for tools of these names; `more` adds steps in a row to each."""
    row = ["decide", *(f"more{number}" for number in range(more))]
    extra = tuple(step(now, **_after(before), lead=EFFORT) for before, now in pairwise(row))
    pairs = assess_tools(*(tool(name) for name in names), approvals=(*STEPS, *extra))
    return plan.schedule(pairs, OPTIONS, date(2026, 12, 24))


def sure(plan: Plan, *, illustrative: bool = False) -> Plan:
    """The same with dates that rest on what IT has confirmed, or do not."""
    tools = tuple(replace(tool, illustrative=illustrative) for tool in plan.tools)
    tasks = tuple(replace(task, illustrative=illustrative) for task in plan.tasks)
    return replace(plan, tools=tools, tasks=tasks)


FOUR = sure(made("Segmentia", "Mailwind", "HeatPeek", "ChatNova", more=7))
"""Four tools, some 60 steps."""


def read(svg: str) -> etree._Element:
    """The document, well formed or an error."""
    return etree.fromstring(svg.encode())


def words(element: etree._Element) -> str:
    """What can be read in an element, as one line."""
    return " ".join(" ".join(t.itertext()) for t in element.iter(f"{SVG}text"))


def items(root: etree._Element, kind: str) -> list[etree._Element]:
    """The elements of a class."""
    return [one for one in root.iter() if kind in str(one.get("class", "")).split()]
