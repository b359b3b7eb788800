"""Web sites on loopback: real sockets, real TLS, answers as a test writes them.

    sites = Sites({"https://www.example.com/": Answer(200, [("Content-Type", "text/html")], "<p>hi")})
    with sites, Live(sites.settings()) as live:
        live.ask(Get("https://www.example.com/"))
    sites.requests  # ["GET https://www.example.com/"]

One port speaks HTTP and one TLS, whatever the host; the door is told to connect there for every
name. What has no answer is answered with 404.
"""

from __future__ import annotations

import contextlib
import ipaddress
import math
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import trustme

from soescan.web.settings import ConnectTo, Settings
from tests.patience import UNHURRIED

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


@dataclass(frozen=True)
class Answer:
    """One HTTP answer: sent as it is written, with a length unless a header says otherwise."""

    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: str | bytes = ""
    delay: float = 0
    """Seconds before it comes."""
    ends: bool | None = None
    """Send no length, since the body lasts until the connection ends; over TLS, say that it does
    (True) or not."""

    def raw(self, *, head: bool = False) -> bytes:
        """The bytes on the wire."""
        content = self.body.encode() if isinstance(self.body, str) else self.body
        names = {name.lower() for name, _ in self.headers}
        headers = list(self.headers)
        if self.ends is None and not names & {"content-length", "transfer-encoding"}:
            headers.append(("Content-Length", str(len(content))))
        lines = [f"HTTP/1.1 {self.status} Status", *(f"{name}: {value}" for name, value in headers)]
        return "\r\n".join([*lines, "", ""]).encode() + (b"" if head else content)


Scripted = Answer | Callable[[Mapping[str, str]], Answer]
"""An answer, or what makes one of the request's headers (names in lower case)."""


@dataclass
class Sites:
    """Sites that answer by address; keys are ``URL`` or ``METHOD URL``."""

    answers: Mapping[str, Scripted]
    otherwise: Callable[[str, str], Answer] = lambda method, url: Answer(
        405 if method == "OPTIONS" else 404, [("Content-Type", "text/plain")], "none"
    )
    names: Sequence[str] = ()
    """Further host names that the certificate is good for."""
    trusted: bool = True
    """Does the door trust the certificate? Otherwise it is signed by somebody unknown."""
    closed: frozenset[str] = frozenset()
    """``http`` or ``https``: connections there are closed at once."""
    oldest: Mapping[str, ssl.TLSVersion] = field(default_factory=dict)
    """The oldest version of TLS by host; TLS 1.2 where nothing is said."""
    lasting: Mapping[str, timedelta] = field(default_factory=dict)
    """For how long the certificate of a host is valid; 90 days where nothing is said."""
    since: datetime | None = None
    """When certificates begin to be valid; now where nothing is said."""
    requests: list[str] = field(default_factory=list)
    """``METHOD URL`` of every request, in the order they came."""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        self._authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
        self._roots = Path(self._folder.name) / "roots.pem"
        stranger = trustme.CA(key_type=trustme.KeyType.ECDSA)
        (self._authority if self.trusted else stranger).cert_pem.write_to_path(self._roots)
        if not self.trusted:
            self._authority, stranger = trustme.CA(key_type=trustme.KeyType.ECDSA), self._authority
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._plain = self._listen("http")
        self._secure = self._listen("https")
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        for listener in (self._plain, self._secure):
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        self._folder.cleanup()

    @property
    def ports(self) -> tuple[int, int]:
        """The ports for HTTP and HTTPS."""
        return self._plain.getsockname()[1], self._secure.getsockname()[1]

    @property
    def roots(self) -> Path:
        """The certificate authority, PEM."""
        return self._roots

    def settings(self, **more: Any) -> Settings:
        """Settings of a door that finds these sites, and only these, whatever the name."""
        plain, secure = self.ports
        made = Settings(
            allow=LOOPBACK,
            connect_to=(
                ConnectTo("", 80, "127.0.0.1", plain),
                ConnectTo("", 443, "127.0.0.1", secure),
            ),
            roots=self._roots,
            proxy="",
            pace=None,
            limits=UNHURRIED,
        )
        return replace(made, **more)

    # --- serving ---------------------------------------------------------------------------------

    def _listen(self, scheme: str) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        threading.Thread(target=self._accept, args=(listener, scheme), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket, scheme: str) -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            if scheme in self.closed:
                sock.close()
                continue
            threading.Thread(target=self._serve, args=(sock, scheme), daemon=True).start()

    def _serve(self, raw: socket.socket, scheme: str) -> None:
        with self._lock:
            self._open.add(raw)
        try:
            sock: socket.socket = self._wrapped(raw) if scheme == "https" else raw
            with sock, sock.makefile("rb") as reader:
                while self._one(sock, reader, scheme):
                    pass
        except (OSError, ValueError):
            pass  # the other side went away, which is its right
        finally:
            with self._lock:
                self._open.discard(raw)
            raw.close()

    def _one(self, sock: socket.socket, reader: Any, scheme: str) -> bool:
        """Answer one request; say whether another may follow."""
        line = reader.readline(65_536).decode("latin-1").split()
        if len(line) != 3:
            return False
        headers: dict[str, str] = {}
        while (text := reader.readline(65_536).decode("latin-1").strip()) != "":
            name, _, value = text.partition(":")
            headers[name.lower()] = value.strip()
        method, target = line[0], line[1]
        url = target if "://" in target else f"{scheme}://{headers.get('host', '')}{target}"
        self.requests.append(f"{method} {url}")
        found = self.answers.get(f"{method} {url}")
        if found is None and method in ("GET", "HEAD"):
            found = self.answers.get(url)
        answer = found(headers) if callable(found) else found or self.otherwise(method, url)
        if answer.delay:
            self._closing.wait(None if math.isinf(answer.delay) else answer.delay)
        sock.sendall(answer.raw(head=method == "HEAD"))
        if answer.ends is not None:
            if answer.ends and isinstance(sock, ssl.SSLSocket):
                sock.unwrap()
            return False
        return not any(n.lower() == "connection" and v == "close" for n, v in answer.headers)

    def _wrapped(self, sock: socket.socket) -> ssl.SSLSocket:
        offered = int.from_bytes(sock.recv(11, socket.MSG_PEEK | socket.MSG_WAITALL)[9:11], "big")

        def choose(sock: Any, name: str | None, context: ssl.SSLContext) -> int | None:
            sock.context = self._context(name or "localhost")
            oldest = self.oldest.get(name or "", ssl.TLSVersion.TLSv1_2)
            return ssl.ALERT_DESCRIPTION_PROTOCOL_VERSION if offered < oldest else None

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sni_callback = choose
        if self.oldest:  # OpenSSL settles on a version before it looks at the name
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version = min(self.oldest.values())
        return context.wrap_socket(sock, server_side=True)

    def _context(self, name: str) -> ssl.SSLContext:
        with self._lock:
            if name not in self._contexts:
                made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                made.set_alpn_protocols(["http/1.1"])
                if oldest := self.oldest.get(name):
                    made.set_ciphers("DEFAULT:@SECLEVEL=0")
                    made.minimum_version = oldest
                since = self.since or datetime.now(UTC) - timedelta(hours=1)
                until = since + self.lasting.get(name, timedelta(days=90))
                self._authority.issue_cert(
                    name, *self.names, not_before=since, not_after=until
                ).configure_cert(made)
                self._contexts[name] = made
            return self._contexts[name]
