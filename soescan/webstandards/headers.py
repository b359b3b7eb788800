"""Headers about security, read as browsers read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soescan.reference.public import Preload
from soescan.web import Hop

if TYPE_CHECKING:
    from lxml.html import HtmlElement

REFERRER_POLICIES = frozenset(
    {
        *("no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin"),
        *("origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url"),
    }
)
"""W3C Referrer Policy, section 3."""

_OLD_REFERRER = {
    "never": "no-referrer",
    "default": "strict-origin-when-cross-origin",
    "always": "unsafe-url",
    "origin-when-crossorigin": "origin-when-cross-origin",
}
"""What ``meta name=referrer`` may say as well (HTML Standard, 4.2.5.1)."""

_WORD = r"[A-Za-z*][A-Za-z0-9!#$%&'*+\-.^_`|~:/]*+"
_BARE = (
    r'(?:-?[0-9]{1,15}(?:\.[0-9]{1,3})?|"(?:[ !#-\[\]-~]|\\["\\])*+"|'
    + _WORD
    + r"|:[A-Za-z0-9+/=]*+:|\?[01])"
)
_ITEM = re.compile(rf"(?P<token>{_WORD})(?:; *+[a-z*][a-z0-9_\-.*]*+(?:={_BARE})?)*+ *+", re.ASCII)

# --- Strict-Transport-Security (RFC 6797) -------------------------------------------------------

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


def preloaded(host: str, table: Mapping[str, Preload]) -> Preload | None:
    """The entry of the preload list that makes browsers insist on HTTPS for a host, if any."""
    labels = host.split(".")
    for at in range(len(labels)):
        entry = table.get(".".join(labels[at:]))
        if entry and entry.force_https and (at == 0 or entry.include_subdomains):
            return entry
    return None


# --- the others ---------------------------------------------------------------------------------


def says_nosniff(values: Sequence[str]) -> bool:
    """X-Content-Type-Options: only the first value counts (Fetch Standard, 3.6)."""
    return ",".join(values).partition(",")[0].strip(" \t").lower() == "nosniff"


def framing(values: Sequence[str]) -> str:
    """X-Frame-Options as the HTML Standard reads it (7.1.3): ``deny``, ``sameorigin``, or nothing.

    Equal values count once, contradictory ones deny, and what is neither is ignored; so is
    ALLOW-FROM.
    """
    said = {part.strip(" \t").lower() for value in values for part in value.split(",")} - {""}
    if len(said) > 1:
        return "deny" if said & {"deny", "allowall", "sameorigin"} else ""
    only = said.pop() if said else ""
    return only if only in ("deny", "sameorigin") else ""


def referrer(values: Sequence[str], metas: Iterable[str]) -> str:
    """The policy that a browser follows on a page; nothing when none is given that it knows.

    The last known word of the headers, and after it the last of the page's own (W3C Referrer
    Policy, 8.1; HTML Standard, 4.2.5.1).
    """
    policy = ""
    for word in ",".join(values)[:8_192].split(","):
        if (known := word.strip(" \t").lower()) in REFERRER_POLICIES:
            policy = known
    for content in metas:
        word = content.strip().lower()
        word = _OLD_REFERRER.get(word, word)
        if word in REFERRER_POLICIES:
            policy = word
    return policy


def meta_referrers(document: HtmlElement) -> list[str]:
    """What the page's own ``meta name=referrer`` elements say."""
    return [
        element.get("content") or ""
        for element in document.iter("meta")
        if (element.get("name") or "").strip().lower() == "referrer" and element.get("content")
    ]


def reflects_credentials(answer: Hop, origin: str) -> bool:
    """Does an answer let in the origin that asked, with credentials (Fetch Standard, 4.10)?"""
    allowed = answer.all("access-control-allow-origin")
    with_credentials = answer.all("access-control-allow-credentials")
    return [v.strip() for v in allowed] == [origin] and [v.strip() for v in with_credentials] == [
        "true"
    ]


def token(value: str) -> str:
    """The token that a structured field is (RFC 8941 section 3.3), its parameters left out.

    >>> token('same-origin; report-to="x"'), token("same-origin, same-origin"), token('"a"')
    ('same-origin', '', '')
    """
    found = _ITEM.fullmatch(value[:1_024].lstrip(" "))
    return found["token"] if found else ""
