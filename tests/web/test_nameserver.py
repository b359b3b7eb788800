"""The name server that tests stand on answers as resolvers do."""

from __future__ import annotations

from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from tests.patience import HANG
from tests.web.nameserver import NameServer

ZONE = {
    ("acme.example", "TXT"): [f'"token-{n}={"x" * 40}"' for n in range(49)],
    ("acme.example", "A"): ["192.0.2.1"],
    ("www.acme.example", "CNAME"): ["acme.example."],
    ("gone.acme.example", "CNAME"): ["nobody.provider.example."],
    ("odd.acme.example", "A"): ["192.0.2.9"],
}


def ask(server: NameServer, name: str, kind: str, **more: Any) -> dns.message.Message:
    query = dns.message.make_query(name, kind, use_edns=False)
    answer, _ = dns.query.udp_with_fallback(query, "127.0.0.1", HANG, server.port, **more)
    return answer


@pytest.mark.slow
def test_a_crowded_name_is_cut_over_udp_and_whole_over_tcp() -> None:
    with NameServer(ZONE) as server:
        answer = ask(server, "acme.example", "TXT")
        assert len(answer.answer[0]) == 49
        assert [via for _, _, via in server.asked] == ["udp", "tcp"]


@pytest.mark.slow
def test_aliases_missing_names_and_empty_answers_differ() -> None:
    with NameServer(ZONE, signed={"acme.example"}) as server:
        alias = ask(server, "www.acme.example", "A")
        assert [rrset.rdtype.name for rrset in alias.answer] == ["CNAME", "A"]
        gone = ask(server, "gone.acme.example", "A")
        assert (gone.rcode(), len(gone.answer)) == (dns.rcode.NXDOMAIN, 1)
        empty = ask(server, "acme.example", "MX")
        assert (empty.rcode(), empty.answer) == (dns.rcode.NOERROR, [])
        assert empty.flags & dns.flags.AD


@pytest.mark.slow
def test_names_that_fail_fail() -> None:
    with NameServer(ZONE, broken={"odd.acme.example"}, silent={"acme.example"}) as server:
        assert ask(server, "odd.acme.example", "A").rcode() == dns.rcode.SERVFAIL
        query = dns.message.make_query("acme.example", "A")
        with pytest.raises(dns.exception.Timeout):
            dns.query.udp(query, "127.0.0.1", port=server.port, timeout=0.2)
