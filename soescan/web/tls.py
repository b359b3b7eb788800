"""TLS as a browser speaks it, and single ClientHellos that ask whether one version is taken up."""

from __future__ import annotations

import os
import socket
import ssl
import struct
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import certifi

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import ip
from soescan.web.ask import Handshake, HandshakeResult, TlsVersionProbe, TlsVersionResult
from soescan.web.fetch import explain_failure
from soescan.web.url import host as host_of
from soescan.web.visit import Visit

_OFFERED = ["h2", "http/1.1"]
_CERTIFICATES = 10
"""Certificates of a chain that are kept."""

Tunnel = Callable[[Visit, str, int], socket.socket]
"""Opens a connection to host and port, through a proxy if there is one."""


class Trust:
    """Whom to trust: the roots of browsers, and those of the user's organisation besides."""

    def __init__(self, own: Path | None) -> None:
        """`own` is a file of certificate authorities, besides the system's own store.

        Raises:
            OSError: it cannot be read, or holds no certificate (`ssl.SSLError`).
        """
        self._file = own
        self.own = _trusting_context(own)
        self.nobody = _untrusting_context()

    @cached_property
    def handshake_contexts(self) -> tuple[tuple[str, ssl.SSLContext], ...]:
        """Whom to trust in turn, each with a context of its own that offers what browsers offer.

        Pages are fetched with others: a context that offered HTTP/2 now and then, because somebody
        shakes hands at the same time, would be taken at its word.
        """
        contexts = (
            ("public", ssl.create_default_context(cafile=certifi.where())),
            ("own", _trusting_context(self._file)),
            ("none", _untrusting_context()),
        )
        for _, context in contexts:
            context.set_alpn_protocols(_OFFERED)
        return contexts


def _trusting_context(own: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    if own:
        context.load_verify_locations(own)
    return context


def _untrusting_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def handshake(
    question: Handshake, visit: Visit, trust: Trust, tunnel: Tunnel, at: str
) -> HandshakeResult:
    """Connect as a browser would; when it would not trust what it sees, look all the same.

    Raises:
        UnreadableError: there is no TLS to look at.
    """
    untrusted = ""
    for roots, context in trust.handshake_contexts:
        try:
            return _connect(question, visit, context, tunnel, (at, roots, untrusted))
        except ssl.SSLCertVerificationError as error:
            if not untrusted:
                untrusted = error.verify_message or "the certificate is not to be trusted"
        except UnreadableError:
            raise
        except (OSError, ValueError) as error:
            raise explain_failure(error, visit) from error
    raise UnreadableError(UnreadableState.TLS, untrusted)


def _connect(
    question: Handshake,
    visit: Visit,
    context: ssl.SSLContext,
    tunnel: Tunnel,
    seen: tuple[str, str, str],
) -> HandshakeResult:
    at, roots, untrusted = seen
    raw = tunnel(visit, question.host, question.port)
    try:
        raw.settimeout(visit.left)
        with context.wrap_socket(raw, server_hostname=question.host) as sock:
            version = (sock.version() or "").removeprefix("TLSv")
            return HandshakeResult(
                question.host,
                question.port,
                at,
                "1.0" if version == "1" else version,
                (sock.cipher() or ("",))[0],
                sock.selected_alpn_protocol() or "",
                _chain(sock),
                untrusted if roots == "none" else "",
                roots,
                visit.peer,
            )
    finally:
        raw.close()


def _chain(sock: ssl.SSLSocket) -> tuple[bytes, ...]:
    """The certificates as the server sent them; only its own where Python cannot tell more."""
    inner: Any = sock if hasattr(sock, "get_unverified_chain") else sock._sslobj  # type: ignore[attr-defined]
    sent = inner.get_unverified_chain() or []
    der = [
        certificate
        if isinstance(certificate, bytes)
        else certificate.public_bytes(_DER)  # Python 3.13 hands out bytes
        for certificate in sent[:_CERTIFICATES]
    ]
    return tuple(der) or tuple(filter(None, (sock.getpeercert(binary_form=True),)))


_DER = 2
"""`_ssl.ENCODING_DER`."""


# --- single ClientHellos -------------------------------------------------------------------------

_VERSIONS = {"1.0": 0x0301, "1.1": 0x0302, "1.2": 0x0303, "1.3": 0x0304}
_NAMES = {0x0300: "SSL 3.0"} | {number: f"TLS {name}" for name, number in _VERSIONS.items()}
_CIPHERS = (
    *(0x1301, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9, 0xC009, 0xC00A),
    *(0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035, 0x000A),
)
"""What browsers offer or offered, newest first (IANA TLS Cipher Suites)."""
_ALERTS = {40: "handshake failure", 47: "illegal parameter", 70: "protocol version", 112: "name"}
"""RFC 8446 section 6."""


def probe_version(
    question: TlsVersionProbe, visit: Visit, tunnel: Tunnel, at: str
) -> TlsVersionResult:
    """Offer one version of TLS and read the first thing that comes back.

    Raises:
        UnreadableError: nothing came that tells.
    """
    version = _VERSIONS.get(question.version)
    if version is None:
        raise UnreadableError(
            UnreadableState.REFUSED, f"TLS {question.version} is not a version of TLS"
        )
    raw = tunnel(visit, question.host, question.port)
    try:
        raw.settimeout(visit.left)
        raw.sendall(build_client_hello(question.host, version, os.urandom))
        head = _read_exactly(raw, 5)
        body = (
            _read_exactly(raw, min(struct.unpack("!H", head[3:])[0], 16_384))
            if len(head) == 5
            else b""
        )
    except ConnectionError:
        head = body = b""
    except OSError as error:
        raise explain_failure(error, visit) from error
    finally:
        raw.close()
    visit.left  # noqa: B018 - what was cut off because the time was up tells nothing
    chosen, says = read_server_hello(head, body)
    return TlsVersionResult(
        question.host, question.port, question.version, chosen == version, at, says
    )


def _read_exactly(sock: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size and (piece := sock.recv(size - len(content))):
        content += piece
    return content


def read_server_hello(head: bytes, body: bytes) -> tuple[int, str]:
    """The version that a server chose (0: none), and what it answered in words.

    `head` is the record's header, `body` its content: RFC 8446 sections 4.1.3 and 5.1.
    """
    if not head:
        return 0, "closed the connection"
    if head[0] == 21 and len(body) >= 2:
        return 0, f"alert: {_ALERTS.get(body[1], f'number {body[1]}')}"
    if head[0] != 22 or len(body) < 39 or body[0] != 2:
        return 0, "no TLS"
    chosen = int.from_bytes(body[4:6], "big")
    extensions = body[39 + body[38] + 3 :]  # session id, cipher suite and compression come before
    end = min(2 + int.from_bytes(extensions[:2], "big"), len(extensions))
    place = 2
    while place + 4 <= end:
        kind, size = struct.unpack("!HH", extensions[place : place + 4])
        if kind == 43 and size == 2:  # supported_versions says it since TLS 1.3
            chosen = int.from_bytes(extensions[place + 4 : place + 6], "big")
        place += 4 + size
    return chosen, _NAMES.get(chosen, f"version {chosen:#06x}")


def build_client_hello(name: str, version: int, random: Callable[[int], bytes]) -> bytes:
    """A ClientHello that offers one version (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2)."""
    extensions = b""
    if host_of(name) and not ip.parse(name):
        server = name.encode("ascii", "ignore")
        extensions += _extension(0, _with_length(b"\x00" + _with_length(server, 2), 2))
    extensions += _extension(
        10, _with_length(struct.pack("!4H", 0x001D, 0x0017, 0x0018, 0x0019), 2)
    )
    extensions += _extension(11, _with_length(b"\x00", 1))
    schemes = (
        0x0403,
        0x0503,
        0x0603,
        0x0804,
        0x0805,
        0x0806,
        0x0401,
        0x0501,
        0x0601,
        0x0203,
        0x0201,
    )
    extensions += _extension(13, _with_length(struct.pack(f"!{len(schemes)}H", *schemes), 2))
    if version == _VERSIONS["1.3"]:
        extensions += _extension(43, _with_length(struct.pack("!H", version), 1))
        extensions += _extension(45, _with_length(b"\x01", 1))
        extensions += _extension(
            51, _with_length(struct.pack("!H", 0x001D) + _with_length(random(32), 2), 2)
        )
    body = struct.pack("!H", min(version, 0x0303)) + random(32) + _with_length(random(32), 1)
    body += _with_length(struct.pack(f"!{len(_CIPHERS)}H", *_CIPHERS), 2) + b"\x01\x00"
    body += _with_length(extensions, 2)
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + _with_length(message, 2)


def _with_length(content: bytes, width: int) -> bytes:
    return len(content).to_bytes(width, "big") + content


def _extension(kind: int, content: bytes) -> bytes:
    return struct.pack("!H", kind) + _with_length(content, 2)
