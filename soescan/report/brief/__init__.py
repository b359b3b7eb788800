"""What a committee reads on paper: two pages, whatever the number of tools.

`build_brief` fits them to the paper; Word and PDF show the same blocks.
"""

from __future__ import annotations

from soescan.report.brief.blocks import (
    Block,
    BriefHeading,
    BriefTable,
    BriefText,
    BriefTitle,
    list_statements,
)
from soescan.report.brief.build import Brief, build_brief
from soescan.report.brief.first_sheet import build_first_sheet
from soescan.report.brief.html import as_html
from soescan.report.brief.paper import (
    A4,
    ANSWER_POINTS,
    HEADING_SPACING,
    TABLE_LINE,
    TABLE_POINTS,
    TEXT_SPACING,
    PaperSpace,
    count_lines,
)
from soescan.report.brief.sections import REST, BriefSection
from soescan.report.brief.wording import cut_text

__all__ = [
    "A4",
    "ANSWER_POINTS",
    "HEADING_SPACING",
    "REST",
    "TABLE_LINE",
    "TABLE_POINTS",
    "TEXT_SPACING",
    "Block",
    "Brief",
    "BriefHeading",
    "BriefSection",
    "BriefTable",
    "BriefText",
    "BriefTitle",
    "PaperSpace",
    "as_html",
    "build_brief",
    "build_first_sheet",
    "count_lines",
    "cut_text",
    "list_statements",
]
