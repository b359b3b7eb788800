"""How the cells of a workbook look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from soescan.model import Outcome, Severity, Verdict

if TYPE_CHECKING:
    from xlsxwriter.format import Format as Style  # type: ignore[import-untyped]
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]

ACCENT, PALE, GREY = "#23395B", "#E9EDF3", "#A0A8B4"
"""The colour of heads and of printed sheets, of rows that stand out, and of sheets of details."""
DAY = "d mmm yyyy"
WEEK = '"week of" d mmm yyyy'
SHARE = "0%"
WHOLE = "#,##0"
PARTS = "#,##0.0##"
TINTS: dict[str, str] = {
    Outcome.BLOCKED: "#F6D5D3",
    Outcome.NEEDS_EXCEPTION: "#F9E3CC",
    Outcome.CANNOT_TELL: "#FBF0C9",
    Outcome.FITS: "#DCEFDC",
    Outcome.IN_SOE: "#DCEFDC",
    Severity.BLOCKER: "#F6D5D3",
    Verdict.CONFLICTS: "#F6D5D3",
    Verdict.UNKNOWN: "#FBF0C9",
    Verdict.MEETS: "#DCEFDC",
    Verdict.WAIVED: "#E4E4EE",
}
"""What a judging word is marked with; the word says the same without."""


@dataclass(slots=True)
class CellFormats:
    """The formats of a workbook, each made once."""

    book: Workbook
    _made: dict[tuple[tuple[str, object], ...], Style] = field(default_factory=dict)

    def get(
        self,
        pattern: str = "",
        tint: str = "",
        *,
        head: bool = False,
        link: bool = False,
        left: bool = False,
        quoted: bool = False,
        bold: bool = False,
        size: int = 0,
    ) -> Style:
        """A format: how numbers are written, in which colours, and whether it only is text.

        `size` is in points; 0 is that of the workbook.
        """
        properties: dict[str, object] = {"valign": "top", "text_wrap": True}
        properties |= _align(pattern, left=left)
        if tint:
            properties["bg_color"] = tint
        if head:
            properties |= {"bold": True, "bg_color": ACCENT, "font_color": "#FFFFFF", "border": 1}
            properties |= {"border_color": "#5C6F8C", "valign": "vcenter"}
        if link:
            properties |= {"font_color": "#0B57A4", "underline": 1}
        if quoted:
            properties["quote_prefix"] = True
        if bold:
            properties |= {"bold": True, "font_color": ACCENT}
        if size:
            properties["font_size"] = size
        key = tuple(properties.items())
        if key not in self._made:
            self._made[key] = self.book.add_format(properties)
        return self._made[key]


def _align(pattern: str, *, left: bool) -> dict[str, object]:
    number: dict[str, object] = {"num_format": pattern} if pattern else {}
    if left:
        return number | {"align": "left"}
    if pattern == SHARE:
        return number | {"align": "center"}
    if pattern in (WHOLE, PARTS):
        return number | {"align": "right", "indent": 1}
    return number | {"align": "left", "indent": 1} if pattern else number
