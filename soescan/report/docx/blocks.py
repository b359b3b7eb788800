"""Headings, paragraphs, tables and pictures for a Word document, in its own styles if it has any.

Rows are written as XML at once: asking the library for one cell after the other takes a time that
grows with the square of a table.
"""

from __future__ import annotations

import html
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from soescan.report.text import clean

if TYPE_CHECKING:
    from docx.document import Document

MARKER = "{{soescan}}"
"""The paragraph of a template that the content replaces."""
_ACCENT, _LINE, _SHADE = "23395B", "C4CBD6", "E9EDF3"
_SMALL = 17
"""Half points of the text of tables."""
_LINE_TWIPS = 210
"""Twentieths of a point from line to line in tables: to the point, whatever the font."""
_HEADING_SPACE = 1800
"""Twips of a page that a picture leaves to its heading, a line of text and the section's end."""
_TWIPS_PER_INCH = 1440
"""Twentieths of a point in an inch."""
_EMUS_PER_INCH = 914_400
"""English metric units in an inch."""


_SPACER = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="60" w:line="100" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="8"/></w:rPr></w:pPr></w:p>'
)
"""Between a table and what follows; two tables would grow together."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of text, and how it is told from the rest."""

    text: str
    bold: bool = False
    size: float = 0
    """Points; 0: as the style has it."""
    color: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PageSpace:
    """What a section of a document has room for, in twips."""

    width: int
    height: int


class DocumentBlocks:
    """Collects blocks, and puts them where the document wants them."""

    def __init__(self, document: Document) -> None:
        """Begin with the document to write into."""
        self._document = document
        self._blocks: list[Any] = []
        self._links: dict[str, str] = {}
        self._styles = {
            str(style.name).lower(): str(style.style_id) for style in document.styles if style.name
        }
        self._anchor = self._find_marker()
        self._section = self._pages = self._governing_section()

    # --- text ---

    def heading(
        self, text: str, *, new_page: bool = False, spacing: tuple[float, float] | None = None
    ) -> None:
        """A heading; in bold where the document has no such style.

        `spacing` are the points before and after it; None: those of its style.
        """
        style = self._styles.get("heading 1", "")
        size, color = (0, "") if style else (14, _ACCENT)
        properties = "<w:keepNext/>" + _page_break(new_page=new_page, spacing=spacing)
        words = TextRun(text, bold=not style, size=size, color=color)
        self._add(self._paragraph([words], style, properties))

    def title(
        self, text: str, *, new_page: bool = False, spacing: tuple[float, float] | None = None
    ) -> None:
        """What the document is called."""
        style = self._styles.get("title", "")
        words = TextRun(text, bold=not style, size=0 if style else 20)
        properties = _page_break(new_page=new_page, spacing=spacing)
        self._add(self._paragraph([words], style, properties))

    def text(
        self,
        *words: TextRun,
        follows: bool = False,
        spacing: tuple[float, float] | None = None,
    ) -> None:
        """A paragraph, on the same page as what follows if that belongs to it."""
        properties = "<w:keepNext/>" * follows + _word_spacing(spacing)
        self._add(self._paragraph(words, "", properties))

    # --- tables ---

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[Sequence[TextRun]]],
        proportions: Sequence[float],
    ) -> None:
        """Add a table as wide as the page, whose head is repeated on every page.

        `proportions` are the widths of the columns beside each other.
        """
        widths = [
            int(_page_space(self._pages).width * part / sum(proportions)) for part in proportions
        ]
        style = self._styles.get("soescan", "") or self._styles.get("table grid", "")
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        sides = "".join(f'<w:{side} w:w="85" w:type="dxa"/>' for side in ("left", "right"))
        properties = (
            (f'<w:tblStyle w:val="{html.escape(style)}"/>' if style else "")
            + f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            + (
                ""
                if style == self._styles.get("soescan")
                else f"<w:tblBorders>{lines}</w:tblBorders>"
            )
            + '<w:tblLayout w:type="fixed"/>'
            + f"<w:tblCellMar>{sides}</w:tblCellMar>"
            + '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        )
        body = "".join(
            (
                self._row([[TextRun(title, bold=True)] for title in head], widths, head=True),
                *(self._row(cells, widths) for cells in rows),
            )
        )
        self._add(
            f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
        )
        self._add(_SPACER)

    def _row(
        self, cells: Sequence[Sequence[TextRun]], widths: Sequence[int], *, head: bool = False
    ) -> str:
        properties = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>' if head else ""
        # Larger letters than a table's make a line as high as they need.
        exact = not any(run.size for words in cells for run in words)
        line = f' w:line="{_LINE_TWIPS}" w:lineRule="exact"' if exact else ""
        spacing = f'<w:spacing w:before="30" w:after="30"{line}/>'
        xml_cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/>{shade}</w:tcPr>'
            f"{self._paragraph(words, '', spacing, small=True)}</w:tc>"
            for words, w in zip(cells, widths, strict=True)
        )
        return f"<w:tr><w:trPr>{properties}</w:trPr>{xml_cells}</w:tr>"

    # --- pictures and pages ---

    def picture(self, png: bytes, pixels: tuple[int, int], title: str, description: str) -> None:
        """A picture as large as a page holds, with words for those who cannot see it."""
        from docx.oxml.parser import OxmlElement
        from docx.shared import Emu

        scale = self.scale(pixels) * _EMUS_PER_INCH / 72
        width, height = (Emu(int(scale * side)) for side in pixels)
        inline: Any = self._document.part.new_pic_inline(io.BytesIO(png), width, height)
        inline.docPr.set("descr", clean(description))
        inline.docPr.set("name", title)
        drawing: Any = OxmlElement("w:drawing")
        drawing.append(inline)
        paragraph = self._parse_xml(self._paragraph([], ""))
        run: Any = OxmlElement("w:r")
        run.append(drawing)
        paragraph.append(run)
        self._blocks.append(paragraph)

    def scale(self, size: tuple[float, float], *, lying: bool = False) -> float:
        """Points on paper for each unit of a picture that fills a page; `lying`: on its side."""
        space = _page_space(_rotate(self._section) if lying else self._pages)
        twips = min(space.width / size[0], (space.height - _HEADING_SPACE) / size[1])
        return twips * 72 / _TWIPS_PER_INCH

    @contextmanager
    def landscape(self) -> Iterator[None]:
        """Put what is added within on landscape pages, in a section of their own."""
        self._close_section(self._section)
        for name in ("titlePg", "pgNumType"):  # they concern the beginning of a document
            for element in self._section.findall(_w(name)):
                self._section.remove(element)
        self._pages = _rotate(self._section)
        yield
        self._close_section(self._pages)
        self._pages = self._section

    def _close_section(self, section: Any) -> None:
        closing = deepcopy(section)
        for kind in closing.findall(_w("type")):  # a page cannot turn half-way down
            closing.remove(kind)
        paragraph = self._parse_xml(_SPACER)
        paragraph[0].append(closing)
        self._blocks.append(paragraph)

    # --- where it goes ---

    def place(self) -> None:
        """Put the blocks where the marker is, or at the end."""
        body: Any = self._document.element.body
        if self._anchor is not None:
            for block in self._blocks:
                self._anchor.addprevious(block)
            body.remove(self._anchor)
            return
        last = body.find(_w("sectPr"))
        for block in self._blocks:
            last.addprevious(block)

    @property
    def space(self) -> PageSpace:
        """The page on which the next block stands."""
        return _page_space(self._pages)

    @property
    def anchor(self) -> Any:
        """The paragraph that the blocks replace; None: they go to the end."""
        return self._anchor

    def _find_marker(self) -> Any:
        """The first paragraph that is the marker and nothing else."""
        for paragraph in self._document.paragraphs:
            if paragraph.text.strip() == MARKER:
                return paragraph._p
        return None

    def _governing_section(self) -> Any:
        """What says how the pages look on which the blocks will stand."""
        from docx.oxml.parser import OxmlElement

        if self._anchor is not None:
            for sibling in self._anchor.itersiblings():
                if (governing := sibling.find(f"{_w('pPr')}/{_w('sectPr')}")) is not None:
                    return governing
        body: Any = self._document.element.body
        if (last := body.find(_w("sectPr"))) is None:
            last = OxmlElement("w:sectPr")
            body.append(last)
        return last

    # --- XML ---

    def _paragraph(
        self, text_runs: Sequence[TextRun], style: str, properties: str = "", *, small: bool = False
    ) -> str:
        style_xml = f'<w:pStyle w:val="{html.escape(style)}"/>' if style else ""
        runs = "".join(self._run(run, small=small) for run in text_runs if run.text)
        return f"<w:p><w:pPr>{style_xml}{properties}</w:pPr>{runs}</w:p>"

    def _run(self, text_run: TextRun, *, small: bool) -> str:
        size = int(2 * text_run.size) or (_SMALL if small else 0)
        color = text_run.color or ("0B57A4" if text_run.url else "")
        properties = (
            ("<w:b/>" if text_run.bold else "")
            + (f'<w:color w:val="{color}"/>' if color else "")
            + (f'<w:sz w:val="{size}"/>' if size else "")
            + ('<w:u w:val="single"/>' if text_run.url else "")
        )
        text = html.escape(clean(text_run.text), quote=False)
        run = f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
        if not text_run.url:
            return run
        return f'<w:hyperlink r:id="{self._link(text_run.url)}">{run}</w:hyperlink>'

    def _link(self, url: str) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE

        if url not in self._links:
            part = self._document.part
            self._links[url] = part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self._links[url]

    def _add(self, xml: str) -> None:
        self._blocks.append(self._parse_xml(xml))

    def _parse_xml(self, xml: str) -> Any:
        from docx.oxml.ns import nsdecls
        from docx.oxml.parser import parse_xml

        opening, remainder = xml.split(">", 1)[0], xml.split(">", 1)[1]
        return parse_xml(f"{opening} {nsdecls('w', 'r')}>{remainder}")


def _page_break(*, new_page: bool, spacing: tuple[float, float] | None) -> str:
    """The properties of a paragraph that begins a page or, if its spacing is said, does not."""
    if new_page:
        return "<w:pageBreakBefore/>" + _word_spacing(spacing)
    # The style of a template may begin a page with each heading.
    return ('<w:pageBreakBefore w:val="0"/>' if spacing else "") + _word_spacing(spacing)


def _word_spacing(spacing: tuple[float, float] | None) -> str:
    if spacing is None:
        return ""
    before, after = (int(20 * points) for points in spacing)
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{name}")


def _rotate(section: Any) -> Any:
    """A section like another, on its side."""
    rotated = deepcopy(section)
    page = rotated.find(_w("pgSz"))
    if page is not None:
        sides = sorted((_int_attribute(page, "w", 11906), _int_attribute(page, "h", 16838)))
        page.set(_w("w"), str(sides[1]))
        page.set(_w("h"), str(sides[0]))
        page.set(_w("orient"), "landscape")
    return rotated


def _page_space(section: Any) -> PageSpace:
    """The page without its margins; A4 and an inch where nothing is said."""
    page, margins = section.find(_w("pgSz")), section.find(_w("pgMar"))
    side_margins = _int_attribute(margins, "left", 1440) + _int_attribute(margins, "right", 1440)
    end_margins = _int_attribute(margins, "top", 1440) + _int_attribute(margins, "bottom", 1440)
    width, height = _int_attribute(page, "w", 11906), _int_attribute(page, "h", 16838)
    return PageSpace(max(width - side_margins, 2000), max(height - end_margins, 2000))


def _int_attribute(element: Any, name: str, default: int) -> int:
    """A number that an element gives, if it gives one that makes sense."""
    value = element.get(_w(name), "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 6 else default
