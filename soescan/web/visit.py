"""One question on its way: its deadline, and the connections that are made for it.

Time-outs of sockets start anew with every byte, so a server that sends one byte a second holds its
caller for ever. Here one thread watches all questions and, when the time of one is up, shuts down
its connections from outside: whatever was waiting, in a handshake, in headers or in a body, returns
at once.
"""

from __future__ import annotations

import contextlib
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import ip
from soescan.web.ip import IpAddress, IpNetwork
from soescan.web.settings import PORTS, Settings

Resolve = Callable[[str, float], tuple[str, ...]]
"""Host name and seconds -> addresses; raises `UnreadableError`."""

_ATTEMPTS = 3
"""Addresses of one name that are tried."""


class Guard:
    """A second handle on a connection, by which it can be shut down while others wait on it.

    It is held by the visit that it serves, and by the connection as long as that may serve others:
    http.client closes a connection before the last answer is read from it, and the answer must stay
    watched. Whoever lets go last closes the handle.
    """

    def __init__(self, sock: socket.socket) -> None:
        """Duplicate the handle: the first one may be wrapped, moved or closed meanwhile."""
        self._sock = sock.dup()
        self._holders = 0
        self._lock = threading.Lock()

    def hold(self) -> None:
        """One more has use for it."""
        with self._lock:
            self._holders += 1

    def let_go(self) -> None:
        """One fewer has use for it."""
        with self._lock:
            self._holders -= 1
            if self._holders == 0:
                self._sock.close()

    def shut(self) -> None:
        """End the connection in both directions."""
        with self._lock, contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class Proxy:
    """What stands between us and a site, because the user says so."""

    url: str
    """With credentials, if it wants any: never shown."""
    host: str
    port: int


Route = Callable[[str, str, int], Proxy | None]
"""Scheme, host and port -> the proxy on the way; raises `UnreadableError` where we do not go."""


@dataclass(eq=False)
class Visit:
    """One question on its way."""

    settings: Settings
    resolve: Resolve
    until: float
    """On the monotonic clock."""
    route: Route = lambda scheme, host, port: None
    expired: bool = False
    done: bool = False
    peer: str = ""
    """The address that the last connection reached; empty when a proxy reached it."""
    wire_bytes: int = field(init=False)
    """Of a body, as it comes over the wire; a question may want more than usual."""
    reused: bool = False
    """Did an earlier visit open the connection that serves this one now?"""
    _guards: list[Guard] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.wire_bytes = self.settings.limits.wire_bytes

    @property
    def left(self) -> float:
        """Seconds until the time is up; raises when it is."""
        left = self.until - time.monotonic()
        if self.expired or left <= 0:
            self.expire()
            text = f"no answer in {self.settings.limits.seconds:g} s"
            raise UnreadableError(UnreadableState.TIMEOUT, text)
        return left

    def watch(self, guard: Guard) -> None:
        """Have a connection shut down when the time is up."""
        with self._lock:
            if guard not in self._guards:
                guard.hold()
                self._guards.append(guard)
            if self.expired:
                guard.shut()

    def finish(self) -> None:
        """Nothing is read any more; connections that are kept for others are left in peace."""
        with self._lock:
            self.done = True
            for guard in self._guards:
                guard.let_go()
            self._guards.clear()

    def expire(self) -> None:
        """The time is up."""
        with self._lock:
            if not self.done:
                self.expired = True
                for guard in self._guards:
                    guard.shut()

    def connect(self, host: str, port: int) -> tuple[socket.socket, Guard]:
        """Connect to a host's address, after looking at where it leads.

        The name is looked up once, and what was checked is what is connected to.

        Raises:
            UnreadableError: it leads to no place we go, or nobody answers there.
        """
        to_host, to_port = _redirect(self.settings, host, port)
        candidates = self._addresses(to_host)
        allowed = _filter_allowed(candidates, to_port, self.settings.allow)
        if not allowed:
            raise UnreadableError(UnreadableState.REFUSED, _refusal(host, candidates, to_port))
        return self._dial(allowed, to_port)

    def connect_to_proxy(self, host: str, port: int) -> tuple[socket.socket, Guard]:
        """Connect to the proxy, wherever it stands: the user named it.

        Raises:
            UnreadableError: nobody answers there.
        """
        connected = self._dial(self._addresses(host), port)
        self.peer = ""
        return connected

    def _addresses(self, host: str) -> tuple[str, ...]:
        return (host,) if ip.parse(host) else self.resolve(host, self.left)

    def _dial(self, addresses: tuple[str, ...], port: int) -> tuple[socket.socket, Guard]:
        problem: OSError | None = None
        for one in addresses[:_ATTEMPTS]:
            try:
                return self._reach(one, port)
            except OSError as error:
                problem = error
        if isinstance(problem, TimeoutError):
            raise UnreadableError(
                UnreadableState.TIMEOUT, f"no connection to port {port}"
            ) from problem
        raise UnreadableError(UnreadableState.DOWN, f"port {port}: {_words(problem)}") from problem

    def _reach(self, to: str, port: int) -> tuple[socket.socket, Guard]:
        family = socket.AF_INET6 if ":" in to else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(min(self.left, self.settings.limits.connect_seconds))
            sock.connect((to, port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(self.left)
            reached = sock.getpeername()[0].partition("%")[0]
            if ip.parse(reached) != ip.parse(to):
                raise UnreadableError(UnreadableState.REFUSED, f"{to} led to {reached}")
            guard = Guard(sock)
        except BaseException:
            sock.close()
            raise
        self.watch(guard)
        self.peer = reached
        return sock, guard


def _redirect(settings: Settings, host: str, port: int) -> tuple[str, int]:
    for rule in settings.connect_to:
        if rule.host in ("", host) and rule.port in (0, port):
            return rule.to_host or host, rule.to_port or port
    return host, port


def _filter_allowed(
    found: tuple[str, ...], port: int, allow: tuple[IpNetwork, ...]
) -> tuple[str, ...]:
    """The addresses that we may go to: those the user allowed, and public ones on usual ports."""
    return tuple(
        text
        for text in found
        if (one := ip.parse(text))
        and (is_within(one, allow) or (port in PORTS and ip.is_public(one)))
    )


def is_within(one: IpAddress, networks: tuple[IpNetwork, ...]) -> bool:
    """Is an address in one of the networks?"""
    return any(one in network for network in networks if network.version == one.version)


def _refusal(host: str, found: tuple[str, ...], port: int) -> str:
    if any((one := ip.parse(text)) and ip.is_public(one) for text in found):
        return f"port {port} is not one that public sites answer on"
    return f"{host} leads to {found[0]}, which is not a public address"


def _words(error: OSError | None) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower() if error else "no address"


# --- the watch -----------------------------------------------------------------------------------


class Watchdog:
    """The thread that ends questions whose time is up. It starts with the first question.

    It waits for the question that is due first, and need be told only of one that is due earlier: a
    question that is asked on behalf of another has only what is left of that one's time.
    """

    def __init__(self) -> None:
        """Have nothing to watch yet."""
        self._due: dict[Visit, None] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._waits_until = math.inf
        """On the monotonic clock; for ever while there is nothing to watch."""
        self._over = False

    @contextlib.contextmanager
    def watch(self, visit: Visit) -> Iterator[Visit]:
        """Watch a visit while it lasts."""
        with self._changed:
            self._due[visit] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="soescan-watch", daemon=True)
                self._thread.start()
            elif visit.until < self._waits_until:
                self._changed.notify()
        try:
            yield visit
        finally:
            visit.finish()
            with self._changed:
                self._due.pop(visit, None)

    def close(self) -> None:
        """Let the thread end; visits that are still on their way are no longer watched."""
        with self._changed:
            self._over = True
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._over:
                    return
                first = min(self._due, key=lambda visit: visit.until, default=None)
                wait = first.until - time.monotonic() if first else None
                if first is None or (wait is not None and wait > 0):
                    self._waits_until = first.until if first else math.inf
                    self._changed.wait(wait)
                    continue
                del self._due[first]
            first.expire()
