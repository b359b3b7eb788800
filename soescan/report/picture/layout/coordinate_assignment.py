"""Orders -> a height for each node: the third step.

Every node wants to be level with its neighbours, and long edges want to be straight most of all:
the aim and the weights of E. Gansner, E. Koutsofios, S. North, K.-P. Vo (1993), on squares instead
of distances. A layer whose neighbours stand still is then an isotonic regression, which pooling
solves exactly (R. Barlow, D. Bartholomew, J. Bremner, H. Brunk: Statistical inference under order
restrictions, 1972), bounds included. Sweeps do it layer by layer. What a sweep leaves of a bend in
a long edge is then taken out where there is room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soescan.report.picture.layout.crossing_count import Layers, Neighbours

_ROUNDS = 10
_WEIGHTS = (1, 2, 8)
"""Of an edge between boxes, between a box and a bend, between bends."""
_WEIGHT_IF_ALONE = 0.01
"""Of a node without neighbours, which stays where it is."""
_UNBOUNDED = 1 << 30
"""Where no lane ends, in pixels."""
_SNAP = 14
"""Pixels by which a node gives way to make an edge straight."""


@dataclass(frozen=True, slots=True)
class PlacementProblem:
    """What the third step goes by. A node is a box, or a bend of a long edge."""

    layers: Layers
    before: Neighbours
    after: Neighbours
    heights: Sequence[int]
    """Even, so that middles are whole numbers; 0 for a bend."""
    lanes: Sequence[int]
    boxes: int
    """Nodes below this number are boxes."""
    box_gap: int = 14
    """Between boxes."""
    bend_gap: int = 10
    """Between bends, and between a bend and a box."""
    bands: int = 0
    """How many lanes there are; none: the drawing has no bands."""
    head: int = 0
    """Room for a lane's name, above what is in it."""
    foot: int = 0

    def least_distance(self, one: int, other: int) -> int:
        """The least distance between the middles of two neighbours in a layer."""
        gap = self.box_gap if one < self.boxes and other < self.boxes else self.bend_gap
        return (self.heights[one] + self.heights[other]) // 2 + gap


LaneBands = tuple[tuple[int, int], ...]
"""Top and bottom of each lane."""


def assign_coordinates(problem: PlacementProblem) -> tuple[list[int], LaneBands]:
    """The y of each node's middle, and the top and bottom of each lane, in pixels."""
    runs, bands = _lane_runs(problem)
    middle = [0.0] * len(problem.heights)
    for run in runs:
        for node, offset in zip(run.nodes, run.offsets, strict=True):
            middle[node] = float(max(run.low, 0) + offset)
    for number in range(_ROUNDS):
        sides = (problem.before,), (problem.after,), (problem.before, problem.after)
        near = sides[number % 2] if number < _ROUNDS - 3 else sides[2]
        for run in runs if number % 2 == 0 else reversed(runs):
            _level_run(run, problem, near, middle)
    whole = _round_levels(runs, middle)
    _remove_bends(problem, runs, whole)
    if not bands:
        top = min((whole[n] - problem.heights[n] // 2 for n in range(len(whole))), default=0)
        whole = [y - top for y in whole]
    return whole, bands


def _round_levels(runs: Sequence[_LaneRun], middle: Sequence[float]) -> list[int]:
    """Whole pixels that keep the distances within a run."""
    whole = [0] * len(middle)
    for run in runs:
        for node, offset in zip(run.nodes, run.offsets, strict=True):
            whole[node] = round(middle[node] - offset) + offset
    return whole


@dataclass(frozen=True, slots=True)
class _LaneRun:
    """The nodes of one lane in one layer, from top to bottom."""

    nodes: list[int]
    offsets: list[int]
    """How far each is below the first when they stand close."""
    low: int
    high: int
    """Bounds of the first one's middle; the others' with their offset."""


def _lane_runs(problem: PlacementProblem) -> tuple[list[_LaneRun], LaneBands]:
    groups: list[tuple[list[int], list[int], int]] = []
    tall: dict[int, int] = {}
    for layer in problem.layers:
        start = 0
        while start < len(layer):
            lane = problem.lanes[layer[start]]
            end = start
            offsets = [0]
            while end + 1 < len(layer) and problem.lanes[layer[end + 1]] == lane:
                offsets.append(offsets[-1] + problem.least_distance(layer[end], layer[end + 1]))
                end += 1
            nodes = layer[start : end + 1]
            groups.append((nodes, offsets, lane))
            high = offsets[-1] + (problem.heights[nodes[0]] + problem.heights[nodes[-1]]) // 2
            tall[lane] = max(tall.get(lane, 0), high)
            start = end + 1
    if not problem.bands:
        return [
            _LaneRun(nodes, offsets, -_UNBOUNDED, _UNBOUNDED) for nodes, offsets, _ in groups
        ], ()
    bands, top = {}, 0
    for lane in range(problem.bands):
        bottom = top + problem.head + tall.get(lane, 0) + problem.foot
        bands[lane] = (top, bottom)
        top = bottom
    runs = []
    for nodes, offsets, lane in groups:
        low = bands[lane][0] + problem.head + problem.heights[nodes[0]] // 2
        high = bands[lane][1] - problem.foot - problem.heights[nodes[-1]] // 2 - offsets[-1]
        runs.append(_LaneRun(nodes, offsets, low, high))
    return runs, tuple(bands.values())


def _level_run(
    run: _LaneRun, problem: PlacementProblem, near: Sequence[Neighbours], middle: list[float]
) -> None:
    """Bring the nodes of a run as near to the level of their neighbours as their order allows."""
    boxes = problem.boxes
    blocks: list[tuple[float, float, int]] = []  # weighted sum, weight, number of nodes
    for node, offset in zip(run.nodes, run.offsets, strict=True):
        pull = weight = 0.0
        for side in near:
            for neighbour in side[node]:
                edge_weight = _WEIGHTS[(node >= boxes) + (neighbour >= boxes)]
                pull += edge_weight * (middle[neighbour] - offset)
                weight += edge_weight
        if not weight:
            weight = _WEIGHT_IF_ALONE
            pull = weight * (middle[node] - offset)
        count = 1
        while blocks and blocks[-1][0] * weight >= pull * blocks[-1][1]:
            above = blocks.pop()
            pull, weight, count = pull + above[0], weight + above[1], count + above[2]
        blocks.append((pull, weight, count))
    start = 0
    for pull, weight, count in blocks:
        level = min(max(pull / weight, run.low), run.high)
        for index in range(start, start + count):
            middle[run.nodes[index]] = level + run.offsets[index]
        start += count


def _remove_bends(problem: PlacementProblem, runs: Sequence[_LaneRun], middle: list[int]) -> None:
    """Take out bends where there is room: of long ways first, then of single edges."""
    slots = _FreeRanges(problem, runs, middle)
    chains = _unforked_chains(problem)
    for _ in range(3):
        for chain in chains:
            _straighten_chain(problem, slots, chain, middle)
        for node in range(problem.boxes):
            neighbours = (*problem.before[node], *problem.after[node])
            levels = [middle[neighbour] for neighbour in neighbours]
            close = [level for level in levels if abs(level - middle[node]) <= _SNAP]
            fits = [level for level in close if slots.low(node) <= level <= slots.high(node)]
            if fits and middle[node] not in close:
                middle[node] = max(sorted(set(fits)), key=fits.count)


def _straighten_chain(
    problem: PlacementProblem, slots: _FreeRanges, chain: Sequence[int], middle: list[int]
) -> None:
    """Put a chain on one level, that of its nearer end where all its nodes have room there."""
    low, high = max(map(slots.low, chain)), min(map(slots.high, chain))
    if low <= high:
        ends = *problem.before[chain[0]], *problem.after[chain[-1]]
        level = sorted(middle[node] for node in chain)[len(chain) // 2]
        near = [middle[end] for end in ends if low <= middle[end] <= high]
        aim = min(near, key=lambda end: abs(end - level), default=level)
        for node in chain:
            middle[node] = min(max(aim, low), high)


def _unforked_chains(problem: PlacementProblem) -> list[list[int]]:
    """Ways without a fork: the bends of long edges, and boxes in a row; longest first."""
    count = len(problem.heights)
    onwards: dict[int, int] = {}
    for node in range(count):
        if len(problem.after[node]) == 1 and len(problem.before[problem.after[node][0]]) == 1:
            onwards[node] = problem.after[node][0]
    inner = set(onwards.values())
    chains = []
    for node in range(count):
        if node not in inner and (node in onwards or node >= problem.boxes):
            chain = [node]
            while chain[-1] in onwards:
                chain.append(onwards[chain[-1]])
            chains.append(chain)
    return sorted(chains, key=len, reverse=True)


class _FreeRanges:
    """Between what a node may move while the others of its layer stand still."""

    def __init__(
        self, problem: PlacementProblem, runs: Sequence[_LaneRun], middle: list[int]
    ) -> None:
        self.problem, self.middle = problem, middle
        self.above: dict[int, int] = {}
        self.below: dict[int, int] = {}
        self.run = {node: run for run in runs for node in run.nodes}
        for run in runs:
            self.above.update(zip(run.nodes[1:], run.nodes, strict=False))
            self.below.update(zip(run.nodes, run.nodes[1:], strict=False))

    def low(self, node: int) -> int:
        """The least middle it may have."""
        above = self.above.get(node)
        if above is None:
            return self.run[node].low
        return self.middle[above] + self.problem.least_distance(above, node)

    def high(self, node: int) -> int:
        """The greatest."""
        below = self.below.get(node)
        if below is None:
            run = self.run[node]
            return run.high + run.offsets[-1]
        return self.middle[below] - self.problem.least_distance(node, below)
