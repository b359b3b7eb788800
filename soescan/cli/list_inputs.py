"""What commands about a list of tools read: the list, IT's catalog, and what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from soescan.cli.endings import say
from soescan.cli.network import NO_STORE, load_stored_evidence
from soescan.cli.pasting import invite_to_paste
from soescan.cli.shared import (
    DATA_DIR,
    EVIDENCE,
    MAP,
    SHEET,
    as_of_option,
    read_catalog,
    read_evidence,
    soe_options,
    today,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from soescan.catalog import LoadedCatalog
    from soescan.model import Evidence, Proposal, Tool


def input_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which columns and sheet of a list, which catalog, what is known, and by which day."""
    for option in (NO_STORE, DATA_DIR, as_of_option, EVIDENCE, soe_options, SHEET, MAP):
        command = option(command)
    return command


def read_list(paths: Sequence[Path], inputs: dict[str, Any], *, quiet: bool) -> Proposal:
    """The tools; what their author should know of the reading is told on stderr."""
    from soescan import proposal

    invite_to_paste(paths)
    read, notes = proposal.read(paths, mapping=dict(inputs["mapping"]), sheet=inputs["sheet"])
    for note in () if quiet else notes[:_MOST_NOTES]:
        say(f"{note.places[0] if note.places else paths[0]}: {note.says}")
    if not quiet and len(notes) > _MOST_NOTES:
        say(f"{len(notes) - _MOST_NOTES} more; soescan check -v lists them")
    return read


_MOST_NOTES = 8


def read_inputs(
    tools: Sequence[Tool], inputs: dict[str, Any]
) -> tuple[LoadedCatalog, Evidence, date]:
    """IT's catalog, what is known of the tools, and the day, as `input_options` say."""
    read = read_catalog(inputs["soe"], inputs["soe_map"], inputs["soe_sheet"])
    day = inputs["as_of"] or today()
    site_evidence, _ = load_stored_evidence(
        tools, read.catalog, day, inputs["data_dir"], no_store=inputs["no_store"]
    )
    return read, read_evidence(inputs["evidence"], read.catalog, site_evidence)[0], day
