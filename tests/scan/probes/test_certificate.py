"""What a certificate says is told as of the moment when it was shown."""

from __future__ import annotations

import pytest

from soescan.errors import UnreadableState
from soescan.scan.probes import certificate as probe
from soescan.web import Handshake
from soescan.web.recording import Failure
from tests.site.factories import AT, facts_by_key, run_probe, site
from tests.webstandards.certificates import certificate, greeting


def test_a_good_certificate_is_told_whole() -> None:
    evidence = run_probe(probe.PROBE, site(greeting=greeting()))
    assert facts_by_key(evidence) == {
        "tls.cert.valid": True,
        "tls.cert.expires": "2026-12-24",
        "tls.cert.days_left": 30,
        "tls.cert.lifetime_days": 84,
        "tls.cert.lifetime_left": 35,
        "tls.cert.issuer": "Acme Trust",
        "tls.cert.key": "ecdsa-256",
        "tls.cert.names": ("acme.example", "www.acme.example"),
        "tls.cert.chain": ("Acme Trust",),
    }
    assert evidence.gaps == ()
    origin = evidence.facts[0].origin
    assert (origin.url, origin.at, origin.by) == ("tls:acme.example:443", AT, "certificate")
    assert len(origin.sha256) == 64


@pytest.mark.parametrize(
    ("chain", "untrusted", "why"),
    [
        (certificate(), "self-signed certificate", "self-signed certificate"),
        (certificate(["*.other.example"]), "", "the certificate is for *.other.example"),
        (certificate(last="2026-11-23"), "", "the certificate expired on 2026-11-23"),
        (certificate(first="2026-11-25"), "", "the certificate is not valid before 2026-11-25"),
    ],
)
def test_a_certificate_that_browsers_refuse_is_not_valid(
    chain: bytes, untrusted: str, why: str
) -> None:
    made = greeting(chain=[chain], untrusted=untrusted)
    valid = run_probe(probe.PROBE, site(greeting=made)).facts[0]
    assert (valid.key, valid.value, valid.origin.excerpt) == ("tls.cert.valid", False, why)


def test_an_expired_certificate_has_negative_days_left() -> None:
    made = greeting(chain=[certificate(last="2026-11-20")])
    assert facts_by_key(run_probe(probe.PROBE, site(greeting=made)))["tls.cert.days_left"] == -4


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        ("2026-11-22", "2026-11-28", 66),  # six days
        ("2026-11-19", "2026-11-25", 16),
        ("2026-10-12", "2026-11-28", 8),  # 47 days
        ("2026-09-13", "2026-12-12", 20),  # 90 days, 18 of them left
        ("2026-09-12", "2026-12-11", 18),
        ("2025-11-12", "2026-12-15", 5),  # 398 days, three weeks left
        ("2026-08-22", "2026-11-20", -5),
    ],
)
def test_what_is_left_of_a_certificate_is_told_as_a_share_of_its_lifetime(
    first: str, last: str, left: int
) -> None:
    made = greeting(chain=[certificate(first=first, last=last)])
    assert (
        facts_by_key(run_probe(probe.PROBE, site(greeting=made)))["tls.cert.lifetime_left"] == left
    )


def test_a_certificate_of_no_length_has_no_share() -> None:
    made = greeting(chain=[certificate(first="2026-11-24", last="2026-11-24")])
    told = facts_by_key(run_probe(probe.PROBE, site(greeting=made)))
    assert told["tls.cert.lifetime_days"] == 0
    assert "tls.cert.lifetime_left" not in told


def test_behind_inspection_nothing_is_told_of_the_vendor() -> None:
    evidence = run_probe(probe.PROBE, site(greeting=greeting(roots="own")))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), ["inspected"])
    unknown = run_probe(probe.PROBE, site(greeting=greeting(roots="own", address="")))
    assert [gap.state for gap in unknown.gaps] == ["inspected"]


def test_a_root_of_our_own_is_right_for_an_address_of_our_own() -> None:
    evidence = run_probe(probe.PROBE, site(greeting=greeting(roots="own", address="10.0.0.7")))
    assert facts_by_key(evidence)["tls.cert.valid"] is True


@pytest.mark.parametrize(
    "state", [UnreadableState.TIMEOUT, UnreadableState.DOWN, UnreadableState.DNS]
)
def test_a_connection_that_fails_is_a_gap(state: UnreadableState) -> None:
    made = {Handshake("acme.example"): Failure(state, "made", AT)}
    evidence = run_probe(probe.PROBE, site(outcomes=made))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), [str(state)])


@pytest.mark.parametrize(("chain", "state"), [([], "tls"), ([b"\x30\x82junk"], "malformed")])
def test_a_certificate_that_is_none_is_a_gap(chain: list[bytes], state: str) -> None:
    evidence = run_probe(probe.PROBE, site(greeting=greeting(chain=chain)))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), [state])


def test_the_host_that_was_asked_for_is_the_one_that_counts() -> None:
    acme = site(url="https://www.acme.example/", greeting=greeting("www.acme.example"))
    evidence = run_probe(probe.PROBE, acme)
    assert facts_by_key(evidence)["tls.cert.valid"] is True
    assert {fact.subject for fact in evidence.facts} == {"acme.example"}


@pytest.mark.parametrize(
    ("good", "bad", "lost", "why"),
    [
        (b"www.acme", b"w\xffw.acme", set(), "one of its names cannot be read"),
        (b"\x04\x22\x30\x20", b"\x04\x22\x30\x7f", {"tls.cert.names", "tls.cert.valid"}, "the list of its names cannot be read"),
        (b"261001120000Z", b"261301120000Z", {"tls.cert.valid", "tls.cert.lifetime_days", "tls.cert.lifetime_left"}, "its first day cannot be read"),
        (b"Acme Trust", b"Acme\xff\xfeTrus", set(), "its issuer cannot be read"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_read_is_a_gap_and_the_others_are_told(
    good: bytes, bad: bytes, lost: set[str], why: str
) -> None:
    whole = facts_by_key(run_probe(probe.PROBE, site(greeting=greeting())))
    shown = greeting(chain=[certificate().replace(good, bad)])
    evidence = run_probe(probe.PROBE, site(greeting=shown))
    assert whole.keys() - facts_by_key(evidence).keys() == lost
    assert [(gap.state, gap.why) for gap in evidence.gaps] == [("malformed", f"certificate: {why}")]


def test_an_untrusted_certificate_is_not_valid_whatever_else_cannot_be_read() -> None:
    damaged = certificate().replace(b"261001120000Z", b"261301120000Z")
    shown = greeting(chain=[damaged], untrusted="self-signed certificate")
    assert facts_by_key(run_probe(probe.PROBE, site(greeting=shown)))["tls.cert.valid"] is False
