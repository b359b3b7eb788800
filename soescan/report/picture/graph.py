"""Plan -> the approval graph as SVG: who waits for whom, a lane per tool, one for what is shared.

The picture stands alone: it carries its style, runs nothing and asks for nothing. In a page its
boxes can be reached and followed by keyboard (`data-after`), and classes let the page show what
is hidden (`g-i`), dim, or darken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from soescan.model import EdgeKind, Plan
from soescan.quantities import quantity
from soescan.report.picture.boxes import SMALL, Box, BoxShape
from soescan.report.picture.condensed_parts import GraphDetail, condense
from soescan.report.picture.description import describe_graph
from soescan.report.picture.graph_parts import (
    GraphBox,
    GraphLink,
    GraphParts,
    select_everything,
)
from soescan.report.picture.layout import GraphLayout, Spacing, lay_out
from soescan.report.picture.layout.strips import RoutePiece, Strip, cut_into_strips
from soescan.report.picture.legend import (
    CUT,
    EDGE_CLASSES,
    LINE_HEIGHT,
    SHAPE_CLASSES,
    list_signs,
    place_entries,
)
from soescan.report.picture.svg import (
    FONT,
    curve_path,
    escape_xml,
    format_attributes,
    text_element,
)
from soescan.report.picture.text import measure, truncate
from soescan.report.tables.prohibited import notice_of_plan

STYLE = (
    f".g{{font-family:{FONT};font-size:{SMALL:g}px;fill:#4a5568;background:#fff}}"
    ".g-b{font-size:12px;font-weight:600;fill:#17202c}"
    ".g-h{font-size:13px;font-weight:600;fill:#17202c}"
    ".g-z{fill:#fff}.g-z2{fill:#f3f6fb}"
    ".g-n{cursor:pointer;text-anchor:middle}"
    ".g-s{fill:#fff;stroke:#4a5568}"
    ".g-a{fill:#fff;stroke:#4a5568}"
    ".g-d{fill:#b3261e;stroke:#fff}"
    ".g-shared .g-s{fill:#e6edfb;stroke:#34507f}"
    ".g-committee .g-s{fill:#faf0d7;stroke:#6b5313}"
    ".g-live .g-s{stroke:#1e6b34;stroke-width:2}"
    ".g-gap .g-s{stroke:#7a8699}"
    ".g-kept .g-s{stroke-dasharray:4 3}"
    ".g-c .g-s{stroke:#b3261e;stroke-width:2.6}"
    ".g .g-r{stroke-width:1}"
    ".g-e{fill:none;stroke:#7a8699}"
    ".g-q{stroke-dasharray:6 4}.g-o{stroke-dasharray:2 3}.g-y{stroke-dasharray:10 3 2 3}"
    ".g-u{stroke-dasharray:1 4}"
    ".g-x{stroke:#b3261e;stroke-width:2.4}"
    ".g-all .g-i{display:inline}.g-i path{stroke-dasharray:1 3}.g-k{fill:#4a5568;stroke:none}"
    ".g-n:focus{outline:none}.g-n:focus-visible .g-s{stroke:#1f4fbf;stroke-width:4}"
)
"""The style sheet of every graph; in a page its hash has to be allowed.

It is literal, and its selectors are simple, so that it holds in any document: office programs know
no variables, few selectors, and neither shorthands nor `paint-order`; of several classes, some
take the first that says something.
"""

NOTHING_PLANNED = "no step is planned"
_MOST_NAMED = 30
"""Tools that are named where there is nothing to draw."""
_MARGIN = 14
_HEAD, _FOOT = 26, 12
_LEAST_WIDTH = 640
_NARROW, _WIDE = 17, 48
"""Between two columns: of a condensed graph, and of a whole one."""
_NO_LIMIT = 1_000_000
_LOOSE = frozenset({EdgeKind.QUEUED_BEHIND})
"""Edges that do not say what comes before what."""


def draw_graph(plan: Plan, detail: GraphDetail | None = None, *, all_edges: bool = False) -> str:
    """The graph, condensed so far that it can be read at once (`GraphDetail`).

    Edges that follow from others are in it, hidden unless all are asked for.
    """
    detail = detail or GraphDetail()
    return draw_parts(plan, condense(plan, detail), detail, all_edges=all_edges)


def draw_parts(
    plan: Plan, parts: GraphParts, detail: GraphDetail, *, all_edges: bool = False
) -> str:
    """The same of parts that are picked already."""
    return _draw(plan, parts, detail.width, _NARROW, all_edges=all_edges)


def draw_whole_graph(plan: Plan, *, all_edges: bool = False) -> str:
    """The graph with every node of the plan, however large it is."""
    return _draw(plan, select_everything(plan), _NO_LIMIT, _WIDE, all_edges=all_edges)


def _draw(plan: Plan, parts: GraphParts, most: int, column: int, *, all_edges: bool) -> str:
    if not parts.boxes:
        return _draw_nothing(plan)
    return "".join(_GraphDrawing(plan, parts, most, column, all_edges=all_edges).svg())


def _draw_nothing(plan: Plan) -> str:
    """A picture that says that no step is planned, and why for each tool."""
    lines = [f"{tool.tool}: {tool.says}" for tool in plan.tools[:_MOST_NAMED]]
    if left_out := len(plan.tools) - len(lines):
        lines.append(f"and {quantity(left_out, 'more tool')}")
    lines = [*filter(None, (notice_of_plan(plan),)), *lines]
    height = (len(lines) + 3) * LINE_HEIGHT
    written = [text_element(_MARGIN, LINE_HEIGHT + 4, NOTHING_PLANNED, "g-h")]
    written += [
        text_element(
            _MARGIN, row * LINE_HEIGHT + 4, truncate(line, _LEAST_WIDTH - 2 * _MARGIN, SMALL)
        )
        for row, line in enumerate(lines, start=2)
    ]
    label = ("aria-label", f"Approval graph: {NOTHING_PLANNED}"), ("role", "group")
    size = ("viewBox", f"0 0 {_LEAST_WIDTH} {height}"), ("width", _LEAST_WIDTH), ("height", height)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="g"{format_attributes((*label, *size))}>'
    ground = '<rect class="g-z" width="100%" height="100%"/>'
    return "\n".join((head, f"<style>{STYLE}</style>", ground, *written, "</svg>\n"))


class _GraphDrawing:
    """Places the parts and draws them."""

    def __init__(
        self, plan: Plan, parts: GraphParts, most: int, column: int, *, all_edges: bool
    ) -> None:
        self.plan, self.parts, self.all_edges = plan, parts, all_edges
        rank = {lane: index for index, lane in enumerate(parts.lanes)}
        lanes = [rank[part.lane] for part in parts.boxes]
        sizes = [(part.box.width, part.box.height) for part in parts.boxes]
        layout = self._lay_out(sizes, lanes, column)
        self.strips = cut_into_strips(layout, sizes, lanes, most - 2 * _MARGIN, _HEAD)
        self.width = max(self.strips.width + 2 * _MARGIN, _LEAST_WIDTH)
        self.implied = [link for link in parts.links if link.implied]
        signs = list_signs(parts, goes_on=len(self.strips.rows) > 1)
        self.legend = list(place_entries(signs, _MARGIN, self.width))
        lines = max((entry.line for entry in self.legend), default=-1) + 1
        self.below_legend = lines
        self.notes = [*filter(None, (parts.note, notice_of_plan(plan)))]
        self.top = LINE_HEIGHT * (lines + len(self.notes) + bool(self.implied)) + 10
        self.height = self.top + self.strips.height + 4

    def _lay_out(self, sizes: list[tuple[int, int]], lanes: list[int], column: int) -> GraphLayout:
        """The layout, with routes for the links that are shown and no others."""
        parts = self.parts
        shown = [link for link in parts.links if not link.implied]
        tight = [link for link in shown if link.kind not in _LOOSE]
        loose = [link for link in shown if link.kind in _LOOSE]
        self.shown = [*tight, *loose]
        layout = lay_out(
            sizes,
            [*((link.from_, link.to) for link in tight), *parts.anchors],
            lanes=lanes,
            bands=len(parts.lanes),
            loose=[(link.from_, link.to) for link in loose],
            spacing=Spacing(column=column, head=_HEAD, foot=_FOOT),
        )
        routes = layout.routes
        routes = (*routes[: len(tight)], *routes[len(tight) + len(parts.anchors) :])
        return replace(layout, routes=routes)

    def svg(self) -> Iterator[str]:
        """The document, bit by bit."""
        kind = "g g-all" if self.all_edges else "g"
        label, description = describe_graph(self.plan, self.parts)
        yield f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="group"'
        size = ("width", self.width), ("height", self.height)
        view = f"0 0 {self.width} {self.height}"
        yield format_attributes((("aria-label", label), ("viewBox", view), *size))
        yield f">\n<desc>{escape_xml(description)}</desc>\n<style>{STYLE}</style>\n"
        yield '<rect class="g-z" width="100%" height="100%"/>\n'
        yield from (entry.draw() for entry in self.legend)
        for line, note in enumerate(self.notes, start=self.below_legend):
            words = truncate(note, self.width - 2 * _MARGIN, SMALL)
            yield text_element(_MARGIN, LINE_HEIGHT * line + 17, words)
        for row in self.strips.rows:
            yield from self._draw_bands(row)
        yield from self._draw_edges()
        for row in self.strips.rows:
            yield from self._draw_names(row)
        first = True
        for index in self._reading_order():
            x, y = self._corner(index)
            yield _draw_node(self.parts.boxes[index], x, y, first=first)
            first = False
        yield "</svg>\n"

    def _corner(self, index: int) -> tuple[int, int]:
        """Where a box is in the picture."""
        row = next(row for row in self.strips.rows if index in row.corners)
        x, y = row.corners[index]
        return x + _MARGIN, y + self.top

    def _reading_order(self) -> list[int]:
        """The boxes as one reads them: row by row, lane by lane, left to right, then down."""
        rank = {lane: index for index, lane in enumerate(self.parts.lanes)}
        boxes = self.parts.boxes
        return [
            index
            for row in self.strips.rows
            for index in sorted(row.corners, key=lambda n: (rank[boxes[n].lane], row.corners[n]))
        ]

    # --- lanes -----------------------------------------------------------------------------------

    def _draw_bands(self, row: Strip) -> Iterator[str]:
        for top, bottom in row.bands[::2]:
            values = (("y", self.top + top), ("width", self.width), ("height", bottom - top))
            yield f'<rect class="g-z2"{format_attributes(values)}/>\n'

    def _draw_names(self, row: Strip) -> Iterator[str]:
        for index, (lane, (top, _)) in enumerate(zip(self.parts.lanes, row.bands, strict=True)):
            if not row.filled[index]:
                continue
            y = self.top + top
            name, subtitle = self.parts.titles[lane]
            name = truncate(name, 420, 13, bold=True) or "–"
            wide = measure(name, 13, bold=True)
            room = self.width - wide - 3 * _MARGIN if row.top == 0 else 0
            subtitle = truncate(subtitle, room, SMALL) if room > 0 else ""
            ground = "g-z2" if index % 2 == 0 else "g-z"
            size = int(wide + 14 + measure(subtitle, SMALL))
            values = (("class", ground), ("fill-opacity", ".7"), ("x", _MARGIN - 2), ("y", y + 4))
            yield f"<rect{format_attributes((*values, ('width', size), ('height', 18)))}/>"
            yield text_element(_MARGIN, y + 17, name, "g-h")
            yield text_element(_MARGIN + wide + 10, y + 17, subtitle) if subtitle else ""

    # --- edges -----------------------------------------------------------------------------------

    def _draw_edges(self) -> Iterator[str]:
        yield '<g class="g-e" aria-hidden="true">\n'
        for number, link in sorted(enumerate(self.shown), key=lambda pair: pair[1].critical):
            pieces = [piece for row in self.strips.rows for piece in row.pieces[number]]
            yield from (self._draw_piece(link, piece) for piece in pieces)
        if self.implied:
            yield '<g class="g-i" display="none">\n'
            yield from (self._draw_implied(link) for link in self.implied)
            y = LINE_HEIGHT * (self.below_legend + len(self.notes)) + 17
            yield f'<path d="M{_MARGIN} {y - 4}h28"/>'
            yield text_element(_MARGIN + 36, y, "follows from other lines", "g-k")
            yield "</g>\n"
        yield "</g>\n"

    def _draw_piece(self, link: GraphLink, piece: RoutePiece) -> str:
        points = [(x + _MARGIN, y + self.top) for x, y in piece.points]
        path = curve_path(points, barb=piece.ends)
        return self._draw_edge(link, path if piece.ends else path + CUT)

    def _draw_edge(self, link: GraphLink, path: str) -> str:
        classes = " ".join(filter(None, ("g-x" * link.critical, EDGE_CLASSES.get(link.kind, ""))))
        ends = " ".join(str(self.parts.boxes[n].id) for n in (link.from_, link.to))
        inside = format_attributes((("class", classes), ("data-e", ends), ("d", path)))
        return f"<path{inside}/>\n"

    def _draw_implied(self, link: GraphLink) -> str:
        """An edge that has no way of its own, from side to side."""
        (x1, y1), (x2, y2) = (self._corner(n) for n in (link.from_, link.to))
        source, target = (self.parts.boxes[n].box for n in (link.from_, link.to))
        ends = (x1 + source.width, y1 + source.height // 2), (x2, y2 + target.height // 2)
        return self._draw_edge(link, curve_path(ends))


def _draw_node(part: GraphBox, x: int, y: int, *, first: bool) -> str:
    box: Box = part.box
    live = box.critical and box.shape is BoxShape.GO_LIVE  # one colour at a time
    kinds = ["g-n", "g-c" * box.critical, "" if live else SHAPE_CLASSES.get(box.shape, "")]
    kinds.append("g-kept" * box.on_file)
    inside = format_attributes(
        (
            ("class", " ".join(filter(None, kinds))),
            ("role", "img"),
            ("tabindex", 0 if first else ""),
            ("aria-label", f"{box.text}: {part.spoken}"),
            ("data-id", part.id),
            ("data-after", " ".join(map(str, dict.fromkeys(part.after)))),
        )
    )
    return f"<g{inside}>\n{box.draw(x, y)}</g>\n"
