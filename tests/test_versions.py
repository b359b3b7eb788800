"""Versions in three-valued logic: what is shown, what is refuted, and what nobody can tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.versions import covers_version, is_version_or_later, read_version

NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(
    lambda parts: ".".join(map(str, parts))
)


@pytest.mark.parametrize(
    ("got", "want", "later"),
    [
        ("1.10", "1.9", True),
        ("1.2", "1.2.0", True),
        ("TLSv1.2", "1.2", True),
        ("SSL 3.0", "1.0", False),
        # Semantic Versioning 2.0.0 §11.3 and §11.4: its own example, in its order
        ("1.0.0-alpha", "1.0.0", False),
        ("1.0.0-alpha", "1.0.0-beta", False),
        ("1.0.0-rc.1", "1.0.0-beta.11", True),
        ("1.0.0-beta.11", "1.0.0-beta.2", True),
        # PEP 440
        ("3.1.0rc2", "3.1.0rc1", True),
        ("3.1.0.dev3", "3.1.0", False),
        ("3.1.0.post1", "3.1.0", True),
        ("3.1.0", "3.1.0.post1", False),
        # Maven
        ("3.1.0-SNAPSHOT", "3.1.0", False),
        ("3.1.0.Final", "3.1.0", True),
        ("3.1.0-M2", "3.1.0", False),
        # Numbers decide before endings do
        ("3.2.0-beta", "3.1.0", True),
        ("3.0.9-hotfix", "3.1.0", False),
        ("3.1.0+build.7", "3.1.0", True),
        # What does not tell
        ("latest", "3.1.0", None),
        ("current (cloud)", "3.1.0", None),
        ("older than 3", "3", None),
        ("\u0663.\u0661", "3.0", None),
        ("x", "3.0", None),
        ("3.x", "3.1", None),
        ("3.1.0-vendor", "3.1.0", None),
        ("4.x", "3.1", True),
        ("2021.3 LTS", "2021.3", True),
    ],
)
def test_a_version_is_later_or_not_or_nobody_can_tell(
    got: str, want: str, later: bool | None
) -> None:
    assert is_version_or_later(got, want) is later


@pytest.mark.parametrize(
    ("listed", "version", "covered"),
    [
        ("1.x", "1.4", True),
        ("v1.x", "1.x", True),
        ("2", "2.6.1", True),
        ("2.0", "2.00", True),
        ("20x", "20.3", True),
        ("2021.X", "2021.3", True),
        ("4.*", "4.2", True),
        ("x", "7", True),
        ("2.x", "3.1", False),
        ("1.1", "1.10", False),
        ("2021", "2022", False),
        ("2.6.1", "2", None),
        ("2.6", "2.x", None),
        ("2.x", "x", None),
        ("2.x", "latest", None),
        ("2.x", "\u0662", None),
        ("2.x", "2.3-rc1", None),
        ("2.0 or later", "3.1", None),
        ("Linux 4", "5", None),
    ],
)
def test_what_an_approval_covers_must_be_shown(
    listed: str, version: str, covered: bool | None
) -> None:
    assert covers_version(listed, version) is covered


@given(NUMBERS, NUMBERS)
def test_of_two_versions_in_numbers_one_is_the_later(one: str, other: str) -> None:
    assert is_version_or_later(one, other) or is_version_or_later(other, one)
    assert is_version_or_later(f"{one}-rc1", one) is False


@given(st.text(max_size=12), NUMBERS)
def test_a_text_without_a_number_is_unknown(text: str, want: str) -> None:
    if not any("0" <= c <= "9" for c in text):
        assert read_version(text) is None
        assert is_version_or_later(text, want) is None
        assert covers_version(want, text) is None
