"""Who comes before whom, in graphs without loops: order, reach, and the edges that are needed.

Sets of nodes are whole numbers, bit by bit: Python joins two sets of 10,000 nodes in a fraction of
a microsecond, which no library that walks the graph node by node comes near. Memory is the square
of the number of nodes in bits: 12 MB for 10,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError

Waits = Sequence[Sequence[int]]
"""For each node, the nodes it waits for."""


def topological_order(waits: Waits) -> tuple[int, ...]:
    """The nodes, each after all that it waits for, otherwise by number.

    Raises graphlib.CycleError with a loop if there is one.

    >>> order([(2,), (0,), ()])
    (2, 0, 1)
    """
    open_ = [len(before) for before in waits]
    after: list[list[int]] = [[] for _ in waits]
    for node, before in enumerate(waits):
        for one in before:
            after[one].append(node)
    found = [node for node, count in enumerate(open_) if not count]
    for node in found:  # grows while it is read
        for one in after[node]:
            open_[one] -= 1
            if not open_[one]:
                found.append(one)
    if len(found) < len(waits):
        raise CycleError("nodes wait for each other", _loop(waits, open_))
    return tuple(found)


def _loop(waits: Waits, open_: Sequence[int]) -> list[int]:
    """A loop among the nodes that were never free, first node repeated."""
    node = next(n for n, count in enumerate(open_) if count)
    path: list[int] = []
    while node not in path:
        path.append(node)
        node = next(before for before in waits[node] if open_[before])
    return [*path[path.index(node) :], node]


def ancestors(order: Sequence[int], waits: Waits) -> list[int]:
    """For each node the set of all nodes before it, as a number with their bits set.

    >>> [bin(found) for found in reach((0, 1, 2), [(), (0,), (1,)])]
    ['0b0', '0b1', '0b11']
    """
    before = [0] * len(waits)
    for node in order:
        found = 0
        for one in waits[node]:
            found |= before[one] | (1 << one)
        before[node] = found
    return before


def transitive_reduction(order: Sequence[int], waits: Waits) -> list[tuple[int, ...]]:
    """The fewest edges with the same reach: those that no longer way replaces.

    >>> reduced((0, 1, 2), [(), (0,), (0, 1)])
    [(), (0,), (1,)]
    """
    before = [0] * len(waits)
    kept = [tuple(direct) for direct in waits]
    for node in order:
        farther = nearer = 0
        for one in waits[node]:
            farther |= before[one]
            nearer |= 1 << one
        before[node] = farther | nearer
        if farther & nearer:
            kept[node] = tuple(one for one in waits[node] if not farther >> one & 1)
    return kept


def members(found: int) -> list[int]:
    """The nodes of a set, ascending.

    >>> members(0b1011)
    [0, 1, 3]
    """
    digits = bin(found)[:1:-1]
    return [node for node, digit in enumerate(digits) if digit == "1"]
