"""The approval graph, as a picture.

Looks at: the plan's steps, meetings, papers and what each waits for, by tool.

Why it matters: it shows at a glance what holds a tool up, and whom to ask.

Cannot show: how long anything takes; the timeline does.
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
