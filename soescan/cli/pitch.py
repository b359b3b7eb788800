"""A request to IT on one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from soescan.cli.list_inputs import input_options, read_inputs, read_list
from soescan.cli.outputs import FormatParam, Output, plan_outputs, write_outputs
from soescan.cli.pasting import tools_argument
from soescan.cli.progress import show_progress
from soescan.cli.shared import OUTPUT, QUIET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soescan.report.pitch import PitchFormat


def _formats() -> Sequence[PitchFormat]:
    from soescan import app

    return app.pitch_formats()


@click.command()
@tools_argument
@input_options
@click.option(
    "--format",
    "format_",
    type=FormatParam(lambda: [format.id for format in _formats()]),
    help="Output format, whatever the file name.",
)
@OUTPUT
@QUIET
def pitch(
    tools: tuple[Path, ...],
    format_: str | None,
    output: tuple[Path, ...],
    quiet: bool,
    **inputs: Any,
) -> None:
    """Write a request to IT about TOOLS, on one page.

    What we want and why, what we know, what we ask, what we offer, and by when IT
    would need to answer. A .eml opens as a draft in a mail program. What nobody has
    stated is marked as not decided yet.

    \b
        soescan pitch tools.csv --soe soe.yaml
        soescan pitch tools.csv --soe soe.yaml -o pitch.docx -o pitch.eml
    """
    from soescan import app

    by_id = {format.id: format for format in _formats()}
    endings = {ending: format.id for format in by_id.values() for ending in format.endings}
    outputs = plan_outputs(
        output,
        format_,
        endings,
        binary={format.id for format in by_id.values() if not format.text},
        inputs=(*tools, inputs["soe"], *inputs["evidence"]),
    )
    proposed = read_list(tools, inputs, quiet=quiet)
    read, evidence, day = read_inputs(proposed.tools, inputs)
    with show_progress("judging", quiet=quiet) as tell:
        page = app.pitch_proposal(proposed, read, evidence, day, on_progress=tell)

    def render_output(target: Output) -> str | bytes:
        return by_id[target.format].render(page)

    write_outputs(outputs, render_output, quiet=quiet)
