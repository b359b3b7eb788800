"""Which providers the indicators of a host come to: edges, clouds, and clouds below platforms.

A weak indicator decides nothing, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from soescan.recognition.hosting.indicators import ADDRESS_DISTANCE, HostingIndicator
from soescan.recognition.hosting.rules import HostingTier, MachineKind, providers_by_id


def strong_indicators(signs: Iterable[HostingIndicator]) -> tuple[HostingIndicator, ...]:
    """The strong signs, from the visitor inwards; what stands behind an edge loses its place.

    A machine that one provider rents out and another's edge runs on is near the visitor, too: the
    address of a content network's rack in somebody's cloud is no region of the vendor's data.
    """
    strong = sorted((sign for sign in signs if sign.strong), key=lambda sign: sign.distance)
    edges = {sign.provider for sign in strong if _is_edge(sign)}
    return tuple(
        replace(sign, tier=HostingTier.EDGE, region="", country="")
        if sign.distance == ADDRESS_DISTANCE and edges - {sign.provider}
        else sign
        for sign in strong
    )


def _is_edge(sign: HostingIndicator) -> bool:
    known = providers_by_id().get(sign.provider)
    return sign.tier is HostingTier.EDGE and known is not None and known.edge


def providers_of_kind(signs: Iterable[HostingIndicator], *kinds: MachineKind) -> tuple[str, ...]:
    """The providers of some kinds that signs name, in their order."""
    named = (sign.provider for sign in signs)
    known = providers_by_id()
    return tuple(
        dict.fromkeys(one for one in named if one in known and set(kinds) & set(known[one].kinds))
    )


def cloud_providers(signs: Iterable[HostingIndicator]) -> tuple[str, ...]:
    """The clouds that signs of compute or origin name, and those their platforms are part of."""
    known = providers_by_id()
    found: list[str] = []
    for sign in signs:
        one = known.get(sign.provider)
        if sign.tier is HostingTier.EDGE or one is None:
            continue
        if MachineKind.CLOUD in one.kinds:
            found.append(one.id)
        found += (id for id in one.runs_on if known[id].company == one.company)
    return tuple(dict.fromkeys(found))


def clouds_below_platforms(signs: Iterable[HostingIndicator]) -> tuple[str, ...]:
    """The clouds on which, by their own word, the platforms run that signs name."""
    known = providers_by_id()
    named = (sign.provider for sign in signs if sign.tier is not HostingTier.EDGE)
    return tuple(dict.fromkeys(id for one in named if one in known for id in known[one].runs_on))
