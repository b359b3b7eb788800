"""What somebody calls a site -> the address to ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from soescan.errors import UsageError
from soescan.names import host

_LONG = 2_000
"""Characters of an address; longer ones are no addresses that people give."""


def address(text: str) -> str:
    """An address, whole: over HTTPS unless it says otherwise, without a fragment.

    >>> address("Acme.example"), address("http://acme.example/mail#top")
    ('https://acme.example/', 'http://acme.example/mail')

    Raises:
        UsageError: it is none, or holds what should not be written down.
    """
    url = text.strip()
    # "acme.example:8443" has a port; "mailto:ana" has a scheme.
    url = url if re.match(r"[a-z][a-z0-9+.-]*://", url, re.I) else f"https://{url.lstrip('/')}"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    name = host(url)
    if len(url) > _LONG or not name or re.search(r"[\x00-\x20\x7f]", url):
        raise _wrong("an address such as https://acme.example", text)
    if parts.scheme.lower() not in ("http", "https"):
        raise _wrong("an address that begins with https:// or http://", text)
    if "@" in parts.netloc:
        hint = "a password would be written into the evidence"
        raise UsageError("expected an address without a user's name and password", hint=hint)
    netloc = f"{name}:{parts.port}" if parts.port else name
    made = parts._replace(scheme=parts.scheme.lower(), netloc=netloc, path=parts.path or "/")
    return made._replace(fragment="").geturl()


def addresses(lines: Iterable[str]) -> tuple[str, ...]:
    """The addresses of a list, one a line; empty lines and those that begin with # are none.

    >>> addresses(["acme.example", "", "# ours", "acme.example"])
    ('https://acme.example/',)
    """
    found: dict[str, None] = {}
    for number, line in enumerate(map(str.strip, lines), 1):
        if line and not line.startswith("#"):
            try:
                found[address(line)] = None
            except UsageError as error:
                raise UsageError(f"line {number}: {error}", hint=error.hint) from error
    return tuple(found)


def _wrong(expected: str, found: str) -> UsageError:
    return UsageError(f"expected {expected}, found {found[:80]!r}")
