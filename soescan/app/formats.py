"""Every way to write a report or a plan, and reading a report back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from soescan import report
from soescan.model import Plan, Report

if TYPE_CHECKING:
    from soescan.report.plan import PlanFormat


def report_formats() -> tuple[report.Format, ...]:
    """The ways to write a report: as a whole, or only its plan where no other has that ending."""

    def of_plan(one: PlanFormat) -> report.Format:
        return report.Format(
            one.id, one.doc, one.endings, lambda found, look: iter((one.render(found.plan, look),))
        )

    taken = {name for one in report.FORMATS for name in (one.id, *one.endings)}
    only = [one for one in plan_formats() if not taken & {one.id, *one.endings}]
    return (*report.FORMATS, *map(of_plan, only))


def plan_formats() -> tuple[PlanFormat, ...]:
    """The ways to write a plan."""
    from soescan.plan.graph import interchange
    from soescan.report.plan import FORMATS, PlanFormat

    graphml = PlanFormat(
        "graphml", interchange.__doc__, (".graphml",), lambda found, _: interchange.graphml(found)
    )
    return (*FORMATS, graphml)


def render_plan(found: Plan, format_: str, look: report.RenderOptions) -> str:
    """A plan in one of its formats."""
    return next(one for one in plan_formats() if one.id == format_).render(found, look)


def read_report(path: Path) -> Report:
    """A report that was written as JSON.

    Raises:
        InputError: it is none, or damaged; with every problem and its place.
    """
    return report.read_saved_report(path)
