"""At which addresses the vendor catalog says that a product's documents stand, and whose a host is.

The catalog lists pages of products, and its facts from registers name the pages they are about. An
address is only where to look: it may have moved or be somebody else's by now, and what counts is
what the page there says when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import MappingProxyType

from soescan.names import fold
from soescan.reference import builtin
from soescan.reference.products import vendor_facts
from soescan.reference.vendors import KnownProduct, VendorPages, find_owner, known_products
from soescan.web.url import parse_url, registrable_domain

_SEPARATORS = re.compile(r"[\W_]+")


MOST = 2
"""Addresses of one kind; more would use up what a site is asked for."""

_KINDS = {
    "security.page": "security",
    "assurance.portal": "trust",
    "subproc.page": "subprocessors",
    "status.page": "status",
    "dpa.available": "dpa",
    "legal.privacy": "privacy",
    "legal.terms": "terms",
}
"""The kind of document that a fact is about, by its key."""


def site_address(product: KnownProduct) -> str:
    """Where a product's site is: on its first own domain, else at its home; empty for none."""
    domain = next(iter((*product.domains, *filter(None, (product.home,)))), "")
    return f"https://{domain}" if domain else ""


def addresses(product: KnownProduct) -> Mapping[str, tuple[str, ...]]:
    """The addresses at which documents of a product stand, by kind, in the order to look at them.

    Kinds are the names of `VendorPages` and ``terms``. Pages that the catalog lists go before those
    that facts name, which are not taken from registers of authorities: these say where a reader
    checks a fact, not where the document stands. A kind has at most `MOST`; one without any is not
    there, nor is what is no address of the web.
    """
    pages = [(page.name, getattr(product.pages, page.name)) for page in fields(VendorPages)]
    by_kind: dict[str, dict[str, None]] = {}
    for kind, address in (*pages, *_fact_pages(product)):
        if url := _normalize(address):
            by_kind.setdefault(kind, {})[url] = None
    return {kind: tuple(urls)[:MOST] for kind, urls in by_kind.items()}


def _fact_pages(product: KnownProduct) -> Iterator[tuple[str, str]]:
    """The kind and address of each document that a fact says is there."""
    for known in vendor_facts.known_facts(product.id):
        kind = _KINDS.get(known.key)
        if kind and known.value and known.said_by is not vendor_facts.SaidBy.AUTHORITY:
            is_address = isinstance(known.value, str) and known.value.startswith("https://")
            yield kind, str(known.value) if is_address else known.url


def _normalize(address: str) -> str:
    """An address as links are written, so that one that a page links is asked for once."""
    url = parse_url(address)
    return str(url).partition("#")[0] if url is not None and url.is_web else ""


def addresses_at(host: str) -> Mapping[str, tuple[str, ...]]:
    """`addresses` of the product whose own site a host is; empty for any other host."""
    product = product_at(host)
    return addresses(product) if product else MappingProxyType({})


def product_at(host: str) -> KnownProduct | None:
    """The known product whose own site a host is, or None.

    A domain of a product is its own, with every host below. A domain on which a vendor writes of
    several is the own site of the product that is called as it is, and only at its top: *HubSpot*
    at ``hubspot.com``. A host on which anybody publishes is nobody's.
    """
    name = host.lower().rstrip(".").removeprefix("www.")
    if not builtin.public_hosts().isdisjoint({name, f"www.{name}"}):
        return None
    return find_owner(name) or _named_as(name)


def _named_as(domain: str) -> KnownProduct | None:
    """The product that has its home at a registered domain and is called as the domain is."""
    if domain != registrable_domain(domain):
        return None
    label = _SEPARATORS.sub("", domain.partition(".")[0])
    named = [
        product
        for product in known_products()
        if product.home == domain
        and any(_SEPARATORS.sub("", fold(name)) == label for name in product.names)
    ]
    return named[0] if len(named) == 1 else None
