"""How often edges between neighbouring layers cross.

Counted as inversions: W. Barth, M. Jünger, P. Mutzel: Simple and efficient bilayer cross counting
(Graph Drawing 2002).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

Layers = list[list[int]]
Near = Sequence[Sequence[int]]
"""For each node, its neighbours in the layer before, or in the layer after."""


def crossings(layers: Layers, after: Near) -> int:
    """How often the edges between neighbouring layers cross.

    >>> crossings([[0, 1], [2, 3]], [[3], [2], [], []])
    1
    """
    place = [0] * len(after)
    for layer in layers:
        for at, node in enumerate(layer):
            place[node] = at
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
