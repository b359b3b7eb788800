"""Takes secrets out of what a browser kept.

A HAR file of a signed-in visit holds all it takes to go on with the session: cookies, tokens, forms
that were sent. Requests are not kept at all. What an answer repeats of them, in an address, a
header or the page itself, is recognised by the secret's own letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

from soescan.web.secrets import mask_headers, mask_url

_RUN = re.compile(r"[A-Za-z0-9_-]{12,}")
"""What session identifiers, keys and the parts of signed tokens are made of."""
_BYTES_RUN = re.compile(_RUN.pattern.encode())
_NOTED = 20_000
"""Secrets that are remembered."""
_LONG = 65_536
"""Characters of one text that are looked through for them."""


class Blot:
    """Secrets of one file, and what it looks like without them."""

    def __init__(self) -> None:
        """No secrets known yet."""
        self._words: set[str] = set()

    def learn(self, *texts: str) -> None:
        """Remember the parts of a secret that are too long and too mixed to be words of a page.

        >>> blot = Blot()
        >>> blot.learn("theme=dark-and-simple; id=7f3a9c0d1e2b4455")
        >>> blot.text("dark-and-simple 7f3a9c0d1e2b4455")
        'dark-and-simple ***'
        """
        for text in texts:
            for run in _RUN.findall(text[:_LONG]):
                if len(self._words) < _NOTED and any(map(str.isdigit, run)) and _has_letter(run):
                    self._words.add(run)

    def learn_address(self, url: str) -> None:
        """Remember what an address hides: who, parameters that let somebody in, and its fragment,
        which no browser sends and programs use for what nobody else should see."""
        url = url[:_LONG]
        try:
            parts = urlsplit(url)
            parameters = parse_qsl(parts.query, max_num_fields=1_000)
        except ValueError:
            return
        self.learn(parts.netloc.rpartition("@")[0], parts.fragment)
        hidden = mask_url(url)
        for _, value in parameters:
            if len(value) >= 12 and value not in hidden:
                self.learn(value)

    def text(self, text: str) -> str:
        """A text without the secrets. Linear in its length."""
        return _RUN.sub(self._mask, text) if self._words else text

    def url(self, url: str) -> str:
        """An address without the secrets."""
        return self.text(mask_url(url))

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Headers of an answer without the secrets; values of cookies are masked."""
        return tuple((name, self.text(value)) for name, value in mask_headers(tuple(headers)))

    def body(self, body: bytes) -> bytes:
        """A body without the secrets."""
        if not self._words:
            return body
        words = {word.encode() for word in self._words}
        return _BYTES_RUN.sub(lambda run: b"***" if run[0] in words else run[0], body)

    def _mask(self, run: re.Match[str]) -> str:
        return "***" if run[0] in self._words else run[0]


def _has_letter(run: str) -> bool:
    return any(map(str.isalpha, run))


def secret_headers(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Values of a request's or an answer's headers that somebody could use to sign in.

    >>> list(secret_headers([("X-Api-Key", "a"), ("Accept", "b")]))
    ['a']
    """
    for name, value in headers:
        if _SECRET.search(name.lower()):
            yield value


_SECRET = re.compile(r"auth|cookie|token|secret|session|api-?key|csrf|xsrf|credential|password")
