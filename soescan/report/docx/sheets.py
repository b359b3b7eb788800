"""The two sheets of a brief in a Word document, and how much room a template leaves for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from soescan.report.brief import (
    ANSWER_POINTS,
    HEADING_SPACING,
    TEXT_SPACING,
    Block,
    BriefHeading,
    BriefTable,
    BriefText,
    BriefTitle,
    PaperSpace,
    count_lines,
)
from soescan.report.docx.blocks import DocumentBlocks, TextRun

if TYPE_CHECKING:
    from docx.document import Document

_TWIPS, _EMUS = 20, 12_700
"""Twentieths of a point, and English metric units, in a point."""
_MOST_FRONT = 0.3
"""Share of a page that a template's own text may take above the brief on one page with it."""


def write_sheet(blocks: DocumentBlocks, sheet: Iterable[Block], *, new_page: bool = False) -> None:
    """Write the blocks of a sheet below each other; `new_page`: on a page of its own."""
    for number, block in enumerate(sheet):
        breaks = new_page and number == 0
        match block:
            case BriefTitle(text):
                blocks.title(text, new_page=breaks, spacing=HEADING_SPACING)
            case BriefHeading(text):
                blocks.heading(text, new_page=breaks, spacing=HEADING_SPACING)
            case BriefText():
                _write_text(blocks, block)
            case BriefTable():
                _write_table(blocks, block)


def _write_text(blocks: DocumentBlocks, block: BriefText) -> None:
    size = ANSWER_POINTS if block.is_answer else 0
    words = TextRun(block.text, bold=block.is_answer or block.is_caution, size=size)
    label = [TextRun(f"{block.label}: ", bold=True)] if block.label else []
    blocks.text(*label, words, spacing=(0, TEXT_SPACING))


def _write_table(blocks: DocumentBlocks, table: BriefTable) -> None:
    rows = [
        [[TextRun(cell, bold=table.is_named and n == 0)] for n, cell in enumerate(row)]
        for row in table.rows
    ]
    blocks.table(table.head, rows, table.proportions)


def measure_space(
    document: Document, blocks: DocumentBlocks
) -> tuple[PaperSpace, PaperSpace, bool]:
    """The room on the first and the second sheet, and whether the first needs a page of its own.

    What stands before and behind the brief on its pages takes its share.
    """
    whole = _whole_page(document, blocks)
    before, after = _texts_around(document, blocks.anchor)
    front = sum(_height_of(element, whole) for element in before)
    back = sum(_height_of(element, whole) for element in after)
    own_page = front > _MOST_FRONT * whole.height
    first = whole if own_page else _shorter(whole, front)
    second = _shorter(whole, back) if back <= _MOST_FRONT * whole.height else whole
    return first, second, own_page


def _shorter(space: PaperSpace, by: float) -> PaperSpace:
    return PaperSpace(space.width, space.height - by, space.text, space.heading, space.title)


def _whole_page(document: Document, blocks: DocumentBlocks) -> PaperSpace:
    """A page with the letters of the template's styles; header and footer grow into the page."""
    section = document.sections[0]
    width, height = blocks.space.width / _TWIPS, blocks.space.height / _TWIPS
    for part, distance, margin in (
        (section.header, section.header_distance, section.top_margin),
        (section.footer, section.footer_distance, section.bottom_margin),
    ):
        bare = PaperSpace(width, height)
        needed = (distance or 0) / _EMUS + sum(_height_of(e, bare) for e in part._element)
        height -= max(0.0, needed - (margin or 0) / _EMUS)
    sizes = (_style_size(document, name, default) for name, default in _SIZES)
    return PaperSpace(width, height, *sizes)


_SIZES = (("Normal", 11.0), ("Heading 1", 14.0), ("Title", 20.0))


def _style_size(document: Document, name: str, default: float) -> float:
    """The points of a style or of those it is based on; a default where nothing says."""
    names = {style.name: style for style in document.styles}
    style: Any = names.get(name)
    while style is not None:
        if style.font.size:
            return float(style.font.size.pt)
        style = style.base_style
    return default


def _texts_around(document: Document, anchor: Any) -> tuple[list[Any], list[Any]]:
    """What stands on the page before the brief, and behind it; page breaks end either."""
    body: Any = document.element.body
    before: list[Any] = []
    after: list[Any] = []
    kept = before
    for element in body:
        if element is anchor:
            kept = after
        elif element.tag.endswith("}sectPr") or _is_break(element):
            if kept is after:
                break
            before.clear()
        else:
            kept.append(element)
    return before, after


def _is_break(element: Any) -> bool:
    xml = element.xpath
    return bool(xml('.//w:br[@w:type="page"]') or xml("./w:pPr/w:sectPr"))


def _height_of(element: Any, space: PaperSpace) -> float:
    """About how high a paragraph or a table of a template is, in points."""
    drawn = sum(int(cy) for cy in element.xpath(".//wp:inline/wp:extent/@cy")) / _EMUS
    paragraphs = element.xpath("self::w:p | ./w:tr")
    lines = sum(
        count_lines("".join(paragraph.xpath(".//w:t/text()")), space.width, space.text)
        for paragraph in paragraphs
    )
    return drawn + lines * space.text * _TEMPLATE_LINE


_TEMPLATE_LINE = 2.2
"""Height of a template's line in ems, with the free space that its styles leave."""
