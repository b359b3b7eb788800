"""Hosts with names, addresses and headers, for tests of the probes that read hosting."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from soescan.errors import UnreadableState
from soescan.reference.public import Network, Tables
from soescan.reference.public.ranges import lay_out
from soescan.site.site import Site
from soescan.web import Page
from tests.site.factories import page, site

DAY = "2026-11-20"
NETWORKS = {
    "52.16.0.0/15": Network("aws", "eu-west-1", "EC2"),
    "3.5.140.0/22": Network("aws", "ap-northeast-2", "S3"),
    "99.84.0.0/16": Network("aws", "", "CLOUDFRONT", edge=True),
    "75.2.0.0/16": Network("aws", "us-west-2", "GLOBALACCELERATOR", edge=True),
    "20.53.0.0/16": Network("azure", "australiacentral", "AzureCloud"),
    "51.10.0.0/16": Network("azure", "centralfrance", "AzureCloud"),
    "13.107.246.0/24": Network("azure", "", "AzureFrontDoor", edge=True),
    "35.189.0.0/18": Network("gcp", "australia-southeast1", "Google Cloud"),
    "34.96.0.0/16": Network("gcp", "", "Google Cloud"),
    "104.16.0.0/13": Network("cloudflare", edge=True),
    "151.101.0.0/16": Network("fastly", edge=True),
    "104.131.0.0/17": Network("digitalocean", "DE-HE Frankfurt", "", "DE"),
    "129.144.0.0/16": Network("oci", "us-ashburn-1", "OCI"),
    "2a05:d018::/36": Network("aws", "eu-west-1", "EC2"),
    "5.5.0.0/16": Network("aws", "xx-nowhere-9", "EC2"),
}
TABLES = Tables(
    None,
    dict.fromkeys({network.provider for network in NETWORKS.values()}, DAY),
    lay_out((ipaddress.ip_network(prefix), network) for prefix, network in NETWORKS.items()),
)

Records = Mapping[tuple[str, str], Sequence[str] | UnreadableState]


def hosted(
    *headers: tuple[str, str],
    names: Sequence[str] = (),
    addresses: Sequence[str] = (),
    body: str = "<title>Acme</title>",
    pages: Sequence[Page] = (),
    records: Records = MappingProxyType({}),
    tables: Tables = TABLES,
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
