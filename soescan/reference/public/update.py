"""Fetch the tables, believe them only when they look as they should, and keep the old ones else."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from soescan.errors import UnreadableError, UsageError
from soescan.files import did_you_mean
from soescan.reference.public import table_files
from soescan.reference.public.formats import (
    Download,
    ImplausibleTableError,
    RangeRow,
    is_label,
    read_preloads,
    read_ranges,
)
from soescan.reference.public.preloads import format_preloads
from soescan.reference.public.publishers import Publisher, Publishers, TableFormat
from soescan.reference.public.ranges import CloudNetwork, Prefix
from soescan.web import Get, Page, Web


class RenewalResult(StrEnum):
    """What became of a table."""

    RENEWED = "renewed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    """It could not be fetched or believed; what was there is still there."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """One table after an update."""

    id: str
    became: RenewalResult
    rows: int = 0
    day: str = ""
    """The day of the table that is there now; empty when there is none."""
    why: str = ""
    """Why it failed."""


@dataclass(frozen=True, slots=True)
class TableStatus:
    """One table as it is in the folder."""

    id: str
    label: str
    there: bool
    rows: int = 0
    day: str = ""
    age: int = 0
    """Days since `day`."""
    fetched: str = ""
    addresses: tuple[str, ...] = ()


def update_tables(
    folder: Path,
    web: Web,
    now: datetime,
    publishers: Publishers,
    only: Collection[str] = (),
    *,
    force: bool = False,
) -> tuple[Renewal, ...]:
    """Fetch every table, or `only` some, into the user's data folder.

    A table is believed when it is whole, has its publisher's form, as many rows as it should, no
    network that cannot be one holder's, and no day before that of the table that is there or after
    `now`. One that has lost half its rows or grown older is believed with `force` only.
    """
    now = now.astimezone(UTC)
    chosen = _choose_publishers(publishers, only)
    renewals = tuple(_renew_table(folder, web, now, publishers, one, force) for one in chosen)
    if any(table_files.read_headers(folder).keys() - {table_files.PRELOAD}):
        table_files.write_index(folder)
    return renewals


def list_statuses(folder: Path, now: datetime, publishers: Publishers) -> tuple[TableStatus, ...]:
    """How each table stands in the folder: day, age in days, rows, and where it came from."""
    return tuple(_read_status(folder, now, one) for one in publishers.tables)


def _read_status(folder: Path, now: datetime, publisher: Publisher) -> TableStatus:
    head = table_files.read_header(folder, publisher.id)
    if head is None:
        return TableStatus(publisher.id, publisher.label, there=False)
    age = (now.astimezone(UTC).date() - date.fromisoformat(head.day)).days
    return TableStatus(
        publisher.id,
        publisher.label,
        there=True,
        rows=head.rows,
        day=head.day,
        age=max(age, 0),
        fetched=head.fetched,
        addresses=head.addresses,
    )


def _choose_publishers(publishers: Publishers, only: Collection[str]) -> tuple[Publisher, ...]:
    by_id = {publisher.id: publisher for publisher in publishers.tables}
    for name in only:
        if name not in by_id:
            hint = did_you_mean(name, by_id) or f"there are: {', '.join(by_id)}"
            raise UsageError(f"no table named {name!r}", hint=hint)
    return tuple(one for one in publishers.tables if not only or one.id in only)


def _renew_table(
    folder: Path,
    web: Web,
    now: datetime,
    publishers: Publishers,
    publisher: Publisher,
    force: bool,
) -> Renewal:
    old_header = table_files.read_header(folder, publisher.id)
    try:
        parts = tuple(_download(web, publisher))
        text, day = _read_table(parts, publisher, publishers)
        _check_plausible(text.count("\n"), day, now.date(), old_header, publisher, force=force)
    except (UnreadableError, ImplausibleTableError) as error:
        rows, old = (old_header.rows, old_header.day) if old_header else (0, "")
        return Renewal(publisher.id, RenewalResult.FAILED, rows, old, str(error))
    fetched = now.isoformat(timespec="seconds")
    head = table_files.write_table(
        folder, publisher.id, text, day or now.date(), fetched, [part.address for part in parts]
    )
    is_same = old_header is not None and old_header.sha256 == head.sha256
    return Renewal(
        publisher.id,
        RenewalResult.UNCHANGED if is_same else RenewalResult.RENEWED,
        head.rows,
        head.day,
    )


# --- fetching ------------------------------------------------------------------------------------


def _download(web: Web, publisher: Publisher) -> Iterable[Download]:
    addresses = publisher.addresses
    if publisher.link:
        page = _check_answer(web.ask(Get(addresses[0])), partly=True)
        addresses = (_find_link(page.text, publisher.link),)
    for address in addresses:
        page = _check_answer(web.ask(Get(address, limit=publisher.mib << 20)))
        yield Download(address, page.body)


def _check_answer(page: Page, *, partly: bool = False) -> Page:
    """A page that is what was asked for. Of a page with a link, the beginning may do."""
    if page.status != 200:
        raise ImplausibleTableError(f"the publisher answered with status {page.status}")
    if page.cut and not partly:
        raise ImplausibleTableError(f"the list did not come whole: {page.cut}")
    return page


def _find_link(text: str, template: str) -> str:
    """The newest address on a page that fits a template: ``*`` any text, {date} eight digits."""
    pattern = re.escape(template).replace(r"\*", r"[^\s\"'<>\\]{1,200}")
    pattern = pattern.replace(re.escape("{date}"), r"\d{8}")
    links: list[str] = re.findall(pattern, text)
    if not links:
        raise ImplausibleTableError(f"the page of downloads has no link like {template}")
    return max(links, key=lambda link: link.rpartition("/")[2])  # the name holds the date


# --- believing -----------------------------------------------------------------------------------


def _read_table(
    parts: tuple[Download, ...], publisher: Publisher, publishers: Publishers
) -> tuple[str, date | None]:
    """The lines to keep, and the day that the publisher gives them."""
    if publisher.format is TableFormat.PRELOAD:
        return format_preloads(read_preloads(parts[0])), None
    listed = read_ranges(parts, publisher)
    rows: dict[Prefix, CloudNetwork] = {}
    check = _PrefixCheck(publishers)
    for row in listed.rows:
        prefix, network = check.check_prefix(row), _make_network(row, publisher, publishers)
        if prefix not in rows or _precedence(network, publisher) < _precedence(
            rows[prefix], publisher
        ):
            rows[prefix] = network
    return table_files.format_networks(rows.items()), listed.day


class _PrefixCheck:
    """Refuses what cannot be one holder's network."""

    def __init__(self, publishers: Publishers) -> None:
        four, six = publishers.shortest
        self.shortest = {4: four, 6: six}
        never: list[Prefix] = [ipaddress.ip_network(text) for text in publishers.never]
        self.never = {version: _bounds(never, version) for version in (4, 6)}

    def check_prefix(self, row: RangeRow) -> Prefix:
        """The network that a row names, its host bits dropped."""
        try:
            network = ipaddress.ip_network(row.prefix, strict=False)
        except ValueError:
            raise ImplausibleTableError(f"expected a network, found {row.prefix[:60]!r}") from None
        shortest = self.shortest[network.version]
        if network.prefixlen < shortest:
            raise ImplausibleTableError(
                f"{network} is wider than any holder's network (/{shortest})"
            )
        first_address, last_address = int(network.network_address), int(network.broadcast_address)
        for low, high, name in self.never[network.version]:
            if first_address <= high and low <= last_address:
                raise ImplausibleTableError(f"{network} lies in {name}, which is nobody's")
        return network


def _bounds(never: Iterable[Prefix], version: int) -> list[tuple[int, int, Prefix]]:
    return [
        (int(net.network_address), int(net.broadcast_address), net)
        for net in never
        if net.version == version
    ]


def _make_network(row: RangeRow, publisher: Publisher, publishers: Publishers) -> CloudNetwork:
    region = "" if row.region in publishers.everywhere else row.region
    if not (is_label(region) and is_label(row.service)):
        found = f"{region[:40]!r} and {row.service[:40]!r}"
        raise ImplausibleTableError(f"expected names, found {found}")
    edge = "*" in publisher.edge or row.service in publisher.edge
    return CloudNetwork(publisher.id, region, row.service, row.country, edge)


def _precedence(network: CloudNetwork, publisher: Publisher) -> tuple[bool, bool, str, str]:
    """Which of two rows for one prefix counts: the edge of a network, then what is more exact."""
    is_general = network.service in publisher.general
    return not network.edge, is_general, network.service, network.region


def _check_plausible(
    rows: int,
    day: date | None,
    today: date,
    old_header: table_files.TableHeader | None,
    publisher: Publisher,
    *,
    force: bool,
) -> None:
    """Raise when a table that reads well can still not be the whole, or not the newest."""
    if not publisher.least <= rows <= publisher.most:
        raise ImplausibleTableError(
            f"expected {publisher.least:,} to {publisher.most:,} rows, found {rows:,}"
        )
    if day and day > today + timedelta(days=1):
        raise ImplausibleTableError(f"its day, {day}, is still to come")
    if old_header is None or force:
        return
    if day and day < date.fromisoformat(old_header.day):
        raise ImplausibleTableError(
            f"its day, {day}, is before that of the table at hand; see --force"
        )
    if rows * 2 < old_header.rows:
        raise ImplausibleTableError(
            f"it has lost more than half its rows ({old_header.rows:,} before, {rows:,} now);"
            " see --force"
        )
