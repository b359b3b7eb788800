"""Two pages are two pages: an office program lays the brief out, and counts them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.shared import Cm, Pt

from soescan.model import Report
from soescan.report import Audience, RenderOptions, find_format
from tests.patience import HANG
from tests.report import factories
from tests.report.brief.factories import long_names

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice to lay out what was written"),
    pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="needs pdfinfo to count pages"),
]


def written(path: Path, report: Report, audience: Audience, template: Path | None = None) -> Path:
    options = RenderOptions(audience=audience, template=template)
    pieces = find_format("docx").render(report, options)
    path.write_bytes(b"".join(piece for piece in pieces if isinstance(piece, bytes)))
    return path


def count_pages(folder: Path, files: list[Path]) -> dict[str, int]:
    """How many pages each document has, by its name."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ("--headless", "--convert-to", "pdf", "--outdir", str(folder))
    command = [str(OFFICE), profile, *convert, *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=HANG)
    pages = {}
    for path in files:
        told = subprocess.run(
            ["pdfinfo", path.with_suffix(".pdf")], check=True, capture_output=True
        ).stdout.decode()
        pages[path.stem] = int(re.findall(r"^Pages:\s+(\d+)$", told, re.M)[0])
    return pages


def test_a_brief_is_two_pages_for_every_reader_and_any_number_of_tools(tmp_path: Path) -> None:
    reports = {"example": factories.example(), "8": long_names(8), "60": long_names(60)}
    files = [
        written(tmp_path / f"{name}-{audience}.docx", report, audience)
        for name, report in reports.items()
        for audience in Audience
    ]
    assert set(count_pages(tmp_path, files).values()) == {2}


def _letterhead(document: Document) -> None:
    """A header that is higher than its margin, larger type, and a line above the brief."""
    section = document.sections[0]
    section.header.paragraphs[0].text = "Harbour Tea Company"
    for line in ("Quay 4", "Harbour", "tea.example"):
        section.header.add_paragraph(line)
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Heading 1"].font.size = Pt(18)
    document.styles["Heading 1"].paragraph_format.page_break_before = True
    document.add_paragraph("To the board of architects")
    document.add_paragraph("{{soescan}}")
    document.add_paragraph("Signed: ________")


def _letter_paper(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin = section.right_margin = Cm(3.5)


def _cover(document: Document) -> None:
    for number in range(18):
        document.add_paragraph(f"Line {number} of the cover")
    document.add_paragraph("{{soescan}}")


@pytest.mark.parametrize(
    ("change", "front"),
    [(_letterhead, 0), (_letter_paper, 0), (_cover, 1)],
    ids=["letterhead", "letter paper", "cover"],
)
def test_a_brief_in_a_template_is_two_pages_behind_its_front(
    tmp_path: Path, change: Callable[[Document], object], front: int
) -> None:
    own = docx.Document()
    change(own)
    own.save(str(tmp_path / "own.docx"))
    files = [
        written(tmp_path / f"{audience}.docx", long_names(8), audience, tmp_path / "own.docx")
        for audience in Audience
    ]
    assert set(count_pages(tmp_path, files).values()) == {front + 2}
