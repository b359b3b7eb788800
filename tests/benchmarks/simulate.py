"""10,000 draws through 2,000 steps with queues and committees, beside networkx's longest path.

python tests/benchmarks/simulate.py [--draws 10000] [--steps 2000]
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from pathlib import Path

import networkx as nx
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan.model import Estimate
from soescan.plan.simulation.monte_carlo import BatchRun, simulate
from soescan.plan.simulation.network import (
    MeetingSeries,
    Queue,
    StochasticActivity,
    StochasticNetwork,
)
from soescan.plan.simulation.sampling import draw_durations
from tests.plan.simulation.scalar import simulate_draw

DRAWS, STEPS, EDGES_PER_STEP = 10_000, 2_000, 2.4
ROLES = 40
PEER_DRAWS = 10
CHECKED = 40


def network(steps: int, chance: random.Random) -> StochasticNetwork:
    """Steps of forty roles; some wait for any of several, some for a committee."""
    queues = tuple(
        Queue(
            servers=chance.choice((1, 1, 2)), days=chance.choice((None, tuple(range(0, 9_000, 2))))
        )
        for _ in range(ROLES)
    )
    sittings = (
        MeetingSeries(tuple(range(4, 9_000, 10))),
        MeetingSeries(tuple(range(9, 9_000, 20)), max_items=6),
    )
    nodes = []
    for index in range(steps):
        near = range(max(0, index - 60), index)
        waits = chance.sample(near, min(len(near), chance.choice((1, 2, 2, 3, 4))))
        low = chance.uniform(0.5, 5)
        likely = low + chance.uniform(0, 5)
        takes = Estimate(low, likely, likely + chance.uniform(0.5, 12))
        owner = chance.randrange(ROLES)
        kind = chance.random()
        needs = 1 if chance.random() < 0.05 else None
        if kind < 0.3:
            work = Estimate(takes.low / 20, takes.likely / 20, takes.high / 20)
            nodes.append(StochasticActivity(tuple(waits), needs, work, owner, queue=owner))
        elif kind < 0.35:
            nodes.append(StochasticActivity(tuple(waits), needs, meetings=chance.randrange(2)))
        else:
            nodes.append(StochasticActivity(tuple(waits), needs, takes, owner))
    return StochasticNetwork(
        tuple(nodes),
        queues,
        sittings,
        tuple(range(steps - 4, steps)),
        role_count=ROLES,
        horizon=9_000,
    )


def peer(made: StochasticNetwork, takes: np.ndarray) -> float:
    """CPU seconds per draw of networkx, which knows neither queues nor committees."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(made.activities)))
    graph.add_edges_from(
        (b, n) for n, node in enumerate(made.activities) for b in node.predecessors
    )
    started = time.process_time()
    for draw in range(PEER_DRAWS):
        days = takes[:, draw].tolist()
        for before, node in graph.edges:
            graph.edges[before, node]["weight"] = days[before]
        nx.dag_longest_path_length(graph)
    return (time.process_time() - started) / PEER_DRAWS


def main() -> None:
    parser = argparse.ArgumentParser(description="The simulation beside networkx.")
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--steps", type=int, default=STEPS)
    given = parser.parse_args()
    made = network(given.steps, random.Random(1))  # noqa: S311 - the same network every time
    started = time.process_time()
    found = simulate(made, given.draws)
    ours = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.process_time()
    simulate(made, given.draws, explain=False)
    bare = time.process_time() - started
    takes = draw_durations(made, 1_000, 1)
    run = BatchRun(made, takes)
    for draw in random.Random(2).sample(range(1_000), CHECKED):  # noqa: S311
        assert run.finish[:, draw].tolist() == simulate_draw(made, takes[:, draw].tolist())
    theirs = peer(made, takes) * given.draws
    print(
        f"simulation of {given.draws:,} draws × {given.steps:,} steps: {bare:.2f} s,"
        f" {theirs / bare:.0f} × networkx's longest path ({theirs:.0f} s, from {PEER_DRAWS} draws);"
        f" goal ≥ 200 ×; with what was critical and what mattered {ours:.2f} s,"
        f" {theirs / ours:.0f} ×; {memory:.0f} MB; {CHECKED} draws agree with plain loops;"
        f" median {np.median(found.finish[-1]):.0f} days"
    )


if __name__ == "__main__":
    main()
