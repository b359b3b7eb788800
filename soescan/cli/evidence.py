"""What is on file of vendors' sites."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from soescan.cli.network import open_store
from soescan.cli.outputs import plan_outputs, write_outputs
from soescan.cli.shared import (
    DATA_DIR,
    OUTPUT,
    QUIET,
    DateParam,
    as_of_option,
    today,
)
from soescan.cli.terminal import stdout_options
from soescan.errors import InputError, UsageError

if TYPE_CHECKING:
    from soescan.model import Evidence

_ONE_YEAR = timedelta(days=365)


@click.group("evidence")
def evidence_group() -> None:
    """Show, compare and export the evidence from scans.

    \b
        soescan evidence list
    """


@evidence_group.command("list")
@as_of_option
@DATA_DIR
def evidence_list(as_of: date | None, data_dir: Path | None) -> None:
    """List the scanned sites.

    When each was scanned, what was found, and until when it is valid.

    \b
        soescan evidence list
    """
    from soescan import report

    day = as_of or today()
    with open_store(data_dir) as store:
        records = [store.find_site(site, day) for site in store.list_sites()]
    rows = []
    for site_record in filter(None, records):
        ends = [fact.expires for fact in site_record.evidence.facts if fact.expires]
        good_until = str(max(ends)) if ends else "-"
        facts, gaps = len(site_record.evidence.facts), len(site_record.evidence.gaps)
        rows.append(
            (
                site_record.site,
                str(site_record.days[0]),
                facts,
                len(site_record.expired_facts(day)),
                gaps,
                good_until,
            )
        )
    click.echo(report.scan.render_stored_sites(rows, stdout_options()), nl=False)


@evidence_group.command("show")
@click.argument("site")
@as_of_option
@DATA_DIR
@click.option("-v", "--verbose", is_flag=True, help="List every fact with its source.")
def evidence_show(site: str, as_of: date | None, data_dir: Path | None, verbose: bool) -> None:
    """Show the evidence on file for SITE.

    \b
        soescan evidence show acme.example --verbose
    """
    from soescan import report
    from soescan.model import Scan

    day = as_of or today()
    with open_store(data_dir) as store:
        record = store.get_site(_site_name(site), day)
    latest = Scan(record.site, "", record.evidence.facts, record.evidence.gaps)
    text = report.scan.render_stored_site(
        latest, record.days, record.expired_facts(day), stdout_options(verbose=verbose)
    )
    click.echo(text, nl=False)


@evidence_group.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.argument("site", required=False)
@DATA_DIR
def evidence_diff(before: str, after: str, site: str | None, data_dir: Path | None) -> None:
    """List what changed for SITE from A to B.

    A and B are two days, or two files exported or recorded.

    \b
        soescan evidence diff 2026-05-01 2026-11-24 acme.example
        soescan evidence diff acme.jsonl acme.jsonl
    """
    from soescan import app, report

    name = _site_name(site) if site else ""
    old, new = (_evidence_as_of(word, name, data_dir) for word in (before, after))
    changes = app.compare_evidence(old, new)
    click.echo(report.scan.render_changes((before, after), changes, stdout_options()), nl=False)


@evidence_group.command("export")
@click.argument("site", nargs=-1)
@OUTPUT
@as_of_option
@DATA_DIR
@QUIET
def evidence_export(
    site: tuple[str, ...],
    output: tuple[Path, ...],
    as_of: date | None,
    data_dir: Path | None,
    quiet: bool,
) -> None:
    """Export the evidence on file for each SITE, or for all.

    `soescan check --evidence` reads the file.

    \b
        soescan evidence export acme.example -o evidence.json
    """
    from soescan.files.documents import check_json_size
    from soescan.model import Evidence
    from soescan.report.texts import scan as report

    targets = plan_outputs(output, "json", {})
    day = as_of or today()
    with open_store(data_dir) as store:
        records = (
            [store.get_site(_site_name(name), day) for name in site]
            if site
            else list(filter(None, (store.find_site(name, day) for name in store.list_sites())))
        )
    text = report.evidence_as_json(Evidence.merge(name.valid_evidence(day) for name in records))
    try:
        check_json_size(text, "the export")
    except InputError as error:
        raise UsageError(
            str(error), hint="name fewer sites; check --evidence reads no more"
        ) from error
    write_outputs(targets, lambda _: text, quiet=quiet)


@evidence_group.command("prune")
@click.option("--before", type=DateParam(), help="Delete what is older.  [default: a year ago]")
@DATA_DIR
def evidence_prune(before: date | None, data_dir: Path | None) -> None:
    """Delete old scans and answers.

    The latest scan of each site is kept.

    \b
        soescan evidence prune --before 2026-01-01
    """
    from soescan.quantities import quantity

    with open_store(data_dir, to_write=True) as store:
        gone = store.prune(before or today() - _ONE_YEAR)
    answers, bodies = quantity(gone.answers, "answer"), quantity(gone.bodies, "body", "bodies")
    click.echo(f"deleted {quantity(gone.scans, 'scan')}, {answers} and {bodies}")


def _site_name(word: str) -> str:
    """The name that a site's facts are filed under."""
    from soescan.web.url import host

    return host(word).removeprefix("www.") or word


def _evidence_as_of(word: str, site: str, data_dir: Path | None) -> Evidence:
    """What was known on a day, or what a file holds, of one site if it is named."""
    from soescan import app
    from soescan.files.raw import is_file
    from soescan.model import Evidence

    if is_file(Path(word)):
        saved_evidence = app.read_evidence(Path(word))
        if not site:
            return saved_evidence
        return Evidence(tuple(fact for fact in saved_evidence.facts if fact.subject == site))
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise UsageError(f"expected a file or a date such as 2026-11-22, found {word!r}") from None
    if not site:
        raise UsageError(
            "expected a site after the two days, found none",
            hint="soescan evidence list lists the sites",
        )
    with open_store(data_dir) as store:
        return store.get_site(site, day).evidence
