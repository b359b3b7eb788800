"""``catalogs/hosting/`` as nouns: providers, marks that give them away, and their regions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import ClassVar

from soescan.reference import builtin

ANY_LABEL = "[a-z0-9-]{1,63}"


class MachineKind(StrEnum):
    """What a company's machines do."""

    CDN = "cdn"
    WAF = "waf"
    DNS = "dns"
    CLOUD = "cloud"
    PLATFORM = "platform"
    HOST = "host"
    SAAS = "saas"


class HostingTier(StrEnum):
    """How near to the data an indicator is."""

    EDGE = "edge"
    COMPUTE = "compute"
    ORIGIN = "origin"


class Strength(StrEnum):
    """Whether an indicator decides alone."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where facts of a file are from."""

    title: str
    as_of: date
    url: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A company whose machines stand between a visitor and a vendor's data."""

    id: str
    name: str
    kinds: tuple[MachineKind, ...]
    from_: tuple[str, ...]
    company: str = ""
    country: str = ""
    edge: bool = False
    runs_on: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    """Hosts of the company's own sites; ``*.`` before one stands for all below it."""

    def owns(self, host: str) -> bool:
        """Is a host one of the company's own, with or without ``www.``, and no customer's?"""
        plain = host.lower().rstrip(".").removeprefix("www.")
        return any(
            plain.endswith(name[1:]) if name.startswith("*.") else plain == name
            for name in self.own
        )


@dataclass(frozen=True, slots=True)
class ProviderTable:
    """`catalogs/hosting/networks.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/networks@1"

    sources: Mapping[str, RuleSource]
    networks: tuple[Provider, ...]


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """A header or cookie that gives a provider away."""

    provider: str
    meaning: HostingTier
    from_: tuple[str, ...]
    header: str = ""
    cookie: str = ""
    is_: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    region: str = ""
    strength: Strength = Strength.STRONG
    together: str = ""
    """What it has in common with other weak rules of the provider: all of them decide."""


@dataclass(frozen=True, slots=True)
class HeaderRuleTable:
    """`catalogs/hosting/headers.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/hosting-headers@1"

    sources: Mapping[str, RuleSource]
    rules: tuple[HeaderRule, ...]


@dataclass(frozen=True, slots=True)
class NameRule:
    """A name that gives a provider away, and perhaps a region."""

    name: str
    provider: str
    meaning: HostingTier
    from_: tuple[str, ...]
    region: str = ""
    strength: Strength = Strength.STRONG


@dataclass(frozen=True, slots=True)
class NameRuleTable:
    """`catalogs/hosting/names.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/hosting-names@1"

    sources: Mapping[str, RuleSource]
    rules: tuple[NameRule, ...]


@dataclass(frozen=True, slots=True)
class ProviderRegions:
    """The regions of one provider."""

    provider: str
    shape: str
    from_: tuple[str, ...]
    regions: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegionTable:
    """`catalogs/hosting/regions.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/regions@1"

    sources: Mapping[str, RuleSource]
    providers: tuple[ProviderRegions, ...]


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """Names of a service that show in which region a customer of it is kept."""

    service: str
    where: str
    names: tuple[str, ...]
    from_: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceRuleTable:
    """`catalogs/hosting/service_hosts.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/service-hosts@1"

    sources: Mapping[str, RuleSource]
    rules: tuple[ServiceRule, ...]


@dataclass(frozen=True, slots=True)
class SignOnRule:
    """Addresses of a service that runs other companies' sign-in pages."""

    service: str
    from_: tuple[str, ...]
    names: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class SignOnTable:
    """`catalogs/hosting/sign_on.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/sign-on@1"

    sources: Mapping[str, RuleSource]
    rules: tuple[SignOnRule, ...]
    paths: tuple[str, ...]
    """Parts of the path of a sign-in page."""
    words: tuple[str, ...]
    """What links to sign-in pages say."""


@cache
def providers_by_id() -> Mapping[str, Provider]:
    """Every provider of ``catalogs/hosting/networks.yaml`` by its id."""
    return {
        provider.id: provider
        for provider in builtin.load("hosting/networks.yaml", ProviderTable).networks
    }


@cache
def name_pattern(template: str, whose: str) -> re.Pattern[str]:
    """A template of labels as a pattern for whole host names, with anything before it.

    ``*`` is one label; ``{region}`` is a region of the provider `whose` as group ``region``.
    """
    provider_regions = regions_by_provider().get(whose)
    codes = (
        sorted((*provider_regions.regions, *provider_regions.aliases), key=len, reverse=True)
        if provider_regions
        else []
    )
    region = "|".join(
        [*map(re.escape, codes), *([provider_regions.shape] if provider_regions else ())]
    )
    pattern = re.escape(template).replace(re.escape("*"), ANY_LABEL)
    pattern = pattern.replace(re.escape("{region}"), f"(?P<region>{region})")
    return re.compile(rf"(?:[a-z0-9._-]{{1,250}}\.)?{pattern}")


@cache
def regions_by_provider() -> Mapping[str, ProviderRegions]:
    """The regions of each provider, by the provider's id."""
    table = builtin.load("hosting/regions.yaml", RegionTable)
    return {regions.provider: regions for regions in table.providers}
