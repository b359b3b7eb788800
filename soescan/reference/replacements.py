"""Which products of IT's catalog can take the place of another."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from soescan.model import Catalog, Level, Product, Standing

_REFUSED = frozenset({Standing.PROHIBITED, Standing.RETIRING, Standing.EXCEPTION_ONLY})
_APPROVED = frozenset({Standing.STANDARD, Standing.APPROVED})


def list_successors(product: Product, catalog: Catalog, as_of: date) -> tuple[Product, ...]:
    """The products that the catalog names in a product's place.

    Not those that IT itself refuses, phases out, or whose approval does not count on the day.
    """
    by_id = {other.id: other for other in catalog.products}
    named = (by_id[id_] for id_ in product.replaced_by if id_ in by_id)
    return tuple(
        other
        for other in named
        if other is not product and other.standing not in _REFUSED and other.is_in_force(as_of)
    )


def list_alternatives(
    wanted: Set[str], product: Product | None, catalog: Catalog, as_of: date
) -> tuple[Product, ...]:
    """Other products approved on the day that have all of some capabilities in full.

    None where nothing is wanted: what a tool is for is then not known.
    """
    return tuple(
        other
        for other in catalog.products
        if wanted
        and other is not product
        and other.standing in _APPROVED
        and other.is_in_force(as_of)
        and wanted <= {str(name) for name, level in other.capabilities.items() if level == "full"}
    )


def list_wanted(stated: Set[str], product: Product | None) -> frozenset[str]:
    """The capabilities that a tool is wanted for: those stated, else those of its product."""
    if stated or product is None:
        return frozenset(stated)
    levels = product.capabilities.items()
    return frozenset(str(name) for name, level in levels if level is not Level.NONE)
