"""How the network is used: what is asked, of whom, how patiently, and how much is taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from soescan import __version__
from soescan.web.ip import IpNetwork


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a stranger's answer is taken. Far above honest use, far below trouble."""

    seconds: float = 8
    """For a question as a whole, redirects included."""
    connect_seconds: float = 4
    """For one attempt to connect."""
    dns_seconds: float = 5
    """For one look-up of a name."""
    body_bytes: int = 2 << 20
    """Of a body, inflated."""
    wire_bytes: int = 4 << 20
    """Of a body, as it comes over the wire."""
    head_bytes: int = 256 << 10
    """Of status line and headers, interim answers included."""
    headers: int = 256
    """Of header lines."""
    hops: int = 10
    """Redirects that are followed."""

    @classmethod
    def scaled_to(cls, seconds: float) -> Self:
        """Limits with other times: a question as a whole has `seconds`, its parts their share."""
        usual = cls()
        share = seconds / usual.seconds
        return cls(seconds, usual.connect_seconds * share, usual.dns_seconds * share)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one domain is asked, so that nobody is a burden."""

    connections: int = 2
    """At once."""
    burst: int = 8
    """Questions before pacing begins."""
    per_second: float = 1
    """Questions a second after that."""
    patience: float = 20
    """Seconds that a site may ask us to wait (Retry-After) before we give up on it."""


@dataclass(frozen=True, slots=True)
class ConnectTo:
    """Connect to another address than the one asked for, as curl's ``--connect-to`` does.

    Empty host or port match any; an empty target leaves that part as it was.
    """

    host: str
    port: int
    to_host: str
    to_port: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user wants of the network: limits, pace, addresses allowed, proxy and roots."""

    allow: tuple[IpNetwork, ...] = ()
    """Networks that may be reached although they are not public: internal tools, tests."""
    active: bool = False
    """May be asked what an intrusion detector might notice."""
    connect_to: tuple[ConnectTo, ...] = ()
    nameservers: tuple[tuple[str, int], ...] = ()
    """Address and port of each; empty: the system's."""
    roots: Path | None = None
    """A file of own certificate authorities, PEM, besides those that browsers trust."""
    proxy: str | None = None
    """``None``: as the environment says; empty: none."""
    contact: str = ""
    """An address at which an administrator who sees us in a log finds out who we are."""
    limits: Limits = field(default_factory=Limits)
    pace: Pace | None = field(default_factory=Pace)
    """None: as fast as it goes, for tests on one's own machine."""

    @property
    def user_agent(self) -> str:
        """Who we say we are."""
        who = f"+{self.contact}" if self.contact else "a customer's look at a vendor"
        return f"Mozilla/5.0 (compatible; soescan/{__version__}; {who})"


PORTS = frozenset({80, 443, 8080, 8443})
"""The ports that public sites answer on; others are a way to reach what is no web server."""
