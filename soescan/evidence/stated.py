"""What the requester states of a tool, as facts.

Looks at: every field of a `Tool` that is filled in; the key is ``tool.`` and the way to the field.

Why it matters: standards about support, data, cost and integrations ask for what only the requester
can say.

Cannot see: whether it is true. The basis is *stated*, and a standard may ask for more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from soescan.model import (
    Basis,
    DataClass,
    Fact,
    Gap,
    Level,
    Match,
    MatchedBy,
    Origin,
    Place,
    Standing,
    Tool,
    Value,
)
from soescan.names import fold
from soescan.reference.columns import is_doubtful

_NOT_FACTS = frozenset({"place", "other", "unread_addresses"})


def list_stated_facts(tool: Tool, data_classes: Sequence[DataClass]) -> Iterator[Fact]:
    """Yield a fact for each thing a tool's entry says; a data class by its id in the catalog."""
    origin = Origin(Basis.STATED, url=str(tool.place))
    for key, value in _iter_leaves("tool", tool):
        if key == "tool.data.class" and data_classes:
            class_id = find_data_class(str(value), data_classes)
            if class_id:
                yield Fact(tool.name, key, class_id, origin)
        else:
            yield Fact(tool.name, key, value, origin)
    for key, listed in (("integrations.with", tool.integrations), ("skills", tool.skills)):
        if listed == ():  # an empty list is an answer: there are none
            yield Fact(tool.name, f"tool.{key}", (), origin)


def derive_catalog_facts(tool: Tool, match: Match, as_of: date) -> Iterator[Fact]:
    """Yield what follows from the product that a tool is: listed, standing, expired, and so on."""
    if match.by is MatchedBy.AMBIGUOUS:
        return
    product = match.product
    origin = Origin(Basis.INFERRED, url=str(product.place) if product else "")
    yield Fact(tool.name, "soe.listed", product is not None, origin)
    standing = product.standing if product else Standing.UNLISTED
    if standing:  # a word that is not understood may be any standing
        yield Fact(tool.name, "soe.standing", str(standing), origin)
    if product is None:  # what was never approved cannot have run out
        yield Fact(tool.name, "soe.expired", False, origin)
    elif "valid_until" not in product.unreadable:
        expired = product.valid_until is not None and product.valid_until < as_of
        yield Fact(tool.name, "soe.expired", expired, origin)
    if product and (tool.deployment or not product.deployment):
        is_same = fold(product.deployment) in ("", fold(tool.deployment))
        yield Fact(tool.name, "soe.same_deployment", is_same, origin)


def find_data_class(text: str, data_classes: Sequence[DataClass]) -> str:
    """The id of the data class that somebody's word means, or nothing where that is in doubt."""
    folded = "" if is_doubtful(text) else fold(text)
    for data_class in data_classes:
        if folded and folded in map(fold, (data_class.id, data_class.label, *data_class.aliases)):
            return data_class.id
    return ""


def find_unknown_classes(tool: Tool, data_classes: Sequence[DataClass]) -> Iterator[Gap]:
    """Yield a gap for each word for a data class that the catalog does not know."""
    words = (use.class_ for use in tool.data if use.class_)
    for word in dict.fromkeys(words) if data_classes else ():
        if not find_data_class(word, data_classes):
            yield make_class_gap(word, data_classes, str(tool.place), tool.name)


def make_class_gap(word: str, data_classes: Sequence[DataClass], url: str, subject: str) -> Gap:
    """Say that a word for the data's sensitivity is none of the catalog's."""
    ids = ", ".join(data_class.id for data_class in data_classes)
    why = f"{word!r} is not one of the catalog's data classes ({ids})"
    return Gap("data-word", url, "unknown-word", why, subject)


def _iter_leaves(path: str, value: Any) -> Iterator[tuple[str, Value]]:
    """Every filled-in value below a record, with the dotted way to it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, Place):
        for f in dataclasses.fields(value):
            if f.name not in _NOT_FACTS:
                yield from _iter_leaves(
                    f"{path}.{f.name.removesuffix('_')}", getattr(value, f.name)
                )
    elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        for item in value:
            yield from _iter_leaves(path, item)
    elif isinstance(value, Mapping):
        # What a tool is said not to do is none of the things that it is for.
        if able := tuple(key for key, level in value.items() if level is not Level.NONE):
            yield path, able
    elif isinstance(value, StrEnum | date):
        yield path, str(value)
    elif value not in (None, "", ()):
        yield path, value
