"""Lanes -> their order from top to bottom, so that edges between them are short.

The less lanes an edge passes, the less it crosses. To find the best order is hard (the minimum
linear arrangement of M. Garey, D. Johnson, L. Stockmeyer: Some simplified NP-complete graph
problems, Theoretical Computer Science 1, 1976), so lanes are moved one by one while that helps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

_MOST_LANES = 40
"""More lanes stay as they are given."""


def arrange_lanes(lanes: Sequence[int], edges: Iterable[tuple[int, int]]) -> list[int]:
    """The lanes in a good order, or its mirror image if that is nearer to the given order.

    >>> arrange_lanes([0, 1, 2, 3], [(0, 3), (0, 3), (1, 3)])
    [0, 3, 1, 2]
    """
    pulls = Counter((min(edge), max(edge)) for edge in edges if edge[0] != edge[1])
    order = list(lanes)
    if len(order) > _MOST_LANES:
        return order
    best, improved = _total_span(order, pulls), True
    while improved:
        improved = False
        for lane in lanes:
            others = [other for other in order if other != lane]
            for index in reversed(range(len(order))):
                candidate = [*others[:index], lane, *others[index:]]
                if (span := _total_span(candidate, pulls)) < best:
                    best, order, improved = span, candidate, True
    return min(order, order[::-1], key=lambda candidate: _count_inversions(candidate, lanes))


def _total_span(order: Sequence[int], pulls: Counter[tuple[int, int]]) -> int:
    """How many lanes all edges pass."""
    place = {lane: index for index, lane in enumerate(order)}
    return sum(count * abs(place[a] - place[b]) for (a, b), count in pulls.items())


def _count_inversions(order: Sequence[int], reference: Sequence[int]) -> int:
    """How many pairs of lanes are not in the given order."""
    place = {lane: index for index, lane in enumerate(reference)}
    ranks = [place[lane] for lane in order]
    return sum(rank > later for index, rank in enumerate(ranks) for later in ranks[index + 1 :])
