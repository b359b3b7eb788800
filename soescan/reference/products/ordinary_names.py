"""Products that a name alone may mean, and does not show: they are asked about, never told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from soescan.model import Tool
from soescan.names import fold, split
from soescan.reference.vendors import KnownProduct, known_products, recognise_name

_MOST = 3
"""Products that one question names: a name that more may mean says nothing."""


def ask_if_meant(tool: Tool) -> str:
    """Whether a tool without an address is a product that its name may mean; empty for none.

    A name that is an ordinary word shows no product, however well known: the question names the
    product that it may be, with its domain.

    >>> ask_if_meant(Tool("Braze")), ask_if_meant(Tool("Pigeonpost"))
    ('Braze: do you mean Braze (braze.com)?', '')
    >>> ask_if_meant(Tool("Account Engagement"))
    'Account Engagement: do you mean Salesforce Account Engagement (pardot.com)?'
    """
    meant = " or ".join(map(_name_product, find_meant(tool.name, tool.vendor.name)))
    return f"{tool.name}: do you mean {meant}?" if meant else ""


def _name_product(product: KnownProduct) -> str:
    domain = next(iter((*product.domains, product.home)))
    return f"{product.name} ({domain})" if domain else product.name


def find_meant(name: str, vendor: str = "") -> tuple[KnownProduct, ...]:
    """The known products that a tool of this name may be, without its name showing that it is.

    It is an ordinary word, or what is left of a product's name without the brand in front: *Account
    Engagement*. Empty for a name that identifies a product, and for one that none or many have.

    >>> [product.name for product in find_meant("Braze")], find_meant("HubSpot"), find_meant("Acme")
    (['Braze'], (), ())
    >>> [product.name for product in find_meant("Account Engagement")]
    ['Salesforce Account Engagement']
    """
    bare = split(name).name
    texts = [name, bare, *([f"{vendor} {name}", f"{vendor} {bare}"] if vendor else [])]
    if any(map(recognise_name, texts)):
        return ()
    meant = {p.id: p for text in texts for p in _index_by_bare_name().get(fold(text), ())}
    return tuple(meant.values()) if len(meant) <= _MOST else ()


@cache
def _index_by_bare_name() -> Mapping[str, tuple[KnownProduct, ...]]:
    """Known products, by name, by the folded names that show nothing alone.

    Where a word is the whole name of one, it is not looked for in those of others.
    """
    products = sorted(known_products(), key=lambda product: fold(product.name))
    brands = {fold(text) for p in products for text in (p.vendor, *p.names) if text}
    plain: dict[str, list[KnownProduct]] = defaultdict(list)
    bare: dict[str, list[KnownProduct]] = defaultdict(list)
    for product in products:
        for key in sorted(set(map(fold, product.plain))):
            plain[key].append(product)
        for key in sorted(set(map(fold, _strip_brands(product, brands)))):
            bare[key].append(product)
    return {key: tuple(listed) for key, listed in (bare | plain).items()}


_SHORTEST = 4
"""Letters of what is left of a name without its brand; *AI* or *Pro* is part of many."""


def _strip_brands(product: KnownProduct, brands: set[str]) -> Iterator[str]:
    """Its names without the first word where that is a vendor's or a product's name."""
    for name in product.names:
        brand, _, rest = name.partition(" ")
        if len(fold(rest)) >= _SHORTEST and fold(brand) in brands:
            yield rest
