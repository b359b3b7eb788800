"""Reasons, and manual pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from soescan.cli.network import NO_STORE, load_stored_evidence
from soescan.cli.shared import (
    DATA_DIR,
    EVIDENCE,
    MAP,
    PATH,
    SHEET,
    as_of_option,
    read_catalog,
    read_evidence,
    soe_options,
    stdout_options,
    today,
)


@click.command()
@click.argument("standard")
@click.option("--tool", default="", help="The tool to check against the standard.")
@click.option("--tools", type=PATH, multiple=True, help="List in which the tool is.")
@MAP
@SHEET
@soe_options
@EVIDENCE
@as_of_option
@DATA_DIR
@NO_STORE
def explain(
    standard: str,
    tool: str,
    tools: tuple[Path, ...],
    mapping: tuple[tuple[str, str], ...],
    sheet: str,
    soe: Path | None,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    evidence: tuple[Path, ...],
    as_of: date | None,
    data_dir: Path | None,
    no_store: bool,
) -> None:
    """Explain what STANDARD requires and whether a tool meets it.

    For a tool, each clause is shown with the source of its fact.

    STANDARD may also be one of soescan's own probes, rules or formats.

    \b
        soescan explain single-sign-on --soe soe.yaml
        soescan explain single-sign-on --soe soe.yaml --tools tools.csv --tool "Acme Mailer"
    """
    from soescan import app, proposal, report
    from soescan.model import Proposal, Tool

    if manual := app.find_manual(standard):
        click.echo(manual)
        return
    listed = (
        proposal.read(tools, mapping=dict(mapping), sheet=sheet)[0]
        if tools
        else Proposal((Tool(tool),) if tool else ())
    )
    day = as_of or today()
    site_evidence, _ = load_stored_evidence(listed.tools, day, data_dir, no_store=no_store)
    catalog = read_catalog(soe, soe_map, soe_sheet)
    all_evidence, _ = read_evidence(evidence, catalog.catalog, site_evidence)
    explanation = app.explain_standard(standard, tool, listed, catalog, all_evidence, day)
    click.echo(report.explanation.render_explanation(explanation, stdout_options()), nl=False)
