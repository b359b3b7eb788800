"""What somebody wrote in a record, quoted on one line: every field that is filled, by its name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from soescan.model import Estimate
from soescan.report.tables.dates import format_day
from soescan.schema import is_default

_NAMES: Mapping[str, str] = {
    "benefit_year": "benefit a year",
    "by": "proposed by",
    "class_": "class",
    "cost_year": "cost a year",
    "dedupe_key": "duplicates are found by",
    "engaged_on": "since",
    "from_": "from",
    "it_partner": "partner in IT",
    "mission_critical": "mission-critical",
    "one_off": "one-off",
    "parent": "part of",
    "operational_incidents": "operational incidents a year, at most",
    "ours": "our last day",
    "says": "",
    "security_incidents": "security incidents a year, at most",
    "sla_target": "uptime target (%)",
    "url": "address",
    "with_": "with",
}
"""What a field is called, where its own name does not say it."""
_NOT_QUOTED = frozenset({"place", "calendar", "unread_addresses"})


def quote_fields(record: Any, *omit: str) -> Iterator[tuple[str, str]]:
    """Yield each field of a record that somebody filled in, as its name and its value in words.

    Fields in `omit` stand elsewhere. A new field of a noun is quoted without further ado.
    """
    yield from ((name, _quote(value)) for name, value in _filled_fields(record, omit))


def quote_record(record: Any, *omit: str) -> str:
    """The fields of a record on one line; `omit` as above.

    >>> from soescan.model import Concern
    >>> quote_record(Concern("two systems", "until March", "notice is drafted"), "concern")
    'answer: until March; evidence: notice is drafted'
    """
    return "; ".join(_quote_named(*named) for named in _filled_fields(record, omit))


def _filled_fields(record: Any, omit: Collection[str]) -> Iterator[tuple[str, Any]]:
    for field in fields(record):
        value = getattr(record, field.name)
        passed_over = field.name in _NOT_QUOTED or field.name in omit
        if not passed_over and not is_default(value, field):
            yield _NAMES.get(field.name, _words(field.name)), value


def _words(name: str) -> str:
    return name.replace("_", " ")


def _quote_named(name: str, value: Any) -> str:
    text = _quote(value)
    if is_dataclass(value) and not hasattr(value, "SHORT"):
        return f"{name} ({text})"
    return f"{name}: {text}" if name else text


def _quote(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Estimate():
            low, likely, high = (f"{n:,.10g}" for n in (value.low, value.likely, value.high))
            return likely if low == high else f"{low} to {high}, likely {likely}"
        case int() | float():
            return f"{value:,.10g}"
        case date():
            return format_day(value)
        case tuple():
            return ", ".join(map(_quote, value)) or "none"
        case Mapping():
            return ", ".join(f"{_words(str(key))} {_quote(item)}" for key, item in value.items())
        case _ if is_dataclass(value):
            return _quote_part(value)
        case _:
            return str(value)


def _quote_part(record: Any) -> str:
    """A record within another: its main field, where it has one, and the rest in brackets."""
    short = getattr(record, "SHORT", "")
    if not short:
        return quote_record(record)
    main, rest = getattr(record, short), quote_record(record, short)
    return " ".join(filter(None, (_quote(main) if main else "", rest and f"({rest})")))
