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
from soescan.reference.public import kept
from soescan.reference.public.formats import (
    Part,
    Range,
    RefusedError,
    is_label,
    read_preloads,
    read_ranges,
)
from soescan.reference.public.preloads import lines
from soescan.reference.public.publishers import Form, Publisher, Publishers
from soescan.reference.public.ranges import Network, Prefix
from soescan.web import Get, Page, Web


class Became(StrEnum):
    """What became of a table."""

    RENEWED = "renewed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    """It could not be fetched or believed; what was there is still there."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """One table after an update."""

    id: str
    became: Became
    rows: int = 0
    day: str = ""
    """The day of the table that is there now; empty when there is none."""
    why: str = ""
    """Why it failed."""


@dataclass(frozen=True, slots=True)
class Status:
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


def update(
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
    chosen = _chosen(publishers, only)
    renewals = tuple(_renew(folder, web, now, publishers, one, force) for one in chosen)
    if any(kept.heads(folder).keys() - {kept.PRELOAD}):
        kept.write_index(folder)
    return renewals


def status(folder: Path, now: datetime, publishers: Publishers) -> tuple[Status, ...]:
    """Which of the tables there are, how old they are, and where they came from."""
    return tuple(_status(folder, now, one) for one in publishers.tables)


def _status(folder: Path, now: datetime, publisher: Publisher) -> Status:
    head = kept.head(folder, publisher.id)
    if head is None:
        return Status(publisher.id, publisher.label, there=False)
    age = (now.astimezone(UTC).date() - date.fromisoformat(head.day)).days
    return Status(
        publisher.id,
        publisher.label,
        there=True,
        rows=head.rows,
        day=head.day,
        age=max(age, 0),
        fetched=head.fetched,
        addresses=head.addresses,
    )


def _chosen(publishers: Publishers, only: Collection[str]) -> tuple[Publisher, ...]:
    known = {one.id: one for one in publishers.tables}
    for name in only:
        if name not in known:
            hint = did_you_mean(name, known) or f"there are: {', '.join(known)}"
            raise UsageError(f"no table named {name!r}", hint=hint)
    return tuple(one for one in publishers.tables if not only or one.id in only)


def _renew(
    folder: Path,
    web: Web,
    now: datetime,
    publishers: Publishers,
    publisher: Publisher,
    force: bool,
) -> Renewal:
    before = kept.head(folder, publisher.id)
    try:
        parts = tuple(_parts(web, publisher))
        text, day = _table(parts, publisher, publishers)
        _believe(text.count("\n"), day, now.date(), before, publisher, force=force)
    except (UnreadableError, RefusedError) as error:
        rows, old = (before.rows, before.day) if before else (0, "")
        return Renewal(publisher.id, Became.FAILED, rows, old, str(error))
    fetched = now.isoformat(timespec="seconds")
    head = kept.write(
        folder, publisher.id, text, day or now.date(), fetched, [part.address for part in parts]
    )
    same = before is not None and before.sha256 == head.sha256
    return Renewal(publisher.id, Became.UNCHANGED if same else Became.RENEWED, head.rows, head.day)


# --- fetching ------------------------------------------------------------------------------------


def _parts(web: Web, publisher: Publisher) -> Iterable[Part]:
    addresses = publisher.addresses
    if publisher.link:
        page = _whole(web.ask(Get(addresses[0])), partly=True)
        addresses = (_link(page.text, publisher.link),)
    for address in addresses:
        page = _whole(web.ask(Get(address, limit=publisher.mib << 20)))
        yield Part(address, page.body)


def _whole(page: Page, *, partly: bool = False) -> Page:
    """A page that is what was asked for. Of a page with a link, the beginning may do."""
    if page.status != 200:
        raise RefusedError(f"the publisher answered with status {page.status}")
    if page.cut and not partly:
        raise RefusedError(f"the list did not come whole: {page.cut}")
    return page


def _link(text: str, wanted: str) -> str:
    """The address on a page that looks as `wanted` says: ``*`` is any text, {date} eight digits."""
    pattern = re.escape(wanted).replace(r"\*", r"[^\s\"'<>\\]{1,200}")
    pattern = pattern.replace(re.escape("{date}"), r"\d{8}")
    found: list[str] = re.findall(pattern, text)
    if not found:
        raise RefusedError(f"the page of downloads has no link like {wanted}")
    return max(found, key=lambda link: link.rpartition("/")[2])  # the name holds the date


# --- believing -----------------------------------------------------------------------------------


def _table(
    parts: tuple[Part, ...], publisher: Publisher, publishers: Publishers
) -> tuple[str, date | None]:
    """The lines to keep, and the day that the publisher gives them."""
    if publisher.format is Form.PRELOAD:
        return lines(read_preloads(parts[0])), None
    found = read_ranges(parts, publisher)
    rows: dict[Prefix, Network] = {}
    check = _Check(publishers)
    for row in found.rows:
        prefix, network = check.prefix(row), _network(row, publisher, publishers)
        if prefix not in rows or _rank(network, publisher) < _rank(rows[prefix], publisher):
            rows[prefix] = network
    return kept.network_lines(rows.items()), found.day


class _Check:
    """Refuses what cannot be one holder's network."""

    def __init__(self, publishers: Publishers) -> None:
        four, six = publishers.shortest
        self.shortest = {4: four, 6: six}
        never: list[Prefix] = [ipaddress.ip_network(text) for text in publishers.never]
        self.never = {version: _v(never, version) for version in (4, 6)}

    def prefix(self, row: Range) -> Prefix:
        """The network that a row names, its host bits dropped."""
        try:
            made = ipaddress.ip_network(row.prefix, strict=False)
        except ValueError:
            raise RefusedError(f"expected a network, found {row.prefix[:60]!r}") from None
        shortest = self.shortest[made.version]
        if made.prefixlen < shortest:
            raise RefusedError(f"{made} is wider than any holder's network (/{shortest})")
        first, last = int(made.network_address), int(made.broadcast_address)
        for low, high, name in self.never[made.version]:
            if first <= high and low <= last:
                raise RefusedError(f"{made} lies in {name}, which is nobody's")
        return made


def _v(never: Iterable[Prefix], version: int) -> list[tuple[int, int, Prefix]]:
    return [
        (int(net.network_address), int(net.broadcast_address), net)
        for net in never
        if net.version == version
    ]


def _network(row: Range, publisher: Publisher, publishers: Publishers) -> Network:
    region = "" if row.region in publishers.everywhere else row.region
    if not (is_label(region) and is_label(row.service)):
        raise RefusedError(f"expected names, found {region[:40]!r} and {row.service[:40]!r}")
    edge = "*" in publisher.edge or row.service in publisher.edge
    return Network(publisher.id, region, row.service, row.country, edge)


def _rank(network: Network, publisher: Publisher) -> tuple[bool, bool, str, str]:
    """Which of two rows for one prefix counts: the edge of a network, then what is more exact."""
    return (
        not network.edge,
        network.service in publisher.general,
        network.service,
        network.region,
    )


def _believe(
    rows: int,
    day: date | None,
    today: date,
    before: kept.Head | None,
    publisher: Publisher,
    *,
    force: bool,
) -> None:
    """Raise when a table that reads well can still not be the whole, or not the newest."""
    if not publisher.least <= rows <= publisher.most:
        raise RefusedError(
            f"expected {publisher.least:,} to {publisher.most:,} rows, found {rows:,}"
        )
    if day and day > today + timedelta(days=1):
        raise RefusedError(f"its day, {day}, is still to come")
    if before is None or force:
        return
    if day and day < date.fromisoformat(before.day):
        raise RefusedError(f"its day, {day}, is before that of the table at hand; see --force")
    if rows * 2 < before.rows:
        raise RefusedError(
            f"it has lost more than half its rows ({before.rows:,} before, {rows:,} now);"
            " see --force"
        )
