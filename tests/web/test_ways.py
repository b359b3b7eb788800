"""Ways to a site: around by another address, through a proxy, behind somebody who inspects."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from soescan.errors import UnreadableError, UnreadableState, UsageError
from soescan.web import Get, Handshake
from soescan.web.live import Live
from soescan.web.settings import ConnectTo, Limits
from tests.web.server import Answer, Scripted, Sites

HOME = "https://www.acme.com/"
PLAIN = "http://www.acme.com/"
ANSWERS: dict[str, Scripted] = {
    HOME: Answer(200, [], "secure"),
    PLAIN: Answer(200, [], "plain"),
    "http://www.acme.com/inside": Answer(302, [("Location", "http://10.0.0.1/")]),
    "http://www.acme.com/odd": Answer(302, [("Location", "ftp://www.acme.com/")]),
    "http://www.acme.com/local": Answer(302, [("Location", "http://db.internal/")]),
    "http://www.acme.com/loopback": Answer(302, [("Location", "http://0x7f.1/")]),
}


@dataclass
class Proxy:
    """A proxy that leads everywhere to some sites, and remembers what it was asked."""

    sites: Sites
    says: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def __enter__(self) -> Proxy:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), sock:
            head = b""
            while b"\r\n\r\n" not in head and (piece := sock.recv(4_096)):
                head += piece
            self.asked.append(head.split(b"\r\n")[0].decode())
            self.heads.append(head.decode())
            plain, secure = self.sites.ports
            tunnel = head.startswith(b"CONNECT")
            if tunnel and not self.says:
                return
            if tunnel:
                sock.sendall(self.says)
            with socket.create_connection(("127.0.0.1", secure if tunnel else plain)) as site:
                if not tunnel:
                    site.sendall(head)
                other = threading.Thread(target=_pump, args=(sock, site), daemon=True)
                other.start()
                _pump(site, sock)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with Sites(ANSWERS) as made:
        yield made


@pytest.fixture
def proxy(sites: Sites) -> Iterator[Proxy]:
    with Proxy(sites) as made:
        yield made


def state(live: Live, question: Any) -> UnreadableState:
    with pytest.raises(UnreadableError) as raised:
        live.ask(question)
    return raised.value.state


def behind(sites: Sites, by: Proxy | None, **more: Any) -> Live:
    """A door that has no other way than a proxy."""
    usual: dict[str, Any] = {"allow": (), "connect_to": (), "proxy": by.url if by else None}
    return Live(sites.settings(**(usual | more)))


# --- connect to ----------------------------------------------------------------------------------


def test_the_address_of_another_name_is_checked_too(sites: Sites) -> None:
    with Live(sites.settings(allow=())) as live:
        assert state(live, Get(PLAIN)) is UnreadableState.REFUSED


@pytest.mark.parametrize(
    ("host", "port"), [("www.acme.com", 80), ("www.acme.com", 0), ("", 80), ("", 0)]
)
def test_an_empty_part_of_a_rule_stands_for_any(sites: Sites, host: str, port: int) -> None:
    rule = ConnectTo(host, port, "127.0.0.1", sites.ports[0])
    with Live(sites.settings(connect_to=(rule,))) as live:
        assert live.ask(Get(PLAIN)).text == "plain"


def test_the_first_rule_that_fits_counts(sites: Sites) -> None:
    first = ConnectTo("www.acme.com", 80, "", 1)
    with Live(sites.settings(connect_to=(first, *sites.settings().connect_to))) as live:
        assert state(live, Get(PLAIN)) is not None
        assert live.ask(Get(HOME)).text == "secure"


def test_an_odd_port_is_for_addresses_that_the_user_allowed(sites: Sites) -> None:
    plain, _ = sites.ports
    url = f"http://127.0.0.1:{plain}/"
    with Live(sites.settings(connect_to=())) as live:
        assert live.ask(Get(url)).status == 404
    for allow in ((), (ip_network("10.0.0.0/8"),)):
        with Live(sites.settings(connect_to=(), allow=allow)) as live:
            assert state(live, Get(url)) is UnreadableState.REFUSED


# --- proxies -------------------------------------------------------------------------------------


def test_a_proxy_is_asked_for_whole_addresses_and_for_tunnels(sites: Sites, proxy: Proxy) -> None:
    with behind(sites, proxy) as live:
        plain, secure = live.ask(Get(PLAIN)), live.ask(Get(HOME))
    assert (plain.text, secure.text) == ("plain", "secure")
    assert [line.rpartition(" ")[0] for line in proxy.asked] == [
        f"GET {PLAIN}",
        "CONNECT www.acme.com:443",
    ]
    assert plain.proxy == secure.proxy == proxy.url.removeprefix("http://")
    assert plain.last.address == "", "whose address it is, only the proxy knows"


def test_who_the_user_is_goes_to_the_proxy_and_nowhere_else(sites: Sites, proxy: Proxy) -> None:
    url = proxy.url.replace("//", "//me:s3cret@")
    with behind(sites, None, proxy=url) as live:
        pages = [live.ask(Get(PLAIN)), live.ask(Get(HOME))]
        live.ask(Handshake("www.acme.com"))
    wanted = base64.b64encode(b"me:s3cret").decode()
    assert all(f"Basic {wanted}" in head for head in proxy.heads)
    assert len([head for head in proxy.heads if head.startswith("CONNECT")]) >= 2
    assert all("s3cret" not in repr(page) and "me:" not in page.proxy for page in pages)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/", "http://[::ffff:10.0.0.1]/"),
        *("http://2130706433/", "http://0x7f.1/", "http://169.254.169.254/", "http://intranet/"),
        *("https://db.internal/", "https://printer.local/", "http://localhost/"),
        *(
            "http://www.acme.com/inside",
            "http://www.acme.com/local",
            "http://www.acme.com/loopback",
        ),
    ],
)
def test_a_proxy_is_not_asked_for_what_is_plainly_inside(
    sites: Sites, proxy: Proxy, url: str
) -> None:
    with behind(sites, proxy) as live:
        assert state(live, Get(url)) is UnreadableState.REFUSED
    assert [line for line in proxy.asked if "www.acme.com" not in line] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "says", [b"HTTP/1.1 407 Who?\r\n\r\n", b"HTTP/1.1 503 No\r\n\r\n", b"", b"\xff\n"]
)
def test_a_proxy_that_does_not_let_us_through_is_a_gap(sites: Sites, says: bytes) -> None:
    quick = Limits(seconds=1)
    with Proxy(sites, says) as proxy, behind(sites, proxy, limits=quick) as live:
        assert state(live, Get(HOME)) in (
            UnreadableState.DOWN,
            UnreadableState.MALFORMED,
            UnreadableState.TLS,
            UnreadableState.TIMEOUT,
        )
        assert state(live, Handshake("www.acme.com")) in (
            UnreadableState.DOWN,
            UnreadableState.TIMEOUT,
        )


def test_a_proxy_that_is_not_there_is_a_gap(sites: Sites) -> None:
    with behind(sites, None, proxy="http://127.0.0.1:1") as live:
        assert state(live, Get(HOME)) is UnreadableState.DOWN
        assert state(live, Get(PLAIN)) is UnreadableState.DOWN


def test_the_environment_names_proxies_and_exceptions(
    sites: Sites, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("https_proxy", proxy.url)
    with behind(sites, None) as live:
        assert live.ask(Get(HOME)).proxy
    monkeypatch.setenv("no_proxy", "acme.com")
    with Live(sites.settings(proxy=None)) as live:
        assert live.ask(Get(HOME)).proxy == ""
    monkeypatch.delenv("no_proxy")
    with Live(sites.settings()) as live:
        assert live.ask(Get(HOME)).proxy == "", "an empty proxy is none"


# --- who inspects --------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_certificate_of_somebody_in_between_is_told_apart(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(sites.roots))
        with Live(sites.settings(roots=None)) as live:
            assert live.ask(Get(HOME)).text == "secure"
            assert live.ask(Handshake("www.acme.com")).roots == "own"
        monkeypatch.delenv(name)
    with Live(sites.settings(roots=None)) as live:
        assert state(live, Get(HOME)) is UnreadableState.TLS
        assert live.ask(Handshake("www.acme.com")).roots == "none"


def test_authorities_that_cannot_be_read_are_the_users_problem(
    sites: Sites, tmp_path: Path
) -> None:
    (tmp_path / "none.pem").write_text("nothing\n")
    for path in (tmp_path / "none.pem", tmp_path / "absent.pem"):
        with pytest.raises(UsageError, match="certificate authorities"):
            Live(sites.settings(roots=path))


# --- connections kept open -----------------------------------------------------------------------


def test_connections_are_used_again_and_none_are_left_behind(sites: Sites) -> None:
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("open files are counted in /proc")
    with Live(sites.settings()) as live:
        for url in (HOME, PLAIN):
            live.ask(Get(url))
        before = len(list(folder.iterdir()))
        for _ in range(30):
            live.ask(Get(HOME))
            live.ask(Get(PLAIN))
            state(live, Get("http://www.acme.com/odd"))
        assert len(list(folder.iterdir())) <= before + 2
