"""Layers -> the order of the nodes in each, with few crossings: the second step.

Sweeps over barycentres and medians: K. Sugiyama, S. Tagawa, M. Toda (1981); P. Eades, N. Wormald:
Edge crossings in drawings of bipartite graphs (Algorithmica 11, 1994). Exchanging neighbours:
E. Gansner, E. Koutsofios, S. North, K.-P. Vo (1993). Moving one node through its whole layer:
C. Matuszewski, R. Schönfeld, P. Molitor: Using sifting for k-layer straightline crossing
minimization (Graph Drawing 1999). Counting crossings as inversions: W. Barth, M. Jünger,
P. Mutzel: Simple and efficient bilayer cross counting (Graph Drawing 2002).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from random import Random

Layers = list[list[int]]
Near = Sequence[Sequence[int]]
"""For each node, its neighbours in the layer before, or in the layer after."""

_SWEEPS = 24
_PATIENCE = 4
"""Sweeps without success before one gives up; with exchanges, twice as many."""
_STARTS, _MOST_STARTS = 2_000, 24
"""Nodes in all beginnings together: small graphs get more of them, up to a number."""
_SIFTED = 60_000
"""Pairs that a round of sifting may compare; larger graphs only exchange neighbours."""
_EXCHANGES = 8
"""Rounds of exchanges after a sweep."""


def crossings(layers: Layers, after: Near) -> int:
    """How often the edges between neighbouring layers cross.

    >>> crossings([[0, 1], [2, 3]], [[3], [2], [], []])
    1
    """
    place = _places(layers, len(after))
    return sum(_between(layer, place, after) for layer in layers)


def _between(layer: Sequence[int], place: Sequence[int], after: Near) -> int:
    """Crossings between a layer and the next: inversions, counted by insertion."""
    count, seen = 0, list[int]()
    for node in layer:
        near = after[node]
        if len(near) == 1:
            end = place[near[0]]
            count += len(seen) - bisect_right(seen, end)
            insort(seen, end)
            continue
        ends = [place[one] for one in near]
        for end in ends:
            count += len(seen) - bisect_right(seen, end)
        for end in ends:
            insort(seen, end)
    return count


def _places(layers: Layers, count: int) -> list[int]:
    place = [0] * count
    for layer in layers:
        for at, node in enumerate(layer):
            place[node] = at
    return place


def ordered(layers: Layers, before: Near, after: Near, lanes: Sequence[int]) -> Layers:
    """The layers with few crossings. Nodes of a lane stay together, lanes ascending; -1 is free.

    Quick sweeps from several beginnings find where it is worth to look closer. The beginnings come
    from a generator with a fixed seed: the same graph gets the same order.
    """
    search = _Search(before, after, lanes)
    starts = enumerate(search.starts(layers))
    quick = (search.swept(start, _PATIENCE, number) for number, start in starts)
    best = min(quick, key=lambda one: one[0])
    best = min(best, search.swept(best[1], 2 * _PATIENCE, 0, exchange=True), key=lambda one: one[0])
    return search.sifted(*best)[1]


Scored = tuple[int, Layers]


class _Search:
    """Orders of one graph, tried and compared."""

    def __init__(self, before: Near, after: Near, lanes: Sequence[int]) -> None:
        self.before, self.after, self.lanes = before, after, lanes
        self.count = len(after)
        self.banded = len(set(lanes)) > 1

    def starts(self, layers: Layers) -> Iterator[Layers]:
        """Beginnings: as walks along and against the edges meet nodes, as given, and shuffled."""
        yield self._by_lane(self._walk(layers, self.after))
        yield self._by_lane(self._walk(layers[::-1], self.before)[::-1])
        yield self._by_lane(layers)
        chance = Random(1)  # noqa: S311 - the same beginnings every time
        for _ in range(min(_MOST_STARTS, _STARTS // max(self.count, 1)) - 3):
            yield self._by_lane([chance.sample(layer, len(layer)) for layer in layers])

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

    def _apart(self, one: int, other: int) -> bool:
        """Do lanes forbid that two nodes change places?"""
        return -1 < self.lanes[one] != self.lanes[other] > -1

    def _walk(self, layers: Layers, near: Near) -> Layers:
        """Nodes as a walk in depth meets them, from the first layer on."""
        met, number = (
            [False] * self.count,
            {n: at for at, layer in enumerate(layers) for n in layer},
        )
        found: Layers = [[] for _ in layers]
        for root in (n for layer in layers for n in layer):
            stack = [root]
            while stack:
                node = stack.pop()
                if not met[node]:
                    met[node] = True
                    found[number[node]].append(node)
                    stack.extend(reversed(near[node]))
        return found

    def swept(
        self, layers: Layers, patience: int, number: int, *, exchange: bool = False
    ) -> Scored:
        """The best that sweeps to and fro meet. Equal places are taken in turn from either end."""
        now = [layer[:] for layer in layers]
        best, kept, waited = crossings(now, self.after), [layer[:] for layer in now], 0
        for sweep in range(_SWEEPS):
            self._sweep(now, sweep, median=(sweep + number) % 3 == 0)
            if exchange:
                self._exchange(now)
            count = crossings(now, self.after)
            if count < best:
                best, kept, waited = count, [layer[:] for layer in now], 0
            else:
                waited += 1
                if waited > patience:
                    break
        return best, kept

    def sifted(self, count: int, layers: Layers) -> Scored:
        """Each node moved to where it crosses least in its layer, while that helps."""
        if sum(len(layer) ** 2 for layer in layers) > _SIFTED:
            return count, layers
        while True:
            for layer in layers:
                self._sift(layer, _places(layers, self.count))
            now = crossings(layers, self.after)
            if now >= count:
                return now, layers
            count = now

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

    def _exchange(self, layers: Layers) -> None:
        """Exchange neighbours in a layer while that saves crossings."""
        place = _places(layers, self.count)
        again, rounds = set(range(len(layers))), 0
        while again and rounds < _EXCHANGES:
            rounds += 1
            todo, again = sorted(again), set()
            for number in todo:
                layer = layers[number]
                difference = _Difference(self, layer, place)
                changed, better = False, True
                while better:
                    better = False
                    for at in range(len(layer) - 1):
                        one, other = layer[at], layer[at + 1]
                        if difference(one, other) > 0 and not self._apart(one, other):
                            layer[at], layer[at + 1] = other, one
                            better = changed = True
                if changed:
                    for at, node in enumerate(layer):
                        place[node] = at
                    again |= {number - 1, number + 1} & set(range(len(layers)))

    def _sift(self, layer: list[int], place: list[int]) -> None:
        difference, banded = _Difference(self, layer, place), self.banded
        for node in sorted(layer, key=lambda n: -len(self.before[n]) - len(self.after[n])):
            start = layer.index(node)
            best, to = 0, start
            change = 0
            for at in range(start + 1, len(layer)):
                if banded and self._apart(node, layer[at]):
                    break
                change -= difference(node, layer[at])
                if change < best:
                    best, to = change, at
            change = 0
            for at in range(start - 1, -1, -1):
                if banded and self._apart(node, layer[at]):
                    break
                change -= difference(layer[at], node)
                if change < best:
                    best, to = change, at
            layer.insert(to, layer.pop(start))


class _Difference:
    """How many crossings it saves to exchange two nodes of a layer, the others being fixed."""

    def __init__(self, search: _Search, layer: Sequence[int], place: Sequence[int]) -> None:
        sides = search.before, search.after
        self._ends = {
            node: [sorted([place[one] for one in side[node]]) for side in sides] for node in layer
        }
        self._known: dict[tuple[int, int], int] = {}

    def __call__(self, one: int, other: int) -> int:
        """Crossings with `one` before `other`, less those with `other` before `one`."""
        found = self._known.get((one, other))
        if found is None:
            (a, b), (c, d) = self._ends[one], self._ends[other]
            found = (_inversions(a, c) if a and c else 0) + (_inversions(b, d) if b and d else 0)
            self._known[one, other] = found
            self._known[other, one] = -found
        return found


def _inversions(first: Sequence[int], second: Sequence[int]) -> int:
    """How many pairs cross, less how many would if the two changed places; both ascend."""
    if first[-1] < second[0]:
        return -len(first) * len(second)
    if first[0] > second[-1]:
        return len(first) * len(second)
    return sum(bisect_left(second, one) + bisect_right(second, one) - len(second) for one in first)


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
