"""Other people's lists as catalogs.

The list of the kinds soescan reads, and the verb. What their titles and words mean is data
(``catalogs/sources.yaml``); how each is put together is its member's business.
"""

from __future__ import annotations

from soescan.catalog.sources import (
    aoe,
    ardoq,
    backstage,
    byor,
    gsa,
    leanix,
    matrix,
    mdca,
    oscal,
    servicenow_products,
    servicenow_trm,
    zalando,
)
from soescan.catalog.sources.source import Content, ListSource

SOURCES: tuple[ListSource, ...] = (
    gsa.SOURCE,
    byor.SOURCE,
    zalando.SOURCE,
    aoe.SOURCE,
    backstage.SOURCE,
    servicenow_trm.SOURCE,
    leanix.SOURCE,
    ardoq.SOURCE,
    servicenow_products.SOURCE,
    mdca.SOURCE,
    oscal.SOURCE,
    matrix.SOURCE,
)
"""The first that recognises a list reads it; the more particular kinds come first."""


def find(content: Content) -> ListSource | None:
    """The first of `SOURCES` that recognises a list by its titles or keys; None when none does."""
    return next((source for source in SOURCES if source.recognises(content)), None)


__all__ = ["SOURCES", "Content", "ListSource", "find"]
