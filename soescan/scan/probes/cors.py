"""Does the site answer scripts of any other site with the visitor's credentials?

Looks at: the answers to an OPTIONS and a GET request that name a foreign origin. With --active
only: an intrusion detector may notice.

Why it matters: where every origin is let in with credentials, any page that a customer visits can
read what the customer may read.

Cannot see: the hosts and paths of the API, which is where it matters most.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web import Get
from soescan.webstandards.cors import reflects_credentials

ORIGIN = "https://another-site.example"
"""Nobody's: a name that is reserved for examples (RFC 2606)."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``cors.reflect_credentials``; one answer that lets the stranger in is enough."""
    page = site.front_page
    preflight = (("Access-Control-Request-Method", "GET"), ("Origin", ORIGIN))
    read = site.ask(Get(page.url, headers=(("Origin", ORIGIN),)))
    answers = [read]
    try:
        answers.append(site.ask(Get(page.url, "OPTIONS", preflight)))
    except UnreadableError as error:
        # Many servers do not know OPTIONS; the answer to GET is the one that browsers act on.
        yield site.gap(PROBE.id, page.url, error.state, f"OPTIONS: {error.why}")
    open_to_all = [answer for answer in answers if reflects_credentials(answer.last, ORIGIN)]
    source = open_to_all[0] if open_to_all else read
    allowed = source.header("Access-Control-Allow-Origin")
    excerpt = (
        f"Access-Control-Allow-Origin: {allowed}" if allowed else "no foreign origin is let in"
    )
    yield site.fact("cors.reflect_credentials", bool(open_to_all), source, excerpt)


PROBE = Probe(id="cors", doc=__doc__, keys=("cors.reflect_credentials",), look=look)
