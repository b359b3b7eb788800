"""The approval graph, as a picture.

Looks at: the plan's steps with their people, effort and dates, and what each waits for, by tool.

Why it matters: it shows at a glance what holds a tool up, and whom to ask.

Cannot show: every step of many tools. Above eight tools it draws those on the critical path of the
last go-live, and one lane stands for the others; `--verbose` draws every step and paper.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.report.format import Format, RenderOptions


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """One SVG document. Asked for more, it shows every step and every edge."""
    from soescan.report.picture.graph import draw_graph, draw_whole_graph

    if options.verbose:
        yield draw_whole_graph(report.plan, all_edges=True)
    else:
        yield draw_graph(report.plan)


FORMAT = Format(id="svg", doc=__doc__, endings=(".svg",), render=render)
