"""How does the site score in the HTTP Observatory, with the known errors of its tests corrected?

Looks at: the ways that lead to the page over HTTP and over HTTPS, the page's headers, cookies and
scripts and, with --active, its answer to OPTIONS; judged by the twelve tests of the MDN HTTP
Observatory, with the corrections that `soescan.recognition.observatory.strict` names.

Why it matters: it is the one figure on web security that vendors know and can check themselves.

Cannot see: anything behind the sign-in; and a good grade says nothing about the code.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.recognition.observatory import strict
from soescan.recognition.observatory.retrieval import retrieve
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web.url import parse_url


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield score, grade and results; a test that could not be put to the site is a gap."""
    page = site.page
    url = parse_url(site.url)
    if url is None:
        raise UnreadableError(UnreadableState.REFUSED, f"{site.url} is not an address")
    name = url.host if url.port is None else f"{url.host}:{url.port}"
    retrieved = retrieve(site.web, name, url.path, known=page)
    source = retrieved.graded_page or page
    same = (source.status, source.body) == (page.status, page.body)
    report = strict.grade(retrieved, site.tables.preloads, site.document if same else None)
    yield site.fact("observatory.score", report.score, source, report.arithmetic)
    yield site.fact("observatory.grade", report.grade, source, report.arithmetic)
    results = tuple(map(str, report.verdicts))
    yield site.fact("observatory.tests", results, source, report.arithmetic)
    if not retrieved.asked_cors:
        why = "whether foreign origins are let in, which could take 50 points off"
        yield site.gap(PROBE.id, source.url, UnreadableState.PASSIVE, why)


PROBE = Probe(
    id="observatory",
    doc=__doc__,
    keys=("observatory.score", "observatory.grade", "observatory.tests"),
    look=look,
)
