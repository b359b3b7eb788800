"""All probes of headers, cookies and scripts on one page, beside parsing that page with lxml.

python tests/benchmarks/web_security.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan.scan.probes import (
    csp,
    disclosure,
    first_cookies,
    framing,
    hsts,
    isolation,
    nosniff,
    observatory,
    permissions,
    referrer,
    scripts,
    session_cookies,
)
from soescan.scan.runner import run_probes
from soescan.site.site import Site
from soescan.web import Get, Hop, Page, Question
from soescan.web.recording import Outcome, Replay
from soescan.webstandards.html import parse_html

ROWS, SCRIPTS, RUNS = 700, 40, 30
HTTPS, HTTP, AT = "https://acme.example/", "http://acme.example/", "2026-11-24T10:00:00Z"
PROBES = tuple(
    module.PROBE
    for module in (
        *(hsts, csp, framing, nosniff, referrer, permissions, isolation, session_cookies),
        *(first_cookies, scripts, disclosure, observatory),
    )
)
POLICY = (
    "default-src 'self' *.hubspot.com; script-src 'self' 'unsafe-inline' *.googletagmanager.com "
    "www.google-analytics.com; img-src * data:; style-src 'self' 'unsafe-inline'"
)


def content() -> str:
    """A page with many elements, as listings have them."""
    foreign = "".join(
        f'<script src="https://cdn{n}.example.net/a.js"></script>' for n in range(SCRIPTS)
    )
    rows = "".join(
        f'<div class="row"><a href="/p/{n}">Item {n}</a><img src="/i/{n}.png" alt=""><b>{n}</b></div>'
        for n in range(ROWS)
    )
    return f"<!doctype html><title>Acme</title>{foreign}<p>Everything we sell.</p>{rows}"


def sent() -> tuple[tuple[str, str], ...]:
    """The headers of the page."""
    return (
        ("Content-Type", "text/html"),
        ("Content-Security-Policy", POLICY),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("Set-Cookie", "sid=*; Secure"),
        ("Server", "nginx/1.24.0"),
    )


def best(run: Callable[[], float]) -> float:
    """Milliseconds of the quickest of several runs."""
    return min(run() for _ in range(RUNS)) * 1_000


def main() -> None:
    """Print both times and their ratio."""
    text = content()
    page = Page((Hop(HTTPS, 200, sent()),), text.encode(), AT)
    plain = Page((Hop(HTTP, 301, (("Location", HTTPS),)),), at=AT)
    known: dict[Question, Outcome] = {
        Get(HTTPS): page,
        Get(HTTP, follow=False, verify=False): plain,
    }

    def probed() -> float:
        site = Site(HTTPS, Replay(known))
        assert site.document is not None
        begin = time.perf_counter()
        found = run_probes(site, PROBES)
        took = time.perf_counter() - begin
        assert len(found.facts) > 20, found.gaps
        return took

    def parsed() -> float:
        begin = time.perf_counter()
        parse_html(text)
        return time.perf_counter() - begin

    ours, theirs = best(probed), best(parsed)
    size = len(text) // 1_000
    print(f"{len(PROBES)} probes on {size} kB: {ours:.2f} ms, lxml parse: {theirs:.2f} ms")
    print(f"ratio {ours / theirs:.2f} (at most 2)")


if __name__ == "__main__":
    main()
