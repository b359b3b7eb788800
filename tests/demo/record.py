"""Look at the shipped example's vendors with the product itself, and keep what was seen.

    python -m tests.demo.record            # renews catalogs/example/recording.jsonl

The vendors do not exist: `world.yaml` and the pages in `sites/` are served on loopback, with their
own name server and certificates, and looked at as any site is. The clock stands at the example's
own day, so that looking again shows the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from ssl import TLSVersion
from typing import Any

import yaml

from soescan import catalog, proposal
from soescan.reference import builtin
from soescan.reference.public import PublicTables
from soescan.scan.probes import PROBES
from soescan.scan.runner import Target, scan_targets
from soescan.scan.targets import address
from soescan.web import Question
from soescan.web.live import Live
from soescan.web.recording import Outcome, write
from soescan.web.robots import RobotsClient
from soescan.web.settings import ConnectTo
from tests.web.nameserver import NameServer
from tests.web.server import Answer, Sites

HERE = Path(__file__).parent
EXAMPLE = builtin.catalogs_folder() / "example"
RECORDING = EXAMPLE / "recording.jsonl"
_VERSIONS = {"1.0": TLSVersion.TLSv1, "1.2": TLSVersion.TLSv1_2}


def day() -> datetime:
    """The morning of the day on which the example is judged."""
    as_of = catalog.read(EXAMPLE / "soe.yaml").catalog.catalog.as_of
    assert as_of, "the example's catalog says of which day it is"
    return datetime.combine(as_of, time(9), UTC)


def record() -> tuple[dict[Question, Outcome], list[str]]:
    """What the product sees of the vendors of the example's proposal, and their addresses."""
    wanted, _ = proposal.read([EXAMPLE / "proposal.yaml"])
    urls = [address(tool.url) for tool in wanted.tools if tool.url]
    with vendors() as door:
        targets = [Target(url, door) for url in urls]
        seen = list(scan_targets(targets, PROBES, tables=PublicTables(), workers=1, record=True))
    return {asked: came for one in seen for asked, came in one.outcomes.items()}, urls


@contextmanager
def vendors() -> Iterator[RobotsClient]:
    """A door to the vendors' sites, as long as they are served."""
    world = yaml.safe_load((HERE / "world.yaml").read_text(encoding="utf-8"))
    now = day()
    sites = Sites(
        dict(_answers(world["sites"])),
        otherwise=lambda method, url: _otherwise(world["sites"], url),
        oldest={host: _VERSIONS[site["tls"]["min"]] for host, site in world["sites"].items()},
        lasting={
            host: timedelta(days=site["tls"]["days"]) for host, site in world["sites"].items()
        },
        since=now - timedelta(days=10),
    )
    zone = {
        (name, kind): [f'"{value}"' if kind == "TXT" else value for value in values]
        for name, records in world["dns"].items()
        for kind, values in records.items()
    }
    with sites, NameServer(zone) as names:
        settings = sites.settings(
            active=True,
            nameservers=(("127.0.0.1", names.port),),
            connect_to=tuple(
                ConnectTo(name, usual, "127.0.0.1", port)
                for host, site in world["sites"].items()
                for name in (host, *site.get("names", ()))
                for usual, port in zip((80, 443), sites.ports, strict=True)
            ),
        )
        with Live(settings, clock=lambda: now) as live:
            yield RobotsClient(live)


def _answers(sites: Mapping[str, Any]) -> Iterator[tuple[str, Answer]]:
    """Each page by its address; other names of a host, and HTTP, lead to where it lives."""
    for host, site in sites.items():
        home = site.get("home", host)
        for path, page in site["pages"].items():
            yield f"https://{home}{path}", _answer(host, site, page)
        for name in {host, home, *site.get("names", ())}:
            yield f"http://{name}/", Answer(301, [("Location", f"https://{home}/")])
            if name != home and name not in site.get("same", ()):
                yield f"https://{name}/", Answer(301, [("Location", f"https://{home}/")])


def _answer(host: str, site: Mapping[str, Any], page: str | Mapping[str, Any]) -> Answer:
    said: Mapping[str, Any] = {"file": page} if isinstance(page, str) else page
    kind = said.get("type", "text/html; charset=utf-8")
    headers = [("Content-Type", kind), *site.get("headers", {}).items()]
    file = HERE / "sites" / host / str(said.get("file", ""))
    body = said["text"] if "text" in said else file.read_text(encoding="utf-8")
    return Answer(said.get("status", 200), headers, body)


def _otherwise(sites: Mapping[str, Any], url: str) -> Answer:
    """What a host says of an address that it does not have."""
    host = url.split("/")[2]
    site = sites.get(host.removeprefix("www."), {})
    if "otherwise" in site:
        return _answer(host, site, site["otherwise"])
    headers = [("Content-Type", "text/html"), *site.get("headers", {}).items()]
    return Answer(404, headers, "<!doctype html><title>Not found</title><p>There is no such page.")


if __name__ == "__main__":
    outcomes, urls = record()
    write(RECORDING, outcomes, urls)
    sys.stdout.write(f"{len(outcomes)} answers in {RECORDING.name}\n")
