"""Reasons, and manual pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

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
    today,
)
from soescan.cli.terminal import stdout_options
from soescan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soescan.catalog import LoadedCatalog


@click.command()
@click.argument("standard")
@click.option("--tool", default="", help="The tool to check against the standard.")
@click.option("--tools", type=PATH, multiple=True, help="List that the tool is in.")
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

    STANDARD may also be a step of the SOE, a fact, an outcome or outlook, or one of soescan's own
    probes, rules, formats, lists and recordings. If a name has several meanings, say which:
    probe:https.

    \b
        soescan explain single-sign-on --soe soe.yaml
        soescan explain auth.sso.saml
        soescan explain single-sign-on --soe soe.yaml --tools tools.csv --tool "Acme Mailer"
    """
    from soescan import app, proposal, report
    from soescan.app.meanings import STANDARD
    from soescan.model import Proposal, Tool

    catalog = read_catalog(soe, soe_map, soe_sheet)
    name, kind, others = _find_meaning(standard, catalog)
    if kind != STANDARD:
        _refuse_tools(name, kind, tool, tools)
        _echo(_describe_meaning(kind, name, catalog), others)
        return
    listed = (
        proposal.read(tools, mapping=dict(mapping), sheet=sheet)[0]
        if tools
        else Proposal((Tool(tool),) if tool else ())
    )
    day = as_of or today()
    site_evidence, _ = load_stored_evidence(
        listed.tools, catalog.catalog, day, data_dir, no_store=no_store
    )
    all_evidence, _ = read_evidence(evidence, catalog.catalog, site_evidence)
    explanation = app.explain_standard(name, tool, listed, catalog, all_evidence, day)
    _echo(report.explanation.render_explanation(explanation, stdout_options()), others)


def _refuse_tools(name: str, kind: str, tool: str, tools: Sequence[Path]) -> None:
    """Raise UsageError when tools are given beside what is no standard."""
    if tool or tools:
        option, are = ("--tool", "is") if tool else ("--tools", "are")
        problem = f"{name} is {_with_article(kind)}, and {option} {are} for standards"
        raise UsageError(problem, hint=f"leave {option} out, or name a standard")


def _echo(page: str, others: Sequence[str]) -> None:
    """Show a page, and below it what else bears the name."""
    click.echo(page, nl=False)
    click.echo("".join(f"\n{line}" for line in others) + "\n" * bool(others), nl=False)


def _with_article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _find_meaning(words: str, catalog: LoadedCatalog) -> tuple[str, str, tuple[str, ...]]:
    """The name and the kind that somebody asks for, and a line on each other meaning of it."""
    from soescan import app
    from soescan.app.meanings import KINDS

    wanted, colon, name = words.partition(":")
    if not colon or wanted not in KINDS:
        wanted, name = "", words
    kinds = app.find_kinds(name, catalog)
    if wanted and wanted not in kinds:
        raise UsageError(
            f"{name} is not {_with_article(wanted)}", hint=f"soescan explain {kinds[0]}:{name}"
        )
    kind = wanted or kinds[0]
    others = [
        f"{name} is also {_with_article(other)}: soescan explain {other}:{name}"
        for other in kinds
        if other != kind
    ]
    others += [
        f"{name} is also among the {family.replace('_', ' ')}: soescan catalog show {name}"
        for family in app.find_records(name, catalog.catalog)
    ]
    return name, kind, tuple(others)


def _describe_meaning(kind: str, name: str, catalog: LoadedCatalog) -> str:
    from soescan import app
    from soescan.report.texts import meaning

    options = stdout_options()
    if kind == "step":
        return meaning.render_step(*app.find_step(name, catalog.catalog), options)
    if kind == "fact":
        return meaning.render_fact(*app.find_fact(name, catalog.catalog), options)
    if kind == "outcome":
        return meaning.render_outcome(name, options)
    if kind == "outlook":
        return meaning.render_outlook(name, options)
    return app.find_manual(kind, name) + "\n"
