"""Tools held against a catalog."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from soescan.cli.endings import say
from soescan.cli.network import (
    NO_STORE,
    REPLAY,
    NetworkOptions,
    load_stored_evidence,
    network_options,
    open_store,
    scan_sites,
)
from soescan.cli.pasting import invite_to_paste, tools_argument
from soescan.cli.progress import show_progress
from soescan.cli.report_options import ReportOptions, report_options
from soescan.cli.shared import (
    DATA_DIR,
    EVIDENCE,
    MAP,
    SHEET,
    OutcomesParam,
    as_of_option,
    read_catalog,
    read_evidence,
    soe_options,
    today,
)
from soescan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soescan.model import Catalog, Evidence, Note, Scan, Tool


@click.command()
@tools_argument
@soe_options
@EVIDENCE
@as_of_option
@MAP
@SHEET
@click.option("--scan", is_flag=True, help="Scan the tools' sites first.")
@REPLAY
@network_options
@DATA_DIR
@NO_STORE
@click.option("--in-use", is_flag=True, help="The tools are in use already, not proposed.")
@click.option(
    "--fail-on",
    type=OutcomesParam(),
    default="",
    help="Exit with code 1 if a tool has one of these outcomes or outlooks.",
)
@report_options
def check(
    tools: tuple[Path, ...],
    soe: Path | None,
    soe_map: tuple[tuple[str, str], ...],
    soe_sheet: str,
    evidence: tuple[Path, ...],
    as_of: date | None,
    mapping: tuple[tuple[str, str], ...],
    sheet: str,
    scan: bool,
    replay: tuple[Path, ...],
    network: NetworkOptions,
    data_dir: Path | None,
    no_store: bool,
    in_use: bool,
    fail_on: frozenset[str],
    options: ReportOptions,
) -> None:
    """Check TOOLS (CSV, XLSX, JSON, YAML or -) against IT's catalog.

    A list can be pasted: one name a line, names with commas between them, bullets, or a table from
    a spreadsheet or a mail; - asks for it, and a list that is piped needs no TOOLS.

    Without --soe, the SOE that comes with soescan is used. What earlier scans saw of
    the tools' sites counts as long as it is valid.

    \b
        soescan check tools.csv --soe soe.yaml
        soescan check tools.xlsx --sheet Wishlist --map name=Product -o report.json -o report.txt
    """
    from soescan import app, proposal
    from soescan.files import LIMITS
    from soescan.model import Use

    if scan and replay:
        raise UsageError("expected --scan or --replay, found both", hint="choose one of them")
    outputs = options.outputs([*tools, soe, *evidence, *replay])
    waits = invite_to_paste(tools)
    with show_progress("reading", quiet=options.quiet or waits):
        proposed, notes = proposal.read(
            tools, mapping=dict(mapping), sheet=sheet, use=Use.IN_USE if in_use else None
        )
    if fail_on:
        _refuse_cut_lists(notes)
    catalog = read_catalog(soe, soe_map, soe_sheet)
    day = as_of or today()
    site_evidence, site_notes = _site_evidence(
        proposed.tools[: LIMITS.tools],
        catalog.catalog,
        network,
        data_dir,
        day,
        scan=scan,
        replay=replay,
        no_store=no_store,
        quiet=options.quiet,
    )
    all_evidence, evidence_notes = read_evidence(evidence, catalog.catalog, site_evidence)
    notes = (*notes, *site_notes, *evidence_notes)
    with show_progress("judging", quiet=options.quiet) as tell:
        report = app.review(proposed, catalog, all_evidence, day, notes, on_progress=tell)
    options.write(report, outputs)
    sys.exit(report.exit_code(fail_on))


def _refuse_cut_lists(notes: Sequence[Note]) -> None:
    """Raise UsageError when rows were not read: an exit code that speaks for them would guess."""
    from soescan.files import is_cut_note

    for note in filter(is_cut_note, notes):
        problem = f"--fail-on: {note.count:,} rows are {note.says.removesuffix('; split the file')}"
        raise UsageError(f"{problem} ({note.places[0]})", hint="split the file")


def _site_evidence(
    tools: Sequence[Tool],
    catalog: Catalog,
    network: NetworkOptions,
    data_dir: Path | None,
    as_of: date,
    *,
    scan: bool,
    replay: tuple[Path, ...],
    no_store: bool,
    quiet: bool,
) -> tuple[Evidence, tuple[Note, ...]]:
    """What a recording shows of the tools' sites, or what is on file once they were looked at."""
    from soescan import app
    from soescan.scan.probes import PROBES

    if not replay and not scan:
        return load_stored_evidence(tools, catalog, as_of, data_dir, no_store=no_store)
    located = app.locate_tools(tools, catalog, as_of)
    if replay:
        return _replay_visits(replay, tools, located, catalog, network, data_dir, quiet=quiet)
    urls = _list_urls(located)
    with open_store(data_dir, no_store=no_store, to_write=bool(urls)) as store:
        results = (
            scan_sites(urls, (), PROBES, network, store, data_dir=data_dir, quiet=quiet)
            if urls
            else iter(())
        )
        scans = [result.scan for result in results]  # each is on file by now
        failed = _say_failed_looks(scans, located, quiet=quiet)
        stored, stored_notes = app.read_stored_evidence(located, store, as_of)
        return stored, (*failed, *stored_notes)


def _replay_visits(
    paths: Sequence[Path],
    tools: Sequence[Tool],
    located: Sequence[Tool],
    catalog: Catalog,
    network: NetworkOptions,
    data_dir: Path | None,
    *,
    quiet: bool,
) -> tuple[Evidence, tuple[Note, ...]]:
    """What recorded visits show of the sites of tools; `located` are these with their addresses."""
    from soescan import app
    from soescan.model import Evidence
    from soescan.scan.probes import PROBES

    visits = [app.read_visit(path) for path in paths]
    replayed = [visit for visit, _ in visits]
    recorded = app.locate_recorded(tools, located, replayed)
    urls = _list_urls(recorded)
    with open_store(None, no_store=True) as store:
        results = scan_sites(urls, replayed, PROBES, network, store, data_dir=data_dir, quiet=quiet)
        scans = [result.scan for result in results]
    seen = Evidence.merge(scans)
    notes = list(_say_failed_looks(scans, recorded, quiet=quiet))
    for path, (_, digest) in zip(paths, visits, strict=True):
        seen, of_file = app.weigh_visit(seen, path, digest, catalog)
        notes += of_file
    return seen, tuple(notes)


def _list_urls(tools: Sequence[Tool]) -> tuple[str, ...]:
    """The addresses of tools, once each."""
    from soescan import app

    return tuple(dict.fromkeys(url for urls in app.tool_addresses(tools).values() for url in urls))


def _say_failed_looks(
    scans: Sequence[Scan], tools: Sequence[Tool], *, quiet: bool
) -> tuple[Note, ...]:
    """Say on standard error which sites could not be read and why; the same as notes."""
    from soescan import app

    line, notes = app.describe_failed_looks(scans, tools)
    if line and not quiet:
        say(line)
    return notes
