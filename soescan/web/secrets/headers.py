"""What must not be kept of headers and addresses: values that let somebody in.

A recording is handed around as evidence, so what is secret is replaced by ``*`` before anything is
kept: before use for live answers, on reading for saved ones. What evidence needs stays: the names
of cookies, whether their values are empty, and their attributes; the names of parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from soescan.web.secrets.names import is_secret
from soescan.web.secrets.text import mask_text

MASK = "*"

_SECRET_HEADER = re.compile(
    r"""(?!access-control-)  # who may read an answer is no secret
    (?: (?:.*-)? (?: token | secret | password | passwd | api-?key | access-?key | auth
      | authorization | user | user-?name | user-?id | e-?mail | identity | principal(?:-name|-id)?
      | session | session-?id | csrf | xsrf | jwt | credentials? )
      | authentication-info | proxy-authentication-info | set-cookie2 ) $""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS_HEADERS = frozenset({"location", "content-location", "referer", "refresh", "origin"})
_PAIR = re.compile(r"(?P<lead>[?&#;])(?P<name>[^?&#;=\s]*)=(?P<value>[^?&#;\s]*)")
_USER = re.compile(r"^(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#@\s]*(?:@[^/?#@\s]*)*@")


def mask_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers of a question or an answer without what is secret in them; order and number stay.

    >>> mask_headers([("Set-Cookie", "sid=31d4; Path=/; Secure"), ("Authorization", "Basic YTpi")])
    (('Set-Cookie', 'sid=*; Path=/; Secure'), ('Authorization', '*'))
    >>> mask_headers([("Access-Control-Allow-Credentials", "true")])
    (('Access-Control-Allow-Credentials', 'true'),)
    >>> mask_headers([("Cookie", "a=1; b="), ("Location", "/in?token=abc&page=2")])
    (('Cookie', 'a=*; b='), ('Location', '/in?token=*&page=2'))
    >>> mask_headers([("Link", "</a?token=7a>; rel=next"), ("SourceMap", "//ann:pw@a.example/m")])
    (('Link', '</a?token=***>; rel=next'), ('SourceMap', '//***@a.example/m'))
    """
    return tuple((name, _mask_header(name.lower().strip(), value)) for name, value in headers)


def _mask_header(name: str, value: str) -> str:
    if name == "set-cookie":
        return mask_set_cookie(value)
    if name == "cookie":
        return "; ".join(map(_mask_pair, value.split(";")))
    if name in _ADDRESS_HEADERS:
        return mask_text(mask_url(value), in_header=True)
    return MASK if value and _SECRET_HEADER.match(name) else mask_text(value, in_header=True)


def mask_set_cookie(value: str) -> str:
    """A Set-Cookie header with its name and attributes, without its value.

    >>> mask_set_cookie("__Host-id=abc=def; Path=/"), mask_set_cookie("empty=; HttpOnly")
    ('__Host-id=*; Path=/', 'empty=; HttpOnly')
    >>> mask_set_cookie("nameless")
    '*'
    """
    pair, semicolon, attributes = value.partition(";")
    return _mask_pair(pair) + semicolon + attributes


def _mask_pair(pair: str) -> str:
    """``name=*``; a pair without a name is all value (RFC 6265bis section 5.6)."""
    name, equals, content = pair.strip().partition("=")
    if not equals:
        return MASK if name else ""
    return f"{name.strip()}={MASK if content.strip() else ''}"


def mask_url(url: str) -> str:
    """An address without user, password, and the values of parameters that let somebody in.

    >>> mask_url("https://user:pw@a.example/cb?code=9f&lang=en#access_token=7a")
    'https://*@a.example/cb?code=*&lang=en#access_token=*'
    >>> mask_url("https://a.example/p;jsessionid=77?country_code=de")
    'https://a.example/p;jsessionid=*?country_code=de'
    """
    if "@" in url:
        url = _USER.sub(lambda found: f"{found['scheme'] or ''}//{MASK}@", url, count=1)
    if "=" not in url:
        return url
    return _PAIR.sub(_mask_parameter, url)


def _mask_parameter(found: re.Match[str]) -> str:
    if not found["value"] or not is_secret(found["name"]):
        return found[0]
    return f"{found['lead']}{found['name']}={MASK}"
