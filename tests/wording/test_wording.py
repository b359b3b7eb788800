"""Laws of every sentence, and the file of them that people read."""

from __future__ import annotations

import html
import re
from functools import cache

import pytest

from soescan import catalog
from soescan.model import Report
from soescan.reference import builtin
from soescan.report import RenderOptions, render
from soescan.report.first_page import build_first_page
from soescan.report.format import Audience
from tests.demo.test_words import NOUNS
from tests.wording.sentences import FILE, every, first_page_sentences, reports
from tests.wording.sentences import render as render_sentences

pytestmark = pytest.mark.slow

FORBIDDEN = {
    "two spaces": re.compile(r" {2}"),
    "a space before a mark": re.compile(r" [,.;?!](?!\w)"),
    "two marks": re.compile(r"[,;:][,;:.]|(?<!\.)\.\.(?!\.)|\?\."),
    "a colon for a verb": re.compile(r": (?:is|are)\b|\bnot:"),
    "one of many": re.compile(rf"(?<![\w.,/:–-])1 (?:[a-z]+[- ])?(?:{'|'.join(NOUNS)})\b"),
    "not twice": re.compile(r"\b(?:not|no|nothing|nobody)\b(?! only)[^.;:,?()]*\bnot\b"),
    "a variable": re.compile(r"\b[a-z]+_[a-z_]+\b|[{}]|\bNone\b(?! of)|\bnan\b|%[sd]\b"),
    "a percent sign without a number": re.compile(r"(?<!\d)(?<!\d[ \u00a0\u202f])%"),
    "a day for machines": re.compile(r"\b20\d\d-(?:\d\d-\d\d|W\d\d)\b"),
}
PAIRS = (("(", ")"), ("“", "”"), ("[", "]"))
MOST_WORDS = 25


@cache
def raw_names() -> frozenset[str]:
    """Keys of facts, and ids of standards that are not also how people write."""
    names = set(builtin.vocabulary())
    for path in ("soe/starter.yaml", "example/soe.yaml"):
        read = catalog.read(builtin.catalogs_folder() / path).catalog
        names |= {str(s.id) for s in read.standards if "-" in s.id and s.id not in s.title}
    return frozenset(names)


def broken_laws(text: str) -> list[str]:
    """What is wrong with a sentence, by name."""
    broken = [law for law, pattern in FORBIDDEN.items() if pattern.search(text)]
    broken += [f"{a} without {b}" for a, b in PAIRS if text.count(a) != text.count(b)]
    words = set(re.findall(r"[\w.-]*\w", text))
    broken += [f"the raw name {name}" for name in sorted(raw_names() & words)]
    if not re.match(r"[A-Z0-9“'(\[]|[a-z]+[A-Z]", text):
        broken.append("no capital")
    if not re.search(r"[^.?!][.?!]”?$", text):
        broken.append("no mark at its end, or two")
    return broken


@pytest.mark.parametrize("heading", every())
def test_every_sentence_keeps_the_laws(heading: str) -> None:
    broken = {text: laws for text in every()[heading] if (laws := broken_laws(text))}
    assert not broken


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("report", reports().values(), ids=list(reports()))
def test_the_first_page_has_short_sentences(report: Report, audience: Audience) -> None:
    texts = first_page_sentences(build_first_page(report, audience))
    sentences = [one for text in texts for one in re.split(r"(?<=[.?!]) (?=[A-Z])", text)]
    assert not [text for text in sentences if len(text.split()) > MOST_WORDS]


IN_ANY_LINE = ("a colon for a verb", "one of many", "a percent sign without a number")


@pytest.mark.parametrize("format_id", ["table", "markdown", "html"])
@pytest.mark.parametrize("report", reports().values(), ids=list(reports()))
def test_outputs_keep_the_laws_that_hold_for_any_line(report: Report, format_id: str) -> None:
    text = render(report, format_id, RenderOptions(wrap=False))
    lines = html.unescape(_TAGS.sub("\n", text)).splitlines()
    assert not [
        (law, line) for line in lines for law in IN_ANY_LINE if FORBIDDEN[law].search(line.strip())
    ]


_TAGS = re.compile(r"(?s)<(style|script|svg).*?</\1>|<[^>]+>")


def test_the_file_to_be_read_is_up_to_date() -> None:
    assert FILE.read_text("utf-8") == render_sentences(), (
        "python -m tests.wording, then read its difference"
    )


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("yearly cost is 1.", "no capital"),
        ("Yearly cost not: is more than 0.", "a colon for a verb"),
        ("It is 1 tools.", "one of many"),
        ("It is not known whether it is not met.", "not twice"),
        ("Read valid_until.", "a variable"),
        ("Ask about personal-data-residency.", "the raw name personal-data-residency"),
        ("Wait until 2026-12-07.", "a day for machines"),
        ("It is open (for now.", "( without )"),
        ("Is it open?.", "two marks"),
        ("About % of it.", "a percent sign without a number"),
    ],
)
def test_the_laws_find_what_they_forbid(text: str, law: str) -> None:
    assert law in broken_laws(text)
