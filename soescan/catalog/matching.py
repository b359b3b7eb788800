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

_COMMON = 20
"""A word in more product names than this says nothing about any of them."""
_SUGGESTED = 3


class Index:
    """The products of a catalog, by domain and by name."""

    def __init__(self, catalog: Catalog) -> None:
        """Read every product once; the order of the catalog does not matter."""
        self.products = tuple(sorted(catalog.products, key=lambda p: p.id))
        self._names: dict[str, dict[Product, MatchedBy]] = defaultdict(dict)
        self._domains: dict[str, list[tuple[str, Product]]] = defaultdict(list)
        own = {registrable_domain(host(d)) or d for d in catalog.catalog.own_domains}
        self._shared = builtin.shared_hosts() | own
        # What the vendor catalog knows of a product helps to find it; the product stays IT's own.
        for product, rich in zip(self.products, vendors.enrich_all(self.products), strict=True):
            for text, by in _known_as(rich):
                for key in {fold(text), fold(split(text).name)} - {""}:
                    self._names[key].setdefault(product, by)
            for domain in rich.domains:
                name = host(domain)
                self._domains[registrable_domain(name) or name].append((name, product))
        self._words = self._index_words()
        self._slips: dict[str, list[str]] = defaultdict(list)
        for key in self._names:
            for slip in _slips(key):
                self._slips[slip].append(key)

    def match(self, tool: Tool, as_of: date) -> Match:
        """The product a tool is on a day, or why that cannot be told."""
        by_name = self._by_name(tool.name)
        by_domain = self._by_domain(tool)
        both = {p: MatchedBy.DOMAIN for p in by_domain if p in by_name}
        if by_domain and by_name and not both:
            says = (
                f"the name is that of {_list(by_name)}, the address belongs to {_list(by_domain)}"
            )
            return _ambiguous((*by_name, *by_domain), says)
        found = both or by_name or dict.fromkeys(by_domain, MatchedBy.DOMAIN)
        if not found:
            return Match(MatchedBy.NOTHING, suggestions=self._suggest(tool))
        if not by_domain and (elsewhere := self._elsewhere(tool, found)):
            says = f"{_list(found)} is on {elsewhere}, this tool is not: is it the same product?"
            return _ambiguous(found, says)
        return _choose(tool, found, as_of)

    # --- by name and by domain ---------------------------------------------------------------

    def _by_name(self, name: str) -> dict[Product, MatchedBy]:
        found: dict[Product, MatchedBy] = {}
        for key in (fold(name), fold(split(name).name)):
            for product, by in self._names.get(key, {}).items():
                found.setdefault(product, by)
        return found

    def _by_domain(self, tool: Tool) -> tuple[Product, ...]:
        """The products of the one family that owns the tool's domain, if there is one."""
        for url in (tool.url, tool.app_url):
            name = host(url) if url else ""
            domain = registrable_domain(name) or name
            entries = self._domains.get(domain, ())
            owners = [p for listed, p in entries if belongs(name, listed)]
            if domain in self._shared:  # only a host of its own tells a product on a shared domain
                owners = [p for listed, p in entries if listed not in (domain, f"www.{domain}")
                          and belongs(name, listed)]  # fmt: skip
            if owners and len({fold(split(p.name).name) for p in owners}) == 1:
                return tuple(dict.fromkeys(owners))
        return ()

    def _elsewhere(self, tool: Tool, found: Iterable[Product]) -> str:
        """The domains on which the catalog knows this name, when the tool is on none of them."""
        name = host(tool.url) if tool.url else ""
        domain = registrable_domain(name) or name
        listed = [
            {registrable_domain(host(d)) or d for d in p.domains} - self._shared for p in found
        ]
        if not domain or domain in self._shared or not all(listed):
            return ""
        known = set().union(*listed)
        return "" if domain in known else ", ".join(sorted(known))

    # --- did you mean ------------------------------------------------------------------------

    def _index_words(self) -> dict[str, set[str]]:
        words: dict[str, set[str]] = defaultdict(set)
        for product in self.products:
            for text, _ in _known_as(product):
                name = split(text).name
                for word in {fold(w) for w in name.split()}:
                    if len(word) > 2:
                        words[word].add(name)
        return {word: names for word, names in words.items() if len(names) <= _COMMON}

    def _suggest(self, tool: Tool) -> tuple[str, ...]:
        """Names that look alike, most alike first.

        Alike is: one name's words are all in the other, half of all words are shared, or one
        letter is written wrong.
        """
        name = split(tool.name).name
        wanted = {fold(w) for w in name.split()} - {""}
        whole = fold(name)
        found = {other for word in wanted for other in self._words.get(word, ())}
        slips = _slips(whole) if len(whole) > 4 else ()
        for key in {key for slip in slips for key in self._slips.get(slip, ())}:
            if SequenceMatcher(None, key, whole).ratio() > 0.85:
                found.update(split(p.name).name for p in self._names[key])

        ranked = []
        for other in found:
            theirs = {fold(w) for w in other.split()} - {""}
            shared, all_words = wanted & theirs, wanted | theirs
            if not shared or shared in (wanted, theirs) or 2 * len(shared) >= len(all_words):
                ranked.append((-len(shared) / len(all_words), other))
        return tuple(other for _, other in sorted(ranked)[:_SUGGESTED])


def _slips(name: str) -> set[str]:
    """What is left of a name when one letter is left out; who writes one wrong meets here.

    The first two letters are written right, short names have no slips, and long ones too many.
    """
    if not 3 < len(name) <= 60:
        return set()
    return {name, *(name[:at] + name[at + 1 :] for at in range(2, len(name)))}


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
    return not (tool.edition and product.editions) or any(
        fold(tool.edition) == fold(listed) for listed in product.editions
    )


def say_standing(product: Product, as_of: date) -> str:
    """The standing of a product on a day, in words."""
    standing = product.standing or "of a standing that is not understood"
    if product.standing is Standing.PROHIBITED:
        return str(standing)
    if product.decided_on and product.decided_on > as_of:
        return f"{standing} from {product.decided_on}"
    if product.valid_until:
        ended = product.valid_until < as_of
        return f"{standing}, {'expired on' if ended else 'until'} {product.valid_until}"
    return str(standing)


def _known_as(product: Product) -> Iterable[tuple[str, MatchedBy]]:
    yield product.name, MatchedBy.NAME
    yield from ((alias, MatchedBy.ALIAS) for alias in product.aliases)
    yield from ((name, MatchedBy.FORMER_NAME) for name in product.former_names)


def _choose(tool: Tool, found: dict[Product, MatchedBy], as_of: date) -> Match:
    """The row of a product that speaks for the tool, if all that could do so agree."""
    rows = list(found)
    edition = fold(tool.edition or split(tool.name).edition)
    of_edition = [p for p in rows if edition and edition in map(fold, p.editions)]
    rows = of_edition or [p for p in rows if covers_edition(p, tool)] or rows
    rows = [p for p in rows if covers_version(p, tool)] or rows
    if unclear := [p for p in rows if p.standing is None]:
        return _ambiguous(unclear, f"{unclear[0].reason} of {unclear[0].name}")
    agree = {(p.standing, _force(p, as_of), p.allowed_data, p.conditions) for p in rows}
    if len(agree) > 1:
        listed = "; ".join(f"{p.name} ({say_standing(p, as_of)})" for p in rows[:4])
        more = f" and {len(rows) - 4} more" if len(rows) > 4 else ""
        return _ambiguous(rows, f"the catalog lists {listed}{more}: which is it?")
    best = max(rows, key=lambda p: (p.valid_until or date.max, p.id))
    ids = tuple(sorted(p.id for p in rows)) if len(rows) > 1 else ()
    return Match(found[best], best, f"{found[best]}: {best.name}", candidates=ids)


_WITHOUT_END = frozenset({Standing.PROHIBITED, Standing.EXCEPTION_ONLY, Standing.RETIRING})
"""Standings that say the same before and after their last day: they approve of nothing."""


def _force(product: Product, as_of: date) -> bool:
    return product.standing in _WITHOUT_END or product.is_in_force(as_of)


def _ambiguous(products: Iterable[Product], says: str) -> Match:
    ids = tuple(sorted({p.id for p in products}))
    return Match(MatchedBy.AMBIGUOUS, says=says, candidates=ids)


def _list(products: Iterable[Product]) -> str:
    names: Sequence[str] = sorted({p.name for p in products})
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
