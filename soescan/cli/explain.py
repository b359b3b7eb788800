"""Reasons, and manual pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from soescan.cli.shared import (
    EVIDENCE,
    PATH,
    as_of_option,
    look,
    read_catalog,
    read_evidence,
    soe_options,
    today,
)


@click.command()
@click.argument("standard")
@click.option("--tool", default="", help="The tool to hold the standard against.")
@click.option("--tools", type=PATH, multiple=True, help="Where the tool is listed.")
@soe_options
@EVIDENCE
@as_of_option
def explain(
    standard: str,
    tool: str,
    tools: tuple[Path, ...],
    soe: Path | None,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    evidence: tuple[Path, ...],
    as_of: date | None,
) -> None:
    """Take STANDARD apart: what it asks and, for a tool, each clause and where its fact is from.

    STANDARD may also be one of soescan's own rules or formats.

    \b
        soescan explain single-sign-on --soe soe.yaml
        soescan explain single-sign-on --soe soe.yaml --tools tools.csv --tool "Acme Mailer"
    """
    from soescan import proposal, report, run
    from soescan.model import Proposal, Tool

    if manual := run.manual(standard):
        click.echo(manual)
        return
    listed = proposal.read(tools)[0] if tools else Proposal((Tool(tool),) if tool else ())
    found = run.explain(
        standard,
        tool,
        listed,
        read_catalog(soe, soe_map, soe_sheet),
        read_evidence(evidence),
        as_of or today(),
    )
    click.echo(report.explanation.render(found, look()), nl=False)
