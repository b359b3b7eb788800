"""Answers with bytes changed anywhere, for what no list of attacks has thought of."""

from __future__ import annotations

import contextlib
import gzip
import random
import socket
import ssl
import tempfile
import threading
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Self

import trustme

from soescan.errors import UnreadableError
from soescan.web import Get, Handshake, Page, Question, TlsVersionProbe
from soescan.web.live import Live
from soescan.web.settings import ConnectTo, Settings
from tests.patience import HANG, UNHURRIED
from tests.web.server import LOOPBACK

HOST = "site.example"
_HTML = b"<html><meta charset=utf-8><title>Hello</title><p>" + b"word " * 40
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\n"
    b"Set-Cookie: sid=abc; Path=/; Domain=site.example; Max-Age=60; Secure; SameSite=Lax\r\n"
    b"Set-Cookie: b=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT\r\n"
    b"Strict-Transport-Security: max-age=31536000\r\nRetry-After: 1\r\n"
)
_ZIPPED = gzip.compress(_HTML, mtime=0)
_FLAT = zlib.compress(_HTML)
SEEDS: tuple[bytes, ...] = (
    _HEAD + b"Content-Length: %d\r\n\r\n" % len(_HTML) + _HTML,
    _HEAD + b"Connection: close\r\n\r\n" + _HTML,
    _HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(_ZIPPED) + _ZIPPED,
    _HEAD + b"Content-Encoding: deflate\r\nContent-Length: %d\r\n\r\n" % len(_FLAT) + _FLAT,
    _HEAD
    + b"Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"
    + b"5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: http://www.site.example/next?a=b#c\r\n"
    b"Set-Cookie: a=b; Path=/next\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n"
    b"HTTP/1.0 404 Not Found\r\nX-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\nno",
    b"HTTP/1.1 204 No Content\r\n\r\n",
)
TOKENS: tuple[bytes, ...] = (
    *(b"\r\n", b"\n", b"\r", b"\0", b": ", b";", b",", b"=", b"%", b"%zz", b"@", b"#", b"?", b"/"),
    *(b"//", b"\\", b"[", b"]", b"::1", b"127.0.0.1", b"http://", b"https://", b"file:", b"\xff"),
    *(b"\x85", b"\xe2\x80\xa8", b"\x1b[31m", b"chunked", b"gzip", b"gzip, gzip", b"-1", b"0x10"),
    *(b"99999999999999999999", b"HTTP/1.1 ", b"Content-Length: 3\r\n", b"Location: ", b"\r\n\r\n"),
    *(b"Set-Cookie: ", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: deflate\r\n"),
    *(b"expires=", b"Domain=.example", b"xn--", b"\xc3\xbc", b"utf-7", b"charset=", b"Max-Age=-0"),
)
PLACES = ("http", "https", "greeting", "hello")
"""Where the bytes go: into an answer, plain or over TLS, or into the handshake itself."""


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """Some bytes put in, left out, changed, doubled or cut off."""
    made = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(7):
            case 0:
                made[at:at] = chance.choice(TOKENS)
            case 1:
                made[at:at] = chance.randbytes(chance.choice((1, 2, 9)))
            case 2:
                del made[at : at + chance.choice((1, 2, 20))]
            case 3 if at < len(made):
                made[at] = chance.randrange(256)
            case 4:
                made[at:at] = made[at : at + chance.choice((4, 40, 400))]
            case 5:
                token = chance.choice(TOKENS)
                made[at : at + len(token)] = token
            case 6 if chance.random() < 0.3:
                del made[at:]
    return bytes(made)


class Mutants:
    """A server that says what it is told to, and a door in front of it."""

    def __enter__(self) -> Self:
        self.content = b""
        self.place = "http"
        self._folder = tempfile.TemporaryDirectory()
        roots = Path(self._folder.name) / "roots.pem"
        authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
        authority.cert_pem.write_to_path(roots)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST, f"*.{HOST}").configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        settings = Settings(
            allow=LOOPBACK,
            active=True,
            connect_to=(ConnectTo("", 0, "127.0.0.1", port),),
            roots=roots,
            proxy="",
            pace=None,
        )
        self.live = Live(replace(settings, limits=UNHURRIED))
        self.flight = self._captured()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.close()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._folder.cleanup()

    def seeds(self, place: str) -> tuple[bytes, ...]:
        """What a well-behaved server says there."""
        return SEEDS if place.startswith("http") else (self.flight,)

    def ask(self, place: str, content: bytes) -> str:
        """What the door makes of some bytes: how it ended.

        Anything but an answer or `UnreadableError` comes out as it is.
        """
        self.place, self.content = place, content
        questions: dict[str, Question] = {
            "greeting": Handshake(HOST),
            "hello": TlsVersionProbe(HOST, "1.3"),
        }
        page = Get(f"{place}://{HOST}/?q", verify=len(content) % 2 > 0)
        try:
            answer: object = self.live.ask(questions.get(place, page))
        except UnreadableError as error:
            assert error.why.isprintable(), error.why
            return str(error.state)
        if isinstance(answer, Page):
            assert len(answer.text) >= 0
            for hop in answer.hops:
                for name, value in hop.headers:
                    assert name.isprintable() or "\t" in name, name
                    assert "\n" not in value
                    assert "\x1b" not in value
            return f"page, {answer.cut}" if answer.cut else "page"
        return "answer"

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        content, place = self.content, self.place
        with contextlib.suppress(OSError), sock:
            sock.settimeout(HANG)
            if place == "https":
                sock = self._context.wrap_socket(sock, server_side=True)
            with sock:
                sock.recv(65_536)
                sock.sendall(content)
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(65_536):
                    pass

    def _captured(self) -> bytes:
        """The first flight of a real handshake."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client_in, client_out = ssl.MemoryBIO(), ssl.MemoryBIO()
        server = self._context.wrap_bio(incoming, outgoing, server_side=True)
        client = ssl.create_default_context().wrap_bio(client_in, client_out, server_hostname=HOST)
        for half in (client, server):
            with contextlib.suppress(ssl.SSLWantReadError):
                half.do_handshake()
            incoming.write(client_out.read())
        return outgoing.read()
