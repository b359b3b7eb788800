"""Connections of urllib3 that go where a visit says, and take no more than it allows."""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import threading
from typing import Any, cast

import urllib3.connection
from requests.adapters import DEFAULT_POOLBLOCK, HTTPAdapter
from requests.models import PreparedRequest, Response
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from soescan.errors import UnreadableError, UnreadableState
from soescan.web.visit import Guard, Visit

_current = threading.local()
"""The visit for which this thread is asking: pools make connections without saying for whom."""

_LINE = 65_536
"""Bytes of a line of headers, chunk sizes or trailers."""
_ENDS = (b"\r\n", b"\n")
"""The empty line after the headers."""


class TooMuchError(OSError):
    """More came than is taken."""


def set_current_visit(visit: Visit | None) -> None:
    """Let connections that this thread makes or takes from a pool serve a visit."""
    _current.visit = visit


def _current_visit() -> Visit:
    return cast(Visit, _current.visit)


_HEADER = re.compile(rb"[!-9;-~]+:|[ \t]|\r?\n\Z")
"""A line of headers begins with a name and a colon, continues the one before, or is empty."""


class _BoundedReader(io.RawIOBase):
    """What a server sends, up to a number of bytes, in lines of bounded length.

    In the headers, `readline` gives as many lines at once as fit into one of bounded length:
    http.client counts what it reads, and takes 100 only, while honest sites send a dozen cookies
    and forty policies. What is too much is counted here, in lines of headers and in bytes.
    """

    def __init__(self, inner: Any, allowed: int, lines: int) -> None:
        super().__init__()
        self._inner = inner
        self._next = b""
        self._lines_left = lines
        self.left = allowed
        self.headers = False
        """Skip lines that are no header. The standard library takes the first of them for the end
        of the headers, and what follows would look as if it had not been sent; browsers go on."""

    def readline(self, size: int | None = -1) -> bytes:
        return self._header_lines() if self.headers else self._line(size)

    def _header_lines(self) -> bytes:
        """Lines of headers, the empty one after them always alone."""
        lines, self._next = self._next or self._line(), b""
        while lines not in _ENDS:
            line = self._line()
            self._lines_left -= 1
            if self._lines_left < 0:
                raise UnreadableError(UnreadableState.TOO_LARGE, "more headers than soescan reads")
            if line in _ENDS or len(lines) + len(line) > _LINE:
                self._next = line
                break
            lines += line
        return lines

    def _line(self, size: int | None = -1) -> bytes:
        while True:
            length = _LINE if size is None or size < 0 else min(size, _LINE)
            line: bytes = self._inner.readline(length)
            if len(line) == _LINE == length and not line.endswith(b"\n"):
                raise TooMuchError("a line without end")
            self._count(len(line))
            if not line.endswith(b"\n") and (self.headers or line.startswith(b"HTTP/")):
                # http.client takes what came so far for all headers; the rest would look unsent.
                raise ConnectionResetError("the connection ended in the headers")
            if not self.headers or _HEADER.match(line):
                return line

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0 or size > self.left:
            size = self.left + 1
        return self._count_content(self._inner.read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._count_content(
            self._inner.read1(size if 0 <= size <= self.left else self.left + 1)
        )

    def readinto(self, buffer: Any) -> int:
        count: int = self._inner.readinto(buffer)
        self._count(count)
        return count

    def peek(self, size: int = 0) -> bytes:
        return cast(bytes, self._inner.peek(size))

    def _count_content(self, content: bytes) -> bytes:
        self._count(len(content))
        return content

    def _count(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise TooMuchError("more than soescan reads")

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


class _BoundedResponse(http.client.HTTPResponse):
    """An answer whose head and body are bounded while http.client reads them."""

    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self._visit = _current_visit()
        self._secured: Any = sock if isinstance(sock, ssl.SSLSocket) else None
        limits = self._visit.settings.limits
        self.fp: Any = _BoundedReader(self.fp, limits.head_bytes, limits.headers)

    def begin(self) -> None:
        super().begin()
        if isinstance(
            self.fp, _BoundedReader
        ):  # http.client closes it when there is no body to come
            self.fp.left = self._visit.wire_bytes + _LINE
            self.fp.headers = False
            if self._secured and self.length is None and not self.chunked:
                # Where its end is that of the connection, somebody on the way could end it sooner:
                # without the sender's word it is not whole (RFC 9112 sections 8 and 9.8).
                self._secured.suppress_ragged_eofs = False

    def _read_status(self) -> tuple[str, int, str]:
        """The status line of the answer, past interim ones (RFC 9110 section 15.2).

        http.client itself knows of 100 only.
        """
        while True:
            self.fp.headers = False
            status_line: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            self.fp.headers = True
            if not 101 < status_line[1] < 200:
                return status_line
            http.client.parse_headers(self.fp)


class _VisitConnection:
    """Mixed into urllib3's connections: they ask the visit where to go."""

    port: int
    proxy: Any
    sock: socket.socket | None
    _dns_host: str
    _guard: Guard | None = None
    _peer: str = ""
    _asked: int = 0
    """Requests since it was opened."""

    def _new_conn(self) -> socket.socket:
        visit = _current_visit()
        connect = visit.connect_to_proxy if self.proxy else visit.connect
        sock, self._guard = connect(self._dns_host, self.port)
        self._guard.hold()
        self._peer, self._asked = visit.peer, 0
        return sock

    def putrequest(self, *args: Any, **more: Any) -> None:
        visit = _current_visit()
        if self.sock is None:
            self.connect()  # type: ignore[attr-defined]
        visit.reused = self._asked > 0
        if visit.reused and self._guard:  # a connection from the pool serves another visit now
            visit.watch(self._guard)
            visit.peer = self._peer
        self._asked += 1
        super().putrequest(*args, **more)  # type: ignore[misc]

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        guard, self._guard = self._guard, None
        if guard:
            guard.let_go()


class _Connection(_VisitConnection, urllib3.connection.HTTPConnection):
    response_class = _BoundedResponse


class _SecureConnection(_VisitConnection, urllib3.connection.HTTPSConnection):
    response_class = _BoundedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection

    def _validate_conn(self, conn: Any) -> None:
        """Connect, without a warning where nobody is trusted: the hop says so."""
        if conn.is_closed:
            conn.connect()


_POOLS = {"http": _Pool, "https": _SecurePool}


class Adapter(HTTPAdapter):
    """requests' way to the network, through connections of ours that share one TLS context."""

    def __init__(self, context: ssl.SSLContext, pools: int, connections: int) -> None:
        """Keep `connections` open to each of the `pools` hosts that were asked last.

        How many are open at once is the pace's business; a pool that made others wait would wait
        for ever for a connection that was closed and not given back.
        """
        self._context = context
        super().__init__(pools, connections, max_retries=0, pool_block=False)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = DEFAULT_POOLBLOCK, **pool_kwargs: Any
    ) -> None:
        """Make the pools with our connections."""
        self.poolmanager = PoolManager(
            num_pools=connections, maxsize=maxsize, block=block, ssl_context=self._context
        )
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """The pools behind a proxy, with our connections, too."""
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **proxy_kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        """Where to connect. How to secure it is the context's business alone."""
        host_params, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host_params, {}

    def build_response(self, req: PreparedRequest, resp: Any) -> Response:
        """The answer's status and what to read it from: all that is asked of it.

        What requests adds is slow, and its cookie jar warns of what strangers send.
        """
        response = Response()
        response.status_code = resp.status
        response.raw = resp
        return response

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context says whom to trust; loading a bundle for each connection takes longer."""
