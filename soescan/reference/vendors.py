"""What is publicly known of martech products, and how that helps to recognise them.

``catalogs/vendors/`` says under which names and on which domains a product is known, each fact with
its source; ``catalogs/capabilities.yaml`` says what a category of products does for people. None of
it is policy: `enrich` gives a product of IT's catalog more ways to be recognised and leaves what IT
decided as it is.

Only identity may make a match: names that are ordinary words, and domains that hold more than one
product, identify nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import ClassVar, NewType

from soescan.errors import CatalogError
from soescan.model import Capability, CapabilityId, Place, Product
from soescan.names import fold, split
from soescan.reference import builtin
from soescan.web.url import belongs, host

KnownProductId = NewType("KnownProductId", str)
CategoryId = NewType("CategoryId", str)

_NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts came from, as of when, and under which terms."""

    code: str
    name: str
    license: str
    date: str
    """As exactly as it is known: a year, a month or a day."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """A vendor's public pages about how it works."""

    security: str = ""
    trust: str = ""
    subprocessors: str = ""
    status: str = ""
    dpa: str = ""
    privacy: str = ""


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """What is publicly known of a product. Blank is not known."""

    id: KnownProductId
    name: str
    category: str
    vendor: str = ""
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    """Those of its names that others have too: without vendor or domain they say nothing."""
    domains: tuple[str, ...] = ()
    """Domains that are its alone: what is found there is this product."""
    home: str = ""
    """The domain on which its vendor writes of it, beside others; it identifies nothing."""
    capabilities: tuple[str, ...] = ()
    """What it does beyond its category."""
    pages: Pages = Pages()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """The code of each fact's source: one for a whole list, or one per member."""
    place: Place = _NOWHERE

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, today's first."""
        return (self.name, *self.aliases, *self.former_names)


@dataclass(frozen=True, slots=True)
class VendorFile:
    """One file of the vendor catalog."""

    SCHEMA: ClassVar[str] = "soescan/vendors@1"

    sources: tuple[Source, ...] = ()
    products: tuple[KnownProduct, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of product, and what products of that kind do for people."""

    id: CategoryId
    label: str
    implies: tuple[CapabilityId, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The words in which needs are written, and what categories imply of them."""

    SCHEMA: ClassVar[str] = "soescan/capabilities@1"

    capabilities: tuple[Capability, ...]
    categories: tuple[Category, ...]


# --- what came with soescan ----------------------------------------------------------------------


@cache
def known() -> tuple[KnownProduct, ...]:
    """Every known product, by id."""
    return _whole()[0]


@cache
def sources() -> Mapping[str, Source]:
    """Where the facts came from, by code."""
    return _whole()[1]


def capabilities() -> Capabilities:
    """The published vocabulary of capabilities, and the table of categories."""
    return builtin.load("capabilities.yaml", Capabilities)


@cache
def _whole() -> tuple[tuple[KnownProduct, ...], Mapping[str, Source]]:
    return read(builtin.catalogs_folder() / "vendors", capabilities(), builtin.shared_hosts())


def read(
    folder: Path, words: Capabilities, shared: frozenset[str]
) -> tuple[tuple[KnownProduct, ...], Mapping[str, Source]]:
    """Read the files of a vendor catalog as one, or raise CatalogError with every problem.

    `words` are the capabilities and categories that products may refer to, `shared` the domains
    that belong to no product alone. Returns the products by id, and the sources by code.
    """
    problems: list[str] = []
    products: list[KnownProduct] = []
    sources_by_code: dict[str, Source] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            vendor_file = builtin.read_table(path, VendorFile)
        except CatalogError as error:
            problems += error.problems
            continue
        products += vendor_file.products
        sources_by_code |= {source.code: source for source in vendor_file.sources}
    problems += _doubles(products, shared)
    for product in products:
        problems += (f"{product.place}: {text}" for text in _wrong(product, words, sources_by_code))
    if problems:
        raise CatalogError(problems)
    return tuple(sorted(products, key=lambda p: p.id)), sources_by_code


def _doubles(products: Sequence[KnownProduct], shared: frozenset[str]) -> Iterator[str]:
    """What is said of two products and may be said of one."""
    first: dict[tuple[str, str], KnownProduct] = {}
    for product in products:
        claims = [("id", str(product.id), str(product.id))]
        claims += [("name", fold(name), name) for name in _spellings(product)]
        claims += [("domain", domain, domain) for domain in product.domains]
        if product.home and product.home not in shared:
            claims.append(("domain", product.home, product.home))
        for kind, key, text in claims:
            other = first.setdefault((kind, key), product)
            if other is not product:
                hint = "; a home of several belongs in shared-hosts.yaml" * (text == product.home)
                yield (
                    f"{product.place}: expected a {kind} of one product, found {text!r} again"
                    f" (first at {other.place}){hint}"
                )
        for domain in product.domains:
            if domain in shared:
                yield f"{product.place}: expected a domain of one product, found {domain!r}, shared"


def _wrong(
    product: KnownProduct, words: Capabilities, known_sources: Mapping[str, Source]
) -> Iterator[str]:
    """What one product refers to that does not exist, and facts without a source."""
    if product.category not in {category.id for category in words.categories}:
        yield f"expected the id of a category, found {product.category!r}"
    for unknown in sorted(set(product.capabilities) - {c.id for c in words.capabilities}):
        yield f"expected the id of a capability, found {unknown!r}"
    for domain in filter(None, (*product.domains, product.home)):
        if host(domain) != domain:
            yield f"expected a domain, found {domain!r}"
    for name in product.plain:
        if name not in product.names:
            yield f"expected one of the product's names under plain, found {name!r}"
    said = _facts(product)
    for fact in sorted(said.keys() | product.sources.keys()):
        codes = product.sources.get(fact, ())
        if len(codes) not in {1, said.get(fact, 0)}:
            yield f"expected a source for each {fact}, found {len(codes)} for {said.get(fact, 0)}"
        for code in codes:
            if code not in known_sources:
                yield f"expected the code of a source, found {code!r}"


def _facts(product: KnownProduct) -> dict[str, int]:
    """How many members each fact has that needs a source."""
    lists = ("aliases", "former_names", "domains", "capabilities")
    counts = {name: len(getattr(product, name)) for name in lists}
    counts |= {page.name: int(bool(getattr(product.pages, page.name))) for page in fields(Pages)}
    counts |= {"vendor": int(bool(product.vendor)), "home": int(bool(product.home))}
    return {name: count for name, count in counts.items() if count}


# --- recognising IT's products -------------------------------------------------------------------


@cache
def _by_name() -> Mapping[str, tuple[KnownProduct, bool]]:
    """Each known product by its folded names; false for names that are ordinary words."""
    named: dict[str, tuple[KnownProduct, bool]] = {}
    for product in known():
        plain = {fold(name) for name in product.plain}
        for name in _spellings(product):
            named[fold(name)] = (product, fold(name) not in plain)
    return named


def _spellings(product: KnownProduct) -> tuple[str, ...]:
    """Its names, and each with the vendor in front, once each."""
    names = list(product.names)
    if product.vendor:
        names += [f"{product.vendor} {name}" for name in product.names]
    return tuple({fold(name): name for name in reversed(names)}.values())


def recognise(product: Product) -> KnownProduct | None:
    """The known product that one of IT's products is, if its names say so and nothing denies it.

    Domains that IT gives must then be the known product's; a name that is an ordinary word needs
    such a domain, or the vendor, beside it.
    """
    texts = (product.name, split(product.name).name, *product.aliases, *product.former_names)
    keys = {fold(text) for text in texts}
    if product.vendor:
        keys |= {fold(f"{product.vendor} {text}") for text in texts}
    found = [entry for key in sorted(keys) if (entry := _by_name().get(key))]
    if len({known_product.id for known_product, _ in found}) != 1:
        return None
    candidate = found[0][0]
    told = [host(domain) for domain in product.domains]
    theirs = (*candidate.domains, *filter(None, (candidate.home,)))
    same_domain = any(belongs(name, domain) for name in told for domain in theirs)
    if told and not same_domain:
        return None
    same_vendor = bool(candidate.vendor) and fold(product.vendor) == fold(candidate.vendor)
    sure = same_vendor or same_domain or any(telling for _, telling in found)
    return candidate if sure else None


def enrich(product: Product) -> Product:
    """One of IT's products with all names and domains it is known by; the rest as it was."""
    found = recognise(product)
    if found is None:
        return product
    own = {fold(text) for text in _own_names(product)}
    own |= {fold(name) for name in found.plain}
    former = _new(found.former_names, own)
    aliases = _new((found.name, *found.aliases), own | {fold(name) for name in former})
    told = {host(domain) for domain in product.domains}
    domains = tuple(domain for domain in found.domains if domain not in told)
    if not (former or aliases or domains):
        return product
    return replace(
        product,
        aliases=product.aliases + aliases,
        former_names=product.former_names + former,
        domains=product.domains + domains,
    )


def enrich_all(products: Iterable[Product]) -> tuple[Product, ...]:
    """The products of one catalog, in their order, enriched where IT has not said otherwise.

    What IT writes wins: a name that IT gives to another product is not handed over, nor is a domain
    on which, above which or below which IT has another product.
    """
    products = tuple(products)
    recognised = {product.id: recognise(product) for product in products}
    named = {fold(text) for product in products for text in _own_names(product)}
    placed = [
        (host(domain), recognised[product.id]) for product in products for domain in product.domains
    ]

    def left(product: Product) -> Product:
        rich = enrich(product)
        own, same = {fold(text) for text in _own_names(product)}, recognised[product.id]
        return replace(
            rich,
            aliases=tuple(name for name in rich.aliases if fold(name) not in named - own),
            former_names=tuple(n for n in rich.former_names if fold(n) not in named - own),
            domains=product.domains
            + tuple(
                domain
                for domain in rich.domains[len(product.domains) :]
                if not any(owner is not same and _meet(domain, other) for other, owner in placed)
            ),
        )

    return tuple(left(product) if recognised[product.id] else product for product in products)


def _meet(one: str, other: str) -> bool:
    return belongs(one, other) or belongs(other, one)


def _own_names(product: Product) -> tuple[str, ...]:
    return (product.name, split(product.name).name, *product.aliases, *product.former_names)


def _new(names: Iterable[str], own: set[str]) -> tuple[str, ...]:
    return tuple({fold(name): name for name in names if fold(name) not in own}.values())
