"""SPF records are read as RFC 7208 writes them, and look-ups are counted as receivers count."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import Records
from soescan.webstandards.dns import spf

Zone = Mapping[tuple[str, str], Sequence[str] | UnreadableState]

EMPTY: Zone = {}


def asks(zone: Zone, asked: list[tuple[str, str]] | None = None) -> Callable[[str, str], Records]:
    def ask(name: str, kind: str) -> Records:
        if asked is not None:
            asked.append((name, kind))
        found = zone.get((name, kind), ())
        if isinstance(found, UnreadableState):
            raise UnreadableError(found, "made")
        return Records(name, kind, tuple(found), missing=(name, kind) not in zone)

    return ask


def cost(
    text: str, zone: Zone = EMPTY, asked: list[tuple[str, str]] | None = None
) -> spf.Evaluation:
    return spf.check_stranger("acme.example", spf.parse_record(text), asks(zone, asked))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        # RFC 7208, appendix A.1, and section 5.1
        ("v=spf1 +all", "pass"),
        ("v=spf1 all", "pass"),
        ("v=spf1 a -all", "fail"),
        ("v=spf1 a:example.org -all", "fail"),
        ("v=spf1 mx -all", "fail"),
        ("v=spf1 mx mx:example.org -all", "fail"),
        ("v=spf1 mx/30 mx:example.org/30 -all", "fail"),
        ("v=spf1 ptr -all", "fail"),
        ("v=spf1 ip4:192.0.2.128/28 -all", "fail"),
        ("v=spf1 ip6:2001:db8::/32 ?all", "neutral"),
        ("v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all", "fail"),
        ("V=SPF1 MX ~ALL", "softfail"),
        ("v=spf1 a//64 mx/24//64 ~all", "softfail"),
        ("v=spf1", "neutral"),
        ("v=spf1  ", "neutral"),
        ("v=spf1 mx", "neutral"),
        ("v=spf1 exp=explain.example.com moo.cow-far_out=man:dog/cat -all", "fail"),
        ("v=spf1 redirect=%{l}._spf.example.com", None),
        ("v=spf1 ?all redirect=_spf.example.com", "neutral"),
        # what stands behind `all` is never tried (section 5.1) …
        ("v=spf1 -all mx +all", "fail"),
        ("v=spf1 -all include:nowhere.example", "fail"),
        # … and whoever matches before it is not held to it (section 4.6.2)
        ("v=spf1 ip4:0.0.0.0/0 -all", "pass"),
        ("v=spf1 ~ip6:::/0 -all", "softfail"),
        ("v=spf1 a/0 -all", "fail"),
    ],
)
def test_a_record_says_what_it_says_of_others(text: str, result: str | None) -> None:
    said = cost(text)
    assert (said.result, said.problems) == (result, [])


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("v=spf1 redirect=open.example", "pass"),
        ("v=spf1 include:open.example -all", "pass"),
        ("v=spf1 ?include:open.example -all", "neutral"),
        ("v=spf1 include:soft.example -all", "fail"),
        ("v=spf1 redirect=soft.example", "softfail"),
        ("v=spf1 redirect=%{d2}.soft.example", "softfail"),
        ("v=spf1 exists:host.example -all", "pass"),
        ("v=spf1 -exists:%{o}.soft.example +all", "pass"),
        ("v=spf1 a:host.example/0 -all", "pass"),
        ("v=spf1 mx:open.example/0 -all", "pass"),
    ],
)
def test_what_other_records_say_counts_as_the_rfc_has_it(text: str, result: str) -> None:
    zone: Zone = {
        ("open.example", "TXT"): ["v=spf1 +all"],
        ("open.example", "MX"): ["10 host.example"],
        ("soft.example", "TXT"): ["v=spf1 ~all"],
        ("acme.example.soft.example", "TXT"): ["v=spf1 ~all"],
        ("host.example", "A"): ["192.0.2.9"],
    }
    said = cost(text, zone)
    assert (said.result, said.problems) == (result, [])


@pytest.mark.parametrize(
    "text",
    [
        "v=spf1 include -all",
        "v=spf1 include: -all",
        "v=spf1 ip4 -all",
        "v=spf1 all:example.com",
        "v=spf1 inclde:example.com -all",
        "v=spf1 +redirect=example.com",
        "v=spf1 redirect=a.example redirect=b.example",
        "v=spf1 192.0.2.1 -all",
        "v=spf1 a,mx -all",
        # what stands where it cannot be, wherever it stands (section 4.6)
        "v=spf1 ip4:203.0.113.7~all",
        "v=spf1 ip4:192.0.2.0/33 -all",
        "v=spf1 ip4:192.0.2.0/024 -all",
        "v=spf1 ip4:192.0.2.0//24 -all",
        "v=spf1 ip4:192.0.2 -all",
        "v=spf1 ip4:2001:db8::1 -all",
        "v=spf1 ip4:192.0.2.1:25 -all",
        "v=spf1 ip6:2001:db8::/129 -all",
        "v=spf1 ip6:fe80::1%eth0 -all",
        "v=spf1 ip6:192.0.2.1 -all",
        "v=spf1 a: -all",
        "v=spf1 a/33 -all",
        "v=spf1 mx//129 -all",
        "v=spf1 mx/24/64 -all",
        "v=spf1 a:host -all",
        "v=spf1 a:192.0.2.1 -all",
        "v=spf1 a:example.com:8080 -all",
        "v=spf1 a:example.-com -all",
        "v=spf1 ptr:bad..domain -all",
        "v=spf1 ptr/24 -all",
        "v=spf1 include:a.example/24 -all",
        f"v=spf1 include:{'a' * 64}.example -all",
        "v=spf1 exists:%{x}.example -all",
        "v=spf1 exists:%{c}.example -all",
        "v=spf1 exists:%{i.example -all",
        "v=spf1 exists:%(i).example -all",
        "v=spf1 exists:%{d0}.example -all",
        "v=spf1 redirect= ",
        "v=spf1 exp=a.example -all exp=a.example",
        "v=spf1 +moo=man",
        "v=spf1 moo=%man",
        "v=spf1 -all 1up=foo",
        "v=spf1 -all trailing",
        "v=spf1\tip4:192.0.2.1 -all",
        "v=spf1 mx\u00a0-all",
        "v=spf1 a:caf\u00e9.example -all",
        "v=spf1 -all\n",
    ],
)
def test_a_record_that_breaks_the_grammar_is_told(text: str) -> None:
    assert not spf.spf_records([text]) or spf.parse_record(text).problems


@pytest.mark.parametrize(
    ("text", "lookups"),
    [
        ("v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all", 0),
        ("v=spf1 a mx ptr exists:%{i}.x.example include:%{i}.y.example -all", 5),
        ("v=spf1 include:one.example -all", 3),
        ("v=spf1 include:one.example include:one.example -all", 6),
        ("v=spf1 redirect=one.example", 3),
        ("v=spf1 -all redirect=one.example", 0),
        ("v=spf1 -all mx include:one.example", 0),
        ("v=spf1 exp=one.example -all", 0),
    ],
)
def test_each_term_that_asks_dns_counts(text: str, lookups: int) -> None:
    zone = {
        ("one.example", "TXT"): ["v=spf1 include:two.example mx ~all"],
        ("two.example", "TXT"): ["other", "v=spf1 ip4:192.0.2.2 ~all"],
        ("one.example", "MX"): ["10 a.example"],
        ("acme.example", "MX"): ["10 a.example"],
        ("acme.example", "A"): ["192.0.2.1"],
    }
    counted = cost(text, zone)
    assert (counted.lookups, counted.excess, counted.problems) == (lookups, "", [])


def test_ten_look_ups_are_allowed_and_eleven_are_not() -> None:
    zone: Zone = {(f"s{n}.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"] for n in range(11)}
    words = [f"include:s{n}.example" for n in range(11)]
    assert cost(f"v=spf1 {' '.join(words[:10])} -all", zone).excess == ""
    assert cost(f"v=spf1 {' '.join(words)} -all", zone).excess == "11 look-ups, 10 are allowed"


def test_look_ups_that_come_to_nothing_count_up_to_two() -> None:
    found = cost("v=spf1 a:x.example mx:y.example -all")
    assert (found.voids, found.excess) == (2, "")
    zone: Zone = {("v6.example", "AAAA"): ["2001:db8::1"]}
    assert cost("v=spf1 a:v6.example mx:y.example -all", zone).voids == 1
    assert "come to nothing" in cost("v=spf1 a:x.example a:y.example mx:z.example -all").excess


@pytest.mark.parametrize(
    ("zone", "problem"),
    [
        ({}, "one.example has no SPF record"),
        ({("one.example", "TXT"): ["hello"]}, "one.example has no SPF record"),
        (
            {("one.example", "TXT"): ["v=spf1", "v=spf1 -all"]},
            "one.example has several SPF records",
        ),
        (
            {("one.example", "TXT"): ["v=spf1 nonsense -all"]},
            "one.example: 'nonsense': it is no term",
        ),
        (
            {("one.example", "TXT"): ["v=spf1 include:acme.example"]},
            "acme.example leads back to itself",
        ),
    ],
)
def test_what_makes_an_include_an_error_is_told(zone: Zone, problem: str) -> None:
    assert cost("v=spf1 include:one.example -all", zone).problems == [problem]


def test_a_look_up_that_fails_leaves_the_rest_counted() -> None:
    zone: Zone = {
        ("one.example", "TXT"): UnreadableState.TIMEOUT,
        ("two.example", "TXT"): ["v=spf1 a:a.example -all"],
        ("a.example", "A"): ["192.0.2.1"],
    }
    found = cost("v=spf1 include:one.example include:two.example -all", zone)
    assert found.lookups == 3
    assert found.unread is not None
    assert (found.unread.state, found.problems) == (UnreadableState.TIMEOUT, [])


def test_a_tree_that_grows_without_end_is_left() -> None:
    asked: list[tuple[str, str]] = []

    class Endless(dict[tuple[str, str], list[str]]):
        def get(self, key: tuple[str, str], default: object = None) -> list[str]:
            name = key[0]
            return ["v=spf1 " + " ".join(f"include:{c}.{name}" for c in "abcdefghij") + " -all"]

    assert cost("v=spf1 include:a.example -all", Endless(), asked).excess
    assert len(asked) <= 20


def test_more_mail_servers_than_receivers_ask_about_are_told() -> None:
    zone: Zone = {("acme.example", "MX"): [f"{n} mx{n}.example" for n in range(11)]}
    assert cost("v=spf1 mx -all", zone).problems == [
        "acme.example has 11 mail servers, 10 are allowed"
    ]


TERMS = st.sampled_from(["include:a.example", "a", "mx:", "-all", "redirect=b.example", "%{i}", "include:a.example/8", "ip4:", "+", "=:", "exists:%", "redirect="])  # fmt: skip


@given(st.lists(st.one_of(TERMS, st.text(max_size=12)), max_size=20), st.lists(TERMS, max_size=9))
def test_any_record_is_read_and_counted(words: list[str], others: list[str]) -> None:
    record = spf.parse_record("v=spf1 " + " ".join(words))
    zone = {(name, "TXT"): ["v=spf1 " + " ".join(others)] for name in ("a.example", "b.example")}
    said = spf.check_stranger("acme.example", record, asks(zone))
    assert said.lookups >= 0
    message = spf.SpfMessage("a.example", ipaddress.ip_address("192.0.2.1"))
    assert spf.check_host(message, asks(zone)) in spf.SpfResult


@given(st.text(max_size=40))
def test_any_text_is_an_spf_record_or_none(text: str) -> None:
    assert spf.spf_records([text]) in ((), (text,))
