"""What must never be kept: the values of cookies, credentials and tokens.

The door masks what it hands out, and readers of other people's recordings mask what they read, so
that no output, store or recording can hold what somebody could sign in with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote_plus

MASK = "*"
"""What stands in the place of a value; an empty value stays empty."""

_SECRET_HEADER = re.compile(
    r"^(proxy-)?authorization$|^x-amz-security-token$|(^|-)(api-?key|auth|token|secret|password)(-|$)"
    r"|^cookie2?$|csrf|xsrf",
    re.IGNORECASE,
)
_SECRET_WORDS = frozenset(
    {
        *("token", "key", "apikey", "secret", "password", "passwd", "pwd", "pass", "sig", "hash"),
        *(
            "signature",
            "code",
            "session",
            "sessionid",
            "sid",
            "auth",
            "authorization",
            "jwt",
            "otp",
        ),
        *(
            "credential",
            "credentials",
            "assertion",
            "samlresponse",
            "samlrequest",
            "ticket",
            "nonce",
        ),
        *("state", "login", "hmac", "bearer", "accesskey", "phpsessid", "jsessionid", "email"),
    }
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_PAIR = re.compile(r"([?&;#])([^=?&;#\s]{1,200})=([^?&;#\s\"'<>]*)")
_USERINFO = re.compile(r"(\b[a-z][a-z0-9+.-]{0,20}://)[^/?#\s@]{1,500}@", re.IGNORECASE)


def mask_url(text: str) -> str:
    """An address, or a text with addresses in it, without the values that could be secrets.

    >>> mask_url("https://u:p@a.example/x?lang=en&access_token=abc#id_token=d")
    'https://a.example/x?lang=en&access_token=*#id_token=*'
    """
    return _PAIR.sub(_masked_pair, _USERINFO.sub(r"\1", text))


def _masked_pair(found: re.Match[str]) -> str:
    mark, name, value = found.groups()
    return f"{mark}{name}={MASK if value and is_secret(name) else value}"


def is_secret(name: str) -> bool:
    """Does a parameter of this name hold something to sign in with?

    >>> is_secret("accessToken"), is_secret("X-Amz-Signature"), is_secret("monkey")
    (True, True, False)
    """
    words = [word.lower() for word in _WORDS.findall(unquote_plus(name))]
    return bool(_SECRET_WORDS & {*words, "".join(words)})


def mask_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers of a request or an answer, with names and attributes kept and secrets masked.

    >>> mask_headers([("Set-Cookie", "sid=31d4; Path=/; Secure"), ("Cookie", "a=b")])
    (('Set-Cookie', 'sid=*; Path=/; Secure'), ('Cookie', '*'))
    """
    return tuple((name, _mask_header(name, value)) for name, value in headers)


def _mask_header(name: str, value: str) -> str:
    lower = name.lower()
    if lower in ("set-cookie", "set-cookie2"):
        return _mask_cookies(value)
    if lower == "www-authenticate":
        return value.partition(" ")[0]
    if _SECRET_HEADER.search(lower):
        return MASK if value else ""
    return mask_url(value)


_JOINED_COOKIE = re.compile(r"([\n]|, ?(?=[^;,=\s]{1,200}=[^;,]*(?:;|$|,)))")
"""Where several cookies were put into one line: a line break, or a comma before ``name=``."""


def _mask_cookies(value: str) -> str:
    """One Set-Cookie line, or several that somebody joined, without their values."""
    return "".join(
        part if index % 2 else _mask_cookie(part)
        for index, part in enumerate(_JOINED_COOKIE.split(value))
    )


def _mask_cookie(text: str) -> str:
    pair, semicolon, attributes = text.partition(";")
    name, equals, secret = pair.partition("=")
    if not equals:  # browsers take this for a cookie without a name
        name, secret = "", name
    return f"{name}{'=' if equals else ''}{MASK if secret.strip() else ''}{semicolon}{attributes}"
