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

from soescan.reference.public.publishers import Publisher, TableFormat

_VALUES = 8_000_000
"""Values of a JSON text; each costs up to a hundred bytes while it is read."""
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,10}")
_LABEL = re.compile(r"[\w][\w .,/()-]{0,79}")
"""What a region or service may be called: a word that can be shown and kept on one line."""


class ImplausibleTableError(ValueError):
    """A list that is not what its publisher promises; says why."""


@dataclass(frozen=True, slots=True)
class RangeRow:
    """One row of a list of address ranges."""

    prefix: str
    region: str = ""
    service: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """One answer of a publisher: where it came from and what was in it."""

    address: str
    body: bytes


@dataclass(frozen=True, slots=True)
class RangeList:
    """Rows of address ranges, and the day that the publisher gives them."""

    rows: tuple[RangeRow, ...]
    day: date | None = None


def read_ranges(parts: Iterable[Download], publisher: Publisher) -> RangeList:
    """The rows of a list in all its parts.

    Raises:
        RefusedError: it is not what its publisher promises.
    """
    read = _READERS[publisher.format]
    lists = [read(part, publisher) for part in parts]
    days = [listed.day for listed in lists if listed.day]
    return RangeList(tuple(row for one in lists for row in one.rows), min(days, default=None))


# --- one publisher each --------------------------------------------------------------------------


def _read_aws(part: Download, publisher: Publisher) -> RangeList:
    """``prefixes`` and ``ipv6_prefixes``, dated ``createDate: 2026-08-22-15-17-05``."""
    top = _parse_object(part.body)
    rows = [
        RangeRow(_get_text(item, key), _get_text(item, "region"), _get_text(item, "service"))
        for name, key in (("prefixes", "ip_prefix"), ("ipv6_prefixes", "ipv6_prefix"))
        for item in _iter_objects(top, name)
    ]
    return RangeList(tuple(rows), _parse_day(_get_text(top, "createDate")))


def _read_gcp(part: Download, publisher: Publisher) -> RangeList:
    """``prefixes`` with one of two keys, dated ``creationTime: 2025-07-24T07:00:42.11``."""
    top = _parse_object(part.body)
    rows = [
        RangeRow(
            _get_text(item, "ipv6Prefix" if "ipv6Prefix" in item else "ipv4Prefix"),
            _get_text(item, "scope"),
            _get_text(item, "service"),
        )
        for item in _iter_objects(top, "prefixes")
    ]
    return RangeList(tuple(rows), _parse_day(_get_text(top, "creationTime")))


def _read_azure(part: Download, publisher: Publisher) -> RangeList:
    """Tags with ``addressPrefixes``; the day is in the name of the file."""
    rows = []
    for tag in _iter_objects(_parse_object(part.body), "values"):
        name = _get_text(tag, "name")
        if not name.startswith(publisher.wanted):
            continue
        properties = tag.get("properties")
        if not isinstance(properties, dict):
            raise ImplausibleTableError(f"the tag {name[:60]!r} has no properties")
        region = _get_text(properties, "region")
        service = name.partition(".")[0]
        rows += [
            RangeRow(prefix, region, service)
            for prefix in _list_texts(properties, "addressPrefixes")
        ]
    date_match = re.search(r"_(\d{4})(\d{2})(\d{2})\.json", part.address)
    return RangeList(tuple(rows), _parse_day("-".join(date_match.groups())) if date_match else None)


def _read_oci(part: Download, publisher: Publisher) -> RangeList:
    """``regions`` with ``cidrs``, dated ``last_updated_timestamp``."""
    top = _parse_object(part.body)
    rows = [
        RangeRow(
            _get_text(item, "cidr"),
            _get_text(region, "region"),
            ",".join(_list_texts(item, "tags")),
        )
        for region in _iter_objects(top, "regions")
        for item in _iter_objects(region, "cidrs")
    ]
    return RangeList(tuple(rows), _parse_day(_get_text(top, "last_updated_timestamp")))


def _read_geofeed(part: Download, publisher: Publisher) -> RangeList:
    """RFC 8805 section 2.1: prefix, country, subdivision, city, and a postal code of old.

    A row without a country says that nothing is said; the prefix is still the publisher's.
    """
    rows = []
    for cells in _read_csv(_decode_text(part.body)):
        if not cells or not cells[0].strip() or cells[0].lstrip().startswith("#"):
            continue
        prefix, country, area, city = (cell.strip() for cell in (*cells, "", "", "")[:4])
        if country and not re.fullmatch(r"[A-Za-z]{2}", country):
            raise ImplausibleTableError(f"expected a country, found {country[:40]!r}")
        region = " ".join(filter(None, (area or country, city)))
        rows.append(RangeRow(prefix, region, "", country.upper()))
    return RangeList(tuple(rows))


def _read_csv(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text))
    except csv.Error as error:
        raise ImplausibleTableError(f"expected CSV, found: {error}") from None


def _read_lines(part: Download, publisher: Publisher) -> RangeList:
    lines = (line.strip() for line in _decode_text(part.body).splitlines())
    return RangeList(tuple(RangeRow(line) for line in lines if line and not line.startswith("#")))


def _read_zipped_lines(part: Download, publisher: Publisher) -> RangeList:
    """A ZIP archive of text files; what systems put beside them (``__MACOSX``) is left out."""
    limit = publisher.mib << 20
    rows: list[RangeRow] = []
    try:
        with zipfile.ZipFile(io.BytesIO(part.body)) as archive:
            for member in archive.infolist()[:100]:
                if not member.filename.endswith(".txt") or member.filename.startswith("__"):
                    continue
                with archive.open(member) as file:
                    content = file.read(limit + 1)
                if (limit := limit - len(content)) < 0:
                    problem = f"the archive unpacks to more than {publisher.mib} MiB"
                    raise ImplausibleTableError(problem)
                rows += _read_lines(Download(part.address, content), publisher).rows
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError):
        # zipfile's own words: RuntimeError for a locked member, NotImplementedError for a packing
        # that it does not know, EOFError and OSError for an archive that is cut or damaged.
        raise ImplausibleTableError("expected a ZIP archive") from None
    return RangeList(tuple(rows))


def _read_fastly(part: Download, publisher: Publisher) -> RangeList:
    top = _parse_object(part.body)
    return RangeList(
        tuple(
            RangeRow(p) for name in ("addresses", "ipv6_addresses") for p in _list_texts(top, name)
        )
    )


def _read_github(part: Download, publisher: Publisher) -> RangeList:
    """Lists of prefixes by the name of a service."""
    top = _parse_object(part.body)
    pairs = ((prefix, name) for name in publisher.wanted for prefix in _list_texts(top, name))
    return RangeList(tuple(RangeRow(prefix, "", name) for prefix, name in pairs))


_READERS: Mapping[TableFormat, Callable[[Download, Publisher], RangeList]] = {
    TableFormat.AWS: _read_aws,
    TableFormat.AZURE: _read_azure,
    TableFormat.GCP: _read_gcp,
    TableFormat.OCI: _read_oci,
    TableFormat.GEOFEED: _read_geofeed,
    TableFormat.LINES: _read_lines,
    TableFormat.ZIPPED_LINES: _read_zipped_lines,
    TableFormat.FASTLY: _read_fastly,
    TableFormat.GITHUB: _read_github,
}


# --- the preload list ----------------------------------------------------------------------------


def read_preloads(part: Download) -> dict[str, tuple[bool, bool]]:
    """Names of the preload list: must it be HTTPS, and does that hold below it?

    Entries that only pin keys are there, too: they are on the list and force nothing.

    Raises:
        RefusedError: it is not Chromium's list.
    """
    lines = _decode_text(part.body).splitlines(keepends=True)
    text = "".join(line for line in lines if not line.lstrip().startswith("//"))
    del lines
    entries: dict[str, tuple[bool, bool]] = {}

    def entry(item: dict[str, Any]) -> object:
        # Kept while it is read: as a list of mappings the whole would take ten times the room.
        if "entries" in item:
            return item
        name = str(item.get("name", "")).lower()
        if "static_spki_hashes" not in item and _NAME.fullmatch(name):
            forced = item.get("mode") == "force-https"
            entries[name] = (forced, item.get("include_subdomains") is True)
        return None

    top = _parse_json(text, entry)
    if not isinstance(top, dict) or not isinstance(top.get("entries"), list):
        raise ImplausibleTableError("expected Chromium's list of entries")
    return entries


# --- reading what strangers write ----------------------------------------------------------------


def _decode_text(body: bytes) -> str:
    if body.lstrip()[:1] == b"<":
        raise ImplausibleTableError("expected a list, found a web page")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImplausibleTableError("expected text in UTF-8") from None


def _parse_json(text: str, hook: Callable[[dict[str, Any]], object] | None = None) -> Any:
    if sum(map(text.count, ",[{")) > _VALUES:
        raise ImplausibleTableError(f"expected at most {_VALUES:,} values, found more")
    try:
        return json.loads(text, object_hook=hook)
    except (ValueError, RecursionError) as error:
        described = (
            error.msg.lower() if isinstance(error, json.JSONDecodeError) else "something else"
        )
        raise ImplausibleTableError(f"expected JSON, found {described}") from None


def _parse_object(body: bytes) -> dict[str, Any]:
    top = _parse_json(_decode_text(body))
    if not isinstance(top, dict):
        raise ImplausibleTableError("expected a JSON object")
    return top


def _iter_objects(item: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    listed = item.get(key)
    if not isinstance(listed, list):
        raise ImplausibleTableError(f"expected a list of {key!r}")
    for item in listed:
        if not isinstance(item, dict):
            raise ImplausibleTableError(f"expected objects in {key!r}")
        yield item


def _list_texts(item: Mapping[str, Any], key: str) -> list[str]:
    listed = item.get(key)
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
        raise ImplausibleTableError(f"expected texts in {key!r}")
    return listed


def _get_text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise ImplausibleTableError(f"expected a text as {key!r}")
    return value


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ImplausibleTableError(f"expected a date, found {text[:40]!r}") from None


def is_label(text: str) -> bool:
    """Is a text short and plain enough to be kept as the name of a region or a service?"""
    return not text or _LABEL.fullmatch(text) is not None
