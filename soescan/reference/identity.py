"""Which tool a record of IT's is about.

An answer, a waiver or a review on file binds, so it must not be enough to carry the right name: the
requester writes the name and the vendor. A record counts for a tool by the product of IT's catalog
that the tool is, or by the domain that the tool is on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from soescan.model import Catalog, Match, MatchedBy, Product, ProductId, Standing, Tool
from soescan.names import fold
from soescan.reference import builtin, vendors
from soescan.reference.products.vendor_addresses import site_address
from soescan.reference.vendors import KnownProduct
from soescan.web.url import belongs, host, is_below_registry, parse_typed, registrable_domain


def list_hosts(tool: Tool) -> tuple[str, ...]:
    """The hosts and registrable domains under which facts about a tool may be filed.

    With and without ``www.``; a domain that several products share is left out, and a host
    on which anybody publishes under a path too, unless the tool is that site itself.
    """
    urls = filter(None, (tool.url, tool.app_url))
    return tuple(dict.fromkeys(name for url in urls for name in _list_names(url)))


def _list_names(url: str) -> Iterator[str]:
    name = host(url)
    bare = name.removeprefix("www.")
    domain = registrable_domain(name)
    if name and not (bare in builtin.public_hosts() and _read_path(url)):
        yield from (name, bare, f"www.{bare}")
    if domain and domain not in builtin.shared_hosts():
        yield domain


_parse = lru_cache(maxsize=8_192)(parse_typed)
"""Records and tools are compared each with each."""


def _read_path(url: str) -> str:
    parsed = _parse(url)
    return parsed.path.strip("/") if parsed else ""


def fold_subject(text: str) -> str:
    """A tool's or vendor's name folded; of a host or an address, the host."""
    return _read_host(text) or fold(text)


def _read_host(text: str) -> str:
    return host(text) if "." in text and " " not in text.strip() else ""


@dataclass(frozen=True, slots=True)
class ToolIdentity:
    """What shows which tool it is, apart from what the requester calls it."""

    tool: Tool
    product: Product | None
    """The product of IT's catalog that it is."""
    catalog: Catalog
    is_ambiguous: bool = False
    """The name or the address leads to other products of the catalog as well."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts and domains of both its addresses."""
        return list_hosts(self.tool)

    @classmethod
    def of(cls, tool: Tool, match: Match, catalog: Catalog) -> ToolIdentity:
        """The identity of a tool that was matched against a catalog."""
        return cls(tool, match.product, catalog, match.by is MatchedBy.AMBIGUOUS)

    def is_subject(self, text: str, *, by_vendor: bool = False) -> bool:
        """Is a record about this tool: by its address, or by the product or domain it names?

        `by_vendor` also takes records about the vendor that IT's catalog gives for the product.
        """
        if _read_host(text):
            return self._is_at(text)
        folded = fold(text)
        if not folded:
            return False
        if self.product:
            owned = {self.product.id, *_iter_names(self.product)}
            owned |= {self.product.vendor} if by_vendor else set()
            if folded in map(fold, owned):
                return True
        return folded == self._domain_label() and not self._is_taken(folded)

    def list_keys(self) -> tuple[str, ...]:
        """Everything that a fact or a record about it can be filed under, by `fold_subject`."""
        names = [self.tool.name, self.tool.vendor.name]
        if self.product:
            names += [self.product.id, self.product.vendor, *_iter_names(self.product)]
        keys = (*map(fold, names), *map(fold_subject, names), *self.hosts, self._domain_label())
        return tuple(dict.fromkeys(filter(None, (*keys, *self._list_parents()))))

    def _list_parents(self) -> Iterator[str]:
        """The hosts above and at the first address: who owns one owns what is below it."""
        labels = host(self.tool.url or self.tool.app_url).split(".")
        yield from (".".join(labels[start:]) for start in range(len(labels) - 1))

    def list_claims(self) -> frozenset[str]:
        """What the requester calls the tool or its vendor, folded."""
        names = fold(self.tool.name), fold(self.tool.vendor.name), self._domain_label()
        return frozenset(filter(None, names))

    def is_near(self, text: str) -> bool:
        """Does an address lead so close to the tool that its author may have meant the tool?

        To its registrable domain or that of its second address, or to the tool's name under another
        ending. What many share is close to nobody.
        """
        domain = registrable_domain(_read_host(text))
        if not domain or domain in builtin.shared_hosts():
            return False
        own = {registrable_domain(host(url)) for url in (self.tool.url, self.tool.app_url)}
        return domain in own or (
            is_below_registry(domain) and fold(domain.split(".")[0]) in self.list_claims()
        )

    def _is_at(self, text: str) -> bool:
        """Does a record that names an address or a host mean what is at the tool's address?

        Whoever owns a host owns what is below it. On a host of several products only the path tells
        whose it is. The tool's second address is only the requester's word that it belongs to it.
        """
        named, own = _parse(text), _parse(self.tool.url or self.tool.app_url)
        if named is None or own is None or not belongs(own.host, named.host.removeprefix("www.")):
            return False
        if not registrable_domain(named.host):  # a public suffix or an IP address
            return own.host == named.host
        name, path = named.host.removeprefix("www."), named.path.rstrip("/")
        if path and named.site in builtin.shared_hosts():
            return f"{own.path}/".startswith(f"{path}/")
        return name not in builtin.shared_hosts() | builtin.public_hosts()

    def _domain_label(self) -> str:
        """What the registrable domain is called: ``pigeonpost`` of app.pigeonpost.example."""
        domain = registrable_domain(host(self.tool.url or self.tool.app_url))
        is_own = is_below_registry(domain) and domain not in builtin.shared_hosts()
        return fold(domain.split(".")[0]) if is_own else ""

    def _is_taken(self, folded: str) -> bool:
        """Is a name known to be that of a product on another domain than the tool's?

        Whoever wants another's approval can have the name under another ending.
        """
        if self.is_ambiguous:
            return True
        others = (p for p in self.catalog.products if p is not self.product)
        if any(folded in map(fold, (p.id, p.vendor, *_iter_names(p))) for p in others):
            return True
        domain = registrable_domain(host(self.tool.url or self.tool.app_url))
        listed = {d for p in vendors.known_products() if folded in map(fold, p.names)
                  for d in (*p.domains, p.home) if d}  # fmt: skip
        recorded = {
            registrable_domain(name)
            for text in _iter_subjects(self.catalog)
            if (name := _read_host(text))
        }
        namesakes = {d for d in recorded if fold(d.split(".")[0]) == folded}
        return bool((listed | namesakes) - {domain})


# --- which known product a tool is ---------------------------------------------------------------


def find_known_product(tool: Tool, match: Match, catalog: Catalog) -> KnownProduct | None:
    """The known product that a tool is, if something shows it and nothing denies it.

    Its address on a domain that is the product's alone shows it, a name that no other product has,
    or the product of IT's catalog that it is. Every address that is given must be the product's; a
    domain on which its vendor has several products says neither. Whoever calls something else by
    the name of a known product, or runs the product on a server of their own, gets none.
    """
    if tool.unread_addresses or tool.deployment not in _RUN_BY_VENDOR:
        return None
    hosts = [host(url) for url in (tool.url, tool.app_url) if url]
    shown = [*map(vendors.find_owner, hosts), _recognise_name(tool)]
    shown += [vendors.recognise_product(match.product)] if match.product else []
    known = {product.id: product for product in shown if product}
    if len(known) != 1:
        return None
    product = next(iter(known.values()))
    is_denied = any(not _may_be_at(url, product) for url in (tool.url, tool.app_url) if url)
    return None if is_denied or _is_another_of_catalog(product, match, catalog) else product


def find_address(tool: Tool, match: Match, catalog: Catalog) -> str:
    """Where the site of a tool without an address is looked at, by what is publicly known of it.

    Empty for a tool that has an address, and for one that no known product is shown to be.
    """
    if tool.url or tool.app_url:
        return ""
    product = find_known_product(tool, match, catalog)
    return site_address(product) if product else ""


_RUN_BY_VENDOR = ("", "saas", "tag", "browser-extension", "mobile-app", "mobile-sdk")
"""Deployments about which a vendor's papers say something: none of those on one's own machines."""


def _recognise_name(tool: Tool) -> KnownProduct | None:
    """The known product of a tool's name; the name of another vendor beside it denies it.

    A name that is an ordinary word is that of the product on whose domain the tool is.
    """
    named = Product(ProductId("-"), tool.name, Standing.UNLISTED, vendor=tool.vendor.name)
    hosts = tuple(name for url in (tool.url, tool.app_url) if url and (name := host(url)))
    known = vendors.recognise_product(named) or vendors.recognise_product(
        replace(named, domains=hosts)
    )
    if known is None or not tool.vendor.name:
        return known
    vendor = fold(tool.vendor.name)
    own = [fold(text) for text in (known.vendor, *known.names) if text]
    is_own = any(vendor.startswith(text) or text.startswith(vendor) for text in own)
    return known if is_own else None


def _may_be_at(url: str, product: KnownProduct) -> bool:
    """Does an address not deny that a tool is a product?

    Where anybody publishes, or where another vendor has a product, it does.
    """
    name = host(url)
    own = [*product.domains, *filter(None, (product.home,))]
    if any(belongs(name, domain) for domain in own):
        return not (name.removeprefix("www.") in builtin.public_hosts() and _read_path(url))
    domain = registrable_domain(name)
    if name in builtin.public_hosts() or domain in builtin.public_hosts():
        return False
    if domain in {registrable_domain(text) for text in own}:
        return True
    return domain in builtin.shared_hosts() and _vendors_at().get(domain) == {fold(product.vendor)}


@cache
def _vendors_at() -> Mapping[str, set[str]]:
    """The vendors whose known products live on each registrable domain."""
    vendors_at: dict[str, set[str]] = {}
    for product in vendors.known_products():
        for domain in {registrable_domain(d) for d in (*product.domains, product.home) if d}:
            vendors_at.setdefault(domain, set()).add(fold(product.vendor))
    return vendors_at


def _is_another_of_catalog(known: KnownProduct, match: Match, catalog: Catalog) -> bool:
    """Does IT's catalog mean something else by the tool than a known product?"""
    ids = {match.product.id} if match.product else set(match.candidates)
    return any(not vendors.may_be(p, known) for p in catalog.products if p.id in ids)


def _iter_names(product: Product) -> tuple[str, ...]:
    return (product.name, *product.aliases, *product.former_names)


def _iter_subjects(catalog: Catalog) -> Iterator[str]:
    yield from (waiver.tool for waiver in catalog.waivers)
    yield from (answer.tool for answer in catalog.answers)
    yield from (record.subject for record in catalog.done)
