"""Finding known products by what a person types: a name, an id, a vendor or an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache

from soescan.errors import UsageError
from soescan.files import did_you_mean
from soescan.names import fold
from soescan.reference import builtin
from soescan.reference.capabilities import known_capabilities
from soescan.reference.capability_table import load_capabilities
from soescan.reference.vendors import (
    KnownProduct,
    known_products,
    name_spellings,
)
from soescan.web.url import belongs, host

_LONGEST = 200
_MOST = 12
"""Products that a message names."""


def find_vendor_product(text: str) -> KnownProduct:
    """The known product of a name, an id, a vendor with one product, or an address.

    Here also a name that is an ordinary word finds its product: somebody asks for the page, and
    nothing is decided by it.

    Raises:
        UsageError: there is none, or several; the hint names those that it may be.
    """
    text = " ".join(text.split())
    shown = text if len(text) <= _LONGEST else f"{text[:40]}…"
    candidates = _find_by_name(text) if len(text) <= _LONGEST else ()
    address = _read_address(text) if not candidates and len(text) <= _LONGEST else ""
    if address:
        candidates = _find_by_host(address)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        kind = "the address" if address else "the vendor"
        problem = f"{shown!r} is {kind} of {len(candidates)} products"
        raise UsageError(problem, hint=f"say which one: {_list_names(candidates)}")
    if address in builtin.shared_hosts() | builtin.public_hosts():
        problem = f"{address} belongs to no product alone: many share it"
        raise UsageError(problem, hint="give the name of the product")
    raise UsageError(
        f"no product of the vendor catalog is known by {shown!r}",
        hint=_suggest(address or text) or "soescan vendor list names all products",
    )


def select_products(category: str = "", capability: str = "") -> tuple[KnownProduct, ...]:
    """The known products of a category that do something for people, by name; empty takes all.

    A product does what its category implies, and what is known of it besides.

    Raises:
        UsageError: there is no such category or capability.
    """
    table = load_capabilities()
    _check("category", category, [str(c.id) for c in table.categories])
    _check("capability", capability, [str(c.id) for c in table.capabilities])
    chosen = (
        product
        for product in known_products()
        if category in ("", product.category)
        and (not capability or capability in known_capabilities(product))
    )
    return tuple(sorted(chosen, key=lambda product: fold(product.name)))


def _check(what: str, word: str, known: Sequence[str]) -> None:
    if word and word not in known:
        hint = did_you_mean(word, known) or f"there are {', '.join(known)}"
        raise UsageError(f"expected a {what}, found {word!r}", hint=hint)


def _find_by_name(text: str) -> tuple[KnownProduct, ...]:
    """The product of a name or an id, else all of a vendor."""
    key = fold(text)
    for product in known_products():
        if text == product.id or key in _folded_names()[product.id]:
            return (product,)
    return tuple(p for p in known_products() if p.vendor and key and fold(p.vendor) == key)


@cache
def _folded_names() -> dict[str, frozenset[str]]:
    return {p.id: frozenset(map(fold, name_spellings(p))) for p in known_products()}


def _read_address(text: str) -> str:
    """The host of what looks like an address, else nothing."""
    return host(text) if "." in text and " " not in text else ""


def _find_by_host(name: str) -> tuple[KnownProduct, ...]:
    """The products whose domain a host is on, the nearest domain first, else those that live there.

    A shared host is that of every product that has its home or a domain below it.
    """
    labels = name.split(".")
    for domain in (".".join(labels[start:]) for start in range(len(labels))):
        own = tuple(p for p in known_products() if domain in p.domains)
        at_home = tuple(p for p in known_products() if domain == p.home)
        if own or at_home:
            return own or at_home
    below = name.removeprefix("www.")
    return tuple(p for p in known_products() if any(belongs(d, below) for d in p.domains))


def _suggest(text: str) -> str:
    """``did you mean …?`` for the nearest names and domains, or nothing."""
    key = fold(text)
    if len(key) < 2 or len(text) > 80:
        return ""
    spelled = dict(_iter_spellings())
    near = get_close_matches(key, spelled, n=3, cutoff=0.7)
    near += [name for name in spelled if key in name.split()][:_MOST]
    names = list(dict.fromkeys(spelled[name] for name in near))[:5]
    return f"did you mean {' or '.join(map(repr, names))}?" if names else ""


def _iter_spellings() -> Iterator[tuple[str, str]]:
    for product in known_products():
        for name in (*product.names, *product.domains, *filter(None, (product.home,))):
            yield fold(name), name


def _list_names(products: Sequence[KnownProduct]) -> str:
    names = sorted(product.name for product in products)
    more = len(names) - _MOST
    return ", ".join(names[:_MOST]) + (f" and {more} more" if more > 0 else "")
