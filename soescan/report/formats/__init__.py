"""One file per format of the whole report; `FORMATS` is the list of them."""

from __future__ import annotations

from soescan.report.format import Format
from soescan.report.formats import (
    as_csv,
    as_docx,
    as_html,
    as_json,
    as_markdown,
    as_pdf,
    as_svg,
    as_text,
    as_xlsx,
)

FORMATS: tuple[Format, ...] = (
    as_text.FORMAT,
    as_json.FORMAT,
    as_markdown.FORMAT,
    as_csv.FORMAT,
    as_xlsx.FORMAT,
    as_html.FORMAT,
    as_docx.FORMAT,
    as_svg.FORMAT,
    as_pdf.FORMAT,
)
