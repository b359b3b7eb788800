"""A page as a reader goes down it: headings, sentences, tables, lists and labelled values.

Made in one walk over the tree, so that pages with tables in tables ten thousand deep cost no more
than others. Menus, footers and scripts are no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TEXT = 4_000
"""Characters of one block."""
ROWS = 2_000
COLUMNS = 30
TABLES = 200

_SKIPPED = frozenset(
    (
        *("script", "style", "template", "noscript", "svg", "nav", "footer", "head"),
        *("select", "button", "form", "iframe"),
    )
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption", "summary", "legend")
_BLOCKS = frozenset(
    (
        *(*_HEADINGS, "p", "div", "section", "article", "main", "li", "dt", "dd", "ul", "ol", "dl"),
        *("td", "th", "tr", "table", "br", "hr"),
    )
)
_ITEMS = {"li": "item", "dt": "term", "dd": "definition", "ul": "text", "ol": "text", "dl": "text"}
_LEADS = ("a", "strong", "b", "h3", "h4", "h5")


@dataclass(slots=True)
class Block:
    """A heading, a sentence, an item of a list, a term or its definition."""

    kind: str
    """``heading``, ``text``, ``item``, ``term`` or ``definition``."""
    pieces: list[str] = field(default_factory=list)
    lead: str = ""
    """What is emphasised or linked at its beginning."""
    group: int = 0
    """The list that an item is in."""
    level: int = 0
    """The rank of a heading."""
    size: int = 0

    @property
    def text(self) -> str:
        """The text on one line."""
        return " ".join("".join(self.pieces).split())

    def add(self, text: str) -> None:
        """Add text, as long as there is room."""
        if self.size < TEXT:
            self.pieces.append(text[: TEXT - self.size])
            self.size += len(text)


@dataclass(slots=True)
class Cell:
    """A cell of a table."""

    block: Block
    across: int = 1
    down: int = 1
    title: bool = False


@dataclass(slots=True)
class Table:
    """A table as it was written; `grid` is what a reader sees."""

    rows: list[list[Cell]] = field(default_factory=list)

    def grid(self) -> list[list[str]]:
        """The texts by row and column, cells that span several repeated."""
        made: list[list[str]] = []
        hanging: dict[int, tuple[str, int]] = {}
        for cells in self.rows:
            row: list[str] = []
            waiting = iter(cells)
            while len(row) < COLUMNS:
                if len(row) in hanging:
                    text, left = hanging.pop(len(row))
                    if left > 1:
                        hanging[len(row)] = (text, left - 1)
                    row.append(text)
                    continue
                cell = next(waiting, None)
                if cell is None:
                    break
                for _ in range(min(cell.across, COLUMNS - len(row))):
                    if cell.down > 1:
                        hanging[len(row)] = (cell.block.text, cell.down - 1)
                    row.append(cell.block.text)
            made.append(row)
        return made


Piece = Block | Table


def blocks(html: str) -> Iterator[Piece]:
    """The blocks of a page in their order; a table comes where it begins."""
    from soescan.evidence.html import parse

    walk = _Walk()
    walk.over(parse(html, comments=True))
    return iter(walk.made)


@dataclass(slots=True)
class _Slot:
    """Where text goes that stands in an element, and in those inside it that begin no block."""

    kind: str = "text"
    block: Block | None = None
    table: Table | None = None
    """The table that the next row belongs to."""
    mute: bool = False
    """Between the cells of a table there is no text."""


class _Walk:
    """One walk down a page."""

    def __init__(self) -> None:
        self.made: list[Piece] = []
        self._open: list[tuple[HtmlElement, _Slot]] = []
        self._outside = _Slot()
        self._groups = 0
        self._tables = 0

    def over(self, root: HtmlElement) -> None:
        """Go over every element and text once."""
        from lxml.etree import iterwalk

        walk = iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event != "start":
                if self._open and self._open[-1][0] is element:
                    self._open.pop()
                self._say(element.tail)
            elif element.tag in _SKIPPED or element.get("role") == "navigation":
                walk.skip_subtree()
            else:
                self._open.append((element, self._enter(element)))
                self._say(element.text)

    @property
    def _slot(self) -> _Slot:
        return self._open[-1][1] if self._open else self._outside

    def _enter(self, tag: HtmlElement) -> _Slot:
        slot, name = self._slot, str(tag.tag)
        if name in ("table", "tr", "td", "th"):
            return self._table(tag, slot)
        if name in _BLOCKS:
            slot = self._block(name, slot)
        if name in _LEADS and not slot.mute:
            block = slot.block or self._begin(slot)
            if not block.lead and not block.text and _small(tag):
                block.lead = " ".join(" ".join(_said(tag))[:300].split())
        return slot

    def _block(self, name: str, slot: _Slot) -> _Slot:
        """The slot of an element that begins a block, or only a line of the block it is in."""
        if slot.mute:
            return slot
        if slot.block is not None and slot.kind == "text":
            slot.block = None  # what follows the element is a block of its own
        if name == "br":
            return slot
        if slot.kind == "cell" or (slot.kind != "text" and name not in _ITEMS):
            if slot.block is not None:
                slot.block.add(" ")
            return slot
        if name in ("ul", "ol", "dl"):
            self._groups += 1
            return _Slot()
        inner = _Slot(_ITEMS.get(name, "heading" if name in _HEADINGS else "text"))
        if inner.kind != "text":
            self._begin(inner, int(name[1]) if name[0] == "h" and name[1:].isdigit() else 6)
        return inner

    def _table(self, tag: HtmlElement, slot: _Slot) -> _Slot:
        """The slot of a table, of one of its rows or of a cell."""
        if tag.tag == "table":
            if self._tables >= TABLES:
                return _Slot(mute=True)
            self._tables += 1
            table = Table()
            self.made.append(table)
            return _Slot(table=table, mute=True)
        table_or_none = slot.table
        if table_or_none is None:
            return slot
        table = table_or_none
        if tag.tag == "tr":
            if len(table.rows) < ROWS:
                table.rows.append([])
            return _Slot(table=table, mute=True)
        block = Block("cell")
        if table.rows and len(table.rows[-1]) < COLUMNS:
            across, down = _span(tag, "colspan"), _span(tag, "rowspan")
            table.rows[-1].append(Cell(block, across, down, tag.tag == "th"))
        return _Slot("cell", block)

    def _begin(self, slot: _Slot, level: int = 6) -> Block:
        block = slot.block = Block(slot.kind, group=self._groups, level=level)
        self.made.append(block)
        return block

    def _say(self, text: str | None) -> None:
        if not text:
            return
        text = _short(text)
        slot = self._slot
        if slot.block is None:
            if slot.mute or not text.strip():
                return
            self._begin(slot)
        if slot.block is not None:
            slot.block.add(text)


def _small(tag: HtmlElement) -> bool:
    """Is there little in an element, so that looking through it costs little?"""
    return len(list(islice(_nodes(tag), 11))) <= 10


def _nodes(tag: HtmlElement) -> Iterator[object]:
    """The elements and texts in an element."""
    for one in tag.iter():
        if isinstance(one.tag, str):
            yield from filter(None, (one.text,))
        if one is not tag:
            yield one.tag
            yield from filter(None, (one.tail,))


def _said(tag: HtmlElement) -> Iterator[str]:
    """The texts in a small element, without scripts and what explains the reading of signs."""
    from lxml.etree import iterwalk

    for event, one in iterwalk(tag, events=("start", "end", "comment", "pi")):
        if event == "start" and one.text and not _unsaid(one):
            yield _short(one.text)
        if event != "start" and one is not tag and one.tail and not _unsaid(one.getparent()):
            yield _short(one.tail)


def _unsaid(element: HtmlElement | None) -> bool:
    """Is what stands in an element no text of the page?"""
    if element is None:
        return False
    return element.tag in _UNSAID or next(element.iterancestors(*_UNSAID), None) is not None


def _short(text: str) -> str:
    """A text, but of nothing but space only one."""
    return " " if text.isspace() else text


_UNSAID = ("script", "style", "template", "rt", "rp")


def _span(tag: HtmlElement, name: str) -> int:
    """How many columns or rows a cell takes; a hostile number is no more than a table holds."""
    value = str(tag.get(name) or "")[:9]
    number = int(value) if value.isascii() and value.isdigit() else 1
    return max(1, min(number, COLUMNS if name == "colspan" else ROWS))
