"""Texts fit where they are put, whatever font the reader has."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from soescan.report.picture.text import is_right_to_left, measure, to_single_line, truncate, wrap
from tests.report.picture.factories import HARD

TEXTS = st.text(max_size=120) | st.sampled_from(HARD) | st.text("ab W", max_size=200)


@given(TEXTS, st.integers(30, 300), st.booleans())
def test_a_text_that_is_cut_fits(text: str, room: int, bold: bool) -> None:
    found = truncate(text, room, 12, bold=bold)
    assert measure(found, 12, bold=bold) <= room
    assert found == to_single_line(text) or found.endswith("…")


@example("\ufb50", 30, 2)
@given(TEXTS, st.integers(30, 300), st.integers(1, 4))
@example("\ufb50", 30, 2)
def test_lines_fit_and_only_the_last_is_shortened(text: str, room: int, most: int) -> None:
    found = wrap(text, room, 12, most)
    assert len(found) <= most
    assert all(measure(line, 12) <= room for line in found)
    whole = to_single_line(text).replace(" ", "")
    joined = "".join(found).replace(" ", "")
    assert joined == whole or (joined[-1] == "…" and whole.startswith(joined[:-1]))


@given(TEXTS)
def test_nothing_steers_turns_or_stacks_up(text: str) -> None:
    found = to_single_line(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in found)
    assert found == found.strip()


def test_a_line_ends_after_a_word_or_a_sign_that_allows_it() -> None:
    assert wrap("Data protection review", 70, 12, 3) == ["Data", "protection", "review"]
    assert wrap("日本語の道具", 36, 12, 3) == ["日本語", "の道具"]


def test_the_first_letter_tells_the_direction() -> None:
    assert [is_right_to_left(text) for text in ("12 כלי", "Mail כלי", "شركة", "…", "")] == [
        *(True, False, True, False, False)
    ]


@pytest.mark.parametrize("bold", [False, True], ids=["regular", "bold"])
def test_no_usual_font_is_wider(bold: bool) -> None:
    ttfont = pytest.importorskip("fontTools.ttLib", reason="fontTools is not installed").TTFont
    ends = (
        ("DejaVuSans-Bold", "NotoSans-Bold", "LiberationSans-Bold", "Arial_Bold")
        if bold
        else (*("DejaVuSans", "NotoSans-Regular", "LiberationSans-Regular", "Arial"),)
    )
    paths = [path for end in ends for path in Path("/usr/share/fonts").rglob(f"{end}.ttf")]
    if not paths:
        pytest.skip("none of the usual fonts is installed")
    letters = [*map(chr, range(32, 127)), *"äöüßéèñçåøłžαβγδЖЩЯажшщ", *"שלום"]
    for path in paths:
        font = ttfont(path)
        names, widths = font.getBestCmap(), font["hmtx"]
        for text in (
            *letters,
            "Data protection review",
            "ĄĘŚĆ – Überprüfung",
            "Проверка данных",
            "شركة التسويق الرقمي",
        ):
            known = [widths[names[ord(c)]][0] for c in text if ord(c) in names]
            if len(known) == len(text):
                real = sum(known) / font["head"].unitsPerEm * 12
                assert real <= measure(text, 12, bold=bold) * 1.0001, (
                    path,
                    text,
                )
