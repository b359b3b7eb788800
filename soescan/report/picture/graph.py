"""Plan -> the approval graph as SVG: who waits for whom, a lane per tool, one for what is shared.

The picture stands alone: it carries its style, runs nothing and asks for nothing. In a page its
boxes can be reached and followed by keyboard (`data-after`), and classes let the page show what
is hidden (`g-i`), dim, or darken.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import EdgeKind, Plan
from soescan.quantities import quantity
from soescan.report.picture.box_contents import PERSON_DAYS
from soescan.report.picture.boxes import OUTLINES, SMALL, Box, BoxShape, assumed_mark
from soescan.report.picture.dates import DateFormatter
from soescan.report.picture.graph_parts import SHARED, GraphBox, GraphLink, GraphParts, select_parts
from soescan.report.picture.layout import GraphLayout, Spacing, lay_out
from soescan.report.picture.svg import FONT, curve_path, format_attributes, text_element
from soescan.report.picture.text import measure, truncate

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
    ".g-all .g-i{display:inline}.g-i path{stroke-dasharray:1 3}"
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
_KEY = 18
"""Height of a line of the legend."""
_FOLDED_ROW = 36
_NAME = 150
_SIGN = 36
"""From the left of a sign of the legend to its words."""
_DASHED = {
    EdgeKind.QUEUED_BEHIND: "g-q",
    EdgeKind.ANY_OF: "g-y",
    EdgeKind.INFORMS: "g-o",
    EdgeKind.CAUSES: "g-u",
}
_LOOSE = frozenset({EdgeKind.QUEUED_BEHIND})
"""Edges that do not say what comes before what."""
_LINES = {
    EdgeKind.QUEUED_BEHIND: "waits for the same people",
    EdgeKind.ANY_OF: "one of several is enough",
    EdgeKind.INFORMS: "valid until then",
    EdgeKind.CAUSES: "is why the step is required",
}
_KINDS = {
    BoxShape.SHARED: "g-shared",
    BoxShape.COMMITTEE: "g-committee",
    BoxShape.GO_LIVE: "g-live",
    BoxShape.GAP: "g-gap",
}


def draw_graph(plan: Plan, *, all_edges: bool = False, fold: bool | None = None) -> str:
    """The picture. Edges that follow from others are in it, hidden unless all are asked for.

    `fold`: draw only the tools that are live last step by step; None: if there are many steps.
    """
    parts = select_parts(plan, fold)
    if not parts.boxes:
        return _draw_nothing(plan)
    return "".join(_GraphDrawing(plan, parts, all_edges).svg())


def _draw_nothing(plan: Plan) -> str:
    """A picture that says that no step is planned, and why for each tool."""
    lines = [f"{tool.tool}: {tool.says}" for tool in plan.tools[:_MOST_NAMED]]
    if left_out := len(plan.tools) - len(lines):
        lines.append(f"and {quantity(left_out, 'more tool')}")
    height = (len(lines) + 3) * _KEY
    written = [text_element(_MARGIN, _KEY + 4, NOTHING_PLANNED, "g-h")]
    written += [
        text_element(_MARGIN, row * _KEY + 4, truncate(line, _LEAST_WIDTH - 2 * _MARGIN, SMALL))
        for row, line in enumerate(lines, start=2)
    ]
    label = ("aria-label", f"Approval graph: {NOTHING_PLANNED}"), ("role", "group")
    size = ("viewBox", f"0 0 {_LEAST_WIDTH} {height}"), ("width", _LEAST_WIDTH), ("height", height)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="g"{format_attributes((*label, *size))}>'
    ground = '<rect class="g-z" width="100%" height="100%"/>'
    return "\n".join((head, f"<style>{STYLE}</style>", ground, *written, "</svg>\n"))


class _GraphDrawing:
    """Places the parts and draws them."""

    def __init__(self, plan: Plan, parts: GraphParts, all_edges: bool) -> None:
        self.plan, self.parts, self.all_edges = plan, parts, all_edges
        rank = {lane: index for index, lane in enumerate(parts.lanes)}
        self.shown = [link for link in parts.links if not link.implied]
        tight = [link for link in self.shown if link.kind not in _LOOSE]
        loose = [link for link in self.shown if link.kind in _LOOSE]
        self.shown = [*tight, *loose]
        self.layout: GraphLayout = lay_out(
            [(part.box.width, part.box.height) for part in parts.boxes],
            [*((link.from_, link.to) for link in tight), *parts.anchors],
            lanes=[rank[part.lane] for part in parts.boxes],
            bands=len(parts.lanes),
            loose=[(link.from_, link.to) for link in loose],
            spacing=Spacing(head=_HEAD, foot=_FOOT),
        )
        routes = self.layout.routes
        self.routes = (*routes[: len(tight)], *routes[len(tight) + len(parts.anchors) :])
        self.width = max(self.layout.width + 2 * _MARGIN, _LEAST_WIDTH)
        self.keys = list(self._legend_entries())
        lines = max((line for _, line, _ in self.keys), default=0) + 1
        self.top = _KEY * lines + 10
        self.cell = max((part.box.width for part in parts.folded), default=0) + _NAME + 24
        self.columns = max(1, (self.width - 2 * _MARGIN) // self.cell)
        rows = -(-len(parts.folded) // self.columns)
        self.below = self.top + self.layout.height
        self.height = self.below + (rows * _FOLDED_ROW + 40 if rows else 0) + 4

    def svg(self) -> Iterator[str]:
        """The document, bit by bit."""
        kind = "g g-all" if self.all_edges else "g"
        tools = quantity(len(self.plan.tools), "tool")
        steps = quantity(len(self.plan.tasks), "step")
        label = f"Approval graph: {tools}, {steps}"
        yield f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="group"'
        size = ("width", self.width), ("height", self.height)
        view = f"0 0 {self.width} {self.height}"
        yield format_attributes((("aria-label", label), ("viewBox", view), *size))
        yield f">\n<style>{STYLE}</style>\n"
        yield '<rect class="g-z" width="100%" height="100%"/>\n'
        yield from (self._draw_key(*key) for key in self.keys)
        yield from self._draw_bands()
        yield from self._draw_edges()
        yield from self._draw_names()
        first = True
        for index in self._reading_order():
            x, y = self.layout.corners[index]
            yield _draw_node(self.parts.boxes[index], x + _MARGIN, y + self.top, first=first)
            first = False
        yield from self._draw_folded(first)
        yield "</svg>\n"

    def _reading_order(self) -> list[int]:
        """The boxes as one reads them: lane by lane, left to right, then top to bottom."""
        lanes, corners = self.parts.lanes, self.layout.corners
        rank = {lane: index for index, lane in enumerate(lanes)}
        boxes = range(len(self.parts.boxes))
        return sorted(boxes, key=lambda index: (rank[self.parts.boxes[index].lane], corners[index]))

    # --- lanes -----------------------------------------------------------------------------------

    def _draw_bands(self) -> Iterator[str]:
        for top, bottom in self.layout.bands[::2]:
            values = (("y", self.top + top), ("width", self.width), ("height", bottom - top))
            yield f'<rect class="g-z2"{format_attributes(values)}/>\n'

    def _draw_names(self) -> Iterator[str]:
        bands = zip(self.parts.lanes, self.layout.bands, strict=True)
        for index, (lane, (top, _)) in enumerate(bands):
            y = self.top + top
            name, subtitle = self._lane_titles(lane)
            name = truncate(name, 420, 13, bold=True) or "–"
            wide = measure(name, 13, bold=True)
            subtitle = truncate(subtitle, self.width - wide - 3 * _MARGIN, SMALL)
            ground = "g-z2" if index % 2 == 0 else "g-z"
            size = int(wide + 14 + measure(subtitle, SMALL))
            values = (("class", ground), ("fill-opacity", ".7"), ("x", _MARGIN - 2), ("y", y + 4))
            yield f"<rect{format_attributes((*values, ('width', size), ('height', 18)))}/>"
            yield text_element(_MARGIN, y + 17, name, "g-h")
            yield text_element(_MARGIN + wide + 10, y + 17, subtitle) if subtitle else ""

    def _lane_titles(self, lane: int) -> tuple[str, str]:
        """The name of a lane and, of a tool's, its go-live or why it has none."""
        if lane == SHARED:
            return self._shared_lane_name(), ""
        tool = self.plan.tools[lane]
        go_live = DateFormatter(self.plan).format_go_live(tool)
        return tool.tool, go_live if tool.earliest or tool.in_use else tool.says or go_live

    def _shared_lane_name(self) -> str:
        """The name of the lane of what is no single tool's."""
        shapes = {part.box.shape for part in self.parts.boxes if part.lane == SHARED}
        names = ["shared approvals"] * bool(shapes - {BoxShape.COMMITTEE, BoxShape.COMPANY})
        names += ["committees"] * (BoxShape.COMMITTEE in shapes)
        names += ["companies"] * (BoxShape.COMPANY in shapes)
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))).capitalize()

    # --- edges -----------------------------------------------------------------------------------

    def _draw_edges(self) -> Iterator[str]:
        yield '<g class="g-e" aria-hidden="true">\n'
        drawn = list(zip(self.shown, self.routes, strict=True))
        drawn.sort(key=lambda pair: pair[0].critical)
        for link, route in drawn:
            yield self._draw_edge(link, route)
        implied = [link for link in self.parts.links if link.implied]
        if implied:
            yield '<g class="g-i" display="none">\n'
            yield from (self._draw_edge(link, self._direct_route(link)) for link in implied)
            yield "</g>\n"
        yield "</g>\n"

    def _draw_edge(self, link: GraphLink, route: tuple[tuple[int, int], ...]) -> str:
        classes = " ".join(filter(None, ("g-x" * link.critical, _DASHED.get(link.kind, ""))))
        ends = " ".join(str(self.parts.boxes[n].id) for n in (link.from_, link.to))
        path = curve_path([(x + _MARGIN, y + self.top) for x, y in route])
        inside = format_attributes((("class", classes), ("data-e", ends), ("d", path)))
        return f"<path{inside}/>\n"

    def _direct_route(self, link: GraphLink) -> tuple[tuple[int, int], ...]:
        """An edge that has no way of its own, from side to side."""
        (x1, y1), (x2, y2) = (self.layout.corners[n] for n in (link.from_, link.to))
        source, target = (self.parts.boxes[n].box for n in (link.from_, link.to))
        return (x1 + source.width, y1 + source.height // 2), (x2, y2 + target.height // 2)

    # --- folded tools ----------------------------------------------------------------------------

    def _draw_folded(self, first: bool) -> Iterator[str]:
        if not self.parts.folded:
            return
        heading = f"{len(self.parts.folded)} more tools; their steps are not drawn"
        yield text_element(_MARGIN, self.below + 24, heading, "g-h")
        for index, part in enumerate(self.parts.folded):
            row, column = divmod(index, self.columns)
            x, y = _MARGIN + column * self.cell, self.below + 36 + row * _FOLDED_ROW
            name = truncate(self.plan.tools[part.lane].tool, _NAME - 12, 12, bold=True) or "–"
            yield text_element(x, y + 17, name, "g-b")
            yield _draw_node(part, x + _NAME, y, first=first)
            first = False

    # --- the legend ------------------------------------------------------------------------------

    def _legend_entries(self) -> Iterator[tuple[int, int, tuple[str, str]]]:
        """Where each entry stands: x, line, and what it is."""
        x, line = _MARGIN, 0
        for entry in self._needed_entries():
            wide = _SIGN + int(measure(entry[1], SMALL)) + 18
            if x > _MARGIN and x + wide > self.width - _MARGIN:
                x, line = _MARGIN, line + 1
            yield x, line, entry
            x += wide

    def _needed_entries(self) -> Iterator[tuple[str, str]]:
        boxes = [part.box for part in self.parts.boxes]
        if any(drawn_box.critical for drawn_box in boxes):
            yield "critical", "on the critical path"
        if any(task.effort for task in self.plan.tasks):
            yield PERSON_DAYS, "person-days of work"
        for shape in BoxShape:
            if shape is not BoxShape.STEP and any(drawn_box.shape is shape for drawn_box in boxes):
                yield shape.name, shape.value
        for kind, meaning in _LINES.items():
            if any(link.kind is kind for link in self.shown):
                yield _DASHED[kind], meaning
        if any(drawn_box.on_file for drawn_box in boxes):
            yield "kept", "on file, nothing to do"
        if any(drawn_box.assumed for drawn_box in boxes):
            yield "assumed", "assumed: not known"

    def _draw_key(self, x: int, line: int, entry: tuple[str, str]) -> str:
        sign, meaning = entry
        y = _KEY * line + 6
        middle = y + 7
        words = text_element(x + _SIGN, y + 11, meaning)
        if sign == "critical" or sign in _DASHED.values():
            kind = "g-x g-e" if sign == "critical" else f"g-e {sign}"
            drawn = f'<path class="{kind}" d="{curve_path([(x, middle), (x + 28, middle)])}"/>'
        elif sign == "assumed":
            drawn = assumed_mark(x + 12, middle)
        elif sign == PERSON_DAYS:
            drawn = text_element(x + 8, y + 11, sign)
        else:
            shape = BoxShape.STEP if sign == "kept" else BoxShape[sign]
            kind = "g-kept" if sign == "kept" else _KINDS.get(shape, "")
            drawn = f"<g{format_attributes((('class', kind),))}>{_draw_outline(shape, x, y)}</g>"
        return f"<g>{drawn}{words}</g>\n"


def _draw_outline(shape: BoxShape, x: int, y: int) -> str:
    return "".join(OUTLINES[shape](x, y, 24, 14))


def _draw_node(part: GraphBox, x: int, y: int, *, first: bool) -> str:
    box: Box = part.box
    live = box.critical and box.shape is BoxShape.GO_LIVE  # one colour at a time
    kinds = ["g-n", "g-c" * box.critical, "" if live else _KINDS.get(box.shape, "")]
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
