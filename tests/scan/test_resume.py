"""A scan of many sites, killed again and again, and what is on file afterwards."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from soescan.cli.network import DEFAULT_WORKERS
from soescan.evidence.store import NAME, EvidenceStore
from tests.conftest import ROOT
from tests.patience import HANG, signals_count

SITES = [f"s{number:03}.example" for number in range(200)]

SERVER = """
import http.server, socketserver, sys, threading, time

class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet
    disable_nagle_algorithm = True

    def do_GET(self):
        with lock:
            log.write(f"{self.command} http://{self.headers['Host']}{self.path}\\n")
            log.flush()
        host = self.headers["Host"]
        if host.startswith("slow."):
            threading.Event().wait()  # for ever
        time.sleep(0.01)
        home = f"<!doctype html><title>{host}</title><p>" + f"What {host} sells. " * 30
        known = {"/": (200, "text/html", home), "/robots.txt": (200, "text/plain", "User-agent: *")}
        status, kind, text = known.get(self.path, (404, "text/plain", "none"))
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 512

lock, log = threading.Lock(), open(sys.argv[1], "a")
server = Server(("127.0.0.1", 0), Site)
print(server.server_port, flush=True)
server.serve_forever()
"""


@dataclass
class SiteProcess:
    """A process that is every site, and writes down what it was asked."""

    port: int
    log: Path

    def asked(self) -> list[str]:
        return self.log.read_text().splitlines()


@contextmanager
def world(folder: Path) -> Iterator[SiteProcess]:
    log = folder / "asked.txt"
    serving = [sys.executable, "-c", SERVER, str(log)]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            yield SiteProcess(int(process.stdout.readline()), log)
        finally:
            process.kill()


def command(world: SiteProcess, data: Path, sites: Sequence[str], *more: str) -> list[str]:
    return [
        sys.executable, "-m", "soescan", "scan", *(f"http://{site}/" for site in sites),
        *("--only", "scan-state", "--only", "vdp", "--only", "security-txt"),
        *("--allow-address", "127.0.0.0/8", "--connect-to", f"::127.0.0.1:{world.port}"),
        *("--nameserver", "127.0.0.1:9", "--data-dir", str(data), "--format", "json"),
        *("--timeout", str(HANG), *more),
    ]  # fmt: skip


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def run(arguments: Sequence[str], **more: str) -> subprocess.CompletedProcess[bytes]:
    result = subprocess.run(arguments, capture_output=True, env=environment(**more))
    assert result.returncode == 0, result.stderr.decode()
    return result


def timeless(text: bytes) -> Any:
    """A result without when things were seen."""
    document = json.loads(text)
    for fact in document["facts"]:
        fact["origin"].pop("at")
        fact.pop("expires", None)
    return document


def on_file(data: Path) -> set[str]:
    """What the store holds an answer to."""
    database = sqlite3.connect(data / NAME)
    questions = [json.loads(text) for (text,) in database.execute("SELECT question FROM answers")]
    database.close()
    return {f"GET {question['url']}" for question in questions}


def killed_after(arguments: Sequence[str], sites: SiteProcess, answers: int, pause: float) -> int:
    """Run until the sites have been asked so much more and some time has passed, then kill."""
    before = len(sites.asked())
    with subprocess.Popen(
        arguments, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while len(sites.asked()) < before + answers and process.poll() is None:
            time.sleep(0.002)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
    return process.returncode


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.parametrize(
    "kills", [pytest.param(1, marks=pytest.mark.slow), pytest.param(20, marks=pytest.mark.heavy)]
)
def test_a_scan_killed_at_any_moment_goes_on_where_it_was(tmp_path: Path, kills: int) -> None:
    chance = random.Random(20261124)  # noqa: S311 - the same moments in each run
    data = tmp_path / "killed"
    with world(tmp_path) as sites:
        undisturbed = run(command(sites, tmp_path / "undisturbed", SITES))
        whole = sites.asked()
        sites.log.write_text("")
        known: set[str] = set()
        for _ in range(kills):
            start = len(sites.asked())
            moment = chance.randrange(1, 30), chance.random() / 20
            assert killed_after(command(sites, data, SITES), sites, *moment) == -signal.SIGKILL
            assert known.isdisjoint(sites.asked()[start:]), "asked again what was on file"
            assert known <= on_file(data), "lost what was on file"
            known = on_file(data)
        start = len(sites.asked())
        assert len(known) > kills, "runs that are killed before they learn anything show nothing"
        result = run(command(sites, data, SITES))
        asked = sites.asked()
    assert known.isdisjoint(asked[start:])
    assert timeless(result.stdout) == timeless(undisturbed.stdout)
    assert len(whole) == len(set(whole)) == 4 * len(SITES)
    assert set(asked) == set(whole)
    # Only what was on its way when a run was killed was asked for twice.
    assert len(asked) - len(whole) <= kills * DEFAULT_WORKERS


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGINT")
def test_ctrl_c_ends_with_130_and_keeps_what_is_finished(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with world(tmp_path) as sites, signals_count(), subprocess.Popen(
        # Given up by nobody and without an answer, the slow site keeps the scan from ending.
        command(sites, data, [*SITES, "slow.example"], "--site-timeout", str(10 * HANG)),
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        while len(sites.asked()) < 4 * len(SITES) // 2 and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        try:
            out, errors = process.communicate(timeout=HANG)  # without waiting for the slow one
        finally:
            process.kill()
    assert process.returncode == 130, errors
    assert out == ""
    told = re.fullmatch(
        r"stopped: (\d+) of 201 sites are finished and kept; the same command goes on from there\n",
        errors,
    )
    assert told, errors
    with EvidenceStore(data / NAME) as store:
        assert 0 < int(told[1]) <= len(store.list_sites()) <= len(SITES)


@pytest.mark.slow
def test_two_scans_at_once_share_a_store(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with world(tmp_path) as sites, ExitStack() as until_both_have_ended:
        both = [
            until_both_have_ended.enter_context(
                subprocess.Popen(
                    command(sites, data, some), env=environment(),
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                )
            )
            for some in (SITES[:60], SITES[40:100])
        ]  # fmt: skip
        results = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], results
    with EvidenceStore(data / NAME) as store:
        assert store.list_sites() == tuple(SITES[:100])


@pytest.mark.slow
def test_a_recording_replays_to_the_same_bytes_anywhere(tmp_path: Path) -> None:
    some = SITES[:20]
    record = tmp_path / "acme.jsonl.gz"
    with world(tmp_path) as sites:
        first = run(command(sites, tmp_path / "data", some, "--record", str(record), "-q"))
    again = [sys.executable, "-m", "soescan", "scan", "--replay", str(record), "--format", "json"]
    again += ["--only", "scan-state", "--only", "vdp", "--only", "security-txt"]
    for place in (
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0"},
    ):
        assert run(again, **place).stdout == first.stdout
        assert run([*again, some[3]], **place).stdout != first.stdout
