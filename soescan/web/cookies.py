"""Cookies for as long as one question lasts: some sites turn in circles for those who take none.

The standard library's jar is not used: it warns of its own mistakes on what strangers send.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from soescan.web.url import belongs, registrable_domain

_MOST = 50
"""Cookies of a host that browsers keep at least (RFC 6265 section 6.1)."""
_LENGTH = 4_096
"""Characters of name and value that browsers keep (RFC 6265bis section 5.6)."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_GONE = re.compile(r"\b19\d\d\b")
"""A year in which no cookie expires but one that is being deleted."""


@dataclass(frozen=True, slots=True)
class _Cookie:
    value: str
    secure: bool
    deep: bool
    """Also for hosts below its domain."""


@dataclass
class Jar:
    """What sites asked us to send back."""

    _kept: dict[tuple[str, str, str], _Cookie] = field(default_factory=dict)
    """By domain, path and name."""

    def keep(self, url: str, values: Iterable[str]) -> None:
        """Take the Set-Cookie lines of an answer as RFC 6265 section 5.3 says."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        for line in values:
            pair, _, rest = line.partition(";")
            name, equals, value = (part.strip() for part in pair.partition("="))
            if not equals or len(pair) > _LENGTH or _CONTROL.search(pair):
                continue
            said = {
                key.strip().lower(): text.strip()
                for key, _, text in (part.partition("=") for part in rest.split(";")[:20])
            }
            domain = said.get("domain", "").lower().lstrip(".")
            if domain and not (belongs(host, domain) and registrable_domain(domain)):
                continue
            path = said.get("path", "")
            key = (domain or host, path if path.startswith("/") else _folder(parts.path), name)
            self._kept.pop(key, None)
            if not _deleted(said) and len(self._kept) < _MOST:
                self._kept[key] = _Cookie(value, "secure" in said, bool(domain))

    def header(self, url: str) -> str:
        """What to send back to an address."""
        if not self._kept:
            return ""
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path or "/"
        fitting = [
            (len(below), f"{name}={cookie.value}")
            for (domain, below, name), cookie in self._kept.items()
            if (host == domain or (cookie.deep and belongs(host, domain)))
            and (path == below or path.startswith(below.rstrip("/") + "/"))
            and (parts.scheme == "https" or not cookie.secure)
        ]
        fitting.sort(key=lambda found: -found[0])
        return "; ".join(text for _, text in fitting)


def _folder(path: str) -> str:
    """The path that a cookie is for when it says none (RFC 6265 section 5.1.4)."""
    return path[: path.rfind("/")] or "/"


def _deleted(said: dict[str, str]) -> bool:
    age = said.get("max-age", "")
    if re.fullmatch(r"-?\d{1,20}", age):
        return int(age) <= 0
    return bool(_GONE.search(said.get("expires", "")))
