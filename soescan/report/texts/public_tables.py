"""What became of the large public tables, and what is there of them, as text."""

from __future__ import annotations

from collections.abc import Sequence

from soescan.reference.public.update import Renewal, RenewalResult, TableStatus
from soescan.report.format import RenderOptions
from soescan.report.text import wrap

_OUTCOME_WORDS = {
    RenewalResult.RENEWED: "renewed",
    RenewalResult.UNCHANGED: "unchanged",
    RenewalResult.FAILED: "failed",
}


def render_renewals(renewals: Sequence[Renewal], options: RenderOptions) -> str:
    """A line for each table: what became of it, and why it failed."""
    id_width = max(len(renewal.id) for renewal in renewals)
    lines: list[str] = []
    for renewal in renewals:
        present = f"{renewal.rows:,} rows of {renewal.day}" if renewal.day else "none at hand"
        connector = "; kept " if renewal.became is RenewalResult.FAILED and renewal.day else ", "
        reason = f": {renewal.why}" if renewal.why else ""
        outcome = f"{_OUTCOME_WORDS[renewal.became]}{reason}"
        line = f"{renewal.id:<{id_width}}  {outcome}{connector}{present}"
        lines += wrap(line, options, " " * (id_width + 2))
    return "\n".join(lines) + "\n"


def render_states(states: Sequence[TableStatus], folder: str, options: RenderOptions) -> str:
    """A line for each table: how old it is, how large, and where it came from."""
    id_width = max(len(state.id) for state in states)
    lines = wrap(f"Tables in {folder}", options)
    for state in states:
        line = f"  {state.id:<{id_width}}  {_describe_state(state)}"
        lines += wrap(line, options, " " * (id_width + 4))
    if not all(state.there for state in states):
        lines += ["", *wrap("soescan data update fetches the missing tables.", options)]
    return "\n".join(lines) + "\n"


def _describe_state(state: TableStatus) -> str:
    if not state.there:
        return f"missing: {state.label}"
    age = "today" if not state.age else f"{state.age} days old" if state.age > 1 else "a day old"
    return f"{state.day}, {age}; {state.rows:,} rows from {', '.join(state.addresses)}"
