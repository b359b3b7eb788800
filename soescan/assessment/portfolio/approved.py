"""Which products of IT's catalog are there to be used on a day, and what each of them does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from soescan.dates import format_last_day
from soescan.model import CapabilityBasis, CapabilityId, Level, Product, Standing
from soescan.reference.capabilities import CapabilityVocabulary, published_capabilities

_USABLE = frozenset({Standing.STANDARD, Standing.APPROVED, Standing.APPROVED_WITH_CONDITIONS})

_REFUSALS: Mapping[Standing | None, str] = {
    Standing.PROHIBITED: "IT prohibits it",
    Standing.RETIRING: "IT is retiring it",
    Standing.EXCEPTION_ONLY: "IT allows it as an exception only",
    Standing.PILOT: "it is a pilot",
    Standing.ASSESS: "IT has not decided on it yet",
    Standing.UNLISTED: "IT has not decided on it",
    None: "IT's list gives its standing in a word that soescan does not know",
}


def explain_not_counting(product: Product, as_of: date) -> str:
    """Why a product is no cover on a day; empty for one that IT approves of."""
    if product.standing not in _USABLE:
        ends = product.lifecycle.ours
        until = (
            f" until {format_last_day(ends)}"
            if ends and product.standing is Standing.RETIRING
            else ""
        )
        return _REFUSALS[product.standing] + until
    if product.unreadable:
        field, text = min(product.unreadable.items())
        return (
            f"IT's list says {text!r} under “{field.replace('_', ' ')}”, which soescan cannot read"
        )
    if product.decided_on and product.decided_on > as_of:
        return f"its approval starts on {format_last_day(product.decided_on)}"
    if product.valid_until and product.valid_until < as_of:
        return f"its approval expired on {format_last_day(product.valid_until)}"
    ended = [day for day in (product.lifecycle.ours, product.lifecycle.vendor) if day]
    return (
        f"its life ended on {format_last_day(min(ended))}" if ended and min(ended) < as_of else ""
    )


def list_full_capabilities(
    product: Product, vocabulary: CapabilityVocabulary
) -> Mapping[CapabilityId, CapabilityBasis]:
    """What a product of IT's does in full: as IT states it, else as the vendor catalog does."""
    published = published_capabilities(product, vocabulary) or frozenset()
    silent = published - product.capabilities.keys()
    listed = [name for name, level in product.capabilities.items() if level is Level.FULL]
    return {
        **dict.fromkeys(listed, CapabilityBasis.LISTED),
        **dict.fromkeys(sorted(silent), CapabilityBasis.PUBLISHED),
    }
