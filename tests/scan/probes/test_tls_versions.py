"""Versions are told by offering each alone, and only when that was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from soescan.errors import UnreadableState
from soescan.scan.probes import alpn, tls_versions
from soescan.web import HandshakeResult, TlsVersionProbe, TlsVersionResult
from soescan.web.recording import Failure
from tests.site.factories import AT, facts_by_key, run_probe, site
from tests.webstandards.certificates import greeting


def answers(accepted: str, **failed: UnreadableState) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    for version in tls_versions.VERSIONS:
        back = TlsVersionResult(
            "acme.example", 443, version, version in accepted.split(), AT, "made"
        )
        failure = failed.get("v" + version.replace(".", "_"))
        made[TlsVersionProbe("acme.example", version)] = (
            Failure(failure, "made", AT) if failure else back
        )
    return made


@pytest.mark.parametrize(
    ("made", "told", "gaps"),
    [
        (answers("1.2 1.3"), ("1.2", "1.3"), 0),
        (answers("1.0 1.1 1.2"), ("1.0", "1.2"), 0),
        (answers("1.2"), ("1.2", "1.2"), 0),
        (answers("1.2 1.3", v1_0=UnreadableState.TIMEOUT), (None, "1.3"), 1),
        (answers("1.2", v1_3=UnreadableState.DOWN), ("1.2", "1.3"), 0),
        (answers(""), (None, None), 0),
    ],
)
def test_the_oldest_and_the_newest_version_are_told(
    made: dict[Any, Any], told: tuple[str | None, str | None], gaps: int
) -> None:
    evidence = run_probe(tls_versions.PROBE, site(greeting=greeting(), outcomes=made))
    value = facts_by_key(evidence)
    assert (value.get("tls.version.min"), value.get("tls.version.max")) == told
    assert len(evidence.gaps) == gaps


@pytest.mark.parametrize(
    ("version", "told", "gaps"),
    [("1.3", {"tls.version.max": "1.3"}, 1), ("1.2", {}, 2), ("", {}, 2)],
)
def test_without_asking_only_the_newest_version_there_is_can_be_told(
    version: str, told: dict[str, str], gaps: int
) -> None:
    unasked = answers("", v1_0=UnreadableState.PASSIVE, v1_3=UnreadableState.PASSIVE)
    evidence = run_probe(
        tls_versions.PROBE, site(greeting=greeting(version=version), outcomes=unasked)
    )
    assert (facts_by_key(evidence), [gap.state for gap in evidence.gaps]) == (
        told,
        ["passive"] * gaps,
    )
    assert evidence.gaps[-1].why.startswith("tls.version.min")


@pytest.mark.parametrize("probe", [tls_versions.PROBE, alpn.PROBE], ids=lambda probe: probe.id)
def test_behind_inspection_nothing_is_told(probe: Any) -> None:
    acme = site(greeting=greeting(roots="own"), outcomes=answers("1.2"))
    assert [gap.state for gap in run_probe(probe, acme).gaps] == ["inspected"]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (greeting(alpn="h2"), ("h2",)),
        (greeting(alpn="http/1.1"), ("http/1.1",)),
        (greeting(alpn=""), ()),
    ],
)
def test_the_protocol_agreed_on_is_told(made: HandshakeResult, told: tuple[str, ...]) -> None:
    assert facts_by_key(run_probe(alpn.PROBE, site(greeting=made))) == {"tls.alpn": told}
