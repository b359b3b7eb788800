"""Plan -> text. One file per format; `FORMATS` is the list of them."""

from __future__ import annotations

from soescan.report.plan import (
    as_csv,
    as_dot,
    as_graphml,
    as_ics,
    as_json,
    as_mermaid,
    as_renewals_ics,
    as_svg,
    as_text,
    forecast,
    whatif,
)
from soescan.report.plan.format import PlanFormat

FORMATS: tuple[PlanFormat, ...] = (
    as_text.FORMAT,
    as_json.FORMAT,
    as_dot.FORMAT,
    as_mermaid.FORMAT,
    as_svg.FORMAT,
    as_csv.FORMAT,
    as_ics.FORMAT,
    as_renewals_ics.FORMAT,
    as_graphml.FORMAT,
)

__all__ = ["FORMATS", "PlanFormat", "forecast", "whatif"]
