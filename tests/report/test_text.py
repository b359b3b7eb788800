"""Texts take as many columns as terminals give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.report.text import width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("Figma", 5),
        ("日本", 4),
        ("ｆ", 2),
        ("ﾊ", 1),
        ("e\u0301", 1),
        ("a\u200bb", 2),
        ("…", 1),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),  # the same in three parts
        ("हिन्दी", 3),
        ("☰", 2),
        ("a\u0007é", 3),
    ],
)
def test_the_columns_a_text_takes(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(), st.text())
def test_widths_add_up(one: str, other: str) -> None:
    assert width(one + other) == width(one) + width(other)
