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

from soescan.report.picture.layout.crossing_count import Layers, Near

_ROUNDS = 10
_WEIGHTS = (1, 2, 8)
"""Of an edge between boxes, between a box and a bend, between bends."""
_IDLE = 0.01
"""Of a node without neighbours, which stays where it is."""
_FAR = 1 << 30
"""Where no lane ends, in pixels."""
_SNAP = 14
"""Pixels by which a node gives way to make an edge straight."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the third step goes by. A node is a box, or a bend of a long edge."""

    layers: Layers
    before: Near
    after: Near
    heights: Sequence[int]
    """Even, so that middles are whole numbers; 0 for a bend."""
    lanes: Sequence[int]
    real: int
    """Nodes below this number are boxes."""
    gap: int = 14
    """Between boxes."""
    near: int = 10
    """Between bends, and between a bend and a box."""
    bands: int = 0
    """How many lanes there are; none: the drawing has no bands."""
    head: int = 0
    """Room for a lane's name, above what is in it."""
    foot: int = 0

    def apart(self, one: int, other: int) -> int:
        """The least distance between the middles of two neighbours in a layer."""
        gap = self.gap if one < self.real and other < self.real else self.near
        return (self.heights[one] + self.heights[other]) // 2 + gap


Bands = tuple[tuple[int, int], ...]
"""Top and bottom of each lane."""


def placed(room: Room) -> tuple[list[int], Bands]:
    """The middle of each node, and where the lanes are."""
    runs, bands = _runs(room)
    middle = [0.0] * len(room.heights)
    for run in runs:
        for node, offset in zip(run.nodes, run.offsets, strict=True):
            middle[node] = float(max(run.low, 0) + offset)
    for number in range(_ROUNDS):
        sides = (room.before,), (room.after,), (room.before, room.after)
        near = sides[number % 2] if number < _ROUNDS - 3 else sides[2]
        for run in runs if number % 2 == 0 else reversed(runs):
            _level(run, room, near, middle)
    whole = [0] * len(middle)
    for run in runs:
        for node, offset in zip(run.nodes, run.offsets, strict=True):
            whole[node] = round(middle[node] - offset) + offset
    _straighten(room, runs, whole)
    if not bands:
        top = min((whole[n] - room.heights[n] // 2 for n in range(len(whole))), default=0)
        whole = [at - top for at in whole]
    return whole, bands


@dataclass(frozen=True, slots=True)
class _Run:
    """The nodes of one lane in one layer, from top to bottom."""

    nodes: list[int]
    offsets: list[int]
    """How far each is below the first when they stand close."""
    low: int
    high: int
    """Bounds of the first one's middle; the others' with their offset."""


def _runs(room: Room) -> tuple[list[_Run], Bands]:
    found: list[tuple[list[int], list[int], int]] = []
    tall: dict[int, int] = {}
    for layer in room.layers:
        first = 0
        while first < len(layer):
            lane = room.lanes[layer[first]]
            last = first
            offsets = [0]
            while last + 1 < len(layer) and room.lanes[layer[last + 1]] == lane:
                offsets.append(offsets[-1] + room.apart(layer[last], layer[last + 1]))
                last += 1
            nodes = layer[first : last + 1]
            found.append((nodes, offsets, lane))
            high = offsets[-1] + (room.heights[nodes[0]] + room.heights[nodes[-1]]) // 2
            tall[lane] = max(tall.get(lane, 0), high)
            first = last + 1
    if not room.bands:
        return [_Run(nodes, offsets, -_FAR, _FAR) for nodes, offsets, _ in found], ()
    bands, top = {}, 0
    for lane in range(room.bands):
        bottom = top + room.head + tall.get(lane, 0) + room.foot
        bands[lane] = (top, bottom)
        top = bottom
    runs = []
    for nodes, offsets, lane in found:
        low = bands[lane][0] + room.head + room.heights[nodes[0]] // 2
        high = bands[lane][1] - room.foot - room.heights[nodes[-1]] // 2 - offsets[-1]
        runs.append(_Run(nodes, offsets, low, high))
    return runs, tuple(bands.values())


def _level(run: _Run, room: Room, near: Sequence[Near], middle: list[float]) -> None:
    """Bring the nodes of a run as near to the level of their neighbours as their order allows."""
    real = room.real
    blocks: list[tuple[float, float, int]] = []  # weighted sum, weight, number of nodes
    for node, offset in zip(run.nodes, run.offsets, strict=True):
        pull = weight = 0.0
        for side in near:
            for one in side[node]:
                by = _WEIGHTS[(node >= real) + (one >= real)]
                pull += by * (middle[one] - offset)
                weight += by
        if not weight:
            weight = _IDLE
            pull = weight * (middle[node] - offset)
        count = 1
        while blocks and blocks[-1][0] * weight >= pull * blocks[-1][1]:
            above = blocks.pop()
            pull, weight, count = pull + above[0], weight + above[1], count + above[2]
        blocks.append((pull, weight, count))
    at = 0
    for pull, weight, count in blocks:
        level = min(max(pull / weight, run.low), run.high)
        for index in range(at, at + count):
            middle[run.nodes[index]] = level + run.offsets[index]
        at += count


def _straighten(room: Room, runs: Sequence[_Run], middle: list[int]) -> None:
    """Take out bends where there is room: of long ways first, then of single edges."""
    slots = _Slots(room, runs, middle)
    chains = _chains(room)
    for _ in range(3):
        for chain in chains:
            low = max(slots.low(node) for node in chain)
            high = min(slots.high(node) for node in chain)
            if low <= high:
                ends = *room.before[chain[0]], *room.after[chain[-1]]
                level = sorted(middle[node] for node in chain)[len(chain) // 2]
                near = [middle[end] for end in ends if low <= middle[end] <= high]
                aim = min(near, key=lambda end: abs(end - level), default=level)
                for node in chain:
                    middle[node] = min(max(aim, low), high)
        for node in range(room.real):
            levels = [middle[one] for one in (*room.before[node], *room.after[node])]
            close = [level for level in levels if abs(level - middle[node]) <= _SNAP]
            fits = [level for level in close if slots.low(node) <= level <= slots.high(node)]
            if fits and middle[node] not in close:
                middle[node] = max(sorted(set(fits)), key=fits.count)


def _chains(room: Room) -> list[list[int]]:
    """Ways without a fork: the bends of long edges, and boxes in a row; longest first."""
    count = len(room.heights)
    onwards: dict[int, int] = {}
    for node in range(count):
        if len(room.after[node]) == 1 and len(room.before[room.after[node][0]]) == 1:
            onwards[node] = room.after[node][0]
    inner = set(onwards.values())
    found = []
    for node in range(count):
        if node not in inner and (node in onwards or node >= room.real):
            chain = [node]
            while chain[-1] in onwards:
                chain.append(onwards[chain[-1]])
            found.append(chain)
    return sorted(found, key=len, reverse=True)


class _Slots:
    """Between what a node may move while the others of its layer stand still."""

    def __init__(self, room: Room, runs: Sequence[_Run], middle: list[int]) -> None:
        self.room, self.middle = room, middle
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
        return self.middle[above] + self.room.apart(above, node)

    def high(self, node: int) -> int:
        """The greatest."""
        below = self.below.get(node)
        if below is None:
            run = self.run[node]
            return run.high + run.offsets[-1]
        return self.middle[below] - self.room.apart(node, below)
