"""Look at sites."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from soescan.cli.door import NO_STORE, REPLAY, Door, door_options, gathered, store_opened
from soescan.cli.shared import DATA_DIR, PATH, look
from soescan.errors import NothingReadError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soescan.model import Note, Scan
    from soescan.web import Question
    from soescan.web.recording import Outcome

SCAN_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.argument("targets", metavar="[TARGET]...", nargs=-1)
@click.option("--only", multiple=True, metavar="PROBE", help="Ask this only; repeat for several.")
@click.option("--record", type=PATH, help="Write everything that was asked and answered to a file.")
@REPLAY
@click.option("--format", "format_", type=click.Choice(SCAN_FORMATS), help="How to write it.")
@click.option("-o", "--output", type=PATH, multiple=True, help="Write here; repeat for several.")
@door_options
@DATA_DIR
@NO_STORE
@click.option("-v", "--verbose", is_flag=True, help="Give every fact and where it is from.")
@click.option("-q", "--quiet", is_flag=True, help="No messages about progress and files.")
def scan(
    targets: tuple[str, ...],
    only: tuple[str, ...],
    record: Path | None,
    replay: tuple[Path, ...],
    format_: str | None,
    output: tuple[Path, ...],
    door: Door,
    data_dir: Path | None,
    no_store: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Look at what the sites of vendors show, as an ordinary visitor sees them.

    TARGET is an address, a list of tools, a saved page, a HAR or WARC file or a recording, or -
    for addresses on standard input. What was seen is kept for `soescan check`; a scan that was
    stopped goes on where it was.

    \b
        soescan scan --replay acme.jsonl
        soescan scan acme.jsonl --only canonical --format json
    """
    from soescan import run
    from soescan.evidence import inputs
    from soescan.report import scan as report
    from soescan.web import recording

    paths = [(path, _format(path, format_)) for path in output or (Path("-"),)]
    probes = run.probes(only)
    wanted, notes = run.sites(targets, sys.stdin)
    if not (wanted or replay):
        raise UsageError("nothing to look at", hint="name an address, a file or --replay FILE")
    saved = [inputs.read(path) for path in replay]
    notes = (*notes, *(note for one in saved for note in one.notes))
    # What is replayed is no news: only what was asked of the world is kept.
    live = not replay and any(isinstance(one, str) for one in wanted)
    scans: list[Scan] = []
    outcomes: dict[Question, Outcome] = {}
    with store_opened(data_dir, no_store=no_store or not live) as store:
        for one in gathered(
            wanted, saved, probes, door, store,
            data_dir=data_dir, record=record is not None, quiet=quiet,
        ):  # fmt: skip
            scans.append(one.scan)
            outcomes.update(one.outcomes)
            if paths == [(Path("-"), "jsonl")]:  # other programs need not wait for the last site
                click.echo(report.line(one.scan), nl=False)
    if paths != [(Path("-"), "jsonl")]:
        _write(paths, scans, notes, verbose=verbose, quiet=quiet)
    if record:
        recording.write(record, outcomes, [one.url for one in scans])
        if not quiet:
            click.echo(f"wrote {record}", err=True)
    if not any(one.readable for one in scans):
        raise NothingReadError("nothing could be read of any site")


def _format(path: Path, name: str | None) -> str:
    from soescan.report.scan import ENDINGS

    if name or str(path) == "-":
        return name or "table"
    if path.suffix.lower() not in ENDINGS:
        expected = f"expected a file ending in {', '.join(ENDINGS)}"
        raise UsageError(f"{path}: {expected}", hint="or say --format")
    return ENDINGS[path.suffix.lower()]


def _write(
    paths: Sequence[tuple[Path, str]],
    scans: Sequence[Scan],
    notes: Sequence[Note],
    *,
    verbose: bool,
    quiet: bool,
) -> None:
    from soescan.files import write_file
    from soescan.report import scan as report

    for path, name in paths:
        if name == "table":
            text = report.table(scans, notes, look(verbose=verbose))
        else:
            text = report.as_json(scans) if name == "json" else "".join(map(report.line, scans))
        if str(path) == "-":
            click.echo(text, nl=False)
        else:
            write_file(path, text)
            if not quiet:
                click.echo(f"wrote {path}", err=True)
