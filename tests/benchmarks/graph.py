"""Reach and transitive reduction of a large plan, beside rustworkx on the same graph.

python tests/benchmarks/graph.py [--nodes 10000] [--edges 24000]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import rustworkx as rx

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan.plan.graph.reach import ancestors, members, topological_order, transitive_reduction

NODES, EDGES = 10_000, 24_000
NEAR = 200
"""An edge goes back at most so far, as steps wait for what was shortly before them."""
ROUNDS = 5


def graph(nodes: int, edges: int, chance: random.Random) -> list[tuple[int, ...]]:
    """What each node waits for."""
    waits: list[set[int]] = [set() for _ in range(nodes)]
    while edges:
        node = chance.randrange(1, nodes)
        before = chance.randrange(max(0, node - NEAR), node)
        if before not in waits[node]:
            waits[node].add(before)
            edges -= 1
    return [tuple(sorted(found)) for found in waits]


def best(work: Callable[[], object], rounds: int) -> float:
    """The shortest CPU seconds of some rounds."""
    seconds = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description="Reach and transitive reduction.")
    parser.add_argument("--nodes", type=int, default=NODES)
    parser.add_argument("--edges", type=int, default=EDGES)
    given = parser.parse_args()
    waits = graph(given.nodes, given.edges, random.Random(1))  # noqa: S311 - the same graph every time
    theirs: rx.PyDiGraph[int, None] = rx.PyDiGraph()
    theirs.add_nodes_from(list(range(given.nodes)))
    theirs.add_edges_from_no_data([(b, n) for n, before in enumerate(waits) for b in before])
    ordered = topological_order(waits)
    found = ancestors(ordered, waits)
    for node in range(0, given.nodes, max(1, given.nodes // 50)):
        assert set(members(found[node])) == rx.ancestors(theirs, node)
    their_reduction, _ = rx.transitive_reduction(theirs)
    ours = {(b, n) for n, before in enumerate(transitive_reduction(ordered, waits)) for b in before}
    assert ours == set(their_reduction.edge_list())

    def all_ancestors() -> None:
        for node in range(given.nodes):
            rx.ancestors(theirs, node)

    for name, mine, other in (
        ("reach", lambda: ancestors(topological_order(waits), waits), all_ancestors),
        (
            "transitive reduction",
            lambda: transitive_reduction(topological_order(waits), waits),
            lambda: rx.transitive_reduction(theirs),
        ),
    ):
        fast, slow = best(mine, ROUNDS), best(other, 1)
        print(
            f"{name}, {given.nodes:,} nodes and {given.edges:,} edges: {fast * 1e3:.0f} ms,"
            f" {slow / fast:.0f} × rustworkx ({slow:.1f} s); goal ≥ 100 ×"
        )


if __name__ == "__main__":
    main()
