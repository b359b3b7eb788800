"""What became of products: renamed, merged, bought or discontinued, as somebody says.

A vendor's word, or that of the company that took a product over, is told; what only others say is
asked. Nothing here is policy, and nothing here says which product a tool is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from soescan.model import Finding, Severity, Verdict
from soescan.web.url import host


class LifecycleState(StrEnum):
    """What became of a product, or of a name of it."""

    ACTIVE = "active"
    RENAMED = "renamed"
    MERGED = "merged"
    ACQUIRED = "acquired"
    DISCONTINUED = "discontinued"


class Teller(StrEnum):
    """Who says what became of a product: the vendor or its successor, or somebody else."""

    VENDOR = "vendor"
    THIRD_PARTY = "third-party"


@dataclass(frozen=True, slots=True)
class ProductFate:
    """What became of a product, and where that is written."""

    state: LifecycleState
    source: str
    """The code of the source."""
    url: str
    by: Teller
    on: str = ""
    """As exactly as it is known: a year, a month or a day."""
    successor: str = ""
    """What took its place: the id of a product, or a name."""


@dataclass(frozen=True, slots=True)
class FormerName:
    """When a product gave up a name, and where that is written."""

    name: str
    source: str
    """The code of the source."""
    url: str
    by: Teller
    on: str = ""
    """As exactly as it is known: a year, a month or a day."""
    state: LifecycleState = LifecycleState.RENAMED
    """Discontinued where the name was that of a version that has ended."""


RULE_ID = "lifecycle"
"""The rule of the assessment that tells and asks what became of products."""


def find_end_finding(findings: Iterable[Finding]) -> Finding | None:
    """The finding that tells the end of a tool's product; None if it is on offer.

    Nobody can get it any more, whatever IT says of it. What is only asked is no end.
    """
    own = (finding for finding in findings if finding.rule == RULE_ID)
    told = (f for f in own if f.verdict is Verdict.UNKNOWN and f.severity is Severity.BLOCKER)
    return next(told, None)


def find_end(findings: Iterable[Finding]) -> str:
    """What is told of the end of a tool's product, without a full stop; empty if it is on offer."""
    finding = find_end_finding(findings)
    return finding.says.removesuffix(".") if finding else ""


def find_record_mistakes(
    lifecycle: ProductFate | None,
    former: Collection[FormerName],
    names: Collection[str],
    sources: Collection[str],
) -> Iterator[str]:
    """What is wrong with a product's records: names it does not have, sources nobody knows."""
    for record in former:
        if record.name not in names:
            yield f"expected a former name or an alias, found {record.name!r}"
    entries: list[ProductFate | FormerName] = [*former]
    entries += [lifecycle] if lifecycle else []
    for entry in entries:
        if entry.source not in sources:
            yield f"expected the code of a source, found {entry.source!r}"
        if not entry.url.startswith("https://"):
            yield f"expected an address with https, found {entry.url!r}"
        if entry.on and not say_when(entry.on):
            yield f"expected a year, a month or a day, found {entry.on!r}"


# --- in words ------------------------------------------------------------------------------------

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def say_when(on: str) -> str:
    """A year, a month or a day, as the end of a sentence; empty where it is none.

    >>> say_when("2023-09-30"), say_when("2023-09"), say_when("2023"), say_when("soon")
    (' on 30 September 2023', ' in September 2023', ' in 2023', '')
    """
    parts = on.split("-")
    try:
        day = date(*map(int, (*parts, *("1", "1")[len(parts) - 1 :])))
    except (TypeError, ValueError):
        return ""
    month = f"{_MONTHS[day.month - 1]} {day.year}"
    return (f" in {day.year}", f" in {month}", f" on {day.day} {month}")[len(parts) - 1]


def say_fate(name: str, record: ProductFate | FormerName, heir: str) -> str:
    """What became of a product, as a sentence without its full stop; `heir` took its place.

    >>> said = ProductFate(LifecycleState.MERGED, "X", "https://a.example", Teller.VENDOR, "2025")
    >>> say_fate("ShareASale", said, "Awin")
    'ShareASale was merged into Awin in 2025'
    """
    when = say_when(record.on)
    match record.state:
        case LifecycleState.RENAMED:
            return f"{name} is {heir} now" + (f" (renamed{when})" if when else "")
        case LifecycleState.MERGED:
            return f"{name} was merged into {heir}{when}"
        case LifecycleState.ACQUIRED:
            return f"{name} was bought by {heir}{when}"
        case LifecycleState.DISCONTINUED:
            return f"{name} was discontinued{when}" + (f"; its successor is {heir}" if heir else "")
        case LifecycleState.ACTIVE:
            return f"{name} is in use"


def ask_fate(name: str, record: ProductFate | FormerName, heir: str) -> str:
    """The question whether what somebody else says of a product is so.

    >>> said = FormerName("Piwik", "X", "https://a.example/b", Teller.THIRD_PARTY)
    >>> ask_fate("Piwik", said, "Matomo")
    'Is Piwik what is now Matomo, as a.example has it?'
    """
    when, where = say_when(record.on), f"as {host(record.url)} has it"
    match record.state:
        case LifecycleState.RENAMED:
            return f"Is {name} what is now {heir}, {where}?"
        case LifecycleState.MERGED:
            return f"Was {name} merged into {heir}{when}, {where}?"
        case LifecycleState.ACQUIRED:
            return f"Was {name} bought by {heir}{when}, {where}?"
        case LifecycleState.DISCONTINUED:
            return f"Was {name} discontinued{when}, {where}, and what is used in its place?"
        case LifecycleState.ACTIVE:
            return f"Is {name} still in use?"
