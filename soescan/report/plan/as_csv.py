"""A line per task, as CSV for a spreadsheet.

Looks at: tasks with their dates, people, reasons and what they wait for.

Why it matters: it can be sorted, filtered and sent to the people who do the work.

Cannot show: the graph; only what each task waits for, in words.
"""

from __future__ import annotations

from typing import Any

from soescan.dates import iso_date_or_week
from soescan.model import Plan, Task
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat
from soescan.report.tables.cells import as_csv, neutralize_formula
from soescan.report.text import clean

COLUMNS = (
    *("task", "step", "tools", "role", "kind", "starts", "ends", "p80", "days", "effort", "queued"),
    *("slack", "critical", "often_critical", "assumed", "satisfied", "waits_for", "meeting"),
    *("papers_by", "valid_until", "illustrative", "status", "because", "artefacts", "tests"),
    "source",
)
_COUNTED = ("starts", "ends", "p80", "valid_until")
"""Days that come of lead times. The others are days of a committee's calendar."""


def render(plan: Plan, options: RenderOptions) -> str:
    """CSV with a header; several values of a cell are divided by semicolons.

    Days that rest on lead times which IT has not confirmed are weeks.
    """
    return as_csv([COLUMNS, *map(_task_row, plan.tasks)])


def _task_row(task: Task) -> list[str]:
    row: dict[str, Any] = {name: getattr(task, name) for name in COLUMNS if name != "task"}
    row["task"] = task.label
    for name in filter(row.get, _COUNTED if task.illustrative else ()):
        row[name] = iso_date_or_week(row[name], illustrative=True)
    return [_format_cell(row[name]) for name in COLUMNS]


def _format_cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        text = "; ".join(map(str, value))
    elif isinstance(value, float):
        text = f"{value:g}"
    else:
        text = "" if value is None else str(value)
    return neutralize_formula(clean(text))


FORMAT = PlanFormat(id="csv", doc=__doc__, endings=(".csv",), render=render)
