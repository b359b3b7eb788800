"""Tables and lists in a page of HTML -> the rows of a table.

Looks at: the first table of several columns, and further ones with the same titles; in a page
without tables the items of its lists. Wikis, note programs and services that call a page ``.xls``
write them. Cells keep where they lead.

Cannot say: which of several tables is meant; the first is read, and the others are told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soescan.files.raw import LIMITS
from soescan.files.rows import InputTable
from soescan.model import Place

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_PAGE = 8 << 20
"""Bytes of a page that is read."""
_TABLES = 200
_DECLARATION = re.compile(r"\s*<\?xml[^<>]*\?>")
_BREAKS = ("br", "p", "div", "li")


@dataclass(frozen=True, slots=True)
class _Row:
    place: Place
    cells: tuple[str, ...]
    links: dict[int, str]


def read_html_list(text: str, table: InputTable) -> bool:
    """Put the rows of the first table in a page, or the items of its lists, into a table.

    False where the page holds neither.
    """
    from lxml import etree, html  # loaded for pages only: it takes a while

    try:
        page = html.document_fromstring(_DECLARATION.sub("", text, count=1))
    except (etree.LxmlError, ValueError):
        return False
    for element in list(page.iter("script", "style", "head", "nav", "footer", "template")):
        element.drop_tree()
    for element in list(page.iter(*_BREAKS)):
        element.text = f"\n{element.text or ''}"
    elements = list(page.iter("table"))[:_TABLES]
    tables = [rows for rows in (_read_rows(e, table.name) for e in elements) if _is_list(rows)]
    if not elements:
        items = [_make_row([item], table.name) for item in page.iter("li")]
        table.is_list = True
        tables = [items] if items else []
    for number, rows in enumerate(tables):
        if number and rows[0].cells != tables[0][0].cells:
            table.full = "the rows of the first table"
            table.leave_out(rows[0].place, len(rows))
            break
        for row in rows[min(number, 1) :]:
            table.add(row.place, row.cells, row.links)
    return bool(table.rows)


def _is_list(rows: Sequence[_Row]) -> bool:
    """Has a table a line of titles and more, in several columns? One of layout has not."""
    return len(rows) > 1 and len(rows[0].cells) > 1


def _read_rows(table: HtmlElement, name: str) -> list[_Row]:
    """The rows of a table; a cell that spans several rows or columns stands in each of them."""
    rows: list[_Row] = []
    spans: dict[int, tuple[int, HtmlElement]] = {}
    for element in table.iter("tr"):
        if next(element.iterancestors("table")) is not table:
            continue
        cells: list[HtmlElement] = []
        written = iter(list(element.iterchildren("td", "th")))
        while len(cells) < LIMITS.columns:
            column = len(cells)
            more, spanning = spans.pop(column, (0, None))
            if spanning is not None:
                spans |= {column: (more - 1, spanning)} if more > 1 else {}
                cells.append(spanning)
                continue
            cell = next(written, None)
            if cell is None and not any(other > column for other in spans):
                break
            if cell is None:
                cells.append(element.makeelement("td"))
                continue
            for _ in range(max(1, _count(cell.get("colspan")))):
                if (more := _count(cell.get("rowspan")) - 1) > 0:
                    spans[len(cells)] = (more, cell)
                cells.append(cell)
        rows.append(_make_row(cells, name))
    return rows


def _count(written: str | None) -> int:
    """A number of rows or columns; 1 for none."""
    text = (written or "").strip()
    return min(int(text), LIMITS.columns) if text.isascii() and text.isdecimal() else 1


def _make_row(cells: Sequence[HtmlElement], name: str) -> _Row:
    links = {}
    for number, cell in enumerate(cells):
        addresses = (link.get("href") or "" for link in cell.iter("a"))
        target = next((a for a in addresses if a.startswith(("http:", "https:", "//"))), "")
        if target:
            links[number] = target
    line = cells[0].sourceline if cells else 0
    return _Row(Place(name, line or 1), tuple(map(_read_text, cells)), links)


def _read_text(cell: HtmlElement) -> str:
    """The text of a cell or an item, its lines apart, without the items below it."""
    texts = cell.itertext() if cell.tag != "li" else _own_texts(cell)
    lines = " ".join("".join(texts).replace("\n", "\0").split()).split("\0")
    return "\n".join(line.strip() for line in lines if line.strip())


def _own_texts(item: HtmlElement) -> list[str]:
    """The texts of an item of a list without those of a list within it."""
    inner = {id(e) for below in item.iter("ul", "ol") for e in below.iter()}
    pieces = [item.text or ""]
    for element in item.iterdescendants():
        if id(element) not in inner:
            pieces += [element.text or "", element.tail or ""]
    return pieces
