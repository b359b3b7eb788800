"""What receivers make of a message by SPF (RFC 7208, sections 4 to 7), within every limit.

The same evaluation answers two questions. `check_host` is the function of that name of the RFC, for
one message. `check_stranger` is for a sender of whom nothing is known but that the record does not
list it: what the record says of everybody else, and how many look-ups that costs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from soescan.errors import UnreadableError
from soescan.web import Records
from soescan.web.ip import IpAddress, parse
from soescan.webstandards.dns.spf.macros import MacroValue, dotted, expand, is_dns_name
from soescan.webstandards.dns.spf.record import SpfRecord, SpfTerm, parse_record, spf_records

LIMIT = 10
"""Terms that ask DNS, and hosts of one MX or PTR answer (section 4.6.4)."""
VOID = 2
"""Terms whose look-up may come to nothing (section 4.6.4)."""

Ask = Callable[[str, str], Records]
"""Asks DNS for a name and a type; may raise `soescan.errors.UnreadableError`."""


class SpfResult(StrEnum):
    """Section 2.6."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


_RESULTS = {
    "+": SpfResult.PASS,
    "?": SpfResult.NEUTRAL,
    "~": SpfResult.SOFTFAIL,
    "-": SpfResult.FAIL,
}


@dataclass(frozen=True, slots=True)
class SpfMessage:
    """What a receiver knows of a message."""

    domain: str
    """Of the sender."""
    ip: IpAddress | None = None
    """The address that delivers it; None: somebody whom the record does not list."""
    local_part: str = "postmaster"
    helo: str = ""


class SpfError(Exception):
    """Receivers report an error (permerror) instead of a result."""


@dataclass(slots=True)
class Evaluation:
    """One run over a record, its includes and its redirect, with what it has cost."""

    message: SpfMessage
    ask: Ask
    lookups: int = 0
    """Terms that ask DNS."""
    voids: int = 0
    """Terms for which DNS had nothing."""
    problems: list[str] = field(default_factory=list)
    """Of a stranger: why receivers report an error instead of a result."""
    unread: UnreadableError | None = None
    """Of a stranger: a look-up failed, and the numbers are lower bounds."""
    result: SpfResult | None = None
    """Of a stranger: what the record says of others; None where that depends on the message."""

    @property
    def excess(self) -> str:
        """Which limit is broken; empty when none is."""
        if self.lookups > LIMIT:
            return f"{self.lookups} look-ups, {LIMIT} are allowed"
        if self.voids > VOID:
            return f"{self.voids} look-ups come to nothing, {VOID} are allowed"
        return ""

    def evaluate(self, domain: str, record: SpfRecord, above: tuple[str, ...]) -> SpfResult | None:
        """The result of one record: the first mechanism that matches decides (section 4.6.2).

        `above` are the domains whose records led here.
        """
        above = (*above, domain)
        for problem in record.problems:
            self._report(f"{domain}: {problem}" if above[1:] else problem)
        for term in record.mechanisms:
            if self._matches(term, domain, above):
                return _RESULTS[term.qualifier]
        if not record.redirect:
            return SpfResult.NEUTRAL  # section 4.7
        self._count_lookup()
        target = self._expand(record.redirect, domain)
        return None if target is None else self._evaluate_target(target, above)

    def _matches(self, term: SpfTerm, domain: str, above: tuple[str, ...]) -> bool:
        if term.name == "all":
            return True
        if term.name in ("ip4", "ip6"):
            return self._is_within(term.value, term)
        self._count_lookup()
        target = self._expand(term.value, domain) if term.value else domain
        if target is None:
            return False  # it depends on a message, and there is none
        if term.name == "include":
            return self._evaluate_target(target, above) is SpfResult.PASS
        if not is_dns_name(target):
            return False  # section 4.8: as though it did not exist
        match term.name:
            case "a":
                return self._is_host(target, term)
            case "mx":
                return self._is_mail_host(target, term)
            case "ptr":
                return self._is_named_below(target)
            case _:
                return bool(self._query(target, "A"))  # exists (section 5.7): always A

    def _evaluate_target(self, target: str, above: tuple[str, ...]) -> SpfResult | None:
        """The result of the record of another domain; that there is none is an error."""
        if target in above:
            self._report(f"{target} leads back to itself")
            return None
        texts = self._query(target, "TXT") if is_dns_name(target) else ()
        if texts is None:
            return None
        records = spf_records(texts)
        if len(records) != 1:
            self._report(f"{target} has {'several SPF records' if records else 'no SPF record'}")
            return None
        return self.evaluate(target, parse_record(records[0]), above)

    def _is_host(self, host: str, term: SpfTerm) -> bool:
        """Section 5.3."""
        addresses = self._addresses(host)
        return any(self._is_within(address, term) for address in addresses)

    def _is_mail_host(self, domain: str, term: SpfTerm) -> bool:
        """Section 5.4."""
        hosts = [value.split()[-1] for value in self._query(domain, "MX") or () if value.strip()]
        if len(hosts) > LIMIT:
            self._report(f"{domain} has {len(hosts)} mail servers, {LIMIT} are allowed")
        if self.message.ip is None and term.ip4_length and term.ip6_length:
            return False  # whoever is not listed is at none of them
        return any(
            self._is_within(address, term)
            for host in hosts[:LIMIT]
            if is_dns_name(host)
            for address in self._addresses(host, counts=False)
        )

    def _is_named_below(self, domain: str) -> bool:
        """Section 5.5."""
        below = f".{domain}"
        return any(f".{name}".endswith(below) for name in self._validated_names())

    def _validated_names(self) -> list[str]:
        """The names of the address that lead back to it (section 5.5)."""
        if self.message.ip is None:
            return []
        try:
            names = self.ask(self.message.ip.reverse_pointer, "PTR").values[:LIMIT]
        except UnreadableError:
            return []  # section 5.5: the mechanism fails to match
        return [name for name in map(_plain, names) if self._leads_back(name)]

    def _leads_back(self, name: str) -> bool:
        try:
            return is_dns_name(name) and self._is_host_exactly(name)
        except UnreadableError:
            return False

    def _is_host_exactly(self, name: str) -> bool:
        return any(
            self._is_within(address, SpfTerm("a"))
            for address in self.ask(name, _address_type(self.message.ip)).values
        )

    def _is_within(self, address: str, term: SpfTerm) -> bool:
        """Is the sender in the network around an address? Everybody is in a network of 0 bits."""
        base = parse(address)
        if base is None:
            return False  # a recording can hold anything
        length = term.ip4_length if base.version == 4 else term.ip6_length
        ip = self.message.ip
        if ip is None or ip.version != base.version:
            return ip is None and not length
        shift = ip.max_prefixlen - length
        return int(ip) >> shift == int(base) >> shift

    def _addresses(self, host: str, counts: bool = True) -> tuple[str, ...]:
        """Of the sender's family; of a stranger, who may be of either, the first there are."""
        if self.message.ip is not None:
            return self._query(host, _address_type(self.message.ip), counts) or ()
        addresses = self._query(host, "A", counts=False)
        return addresses or (self._query(host, "AAAA", counts) if addresses == () else ()) or ()

    def _query(self, name: str, kind: str, counts: bool = True) -> tuple[str, ...] | None:
        """The values; None when DNS fails for a stranger, whose evaluation goes on.

        Raises:
            UnreadableError: DNS fails for a message.
            SpfError: too many look-ups came to nothing.
        """
        try:
            values = self.ask(name, kind).values
        except UnreadableError as error:
            if self.message.ip is not None:
                raise
            self.unread = self.unread or error
            return None
        self.voids += counts and not values
        if self.voids > VOID and self.message.ip is not None:
            raise SpfError(self.excess)
        return values

    def _count_lookup(self) -> None:
        """Count a term; a stranger's evaluation goes on for a while, to say how many they are."""
        self.lookups += 1
        if self.lookups > LIMIT * (1 if self.message.ip is not None else 2):
            raise SpfError(self.excess)

    def _report(self, problem: str) -> None:
        """An error ends the evaluation of a message; a stranger's collects them."""
        self.problems.append(problem)
        if self.message.ip is not None:
            raise SpfError(problem)

    def _expand(self, spec: str, domain: str) -> str | None:
        ip, message = self.message.ip, self.message
        values: dict[str, MacroValue] = {"d": lambda: domain, "o": lambda: message.domain}
        if ip is not None:
            values |= {
                "s": lambda: f"{message.local_part}@{message.domain}",
                "l": lambda: message.local_part,
                "i": lambda: dotted(ip),
                "v": lambda: "in-addr" if ip.version == 4 else "ip6",
                "h": lambda: message.helo,
                "p": lambda: self._best_name(domain),
            }
        return expand(spec, values)

    def _best_name(self, domain: str) -> str:
        """The validated name of the sender (section 7.3): the domain, one below it, or any."""
        names = self._validated_names()
        below = [name for name in names if name.endswith(f".{domain}")]
        return domain if domain in names else next(iter(below + names), "unknown")


def check_host(message: SpfMessage, ask: Ask) -> SpfResult:
    """``check_host()`` of RFC 7208, section 4, for a message with an address."""
    if "." not in message.domain.removesuffix(".") or not is_dns_name(message.domain):
        return SpfResult.NONE  # section 4.3
    try:
        records = spf_records(ask(message.domain, "TXT").values)
        if len(records) != 1:
            return SpfResult.PERMERROR if records else SpfResult.NONE
        mapped = getattr(message.ip, "ipv4_mapped", None)  # section 5: it is an IPv4 address
        evaluation = Evaluation(replace(message, ip=mapped or message.ip), ask)
        result = evaluation.evaluate(message.domain.lower(), parse_record(records[0]), ())
        return result or SpfResult.PERMERROR
    except SpfError:
        return SpfResult.PERMERROR
    except UnreadableError:
        return SpfResult.TEMPERROR


def check_stranger(domain: str, record: SpfRecord, ask: Ask) -> Evaluation:
    """What the record of a domain says of senders that it does not list, and what that costs."""
    evaluation = Evaluation(SpfMessage(domain), ask)
    with contextlib.suppress(SpfError):  # `excess` says so
        evaluation.result = evaluation.evaluate(domain, record, ())
    return evaluation


def _address_type(ip: IpAddress | None) -> str:
    return "AAAA" if ip is not None and ip.version == 6 else "A"


def _plain(name: str) -> str:
    return name.lower().removesuffix(".")
