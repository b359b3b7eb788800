"""Heights to begin with: nodes near to each other in the graph are near to each other in height.

Each node goes to the mean height of its neighbours, again and again. Of heights taken by chance,
what differs from place to place goes first, and what remains is the Fiedler vector, the line on
which all edges together are shortest. Y. Koren: Drawing graphs by eigenvectors: theory and practice
(Computers and Mathematics with Applications 49, 2005); L. Carmel, D. Harel, Y. Koren: Combining
hierarchy and energy for drawing directed graphs (IEEE Transactions on Visualization and Computer
Graphics 10, 2004). Taken early, heights are another good beginning each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from soescan.report.picture.layout.crossing_count import Neighbours

_PASSES = (20, 40, 80)
"""After so many passes heights are taken; after the last, all begins anew."""


def spectral_heights(near: Neighbours) -> Iterator[list[float]]:
    """Yield heights for the nodes, given each node's neighbours; endless, and always the same."""
    chance = Random(1)  # noqa: S311 - the same beginnings every time
    low_degree = [(node, ends[0], ends[-1]) for node, ends in enumerate(near) if 0 < len(ends) < 3]
    high_degree = [(node, ends, 1 / len(ends)) for node, ends in enumerate(near) if len(ends) > 2]
    while True:
        height = [chance.random() for _ in near]
        for number in range(1, _PASSES[-1] + 1):
            for node, first, second in low_degree:
                height[node] = (height[first] + height[second]) / 2
            for node, ends, share in high_degree:
                height[node] = sum([height[end] for end in ends]) * share
            low_degree.reverse()
            high_degree.reverse()
            if number in _PASSES:
                yield height[:]
