"""Names of parameters, fields and members whose values let somebody in."""

from __future__ import annotations

import re

_WORDS = frozenset(
    {
        *("token", "key", "apikey", "secret", "password", "passwd", "passphrase", "pwd", "pass"),
        *("sig", "signature", "hmac", "session", "sessionid", "jsessionid", "phpsessid", "sid"),
        *("auth", "authorization", "oauth", "jwt", "bearer", "credential", "credentials"),
        *("assertion", "ticket", "otp", "pin", "csrf", "xsrf", "nonce", "samlresponse"),
        *("samlrequest", "accesskey", "passcode", "cookie"),
    }
)
"""Words in the name of a parameter that make its value a secret."""
_WHOLE = frozenset({"code", "state", "h", "hash"})
"""Names that are secret only alone: ``code`` opens an account, ``country_code`` does not."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def is_secret(name: str) -> bool:
    """Does a parameter of this name hold something that lets somebody in?

    >>> [is_secret(n) for n in ("X-Amz-Signature", "apiKey", "code", "keyword", "country_code")]
    [True, True, True, False, False]
    """
    name = re.sub(r"%[0-9a-fA-F]{2}", "_", name)
    if name.lower() in _WHOLE or name.lower() in _WORDS:
        return True
    words = {word.lower() for word in _WORD.findall(name[:200])}
    return not _WORDS.isdisjoint(words)
