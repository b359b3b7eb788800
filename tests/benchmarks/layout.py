"""Crossings and time of our layout, beside Graphviz dot on the same graphs and boxes.

python tests/benchmarks/layout.py [--seeds N] [file or folder ...]

A file is JSON: {"nodes": [name, ...], "edges": [[from, to], ...]}. Without dot there is no comparison.
Crossings are counted on what is drawn, for both in the same way: curves become many short lines,
and a crossing is where two of them meet, other than at the box that both edges begin or end at.
With seeds, so many graphs of each kind and size are made and compared too: mean and worst.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import mean

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan.report.picture.layout import GraphLayout, Spacing, lay_out
from soescan.report.picture.layout.lane_order import arrange_lanes

WIDE, TALL = 150, 40
SIZES = (60, 150, 300, 600)
GIVEN = Path(__file__).parents[3] / "shared" / "data" / "graphs"
SHORT = 24
"""Lines per curve."""
RUNS = 5
SEEDED = (40, 60, 100, 150)
"""Nodes of the graphs made from seeds."""

Edge = tuple[int, int]
Line = list[tuple[float, float]]


def made(count: int, seed: int = 0) -> tuple[int, list[Edge], list[int]]:
    """Nodes, edges and lanes of a graph like those of approvals: tools with steps, shared ones between."""
    chance = random.Random(count + 1000 * seed)  # noqa: S311 - the same graph every time
    shared = list(range(count // 6))
    lanes = [0] * len(shared)
    rank = {node: chance.randint(2, 7) for node in shared}
    tools = max(2, count // 16)
    edges: set[Edge] = set()
    for tool in range(tools):
        size = (count - len(shared)) * (tool + 1) // tools - (count - len(shared)) * tool // tools
        own = list(range(len(lanes), len(lanes) + size))
        lanes += [tool + 1] * size
        rank |= {node: at * 9 // size for at, node in enumerate(own)}
        for node in own:
            earlier = [one for one in own if rank[one] < rank[node]][-4:]
            some = chance.sample(earlier, min(len(earlier), chance.choice((1, 1, 2))))
            edges |= {(one, node) for one in some}
        for node in chance.sample(shared, min(4, len(shared))):
            edges.add((chance.choice([one for one in own if rank[one] < rank[node]]), node))
            edges.add((node, chance.choice([one for one in own if rank[one] > rank[node]])))
    return count, sorted(edges), lanes


def layered(count: int, seed: int) -> list[Edge]:
    """Edges between neighbouring layers, some longer."""
    chance = random.Random(seed)  # noqa: S311 - the same graph every time
    layers = max(3, int(count**0.5 * chance.choice((0.7, 1, 1.4))))
    rank = sorted(chance.randrange(layers) for _ in range(count))
    edges: set[Edge] = set()
    for node in range(count):
        earlier = [one for one in range(node) if rank[one] == rank[node] - 1]
        some = chance.sample(earlier, min(len(earlier), chance.choice((1, 1, 1, 2, 3))))
        edges |= {(one, node) for one in some}
    for _ in range(count // 10):
        a, b = sorted(chance.sample(range(count), 2))
        if 0 < rank[b] - rank[a] <= 4:
            edges.add((a, b))
    return sorted(edges)


def scattered(count: int, seed: int) -> list[Edge]:
    """Edges anywhere, none very long."""
    chance = random.Random(seed)  # noqa: S311 - the same graph every time
    edges: set[Edge] = set()
    while len(edges) < count * 1.4:
        a, b = sorted(chance.sample(range(count), 2))
        if b - a < count // 3:
            edges.add((a, b))
    return sorted(edges)


def fans(count: int, seed: int) -> list[Edge]:
    """A few with edges to many, which have edges to a few."""
    chance = random.Random(seed)  # noqa: S311 - the same graph every time
    few = max(2, count // 12)
    starts, ends = range(few), range(few, few + max(2, few // 2))
    edges: set[Edge] = set()
    for node in range(ends[-1] + 1, count):
        edges |= {(one, node) for one in chance.sample(starts, chance.choice((1, 1, 2)))}
        if chance.random() < 0.5:
            edges.add((node, chance.choice(ends)))
    return sorted(edges)


def chains(count: int, seed: int) -> list[Edge]:
    """Long rows, and edges from one to another."""
    chance = random.Random(seed)  # noqa: S311 - the same graph every time
    size = chance.choice((8, 10, 14))
    rows = [range(at, min(at + size, count)) for at in range(0, count, size)]
    edges = {edge for row in rows for edge in pairwise(row)}
    for _ in range(count // 3):
        one, other = chance.sample(rows, 2)
        at = chance.randrange(len(one))
        to = at + chance.randint(1, 4)
        if to < len(other):
            edges.add((one[at], other[to]))
    return sorted(edges)


KINDS: dict[str, Callable[[int, int], list[Edge]]] = {
    "approvals": lambda count, seed: made(count, seed)[1],
    "layered": layered,
    "scattered": scattered,
    "fans": fans,
    "chains": chains,
}


def read(path: Path) -> tuple[int, list[Edge], list[int]]:
    """A graph from a file, without lanes."""
    found = json.loads(path.read_text(encoding="utf-8"))
    number = {name: at for at, name in enumerate(found["nodes"])}
    return len(number), [(number[a], number[b]) for a, b in found["edges"]], []


def curve(a: Sequence[float], b: Sequence[float], c: Sequence[float], d: Sequence[float]) -> Line:
    """A cubic Bézier curve as short lines, without its first point."""
    found = []
    for step in range(1, SHORT + 1):
        t = step / SHORT
        parts = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        x, y = (sum(p * q[i] for p, q in zip(parts, (a, b, c, d), strict=True)) for i in (0, 1))
        found.append((x, y))
    return found


def ours(found: GraphLayout) -> list[Line]:
    """The lines of our drawing."""
    lines = []
    for route in found.routes:
        line: Line = [route[0]]
        for (x1, y1), (x2, y2) in pairwise(route):
            half = (x1 + x2) / 2
            line += curve((x1, y1), (half, y1), (half, y2), (x2, y2)) if y1 != y2 else [(x2, y2)]
        lines.append(line)
    return lines


def dot(count: int, edges: Sequence[Edge]) -> tuple[list[Line], list[tuple[float, float]]]:
    """The lines and the middles of the boxes in the drawing of dot."""
    box = f'shape=box,fixedsize=true,width={WIDE / 72},height={TALL / 72},label=""'
    text = f"digraph {{rankdir=LR;node[{box}];{';'.join(map(str, range(count)))};"
    text += ";".join(f"{a}->{b}" for a, b in edges) + "}"
    done = subprocess.run(
        ["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True
    )
    middles = [(0.0, 0.0)] * count
    lines: dict[Edge, Line] = {}
    for row in map(str.split, done.stdout.splitlines()):
        if row[0] == "node":
            middles[int(row[1])] = float(row[2]) * 72, float(row[3]) * 72
        elif row[0] == "edge":
            flat = [float(value) * 72 for value in row[4 : 4 + 2 * int(row[3])]]
            points = list(zip(flat[::2], flat[1::2], strict=True))
            line = [points[0]]
            for at in range(0, len(points) - 1, 3):
                line += curve(*points[at : at + 4])
            lines[int(row[1]), int(row[2])] = line
    return [lines[edge] for edge in edges], middles


def count_curve_crossings(
    lines: Sequence[Line], edges: Sequence[Edge], middles: Sequence[tuple[float, float]]
) -> int:
    """How often drawn edges cross."""
    owner, start, end = [], [], []
    for number, line in enumerate(lines):
        for p, q in pairwise(line):
            owner.append(number)
            start.append(p)
            end.append(q)
    # A hair's breadth apart from each other, lest curves meet just where two lines of one do.
    shift = (np.array(owner) % 97)[:, None] * np.array([[0.0, 1e-5]])
    p, q, of = np.array(start) + shift, np.array(end) + shift, np.array(owner)
    order = np.argsort(np.minimum(p[:, 0], q[:, 0]), kind="stable")
    p, q, of = p[order], q[order], of[order]
    low, high = np.minimum(p, q), np.maximum(p, q)
    until = np.searchsorted(low[:, 0], high[:, 0], side="right")
    ends = np.array(edges)
    place = np.array(middles)
    total = 0
    for i in range(len(p)):
        j = slice(i + 1, until[i])
        a, b = p[j], q[j]
        near = (low[j, 1] <= high[i, 1]) & (high[j, 1] >= low[i, 1]) & (of[j] != of[i])
        if not near.any():
            continue
        a, b, other = a[near], b[near], of[j][near]
        d, e = q[i] - p[i], b - a
        cross = d[0] * e[:, 1] - d[1] * e[:, 0]
        gap = a - p[i]
        with np.errstate(divide="ignore", invalid="ignore"):
            t = (gap[:, 0] * e[:, 1] - gap[:, 1] * e[:, 0]) / cross
            u = (gap[:, 0] * d[1] - gap[:, 1] * d[0]) / cross
        hit = (cross != 0) & (t >= 0) & (t < 1) & (u >= 0) & (u < 1)
        for at in np.flatnonzero(hit):
            point = p[i] + t[at] * d
            shared = set(ends[of[i]]) & set(ends[other[at]])
            inside = any(
                abs(point[0] - place[n][0]) <= WIDE / 2 + 8
                and abs(point[1] - place[n][1]) <= TALL / 2 + 8
                for n in shared
            )
            total += not inside
    return total


def quickest(work: Callable[[], object]) -> float:
    """Seconds of the quickest of some runs."""
    took = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return min(took)


def graphs(paths: Sequence[Path]) -> Iterator[tuple[str, tuple[int, list[Edge], list[int]]]]:
    """What is laid out: the files, then graphs made here."""
    for path in paths:
        for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
            yield file.stem, read(file)
    for count in SIZES:
        yield f"made, {count} nodes", made(count)


def compare(count: int, edges: Sequence[Edge]) -> tuple[int, float, int, float]:
    """Crossings and seconds, ours and those of dot; without it, 0 for both."""
    sizes = [(WIDE, TALL)] * count
    crossed, took = drawn(lay_out(sizes, edges), edges), quickest(lambda: lay_out(sizes, edges))
    if shutil.which("dot") is None:
        return crossed, took, 0, 0
    lines, middles = dot(count, edges)
    theirs = count_curve_crossings(lines, edges, middles)
    return crossed, took, theirs, quickest(lambda: dot(count, edges))


def drawn(found: GraphLayout, edges: Sequence[Edge]) -> int:
    """How often edges cross in our drawing."""
    middles = [(x + WIDE / 2, y + TALL / 2) for x, y in found.corners]
    return count_curve_crossings(ours(found), edges, middles)


def banded(count: int, edges: Sequence[Edge], lanes: Sequence[int]) -> int:
    """How often edges cross in our drawing with lanes."""
    order = arrange_lanes(sorted(set(lanes)), [(lanes[a], lanes[b]) for a, b in edges])
    rank = [order.index(lane) for lane in lanes]
    return drawn(
        lay_out([(WIDE, TALL)] * count, edges, lanes=rank, spacing=Spacing(head=20, foot=8)), edges
    )


def seeded(seeds: int) -> None:
    """Mean and worst of graphs made from seeds, by size and kind."""
    for count in SEEDED:
        for kind, make in KINDS.items():
            found = [compare(count, make(count, seed)) for seed in range(1, seeds + 1)]
            # Where there is next to nothing to cross, one crossing more is not twice as many.
            crossed = [(ours + 1) / (theirs + 1) for ours, _, theirs, _ in found]
            took = [ours / theirs for _, ours, _, theirs in found]
            print(
                f"{kind}, {count} nodes, {seeds} graphs:"
                f" crossings {mean(crossed):.2f} ×, worst {max(crossed):.2f} ×;"
                f" time {mean(took):.2f} ×, worst {max(took):.2f} ×",
                flush=True,
            )


def main(paths: Sequence[Path], seeds: int) -> None:
    with_dot = shutil.which("dot") is not None
    if not with_dot:
        print("Graphviz dot is not installed: no comparison")
    for name, (count, edges, lanes) in graphs(paths):
        crossed, took, theirs, dotted = compare(count, edges)
        says = f"{name}, {len(edges)} edges: {crossed} crossings in {took * 1e3:.0f} ms"
        if with_dot:
            says += (
                f"; dot {theirs} in {dotted * 1e3:.0f} ms;"
                f" crossings {crossed / max(1, theirs):.2f} × (goal ≤ 1, bar ≤ 1.25),"
                f" time {took / dotted:.2f} × (bar ≤ 3)"
            )
        if lanes:
            says += f"; with lanes {banded(count, edges, lanes)}"
        print(says)
    if with_dot and seeds:
        seeded(seeds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="files or folders")
    parser.add_argument("--seeds", type=int, default=0, help="graphs of each kind and size")
    given = parser.parse_args()
    main(given.paths or [path for path in (GIVEN,) if path.is_dir()], given.seeds)
