"""Edges -> a layer for each node: the first step of a layered drawing.

K. Sugiyama, S. Tagawa, M. Toda: Methods for visual understanding of hierarchical system structures
(IEEE Transactions on Systems, Man, and Cybernetics 11, 1981). That short edges make a good drawing,
and what a tight edge is: E. Gansner, E. Koutsofios, S. North, K.-P. Vo: A technique for drawing
directed graphs (IEEE Transactions on Software Engineering 19, 1993).
"""

from __future__ import annotations

from collections.abc import Sequence

Edge = tuple[int, int]
_ROUNDS = 30
_BOTH = 300
"""Graphs of more nodes get one choice of layers only."""


def forward(count: int, edges: Sequence[Edge]) -> tuple[list[Edge], list[int]]:
    """The edges that form no loop, and the nodes, each after those with an edge to it.

    Where nodes form a loop, the edge that closes it is left out, as met from the first node.

    >>> forward(3, [(0, 1), (1, 2), (2, 0)])
    ([(0, 1), (1, 2)], [0, 1, 2])
    """
    after: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        if a != b:
            after[a].append(b)
    state, left_out, order = [0] * count, set[Edge](), list[int]()
    heads = {b for a, b in edges if a != b}
    for root in [*(n for n in range(count) if n not in heads), *range(count)]:
        if state[root]:
            continue
        state[root] = 1
        stack = [(root, iter(after[root]))]
        while stack:
            node, rest = stack[-1]
            for one in rest:
                if state[one] == 1:
                    left_out.add((node, one))
                elif not state[one]:
                    state[one] = 1
                    stack.append((one, iter(after[one])))
                    break
            else:
                state[node] = 2
                order.append(node)
                stack.pop()
    kept = [edge for edge in edges if edge[0] != edge[1] and edge not in left_out]
    return kept, order[::-1]


def layers(count: int, edges: Sequence[Edge], order: Sequence[int]) -> list[int]:
    """A layer for each node, so that every edge leads to a later one and edges are short.

    `edges` form no loop and `order` is one in which they all lead onwards. Nodes begin at the
    length of the longest way to them. Then each goes where its edges are shortest together, alone
    or with all that hangs on it by edges of length 1.

    >>> layers(4, [(0, 1), (1, 2), (3, 2)], [0, 3, 1, 2])
    [0, 1, 2, 1]
    """
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        before[b].append(a)
        after[a].append(b)
    found = [0] * count
    for node in order:
        found[node] = max((found[one] + 1 for one in before[node]), default=0)
    for _ in range(_ROUNDS):
        moved = _shift_each(order, before, after, found)
        moved |= _shift_groups(order, before, after, found)
        if not moved:
            break
    low = min(found, default=0)
    return [layer - low for layer in found]


def layerings(count: int, edges: Sequence[Edge], order: Sequence[int]) -> list[list[int]]:
    """Ways to choose layers with short edges: nodes that may go either way early, then late.

    >>> layerings(4, [(0, 1), (1, 2), (2, 3), (0, 3)], [0, 1, 2, 3])
    [[0, 1, 2, 3]]
    >>> layerings(5, [(0, 1), (1, 2), (2, 3), (0, 4), (4, 3)], [0, 1, 4, 2, 3])
    [[0, 1, 2, 3, 1], [0, 1, 2, 3, 2]]
    """
    early = layers(count, edges, order)
    if count > _BOTH:
        return [early]
    turned = layers(count, [(b, a) for a, b in edges], order[::-1])
    last = max(turned, default=0)
    late = [last - layer for layer in turned]
    return [early] if late == early else [early, late]


def _shift_each(
    order: Sequence[int],
    before: Sequence[Sequence[int]],
    after: Sequence[Sequence[int]],
    found: list[int],
) -> bool:
    """Move single nodes towards the side on which they have more edges."""
    moved = False
    for node in [*reversed(order), *order]:
        pull = len(after[node]) - len(before[node])
        if pull > 0:
            to = min(found[one] for one in after[node]) - 1
        elif pull < 0:
            to = max(found[one] for one in before[node]) + 1
        else:
            continue
        if to != found[node]:
            found[node], moved = to, True
    return moved


def _shift_groups(
    order: Sequence[int],
    before: Sequence[Sequence[int]],
    after: Sequence[Sequence[int]],
    found: list[int],
) -> bool:
    """Move a node with all that must move along, later or earlier, while that shortens edges.

    What must move along when a node goes one layer on: the ends of its tight edges, and theirs.
    """
    moved = False
    for ahead, behind, step in ((after, before, 1), (before, after, -1)):
        for root in order:
            while True:
                group, stack = {root}, [root]
                while stack:
                    node = stack.pop()
                    for one in ahead[node]:
                        if (found[one] - found[node]) * step == 1 and one not in group:
                            group.add(one)
                            stack.append(one)
                gain = 0
                for node in group:
                    gain += sum(one not in group for one in ahead[node])
                    gain -= sum(one not in group for one in behind[node])
                if gain <= 0:
                    break
                for node in group:
                    found[node] += step
                moved = True
    return moved
