"""Files -> Catalog: IT's standard operating environment, as a document or as a plain table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from soescan import files
from soescan.catalog import document, table
from soescan.catalog.document import catalog_shape, orders
from soescan.catalog.match import Index
from soescan.errors import CatalogError, InputError
from soescan.files import Table
from soescan.model import Catalog, Note, OverlayChange


@dataclass(frozen=True, slots=True)
class ReadCatalog:
    """A catalog, and what its author should know about the reading of it."""

    catalog: Catalog
    notes: tuple[Note, ...] = ()
    overlays: tuple[OverlayChange, ...] = ()
    """What each overlay changed in the catalog it extends."""


def read(path: Path, *, mapping: Mapping[str, str] | None = None, sheet: str = "") -> ReadCatalog:
    """Read a catalog, or raise CatalogError with every problem in it.

    `mapping` and `sheet` are for tables: which column holds which field, which sheet to read.
    """
    try:
        content = files.read(path, sheet)
        if isinstance(content, Table):
            catalog, notes = table.read(content, mapping or {})
            return ReadCatalog(catalog, notes)
        return ReadCatalog(*document.read(content, path))
    except InputError as error:
        raise CatalogError(error.problems, hint=error.hint) from error


__all__ = ["Index", "ReadCatalog", "catalog_shape", "orders", "read"]
