"""Headers about security are read as browsers read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.reference.public import Preload
from soescan.web import Hop
from soescan.webstandards.content_type_options import is_nosniff
from soescan.webstandards.cors import reflects_credentials
from soescan.webstandards.frame_options import read_frame_options
from soescan.webstandards.hsts import Hsts, find_preload_entry, read_hsts
from soescan.webstandards.referrer_policy import effective_policy
from soescan.webstandards.structured_fields import read_token


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("max-age=31536000", Hsts(31536000)),
        ("max-age=0", Hsts(0)),
        ('max-age="31536000"', Hsts(31536000)),
        ("max-age = 31536000 ; includeSubDomains ; preload", Hsts(31536000, True, True)),
        ("MAX-AGE=1; INCLUDESUBDOMAINS", Hsts(1, True)),
        ("; max-age=1;", Hsts(1)),
        ('max-age=1; unknown="a;b"; other', Hsts(1)),
        ("max-age=1; includeSubDomains=yes", Hsts(1, True)),
        ("max-age=99999999999999999999", Hsts(999999999999999999)),
    ],
)
def test_a_legal_spelling_counts(value: str, read: Hsts) -> None:
    assert read_hsts(value) == read


@pytest.mark.parametrize(
    "value",
    ["", ";", "includeSubDomains", "max-age", "max-age=", "max-age=abc", "max-age=-1",
     "max-age=1abc", "max-age=1; max-age=2", "max-age=1, max-age=1", "max-age=1 2",
     'max-age="1', "max-age=1; =x"],
)  # fmt: skip
def test_what_the_grammar_does_not_allow_does_not_count(value: str) -> None:
    assert read_hsts(value) is None


def test_a_parent_on_the_preload_list_must_include_its_subdomains() -> None:
    table = {
        "a.example": Preload(True, True),
        "b.example": Preload(True, False),
        "c.example": Preload(False, True),
    }
    hosts = ("a.example", "x.a.example", "b.example", "x.b.example", "c.example", "example")
    assert [find_preload_entry(host, table) is not None for host in hosts] == [
        *(True, True, True, False, False, False),
    ]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (["nosniff"], True),
        ([" NoSniff "], True),
        (["nosniff, x"], True),
        (["nosniff", "x"], True),
        (["x, nosniff"], False),
        (['"nosniff"'], False),
        (["nosniff;"], False),
        ([], False),
    ],
)
def test_only_the_first_value_says_nosniff(values: list[str], says: bool) -> None:
    assert is_nosniff(values) is says


@pytest.mark.parametrize(
    ("values", "means"),
    [
        (["DENY"], "deny"),
        (["SameOrigin, SAMEORIGIN"], "sameorigin"),
        (["DENY", "SAMEORIGIN"], "deny"),
        (["ALLOWALL, x"], "deny"),
        (["a, b"], ""),
        (["ALLOW-FROM https://a.example"], ""),
        (["DENY;"], ""),
        ([" , "], ""),
        ([], ""),
    ],
)
def test_equal_values_count_once_and_contradictions_deny(values: list[str], means: str) -> None:
    assert read_frame_options(values) == means


@pytest.mark.parametrize(
    ("values", "metas", "policy"),
    [
        (["no-referrer, strict-origin-when-cross-origin, future"], [], "strict-origin-when-cross-origin"),
        (["unsafe-url", "Same-Origin"], [], "same-origin"),
        (["unsafe-url"], ["never"], "no-referrer"),
        (["origin"], ["nonsense"], "origin"),
        (["no-referrer;"], [], ""),
        ([], [], ""),
    ],
)  # fmt: skip
def test_the_last_known_word_is_the_referrer_policy(
    values: list[str], metas: list[str], policy: str
) -> None:
    assert effective_policy(values, metas) == policy


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("same-origin", "same-origin"),
        ('same-origin; report-to="x"; a=1; b=?1; c=:YQ==:; d', "same-origin"),
        ("same-origin;report-to=coop", "same-origin"),
        ("same-origin ;a", ""),
        ("SAME-ORIGIN", "SAME-ORIGIN"),
        ("same-origin, same-origin", ""),
        ('"same-origin"', ""),
        ("1", ""),
        ("", ""),
    ],
)
def test_a_token_is_read_by_the_grammar_of_structured_fields(value: str, read: str) -> None:
    assert read_token(value) == read


@pytest.mark.parametrize(
    ("headers", "reflects"),
    [
        ([("Access-Control-Allow-Origin", "https://o"), ("Access-Control-Allow-Credentials", "true")], True),
        ([("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "true")], False),
        ([("Access-Control-Allow-Origin", "https://o"), ("Access-Control-Allow-Credentials", "True")], False),
        ([("Access-Control-Allow-Origin", "https://o")], False),
    ],
)  # fmt: skip
def test_a_reflected_origin_is_open_only_with_credentials(
    headers: list[tuple[str, str]], reflects: bool
) -> None:
    assert (
        reflects_credentials(Hop("https://a.example/", 200, tuple(headers)), "https://o")
        is reflects
    )


VALUE = st.text(alphabet=st.sampled_from('max-age=019";, \t\\?:%*é\x00'), max_size=60) | st.text()


@given(st.lists(VALUE, max_size=3), st.lists(VALUE, max_size=2))
def test_no_header_is_too_strange(values: list[str], metas: list[str]) -> None:
    for value in values:
        read_hsts(value)
        read_token(value)
    is_nosniff(values)
    read_frame_options(values)
    effective_policy(values, metas)


def test_a_hostile_header_is_read_in_no_time() -> None:
    for value in ("=" * 100_000, 'a="' + "\\" * 100_000, "a;" * 50_000, "a=" + ";" * 100_000):
        read_hsts(value)
        read_token(value)
