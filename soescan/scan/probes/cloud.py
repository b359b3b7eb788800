"""On whose cloud does the service run, and in which region?

Looks at: the region in names that the host leads to, in response headers, and in the providers' own
lists of address ranges; for the site and for the app, API and sign-in hosts it links to. Only signs
of *compute* (where the code ran) and *origin* (where the data lies) count.

Why it matters: which law reaches the data, and whether it stays where a policy wants it.

Cannot see: where data is kept. A region where a page is made is a hint, so that the country is
inferred, from the app where it shows one and only else from the site. Behind a content network
nothing is told: its place is near the visitor, and the country in which an address is registered is
never a hosting country.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soescan.model import Basis, Fact, Gap
from soescan.recognition.hosting import host_view, providers
from soescan.recognition.hosting.host_view import HostView
from soescan.recognition.hosting.indicators import HostingIndicator
from soescan.recognition.hosting.rules import HostingTier
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``hosting.cloud`` and ``hosting.region.observed`` for each host, and one country."""
    views = host_view.view_hosts(site)
    for view in views:
        yield from _cloud(site, view)
        yield from _region(site, view)
    yield from _country(site, views)


def _cloud(site: Site, view: HostView) -> Iterator[Fact | Gap]:
    clouds = providers.cloud_providers(view.indicators)
    clouds_below = providers.clouds_below_platforms(view.indicators)
    inner = [i for i in view.indicators if i.tier is not HostingTier.EDGE]
    if clouds:
        because = tuple(i for i in inner if providers.cloud_providers((i,)))
        yield view.fact(site, "hosting.cloud", clouds, because)
    elif clouds_below:
        because = tuple(i for i in inner if providers.clouds_below_platforms((i,)))
        yield view.fact(site, "hosting.cloud", clouds_below, because, Basis.INFERRED)
    else:
        yield from _explain_unknown(site, view, "whose cloud it is")


def _region(site: Site, view: HostView) -> Iterator[Fact | Gap]:
    because = _indicators_with_region(view)
    if because:
        regions = tuple(dict.fromkeys(indicator.region for indicator in because))
        yield view.fact(site, "hosting.region.observed", regions, because)
    elif providers.cloud_providers(view.indicators) or providers.clouds_below_platforms(
        view.indicators
    ):
        yield from _explain_unknown(site, view, "the region")


def _explain_unknown(site: Site, view: HostView, subject: str) -> Iterator[Gap]:
    """Say why something is not told: what hides it, what is missing, or that nothing shows it."""
    fronts = dict.fromkeys(
        indicator.provider for indicator in view.indicators if indicator.tier is HostingTier.EDGE
    )
    yield from view.gaps(site, PROBE.id)
    if fronts:
        why = f"what stands in front of {view.host} hides {subject}: {', '.join(fronts)}"
        yield view.gap(site, PROBE.id, host_view.BEHIND_EDGE, why)
    elif not view.missing:
        why = f"nothing that {view.host} shows says {subject}"
        yield view.gap(site, PROBE.id, host_view.WEAK_INDICATORS, why)


def _country(site: Site, views: tuple[HostView, ...]) -> Iterator[Fact | Gap]:
    """The country of the regions seen at the app; where it shows none, of those at the site."""
    if gap := host_view.unseen_hosts(site, PROBE.id):
        yield gap
        return
    landing, *apps = views
    for candidates in (apps, [landing]):
        with_region = [view for view in candidates if _indicators_with_region(view)]
        for view in with_region:
            because = _indicators_with_region(view)
            unknown = [indicator.region for indicator in because if not indicator.country]
            if unknown:
                why = f"the country is not known of: {', '.join(dict.fromkeys(unknown))}"
                yield view.gap(site, PROBE.id, host_view.WEAK_INDICATORS, why)
                continue
            yield view.fact(site, "hosting.country", _countries(because), because, Basis.INFERRED)
        if with_region:
            return


def _indicators_with_region(view: HostView) -> tuple[HostingIndicator, ...]:
    return tuple(indicator for indicator in view.indicators if indicator.region)


def _countries(indicators: Iterable[HostingIndicator]) -> tuple[str, ...]:
    return tuple(sorted({indicator.country for indicator in indicators}))


PROBE = Probe(
    id="cloud",
    doc=__doc__,
    keys=("hosting.cloud", "hosting.region.observed", "hosting.country"),
    look=look,
)
