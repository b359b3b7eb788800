"""The graph of a plan as GraphML, for yEd, Gephi and networkx.

Looks at: nodes and edges, each with its kind and its reason; of nodes the people, the likely
person-days (`effort`) and waiting (`lead`), the dates, the slack and the criticality.

Why it matters: other programs lay it out, filter it and compute with it.

Cannot show: a sum of `effort` over all nodes: a tool's and a gap's are those of their steps again.
"""

from __future__ import annotations

from soescan.graph import approval_graph, graphml
from soescan.model import Plan
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat


def render(plan: Plan, options: RenderOptions) -> str:
    """One GraphML document."""
    return graphml(approval_graph(plan))


FORMAT = PlanFormat(id="graphml", doc=__doc__, endings=(".graphml",), render=render)
