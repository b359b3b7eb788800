"""Report -> text and files. `formats` has one file per format, `tables` what they show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from soescan.deferred import defer_imports
from soescan.errors import UsageError
from soescan.report.format import Audience, Format, RenderOptions

if TYPE_CHECKING:
    from soescan.model import Report
    from soescan.report.formats import FORMATS
    from soescan.report.formats.as_text import render_answer
    from soescan.report.saved_report import read_saved_report, saved_report_schema
    from soescan.report.texts import catalog, explanation, scan
else:
    __getattr__ = defer_imports(
        __name__,
        {
            "soescan.report.formats": ("FORMATS",),
            "soescan.report.formats.as_text": ("render_answer",),
            "soescan.report.saved_report": ("read_saved_report", "saved_report_schema"),
            "soescan.report.texts": ("catalog", "explanation", "scan"),
        },
    )


def render(report: Report, format: str, options: RenderOptions | None = None) -> str:
    """Render a report in a text format, as one string."""
    return "".join(
        str(piece) for piece in find_format(format).render(report, options or RenderOptions())
    )


def find_format(format: str) -> Format:
    """The format of an id, which must be one of `FORMATS`."""
    from soescan.report.formats import FORMATS

    return next(f for f in FORMATS if f.id == format)


def format_of_file(path: Path) -> Format:
    """The format whose ending a file's name has.

    Raises:
        UsageError: no format has it.
    """
    from soescan.report.formats import FORMATS

    for format in FORMATS:
        if path.suffix.lower() in format.endings:
            return format
    endings = ", ".join(ending for format in FORMATS for ending in format.endings)
    raise UsageError(f"{path}: expected a file ending in {endings}", hint="or use --format")


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
    "saved_report_schema",
    "scan",
]
