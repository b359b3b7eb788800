"""Boxes and edges -> positions and curves: a layered drawing from left to right.

Layers, orders, heights, in this order, as K. Sugiyama, S. Tagawa and M. Toda (1981) proposed; each
step names its papers. Lanes are bands of the drawing that hold their boxes together. Everything is
a whole number, nothing is left to chance: the same boxes give the same drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from soescan.report.picture.layout.coordinate_assignment import (
    LaneBands,
    PlacementProblem,
    assign_coordinates,
)
from soescan.report.picture.layout.crossing_minimization import improve_order, minimize_crossings
from soescan.report.picture.layout.layer_assignment import Edge, layer_choices, remove_cycles

Point = tuple[int, int]
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spacing:
    """Pixels between things."""

    box: int = 14
    bend: int = 10
    column: int = 48
    head: int = 0
    """Above the boxes of a lane, for its name."""
    foot: int = 0


@dataclass(frozen=True, slots=True)
class GraphLayout:
    """Where everything goes. Y grows downwards, the drawing begins at (0, 0)."""

    corners: tuple[Point, ...]
    """The top left corner of each box."""
    routes: tuple[tuple[Point, ...], ...]
    """For each edge, points at which it is level. Between two of them it is straight if they are
    level with each other, an S if not, and an arc to the right if one is above the other."""
    bands: LaneBands
    """Top and bottom of each lane."""
    width: int
    height: int
    crossings: int
    """How often edges cross."""


def lay_out(
    sizes: Sequence[Size],
    edges: Sequence[Edge],
    *,
    lanes: Sequence[int] = (),
    bands: int = 0,
    loose: Sequence[Edge] = (),
    spacing: Spacing | None = None,
) -> GraphLayout:
    """Lay boxes out. Edges lead from left to right; loose ones, and those in a loop, need not.

    Heights must be even. `lanes` gives the lane of each box, from 0, and `bands` how many lanes
    there are. Routes are those of `edges`, then those of `loose`.
    """
    acyclic, order = remove_cycles(len(sizes), edges)
    drawings = [
        _LayeredDrawing(sizes, [*edges, *loose], layer, lanes, spacing or Spacing())
        for layer in layer_choices(len(sizes), acyclic, order)
    ]
    drawing = min(drawings, key=lambda drawing: drawing.order.crossings)
    return drawing.place(max(bands, max(lanes) + 1) if lanes else 0)


class _LayeredDrawing:
    """The steps from given layers on, and the curves."""

    def __init__(
        self,
        sizes: Sequence[Size],
        edges: Sequence[Edge],
        layer: Sequence[int],
        lanes: Sequence[int],
        spacing: Spacing,
    ) -> None:
        self.sizes, self.edges, self.spacing = sizes, edges, spacing
        self.count, self.layer = len(sizes), layer
        self.lanes = list(lanes) if lanes else [0] * self.count
        self.layers: list[list[int]] = [[] for _ in range(max(self.layer, default=-1) + 1)]
        for node, number in enumerate(self.layer):
            self.layers[number].append(node)
        self.before: list[list[int]] = [[] for _ in sizes]
        self.after: list[list[int]] = [[] for _ in sizes]
        self.chains = [self._chain(a, b) for a, b in self.edges]
        self.order = minimize_crossings(self.layers, self.before, self.after, self.lanes)

    def _chain(self, a: int, b: int) -> list[int]:
        """The ends of an edge and its bends between, from left to right."""
        if self.layer[a] == self.layer[b]:
            return []
        if self.layer[a] > self.layer[b]:
            a, b = b, a
        chain = [a]
        lane = self.lanes[a] if self.lanes[a] == self.lanes[b] else -1  # free to go anywhere
        for number in range(self.layer[a] + 1, self.layer[b]):
            bend = len(self.before)
            self.before.append([])
            self.after.append([])
            self.lanes.append(lane)
            self.layers[number].append(bend)
            chain.append(bend)
        chain.append(b)
        for left, right in pairwise(chain):
            self.after[left].append(right)
            self.before[right].append(left)
        return chain

    def place(self, lanes: int) -> GraphLayout:
        """Everything in its place, in so many lanes."""
        order = improve_order(self.order)
        self._assign_bend_lanes(order)
        space = self.spacing
        heights = [h for _, h in self.sizes] + [0] * (len(self.before) - self.count)
        problem = PlacementProblem(
            *(order, self.before, self.after, heights, self.lanes, self.count),
            box_gap=space.box,
            bend_gap=space.bend,
            bands=lanes,
            head=space.head,
            foot=space.foot,
        )
        middle, bands = assign_coordinates(problem)
        columns, width = self._column_bounds(order)
        corners = tuple(
            (sum(columns[number]) // 2 - w // 2, middle[node] - h // 2)
            for node, ((w, h), number) in enumerate(zip(self.sizes, self.layer, strict=True))
        )
        bottoms = [y + h for (_, y), (_, h) in zip(corners, self.sizes, strict=True)]
        routes = tuple(
            self._route(edge, chain, columns, corners, middle)
            for edge, chain in zip(self.edges, self.chains, strict=True)
        )
        return GraphLayout(
            *(corners, routes, bands, width),
            height=bands[-1][1] if bands else max([*bottoms, *middle], default=0),
            crossings=self.order.crossings,
        )

    def _assign_bend_lanes(self, order: list[list[int]]) -> None:
        """Give every bend a lane: between those above and below, near to its edge's."""
        aims = {node: self.lanes[chain[-1]] for chain in self.chains for node in chain[1:-1]}
        for layer in order:
            highs, high = [], max(self.lanes, default=0)
            for node in reversed(layer):
                high = self.lanes[node] if self.lanes[node] >= 0 else high
                highs.append(high)
            low = 0
            for node, high in zip(layer, reversed(highs), strict=True):
                if self.lanes[node] < 0:
                    self.lanes[node] = min(max(aims[node], low), high)
                low = self.lanes[node]

    def _column_bounds(self, order: list[list[int]]) -> tuple[list[Point], int]:
        """Left and right of each layer, and the width of all."""
        columns, x = [], 0
        for layer in order:
            wide = max((self.sizes[node][0] for node in layer if node < self.count), default=0)
            columns.append((x, x + wide))
            x += wide + self.spacing.column
        return columns, max(0, x - self.spacing.column)

    def _route(
        self,
        edge: Edge,
        chain: list[int],
        columns: list[Point],
        corners: Sequence[Point],
        middle: Sequence[int],
    ) -> tuple[Point, ...]:
        if not chain:
            sides = [(corners[n][0] + self.sizes[n][0], middle[n]) for n in edge]
            return tuple(sides)
        points: list[Point] = []
        for index, node in enumerate(chain):
            left, right = columns[self.layer[chain[0]] + index]
            if index == 0:
                left = corners[node][0] + self.sizes[node][0]
            if index == len(chain) - 1:
                right = corners[node][0]
            for point in ((left, middle[node]), (right, middle[node])):
                if points and points[-1] == point:
                    continue
                if len(points) > 1 and points[-1][1] == points[-2][1] == point[1]:
                    points.pop()
                points.append(point)
        return tuple(points if self.layer[edge[0]] < self.layer[edge[1]] else points[::-1])
