"""A whole hostile scan has bounds: memory by workers, time by site."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest

from soescan.errors import UnreadableError, UnreadableState
from soescan.reference.public import PublicTables
from soescan.scan.probes import PROBES
from soescan.scan.runner import Target, scan_targets
from soescan.site.whole_page import require_whole
from soescan.web import Get, Hop, Page
from soescan.web.pace import HEADER_CHARACTERS, PatientWeb
from tests.conftest import ROOT
from tests.site.factories import AT

SCAN = """
import json, resource, sys
from soescan.errors import UnreadableError, UnreadableState
from soescan.reference.public import PublicTables
from soescan.scan.probes import PROBES
from soescan.scan.runner import Target, scan_targets
from soescan.web import Get, Hop, Page

piece, workers = sys.argv[1].encode(), int(sys.argv[2])
start = b"<!doctype html><title>Acme</title>" + b"<p>We sell things to people.</p>" * 30

class Hostile:
    def ask(self, question):
        if not isinstance(question, Get) or question.url.startswith("https:"):
            raise UnreadableError(UnreadableState.DOWN)
        body = (start + piece * ((2 << 20) // len(piece)))[: 2 << 20]
        hop = Hop(question.url, 200, (("Content-Type", "text/html"),))
        return Page((hop,), body, "2026-11-01T00:00:00Z")

targets = [Target(f"http://s{n}.a{n}.example/", Hostile()) for n in range(workers)]
scans = list(scan_targets(targets, PROBES, tables=PublicTables(), workers=workers))
try:
    # Not ru_maxrss: on Linux it begins at what the process had that started this one.
    status = open("/proc/self/status").read()
    peak = int(status.partition("VmHWM:")[2].split()[0]) >> 10
except OSError:
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
print(json.dumps([len(scans), peak]))
"""


@pytest.mark.heavy
@pytest.mark.skipif(sys.platform == "win32", reason="needs getrusage to measure memory")
@pytest.mark.parametrize(
    "piece",
    ['<a href="/privacy">', "<p>", "<script src=a></script>", "<form><input>", "a<br>", "<li>Acme"],
)
def test_sixteen_hostile_sites_of_two_megabytes_fit_into_six_hundred(piece: str) -> None:
    command = [sys.executable, "-c", SCAN, piece, "16"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    sites, megabytes = json.loads(done.stdout)
    assert sites == 16
    assert megabytes <= 600


# --- time ----------------------------------------------------------------------------------------


@dataclass
class Drips:
    """A site that takes eight seconds for each answer, by its own clock, and gives half of it."""

    seconds: float = 0
    asked: list[Any] = field(default_factory=list)
    answers: bool = True

    def ask(self, question: Any) -> Any:
        self.asked.append(question)
        self.seconds += 8
        if not self.answers or not isinstance(question, Get):
            raise UnreadableError(UnreadableState.TIMEOUT, "no answer in 8 s")
        body = b"<!doctype html><title>Acme</title>" + b"<p>We sell things.</p>" * 30
        hop = Hop(question.url, 200, (("Content-Type", "text/html"),))
        return Page((hop,), body, AT, "the time was up")


@pytest.mark.parametrize("answers", [True, False])
def test_a_site_has_a_budget_of_time(answers: bool) -> None:
    web = Drips(answers=answers)
    (found,) = scan_targets(
        [Target("https://acme.example/", web)], PROBES, tables=PublicTables(), workers=1,
        site_seconds=60, clock=lambda: web.seconds,
    )  # fmt: skip
    assert len(web.asked) == 8, "the eighth question begins before the time is up"
    late = [gap for gap in found.scan.gaps if "in all" in gap.why]
    assert late
    assert {gap.state for gap in late} == {"timeout"}


def test_nothing_is_missing_on_a_page_that_is_cut() -> None:
    web = Drips()
    (found,) = scan_targets(
        [Target("https://acme.example/", web)], PROBES, tables=PublicTables(), workers=1,
        site_seconds=10_000, clock=lambda: web.seconds,
    )  # fmt: skip
    of_the_body = ("web.scripts", "web.observatory", "hosting.region.service_hosts", "auth.idp")
    assert [f.key for f in found.scan.facts if f.key.startswith(of_the_body)] == []
    assert {"scripts", "observatory", "service-hosts"} <= {gap.probe for gap in found.scan.gaps}


@pytest.mark.parametrize(
    ("cut", "state"),
    [
        ("the time was up", UnreadableState.TIMEOUT),
        ("too large", UnreadableState.TOO_LARGE),
        ("cut at 100 bytes", UnreadableState.TOO_LARGE),
        ("the connection broke off", UnreadableState.DOWN),
        ("damaged", UnreadableState.MALFORMED),
    ],
)
def test_a_cut_page_says_how_it_was_cut(cut: str, state: UnreadableState) -> None:
    page = Page((Hop("https://acme.example/", 200),), b"<p>", AT, cut)
    with pytest.raises(UnreadableError) as raised:
        require_whole(page)
    assert raised.value.state is state


@pytest.mark.parametrize(
    "body",
    [
        b"<p>" * 60_001,
        b"<p class=a>" * 59_000 + b"<p a=b c=d>" * 900 + b"=" * 70_000,
        b"<p " + b" ".join(b"a%d" % n for n in range(1_001)) + b">",
    ],
    ids=["tags", "attributes", "attributes of a tag"],
)
def test_a_page_of_more_markup_than_is_read_is_not_whole(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="more markup"):
        require_whole(Page((Hop("https://acme.example/", 200),), b"<html>" + body, AT))


def test_headers_of_all_answers_of_a_site_have_a_bound() -> None:
    class Talkative:
        def ask(self, question: Any) -> Any:
            return Page((Hop(question.url, 200, (("X", "x" * 100_000),)),), b"", AT)

    web = PatientWeb(Talkative(), clock=lambda: 0)
    for _ in range(HEADER_CHARACTERS // 100_000 + 1):
        web.ask(Get("https://acme.example/"))
    with pytest.raises(UnreadableError, match="more headers") as raised:
        web.ask(Get("https://acme.example/"))
    assert raised.value.state is UnreadableState.TOO_LARGE
