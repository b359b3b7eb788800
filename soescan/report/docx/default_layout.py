"""How a brief looks where nobody has a template: A4, a plain face, the page's number below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from soescan.report.text import truncate

if TYPE_CHECKING:
    from docx.document import Document

_FONT = "Calibri"
_COLOUR = "23395B"
_POINTS = {"Normal": 10, "Title": 18, "Heading 1": 12, "Heading 2": 11}
_MARGIN = 1.5
"""Centimetres on each side: those of `report.brief.A4`."""


def apply_default_layout(document: Document, title: str) -> None:
    """Set page, margins, fonts and footer of an empty document; `title` stands in the footer."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(_MARGIN)
    section.top_margin = section.bottom_margin = Cm(_MARGIN)
    section.header_distance = section.footer_distance = Cm(0.6)
    for name, points in _POINTS.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(points)
        _set_font(style.element.rPr)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(_COLOUR)
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(4)
    footer = section.footer.paragraphs[0]
    footer.text = f"{truncate(title, 90)}\t"
    footer.paragraph_format.tab_stops.clear_all()
    footer.style.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Cm(21 - 2 * _MARGIN), WD_TAB_ALIGNMENT.RIGHT)
    _append_page_number(footer)


def _set_font(properties: Any) -> None:
    """One face for all scripts that have it, instead of the theme's."""
    from docx.oxml.ns import qn

    fonts = properties.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), _FONT)


def _append_page_number(paragraph: Any) -> None:
    """The page's number, which Word fills in."""
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))
