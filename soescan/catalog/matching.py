"""Which product of the catalog is this tool?

Looks at: registrable domains, and exact names, aliases and former names after folding.

Why it matters: a match decides the verdict, so only identity may make one. Two rows of the same
product that say different things are a question, not a choice. What merely looks alike is offered
as "did you mean" and changes nothing.

Cannot see: a product sold under a name and a domain that the catalog does not list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import SequenceMatcher

from soescan.model import Catalog, Match, MatchedBy, Product, Standing, Tool
from soescan.names import fold, same_version, split
from soescan.reference import builtin, vendors
from soescan.web.url import belongs, host, registrable_domain

_MOST_NAMES_OF_A_WORD = 20
"""A word in more product names than this says nothing about any of them."""
_MOST_SUGGESTIONS = 3


class ProductIndex:
    """The products of a catalog, by domain and by name."""

    def __init__(self, catalog: Catalog) -> None:
        """Read every product once; the order of the catalog does not matter."""
        self.products = tuple(sorted(catalog.products, key=lambda p: p.id))
        self._names: dict[str, dict[Product, MatchedBy]] = defaultdict(dict)
        self._domains: dict[str, list[tuple[str, Product]]] = defaultdict(list)
        own_domains = {registrable_domain(host(d)) or d for d in catalog.catalog.own_domains}
        self._ambiguous_domains = builtin.shared_hosts() | own_domains
        # What the vendor catalog knows of a product helps to find it; the product stays IT's own.
        enriched_products = vendors.enrich_products(self.products)
        for product, enriched in zip(self.products, enriched_products, strict=True):
            for text, by in _iter_names(enriched):
                for key in {fold(text), fold(split(text).name)} - {""}:
                    self._names[key].setdefault(product, by)
            for domain in enriched.domains:
                name = host(domain)
                self._domains[registrable_domain(name) or name].append((name, product))
        self._words, self._variants = self._index_words(), self._index_variants()

    def match(self, tool: Tool, as_of: date) -> Match:
        """The product that a tool is on a day, or why that cannot be told.

        A name and a domain that agree decide; a name or a domain alone decides when nothing speaks
        against it. Two products, or two rows of one that say different things, make an ambiguous
        match.
        """
        by_name = self._find_by_name(tool.name)
        by_domain = self._find_by_domain(tool)
        by_both = {p: MatchedBy.DOMAIN for p in by_domain if p in by_name}
        if by_domain and by_name and not by_both:
            owners = f"{_join_names(by_name)}, the address belongs to {_join_names(by_domain)}"
            return _ambiguous_match((*by_name, *by_domain), f"the name is that of {owners}")
        candidates = by_both or by_name or dict.fromkeys(by_domain, MatchedBy.DOMAIN)
        if not candidates:
            return Match(MatchedBy.NOTHING, suggestions=self._suggest(tool))
        if not by_domain and (other_domains := self._find_other_domains(tool, candidates)):
            listed = f"{_join_names(candidates)} is on {other_domains}"
            explanation = f"{listed}, this tool is not: is it the same product?"
            return _ambiguous_match(candidates, explanation)
        return _choose_row(tool, candidates, as_of)

    # --- by name and by domain ---------------------------------------------------------------

    def _find_by_name(self, name: str) -> dict[Product, MatchedBy]:
        products: dict[Product, MatchedBy] = {}
        for key in (fold(name), fold(split(name).name)):
            for product, by in self._names.get(key, {}).items():
                products.setdefault(product, by)
        return products

    def _find_by_domain(self, tool: Tool) -> tuple[Product, ...]:
        """The products on the tool's domain, if all are of one family: editions of one product."""
        for url in (tool.url, tool.app_url):
            name = host(url) if url else ""
            domain = registrable_domain(name) or name
            entries = self._domains.get(domain, ())
            owners = [p for listed, p in entries if belongs(name, listed)]
            if (
                domain in self._ambiguous_domains
            ):  # only a host of its own tells a product on a shared domain
                owners = [p for listed, p in entries if listed not in (domain, f"www.{domain}")
                          and belongs(name, listed)]  # fmt: skip
            if owners and len({fold(split(p.name).name) for p in owners}) == 1:
                return tuple(dict.fromkeys(owners))
        return ()

    def _find_other_domains(self, tool: Tool, products: Iterable[Product]) -> str:
        """The domains on which the catalog knows this name, when the tool is on none of them."""
        name = host(tool.url) if tool.url else ""
        domain = registrable_domain(name) or name
        listed = [
            {registrable_domain(host(d)) or d for d in p.domains} - self._ambiguous_domains
            for p in products
        ]
        if not domain or domain in self._ambiguous_domains or not all(listed):
            return ""
        known_domains = set().union(*listed)
        return "" if domain in known_domains else ", ".join(sorted(known_domains))

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
                for word in {fold(w) for w in name.split()}:
                    if len(word) > 2:
                        words[word].add(name)
        return {word: names for word, names in words.items() if len(names) <= _MOST_NAMES_OF_A_WORD}

    def _suggest(self, tool: Tool) -> tuple[str, ...]:
        """Names that look alike, most alike first.

        Alike is: one name's words are all in the other, half of all words are shared, or one
        letter is written wrong.
        """
        name = split(tool.name).name
        own_words = {fold(w) for w in name.split()} - {""}
        folded = fold(name)
        similar = {other for word in own_words for other in self._words.get(word, ())}
        slips = _deletion_variants(folded) if len(folded) > 4 else ()
        for key in {key for slip in slips for key in self._variants.get(slip, ())}:
            if SequenceMatcher(None, key, folded).ratio() > 0.85:
                similar.update(split(p.name).name for p in self._names[key])

        ranked = []
        for candidate in similar:
            candidate_words = {fold(w) for w in candidate.split()} - {""}
            shared, all_words = own_words & candidate_words, own_words | candidate_words
            if (
                not shared
                or shared in (own_words, candidate_words)
                or 2 * len(shared) >= len(all_words)
            ):
                ranked.append((-len(shared) / len(all_words), candidate))
        return tuple(other for _, other in sorted(ranked)[:_MOST_SUGGESTIONS])


def _deletion_variants(name: str) -> set[str]:
    """What is left of a name when one letter is left out; who writes one wrong meets here.

    The first two letters are written right, short names have no slips, and long ones too many.
    """
    if not 3 < len(name) <= 60:
        return set()
    return {name, *(name[:position] + name[position + 1 :] for position in range(2, len(name)))}


def covers_version(product: Product, tool: Tool) -> bool:
    """Does the decision cover the version that the tool names, if it names one?"""
    version = tool.version or split(tool.name).version
    return not (version and product.versions) or any(
        same_version(version, listed) for listed in product.versions
    )


def covers_edition(product: Product, tool: Tool) -> bool:
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
    rows = of_edition or [p for p in rows if covers_edition(p, tool)] or rows
    return [p for p in rows if covers_version(p, tool)] or rows


def _list_rows(rows: list[Product], as_of: date) -> str:
    listed = "; ".join(f"{p.name} ({describe_standing(p, as_of)})" for p in rows[:4])
    return listed + (f" and {len(rows) - 4} more" if len(rows) > 4 else "")


_WITHOUT_END = frozenset({Standing.PROHIBITED, Standing.EXCEPTION_ONLY, Standing.RETIRING})
"""Standings that say the same before and after their last day: they approve of nothing."""


def _is_effective(product: Product, as_of: date) -> bool:
    return product.standing in _WITHOUT_END or product.is_in_force(as_of)


def _ambiguous_match(products: Iterable[Product], explanation: str) -> Match:
    ids = tuple(sorted({p.id for p in products}))
    return Match(MatchedBy.AMBIGUOUS, says=explanation, candidates=ids)


def _join_names(products: Iterable[Product]) -> str:
    names: Sequence[str] = sorted({p.name for p in products})
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
