"""Secrets in a text that give themselves away: by their form, or by the name they stand under.

What a header, a script, a form or an address says is looked through in the same way, so that the
same secret is hidden wherever it stands. Every pattern takes a time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from soescan.web.secrets.names import is_secret

_TOKEN = re.compile(
    r"""(?<![A-Za-z0-9_-])(?: eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}
      | A[KS]IA[A-Z0-9]{16} | AIza[A-Za-z0-9_-]{30,} | gh[pousr]_[A-Za-z0-9]{30,}
      | github_pat_[A-Za-z0-9_]{30,} | glpat-[A-Za-z0-9_-]{20,}
      | [sr]k_(?:live|test)_[A-Za-z0-9]{16,}
      | xox[abeprs]-[A-Za-z0-9-]{10,} | SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,} )
      | -----BEGIN[ ][A-Z ]{0,20}PRIVATE[ ]KEY-----[^-]{1,8192}
      | (?<=hooks\.slack\.com/services/)[A-Za-z0-9/]{10,}
      | (?<=[Bb]earer[ ])(?=[A-Za-z_.~+/-]{0,64}[0-9])[A-Za-z0-9_.~+/=-]{12,}""",
    re.VERBOSE,
)
"""Tokens and keys that give themselves away whatever stands around them: signed ones (RFC 7519),
bearer tokens (RFC 6750), private keys (RFC 7468), and those with the prefix of their issuer."""
_USER = re.compile(r"""(?P<lead>//)(?P<value>[^/\s"'<>@?#*]{1,200})@(?=[A-Za-z0-9\[])""")
"""A user's name and password in an address (RFC 3986, section 3.2.1)."""
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
_PARAMETER, _SHORT_PARAMETER = (
    re.compile(
        r"""(?P<lead>[?&;\#][ ]?(?P<name>[A-Za-z0-9_.%\[\]-]{1,60})=)"""
        rf"""(?P<value>[^\s"'<>&;?\#\\()`{{}}|^]{{{least},4096}})"""
    )
    for least in (6, 1)
)
"""A parameter of an address anywhere in a text (RFC 3986, section 3.4)."""
_ESCAPED = re.compile(
    r"(?P<lead>%(?:26|3[Ff]|23)(?P<name>[A-Za-z0-9_.-]{1,60})%3[Dd])(?P<value>[A-Za-z0-9_.~+/-]{8,4096})"
)
"""The same in an address that is a parameter of another."""
_FIELD = re.compile(r"<(?:input|meta)\b[^<>]{0,1000}>", re.IGNORECASE)
_NAME = re.compile(r"""\bname\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{1,60})""", re.IGNORECASE)
_VALUE = re.compile(
    r"""(?P<lead>\b(?:value|content)\s{0,9}=\s{0,9}["']?)[A-Za-z0-9_.~+/=-]{8,}""", re.IGNORECASE
)


def mask_text(text: str, *, in_header: bool = False) -> str:
    """A text without the secrets that give themselves away. Linear in its length.

    In a header, values of parameters are masked however short they are; in the text of a page,
    those of less than six characters are words more often than secrets.

    >>> mask_text('{"csrfToken": "9f3a77c01be24d55"}, /cb?access_token=9f3a77c01')
    '{"csrfToken": "***"}, /cb?access_token=***'
    >>> mask_text("<https://ann:pw@a.example/x>; rel=next, report-uri /r?key=9f3a77&v=2")
    '<https://***@a.example/x>; rel=next, report-uri /r?key=***&v=2'
    """
    text = _TOKEN.sub("***", text)
    text = _USER.sub("//***@", text)
    for pattern in (_PAIR, _SHORT_PARAMETER if in_header else _PARAMETER, _ESCAPED):
        text = pattern.sub(_mask_value, text)
    text = _ASSIGNMENT.sub(_mask_assignment, text)
    return _FIELD.sub(_mask_field, text)


def mask_body(body: bytes) -> bytes:
    """A body likewise. Latin-1 gives each byte a letter in any charset."""
    return mask_text(body.decode("latin-1")).encode("latin-1")


def named_secrets(text: str) -> Iterator[tuple[str, str]]:
    """Names and values, escapes undone, of what a text calls a secret: in parameters, forms,
    objects and assignments. A user's name and password in an address have no name.

    >>> list(named_secrets("password=N7%23v&lang=en"))
    [('password', 'N7#v')]
    >>> list(named_secrets("https://ann:pw@a.example/"))
    [('', 'ann:pw')]
    """
    for match in _USER.finditer(text):
        yield "", unquote_plus(match["value"])
    for pattern in (_FORM, _PAIR, _ESCAPED, _ASSIGNMENT):
        for match in pattern.finditer(text):
            if is_secret(match["name"]):
                yield match["name"], unquote_plus(match["value"])


_FORM = re.compile(r"(?<![^?&;\#\s])(?P<name>[\w.%\[\]-]{1,60})=(?P<value>[^\s&;?\#\"'<>]{1,4096})")
"""A parameter, or a field of a form that was sent."""


def _mask_value(match: re.Match[str]) -> str:
    is_open = is_secret(match["name"]) and match["value"].strip("*")
    return f"{match['lead']}***" if is_open else match[0]


def _mask_assignment(match: re.Match[str]) -> str:
    is_named = _NAMES_SECRET.search(match["name"]) and is_secret(match["name"])
    return f"{match['lead']}***" if is_named else match[0]


def _mask_field(field: re.Match[str]) -> str:
    """A hidden field or a meta element whose name says that its value is a secret."""
    name = _NAME.search(field[0])
    if name is None or not is_secret(name[1]):
        return field[0]
    return _VALUE.sub(lambda found: f"{found['lead']}***", field[0])
