"""A report that was saved, in any other form."""

from __future__ import annotations

from pathlib import Path

import click

from soescan.cli.progress import working
from soescan.cli.report_options import Writing, writing_options
from soescan.cli.shared import PATH


@click.command()
@click.argument("saved", type=PATH)
@writing_options
def report(saved: Path, writing: Writing) -> None:
    """Write the report that was SAVED as JSON in other forms; nothing is judged again.

    What comes out is byte for byte what check would have written.

    \b
        soescan report saved.json
        soescan report saved.json -o gaps.csv
    """
    from soescan import app

    found = writing.outputs([saved])
    with working("reading", quiet=writing.quiet):
        read = app.saved(saved)
    writing.write(read, found)
