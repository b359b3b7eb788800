"""Publishers' lists made of rows, in each publisher's own form; and a door to them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from soescan.errors import UnreadableError, UnreadableState
from soescan.reference import builtin
from soescan.reference.public.publishers import Publisher, Publishers, TableFormat
from soescan.web import Ask, Get, Hop, Page

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
DAY = "2026-11-20"

Row = tuple[str, str, str]
"""Prefix, region, service."""

ROWS: Mapping[str, Sequence[Row]] = {
    "aws": [
        ("52.0.0.0/11", "us-east-1", "AMAZON"),
        ("52.0.0.0/11", "us-east-1", "EC2"),
        ("52.16.0.0/15", "eu-west-1", "EC2"),
        ("99.84.0.0/16", "GLOBAL", "CLOUDFRONT"),
        ("2a05:d018::/36", "eu-west-1", "EC2"),
    ],
    "azure": [
        ("20.53.0.0/16", "australiacentral", "AzureCloud"),
        ("13.107.246.0/24", "", "AzureFrontDoor"),
        ("13.107.246.0/24", "westeurope", "AzureCloud"),
        ("2603:1010:100::/47", "australiacentral", "AzureCloud"),
    ],
    "gcp": [
        ("35.189.0.0/18", "australia-southeast1", "Google Cloud"),
        ("34.96.0.0/16", "global", "Google Cloud"),
        ("2600:1900:4000::/44", "us-central1", "Google Cloud"),
    ],
    "oci": [("129.144.0.0/16", "us-ashburn-1", "OCI")],
    "digitalocean": [("104.131.0.0/17", "US-NJ Clifton", "")],
    "linode": [("103.3.60.0/22", "SG-04 Singapore", "")],
    "cloudflare": [("104.16.0.0/13", "", ""), ("2606:4700::/32", "", "")],
    "fastly": [("151.101.0.0/16", "", ""), ("2a04:4e40::/32", "", "")],
    "akamai": [("104.64.0.0/10", "", ""), ("2600:1400::/24", "", "")],
    "github": [("185.199.108.0/22", "", "pages")],
}
PRELOAD = [
    ("bank", True, True),
    ("acme.example", True, True),
    ("only.example", True, False),
    ("pinned.example", False, True),
]


def plenty() -> dict[str, list[Row]]:
    """As many rows as the shipped table of publishers asks for at least, and those of `ROWS`."""
    more = {one.id: one.least for one in builtin.publishers().tables if one.id != "preload"}
    return {
        name: [*ROWS[name], *(_numbered(at, first, ROWS[name][0]) for at in range(more[name]))]
        for first, name in zip((43, 44, 45, 46, 47, 48, 49, 60, 61, 62), more, strict=True)
    }


def _numbered(at: int, first: int, like: Row) -> Row:
    return (f"{first}.{at // 200}.{at % 200}.0/24", like[1], like[2])


@cache
def all_lists() -> Mapping[str, bytes]:
    """What the publishers' real addresses answer, large enough to be believed."""
    preload = [(f"site-{at}.example", True, True) for at in range(50_000)]
    return answers(plenty(), preload, known=builtin.publishers())


def shared_rows(shared: Path) -> dict[str, list[Row]]:
    """The real prefixes beside the checkout, by provider."""
    found: dict[str, list[Row]] = {}
    with gzip.open(shared / "data" / "hosting" / "cloud_ranges.tsv.gz", "rt") as file:
        for prefix, provider, region, service in csv.reader(file, delimiter="\t"):
            found.setdefault(provider, []).append((prefix, region, service))
    return found


def publishers(base: str = "https://lists.example/", least: int = 1) -> Publishers:
    """The shipped table of publishers, with every address at `base`."""
    known = builtin.publishers()
    return replace(known, tables=tuple(_moved(one, base, least) for one in known.tables))


def _moved(one: Publisher, base: str, least: int) -> Publisher:
    addresses = tuple(f"{base}{one.id}/{i}" for i in range(len(one.addresses)))
    link = f"{base}azure/*/ServiceTags_Public_{{date}}.json" if one.link else ""
    return replace(one, addresses=addresses, link=link, least=least)


def answers(
    rows: Mapping[str, Sequence[Row]] = ROWS,
    preload: Sequence[tuple[str, bool, bool]] = PRELOAD,
    base: str = "https://lists.example/",
    day: str = DAY,
    known: Publishers | None = None,
) -> dict[str, bytes]:
    """What the publishers at `base`, or those that are `known`, answer, by address."""
    found: dict[str, bytes] = {}
    for one in (known or publishers(base)).tables:
        if one.format is TableFormat.PRELOAD:
            found[one.addresses[0]] = preload_list(preload)
        elif one.format is TableFormat.AZURE:
            link = one.link.replace("*", "7/1D/f-0").replace("{date}", day.replace("-", ""))
            older = one.link.replace("*", "a/FF/9-9").replace("{date}", "20200101")
            links = f'<html><a href="{older}">last</a> <a href="{link}">download</a>'
            found[one.addresses[0]] = links.encode()
            found[link] = azure(rows["azure"])
        elif len(one.addresses) == 2:
            for address, mark in zip(one.addresses, (".", ":"), strict=True):
                found[address] = lines(row for row in rows[one.id] if mark in row[0])
        else:
            found[one.addresses[0]] = _written(one.format, rows[one.id], day)
    return found


def _written(form: TableFormat, rows: Sequence[Row], day: str) -> bytes:
    match form:
        case TableFormat.AWS:
            return aws(rows, day)
        case TableFormat.GCP:
            return gcp(rows, day)
        case TableFormat.OCI:
            return oci(rows, day)
        case TableFormat.GEOFEED:
            return geofeed(rows)
        case TableFormat.FASTLY:
            four, six = ([p for p, *_ in rows if mark in p] for mark in (".", ":"))
            return _json({"addresses": four, "ipv6_addresses": six})
        case TableFormat.GITHUB:
            return _json({"hooks": ["192.30.252.0/22"], "pages": [p for p, *_ in rows]})
        case TableFormat.ZIPPED_LINES:
            return zipped(rows)
        case _:
            return lines(rows)


def aws(rows: Iterable[Row], day: str = DAY) -> bytes:
    listed: dict[str, list[dict[str, str]]] = {"ip_prefix": [], "ipv6_prefix": []}
    for prefix, region, service in rows:
        key = "ipv6_prefix" if ":" in prefix else "ip_prefix"
        listed[key].append(
            {key: prefix, "region": region, "service": service, "network_border_group": region}
        )
    return _json(
        {
            "syncToken": "1755875825",
            "createDate": f"{day}-15-17-05",
            "prefixes": listed["ip_prefix"],
            "ipv6_prefixes": listed["ipv6_prefix"],
        }
    )


def azure(rows: Iterable[Row]) -> bytes:
    tags: dict[tuple[str, str], list[str]] = {}
    for prefix, region, service in rows:
        tags.setdefault((region, service), []).append(prefix)
    values = [
        {
            "name": f"{service}.{_tag(region)}",
            "id": f"{service}.{_tag(region)}",
            "properties": {
                "changeNumber": 63,
                "region": region,
                "systemService": "" if service == "AzureCloud" else service,
                "addressPrefixes": prefixes,
            },
        }
        for (region, service), prefixes in tags.items()
    ]
    other = {"name": "ApiManagement", "properties": {"region": "", "addressPrefixes": ["x"]}}
    return _json({"changeNumber": 363, "cloud": "Public", "values": [other, *values]})


def _tag(region: str) -> str:
    return region if region not in ("", "global") else "Frontend"


def gcp(rows: Iterable[Row], day: str = DAY) -> bytes:
    prefixes = [
        {"ipv6Prefix" if ":" in p else "ipv4Prefix": p, "service": service, "scope": region}
        for p, region, service in rows
    ]
    return _json({"syncToken": "1", "creationTime": f"{day}T07:00:42.12", "prefixes": prefixes})


def oci(rows: Iterable[Row], day: str = DAY) -> bytes:
    regions: dict[str, list[dict[str, object]]] = {}
    for prefix, region, tags in rows:
        regions.setdefault(region, []).append({"cidr": prefix, "tags": tags.split(",")})
    listed = [{"region": region, "cidrs": cidrs} for region, cidrs in regions.items()]
    return _json({"last_updated_timestamp": f"{day}T16:10:01.1", "regions": listed})


def geofeed(rows: Iterable[Row]) -> bytes:
    out = io.StringIO()
    out.write("# prefix,country,subdivision,city,postal\n")
    writer = csv.writer(out, lineterminator="\r\n")
    for prefix, place, _ in rows:
        area, _, city = place.partition(" ")
        writer.writerow((prefix, area[:2], area, city, ""))
    return out.getvalue().encode()


def lines(rows: Iterable[Row]) -> bytes:
    return "".join(f"{prefix}\n" for prefix, *_ in rows).encode()


def zipped(rows: Iterable[Row]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("akamai_CIDRs.txt", lines(rows))
        archive.writestr("__MACOSX/._akamai_CIDRs.txt", b"\x00\x05\x16\x07")
    return out.getvalue()


def preload_list(entries: Iterable[tuple[str, bool, bool]]) -> bytes:
    """Chromium's form: comments between entries, a mapping of pins before them."""
    listed = []
    for name, forced, below in entries:
        entry: dict[str, object] = {"name": name, "policy": "custom"}
        entry |= {"mode": "force-https"} if forced else {}
        entry |= {"include_subdomains": True} if below else {}
        listed.append(f"    {json.dumps(entry)}")
    pins = '  "pinsets": [\n    { "name": "google", "static_spki_hashes": ["GoogleBackup"] }\n  ],'
    head = "// Copyright\n\n{\n" + pins + '\n  "entries": [\n    // begin\n'
    return (head + ",\n    // more\n".join(listed) + "\n  ]\n}\n").encode()


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1).encode()


class Door:
    """Answers for some addresses; what is not bytes is a page or a state of its own."""

    def __init__(self, known: Mapping[str, bytes | Page | UnreadableState]) -> None:
        self.known = known
        self.asked: list[Get] = []

    def ask(self, question: Ask[Any]) -> Any:
        assert isinstance(question, Get)
        self.asked.append(question)
        found = self.known.get(question.url, UnreadableState.DOWN)
        if isinstance(found, UnreadableState):
            raise UnreadableError(found, "made")
        if isinstance(found, Page):
            return found
        cut = "larger than wanted" if question.limit and len(found) > question.limit else ""
        return Page((Hop(question.url, 200),), found, "2026-11-25T10:00:00Z", cut)
