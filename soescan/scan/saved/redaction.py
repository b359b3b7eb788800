"""Takes secrets out of what a browser kept.

A HAR file of a signed-in visit holds all it takes to go on with the session: cookies, tokens, forms
that were sent. Requests are not kept at all. What an answer repeats of them, in an address, a
header or the page itself, is recognised by the secret's own letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote

from soescan.web.secrets import is_secret, mask_headers, mask_url

_RUN = re.compile(r"[A-Za-z0-9_-]{12,}")
"""What session identifiers, keys and the parts of signed tokens are made of."""
_MAX_SECRETS = 20_000
"""Secrets that are remembered."""
_MAX_TEXT = 65_536
"""Characters of one text that are looked through for them."""


class Redactor:
    """Secrets of one file, and what it looks like without them."""

    def __init__(self) -> None:
        """No secrets known yet."""
        self._secrets: set[str] = set()
        self._mails: set[str] = set()

    def add_secret(self, *texts: str) -> None:
        """Remember the parts of a secret that are too long and too mixed to be words of a page.

        >>> redactor = Redactor()
        >>> redactor.add_secret("theme=dark-and-simple; id=7f3a9c0d1e2b4455")
        >>> redactor.redact_text("dark-and-simple 7f3a9c0d1e2b4455")
        'dark-and-simple ***'
        """
        for text in texts:
            if "@" in text or "%40" in text:
                self._mails.update(_MAIL.findall(unquote(text[:_MAX_TEXT]).lower()))
            for run in _RUN.findall(text[:_MAX_TEXT]):
                if (
                    len(self._secrets) < _MAX_SECRETS
                    and any(map(str.isdigit, run))
                    and _has_letter(run)
                ):
                    self._secrets.add(run)

    def add_secrets_of_address(self, url: str) -> None:
        """Remember what an address hides: who, parameters that let somebody in, and its fragment,
        which no browser sends and programs use for what nobody else should see."""
        url = url[:_MAX_TEXT]
        # Not read as an address: what browsers give up on may repeat a secret all the same.
        rest, _, fragment = url.partition("#")
        rest, _, query = rest.partition("?")
        self.add_secret(rest.partition("//")[2].partition("/")[0].rpartition("@")[0], fragment)
        try:
            parameters = parse_qsl(query, max_num_fields=1_000)
        except ValueError:
            return
        hidden = mask_url(url)
        for _, value in parameters:
            if len(value) >= 12 and value not in hidden:
                self.add_secret(value)

    def redact_text(self, text: str) -> str:
        """A text without the secrets, those that give themselves away included. Linear in its
        length.

        >>> Redactor().redact_text('{"csrfToken": "9f3a77c01be24d55"}, /cb?access_token=9f3a77c01')
        '{"csrfToken": "***"}, /cb?access_token=***'
        """
        text = _TOKEN.sub("***", text)
        text = _USER.sub("//***@", text)
        for pattern in (_PAIR, _PARAMETER, _ESCAPED):
            text = pattern.sub(_mask_value, text)
        text = _ASSIGNMENT.sub(_mask_assignment, text)
        if self._mails:
            text = _MAIL.sub(lambda m: "***" if m[0].lower() in self._mails else m[0], text)
        text = _FIELD.sub(_mask_field, text)
        return _RUN.sub(self._mask_if_secret, text) if self._secrets else text

    def redact_url(self, url: str) -> str:
        """An address with user information, secret parameters and every known secret masked."""
        return self.redact_text(mask_url(url))

    def redact_headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Headers of an answer with values of cookies, credentials and known secrets masked."""
        return tuple(
            (name, self.redact_text(value)) for name, value in mask_headers(tuple(headers))
        )

    def redact_body(self, body: bytes) -> bytes:
        """A body with known secrets masked. Latin-1 gives each byte a letter in any charset."""
        return self.redact_text(body.decode("latin-1")).encode("latin-1")

    def _mask_if_secret(self, run: re.Match[str]) -> str:
        return "***" if run[0] in self._secrets else run[0]


_TOKEN = re.compile(
    r"""(?<![A-Za-z0-9_-])(?: eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}
      | A[KS]IA[A-Z0-9]{16} | AIza[A-Za-z0-9_-]{30,} | gh[pousr]_[A-Za-z0-9]{30,}
      | github_pat_[A-Za-z0-9_]{30,} | glpat-[A-Za-z0-9_-]{20,}
      | [sr]k_(?:live|test)_[A-Za-z0-9]{16,}
      | xox[abeprs]-[A-Za-z0-9-]{10,} | SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,} )
      | -----BEGIN[ ][A-Z ]{0,20}PRIVATE[ ]KEY-----[^-]{1,8192}
      | (?<=hooks\.slack\.com/services/)[A-Za-z0-9/]{10,}
      | (?<=[Bb]earer[ ])[A-Za-z0-9_.~+/=-]{12,}""",
    re.VERBOSE,
)
"""Tokens and keys that give themselves away whatever stands around them: signed ones (RFC 7519),
bearer tokens (RFC 6750), private keys (RFC 7468), and those with the prefix of their issuer."""
_USER = re.compile(r"""//[^/\s"'<>@?#]{1,200}@(?=[A-Za-z0-9\[])""")
"""A user's name and password in an address (RFC 3986, section 3.2.1)."""
_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_ASSIGNMENT = re.compile(
    r"""(?<![\w$-])(?P<lead>(?P<name>[A-Za-z_$][\w$-]{0,60})["']?\s{0,9}[=:]\s{0,9}(?P<quote>["']))"""
    r"""(?P<value>[^"'\s<>]{4,4096})(?=(?P=quote))"""
)
"""A value that a script, an object or an attribute gives a name."""
_NAMES_SECRET = re.compile(
    r"passw|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|session|credential",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"""(?P<lead>["'](?P<name>[A-Za-z0-9_-]{1,60})["']\s{0,9}:\s{0,9}["'])"""
    r"""(?P<value>[A-Za-z0-9_.~+/=-]{16,4096})(?=["'])"""
)
"""A name with a value as programs write it into pages."""
_PARAMETER = re.compile(
    r"(?P<lead>[?&;\#](?P<name>[A-Za-z0-9_.%\[\]-]{1,60})=)(?P<value>[A-Za-z0-9_.~+/%-]{8,4096})"
)
"""A parameter of an address anywhere in a text."""
_ESCAPED = re.compile(
    r"(?P<lead>%(?:26|3[Ff]|23)(?P<name>[A-Za-z0-9_.-]{1,60})%3[Dd])(?P<value>[A-Za-z0-9_.~+/-]{8,4096})"
)
"""The same in an address that is a parameter of another."""
_FIELD = re.compile(r"<(?:input|meta)\b[^<>]{0,1000}>", re.IGNORECASE)
_NAME = re.compile(r"""\bname\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{1,60})""", re.IGNORECASE)
_VALUE = re.compile(
    r"""(?P<lead>\b(?:value|content)\s{0,9}=\s{0,9}["']?)[A-Za-z0-9_.~+/=-]{8,}""", re.IGNORECASE
)


def _mask_value(match: re.Match[str]) -> str:
    return f"{match['lead']}***" if is_secret(match["name"]) else match[0]


def _mask_assignment(match: re.Match[str]) -> str:
    is_named = _NAMES_SECRET.search(match["name"]) and is_secret(match["name"])
    return f"{match['lead']}***" if is_named else match[0]


def _mask_field(field: re.Match[str]) -> str:
    """A hidden field or a meta element whose name says that its value is a secret."""
    name = _NAME.search(field[0])
    if name is None or not is_secret(name[1]):
        return field[0]
    return _VALUE.sub(lambda found: f"{found['lead']}***", field[0])


def _has_letter(run: str) -> bool:
    return any(map(str.isalpha, run))


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
