"""Every way to write a report or a plan, and reading a report back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from soescan import report
from soescan.model import Plan, Report

if TYPE_CHECKING:
    from soescan.report.plan import PlanFormat


def report_formats() -> tuple[report.Format, ...]:
    """The formats of a whole report, then those of a plan that take no id or ending of these."""

    def as_report_format(format: PlanFormat) -> report.Format:
        return report.Format(
            format.id,
            format.doc,
            format.endings,
            lambda result, options: iter((format.render(result.plan, options),)),
        )

    covered = {name for format in report.FORMATS for name in (format.id, *format.endings)}
    plan_only = [format for format in plan_formats() if not covered & {format.id, *format.endings}]
    return (*report.FORMATS, *map(as_report_format, plan_only))


def plan_formats() -> tuple[PlanFormat, ...]:
    """The formats of a plan, in the order of their list."""
    from soescan.report.plan import FORMATS

    return FORMATS


def render_plan(plan: Plan, name: str, options: report.RenderOptions) -> str:
    """A plan as text, in the format whose id is `name` (one of `plan_formats`)."""
    format = next(format for format in plan_formats() if format.id == name)
    return format.render(plan, options)


def read_report(path: Path) -> Report:
    """Read a report back from the JSON that `-o report.json` wrote; ``-`` is standard input.

    Raises:
        InputError: the file is no report, or is damaged; with every problem and its place.
        UsageError: the file cannot be read.
    """
    return report.read_saved_report(path)
