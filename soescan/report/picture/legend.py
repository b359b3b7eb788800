"""The legend of a graph: every sign that is in it, and none that is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from soescan.model import EdgeKind
from soescan.report.picture.boxes import OUTLINES, SMALL, BoxShape, assumed_mark, critical_mark
from soescan.report.picture.condensed_boxes import PERSON_DAYS
from soescan.report.picture.graph_parts import GraphParts
from soescan.report.picture.svg import curve_path, format_attributes, text_element
from soescan.report.picture.text import measure

LINE_HEIGHT = 18
_SIGN, _WORD = 36, 24
"""From the left of a sign to its words, and of a sign that is a word."""
_GAP = 18
EDGE_CLASSES = {
    EdgeKind.QUEUED_BEHIND: "g-q",
    EdgeKind.ANY_OF: "g-y",
    EdgeKind.INFORMS: "g-o",
    EdgeKind.CAUSES: "g-u",
}
"""How edges are dashed; those of other kinds are not."""
SHAPE_CLASSES = {
    BoxShape.SHARED: "g-shared",
    BoxShape.COMMITTEE: "g-committee",
    BoxShape.GO_LIVE: "g-live",
    BoxShape.GAP: "g-gap",
}
CUT = "m0-4v8"
"""What stands at the end of a line that goes on in the next row."""
_LINES = {
    "": "must be done before",
    "g-q": "queued behind: the same people do it first",
    "g-y": "any of: some of several are enough",
    "g-o": "valid until then",
    "g-u": "is why the step is required",
}
_CRITICAL, _ON_FILE, _ASSUMED, _BY, _GOES_ON = "critical", "kept", "assumed", "by", "goes-on"


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sign and its meaning, in its place."""

    sign: str
    meaning: str
    x: int
    line: int

    def draw(self) -> str:
        """The sign and the words."""
        y = LINE_HEIGHT * self.line + 6
        words = text_element(self.x + _sign_width(self.sign), y + 11, self.meaning)
        return f"<g>{_draw_sign(self.sign, self.x, y)}{words}</g>\n"


def list_signs(parts: GraphParts, *, goes_on: bool = False) -> Iterator[tuple[str, str]]:
    """Every sign of a graph with its meaning. `goes_on`: edges pass from one row to the next."""
    drawn = [part.box for part in parts.boxes]
    links = [link for link in parts.links if not link.implied]
    if any(box.critical for box in drawn):
        yield _CRITICAL, "on the critical path"
    for shape in BoxShape:
        if any(box.shape is shape for box in drawn):
            yield shape.name, shape.value
    texts = [line.text for box in drawn for line in box.lines]
    titles = [subtitle for _, subtitle in parts.titles.values()]
    if any(f" {PERSON_DAYS}" in text for text in (*texts, *titles)):
        yield PERSON_DAYS, "person-days of work"
    if any(text.startswith("by ") for text in texts):
        yield _BY, "80 % likely done by then"
    kinds = {EDGE_CLASSES.get(link.kind, "") for link in links}
    yield from ((sign, meaning) for sign, meaning in _LINES.items() if sign in kinds)
    if any(box.on_file for box in drawn):
        yield _ON_FILE, "on file, nothing to do"
    if any(box.assumed for box in drawn):
        yield _ASSUMED, "assumed: not known"
    if goes_on:
        yield _GOES_ON, "goes on in the next row"


def place_entries(
    signs: Iterator[tuple[str, str]], margin: int, width: int
) -> Iterator[LegendEntry]:
    """The entries in lines of a width."""
    x, line = margin, 0
    for sign, meaning in signs:
        wide = _sign_width(sign) + int(measure(meaning, SMALL)) + _GAP
        if x > margin and x + wide > width - margin:
            x, line = margin, line + 1
        yield LegendEntry(sign, meaning, x, line)
        x += wide


def _sign_width(sign: str) -> int:
    """From the left of a sign to its words."""
    return _WORD if sign in (PERSON_DAYS, _BY) else _SIGN


def _draw_sign(sign: str, x: int, y: int) -> str:
    middle = y + 7
    if sign == _CRITICAL:
        way = f'<path class="g-x g-e" d="{curve_path([(x, middle), (x + 28, middle)])}"/>'
        return way + critical_mark(x + 9, middle)
    if sign in _LINES:
        kind = f"g-e {sign}".strip()
        return f'<path class="{kind}" d="{curve_path([(x, middle), (x + 28, middle)])}"/>'
    if sign == _ASSUMED:
        return assumed_mark(x + 12, middle)
    if sign == _GOES_ON:
        way = curve_path([(x, middle), (x + 24, middle)], barb=False)
        return f'<path class="g-e" d="{way}{CUT}"/>'
    if sign in (PERSON_DAYS, _BY):
        return text_element(x + 6, y + 11, sign)
    shape = BoxShape.STEP if sign == _ON_FILE else BoxShape[sign]
    kind = "g-kept" if sign == _ON_FILE else SHAPE_CLASSES.get(shape, "")
    outline = "".join(OUTLINES[shape](x, y, 24, 14))
    return f"<g{format_attributes((('class', kind),))}>{outline}</g>"
