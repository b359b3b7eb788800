"""Tools held against a catalog."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from soescan.cli.shared import (
    EVIDENCE,
    FORMATS,
    MAP,
    PATH,
    SHEET,
    Outcomes,
    as_of_option,
    read_catalog,
    read_evidence,
    soe_options,
    today,
    write_report,
)


@click.command()
@click.argument("tools", type=PATH, nargs=-1, required=True)
@soe_options
@EVIDENCE
@as_of_option
@MAP
@SHEET
@click.option("--in-use", is_flag=True, help="The tools are in use already, not proposed.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="How to write the report.")
@click.option("-o", "--output", type=PATH, multiple=True, help="Write here; repeat for several.")
@click.option("--fail-on", type=Outcomes(), default="", help="Exit 1 for these outcomes.")
@click.option("-v", "--verbose", is_flag=True, help="Give every reason.")
@click.option("-q", "--quiet", is_flag=True, help="No messages about files written.")
def check(
    tools: tuple[Path, ...],
    soe: Path | None,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    evidence: tuple[Path, ...],
    as_of: date | None,
    mapping: tuple[tuple[str, str], ...],
    sheet: str,
    in_use: bool,
    format_: str | None,
    output: tuple[Path, ...],
    fail_on: frozenset[str],
    verbose: bool,
    quiet: bool,
) -> None:
    """Hold TOOLS (CSV, XLSX, JSON, YAML or -) against IT's catalog.

    Without --soe, the SOE that came with soescan stands in for IT's own.

    \b
        soescan check tools.csv --soe soe.yaml
        soescan check tools.xlsx --sheet Wishlist --map name=Product -o report.json
    """
    from soescan import proposal, run
    from soescan.model import Outcome, Use

    wanted, notes = proposal.read(
        tools, mapping=dict(mapping), sheet=sheet, use=Use.IN_USE if in_use else None
    )
    catalog = read_catalog(soe, soe_map, soe_sheet)
    report = run.review(wanted, catalog, read_evidence(evidence), as_of or today(), notes)
    write_report(report, output, format_, verbose=verbose, quiet=quiet)
    sys.exit(report.exit_code(frozenset(Outcome(name) for name in fail_on)))
