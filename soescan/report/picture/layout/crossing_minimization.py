"""Layers -> the order of the nodes in each, with few crossings: the second step.

Sweeps over barycentres and medians: K. Sugiyama, S. Tagawa, M. Toda (1981); P. Eades, N. Wormald:
Edge crossings in drawings of bipartite graphs (Algorithmica 11, 1994); which median: E. Gansner,
E. Koutsofios, S. North, K.-P. Vo (1993). Before them come heights, after them sifting; both name
their papers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from soescan.report.picture.layout.crossing_count import Layers, Neighbours, count_crossings
from soescan.report.picture.layout.sifting import SiftingSearch
from soescan.report.picture.layout.spectral_heights import spectral_heights

_SWEEPS = 24
_WAIT = 1
"""Sweeps without success before one gives up."""
_STARTS = 6
"""Beginnings by heights."""
_SIFTED = 1_000_000
"""Places of layers that sifting may look at."""
_BRIEF, _LONG = 100, 500
"""Places for each node that a search may look at: to compare drawings, and in the best of them."""
_MOST = 80_000
"""Places that a long search may look at however many nodes there are; a brief one a tenth."""
_PATIENCE = 5
"""Attempts of a search without success, for each node, before it gives up."""


def minimize_crossings(
    layers: Layers, before: Neighbours, after: Neighbours, lanes: Sequence[int]
) -> SiftingSearch:
    """The layers with few crossings. Nodes of a lane stay together, lanes ascending; -1 is free.

    Sweeps from several beginnings find where it is worth to look closer. How much is tried is
    counted, never timed, and what is left to chance has a fixed seed: the same graph gets the same
    order.
    """
    sweeps = _LayerSweeps(before, after, lanes)
    quick = (
        sweeps.best_of_sweeps(start, number)
        for number, start in enumerate(sweeps.initial_orders(layers))
    )
    _, best = min(quick, key=lambda scored: scored[0])
    search = SiftingSearch(best, before, after, lanes)
    search.sift_all([node for layer in best for node in layer], visits=_SIFTED)
    search.search(min(_BRIEF * len(after), _MOST // 10), _PATIENCE * len(after))
    return search


def improve_order(search: SiftingSearch) -> Layers:
    """The layers after a longer search, with no more crossings than before."""
    count = sum(map(len, search.layers))
    search.search(min(_LONG * count, _MOST), _PATIENCE * count)
    return search.layers


_Scored = tuple[int, Layers]


class _LayerSweeps:
    """Orders of one graph, found by sweeps to and fro."""

    def __init__(self, before: Neighbours, after: Neighbours, lanes: Sequence[int]) -> None:
        self.before, self.after, self.lanes = before, after, lanes
        self.count = len(after)
        self.banded = len(set(lanes)) > 1

    def initial_orders(self, layers: Layers) -> Iterator[Layers]:
        """Beginnings: as given, and by heights."""
        yield self._group_by_lane(layers)
        near = [[*a, *b] for a, b in zip(self.before, self.after, strict=True)]
        for height in islice(spectral_heights(near), _STARTS):
            yield self._group_by_lane([sorted(layer, key=height.__getitem__) for layer in layers])

    def _group_by_lane(self, layers: Layers) -> Layers:
        if not self.banded:
            return [layer[:] for layer in layers]
        return [
            self._merge_by_lane(layer, {n: index for index, n in enumerate(layer)})
            for layer in layers
        ]

    def _merge_by_lane(self, nodes: list[int], keys: Mapping[int, float]) -> list[int]:
        """Nodes by their keys as far as lanes allow: those of a lane stay together.

        Where lanes and keys disagree, the nodes concerned share the mean of their keys, and free
        nodes go before or after all of them.
        """
        lanes = self.lanes
        free = [node for node in nodes if lanes[node] < 0]
        bound = sorted((n for n in nodes if lanes[n] >= 0), key=lambda n: (lanes[n], keys[n]))
        blocks: list[tuple[float, int]] = []
        for node in bound:
            total, count = float(keys[node]), 1
            while blocks and blocks[-1][0] * count > total * blocks[-1][1]:
                above = blocks.pop()
                total, count = total + above[0], count + above[1]
            blocks.append((total, count))
        agreed = dict(keys)
        bound_nodes = iter(bound)
        for total, count in blocks:
            for _ in range(count):
                agreed[next(bound_nodes)] = total / count
        return sorted([*bound, *free], key=agreed.__getitem__)

    def best_of_sweeps(self, layers: Layers, number: int) -> _Scored:
        """The best that sweeps to and fro meet. Equal places are taken in turn from either end."""
        current = [layer[:] for layer in layers]
        best, best_order, failures = (
            count_crossings(current, self.after),
            [layer[:] for layer in current],
            0,
        )
        for sweep in range(_SWEEPS):
            self._sweep(current, sweep, median=(sweep + number) % 3 == 0)
            count = count_crossings(current, self.after)
            if count < best:
                best, best_order, failures = count, [layer[:] for layer in current], 0
            else:
                failures += 1
                if failures > _WAIT:
                    break
        return best, best_order

    def _sweep(self, layers: Layers, number: int, *, median: bool) -> None:
        """Order each layer by the neighbours in the one before; those without any stay in place."""
        onwards, turned = number % 2 == 0, number % 4 >= 2
        near = self.before if onwards else self.after
        place, size = [0.0] * self.count, 0
        for layer in layers if onwards else reversed(layers):
            keys = {}
            for node in layer:
                neighbours = near[node]
                if len(neighbours) == 1:
                    key = place[neighbours[0]]
                elif not neighbours:
                    continue
                elif median:
                    key = _median(sorted([place[neighbour] for neighbour in neighbours]))
                else:
                    key = sum([place[neighbour] for neighbour in neighbours]) / len(neighbours)
                keys[node] = key
            if self.banded:
                for index, node in enumerate(layer):
                    keys.setdefault(node, index * size / len(layer))
                size = len(layer)
            moved = list(keys)
            if turned:
                moved.reverse()
            if self.banded:
                moved = self._merge_by_lane(moved, keys)
            else:
                moved.sort(key=keys.__getitem__)
                if len(moved) < len(layer):
                    next_moved = iter(moved)
                    moved = [next(next_moved) if node in keys else node for node in layer]
            layer[:] = moved
            for index, node in enumerate(layer):
                place[node] = index


def _median(places: Sequence[float]) -> float:
    """The median of Gansner et al.: of an even number, nearer to where the others crowd."""
    half = len(places) // 2
    if len(places) % 2:
        return places[half]
    low, high = places[half - 1], places[half]
    if len(places) == 2:
        return (low + high) / 2
    left_gap, right_gap = low - places[0], places[-1] - high
    return (
        (low * right_gap + high * left_gap) / (left_gap + right_gap)
        if left_gap + right_gap
        else (low + high) / 2
    )
