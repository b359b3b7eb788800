"""A plain table of names and standings is a catalog too: IT owns spreadsheets.

Looks at: one row per product, columns found by their titles, other organisations' words for a
standing translated by ``catalogs/words.yaml``.

Cannot say: standards, people and steps. A cell that limits the decision (edition, version, data,
conditions, dates) and is not understood lifts no limit: it is kept, and asked about. A row whose
standing is not understood stays in the catalog, so that what may be a prohibition is never lost;
tools that match it get a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from soescan.files import InputTable, NoteCollector
from soescan.model import (
    Capability,
    CapabilityId,
    Catalog,
    DataClass,
    DataClassId,
    Header,
    Level,
    Lifecycle,
    Note,
    Owner,
    Place,
    Product,
    ProductId,
    Standing,
)
from soescan.names import LEGAL_FORMS, fold, split
from soescan.reference import vendors
from soescan.reference.builtin import words
from soescan.reference.capabilities import published_vocabulary
from soescan.reference.capability_table import load_capabilities
from soescan.reference.columns import (
    ColumnRecord,
    find_columns,
    fold_cell,
    is_doubtful,
    keep_certain,
    split_list,
    unknown_words,
    unlimited_words,
    word_meanings,
)
from soescan.reference.headless import split_name_and_address
from soescan.reference.written_dates import read_written_date
from soescan.versions import covers_version
from soescan.web.url import host, parse_name


def read(
    table: InputTable, mapping: Mapping[str, str], *, splits_names: bool = True
) -> tuple[Catalog, tuple[Note, ...]]:
    """A catalog of products, one for each name in each row, and what was done to the rows.

    `mapping` says which title holds which field, where titles are not the usual ones. Unless
    `splits_names`, a row is one product whatever its name. Raises InputError when no column is
    found for the name or the standing.
    """
    needed = ("name", "standing")
    columns = find_columns(table, words().catalog_columns, mapping, needed, "soe-")
    columns.note_unread(table, "not carried over", _is_asked_about)
    rows = columns.records(table, keep_unknown=True, lists=LISTS)
    rows_by_id: dict[str, tuple[Product, str]] = {}
    for record in rows:
        name = record.fields.get("name", "")
        if not name or (name[0] == "#" and fold_cell(name) in unknown_words()):
            table.notes.add("left out: it has no name", record.place, rejected=True)
            continue
        names = _split_names(record.fields["name"]) if splits_names else ()
        if len(names) > 1:
            table.notes.add(f"a name that is {len(names)} names; each is a product", record.place)
        for one in names or (name,):
            product_id = unused_id(one, rows_by_id)
            row = replace(record, fields={**record.fields, "name": one})
            product = _read_product(product_id, row, table.notes)
            rows_by_id[product_id] = (product, record.fields.get("replaced_by", ""))
    by_name = {fold(product.name): product.id for product, _ in rows_by_id.values()}
    products = tuple(_add_replacement(product, by, by_name) for product, by in rows_by_id.values())
    stem = re.sub(r"\.[a-z]+(!.*)?$", "", table.name)
    header = Header(id=_slug(stem) or "table", name=table.name, place=Place(table.name, 1))
    data_classes = tuple(map(DataClass, dict.fromkeys(c for p in products for c in p.allowed_data)))
    if data_classes:
        note = "data classes in the order in which the list names them: check which is higher"
        table.notes.add(note, table.rows[0].place)
    capabilities = _list_capabilities(products)
    catalog = Catalog(header, data_classes, capabilities=capabilities, products=products)
    return catalog, table.notes.as_tuple()


def _split_names(cell: str) -> tuple[str, ...]:
    """The names in a cell, where it is plain that it holds several.

    >>> _split_names("Jira, Confluence"), _split_names("Acme, Inc."), _split_names("A (EU, US)")
    (('Jira', 'Confluence'), ('Acme, Inc.',), ('A (EU, US)',))
    """
    parts = [part.strip() for part in re.split("[,;|]", cell)]
    is_plain = all(len(part) > 1 and part[0].isalnum() and len(part.split()) < 4 for part in parts)
    tails = {fold_cell(part) for part in parts[1:]}
    if not is_plain or tails & _tails() or "(" in cell or "." in cell:
        return (cell,)
    return tuple(dict.fromkeys(parts))


@cache
def _tails() -> frozenset[str]:
    """Folded words that stand behind a comma and are no name of their own."""
    return frozenset(map(fold_cell, words().name_tails)) | LEGAL_FORMS


def _list_capabilities(products: Sequence[Product]) -> tuple[Capability, ...]:
    """The published capabilities that products of a list refer to, each on its own."""
    used = {capability for product in products for capability in product.capabilities}
    published = load_capabilities().capabilities
    return tuple(replace(c, parent=None) for c in published if c.id in used)


LISTS = (
    *("aliases", "former_names", "domains", "edition", "version", "data", "conditions"),
    "capabilities",
)
"""Fields whose cells may hold several things."""

_LIMITS = ("edition", "version", "data", "conditions", "decided_on", "valid_until")
"""Fields that limit a decision."""


def _read_product(product_id: str, record: ColumnRecord, notes: NoteCollector) -> Product:
    place = record.place
    limits, unreadable = _read_limits(record, notes)
    fields = {
        field: "" if fold_cell(cell) in unknown_words() else cell
        for field, cell in record.fields.items()
    }
    title, listed_hosts = _read_name(record, notes)
    title, other_names = _read_other_name(title)
    name = split(title)
    standing, reason = _read_standing(record, notes)
    remark, conditions = fields.get("remark", ""), split_list(limits["conditions"])
    if standing is Standing.APPROVED_WITH_CONDITIONS and remark and not conditions:
        remark, conditions = "", (remark,)  # what else would it speak of
    valid_until = _read_date(limits["valid_until"], is_end=True)
    vendor_end, unreadable_ends = _read_vendor_end(record, notes)
    if standing in _APPROVES:
        unreadable |= unreadable_ends
    if vendor_end and standing in _APPROVES and (not valid_until or vendor_end < valid_until):
        notes.add("the end of the vendor's support ends the approval", place)
        valid_until = vendor_end
    return Product(
        id=ProductId(product_id),
        name=title,
        standing=standing,
        vendor=fields.get("vendor", ""),
        aliases=split_list(fields.get("aliases", "")) + other_names,
        former_names=split_list(fields.get("former_names", "")),
        domains=tuple(filter(None, map(host, split_list(fields.get("domains", "")))))
        + listed_hosts,
        editions=split_list(limits["edition"]) or tuple(filter(None, (name.edition,))),
        versions=split_list(limits["version"]) or tuple(filter(None, (name.version,))),
        deployment=word_meanings("deployments").get(fold_cell(fields.get("deployment", "")), ""),
        reason="; ".join(filter(None, (reason, fields.get("reason", ""), remark))),
        decided_on=_read_date(limits["decided_on"], is_end=False),
        valid_until=valid_until,
        conditions=conditions,
        allowed_data=tuple(DataClassId(_slug(word)) for word in _split_data(limits["data"])),
        capabilities=_read_capabilities(fields.get("capabilities", ""), place, notes),
        owner=Owner(business=fields.get("owner", "")),
        lifecycle=Lifecycle(vendor=vendor_end),
        unreadable=unreadable,
        place=place,
    )


def _read_capabilities(cell: str, place: Place, notes: NoteCollector) -> dict[CapabilityId, Level]:
    """What a cell says the product can do; a word that is no capability says nothing."""
    vocabulary = published_vocabulary()
    levels, unknown = vocabulary.read_cell(cell)
    for word in unknown:
        notes.add(f"capabilities: {vocabulary.describe_unknown(word)}", place)
    return levels


_APPROVES = frozenset(
    {Standing.STANDARD, Standing.APPROVED, Standing.APPROVED_WITH_CONDITIONS, Standing.PILOT}
)


def _read_vendor_end(
    record: ColumnRecord, notes: NoteCollector
) -> tuple[date | None, dict[str, str]]:
    """The day on which the vendor's support ends, and the cells that hide such a day, by field."""
    days, unreadable = [], {}
    for field in ("end_of_support", "end_of_life"):
        cell = record.fields.get(field, "")
        if not cell or fold_cell(cell) in unlimited_words():
            continue
        day = read_written_date(cell)
        days.append(day)
        if day is None:
            unreadable[field] = cell
            title = field.replace("_", " ")
            problem = f"{title} {cell[:40]!r} is not understood, expected a date"
            notes.add(f"{problem}; its tools get a question", record.place)
    return min(filter(None, days), default=None), unreadable


def _read_name(record: ColumnRecord, notes: NoteCollector) -> tuple[str, tuple[str, ...]]:
    """The name in a row, and the hosts that stand beside it, are its name or where it leads."""
    place = record.place
    text, beside = split_name_and_address(record.fields["name"])
    links = (beside, record.links.get("name", ""), record.links.get("domains", ""))
    linked = tuple(dict.fromkeys(host(link).removeprefix("www.") for link in links if link))
    title, hosts = _read_address_as_name(text, place, notes)
    return title, hosts + tuple(filter(None, linked))


_OTHER_NAME = re.compile(
    r"(?P<head>.*\S)\s*[(\[]\s*(?:(?P<word>formerly|previously|ex|aka|a\.k\.a\.|früher|vormals|ehemals"
    r"|anciennement|auch)\b:?\s*)?(?P<name>[^()\[\]]*[^()\[\]\s])\s*[)\]]",
    re.IGNORECASE,
)


def _read_other_name(title: str) -> tuple[str, tuple[str, ...]]:
    """A name, and the other name that stands in parentheses behind it, which is no edition.

    >>> _read_other_name("Neo (formerly Old CRM)"), _read_other_name("Foo Bar Tool (FBT)")
    (('Neo', ('Old CRM',)), ('Foo Bar Tool', ('FBT',)))
    >>> _read_other_name("Acme (Cloud)")
    ('Acme (Cloud)', ())
    """
    found = _OTHER_NAME.fullmatch(title)
    if found is None:
        return title, ()
    initials = "".join(word[0] for word in found["head"].split())
    is_short_form = len(initials) > 1 and found["name"].casefold() == initials.casefold()
    is_other = (found["word"] or is_short_form) and fold(found["name"])
    return (found["head"], (found["name"],)) if is_other else (title, ())


def _read_address_as_name(
    text: str, place: Place, notes: NoteCollector
) -> tuple[str, tuple[str, ...]]:
    address = parse_name(text)
    if address is None:
        return text, ()
    name = vendors.name_for_host(address.host)
    if fold(name) == fold(text):
        return text, (address.host.removeprefix("www."),)
    notes.add(f"the name is an address; {address.host} is read as {name}", place)
    return name, (address.host.removeprefix("www."),)


def _read_limits(
    record: ColumnRecord, notes: NoteCollector
) -> tuple[dict[str, str], dict[str, str]]:
    """The cells that limit a decision, by field: those understood, and those that are not."""
    limits, unreadable = dict.fromkeys(_LIMITS, ""), {}
    for field in _LIMITS:
        cell = record.fields.get(field, "")
        if fold_cell(cell) in unlimited_words():
            continue
        if not cell or _is_readable(field, cell):
            limits[field] = cell
            continue
        unreadable[field] = cell
        title = field.replace("_", " ")
        note = f"{title} {cell[:40]!r} is not understood; its tools get a question"
        expected = ", expected a date such as 2026-11-22" if field in _DATES else ""
        notes.add(note + expected, record.place)
    limits["decided_on"] = _choose_start(limits["decided_on"], record)
    for title, cell in _list_further_limits(record):
        unreadable[title.casefold()] = cell
        notes.add(
            f"what the column {title!r} limits is not known; its tools get a question", record.place
        )
    return limits, unreadable


def _choose_start(cell: str, record: ColumnRecord) -> str:
    """The latest of the days from which a decision counts; further columns may say a later one."""
    starts = [cell, *(day for title, day in record.other.items() if _is_start(title, day))]
    return max(
        filter(None, starts), key=lambda day: _read_date(day, is_end=False) or date.min, default=""
    )


def _is_start(title: str, cell: str) -> bool:
    """Does a column beside that of the start hold another start, which can be read?"""
    titles = map(fold_cell, words().catalog_columns["decided_on"])
    return fold_cell(title) in titles and read_written_date(cell, is_end=False) is not None


def _is_asked_about(title: str) -> bool:
    """Is a column read that is none of our fields: for what it decides, or what it limits?"""
    return holds_decision(title) or _limits().search(_spell_title(title)) is not None


def _list_further_limits(record: ColumnRecord) -> Iterator[tuple[str, str]]:
    """Cells under a title that speaks of a limit and belongs to no field of ours."""
    for title, cell in record.other.items():
        is_limit = _limits().search(_spell_title(title)) and not _is_start(title, cell)
        if is_limit and fold_cell(cell) not in unlimited_words():
            yield title, cell


@cache
def _limits() -> re.Pattern[str]:
    words_known = map(re.escape, words().limiting_titles)
    return re.compile(rf"\b(?:{'|'.join(words_known)})(?!\w* (?:by|durch|par)\b)")


_DATES = ("decided_on", "valid_until")


def _is_readable(field: str, cell: str) -> bool:
    if fold_cell(cell) in unknown_words() or not fold(cell):
        return False
    if field in _DATES:
        return read_written_date(cell) is not None
    if field in ("data", "edition") and is_doubtful(cell):
        return False
    if field == "data":
        return all(map(_slug, _split_data(cell)))
    return field != "version" or all(map(_is_version, split_list(cell)))


def _split_data(cell: str) -> tuple[str, ...]:
    return split_list(cell.replace(",", ";"))


def _is_version(text: str) -> bool:
    return covers_version(text, text) is not None


def _read_date(cell: str, *, is_end: bool) -> date | None:
    return read_written_date(cell, is_end=is_end) if cell else None


def _read_standing(record: ColumnRecord, notes: NoteCollector) -> tuple[Standing | None, str]:
    """The strictest of what the columns for a decision say, and the reason where none is known."""
    words_found = [record.fields.get("standing", ""), *list_other_decisions(record)]
    text = choose_strictest(list(filter(None, words_found)), find_standing)
    if standing := find_standing(text):
        is_usual = fold_cell(text) in word_meanings("standings")
        return standing, "" if is_usual else f"IT's list says {text!r}"
    problem = f"soescan does not know the standing {text[:40]!r}" if text else "no standing"
    notes.add(f"{problem}; its tools get a question", record.place)
    return None, f"IT's list says {text!r}" if text else "IT's list says nothing"


def find_standing(word: str) -> Standing | None:
    """The standing that a word of any list stands for; None when ``words.yaml`` does not say.

    What refuses holds with a remark behind it, too, unless that speaks of an approval. An approval
    with a remark or a sign of doubt is none that is understood.

    >>> find_standing("Denied (see ticket 12)"), find_standing("Approved (draft)")
    (<Standing.PROHIBITED: 'prohibited'>, None)
    >>> find_standing("Approved?"), find_standing("Denied, now approved")
    (None, None)
    """
    standing = _look_up_standing(word)
    if standing is None:
        head, *remark = _REMARK.split(word, maxsplit=1)
        standing = _look_up_standing(head) if remark else None
        if standing not in _REFUSES or any(map(_look_up_standing, _WORD.findall(remark[0]))):
            return None
    return keep_certain(word, standing)


_REFUSES = frozenset({Standing.PROHIBITED, Standing.EXCEPTION_ONLY})
_REMARK = re.compile(r"[(\[{:;,.\n\u2013\u2014]| [-/|] |\b(?:since|seit|because|due to|as of)\b")
"""What stands between a standing and a remark in the same cell."""
_WORD = re.compile(r"\w+")


def _look_up_standing(word: str) -> Standing | None:
    standing = word_meanings("standings").get(fold_cell(word))
    return keep_certain(word, Standing(standing)) if standing else None


_LENIENCY = (
    Standing.PROHIBITED,
    Standing.EXCEPTION_ONLY,
    Standing.RETIRING,
    None,
    Standing.UNLISTED,
    Standing.ASSESS,
    Standing.PILOT,
    Standing.APPROVED_WITH_CONDITIONS,
    Standing.APPROVED,
    Standing.STANDARD,
)
"""Standings, the strictest first; None is a word that is not understood."""


def choose_strictest(words: Sequence[str], find: Callable[[str], Standing | None]) -> str:
    """The word for the strictest standing among several; empty when there is none.

    `find` says what a word stands for. A word that it does not know may be a prohibition: it
    outweighs every approval, and nothing that refuses.
    """
    return min(words, key=lambda word: _LENIENCY.index(find(word)), default="")


_DECIDES = re.compile(
    r"\b(?:approvals?|decision|standing|trm|soe)\b.*\b(?:status|state|phase|standing|decision)\b"
    r"|\b(?:decision|standing)$|^u .*\bstatus\b"
)
"""Titles of further columns that hold a decision; ``u_`` begins the name of a customer's own field
in ServiceNow."""


def list_other_decisions(record: ColumnRecord) -> tuple[str, ...]:
    """What further columns of a row say of IT's decision, beside the one that was read."""
    return tuple(cell for title, cell in record.other.items() if holds_decision(title))


def holds_decision(title: str) -> bool:
    """Is this the title of a column that may hold a decision of IT's?"""
    return _DECIDES.search(_spell_title(title)) is not None


def _spell_title(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def _add_replacement(product: Product, written: str, by_name: Mapping[str, ProductId]) -> Product:
    """A product with what takes its place: products of the list, or in words where it has none."""
    names = [name for name in re.split(r"[,;|\n]", written) if name.strip()]
    whole = by_name.get(fold(written))
    ids = [whole] if whole else [by_name.get(fold(name)) for name in names]
    listed = tuple(dict.fromkeys(id_ for id_ in ids if id_ and id_ != product.id))
    if None in ids and fold(written) != fold(product.name):
        says = f"{' '.join(written.split())} takes its place"
        return replace(
            product,
            replaced_by=listed,
            reason="; ".join(filter(None, (product.reason, says))),
        )
    return replace(product, replaced_by=listed)


def unused_id(name: str, used: Mapping[str, object]) -> str:
    """A name as an id in kebab-case, with ``-2``, ``-3`` … behind it while `used` has it."""
    stem = _slug(name) or "product"
    candidate, number = stem, 2
    while candidate in used:
        candidate, number = f"{stem}-{number}", number + 1
    return candidate


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")
