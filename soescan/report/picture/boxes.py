"""What stands in a box of the graph, how large the box is, and its outline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from soescan.report.picture.svg import format_attributes, format_number, text_element
from soescan.report.picture.text import TextLine, truncate, wrap


class BoxShape(StrEnum):
    """Outlines; the value is the name in the legend."""

    STEP = "step: who does it, its effort, when it is done"
    REQUEST = "request"
    EVIDENCE = "evidence"
    SHARED = "shared by several tools"
    COMMITTEE = "decided by a committee"
    ANY_OF = "any of several"
    ACTION = "action"
    GO_LIVE = "go-live"
    RENEWAL = "renewal"
    COMPANY = "companies behind a tool"
    GAP = "gaps: standards that are not met or open"
    FOLDED = "several steps in one box"


LABEL, SMALL = 12.0, 11.0
_LEADING = 15
_PAD = 6
_SIDE = {BoxShape.GO_LIVE: 14, BoxShape.COMMITTEE: 17, BoxShape.ACTION: 18, BoxShape.RENEWAL: 18}
"""Pixels between text and the left and right end, where the outline leans."""
_MARGIN = 10
"""The same for upright outlines."""
_TEXT_WIDTH = 146
"""The widest line of a box."""
_LEAST_WIDTH = 72


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its text, not yet placed."""

    shape: BoxShape
    lines: tuple[TextLine, ...]
    critical: bool = False
    on_file: bool = False
    """It need not be done: what it is about is on file."""
    assumed: bool = False

    @property
    def width(self) -> int:
        """Of the outline; even."""
        widest = max(line.width for line in self.lines)
        side = _SIDE.get(self.shape, _MARGIN)
        if self.shape is BoxShape.ANY_OF:  # half as high and half as wide as the diamond around it
            side += int(widest / 2)
        return max(_LEAST_WIDTH, 2 * int(widest / 2 + side + 1))

    @property
    def height(self) -> int:
        """Of the outline; even."""
        tall = _LEADING * len(self.lines)
        lean = tall if self.shape is BoxShape.ANY_OF else 0
        return 2 * ((tall + 2 * _PAD + lean + 1) // 2)

    @property
    def text(self) -> str:
        """All that can be read in it, in one line."""
        lines = [*(line.text for line in self.lines), *(["?"] if self.assumed else [])]
        return "".join(text if text.endswith("-") else f"{text} " for text in lines).rstrip()

    def draw(self, x: int, y: int) -> str:
        """The outline and the text, with the corner at a point."""
        w, h = self.width, self.height
        inside = "".join(OUTLINES[self.shape](x, y, w, h))
        if self.critical:
            inside += critical_mark(x, y)
        top = y + (h - _LEADING * len(self.lines)) / 2 + 11.5
        for index, line in enumerate(self.lines):
            kind = "g-b" if line.bold else ""
            inside += text_element(x + w / 2, top + _LEADING * index, line.text, kind, "inherit")
        if self.assumed:
            inside += assumed_mark(x + w - 2, y)
        return inside


def critical_mark(x: int, y: int) -> str:
    """The sign of what is on the critical path, around a point."""
    return f'<path class="g-d" d="M{x} {y - 7}l7 7-7 7-7-7z"/>'


def assumed_mark(x: int, y: int) -> str:
    """The sign of what is assumed, around a point."""
    sign = text_element(x, y + 4, "?", "g-b", "middle")
    return f'<circle class="g-a" cx="{x}" cy="{y}" r="7"/>{sign}'


def make_box(
    shape: BoxShape, label: str, small: tuple[str, ...], *, room: int = _TEXT_WIDTH, **marks: bool
) -> Box:
    """A box with a label of up to four lines and smaller lines below, none wider than `room`."""
    lines = [TextLine(part, LABEL, True) for part in wrap(label, room, LABEL, 4, bold=True)]
    lines += [TextLine(truncate(part, room, SMALL), SMALL) for part in small]
    return Box(shape, tuple(lines) or (TextLine("–", LABEL, True),), **marks)


def make_quiet_box(shape: BoxShape, label: str, small: tuple[str, ...]) -> Box:
    """A box of what is not a step: all its lines are small, and none is bold."""
    lines = [TextLine(part, SMALL) for part in wrap(label, _TEXT_WIDTH, SMALL, 2)]
    lines += [TextLine(truncate(part, _TEXT_WIDTH, SMALL), SMALL) for part in small]
    return Box(shape, tuple(lines) or (TextLine("–", SMALL),))


def join_or_stack(*parts: str, room: int = _TEXT_WIDTH) -> tuple[str, ...]:
    """As many parts on a line as fit, the others below; one that is too wide has its own."""
    lines: list[str] = []
    for part in filter(None, parts):
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and TextLine(joined, SMALL).width <= room:
            lines[-1] = joined
        else:
            lines.append(part)
    return tuple(lines)


# --- outlines ------------------------------------------------------------------------------------

_Outline = Callable[[int, int, int, int], tuple[str, ...]]


def _rect(x: int, y: int, w: int, h: int, round_: int = 4, kind: str = "g-s") -> str:
    values = (("class", kind), ("x", x), ("y", y), ("width", w), ("height", h), ("rx", round_))
    return f"<rect{format_attributes(values)}/>"


def _path(d: str) -> str:
    return f'<path class="g-s" d="{d}"/>'


def _rectangle(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    return (_rect(x, y, w, h),)


def _pill(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    return (_rect(x, y, w, h, min(h // 2, 16)),)


def _double_pill(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    inner = _rect(x + 4, y + 4, w - 8, h - 8, min(h // 2 - 4, 12), "g-s g-r")
    return (*_pill(x, y, w, h), inner)


def _double_rectangle(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    return (_rect(x + 4, y + 4, w, h, kind="g-s"), _rect(x, y, w, h))


def _dog_ear(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    return (_path(f"M{x} {y}h{w - 9}l9 9v{h - 9}h{-w}zm{w - 9} 0v9h9"),)


def _hexagon(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    half = format_number(h / 2)
    return (_path(f"M{x} {y + h // 2}l12-{half}h{w - 24}l12 {half}-12 {half}h{24 - w}z"),)


def _diamond(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    a, b = w // 2, h // 2
    return (_path(f"M{x} {y + b}l{a}-{b} {a} {b}-{a} {b}z"),)


def _parallelogram(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    return (_path(f"M{x + 8} {y}h{w - 8}l-8 {h}h{8 - w}z"),)


def _flag(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    half = format_number(h / 2)
    return (_path(f"M{x} {y}h{w - 12}l12 {half}-12 {half}h{12 - w}z"),)


def _barred_rectangle(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    return (_path(f"M{x} {y}h{w}v{h}h{-w}zm5 0v{h}M{x + w - 5} {y}v{h}"),)


def _brackets(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    return (_path(f"M{x + 7} {y}h{-7}v{h}h7m{w - 14} 0h7v{-h}h-7"),)


def _rectangle_stack(x: int, y: int, w: int, h: int) -> tuple[str, ...]:
    return (_rect(x, y, w, h, 2), _path(f"M{x + 3} {y + h + 3}h{w}v{-h}"))


OUTLINES: dict[BoxShape, _Outline] = {
    BoxShape.STEP: _rectangle,
    BoxShape.REQUEST: _pill,
    BoxShape.EVIDENCE: _dog_ear,
    BoxShape.SHARED: _double_rectangle,
    BoxShape.COMMITTEE: _hexagon,
    BoxShape.ANY_OF: _diamond,
    BoxShape.ACTION: _parallelogram,
    BoxShape.GO_LIVE: _double_pill,
    BoxShape.RENEWAL: _flag,
    BoxShape.COMPANY: _barred_rectangle,
    BoxShape.GAP: _brackets,
    BoxShape.FOLDED: _rectangle_stack,
}
