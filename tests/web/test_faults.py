"""Whatever requests, urllib3, http.client, ssl and socket raise has a state; new kinds are noticed."""

from __future__ import annotations

import http.client
import inspect
import socket
import ssl
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import requests.exceptions
import urllib3.exceptions

from soescan.errors import UnreadableState
from soescan.web import fetch
from soescan.web.settings import Settings
from soescan.web.visit import Visit

WANTED = {
    UnreadableState.TIMEOUT: """TimeoutError requests.ConnectTimeout requests.ReadTimeout requests.Timeout
        urllib3.ConnectTimeoutError urllib3.ReadTimeoutError urllib3.TimeoutError""",
    UnreadableState.DOWN: """OSError http.IncompleteRead http.RemoteDisconnected
        requests.ChunkedEncodingError requests.ConnectionError requests.HTTPError
        requests.InvalidJSONError requests.ProxyError requests.RequestException
        requests.RetryError requests.StreamConsumedError requests.TooManyRedirects
        requests.URLRequired requests.UnrewindableBodyError urllib3.IncompleteRead
        urllib3.InvalidChunkLength urllib3.NewConnectionError urllib3.ProtocolError
        urllib3.ProxyError""",
    UnreadableState.TOO_LARGE: "http.LineTooLong",
    UnreadableState.REFUSED: """requests.InvalidProxyURL requests.InvalidURL urllib3.LocationParseError
        urllib3.LocationValueError urllib3.ProxySchemeUnknown urllib3.URLSchemeUnknown""",
    UnreadableState.TLS: """requests.SSLError ssl.SSLCertVerificationError ssl.SSLEOFError ssl.SSLError
        ssl.SSLSyscallError ssl.SSLWantReadError ssl.SSLWantWriteError ssl.SSLZeroReturnError
        urllib3.SSLError""",
    UnreadableState.DNS: "socket.gaierror socket.herror urllib3.NameResolutionError",
    UnreadableState.MALFORMED: """email.MessageDefect http.BadStatusLine http.CannotSendHeader
        http.CannotSendRequest http.HTTPException http.ImproperConnectionState http.InvalidURL
        http.NotConnected http.ResponseNotReady http.UnimplementedFileMode http.UnknownProtocol
        http.UnknownTransferEncoding json.JSONDecodeError requests.ContentDecodingError
        requests.InvalidHeader requests.InvalidSchema requests.JSONDecodeError
        requests.MissingSchema urllib3.BodyNotHttplibCompatible urllib3.ClosedPoolError
        urllib3.DecodeError urllib3.EmptyPoolError urllib3.FullPoolError urllib3.HTTPError
        urllib3.HeaderParsingError urllib3.HostChangedError urllib3.InvalidHeader
        urllib3.MaxRetryError urllib3.PoolError urllib3.ProxySchemeUnsupported
        urllib3.RequestError urllib3.ResponseError urllib3.ResponseNotChunked
        urllib3.TimeoutStateError urllib3.UnrewindableBodyError""",
}
STATES = {name: state for state, names in WANTED.items() for name in names.split()}
ELSEWHERE = {"socket._GiveupOnSendfile"}
"""Of a method that nobody here calls."""


def kinds() -> Iterator[tuple[str, type[Exception]]]:
    for module in (requests.exceptions, urllib3.exceptions, http.client, ssl, socket):
        for kind in vars(module).values():
            if inspect.isclass(kind) and issubclass(kind, Exception):
                home = kind.__module__.partition(".")[0]
                yield (
                    kind.__qualname__ if home == "builtins" else f"{home}.{kind.__qualname__}",
                    kind,
                )


KINDS = {
    name: kind
    for name, kind in kinds()
    if name not in ELSEWHERE and not issubclass(kind, Warning | ImportError)
}


def made(kind: type[Exception]) -> Exception:
    response: Any = SimpleNamespace(tell=lambda: 1, length_remaining=2)
    more: dict[type[Exception], tuple[Any, ...]] = {
        http.client.IncompleteRead: (b"x",),
        urllib3.exceptions.IncompleteRead: (1, 2),
        urllib3.exceptions.InvalidChunkLength: (response, b"x"),
    }
    try:
        return kind(*more.get(kind, ("x",)))
    except TypeError:
        return kind.__new__(kind, "x")


def visit() -> Visit:
    return Visit(Settings(), lambda host, seconds: (), time.monotonic() + 60)


def test_every_kind_of_fault_has_a_state_and_new_ones_are_noticed() -> None:
    assert {
        name: fetch.explain_failure(made(kind), visit()).state for name, kind in KINDS.items()
    } == STATES


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_of_fault_is_caught(name: str) -> None:
    assert issubclass(KINDS[name], fetch.FAULTS)


def test_what_happened_tells_more_than_what_wrapped_it() -> None:
    wrapped = requests.ConnectionError(
        urllib3.exceptions.ProtocolError(
            "Connection aborted.", http.client.BadStatusLine("\x1b[31m")
        )
    )
    found = fetch.explain_failure(wrapped, visit())
    assert found.state is UnreadableState.MALFORMED
    assert found.why == "BadStatusLine: [31m"


def test_once_the_time_is_up_everything_that_breaks_broke_for_that() -> None:
    over = visit()
    over.expire()
    assert fetch.explain_failure(ConnectionResetError(), over).state is UnreadableState.TIMEOUT
