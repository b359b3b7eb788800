"""An order of each layer -> a better one, by moving single nodes, and from disturbances.

Moving one node to where it crosses least in its layer: C. Matuszewski, R. Schönfeld, P. Molitor:
Using sifting for k-layer straightline crossing minimization (Graph Drawing 1999). To disturb what
cannot be bettered so, mend it, and keep it unless it is worse: H. Lourenço, O. Martin, T. Stützle:
Iterated local search (Handbook of Metaheuristics, 2003).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from soescan.report.picture.layout.crossing_count import Layers, Neighbours, count_crossings

_VISIT_COST = 10
"""What it costs to turn to a node at all, in places of a layer looked at."""


class SiftingSearch:
    """Layers, changed by moves of single nodes. Those of two lanes never change places."""

    def __init__(
        self, layers: Layers, before: Neighbours, after: Neighbours, lanes: Sequence[int]
    ) -> None:
        """Begin with layers, which stay as they are, and the neighbours and lane of each node."""
        self.layers = [layer[:] for layer in layers]
        self.crossings = count_crossings(layers, after)
        """How often edges cross now."""
        self._before, self._after, self._lanes = before, after, lanes
        self._near: Neighbours = [[*a, *b] for a, b in zip(before, after, strict=True)]
        self._banded = len(set(lanes)) > 1
        self._number, self._place = [0] * len(after), [0] * len(after)
        for number, layer in enumerate(self.layers):
            for index, node in enumerate(layer):
                self._number[node], self._place[node] = number, index
        self._moves: list[tuple[int, int]] = []
        """Nodes moved, and from where."""
        self._chance = Random(1)  # noqa: S311 - the same search every time
        self._visits = 0
        """Places of layers looked at."""

    def search(self, visits: int, patience: int) -> None:
        """Disturb and mend, and keep what became no worse.

        Ends after so many visits to places, or so many attempts in a row without success.
        """
        nodes = [n for layer in self.layers if len(layer) > 1 for n in layer if self._near[n]]
        waited, end = 0, self._visits + visits
        while nodes and self.crossings and waited < patience and self._visits < end:
            self._moves.clear()
            before = self.crossings
            self._disturb(self._chance.choice(nodes))
            waited = 0 if self.crossings < before else waited + 1
            if self.crossings > before:
                self._undo()
                self.crossings = before

    def sift_all(self, nodes: Iterable[int], fixed: int = -1, visits: int | None = None) -> None:
        """Sift nodes, then those beside what moved, while that helps.

        One node can be held where it is. Visits to places can be limited.
        """
        queue = deque(node for node in nodes if self._near[node])
        waiting = {*queue, fixed}
        end = None if visits is None else self._visits + visits
        while queue and (end is None or self._visits < end):
            node = queue.popleft()
            waiting.discard(node)
            if self._sift(node):
                for neighbour in self._near[node]:
                    if neighbour not in waiting:
                        waiting.add(neighbour)
                        queue.append(neighbour)

    def _disturb(self, node: int) -> None:
        """Move a node anywhere else and mend around it."""
        low, high = self._allowed_places(node)
        if low == high:
            self._visits += _VISIT_COST
            return
        place, target = self._place[node], self._chance.randrange(low, high)
        if target >= place:
            target += 1
        layer = self.layers[self._number[node]]
        pull, near = self._crossing_changes(node)
        passed = layer[place + 1 : target + 1] if target > place else layer[target:place]
        change = sum([pull[neighbour] for passed_node in passed for neighbour in near[passed_node]])
        self.crossings += change if target > place else -change
        self._move(node, target)
        self.sift_all(self._near[node], fixed=node)
        self.sift_all([*passed, node])

    def _sift(self, node: int) -> bool:
        """Move a node to where it crosses least; False if it is there."""
        pull, near = self._crossing_changes(node)
        layer, place = self.layers[self._number[node]], self._place[node]
        low, high = self._allowed_places(node)
        best, target = 0, place
        change = 0
        for index in range(place + 1, high + 1):
            for neighbour in near[layer[index]]:
                change += pull[neighbour]
            if change < best:
                best, target = change, index
        change = 0
        for index in range(place - 1, low - 1, -1):
            for neighbour in near[layer[index]]:
                change -= pull[neighbour]
            if change < best:
                best, target = change, index
        if not best:
            return False
        self.crossings += best
        self._move(node, target)
        return True

    def _crossing_changes(self, node: int) -> tuple[Mapping[int, int], Neighbours]:
        """For nodes of the layers beside: crossings that an edge to them adds when passed.

        The edge is that of a node which this one moves past, from above it to below. With them
        come the neighbours that count.
        """
        before, after, number = self._before[node], self._after[node], self._number[node]
        self._visits += _VISIT_COST + len(self.layers[number])
        pull: dict[int, int] = {}
        if before:
            pull.update(self._relative_positions(before, self.layers[number - 1]))
        if after:
            pull.update(self._relative_positions(after, self.layers[number + 1]))
        if before and after:
            return pull, self._near
        return pull, self._before if before else self._after

    def _relative_positions(
        self, ends: Sequence[int], layer: Sequence[int]
    ) -> Iterable[tuple[int, int]]:
        """For each node of a layer, how many of the ends are above it less how many below."""
        self._visits += len(layer)
        if len(ends) == 1:
            at = self._place[ends[0]]
            return zip(layer, [-1] * at + [0] + [1] * (len(layer) - at - 1), strict=True)
        balance, difference = list[int](), -len(ends)
        for place in sorted([self._place[end] for end in ends]):
            if place < len(balance):
                balance[-1] += 1  # two edges to the same node
            else:
                balance += [difference] * (place - len(balance))
                balance.append(difference + 1)
            difference += 2
        balance += [difference] * (len(layer) - len(balance))
        return zip(layer, balance, strict=True)

    def _allowed_places(self, node: int) -> tuple[int, int]:
        """The first and the last place in its layer that lanes leave a node."""
        layer, place = self.layers[self._number[node]], self._place[node]
        if not self._banded:
            return 0, len(layer) - 1
        low = high = place
        while low and not self._lanes_forbid_swap(node, layer[low - 1]):
            low -= 1
        while high < len(layer) - 1 and not self._lanes_forbid_swap(node, layer[high + 1]):
            high += 1
        return low, high

    def _lanes_forbid_swap(self, one: int, other: int) -> bool:
        """Do lanes forbid that two nodes change places?"""
        return -1 < self._lanes[one] != self._lanes[other] > -1

    def _move(self, node: int, target: int) -> None:
        layer, place = self.layers[self._number[node]], self._place[node]
        self._moves.append((node, place))
        layer.insert(target, layer.pop(place))
        for index in range(min(place, target), max(place, target) + 1):
            self._place[layer[index]] = index

    def _undo(self) -> None:
        """Take back all moves since they were last forgotten."""
        moves, self._moves = self._moves, []
        for node, place in reversed(moves):
            self._move(node, place)
