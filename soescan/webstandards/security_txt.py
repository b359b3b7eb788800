"""security.txt by RFC 9116."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

LIMIT = 100_000
"""Characters of a file that are read; the RFC's own examples have a few hundred."""

FIELDS = (
    *("acknowledgments", "canonical", "contact", "encryption", "expires", "hiring", "policy"),
    *("preferred-languages", "csaf"),
)
"""Fields of RFC 9116, section 2.5, and of its IANA registry."""

_BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"
_ARMOR_HEADER = re.compile(r"(?:Hash|Charset|Comment|MessageID|Version): ")
_HASH_HEADER = re.compile(r"Hash: [A-Za-z0-9-]+(?:, ?[A-Za-z0-9-]+)*")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.\d{1,9})?\s?([Zz]|[+-]\d\d:?\d\d)")
_URI = re.compile(r"[a-z][a-z0-9+.-]{1,30}:\S{1,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SecurityTxt:
    """What a security.txt file says, and what is wrong with it."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Values by the field's name in lower case, in the order of the file."""
    signed: bool = False
    """It carries an OpenPGP cleartext signature; whether that holds is not checked."""
    problems: tuple[str, ...] = ()
    """Why it is not valid by the RFC, expiry apart."""

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a field."""
        return self.fields.get(name, ())

    @property
    def is_file(self) -> bool:
        """Does it have at least one field of the RFC? A web page in its place has none."""
        return any(name in self.fields for name in FIELDS)

    @property
    def expires(self) -> datetime | None:
        """The value of Expires (section 2.5.5); None when there is none, several, or no date."""
        dates = self.all("expires")
        return parse_moment(dates[0]) if len(dates) == 1 else None


def parse_security_txt(text: str) -> SecurityTxt:
    """Read a file; never an error, as what is wrong is part of what it is.

    >>> file = parse_security_txt("Contact: mailto:a@b.example\\nExpires: 2026-12-31T18:37:07Z\\n")
    >>> file.all("contact"), file.expires.year, file.problems
    (('mailto:a@b.example',), 2026, ())
    """
    body, signed, faults = _strip_signature(text[:LIMIT].removeprefix("\ufeff"))
    fields: dict[str, list[str]] = {}
    for line in body.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, value = line.partition(":")
        if colon and (name != name.strip() or (value.strip() and not value.startswith(" "))):
            faults.append(f"a field is written NAME: VALUE, not: {line[:60]}")
        if not colon or not re.fullmatch(r"[\w.-]{1,60}", name.strip()):
            faults.append(f"a line is no field: {line[:60]}")
            continue
        fields.setdefault(name.strip().lower(), []).append(value.strip()[:2_000])
    whole = {name: tuple(values) for name, values in fields.items()}
    return SecurityTxt(whole, signed, tuple(dict.fromkeys((*faults[:5], *_problems(whole)))))


def _strip_signature(text: str) -> tuple[str, bool, list[str]]:
    """The text inside of an OpenPGP cleartext signature, and what is wrong with its frame.

    By RFC 9116, section 4, and RFC 9580, section 7, which counts a line of white space as empty.
    """
    lines = text.splitlines()
    start = _find_line(lines, _BEGIN)
    if start < 0:
        return text, False, []
    end = _find_line(lines, _SIGNATURE)
    tail = _find_line(lines, _END)
    body_start = start + 1
    while body_start < len(lines) and _ARMOR_HEADER.match(lines[body_start]):
        body_start += 1
    body = lines[body_start : end if end >= 0 else len(lines)]
    outside = [*lines[:start], *(lines[tail + 1 :] if tail >= 0 else ())]
    problems = [
        problem
        for holds, problem in (
            (end > start and tail > end, "the signature is cut off"),
            (_has_hash(lines[start + 1 : body_start]), "signed without a Hash header"),
            (body and not body[0].strip(), "no empty line before the signed text"),
            (not any(map(_is_unescaped, body)), "a signed line begins with a dash, not escaped"),
            (not any(line.strip() for line in outside), "text outside of the signature"),
        )
        if not holds
    ]
    return "\n".join(line.removeprefix("- ") for line in body), end > start, problems


def _find_line(lines: Sequence[str], text: str) -> int:
    """The index of the first line that is a marker, white space behind it apart; -1 for none."""
    return next((n for n, line in enumerate(lines) if line.rstrip() == text), -1)


def _has_hash(headers: Iterable[str]) -> bool:
    return any(_HASH_HEADER.fullmatch(line.rstrip()) for line in headers)


def _is_unescaped(line: str) -> bool:
    """Does a line begin with a dash that RFC 9580, section 7.1, asks to be escaped?"""
    return line.startswith("-") and not line.startswith("- ")


def _problems(fields: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What RFC 9116 forbids (sections 2.5.3, 2.5.5 and 2.5.8)."""
    contacts = fields.get("contact", ())
    if not contacts:
        yield "no Contact"
    expires = fields.get("expires", ())
    if len(expires) != 1:
        yield f"{len(expires)} Expires fields" if expires else "no Expires"
    elif parse_moment(expires[0]) is None:
        yield f"Expires is no date and time: {expires[0][:40]}"
    if len(fields.get("preferred-languages", ())) > 1:
        yield "several Preferred-Languages"
    for name in ("contact", "policy", "canonical", "encryption", "acknowledgments", "hiring"):
        for value in fields.get(name, ()):
            if not _URI.fullmatch(value):
                yield f"{name.capitalize()} is no URI: {value[:60]}"
            elif value.lower().startswith("http:"):
                yield f"{name.capitalize()} is not over HTTPS: {value[:60]}"


def parse_moment(text: str) -> datetime | None:
    """A date and time of RFC 3339; None when it is none.

    >>> parse_moment("2026-12-31T18:37:07z").isoformat()
    '2026-12-31T18:37:07+00:00'
    >>> parse_moment("2026-12-31"), parse_moment("2026-02-30T0:0Z")
    (None, None)
    """
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    zone = "+00:00" if match[3] in "Zz" else match[3]
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
