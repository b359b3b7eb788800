"""How the network is reached: one group of options for every command that looks at sites."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from soescan.cli.progress import show_progress
from soescan.cli.shared import bundle_options, data_folder, now
from soescan.errors import UsageError

if TYPE_CHECKING:
    from soescan.evidence.store import EvidenceStore
    from soescan.model import Catalog, Evidence, Note, Scan, Tool
    from soescan.reference.public import PublicTables
    from soescan.scan.probes import Probe
    from soescan.scan.runner import SiteScan
    from soescan.scan.saved import SavedVisit
    from soescan.web import Web
    from soescan.web.ip import IpNetwork
    from soescan.web.settings import ConnectTo, Settings

DEFAULT_MAX_AGE_DAYS = 1.0
DEFAULT_WORKERS = 16
DEFAULT_TIMEOUT = 8.0
DEFAULT_SITE_TIMEOUT = 60.0

_HOST_PATTERN = r"(\[[0-9a-fA-F:.]*\]|[^:\[\]\s]*)"
_CONNECT_TO_PATTERN = rf"{_HOST_PATTERN}:([0-9]{{0,5}}):{_HOST_PATTERN}:([0-9]{{0,5}})"
_NAMESERVER_PATTERN = r"(?:\[([0-9a-fA-F:]+)\]|([0-9.]+))(?::([0-9]{1,5}))?|([0-9a-fA-F:]+)"

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
REPLAY = click.option(
    "--replay",
    type=FILE,
    multiple=True,
    help="Answer from a recording, HAR or WARC file, without the network.",
)
NO_STORE = click.option("--no-store", is_flag=True, help="Neither use nor store evidence.")


class NetworkOptions(NamedTuple):
    """What the options of a command say of the way to the network."""

    allow_address: tuple[IpNetwork, ...]
    connect_to: tuple[ConnectTo, ...]
    nameserver: tuple[tuple[str, int], ...]
    ca_bundle: Path | None
    contact: str
    timeout: float
    active: bool = False
    max_age: float = DEFAULT_MAX_AGE_DAYS
    workers: int = DEFAULT_WORKERS
    site_timeout: float = DEFAULT_SITE_TIMEOUT

    def settings(self) -> Settings:
        """The same, as the door understands it."""
        from soescan.web.settings import Limits, Settings

        return Settings(
            allow=self.allow_address,
            active=self.active,
            connect_to=self.connect_to,
            nameservers=self.nameserver,
            roots=self.ca_bundle,
            contact=self.contact,
            limits=Limits.scaled_to(self.timeout),
        )


class _CidrParam(click.ParamType["IpNetwork"]):
    name = "cidr"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> IpNetwork:
        import ipaddress

        try:
            return ipaddress.ip_network(value)
        except ValueError:
            self.fail(f"expected a network such as 10.1.0.0/16, found {value!r}", param, ctx)


class _ConnectToParam(click.ParamType["ConnectTo"]):
    name = "host:port:host:port"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> ConnectTo:
        import re

        from soescan.web.settings import ConnectTo

        match = re.fullmatch(_CONNECT_TO_PATTERN, str(value))
        if not match or any(port and int(port) > 65_535 for port in (match[2], match[4])):
            expected = "HOST:PORT:HOST:PORT, e.g. acme.example:443:127.0.0.1:8443"
            self.fail(f"expected {expected}, found {value!r}", param, ctx)
        host, port, to_host, to_port = (part.strip("[]") for part in match.groups())
        return ConnectTo(host.lower(), int(port or 0), to_host, int(to_port or 0))


class _NameserverParam(click.ParamType[tuple[str, int]]):
    name = "address[:port]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        import ipaddress
        import re

        match = re.fullmatch(_NAMESERVER_PATTERN, str(value))
        address = (match[1] or match[2] or match[4]) if match else ""
        port = int(match[3] or 53) if match else 0
        try:
            if not 0 < port < 65_536:
                raise ValueError
            return str(ipaddress.ip_address(address)), port
        except ValueError:
            expected = "an address such as 9.9.9.9 or [2620:fe::fe]:53"
            self.fail(f"expected {expected}, found {value!r}", param, ctx)


_SCAN_OPTIONS = (
    click.option("--active", is_flag=True, help="Also ask what an intrusion detector may notice."),
    click.option(
        "--max-age", type=click.FloatRange(min=0), default=DEFAULT_MAX_AGE_DAYS,
        show_default=True, metavar="DAYS",
        help="Reuse stored answers up to this age; 0 asks for everything again.",
    ),
    click.option(
        "--workers", type=click.IntRange(1, 256), default=DEFAULT_WORKERS, show_default=True,
        help="Number of sites to scan at once.",
    ),
    click.option(
        "--site-timeout", type=click.FloatRange(min=0, min_open=True),
        default=DEFAULT_SITE_TIMEOUT, show_default=True, metavar="SECONDS",
        help="Time limit for all answers of one site.",
    ),
)  # fmt: skip
_CONNECTION_OPTIONS = (
    click.option("--contact", default="", help="Your address, shown to the sites' administrators."),
    click.option(
        "--allow-address", type=_CidrParam(), multiple=True,
        help="Also connect to this private network.",
    ),
    click.option(
        "--connect-to", type=_ConnectToParam(), multiple=True,
        help="Connect to another host and port, as curl does.",
    ),
    click.option(
        "--nameserver", type=_NameserverParam(), multiple=True, help="DNS server to ask."
    ),
    click.option(
        "--ca-bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="File of certificate authorities to trust, PEM.",
    ),
    click.option(
        "--timeout", type=click.FloatRange(min=0, min_open=True), default=DEFAULT_TIMEOUT,
        show_default=True, metavar="SECONDS", help="Time limit for one answer.",
    ),
)  # fmt: skip


def network_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command all options of scanning, and pass it one `NetworkOptions` as `network`."""
    return bundle_options(
        command, "network", NetworkOptions, (*_SCAN_OPTIONS, *_CONNECTION_OPTIONS)
    )


def connection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of connecting, and pass it one `NetworkOptions` as `network`."""
    return bundle_options(command, "network", NetworkOptions, _CONNECTION_OPTIONS)


@contextmanager
def open_store(
    data_dir: Path | None, *, no_store: bool = False, to_write: bool = False
) -> Iterator[EvidenceStore]:
    """Open the store in the data folder; with `no_store`, one in memory that is gone at the end.

    Raises:
        UsageError: the store is wanted `to_write` and may only be read.
    """
    from soescan.evidence.store import NAME, EvidenceStore

    with EvidenceStore(None if no_store else data_folder(data_dir) / NAME) as store:
        if to_write and store.read_only:
            hint = "name another folder with --data-dir"
            raise UsageError(f"{store.path}: cannot be written: it may only be read", hint=hint)
        yield store


def store_exists(data_dir: Path | None) -> bool:
    """Has a scan ever been kept in the data folder? False where there can be no folder.

    Raises:
        UsageError: what is named as the folder is none, or cannot be looked into.
    """
    from soescan.evidence.store import NAME

    try:
        folder = data_folder(data_dir)
    except UsageError:
        return False
    try:
        return stat.S_ISREG((folder / NAME).stat().st_mode)
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "name another folder with --data-dir"
        raise UsageError(f"{folder}: cannot be read: {reason}", hint=hint) from error


def load_stored_evidence(
    tools: Sequence[Tool], catalog: Catalog, as_of: date, data_dir: Path | None, *, no_store: bool
) -> tuple[Evidence, tuple[Note, ...]]:
    """What earlier scans saw of tools' sites; nothing with `no_store`, or before any scan.

    `catalog` is IT's, which may mean something else by a tool's name than the public does.
    """
    from soescan import app
    from soescan.model import Evidence

    if no_store or not store_exists(data_dir):
        return Evidence(), ()
    with open_store(data_dir) as store:
        return app.read_stored_evidence(app.locate_tools(tools, catalog, as_of), store, as_of)


@contextmanager
def open_web(network: NetworkOptions, store: EvidenceStore) -> Iterator[Web]:
    """Open the network for scanning, in three layers.

    What robots.txt forbids is not asked; what the store answered less than `max_age` days ago is
    not asked again; the rest is asked live.
    """
    from soescan.evidence.store_backed import StoreBackedWeb
    from soescan.web.live import Live
    from soescan.web.robots import RobotsClient

    with Live(network.settings(), clock=now) as live:
        stored = StoreBackedWeb(live, store, max_age=timedelta(days=network.max_age), clock=now)
        obedient = RobotsClient(stored)
        live.may_follow = obedient.may_follow
        yield obedient


def scan_sites(
    requested: Sequence[str | SavedVisit],
    saved: Sequence[SavedVisit],
    probes: Sequence[Probe],
    network: NetworkOptions,
    store: EvidenceStore,
    *,
    data_dir: Path | None,
    record: bool = False,
    quiet: bool = False,
) -> Iterator[SiteScan]:
    """Look at sites in the world, in what was `saved` if there is any, or in files among them.

    What was asked of the world is kept in the store. Ctrl-C ends the program with 130.
    """
    from soescan import app
    from soescan.scan.runner import scan_targets

    finished = 0

    def keep(scan: Scan) -> None:
        store.add_scan(scan, [probe.id for probe in probes], now())

    live = not saved and any(isinstance(target, str) for target in requested)
    with open_web(network, store) if live else nullcontext() as web:
        aims = app.replay_targets(saved, requested) if saved else app.live_targets(requested, web)
        try:
            with show_progress("scanning sites", quiet=quiet) as tell:

                def done(count: int) -> None:
                    nonlocal finished
                    finished = count
                    tell("scanning sites", count, len(aims))

                yield from scan_targets(
                    aims, probes, tables=_load_public_tables(data_dir), workers=network.workers,
                    site_seconds=network.site_timeout, record=record,
                    save=keep if live else lambda _: None, on_progress=done,
                )  # fmt: skip
        except KeyboardInterrupt:
            message = f"stopped: {finished} of {len(aims)} sites are finished"
            resume_hint = (
                " and kept; the same command goes on from there" if live and store.path else ""
            )
            click.echo(message + resume_hint, err=True)
            sys.exit(130)


def _load_public_tables(data_dir: Path | None) -> PublicTables:
    from soescan.reference.public import PublicTables

    try:
        return PublicTables.load(data_folder(data_dir))
    except UsageError:
        return PublicTables()
