"""Order, ancestors and transitive reduction of directed acyclic graphs given as lists of numbers.

Sets of nodes are whole numbers, bit by bit: Python joins two sets of 10,000 nodes in a fraction of
a microsecond, which no library that walks the graph node by node comes near. Memory is the square
of the number of nodes in bits: 12 MB for 10,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError

Predecessors = Sequence[Sequence[int]]
"""For each node, numbered from 0, the nodes with an edge to it."""


def topological_order(predecessors: Predecessors) -> tuple[int, ...]:
    """All nodes, each after its predecessors, otherwise by number (Kahn 1962).

    Raises graphlib.CycleError with a cycle if there is one.

    >>> topological_order([(2,), (0,), ()])
    (2, 0, 1)
    """
    open_counts = [len(before) for before in predecessors]
    successors: list[list[int]] = [[] for _ in predecessors]
    for node, before in enumerate(predecessors):
        for predecessor in before:
            successors[predecessor].append(node)
    order = [node for node, count in enumerate(open_counts) if not count]
    for node in order:  # grows while it is read
        for successor in successors[node]:
            open_counts[successor] -= 1
            if not open_counts[successor]:
                order.append(successor)
    if len(order) < len(predecessors):
        raise CycleError("nodes wait for each other", _find_cycle(predecessors, open_counts))
    return tuple(order)


def _find_cycle(predecessors: Predecessors, open_counts: Sequence[int]) -> list[int]:
    """A cycle among the nodes with open predecessors, its first node repeated at the end."""
    node = next(n for n, count in enumerate(open_counts) if count)
    path: list[int] = []
    while node not in path:
        path.append(node)
        node = next(before for before in predecessors[node] if open_counts[before])
    return [*path[path.index(node) :], node]


def ancestors(order: Sequence[int], predecessors: Predecessors) -> list[int]:
    """For each node its ancestors, as a number in which bit n stands for node n.

    `order` is a topological order of the nodes.

    >>> [bin(bits) for bits in ancestors((0, 1, 2), [(), (0,), (1,)])]
    ['0b0', '0b1', '0b11']
    """
    before = [0] * len(predecessors)
    for node in order:
        bits = 0
        for predecessor in predecessors[node]:
            bits |= before[predecessor] | (1 << predecessor)
        before[node] = bits
    return before


def transitive_reduction(order: Sequence[int], predecessors: Predecessors) -> list[tuple[int, ...]]:
    """The fewest edges with the same ancestors, as predecessors of each node (Aho, Garey, Ullman
    1972): of an acyclic graph, those edges that no longer path replaces.

    `order` is a topological order of the nodes.

    >>> transitive_reduction((0, 1, 2), [(), (0,), (0, 1)])
    [(), (0,), (1,)]
    """
    before = [0] * len(predecessors)
    kept = [tuple(direct) for direct in predecessors]
    for node in order:
        indirect = direct = 0
        for predecessor in predecessors[node]:
            indirect |= before[predecessor]
            direct |= 1 << predecessor
        before[node] = indirect | direct
        if indirect & direct:
            kept[node] = tuple(p for p in predecessors[node] if not indirect >> p & 1)
    return kept


def members(bits: int) -> list[int]:
    """The nodes of a set, ascending.

    >>> members(0b1011)
    [0, 1, 3]
    """
    return [node for node, digit in enumerate(bin(bits)[:1:-1]) if digit == "1"]
