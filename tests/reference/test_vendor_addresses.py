"""Whose site a host is, and at which addresses the vendor catalog says that documents stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from soescan.reference import builtin, vendors
from soescan.reference.products import vendor_addresses, vendor_facts
from soescan.reference.products.vendor_facts import KnownFact, SaidBy
from soescan.reference.vendors import KnownProduct, KnownProductId, VendorPages, known_products


def product(name: str, *domains: str, home: str = "", **pages: str) -> KnownProduct:
    id_ = KnownProductId(name.lower().replace(" ", "-"))
    return KnownProduct(id_, name, "crm", domains=domains, home=home, pages=VendorPages(**pages))


KNOWN = (
    product("Pigeon", "pigeon.example", "pigeonmail.example"),
    product("Pigeon Forms", "forms.pigeon.example"),
    product("Globex", home="globex.example"),
    product("Globex Ads", home="globex.example"),
    product("Tally Ho", home="tallyho.example"),
    product("Harbour Ads", home="harbour.example"),
)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(vendors, "known_products", lambda: KNOWN)
    monkeypatch.setattr(vendor_addresses, "known_products", lambda: KNOWN)
    monkeypatch.setattr(builtin, "public_hosts", lambda: frozenset({"pages.pigeon.example"}))
    vendors._index_by_domain.cache_clear()
    yield
    vendors._index_by_domain.cache_clear()


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("pigeon.example", "Pigeon"),
        ("www.pigeon.example", "Pigeon"),
        ("eu.Pigeonmail.example.", "Pigeon"),
        ("eu.forms.pigeon.example", "Pigeon Forms"),
        ("globex.example", "Globex"),
        ("www.globex.example", "Globex"),
        ("tallyho.example", "Tally Ho"),
        ("ads.globex.example", ""),
        ("harbour.example", ""),
        ("pages.pigeon.example", ""),
        ("notpigeon.example", ""),
        ("example", ""),
        ("192.0.2.1", ""),
        ("", ""),
    ],
)
def test_a_host_is_the_site_of_a_product_or_of_none(host: str, name: str) -> None:
    found = vendor_addresses.product_at(host)
    assert (found.name if found else "") == name


def test_pages_go_before_facts_and_a_kind_has_few(monkeypatch: pytest.MonkeyPatch) -> None:
    def fact(key: str, url: str, value: bool | str = True, by: SaidBy = SaidBy.VENDOR) -> KnownFact:
        return KnownFact(key, value, url, "2026", by)

    facts = (
        fact("assurance.portal", "https://list.example/", "https://trust.pigeon.example"),
        fact("dpa.available", "https://register.example/", by=SaidBy.AUTHORITY),
        fact("legal.privacy", "https://pigeon.example/p#top"),
        fact("legal.privacy", "https://pigeon.example/q"),
        fact("legal.privacy", "https://pigeon.example/r"),
        fact("legal.terms", "https://pigeon.example/t"),
        fact("status.page", "https://status.pigeon.example/", value=False),
        fact("tls.https", "https://pigeon.example/"),
    )
    monkeypatch.setattr(vendor_facts, "known_facts", lambda _: facts)
    pigeon = product("Pigeon", privacy="https://pigeon.example/p", security="mailto:x@a.example")
    assert vendor_addresses.addresses(pigeon) == {
        "privacy": ("https://pigeon.example/p", "https://pigeon.example/q"),
        "trust": ("https://trust.pigeon.example/",),
        "terms": ("https://pigeon.example/t",),
    }


def test_most_addresses_of_the_catalog_are_of_a_product_that_is_recognised() -> None:
    reached = [p for p in known_products() if any(_own(p, host) for host in (*p.domains, p.home))]
    everything = sum(len(urls) for p in known_products() for urls in _listed(p))
    assert sum(len(urls) for p in reached for urls in _listed(p)) > everything * 0.8


def _own(product: KnownProduct, host: str) -> bool:
    found = vendor_addresses.product_at(host)
    return found is not None and found.id == product.id


def _listed(product: KnownProduct) -> list[tuple[str, ...]]:
    return list(vendor_addresses.addresses(product).values())
