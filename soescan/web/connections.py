"""Connections of urllib3 that go where a visit says, and take no more than it allows."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
from typing import Any, cast

import urllib3.connection
from requests.adapters import DEFAULT_POOLBLOCK, HTTPAdapter
from requests.models import PreparedRequest
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from soescan.web.settings import Limits
from soescan.web.visit import Guard, Visit

_on_its_way = threading.local()
"""The visit for which this thread is asking: pools make connections without saying for whom."""

_LINE = 65_536
"""Bytes of a line of headers, chunk sizes or trailers."""

# The default of 100 headers drops honest answers: some sites send a dozen cookies and forty
# policies. What is too much is said by `Limits`, and counted in bytes too.
http.client._MAXHEADERS = Limits().headers  # type: ignore[attr-defined]


class TooMuchError(OSError):
    """More came than is taken."""


def set_out(visit: Visit | None) -> None:
    """Let connections that this thread makes or takes from a pool serve a visit."""
    _on_its_way.visit = visit


def _visit() -> Visit:
    return cast(Visit, _on_its_way.visit)


class _Bounded(io.RawIOBase):
    """What a server sends, up to a number of bytes, in lines of bounded length."""

    def __init__(self, inner: Any, allowed: int) -> None:
        super().__init__()
        self._inner = inner
        self.left = allowed

    def readline(self, size: int | None = -1) -> bytes:
        asked = _LINE if size is None or size < 0 else min(size, _LINE)
        line: bytes = self._inner.readline(asked)
        if len(line) == _LINE == asked and not line.endswith(b"\n"):
            raise TooMuchError("a line without end")
        return self._taken(line)

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0 or size > self.left:
            size = self.left + 1
        return self._taken(self._inner.read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._taken(self._inner.read1(size if 0 <= size <= self.left else self.left + 1))

    def readinto(self, buffer: Any) -> int:
        count: int = self._inner.readinto(buffer)
        self._count(count)
        return count

    def peek(self, size: int = 0) -> bytes:
        return cast(bytes, self._inner.peek(size))

    def _taken(self, content: bytes) -> bytes:
        self._count(len(content))
        return content

    def _count(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise TooMuchError("more than is taken")

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer whose head and body are bounded while http.client reads them."""

    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self._limits = _visit().settings.limits
        self.fp: Any = _Bounded(self.fp, self._limits.head_bytes)

    def begin(self) -> None:
        super().begin()
        if isinstance(self.fp, _Bounded):  # http.client closes it when there is no body to come
            self.fp.left = self._limits.wire_bytes + _LINE


class _Guarded:
    """Mixed into urllib3's connections: they ask the visit where to go."""

    host: str
    port: int
    _dns_host: str
    _guard: Guard | None = None
    peer: str = ""

    def _new_conn(self) -> socket.socket:
        visit = _visit()
        sock = visit.connect(self._dns_host, self.port)
        self._guard = Guard(sock)
        self.peer = visit.peer
        visit.watch(self._guard)
        return sock

    def putrequest(self, *args: Any, **more: Any) -> None:
        visit = _visit()
        if self._guard:  # a connection from the pool serves another visit now
            visit.watch(self._guard)
            visit.peer = self.peer
        super().putrequest(*args, **more)  # type: ignore[misc]

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        guard, self._guard = self._guard, None
        if guard:
            guard.close()


class _Connection(_Guarded, urllib3.connection.HTTPConnection):
    response_class = _Answer


class _SecureConnection(_Guarded, urllib3.connection.HTTPSConnection):
    response_class = _Answer


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
        """Keep `connections` open to each of the `pools` hosts that were asked last."""
        self._context = context
        super().__init__(pools, connections, max_retries=0, pool_block=True)

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

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context says whom to trust; loading a bundle for each connection takes longer."""
