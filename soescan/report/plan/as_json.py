"""The whole plan, as JSON.

Looks at: everything the plan holds: tasks, tools, chances, the graph with its reasons.

Why it matters: other programs read it.

Cannot show: order of importance; that is for the formats people read.
"""

from __future__ import annotations

import json

from soescan.model import Plan
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat
from soescan.report.text import escape_json_controls
from soescan.schema import DocumentSchema


def render(plan: Plan, options: RenderOptions) -> str:
    """One JSON document."""
    written = DocumentSchema().write_document(plan)
    return escape_json_controls(json.dumps(written, ensure_ascii=False, indent=1)) + "\n"


FORMAT = PlanFormat(id="json", doc=__doc__, endings=(".json",), render=render)
