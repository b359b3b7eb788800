"""Reports of as many tools as wanted, with names as long as they come."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from soescan.model import Assessment, Report
from tests.report import factories


@cache
def long_names(tools: int, characters: int = 60) -> Report:
    """The example's tools again and again, each under a name of its own of so many characters."""
    example = factories.example()
    pairs = list(zip(example.assessments, example.plan.tools, strict=True))
    chosen = [pairs[number % len(pairs)] for number in range(tools)]
    names = [_name(number, characters) for number in range(tools)]
    return replace(
        example,
        assessments=tuple(_renamed(a, n) for (a, _), n in zip(chosen, names, strict=True)),
        plan=replace(
            example.plan,
            tools=tuple(replace(t, tool=n) for (_, t), n in zip(chosen, names, strict=True)),
        ),
        questions=tuple(replace(q, tools=tuple(names)) for q in example.questions),
    )


def _name(number: int, characters: int) -> str:
    return f"Tool {number} of the Department of Harbours and Wide Waterways".ljust(characters, "W")[
        :characters
    ]


def _renamed(a: Assessment, name: str) -> Assessment:
    return replace(a, tool=replace(a.tool, name=name))
