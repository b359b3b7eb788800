"""What a run without IT's catalog was held against, and what makes it more than a rehearsal."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from soescan.model import Report, Supplier
from soescan.quantities import quantity
from soescan.report.format import RenderOptions
from soescan.report.text import wrap

_STDIN = "<stdin>"
_MOST_FILES = 2
"""Lists that are named; of more, the number is told."""


def first_run_lines(report: Report, options: RenderOptions) -> list[str]:
    """What was checked, against what, what a scan would add, and how to get IT's list.

    Four statements, each short enough for a line of its own; three where a scan would settle
    nothing, and none for a report that was held against IT's own catalog. They say what
    `rehearsal_notice` and `scan_notice` say, and take their place.
    """
    if report.catalog.own:
        return []
    return [line for says in _statements(report) for line in wrap(says, options, "  ")]


def _statements(report: Report) -> Iterator[str]:
    files = list(dict.fromkeys(a.tool.place.file for a in report.assessments if a.tool.place.file))
    yield f"Checked: {_count_tools(report)} from {_name_lists(files) or report.title}."
    yield "Against: the starter SOE that came with soescan, so this is a rehearsal."
    if scan := next((q for q in report.questions if q.asks is Supplier.PROBE), None):
        points = quantity(len(scan.keys), "open point")
        tools = quantity(len(scan.tools), "tool")
        yield f"With --scan: the vendors' sites can settle {points} of {tools}."
    names = " ".join(shlex.quote("-" if name == _STDIN else name) for name in files)
    command = f"soescan check {names or 'TOOLS'} --soe LIST.xlsx"
    yield f"Ask IT for their list of products; then {command}"


def _count_tools(report: Report) -> str:
    return quantity(len(report.assessments), "tool")


def _name_lists(files: list[str]) -> str:
    if len(files) > _MOST_FILES:
        return quantity(len(files), "list")
    return " and ".join("the list on standard input" if f == _STDIN else f for f in files)
