"""Forecast -> a table: requests and load per role and month."""

from __future__ import annotations

from soescan.dates import format_date
from soescan.model import Forecast
from soescan.quantities import quantity
from soescan.report.format import RenderOptions
from soescan.report.text import clean, list_records, pad, truncate, width, wrap


def render(forecast: Forecast, options: RenderOptions) -> str:
    """A line per role and month; more than there is capacity for is marked."""
    title = (
        f"{quantity(len(forecast.proposals), 'proposal')} from {format_date(forecast.start)}: "
        f"{', '.join(forecast.proposals)}"
    )
    wide = max([4, *(width(clean(one.role)) for one in forecast.months)])
    if options.wrap:
        wide = min(wide, max(12, options.width - 44))
    lines = [*wrap(title, options), ""]
    if options.as_records:
        return "\n".join((*lines, *_list_months(forecast, options))) + "\n"
    lines.append(f"{pad('role', wide)}  month    requests  person-days  capacity")
    for one in forecast.months:
        capacity = f"{one.capacity:.1f}" if one.capacity is not None else "?"
        over = "  too much" if one.capacity is not None and one.effort > one.capacity else ""
        lines.append(
            f"{pad(truncate(one.role, wide), wide)}  {one.month:<7}  {one.requests:>8}"
            f"  {one.effort:>11.1f}  {capacity:>8}{over}"
        )
    return "\n".join(lines) + "\n"


def _list_months(forecast: Forecast, options: RenderOptions) -> list[str]:
    """The same, cell by cell."""
    titles = ("role", "month", "requests", "person-days", "capacity", "too much")
    rows = []
    for one in forecast.months:
        capacity = "not known" if one.capacity is None else f"{one.capacity:.1f}"
        over = "yes" if one.capacity is not None and one.effort > one.capacity else ""
        row = (one.role, str(one.month), str(one.requests), f"{one.effort:.1f}", capacity, over)
        rows.append(row)
    return list_records(titles, rows, options)
