"""Takes secrets out of what a browser kept.

A HAR file of a signed-in visit holds all it takes to go on with the session: cookies, tokens, forms
that were sent. Requests are not kept at all. What an answer repeats of them, in an address, a
header or the page itself, is recognised by the secret's own letters.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, unquote

from soescan.web.secrets.headers import mask_headers, mask_url
from soescan.web.secrets.text import mask_text, named_secrets

_RUN = re.compile(r"[A-Za-z0-9_-]{12,}")
"""What session identifiers, keys and the parts of signed tokens are made of."""
_WORDLIKE = re.compile(r"(?:[A-Z]?[a-z]{2,}+[-_]?|[A-Z]{2,}+[-_]?)*+|[0-9_-]{1,15}")
"""Words of a page, as people and programs write them, and numbers such as times."""
_STRONG = re.compile(
    r"pass|pwd|secret|token|api_?key|session|auth|credential|otp|^$", re.IGNORECASE
)
"""Names of parameters that hold nothing but secrets; ``key`` or ``state`` may be any word."""
_CREDENTIAL = re.compile(r"(token|secret|password|api-?key|authorization)$", re.IGNORECASE)
"""Headers that hold nothing else."""
_MAX_PHRASES = 100
"""Secrets that are looked for letter by letter, each at the cost of a search of every body."""
_MAX_SECRETS = 20_000
"""Secrets that are remembered."""
_MAX_TEXT = 65_536
"""Characters of one text that are looked through for them."""


class Redactor:
    """Secrets of one file, and what it looks like without them."""

    def __init__(self) -> None:
        """No secrets known yet."""
        self._secrets: set[str] = set()
        self._phrases: dict[str, None] = {}
        self._mails: set[str] = set()

    def add_secret(self, *texts: str) -> None:
        """Remember the parts of a secret that are too long and too mixed to be words of a page.

        >>> redactor = Redactor()
        >>> redactor.add_secret("theme=dark-and-simple; id=7f3a9c0d1e2b4455; x=QqWzErTyXcVb")
        >>> redactor.redact_text("dark-and-simple 7f3a9c0d1e2b4455 QqWzErTyXcVb userPreferences")
        'dark-and-simple *** *** userPreferences'
        """
        for text in texts:
            if "@" in text or "%40" in text:
                self._mails.update(_MAIL.findall(unquote(text[:_MAX_TEXT]).lower()))
            for run in _RUN.findall(text[:_MAX_TEXT]):
                if len(self._secrets) < _MAX_SECRETS and not _WORDLIKE.fullmatch(run):
                    self._secrets.add(run)

    def add_headers(self, headers: Sequence[tuple[str, str]]) -> None:
        """Remember what headers of a request or an answer hold: credentials as they are and, of the
        basic scheme, unpacked (RFC 7617, section 2); and what their addresses call a secret."""
        self.add_secret(*secret_header_values(headers))
        for name, value in headers:
            self.add_named_secrets(value)
            if _CREDENTIAL.search(name):
                scheme, _, credential = value.rpartition(" ")
                self._add_credential(credential)
                if scheme.lower() == "basic":
                    user, _, password = _unpack_base64(credential).partition(":")
                    self.add_secret(user, password)
                    self._add_credential(password)

    def _add_credential(self, value: str) -> None:
        """Remember what is a secret whatever it looks like, short words aside."""
        if len(value) >= 12 and _RUN.fullmatch(value):
            self._secrets.add(value)
        elif _is_guarded(value):
            self._add_phrase(value)

    def add_named_secrets(self, text: str) -> None:
        """Remember what a text calls a secret by its name or its place: fields of a form,
        parameters that let somebody in, a user's name and password, and the fragment of an address,
        which no browser sends and programs use for what nobody else should see.

        >>> redactor = Redactor()
        >>> redactor.add_named_secrets("https://acme.example/in?lang=en&pwd=N7%23v-L2!")
        >>> redactor.redact_text("Your password is N7#v-L2!.")
        'Your password is ***.'
        """
        text = text[:_MAX_TEXT]
        if "#" in text and "/" in text.partition("#")[0]:
            self.add_secret(text.partition("#")[2])
        for name, value in named_secrets(text):
            self.add_secret(value)
            if _STRONG.search(name) and _is_guarded(value):
                self._add_phrase(value)

    def _add_phrase(self, value: str) -> None:
        """Remember a secret as it is, and as it stands in an address."""
        for spelling in (value, quote(value, safe="")):
            if len(self._phrases) < _MAX_PHRASES and not _RUN.fullmatch(spelling):
                self._phrases[spelling] = None

    def redact_text(self, text: str) -> str:
        """A text without the secrets, those that give themselves away included. Linear in its
        length."""
        return self._redact_known(mask_text(text))

    def _redact_known(self, text: str) -> str:
        for phrase in self._phrases:
            text = text.replace(phrase, "***")
        if self._mails:
            text = _MAIL.sub(lambda m: "***" if m[0].lower() in self._mails else m[0], text)
        return _RUN.sub(self._mask_if_secret, text) if self._secrets else text

    def redact_url(self, url: str) -> str:
        """An address with user information, secret parameters and every known secret masked."""
        return self.redact_text(mask_url(url))

    def redact_headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Headers of an answer with values of cookies, credentials and known secrets masked."""
        return tuple(
            (name, self._redact_known(value)) for name, value in mask_headers(tuple(headers))
        )

    def redact_body(self, body: bytes) -> bytes:
        """A body with known secrets masked. Latin-1 gives each byte a letter in any charset."""
        return self.redact_text(body.decode("latin-1")).encode("latin-1")

    def _mask_if_secret(self, run: re.Match[str]) -> str:
        return "***" if run[0] in self._secrets else run[0]


_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


def _unpack_base64(text: str) -> str:
    try:
        return base64.b64decode(text.strip()[:_MAX_TEXT], validate=True).decode("utf-8", "replace")
    except ValueError:
        return ""


def _is_guarded(value: str) -> bool:
    """Is it long and mixed enough not to be a word of the page?

    >>> [_is_guarded(value) for value in ("S3cret!", "482913", "settings", "DE")]
    [True, True, False, False]
    """
    return len(value) >= 6 and not value.isalpha()


def secret_header_values(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Values of a request's or an answer's headers that somebody could use to sign in.

    >>> list(secret_header_values([("X-Api-Key", "a"), ("Accept", "b")]))
    ['a']
    """
    for name, value in headers:
        if _SECRET.search(name.lower()):
            yield value


_SECRET = re.compile(
    r"auth|cookie|token|secret|session|api-?key|csrf|xsrf|credential|password"
    r"|user(?!-agent)|e-?mail|identity|principal"
)
