"""CAA by RFC 8659: which authorities may issue certificates for a host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from soescan.web import Records

Ask = Callable[[str, str], Records]
"""Asks DNS for a name and a type; may raise `soescan.errors.UnreadableError`."""

_RECORD = re.compile(r'(\d{1,3})\s{1,9}([a-zA-Z0-9]{1,40})\s{1,9}"?([^"]{0,1000})"?')


@dataclass(frozen=True, slots=True)
class CaaProperty:
    """One property of a domain."""

    critical: bool
    tag: str
    value: str

    @property
    def issuer(self) -> str:
        """The authority that an ``issue`` property names; empty when it names none."""
        return self.value.partition(";")[0].strip().lower()


def parse_properties(values: Iterable[str]) -> tuple[CaaProperty, ...]:
    """The properties of a record set; what is none is left out.

    >>> parse_properties(['0 issue "letsencrypt.org; validationmethods=dns-01"'])[0].issuer
    'letsencrypt.org'
    """
    matches = (_RECORD.fullmatch(value.strip()) for value in values)
    return tuple(
        CaaProperty(int(match[1]) & 128 != 0, match[2].lower(), match[3])
        for match in matches
        if match
    )


def relevant_records(name: str, ask: Ask) -> Records:
    """The record set that counts for a host: its own, or else that of the nearest domain above.

    The climb ends at the top-level domain (section 3); aliases are followed by the resolver. The
    last answer is handed back when no domain has a record.
    """
    answer = ask(name, "CAA")
    while not answer.values and "." in name:
        name = name.partition(".")[2]
        answer = ask(name, "CAA")
    return answer


def limits_issuance(properties: Iterable[CaaProperty]) -> bool:
    """Do these limit who may issue? A set that only says where to report does not (section 4)."""
    return any(caa.tag in ("issue", "issuewild") or caa.critical for caa in properties)
