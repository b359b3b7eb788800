"""A small name server on loopback, as a resolver answers: over UDP, and over TCP what is too long."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Collection, Mapping, Sequence
from types import TracebackType
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[tuple[str, str], Sequence[str]]
"""Records in presentation form by name and type; what has none of a type may have another."""

LIMIT = 512
"""Bytes of an answer over UDP to who does not say that it takes more."""


class NameServer:
    """Answers from a zone, follows its aliases, and remembers what it was asked, and how."""

    def __init__(
        self,
        zone: Zone,
        *,
        signed: Collection[str] = (),
        broken: Collection[str] = (),
        silent: Collection[str] = (),
    ) -> None:
        """Answers for `signed` names are marked authentic; `broken` ones fail; others never come."""
        self.asked: list[tuple[str, str, str]] = []
        self._zone = {(name.lower(), kind): tuple(texts) for (name, kind), texts in zone.items()}
        self._signed, self._broken, self._silent = signed, broken, silent
        self.port = 0
        """The port on 127.0.0.1, of UDP and TCP alike."""
        self._servers = self._bound()
        self._threads = [threading.Thread(target=one.serve_forever) for one in self._servers]

    def __enter__(self) -> NameServer:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    def _bound(self) -> tuple[socketserver.BaseServer, socketserver.BaseServer]:
        """Two servers on one port: TCP takes any that is free, UDP the same if it is free too."""
        for _ in range(20):
            tcp = _Tcp(("127.0.0.1", 0), _TcpHandler, self)
            self.port = tcp.socket.getsockname()[1]
            try:
                return tcp, _Udp(("127.0.0.1", self.port), _UdpHandler, self)
            except OSError:
                tcp.server_close()
        raise OSError("no port is free for both UDP and TCP")

    def answer(self, wire: bytes, via: str) -> bytes | None:
        """The answer to a question, or None for none at all."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = _text(question.name), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind, via))
        if name in self._silent:
            return None
        reply = dns.message.make_response(query, recursion_available=True)
        if name in self._broken:
            reply.set_rcode(dns.rcode.SERVFAIL)
        else:
            self._fill(reply, name, kind)
        made = reply.to_wire(max_size=65_535)
        room = max(query.payload, LIMIT) if query.edns >= 0 else LIMIT
        if via == "udp" and len(made) > room:
            reply.answer.clear()
            reply.flags |= dns.flags.TC
            made = reply.to_wire(max_size=65_535)
        return made

    def _fill(self, reply: dns.message.Message, name: str, kind: str) -> None:
        """Put the records in, along the aliases, or say that there is no such name."""
        if name in self._signed:
            reply.flags |= dns.flags.AD
        for _ in range(8):
            alias = self._zone.get((name, "CNAME"))
            if texts := self._zone.get((name, kind)):
                reply.answer.append(dns.rrset.from_text_list(name + ".", 60, "IN", kind, texts))
            if not alias or kind == "CNAME":
                break
            reply.answer.append(dns.rrset.from_text_list(name + ".", 60, "IN", "CNAME", alias))
            name = alias[0].rstrip(".").lower()
        if not any(at == name or at.endswith("." + name) for at, _ in self._zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)


def _text(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: Any, source: NameServer) -> None:
        self.source = source
        super().__init__(address, handler)


class _Udp(socketserver.ThreadingUDPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: Any, source: NameServer) -> None:
        self.source = source
        super().__init__(address, handler)


class _UdpHandler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        wire, sock = self.request
        if made := self.server.source.answer(wire, "udp"):  # type: ignore[attr-defined]
            sock.sendto(made, self.client_address)


class _TcpHandler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        size = int.from_bytes(_exactly(self.request, 2), "big")
        made = self.server.source.answer(_exactly(self.request, size), "tcp")  # type: ignore[attr-defined]
        if made:
            self.request.sendall(len(made).to_bytes(2, "big") + made)


def _exactly(sock: socket.socket, size: int) -> bytes:
    made = b""
    while len(made) < size:
        part = sock.recv(size - len(made))
        if not part:
            break
        made += part
    return made
