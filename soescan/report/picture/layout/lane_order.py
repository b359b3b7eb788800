"""Lanes -> their order from top to bottom, so that edges between them are short.

The less lanes an edge passes, the less it crosses. To find the best order is hard (the minimum
linear arrangement of M. Garey, D. Johnson, L. Stockmeyer: Some simplified NP-complete graph
problems, Theoretical Computer Science 1, 1976), so lanes are moved one by one while that helps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

_MOST = 40
"""More lanes stay as they are given."""


def arranged(lanes: Sequence[int], edges: Iterable[tuple[int, int]]) -> list[int]:
    """The lanes in a good order, or its mirror image if that is nearer to the given order.

    >>> arranged([0, 1, 2, 3], [(0, 3), (0, 3), (1, 3)])
    [0, 3, 1, 2]
    """
    pulls = Counter((min(edge), max(edge)) for edge in edges if edge[0] != edge[1])
    found = list(lanes)
    if len(found) > _MOST:
        return found
    best, better = _length(found, pulls), True
    while better:
        better = False
        for lane in lanes:
            rest = [one for one in found if one != lane]
            for at in reversed(range(len(found))):
                tried = [*rest[:at], lane, *rest[at:]]
                length = _length(tried, pulls)
                if length < best:
                    best, found, better = length, tried, True
    return min(found, found[::-1], key=lambda order: _turned(order, lanes))


def _length(order: Sequence[int], pulls: Counter[tuple[int, int]]) -> int:
    """How many lanes all edges pass."""
    place = {lane: at for at, lane in enumerate(order)}
    return sum(count * abs(place[a] - place[b]) for (a, b), count in pulls.items())


def _turned(order: Sequence[int], given: Sequence[int]) -> int:
    """How many pairs of lanes are not in the given order."""
    place = {lane: at for at, lane in enumerate(given)}
    ranks = [place[lane] for lane in order]
    return sum(one > other for at, one in enumerate(ranks) for other in ranks[at + 1 :])
