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
from soescan.reference import vendors
from soescan.reference.builtin import words
from soescan.reference.columns import (
    ColumnRecord,
    find_columns,
    fold_cell,
    split_list,
    word_meanings,
)
from soescan.web.url import host, parse_name


def read(table: InputTable, mapping: Mapping[str, str]) -> tuple[Catalog, tuple[Note, ...]]:
    """A catalog of products, one for each row with a name, and what was done to the rows.

    `mapping` says which title holds which field, where titles are not the usual ones. Raises
    InputError when no column is found for the name or the standing.
    """
    columns = find_columns(table, words().catalog_columns, mapping, ("name", "standing"))
    rows = columns.records(table)
    rows_by_id: dict[str, tuple[Product, str]] = {}
    for record in rows:
        if not record.fields.get("name"):
            table.notes.add("left out: it has no name", record.place, rejected=True)
            continue
        product_id = unused_id(record.fields["name"], rows_by_id)
        rows_by_id[product_id] = (
            _read_product(product_id, record, table.notes),
            record.fields.get("replaced_by", ""),
        )
    by_name = {fold(product.name): product.id for product, _ in rows_by_id.values()}
    products = tuple(
        _add_replacement(product, by_name.get(fold(by))) for product, by in rows_by_id.values()
    )
    stem = re.sub(r"\.[a-z]+(!.*)?$", "", table.name)
    header = Header(id=_slug(stem) or "table", name=table.name)
    return Catalog(header, products=products), table.notes.as_tuple()


def _read_product(product_id: str, record: ColumnRecord, notes: NoteCollector) -> Product:
    fields, place = record.fields, record.place
    title, listed_hosts = _read_name(fields["name"], place, notes)
    name = split(title)
    standing, reason = _read_standing(fields.get("standing", ""), place, notes)
    return Product(
        id=ProductId(product_id),
        name=title,
        standing=standing,
        vendor=fields.get("vendor", ""),
        aliases=split_list(fields.get("aliases", "")),
        former_names=split_list(fields.get("former_names", "")),
        domains=tuple(filter(None, map(host, split_list(fields.get("domains", "")))))
        + listed_hosts,
        editions=split_list(fields.get("edition", "")) or tuple(filter(None, (name.edition,))),
        versions=split_list(fields.get("version", "")) or tuple(filter(None, (name.version,))),
        deployment=word_meanings("deployments").get(fold_cell(fields.get("deployment", "")), ""),
        reason=reason or fields.get("reason", ""),
        decided_on=read_day(fields.get("decided_on", ""), "decided on", place, notes),
        valid_until=read_day(fields.get("valid_until", ""), "valid until", place, notes),
        conditions=split_list(fields.get("conditions", "")),
        owner=Owner(business=fields.get("owner", "")),
        place=place,
    )


def _read_name(text: str, place: Place, notes: NoteCollector) -> tuple[str, tuple[str, ...]]:
    """The name in a cell, and the host where the cell holds an address."""
    address = parse_name(text)
    if address is None:
        return text, ()
    name = vendors.name_for_host(address.host)
    notes.add(f"the name is an address; {address.host} is read as {name}", place)
    return name, (address.host.removeprefix("www."),)


def _read_standing(text: str, place: Place, notes: NoteCollector) -> tuple[Standing | None, str]:
    standing = word_meanings("standings").get(fold_cell(text))
    if standing:
        return Standing(standing), ""
    problem = f"standing {text[:40]!r} is none that soescan knows" if text else "no standing"
    notes.add(f"{problem}; its tools get a question", place)
    return None, f"IT's list says {text!r}" if text else "IT's list says nothing"


_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ].*)?")


def read_day(text: str, field: str, place: Place, notes: NoteCollector) -> date | None:
    """The date in a cell; None, with a note, for a form that is not one day everywhere.

    ISO 8601 and forms with the month's name are read; 03/04/2026 is two days, depending on the
    country.
    """
    if not text:
        return None
    try:
        if match := _DAY.fullmatch(text):
            return date.fromisoformat(match[1])
        for form in ("%d %b %Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    except ValueError:
        pass
    notes.add(f"{field} left blank: expected a date such as 2026-11-22", place)
    return None


def _add_replacement(product: Product, successor: ProductId | None) -> Product:
    from dataclasses import replace

    return (
        replace(product, replaced_by=(successor,))
        if successor and successor != product.id
        else product
    )


def unused_id(name: str, used: Mapping[str, object]) -> str:
    """A name as an id in kebab-case, with ``-2``, ``-3`` … behind it while `used` has it."""
    stem = _slug(name) or "product"
    candidate, number = stem, 2
    while candidate in used:
        candidate, number = f"{stem}-{number}", number + 1
    return candidate


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")
