"""A plain table of names and standings is a catalog too: IT owns spreadsheets.

Looks at: one row per product, columns found by their titles, other organisations' words for a
standing translated by ``catalogs/words.yaml``.

Cannot say: standards, people and steps. A row whose standing is not understood stays in the
catalog, so that what may be a prohibition is never lost; tools that match it get a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from soescan.files import InputTable, NoteCollector
from soescan.model import Catalog, Header, Note, Owner, Place, Product, ProductId, Standing
from soescan.names import fold, split
from soescan.reference.builtin import words
from soescan.reference.columns import Record, find_columns, fold_cell, meanings, split_list
from soescan.web.url import host


def read(table: InputTable, mapping: Mapping[str, str]) -> tuple[Catalog, tuple[Note, ...]]:
    """Read the rows of a table as products."""
    columns = find_columns(table, words().catalog_columns, mapping, ("name", "standing"))
    rows = columns.records(table)
    made: dict[str, tuple[Product, str]] = {}
    for record in rows:
        if not record.fields.get("name"):
            table.notes.add("left out: it has no name", record.place, rejected=True)
            continue
        made_id = free_id(record.fields["name"], made)
        made[made_id] = (
            _product(made_id, record, table.notes),
            record.fields.get("replaced_by", ""),
        )
    by_name = {fold(product.name): product.id for product, _ in made.values()}
    products = tuple(_replaced(product, by_name.get(fold(by))) for product, by in made.values())
    stem = re.sub(r"\.[a-z]+(!.*)?$", "", table.name)
    header = Header(id=_slug(stem) or "table", name=table.name)
    return Catalog(header, products=products), table.notes.as_tuple()


def _product(made_id: str, record: Record, notes: NoteCollector) -> Product:
    said, place = record.fields, record.place
    name = split(said["name"])
    standing, reason = _standing(said.get("standing", ""), place, notes)
    return Product(
        id=ProductId(made_id),
        name=said["name"],
        standing=standing,
        vendor=said.get("vendor", ""),
        aliases=split_list(said.get("aliases", "")),
        former_names=split_list(said.get("former_names", "")),
        domains=tuple(filter(None, map(host, split_list(said.get("domains", ""))))),
        editions=split_list(said.get("edition", "")) or tuple(filter(None, (name.edition,))),
        versions=split_list(said.get("version", "")) or tuple(filter(None, (name.version,))),
        deployment=meanings("deployments").get(fold_cell(said.get("deployment", "")), ""),
        reason=reason or said.get("reason", ""),
        decided_on=day(said.get("decided_on", ""), "decided on", place, notes),
        valid_until=day(said.get("valid_until", ""), "valid until", place, notes),
        conditions=split_list(said.get("conditions", "")),
        owner=Owner(business=said.get("owner", "")),
        place=place,
    )


def _standing(text: str, place: Place, notes: NoteCollector) -> tuple[Standing | None, str]:
    known = meanings("standings").get(fold_cell(text))
    if known:
        return Standing(known), ""
    says = f"standing {text[:40]!r} is none that soescan knows" if text else "no standing"
    notes.add(f"{says}; its tools get a question", place)
    return None, f"IT's list says {text!r}" if text else "IT's list says nothing"


_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ].*)?")


def day(text: str, field: str, place: Place, notes: NoteCollector) -> date | None:
    """A date in ISO form; others are ambiguous between countries."""
    if not text:
        return None
    try:
        if found := _DAY.fullmatch(text):
            return date.fromisoformat(found[1])
        for form in ("%d %b %Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    except ValueError:
        pass
    notes.add(f"{field} left blank: expected a date such as 2026-11-22", place)
    return None


def _replaced(product: Product, by: ProductId | None) -> Product:
    from dataclasses import replace

    return replace(product, replaced_by=(by,)) if by and by != product.id else product


def free_id(name: str, taken: Mapping[str, object]) -> str:
    """An id made of a name, with a number when another record has it already."""
    wanted = _slug(name) or "product"
    made, number = wanted, 2
    while made in taken:
        made, number = f"{wanted}-{number}", number + 1
    return made


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")
