"""The first page of a report, a noun of its own: made once, shown by every format.

`nouns` says what it is, `build_first_page` makes it for a reader.
"""

from __future__ import annotations

from soescan.report.first_page.build import build_first_page
from soescan.report.first_page.nouns import (
    MOST_TELLING,
    MOST_TOOLS,
    AnswerChange,
    FirstPage,
    LabelledText,
    ToolGroup,
    ToolLine,
    WeekAction,
)
from soescan.report.tables.tool_groups import ToolGroupKind

__all__ = [
    "MOST_TELLING",
    "MOST_TOOLS",
    "AnswerChange",
    "FirstPage",
    "LabelledText",
    "ToolGroup",
    "ToolGroupKind",
    "ToolLine",
    "WeekAction",
    "build_first_page",
]
