"""One page for a browser: the answer on one sheet, and everything else folded behind it.

Looks at: the whole report. The first sheet has the answer, a line for each tool or group of tools,
what to do this week, and what would change the answer. Behind it stand verdicts, dates, work and
evidence, in the order of the reader it is for: marketing, IT or procurement. Printed, it is the
first sheet and what was unfolded.

Why it matters: it is opened by people who never see a terminal. It is one file that asks for
nothing from the network, reads without scripts, by keyboard, in the dark and on paper.

Cannot show: every row of a long list. Each part has room for what tells most, and says how many
more there are; the workbook and the JSON have them all. With -v the page shows up to 2,000 rows of
a table, 500 gaps and 1,000 questions.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.report.format import Format, RenderOptions


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """The page, bit by bit."""
    from soescan.report.page.page import render as write

    yield from write(report, options)


FORMAT = Format(id="html", doc=__doc__, endings=(".html", ".htm"), render=render)
