"""The end of a trial: when it is, and who decides then. A trial approves of nothing."""

from __future__ import annotations

from datetime import date

from soescan.dates import format_date_or_week, shift_day
from soescan.model import Catalog, FastTrack, Tool, Use
from soescan.quantities import quantity


def is_trial(route: FastTrack | None) -> bool:
    """Is a fast track one that ends by itself?"""
    return route is not None and route.ends_after_days is not None


def find_trial_end(route: FastTrack | None, go_live: date | None) -> date | None:
    """The last day of a trial that goes live on a day; None for what is no trial or has no day."""
    if route is None or route.ends_after_days is None or go_live is None:
        return None
    return shift_day(go_live, route.ends_after_days)


def name_decider(route: FastTrack | None, catalog: Catalog) -> str:
    """Who decides at the end of a trial, by label; empty for what is no trial."""
    decided_by = route.decided_by if route and is_trial(route) else None
    return next((role.label for role in catalog.roles if role.id == decided_by), "")


def describe_trial(
    tool: Tool, route: FastTrack | None, catalog: Catalog, ends: date | None, *, illustrative: bool
) -> str:
    """What is to be said of a trial: its end and who decides then; empty where none is asked for.

    `ends` is None where no day of the go-live is told. A tool that is asked for as a trial, and to
    which no trial is open, goes the way of all others, which is said, too.
    """
    if route is None or route.ends_after_days is None:
        asked = tool.use is Use.TRIAL
        return "asked for as a trial, and no trial of the catalog is open to it" if asked else ""
    when = f"{quantity(route.ends_after_days, 'day')} after its go-live"
    if ends:
        day = format_date_or_week(ends, illustrative=illustrative)
        when = f"in the {day}" if illustrative else f"on {day}"
    decider = name_decider(route, catalog)
    return f"a trial, no approval: it ends {when}, and {decider} decides what becomes of it"
