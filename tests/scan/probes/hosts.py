"""Hosts with names, addresses and headers, for tests of the probes that read hosting."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from soescan.errors import UnreadableState
from soescan.reference.public import CloudNetwork, PublicTables
from soescan.reference.public.ranges import flatten_prefixes
from soescan.site.site import Site
from soescan.web import Page
from tests.site.factories import page, site

DAY = "2026-11-20"
NETWORKS = {
    "52.16.0.0/15": CloudNetwork("aws", "eu-west-1", "EC2"),
    "3.5.140.0/22": CloudNetwork("aws", "ap-northeast-2", "S3"),
    "99.84.0.0/16": CloudNetwork("aws", "", "CLOUDFRONT", edge=True),
    "75.2.0.0/16": CloudNetwork("aws", "us-west-2", "GLOBALACCELERATOR", edge=True),
    "20.53.0.0/16": CloudNetwork("azure", "australiacentral", "AzureCloud"),
    "51.10.0.0/16": CloudNetwork("azure", "centralfrance", "AzureCloud"),
    "13.107.246.0/24": CloudNetwork("azure", "", "AzureFrontDoor", edge=True),
    "35.189.0.0/18": CloudNetwork("gcp", "australia-southeast1", "Google Cloud"),
    "34.96.0.0/16": CloudNetwork("gcp", "", "Google Cloud"),
    "104.16.0.0/13": CloudNetwork("cloudflare", edge=True),
    "151.101.0.0/16": CloudNetwork("fastly", edge=True),
    "104.131.0.0/17": CloudNetwork("digitalocean", "DE-HE Frankfurt", "", "DE"),
    "129.144.0.0/16": CloudNetwork("oci", "us-ashburn-1", "OCI"),
    "2a05:d018::/36": CloudNetwork("aws", "eu-west-1", "EC2"),
    "5.5.0.0/16": CloudNetwork("aws", "xx-nowhere-9", "EC2"),
}
TABLES = PublicTables(
    None,
    dict.fromkeys({network.provider for network in NETWORKS.values()}, DAY),
    flatten_prefixes(
        (ipaddress.ip_network(prefix), network) for prefix, network in NETWORKS.items()
    ),
)

Records = Mapping[tuple[str, str], Sequence[str] | UnreadableState]


def hosted_site(
    *headers: tuple[str, str],
    names: Sequence[str] = (),
    addresses: Sequence[str] = (),
    body: str = "<title>Acme</title>",
    pages: Sequence[Page] = (),
    records: Records = MappingProxyType({}),
    tables: PublicTables = TABLES,
    **more: Any,
) -> Site:
    """acme.example with some headers, a chain of names and addresses."""
    known: dict[tuple[str, str], Sequence[str] | UnreadableState] = {
        ("acme.example", "CNAME"): names,
        ("acme.example", "A"): [one for one in addresses if ":" not in one],
        ("acme.example", "AAAA"): [one for one in addresses if ":" in one],
    }
    front = page(body=body, headers=headers)
    return site(front, *pages, records=known | dict(records), tables=tables, **more)
