"""Report -> text and files. `formats` lists one file per format, `tables` what they show."""

from __future__ import annotations

from pathlib import Path

from soescan.errors import UsageError
from soescan.model import Report
from soescan.report.format import Audience, Format, RenderOptions
from soescan.report.formats import FORMATS
from soescan.report.formats.as_text import render_answer
from soescan.report.saved_report import read_saved_report
from soescan.report.texts import catalog, explanation, scan


def render(report: Report, format: str, options: RenderOptions | None = None) -> str:
    """A report in the named format, as a whole, where that is text."""
    return "".join(
        str(piece) for piece in find_format(format).render(report, options or RenderOptions())
    )


def find_format(format: str) -> Format:
    """The format of a name."""
    return next(f for f in FORMATS if f.id == format)


def format_of_file(path: Path) -> Format:
    """The format that a file's ending asks for."""
    for format in FORMATS:
        if path.suffix.lower() in format.endings:
            return format
    known = ", ".join(ending for format in FORMATS for ending in format.endings)
    raise UsageError(f"{path}: expected a file ending in {known}", hint="or say --format")


__all__ = [
    "FORMATS",
    "Audience",
    "Format",
    "RenderOptions",
    "catalog",
    "explanation",
    "find_format",
    "format_of_file",
    "read_saved_report",
    "render",
    "render_answer",
    "scan",
]
