"""A report that was saved, in any other form."""

from __future__ import annotations

from pathlib import Path

import click

from soescan.cli.progress import show_progress
from soescan.cli.report_options import ReportOptions, report_options
from soescan.cli.shared import PATH


@click.command()
@click.argument("saved", type=PATH)
@report_options
def report(saved: Path, options: ReportOptions) -> None:
    """Write a report SAVED as JSON in other formats.

    Nothing is judged again.
    What comes out is byte for byte what check would have written.

    \b
        soescan report saved.json
        soescan report saved.json -o gaps.csv
    """
    from soescan import app

    outputs = options.outputs([saved])
    with show_progress("reading", quiet=options.quiet):
        saved_report = app.read_report(saved)
    options.write(saved_report, outputs)
