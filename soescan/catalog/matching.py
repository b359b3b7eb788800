"""Which product of the catalog is this tool?

Looks at: registrable domains, and exact names, aliases and former names after folding.

Why it matters: a match decides the verdict, so only identity may make one. Two rows of the same
product that say different things are a question, not a choice. What merely looks alike is offered
as "did you mean" and changes nothing.

Cannot see: a product sold under a name and a domain that the catalog does not list.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher

from soescan.model import Catalog, Match, MatchedBy, Product, Standing, Tool
from soescan.names import fold, split
from soescan.reference import builtin, vendors
from soescan.versions import covers_version
from soescan.web.url import belongs, host, parse_name, registrable_domain

_MOST_NAMES_OF_A_WORD = 20
"""A word in more product names than this says nothing about any of them."""
_MOST_SUGGESTIONS = 3
_PARTS = re.compile(
    r"[/&+,;|()\[\]]|:\s|\s[-–—]\s|\b(?:and|or|by|und|oder|von|et|ou|y|e)\b", re.IGNORECASE
)
"""What stands between the names of several products in one cell."""
_MOST_PARTS = 20


class ProductIndex:
    """The products of a catalog, by domain and by name."""

    def __init__(self, catalog: Catalog) -> None:
        """Read every product once; the order of the catalog does not matter."""
        self.products = tuple(sorted(catalog.products, key=lambda p: p.id))
        self._names: dict[str, dict[Product, MatchedBy]] = defaultdict(dict)
        self._domains: dict[str, list[tuple[str, Product]]] = defaultdict(list)
        self._own_domains = {registrable_domain(host(d)) or d for d in catalog.catalog.own_domains}
        self._ambiguous_domains = builtin.shared_hosts() | self._own_domains
        self._at_home: dict[str, list[Product]] = defaultdict(list)
        # What the vendor catalog knows of a product helps to find it; the product stays IT's own.
        enriched_products = vendors.enrich_products(self.products)
        for product, enriched in zip(self.products, enriched_products, strict=True):
            self._index_product(product, enriched)
        self._words, self._variants = self._index_words(), self._index_variants()

    def _index_product(self, product: Product, enriched: Product) -> None:
        domains = list(map(host, enriched.domains))
        for text, by in _iter_names(enriched):
            for key in {fold(text), fold(split(text).name)} - {""}:
                self._names[key].setdefault(product, by)
            if address := parse_name(text):
                domains.append(address.host)
        for name in dict.fromkeys(domains):
            self._domains[registrable_domain(name) or name].append((name, product))
        if (known := vendors.recognise_product(product)) and known.home:
            self._at_home[known.home].append(product)

    def match(self, tool: Tool, as_of: date) -> Match:
        """The product that a tool is on a day, or why that cannot be told.

        A name and a domain that agree decide; a name or a domain alone decides when nothing speaks
        against it. Two products, or two rows of one that say different things, make an ambiguous
        match.
        """
        by_name = self._find_by_names(tool)
        by_address = {
            url: found for url in _addresses(tool) if (found := self._point_at(url, tool))
        }
        by_domain = self._find_by_domain(tool)
        if len(by_address) > 1 and not set.intersection(*map(set, by_address.values())):
            pointed_at = tuple(itertools.chain(*by_address.values()))
            if not (_are_prohibited(pointed_at) and all(map(self._find_owners, by_address))):
                return _ambiguous_match(pointed_at, _explain_addresses(by_address, as_of))
            by_domain = pointed_at[:1]  # whichever it is, it is prohibited
        by_both = {p: MatchedBy.DOMAIN for p in by_domain if p in by_name}
        if by_domain and by_name and not by_both:
            named, owners = (_list_standings(found, as_of) for found in (by_name, by_domain))
            explanation = f"the name is that of {named}, the address belongs to {owners}"
            return _ambiguous_match((*by_name, *by_domain), explanation)
        candidates = by_both or by_name or dict.fromkeys(by_domain, MatchedBy.DOMAIN)
        if not candidates:
            return self._match_unlisted(tool)
        is_settled = bool(by_domain) and _are_prohibited(candidates)  # no other address opens it
        doubt = None if is_settled else self._doubt(tool, candidates, as_of)
        return doubt or _choose_row(tool, candidates, as_of)

    def _doubt(self, tool: Tool, candidates: Iterable[Product], as_of: date) -> Match | None:
        """The ambiguous match where an address speaks against the candidates, or cannot be read."""
        if tool.unread_addresses and not _are_prohibited(candidates):
            listed = _list_standings(candidates, as_of)
            explanation = (
                f"the name is that of {listed}, and {tool.unread_addresses[0][:80]!r} is not looked"
                " at: is it the same product?"
            )
            return _ambiguous_match(candidates, explanation)
        if strangers := self._find_prohibited_hosts(tool, candidates):
            named, owners = (_list_standings(ps, as_of) for ps in (candidates, strangers))
            explanation = f"the name is that of {named}, the address is on a host of {owners}"
            return _ambiguous_match((*candidates, *strangers), explanation)
        if others := [p for p in self._find_prohibited_parts(tool) if p not in candidates]:
            explanation = f"its name has that of {_list_standings(others, as_of)} as well"
            return _ambiguous_match((*candidates, *others), f"{explanation}: which is it?")
        if other_domains := self._find_other_domains(tool, candidates):
            listed = f"{_join_names(candidates)} is on {other_domains}"
            explanation = f"{listed}, this tool is not: is it the same product?"
            return _ambiguous_match(candidates, explanation)
        return None

    def _match_unlisted(self, tool: Tool) -> Match:
        """What a tool without a product of its own may be, prohibited products first.

        A question that keeps the outcome open comes of an address on a host of a prohibited
        product's vendor, and of the exact name of one as the name of the address, as a part of the
        tool's name or as its vendor. A name that looks alike is asked about and changes no verdict.
        """
        neighbours = {p: None for url in _addresses(tool) for p in self._find_neighbours(url, tool)}
        doors = {
            "its address is on a host of": [*filter(_is_prohibited, neighbours)],
            "its address has the name of": self._find_prohibited_labels(tool),
            "its name has that of": self._find_prohibited_parts(tool),
            "its vendor has the name of": [*filter(_is_prohibited, self._find_vendor(tool))],
        }
        for door, prohibited in doors.items():
            if prohibited:
                explanation = f"{door} {_join_names(prohibited)}, which is prohibited"
                return _ambiguous_match(prohibited, f"{explanation}: is it the same product?")
        alike = (*(split(p.name).name for p in neighbours), *self._suggest(tool))
        suggestions = tuple(dict.fromkeys(alike))[:_MOST_SUGGESTIONS]
        listed = {split(p.name).name for p in self.products if p.standing is Standing.PROHIBITED}
        return Match(
            MatchedBy.NOTHING,
            suggestions=suggestions,
            prohibited=tuple(name for name in suggestions if name in listed),
        )

    # --- by name and by domain ---------------------------------------------------------------

    def _find_by_names(self, tool: Tool) -> dict[Product, MatchedBy]:
        """The products of a tool's name, or else of its vendor's name and its own."""
        vendor = fold(tool.vendor.name)
        found = self._find_by_name(tool.name)
        return found or (self._find_by_name(f"{vendor} {tool.name}") if vendor else {})

    def _find_by_name(self, name: str) -> dict[Product, MatchedBy]:
        products: dict[Product, MatchedBy] = {}
        for key in (fold(name), fold(split(name).name)):
            for product, by in self._names.get(key, {}).items():
                products.setdefault(product, by)
        known = None if products else vendors.recognise_name(name)
        for key in map(fold, known.names if known else ()):
            for product in self._names.get(key, {}):
                if known and vendors.may_be(product, known):
                    products.setdefault(product, MatchedBy.ALIAS)
        return products

    def _find_by_domain(self, tool: Tool) -> tuple[Product, ...]:
        """The products that the tool's addresses agree on, or those of its only known address."""
        owners = [found for url in _addresses(tool) if (found := self._find_owners(url))]
        every = dict.fromkeys(itertools.chain(*owners))
        return tuple(p for p in every if all(p in found for found in owners))

    def _find_owners(self, url: str) -> tuple[Product, ...]:
        """The products whose address it is, if all are of one family: editions of one product."""
        name, domain = _host_and_site(url)
        entries = [entry for entry in self._domains.get(domain, ()) if belongs(name, entry[0])]
        if domain in self._ambiguous_domains:  # only a host of its own tells a product there
            entries = [entry for entry in entries if entry[0] not in (domain, f"www.{domain}")]
        owners = [product for _, product in entries]
        is_one_family = len({fold(split(p.name).name) for p in owners}) == 1
        return tuple(dict.fromkeys(owners)) if is_one_family else ()

    def _find_neighbours(self, url: str, tool: Tool) -> tuple[Product, ...]:
        """The products that share a host with the tool: it may be one of them, or another.

        A company's own domain points at nothing: everything it runs itself is there. Of the
        products that the vendor catalog has on the host, those count which the tool may be by its
        name, too.
        """
        name, domain = _host_and_site(url)
        if domain in self._own_domains:
            return ()
        on_host = [p for listed, p in self._domains.get(domain, ()) if belongs(name, listed)]
        at_home = (p for p in self._at_home.get(domain, ()) if _may_be_at_home(tool, p, url))
        return tuple(dict.fromkeys((*on_host, *at_home)))

    def _find_prohibited_hosts(
        self, tool: Tool, candidates: Iterable[Product]
    ) -> tuple[Product, ...]:
        """Prohibited products on a host of the tool's that is none of its candidates'."""
        strangers: dict[Product, None] = {}
        for url in _addresses(tool):
            neighbours = self._find_neighbours(url, tool)
            if not set(candidates) & set(neighbours):
                strangers |= {p: None for p in neighbours if p.standing is Standing.PROHIBITED}
        strangers |= {p: None for p in self._find_prohibited_labels(tool) if p not in candidates}
        return tuple(strangers)

    def _find_prohibited_labels(self, tool: Tool) -> list[Product]:
        """Prohibited products without a domain whose exact name that of the tool's domain is."""
        sites = {_host_and_site(url)[1] for url in _addresses(tool)} - self._own_domains
        labels = sorted(
            {fold(vendors.name_for_host(site)) for site in sites}
            | {fold(site.partition(".")[0]) for site in sites}
        )
        named = dict.fromkeys(p for label in labels for p in self._names.get(label, ()))
        return [p for p in named if _is_prohibited(p) and not p.domains]

    def _find_prohibited_parts(self, tool: Tool) -> list[Product]:
        """Prohibited products whose exact name is a part of the tool's: *Acme & Trackhound*."""
        parts = [part for part in _PARTS.split(tool.name) if len(fold(part)) > 1]
        named = dict.fromkeys(p for part in parts[:_MOST_PARTS] for p in self._find_by_name(part))
        return [*filter(_is_prohibited, named)] if len(parts) > 1 else []

    def _find_vendor(self, tool: Tool) -> Iterable[Product]:
        return self._find_by_name(tool.vendor.name) if fold(tool.vendor.name) else ()

    def _point_at(self, url: str, tool: Tool) -> tuple[Product, ...]:
        """The products that an address leads to; on a shared host, those that are prohibited."""
        neighbours = self._find_neighbours(url, tool)
        prohibited = tuple(p for p in neighbours if p.standing is Standing.PROHIBITED)
        return self._find_owners(url) or prohibited

    def _find_other_domains(self, tool: Tool, products: Iterable[Product]) -> str:
        """The domains on which the catalog knows this name, when one of the tool's is none.

        A domain that many share vouches for a name only where the catalog has the product on it.
        """
        listed = [{registrable_domain(host(d)) or d for d in p.domains} for p in products]
        if not all(domains - self._ambiguous_domains for domains in listed):
            return ""
        known_domains = set[str]().union(*listed)
        sites = {_host_and_site(url)[1] for url in _addresses(tool)} - {""}
        is_elsewhere = sites - known_domains - self._own_domains
        return ", ".join(sorted(known_domains - self._ambiguous_domains)) if is_elsewhere else ""

    # --- did you mean ------------------------------------------------------------------------

    def _index_variants(self) -> dict[str, list[str]]:
        variants: dict[str, list[str]] = defaultdict(list)
        for key in self._names:
            for slip in _deletion_variants(key):
                variants[slip].append(key)
        return variants

    def _index_words(self) -> dict[str, set[str]]:
        words: dict[str, set[str]] = defaultdict(set)
        for product in self.products:
            for text, _ in _iter_names(product):
                name = split(text).name
                for word in _folded_words(name):
                    if len(word) > 2:
                        words[word].add(name)
        return {word: names for word, names in words.items() if len(names) <= _MOST_NAMES_OF_A_WORD}

    def _suggest(self, tool: Tool) -> tuple[str, ...]:
        """Names that look alike, most alike first.

        Alike is: one name's words are all in the other, half of all words are shared, or one
        letter is written wrong.
        """
        name = split(tool.name).name
        own_words = _folded_words(name)
        folded = fold(name)
        similar = {other for word in own_words for other in self._words.get(word, ())}
        slips = _deletion_variants(folded) if len(folded) > 4 else ()
        for key in {key for slip in slips for key in self._variants.get(slip, ())}:
            if SequenceMatcher(None, key, folded).ratio() > 0.85:
                similar.update(split(p.name).name for p in self._names[key])

        ranked = []
        for candidate in similar:
            candidate_words = _folded_words(candidate)
            shared, all_words = own_words & candidate_words, own_words | candidate_words
            if (
                not shared
                or shared in (own_words, candidate_words)
                or 2 * len(shared) >= len(all_words)
            ):
                ranked.append((-len(shared) / len(all_words), candidate))
        return tuple(other for _, other in sorted(ranked)[:_MOST_SUGGESTIONS])


def _addresses(tool: Tool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (tool.url, tool.app_url))))


def _host_and_site(url: str) -> tuple[str, str]:
    name = host(url)
    return name, registrable_domain(name) or name


def _may_be_at_home(tool: Tool, product: Product, url: str) -> bool:
    """May a tool at an address on the home of a product be it?

    Not where its name is that of another known product which lives there as well; and on a domain
    of very many products (Google's) only where its name, or that of the host, has more in common
    with the product's than the vendor's.
    """
    name, domain = _host_and_site(url)
    known, named = vendors.recognise_product(product), vendors.recognise_name(tool.name)
    is_another = known and named and known.id != named.id
    if is_another and named and any(belongs(d, domain) for d in (*named.domains, named.home)):
        return False
    if domain not in builtin.broad_hosts():
        return True
    vendor = _folded_words(f"{product.vendor} {known.vendor if known else ''}")
    words = {*_folded_words(tool.name), *name.split(".")}
    for spelling in (product.name, *(known.names if known else ())):
        own = [word for word in map(fold, spelling.split()) if word and word not in vendor]
        if words & {*own, "".join(own)}:
            return True
    return False


def _folded_words(text: str) -> set[str]:
    return {fold(word) for word in text.split()} - {""}


def _is_prohibited(product: Product) -> bool:
    return product.standing is Standing.PROHIBITED


def _are_prohibited(products: Iterable[Product]) -> bool:
    return all(p.standing is Standing.PROHIBITED for p in products)


def _explain_addresses(by_address: Mapping[str, Iterable[Product]], as_of: date) -> str:
    """Whose the addresses are, with the standing of each."""
    listed = "; ".join(
        f"{host(url)} belongs to {_list_standings(products, as_of)}"
        for url, products in by_address.items()
    )
    return f"its addresses lead to different products: {listed}: which is it?"


def _deletion_variants(name: str) -> set[str]:
    """What is left of a name when one letter is left out; who writes one wrong meets here.

    The first two letters are written right, short names have no slips, and long ones too many.
    """
    if not 3 < len(name) <= 60:
        return set()
    return {name, *(name[:position] + name[position + 1 :] for position in range(2, len(name)))}


def _may_cover_version(product: Product, tool: Tool) -> bool:
    """May the decision cover the version that the tool names, if it names one?"""
    version = tool.version or split(tool.name).version
    return not (version and product.versions) or any(
        covers_version(listed, version) is not False for listed in product.versions
    )


def _may_cover_edition(product: Product, tool: Tool) -> bool:
    """Does the decision cover the edition that the tool states, if it states one?

    What stands in parentheses behind a name picks an edition; only a stated edition can miss one.
    """
    editions = {fold(listed) for listed in product.editions}
    return not (tool.edition and editions) or fold(tool.edition) in editions


def describe_standing(product: Product, as_of: date) -> str:
    """The standing of a product on a day, with from when or until when it counts."""
    standing = product.standing or "of a standing that is not understood"
    if product.standing is Standing.PROHIBITED:
        return str(standing)
    if product.decided_on and product.decided_on > as_of:
        return f"{standing} from {product.decided_on}"
    if product.valid_until:
        ended = product.valid_until < as_of
        return f"{standing}, {'expired on' if ended else 'until'} {product.valid_until}"
    return str(standing)


def _iter_names(product: Product) -> Iterable[tuple[str, MatchedBy]]:
    yield product.name, MatchedBy.NAME
    yield from ((alias, MatchedBy.ALIAS) for alias in product.aliases)
    yield from ((name, MatchedBy.FORMER_NAME) for name in product.former_names)
    if product.vendor:
        yield f"{fold(product.vendor)} {product.name}", MatchedBy.ALIAS


def _choose_row(tool: Tool, found_by: dict[Product, MatchedBy], as_of: date) -> Match:
    """The row of a product that speaks for the tool, if all that could do so agree."""
    rows = _narrow_rows(tool, list(found_by))
    if unclear := [p for p in rows if p.standing is None]:
        return _ambiguous_match(unclear, f"{unclear[0].reason} of {unclear[0].name}")
    agree = {(p.standing, _is_effective(p, as_of), p.allowed_data, p.conditions) for p in rows}
    if len(agree) > 1:
        return _ambiguous_match(rows, f"the catalog lists {_list_rows(rows, as_of)}: which is it?")
    best = max(rows, key=lambda p: (p.valid_until or date.max, p.id))
    ids = tuple(sorted(p.id for p in rows)) if len(rows) > 1 else ()
    return Match(found_by[best], best, f"{found_by[best]}: {best.name}", candidates=ids)


def _narrow_rows(tool: Tool, rows: list[Product]) -> list[Product]:
    """The rows for the tool's edition and version; a criterion that no row meets is not used."""
    edition = fold(tool.edition or split(tool.name).edition)
    of_edition = [p for p in rows if edition and edition in map(fold, p.editions)]
    rows = of_edition or [p for p in rows if _may_cover_edition(p, tool)] or rows
    return [p for p in rows if _may_cover_version(p, tool)] or rows


def _list_rows(rows: list[Product], as_of: date) -> str:
    listed = "; ".join(f"{p.name} ({describe_standing(p, as_of)})" for p in rows[:4])
    return listed + (f" and {len(rows) - 4} more" if len(rows) > 4 else "")


_WITHOUT_END = frozenset({Standing.PROHIBITED, Standing.EXCEPTION_ONLY, Standing.RETIRING})
"""Standings that say the same before and after their last day: they approve of nothing."""


def _is_effective(product: Product, as_of: date) -> bool:
    return product.standing in _WITHOUT_END or product.is_in_force(as_of)


def _ambiguous_match(products: Iterable[Product], explanation: str) -> Match:
    products = tuple(products)
    ids = tuple(sorted({p.id for p in products}))
    prohibited = {p.name for p in products if p.standing is Standing.PROHIBITED}
    return Match(
        MatchedBy.AMBIGUOUS, says=explanation, candidates=ids, prohibited=tuple(sorted(prohibited))
    )


def _list_standings(products: Iterable[Product], as_of: date) -> str:
    """The first products with their standing, what is prohibited before the others."""
    ordered = sorted(products, key=lambda p: (p.standing is not Standing.PROHIBITED, p.name, p.id))
    listed = [f"{p.name} ({describe_standing(p, as_of)})" for p in ordered]
    others = f" and {len(listed) - 3} more" if len(listed) > 3 else ""
    return ", ".join(listed[:3]) + others


def _join_names(products: Iterable[Product]) -> str:
    names: Sequence[str] = sorted({p.name for p in products})
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
