"""Strict-Transport-Security as browsers read it (RFC 6797), and the list that is preloaded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from soescan.reference.public import Preload

_HSTS_PART = re.compile(
    r"""[ \t]*+ (?: (?P<name>[!#$%&'*+\-.^_`|~0-9A-Za-z]++)
        (?: [ \t]*+ = [ \t]*+ (?: (?P<token>[!#$%&'*+\-.^_`|~0-9A-Za-z]++)
                                | "(?P<quoted>(?:[^"\\]|\\.)*+)" ) )?+ )?+ [ \t]*+ (?:;|\Z)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Hsts:
    """A Strict-Transport-Security header that counts."""

    max_age: int
    """Seconds."""
    subdomains: bool = False
    preload: bool = False


def read_hsts(value: str) -> Hsts | None:
    """A header's value by the grammar of section 6.1; None when browsers have to ignore it.

    >>> read_hsts('max-age = "31536000" ; includeSubDomains')
    Hsts(max_age=31536000, subdomains=True, preload=False)
    >>> read_hsts("max-age=abc"), read_hsts("max-age=1; max-age=2")
    (None, None)
    """
    directives: dict[str, str | None] = {}
    position, text = 0, value[:8_192]
    while position < len(text):
        part = _HSTS_PART.match(text, position)
        if part is None or part.end() == position:
            return None
        position = part.end()
        if not part["name"]:
            continue
        name = part["name"].lower()
        if name in directives:
            return None
        directives[name] = part["token"] if part["quoted"] is None else part["quoted"]
    seconds = directives.get("max-age") or ""
    if not re.fullmatch(r"[0-9]+", seconds):
        return None
    return Hsts(int(seconds[:18]), "includesubdomains" in directives, "preload" in directives)


def find_preload_entry(host: str, table: Mapping[str, Preload]) -> Preload | None:
    """The preload entry that forces HTTPS for a host: its own, or one above with subdomains."""
    labels = host.split(".")
    for start in range(len(labels)):
        entry = table.get(".".join(labels[start:]))
        if entry and entry.force_https and (start == 0 or entry.include_subdomains):
            return entry
    return None
