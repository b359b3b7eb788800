"""MTA-STS by RFC 8461: which protection a mail domain asks senders for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from soescan.webstandards.dns import tag_list

LIMIT = 64 << 10
"""Characters of a policy that are read; senders may stop there too (section 3.3)."""

MODES = ("none", "testing", "enforce")


@dataclass(frozen=True, slots=True)
class MtaStsPolicy:
    """A policy, with what is wrong with it."""

    mode: str = ""
    mx: tuple[str, ...] = ()
    max_age: int = 0
    problems: tuple[str, ...] = ()


def record_id(record: str) -> str:
    """The id that a TXT record gives the policy; empty when it gives no valid one (section 3.1).

    >>> record_id("v=STSv1; id=20160831085700Z;"), record_id("v=STSv1;")
    ('20160831085700Z', '')
    """
    policy_id = tag_list.parse_tags(record).get("id", "")
    return policy_id if re.fullmatch(r"[a-zA-Z0-9]{1,32}", policy_id) else ""


def parse_policy(text: str) -> MtaStsPolicy:
    """Read a policy (section 3.2); of a key that comes twice, the first counts.

    >>> parse_policy("version: STSv1\\nmode: enforce\\nmx: a.example\\nmax_age: 86400\\n").mode
    'enforce'
    """
    keys: dict[str, str] = {}
    mx: list[str] = []
    for line in text[:LIMIT].removeprefix("\ufeff").splitlines():
        name, colon, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "mx":
            mx.append(value.lower()[:255])
        else:
            keys.setdefault(name, value)
    mode, age = keys.get("mode", "").lower(), keys.get("max_age", "")
    problems = []
    if keys.get("version") != "STSv1":
        problems.append("version is not STSv1")
    if mode not in MODES:
        problems.append(f"mode is {mode[:20] or 'missing'}")
    if not re.fullmatch(r"[0-9]{1,10}", age):
        problems.append(f"max_age is {age[:20] or 'missing'}")
    if not mx and mode != "none":
        problems.append("mx is missing")
    return MtaStsPolicy(mode, tuple(mx[:100]), int(age) if not problems else 0, tuple(problems))
