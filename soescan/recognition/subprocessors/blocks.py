"""A page as a reader goes down it: headings, sentences, tables, lists and labelled values.

Made in one walk over the tree, so that pages with tables in tables ten thousand deep cost no more
than others. Menus, footers and scripts are no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

LIMIT = 2 << 20
"""Characters of a page that are read."""
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
_BREAK = "\v"
"""Between the lines of a block."""
_LEADS = ("a", "strong", "b", "h3", "h4", "h5")


@dataclass(slots=True)
class TextBlock:
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
        """The text with whitespace collapsed."""
        return " ".join("".join(self.pieces).split())

    @property
    def lines(self) -> str:
        """The text with whitespace collapsed, line by line as its blocks and breaks make them."""
        lines = (" ".join(line.split()) for line in "".join(self.pieces).split(_BREAK))
        return "\n".join(line for line in lines if line)

    def add(self, text: str) -> None:
        """Add text, up to `TEXT` characters in all."""
        if self.size < TEXT:
            self.pieces.append(text[: TEXT - self.size])
            self.size += len(text)


@dataclass(slots=True)
class TableCell:
    """A cell of a table."""

    block: TextBlock
    across: int = 1
    down: int = 1
    title: bool = False


@dataclass(slots=True)
class PageTable:
    """A table as it was written; `grid` is what a reader sees."""

    rows: list[list[TableCell]] = field(default_factory=list)

    def grid(self) -> list[list[str]]:
        """Texts with their lines by row and column, at most `COLUMNS` a row.

        Cells that span several rows or columns are repeated.
        """
        rows: list[list[str]] = []
        hanging: dict[int, tuple[str, int]] = {}
        for cells in self.rows:
            row: list[str] = []
            waiting = iter(cells)
            while len(row) < COLUMNS:
                if len(row) in hanging:
                    text, rows_left = hanging.pop(len(row))
                    if rows_left > 1:
                        hanging[len(row)] = (text, rows_left - 1)
                    row.append(text)
                    continue
                cell = next(waiting, None)
                if cell is None:
                    break
                for _ in range(min(cell.across, COLUMNS - len(row))):
                    if cell.down > 1:
                        hanging[len(row)] = (cell.block.lines, cell.down - 1)
                    row.append(cell.block.lines)
            rows.append(row)
        return rows


PagePiece = TextBlock | PageTable


def page_blocks(html: str) -> Iterator[PagePiece]:
    """The blocks and tables of a page in their order, of at most `LIMIT` characters."""
    from bs4 import BeautifulSoup

    walk = _TreeWalk()
    walk.walk(BeautifulSoup(html[:LIMIT].replace("\x00", ""), "lxml"))
    return iter(walk.pieces)


@dataclass(slots=True)
class _Slot:
    """Where text goes that stands in an element, and in those inside it that begin no block."""

    kind: str = "text"
    block: TextBlock | None = None
    table: PageTable | None = None
    """The table that the next row belongs to."""
    mute: bool = False
    """Between the cells of a table there is no text."""


class _TreeWalk:
    """One walk down a page."""

    def __init__(self) -> None:
        self.pieces: list[PagePiece] = []
        self._open: list[tuple[Tag, _Slot]] = []
        self._outside = _Slot()
        self._groups = 0
        self._tables = 0

    def walk(self, soup: BeautifulSoup) -> None:
        """Go over every element and text once."""
        from bs4.element import NavigableString, PreformattedString, Tag

        element: PageElement | None = next(iter(soup.contents), None)
        while element is not None:
            while self._open and self._open[-1][0] is not element.parent:
                self._open.pop()
            if isinstance(element, Tag):
                if element.name in _SKIPPED or element.get("role") == "navigation":
                    element = _element_after(element)
                    continue
                self._open.append((element, self._enter(element)))
            elif isinstance(element, NavigableString) and not isinstance(
                element, PreformattedString
            ):
                self._add_text(str(element))
            element = element.next_element

    @property
    def _slot(self) -> _Slot:
        return self._open[-1][1] if self._open else self._outside

    def _enter(self, tag: Tag) -> _Slot:
        slot, name = self._slot, tag.name
        if name in ("table", "tr", "td", "th"):
            return self._enter_table(tag, slot)
        if name in _BLOCKS:
            slot = self._enter_block(name, slot)
        if name in _LEADS and not slot.mute:
            block = slot.block or self._begin_block(slot)
            if not block.lead and not block.text and _is_small(tag):
                block.lead = " ".join(tag.get_text(" ")[:300].split())
        return slot

    def _enter_block(self, name: str, slot: _Slot) -> _Slot:
        """The slot of an element that begins a block, or only a line of the block it is in."""
        if slot.mute:
            return slot
        if slot.block is not None and slot.kind == "text":
            slot.block = None  # what follows the element is a block of its own
        if name == "br" and slot.kind == "text":
            return slot
        if name == "br" or slot.kind == "cell" or (slot.kind != "text" and name not in _ITEMS):
            if slot.block is not None:
                slot.block.add(_BREAK)
            return slot
        if name in ("ul", "ol", "dl"):
            self._groups += 1
            return _Slot()
        inner = _Slot(_ITEMS.get(name, "heading" if name in _HEADINGS else "text"))
        if inner.kind != "text":
            self._begin_block(inner, int(name[1]) if name[0] == "h" and name[1:].isdigit() else 6)
        return inner

    def _enter_table(self, tag: Tag, slot: _Slot) -> _Slot:
        """The slot of a table, of one of its rows or of a cell."""
        if tag.name == "table":
            if self._tables >= TABLES:
                return _Slot(mute=True)
            self._tables += 1
            table = PageTable()
            self.pieces.append(table)
            return _Slot(table=table, mute=True)
        table_or_none = slot.table
        if table_or_none is None:
            return slot
        table = table_or_none
        if tag.name == "tr":
            if len(table.rows) < ROWS:
                table.rows.append([])
            return _Slot(table=table, mute=True)
        block = TextBlock("cell")
        if table.rows and len(table.rows[-1]) < COLUMNS:
            across, down = _span(tag, "colspan"), _span(tag, "rowspan")
            table.rows[-1].append(TableCell(block, across, down, tag.name == "th"))
        return _Slot("cell", block)

    def _begin_block(self, slot: _Slot, level: int = 6) -> TextBlock:
        block = slot.block = TextBlock(slot.kind, group=self._groups, level=level)
        self.pieces.append(block)
        return block

    def _add_text(self, text: str) -> None:
        slot = self._slot
        if slot.block is None:
            if slot.mute or not text.strip():
                return
            self._begin_block(slot)
        if slot.block is not None:
            slot.block.add(text)


def _is_small(tag: Tag) -> bool:
    """Is there little in an element, so that looking through it costs little?"""
    return all(number < 10 for number, _ in enumerate(tag.descendants))


def _element_after(tag: Tag) -> Tag | None:
    """The next element that is not inside this one; None at the end of the page."""
    element: Tag | None = tag
    while element is not None:
        if element.next_sibling is not None:
            return element.next_sibling  # type: ignore[return-value]
        element = element.parent
    return None


def _span(tag: Tag, name: str) -> int:
    """A ``colspan`` or ``rowspan``, at least 1 and at most what a table holds."""
    value = str(tag.get(name) or "")[:9]
    number = int(value) if value.isascii() and value.isdigit() else 1
    return max(1, min(number, COLUMNS if name == "colspan" else ROWS))
