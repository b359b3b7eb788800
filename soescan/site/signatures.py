"""Signatures by which pages, hosts and names are recognised: ``catalogs/signs/``.

The signatures are facts about the world, each with its source; how they are put together is in
`soescan.site.page_state` and in the probes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import ClassVar

from soescan.errors import UnreadableState
from soescan.reference import builtin
from soescan.web.url import belongs


class MatchField(StrEnum):
    """Where on a page a signature matches."""

    HEADER = "header"
    HOST = "host"
    PATH = "path"
    TITLE = "title"
    TITLE_STARTS = "title-starts"
    TITLE_ENDS = "title-ends"
    HEADING = "heading"
    TEXT = "text"
    TEXT_BELOW = "text-below"
    SOURCE = "source"
    NOSCRIPT = "noscript"
    ROOT = "root"
    FIELD = "field"
    SCRIPTS = "scripts"


@dataclass(frozen=True, slots=True)
class PageSignature:
    """One mark by which a page is recognised that is not the vendor's own."""

    state: UnreadableState
    look: MatchField
    source: str
    says: tuple[str, ...] = ()
    """Any one of these, in lower case."""
    product: str = ""
    name: str = ""
    """The header's name."""
    weak: bool = False
    """One such signature decides nothing; two of one state do."""
    within: int = 0
    """Characters of text that a reader sees, at most; 0: however many."""
    statuses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageSignatures:
    """Every signature of pages that are not the vendor's own."""

    SCHEMA: ClassVar[str] = "soescan/page-signs@1"

    signs: tuple[PageSignature, ...]


@dataclass(frozen=True, slots=True)
class UnclaimedSignature:
    """What a provider's hosts show of a customer who is no longer there."""

    provider: str
    hosts: tuple[str, ...]
    """Domains below which the provider puts its customers."""
    says: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class HostSignatures:
    """What host names and their first labels tell."""

    SCHEMA: ClassVar[str] = "soescan/host-signs@1"

    surface: tuple[str, ...]
    """First labels of hosts where people or programs sign in."""
    bounty: tuple[str, ...]
    """Hosts of programmes for reports of security holes."""
    disclosure: tuple[str, ...]
    """Words of links to a policy for reports of security holes."""
    unclaimed: tuple[UnclaimedSignature, ...]


@dataclass(frozen=True, slots=True)
class DnsService:
    """An outside service, and the DNS records that give away that a domain uses it."""

    service: str
    source: str
    txt: tuple[str, ...] = ()
    """Beginnings of verification records, in lower case."""
    spf: tuple[str, ...] = ()
    """Domains whose SPF record is included."""
    mx: tuple[str, ...] = ()
    """Domains of its mail servers."""


@dataclass(frozen=True, slots=True)
class DnsSignatures:
    """What DNS records reveal of the services behind a domain."""

    SCHEMA: ClassVar[str] = "soescan/dns-signs@1"

    confirmed: tuple[str, ...]
    """Codes of sources that count as confirmation; rows from others are weaker."""
    services: tuple[DnsService, ...]
    selectors: tuple[str, ...]
    """DKIM selectors in common use."""


@cache
def page_signatures() -> tuple[PageSignature, ...]:
    """Signatures of pages that are not the vendor's own (``catalogs/signs/pages.yaml``)."""
    return builtin.load("signs/pages.yaml", PageSignatures).signs


@cache
def host_signatures() -> HostSignatures:
    """What host names and their first labels tell (``catalogs/signs/hosts.yaml``)."""
    return builtin.load("signs/hosts.yaml", HostSignatures)


@cache
def dns_signatures() -> DnsSignatures:
    """What DNS records reveal of services (``catalogs/hosting/tokens.yaml``)."""
    return builtin.load("hosting/tokens.yaml", DnsSignatures)


def find_owner(name: str, domains: Mapping[str, str]) -> str:
    """To whom a host belongs, by the longest domain that it is below; empty when to none.

    >>> find_owner("a.b.example", {"example": "all", "b.example": "ours"}), find_owner("c.test", {})
    ('ours', '')
    """
    closest = max((domain for domain in domains if belongs(name, domain)), key=len, default="")
    return domains.get(closest, "")


@lru_cache(maxsize=8_192)
def is_below_any(name: str, domains: tuple[str, ...]) -> bool:
    """Is a host one of these domains or below one? Kept, since a page links few hosts."""
    return any(belongs(name, domain) for domain in domains)
