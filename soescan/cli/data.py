"""The large public tables: fetch them from their publishers, and see what is there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from soescan.cli.network import connection_options
from soescan.cli.shared import DATA_DIR, TABLE_OR_JSON, data_folder, now
from soescan.cli.terminal import stdout_options

if TYPE_CHECKING:
    from soescan.cli.network import NetworkOptions
    from soescan.registers.build import RegisterBuild
    from soescan.web import Web
    from soescan.web.settings import Limits


def download_limits() -> Limits:
    """More time and room than strangers get: the largest list has twenty megabytes."""
    from soescan.web.settings import Limits

    return Limits(seconds=300, wire_bytes=64 << 20)


@contextmanager
def open_publishers(network: NetworkOptions) -> Iterator[Web]:
    """Open the network for downloads from the publishers of the tables."""
    from soescan.web.live import Live

    with Live(replace(network.settings(), limits=download_limits()), clock=now) as live:
        yield live


@click.group("data")
def data_group() -> None:
    """Manage the public tables that scans use.

    The tables are cloud address ranges and the HSTS preload list. They come from their publishers
    and are not part of soescan; without them, scans say what they could not tell.

    \b
        soescan data status
    """


@data_group.command("update")
@click.option("--only", multiple=True, metavar="NAME", help="Only this table; can be repeated.")
@click.option(
    "--force", is_flag=True, help="Accept a table that is smaller or older than the last one."
)
@DATA_DIR
@connection_options
def data_update(
    only: tuple[str, ...], force: bool, data_dir: Path | None, network: NetworkOptions
) -> None:
    """Fetch the tables from their publishers.

    A table that is not what its publisher promises changes nothing. Exits 1 when one could not be
    renewed.

    \b
        soescan data update
        soescan data update --only aws --only preload
    """
    from soescan.reference import builtin
    from soescan.reference.public.update import RenewalResult, update_tables
    from soescan.report.texts import public_tables

    folder = data_folder(data_dir)
    with open_publishers(network) as web:
        renewals = update_tables(folder, web, now(), builtin.publishers(), only, force=force)
    click.echo(public_tables.render_renewals(renewals, stdout_options()), nl=False)
    sys.exit(1 if any(renewal.became is RenewalResult.FAILED for renewal in renewals) else 0)


def _describe(build: RegisterBuild) -> str:
    """A line for a register: its facts, what changed, and what was left out."""
    if build.refused:
        return f"{build.id}: not accepted: {build.refused}"
    left_out = build.entries.get("unknown", 0) + build.entries.get("ambiguous", 0)
    return (
        f"{build.id}: {build.facts:,} facts of {build.products:,} products ({build.added:,} added,"
        f" {build.removed:,} removed, {build.changed:,} changed); {left_out:,} entries left out"
    )


@data_group.command("build")
@click.option(
    "--from",
    "from_",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the registers' files; without it, they are fetched.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the vendor catalog to write into; without it, the one that came with soescan.",
)
@click.option(
    "--force", is_flag=True, help="Accept a register that has shrunk or leads to other domains."
)
@connection_options
def data_build(from_: Path | None, to: Path | None, force: bool, network: NetworkOptions) -> None:
    """Build the facts of the vendor catalog from public registers.

    A register changes nothing when it cannot be read, holds what is no fact, has lost more than a
    tenth of its facts or products, or when more than a tenth of its addresses lead to other domains
    than before. Exits 1 when there is such a register.

    \b
        soescan data build --from registers --to catalogs/vendors
    """
    from functools import partial

    from soescan.reference import builtin
    from soescan.reference.vendors import known_products
    from soescan.registers.build import build_registers
    from soescan.registers.fetch import fetch_register, read_register
    from soescan.registers.registers import load_corrections, load_registers

    folder = to or builtin.catalogs_folder() / "vendors"
    with nullcontext() if from_ else open_publishers(network) as web:
        fetch = partial(fetch_register, web) if web else partial(read_register, from_ or Path())
        builds = build_registers(
            folder,
            load_registers(),
            fetch,
            known_products(),
            load_corrections(),
            force=force,
        )
    click.echo("\n".join(map(_describe, builds)))
    sys.exit(1 if any(build.refused for build in builds) else 0)


@data_group.command("status")
@TABLE_OR_JSON
@DATA_DIR
def data_status(format_: str, data_dir: Path | None) -> None:
    """List the tables with their age and source.

    \b
        soescan data status
    """
    import dataclasses
    import json

    from soescan.reference import builtin
    from soescan.reference.public.update import list_statuses
    from soescan.report.texts import public_tables

    folder = data_folder(data_dir)
    states = list_statuses(folder, now(), builtin.publishers())
    if format_ == "json":
        plain = [dataclasses.asdict(state) for state in states]
        click.echo(json.dumps(plain, indent=1, ensure_ascii=False))
    else:
        click.echo(public_tables.render_states(states, str(folder), stdout_options()), nl=False)
