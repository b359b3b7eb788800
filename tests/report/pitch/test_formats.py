"""A pitch in files: one page of A4, a mail that is a draft, and names that stay names."""

from __future__ import annotations

import email
import io
import re
import shutil
import subprocess
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import docx
import pytest

from soescan.model import Outcome
from soescan.report.pitch import FORMATS, as_docx, as_eml, as_markdown, as_text, build_pitch, fit
from tests.patience import HANG
from tests.report import factories as reports
from tests.report import hostile
from tests.report.pitch import factories

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
_A4_POINTS = 29.7 / 2.54 * 72
LONG = "Wide Words of a Name " * 40


def as_mail(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


# --- one page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["Word", LONG, "W" * 500, "漢字" * 300])
@pytest.mark.parametrize("count", [1, 6, 7, 25, 60])
def test_every_pitch_stands_on_one_page(count: int, word: str) -> None:
    pitch = build_pitch(factories.full(count, word))
    size = fit.choose_size(pitch)
    assert fit.estimate_height(pitch, size) <= _A4_POINTS - 2 * 1.5 / 2.54 * 72
    assert len(as_text.render(pitch)) < 6_000


def test_a_short_pitch_has_larger_letters() -> None:
    short, long = (fit.choose_size(build_pitch(factories.full(3, w))) for w in ("A", LONG))
    assert short > long >= 8


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice to count the pages of a document")
def test_an_office_program_prints_one_page(tmp_path: Path) -> None:
    pitches = {
        "demo": build_pitch(reports.example()),
        "bare": build_pitch(factories.bare("A")),
        **{f"full{n}": build_pitch(factories.full(n, LONG)) for n in (1, 6, 60)},
        "wide": build_pitch(factories.full(6, "W" * 500)),
        "kanji": build_pitch(factories.full(6, "漢字" * 300)),
    }
    paths = [tmp_path / f"{name}.docx" for name in pitches]
    for path, pitch in zip(paths, pitches.values(), strict=True):
        path.write_bytes(as_docx.render(pitch))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=HANG)
    pages = {
        path.stem: len(re.findall(rb"/Type */Page\b", path.read_bytes()))
        for path in tmp_path.glob("*.pdf")
    }
    assert pages == dict.fromkeys(pitches, 1)


def test_the_document_says_what_the_text_says() -> None:
    pitch = build_pitch(reports.example())
    document = docx.Document(io.BytesIO(as_docx.render(pitch)))
    shown = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    lines = [line.lstrip("#- ") for line in as_text.render(pitch).splitlines() if line]
    assert shown == lines


# --- the mail ------------------------------------------------------------------------------------


def test_a_mail_is_a_draft_without_a_date_and_without_a_sender() -> None:
    pitch = build_pitch(reports.example())
    message = as_mail(as_eml.render(pitch))
    assert message["X-Unsent"] == "1"
    assert message["To"] == "it-ops@harbourtea.example"
    assert message["Subject"] == "Request to IT: Spring launch 2027"
    assert message["Date"] is None is message["From"]
    plain, page = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == as_text.render(pitch)
    assert page.get_content_type() == "text/html"


def test_without_a_contact_the_sender_fills_in_the_address() -> None:
    assert as_mail(as_eml.render(build_pitch(factories.bare("A"))))["To"] is None


def test_lines_of_a_mail_are_short_and_end_as_the_standard_says() -> None:
    """RFC 5322, 2.1.1: at most 998 octets, and CRLF; RFC 2045: seven bits."""
    content = as_eml.render(build_pitch(factories.full(6, "漢字 é=" * 300)))
    assert content.isascii()
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize(
    "name",
    [
        "A\r\nBcc: evil@evil.example",
        "A\nSubject: other\n\nbody",
        "A\u2028X-Evil: 1",
        "--=_soescan_pitch_=--",
        "=?utf-8?q?A=0D=0ABcc:_evil@evil.example?=",
        "A\x00\x0b\x85B",
        "\udcff",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_a_name_adds_no_header_and_no_part(name: str) -> None:
    report = factories.bare(name)
    message = as_mail(as_eml.render(build_pitch(report)))
    assert set(message.keys()) == {"Subject", "X-Unsent", "MIME-Version", "Content-Type"}
    assert len(list(message.iter_parts())) == 2
    *_, page = message.iter_parts()
    assert "<img" not in page.get_content()


@pytest.mark.parametrize("word", hostile.NASTY)
def test_what_somebody_wrote_stays_text(word: str) -> None:
    pitch = build_pitch(factories.full(2, word or "x"))
    for format in FORMATS:
        content = format.render(pitch)
        text = content if isinstance(content, str) else ""
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
        assert "<script" not in as_markdown.render(pitch)
    (_, page) = as_mail(as_eml.render(pitch)).iter_parts()
    assert not re.search(r"<(?!/?(?:!doctype|html|body|h[23]|p|b|ul|li)\b)", page.get_content())


def test_the_same_pitch_gives_the_same_bytes() -> None:
    pitch = build_pitch(factories.full(3))
    for format in FORMATS:
        assert format.render(pitch) == format.render(pitch)


def test_markdown_has_the_points_below_their_headings() -> None:
    text = as_markdown.render(build_pitch(factories.bare("A", outcome=Outcome.FITS)))
    assert text.startswith("# Request to IT: A\n\n")
    assert (
        "\n## What we offer\n\n- **Support owner**: not decided yet: who, team and hours\\.\n"
        in (text.replace("hours.", "hours\\."))
    )
