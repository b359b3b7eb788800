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
_MOST_NODES_FOR_BOTH = 300
"""Graphs of more nodes get one choice of layers only."""


def remove_cycles(count: int, edges: Sequence[Edge]) -> tuple[list[Edge], list[int]]:
    """The edges that form no loop, and the nodes, each after those with an edge to it.

    Where nodes form a loop, the edge that closes it is left out, as met from the first node.

    >>> remove_cycles(3, [(0, 1), (1, 2), (2, 0)])
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
            node, successors = stack[-1]
            for successor in successors:
                if state[successor] == 1:
                    left_out.add((node, successor))
                elif not state[successor]:
                    state[successor] = 1
                    stack.append((successor, iter(after[successor])))
                    break
            else:
                state[node] = 2
                order.append(node)
                stack.pop()
    acyclic = [edge for edge in edges if edge[0] != edge[1] and edge not in left_out]
    return acyclic, order[::-1]


def assign_layers(count: int, edges: Sequence[Edge], order: Sequence[int]) -> list[int]:
    """A layer for each node, so that every edge leads to a later one and edges are short.

    `edges` form no loop and `order` is one in which they all lead onwards. Nodes begin at the
    length of the longest way to them. Then each goes where its edges are shortest together, alone
    or with all that hangs on it by edges of length 1.

    >>> assign_layers(4, [(0, 1), (1, 2), (3, 2)], [0, 3, 1, 2])
    [0, 1, 2, 1]
    """
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        before[b].append(a)
        after[a].append(b)
    layer_of = [0] * count
    for node in order:
        layer_of[node] = max((layer_of[predecessor] + 1 for predecessor in before[node]), default=0)
    for _ in range(_ROUNDS):
        moved = _shift_nodes(order, before, after, layer_of)
        moved |= _shift_groups(order, before, after, layer_of)
        if not moved:
            break
    low = min(layer_of, default=0)
    return [layer - low for layer in layer_of]


def layer_choices(count: int, edges: Sequence[Edge], order: Sequence[int]) -> list[list[int]]:
    """Ways to choose layers with short edges: nodes that may go either way early, then late.

    >>> layer_choices(4, [(0, 1), (1, 2), (2, 3), (0, 3)], [0, 1, 2, 3])
    [[0, 1, 2, 3]]
    >>> layer_choices(5, [(0, 1), (1, 2), (2, 3), (0, 4), (4, 3)], [0, 1, 4, 2, 3])
    [[0, 1, 2, 3, 1], [0, 1, 2, 3, 2]]
    """
    early = assign_layers(count, edges, order)
    if count > _MOST_NODES_FOR_BOTH:
        return [early]
    turned = assign_layers(count, [(b, a) for a, b in edges], order[::-1])
    last = max(turned, default=0)
    late = _begin_early([last - layer for layer in turned], edges)
    return [early] if late == early else [early, late]


def _begin_early(layer_of: Sequence[int], edges: Sequence[Edge]) -> list[int]:
    """The same layers with what no edge joins to the rest moved to the first of them.

    >>> _begin_early([0, 1, 2, 1, 2], [(0, 1), (1, 2), (3, 4)])
    [0, 1, 2, 0, 1]
    """
    near: list[list[int]] = [[] for _ in layer_of]
    for a, b in edges:
        near[a].append(b)
        near[b].append(a)
    moved: dict[int, int] = {}
    for root in range(len(layer_of)):
        part, stack = {root}, [root] if root not in moved else []
        while stack:
            node = stack.pop()
            stack += [other for other in near[node] if other not in part]
            part.update(near[node])
        if root not in moved:
            first = min(layer_of[node] for node in part)
            moved |= {node: layer_of[node] - first for node in part}
    return [moved[node] for node in range(len(layer_of))]


def _shift_nodes(
    order: Sequence[int],
    before: Sequence[Sequence[int]],
    after: Sequence[Sequence[int]],
    layer_of: list[int],
) -> bool:
    """Move single nodes towards the side on which they have more edges."""
    moved = False
    for node in [*reversed(order), *order]:
        pull = len(after[node]) - len(before[node])
        if pull > 0:
            target = min(layer_of[neighbour] for neighbour in after[node]) - 1
        elif pull < 0:
            target = max(layer_of[neighbour] for neighbour in before[node]) + 1
        else:
            continue
        if target != layer_of[node]:
            layer_of[node], moved = target, True
    return moved


def _shift_groups(
    order: Sequence[int],
    before: Sequence[Sequence[int]],
    after: Sequence[Sequence[int]],
    layer_of: list[int],
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
                    for neighbour in ahead[node]:
                        if (
                            layer_of[neighbour] - layer_of[node]
                        ) * step == 1 and neighbour not in group:
                            group.add(neighbour)
                            stack.append(neighbour)
                gain = 0
                for node in group:
                    gain += sum(neighbour not in group for neighbour in ahead[node])
                    gain -= sum(neighbour not in group for neighbour in behind[node])
                if gain <= 0:
                    break
                for node in group:
                    layer_of[node] += step
                moved = True
    return moved
