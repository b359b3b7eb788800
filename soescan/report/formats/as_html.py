"""One page for a browser: the answer, the reasons for it, what to do next, and the evidence.

Looks at: the whole report, in the order of the reader it is for: marketing, IT or procurement. The
facts are the same for each.

Why it matters: it is opened by people who never see a terminal. It is one file that asks for
nothing from the network, reads without scripts, by keyboard, in the dark and on paper.

Cannot show: more than 2,000 rows of a table, 500 gaps or 1,000 questions, and 1,000 characters of
one text; what is beyond is counted, and the JSON holds it.
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
