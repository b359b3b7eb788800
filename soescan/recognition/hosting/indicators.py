"""What headers, names and addresses say about whose machines answer, and where those stand.

The facts are in `catalogs/hosting/`. Each sign says of what kind it is: *edge* (near the visitor),
*compute* (where the code ran) or *origin* (where the data lies). Only the last two have a place,
and a weak sign decides nothing, however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import ClassVar, TypeVar

from soescan.errors import CatalogError
from soescan.files import read_document
from soescan.names import host
from soescan.reference import builtin
from soescan.reference.public import Network
from soescan.schema import Shape

N = TypeVar("N")

_VALUE = 1_000
"""Characters of a header's value that are looked at."""
_HEADERS = 300
"""Headers of an answer that are looked at."""
_ADDRESS, _NAME, _SERVER, _VIA, _OTHER = 0, 1_000, 2_000, 2_001, 2_002
"""How near to the visitor a sign was seen. The last of several names is the nearest; and who
answers last writes Server, and appends itself to Via."""
_ANY = "[a-z0-9-]{1,63}"


class Kind(StrEnum):
    """What a company's machines do."""

    CDN = "cdn"
    WAF = "waf"
    DNS = "dns"
    CLOUD = "cloud"
    PLATFORM = "platform"
    HOST = "host"
    SAAS = "saas"


class Meaning(StrEnum):
    """How near to the data a sign is."""

    EDGE = "edge"
    COMPUTE = "compute"
    ORIGIN = "origin"


class Strength(StrEnum):
    """Whether a sign tells."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts of a file are from."""

    title: str
    as_of: date
    url: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A company whose machines stand between a visitor and a vendor's data."""

    id: str
    name: str
    kinds: tuple[Kind, ...]
    from_: tuple[str, ...]
    company: str = ""
    country: str = ""
    edge: bool = False
    runs_on: tuple[str, ...] = ()
    table: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Providers:
    """`catalogs/hosting/networks.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/networks@1"

    sources: Mapping[str, Source]
    networks: tuple[Provider, ...]


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """A header or cookie that gives a provider away."""

    provider: str
    meaning: Meaning
    from_: tuple[str, ...]
    header: str = ""
    cookie: str = ""
    is_: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    region: str = ""
    strength: Strength = Strength.STRONG


@dataclass(frozen=True, slots=True)
class HeaderRules:
    """`catalogs/hosting/headers.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/hosting-headers@1"

    sources: Mapping[str, Source]
    rules: tuple[HeaderRule, ...]


@dataclass(frozen=True, slots=True)
class NameRule:
    """A name that gives a provider away, and perhaps a region."""

    name: str
    provider: str
    meaning: Meaning
    from_: tuple[str, ...]
    region: str = ""
    strength: Strength = Strength.STRONG


@dataclass(frozen=True, slots=True)
class NameRules:
    """`catalogs/hosting/names.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/hosting-names@1"

    sources: Mapping[str, Source]
    rules: tuple[NameRule, ...]


@dataclass(frozen=True, slots=True)
class Regions:
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

    sources: Mapping[str, Source]
    providers: tuple[Regions, ...]


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """Names of a service that show in which region a customer of it is kept."""

    service: str
    where: str
    names: tuple[str, ...]
    from_: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """`catalogs/hosting/service_hosts.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/service-hosts@1"

    sources: Mapping[str, Source]
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
class SignOnRules:
    """`catalogs/hosting/sign_on.yaml`."""

    SCHEMA: ClassVar[str] = "soescan/sign-on@1"

    sources: Mapping[str, Source]
    rules: tuple[SignOnRule, ...]
    paths: tuple[str, ...]
    """Parts of the path of a sign-in page."""
    words: tuple[str, ...]
    """What links to sign-in pages say."""


def _read(name: str, kind: type[N]) -> N:
    doc = read_document(builtin.folder() / "hosting" / name)
    made = Shape().read_document(doc, kind)
    doc.check(CatalogError)
    return made


@cache
def providers() -> Mapping[str, Provider]:
    """Every known provider by its id."""
    return {one.id: one for one in _read("networks.yaml", Providers).networks}


# --- signs ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that says whose machine answered."""

    provider: str
    meaning: Meaning
    says: str
    """What was seen, in short."""
    strong: bool = True
    region: str = ""
    """Whose region and the provider's code of it: ``aws:eu-west-1``."""
    country: str = ""
    """ISO 3166-1 alpha-2 of the region's place; empty when it is not known."""
    outer: int = _ADDRESS
    """How near to the visitor it was seen: an address is nearer than a name, that than a header."""


def of_headers(headers: Sequence[tuple[str, str]]) -> Iterator[Sign]:
    """What the headers of one answer say."""
    for at, (name, value) in enumerate(headers[:_HEADERS]):
        known = _by_header().get(name.lower()[:64], ())
        text = value[:_VALUE].strip()
        cookie = text.partition("=")[0].strip() if name.lower() == "set-cookie" else ""
        for rule in known:
            if _cookie_fits(rule, cookie) if rule.cookie else _value_fits(rule, text):
                yield _of_header(rule, name, text, cookie, at)


@cache
def _by_header() -> Mapping[str, tuple[HeaderRule, ...]]:
    found: dict[str, list[HeaderRule]] = {}
    for rule in _read("headers.yaml", HeaderRules).rules:
        found.setdefault(rule.header or "set-cookie", []).append(rule)
    return {name: tuple(rules) for name, rules in found.items()}


def header_names() -> tuple[str, ...]:
    """The headers that tell something, in lower case."""
    return tuple(_by_header())


def _cookie_fits(rule: HeaderRule, cookie: str) -> bool:
    if rule.cookie.endswith("*"):
        return cookie.startswith(rule.cookie[:-1])
    return cookie == rule.cookie


def _value_fits(rule: HeaderRule, text: str) -> bool:
    value = text.lower()
    if not (rule.is_ or rule.starts or rule.ends or rule.has):
        return True
    return (
        value in map(str.lower, rule.is_)
        or value.startswith(tuple(map(str.lower, rule.starts)))
        or value.endswith(tuple(map(str.lower, rule.ends)))
        or any(part.lower() in value for part in rule.has)
    )


def _of_header(rule: HeaderRule, name: str, text: str, cookie: str, at: int) -> Sign:
    says = f"cookie {cookie[:60]}" if rule.cookie else f"{name[:64]}: {text[:100]}"
    outer = {"server": _SERVER, "via": _VIA}.get(name.lower(), _OTHER + at)
    sign = Sign(rule.provider, rule.meaning, says, rule.strength is Strength.STRONG, outer=outer)
    if rule.region:
        found = re.match(rule.region, text)
        if not found:  # the header that would name a region of compute names none: an edge answered
            return replace(sign, meaning=Meaning.EDGE)
        return _placed(sign, rule.provider, found[1])
    return sign


def of_names(names: Sequence[str]) -> Iterator[Sign]:
    """What the names say that a host leads to, in order; the last is the nearest to the visitor."""
    for at, name in enumerate(names[:20]):
        found = [made for rule in _name_rules() if (made := _of_name(rule, name))]
        if found:
            best = max(found, key=lambda pair: pair[0])[1]
            yield replace(best, outer=_NAME - at)


@cache
def _name_rules() -> tuple[NameRule, ...]:
    return _read("names.yaml", NameRules).rules


def _of_name(rule: NameRule, name: str) -> tuple[int, Sign] | None:
    """The sign that a name is by one rule, and how exact the rule is."""
    whose = rule.region or rule.provider
    found = _pattern(rule.name, whose).fullmatch(name[:253].lower())
    if not found:
        return None
    strong = rule.strength is Strength.STRONG
    sign = Sign(rule.provider, rule.meaning, f"name {name[:120]}", strong)
    exact = rule.name.count(".")
    return exact, _placed(sign, whose, found["region"]) if "{region}" in rule.name else sign


@cache
def _pattern(template: str, whose: str) -> re.Pattern[str]:
    """A template of labels as a pattern for whole names; what stands before it is free."""
    known = _regions().get(whose)
    codes = sorted((*known.regions, *known.aliases), key=len, reverse=True) if known else []
    region = "|".join([*map(re.escape, codes), *([known.shape] if known else ())])
    pattern = re.escape(template).replace(re.escape("*"), _ANY)
    pattern = pattern.replace(re.escape("{region}"), f"(?P<region>{region})")
    return re.compile(rf"(?:[a-z0-9._-]{{1,250}}\.)?{pattern}")


def of_address(address: str, network: Network, day: str) -> Sign:
    """What a table of address ranges says of an address; `day` is how old the table is."""
    what = " ".join(filter(None, (network.provider, network.region, network.service)))
    dated = f", list of {day}" if day else ""
    provider = _by_table().get(f"{network.provider} {network.service}") or network.provider
    meaning = Meaning.EDGE if network.edge else Meaning.COMPUTE
    sign = Sign(provider, meaning, f"address {address} in {what}{dated}")
    if network.edge or not network.region:
        return replace(sign, meaning=Meaning.EDGE)
    placed = _placed(sign, network.provider, network.region)
    return replace(placed, country=network.country) if network.country else placed


@cache
def _by_table() -> Mapping[str, str]:
    return {name: one.id for one in providers().values() for name in one.table}


@cache
def _regions() -> Mapping[str, Regions]:
    return {one.provider: one for one in _read("regions.yaml", RegionTable).providers}


def _placed(sign: Sign, whose: str, code: str) -> Sign:
    """A sign with the region that a code is; of a code of another shape, none."""
    known = _regions().get(whose)
    folded = code.lower().replace(" ", "") if known else code
    if known:
        folded = known.aliases.get(folded, folded)
        if folded not in known.regions and not re.fullmatch(known.shape, folded):
            return sign
    country = known.regions.get(folded, "")[:2] if known else ""
    return replace(sign, region=f"{whose}:{folded}", country=country)


# --- what they come to ---------------------------------------------------------------------------


def weighed(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """The strong signs, from the visitor inwards; what stands behind an edge loses its place.

    A machine that one provider rents out and another's edge runs on is near the visitor, too: the
    address of a content network's rack in somebody's cloud is no region of the vendor's data.
    """
    strong = sorted((sign for sign in signs if sign.strong), key=lambda sign: sign.outer)
    edges = {sign.provider for sign in strong if _is_edge(sign)}
    return tuple(
        replace(sign, meaning=Meaning.EDGE, region="", country="")
        if sign.outer == _ADDRESS and edges - {sign.provider}
        else sign
        for sign in strong
    )


def _is_edge(sign: Sign) -> bool:
    known = providers().get(sign.provider)
    return sign.meaning is Meaning.EDGE and known is not None and known.edge


def of_kind(signs: Iterable[Sign], *kinds: Kind) -> tuple[str, ...]:
    """The providers of some kinds that signs name, in their order."""
    named = (sign.provider for sign in signs)
    known = providers()
    return tuple(
        dict.fromkeys(one for one in named if one in known and set(kinds) & set(known[one].kinds))
    )


def clouds(signs: Iterable[Sign]) -> tuple[str, ...]:
    """The clouds that signs of compute or origin name, and those their platforms are part of."""
    known = providers()
    found: list[str] = []
    for sign in signs:
        one = known.get(sign.provider)
        if sign.meaning is Meaning.EDGE or one is None:
            continue
        if Kind.CLOUD in one.kinds:
            found.append(one.id)
        found += (id for id in one.runs_on if known[id].company == one.company)
    return tuple(dict.fromkeys(found))


def clouds_below(signs: Iterable[Sign]) -> tuple[str, ...]:
    """The clouds on which, by their own word, the platforms run that signs name."""
    known = providers()
    named = (sign.provider for sign in signs if sign.meaning is not Meaning.EDGE)
    return tuple(dict.fromkeys(id for one in named if one in known for id in known[one].runs_on))


# --- names inside pages --------------------------------------------------------------------------


def service_region(name: str) -> tuple[str, str] | None:
    """The service whose regional host a name is, and the place it stands for."""
    for rule, template in _services().get(_last_two(name), ()):
        if _pattern(template, "").fullmatch(name):
            return rule.service, rule.where
    return None


@cache
def _services() -> Mapping[str, tuple[tuple[ServiceRule, str], ...]]:
    rules = _read("service_hosts.yaml", ServiceRules).rules
    return _by_ending((rule, rule.names) for rule in rules)


def _last_two(name: str) -> str:
    return ".".join(name.rsplit(".", 2)[-2:])


@cache
def sign_on() -> SignOnRules:
    """How sign-in pages and those who run them are recognised."""
    return _read("sign_on.yaml", SignOnRules)


def identity_service(url: str) -> str:
    """The service whose sign-in page an address is; nothing when it is none that is known."""
    url = url[:2_000]
    name = host(url)
    for rule, template in _tenants().get(_last_two(name), ()):
        if name.partition(".")[0] not in rule.not_ and _whole(template).fullmatch(name):
            return rule.service
    paths = (rule for rule in sign_on().rules if rule.path and rule.path in url)
    return next((rule.service for rule in paths if rule.path in url.partition("?")[0]), "")


@cache
def _tenants() -> Mapping[str, tuple[tuple[SignOnRule, str], ...]]:
    return _by_ending((rule, rule.names) for rule in sign_on().rules)


def _by_ending(
    rules: Iterable[tuple[N, tuple[str, ...]]],
) -> Mapping[str, tuple[tuple[N, str], ...]]:
    """Rules by the last two labels of their names, which are never a pattern."""
    found: dict[str, list[tuple[N, str]]] = {}
    for rule, names in rules:
        for template in names:
            found.setdefault(_last_two(template), []).append((rule, template))
    return {ending: tuple(some) for ending, some in found.items()}


@cache
def _whole(template: str) -> re.Pattern[str]:
    return re.compile(re.escape(template).replace(re.escape("*"), _ANY))
