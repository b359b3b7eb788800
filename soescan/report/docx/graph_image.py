"""The approval graph as pixels: Word draws no SVG that it has not been given pixels for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from soescan.model import Plan
from soescan.quantities import quantity

_LONGER_SIDE = 2_600
"""Pixels of the longer side: some 250 to the inch of a page on its side."""
LETTER_HEIGHT = 11
"""How high the letters of a picture are, in its own units."""
_SIZE = re.compile(r'<svg[^>]*? width="(\d+)" height="(\d+)"')


@dataclass(frozen=True, slots=True)
class GraphImage:
    """A picture, and what it shows in words."""

    size: tuple[int, int]
    """Width and height in the units in which its text has `LETTER_HEIGHT`."""
    svg: str
    description: str

    def png(self) -> tuple[bytes, tuple[int, int]]:
        """The picture as PNG, with its width and height in pixels."""
        import resvg_py

        zoom = _LONGER_SIDE / max(self.size)
        png = bytes(resvg_py.svg_to_bytes(svg_string=self.svg, zoom=zoom, background="#ffffff"))
        # Width and height stand at the head of a PNG (W3C PNG, §11.2.1).
        return png, (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big"))


def draw_approval_graph(plan: Plan) -> GraphImage | None:
    """The approval graph of a plan, to be placed in a document; None where a plan has no nodes."""
    if not plan.nodes:
        return None
    from soescan.report.picture.graph import draw_graph

    svg = draw_graph(plan)
    match = _SIZE.search(svg)
    if match is None:
        raise AssertionError("the picture says how large it is")
    tools, steps = quantity(len(plan.tools), "tool"), quantity(len(plan.tasks), "step")
    description = (
        f"The approval graph of {tools} and {steps}. The table of approvals says the same."
    )
    return GraphImage((int(match[1]), int(match[2])), svg, description)
