"""Files -> Catalog: IT's standard operating environment.

As a document, as a plain table, or as one of the kinds of list that others keep (`sources`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from soescan import files
from soescan.catalog import document
from soescan.catalog.document import catalog_schema, class_orders
from soescan.catalog.lint import list_warnings
from soescan.catalog.matching import ProductIndex
from soescan.catalog.subjects import find_idle_records, find_unmatched_records
from soescan.errors import CatalogError, InputError, UsageError
from soescan.files import Document, InputTable
from soescan.model import Catalog, Note, OverlayChange
from soescan.reference import builtin, compiled
from soescan.reference.columns import is_standing


@dataclass(frozen=True, slots=True)
class LoadedCatalog:
    """A catalog, and what its author should know about the reading of it."""

    catalog: Catalog
    notes: tuple[Note, ...] = ()
    overlays: tuple[OverlayChange, ...] = ()
    """What each overlay changed in the catalog it extends."""
    kind: str = "document"
    """document, table, or the id of the source that read it."""


def read(path: Path, *, mapping: Mapping[str, str] | None = None, sheet: str = "") -> LoadedCatalog:
    """Read a catalog, or raise CatalogError with every problem in it.

    `mapping` and `sheet` are for tables: which column holds which field, which sheet to read.
    """
    try:
        content = files.read(path, sheet, sheet_option="--soe-sheet")
        if isinstance(content, InputTable):
            content.check_complete()
        elif _names_our_schema(content):
            return _read_document(content, path)
        return _read_list(content, path, mapping or {})
    except InputError as error:
        raise CatalogError(error.problems, hint=error.hint) from error


@dataclass(frozen=True, slots=True)
class _ReadDocument:
    """What a document says, and what it changes in those that it extends."""

    catalog: Catalog
    overlays: tuple[OverlayChange, ...]


def read_builtin(name: str) -> LoadedCatalog:
    """An SOE that came with soescan, as `read` reads its file; it is kept in a quickly read form.

    Raises:
        UsageError: no SOE of that name came with soescan.
    """
    path = builtin.builtin_soe(name)
    folder = Path(__file__).parent
    read_from = (
        *builtin.builtin_soes().values(),
        *builtin.catalogs_folder().glob("*.yaml"),
        *folder.glob("*.py"),
        *folder.with_name("conditions").glob("*.py"),
    )

    def read_file() -> _ReadDocument:
        loaded = read(path)
        return _ReadDocument(loaded.catalog, loaded.overlays)

    kept = compiled.load_noun(f"soe-{name}", read_from, _ReadDocument, read_file)
    return LoadedCatalog(kept.catalog, find_idle_records(kept.catalog), kept.overlays)


def _read_list(
    content: Document | InputTable, path: Path, mapping: Mapping[str, str]
) -> LoadedCatalog:
    """The catalog in what may be a list of a known kind, or else a table or a document of ours."""
    from soescan.catalog import sources, tabular

    # Who says which column is which has a table of their own, whatever it looks like.
    is_own_table = mapping and isinstance(content, InputTable)
    source = None if is_own_table else sources.find(content)
    if source:
        return LoadedCatalog(*source.read(content), kind=source.id)
    if not isinstance(content, InputTable) and not document.is_own_form(content.value):
        records = files.read_records(content, is_standing)
        content = content if records is None or records.is_list else records
    if isinstance(content, InputTable):
        return LoadedCatalog(*tabular.read(content, mapping), kind="table")
    return _read_document(content, path)


def _read_document(content: Document, path: Path) -> LoadedCatalog:
    catalog, notes, overlays = document.read(content, path)
    return LoadedCatalog(catalog, (*notes, *find_idle_records(catalog)), overlays)


def import_list(
    path: Path, *, mapping: Mapping[str, str] | None = None, sheet: str = ""
) -> tuple[str, LoadedCatalog]:
    """Somebody's list as a YAML document in our own form, and the list as it was read.

    Raises UsageError when it is a catalog of soescan already, CatalogError with every problem in
    it.
    """
    loaded = read(path, mapping=mapping, sheet=sheet)
    name = files.file_name(path)
    if loaded.kind == "document":
        hint = "to build on it, name it under extends"
        raise UsageError(f"{name} is a catalog of soescan already", hint=hint)
    from soescan.catalog import importing

    try:
        return importing.write_catalog(loaded.catalog, loaded.notes, name), loaded
    except InputError as error:
        raise CatalogError(error.problems, hint=error.hint) from error


def _names_our_schema(content: Document) -> bool:
    value = content.value
    return isinstance(value, dict) and str(value.get("schema", "")).startswith("soescan/")


__all__ = [
    "LoadedCatalog",
    "ProductIndex",
    "catalog_schema",
    "class_orders",
    "find_unmatched_records",
    "import_list",
    "list_warnings",
    "read",
    "read_builtin",
]
