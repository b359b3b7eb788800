"""Documents from strangers, taken apart: what has the wrong shape is a problem with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from soescan.files import Document, DocumentNode

_SURROGATES = re.compile("[\ud800-\udfff]")
"""Half characters, which JSON can spell and no file can hold."""


def as_mapping(content: object) -> dict[str, Any]:
    """The mapping a document is, or an empty one."""
    value = content.value if isinstance(content, Document) else None
    return value if isinstance(value, dict) else {}


def first_member(content: object, key: str) -> dict[str, Any] | None:
    """The first mapping listed under a key: what the others look like; None without such a list."""
    listed = as_mapping(content).get(key)
    if not isinstance(listed, list):
        return None
    return next((item for item in listed if isinstance(item, dict)), {})


def iter_members(node: DocumentNode, key: str, *, needed: bool = True) -> Iterator[DocumentNode]:
    """The mappings listed under a key; anything else is a problem."""
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
    """What is written under a key as text; nothing when the key is not there."""
    value = node.value.get(key)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
    node.child(key).report("text")
    return ""
