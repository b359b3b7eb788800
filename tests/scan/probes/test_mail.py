"""What a domain's records say of its mail; a look-up that fails is a gap, never a missing record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from soescan.errors import UnreadableState
from soescan.model import Basis, Evidence
from soescan.reference import builtin
from soescan.scan.probes import (
    bimi,
    dangling,
    dkim,
    dmarc,
    dns_zone,
    mail_provider,
    mta_sts,
    saas_tokens,
    spf,
    tls_rpt,
)
from soescan.scan.probes.probe import Probe
from soescan.site import signatures
from soescan.web import Get
from soescan.web.recording import Failure
from tests.site.factories import AT, facts_by_key, page, run_probe, site

D = "acme.example"
Zone = Mapping[tuple[str, str], Sequence[str] | UnreadableState]


def told(probe: Probe, zone: Zone, **more: Any) -> Evidence:
    return run_probe(probe, site(records=zone, **more))


# --- SPF -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["v=spf1 ip4:192.0.2.1 -all", "google-site-verification=x"], "fail"),
        (["v=spf1 ~all"], "softfail"),
        (["v=spf1 +all"], "open"),
        (["v=spf1 ?all"], "neutral"),
        (["v=spf1 redirect=_spf.acme.example"], "softfail"),
        (["spf2.0/pra -all", "x"], "none"),
        ([], "none"),
    ],
)
def test_what_spf_says_of_others_is_told(texts: list[str], said: str) -> None:
    zone: Zone = {(D, "TXT"): texts, (f"_spf.{D}", "TXT"): ["v=spf1 ip4:192.0.2.0/24 ~all"]}
    found = told(spf.PROBE, zone)
    assert (facts_by_key(found), found.gaps) == ({"mail.spf": said}, ())


def test_too_many_look_ups_keep_what_was_read_and_say_so() -> None:
    includes = " ".join(f"include:s{n}.example" for n in range(11))
    zone: Zone = {(D, "TXT"): [f"v=spf1 {includes} -all"]}
    zone |= {(f"s{n}.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"] for n in range(11)}  # type: ignore[operator]
    found = told(spf.PROBE, zone)
    assert facts_by_key(found) == {"mail.spf": "fail"}
    assert [(gap.state, "11 look-ups" in gap.why) for gap in found.gaps] == [("malformed", True)]


def test_an_include_that_times_out_makes_no_record_invalid() -> None:
    zone: Zone = {
        (D, "TXT"): ["v=spf1 include:s.example -all"],
        ("s.example", "TXT"): UnreadableState.TIMEOUT,
    }
    found = told(spf.PROBE, zone)
    assert (facts_by_key(found), [gap.state for gap in found.gaps]) == (
        {"mail.spf": "fail"},
        ["timeout"],
    )


@pytest.mark.parametrize(
    ("zone", "state"),
    [
        ({(D, "TXT"): UnreadableState.TIMEOUT}, "timeout"),
        ({(D, "TXT"): ["v=spf1 -all", "v=spf1 +all"]}, "malformed"),
        ({(D, "TXT"): ["v=spf1 nonsense -all"]}, "malformed"),
        ({(D, "TXT"): ["v=spf1 redirect=x.example"], ("x.example", "TXT"): []}, "malformed"),
        (
            {(D, "TXT"): ["v=spf1 redirect=x.example"], ("x.example", "TXT"): UnreadableState.DNS},
            "dns",
        ),
        (
            {
                (D, "TXT"): ["v=spf1 redirect=x.example"],
                ("x.example", "TXT"): ["v=spf1 redirect=acme.example"],
            },
            "malformed",
        ),
    ],
)
def test_a_record_that_cannot_be_used_is_a_gap(zone: Zone, state: str) -> None:
    found = told(spf.PROBE, zone)
    assert (found.facts, [gap.state for gap in found.gaps]) == ((), [state])


def test_mail_is_asked_of_the_registered_domain() -> None:
    found = told(spf.PROBE, {(D, "TXT"): ["v=spf1 -all"]}, url="https://app.acme.example/")
    assert (facts_by_key(found), found.facts[0].origin.url) == (
        {"mail.spf": "fail"},
        f"dns:{D}/TXT",
    )
    assert found.facts[0].subject == "app.acme.example"


@pytest.mark.parametrize("url", ["https://192.0.2.7/", "https://127.0.0.1:8443/"])
@pytest.mark.parametrize(
    "probe",
    [
        *(spf.PROBE, dmarc.PROBE, dkim.PROBE, mta_sts.PROBE, tls_rpt.PROBE, bimi.PROBE),
        *(mail_provider.PROBE, saas_tokens.PROBE, dns_zone.PROBE, dangling.PROBE),
    ],
    ids=lambda probe: probe.id,
)
def test_an_address_has_no_domain_to_ask_about(probe: Probe, url: str) -> None:
    evidence = run_probe(probe, site(url=url))
    assert (evidence.facts, [(gap.state, "not a domain" in gap.why) for gap in evidence.gaps]) == (
        (),
        [("dns", True)],
    )


# --- DMARC ---------------------------------------------------------------------------------------


def test_the_policy_and_the_reports_are_told() -> None:
    zone: Zone = {(f"_dmarc.{D}", "TXT"): ["v=DMARC1; p=quarantine; rua=mailto:d@acme.example"]}
    assert facts_by_key(told(dmarc.PROBE, zone)) == {
        "mail.dmarc.policy": "quarantine",
        "mail.dmarc.reports": True,
    }


def test_no_record_anywhere_is_a_policy_of_none() -> None:
    found = told(dmarc.PROBE, {(f"_dmarc.{D}", "TXT"): [], ("_dmarc.example", "TXT"): []})
    assert facts_by_key(found) == {"mail.dmarc.policy": "none", "mail.dmarc.reports": False}


def test_a_policy_that_is_only_tested_says_so() -> None:
    found = told(dmarc.PROBE, {(f"_dmarc.{D}", "TXT"): ["v=DMARC1; p=reject; t=y"]})
    assert found.facts[0].value == "quarantine"
    assert found.facts[0].origin.excerpt == "v=DMARC1; p=reject; t=y – reject, but only tested"


# --- one record, one flag ------------------------------------------------------------------------

NAMES = {dmarc: f"_dmarc.{D}", tls_rpt: f"_smtp._tls.{D}", bimi: f"default._bimi.{D}"}


@pytest.mark.parametrize(
    ("module", "texts", "said"),
    [
        (tls_rpt, ["v=TLSRPTv1; rua=mailto:r@acme.example"], True),
        (tls_rpt, ["v=TLSRPTv1;rua=https://r.acme.example/v1"], True),
        (tls_rpt, ["v=TLSRPTv1"], False),
        (tls_rpt, ["v=TLSRPTv1;rua=mailto:a@b.example"] * 2, False),
        (tls_rpt, [], False),
        (bimi, ["v=BIMI1; l=https://acme.example/logo.svg; a="], True),
        (bimi, ["v=BIMI1; l=; a=;"], False),
        (bimi, ["v=BIMI1; l=http://acme.example/logo.svg"], False),
        (bimi, [], False),
    ],
)
def test_a_record_is_there_or_not(module: Any, texts: list[str], said: bool) -> None:
    found = told(module.PROBE, {(NAMES[module], "TXT"): texts})
    assert list(facts_by_key(found).values()) == [said]


@pytest.mark.parametrize("module", [dmarc, tls_rpt, bimi])
@pytest.mark.parametrize("state", [UnreadableState.TIMEOUT, UnreadableState.DNS])
def test_a_look_up_that_fails_is_a_gap(module: Any, state: UnreadableState) -> None:
    found = told(module.PROBE, {(NAMES[module], "TXT"): state})
    assert (found.facts, [gap.state for gap in found.gaps]) == ((), [str(state)])


# --- MTA-STS -------------------------------------------------------------------------------------

URL = f"https://mta-sts.{D}/.well-known/mta-sts.txt"
POLICY = "version: STSv1\nmode: testing\nmx: mx.acme.example\nmax_age: 86400\n"
RECORD = {(f"_mta-sts.{D}", "TXT"): ["v=STSv1; id=20261124;"]}


def sts(zone: Zone, answer: Any = None) -> Evidence:
    return told(mta_sts.PROBE, zone, outcomes={Get(URL, follow=False): answer} if answer else {})


def test_the_mode_of_a_policy_is_told_with_its_address() -> None:
    found = sts(RECORD, page(URL, POLICY))
    assert (facts_by_key(found), found.facts[0].origin.url) == ({"mail.mta_sts": "testing"}, URL)


@pytest.mark.parametrize(
    ("zone", "answer"),
    [
        ({(f"_mta-sts.{D}", "TXT"): []}, None),
        ({(f"_mta-sts.{D}", "TXT"): ["v=STSv1; id=1", "v=STSv1; id=2"]}, None),
        ({(f"_mta-sts.{D}", "TXT"): ["v=STSv1;"]}, None),
        (RECORD, page(URL, status=404)),
    ],
)
def test_a_record_without_a_policy_is_none(zone: Zone, answer: Any) -> None:
    assert facts_by_key(sts(zone, answer)) == {"mail.mta_sts": "none"}


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (page(URL, "<!doctype html>"), "malformed"),
        (page(URL, status=301), "malformed"),
        (page(URL, status=403), "blocked"),
        (page(URL, status=500), "down"),
        (Failure(UnreadableState.TLS, "made", AT), "tls"),
    ],
)
def test_a_policy_that_cannot_be_read_is_a_gap(answer: Any, state: str) -> None:
    found = sts(RECORD, answer)
    assert (found.facts, [gap.state for gap in found.gaps]) == ((), [state])


# --- DKIM ----------------------------------------------------------------------------------------

KEY = "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"


def keys(**texts: Sequence[str] | UnreadableState) -> Zone:
    names = (dkim.UNUSED_SELECTOR, *signatures.dns_signatures().selectors)
    return {(f"{name}._domainkey.{D}", "TXT"): texts.get(name, []) for name in names}


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"google": [KEY]}, ("google",)),
        ({"google": [KEY.removeprefix("v=DKIM1; ")], "s1": [KEY]}, ("google", "s1")),
        ({"google": ["v=DKIM1; p="], "k1": ["v=spf1 -all"]}, ()),
        ({}, ()),
    ],
)
def test_selectors_with_a_key_are_told(texts: dict[str, list[str]], found: tuple[str, ...]) -> None:
    assert facts_by_key(told(dkim.PROBE, keys(**texts))) == {"mail.dkim_selectors": found}


def test_a_domain_that_answers_for_every_name_tells_nothing() -> None:
    zone = {**keys(), (f"{dkim.UNUSED_SELECTOR}._domainkey.{D}", "TXT"): [KEY]}
    found = told(dkim.PROBE, zone)
    assert (found.facts, [gap.state for gap in found.gaps]) == ((), ["malformed"])


def test_a_failure_ends_the_search_and_keeps_what_was_found() -> None:
    some = told(dkim.PROBE, keys(default=[KEY], k1=UnreadableState.TIMEOUT, s1=[KEY]))
    assert (facts_by_key(some), [gap.state for gap in some.gaps]) == (
        {"mail.dkim_selectors": ("default",)},
        ["timeout"],
    )
    none = told(dkim.PROBE, keys(default=UnreadableState.TIMEOUT))
    assert (none.facts, [gap.state for gap in none.gaps]) == ((), ["timeout"])


# --- providers and services ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mx", "said"),
    [
        (["1 aspmx.l.google.com", "5 alt1.aspmx.l.google.com."], ("Google Workspace",)),
        (["0 acme-example.mail.protection.outlook.com"], ("Microsoft 365",)),
        (
            ["10 eu-smtp-inbound-1.mimecast.com", "20 mx.other.example"],
            ("Mimecast", "other.example"),
        ),
        (["10 mail.acme.example"], ("acme.example",)),
        (["10 mx.notgoogle.com"], ("notgoogle.com",)),
        (["0 ."], ()),
        ([], ()),
    ],
)
def test_who_runs_the_mail_is_told(mx: list[str], said: tuple[str, ...]) -> None:
    assert facts_by_key(told(mail_provider.PROBE, {(D, "MX"): mx})) == {"mail.provider": said}


def test_services_are_told_by_the_strength_of_their_signs() -> None:
    zone: Zone = {
        (D, "TXT"): [
            "v=spf1 include:_spf.google.com include:mailgun.org include:sent-via.netsuite.com ~all",
            "MS=ms12345678",
            "ZOOM_verify_abc",
            "atlassian-domain-verification=secret",
            "asv=123",
            "unknown-verification=1",
        ],
        (D, "MX"): ["10 eu-smtp-inbound-1.mimecast.com"],
    }
    sure, rest = told(saas_tokens.PROBE, zone).facts
    services = ("Atlassian", "Google Workspace", "Mailgun", "Microsoft 365", "Mimecast", "Zoom")
    assert (sure.value, sure.origin.basis) == (services, Basis.OBSERVED)
    assert (rest.value, rest.origin.basis) == (("Asana", "NetSuite"), Basis.INFERRED)
    assert "secret" not in sure.origin.excerpt


def test_records_that_reveal_nothing_are_told_as_such() -> None:
    found = told(saas_tokens.PROBE, {(D, "TXT"): ["hello"], (D, "MX"): []})
    assert facts_by_key(found) == {"dns.saas_tokens": ()}


def test_mail_servers_that_cannot_be_asked_leave_the_rest() -> None:
    found = told(
        saas_tokens.PROBE, {(D, "TXT"): ["docusign=1"], (D, "MX"): UnreadableState.TIMEOUT}
    )
    assert (facts_by_key(found), [gap.state for gap in found.gaps]) == (
        {"dns.saas_tokens": ("Docusign",)},
        ["timeout"],
    )


def test_every_row_of_the_table_has_a_sign_and_a_source() -> None:
    text = (builtin.catalogs_folder() / "hosting/tokens.yaml").read_text(encoding="utf-8")
    for row in signatures.dns_signatures().services:
        assert row.txt or row.spf or row.mx, row
        assert f"#   {row.source}  " in text, row
        assert all(one == one.lower() for one in (*row.txt, *row.spf, *row.mx)), row
