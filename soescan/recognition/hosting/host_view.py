"""The hosts of a vendor that answer visitors, and what each shows of whose machines they are.

The site itself comes first; the app, API and sign-in hosts that it names are read apart from it,
since data of customers lies behind those, and a page for visitors may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Basis, Fact, Gap
from soescan.recognition.hosting import indicators, providers
from soescan.recognition.hosting.indicators import HostingIndicator
from soescan.recognition.hosting.rules import MachineKind
from soescan.site import signatures
from soescan.site.links import vendor_hosts
from soescan.site.site import Site, tidy_excerpt
from soescan.site.whole_page import cut_state
from soescan.web import Get, Lookup, Page, Records, WebAnswer
from soescan.web.url import belongs, host
from soescan.webstandards.policy_sources import has_unsaved_headers

MAX_APP_HOSTS = 4
"""Hosts beside the site that are looked at."""

MAX_ADDRESSES = 12
"""Addresses of a host that are looked up in the tables."""

NO_TABLE = "no-table"
"""UnreadableState of a gap: the table that would tell is not in the data folder."""

WEAK_INDICATORS = "weak-signs"
"""State of a gap: what was seen may mean it, and others show the same."""

BEHIND_EDGE = "behind-edge"
"""State of a gap: a network in front hides what is asked for."""


@dataclass(frozen=True)
class HostView:
    """One host, and the indicators that it shows."""

    host: str
    indicators: tuple[HostingIndicator, ...]
    """The strong ones, from the visitor inwards."""
    weak: tuple[HostingIndicator, ...]
    sources: dict[str, WebAnswer]
    """The answer that each indicator was seen in, by its evidence."""
    page: Page | None
    missing: tuple[tuple[str, str, str], ...]
    """What could not be looked at: where, the state, and why."""

    def gaps(self, site: Site, probe: str) -> Iterator[Gap]:
        """What could not be looked at, as gaps of a probe."""
        for address, state, why in self.missing:
            yield Gap(probe, address, state, tidy_excerpt(why), site.host)

    def gap(self, site: Site, probe: str, state: str, why: str) -> Gap:
        """A gap of a probe at this host."""
        return Gap(probe, f"https://{self.host}/", state, tidy_excerpt(why), site.host)

    def fact(
        self,
        site: Site,
        key: str,
        value: tuple[str, ...],
        because: tuple[HostingIndicator, ...],
        basis: Basis = Basis.OBSERVED,
    ) -> Fact:
        """A fact from some indicators of this host, with their evidence as its excerpt."""
        excerpt = "; ".join(
            dict.fromkeys(f"{indicator.tier}: {indicator.evidence}" for indicator in because)
        )
        return site.fact(
            key, value, self.sources[because[0].evidence], f"{self.host}: {excerpt}", basis=basis
        )

    def provider_facts(
        self, site: Site, probe: str, key: str, *kinds: MachineKind
    ) -> Iterator[Fact | Gap]:
        """Yield the providers of some kinds as a fact; none is an answer only if all could be seen.

        Otherwise gaps say which weak indicators hint at one and what could not be looked at.
        """
        recognised = providers.providers_of_kind(self.indicators, *kinds)
        if recognised:
            because = tuple(i for i in self.indicators if i.provider in recognised)
            yield self.fact(site, key, recognised, because)
        elif hints := providers.providers_of_kind(self.weak, *kinds):
            texts = [i.evidence for i in self.weak if i.provider in hints]
            why = f"perhaps {', '.join(hints)}: {'; '.join(texts)}"
            yield self.gap(site, probe, WEAK_INDICATORS, why)
        elif self.page is not None and not self.missing:
            yield site.fact(key, (), self.page, f"{self.host}: no sign of any that is known")
        if not recognised:
            yield from self.gaps(site, probe)


def view_hosts(site: Site) -> tuple[HostView, ...]:
    """The site's own host, then the app, API and sign-in hosts that its page names."""
    landing = site.landing
    page = landing.page
    missing: list[tuple[str, str, str]] = []
    if landing.state is not None:
        missing.append((site.url, str(landing.state), landing.why))
    ours = page is not None and belongs(page.host, site.domain)
    landing_host = page.host if page and ours else host(site.url)
    return (
        _view_host(site, landing_host, page, missing),
        *(_view_host(site, name, *_front_page(site, name)) for name in app_hosts(site)),
    )


def app_hosts(site: Site) -> tuple[str, ...]:
    """Hosts of the vendor whose first label says that people or programs sign in there.

    As the landing page and its policy name them, at most `MAX_APP_HOSTS`.
    """
    try:
        names = vendor_hosts(site)
    except UnreadableError:  # a page that is not the vendor's, or was not kept, names none
        return ()
    labels = signatures.host_signatures().surface
    landing_host = site.page.host
    app_names = (n for n in names if n.partition(".")[0] in labels and n != landing_host)
    return tuple(app_names)[:MAX_APP_HOSTS]


def unseen_hosts(site: Site, probe: str) -> Gap | None:
    """The gap of a probe that speaks of all hosts, where the landing page was cut: it may name more
    of them than were seen."""
    landing = site.landing
    state, why = cut_state(landing.page) if landing.page else (None, "")
    return None if state is None else site.gap(probe, site.url, state, why)


def _front_page(site: Site, name: str) -> tuple[Page | None, list[tuple[str, str, str]]]:
    try:
        return site.ask(Get(f"https://{name}/")), []
    except UnreadableError as error:
        return None, [(f"https://{name}/", str(error.state), error.why)]


def _view_host(
    site: Site, name: str, page: Page | None, missing: list[tuple[str, str, str]]
) -> HostView:
    """The indicators of one host: of its names, its addresses and the headers of its page."""
    observed: list[tuple[HostingIndicator, WebAnswer]] = []
    names, dns_addresses = [name], dict[str, WebAnswer]()
    for records in _dns_records(site, name, missing):
        names += [
            alias for alias in (*records.aliases, *_alias_targets(records)) if alias not in names
        ]
        dns_addresses |= dict.fromkeys(_record_addresses(records), records)
        observed += ((indicator, records) for indicator in indicators.name_indicators(names[1:]))
    page_addresses: dict[str, WebAnswer] = {}
    for hop in page.hops if page else ():
        if page and host(hop.url) == name:
            observed += (
                (indicator, page) for indicator in indicators.header_indicators(hop.headers)
            )
            page_addresses |= {hop.address: page} if hop.address else {}
    if page:
        observed += ((indicator, page) for indicator in indicators.name_indicators([name]))
        if has_unsaved_headers(page, indicators.telling_header_names()):
            why = "not all headers of the page were saved"
            missing.append((page.url, str(UnreadableState.NOT_RECORDED), why))
    observed += _network_indicators(site, name, page_addresses | dns_addresses, missing)
    sources = {indicator.evidence: source for indicator, source in reversed(observed)}
    every = tuple(
        dict.fromkeys(
            indicator
            for indicator, _ in observed
            if not providers.is_own_site(indicator.provider, name)
        )
    )
    weak = tuple(indicator for indicator in every if not indicator.strong)
    return HostView(name, providers.strong_indicators(every), weak, sources, page, tuple(missing))


def _dns_records(site: Site, name: str, missing: list[tuple[str, str, str]]) -> Iterator[Records]:
    """CNAME, A and AAAA of a host; failures go to `missing`, but for AAAA, as A still tells."""
    failed: list[tuple[str, str, str]] = []
    for kind in ("CNAME", "A", "AAAA"):
        try:
            yield site.ask(Lookup(name, kind))
        except UnreadableError as error:
            failed.append((f"dns:{name}/{kind}", str(error.state), error.why))
    missing += [failure for failure in failed if not failure[0].endswith("/AAAA")]


def _alias_targets(records: Records) -> tuple[str, ...]:
    return tuple(value.rstrip(".").lower() for value in records.values if records.type == "CNAME")


def _record_addresses(records: Records) -> tuple[str, ...]:
    return records.values if records.type in ("A", "AAAA") else ()


def _network_indicators(
    site: Site, name: str, addresses: dict[str, WebAnswer], missing: list[tuple[str, str, str]]
) -> Iterator[tuple[HostingIndicator, WebAnswer]]:
    """Indicators by the networks of addresses, with their answers; a missing table to `missing`."""
    if addresses and site.tables.ranges is None:
        why = "no table of address ranges is stored here: soescan data update downloads it"
        missing.append((f"https://{name}/", NO_TABLE, why))
    for address, source in list(addresses.items())[:MAX_ADDRESSES]:
        network = site.tables.network(address)
        if network:
            day = site.tables.dates.get(network.provider, "")
            yield indicators.address_indicator(address, network, day), source
