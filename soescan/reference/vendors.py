"""What is publicly known of martech products, and how that helps to recognise them.

``catalogs/vendors/`` says under which names and on which domains a product is known, each fact with
its source; ``catalogs/capabilities.yaml`` says what a category of products does for people. None of
it is policy: `enrich_product` gives a product of IT's catalog more ways to be recognised and leaves
what IT decided as it is.

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
from soescan.model import Place, Product
from soescan.names import fold, split
from soescan.reference import builtin, compiled
from soescan.reference.capability_table import CapabilityTable, load_capabilities
from soescan.reference.products.lifecycles import FormerName, ProductFate, find_record_mistakes
from soescan.web.url import belongs, host, registrable_domain

KnownProductId = NewType("KnownProductId", str)

_NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where facts came from, as of when, and under which terms."""

    code: str
    name: str
    license: str
    date: str
    """As exactly as it is known: a year, a month or a day."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class VendorPages:
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
    pages: VendorPages = VendorPages()
    lifecycle: ProductFate | None = None
    renamed: tuple[FormerName, ...] = ()
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

    sources: tuple[FactSource, ...] = ()
    products: tuple[KnownProduct, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductAddition:
    """Facts of a product that another file describes."""

    id: KnownProductId
    domains: tuple[str, ...] = ()
    home: str = ""
    pages: VendorPages = VendorPages()
    place: Place = _NOWHERE


@dataclass(frozen=True, slots=True)
class AdditionFile:
    """A file of facts from one source whose licence asks for a file of its own."""

    SCHEMA: ClassVar[str] = "soescan/vendor-additions@1"

    source: FactSource
    additions: tuple[ProductAddition, ...]


# --- what came with soescan ----------------------------------------------------------------------


@cache
def known_products() -> tuple[KnownProduct, ...]:
    """Every known product, by id."""
    return _load_vendors()[0]


@cache
def load_sources() -> Mapping[str, FactSource]:
    """The sources of the vendor catalog's facts by code, with licence and date."""
    return _load_vendors()[1]


@cache
def _load_vendors() -> tuple[tuple[KnownProduct, ...], Mapping[str, FactSource]]:
    folder = builtin.catalogs_folder()
    kinds = (KnownProduct, VendorPages, FactSource, ProductFate, FormerName)
    products, sources = compiled.load_compiled(
        "vendors",
        (
            *folder.glob("vendors/**/*.yaml"),
            folder / "capabilities.yaml",
            folder / "shared-hosts.yaml",
        ),
        kinds,
        lambda: read_vendors(folder / "vendors", load_capabilities(), builtin.shared_hosts()),
    )
    by_code = {code: compiled.decode(FactSource, source) for code, source in sources.items()}
    return tuple([compiled.decode(KnownProduct, product) for product in products]), by_code


def read_vendors(
    folder: Path, words: CapabilityTable, shared: frozenset[str]
) -> tuple[tuple[KnownProduct, ...], Mapping[str, FactSource]]:
    """Read the files of a vendor catalog as one, or raise CatalogError with every problem.

    Files below ``share-alike/`` add facts to its products; without them it is as whole.
    `words` are the capabilities and categories that products may refer to, `shared` the domains
    that belong to no product alone. Returns the products by id, and the sources by code.
    """
    problems: list[str] = []
    products: list[KnownProduct] = []
    sources_by_code: dict[str, FactSource] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            vendor_file = builtin.read_table(path, VendorFile)
        except CatalogError as error:
            problems += error.problems
            continue
        products += vendor_file.products
        sources_by_code |= {source.code: source for source in vendor_file.sources}
    for path in sorted(folder.glob("share-alike/*.yaml")):
        try:
            added = builtin.read_table(path, AdditionFile)
        except CatalogError as error:
            problems += error.problems
            continue
        sources_by_code[added.source.code] = added.source
        products, unknown = _add_facts(products, added)
        problems += unknown
    problems += _find_duplicates(products, shared)
    for product in products:
        problems += (
            f"{product.place}: {text}" for text in _find_mistakes(product, words, sources_by_code)
        )
    if problems:
        raise CatalogError(problems)
    return tuple(sorted(products, key=lambda p: p.id)), sources_by_code


def _add_facts(
    products: Sequence[KnownProduct], added: AdditionFile
) -> tuple[list[KnownProduct], list[str]]:
    """The products with the facts of a file, and problems with what it adds to none of them."""
    by_id = {product.id: product for product in products}
    problems = []
    for addition in added.additions:
        if product := by_id.get(addition.id):
            by_id[addition.id] = _add_to_product(product, addition, added.source.code)
        else:
            found = f"found {str(addition.id)!r}"
            problems.append(f"{addition.place}: expected the id of a product, {found}")
    return list(by_id.values()), problems


def _add_to_product(product: KnownProduct, addition: ProductAddition, code: str) -> KnownProduct:
    """A product with what is added to it; what is known of it already stays."""
    sources = dict(product.sources)
    if addition.domains:
        codes = sources.get("domains", ())
        before = codes * len(product.domains) if len(codes) == 1 else codes
        sources["domains"] = (*before, *(code for _ in addition.domains))
    pages = {
        page.name: address
        for page in fields(VendorPages)
        if (address := getattr(addition.pages, page.name)) and not getattr(product.pages, page.name)
    }
    home = product.home or addition.home
    if home != product.home:
        sources["home"] = (code,)
    return replace(
        product,
        domains=(*product.domains, *addition.domains),
        home=home,
        pages=replace(product.pages, **pages),
        sources=sources | dict.fromkeys(pages, (code,)),
    )


def _find_duplicates(products: Sequence[KnownProduct], shared: frozenset[str]) -> Iterator[str]:
    """What is said of two products and may be said of one."""
    claimed_by: dict[tuple[str, str], KnownProduct] = {}
    for product in products:
        claims = [("id", str(product.id), str(product.id))]
        claims += [("name", fold(name), name) for name in name_spellings(product)]
        claims += [("domain", domain, domain) for domain in product.domains]
        if product.home and product.home not in shared:
            claims.append(("domain", product.home, product.home))
        for kind, key, text in claims:
            other_product = claimed_by.setdefault((kind, key), product)
            if other_product is not product:
                hint = "; a home of several belongs in shared-hosts.yaml" * (text == product.home)
                yield (
                    f"{product.place}: expected a {kind} of one product, found {text!r} again"
                    f" (first at {other_product.place}){hint}"
                )
        for domain in product.domains:
            if domain in shared:
                yield f"{product.place}: expected a domain of one product, found {domain!r}, shared"


def _find_mistakes(
    product: KnownProduct, words: CapabilityTable, known_sources: Mapping[str, FactSource]
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
    records = (product.lifecycle, product.renamed)
    yield from find_record_mistakes(*records, product.names, known_sources)
    counts = _count_sourced_facts(product)
    for fact in sorted(counts.keys() | product.sources.keys()):
        codes = product.sources.get(fact, ())
        if len(codes) not in {1, counts.get(fact, 0)}:
            yield f"expected a source for each {fact}, found {len(codes)} for {counts.get(fact, 0)}"
        for code in codes:
            if code not in known_sources:
                yield f"expected the code of a source, found {code!r}"


def _count_sourced_facts(product: KnownProduct) -> dict[str, int]:
    """How many members each fact has that needs a source."""
    lists = ("aliases", "former_names", "domains", "capabilities")
    counts = {name: len(getattr(product, name)) for name in lists}
    pages = [page.name for page in fields(VendorPages)]
    counts |= {name: int(bool(getattr(product.pages, name))) for name in pages}
    counts |= {"vendor": int(bool(product.vendor)), "home": int(bool(product.home))}
    return {name: count for name, count in counts.items() if count}


# --- recognising IT's products -------------------------------------------------------------------


@cache
def _index_by_name() -> Mapping[str, tuple[KnownProduct, bool]]:
    """Each known product by its folded names; false for names that are ordinary words."""
    by_folded_name: dict[str, tuple[KnownProduct, bool]] = {}
    for product in known_products():
        plain = {fold(name) for name in product.plain}
        for name in name_spellings(product):
            by_folded_name[fold(name)] = (product, fold(name) not in plain)
    return by_folded_name


def name_spellings(product: KnownProduct) -> tuple[str, ...]:
    """Its names, and each with the vendor in front, once each."""
    names = (*product.names, *_names_with_vendor(product))
    return tuple({fold(name): name for name in reversed(names)}.values())


def _names_with_vendor(product: KnownProduct) -> tuple[str, ...]:
    """*Google Ads* is already written with its vendor, and *Google Google Ads* by nobody."""
    if not product.vendor:
        return ()
    prefix = fold(product.vendor)
    return tuple(f"{product.vendor} {n}" for n in product.names if not fold(n).startswith(prefix))


def find_owner(name: str) -> KnownProduct | None:
    """The known product on whose own domain a host is, the nearest domain first."""
    labels = name.split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels)))
    return next((p for domain in domains if (p := _index_by_domain().get(domain))), None)


@cache
def _index_by_domain() -> Mapping[str, KnownProduct]:
    return {domain: product for product in known_products() for domain in product.domains}


_SUFFIXES_IN_NAMES = frozenset(
    {"ai", "app", "co", "dev", "fm", "gg", "io", "is", "ly", "me", "sh", "so", "to", "tv"}
)
"""Suffixes that vendors make part of a name: *Postgres.ai* is not *Postgres*."""


def name_for_host(name: str) -> str:
    """What a tool that is only known by its host is called: a known product's name, or its label.

    A host of several products, or one below a site, says nothing of its product but itself.

    >>> name_for_host("insights.hotjar.com"), name_for_host("www.trackhound.example")
    ('Hotjar', 'Trackhound')
    >>> name_for_host("dev.acme.example"), name_for_host("gitlab.com"), name_for_host("postgres.ai")
    ('dev.acme.example', 'gitlab.com', 'postgres.ai')
    """
    if owner := find_owner(name):
        return owner.name
    domain = registrable_domain(name)
    is_whole_site = name.removeprefix("www.").removeprefix("app.") == domain
    if not is_whole_site or domain in builtin.shared_hosts():
        return name
    label, _, suffix = domain.partition(".")
    if suffix in _SUFFIXES_IN_NAMES:
        return domain
    is_coded = label.startswith("xn--")
    return (label[4:].encode().decode("punycode") if is_coded else label).capitalize()


def recognise_product(product: Product) -> KnownProduct | None:
    """The known product that one of IT's products is, if its names say so and nothing denies it.

    Domains that IT gives must then be the known product's; a name that is an ordinary word needs
    such a domain, or the vendor, beside it.
    """
    texts = (product.name, split(product.name).name, *product.aliases, *product.former_names)
    keys = {fold(text) for text in texts}
    if product.vendor:
        keys |= {fold(f"{product.vendor} {text}") for text in texts}
    entries = [entry for key in sorted(keys) if (entry := _index_by_name().get(key))]
    if len({known_product.id for known_product, _ in entries}) != 1:
        return None
    candidate = entries[0][0]
    own_hosts = [host(domain) for domain in product.domains]
    known_domains = (*candidate.domains, *filter(None, (candidate.home,)))
    same_domain = any(belongs(name, domain) for name in own_hosts for domain in known_domains)
    if own_hosts and not same_domain:
        return None
    same_vendor = bool(candidate.vendor) and fold(product.vendor) == fold(candidate.vendor)
    is_certain = same_vendor or same_domain or any(is_distinctive for _, is_distinctive in entries)
    return candidate if is_certain else None


def recognise_name(text: str) -> KnownProduct | None:
    """The known product that a name alone identifies: no ordinary word does."""
    product, is_distinctive = _index_by_name().get(fold(text), (None, False))
    return product if is_distinctive else None


def suppose_name(text: str) -> KnownProduct | None:
    """The known product that a name may mean, also one that is an ordinary word: nothing shows it.

    >>> recognise_name("Braze"), getattr(suppose_name("Braze"), "id", "")
    (None, 'braze')
    """
    return _index_by_name().get(fold(text), (None, False))[0]


def may_be(product: Product, known: KnownProduct) -> bool:
    """Does nothing that IT writes of a product, its domains and its vendor, deny that it is this?

    >>> from soescan.model import ProductId, Standing
    >>> mine = Product(ProductId("s"), "Segment", Standing.PROHIBITED, domains=("segment.example",))
    >>> may_be(mine, known_products()[0])
    False
    """
    hosts = [host(domain) for domain in product.domains]
    domains = (*known.domains, *filter(None, (known.home,)))
    is_there = not hosts or any(belongs(name, domain) for name in hosts for domain in domains)
    return is_there and (not product.vendor or fold(product.vendor) == fold(known.vendor))


def enrich_product(product: Product) -> Product:
    """One of IT's products with every name and domain that it is publicly known by.

    What IT decided stays; a product that is not recognised comes back as it was.
    """
    recognised = recognise_product(product)
    if recognised is None:
        return product
    taken_names = {fold(text) for text in _names_in_catalog(product)}
    taken_names |= {fold(name) for name in recognised.plain}
    former = _drop_repeated(recognised.former_names, taken_names)
    aliases = _drop_repeated(
        (recognised.name, *recognised.aliases, *_names_with_vendor(recognised)),
        taken_names | {fold(name) for name in former},
    )
    own_hosts = {host(domain) for domain in product.domains}
    domains = tuple(domain for domain in recognised.domains if domain not in own_hosts)
    if not (former or aliases or domains):
        return product
    return replace(
        product,
        aliases=product.aliases + aliases,
        former_names=product.former_names + former,
        domains=product.domains + domains,
    )


def enrich_products(products: Iterable[Product]) -> tuple[Product, ...]:
    """The products of one catalog, in their order, enriched where IT has not said otherwise.

    What IT writes wins: a name that IT gives to another product is not handed over, nor is a domain
    on which, above which or below which IT has another product.
    """
    products = tuple(products)
    recognised = {product.id: recognise_product(product) for product in products}
    all_names = {fold(text) for product in products for text in _names_in_catalog(product)}
    domain_owners = [
        (host(domain), recognised[product.id]) for product in products for domain in product.domains
    ]

    def keep_unclaimed(product: Product) -> Product:
        enriched = enrich_product(product)
        own, same = {fold(text) for text in _names_in_catalog(product)}, recognised[product.id]
        return replace(
            enriched,
            aliases=tuple(name for name in enriched.aliases if fold(name) not in all_names - own),
            former_names=tuple(n for n in enriched.former_names if fold(n) not in all_names - own),
            domains=product.domains
            + tuple(
                domain
                for domain in enriched.domains[len(product.domains) :]
                if not any(
                    owner is not same and _overlap(domain, other) for other, owner in domain_owners
                )
            ),
        )

    return tuple(
        keep_unclaimed(product) if recognised[product.id] else product for product in products
    )


def _overlap(domain: str, other_domain: str) -> bool:
    return belongs(domain, other_domain) or belongs(other_domain, domain)


def _names_in_catalog(product: Product) -> tuple[str, ...]:
    return (product.name, split(product.name).name, *product.aliases, *product.former_names)


def _drop_repeated(names: Iterable[str], taken: set[str]) -> tuple[str, ...]:
    return tuple({fold(name): name for name in names if fold(name) not in taken}.values())
