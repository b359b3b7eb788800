"""The world itself, asked with care.

Whatever a stranger's server does, a question ends within its time, takes a bounded amount of
memory, reaches no address that is not public, and raises nothing but `UnreadableError`.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from requests.utils import get_auth_from_url, should_bypass_proxies
from urllib3.util import make_headers

from soescan.errors import UnreadableError, UnreadableState, UsageError
from soescan.web import ip, robots, tls
from soescan.web.ask import (
    A,
    Ask,
    Get,
    Handshake,
    HandshakeResult,
    Lookup,
    Page,
    Records,
    TlsVersionProbe,
    TlsVersionResult,
)
from soescan.web.connections import Adapter
from soescan.web.dns import Resolver
from soescan.web.fetch import (
    Adapters,
    MayFollow,
    RedirectChain,
    clean_host,
    clean_url,
    explain_failure,
)
from soescan.web.pace import Pacer
from soescan.web.settings import PORTS, Pace, Settings
from soescan.web.url import DEFAULT_PORTS, parse_url, registrable_domain
from soescan.web.visit import Proxy, Visit, Watchdog, is_within

_POOLS = 256
"""Hosts whose connections are kept open; more than anybody asks at once."""
_LOCAL = re.compile(r"(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|localdomain)$")
"""Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 8375, and usage)."""


def now() -> datetime:
    """The time of day in UTC, as answers carry it."""
    return datetime.now(UTC)


class Live:
    """Asks over the network and keeps every limit. It may be used from several threads."""

    def __init__(
        self, settings: Settings | None = None, *, clock: Callable[[], datetime] = now
    ) -> None:
        """Behave as `settings` say; `clock` tells what time an answer came at.

        Raises:
            UsageError: the file of own certificate authorities cannot be used.
        """
        self.settings = settings or Settings()
        self._clock = clock
        self._trust = _trust(self.settings)
        connections = (self.settings.pace or Pace()).connections
        self._adapters = Adapters(
            Adapter(self._trust.own, _POOLS, connections),
            Adapter(self._trust.nobody, _POOLS, connections),
        )
        self._proxies = _proxies(self.settings)
        self._resolver = Resolver(self.settings.nameservers, self.settings.limits.dns_seconds)
        self._pacer = Pacer(self.settings.pace)
        self._watch = Watchdog()
        self._under_way = threading.local()
        self.may_follow: MayFollow = lambda question, url: None
        """Asked before a redirect is followed. It may ask this client for a robots.txt, which then
        takes no turn and has what is left of the time."""

    def ask(self, question: Ask[A]) -> A:
        """The world's answer.

        Raises:
            UnreadableError: there is none, and why.
        """
        asked: Any = question
        asked_at = self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            return cast(A, self._answer(asked, asked_at))
        except UnreadableError as error:
            error.at = error.at or asked_at
            raise

    def _answer(
        self, asked: Get | Handshake | TlsVersionProbe | Lookup, at: str
    ) -> Page | HandshakeResult | TlsVersionResult | Records:
        match asked:
            case Get():
                return self._page(asked, at)
            case Handshake():
                with self._visit(clean_host(asked.host)) as visit:
                    return tls.handshake(asked, visit, self._trust, self._tunnel, at)
            case TlsVersionProbe():
                self._must_be_active(f"offering TLS {asked.version} alone")
                with self._visit(clean_host(asked.host)) as visit:
                    return tls.probe_version(asked, visit, self._tunnel, at)
            case Lookup():
                return self._resolver.lookup(asked, at)

    def _page(self, asked: Get, at: str) -> Page:
        if asked.method not in ("GET", "HEAD"):
            self._must_be_active(f"a request with {asked.method}")
        if any(name.lower() == "origin" for name, _ in asked.headers):
            self._must_be_active("a request that names a foreign origin")
        url = clean_url(asked.url)
        to = parse_url(url)
        name, path = (to.hostname, to.path) if to else ("", "")
        with self._visit(name, beside=path == robots.PATH) as visit:
            page = RedirectChain(asked, visit, self._adapters, self.may_follow).page(url, at)
        if page.status in (429, 503):
            self._pacer.pause(_domain(page.host), page.header("retry-after"), time.time())
        return page

    def _must_be_active(self, what: str) -> None:
        if not self.settings.active:
            raise UnreadableError(
                UnreadableState.PASSIVE, f"{what} is asked only with scan --active"
            )

    @contextlib.contextmanager
    def _visit(self, host: str, *, beside: bool = False) -> Iterator[Visit]:
        """A question to a host: its turn, and then its time.

        A robots.txt takes no place `beside` others: those who hold one may wait for it when they
        are led elsewhere, and if it waited for theirs, all would wait for ever.
        """
        outer: Visit | None = getattr(self._under_way, "visit", None)
        turn = self._pacer.turn(_domain(host), beside=beside)
        with contextlib.nullcontext() if outer else turn:
            until = time.monotonic() + self.settings.limits.seconds
            until = min(until, outer.until) if outer else until
            visit = Visit(self.settings, self._resolver.addresses, until, self._route)
            self._under_way.visit = visit
            try:
                with self._watch.watch(visit):
                    yield visit
            finally:
                self._under_way.visit = outer

    # --- proxies ---------------------------------------------------------------------------------

    def _route(self, scheme: str, host: str, port: int) -> Proxy | None:
        """The proxy on the way to a host.

        Where a proxy stands, it looks names up, and their addresses cannot be checked here; what is
        plainly not public is refused all the same.
        """
        url = self._proxies.get(scheme)
        literal = ip.parse(host)
        shown = f"[{host}]" if ":" in host else host
        if not url or should_bypass_proxies(f"{scheme}://{shown}:{port}/", no_proxy=None):
            return None
        if not (literal and is_within(literal, self.settings.allow)):
            if (literal and not ip.is_public(literal)) or _LOCAL.search(host):
                raise UnreadableError(UnreadableState.REFUSED, f"{host} is not public")
            if not literal and "." not in host:
                raise UnreadableError(UnreadableState.REFUSED, f"{host} is not a public name")
            if port not in PORTS:
                raise UnreadableError(
                    UnreadableState.REFUSED, f"port {port} is not one that soescan asks"
                )
        proxy = parse_url(url)
        if proxy is None:
            raise UnreadableError(UnreadableState.DOWN, "the address of the proxy is not valid")
        return Proxy(url, proxy.hostname, proxy.port or DEFAULT_PORTS.get(proxy.scheme, 80))

    def _tunnel(self, visit: Visit, host: str, port: int) -> socket.socket:
        """A connection to a host, through the proxy if there is one."""
        proxy = visit.route("https", host, port)
        if not proxy:
            return visit.connect(host, port)[0]
        if not proxy.url.startswith("http://"):
            text = "no single handshake goes through this proxy"
            raise UnreadableError(UnreadableState.DOWN, text)
        sock, _ = visit.connect_to_proxy(proxy.host, proxy.port)
        try:
            sock.settimeout(visit.left)
            sock.sendall(_connect(proxy, f"[{host}]:{port}" if ":" in host else f"{host}:{port}"))
            head = _read_head(sock)
        except OSError as error:
            sock.close()
            raise explain_failure(error, visit) from error
        if not re.match(rb"HTTP/1\.[01] 2\d\d", head):
            sock.close()
            raise UnreadableError(UnreadableState.DOWN, "the proxy did not let us through")
        return sock

    # --- the end ---------------------------------------------------------------------------------

    def close(self) -> None:
        """Close what is open."""
        self._adapters.trusting.close()
        self._adapters.curious.close()
        self._watch.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _domain(host: str) -> str:
    return registrable_domain(host) or host


def _read_head(sock: socket.socket) -> bytes:
    """Up to the empty line and no byte more: what follows belongs to the tunnel."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < 16_384 and (piece := sock.recv(1)):
        head += piece
    return head


def _connect(proxy: Proxy, target: str) -> bytes:
    """What a proxy is asked for a connection with (RFC 9110 section 9.3.6)."""
    user, password = get_auth_from_url(proxy.url)
    headers = {"Host": target}
    if user:
        headers |= make_headers(proxy_basic_auth=f"{user}:{password}")
    lines = [f"CONNECT {target} HTTP/1.1", *(f"{k.title()}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


def _trust(settings: Settings) -> tls.Trust:
    named = settings.roots or next(
        (
            Path(path)
            for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
            if (path := os.environ.get(name))
        ),
        None,
    )
    try:
        return tls.Trust(named)
    except (OSError, ssl.SSLError) as error:
        why = error.strerror or str(error)
        raise UsageError(f"{named}: expected certificate authorities in PEM: {why}") from error


def _proxies(settings: Settings) -> dict[str, str]:
    if settings.proxy is not None:
        return {"http": settings.proxy, "https": settings.proxy} if settings.proxy else {}
    listed = urllib.request.getproxies()
    proxies = {scheme: listed.get(scheme) or listed.get("all") for scheme in ("http", "https")}
    return {s: p if "://" in p else f"http://{p}" for s, p in proxies.items() if p}
