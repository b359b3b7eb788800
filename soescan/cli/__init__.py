"""The command line: parse, call one function, print, exit. Nothing else lives here.

One file for each group of commands; what they share is in `shared`. Work is imported inside the
commands, so that `soescan --help` stays as fast as click.
"""

from __future__ import annotations

import click

from soescan import __version__
from soescan.cli import (
    catalog,
    check,
    data,
    evidence,
    explain,
    getting_started,
    opening,
    pitch,
    plan,
    report,
    scan,
    start,
    vendor,
)
from soescan.cli.endings import CliGroup
from soescan.cli.report_options import AUDIENCES
from soescan.cli.shared import OUTCOMES, OUTLOOKS
from soescan.cli.terminal import offer_plain


@click.group(
    cls=CliGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="To begin with, run soescan start: it asks five questions and checks your list.",
)
@click.version_option(__version__)
def main() -> None:
    """Will this tool get through IT: what stands in the way, who to ask, how long it takes."""


for command in (
    start.start,
    check.check,
    report.report,
    pitch.pitch,
    opening.open_report,
    plan.plan,
    plan.whatif,
    plan.forecast,
    scan.scan,
    evidence.evidence_group,
    catalog.catalog_group,
    vendor.vendor_group,
    data.data_group,
    explain.explain,
    getting_started.schema,
    getting_started.demo,
    getting_started.init,
    getting_started.completion,
):
    main.add_command(command)
offer_plain(main)

__all__ = ["AUDIENCES", "OUTCOMES", "OUTLOOKS", "main"]
