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
    found: dict[str, str | None] = {}
    at, text = 0, value[:8_192]
    while at < len(text):
        part = _HSTS_PART.match(text, at)
        if part is None or part.end() == at:
            return None
        at = part.end()
        if not part["name"]:
            continue
        name = part["name"].lower()
        if name in found:
            return None
        found[name] = part["token"] if part["quoted"] is None else part["quoted"]
    seconds = found.get("max-age") or ""
    if not re.fullmatch(r"[0-9]+", seconds):
        return None
    return Hsts(int(seconds[:18]), "includesubdomains" in found, "preload" in found)


def find_preload_entry(host: str, table: Mapping[str, Preload]) -> Preload | None:
    """The entry of the preload list that makes browsers insist on HTTPS for a host, if any."""
    labels = host.split(".")
    for at in range(len(labels)):
        entry = table.get(".".join(labels[at:]))
        if entry and entry.force_https and (at == 0 or entry.include_subdomains):
            return entry
    return None
