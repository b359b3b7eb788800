"""Elements of SVG as text: escaped, with short numbers, and without style attributes.

Presentation is in each picture's own style sheet, so that a strict content security policy can
allow it by its hash, and a picture looks the same alone, in a page and in a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from soescan.report.picture.text import is_right_to_left
from soescan.report.text import clean

FONT = 'system-ui,"Segoe UI",Roboto,"Noto Sans",Arial,Helvetica,sans-serif'
_ARC_REACH = 34
"""How far to the right an edge within a layer swings out."""


def escape_xml(text: str) -> str:
    """Text that can stand between tags or quotes, without characters that XML 1.0 forbids."""
    text = clean(text)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text


def format_number(value: float) -> str:
    """A number with at most one decimal.

    >>> format_number(3.0), format_number(2.25), format_number(-0.04)
    ('3', '2.2', '0')
    """
    return f"{round(value, 1) + 0:.1f}".rstrip("0").rstrip(".")  # + 0: no minus before zero


def format_attributes(values: Iterable[tuple[str, object]]) -> str:
    """Attributes in their order; those that are empty are left out."""
    texts = ((name, format_number(v) if isinstance(v, float) else str(v)) for name, v in values)
    return "".join(f' {name}="{escape_xml(text)}"' for name, text in texts if text != "")


def text_element(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """A line of text; a class tells how it looks.

    `start` and `end` are left and right; `inherit` leaves it to what is around.
    """
    turned = is_right_to_left(words)
    if turned and anchor in ("start", "end"):
        anchor = "end" if anchor == "start" else "start"
    inside = format_attributes(
        (
            ("class", kind),
            ("x", format_number(x)),
            ("y", format_number(y)),
            ("text-anchor", "" if anchor in ("start", "inherit") else anchor),
            ("direction", "rtl" if turned else ""),
        )
    )
    return f"<text{inside}>{escape_xml(words)}</text>"


def curve_path(points: Sequence[tuple[int, int]], *, barb: bool = True) -> str:
    """The path through points at which it is level, with a barb at its end.

    >>> curve_path([(0, 0), (10, 0)]), curve_path([(0, 5), (10, 5), (20, 1)])
    ('M0 0h10l-7-4m7 4-7 4', 'M0 5h10c5 0 5-4 10-4l-7-4m7 4-7 4')
    """
    x, y = points[0]
    parts = [f"M{x} {y}"]
    for (x1, y1), (x2, y2) in pairwise(points):
        right, down = x2 - x1, y2 - y1
        if not down:
            parts.append(f"h{right}")
        elif not right:
            parts.append(f"c{_path_numbers(_ARC_REACH, 0, _ARC_REACH, down, 0, down)}")
        else:
            half = (x1 + x2) // 2 - x1
            parts.append(f"c{_path_numbers(half, 0, half, down, right, down)}")
    if not barb:
        return "".join(parts)
    back = 7 if points[-2][0] >= points[-1][0] else -7
    return "".join(parts) + f"l{_path_numbers(back, -4)}m{_path_numbers(-back, 4, back, 4)}"


def _path_numbers(*numbers: int) -> str:
    """Numbers of a path, with a space where no sign parts them."""
    return " ".join(map(str, numbers)).replace(" -", "-")
