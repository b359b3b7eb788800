"""A catalog that was read from somebody's list -> our own form, to keep and to go on with.

Looks at: the catalog, the notes of its reading, and where each record was written.

Why it matters: a list is imported once and then maintained; reading what is written here gives the
catalog that reading the list gave. Only the places differ, which now are lines of the new file.

Cannot say: a standing that is not understood, for which our form has no word. Such a product is
written as a comment, counted at the top and ready to be completed, so that nobody's prohibition is
lost and none is made up. `drop_unclear_products` is the catalog without them.

What is written is plain YAML 1.2 that parsers of YAML 1.1 read alike: text is quoted unless it
cannot be taken for anything else, and only dates are written as dates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from textwrap import wrap
from typing import Any

from soescan import conditions
from soescan.errors import InputError
from soescan.files import LIMITS
from soescan.model import Catalog, Condition, Note, Place, Product
from soescan.schema import DocumentSchema, TypeAdapter

_WIDTH = 100
_SCHEMA = DocumentSchema(
    TypeAdapter(Condition, lambda node: None, conditions.write, {}),
    TypeAdapter(date, lambda node: None, lambda day: day, {}),
)
"""Writes what the shape of catalogs reads, except that dates stay dates."""


def drop_unclear_products(catalog: Catalog) -> Catalog:
    """The part of a catalog that our form can say: products whose standing is understood."""
    understood = {product.id for product in catalog.products if product.standing}
    products = tuple(
        replace(product, replaced_by=tuple(by for by in product.replaced_by if by in understood))
        for product in catalog.products
        if product.id in understood
    )
    return replace(catalog, products=products)


def write_catalog(catalog: Catalog, notes: Sequence[Note], origin: str) -> str:
    """A catalog as a YAML document with comments of origin.

    `origin` names the list it was read from. Raises InputError when the document would be larger
    than what soescan reads.
    """
    unclear = [product for product in catalog.products if not product.standing]
    lines = [*_opening_comment(catalog, notes, origin, len(unclear)), f"schema: {Catalog.SCHEMA}"]
    placeless = replace(catalog.catalog, place=Place(""))  # the opening comment says it
    understood = replace(drop_unclear_products(catalog), catalog=placeless)
    for family in fields(Catalog):
        value = getattr(understood, family.name)
        written = _SCHEMA.write(value)
        if isinstance(value, tuple) and value:
            lines += ["", f"{family.name}:"]
            for record, plain in zip(value, written, strict=True):
                lines += _write_record(plain, getattr(record, "place", Place("")))
        elif isinstance(written, Mapping) and written:
            lines += ["", f"{family.name}:", *_write_mapping(written, "  ")]
        if family.name == "products" and unclear:
            lines += _unclear_product_comments(unclear, opens_list=not value)
    text = "\n".join(lines) + "\n"
    if len(text) > LIMITS.yaml_bytes:
        problem = f"expected at most {LIMITS.yaml_bytes >> 20} MiB of YAML, found more"
        raise InputError([f"{origin}: {problem}"], hint="split the list")
    return text


# --- comments ------------------------------------------------------------------------------------


def _opening_comment(
    catalog: Catalog, notes: Sequence[Note], origin: str, unclear: int
) -> Iterator[str]:
    source = f" ({catalog.catalog.source})" if catalog.catalog.source else ""
    yield from _wrap_comment(f"Imported from {origin}{source}.")
    yield from _wrap_comment("The comment above a record says where in that list it was written.")
    yield "#"
    yield from _wrap_comment(f"Products: {len(catalog.products) - unclear}")
    if unclear:
        yield from _wrap_comment(
            f"Products whose standing is not understood: {unclear}; see the comments"
        )
    yield from _wrap_comment(f"Left out: {sum(note.count for note in notes if note.rejected)}")
    yield from _note_comments(note for note in notes if note.rejected)
    if other_notes := [note for note in notes if not note.rejected]:
        yield from _wrap_comment("Noted while reading:")
        yield from _note_comments(other_notes)


def _note_comments(notes: Iterable[Note]) -> Iterator[str]:
    for note in notes:
        places = ", ".join(map(str, note.places)) + (", …" if note.count > len(note.places) else "")
        text = replace(note, says=note.says.removeprefix("left out: ")).counted
        yield from _wrap_comment(f"- {text} ({places})", "    ")


def _wrap_comment(text: str, indent: str = "") -> Iterator[str]:
    """Lines of a comment. Nothing in the text can end it: it has no line breaks of its own."""
    for line in wrap(_one_line(text), _WIDTH - 2, subsequent_indent=indent, break_on_hyphens=False):
        yield f"# {line}"


def _one_line(text: str) -> str:
    """A text on one line, without characters that cannot be seen."""
    return "".join(c if c.isprintable() else " " for c in text)


def _unclear_product_comments(products: Sequence[Product], *, opens_list: bool) -> Iterator[str]:
    """Products whose standing is not understood, as comments that lack nothing but the standing."""
    yield ""
    explanation = (
        "What the list says of the standing of these is not understood. Complete the ones you"
    )
    yield from _wrap_comment(
        f"{explanation} know: write the standing, and take the first # off their lines."
    )
    if opens_list:
        yield "#products:"
    for product in products:
        plain = _SCHEMA.write(replace(product, replaced_by=()))
        plain.pop("standing")
        yield from (f"#{line}" for line in _write_record(plain, product.place))
        yield "#    standing:"


# --- YAML ----------------------------------------------------------------------------------------


def _write_record(plain: Any, place: Place) -> Iterator[str]:
    """One member of a list of records, below the place where it was written."""
    if place.file:
        yield f"  # {_one_line(str(place))}"
    plain = {key: value for key, value in plain.items() if key != "place"}
    first, *others = _write_mapping(plain, "    ")
    yield from (f"  - {first.lstrip()}", *others)


def _write_mapping(plain: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in plain.items():
        yield from _write_pair(_format_scalar(key), value, indent)


def _write_pair(key: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield f"{indent}{key}:"
        yield from _write_mapping(value, indent + "  ")
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        yield f"{indent}{key}:"
        for item in value:
            yield f"{indent}  - {_format_flow(item)}"
    else:
        line = f"{indent}{key}: {_format_flow(value)}"
        if isinstance(value, list) and len(value) > 1 and len(line) > _WIDTH:
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {_format_scalar(item)}" for item in value)
        else:
            yield line


def _format_flow(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_format_scalar(k)}: {_format_flow(v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_format_flow, value)) + "]"
    return _format_scalar(value)


_PLAIN = re.compile(r"[^\W\d_](?:[\w./()'&+-]| (?=[\w(&+]))*")
_AMBIGUOUS_WORDS = frozenset(
    {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}
)
"""Words that some version of YAML takes for something else than text."""


def _format_scalar(value: Any) -> str:
    """One value so that every parser of YAML reads it as what it is.

    >>> [_format_scalar(value) for value in ("Acme Mailer", "NO", "1.20", "=1+1", True)]
    ['Acme Mailer', '"NO"', '"1.20"', '"=1+1"', 'true']
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | date):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.casefold() not in _AMBIGUOUS_WORDS:
        return text
    return _quote(text)


def _quote(text: str) -> str:
    """A text in double quotes; what cannot be seen is escaped.

    >>> print(_quote('say "hi"' + chr(10) + chr(0x202E)))
    "say \\"hi\\"\\n\\u202E"
    """
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escape(c) for c in quoted)


def _escape(c: str) -> str:
    return f"\\u{ord(c):04X}" if ord(c) < 0x10000 else f"\\U{ord(c):08X}"
