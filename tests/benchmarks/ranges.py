"""Whose network an address is in, and loading what tells, beside the plain way to do it.

The reference keeps a dict for each length of prefix and tries them from the longest on; both read
the same tables, which `data update` made of the providers' lists.

python tests/benchmarks/ranges.py [FOLDER WITH cloud_ranges.tsv.gz ../shared HAS]
"""

from __future__ import annotations

import ipaddress
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from soescan.reference.public import PublicTables, table_files  # noqa: E402
from soescan.reference.public.ranges import CloudNetwork  # noqa: E402
from soescan.reference.public.update import update_tables  # noqa: E402
from tests.reference.public import factories  # noqa: E402

ADDRESSES = 100_000
ROUNDS = 5


class ByLength:
    """The reference: a dict of networks for each length of prefix, longest first."""

    def __init__(self, folder: Path) -> None:
        self.tables: dict[int, dict[int, dict[int, CloudNetwork]]] = {4: {}, 6: {}}
        for table in table_files.read_headers(folder).keys() - {table_files.PRELOAD}:
            found = table_files.read_table(folder, table)
            assert found is not None
            for prefix, network in table_files.parse_networks(table, found[1]):
                lengths = self.tables[prefix.version].setdefault(prefix.prefixlen, {})
                lengths.setdefault(int(prefix.network_address), network)
        self.lengths = {v: sorted(lengths, reverse=True) for v, lengths in self.tables.items()}

    def network(self, address: str) -> CloudNetwork | None:
        parsed = ipaddress.ip_address(address)
        value, bits = int(parsed), parsed.max_prefixlen
        tables = self.tables[parsed.version]
        for length in self.lengths[parsed.version]:
            at = value >> (bits - length) << (bits - length)
            if (found := tables[length].get(at)) is not None:
                return found
        return None


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def ask_all(network: Callable[[str], CloudNetwork | None], addresses: Iterable[str]) -> None:
    for address in addresses:
        network(address)


def addresses(rows: dict[str, list[factories.Row]], mark: str) -> list[str]:
    """Addresses of which two in three are in somebody's network, from a fixed seed."""
    chance = random.Random(7)  # noqa: S311 - a seed that gives the same addresses each time
    networks = [
        ipaddress.ip_network(prefix)
        for listed in rows.values()
        for prefix, *_ in listed
        if mark in prefix
    ]
    drawn = []
    for i in range(ADDRESSES):
        network = chance.choice(networks)
        if i % 3:
            drawn.append(str(network[chance.randrange(min(network.num_addresses, 1 << 62))]))
        else:
            drawn.append(str(type(network[0])(chance.getrandbits(network.max_prefixlen))))
    return drawn


def main() -> None:
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared"
    rows = factories.shared_rows(shared)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        update_tables(
            folder, factories.Door(factories.answers(rows)), factories.NOW, factories.publishers()
        )
        compare(folder, rows)


def compare(folder: Path, rows: dict[str, list[factories.Row]]) -> None:
    reference, tables = ByLength(folder), PublicTables.load(folder)
    assert tables.ranges is not None
    for what, mark in (("address", ""), ("IPv4", "."), ("IPv6", ":")):
        wanted = addresses(rows, mark)
        assert all(reference.network(one) == tables.network(one) for one in wanted)
        ours = seconds(lambda wanted=wanted: ask_all(tables.network, wanted))  # type: ignore[misc]
        theirs = seconds(lambda wanted=wanted: ask_all(reference.network, wanted))  # type: ignore[misc]
        print(
            f"{what} -> provider and region: {ADDRESSES / ours:,.0f}/s, {theirs / ours:.1f} × a dict"
            f" for each length of prefix ({ADDRESSES / theirs:,.0f}/s); goal ≥ 500,000/s"
        )
    ours, theirs = seconds(lambda: PublicTables.load(folder)), seconds(lambda: ByLength(folder))
    count = sum(head.rows for head in table_files.read_headers(folder).values())
    print(
        f"loading {count:,} rows: {ours * 1e3:.1f} ms, {theirs / ours:.0f} × as fast as the"
        f" reference ({theirs * 1e3:.0f} ms); goal ≤ 50 ms"
    )


if __name__ == "__main__":
    main()
