"""One question on its way: its deadline, and the connections that are made for it.

Time-outs of sockets start anew with every byte, so a server that sends one byte a second holds its
caller for ever. Here one thread watches all questions and, when the time of one is up, shuts down
its connections from outside: whatever was waiting, in a handshake, in headers or in a body, returns
at once.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from soescan.errors import State, UnreadableError
from soescan.web import address
from soescan.web.address import Address, Network
from soescan.web.settings import PORTS, Settings

Resolve = Callable[[str, float], tuple[str, ...]]
"""Host name and seconds -> addresses; raises `UnreadableError`."""

_ATTEMPTS = 3
"""Addresses of one name that are tried."""


class Guard:
    """A second handle on a connection, by which it can be shut down while others wait on it."""

    def __init__(self, sock: socket.socket) -> None:
        """Duplicate the handle: the first one may be wrapped, moved or closed meanwhile."""
        self._sock: socket.socket | None = sock.dup()

    def shut(self) -> None:
        """End the connection in both directions."""
        sock = self._sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the handle back."""
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.close()


@dataclass(eq=False)
class Visit:
    """One question on its way."""

    settings: Settings
    resolve: Resolve
    until: float
    """On the monotonic clock."""
    proxy: tuple[str, int] | None = None
    """The one address that is reached without being checked: the user named it."""
    expired: bool = False
    done: bool = False
    peer: str = ""
    """The address that the last connection reached."""
    _guards: list[Guard] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def left(self) -> float:
        """Seconds until the time is up; raises when it is."""
        left = self.until - time.monotonic()
        if self.expired or left <= 0:
            self.expire()
            raise UnreadableError(State.TIMEOUT, f"no answer in {self.settings.limits.seconds:g} s")
        return left

    def watch(self, guard: Guard) -> None:
        """Have a connection shut down when the time is up."""
        with self._lock:
            if guard not in self._guards:
                self._guards.append(guard)
            if self.expired:
                guard.shut()

    def expire(self) -> None:
        """The time is up."""
        with self._lock:
            if not self.done:
                self.expired = True
                for guard in self._guards:
                    guard.shut()

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to a host's address, after looking at where it leads.

        The name is looked up once, and what was checked is what is connected to.

        Raises:
            UnreadableError: it leads to no place we go, or nobody answers there.
        """
        if (host, port) == self.proxy:
            return self._dial(self.resolve(host, self.left), port)
        to_host, to_port = _redirected(self.settings, host, port)
        found = (to_host,) if address.parse(to_host) else self.resolve(to_host, self.left)
        allowed = _allowed(found, to_port, self.settings.allow)
        if not allowed:
            raise UnreadableError(State.REFUSED, _refusal(host, found, to_port))
        return self._dial(allowed, to_port)

    def _dial(self, addresses: tuple[str, ...], port: int) -> socket.socket:
        problem: OSError | None = None
        for one in addresses[:_ATTEMPTS]:
            try:
                return self._reach(one, port)
            except OSError as error:
                problem = error
        if isinstance(problem, TimeoutError):
            raise UnreadableError(State.TIMEOUT, f"no connection to port {port}") from problem
        raise UnreadableError(State.DOWN, f"port {port}: {_words(problem)}") from problem

    def _reach(self, to: str, port: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in to else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(min(self.left, self.settings.limits.connect_seconds))
            sock.connect((to, port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(self.left)
            reached = sock.getpeername()[0].partition("%")[0]
            if address.parse(reached) != address.parse(to):
                raise UnreadableError(State.REFUSED, f"{to} led to {reached}")
        except BaseException:
            sock.close()
            raise
        self.peer = reached
        return sock


def _redirected(settings: Settings, host: str, port: int) -> tuple[str, int]:
    for rule in settings.connect_to:
        if rule.host in ("", host) and rule.port in (0, port):
            return rule.to_host or host, rule.to_port or port
    return host, port


def _allowed(found: tuple[str, ...], port: int, allow: tuple[Network, ...]) -> tuple[str, ...]:
    """The addresses that we may go to: those the user allowed, and public ones on usual ports."""
    return tuple(
        text
        for text in found
        if (one := address.parse(text))
        and (_within(one, allow) or (port in PORTS and address.is_public(one)))
    )


def _within(one: Address, networks: tuple[Network, ...]) -> bool:
    return any(one in network for network in networks if network.version == one.version)


def _refusal(host: str, found: tuple[str, ...], port: int) -> str:
    if any((one := address.parse(text)) and address.is_public(one) for text in found):
        return f"port {port} is not one that public sites answer on"
    return f"{host} leads to {found[0]}, which is not a public address"


def _words(error: OSError | None) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower() if error else "no address"


# --- the watch -----------------------------------------------------------------------------------


class Watch:
    """The thread that ends questions whose time is up. It starts with the first question."""

    def __init__(self) -> None:
        """Have nothing to watch yet."""
        self._due: list[tuple[float, int, Visit]] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def over(self, visit: Visit) -> Iterator[Visit]:
        """Watch a visit while it lasts."""
        with self._changed:
            heapq.heappush(self._due, (visit.until, next(self._count), visit))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="soescan-watch", daemon=True)
                self._thread.start()
            if self._due[0][2] is visit:
                self._changed.notify()
        try:
            yield visit
        finally:
            visit.done = True

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._due and self._due[0][2].done:
                    heapq.heappop(self._due)
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                visit = heapq.heappop(self._due)[2]
            visit.expire()
