"""Everything that all probes tell of one recorded site, beside parsing its pages once with lxml.

python tests/benchmarks/evidence.py
"""

from __future__ import annotations

import functools
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan.scan.probes import PROBES
from soescan.scan.runner import run_probes
from soescan.site.site import Site
from soescan.web import Get, Handshake, HandshakeResult, Hop, Lookup, Page, Question, Records
from soescan.web.recording import Outcome, Replay
from soescan.webstandards.html import parse_html
from tests.benchmarks.web_security import content

HOME, AT, RUNS = "https://acme.example/", "2026-11-24T10:00:00Z", 10
LINKS = {
    "/security": "Security",
    "/legal/privacy": "Privacy policy",
    "/legal/terms": "Terms of service",
    "/legal/dpa": "Data processing agreement",
    "/legal/subprocessors": "Subprocessors",
}


def recorded() -> dict[Question, Outcome]:
    """A site with a long landing page, five documents, its DNS and its handshake."""
    footer = "".join(f'<a href="{path}">{title}</a> ' for path, title in LINKS.items())
    pages = {HOME: f"{content()}<footer>{footer}</footer>"}
    pages |= {f"https://acme.example{path}": document(title) for path, title in LINKS.items()}
    known: dict[Question, Outcome] = {}
    for url, text in pages.items():
        hop = Hop(url, 200, (("Content-Type", "text/html; charset=utf-8"),), "203.0.113.7")
        known[Get(url)] = Page((hop,), text.encode(), AT)
    for name, kind, values in (
        ("acme.example", "A", ("203.0.113.7",)),
        ("acme.example", "NS", ("ns1.acme.example",)),
        ("acme.example", "MX", ("10 mail.acme.example",)),
        ("acme.example", "TXT", ("v=spf1 mx -all",)),
        ("_dmarc.acme.example", "TXT", ("v=DMARC1; p=reject",)),
    ):
        known[Lookup(name, kind)] = Records(name, kind, values, AT)
    known[Handshake("acme.example")] = HandshakeResult("acme.example", 443, AT, "1.3", alpn="h2")
    return known


def document(title: str) -> str:
    """A page of a contract, as long as such pages are, with a table."""
    rows = "".join(
        f"<tr><td>Company {n} Ltd</td><td>Support</td><td>Ireland</td></tr>" for n in range(40)
    )
    prose = "".join(f"<p>{n}. The parties agree on what stands here. " * 3 for n in range(150))
    head = "<tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>"
    return (
        f"<!doctype html><title>{title}</title><h1>{title}</h1><table>{head}{rows}</table>{prose}"
    )


def best(work: Callable[[], object]) -> float:
    """Milliseconds of the quickest of some runs, in processor time; each sees the site first."""
    took = []
    for _ in range(RUNS):
        forget()
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return min(took) * 1000


def forget() -> None:
    """Drop what is remembered of pages and addresses; catalogs, which never change, stay read."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and one.cache_parameters()["maxsize"]:
            one.cache_clear()


def main() -> None:
    """Print the ratio."""
    known = recorded()
    pages = [outcome for outcome in known.values() if isinstance(outcome, Page)]
    size = sum(len(page.body) for page in pages)
    seen = run_probes(Site(HOME, Replay(known)), PROBES)
    parsed = best(lambda: [parse_html(page.body.decode()) for page in pages])
    looked = best(lambda: run_probes(Site(HOME, Replay(known)), PROBES))
    print(f"{len(pages)} pages, {size >> 10} KiB: {len(seen.facts)} facts, {len(seen.gaps)} gaps")
    print(f"lxml: {parsed:.1f} ms; all {len(PROBES)} probes: {looked:.1f} ms")
    print(f"evidence/parse: {looked / parsed:.1f} × (goal ≤ 6)")


if __name__ == "__main__":
    main()
