"""Which countries' laws apply to the companies whose servers answer?

Looks at: the countries in which the companies are established that the site and its app, API and
sign-in hosts show: the networks in front, which see what passes, the platforms and the clouds.

Why it matters: a company must hand out what it can reach when a court of its own country orders it,
wherever the machine stands.

Cannot see: the vendor's own seat, companies that show no sign, and which subsidiary signs the
contract. What is found is therefore inferred, and seldom all.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Basis, Fact, Gap
from soescan.recognition.hosting import host_view, providers, rules
from soescan.recognition.hosting.host_view import HostView
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site, tidy_excerpt

_UNSURE = "general"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``hosting.jurisdiction`` when a company is recognised."""
    views = host_view.view_hosts(site)
    known_providers = rules.providers_by_id()
    views_by_provider: dict[str, HostView] = {}
    for view in views:
        for id in (
            *(indicator.provider for indicator in view.indicators),
            *providers.clouds_below_platforms(view.indicators),
        ):
            views_by_provider.setdefault(id, view)
    companies = {id: known_providers[id] for id in views_by_provider if id in known_providers}
    for company in (company for company in companies.values() if not company.country):
        view = views_by_provider[company.id]
        yield view.gap(
            site, PROBE.id, host_view.WEAK_INDICATORS, f"the seat of {company.name} is not known"
        )
    seated = [company for company in companies.values() if company.country]
    if gap := host_view.unseen_hosts(site, PROBE.id):
        yield gap
        return
    if not seated:
        yield from (gap for view in views for gap in view.gaps(site, PROBE.id))
        return
    excerpt = ", ".join(
        f"{company.name} {company.country}{' (not confirmed)' * (company.from_ == (_UNSURE,))}"
        for company in seated
    )
    view = views_by_provider[seated[0].id]
    countries = tuple(sorted({company.country for company in seated}))
    source = view.sources[view.indicators[0].evidence]
    yield site.fact(
        "hosting.jurisdiction", countries, source, tidy_excerpt(excerpt), basis=Basis.INFERRED
    )


PROBE = Probe(id="jurisdiction", doc=__doc__, keys=("hosting.jurisdiction",), look=look)
