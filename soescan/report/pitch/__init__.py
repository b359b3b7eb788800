"""Report -> Pitch -> text and files: one page to IT, made once; `FORMATS` is how it is written."""

from __future__ import annotations

from soescan.report.pitch import as_docx, as_eml, as_markdown, as_text
from soescan.report.pitch.build import build_pitch
from soescan.report.pitch.nouns import Pitch, PitchFormat, PitchPart, TrialLane

FORMATS: tuple[PitchFormat, ...] = (
    as_text.FORMAT,
    as_markdown.FORMAT,
    as_docx.FORMAT,
    as_eml.FORMAT,
)

__all__ = ["FORMATS", "Pitch", "PitchFormat", "PitchPart", "TrialLane", "build_pitch"]
