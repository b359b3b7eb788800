"""Look at sites."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from soescan.cli.endings import say
from soescan.cli.network import (
    NO_STORE,
    REPLAY,
    NetworkOptions,
    network_options,
    open_store,
    scan_sites,
)
from soescan.cli.outputs import STDOUT, Output, check_targets, plan_outputs, write_outputs
from soescan.cli.shared import (
    DATA_DIR,
    MAP,
    OUTPUT,
    QUIET,
    SHEET,
)
from soescan.cli.terminal import file_options, stdout_options
from soescan.errors import NothingReadError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from soescan.model import Note, Scan
    from soescan.web import Question
    from soescan.web.recording import Outcome

SCAN_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.argument("targets", metavar="[TARGET]...", nargs=-1)
@click.option(
    "--only", multiple=True, metavar="PROBE", help="Run only this probe; can be repeated."
)
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    help="Record all questions and answers in a file.",
)
@REPLAY
@MAP
@SHEET
@click.option("--url", default="", help="Address of a saved page that does not contain it.")
@click.option("--format", "format_", type=click.Choice(SCAN_FORMATS), help="Output format.")
@OUTPUT
@network_options
@DATA_DIR
@NO_STORE
@click.option("-v", "--verbose", is_flag=True, help="List every fact with its source.")
@QUIET
def scan(
    targets: tuple[str, ...],
    only: tuple[str, ...],
    record: Path | None,
    replay: tuple[Path, ...],
    mapping: tuple[tuple[str, str], ...],
    sheet: str,
    url: str,
    format_: str | None,
    output: tuple[Path, ...],
    network: NetworkOptions,
    data_dir: Path | None,
    no_store: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Scan the sites of vendors as an ordinary visitor sees them.

    TARGET is an address, a list of tools, a saved page, a HAR or WARC file or a recording, or -
    for addresses on standard input. What was seen is kept for `soescan check`; a scan that was
    stopped goes on where it was.

    \b
        soescan scan --replay acme.jsonl
        soescan scan acme.jsonl --only canonical --format json
    """
    from soescan import app
    from soescan.files.raw import is_file
    from soescan.report.texts import scan as report
    from soescan.scan import saved

    listed = [Path(word) for word in targets if is_file(Path(word))]
    planned = plan_outputs(output, format_, report.ENDINGS, inputs=(*listed, *replay))
    _check_record(record, planned, (*listed, *replay))
    streamed = [(target.path, target.format) for target in planned] == [(STDOUT, "jsonl")]
    probes = app.select_probes(only)
    url = _check_url(url, files=len(listed) + len(replay))
    requested, notes = app.resolve_targets(
        targets, sys.stdin, url if listed else "", mapping=dict(mapping), sheet=sheet
    )
    if not (requested or replay):
        raise UsageError("nothing to look at", hint="name an address, a file or --replay FILE")
    recordings = [saved.read_file(path, url) for path in replay]
    notes = (*notes, *(note for visit in recordings for note in visit.notes))
    # What is replayed is no news: only what was asked of the world is kept.
    live = not replay and any(isinstance(target, str) for target in requested)
    scans: list[Scan] = []
    outcomes: dict[Question, Outcome] = {}
    with open_store(data_dir, no_store=no_store or not live, to_write=live) as store:
        for result in scan_sites(
            requested, recordings, probes, network, store,
            data_dir=data_dir, record=record is not None, quiet=quiet,
        ):  # fmt: skip
            scans.append(result.scan)
            outcomes.update(result.outcomes)
            if streamed:  # other programs need not wait for the last site
                click.echo(report.scan_as_json_line(result.scan), nl=False)
    if not streamed:
        write_outputs(planned, _scan_renderer(scans, notes, verbose=verbose), quiet=quiet)
    if record:
        _write_recording(record, outcomes, scans, quiet=quiet)
    if not any(scan.is_readable for scan in scans):
        raise NothingReadError("nothing could be read of any site")


def _check_url(url: str, *, files: int) -> str:
    """The address of the one saved page, as it is asked for; empty when none is given."""
    from soescan.scan.targets import address

    if url and files != 1:
        raise UsageError("--url is the address of one saved page", hint="name one file with it")
    return address(url) if url else ""


def _check_record(record: Path | None, planned: Sequence[Output], inputs: Sequence[Path]) -> None:
    """Refuse a recording that cannot be written, or would be over what is read or written."""
    if record:
        named = [output.path for output in planned if not output.to_stdout]
        check_targets((*named, record), inputs)


def _write_recording(
    path: Path, outcomes: dict[Question, Outcome], scans: Sequence[Scan], *, quiet: bool
) -> None:
    from soescan.web import recording

    recording.write(path, outcomes, [scan.url for scan in scans])
    if not quiet:
        say(f"wrote {path}")


def _scan_renderer(
    scans: Sequence[Scan], notes: Sequence[Note], *, verbose: bool
) -> Callable[[Output], str]:
    from soescan.report.texts import scan as report

    def render(output: Output) -> str:
        if output.format == "json":
            return report.scans_as_json(scans)
        if output.format == "jsonl":
            return "".join(map(report.scan_as_json_line, scans))
        options = stdout_options if output.to_stdout else file_options
        return report.render_scans(scans, notes, options(verbose=verbose))

    return render
