"""The test suite of RFC 7208, as pyspf carries it: every case, message by message."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import Records
from soescan.webstandards.dns import spf
from tests.peers.archives import read_suite

TIMEOUT = "TIMEOUT"


class Names:
    """The zone of one scenario, as DNS would answer."""

    def __init__(self, zone: Mapping[str, Sequence[Any]]) -> None:
        self._zone = {
            name.lower().rstrip("."): list(_records(entries)) for name, entries in zone.items()
        }

    def __call__(self, name: str, kind: str, alias: bool = False) -> Records:
        records = self._zone.get(name.lower().rstrip("."))
        if records is None:
            return Records(name, kind, (), missing=True)
        for type_, value in records:
            if type_ == "CNAME" and not alias:  # one scenario has a circle of them
                return self(value, kind, alias=True)
        values = [value for type_, value in records if type_ == kind]
        if TIMEOUT in values or (not values and (TIMEOUT, "") in records):
            raise UnreadableError(UnreadableState.TIMEOUT, "as the scenario has it")
        return Records(name, kind, tuple(values))


def _records(entries: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Types and values. Records of the type SPF stand for TXT where there are no TXT records."""
    types = {type_ for entry in entries if entry != TIMEOUT for type_ in entry}
    for entry in entries:
        for type_, value in {TIMEOUT: ""}.items() if entry == TIMEOUT else entry.items():
            if value in ("NONE", ["NONE"]) or (type_ == "SPF" and "TXT" in types):
                continue
            text = _text(type_, value)
            yield "TXT" if type_ == "SPF" else type_, text


def _text(type_: str, value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    return "".join(value) if type_ in ("TXT", "SPF") else " ".join(map(str, value)).lower()


def message(test: Mapping[str, Any]) -> spf.SpfMessage:
    sender = test["mailfrom"] or f"postmaster@{test['helo']}"
    local_part, _, domain = sender.rpartition("@")
    ip = ipaddress.ip_address(test["host"])
    return spf.SpfMessage(domain, ip, local_part or "postmaster", test["helo"])


def test_every_message_of_the_suite_has_the_result_that_it_asks_for() -> None:
    (suite,) = read_suite("pyspf", "test/rfc7208-tests.yml")
    count = 0
    wrong = {}
    for scenario in yaml.safe_load_all(suite):
        ask = Names(scenario["zonedata"])
        for name, test in scenario["tests"].items():
            count += 1
            result = spf.check_host(message(test), ask)
            if result not in (
                [test["result"]] if isinstance(test["result"], str) else test["result"]
            ):
                wrong[name] = (result, test["result"])
    assert wrong == {}
    assert count > 200
