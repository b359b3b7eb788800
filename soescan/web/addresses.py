"""Addresses as browsers read them (WHATWG URL Standard), as far as loading things goes.

Python's own `urljoin` follows RFC 3986, and browsers do not: they take backslashes for slashes, any
number of slashes before a host, capitals in a scheme, tabs inside, and ``0x7f.1`` for 127.0.0.1.
What a page loads from whom can only be told by their rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from soescan.names import registrable_domain

PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
"""The special schemes, in which a host must stand, and their ports."""
LIMIT = 8_192
"""Characters of an address that are read."""

_SHORT = 512
_BREAKS = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_EDGES = "".join(map(chr, range(0x21)))
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f#/:<>?@\[\\\]^|%]")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart. Of addresses such as ``data:``, only the scheme and the rest."""

    scheme: str
    host: str
    path: str
    port: int | None = None
    """None when it is the scheme's own."""
    query: str = ""
    """With its question mark."""

    @property
    def site(self) -> str:
        """The domain that somebody registered; the host where there is none above it."""
        return registrable_domain(self.host) or self.host

    def __str__(self) -> str:
        if self.scheme not in PORTS:
            return f"{self.scheme}:{self.path}"
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}{self.query}"


def resolve(text: str, base: Address | None = None) -> Address | None:
    r"""Where a link leads that stands on a page at `base`; None when browsers give up on it.

    >>> page = resolve("https://acme.example/a/b")
    >>> for link in ("//cdn.example/x.js", r"\\cdn.example\x.js", "HTTPS:///cdn.example", "x.js"):
    ...     print(resolve(link, page))
    https://cdn.example/x.js
    https://cdn.example/x.js
    https://cdn.example/
    https://acme.example/a/x.js
    >>> resolve("https://", page)
    """
    return _resolve(text[:LIMIT], base) if len(text) > _SHORT else _remembered(text, base)


def _resolve(text: str, base: Address | None) -> Address | None:
    text = _BREAKS.sub("", text.strip(_EDGES))
    found = _SCHEME.match(text)
    scheme = found[1].lower() if found else ""
    rest = text[found.end() :] if found else text
    if scheme and scheme not in PORTS:
        return Address(scheme, "", rest)
    slashes = len(rest) - len(rest.lstrip("/\\"))
    if base is None or base.scheme not in PORTS:
        return _absolute(scheme, rest) if scheme else None
    if slashes >= 2 or (scheme and scheme != base.scheme):
        return _absolute(scheme or base.scheme, rest)
    return _relative(rest, base)


_remembered = lru_cache(maxsize=2_048)(_resolve)
"""Pages are full of the same addresses, and several probes read each."""


def _absolute(scheme: str, rest: str) -> Address | None:
    rest = rest.lstrip("/\\")
    end = min((at for at in map(rest.find, "/\\?#") if at >= 0), default=len(rest))
    authority, path = rest[:end], rest[end:]
    authority = authority.rpartition("@")[2]
    name, port = authority, ""
    colon = authority.rfind(":")
    if colon > authority.rfind("]"):
        name, port = authority[:colon], authority[colon + 1 :]
    host = read_host(name)
    number = _port(port)
    if not host or number is None:
        return None
    port_ = None if number in (0, PORTS[scheme]) else number
    return Address(scheme, host, _path(path, ""), port_, _query(path))


def _port(text: str) -> int | None:
    """The port that is written; 0 for the scheme's own, None when it is none."""
    if not text:
        return 0
    if not re.fullmatch(r"[0-9]+", text):
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= 5 and int(digits) <= 65_535 else None


def _relative(rest: str, base: Address) -> Address:
    if not rest or rest[0] == "#":
        return base
    path = base.path if rest[0] == "?" else _path(rest, base.path)
    return Address(base.scheme, base.host, path, base.port, _query(rest))


def _query(text: str) -> str:
    found = re.search(r"\?[^#]*", text.partition("#")[0])
    return found[0].replace(" ", "%20") if found else ""


def _path(text: str, base: str) -> str:
    """A path without query, its dots resolved, read from `base` when it is relative."""
    text = re.split(r"[?#]", text, maxsplit=1)[0].replace("\\", "/")
    if not text.startswith("/"):
        text = base.rpartition("/")[0] + "/" + text
    kept: list[str] = []
    for part in text.split("/")[1:]:
        dots = part.lower().replace("%2e", ".")
        if dots == "..":
            kept[-1:] = []
        elif dots != ".":
            kept.append(part)
    if text.endswith(("/.", "/..")):
        kept.append("")
    return "/" + "/".join(kept)


@lru_cache(maxsize=4_096)
def read_host(text: str) -> str:
    """A host as browsers write it, in lower case and ASCII; nothing when they refuse it.

    >>> read_host("WWW.Figma.com"), read_host("0x7f.1"), read_host("a b"), read_host("[::1]")
    ('www.figma.com', '127.0.0.1', '', '[::1]')
    """
    if text.startswith("["):
        return text.lower() if re.fullmatch(r"\[[0-9A-Fa-f:.]+\]", text) else ""
    name = unquote_to_bytes(text).decode("utf-8", "replace").lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if not name or _FORBIDDEN.search(name):
        return ""
    parts = name.split(".")
    if len(parts) > 1 and not parts[-1]:
        parts.pop()
    if _NUMBER.fullmatch(parts[-1]):
        return _ipv4(parts)
    return name


def _ipv4(parts: list[str]) -> str:
    """An IPv4 address from one to four numbers in any of three bases; nothing when it is none."""
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return ""
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return ""
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        return ""
    value = numbers[-1] + sum(n * 256 ** (3 - at) for at, n in enumerate(numbers[:-1]))
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _number(text: str) -> int:
    text = text[:32]
    if text[:2] in ("0x", "0X"):
        return int(text[2:] or "0", 16)
    return int(text, 8 if len(text) > 1 and text[0] == "0" else 10)
