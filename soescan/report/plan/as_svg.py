"""The approval graph as a picture that needs no other program.

Looks at: steps, meetings, papers and what each waits for, in a lane for each tool.

Why it matters: browsers, office programs and wikis show it as it is, and it prints.

Cannot show: how long anything takes; the timeline does. Of more than 3,000 steps it draws the
critical path of the last go-live, unless `--verbose` asks for all.
"""

from __future__ import annotations

from soescan.model import Plan
from soescan.report.format import RenderOptions
from soescan.report.picture.graph import draw_graph, draw_whole_graph
from soescan.report.plan.format import PlanFormat

MOST_STEPS = 3_000
"""Steps up to which all are drawn without being asked for: more take minutes to place."""


def render(plan: Plan, options: RenderOptions) -> str:
    """One SVG document with every step, unless there are thousands. Asked for more, it has them
    all, with every edge."""
    if options.verbose or len(plan.tasks) <= MOST_STEPS:
        return draw_whole_graph(plan, all_edges=options.verbose)
    return draw_graph(plan)


FORMAT = PlanFormat(id="svg", doc=__doc__, endings=(".svg",), render=render)
