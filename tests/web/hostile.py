"""Servers that do their worst, and what the door makes of each: one process a case.

    python -m tests.web.hostile              every case on loopback, as JSON
    unshare -n python -m tests.web.hostile addresses
                                             addresses, in a network of their own (root)

Each line says how a question ended (a state, or ``page`` and why its body was cut), after how many
seconds, and how many MB more the process took than one that had imported the same modules.

How fast the machine is decides nothing. A case that the server or a bound on bytes ends has no
deadline. A case that the deadline ends meets a server that would go on for ever; where the head of
an answer must come before it, a question that found the machine too slow for that gets twice the
time.
"""

from __future__ import annotations

import array
import contextlib
import fcntl
import gzip
import ipaddress
import json
import os
import select
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import dns.message
import dns.rdatatype
import trustme

from soescan.errors import UnreadableError
from soescan.web import Get, Handshake, HandshakeResult, Page, Question, TlsVersionProbe
from soescan.web.live import Live
from soescan.web.robots import RobotsClient
from soescan.web.settings import ConnectTo, Limits, Settings
from soescan.web.url import registrable_domain
from tests.patience import DEADLINES, HANG, UNHURRIED
from tests.web.nameserver import NameServer

HOST = "site.example"
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
TOGETHER = 16
"""Cases at a time; most of them wait."""
HOME = Get(f"http://{HOST}/")

Act = Callable[[Any], None]
"""What a server does with a connection."""


# --- what servers do -----------------------------------------------------------------------------

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
WHOLE = OK + b"Content-Length: 2\r\n\r\nhi"


def asked(sock: Any) -> bytes:
    """The head of a request."""
    head = b""
    while b"\r\n\r\n" not in head and (piece := sock.recv(65_536)):
        head += piece
    return head


def says(*pieces: bytes) -> Act:
    """Answers every request with the same bytes, and closes after the first."""

    def act(sock: Any) -> None:
        if asked(sock):
            for piece in pieces:
                sock.sendall(piece)

    return act


def stays(content: bytes) -> Act:
    """Answers, and neither says more nor closes before the other side does."""

    def act(sock: Any) -> None:
        if asked(sock):
            sock.sendall(content)
            silent(sock)

    return act


def floods(start: bytes, piece: bytes) -> Act:
    """Answers without end."""

    def act(sock: Any) -> None:
        asked(sock)
        sock.sendall(start)
        many = piece * max(1, 65_536 // len(piece))
        while True:
            sock.sendall(many)

    return act


def drips(start: bytes, piece: bytes, pause: float = 0.1) -> Act:
    """Answers without end, and slowly."""

    def act(sock: Any) -> None:
        asked(sock)
        sock.sendall(start)
        while True:
            for byte in piece:
                sock.sendall(bytes([byte]))
                time.sleep(pause)

    return act


def resets(start: bytes) -> Act:
    """Breaks the connection off (RST)."""

    def act(sock: Any) -> None:
        asked(sock)
        sock.sendall(start)
        unread = array.array("i", [1])
        while unread[0]:  # until the other side's kernel holds all of it (SIOCOUTQ)
            fcntl.ioctl(sock, termios.TIOCOUTQ, unread)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return act


def paths(answers: dict[bytes, Act], otherwise: Act) -> Act:
    """Does what the path asks for; the answers themselves wait for a request of their own."""

    def act(sock: Any) -> None:
        head = sock.recv(65_536, socket.MSG_PEEK)
        path = head.split(b" ")[1] if head.count(b" ") > 1 else b""
        answers.get(path, otherwise)(sock)

    return act


def counts(sock: Any) -> None:
    """Sends on to the next number, for ever."""
    head = asked(sock)
    number = int(head.split(b" ")[1].strip(b"/") or b"0")
    sock.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /%d\r\n\r\n" % (number + 1))


def raw(start: bytes, then: bytes = b"", pause: float = 0) -> Act:
    """Bytes in the place of a handshake, and then more of them for ever."""

    def act(sock: Any) -> None:
        sock.recv(4_096)
        sock.sendall(start)
        while then:
            sock.sendall(then)
            time.sleep(pause)

    return act


def silent(sock: Any) -> None:
    """Takes everything and says nothing."""
    while sock.recv(65_536):
        pass


def breaks(sock: Any) -> None:
    """Takes the first bytes and breaks off (RST)."""
    sock.recv(1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def gone(sock: Any) -> None:
    """Closes at once."""


def to(location: bytes) -> Act:
    """A redirect."""
    return says(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n")


def packed(coding: bytes, *pieces: bytes) -> Act:
    """A packed body, whole as far as its length goes."""
    size = sum(map(len, pieces))
    head = OK + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding, size)
    return says(head, *pieces)


def bomb(gigabytes: int = 4) -> tuple[bytes, ...]:
    """Zeros, a thousand times smaller."""
    made = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = made.compress(bytes(16 << 20)) + made.flush(zlib.Z_FULL_FLUSH)
    return (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff", *([block] * (gigabytes * 64)))


# --- the cases -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One thing that a server does, and what is to come of it."""

    name: str
    wanted: tuple[str, ...]
    act: Act
    tls: str = ""
    """Which certificate is shown; empty: none, the bytes are sent as they are."""
    question: Question = HOME
    robots: bool = False
    """Is robots.txt asked for first?"""

    @property
    def deadlines(self) -> tuple[Limits, ...]:
        """What the question is bounded by, one after another until one was long enough."""
        if self.wanted[0] in ("timeout", "page, the time was up"):
            return tuple(Limits(seconds=s, connect_seconds=s, dns_seconds=s) for s in DEADLINES)
        return (UNHURRIED,)


def _plain() -> Iterator[Case]:
    text = b"<p>hello</p>" * 2_000
    zipped = gzip.compress(text, mtime=0)
    chunked = OK + b"Transfer-Encoding: chunked\r\n\r\n"
    gz = OK + b"Content-Encoding: gzip\r\n"
    bodies = {
        "gzip bomb": (("page, too large",), packed(b"gzip", *bomb())),
        "gzip bomb, chunked": (
            ("page, too large",),
            says(
                gz + b"Transfer-Encoding: chunked\r\n\r\n",
                *(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in bomb()),
            ),
        ),
        "gzip twice": (
            ("page, not unpacked: gzip, gzip",),
            packed(b"gzip, gzip", gzip.compress(zipped)),
        ),
        "a bomb packed twice": (
            ("page, not unpacked: gzip, gzip",),
            packed(b"gzip, gzip", gzip.compress(b"".join(bomb(1)))),
        ),
        "packing unknown": (("page, not unpacked: br",), packed(b"br", b"\x00" * 100)),
        "gzip cut short": (("page, damaged",), packed(b"gzip", zipped[:-20])),
        "gzip damaged": (
            ("page, damaged",),
            packed(b"gzip", zipped[:40] + b"\xff" * 40 + zipped[80:]),
        ),
        "gzip that is none": (("page, damaged",), packed(b"gzip", text)),
        "many small gzip members": (
            ("page, too large", "page"),
            packed(b"gzip", *([gzip.compress(b"", mtime=0) * 1_000] * 150)),
        ),
        "bare deflate": (("page",), packed(b"deflate", zlib.compress(text)[2:-4])),
        "endless body": (("page, too large",), floods(OK + b"\r\n", b"x")),
        "endless chunks": (
            ("page, too large",),
            floods(chunked, b"1000\r\n%s\r\n" % (b"x" * 4096)),
        ),
        "endless chunks of one byte": (
            ("page, too large",),
            floods(chunked, b"1\r\nx\r\n"),
        ),
        "endless chunk extension": (
            ("page, too large", "page, the connection broke off"),
            floods(chunked + b"5;", b"x"),
        ),
        "a chunk of 2^64": (
            ("page, too large",),
            floods(chunked + b"ffffffffffffffff\r\n", b"x"),
        ),
        "a chunk below zero": (
            ("page, too large", "page, the connection broke off"),
            floods(chunked + b"-5\r\n", b"x"),
        ),
        "a chunk of no number": (
            ("page, the connection broke off",),
            says(chunked + b"zz\r\nhello\r\n"),
        ),
        "endless trailers": (
            ("page, too large", "page, the connection broke off"),
            floods(chunked + b"2\r\nhi\r\n0\r\n", b"X-Trailer: " + b"t" * 100 + b"\r\n"),
        ),
        "dripped body": (
            ("page, the time was up",),
            drips(OK + b"Content-Length: 9999\r\n\r\n", b"x"),
        ),
        "dripped body of no length": (("page, the time was up",), drips(OK + b"\r\n", b"x")),
        "dripped body, connection to close": (
            ("page, the time was up",),
            drips(OK + b"Connection: close\r\n\r\n", b"x"),
        ),
        "dripped chunks": (("page, the time was up",), drips(chunked, b"1\r\nx\r\n")),
        "a body that stops": (
            ("page, the time was up",),
            stays(OK + b"Content-Length: 9999\r\n\r\nhello"),
        ),
        "a body that is short": (
            ("page, the connection broke off",),
            says(OK + b"Content-Length: 9999\r\n\r\nhello"),
        ),
        "a body broken off": (
            ("page, the connection broke off",),
            resets(OK + b"Content-Length: 9999\r\n\r\nhello"),
        ),
        "more than its length": (
            ("page",),
            says(OK + b"Content-Length: 2\r\n\r\nhi there, more", b"HTTP/1.1 200 OK\r\n\r\n"),
        ),
        "content after 204": (
            ("page",),
            says(b"HTTP/1.1 204 No\r\nContent-Length: 9\r\n\r\nhello"),
        ),
        "content after 304": (("page",), says(b"HTTP/1.1 304 No\r\n\r\n" + b"x" * 9_999)),
        "charset nonsense": (
            ("page",),
            says(
                b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/html; charset="
                + b" " * 60_000
                + b"rot13\r\n\r\nhi"
            ),
        ),
        "charset that is code": (
            ("page",),
            says(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=zlib\r\n\r\n" + b"\xff+ADw-"
            ),
        ),
    }
    heads = {
        "a header line without end": (("too-large",), floods(OK + b"X-Long: ", b"x")),
        "one header of 60 KB": (("page",), says(OK + b"X: " + b"x" * 60_000 + b"\r\n\r\nhi")),
        "10,000 headers": (("too-large",), says(OK + b"X-H: 1\r\n" * 10_000 + b"\r\nhi")),
        "200 headers": (("page",), says(OK + b"X-H: 1\r\n" * 200 + b"\r\nhi")),
        "endless headers": (("too-large",), floods(OK, b"X-H: " + b"1" * 50 + b"\r\n")),
        "endless lines that are no headers": (("too-large",), floods(OK, b"no header\r\n")),
        "a folded header": (("page",), says(OK + b"X-A: 1\r\n  2\r\n\t3\r\n\r\nhi")),
        "a fold without end": (("too-large",), floods(OK + b"X-A: 1\r\n", b" 2\r\n")),
        "a fold before any header": (("page",), says(b"HTTP/1.1 200 OK\r\n x\r\nA: b\r\n\r\nhi")),
        "null bytes in headers": (
            ("page",),
            says(OK + b"X-\x00: \x00\x1b[31m\r\nSet-Cookie: a\x00=b\r\n\r\nhi"),
        ),
        "cookies without sense": (
            ("page",),
            says(OK + b"Set-Cookie: ;;=;\r\nSet-Cookie: a=b; Expires=\xff; Max-Age=x\r\n\r\nhi"),
        ),
        "100 without end": (("too-large",), floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
        "103 without end": (("too-large",), floods(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")),
        "100, dripped": (("timeout",), drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
        "100 and then the answer": (("page",), says(b"HTTP/1.1 100 Go\r\n\r\n" + WHOLE)),
        "101": (("page", "malformed"), says(b"HTTP/1.1 101 Other\r\nUpgrade: h2c\r\n\r\n")),
        "dripped status line": (("timeout",), drips(b"HTTP/1.1 200 ", b"O")),
        "dripped headers": (("timeout",), drips(OK, b"X-A: 1\r\n")),
        "nothing": (("timeout",), silent),
        "closed at once": (("down",), gone),
        "broken off": (("down",), resets(b"")),
        "ended in the headers": (("down",), says(OK + b"X-A: 1\r\n")),
        "broken off in the headers": (("down",), resets(OK)),
        "garbage": (("malformed",), says(b"\x00\xff\xfe garbage \r\n\r\n" * 100)),
        "garbage without end": (("too-large",), floods(b"", b"\x00\xff")),
        "a status line that ends": (("down",), says(b"HTTP/1.1 20")),
        "HTTP/0.9": (("malformed",), says(b"<html>hello</html>")),
        "HTTP/9.9": (("malformed", "page"), says(b"HTTP/9.9 200 OK\r\n\r\nhi")),
        "a status of no number": (("malformed",), says(b"HTTP/1.1 abc OK\r\n\r\nhi")),
        "a status of 99999": (("malformed",), says(b"HTTP/1.1 99999 OK\r\n\r\nhi")),
        "another protocol": (("malformed",), says(b"220 mail.example ESMTP\r\n")),
        "two lengths": (
            ("page", "malformed", "page, the connection broke off"),
            says(OK + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\nhello"),
        ),
        "a length below zero": (("page",), says(OK + b"Content-Length: -5\r\n\r\nhello")),
        "a length of no number": (
            ("page", "malformed"),
            says(OK + b"Content-Length: 0x5\r\n\r\nhello"),
        ),
        "a length of 2^80": (
            ("page, the connection broke off",),
            says(OK + b"Content-Length: 1208925819614629174706176\r\n\r\nhello"),
        ),
    }
    redirects = {
        "a redirect to itself": (("loop",), to(b"/")),
        "redirects without end": (("loop",), counts),
        "a redirect to nowhere": (("page",), says(b"HTTP/1.1 302 Found\r\n\r\nhi")),
        "a redirect to an empty place": (("page",), to(b"  ")),
        "a redirect to garbage": (("malformed", "refused"), to(b"http://[::1")),
        "a redirect to a port of no number": (("malformed",), to(b"http://site.example:x/")),
        "a redirect to a file": (("refused",), to(b"file:///etc/passwd")),
        "a redirect to another protocol": (("refused",), to(b"gopher://site.example/")),
        "a redirect to script": (("refused",), to(b"javascript:alert(1)")),
        "a redirect with user information": (("refused",), to(b"http://a:b@site.example/")),
        "a redirect to a long address": (
            ("page", "loop", "malformed", "refused"),
            paths({b"/": to(b"/" + b"a%zz" * 12_000)}, says(WHOLE)),
        ),
        "a redirect with an endless body": (
            ("page",),
            paths(
                {b"/": floods(b"HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n", b"x")},
                says(WHOLE),
            ),
        ),
        "a redirect with a dripped body": (
            ("page",),
            paths(
                {
                    b"/": drips(
                        b"HTTP/1.1 302 Found\r\nContent-Length: 99\r\nLocation: /next\r\n\r\n", b"x"
                    )
                },
                says(WHOLE),
            ),
        ),
    }
    for group in (bodies, heads, redirects):
        for name, (wanted, act) in group.items():
            yield Case(name, wanted, act)


def _robots() -> Iterator[Case]:
    page = says(WHOLE)
    many = b"User-agent: *\n" + b"Disallow: /" + b"*a" * 900 + b"$\nAllow: /x\n" * 250

    def robots(act: Act) -> Act:
        return paths({b"/robots.txt": act}, page)

    for name, wanted, act in (
        ("robots.txt of 503", ("robots",), says(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")),
        ("robots.txt of 404", ("page",), says(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")),
        ("robots.txt without end", ("page",), floods(OK + b"\r\n", b"Allow: /\n")),
        ("robots.txt full of patterns", ("page",), says(OK + b"\r\n" + many * 200)),
        ("robots.txt that says nothing", ("timeout",), silent),
        ("robots.txt in a circle", ("loop", "page"), to(b"/robots.txt")),
    ):
        yield Case(name, wanted, robots(act), robots=True)


def _tls() -> Iterator[Case]:
    page, greet = Get(f"https://{HOST}/"), Handshake(HOST)
    alert = b"\x15\x03\x03\x00\x02\x01\x5a"
    change = b"\x14\x03\x03\x00\x01\x01"
    for name, wanted, act in (
        ("no TLS but HTTP", ("tls",), raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
        ("no TLS but garbage", ("tls",), raw(b"\xff" * 5_000)),
        ("TLS garbage without end", ("tls",), raw(b"", b"\xff" * 5_000)),
        ("alerts without end", ("tls",), raw(b"", alert * 500)),
        ("empty records without end", ("tls",), raw(b"", b"\x16\x03\x03\x00\x00" * 500)),
        ("changes of cipher without end", ("tls",), raw(b"", change * 500)),
        (
            "a message of 16 MB",
            ("tls",),
            raw(b"\x16\x03\x03\x40\x00\x02\xff\xff\xff", b"x" * 9_999),
        ),
        (
            "half a handshake",
            ("timeout",),
            raw(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03", b"\0", 0.3),
        ),
        ("a handshake that is silent", ("timeout",), silent),
        ("a handshake closed at once", ("tls", "down"), gone),
        ("a handshake broken off", ("down", "tls"), breaks),
        ("a dripped handshake", ("timeout",), raw(b"\x16\x03\x03\x40\x00", b"\x02", 0.2)),
    ):
        yield Case(name, wanted, act, "", page)
        if wanted != ("tls",):
            yield Case(f"{name}, seen alone", wanted, act, "", greet)
    hello = TlsVersionProbe(HOST, "1.2")
    yield Case("a hello that is silent", ("timeout",), silent, "", hello)
    yield Case(
        "a hello, dripped", ("timeout",), raw(b"\x16\x03\x03\x40\x00", b"\x02", 0.2), "", hello
    )
    yield Case("a hello to garbage", ("answer",), raw(b"\xff" * 9_000), "", hello)
    for kind in ("expired", "stranger", "other name", "not yet"):
        yield Case(f"certificate: {kind}", ("tls",), says(WHOLE), kind, page)
        yield Case(f"certificate seen: {kind}", ("answer, none",), says(WHOLE), kind, greet)
    yield Case("certificate: a gigantic chain", ("tls",), says(WHOLE), "gigantic", page)
    yield Case("certificate: good", ("page",), says(WHOLE), "good", page)
    yield Case(
        "dripped over TLS", ("page, the time was up",), drips(OK + b"\r\n", b"x"), "good", page
    )
    yield Case("endless over TLS", ("page, too large",), floods(OK + b"\r\n", b"x"), "good", page)
    yield Case("dripped headers over TLS", ("timeout",), drips(OK, b"A: b\r\n"), "good", page)


def _names() -> Iterator[Case]:
    for host, wanted in (
        ("silent.example", ("timeout",)),
        ("broken.example", ("dns",)),
        ("missing.example", ("dns",)),
        ("empty.example", ("dns",)),
        ("garbled.example", ("timeout", "dns")),
        ("round.example", ("timeout", "dns")),
        ("good.example", ("page",)),
    ):
        yield Case(f"DNS: {host}", wanted, says(WHOLE), question=Get(f"http://{host}/"))


CASES: tuple[Case, ...] = (*_plain(), *_robots(), *_tls(), *_names())


class _Names(NameServer):
    """A name server with a name whose answers are garbage, and one whose addresses change."""

    turn = 0

    def answer(self, wire: bytes, via: str) -> bytes | None:
        question = dns.message.from_wire(wire).question[0]
        name = str(question.name)
        if name.startswith("garbled"):
            return wire[:2] + b"\xff" * 40
        if name.startswith("rebind") and question.rdtype == dns.rdatatype.A:
            self.turn += 1
            self._zone[("rebind.example", "A")] = (PUBLIC if self.turn % 2 else "127.0.0.1",)
        return super().answer(wire, via)


# --- the servers ---------------------------------------------------------------------------------


def _listen(
    act: Act,
    port: int = 0,
    *,
    everywhere: bool = False,
    accepted: Act = lambda sock: None,
) -> int:
    """Serve each connection in a thread of its own; `accepted` sees them in the order they came."""
    if everywhere:
        listener = socket.create_server(
            ("", port), family=socket.AF_INET6, backlog=64, dualstack_ipv6=True
        )
    else:
        listener = socket.create_server(("127.0.0.1", port), backlog=64)

    def serve(sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError, IndexError), sock:
            act(sock)

    def accept() -> None:
        while True:
            with contextlib.suppress(OSError):
                sock, _ = listener.accept()
                accepted(sock)
                sock.settimeout(HANG)
                threading.Thread(target=serve, args=(sock,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return int(listener.getsockname()[1])


def _over_tls(act: Act, context: ssl.SSLContext) -> Act:
    def secured(sock: Any) -> None:
        with context.wrap_socket(sock, server_side=True) as secure:
            act(secure)

    return secured


def _contexts(folder: Path) -> dict[str, ssl.SSLContext]:
    """Contexts by what is wrong with their certificates; ``roots.pem`` is what the door trusts."""
    authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
    authority.cert_pem.write_to_path(folder / "roots.pem")
    today = datetime.now(UTC)
    certificates = {
        "good": authority.issue_cert(HOST),
        "expired": authority.issue_cert(
            HOST, not_before=today - timedelta(90), not_after=today - timedelta(1)
        ),
        "not yet": authority.issue_cert(
            HOST, not_before=today + timedelta(9), not_after=today + timedelta(90)
        ),
        "other name": authority.issue_cert("other.example"),
        "stranger": trustme.CA(key_type=trustme.KeyType.ECDSA).issue_cert(HOST),
    }
    made = {name: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for name in (*certificates, "gigantic")}
    for name, certificate in certificates.items():
        certificate.configure_cert(made[name])
    chain = folder / "gigantic.pem"
    good = certificates["good"]
    chain.write_bytes(
        good.private_key_pem.bytes()
        + good.cert_chain_pems[0].bytes()
        + b"".join(
            authority.issue_cert(f"n{n}.example").cert_chain_pems[0].bytes() for n in range(20)
        )
        * 20
    )
    made["gigantic"].load_cert_chain(chain)
    return made


def serve(folder: Path) -> None:
    """Serve all cases, say where, and go on until nobody listens."""
    contexts = _contexts(folder)
    ports = [
        _listen(_over_tls(case.act, contexts[case.tls]) if case.tls else case.act) for case in CASES
    ]
    zone = {
        **{(f"{name}.example", "A"): ("127.0.0.1",) for name in ("good", "silent", "broken")},
        ("garbled.example", "A"): ("127.0.0.1",),
        ("empty.example", "TXT"): ("hello",),
        ("round.example", "CNAME"): ("round.example",),
    }
    with _Names(zone, silent=["silent.example"], broken=["broken.example"]) as names:
        sys.stdout.write(json.dumps({"ports": ports, "names": names.port}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
        os._exit(0)


# --- the questions -------------------------------------------------------------------------------


def memory() -> int:
    """The most memory that this process has taken, in kB."""
    text = Path("/proc/self/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0])


def bounded(case: Case, settings: Settings) -> dict[str, Any]:
    """What the door makes of a case, with as much time as the machine needs to get so far."""
    found: dict[str, Any] = {}
    for limits in case.deadlines:
        found = outcome(replace(settings, limits=limits), case.question, case.robots)
        if found["ended"] in case.wanted or found["ended"] != "timeout":
            break
    return found


def outcome(settings: Settings, question: Question, robots: bool = False) -> dict[str, Any]:
    """What the door makes of a question, in this process."""
    before = memory()
    with Live(settings) as live:
        began = time.monotonic()
        try:
            answer: Any = (RobotsClient(live) if robots else live).ask(question)
        except UnreadableError as error:
            ended, why = str(error.state), error.why
        else:
            ended, why = "answer", ""
            if isinstance(answer, Page):
                ended = f"page, {answer.cut}" if answer.cut else "page"
                why = f"{len(answer.text)} characters"
            elif isinstance(answer, HandshakeResult):
                ended = f"answer, {answer.roots}"
        took = time.monotonic() - began
    return {"ended": ended, "why": why, "seconds": took, "mb": (memory() - before) / 1024}


def _forked(work: Callable[[], dict[str, Any]]) -> tuple[int, int]:
    """Do it in a process of its own, which says what came of it through a pipe."""
    reader, writer = os.pipe()
    if child := os.fork():
        os.close(writer)
        return child, reader
    try:
        os.write(writer, json.dumps(work()).encode())
    except BaseException as error:
        os.write(writer, json.dumps({"ended": f"raised {error!r}"[:900]}).encode())
        raise
    finally:
        os._exit(0)


def each(works: Sequence[tuple[str, Callable[[], dict[str, Any]]]]) -> Iterator[dict[str, Any]]:
    """Do each in a process of its own, some at a time."""
    registrable_domain(HOST)  # reads a table once, which is no answer's doing
    waiting = list(works)
    running: dict[int, tuple[str, int, float]] = {}
    while waiting or running:
        while waiting and len(running) < TOGETHER:
            name, work = waiting.pop(0)
            child, reader = _forked(work)
            running[reader] = (name, child, time.monotonic())
        ready, _, _ = select.select(list(running), [], [], 1)
        for reader, (name, child, began) in list(running.items()):
            if reader in ready:
                found = os.read(reader, 65_536) or b'{"ended": "died"}'
            elif time.monotonic() - began > HANG:
                os.kill(child, 9)
                found = b'{"ended": "hangs"}'
            else:
                continue
            os.close(reader)
            os.waitpid(child, 0)
            del running[reader]
            yield {"case": name, "seconds": 99, "mb": 0} | json.loads(found)


def loopback() -> list[dict[str, Any]]:
    """Every case against a server on loopback, which runs in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "tests.web.hostile", "serve", name]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        ) as server:
            assert server.stdout
            found = json.loads(server.stdout.readline())
            works = []
            for case, port in zip(CASES, found["ports"], strict=True):
                by_name = case.name.startswith("DNS")
                target = "" if by_name else "127.0.0.1"
                settings = Settings(
                    allow=LOOPBACK,
                    active=True,
                    connect_to=tuple(ConnectTo("", at, target, port) for at in (80, 443)),
                    nameservers=(("127.0.0.1", found["names"]),) if by_name else (),
                    roots=folder / "roots.pem",
                    proxy="",
                    pace=None,
                )
                works.append((case, settings))
            return list(
                each(
                    [
                        (c.name, lambda c=c, s=s: bounded(c, s))  # type: ignore[misc]
                        for c, s in works
                    ]
                )
            )


# --- addresses -----------------------------------------------------------------------------------

PUBLIC = "9.9.9.9"
"""A public address that in our own network is ours."""
PRIVATE = {
    "loopback": "127.0.0.1",
    "loopback in decimal": "2130706433",
    "loopback in hexadecimal": "0x7f000001",
    "loopback in octal": "017700000001",
    "loopback in hexadecimal, dotted": "0x7f.0.0.1",
    "loopback in octal, dotted": "0177.0.0.01",
    "loopback, short": "127.1",
    "loopback in wide digits": "１２７.0.0.1",
    "another loopback": "127.8.8.8",
    "this host": "0.0.0.0",  # noqa: S104 - the address asked for, not one listened on
    "this host, short": "0",
    "link-local": "169.254.169.254",
    "private 10": "10.1.2.3",
    "private 172": "172.16.9.9",
    "private 192": "192.168.1.1",
    "carrier NAT": "100.64.0.1",
    "benchmarks": "198.18.0.1",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "IPv6 loopback": "[::1]",
    "IPv6 none": "[::]",
    "IPv6 mapped": "[::ffff:127.0.0.1]",
    "IPv6 mapped in hexadecimal": "[::ffff:7f00:1]",
    "IPv6 compatible": "[::127.0.0.1]",
    "IPv6 NAT64": "[64:ff9b::7f00:1]",
    "IPv6 NAT64, local": "[64:ff9b:1::7f00:1]",
    "IPv6 6to4": "[2002:7f00:1::]",
    "IPv6 Teredo": "[2001:0:909:909::80ff:fffe]",
    "IPv6 unique local": "[fc00::1]",
    "IPv6 link-local": "[fe80::1]",
    "IPv6 multicast": "[ff02::1]",
}
OURS = (
    *(f"{PUBLIC}/32", "169.254.169.254/32", "10.1.2.3/32", "172.16.9.9/32", "192.168.1.1/32"),
    *("100.64.0.1/32", "198.18.0.1/32", "64:ff9b::7f00:1/128", "64:ff9b:1::7f00:1/128"),
    *("2002:7f00:1::/128", "2001:0:909:909::80ff:fffe/128", "fc00::1/128", "fe80::1/128"),
)
PORTS = (80, 443, 8080, 8443, 22, 6379)
LAST = "127.9.9.9"
"""The address of the connection that says that all others have been made."""


def _address_cases() -> dict[str, tuple[str, str]]:
    """URL and what is to come of it, by what it tries."""
    cases = {f"{name}": (f"http://{host}/", "refused") for name, host in PRIVATE.items()}
    cases |= {
        f"a redirect to {name}": (f"http://public.example/to?http://{host}/", "refused")
        for name, host in PRIVATE.items()
    }
    for name in ("loopback", "mapped", "link", "nat64", "private"):
        cases[f"a name of {name}"] = (f"http://{name}.example/", "refused")
    cases |= {
        "localhost": ("http://localhost/", "dns"),
        "https to loopback": ("https://127.0.0.1/", "refused"),
        "an alias of loopback": ("http://alias.example/", "refused"),
        "a name of both": ("http://mixed.example/", "page"),
        "a name that changes": ("http://rebind.example/to?http://rebind.example:8080/", "refused"),
        "public": ("http://public.example/", "page"),
        "public by address": (f"http://{PUBLIC}/", "page"),
        "user information": ("http://public.example@127.0.0.1/", "refused"),
        "a backslash": ("http://public.example\\@127.0.0.1/", "page"),  # WHATWG: a slash
        "an odd port": ("http://public.example:22/", "refused"),
        "another odd port": ("http://public.example/to?http://public.example:6379/", "refused"),
    }
    return cases


def addresses() -> dict[str, Any]:
    """Every address case, in a network where all of them could be reached, and who was."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in OURS:
        kind = ["-6"] if ":" in address else []
        more = ["nodad"] if kind else []
        command = ["ip", *kind, "addr", "add", address, "dev", "lo", *more]
        subprocess.run(command, check=True, capture_output=True)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _record_connections(writer)
    names = int(os.read(reader, 100))
    settings = Settings(nameservers=(("127.0.0.1", names),), proxy="", pace=None, limits=UNHURRIED)
    cases = _address_cases()
    reachable = _reachable()
    results = list(
        each(
            [
                (name, lambda url=url: outcome(settings, Get(url)))  # type: ignore[misc]
                for name, (url, _) in cases.items()
            ]
        )
    )
    for port in PORTS:  # connections are written down in the order they come: this is the last
        socket.create_connection((LAST, port)).close()
    reached: list[str] = []
    while reached.count(LAST) < len(PORTS):
        reached += os.read(reader, 1 << 16).decode().split()
    os.kill(child, 9)
    os.waitpid(child, 0)
    reached = [address for address in reached if address != LAST]
    for found in results:
        found["url"], found["wanted"] = cases[found["case"]]
    return {"cases": results, "reached": reached, "reachable": reachable}


def _reachable() -> list[str]:
    """The private addresses that a client without a guard would have reached here."""
    found = []
    for host in PRIVATE.values():
        with contextlib.suppress(OSError, UnicodeError):
            place = (host.strip("[]"), 6379)
            with socket.create_connection(place):
                found.append(host)
    return found


def _record_connections(writer: int) -> None:
    """Be every host of this network, and write down at which address one was called."""

    def accepted(sock: Any) -> None:
        at = sock.getsockname()[0].removeprefix("::ffff:")
        port = sock.getsockname()[1]
        if port != 6379 or at == LAST:  # which only tries what could be reached
            os.write(writer, f"{at}\n".encode())

    def act(sock: Any) -> None:
        head = asked(sock)
        target = unquote_to_bytes(head.partition(b"/to?")[2].partition(b" ")[0])
        answer = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target + b"\r\n\r\n"
        sock.sendall(answer if target else WHOLE)

    for port in PORTS:
        _listen(act, port, everywhere=True, accepted=accepted)
    zone = {
        ("public.example", "A"): (PUBLIC,),
        ("loopback.example", "A"): ("127.0.0.1",),
        ("mapped.example", "AAAA"): ("::ffff:127.0.0.1",),
        ("link.example", "A"): ("169.254.169.254",),
        ("nat64.example", "AAAA"): ("64:ff9b::7f00:1",),
        ("private.example", "A"): ("10.1.2.3",),
        ("alias.example", "CNAME"): ("loopback.example.",),
        ("mixed.example", "A"): ("127.0.0.1", PUBLIC, "10.1.2.3"),
        ("rebind.example", "A"): (PUBLIC,),
    }
    with _Names(zone) as names:
        os.write(writer, str(names.port).encode())
        signal.pause()  # until it is killed
    os._exit(0)


def main(arguments: Sequence[str]) -> None:
    match arguments:
        case ["serve", folder]:
            serve(Path(folder))
        case ["addresses"]:
            sys.stdout.write(json.dumps(addresses(), indent=1))
        case _:
            sys.stdout.write(json.dumps(loopback(), indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
