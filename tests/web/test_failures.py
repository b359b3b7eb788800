"""Whatever the libraries below raise for what the world sends, the door raises its own."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import dns.exception
import dns.resolver
import pytest
import requests
import urllib3.exceptions
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.errors import State, UnreadableError
from soescan.web import Get, Handshake, Hello, Lookup, Page
from soescan.web.connections import Adapter
from soescan.web.live import Live
from soescan.web.settings import Limits, Redirected, Settings
from tests.web.server import LOOPBACK, Answer, Sites

HOME = "https://www.acme.com/"
PLAIN = "http://www.acme.com/"


def below(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    """An exception and all that are derived from it, but warnings."""
    if not issubclass(kind, Warning):
        yield kind
        for one in kind.__subclasses__():
            yield from below(one)


def name_of(kind: object) -> str:
    assert isinstance(kind, type)
    return f"{kind.__module__}.{kind.__name__}"


KINDS: list[type[BaseException]] = sorted(
    {
        one
        for root in (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            http.client.HTTPException,
            ssl.SSLError,
            socket.gaierror,
            socket.herror,
            ConnectionError,
            TimeoutError,
            OSError,
            UnicodeError,
        )
        for one in (below(root) if root is not OSError else [OSError])
        if one.__module__.partition(".")[0]
        in ("requests", "urllib3", "http", "ssl", "socket", "_socket", "builtins")
    },
    key=name_of,
)


def made(kind: type[BaseException]) -> BaseException:
    """An exception of a kind, however its constructor is."""
    error = kind.__new__(kind)
    error.args = ("made",)
    if isinstance(error, http.client.IncompleteRead):  # they say of themselves how much came
        partial = 1 if issubclass(kind, urllib3.exceptions.HTTPError) else b""
        for name, value in (("partial", partial), ("expected", 1), ("length", 1)):
            setattr(error, name, value)
    return error


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with Sites({HOME: Answer(200, [("Content-Type", "text/html")], "<p>hello")}) as started:
        yield started


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_every_exception_of_the_libraries_becomes_ours(
    kind: type[BaseException], sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise made(kind)

    with Live(sites.settings()) as live:
        monkeypatch.setattr(Adapter, "send", fail)
        with pytest.raises(UnreadableError) as raised:
            live.ask(Get(HOME))
    assert raised.value.at


@pytest.mark.parametrize(
    "kind",
    sorted(set(below(dns.exception.DNSException)), key=name_of),
    ids=name_of,
)
def test_every_exception_of_dns_becomes_ours(
    kind: type[BaseException], sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise made(kind)

    monkeypatch.setattr(dns.resolver.Resolver, "resolve", fail)
    with Live(sites.settings(nameservers=(("127.0.0.1", 1),))) as live:
        if issubclass(kind, dns.resolver.NXDOMAIN):
            return  # a name that does not exist is an answer, and tested as one
        with pytest.raises(UnreadableError) as raised:
            live.ask(Lookup("acme.com", "A"))
    assert raised.value.state in (State.DNS, State.TIMEOUT)


ANSWERS = [
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: http://www.acme.com/next\r\nSet-Cookie: a=b; Path=/\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody",
    b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xcbH\xcd\xc9\xc9\x07\x00\x86\xa6\x106\x05\x00\x00\x00",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 13\r\n\r\nx\x9c\xcbH\xcd\xc9\xc9\x07\x00\x06,\x02\x15",
]
PIECES = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b":",
        b";",
        b" ",
        b"\t",
        b"\xff",
        b"-1",
        b"0x5",
        b"99999999999999999999",
    ),
    *(
        b"Content-Length: 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Location: //[\r\n",
        b"HTTP/1.1 ",
    ),
    *(
        b"Set-Cookie: \xff=\x01; Expires=x; Domain=.\r\n",
        b" folded\r\n",
        b"Content-Encoding: gzip, gzip\r\n",
    ),
    *(
        b"\x1f\x8b",
        b"Content-Type: text/html; charset=\x00hex\r\n",
        b"Location: http://\xe4.example:x/\r\n",
    ),
]

MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, 400), st.integers(0, 8), st.sampled_from(PIECES) | st.binary(max_size=6)
    ),
    max_size=6,
)


def mutate(content: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """Some bytes taken out and others put in, at some places."""
    for place, gone, put in changes:
        at = place % (len(content) + 1)
        content = content[:at] + put + content[at + gone :]
    return content


class Raw:
    """A server that sends the same bytes to whoever asks, and closes."""

    def __init__(self) -> None:
        self.answer = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                with contextlib.suppress(OSError), sock:
                    sock.settimeout(2)
                    sock.recv(65_536)
                    sock.sendall(self.answer)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture(scope="module")
def raw() -> Iterator[tuple[Raw, Live]]:
    server = Raw()
    wanted = Settings(
        allow=LOOPBACK,
        connect_to=(Redirected("", 0, "127.0.0.1", server.port),),
        active=True,
        proxy="",
        pace=None,
        limits=Limits(seconds=2),
    )
    with Live(wanted) as live:
        yield server, live
    server.close()


@settings(max_examples=400)
@given(answer=st.sampled_from(ANSWERS), changes=MUTATIONS)
def test_mutated_answers_bring_pages_or_gaps(
    raw: tuple[Raw, Live], answer: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    server, live = raw
    server.answer = mutate(answer, changes)
    with contextlib.suppress(UnreadableError):
        check(live.ask(Get(PLAIN)))


def check(page: Page) -> None:
    """A page can be read through and through."""
    assert 100 <= page.status <= 999
    assert len(page.body) <= 2 << 20
    for read in (page.text, page.sha256, page.media_type, page.host, page.url):
        assert isinstance(read, str)


RECORDS = st.tuples(
    st.sampled_from([b"\x16\x03\x03", b"\x15\x03\x01", b"\x17\x03\x03"]), st.binary(max_size=90)
).map(lambda parts: parts[0] + len(parts[1]).to_bytes(2, "big") + parts[1])


@settings(max_examples=100)
@given(answer=st.binary(max_size=120) | RECORDS)
def test_mutated_handshakes_bring_greetings_or_gaps(raw: tuple[Raw, Live], answer: bytes) -> None:
    server, live = raw
    server.answer = answer
    questions: list[Any] = [Handshake("www.acme.com"), Hello("www.acme.com", "1.2"), Get(HOME)]
    for question in questions:
        with contextlib.suppress(UnreadableError):
            assert isinstance(live.ask(question).where, str)
