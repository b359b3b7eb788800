"""A Set-Cookie line as browsers read it (RFC 6265bis, draft 22, sections 5.6 and 5.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from soescan.web.url import Url, belongs, read_host, registrable_domain

LIMIT = 8_192
"""Characters of a Set-Cookie line that are read; browsers stop at 4,096 for name and value."""

_DELIMITERS = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])")
_DAY = re.compile(r"([0-9]{1,2})(?![0-9])")
_YEAR = re.compile(r"([0-9]{2,4})(?![0-9])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AGES = 10**10
"""Seconds; longer than any age that somebody means."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie as its line says."""

    name: str
    """May be empty: browsers keep nameless cookies."""
    host: str
    """The host that set it."""
    secure: bool = False
    httponly: bool = False
    samesite: str | None = None
    """What was written, in lower case; None when nothing was."""
    domain: str = ""
    """The domain it is for; empty for the host alone."""
    path: str | None = None
    """The path that was written; None when none was that counts."""
    default_path: str = "/"
    """The path of the address that set it, up to its last slash."""
    max_age: int | None = None
    """Seconds."""
    expires: datetime | None = None
    over_http: bool = False
    value: str = field(default="", compare=False, repr=False)
    """A secret: masked in everything that is kept."""

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it is kept: a later one of the same domain, path and name replaces it."""
        return self.domain or self.host, self.path or self.default_path, self.name

    def lasts(self, at: datetime) -> timedelta | None:
        """How long it is to be kept; None until the browser is closed.

        Max-Age goes before Expires. Browsers keep no cookie for more than 400 days (section 5.5),
        whatever it says; this is what it says.
        """
        if self.max_age is not None:
            return timedelta(seconds=max(min(self.max_age, _AGES), -_AGES))
        return self.expires - at if self.expires else None

    def deletes(self, at: datetime) -> bool:
        """Does this only take a cookie away?"""
        lasts = self.lasts(at)
        return lasts is not None and lasts <= timedelta()


def parse_set_cookie(line: str, where: Url) -> Cookie | None:
    """A Set-Cookie line of an answer from `where` (section 5.6); None when it is none.

    >>> from soescan.web.url import parse_url
    >>> here = parse_url("https://www.acme.example/")
    >>> cookie = parse_set_cookie("sid=*; Secure; Path=/; SameSite=Lax; Max-Age=60", here)
    >>> cookie.name, cookie.secure, cookie.samesite, cookie.max_age
    ('sid', True, 'lax', 60)
    """
    line = line[:LIMIT]
    if _CONTROL.search(line):
        return None
    pair, _, rest = line.partition(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    name, value = name.strip(" \t"), value.strip(" \t")
    if not (name or value) or len(name) + len(value) > 4_096:
        return None
    said = dict(_attributes(rest))
    domain = said.get("domain", "").removeprefix(".").lower()
    path = said.get("path")
    return Cookie(
        name=name,
        host=where.host,
        secure="secure" in said,
        httponly="httponly" in said,
        samesite=said["samesite"].lower() if "samesite" in said else None,
        domain=read_host(domain) or domain,  # what is no host is nobody's domain: refused later
        path=path if path and path.startswith("/") else None,
        max_age=_max_age(said.get("max-age", "")),
        expires=parse_date(said.get("expires", "")),
        default_path=where.path[: where.path.rfind("/")] or "/",
        over_http=where.scheme != "https",
        value=value,
    )


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """Names and values; of several with one name the last counts, if it counts at all."""
    for part in text.split(";")[:64]:
        name, _, value = part.partition("=")
        name, value = name.strip(" \t").lower(), value.strip(" \t")
        ignored = len(value) > 1_024 or (name == "max-age" and _max_age(value) is None)
        if name and not ignored and not (name == "expires" and parse_date(value) is None):
            yield name, value


def _max_age(text: str) -> int | None:
    if not re.fullmatch(r"-?[0-9]+", text):
        return None
    return int(text[:15])


def is_refused(cookie: Cookie) -> bool:
    """Do browsers throw it away (section 5.7)? Wrong domain, broken prefix, Secure over HTTP."""
    if not has_valid_domain(cookie) or (cookie.secure and cookie.over_http):
        return True
    name = cookie.name.lower()
    if name.startswith("__host-"):
        return not cookie.secure or bool(cookie.domain) or cookie.path != "/"
    return name.startswith("__secure-") and not cookie.secure


def has_valid_domain(cookie: Cookie) -> bool:
    """Is the domain that it names the host's own, or above it and somebody's?"""
    if not cookie.domain or cookie.domain == cookie.host:
        return True
    return belongs(cookie.host, cookie.domain) and bool(registrable_domain(cookie.domain))


def parse_date(text: str) -> datetime | None:
    """A date as browsers read it (section 5.1.1), which is to say nearly any; None when it is none.

    >>> parse_date("Thu, 01-Jan-70 00:00:00 GMT").year, parse_date("tomorrow")
    (1970, None)
    """
    time = day = month = year = None
    for token in _DELIMITERS.split(text[:256]):
        if time is None and (match := _TIME.match(token)):
            time = (int(match[1]), int(match[2]), int(match[3]))
        elif day is None and (match := _DAY.match(token)):
            day = int(match[1])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and (match := _YEAR.match(token)):
            year = int(match[1])
    if time is None or day is None or month is None or year is None:
        return None
    if year < 100:
        year += 1900 if year >= 70 else 2000
    try:
        hour, minute, second = time
        read = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return read if year >= 1601 else None


def parse_time(at: str) -> datetime:
    """A time as an answer carries it; the beginning of time when it carries none."""
    try:
        read = datetime.fromisoformat(at)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
