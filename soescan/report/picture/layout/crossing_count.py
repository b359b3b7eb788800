"""How often edges between neighbouring layers cross.

Counted as inversions: W. Barth, M. Jünger, P. Mutzel: Simple and efficient bilayer cross counting
(Graph Drawing 2002).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

Layers = list[list[int]]
Neighbours = Sequence[Sequence[int]]
"""For each node, its neighbours in the layer before, or in the layer after."""


def count_crossings(layers: Layers, after: Neighbours) -> int:
    """How often the edges between neighbouring layers cross.

    >>> count_crossings([[0, 1], [2, 3]], [[3], [2], [], []])
    1
    """
    place = [0] * len(after)
    for layer in layers:
        for index, node in enumerate(layer):
            place[node] = index
    return sum(_count_between(layer, place, after) for layer in layers)


def _count_between(layer: Sequence[int], place: Sequence[int], after: Neighbours) -> int:
    """Crossings between a layer and the next: inversions, counted by insertion."""
    count, ends_above = 0, list[int]()
    for node in layer:
        near = after[node]
        if len(near) == 1:
            end = place[near[0]]
            count += len(ends_above) - bisect_right(ends_above, end)
            insort(ends_above, end)
            continue
        ends = [place[neighbour] for neighbour in near]
        for end in ends:
            count += len(ends_above) - bisect_right(ends_above, end)
        for end in ends:
            insort(ends_above, end)
    return count
