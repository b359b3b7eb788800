"""What a fact can say, and the ids by which records refer to each other."""

from __future__ import annotations

from typing import NewType

Value = str | int | float | bool | tuple[str, ...]
"""What a fact can say: text (also dates, versions and classes), a number, a flag, or texts."""

StandardId = NewType("StandardId", str)

ProductId = NewType("ProductId", str)

CapabilityId = NewType("CapabilityId", str)

DataClassId = NewType("DataClassId", str)

RoleId = NewType("RoleId", str)

StepId = NewType("StepId", str)

CommitteeId = NewType("CommitteeId", str)
"""A field of such a type refers to a record of that kind; a field named ``id`` defines one."""


def words_of_id(id_: str) -> str:
    """An id as people read it, where its record has no name of its own.

    >>> words_of_id("personal-data-residency"), words_of_id("ai-training")
    ('personal data residency', 'AI training')
    """
    words = id_.split("-")
    return " ".join(word.upper() if word in _ABBREVIATIONS else word for word in words)


_ABBREVIATIONS = {
    *("ai", "api", "caa", "csp", "dkim", "dmarc", "dns", "dpa", "dpia", "gdpr", "hsts", "http"),
    *("https", "ip", "iso", "it", "mfa", "nis2", "pci", "saml", "scim", "sla", "soc", "soc2"),
    *("spf", "sso", "tls", "ui", "url", "vpat", "wcag", "xss"),
}
"""Words of ids that are written in capitals."""
