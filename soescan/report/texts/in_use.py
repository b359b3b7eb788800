"""Plan -> a line for each tool that is in use already."""

from __future__ import annotations

from soescan.model import Plan
from soescan.report.format import RenderOptions
from soescan.report.tables.in_use import describe_in_use
from soescan.report.text import wrap

_MOST = 12
"""Tools in use that are told without --verbose."""


def in_use_lines(plan: Plan, options: RenderOptions) -> list[str]:
    """What is to become of the tools in use; no lines where none is."""
    tools = [tool for tool in plan.tools if tool.in_use]
    shown = tools if options.verbose else tools[:_MOST]
    lines = [
        line
        for tool in shown
        for line in wrap(f"- {tool.tool}: {describe_in_use(tool, plan)}", options, "  ")
    ]
    if more := len(tools) - len(shown):
        lines += wrap(f"{more} more; --verbose lists them.", options)
    return ["In use already", *lines] if lines else []
