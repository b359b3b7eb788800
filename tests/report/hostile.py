"""A report in which everything that somebody outside wrote is what an attacker would write."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from hypothesis import strategies as st

from soescan import app, catalog, evidence, proposal
from soescan.model import (
    Gap,
    Lever,
    Note,
    Place,
    PlanEdge,
    PlanNode,
    Report,
)
from soescan.reference import builtin

DAY = date(2026, 11, 22)
_OURS = frozenset(
    {
        *("id", "task", "tasks", "step", "from_", "to", "key", "keys", "missing", "rule", "waits"),
        *("widest", "class_", "capability", "standard", "version", "deployment"),
    }
)
"""Fields that refer to something, or hold words of a catalog that was checked when it was read."""

NASTY = (
    "<script>alert(1)</script>",
    "</script><svg onload=alert(1)>",
    "]]><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    '=HYPERLINK("https://evil.example","click")',
    "javascript:alert(1)",
    "https://a.example/<script>|`\"'()[]",
    "https://a.example/" + "x" * 3_000,
    "x" * 10_000,
    "word " * 2_000,
    "a\x00b\x07c\x1b[31md\x7fe\x85f",
    "a\ud800b\udfffc",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "\ufffe\uffff\ufdd0 _x000D_ _x0041_",
    "a|b`c`[d](e)*f*_g_<!-- h --> #1 @all ~~i~~ \\| &lt; $x$ www.a.example",
    'a,"b"\n"c";d\r\ne',
    "{{ 7*7 }} {% raw %} ${7*7}",
    "漢字かな 한글 שלום مرحبا 👩‍👩‍👧 e\u0301",
    " ",
    "",
)
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60),
    st.text(alphabet="=+-@|`<>&\"'\\\t\r\n\x00\u202e\u2028[]()*_#~!;,{}% a", max_size=40),
)


@cache
def _base() -> Report:
    """The example that came with soescan, made small, with something in every field."""
    folder = builtin.catalogs_folder() / "example"
    wanted, notes = proposal.read([folder / "proposal.yaml"])
    few = replace(wanted, tools=(wanted.tools[0], wanted.tools[3]))
    known = evidence.read_evidence(folder / "evidence.json")
    made = app.review(few, catalog.read(folder / "soe.yaml"), known, DAY, notes)
    gap = Gap("dpa", "https://a.example", "blocked", "403")
    slim = tuple(
        replace(a, facts=a.facts[:4], findings=a.findings[:5], gaps=(gap,))
        for a in made.assessments
    )
    lever = Lever("fact", "Answer it", ("Pigeonpost",), 7, 1.5, ("Security review",))
    note = Note("a blank row left out", 2, (Place("tools.csv", 3),))
    return replace(made, assessments=slim, levers=(lever,), left_out=1, notes=(note,))


def report(text: str) -> Report:
    """The example with `text` for everything that is written by hand or read from a site."""
    made: Report = _poisoned(_base(), text)
    return made


def _poisoned(value: Any, text: str, name: str = "") -> Any:
    made = value
    if isinstance(value, StrEnum) or name in _OURS:
        return value
    if isinstance(value, str):
        made = text
    elif isinstance(value, tuple):
        made = tuple(_poisoned(item, text, name) for item in value)
    elif isinstance(made, PlanNode | PlanEdge):
        made = replace(
            value, **({"label": text} if isinstance(value, PlanNode) else {"says": text})
        )
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {
            f.name: _poisoned(getattr(value, f.name), text, f.name)
            for f in dataclasses.fields(value)
        }
        made = replace(value, **changed)
    return made


__all__ = ["DAY", "NASTY", "TEXTS", "report"]
