"""A drawing that is too wide -> rows that stand below each other, cut between its columns.

What leaves a row at the right goes on in the next one at the left, at the height at which it
reaches the column there. Of each row only the lanes are kept that have a box in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from soescan.report.picture.layout import GraphLayout, Point, Size

_EMPTY_LANE = 8
"""Height of a lane without a box."""
_BETWEEN = 18
"""Between two rows."""

Route = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class RoutePiece:
    """A part of an edge within one row."""

    points: Route
    ends: bool
    """It is the end of the edge, at which an arrow stands."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of a drawing, with everything moved to its place."""

    top: int
    bottom: int
    corners: dict[int, Point]
    """The top left corners of the boxes in it."""
    bands: tuple[tuple[int, int], ...]
    """Top and bottom of each lane; a lane without a box has little height."""
    filled: tuple[bool, ...]
    """Does a lane have a box here? One that has none anywhere counts as filled in the first row."""
    pieces: tuple[tuple[RoutePiece, ...], ...]
    """The parts of each edge; nothing where it does not pass."""


@dataclass(frozen=True, slots=True)
class Strips:
    """All rows of a drawing."""

    rows: tuple[Strip, ...]
    width: int
    height: int


def cut_into_strips(
    layout: GraphLayout, sizes: Sequence[Size], lanes: Sequence[int], most: int, head: int
) -> Strips:
    """Cut a layout into rows no wider than `most` pixels where its columns let it.

    `lanes` gives the lane of each box, `head` the pixels above the boxes of a lane.
    """
    columns = _merge((x, x + w) for (x, _), (w, _) in zip(layout.corners, sizes, strict=True))
    spans = _share_out(columns, most)
    if len(spans) < 2:
        strip = Strip(
            *(0, layout.height, dict(enumerate(layout.corners)), layout.bands),
            tuple(True for _ in layout.bands),
            tuple((RoutePiece(route, ends=True),) for route in layout.routes),
        )
        return Strips((strip,), layout.width, layout.height)
    cutter = _StripCutter(layout, sizes, lanes, head)
    rows, top = [], 0
    for index, span in enumerate(_with_margins(spans)):
        row = cutter.cut(span, top, first=index == 0)
        rows.append(row)
        top = row.bottom + _BETWEEN
    width = max(right - left for left, right in _with_margins(spans))
    return Strips(tuple(rows), width, rows[-1].bottom)


def _merge(intervals: Iterable[Point]) -> list[Point]:
    """Intervals, those that overlap made one.

    >>> _merge([(5, 9), (0, 3), (2, 4)])
    [(0, 4), (5, 9)]
    """
    merged: list[Point] = []
    for left, right in sorted(intervals):
        if merged and left <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(right, merged[-1][1])
        else:
            merged.append((left, right))
    return merged


def _share_out(columns: Sequence[Point], most: int) -> list[Point]:
    """Left and right of as few rows as hold all columns, about equally wide.

    >>> _share_out([(0, 10), (12, 20), (22, 30), (32, 40)], 30)
    [(0, 20), (22, 40)]
    """
    rows = len(_fill(columns, most))
    widths = sorted({right - left for left, _ in columns for _, right in columns if right > left})
    for width in widths:
        if len(filled := _fill(columns, width)) <= rows:
            return filled
    return _fill(columns, most)


def _fill(columns: Sequence[Point], most: int) -> list[Point]:
    """Rows filled from the left, each no wider than `most` unless it is one column."""
    rows: list[Point] = []
    for left, right in columns:
        if rows and right - rows[-1][0] <= most:
            rows[-1] = rows[-1][0], right
        else:
            rows.append((left, right))
    return rows


def _with_margins(spans: Sequence[Point]) -> list[Point]:
    """Rows with the room to their sides up to the middle of what is between two of them."""
    cuts = [(left + right) // 2 for (_, left), (right, _) in pairwise(spans)]
    lefts, rights = [spans[0][0], *cuts], [*cuts, spans[-1][1]]
    return list(zip(lefts, rights, strict=True))


class _StripCutter:
    """Moves what is within two edges to a row."""

    def __init__(
        self, layout: GraphLayout, sizes: Sequence[Size], lanes: Sequence[int], head: int
    ) -> None:
        self.layout, self.sizes, self.lanes, self.head = layout, sizes, lanes, head

    def cut(self, span: Point, top: int, *, first: bool) -> Strip:
        """The row between two edges, with its upper edge at `top`."""
        inside = [n for n, (x, _) in enumerate(self.layout.corners) if span[0] <= x < span[1]]
        extents = self._extents(inside)
        empty = set(range(len(self.layout.bands))) - set(self.lanes)
        bands, filled = [], []
        for lane, (upper, lower) in enumerate(self.layout.bands):
            bottom = top + _EMPTY_LANE
            if lane in extents:
                high, low = extents[lane]
                bottom = top + self.head + low - high + max(0, lower - self._lowest(lane))
            elif first and lane in empty:
                bottom = top + lower - upper
            bands.append((top, bottom))
            filled.append(lane in extents or (first and lane in empty))
            top = bottom
        mapping = _HeightMap(self.layout.bands, bands, extents, self.head)
        corners = {n: self._move(self.layout.corners[n], span, mapping, n) for n in inside}
        pieces = tuple(tuple(self._cut_route(route, span, mapping)) for route in self.layout.routes)
        upper = bands[0][0] if bands else top
        return Strip(upper, top, corners, tuple(bands), tuple(filled), pieces)

    def _extents(self, boxes: Iterable[int]) -> dict[int, Point]:
        """For each lane with a box, the top of its highest and the bottom of its lowest."""
        extents: dict[int, Point] = {}
        for n in boxes:
            y, bottom = self.layout.corners[n][1], self.layout.corners[n][1] + self.sizes[n][1]
            high, low = extents.get(self.lanes[n], (y, bottom))
            extents[self.lanes[n]] = min(high, y), max(low, bottom)
        return extents

    def _lowest(self, lane: int) -> int:
        """The bottom of the lowest box of a lane in the whole drawing."""
        return max(
            y + h
            for (_, y), (_, h), at in zip(self.layout.corners, self.sizes, self.lanes, strict=True)
            if at == lane
        )

    def _move(self, corner: Point, span: Point, mapping: _HeightMap, n: int) -> Point:
        middle = corner[1] + self.sizes[n][1] // 2
        return corner[0] - span[0], mapping.move(middle) - self.sizes[n][1] // 2

    def _cut_route(self, route: Route, span: Point, mapping: _HeightMap) -> Iterator[RoutePiece]:
        """The parts of a route within a row."""
        points: list[Point] = []
        for source, target in pairwise(_with_cuts(route, span)):
            if span[0] <= min(source[0], target[0]) and max(source[0], target[0]) <= span[1]:
                if not points or points[-1] != source:
                    if len(points) > 1:
                        yield self._piece(points, route, span, mapping)
                    points = [source]
                points.append(target)
        if len(points) > 1:
            yield self._piece(points, route, span, mapping)

    def _piece(
        self, points: Sequence[Point], route: Route, span: Point, mapping: _HeightMap
    ) -> RoutePiece:
        moved = tuple((x - span[0], mapping.move(y)) for x, y in points)
        return RoutePiece(moved, ends=points[-1] == route[-1])


def _with_cuts(route: Route, span: Point) -> list[Point]:
    """A route with a point where it passes an edge of a row, at the height of where it leads."""
    points = [route[0]]
    for source, target in pairwise(route):
        low, high = sorted((source[0], target[0]))
        cuts = sorted(cut for cut in set(span) if low < cut < high)
        ordered = cuts if source[0] < target[0] else reversed(cuts)
        points.extend((cut, target[1]) for cut in ordered)
        points.append(target)
    return points


class _HeightMap:
    """Heights of the drawing -> heights of a row."""

    def __init__(
        self,
        old: Sequence[Point],
        new: Sequence[Point],
        extents: dict[int, Point],
        head: int,
    ) -> None:
        self.old, self.new, self.extents, self.head = old, new, extents, head

    def move(self, y: int) -> int:
        """A height in its lane; beyond the boxes of the lane it is at the lane's edge."""
        for lane, (old, new) in enumerate(zip(self.old, self.new, strict=True)):
            if y < old[1] or lane == len(self.old) - 1:
                if lane not in self.extents:
                    return (new[0] + new[1]) // 2
                shifted = y - self.extents[lane][0] + new[0] + self.head
                return min(max(shifted, new[0] + 4), new[1] - 4)
        return y
