"""Cookies are taken from answers as browsers take them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.web import Hop
from soescan.web.cookies.set_cookie import (
    Cookie,
    is_refused,
    parse_date,
    parse_set_cookie,
    parse_time,
)
from soescan.web.url import parse_url
from soescan.webstandards import cookie_names
from soescan.webstandards.cookies import stored_cookies

AT = "2026-11-24T10:00:00Z"
HERE = parse_url("https://www.acme.example/")
assert HERE is not None


def cookie(line: str, url: str = "https://www.acme.example/") -> Cookie | None:
    where = parse_url(url)
    assert where is not None
    return parse_set_cookie(line, where)


def names(*lines: str, url: str = "https://www.acme.example/") -> list[str]:
    hop = Hop(url, 200, tuple(("Set-Cookie", line) for line in lines))
    return [one.name for one in stored_cookies([hop], AT)]


def test_attributes_are_read_in_any_case_and_the_last_that_counts_holds() -> None:
    read = cookie("a=*; SECURE; httponly; SameSite=LAX; max-age=5; Max-Age=x; path=/p; Path=q")
    assert read == Cookie(
        "a", "www.acme.example", True, True, "lax", path=None, max_age=5
    )  # the last Path counts, and is none


@pytest.mark.parametrize(
    ("line", "name"),
    [("foo", ""), ("=foo", ""), ("  a  =*", "a"), ("a=b=c", "a"), ("a=", "a")],
)
def test_a_name_ends_at_the_first_equals_sign_and_may_be_missing(line: str, name: str) -> None:
    read = cookie(line)
    assert read is not None
    assert read.name == name


@pytest.mark.parametrize("line", ["", ";", "=", "a\x00=*", "a=*; path=\x01", "a=" + "x" * 4_097])
def test_what_browsers_do_not_take_for_a_cookie_is_none(line: str) -> None:
    assert cookie(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "a=*; Domain=.com",
        "a=*; Domain=other.example",
        "a=*; Domain=w.acme.example",
        "__Host-a=*; Path=/",
        "__Host-a=*; Secure",
        "__Host-a=*; Secure; Path=/; Domain=acme.example",
        "__Host-a=*; Secure; Path=/x",
        "__secure-a=*",
    ],
)
def test_browsers_refuse_foreign_domains_and_broken_prefixes(line: str) -> None:
    read = cookie(line)
    assert read is not None
    assert is_refused(read)
    assert names(line) == []


@pytest.mark.parametrize(
    "line",
    ["a=*; Domain=acme.example", "a=*; Domain=.www.acme.example", "__Host-a=*; Secure; Path=/",
     "__Secure-a=*; Secure"],
)  # fmt: skip
def test_browsers_keep_what_is_in_order(line: str) -> None:
    assert len(names(line)) == 1


def test_secure_is_refused_over_plain_http() -> None:
    assert names("a=*; Secure", url="http://www.acme.example/") == []


@pytest.mark.parametrize(
    "line",
    ["sess=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "sess=*; Max-Age=0", "sess=*; Max-Age=-1",
     "sess=*; Max-Age=0; Expires=Fri, 01 Jan 2038 00:00:00 GMT"],
)  # fmt: skip
def test_a_deletion_is_no_cookie(line: str) -> None:
    assert names("sess=*", line) == []


def test_the_later_of_two_with_one_name_counts() -> None:
    hop = Hop(
        "https://www.acme.example/", 200, (("Set-Cookie", "a=*"), ("Set-Cookie", "a=*; Secure"))
    )
    assert [one.secure for one in stored_cookies([hop], AT)] == [True]


def test_cookies_of_different_paths_stand_side_by_side() -> None:
    hops = [
        Hop("https://www.acme.example/a/b", 302, (("Set-Cookie", "a=*"),)),
        Hop(
            "https://www.acme.example/",
            200,
            (("Set-Cookie", "a=*"), ("Set-Cookie", "a=*; Path=/a")),
        ),
    ]
    assert [one.place[1] for one in stored_cookies(hops, AT)] == ["/", "/a"]


def test_max_age_goes_before_expires() -> None:
    read = cookie("a=*; Expires=Fri, 01 Jan 2038 00:00:00 GMT; Max-Age=86400")
    assert read is not None
    assert read.lasts(parse_time(AT)) == timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 01 Jan 2026 00:00:00 GMT",
        "Thursday, 01-Jan-26 00:00:00 GMT",
        "Thu Jan  1 00:00:00 2026",
        "2026 jan 1 0:0:0",
        "01 January 2026 00:00:00 PST",
    ],
)
def test_dates_are_read_in_the_forms_that_servers_write(text: str) -> None:
    assert parse_date(text) == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "tomorrow", "31 Feb 2026 00:00:00", "1 Jan 1500 0:0:0"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("name", "is_session", "is_necessary"),
    [
        ("PHPSESSID", True, True),
        ("ASP.NET_SessionId", True, True),
        ("connect.sid", True, True),
        ("laravel_session", True, True),
        ("userLogin", True, True),
        ("assessment_id", False, False),
        ("possessed", False, False),
        ("_hjSession_42", False, False),
        ("__hssc", False, False),
        ("heroku-session-affinity", False, True),
        ("AWSALB", False, True),
        ("__cf_bm", False, True),
        ("OptanonConsent", False, True),
        ("csrftoken", False, True),
        ("_ga", False, False),
        ("_fbp", False, False),
    ],
)
def test_a_name_says_what_a_cookie_is_for(name: str, is_session: bool, is_necessary: bool) -> None:
    assert cookie_names.carries_session(name) is is_session
    assert cookie_names.is_necessary(name) is is_necessary


LINES = st.text(alphabet=st.sampled_from("a=;, \tSecureExpiresMax-Age:019é\x00"), max_size=80)


@given(st.lists(LINES | st.text(max_size=60), max_size=4), st.text(max_size=30))
def test_no_line_is_too_strange(lines: list[str], at: str) -> None:
    hop = Hop("https://www.acme.example/", 200, tuple(("Set-Cookie", line) for line in lines))
    for one in stored_cookies([hop], at):
        assert not is_refused(one)
        cookie_names.is_necessary(one.name)
