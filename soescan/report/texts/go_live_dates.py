"""Plan -> a line per tool: how long, how much work, from when on and by when likely."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from soescan.dates import format_date_or_week, format_last_day, format_monday
from soescan.model import Plan, ToolPlan
from soescan.report.format import RenderOptions
from soescan.report.text import clean, list_records, pad, truncate_if_wrapping, width, wrap

_DAY_COLUMNS = 12
_LONGEST_NAME = 32
"""Columns of a name that are worth more than further figures."""


@dataclass(frozen=True, slots=True)
class _DateColumn:
    """A column of the table: its head, how wide it is, and what stands in it."""

    head: str
    columns: int
    cell: Callable[[ToolPlan], str]


def format_cell(day: date | None, illustrative: bool) -> str:
    """A day in twelve columns: ``12 Feb 2027``, ``~1 Feb 2027`` for its week, ``-`` if none."""
    if day is None:
        return "-".ljust(_DAY_COLUMNS)
    said = f"~{format_monday(day)}" if illustrative else format_last_day(day)
    return said.ljust(_DAY_COLUMNS)


_DAYS = _DateColumn("days", 4, lambda tool: f"{tool.days:>4}")
_EFFORT = _DateColumn("effort", 6, lambda tool: f"{tool.effort:>6g}")
_EARLIEST = _DateColumn(
    "earliest", _DAY_COLUMNS, lambda tool: format_cell(tool.earliest, tool.illustrative)
)
_P50 = _DateColumn("P50", _DAY_COLUMNS, lambda tool: format_cell(tool.p50, tool.illustrative))
_P80 = _DateColumn("P80", _DAY_COLUMNS, lambda tool: format_cell(tool.p80, tool.illustrative))
_P95 = _DateColumn("P95", _DAY_COLUMNS, lambda tool: format_cell(tool.p95, tool.illustrative))
_ALL_COLUMNS = (_DAYS, _EFFORT, _EARLIEST, _P50, _P80, _P95)
_COLUMN_CHOICES = (_ALL_COLUMNS, (_DAYS, _EFFORT, _EARLIEST, _P80), (_EARLIEST, _P80))
"""The figures shown, most first; of a narrow window the last two, which are asked for."""


def go_live_table(plan: Plan, options: RenderOptions) -> list[str]:
    """A line for each tool with a date, and a legend; no lines where no tool has one.

    As many columns as fit: lead time in working days, effort in person-days, earliest go-live, P50,
    P80, P95. Where no table is wanted, all of them in words.
    """
    with_dates = [tool for tool in plan.tools if tool.earliest]
    if not with_dates:
        return []
    if options.as_records:
        dates, legend = _list_dates(with_dates, options), _legend_in_words(with_dates)
        return ["Dates", "", *dates, "", *wrap(legend, options)]
    name_width = max([4, *(width(clean(tool.tool)) for tool in with_dates)])
    columns = _fitting_columns(min(name_width, _LONGEST_NAME), options)
    if options.wrap:
        name_width = min(name_width, max(8, options.width - _total_width(columns)))
    lines = [
        _table_line("tool", name_width, [column.head.ljust(column.columns) for column in columns])
    ]
    for tool in with_dates:
        name = truncate_if_wrapping(tool.tool, name_width, options)
        lines.append(_table_line(name, name_width, [column.cell(tool) for column in columns]))
    return [*lines, "", *wrap(_legend(with_dates, columns), options)]


def _list_dates(with_dates: list[ToolPlan], options: RenderOptions) -> list[str]:
    rows = [
        (
            *(tool.tool, str(tool.days), f"{tool.effort:g}"),
            *(
                format_date_or_week(day, illustrative=tool.illustrative) if day else ""
                for day in (tool.earliest, tool.p50, tool.p80, tool.p95)
            ),
        )
        for tool in with_dates
    ]
    return list_records(("tool", *(column.head for column in _ALL_COLUMNS)), rows, options)


def _fitting_columns(name_width: int, options: RenderOptions) -> tuple[_DateColumn, ...]:
    fitting = (
        columns
        for columns in _COLUMN_CHOICES
        if name_width + _total_width(columns) <= options.width or not options.wrap
    )
    return next(fitting, _COLUMN_CHOICES[-1])


def _total_width(columns: tuple[_DateColumn, ...]) -> int:
    return sum(column.columns + 2 for column in columns)


def _table_line(name: str, name_width: int, cells: list[str]) -> str:
    return "  ".join([pad(name, name_width), *cells]).rstrip()


def _legend(with_dates: list[ToolPlan], columns: tuple[_DateColumn, ...]) -> str:
    sentences = [*_explain_columns(columns)]
    if any(tool.illustrative for tool in with_dates):
        sentences.append(f"~: the week of that Monday, an illustration; the {_ASSUMED}")
    return " ".join(sentences)


def _legend_in_words(with_dates: list[ToolPlan]) -> str:
    sentences = [*_explain_columns(_ALL_COLUMNS)]
    if any(tool.illustrative for tool in with_dates):
        sentences.append(f"The weeks are illustrative. The {_ASSUMED}")
    return " ".join(sentences)


_ASSUMED = "lead times are published defaults: ask IT for theirs."


def _explain_columns(columns: tuple[_DateColumn, ...]) -> Iterator[str]:
    likely = "if every step takes its likely time"
    if _DAYS in columns:
        yield f"days: working days to the earliest go-live, {likely}."
        yield "effort: person-days."
    else:
        yield f"earliest: {likely}."
    yield "P80: 80% likely to be live by then."
