"""The pictures of a plan as pixels: Word draws no SVG that it has not been given pixels for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from soescan.model import Plan

_LONGER_SIDE = 2_600
"""Pixels of the longer side: some 250 to the inch of a page on its side."""
LETTER_HEIGHT = 11
"""How high the letters of a picture are, in its own units."""
SMALLEST_LETTER = 6
"""Points below which letters on paper cannot be read."""
_PORTRAIT, _LANDSCAPE = (482, 660), (728, 420)
"""Points within the margins of a sheet of A4, without a heading."""
_LANES = (8, 3, 2, 1)
"""Lanes that are tried until the picture can be read; above eight tools there are three at most."""
_FEW = 3
_WIDTHS = (1_330, 880)
"""Widths at which letters of 11 pixels are 6 points high on a sheet on its side, and upright."""
_SIZE = re.compile(r'<svg[^>]*? width="(\d+)" height="(\d+)"')
_DESCRIPTION = re.compile(r"<desc>([^<]*)</desc>")


@dataclass(frozen=True, slots=True)
class GraphImage:
    """A picture, and what it shows in words."""

    size: tuple[int, int]
    """Width and height in the units in which its text has `LETTER_HEIGHT`."""
    svg: str
    description: str
    title: str = "Approval graph"

    def png(self) -> tuple[bytes, tuple[int, int]]:
        """The picture as PNG, with its width and height in pixels."""
        import resvg_py

        zoom = _LONGER_SIDE / max(self.size)
        png = bytes(resvg_py.svg_to_bytes(svg_string=self.svg, zoom=zoom, background="#ffffff"))
        # Width and height stand at the head of a PNG (W3C PNG, §11.2.1).
        return png, (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big"))

    def letter_points(self) -> float:
        """How high its letters are on the sheet of A4 on which they are larger."""
        width, height = self.size
        sheets = (_PORTRAIT, _LANDSCAPE)
        return LETTER_HEIGHT * max(min(w / width, h / height) for w, h in sheets)


def draw_approval_graph(plan: Plan) -> GraphImage | None:
    """The approval graph of a plan with as many lanes as can be read on one sheet of A4.

    None where a plan has no nodes.
    """
    if not plan.nodes:
        return None
    image = None
    for svg in _graphs_by_size(plan):
        image = _make_image(svg)
        if image.letter_points() >= SMALLEST_LETTER:
            break
    return image


def _graphs_by_size(plan: Plan) -> Iterator[str]:
    """The graph with ever less on it: all steps, critical paths only, fewer lanes."""
    from soescan.report.picture.condensed_parts import GraphDetail
    from soescan.report.picture.graph import draw_graph

    yield draw_graph(plan)
    for most in _LANES:
        if most > _FEW and len(plan.tools) > most:
            continue  # then no more than these have a lane
        for width in _WIDTHS:
            yield draw_graph(plan, GraphDetail(most, min(most, _FEW), 0, width))


def draw_timeline_image(plan: Plan) -> GraphImage | None:
    """The timeline of a plan, a bar for each tool where bars for steps are too small to read.

    None where no day is told.
    """
    if plan.start is None or not plan.tasks:
        return None
    from soescan.report.picture.timeline import draw_timeline

    image = _make_image(draw_timeline(plan))
    if image.letter_points() < SMALLEST_LETTER:
        image = _make_image(draw_timeline(plan, fold=True))
    return replace(image, title="Timeline")


def _make_image(svg: str) -> GraphImage:
    size, description = _SIZE.search(svg), _DESCRIPTION.search(svg)
    if size is None or description is None:
        raise AssertionError("a picture says how large it is and what it tells")
    return GraphImage((int(size[1]), int(size[2])), svg, description[1])
