"""What DNS says, asked over loopback: what is there, what is not, and what cannot be told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import Get, Lookup, Records
from soescan.web.dns import Resolver
from soescan.web.live import Live
from tests.patience import HANG
from tests.web.nameserver import NameServer
from tests.web.server import Answer, Sites

ZONE = {
    ("acme.example", "A"): ["192.0.2.1"],
    ("acme.example", "AAAA"): ["2001:db8::1"],
    ("acme.example", "MX"): ["20 B.Mail.example.", "10 a.mail.example.", "0 ."],
    ("acme.example", "NS"): ["NS1.Provider.example."],
    ("acme.example", "SOA"): ["NS1.Provider.example. Host.acme.example. 1 2 3 4 5"],
    ("acme.example", "CAA"): ['0 issue "ca.example"'],
    ("acme.example", "TXT"): ['"v=spf1 " "-all"', '"caf\\195\\169"', '"\\233"'],
    ("_sip._tcp.acme.example", "SRV"): ["1 2 443 Sip.acme.example."],
    ("crowded.example", "TXT"): [f'"token-{n:02}={"x" * 60}"' for n in range(49)],
    ("www.acme.example", "CNAME"): ["Edge.acme.example."],
    ("edge.acme.example", "CNAME"): ["acme.example."],
    ("gone.acme.example", "CNAME"): ["nobody.provider.example."],
    ("ring.acme.example", "CNAME"): ["ring.acme.example."],
    ("inside.example", "A"): ["127.0.0.1", "10.0.0.1"],
    ("broken.example", "A"): ["192.0.2.9"],
    ("silent.example", "A"): ["192.0.2.9"],
}


@pytest.fixture(scope="module")
def server() -> Iterator[NameServer]:
    with NameServer(
        ZONE, signed={"acme.example"}, broken={"broken.example"}, silent={"silent.example"}
    ) as made:
        yield made


def ask(server: NameServer, name: str, kind: str, seconds: float = 5) -> Records:
    return Resolver([("127.0.0.1", server.port)]).lookup(Lookup(name, kind), "now", seconds)


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("acme.example", "A", ("192.0.2.1",)),
        ("acme.example", "AAAA", ("2001:db8::1",)),
        ("acme.example", "MX", ("0 .", "10 a.mail.example", "20 b.mail.example")),
        ("acme.example", "NS", ("ns1.provider.example",)),
        ("acme.example", "SOA", ("ns1.provider.example host.acme.example 1 2 3 4 5",)),
        ("acme.example", "CAA", ('0 issue "ca.example"',)),
        ("acme.example", "TXT", ("caf\xe9", "v=spf1 -all", "\ufffd")),
        ("_sip._tcp.acme.example", "SRV", ("1 2 443 sip.acme.example",)),
        ("acme.example", "DS", ()),
        ("ACME.example.", "A", ("192.0.2.1",)),
    ],
)
def test_records_are_read_in_one_form(
    server: NameServer, name: str, kind: str, values: tuple[str, ...]
) -> None:
    found = ask(server, name, kind)
    assert (found.name, found.type, found.at) == (name, kind, "now")
    assert (found.values, found.missing, found.authentic) == (
        values,
        False,
        "acme" in name.lower() and not name.startswith("_"),
    )


def test_an_answer_too_long_for_udp_comes_whole(server: NameServer) -> None:
    assert len(ask(server, "crowded.example", "TXT").values) == 49
    assert [via for name, _, via in server.asked if name == "crowded.example"] == ["udp", "tcp"]


def test_aliases_are_told_in_order_also_when_they_lead_nowhere(server: NameServer) -> None:
    found = ask(server, "www.acme.example", "A")
    assert (found.values, found.aliases) == (("192.0.2.1",), ("edge.acme.example", "acme.example"))
    gone = ask(server, "gone.acme.example", "A")
    assert (gone.missing, gone.aliases) == (True, ("nobody.provider.example",))


def test_a_missing_name_and_a_missing_record_differ(server: NameServer) -> None:
    assert ask(server, "nobody.example", "A").missing
    assert not ask(server, "acme.example", "TLSA").missing


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kind", "state"),
    [
        ("broken.example", "A", UnreadableState.DNS),
        ("silent.example", "A", UnreadableState.TIMEOUT),
        ("ring.acme.example", "A", UnreadableState.DNS),
        ("a..example", "A", UnreadableState.DNS),
        ("x" * 64 + ".example", "A", UnreadableState.DNS),
        ("a." * 130 + "example", "A", UnreadableState.DNS),
        ("\udc80.example", "A", UnreadableState.DNS),
        ("acme.example", "NONSENSE", UnreadableState.DNS),
        ("acme.example", "ANY", UnreadableState.DNS),
    ],
)
def test_what_cannot_be_told_is_a_state(
    server: NameServer, name: str, kind: str, state: UnreadableState
) -> None:
    with pytest.raises(UnreadableError) as raised:
        ask(server, name, kind, 0.5 if state is UnreadableState.TIMEOUT else HANG)
    assert raised.value.state is state


def test_a_name_that_leads_inside_is_not_gone_to(server: NameServer) -> None:
    """One look-up, and the address it gave is the one that is checked."""
    with Sites({"http://inside.example/": Answer()}) as sites:
        settings = sites.settings(
            allow=(), connect_to=(), nameservers=(("127.0.0.1", server.port),)
        )
        with Live(settings) as live, pytest.raises(UnreadableError) as raised:
            live.ask(Get("http://inside.example/"))
    assert raised.value.state is UnreadableState.REFUSED
    assert sites.requests == []
    assert sorted(kind for name, kind, _ in server.asked if name == "inside.example") == [
        "A",
        "AAAA",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"\0",
        b"\xff" * 600,
        b"%(id)s\x81\x80\0\1\xff\xff\0\0\0\0",
        b"%(id)s\x81\x80" + b"\xc0\x0c" * 300,
    ],
)
def test_a_name_server_that_answers_nonsense_tells_nothing(reply: bytes) -> None:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                asked, sender = sock.recvfrom(4_096)
            except OSError:
                return
            sock.sendto(reply.replace(b"%(id)s", asked[:2]), sender)

    threading.Thread(target=serve, daemon=True).start()
    try:
        with pytest.raises(UnreadableError) as raised:
            Resolver([("127.0.0.1", sock.getsockname()[1])]).lookup(
                Lookup("a.example", "A"), "", 0.5
            )
    finally:
        sock.close()
    assert raised.value.state in (UnreadableState.DNS, UnreadableState.TIMEOUT)
