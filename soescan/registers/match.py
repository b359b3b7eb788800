"""Which known products an entry of a register speaks of: by domain, else by exact name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from soescan.names import fold
from soescan.reference.vendors import KnownProduct, KnownProductId
from soescan.registers.records import RegisterEntry
from soescan.web.url import belongs, host, registrable_domain


class MatchResult(StrEnum):
    """What became of an entry."""

    KNOWN = "known"
    VENDOR = "vendor"
    """The vendor of several products, none of them in particular."""
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EntryMatch:
    """The products of an entry: one, or all of its vendor."""

    result: MatchResult
    products: tuple[KnownProductId, ...] = ()


class RegisterMatcher:
    """Known products by domain and name."""

    def __init__(self, products: Iterable[KnownProduct]) -> None:
        """Index products; a name that is an ordinary word counts beside a domain only."""
        self._by_domain: dict[str, set[KnownProductId]] = defaultdict(set)
        self._by_home: dict[str, set[KnownProductId]] = defaultdict(set)
        self._by_name: dict[str, set[KnownProductId]] = defaultdict(set)
        self._plain: set[str] = set()
        for product in products:
            for domain in product.domains:
                self._by_domain[domain].add(product.id)
            if product.home:
                self._by_home[product.home].add(product.id)
            self._plain |= {fold(name) for name in product.plain}
            for name in product.names:
                self._by_name[fold(name)].add(product.id)

    def match(self, entry: RegisterEntry, platforms: Iterable[str] = ()) -> EntryMatch:
        """The products that an entry speaks of; hosts on `platforms` say nothing.

        A domain of one product decides, then a name where no domain speaks against it, then the
        domain on which a vendor writes of its products: what is said there holds for the vendor.
        """
        hosts = [name for text in entry.hosts if (name := host(text))]
        hosts = [name for name in hosts if not any(belongs(name, domain) for domain in platforms)]
        named = self._by_name.get(fold(entry.name), set()) if entry.name else set()
        owners = _look_up(self._by_domain, hosts)
        if len(owners) > 1:
            owners &= named
            if len(owners) != 1:
                return EntryMatch(MatchResult.AMBIGUOUS)
        if owners:
            return EntryMatch(MatchResult.KNOWN, tuple(owners))
        return self._match_without_owner(entry.name, hosts, named)

    def _match_without_owner(
        self, name: str, hosts: list[str], named: set[KnownProductId]
    ) -> EntryMatch:
        """The products of an entry that is on no domain of one product alone."""
        homes = _look_up(self._by_home, hosts)
        agreed = self._find_agreed(name, hosts, named, homes)
        if len(agreed) == 1:
            return EntryMatch(MatchResult.KNOWN, tuple(agreed))
        if homes and not agreed and self._is_vendor(name, hosts):
            return EntryMatch(MatchResult.VENDOR, tuple(sorted(homes)))
        is_some = bool(agreed or named or homes)
        return EntryMatch(MatchResult.AMBIGUOUS if is_some else MatchResult.UNKNOWN)

    def _find_agreed(
        self,
        name: str,
        hosts: list[str],
        named: set[KnownProductId],
        homes: set[KnownProductId],
    ) -> set[KnownProductId]:
        """The products on which name and hosts agree."""
        if not hosts:
            return set() if fold(name) in self._plain else named
        if not homes:  # a domain that bears the name is as good as one that is known
            return named if self._is_vendor(name, hosts) else set()
        return named & homes or self._find_by_beginning(name, homes)

    @staticmethod
    def _is_vendor(name: str, hosts: list[str]) -> bool:
        """Does an entry bear the name of a domain of its own? Others only have a page there."""
        labels = {registrable_domain(one).partition(".")[0] for one in hosts}
        return "".join(fold(name).split()) in labels

    def _find_by_beginning(self, name: str, homes: set[KnownProductId]) -> set[KnownProductId]:
        """The products of a vendor with whose longest name an offering's name begins."""
        words = name.split()
        for length in range(len(words) - 1, 0, -1):
            if found := self._by_name.get(fold(" ".join(words[:length])), set()) & homes:
                return found
        return set()


def _look_up(
    by_domain: dict[str, set[KnownProductId]], hosts: Iterable[str]
) -> set[KnownProductId]:
    """The products of the longest domain that each host belongs to."""
    found: set[KnownProductId] = set()
    for name in hosts:
        labels = name.split(".")
        domains = (".".join(labels[start:]) for start in range(len(labels) - 1))
        found |= next((by_domain[domain] for domain in domains if domain in by_domain), set())
    return found
