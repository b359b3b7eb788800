"""Layers -> the order of the nodes in each, with few crossings: the second step.

Sweeps over barycentres and medians: K. Sugiyama, S. Tagawa, M. Toda (1981); P. Eades, N. Wormald:
Edge crossings in drawings of bipartite graphs (Algorithmica 11, 1994); which median: E. Gansner,
E. Koutsofios, S. North, K.-P. Vo (1993). Before them come heights, after them sifting; both name
their papers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from soescan.report.picture.layout.crossing_count import Layers, Near, crossings
from soescan.report.picture.layout.sifting import Sifting
from soescan.report.picture.layout.spectral_heights import heights

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


def ordered(layers: Layers, before: Near, after: Near, lanes: Sequence[int]) -> Sifting:
    """The layers with few crossings. Nodes of a lane stay together, lanes ascending; -1 is free.

    Sweeps from several beginnings find where it is worth to look closer. How much is tried is
    counted, never timed, and what is left to chance has a fixed seed: the same graph gets the same
    order.
    """
    sweeps = _Sweeps(before, after, lanes)
    quick = (sweeps.swept(start, at) for at, start in enumerate(sweeps.starts(layers)))
    _, best = min(quick, key=lambda one: one[0])
    found = Sifting(best, before, after, lanes)
    found.mend([node for layer in best for node in layer], visits=_SIFTED)
    found.search(min(_BRIEF * len(after), _MOST // 10), _PATIENCE * len(after))
    return found


def bettered(found: Sifting) -> Layers:
    """The layers after a longer search."""
    count = sum(map(len, found.layers))
    found.search(min(_LONG * count, _MOST), _PATIENCE * count)
    return found.layers


_Scored = tuple[int, Layers]


class _Sweeps:
    """Orders of one graph, found by sweeps to and fro."""

    def __init__(self, before: Near, after: Near, lanes: Sequence[int]) -> None:
        self.before, self.after, self.lanes = before, after, lanes
        self.count = len(after)
        self.banded = len(set(lanes)) > 1

    def starts(self, layers: Layers) -> Iterator[Layers]:
        """Beginnings: as given, and by heights."""
        yield self._by_lane(layers)
        near = [[*a, *b] for a, b in zip(self.before, self.after, strict=True)]
        for height in islice(heights(near), _STARTS):
            yield self._by_lane([sorted(layer, key=height.__getitem__) for layer in layers])

    def _by_lane(self, layers: Layers) -> Layers:
        if not self.banded:
            return [layer[:] for layer in layers]
        return [self._merged(layer, {n: at for at, n in enumerate(layer)}) for layer in layers]

    def _merged(self, nodes: list[int], keys: Mapping[int, float]) -> list[int]:
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
        rest = iter(bound)
        for total, count in blocks:
            for _ in range(count):
                agreed[next(rest)] = total / count
        return sorted([*bound, *free], key=agreed.__getitem__)

    def swept(self, layers: Layers, number: int) -> _Scored:
        """The best that sweeps to and fro meet. Equal places are taken in turn from either end."""
        now = [layer[:] for layer in layers]
        best, kept, waited = crossings(now, self.after), [layer[:] for layer in now], 0
        for sweep in range(_SWEEPS):
            self._sweep(now, sweep, median=(sweep + number) % 3 == 0)
            count = crossings(now, self.after)
            if count < best:
                best, kept, waited = count, [layer[:] for layer in now], 0
            else:
                waited += 1
                if waited > _WAIT:
                    break
        return best, kept

    def _sweep(self, layers: Layers, number: int, *, median: bool) -> None:
        """Order each layer by the neighbours in the one before; those without any stay in place."""
        onwards, turned = number % 2 == 0, number % 4 >= 2
        near = self.before if onwards else self.after
        place, size = [0.0] * self.count, 0
        for layer in layers if onwards else reversed(layers):
            keys = {}
            for node in layer:
                found = near[node]
                if len(found) == 1:
                    key = place[found[0]]
                elif not found:
                    continue
                elif median:
                    key = _median(sorted([place[one] for one in found]))
                else:
                    key = sum([place[one] for one in found]) / len(found)
                keys[node] = key
            if self.banded:
                for at, node in enumerate(layer):
                    keys.setdefault(node, at * size / len(layer))
                size = len(layer)
            moved = list(keys)
            if turned:
                moved.reverse()
            if self.banded:
                moved = self._merged(moved, keys)
            else:
                moved.sort(key=keys.__getitem__)
                if len(moved) < len(layer):
                    rest = iter(moved)
                    moved = [next(rest) if node in keys else node for node in layer]
            layer[:] = moved
            for at, node in enumerate(layer):
                place[node] = at


def _median(places: Sequence[float]) -> float:
    """The median of Gansner et al.: of an even number, nearer to where the others crowd."""
    half = len(places) // 2
    if len(places) % 2:
        return places[half]
    low, high = places[half - 1], places[half]
    if len(places) == 2:
        return (low + high) / 2
    left, right = low - places[0], places[-1] - high
    return (low * right + high * left) / (left + right) if left + right else (low + high) / 2
