"""Names, looked up with dnspython: over UDP, over TCP when the answer is long."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence

import dns.exception
import dns.flags
import dns.name
import dns.rdatatype
import dns.resolver
from dns.rdata import Rdata

from soescan.errors import UnreadableError, UnreadableState
from soescan.web.ask import Lookup, Records

_PAYLOAD = 1232
"""Bytes of an answer over UDP (DNS Flag Day 2020); longer ones come over TCP."""
_VALUES = 1_000
"""Values of an answer that are kept."""


class Resolver:
    """Asks the user's name servers, or the system's."""

    def __init__(self, nameservers: Sequence[tuple[str, int]] = (), seconds: float = 5) -> None:
        """Ask `nameservers` (address and port); when there are none, as the system would."""
        self._own = bool(nameservers)
        self._seconds = seconds
        self._nameservers = tuple(nameservers)
        self._resolver: dns.resolver.Resolver | None = None
        self._lock = threading.Lock()

    def addresses(self, host: str, seconds: float) -> tuple[str, ...]:
        """The addresses of a host, IPv4 first; like the system's own look-up, with a time limit.

        Raises:
            UnreadableError: there are none, or nobody could tell in time.
        """
        values = self._resolve_both(host, seconds) if self._own else _system(host, seconds)
        if not values:
            raise UnreadableError(UnreadableState.DNS, f"{host} has no address")
        return values

    def _resolve_both(self, host: str, seconds: float) -> tuple[str, ...]:
        """IPv4 and IPv6 addresses, within a time for both; one kind that fails hides no other."""
        until = time.monotonic() + min(seconds, self._seconds)
        values: tuple[str, ...] = ()
        problem: UnreadableError | None = None
        for kind in ("A", "AAAA"):
            try:
                left = max(until - time.monotonic(), 0.05)
                found = self.lookup(Lookup(host, kind), "", left)
            except UnreadableError as error:
                problem = error
            else:
                values += found.values
                if found.missing:
                    break
        if problem and not values:
            raise problem
        return values

    def lookup(self, question: Lookup, at: str, seconds: float | None = None) -> Records:
        """Ask for records; that there are none is an answer.

        Raises:
            UnreadableError: nobody could tell.
        """
        name, kind = question.name, question.type
        try:
            answer = self._default_resolver().resolve(
                name,
                kind,
                raise_on_no_answer=False,
                search=False,
                lifetime=seconds or self._seconds,
            )
        except dns.resolver.NXDOMAIN as error:
            return _missing(question, at, error)
        except (dns.exception.Timeout, TimeoutError) as error:
            raise UnreadableError(
                UnreadableState.TIMEOUT, f"DNS did not answer for {name}", at=at
            ) from error
        except (dns.exception.DNSException, OSError, ValueError) as error:
            why = f"DNS: {name} {kind}: {type(error).__name__}"
            raise UnreadableError(UnreadableState.DNS, why, at=at) from error
        values = {_text(record) for record in answer.rrset or ()}
        aliases = tuple(
            _name(record.target) for cname in answer.chaining_result.cnames for record in cname
        )
        authentic = bool(answer.response.flags & dns.flags.AD)
        return Records(name, kind, tuple(sorted(values)[:_VALUES]), at, False, aliases, authentic)

    def _default_resolver(self) -> dns.resolver.Resolver:
        with self._lock:
            if self._resolver is None:
                self._resolver = _resolver(self._nameservers)
        return self._resolver


def _resolver(nameservers: Sequence[tuple[str, int]]) -> dns.resolver.Resolver:
    try:
        resolver = dns.resolver.Resolver(configure=not nameservers)
    except (dns.exception.DNSException, OSError) as error:
        raise UnreadableError(UnreadableState.DNS, "this machine names no DNS server") from error
    if nameservers:
        resolver.nameservers = [
            dns.nameserver.Do53Nameserver(host, port) for host, port in nameservers
        ]
    resolver.use_edns(0, dns.flags.DO, _PAYLOAD)
    resolver.flags = dns.flags.RD | dns.flags.AD
    return resolver


def _missing(question: Lookup, at: str, error: dns.resolver.NXDOMAIN) -> Records:
    """That a name does not exist, and the CNAMEs that led there."""
    found: list[str] = []
    authentic = False
    for response in error.responses().values():  # type: ignore[no-untyped-call]
        authentic = bool(response.flags & dns.flags.AD)
        for rrset in response.answer:
            if rrset.rdtype == dns.rdatatype.CNAME:
                found += [_name(record.target) for record in rrset]
    aliases = tuple(dict.fromkeys(found))[:_VALUES]
    return Records(question.name, question.type, (), at, True, aliases, authentic)


def _name(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _text(record: Rdata) -> str:
    """A record in presentation form; texts joined and unquoted, names in lower case."""
    match record.rdtype:
        case dns.rdatatype.TXT:
            return b"".join(record.strings).decode("utf-8", "replace")  # type: ignore[attr-defined]
        case dns.rdatatype.MX:
            return f"{record.preference} {_name(record.exchange)}"  # type: ignore[attr-defined]
        case dns.rdatatype.NS | dns.rdatatype.CNAME | dns.rdatatype.PTR:
            return _name(record.target)  # type: ignore[attr-defined]
        case dns.rdatatype.SOA | dns.rdatatype.SRV:
            return " ".join(word.rstrip(".").lower() for word in record.to_text().split())
        case _:
            return record.to_text()


def _system(host: str, seconds: float) -> tuple[str, ...]:
    """What the system knows of a host (hosts file, search order and all), within a time.

    The system's look-up cannot be interrupted, so another thread waits for it.
    """
    found: list[str] = []
    problem: list[OSError | UnicodeError] = []

    def look() -> None:
        try:
            known = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(entry[4][0]) for entry in known))
        except (OSError, UnicodeError) as error:
            problem.append(error)

    thread = threading.Thread(target=look, name="soescan-look-up", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise UnreadableError(UnreadableState.TIMEOUT, f"DNS did not answer for {host}")
    if problem:
        raise UnreadableError(UnreadableState.DNS, f"{host} has no address") from problem[0]
    return tuple(sorted(found, key=lambda text: ":" in text))
