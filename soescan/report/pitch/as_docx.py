"""The pitch in Word, on one page of A4.

Shows: the whole page; a template is not needed, and styles can be changed in Word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from soescan.report.docx.archive import save_document
from soescan.report.docx.blocks import DocumentBlocks, TextRun
from soescan.report.docx.default_layout import apply_default_layout
from soescan.report.docx.template import open_template
from soescan.report.pitch.fit import (
    BEFORE_HEADING,
    END,
    GAP,
    LARGER_HEADING,
    LARGER_TITLE,
    SIDE,
    choose_size,
)
from soescan.report.pitch.nouns import Pitch, PitchFormat

if TYPE_CHECKING:
    from docx.document import Document


def render(pitch: Pitch) -> bytes:
    """The document; its bytes depend on the pitch alone."""
    document = open_template(None)
    apply_default_layout(document, pitch.title)
    _set_tight(document, choose_size(pitch))
    blocks = DocumentBlocks(document)
    blocks.title(pitch.title)
    blocks.text(TextRun(pitch.opening, bold=True))
    for part in pitch.parts:
        blocks.heading(part.heading)
        for point in part.points:
            blocks.text(TextRun(f"{point.label}: ", bold=True), TextRun(point.says))
    blocks.text(TextRun(pitch.closing))
    blocks.place()
    return save_document(document, pitch.title, pitch.as_of)


def _set_tight(document: Document, size: float) -> None:
    """Letters, margins and gaps with which all of it stands on one page."""
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.top_margin = section.bottom_margin = Cm(END)
    section.left_margin = section.right_margin = Cm(SIDE)
    section.header_distance = section.footer_distance = Cm(END / 2)
    for name, larger in (("Normal", 0.0), ("Title", LARGER_TITLE), ("Heading 1", LARGER_HEADING)):
        style: Any = document.styles[name]
        style.font.size = Pt(size + larger)
        style.paragraph_format.line_spacing = 1.0
        style.paragraph_format.space_after = Pt(GAP)
        style.paragraph_format.space_before = Pt(BEFORE_HEADING if name == "Heading 1" else 0)


FORMAT = PitchFormat(id="docx", doc=__doc__, endings=(".docx",), render=render, text=False)
