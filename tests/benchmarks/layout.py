"""Crossings and time of our layout, beside Graphviz dot on the same graphs and boxes.

python tests/benchmarks/layout.py [file or folder ...]

A file is JSON: {"nodes": [name, ...], "edges": [[from, to], ...]}. Without dot there is no comparison.
Crossings are counted on what is drawn, for both in the same way: curves become many short lines,
and a crossing is where two of them meet, other than at the box that both edges begin or end at.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from soescan.report.picture.layout import Layout, Spacing, layout
from soescan.report.picture.layout.lanes import arranged

WIDE, TALL = 150, 40
SIZES = (60, 150, 300, 600)
GIVEN = Path(__file__).parents[3] / "shared" / "data" / "graphs"
SHORT = 24
"""Lines per curve."""
RUNS = 5

Edge = tuple[int, int]
Line = list[tuple[float, float]]


def made(count: int) -> tuple[int, list[Edge], list[int]]:
    """Nodes, edges and lanes of a graph like those of approvals: tools with steps, shared ones between."""
    chance = random.Random(count)  # noqa: S311 - the same graph every time
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


def ours(found: Layout) -> list[Line]:
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


def count_crossings(
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


def main(paths: Sequence[Path]) -> None:
    with_dot = shutil.which("dot") is not None
    if not with_dot:
        print("Graphviz dot is not installed: no comparison")
    for name, (count, edges, lanes) in graphs(paths):
        sizes = [(WIDE, TALL)] * count
        found = layout(sizes, edges)
        took = quickest(lambda sizes=sizes, edges=edges: layout(sizes, edges))  # type: ignore[misc]
        middles = [(x + WIDE / 2, y + TALL / 2) for x, y in found.corners]
        crossed = count_crossings(ours(found), edges, middles)
        says = f"{name}, {len(edges)} edges: {crossed} crossings in {took * 1e3:.0f} ms"
        if with_dot:
            lines, at = dot(count, edges)
            theirs = count_crossings(lines, edges, at)
            dotted = quickest(lambda count=count, edges=edges: dot(count, edges))  # type: ignore[misc]
            says += (
                f"; dot {theirs} in {dotted * 1e3:.0f} ms;"
                f" crossings {crossed / max(1, theirs):.2f} × (goal ≤ 1, bar ≤ 1.25),"
                f" time {took / dotted:.2f} × (bar ≤ 3)"
            )
        if lanes:
            order = arranged(sorted(set(lanes)), [(lanes[a], lanes[b]) for a, b in edges])
            rank = [order.index(lane) for lane in lanes]
            banded = layout(sizes, edges, lanes=rank, spacing=Spacing(head=20, foot=8))
            middles = [(x + WIDE / 2, y + TALL / 2) for x, y in banded.corners]
            says += f"; with lanes {count_crossings(ours(banded), edges, middles)}"
        print(says)


if __name__ == "__main__":
    main([Path(arg) for arg in sys.argv[1:]] or [path for path in (GIVEN,) if path.is_dir()])
