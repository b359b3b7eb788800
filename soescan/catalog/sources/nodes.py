"""Documents from strangers, taken apart: what has the wrong shape is a problem with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from soescan.files import Document, DocumentNode

_SURROGATES = re.compile("[\ud800-\udfff]")
"""Half characters, which JSON can spell and no file can hold."""


def as_mapping(content: object) -> dict[str, Any]:
    """The mapping a document is; an empty one for a table, a list or a scalar."""
    value = content.value if isinstance(content, Document) else None
    return value if isinstance(value, dict) else {}


def first_member(content: object, key: str) -> dict[str, Any] | None:
    """The first mapping listed under a key: what the others look like; None without such a list."""
    listed = as_mapping(content).get(key)
    if not isinstance(listed, list):
        return None
    return next((item for item in listed if isinstance(item, dict)), {})


def iter_members(node: DocumentNode, key: str, *, needed: bool = True) -> Iterator[DocumentNode]:
    """Yield the mappings listed under a key; record a problem for anything else.

    Unless the list is `needed`, a key that is not there is an empty list.
    """
    if not isinstance(node.value, dict):
        node.report("a mapping")
    elif node.value.get(key) is None:
        if needed:
            node.report(f"the key {key!r}", found="none")
    elif not isinstance(node.value[key], list):
        node.child(key).report("a list")
    else:
        for item in node.child(key).items():
            if isinstance(item.value, dict):
                yield item
            else:
                item.report("a mapping")


def read_text(node: DocumentNode, key: str) -> str:
    """The text under a key, empty when there is none; numbers and lists are a problem."""
    value = node.value.get(key)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
    node.child(key).report("text")
    return ""
