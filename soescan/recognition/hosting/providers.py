"""Which providers the indicators of a host come to: edges, clouds, and clouds below platforms.

A weak indicator decides nothing, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from soescan.recognition.hosting.indicators import ADDRESS_DISTANCE, HostingIndicator
from soescan.recognition.hosting.rules import HostingTier, MachineKind, providers_by_id


def strong_indicators(indicators: Iterable[HostingIndicator]) -> tuple[HostingIndicator, ...]:
    """The strong indicators, from the visitor inwards; what stands behind an edge loses its place.

    A machine that one provider rents out and another's edge runs on is near the visitor, too: the
    address of a content network's rack in somebody's cloud is no region of the vendor's data.
    """
    strong = sorted(
        (indicator for indicator in indicators if indicator.strong),
        key=lambda indicator: indicator.distance,
    )
    edges = {indicator.provider for indicator in strong if _is_edge(indicator)}
    return tuple(
        replace(indicator, tier=HostingTier.EDGE, region="", country="")
        if indicator.distance == ADDRESS_DISTANCE and edges - {indicator.provider}
        else indicator
        for indicator in strong
    )


def _is_edge(indicator: HostingIndicator) -> bool:
    provider = providers_by_id().get(indicator.provider)
    return indicator.tier is HostingTier.EDGE and provider is not None and provider.edge


def is_own_site(provider_id: str, host: str) -> bool:
    """Is a host of the provider's own, where its marks say nothing of a customer?

    ``Server: GitHub.com`` on a customer's site means GitHub Pages; on github.com, it does not.
    """
    provider = providers_by_id().get(provider_id)
    return provider is not None and provider.owns(host)


def providers_of_kind(
    indicators: Iterable[HostingIndicator], *kinds: MachineKind
) -> tuple[str, ...]:
    """Ids of the providers of some kinds that indicators name, each once, in their order."""
    provider_ids = (indicator.provider for indicator in indicators)
    providers = providers_by_id()
    return tuple(
        dict.fromkeys(
            id for id in provider_ids if id in providers and set(kinds) & set(providers[id].kinds)
        )
    )


def cloud_providers(indicators: Iterable[HostingIndicator]) -> tuple[str, ...]:
    """Ids of the clouds that compute and origin indicators name.

    A platform stands for the cloud that it runs on if both are of one company.
    """
    providers = providers_by_id()
    cloud_ids: list[str] = []
    for indicator in indicators:
        provider = providers.get(indicator.provider)
        if indicator.tier is HostingTier.EDGE or provider is None:
            continue
        if MachineKind.CLOUD in provider.kinds:
            cloud_ids.append(provider.id)
        cloud_ids += (id for id in provider.runs_on if providers[id].company == provider.company)
    return tuple(dict.fromkeys(cloud_ids))


def clouds_below_platforms(indicators: Iterable[HostingIndicator]) -> tuple[str, ...]:
    """Ids of the clouds on which named platforms run by their own word."""
    providers = providers_by_id()
    provider_ids = (
        indicator.provider for indicator in indicators if indicator.tier is not HostingTier.EDGE
    )
    return tuple(
        dict.fromkeys(
            id
            for provider_id in provider_ids
            if provider_id in providers
            for id in providers[provider_id].runs_on
        )
    )
