"""What publishers write -> rows. Whatever is not understood is refused, never guessed.

A row of address ranges is a prefix, the region in the provider's own words, the service, and the
country where the list names one; a row of the preload list is a name and what holds for it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from soescan.reference.public.publishers import Form, Publisher

_VALUES = 8_000_000
"""Values of a JSON text; each costs up to a hundred bytes while it is read."""
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,10}")
_LABEL = re.compile(r"[\w][\w .,/()-]{0,79}")
"""What a region or service may be called: a word that can be shown and kept on one line."""


class RefusedError(ValueError):
    """A list that is not what its publisher promises; says why."""


@dataclass(frozen=True, slots=True)
class Range:
    """One row of a list of address ranges."""

    prefix: str
    region: str = ""
    service: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One answer of a publisher: where it came from and what was in it."""

    address: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Ranges:
    """Rows of address ranges, and the day that the publisher gives them."""

    rows: tuple[Range, ...]
    day: date | None = None


def read_ranges(parts: Iterable[Part], publisher: Publisher) -> Ranges:
    """The rows of a list in all its parts.

    Raises:
        RefusedError: it is not what its publisher promises.
    """
    read = _READERS[publisher.format]
    found = [read(part, publisher) for part in parts]
    days = [one.day for one in found if one.day]
    return Ranges(tuple(row for one in found for row in one.rows), min(days, default=None))


# --- one publisher each --------------------------------------------------------------------------


def _aws(part: Part, publisher: Publisher) -> Ranges:
    """``prefixes`` and ``ipv6_prefixes``, dated ``createDate: 2026-08-22-15-17-05``."""
    top = _object(part.body)
    rows = [
        Range(_text(item, key), _text(item, "region"), _text(item, "service"))
        for name, key in (("prefixes", "ip_prefix"), ("ipv6_prefixes", "ipv6_prefix"))
        for item in _objects(top, name)
    ]
    return Ranges(tuple(rows), _day(_text(top, "createDate")))


def _gcp(part: Part, publisher: Publisher) -> Ranges:
    """``prefixes`` with one of two keys, dated ``creationTime: 2025-07-24T07:00:42.11``."""
    top = _object(part.body)
    rows = [
        Range(
            _text(item, "ipv6Prefix" if "ipv6Prefix" in item else "ipv4Prefix"),
            _text(item, "scope"),
            _text(item, "service"),
        )
        for item in _objects(top, "prefixes")
    ]
    return Ranges(tuple(rows), _day(_text(top, "creationTime")))


def _azure(part: Part, publisher: Publisher) -> Ranges:
    """Tags with ``addressPrefixes``; the day is in the name of the file."""
    rows = []
    for tag in _objects(_object(part.body), "values"):
        name = _text(tag, "name")
        if not name.startswith(publisher.wanted):
            continue
        properties = tag.get("properties")
        if not isinstance(properties, dict):
            raise RefusedError(f"the tag {name[:60]!r} has no properties")
        region = _text(properties, "region")
        service = name.partition(".")[0]
        rows += [Range(prefix, region, service) for prefix in _texts(properties, "addressPrefixes")]
    found = re.search(r"_(\d{4})(\d{2})(\d{2})\.json", part.address)
    return Ranges(tuple(rows), _day("-".join(found.groups())) if found else None)


def _oci(part: Part, publisher: Publisher) -> Ranges:
    """``regions`` with ``cidrs``, dated ``last_updated_timestamp``."""
    top = _object(part.body)
    rows = [
        Range(_text(item, "cidr"), _text(region, "region"), ",".join(_texts(item, "tags")))
        for region in _objects(top, "regions")
        for item in _objects(region, "cidrs")
    ]
    return Ranges(tuple(rows), _day(_text(top, "last_updated_timestamp")))


def _geofeed(part: Part, publisher: Publisher) -> Ranges:
    """RFC 8805 section 2.1: prefix, country, subdivision, city, and a postal code of old.

    A row without a country says that nothing is said; the prefix is still the publisher's.
    """
    rows = []
    for cells in _cells(_lines(part.body)):
        if not cells or not cells[0].strip() or cells[0].lstrip().startswith("#"):
            continue
        prefix, country, area, city = (cell.strip() for cell in (*cells, "", "", "")[:4])
        if country and not re.fullmatch(r"[A-Za-z]{2}", country):
            raise RefusedError(f"expected a country, found {country[:40]!r}")
        region = " ".join(filter(None, (area or country, city)))
        rows.append(Range(prefix, region, "", country.upper()))
    return Ranges(tuple(rows))


def _cells(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text))
    except csv.Error as error:
        raise RefusedError(f"expected CSV, found: {error}") from None


def _plain(part: Part, publisher: Publisher) -> Ranges:
    lines = (line.strip() for line in _lines(part.body).splitlines())
    return Ranges(tuple(Range(line) for line in lines if line and not line.startswith("#")))


def _zipped(part: Part, publisher: Publisher) -> Ranges:
    """A ZIP archive of text files; what systems put beside them (``__MACOSX``) is left out."""
    limit = publisher.mib << 20
    rows: list[Range] = []
    try:
        with zipfile.ZipFile(io.BytesIO(part.body)) as archive:
            for member in archive.infolist()[:100]:
                if not member.filename.endswith(".txt") or member.filename.startswith("__"):
                    continue
                with archive.open(member) as file:
                    content = file.read(limit + 1)
                if (limit := limit - len(content)) < 0:
                    raise RefusedError(f"the archive unpacks to more than {publisher.mib} MiB")
                rows += _plain(Part(part.address, content), publisher).rows
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError):
        # zipfile's own words: RuntimeError for a locked member, NotImplementedError for a packing
        # that it does not know, EOFError and OSError for an archive that is cut or damaged.
        raise RefusedError("expected a ZIP archive") from None
    return Ranges(tuple(rows))


def _fastly(part: Part, publisher: Publisher) -> Ranges:
    top = _object(part.body)
    return Ranges(
        tuple(Range(p) for name in ("addresses", "ipv6_addresses") for p in _texts(top, name))
    )


def _github(part: Part, publisher: Publisher) -> Ranges:
    """Lists of prefixes by the name of a service."""
    top = _object(part.body)
    return Ranges(
        tuple(Range(prefix, "", name) for name in publisher.wanted for prefix in _texts(top, name))
    )


_READERS: Mapping[Form, Callable[[Part, Publisher], Ranges]] = {
    Form.AWS: _aws,
    Form.AZURE: _azure,
    Form.GCP: _gcp,
    Form.OCI: _oci,
    Form.GEOFEED: _geofeed,
    Form.LINES: _plain,
    Form.ZIPPED_LINES: _zipped,
    Form.FASTLY: _fastly,
    Form.GITHUB: _github,
}


# --- the preload list ----------------------------------------------------------------------------


def read_preloads(part: Part) -> dict[str, tuple[bool, bool]]:
    """Names of the preload list: must it be HTTPS, and does that hold below it?

    Entries that only pin keys are there, too: they are on the list and force nothing.

    Raises:
        RefusedError: it is not Chromium's list.
    """
    lines = _lines(part.body).splitlines(keepends=True)
    text = "".join(line for line in lines if not line.lstrip().startswith("//"))
    del lines
    found: dict[str, tuple[bool, bool]] = {}

    def entry(item: dict[str, Any]) -> object:
        # Kept while it is read: as a list of mappings the whole would take ten times the room.
        if "entries" in item:
            return item
        name = str(item.get("name", "")).lower()
        if "static_spki_hashes" not in item and _NAME.fullmatch(name):
            forced = item.get("mode") == "force-https"
            found[name] = (forced, item.get("include_subdomains") is True)
        return None

    top = _json(text, entry)
    if not isinstance(top, dict) or not isinstance(top.get("entries"), list):
        raise RefusedError("expected Chromium's list of entries")
    return found


# --- reading what strangers write ----------------------------------------------------------------


def _lines(body: bytes) -> str:
    if body.lstrip()[:1] == b"<":
        raise RefusedError("expected a list, found a web page")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError("expected text in UTF-8") from None


def _json(text: str, hook: Callable[[dict[str, Any]], object] | None = None) -> Any:
    if sum(map(text.count, ",[{")) > _VALUES:
        raise RefusedError(f"expected at most {_VALUES:,} values, found more")
    try:
        return json.loads(text, object_hook=hook)
    except (ValueError, RecursionError) as error:
        found = error.msg.lower() if isinstance(error, json.JSONDecodeError) else "something else"
        raise RefusedError(f"expected JSON, found {found}") from None


def _object(body: bytes) -> dict[str, Any]:
    top = _json(_lines(body))
    if not isinstance(top, dict):
        raise RefusedError("expected a JSON object")
    return top


def _objects(item: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    listed = item.get(key)
    if not isinstance(listed, list):
        raise RefusedError(f"expected a list of {key!r}")
    for one in listed:
        if not isinstance(one, dict):
            raise RefusedError(f"expected objects in {key!r}")
        yield one


def _texts(item: Mapping[str, Any], key: str) -> list[str]:
    listed = item.get(key)
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise RefusedError(f"expected texts in {key!r}")
    return listed


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise RefusedError(f"expected a text as {key!r}")
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise RefusedError(f"expected a date, found {text[:40]!r}") from None


def is_label(text: str) -> bool:
    """Can this be the name of a region or a service?"""
    return not text or _LABEL.fullmatch(text) is not None
