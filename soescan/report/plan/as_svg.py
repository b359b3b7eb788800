"""The approval graph as a picture that needs no other program.

Looks at: steps, meetings, papers and what each waits for, in a lane for each tool.

Why it matters: browsers, office programs and wikis show it as it is, and it prints.

Cannot show: how long anything takes; the timeline does.
"""

from __future__ import annotations

from soescan.model import Plan
from soescan.report.format import RenderOptions
from soescan.report.picture.graph import draw_graph
from soescan.report.plan.format import PlanFormat


def render(plan: Plan, options: RenderOptions) -> str:
    """One SVG document. Asked for more, it shows every step and every edge."""
    return draw_graph(plan, all_edges=options.verbose, fold=False if options.verbose else None)


FORMAT = PlanFormat(id="svg", doc=__doc__, endings=(".svg",), render=render)
