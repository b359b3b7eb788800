"""What somebody calls a site -> the address to ask for."""

from __future__ import annotations

from collections.abc import Iterable

from soescan.errors import UsageError
from soescan.web.url import parse_typed

_LONG = 2_000
"""Characters of an address; longer ones are no addresses that people give."""


def address(text: str) -> str:
    """An address, whole: over HTTPS unless it says otherwise, without a fragment.

    >>> address("Acme.example"), address("http://acme.example/mail#top")
    ('https://acme.example/', 'http://acme.example/mail')

    Raises:
        UsageError: it is none, or holds what should not be written down.
    """
    url = parse_typed(text) if len(text.strip()) <= _LONG else None
    if url is None:
        raise _wrong("an address such as https://acme.example", text)
    if not url.is_web:
        raise _wrong("an address that begins with https:// or http://", text)
    if url.credentials:
        hint = "a password would be written into the evidence"
        raise UsageError("expected an address without a user's name and password", hint=hint)
    return str(url)


def addresses(lines: Iterable[str]) -> tuple[str, ...]:
    """The addresses of a list, one a line; empty lines and those that begin with # are none.

    >>> addresses(["acme.example", "", "# ours", "acme.example"])
    ('https://acme.example/',)
    """
    urls: dict[str, None] = {}
    for number, line in enumerate(map(str.strip, lines), 1):
        if line and not line.startswith("#"):
            try:
                urls[address(line)] = None
            except UsageError as error:
                raise UsageError(f"line {number}: {error}", hint=error.hint) from error
    return tuple(urls)


def _wrong(expected: str, given_text: str) -> UsageError:
    return UsageError(f"expected {expected}, found {given_text[:80]!r}")
