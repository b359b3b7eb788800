"""Whatever the world answers, a probe ends in facts and gaps."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import FactType
from soescan.reference import builtin
from soescan.scan.probes import PROBES
from soescan.scan.runner import run_probes
from soescan.site.site import EXCERPT, Site
from soescan.web import (
    Ask,
    Get,
    Handshake,
    HandshakeResult,
    Hop,
    Lookup,
    Page,
    Records,
    TlsVersionProbe,
    TlsVersionResult,
)
from tests.examples import examples
from tests.site.factories import AT
from tests.webstandards.certificates import certificate

OURS = (
    *("scan-state", "canonical", "https", "certificate", "tls-versions", "alpn", "surface"),
    *(
        "security-txt",
        "vdp",
        "dns-zone",
        "dangling",
        "saas-tokens",
        "mail-provider",
        "spf",
        "dmarc",
    ),
    *("dkim", "mta-sts", "tls-rpt", "bimi"),
)
"""Probes of what is seen before and beside the page."""

TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            *("v=spf1 include:a.example redirect=b.example a mx:%{d} -all", "v=DMARC1; p=reject"),
            *("v=DMARC1; p=; sp=none", "v=STSv1; id=1", "v=TLSRPTv1; rua=", "v=BIMI1; l=https://"),
            *(
                "v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A",
                "10 mx.google.com.",
                "0 .",
                "\x00\udcff",
            ),
            *(
                '0 issue ";"',
                "gone.github.io.",
                ".",
                "..",
                "a" * 300,
                "xn--\u00e9",
                "ns1.acme.example.",
            ),
        ]
    ),
)
BODIES = st.one_of(
    st.binary(max_size=80),
    st.lists(
        st.sampled_from(
            [
                b"<a href='https://app.acme.example/'>responsible disclosure",
                b"<a href='//[::1'>",
                b"Contact: https://hackerone.com/x\nExpires: 2027-01-01T00:00:00Z\nPolicy: \xff",
                b"-----BEGIN PGP SIGNED MESSAGE-----\n",
                b"version: STSv1\nmode: enforce\nmx: a\nmax_age: 1\n",
                b"<title>404</title><h1>404</h1>",
                b"<script>_cf_chl_opt</script>",
                b"no such app",
                b"\xff\xfe<\x00",
            ]
        ),
        max_size=4,
    ).map(b"".join),
)
URLS = st.sampled_from(
    [
        *("https://acme.example/", "http://acme.example/", "https://login.okta.com/x", "https://["),
        *(
            "http://www.acme.example/login",
            "https://hugedomains.com/",
            "",
            "ftp://a",
            "https://\x00/",
        ),
    ]
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("Content-Type", "cf-mitigated", "Strict-Transport-Security", "X-Iinfo", "Server"),
                *("Content-Security-Policy", ""),
            ]
        ),
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                ["text/html", "text/plain; charset=hex", "max-age=;max-age=", "challenge"]
            ),
        ),
    ),
    max_size=4,
)
GOOD = certificate()


class Anything:
    """A door behind which the answers are drawn."""

    def __init__(self, data: st.DataObject) -> None:
        self._draw = data.draw
        self._known: dict[Any, Any] = {}

    def ask(self, question: Ask[Any]) -> Any:
        key: Any = question
        if key not in self._known:
            fails = self._draw(st.integers(0, 4)) == 0
            state = self._draw(st.sampled_from(UnreadableState)) if fails else None
            self._known[key] = state or self._answer(question)
        if isinstance(found := self._known[key], UnreadableState):
            raise UnreadableError(found, "drawn", at=AT)
        return found

    def _answer(self, question: Ask[Any]) -> Any:
        draw = self._draw
        match question:
            case Get():
                ends = [question.url, *draw(st.lists(URLS, max_size=2))]
                status = draw(st.sampled_from([200, 200, 200, 202, 301, 403, 404, 503, 99, 999]))
                hops = [Hop(url, 302) for url in ends[:-1]]
                last = Hop(ends[-1], status, tuple(draw(HEADERS)))
                return Page((*hops, last), draw(BODIES), AT)
            case Lookup():
                values = tuple(draw(st.lists(TEXTS, max_size=3)))
                return Records(question.name, question.type, values, AT, draw(st.booleans()))
            case TlsVersionProbe():
                accepted = draw(st.booleans())
                return TlsVersionResult(
                    question.host, question.port, question.version, accepted, AT
                )
            case Handshake():
                chain = draw(st.lists(st.one_of(st.just(GOOD), st.binary(max_size=40)), max_size=2))
                roots = draw(st.sampled_from(["public", "own", "none", ""]))
                version = draw(st.sampled_from(["", "1.2", "1.3", "x"]))
                text = draw(st.sampled_from(["", "why", "\x00"]))
                return HandshakeResult(
                    question.host,
                    question.port,
                    AT,
                    version,
                    "",
                    text,
                    tuple(chain),
                    text,
                    roots,
                    text,
                )
            case _:
                raise AssertionError(question)


def test_each_probe_of_this_family_is_held_to_it() -> None:
    assert set(OURS) <= {probe.id for probe in PROBES}


@pytest.mark.slow
@pytest.mark.parametrize("probe", [p for p in PROBES if p.id in OURS], ids=lambda probe: probe.id)
@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_the_world_answers_a_probe_ends_in_facts_and_gaps(
    probe: Any, data: st.DataObject
) -> None:
    url = data.draw(st.sampled_from(["https://acme.example/", "https://www.acme.example/", "http://acme.example", "https://a.b.acme.example/x"]))  # fmt: skip
    evidence = run_probes(Site(url, Anything(data)), [probe])
    for fact in evidence.facts:
        assert fact.key in probe.keys
        assert len(fact.origin.excerpt) <= EXCERPT
        _typed(fact.key, fact.value)
    for gap in evidence.gaps:
        assert gap.state in set(UnreadableState)
        assert gap.probe == probe.id


def _typed(key: str, value: object) -> None:
    """A value is of the type, and one of the values, that the vocabulary promises."""
    entry = builtin.vocabulary()[key]
    kinds = {FactType.FLAG: bool, FactType.NUMBER: int, FactType.TEXTS: tuple}
    assert isinstance(value, kinds.get(entry.type, str)), (key, value)
    for allowed in (entry.values, entry.order):
        assert not allowed or value in allowed, (key, value)
