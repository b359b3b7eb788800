"""Rows of the evidence store as what they stand for, each value checked on the way.

SQLite keeps a value of any type in any column, and a file can be damaged or written by somebody
else. What is not as the store writes it raises TypeError or ValueError; the store says where.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from soescan.model import Basis, Fact, FactKey, FactType, Gap, Origin, Value
from soescan.web import recording


def storable(text: str) -> str:
    """A text as UTF-8 can hold it: half of a character, which JSON can spell, is none."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def read_text(value: object) -> str:
    """A text that can be written to a file: no bytes, nothing missing, no half of a character."""
    if not isinstance(value, str):
        raise TypeError(f"expected a text, found {value!r:.40}")
    value.encode()
    return value


def read_number(value: object) -> int:
    """The number of a scan."""
    if not isinstance(value, int):
        raise TypeError(f"expected a number, found {value!r:.40}")
    return value


def read_day(value: object) -> date:
    """A day, ISO 8601."""
    return date.fromisoformat(read_text(value))


def read_time(value: object) -> datetime:
    """A time that knows its zone, so that it compares with others."""
    time = datetime.fromisoformat(read_text(value))
    if time.tzinfo is None:
        raise ValueError(f"expected a time with its zone, found {value!r}")
    return time


def unpack_body(packed: bytes | None) -> bytes:
    """The body of a page, no longer than a recording may be; ValueError when it is not whole."""
    unpack = zlib.decompressobj()
    try:
        body = unpack.decompress(packed or b"", recording.LIMIT)
    except (TypeError, zlib.error) as error:
        raise ValueError("a body that cannot be unpacked") from error
    if not unpack.eof:
        raise ValueError("a body that is not whole")
    return body


def read_fact(row: Iterable[object], keys: Mapping[str, FactKey]) -> Fact | None:
    """The fact of a row of the table of facts; None for a key that another version knew.

    Raises:
        TypeError, ValueError, RecursionError: it is none, or its value is not of its key's type.
    """
    *texts, last_day = row
    probe, subject, name, value, basis, url, at, excerpt, sha256 = map(read_text, texts)
    key = keys.get(name)
    if key is None:
        return None
    origin = Origin(Basis(basis), url, at, probe, excerpt, sha256)
    expires = None if last_day is None else read_day(last_day)
    return Fact(subject, name, _read_value(json.loads(value), key), origin, expires)


def read_gap(row: Iterable[object]) -> Gap:
    """The gap of a row of the table of gaps."""
    return Gap(*map(read_text, row))


def _read_value(plain: object, key: FactKey) -> Value:
    if key.type is FactType.TEXTS and isinstance(plain, list):
        return tuple(map(read_text, plain))
    if key.type is FactType.FLAG and isinstance(plain, bool):
        return plain
    if key.type is FactType.NUMBER and type(plain) in (int, float) and math.isfinite(plain):  # type: ignore[arg-type]
        return plain  # type: ignore[return-value]
    if key.type in (FactType.FLAG, FactType.NUMBER, FactType.TEXTS):
        raise TypeError(f"{key.key}: expected a {key.type}, found {plain!r:.40}")
    return read_text(plain)
