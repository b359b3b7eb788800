"""A site that gives a byte at a time ends when its share of time is used up, wherever it drips."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner

from soescan.cli import main
from tests.web.nameserver import NameServer

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900000\r\n\r\n<title>Acme</title>"
NO_ROBOTS = b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n"
PAUSE = 0.02


class Drips:
    """A server that gives one byte after the other, for ever, from some stage on."""

    def __init__(self, stage: str, folder: Path) -> None:
        self.stage = stage
        self._over = threading.Event()
        authority = trustme.CA()
        self.roots = folder / "roots.pem"
        authority.cert_pem.write_to_path(self.roots)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("acme.example", "www.acme.example").configure_cert(self._context)
        self._listeners = [socket.create_server(("127.0.0.1", 0), backlog=64) for _ in range(2)]
        self.ports = [one.getsockname()[1] for one in self._listeners]

    def __enter__(self) -> Drips:
        for listener, scheme in zip(self._listeners, ("http", "https"), strict=True):
            threading.Thread(target=self._accept, args=(listener, scheme), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for listener in self._listeners:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket, scheme: str) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                threading.Thread(target=self._serve, args=(sock, scheme), daemon=True).start()

    def _serve(self, sock: socket.socket, scheme: str) -> None:
        with contextlib.suppress(OSError), sock:
            if self.stage == "handshake" and scheme == "https":
                sock.recv(1)
                self._drip(sock, b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
            if scheme == "https":
                sock = self._context.wrap_socket(sock, server_side=True)
            with sock, sock.makefile("rb") as reader:
                while line := reader.readline():
                    while reader.readline().strip():
                        pass
                    self._answer(sock, line.split()[1])

    def _answer(self, sock: socket.socket, path: bytes) -> None:
        if path == b"/robots.txt" and self.stage != "robots.txt":
            sock.sendall(NO_ROBOTS)
        elif self.stage == "redirects":
            self._over.wait(PAUSE * 10)
            sock.sendall(b"HTTP/1.1 302 On\r\nLocation: %sx\r\nContent-Length: 0\r\n\r\n" % path)
        elif self.stage == "headers":
            self._drip(sock, b"HTTP/1.1 200 OK\r\nX: ")
        else:
            self._drip(sock, HTML)

    def _drip(self, sock: socket.socket, start: bytes) -> None:
        sock.sendall(start)
        while not self._over.wait(PAUSE):
            sock.sendall(b" ")


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["headers", "body", "handshake", "redirects", "robots.txt"])
def test_a_site_that_drips_costs_no_more_than_its_time(stage: str, tmp_path: Path) -> None:
    with Drips(stage, tmp_path) as drips, NameServer({}) as names:
        plain, secure = drips.ports
        found = CliRunner().invoke(
            main,
            [
                *("scan", "acme.example", "--no-store", "--format", "json"),
                *("--timeout", "0.5", "--site-timeout", "1", "--ca-bundle", str(drips.roots)),
                *("--connect-to", f":80:127.0.0.1:{plain}", "--allow-address", "127.0.0.0/8"),
                *(
                    "--connect-to",
                    f":443:127.0.0.1:{secure}",
                    "--nameserver",
                    f"127.0.0.1:{names.port}",
                ),
            ],
        )
    assert not found.exception or isinstance(found.exception, SystemExit)
    gaps = json.loads(found.stdout)["gaps"]
    late = [gap for gap in gaps if "kept us waiting for 1 s in all" in gap["why"]]
    assert {gap["state"] for gap in late} == {"timeout"}
