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
from soescan.recognition.hosting.indicators import Sign
from soescan.recognition.hosting.rules import Kind
from soescan.site import signatures
from soescan.site.links import own_hosts
from soescan.site.site import Site, tidy
from soescan.web import Answer, Get, Lookup, Page, Records
from soescan.web.url import belongs, host
from soescan.webstandards.policy_sources import unsaved

BESIDE = 4
"""Hosts beside the site that are looked at."""

ADDRESSES = 12
"""Addresses of a host that are looked up in the tables."""

NO_TABLE = "no-table"
"""UnreadableState of a gap: the table that would tell is not in the data folder."""

WEAK = "weak-signs"
"""UnreadableState of a gap: what was seen may mean it, and others show the same."""

BEHIND = "behind-edge"
"""UnreadableState of a gap: a network in front hides what is asked for."""


@dataclass(frozen=True)
class View:
    """One host, and the signs that it shows."""

    host: str
    signs: tuple[Sign, ...]
    """The strong ones, from the visitor inwards."""
    weak: tuple[Sign, ...]
    sources: dict[str, Answer]
    """The answers that signs were seen in, by what they say."""
    page: Page | None
    missing: tuple[tuple[str, str, str], ...]
    """What could not be looked at: where, the state, and why."""

    def gaps(self, site: Site, probe: str) -> Iterator[Gap]:
        """What could not be looked at, as gaps of a probe."""
        for where, state, why in self.missing:
            yield Gap(probe, where, state, tidy(why), site.host)

    def gap(self, site: Site, probe: str, state: str, why: str) -> Gap:
        """Something that this host does not show."""
        return Gap(probe, f"https://{self.host}/", state, tidy(why), site.host)

    def fact(
        self,
        site: Site,
        key: str,
        value: tuple[str, ...],
        because: tuple[Sign, ...],
        basis: Basis = Basis.OBSERVED,
    ) -> Fact:
        """A fact that signs of this host tell, with what they say as its excerpt."""
        says = "; ".join(dict.fromkeys(f"{sign.meaning}: {sign.says}" for sign in because))
        return site.seen(
            key, value, self.sources[because[0].says], f"{self.host}: {says}", basis=basis
        )

    def recognised(self, site: Site, probe: str, key: str, *kinds: Kind) -> Iterator[Fact | Gap]:
        """The providers of some kinds as a fact; that there are none is one, if all was seen."""
        found = providers.of_kind(self.signs, *kinds)
        if found:
            because = tuple(sign for sign in self.signs if sign.provider in found)
            yield self.fact(site, key, found, because)
        elif hints := providers.of_kind(self.weak, *kinds):
            said = "; ".join(sign.says for sign in self.weak if sign.provider in hints)
            yield self.gap(site, probe, WEAK, f"perhaps {', '.join(hints)}: {said}")
        elif self.page is not None and not self.missing:
            yield site.seen(key, (), self.page, f"{self.host}: no sign of any that is known")
        if not found:
            yield from self.gaps(site, probe)


def views(site: Site) -> tuple[View, ...]:
    """The site's own host and those beside it."""
    reading = site.reading
    page = reading.page
    missing: list[tuple[str, str, str]] = []
    if reading.state is not None:
        missing.append((site.url, str(reading.state), reading.why))
    ours = page is not None and belongs(page.host, site.domain)
    landing = page.host if page and ours else host(site.url)
    return (
        _view(site, landing, page, missing),
        *(_view(site, name, *_front_page(site, name)) for name in beside(site)),
    )


def beside(site: Site) -> tuple[str, ...]:
    """The app, API and sign-in hosts of the vendor that its page names."""
    try:
        names = own_hosts(site)
    except UnreadableError:  # a page that is not the vendor's, or was not kept, names none
        return ()
    labels = signatures.hosts().surface
    here = site.page.host
    wanted = (n for n in names if n.partition(".")[0] in labels and n != here)
    return tuple(wanted)[:BESIDE]


def _front_page(site: Site, name: str) -> tuple[Page | None, list[tuple[str, str, str]]]:
    try:
        return site.ask(Get(f"https://{name}/")), []
    except UnreadableError as error:
        return None, [(f"https://{name}/", str(error.state), error.why)]


def _view(site: Site, name: str, page: Page | None, missing: list[tuple[str, str, str]]) -> View:
    """Look at one host: its names, addresses and headers."""
    seen: list[tuple[Sign, Answer]] = []
    names, found = [name], dict[str, Answer]()
    for records in _records(site, name, missing):
        names += [one for one in (*records.aliases, *_targets(records)) if one not in names]
        found |= dict.fromkeys(_addresses(records), records)
        seen += ((sign, records) for sign in indicators.of_names(names[1:]))
    asked: dict[str, Answer] = {}
    for hop in page.hops if page else ():
        if page and host(hop.url) == name:
            seen += ((sign, page) for sign in indicators.of_headers(hop.headers))
            asked |= {hop.address: page} if hop.address else {}
    if page:
        seen += ((sign, page) for sign in indicators.of_names([name]))
        if unsaved(page, indicators.header_names()):
            why = "not all headers of the page were saved"
            missing.append((page.url, str(UnreadableState.NOT_RECORDED), why))
    seen += _owners(site, name, asked | found, missing)
    sources = {sign.says: source for sign, source in reversed(seen)}
    every = tuple(dict.fromkeys(sign for sign, _ in seen))
    weak = tuple(sign for sign in every if not sign.strong)
    return View(name, providers.weighed(every), weak, sources, page, tuple(missing))


def _records(site: Site, name: str, missing: list[tuple[str, str, str]]) -> Iterator[Records]:
    """What DNS says of a host. Without the addresses of version 6, those of 4 still tell."""
    failed: list[tuple[str, str, str]] = []
    for kind in ("CNAME", "A", "AAAA"):
        try:
            yield site.ask(Lookup(name, kind))
        except UnreadableError as error:
            failed.append((f"dns:{name}/{kind}", str(error.state), error.why))
    missing += [one for one in failed if not one[0].endswith("/AAAA")]


def _targets(records: Records) -> tuple[str, ...]:
    return tuple(value.rstrip(".").lower() for value in records.values if records.type == "CNAME")


def _addresses(records: Records) -> tuple[str, ...]:
    return records.values if records.type in ("A", "AAAA") else ()


def _owners(
    site: Site, name: str, found: dict[str, Answer], missing: list[tuple[str, str, str]]
) -> Iterator[tuple[Sign, Answer]]:
    """Whose networks the addresses of a host are in, as far as a table tells."""
    if found and site.tables.ranges is None:
        why = "no table of address ranges is at hand: soescan data update fetches them"
        missing.append((f"https://{name}/", NO_TABLE, why))
    for address, source in list(found.items())[:ADDRESSES]:
        network = site.tables.network(address)
        if network:
            day = site.tables.dates.get(network.provider, "")
            yield indicators.of_address(address, network, day), source
