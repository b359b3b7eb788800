"""Sites made of a few answers, for tests of probes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from soescan.errors import UnreadableState
from soescan.model import Evidence, Fact
from soescan.reference.public import PublicTables
from soescan.scan.probes import Probe
from soescan.scan.runner import run_probes
from soescan.site.site import Site
from soescan.web import Get, Handshake, HandshakeResult, Hop, Lookup, Page, Records
from soescan.web.recording import Failure, Outcome, Replay

AT = "2026-11-24T10:00:00Z"
HTML = ("Content-Type", "text/html; charset=utf-8")


def page(
    url: str = "https://acme.example/",
    body: str | bytes = "<!doctype html><title>Acme</title><p>hello",
    headers: Sequence[tuple[str, str]] = (),
    status: int = 200,
    before: Sequence[Hop] = (),
) -> Page:
    """An answer of HTML, after redirects if there were some."""
    content = body.encode() if isinstance(body, str) else body
    typed = any(name.lower() == "content-type" for name, _ in headers)
    hop = Hop(url, status, (*(() if typed else (HTML,)), *headers), "203.0.113.7")
    return Page((*before, hop), content, AT)


def site(
    *pages: Page,
    url: str = "https://acme.example/",
    records: Mapping[tuple[str, str], Sequence[str] | UnreadableState] = {},
    outcomes: Mapping[Any, Outcome] = {},
    greeting: HandshakeResult | None = None,
    tables: PublicTables | None = None,
) -> Site:
    """A site that answers with these pages and DNS records, and knows of nothing else.

    A page answers for the address of its first hop. A record may be a state: the look-up failed.
    """
    known: dict[Any, Outcome] = {Get(one.hops[0].url): one for one in pages}
    for (name, kind), values in records.items():
        known[Lookup(name, kind)] = (
            Failure(values, "made", AT)
            if isinstance(values, UnreadableState)
            else Records(name, kind, tuple(sorted(values)), AT)
        )
    if greeting:
        known[Handshake(greeting.host, greeting.port)] = greeting
    return Site(url, Replay(known | dict(outcomes)), tables=tables or PublicTables())


def run_probe(probe: Probe, site: Site) -> Evidence:
    """What a probe says of a site, as a scan keeps it."""
    return run_probes(site, [probe])


def facts_by_key(evidence: Evidence) -> dict[str, Any]:
    """The facts of some evidence by key; of several with one key, all of them in a list."""
    by_key: dict[str, list[Fact]] = {}
    for fact in evidence.facts:
        by_key.setdefault(fact.key, []).append(fact)
    return {k: f[0].value if len(f) == 1 else [one.value for one in f] for k, f in by_key.items()}
