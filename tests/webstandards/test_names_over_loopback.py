"""One site, asked for real over loopback: its names, its certificate, its mail and its files."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from soescan.scan.probes import PROBES
from soescan.scan.runner import run_probes
from soescan.site.site import Site
from soescan.web.live import Live
from soescan.web.recording import Recorder, Replay, read, write
from tests.scan.probes.test_hostile import OURS
from tests.site.factories import facts_by_key
from tests.web.nameserver import NameServer
from tests.web.server import Answer, Sites

HOME, WWW = "https://acme.example/", "https://www.acme.example/"
HTML, TEXT = ("Content-Type", "text/html; charset=utf-8"), ("Content-Type", "text/plain")
KEY = '"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"'
TOKENS = [f'"token-{n}={"x" * 40}"' for n in range(49)]
"""As many as a real domain has: more than fits into an answer over UDP."""

ZONE = {
    ("acme.example", "A"): ["192.0.2.1"],
    ("acme.example", "AAAA"): ["2001:db8::1"],
    ("acme.example", "NS"): ["ns1.dns.example.", "ns2.dns.example."],
    ("acme.example", "DS"): ["1 13 2 " + "ab" * 32],
    ("acme.example", "CAA"): ['0 issue "ca.example"'],
    ("acme.example", "MX"): ["1 aspmx.l.google.com."],
    ("acme.example", "TXT"): [
        *TOKENS,
        '"v=spf1 include:_spf.google.com " "redirect=_spf.acme.example"',
        '"ZOOM_verify_abc"',
    ],
    ("_spf.google.com", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 ~all"'],
    ("_spf.acme.example", "TXT"): ['"v=spf1 a:acme.example -all"'],
    ("_dmarc.acme.example", "TXT"): ['"v=DMARC1; p=reject; rua=mailto:d@acme.example"'],
    ("_mta-sts.acme.example", "TXT"): ['"v=STSv1; id=20261124;"'],
    ("_smtp._tls.acme.example", "TXT"): ['"v=TLSRPTv1; rua=mailto:t@acme.example"'],
    ("google._domainkey.acme.example", "TXT"): [KEY],
    ("www.acme.example", "CNAME"): ["acme.example."],
    ("go.acme.example", "CNAME"): ["gone.provider.example."],
}
ANSWERS = {
    HOME: Answer(301, [("Location", WWW)]),
    WWW: Answer(
        200,
        [HTML, ("Strict-Transport-Security", "max-age=31536000")],
        "<title>Acme</title><p>We make mail"
        '<a href="https://app.acme.example/">Log in</a><a href="https://go.acme.example/">Go</a>',
    ),
    "http://acme.example/": Answer(301, [("Location", HOME)]),
    "http://www.acme.example/": Answer(301, [("Location", WWW)]),
    "https://app.acme.example/": Answer(200, [HTML], "<title>Sign in</title>"),
    "https://acme.example/.well-known/security.txt": Answer(
        200,
        [TEXT],
        "Contact: mailto:security@acme.example\r\nExpires: 2099-01-01T00:00:00Z\r\n"
        "Policy: https://acme.example/vdp\r\n",
    ),
    "https://mta-sts.acme.example/.well-known/mta-sts.txt": Answer(
        200, [TEXT], "version: STSv1\r\nmode: enforce\r\nmx: *.google.com\r\nmax_age: 86400\r\n"
    ),
}
TOLD = {
    "scan.state": "ok",
    "scan.canonical": WWW,
    "tls.https": True,
    "https.redirect": True,
    "https.downgrade": False,
    "tls.cert.valid": True,
    "tls.cert.key": "ecdsa-256",
    "tls.version.min": "1.2",
    "tls.version.max": "1.3",
    "tls.alpn": ("http/1.1",),
    "tls.surface.parity": False,
    "securitytxt.present": True,
    "securitytxt.valid": True,
    "securitytxt.expires": "2099-01-01",
    "securitytxt.contact": ("mailto:security@acme.example",),
    "vdp.program": True,
    "dns.dnssec": True,
    "dns.caa": True,
    "dns.ns_provider": ("dns.example",),
    "dns.ipv6": True,
    "dns.dangling_cname": ("go.acme.example",),
    "dns.saas_tokens": ("Google Workspace", "Zoom"),
    "mail.provider": ("Google Workspace",),
    "mail.spf": "fail",
    "mail.dmarc.policy": "reject",
    "mail.dmarc.reports": True,
    "mail.dkim_selectors": ("google",),
    "mail.mta_sts": "enforce",
    "mail.tlsrpt": True,
    "mail.bimi": False,
}
FAMILY = [probe for probe in PROBES if probe.id in OURS]


@pytest.mark.slow
def test_what_loopback_shows_is_told_and_its_recording_says_the_same(tmp_path: Path) -> None:
    with (
        NameServer(ZONE, signed={"acme.example"}) as names,
        (sites := Sites(ANSWERS, oldest={"app.acme.example": ssl.TLSVersion.TLSv1_2})),
        Live(
            sites.settings(active=True, nameservers=(("127.0.0.1", names.port),)),
        ) as live,
    ):
        recorder = Recorder(live)
        evidence = run_probes(Site(HOME, recorder), FAMILY)
    told = facts_by_key(evidence)
    assert {key: told.get(key) for key in TOLD} == TOLD
    assert set(told) - set(TOLD) == {
        *("tls.cert.expires", "tls.cert.days_left", "tls.cert.lifetime_days", "tls.cert.issuer"),
        *("tls.cert.names", "tls.cert.chain", "tls.cert.lifetime_left"),
    }
    assert evidence.gaps == ()
    assert ("acme.example", "TXT", "tcp") in names.asked
    assert len(sites.requests) == 11, "seven addresses, and where four redirects led"

    write(tmp_path / "acme.jsonl", recorder.outcomes)
    again = Site(HOME, Replay(read([tmp_path / "acme.jsonl"])))
    assert run_probes(again, FAMILY) == evidence


@pytest.mark.slow
def test_a_domain_whose_servers_fail_has_gaps_and_no_facts_about_its_names() -> None:
    with (
        NameServer(ZONE, broken={"acme.example"}) as names,
        (sites := Sites({})),
        Live(sites.settings(nameservers=(("127.0.0.1", names.port),))) as live,
    ):
        mail = [probe for probe in FAMILY if probe.id in ("spf", "mail-provider", "dns-zone")]
        evidence = run_probes(Site(HOME, live), mail)
    assert evidence.facts == ()
    assert {gap.state for gap in evidence.gaps} == {"dns"}


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_of_somebody_unknown_is_not_valid(trusted: bool) -> None:
    with (sites := Sites(ANSWERS, trusted=trusted)), Live(sites.settings()) as live:
        certificate = [probe for probe in FAMILY if probe.id in ("certificate", "https")]
        told = facts_by_key(run_probes(Site(HOME, live), certificate))
    assert (told["tls.https"], told["tls.cert.valid"]) == (True, trusted)
