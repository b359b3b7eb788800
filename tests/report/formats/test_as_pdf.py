"""The page as a PDF: the same bytes every time, all that it says as text, and nothing fetched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from soescan.cli import main
from soescan.errors import UsageError
from soescan.model import Report
from soescan.report import RenderOptions
from soescan.report.formats import as_html, as_pdf
from soescan.report.tables import headline
from soescan.report.text import clean
from tests.report.brief.factories import long_names
from tests.report.test_report import made

BASE = made()


@pytest.fixture
def weasyprint() -> Any:
    try:
        return as_pdf.import_weasyprint()
    except UsageError as error:
        pytest.skip(str(error))


def pdf(report: Report, *, long: bool = False) -> bytes:
    return b"".join(as_pdf.render(report, RenderOptions(long=long)))


def page_texts(content: bytes, tmp_path: Path) -> list[str]:
    """What each page says, in its lines."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def text(content: bytes, tmp_path: Path) -> str:
    return " ".join(page_texts(content, tmp_path))


@pytest.mark.heavy
def test_the_same_report_is_the_same_file_and_says_what_the_page_says(
    weasyprint: Any, tmp_path: Path
) -> None:
    """One of the names is an attacker's: it is text as any other."""
    nasty = "<script>x</script><img src='file:///etc/hostname'>\x1b[31m\u202e"
    mug, kettle, *others = BASE.assessments
    one = replace(kettle, tool=replace(kettle.tool, name=nasty))
    hostile = replace(BASE, assessments=(mug, one, *others))
    content = pdf(hostile, long=True)
    assert content.startswith(b"%PDF-")
    assert content == pdf(hostile, long=True)
    said = text(content, tmp_path)
    assert " ".join(clean(headline(hostile)).split()) in said
    assert all(a.tool.name in said for a in (mug, *others))
    assert "Approval steps" in said, "what the page folds is unfolded"
    assert "<script>x</script>" in said
    assert "How the dates were estimated" in said, "the last part of the page"
    assert "\x1b" not in said


@pytest.mark.slow
def test_it_is_two_pages_with_the_answer_on_the_first(weasyprint: Any, tmp_path: Path) -> None:
    report = long_names(25)
    content = pdf(report)
    assert content == pdf(report)
    first, second = page_texts(content, tmp_path)
    assert headline(report)[:40] in first
    assert second.startswith("What stands in the way")


@pytest.mark.slow
def test_nothing_is_fetched_whatever_the_page_asks_for(
    weasyprint: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    asked: list[str] = []
    fetch = weasyprint.urls.URLFetcher.fetch

    def told(self: Any, url: str, *more: object, **options: object) -> Any:
        asked.append(url)
        return fetch(self, url, *more, **options)

    page = (
        f'<link rel=stylesheet href="file://{tmp_path}/secret.txt"><p>here</p>'
        f'<object data="file://{tmp_path}/secret.txt"></object><img src="https://a.example/x.png">'
        f'<a rel=attachment href="file://{tmp_path}/secret.txt">a</a>'
    )
    monkeypatch.setattr(as_html, "render", lambda report, options: iter([page]))
    monkeypatch.setattr(weasyprint.urls.URLFetcher, "fetch", told)
    content = pdf(BASE, long=True)
    assert len(asked) >= 3
    assert b"secret" not in content
    assert text(content, tmp_path) == "here a"


def test_without_the_extra_it_says_what_to_do_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    (tmp_path / "tools.csv").write_text("name\nPigeonpost\n")
    done = CliRunner().invoke(
        main, ["check", "tools.csv", "--no-store", "-o", "a.json", "-o", "a.pdf"]
    )
    assert done.exit_code == 2
    assert "soescan[pdf]" in done.stderr
    assert "print it from a browser" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["tools.csv"]
