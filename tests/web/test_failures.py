"""Whatever the libraries below raise for what the world sends, the door raises its own."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator

import dns.exception
import dns.resolver
import pytest
import requests
import urllib3.exceptions

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import Get, Lookup
from soescan.web.connections import Adapter
from soescan.web.live import Live
from tests.web.server import Answer, Sites

HOME = "https://www.acme.com/"


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


@pytest.fixture(scope="module")
def live(sites: Sites) -> Iterator[Live]:
    with Live(sites.settings(nameservers=(("127.0.0.1", 1),))) as opened:
        yield opened


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_every_exception_of_the_libraries_becomes_ours(
    kind: type[BaseException], live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise made(kind)

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
    kind: type[BaseException], live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise made(kind)

    monkeypatch.setattr(dns.resolver.Resolver, "resolve", fail)
    if issubclass(kind, dns.resolver.NXDOMAIN):
        return  # a name that does not exist is an answer, and tested as one
    with pytest.raises(UnreadableError) as raised:
        live.ask(Lookup("acme.com", "A"))
    assert raised.value.state in (UnreadableState.DNS, UnreadableState.TIMEOUT)
