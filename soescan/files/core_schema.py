"""What text without quotes stands for, by the core schema of YAML 1.2 (YAML 1.2.2, section 10.3.2).

What version 1.1 took for something else, such as ``yes``, ``on``, ``1:30`` and ``0b1``, is text.
"""

from __future__ import annotations

import re

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}")
_BY_BASE = {8: re.compile(r"0o([0-7]{1,20})"), 16: re.compile(r"0x([0-9a-fA-F]{1,15})")}
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,24}|[0-9]{1,18}(\.[0-9]{0,24})?)([eE][-+]?[0-9]{1,3})?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def read_flag(text: str) -> bool | None:
    """The flag that a text is; None for what is none.

    >>> [read_flag(text) for text in ("true", "FALSE", "tRUE", "yes")]
    [True, False, None, None]
    """
    return _FLAGS.get(text)


def read_integer(text: str) -> int | None:
    """The whole number of a text of up to 18 digits; None for what is none.

    >>> [read_integer(text) for text in ("-012", "0o17", "0x1F", "017", "0b1", "1_000")]
    [-12, 15, 31, 17, None, None]
    """
    if _DECIMAL.fullmatch(text):
        return int(text)
    for base, pattern in _BY_BASE.items():
        if number := pattern.fullmatch(text):
            return int(number[1], base)
    return None


def read_number(text: str) -> int | float | None:
    """The number of a text, a float where it is not written as a whole one.

    >>> [read_number(text) for text in ("1.50", "1e3", "12", "-.INF", "1:30", "1.2.3")]
    [1.5, 1000.0, 12, -inf, None, None]
    """
    if (whole := read_integer(text)) is not None:
        return whole
    if _INFINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return float(text) if _FLOAT.fullmatch(text) else None
