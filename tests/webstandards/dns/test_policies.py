"""DMARC, CAA, MTA-STS and lists of tags are read as their RFCs write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import Records
from soescan.webstandards.dns import caa, dmarc, mta_sts, tag_list
from tests.webstandards.dns.test_spf import Zone, asks

RUA = "rua=mailto:d@acme.example"


@pytest.mark.parametrize(
    ("record", "policy", "reports"),
    [
        # RFC 7489, appendix B, and RFC 9989
        ("v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com", "none", True),
        ("v=DMARC1; p=reject", "reject", False),
        ("v=DMARC1;p=quarantine;sp=reject;adkim=s;aspf=s", "quarantine", False),
        (f"v=DMARC1; p=reject; pct=50; {RUA}", "reject", True),
        (f"v=DMARC1; p=reject; pct=0; {RUA}", "quarantine", True),
        ("v=DMARC1; p=reject; t=y", "quarantine", False),
        ("v=DMARC1; p=quarantine; t=y", "none", False),
        ("v=DMARC1; p=none; t=y", "none", False),
        ("v=DMARC1; p=REJECT", "reject", False),
        ("v=DMARC1 ; p = reject ;", "reject", False),
        ("v=DMARC1; p=rejct; rua=mailto:a@b.example", "none", True),
        ("v=DMARC1; rua=mailto:a@b.example!10m,mailto:c@d.example", "none", True),
        ("v=DMARC1; p=reject; rua=a@b.example", "reject", False),
        ("v=DMARC1; p=reject; p=none", "reject", False),
        ("v=DMARC1", "none", False),
    ],
)
def test_the_policy_of_a_record_is_told(record: str, policy: str, reports: bool) -> None:
    found = dmarc.discover_policy("acme.example", asks({("_dmarc.acme.example", "TXT"): [record]}))
    assert (found.policy, found.reports, found.record) == (policy, reports, record)


@pytest.mark.parametrize(
    ("name", "zone", "policy"),
    [
        ("acme.example", {}, "none"),
        ("acme.example", {"acme.example": ["v=spf1 -all", "v=DMARC2; p=reject"]}, "none"),
        ("acme.example", {"acme.example": ["v=DMARC1;p=reject", "v=DMARC1;p=none"]}, "none"),
        ("mail.acme.example", {"acme.example": ["v=DMARC1; p=reject"]}, "reject"),
        ("mail.acme.example", {"acme.example": ["v=DMARC1; p=reject; sp=none"]}, "none"),
        ("a.b.acme.example", {"acme.example": ["v=DMARC1; p=none; sp=quarantine"]}, "quarantine"),
        (
            "mail.acme.example",
            {"mail.acme.example": ["v=DMARC1; p=none"], "acme.example": ["v=DMARC1; p=reject"]},
            "none",
        ),
        # a public suffix speaks for those below it only when it says that it is one
        ("acme.example", {"example": ["v=DMARC1; p=reject"]}, "none"),
        ("acme.example", {"example": ["v=DMARC1; p=none; sp=reject; psd=y"]}, "reject"),
        ("acme.co.uk", {"co.uk": ["v=DMARC1; p=reject"]}, "none"),
        ("acme.co.uk", {"co.uk": ["v=DMARC1; p=reject; psd=y"]}, "reject"),
    ],
)
def test_a_domain_without_a_record_is_covered_by_the_one_above(
    name: str, zone: dict[str, list[str]], policy: str
) -> None:
    made: Zone = {(f"_dmarc.{at}", "TXT"): texts for at, texts in zone.items()}
    assert dmarc.discover_policy(name, asks(made)).policy == policy


def test_a_look_up_that_fails_is_no_missing_record() -> None:
    with pytest.raises(UnreadableError) as caught:
        dmarc.discover_policy(
            "acme.example", asks({("_dmarc.acme.example", "TXT"): UnreadableState.TIMEOUT})
        )
    assert caught.value.state is UnreadableState.TIMEOUT


def test_a_name_of_many_labels_is_walked_up_only_so_far() -> None:
    asked: list[tuple[str, str]] = []
    dmarc.discover_policy("a." * 40 + "example", asks({}, asked))
    assert len(asked) == dmarc.WALK


# --- CAA -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "limited", "where"),
    [
        # RFC 8659, sections 3 and 4
        ({"www.acme.example": ['0 issue "ca1.example.net"']}, True, "www.acme.example"),
        ({"acme.example": ['0 issue ";"']}, True, "acme.example"),
        ({"example": ['0 issuewild "ca.example"']}, True, "example"),
        ({"www.acme.example": ['0 iodef "mailto:a@b.example"'], "example": ['0 issue ";"']}, False, "www.acme.example"),
        ({"acme.example": ['0 iodef "mailto:a@b.example"', '0 issue "a.example"']}, True, "acme.example"),
        ({"acme.example": ['128 tbs "Unknown"']}, True, "acme.example"),
        ({"acme.example": ["0 issue letsencrypt.org"]}, True, "acme.example"),
        ({"acme.example": ["nonsense"]}, False, "acme.example"),
        ({}, False, "example"),
    ],
)  # fmt: skip
def test_the_record_set_that_counts_is_the_nearest(
    zone: dict[str, list[str]], limited: bool, where: str
) -> None:
    made: Zone = {(name, "CAA"): values for name, values in zone.items()}
    found = caa.relevant_records("www.acme.example", asks(made))
    assert (caa.limits_issuance(caa.parse_properties(found.values)), found.name) == (limited, where)


def test_a_failure_on_the_way_up_is_not_passed_over() -> None:
    zone: Zone = {("acme.example", "CAA"): UnreadableState.DNS, ("example", "CAA"): ['0 issue ";"']}
    with pytest.raises(UnreadableError):
        caa.relevant_records("www.acme.example", asks(zone))


def test_an_issuer_is_named_without_its_parameters() -> None:
    (found,) = caa.parse_properties(['0 ISSUE "CA1.example.net; account=230123"'])
    assert (found.tag, found.issuer, found.critical) == ("issue", "ca1.example.net", False)


# --- MTA-STS -------------------------------------------------------------------------------------

STS = "version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmax_age: 604800\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_example_of_the_rfc_is_read(ending: str) -> None:
    # RFC 8461, section 3.2
    assert mta_sts.parse_policy(STS.replace("\n", ending)) == mta_sts.MtaStsPolicy(
        "enforce", ("mail.example.com", "*.example.net"), 604800
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (STS.replace("STSv1", "STSv2"), "version is not STSv1"),
        (STS.replace("mode: enforce\n", ""), "mode is missing"),
        (STS.replace("enforce", "strict"), "mode is strict"),
        (STS.replace("604800", "1 week"), "max_age is 1 week"),
        ("version: STSv1\nmode: testing\nmax_age: 1\n", "mx is missing"),
        ("<!doctype html>", "version is not STSv1"),
    ],
)
def test_what_is_wrong_with_a_policy_is_said(text: str, problem: str) -> None:
    assert mta_sts.parse_policy(text).problems[0] == problem


def test_a_policy_of_none_needs_no_servers() -> None:
    assert mta_sts.parse_policy("version: STSv1\nmode: none\nmax_age: 86400\n").problems == ()


# --- any text ------------------------------------------------------------------------------------


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    answer = Records("_dmarc.acme.example", "TXT", (text,))
    assert dmarc.apply_record(text, answer).policy in dmarc.POLICIES
    assert isinstance(tag_list.parse_tags(text), dict)
    assert tag_list.records_of_version([text], "DMARC1") in ((), (text,))
    assert caa.limits_issuance(caa.parse_properties([text])) in (True, False)
    assert mta_sts.parse_policy(text).max_age >= 0
    assert mta_sts.record_id(text) == "" or "id" in text.lower()


@given(st.lists(st.sampled_from(["v=DMARC1", "p=", "reject", ";", "=", "sp=none", "t=y", "\x00", "rua=mailto:@,,"]), max_size=12))  # fmt: skip
def test_pieces_of_records_are_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert dmarc.apply_record(text, Records("a", "TXT"), inherited=True).policy in dmarc.POLICIES
