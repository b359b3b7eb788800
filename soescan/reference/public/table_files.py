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
from soescan.reference.public.preloads import PreloadList
from soescan.reference.public.ranges import (
    AddressRanges,
    CloudNetwork,
    Prefix,
    dump_ranges,
    flatten_prefixes,
    parse_ranges,
)

SCHEMA = "soescan/table@1"
PRELOAD = "preload"
INDEX = "networks.index"


@dataclass(frozen=True, slots=True)
class TableHeader:
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


def tables_folder(folder: Path) -> Path:
    """The folder of the tables below the user's data folder."""
    return folder / "tables"


def table_path(folder: Path, table: str) -> Path:
    """The text file of a table, ``tables/NAME.txt``."""
    return tables_folder(folder) / f"{table}.txt"


def write_table(
    folder: Path, table: str, text: str, day: date, fetched: str, addresses: Iterable[str]
) -> TableHeader:
    """Write a table with its header, whole; on an error, what was there stays.

    `text` are the rows, `day` is the publisher's, `fetched` an ISO 8601 time in UTC, and
    `addresses` say where the table came from. Raises UsageError when the file cannot be written.
    """
    body = text.encode()
    digest = hashlib.sha256(body).hexdigest()
    head = TableHeader(table, str(day), fetched, tuple(addresses), body.count(b"\n"), digest)
    line = json.dumps({"schema": SCHEMA} | asdict(head)) + "\n"
    write_file(table_path(folder, table), (line.encode(), body))
    return head


def read_header(folder: Path, table: str) -> TableHeader | None:
    """What the table in the folder says of itself; None when there is none that can be read."""
    try:
        with table_path(folder, table).open("rb") as file:
            return _parse_header(file.readline(65_536), table)
    except OSError:
        return None


def read_table(folder: Path, table: str) -> tuple[TableHeader, bytes] | None:
    """A table and its lines; None when it is not there or not whole."""
    try:
        content = table_path(folder, table).read_bytes()
    except OSError:
        return None
    header_line, _, body = content.partition(b"\n")
    header = _parse_header(header_line, table)
    if header is None or header.sha256 != hashlib.sha256(body).hexdigest():
        return None
    return header, body


def read_headers(folder: Path) -> dict[str, TableHeader]:
    """The header of every table in the folder that can be read, by the table's name."""
    names = sorted(path.stem for path in tables_folder(folder).glob("*.txt"))
    return {name: found for name in names if (found := read_header(folder, name))}


def _parse_header(line: bytes, table: str) -> TableHeader | None:
    try:
        fields = json.loads(line)
        if fields.pop("schema") != SCHEMA or fields["id"] != table:
            return None
        date.fromisoformat(fields["day"])
        return TableHeader(**fields | {"addresses": tuple(fields["addresses"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


# --- address ranges ------------------------------------------------------------------------------


def format_networks(rows: Iterable[tuple[Prefix, CloudNetwork]]) -> str:
    """Address ranges as a table's file holds them, sorted by address."""
    ordered = sorted(rows, key=lambda row: (row[0].version, row[0]))
    return "".join(
        "\t".join((str(p), n.service, n.region, n.country, "edge" * n.edge)) + "\n"
        for p, n in ordered
    )


def parse_networks(table: str, body: bytes) -> Iterator[tuple[Prefix, CloudNetwork]]:
    """Yield prefix and owner of each row of a table, as `format_networks` wrote them."""
    for line in body.decode().splitlines():
        prefix, service, region, country, edge = line.split("\t")
        network = CloudNetwork(table, region, service, country, bool(edge))
        yield ipaddress.ip_network(prefix), network


def write_index(folder: Path) -> None:
    """Write all address ranges of the folder as one index, for the tables as they are now."""
    made_of, ranges = _flatten_tables(folder)
    write_file(tables_folder(folder) / INDEX, dump_ranges(ranges, made_of))


def load_ranges(folder: Path, headers: Mapping[str, TableHeader]) -> AddressRanges | None:
    """The address ranges of all tables, from the index if it was made of just these.

    None when `headers` names no table of addresses.
    """
    made_of = {name: header.sha256 for name, header in headers.items() if name != PRELOAD}
    if not made_of:
        return None
    try:
        indexed = parse_ranges((tables_folder(folder) / INDEX).read_bytes(), made_of)
    except OSError:
        indexed = None
    return indexed or _flatten_tables(folder)[1]


def _flatten_tables(folder: Path) -> tuple[dict[str, str], AddressRanges]:
    """What the tables hold; where two have one prefix, the one at the edge of a network counts."""
    made_of: dict[str, str] = {}
    rows: list[tuple[Prefix, CloudNetwork]] = []
    for table in read_headers(folder):
        if table != PRELOAD and (found := read_table(folder, table)):
            made_of[table] = found[0].sha256
            rows += parse_networks(table, found[1])
    rows.sort(key=lambda row: not row[1].edge)
    return made_of, flatten_prefixes(rows)


def load_preloads(folder: Path) -> PreloadList | None:
    """The HSTS preload list; None when it is not there or not whole."""
    table = read_table(folder, PRELOAD)
    return PreloadList(table[1], table[0].rows) if table else None
