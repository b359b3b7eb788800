"""What headers, names and addresses say about whose machines answer, and where those stand.

Each indicator says of what kind it is: *edge* (near the visitor), *compute* (where the code ran) or
*origin* (where the data lies). Only the last two have a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from soescan.recognition.hosting.rules import (
    HeaderRule,
    HeaderRuleTable,
    HostingTier,
    NameRule,
    NameRuleTable,
    Strength,
    name_pattern,
    providers_by_id,
    regions_by_provider,
)
from soescan.reference import builtin
from soescan.reference.public import CloudNetwork

_MAX_VALUE = 1_000
"""Characters of a header's value that are looked at."""

_MAX_HEADERS = 300
"""Headers of an answer that are looked at."""

ADDRESS_DISTANCE, _NAME, _SERVER, _VIA, _OTHER = 0, 1_000, 2_000, 2_001, 2_002
"""How near to the visitor an indicator was seen. The last of several names is the nearest; and who
answers last writes Server, and appends itself to Via."""


@dataclass(frozen=True, slots=True)
class HostingIndicator:
    """One thing that says whose machine answered."""

    provider: str
    tier: HostingTier
    evidence: str
    """What was seen, in short."""
    strong: bool = True
    region: str = ""
    """Whose region and the provider's code of it: ``aws:eu-west-1``."""
    country: str = ""
    """ISO 3166-1 alpha-2 of the region's place; empty when it is not known."""
    distance: int = ADDRESS_DISTANCE
    """How near to the visitor it was seen: an address is nearer than a name, that than a header."""


def header_indicators(headers: Sequence[tuple[str, str]]) -> Iterator[HostingIndicator]:
    """Indicators in the headers of one answer, in their order; at most `_MAX_HEADERS` are read.

    Then those that several weak ones make together (`HeaderRule.together`).
    """
    groups: dict[tuple[str, str], dict[HeaderRule, HostingIndicator]] = {}
    for position, (name, value) in enumerate(headers[:_MAX_HEADERS]):
        rules = _rules_by_header().get(name.lower()[:64], ())
        text = value[:_MAX_VALUE].strip()
        cookie = text.partition("=")[0].strip() if name.lower() == "set-cookie" else ""
        for rule in rules:
            if _cookie_matches(rule, cookie) if rule.cookie else _value_matches(rule, text):
                indicator = _header_indicator(rule, name, text, cookie, position)
                yield indicator
                if rule.together:
                    group = groups.setdefault((rule.provider, rule.together), {})
                    group.setdefault(rule, indicator)
    for key, needed in _groups_of_rules().items():
        if needed <= groups.get(key, {}).keys():
            yield _join_indicators(tuple(groups[key].values()))


def _join_indicators(indicators: Sequence[HostingIndicator]) -> HostingIndicator:
    """Several weak indicators of a provider as a strong one, where the nearest of them was seen."""
    return replace(
        indicators[0],
        evidence="; ".join(indicator.evidence for indicator in indicators),
        strong=True,
        distance=min(indicator.distance for indicator in indicators),
    )


@cache
def _groups_of_rules() -> Mapping[tuple[str, str], frozenset[HeaderRule]]:
    """The rules that decide together, by their provider and word."""
    groups: dict[tuple[str, str], list[HeaderRule]] = {}
    for rule in builtin.load("hosting/headers.yaml", HeaderRuleTable).rules:
        if rule.together:
            groups.setdefault((rule.provider, rule.together), []).append(rule)
    return {key: frozenset(rules) for key, rules in groups.items()}


@cache
def _rules_by_header() -> Mapping[str, tuple[HeaderRule, ...]]:
    rules_by_name: dict[str, list[HeaderRule]] = {}
    for rule in builtin.load("hosting/headers.yaml", HeaderRuleTable).rules:
        rules_by_name.setdefault(rule.header or "set-cookie", []).append(rule)
    return {name: tuple(rules) for name, rules in rules_by_name.items()}


def telling_header_names() -> tuple[str, ...]:
    """Names, in lower case, of the headers that some rule reads."""
    return tuple(_rules_by_header())


def _cookie_matches(rule: HeaderRule, cookie: str) -> bool:
    if rule.cookie.endswith("*"):
        return cookie.startswith(rule.cookie[:-1])
    return cookie == rule.cookie


def _value_matches(rule: HeaderRule, text: str) -> bool:
    value = text.lower()
    if not (rule.is_ or rule.starts or rule.ends or rule.has):
        return True
    return (
        value in map(str.lower, rule.is_)
        or value.startswith(tuple(map(str.lower, rule.starts)))
        or value.endswith(tuple(map(str.lower, rule.ends)))
        or any(part.lower() in value for part in rule.has)
    )


def _header_indicator(
    rule: HeaderRule, name: str, text: str, cookie: str, position: int
) -> HostingIndicator:
    evidence = f"cookie {cookie[:60]}" if rule.cookie else f"{name[:64]}: {text[:100]}"
    outer = {"server": _SERVER, "via": _VIA}.get(name.lower(), _OTHER + position)
    indicator = HostingIndicator(
        rule.provider, rule.meaning, evidence, rule.strength is Strength.STRONG, distance=outer
    )
    if rule.region:
        match = re.match(rule.region, text)
        if not match:  # the header that would name a region of compute names none: an edge answered
            return replace(indicator, tier=HostingTier.EDGE)
        return _add_region(indicator, rule.provider, match[1])
    return indicator


def name_indicators(names: Sequence[str]) -> Iterator[HostingIndicator]:
    """Indicators in a chain of host names (CNAME), one a name by the most exact rule.

    The last name of the chain is the nearest to the visitor.
    """
    for position, name in enumerate(names[:20]):
        matches = filter(None, (_match_name(rule, name) for rule in _name_rules()))
        if best := max(matches, key=lambda pair: pair[0], default=None):
            yield replace(best[1], distance=_NAME - position)


@cache
def _name_rules() -> tuple[NameRule, ...]:
    return builtin.load("hosting/names.yaml", NameRuleTable).rules


def _match_name(rule: NameRule, name: str) -> tuple[int, HostingIndicator] | None:
    """How exact a rule is (dots in its template), and the indicator that a host name is by it."""
    whose = rule.region or rule.provider
    match = name_pattern(rule.name, whose).fullmatch(name[:253].lower())
    if not match:
        return None
    strong = rule.strength is Strength.STRONG
    indicator = HostingIndicator(rule.provider, rule.meaning, f"name {name[:120]}", strong)
    exact = rule.name.count(".")
    return exact, _add_region(
        indicator, whose, match["region"]
    ) if "{region}" in rule.name else indicator


def address_indicator(address: str, network: CloudNetwork, day: str) -> HostingIndicator:
    """The indicator that an address is in a cloud's published range.

    `day` (ISO 8601) is the date of the published list. A range without a region, or of a content
    network, is edge; others are compute.
    """
    range_name = " ".join(filter(None, (network.provider, network.region, network.service)))
    dated = f", list of {day}" if day else ""
    provider = (
        _providers_by_range_table().get(f"{network.provider} {network.service}") or network.provider
    )
    meaning = HostingTier.EDGE if network.edge else HostingTier.COMPUTE
    indicator = HostingIndicator(provider, meaning, f"address {address} in {range_name}{dated}")
    if network.edge or not network.region:
        return replace(indicator, tier=HostingTier.EDGE)
    located = _add_region(indicator, network.provider, network.region)
    return replace(located, country=network.country) if network.country else located


@cache
def _providers_by_range_table() -> Mapping[str, str]:
    return {name: provider.id for provider in providers_by_id().values() for name in provider.table}


def _add_region(indicator: HostingIndicator, whose: str, code: str) -> HostingIndicator:
    """An indicator with its region ``provider:code`` and country; unchanged for unknown codes."""
    provider_regions = regions_by_provider().get(whose)
    folded = code.lower().replace(" ", "") if provider_regions else code
    if provider_regions:
        folded = provider_regions.aliases.get(folded, folded)
        if folded not in provider_regions.regions and not re.fullmatch(
            provider_regions.shape, folded
        ):
            return indicator
    country = provider_regions.regions.get(folded, "")[:2] if provider_regions else ""
    return replace(indicator, region=f"{whose}:{folded}", country=country)
