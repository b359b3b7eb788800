"""Lists of ``tag=value``, as DMARC, DKIM, MTA-STS, TLS-RPT and BIMI write them (RFC 6376, 3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable

LIMIT = 4_096
"""Characters of a record that are read."""

_TAG = re.compile(r"[a-zA-Z][a-zA-Z0-9_]{0,30}")


def parse_tags(text: str) -> dict[str, str]:
    """The tags of a record, in lower case; of a tag that comes twice, the first.

    >>> parse_tags("v=DMARC1; p = none;; rua=mailto:a@b.example;junk")
    {'v': 'DMARC1', 'p': 'none', 'rua': 'mailto:a@b.example'}
    """
    tags: dict[str, str] = {}
    for part in text[:LIMIT].split(";"):
        name, equals, value = part.partition("=")
        if equals and _TAG.fullmatch(name.strip()):
            tags.setdefault(name.strip().lower(), value.strip())
    return tags


def records_of_version(records: Iterable[str], version: str) -> tuple[str, ...]:
    """The records that begin with a version, e.g. ``v=DMARC1``; others share the name.

    >>> texts = ["v=DMARC1;p=none", "v=DMARC10;p=none", " v = DMARC1 ; p=none", "x"]
    >>> records_of_version(texts, "DMARC1")
    ('v=DMARC1;p=none', ' v = DMARC1 ; p=none')
    """
    beginning = re.compile(rf"\s{{0,20}}v\s{{0,20}}=\s{{0,20}}{re.escape(version)}\s{{0,20}}(;|$)")
    return tuple(record for record in records if beginning.match(record))
