"""Whatever somebody outside writes, every format shows it as text and nothing runs."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from soescan import report
from soescan.report import RenderOptions
from soescan.report.plan import FORMATS as PLAN_FORMATS
from soescan.report.text import clean
from tests.examples import examples
from tests.report import hostile

DANGEROUS = ("Cc", "Cf", "Cs", "Zl", "Zp")
LIVE = re.compile(r"<script>alert|<svg onload|<svg xmlns='|<script>\|", re.IGNORECASE)
"""What the attacker's texts would look like if they had arrived as markup."""


def spaced(text: str) -> str:
    return " ".join(clean(text).split())


# --- reading each format back --------------------------------------------------------------------


def parts(content: bytes) -> Iterator[tuple[str, Any]]:
    """The XML parts of an office file, each well-formed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                yield name, etree.fromstring(archive.read(name))


def external(content: bytes) -> Iterator[str]:
    """The addresses outside a file that an office file refers to."""
    for name, root in parts(content):
        if name.endswith(".rels"):
            for relation in root:
                if relation.get("TargetMode") == "External":
                    yield relation.get("Target")


def read_xlsx(content: bytes) -> str:
    assert all(url.startswith(("http://", "https://")) for url in external(content))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    links = [c.hyperlink.target for c in cells if c.hyperlink and c.hyperlink.target]
    assert all(str(url).startswith(("http://", "https://")) for url in links)
    return "\n".join(str(cell.value) for cell in cells)


def read_docx(content: bytes) -> str:
    assert all(url.startswith(("http://", "https://")) for url in external(content))
    text = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    document = dict(parts(content))["word/document.xml"]
    paragraph = text[:-1] + "p"
    return "\n".join("".join(t.text or "" for t in p.iter(text)) for p in document.iter(paragraph))


def read_csv(content: bytes) -> str:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    cells = [cell for row in rows for cell in row]
    assert not [c for c in cells if c.lstrip().startswith(("=", "+", "@", "＝", "＋", "＠"))]
    assert not [c for c in cells if c.lstrip().startswith(("-", "－")) and not _is_number(c)]
    return "\n".join(cells)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def read_markdown(content: bytes) -> str:
    text = content.decode()
    head = 0
    for line in text.splitlines():
        columns = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) if line.startswith("|") else 0
        assert not (columns and head) or columns == head, line[:80]
        head = columns
    ours = re.sub(r"\]\(<https?://[^<>\s]*>\)|<!-- -->", "", text)
    assert not set("<>") & set(ours)
    assert not re.search(r"(?i)(?<![\\(<])\b(?:https?:|www\.)", ours)
    return unescape(re.sub(r"\\(.)", r"\1", ours))


def read_html(content: bytes) -> str:
    root = html.fromstring(content.decode())
    assert not [e for e in root.iter() if any(str(a).startswith("on") for a in e.attrib)]
    followed = [v for e in root.iter() for a, v in e.attrib.items() if a in ("href", "src")]
    followed.remove("data:,")  # an icon of nothing, so that no browser asks for one
    assert not [v for v in followed if v.strip().lower().startswith(("javascript", "data", "vb"))]
    return str(root.text_content())


def read_svg(content: bytes) -> str:
    root = etree.fromstring(content)
    assert not list(root.iter("{*}script", "{*}foreignObject", "{*}a"))
    assert not [e for e in root.iter() if any(str(a).startswith("on") for a in e.attrib)]
    return ""  # names are broken into lines and cut


def read_json(content: bytes) -> str:
    json.loads(content)
    return ""  # as it was written, which the next test reads back


READ: dict[str, Callable[[bytes], str]] = {
    "json": read_json,
    "csv": read_csv,
    "xlsx": read_xlsx,
    "docx": read_docx,
    "markdown": read_markdown,
    "html": read_html,
    "svg": read_svg,
}
AS_MARKUP = {"markdown", "html", "svg"}
"""Formats in which a text could be taken for markup."""


def rendered(format: report.Format, text: str, look: RenderOptions) -> bytes:
    pieces = format.render(hostile.report(text), look)
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


# A PDF is the HTML again, and takes seconds: its own tests feed it what matters.
@pytest.mark.heavy
@pytest.mark.parametrize(
    "format",
    [one for one in report.FORMATS if not one.check_dependencies],
    ids=lambda format: format.id,
)
def test_a_format_shows_what_an_attacker_writes_as_text(
    format: report.Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "soescan.report.docx.graph_image._LONGER_SIDE", 200
    )  # pixels take a second each

    @given(hostile.TEXTS, st.booleans())
    @settings(max_examples=examples(15 if format.text else 4))
    def holds(text: str, verbose: bool) -> None:
        check(format, text, RenderOptions(verbose=verbose, long=True))

    for text in hostile.NASTY:
        holds = example(text, True)(holds)
    holds()


def check(format: report.Format, text: str, look: RenderOptions) -> None:
    content = rendered(format, text, look)
    shown = READ.get(format.id, bytes.decode)(content)
    if format.text:
        found = content.decode("utf-8-sig")
        bad = {c for c in found if c not in "\r\n" and unicodedata.category(c) in DANGEROUS}
        assert not bad, f"{bad!r} of {text!r}"
    if format.id in AS_MARKUP:
        assert not LIVE.search(content.decode())
    if format.id in ("csv", "xlsx", "docx", "markdown", "html") and spaced(text):
        assert spaced(text)[:200] in spaced(shown)


@pytest.mark.parametrize("text", hostile.NASTY)
def test_json_says_it_back_as_it_was(text: str) -> None:
    format = report.find_format("json")
    found = json.loads(rendered(format, text, RenderOptions()))
    assert found.get("title", "") == text


@pytest.mark.slow
@pytest.mark.parametrize("format", PLAN_FORMATS, ids=lambda format: format.id)
@pytest.mark.parametrize("text", hostile.NASTY)
def test_a_format_of_plans_lets_nothing_through_to_a_terminal(format: Any, text: str) -> None:
    found = format.render(hostile.report(text).plan, RenderOptions())
    content = found if isinstance(found, str) else "".join(map(str, found))
    content = content.removeprefix("\ufeff")  # it tells spreadsheets how the CSV is encoded
    content.encode()
    bad = {c for c in content if c not in "\r\n" and unicodedata.category(c) in DANGEROUS}
    assert not bad
    if format.id == "csv":
        read_csv(content.encode())
    elif format.id == "json":
        json.loads(content)
