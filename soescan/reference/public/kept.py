"""The tables in the user's folder: one text file each, and an index made of those of addresses.

A table's file is for people, too: a line of JSON that says what it is, from where and of which day,
then a row a line, sorted. The index holds nothing that the tables do not; when it was not made of
just the tables that are there, it is made anew in memory.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from soescan.files.raw import write_file
from soescan.reference.public.preloads import Preloads
from soescan.reference.public.ranges import Network, Prefix, Ranges, dump, lay_out, load

SCHEMA = "soescan/table@1"
PRELOAD = "preload"
INDEX = "networks.index"


@dataclass(frozen=True, slots=True)
class Head:
    """What a table's file says of itself."""

    id: str
    day: str
    """The day that the publisher gives the table; of one without, the day it was fetched."""
    fetched: str
    """ISO 8601 in UTC."""
    addresses: tuple[str, ...]
    """Where it came from."""
    rows: int
    sha256: str
    """Of all lines but the first."""


def below(folder: Path) -> Path:
    """Where in the user's data folder the tables are."""
    return folder / "tables"


def path_of(folder: Path, table: str) -> Path:
    """The file of a table."""
    return below(folder) / f"{table}.txt"


def write(
    folder: Path, table: str, text: str, day: date, fetched: str, addresses: Iterable[str]
) -> Head:
    """Keep a table: whole, or what was there stays."""
    body = text.encode()
    digest = hashlib.sha256(body).hexdigest()
    head = Head(table, str(day), fetched, tuple(addresses), body.count(b"\n"), digest)
    line = json.dumps({"schema": SCHEMA} | asdict(head)) + "\n"
    write_file(path_of(folder, table), (line.encode(), body))
    return head


def head(folder: Path, table: str) -> Head | None:
    """What the table in the folder says of itself; None when there is none that can be read."""
    try:
        with path_of(folder, table).open("rb") as file:
            return _head(file.readline(65_536), table)
    except OSError:
        return None


def read(folder: Path, table: str) -> tuple[Head, bytes] | None:
    """A table and its lines; None when it is not there or not whole."""
    try:
        content = path_of(folder, table).read_bytes()
    except OSError:
        return None
    first, _, body = content.partition(b"\n")
    found = _head(first, table)
    if found is None or found.sha256 != hashlib.sha256(body).hexdigest():
        return None
    return found, body


def heads(folder: Path) -> dict[str, Head]:
    """Every table that is there."""
    names = sorted(path.stem for path in below(folder).glob("*.txt"))
    return {name: found for name in names if (found := head(folder, name))}


def _head(line: bytes, table: str) -> Head | None:
    try:
        said = json.loads(line)
        if said.pop("schema") != SCHEMA or said["id"] != table:
            return None
        date.fromisoformat(said["day"])
        return Head(**said | {"addresses": tuple(said["addresses"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


# --- address ranges ------------------------------------------------------------------------------


def network_lines(rows: Iterable[tuple[Prefix, Network]]) -> str:
    """Address ranges as a table's file holds them, sorted by address."""
    ordered = sorted(rows, key=lambda row: (row[0].version, row[0]))
    return "".join(
        "\t".join((str(p), n.service, n.region, n.country, "edge" * n.edge)) + "\n"
        for p, n in ordered
    )


def networks(table: str, body: bytes) -> Iterator[tuple[Prefix, Network]]:
    """The rows of a table of addresses."""
    for line in body.decode().splitlines():
        prefix, service, region, country, edge = line.split("\t")
        network = Network(table, region, service, country, bool(edge))
        yield ipaddress.ip_network(prefix), network


def write_index(folder: Path) -> None:
    """Make the index of the tables of addresses that are there."""
    made_of, ranges = _lay_out(folder)
    write_file(below(folder) / INDEX, dump(ranges, made_of))


def ranges(folder: Path, known: Mapping[str, Head]) -> Ranges | None:
    """The address ranges of all tables; None when there is no such table."""
    made_of = {name: one.sha256 for name, one in known.items() if name != PRELOAD}
    if not made_of:
        return None
    try:
        found = load((below(folder) / INDEX).read_bytes(), made_of)
    except OSError:
        found = None
    return found or _lay_out(folder)[1]


def _lay_out(folder: Path) -> tuple[dict[str, str], Ranges]:
    """What the tables hold; where two have one prefix, the one at the edge of a network counts."""
    made_of: dict[str, str] = {}
    rows: list[tuple[Prefix, Network]] = []
    for table in heads(folder):
        if table != PRELOAD and (found := read(folder, table)):
            made_of[table] = found[0].sha256
            rows += networks(table, found[1])
    rows.sort(key=lambda row: not row[1].edge)
    return made_of, lay_out(rows)


def preloads(folder: Path) -> Preloads | None:
    """The HSTS preload list; None when it is not there."""
    found = read(folder, PRELOAD)
    return Preloads(found[1], found[0].rows) if found else None
