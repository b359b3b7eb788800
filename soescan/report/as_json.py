"""Everything, as JSON.

Looks at: the whole report; each finding with its facts and where they come from.

Why it matters: other programs read it, and `soescan` can read it back.

Cannot show: order of importance; that is for the formats people read.
"""

from __future__ import annotations

import json

from soescan.model import Report
from soescan.report.format import Format, Look
from soescan.shape import Shape


def render(report: Report, look: Look) -> str:
    """The report as one JSON document."""
    made = Shape().write_document(report)
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


FORMAT = Format(id="json", doc=__doc__, endings=(".json",), render=render)
