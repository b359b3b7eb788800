"""The approval graph as pixels: Word draws no SVG that it has not been given pixels for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from soescan.model import Plan
from soescan.report.words import count

_SIDE = 2_600
"""Pixels of the longer side: some 250 to the inch of a page on its side."""
_SIZE = re.compile(r'<svg[^>]*? width="(\d+)" height="(\d+)"')


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and what it shows in words."""

    png: bytes
    pixels: tuple[int, int]
    says: str


def approval_graph(plan: Plan) -> Picture | None:
    """The steps and what each waits for; None where there is nothing to draw."""
    if not plan.nodes:
        return None
    import resvg_py

    from soescan.report.picture.graph import graph

    svg = graph(plan)
    found = _SIZE.search(svg)
    if found is None:
        raise AssertionError("the picture says how large it is")
    zoom = _SIDE / max(int(found[1]), int(found[2]))
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, background="#ffffff"))
    tools, steps = count(len(plan.tools), "tool"), count(len(plan.tasks), "step")
    says = f"The approval graph of {tools} and {steps}. The table of approvals says the same."
    return Picture(png, _pixels(png), says)


def _pixels(png: bytes) -> tuple[int, int]:
    """Width and height, as the head of a PNG says (W3C PNG, §11.2.1)."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
