"""Looking at sites from the command line: what is shown, kept, compared and held against a catalog."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from soescan.cli import main, network
from soescan.cli.network import _CidrParam, _ConnectToParam, _NameserverParam
from soescan.errors import EvidenceFileError, UnreadableState, UsageError
from soescan.evidence.store import NAME, EvidenceStore
from soescan.model import Basis, Fact, Origin, Scan
from soescan.scan import probes
from soescan.scan.targets import address
from soescan.web import Get, Lookup, Records, recording
from soescan.web.recording import Failure, Outcome
from soescan.web.settings import ConnectTo
from tests.patience import HANG
from tests.site.factories import AT, page
from tests.web.nameserver import NameServer
from tests.web.server import Answer, Sites

SOE = """schema: soescan/soe@1
catalog: {id: harbour, name: Harbour SOE, owner: IT}
standards:
  - id: https-only
    area: security
    severity: blocker
    why: The service answers over HTTPS.
    require: {fact: tls.https, op: eq, value: true}
"""
LONG = "<!doctype html><title>Acme</title><h1>Acme</h1>" + "<p>We sell things to people.</p>" * 30


def answers(name: str, **more: Outcome) -> dict[Any, Outcome]:
    """A site that answers over HTTPS and has a few records."""
    return {
        Get(f"https://{name}/"): page(f"https://{name}/", LONG),
        Get(f"http://{name}/"): page(f"http://{name}/", LONG),
        Lookup(name, "MX"): Records(name, "MX", (), AT),
    }


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sites recorded, one of which nobody could read; a list of three tools; a catalog."""
    both = answers("acme.example") | {
        Get("https://down.example/"): Failure(UnreadableState.TIMEOUT, "nothing came", AT),
        Get("http://down.example/"): Failure(UnreadableState.TIMEOUT, "nothing came", AT),
    }
    targets = ["https://acme.example/", "https://down.example/"]
    recording.write(tmp_path / "both.jsonl", both, targets)
    recording.write(tmp_path / "one.jsonl.gz", answers("acme.example"), targets[:1])
    (tmp_path / "tools.csv").write_text(
        "name,url\nAcme,www.acme.example\nDown,https://down.example\nNowhere,\n"
    )
    (tmp_path / "soe.yaml").write_text(SOE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


ONLY = ("--only", "scan-state", "--only", "https", "--only", "canonical")


# --- scan ----------------------------------------------------------------------------------------


def test_the_answer_comes_first_then_sites_then_what_each_probe_saw(here: Path) -> None:
    result = run("scan", "--replay", "both.jsonl", *ONLY)
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[0] == "1 of 2 sites could be read."
    assert [line.split() for line in lines[2:5]] == [
        ["site", "state", "facts", "gaps"],
        ["acme.example", "ok", lines[3].split()[2], lines[3].split()[3]],
        ["down.example", "timeout", "0", lines[4].split()[3]],
    ]
    assert "acme.example (ok)" in lines
    assert any(line.startswith("  scan-state ") and line.endswith(": ok") for line in lines)
    assert any(line.startswith("  not read (timeout): scan-state") for line in lines)
    assert max(map(len, lines)) <= 80


def test_with_every_reason_each_fact_says_where_it_is_from(here: Path) -> None:
    result = run("scan", "--replay", "one.jsonl.gz", "--only", "scan-state", "-v")
    assert result.output == (
        "acme.example could be read: 1 fact, 0 gaps.\n"
        "\n"
        "acme.example (ok)\n"
        "  scan-state\n"
        "    scan.state: ok (observed, https://acme.example/, 2026-11-24T10:00:00Z, until\n"
        "      2026-12-24)\n"
    )


def test_json_is_what_check_takes_as_evidence(here: Path) -> None:
    assert run("scan", "--replay", "both.jsonl", "-o", "e.json", "-o", "e.txt").exit_code == 0
    trusted = ", ".join(
        f"{{file: {name}, sha256: {hashlib.sha256((here / name).read_bytes()).hexdigest()}}}"
        for name in ("e.json", "both.jsonl")
    )
    header = f"{{id: t, name: T, extends: [soe.yaml], trusted_evidence: [{trusted}]}}"
    (here / "t.yaml").write_text(f"schema: soescan/soe@1\ncatalog: {header}\n")
    check = ("check", "tools.csv", "--soe", "t.yaml", "--as-of", "2026-11-25", "--format", "json")
    read = json.loads(run(*check, "--evidence", "e.json").output)
    replayed = json.loads(run(*check, "--replay", "both.jsonl").stdout)
    notes = replayed.pop("notes")  # a look that fails is told where one is made
    assert [note["says"] for note in notes] == ["its site could not be read: nothing came"]
    assert read == replayed
    assert (here / "e.txt").read_text().startswith("1 of 2 sites could be read.")


def test_json_lines_hold_a_site_each_in_the_order_they_were_named(here: Path) -> None:
    result = run(
        "scan", "down.example", "acme.example", "--replay", "both.jsonl", "--format", "jsonl"
    )
    assert [(s["site"], s["state"]) for s in map(json.loads, result.output.splitlines())] == [
        ("down.example", "timeout"),
        ("acme.example", "ok"),
    ]


def test_what_was_saved_can_be_named_like_an_address(here: Path) -> None:
    (here / "page.html").write_text(f"<!-- saved from url=(0024)https://pages.example/ -->{LONG}")
    result = run("scan", "one.jsonl.gz", "page.html", "--format", "jsonl", *ONLY)
    sites = [json.loads(line)["site"] for line in result.stdout.splitlines()]
    assert sites == ["acme.example", "pages.example"]
    assert not (here / "data").exists(), "what somebody saved is not kept as seen"


def test_a_recording_of_a_replay_is_the_recording(here: Path) -> None:
    run("scan", "--replay", "one.jsonl.gz", "--record", "again.jsonl", "-q", *ONLY)
    assert (
        recording.read([Path("again.jsonl")]).items()
        <= {
            **recording.read([Path("one.jsonl.gz")]),
            **{
                one: Failure(
                    UnreadableState.NOT_RECORDED,
                    f"the recording does not hold {recording.describe(one)}",
                )
                for one in recording.read([Path("again.jsonl")])
                if one not in answers("acme.example")
            },
        }.items()
    )
    first = run("scan", "--replay", "one.jsonl.gz", "--format", "json", *ONLY)
    assert run("scan", "--replay", "again.jsonl", "--format", "json", *ONLY).output == first.output


def test_a_question_that_does_not_arise_was_asked_of_a_page_that_was_read(here: Path) -> None:
    result = run("scan", "acme.example", "--replay", "both.jsonl", "--only", "session-cookies")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "acme.example could be read: 0 facts, 1 gap.",
        "",
        "acme.example",
        "  not applicable: session-cookies",
    ]


def test_nothing_that_can_be_read_ends_with_3(here: Path) -> None:
    result = run("scan", "down.example", "--replay", "both.jsonl", *ONLY)
    assert result.exit_code == 3
    assert result.stdout.startswith("down.example could not be read (timeout)")
    assert result.stderr == "Error: nothing could be read of any site\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "nothing to look at"),
        (("--replay", "both.jsonl", "--only", "scan-stat"), "did you mean 'scan-state'?"),
        (("nobody",), "expected an address such as https://acme.example, found 'nobody'"),
        (("ftp://acme.example",), "begins with https:// or http://"),
        (("https://ana:secret@acme.example/",), "without a user's name and password"),
        (("--replay", "soe.yaml"), "soe.yaml"),
        (("--replay", "both.jsonl", "-o", "r.docx"), ".txt, .json, .jsonl"),
        (("acme.example", "--max-age", "-1"), "--max-age"),
        (("acme.example", "--allow-address", "home"), "10.1.0.0/16"),
        (("acme.example", "--connect-to", "a:b:c"), "HOST:PORT:HOST:PORT"),
        (("acme.example", "--nameserver", "one.one"), "9.9.9.9"),
    ],
)
def test_a_wrong_word_is_answered_with_what_was_expected(
    here: Path, arguments: tuple[str, ...], says: str
) -> None:
    result = run("scan", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "secret@" not in result.stderr


@pytest.mark.parametrize(("options", "quiet"), [([], False), (["-q"], True)])
def test_how_many_sites_are_scanned_is_told(
    here: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], quiet: bool
) -> None:
    told: list[object] = []

    @contextlib.contextmanager
    def show(activity: str, *, quiet: bool) -> Iterator[Callable[..., None]]:
        told.append((activity, quiet))
        yield lambda *progress: told.append(progress)

    monkeypatch.setattr(network, "show_progress", show)
    main(["scan", "--replay", "both.jsonl", *ONLY, *options], standalone_mode=False)
    sites = "scanning sites"
    assert told == [(sites, quiet), (sites, 1, 2), (sites, 2, 2)]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Acme.Example", "https://acme.example/"),
        ("HTTPS://www.acme.example:8443/a?b#c", "https://www.acme.example:8443/a?b"),
        ("//acme.example", "https://acme.example/"),
        ("acme.example:8443", "https://acme.example:8443/"),
        ("bücher.example", "https://xn--bcher-kva.example/"),
    ],
)
def test_an_address_is_made_whole(text: str, made: str) -> None:
    assert address(text) == made


@pytest.mark.parametrize("text", ["", "acme", "mailto:ana@acme.example", "https://", "a b.example", "https://[::1]/", "https://acme.example:x/", "x" * 3_000 + ".example"])  # fmt: skip
def test_what_is_no_address_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UsageError):
        address(text)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a.example:443:127.0.0.1:8443", ConnectTo("a.example", 443, "127.0.0.1", 8443)),
        ("::127.0.0.1:", ConnectTo("", 0, "127.0.0.1", 0)),
        ("[::1]:80:[fe80::1]:81", ConnectTo("::1", 80, "fe80::1", 81)),
        (":443::8443", ConnectTo("", 443, "", 8443)),
    ],
)
def test_connect_to_is_written_as_for_curl(text: str, made: ConnectTo) -> None:
    assert _ConnectToParam().convert(text, None, None) == made


@pytest.mark.parametrize(
    "text", ["", "a", "a:b:c:d", "a:1:b", "a:99999:b:1", "::1:80:::1:81", "a:1:b:2:3"]
)
def test_another_way_to_write_it_is_refused(text: str) -> None:
    with pytest.raises(click.UsageError):
        _ConnectToParam().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("9.9.9.9", ("9.9.9.9", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("2620:fe::fe", ("2620:fe::fe", 53)),
        ("[2620:fe::fe]:54", ("2620:fe::fe", 54)),
    ],
)
def test_a_name_server_has_an_address_and_perhaps_a_port(text: str, made: object) -> None:
    assert _NameserverParam().convert(text, None, None) == made
    for wrong in ("", "dns.example", "9.9.9.9:0", "9.9.9.9:70000", "9.9.9", "[::1"):
        with pytest.raises(click.UsageError):
            _NameserverParam().convert(wrong, None, None)
    with pytest.raises(click.UsageError):
        _CidrParam().convert("10.0.0.1/8", None, None)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("scan", "gone.har"), "there is no file gone.har"),
        (("scan", "empty.har"), "empty.har: expected a saved page, a HAR or WARC file"),
        (("scan", "noise.warc"), "noise.warc: expected a saved page, a HAR or WARC file"),
        (
            ("check", "tools.csv", "--scan", "--replay", "both.jsonl"),
            "expected --scan or --replay, found both",
        ),
    ],
)
def test_what_cannot_be_meant_is_said(here: Path, words: tuple[str, ...], says: str) -> None:
    (here / "empty.har").write_bytes(b"")
    (here / "noise.warc").write_bytes(bytes(range(128, 256)))
    result = run(*words)
    assert result.exit_code == 2
    assert says in str(result.exception) + result.output


def test_a_wrong_line_of_a_list_is_named() -> None:
    result = run("scan", "-", "--no-store", stdin="# ours\nacme.example\nnobody\n")
    assert str(result.output).startswith("Error: line 3: expected an address such as")


@pytest.mark.slow
@pytest.mark.parametrize("how", [">&-", "> /dev/full"])
def test_a_stdout_that_takes_nothing_is_no_traceback(here: Path, how: str) -> None:
    script = f'"$0" -m soescan scan --replay one.jsonl.gz --only https {how}'
    command = ["/bin/sh", "-c", script, sys.executable]
    root = str(Path(__file__).resolve().parents[2])
    result = subprocess.run(
        command, check=False, capture_output=True, text=True, env={"PYTHONPATH": root}
    )
    assert result.returncode == (2 if "full" in how else 0)
    assert "Traceback" not in result.stderr
    assert ("No space left" in result.stderr) == ("full" in how)


def test_what_is_no_file_is_written_to_and_stays(here: Path) -> None:
    os.mkfifo(here / "pipe")
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit((here / "pipe").read_text)
        run("scan", "--replay", "one.jsonl.gz", "--only", "https", "-o", "pipe", "--format", "json")
        assert json.loads(reading.result(timeout=HANG))["schema"] == "soescan/evidence@1"
    assert (here / "pipe").is_fifo()


def test_a_few_probes_need_not_look_at_the_page(here: Path) -> None:
    result = run("scan", "--replay", "one.jsonl.gz", "--only", "https")
    assert result.stdout.startswith("acme.example could be read: ")


@pytest.mark.slow
def test_a_domain_that_does_not_exist_lacks_nothing(here: Path) -> None:
    with NameServer({}) as names:
        result = run(
            *("scan", "gone.example", "--format", "json", "--no-store"),
            *("--nameserver", f"127.0.0.1:{names.port}", "--timeout", str(HANG)),
        )
    assert json.loads(result.stdout).get("facts", []) == []
    assert result.exit_code == 3


# --- live ----------------------------------------------------------------------------------------


@pytest.fixture
def sites() -> Iterator[tuple[Sites, list[str]]]:
    """Two sites on loopback with the options that lead there."""
    html = [("Content-Type", "text/html")]
    known = {
        "https://acme.example/": Answer(200, html, LONG),
        "https://closed.example/robots.txt": Answer(200, [], "User-agent: *\nDisallow: /"),
        "https://closed.example/": Answer(200, html, LONG),
        "http://closed.example/robots.txt": Answer(200, [], "User-agent: *\nDisallow: /"),
    }
    with Sites(known) as made, NameServer({}) as names:
        plain, secure = made.ports
        yield (
            made,
            [
                *("--allow-address", "127.0.0.0/8", "--ca-bundle", str(made.roots)),
                *(
                    "--connect-to",
                    f":80:127.0.0.1:{plain}",
                    "--connect-to",
                    f":443:127.0.0.1:{secure}",
                ),
                *("--nameserver", f"127.0.0.1:{names.port}", "--timeout", str(HANG)),
            ],
        )


def test_addresses_come_from_standard_input_and_lists_of_tools(
    here: Path, sites: tuple[Sites, list[str]]
) -> None:
    one = run("scan", "-", *sites[1], *ONLY, "--format", "jsonl", stdin="# ours\nacme.example\n\n")
    assert json.loads(one.stdout)["state"] == "ok"
    (here / "list.csv").write_text("name,url\nAcme,acme.example\nNowhere,\n")
    two = run("scan", "list.csv", *sites[1], *ONLY)
    assert two.stdout.startswith("acme.example could be read")
    assert "- no address of a site to look at (list.csv:3)" in two.stdout


def test_what_robots_txt_forbids_is_a_gap_in_the_recording_too(
    here: Path, sites: tuple[Sites, list[str]]
) -> None:
    scan = ("scan", "closed.example", *ONLY, "--format", "json")
    live = run(*scan, *sites[1], "--record", "closed.jsonl", "-q")
    assert "GET https://closed.example/" not in sites[0].requests
    assert '"state": "robots"' in live.stdout
    assert run(*scan, "--replay", "closed.jsonl").stdout == live.stdout


def test_what_was_seen_counts_in_a_check_until_it_expires(
    here: Path, sites: tuple[Sites, list[str]]
) -> None:
    check = ("check", "tools.csv", "--soe", "soe.yaml", "--format", "json")

    def outcomes(*more: str) -> tuple[dict[str, str], str]:
        result = run(*check, *more)
        document = json.loads(result.stdout)
        by_tool = {a["tool"]["name"]: a["outcome"] for a in document["assessments"]}
        return by_tool, str([note["says"] for note in document.get("notes", ())])

    assert outcomes() == (
        {"Acme": "cannot-tell", "Down": "cannot-tell", "Nowhere": "cannot-tell"},
        "[]",
    )
    run("scan", "acme.example", *sites[1], *ONLY)
    by_tool, notes = outcomes()
    assert by_tool == {"Acme": "fits", "Down": "cannot-tell", "Nowhere": "cannot-tell"}
    assert notes == "['no evidence of its site is on file; check --scan looks at it']"
    why = run(
        "explain", "https-only", "--soe", "soe.yaml", "--tools", "tools.csv", "--tool", "Acme"
    )
    assert "tls.https: yes (observed, https://acme.example/" in why.output
    by_tool, notes = outcomes("--as-of", "2036-01-01")
    assert by_tool["Acme"] == "cannot-tell"
    assert "the evidence of its site has expired; check --scan looks again" in notes
    assert outcomes("--no-store")[0]["Acme"] == "cannot-tell"


@pytest.mark.slow
def test_check_can_look_first(
    here: Path, sites: tuple[Sites, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # More questions than a visitor's worth are asked one a second.
    few = tuple(probe for probe in probes.PROBES if probe.id in ("scan-state", "https"))
    monkeypatch.setattr(probes, "PROBES", few)
    (here / "list.csv").write_text("name,url\nAcme,www.acme.example\nBare,acme.example\n")
    check = ("check", "list.csv", "--soe", "soe.yaml", "--format", "json")
    result = run(*check, "--scan", *sites[1])
    found = {a["tool"]["name"]: a["outcome"] for a in json.loads(result.stdout)["assessments"]}
    assert found["Bare"] == "fits"
    with EvidenceStore(here / "data" / NAME) as store:
        assert store.list_sites() == ("acme.example",)
    asked = len(sites[0].requests)
    again = run(*check, "--scan", *sites[1])
    assert json.loads(again.stdout)["assessments"] == json.loads(result.stdout)["assessments"]
    assert len(sites[0].requests) == asked
    unkept = run(*check, "--scan", "--no-store", *sites[1])
    assert json.loads(unkept.stdout)["assessments"][1]["outcome"] == "fits"
    assert len(sites[0].requests) > asked


def test_a_look_that_fails_is_told_with_its_reason(
    here: Path, sites: tuple[Sites, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tuple(probe for probe in probes.PROBES if probe.id in ("scan-state", "https"))
    monkeypatch.setattr(probes, "PROBES", few)
    check = ("check", "tools.csv", "--soe", "soe.yaml")

    result = run(*check, "--scan", *sites[1], "--format", "json")

    document = json.loads(result.stdout)
    (note,) = document["notes"]
    (line,) = [line for line in result.stderr.splitlines() if "could not be read" in line]
    told = "https://www.acme.example/: status 404; https://down.example/: status 404"
    assert line == f"2 of 2 sites could not be read: {told}"
    assert (note["says"], note["count"]) == ("its site could not be read: status 404", 2)
    assert note["places"] == ["tools.csv:2", "tools.csv:3"]
    quiet = run(*check, "--scan", *sites[1], "-q")
    assert (quiet.stderr, "its site could not be read" in quiet.stdout) == ("", True)


def test_a_site_that_a_recording_does_not_hold_is_told(
    here: Path, sites: tuple[Sites, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tuple(probe for probe in probes.PROBES if probe.id in ("scan-state", "https"))
    monkeypatch.setattr(probes, "PROBES", few)
    run("scan", "acme.example", *sites[1], "--record", "acme.jsonl", "-q")
    result = run("check", "tools.csv", "--soe", "soe.yaml", "--replay", "acme.jsonl")
    assert "could not be read: the recording does not hold" in " ".join(result.stderr.split())


def test_what_a_scan_may_settle_is_said_until_somebody_has_looked(
    here: Path, sites: tuple[Sites, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tuple(probe for probe in probes.PROBES if probe.id in ("scan-state", "https"))
    monkeypatch.setattr(probes, "PROBES", few)
    check = ("check", "tools.csv", "--soe", "soe.yaml")
    says = "Run soescan check with --scan"
    for ending in ("table", "markdown", "html"):
        page = " ".join(run(*check, "--format", ending).stdout.split())
        assert says in page
    for again in ((*check, "--scan", *sites[1]), check):
        assert says not in " ".join(run(*again).stdout.split())


def test_check_looks_at_the_vendors_site_and_at_the_application(
    here: Path, sites: tuple[Sites, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tuple(probe for probe in probes.PROBES if probe.id in ("scan-state", "https"))
    monkeypatch.setattr(probes, "PROBES", few)
    (here / "list.csv").write_text(
        "name,url,app_url\nAcme,acme.example,https://app.acme.example/in\n"
    )
    check = ("check", "list.csv", "--soe", "soe.yaml", "--format", "json")
    run("scan", "acme.example", *sites[1])
    says = "it is not on file where its application runs; check --scan looks at it"
    assert says in run(*check).stdout
    assert says not in run(*check, "--scan", *sites[1]).stdout
    assert "GET https://app.acme.example/in" in sites[0].requests
    with EvidenceStore(here / "data" / NAME) as store:
        assert store.list_sites() == ("acme.example", "app.acme.example")


@pytest.mark.slow
def test_a_closed_place_that_a_redirect_leads_to_is_left_alone(here: Path) -> None:
    to = Answer(302, [("Location", "https://closed.example/in")])
    known = {
        "https://acme.example/": to,
        "https://closed.example/robots.txt": Answer(200, [], "User-agent: *\nDisallow: /"),
    }
    with Sites(known) as made, NameServer({}) as names:
        plain, secure = made.ports
        result = run(
            *("scan", "acme.example", "--only", "scan-state", "--allow-address", "127.0.0.0/8"),
            *("--connect-to", f":80:127.0.0.1:{plain}", "--ca-bundle", str(made.roots)),
            *("--connect-to", f":443:127.0.0.1:{secure}"),
            *("--nameserver", f"127.0.0.1:{names.port}", "--timeout", str(HANG)),
        )
    assert "acme.example (robots)" in result.stdout
    assert "GET https://closed.example/in" not in made.requests


# --- evidence ------------------------------------------------------------------------------------


@pytest.fixture
def filed(here: Path) -> Path:
    """A site that was looked at twice: first it had no HTTPS."""

    def fact(key: str, value: Any, at: datetime) -> Fact:
        origin = Origin(Basis.OBSERVED, "https://acme.example/", at.isoformat(), "https")
        return Fact("acme.example", key, value, origin, at.date().replace(year=at.year + 1))

    first, second = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 9, 5, tzinfo=UTC)
    with EvidenceStore(here / "data" / NAME) as store:
        for at, facts in (
            (first, {"tls.https": False, "tls.cert.issuer": "Old CA"}),
            (second, {"tls.https": True, "scan.state": "ok"}),
        ):
            seen = tuple(fact(key, value, at) for key, value in facts.items())
            store.add_scan(Scan("acme.example", "https://acme.example/", seen), ["https"], at)
    return here


def test_what_is_on_file_is_listed(filed: Path) -> None:
    assert run("evidence", "list", "--as-of", "2026-10-01").output == (
        "site          looked at   facts  expired  gaps  good until\n"
        "acme.example  2026-09-05  2      0        0     2027-09-05\n"
    )
    late = run("evidence", "list", "--as-of", "2027-10-01").output.splitlines()[1]
    assert late == "acme.example  2026-09-05  2      2        0     2027-09-05"
    empty = run("evidence", "list", "--data-dir", "elsewhere")
    assert empty.output.startswith("Nothing is on file.")


def test_what_is_on_file_of_a_site_is_shown(filed: Path) -> None:
    result = run("evidence", "show", "https://www.acme.example/", "--as-of", "2028-01-01")
    assert result.output.startswith(
        "acme.example: looked at on 2026-09-05.\nAll facts have expired; soescan scan renews them.\n"
    )
    wrong = run("evidence", "show", "acme.exampel")
    assert wrong.exit_code == 2
    assert "acme.example" in wrong.stderr


def test_two_days_are_compared_in_words(filed: Path) -> None:
    result = run("evidence", "diff", "2026-02-01", "2026-10-01", "acme.example")
    assert result.output == (
        "From 2026-02-01 to 2026-10-01: 1 added, 1 gone, 1 changed.\n"
        "\n"
        "Added\n"
        "  state of the vendor's page is ok\n"
        "\n"
        "Gone\n"
        "  certificate issuer was Old CA\n"
        "\n"
        "Changed\n"
        "  HTTPS was no, is now yes\n"
    )
    assert run("evidence", "diff", "2026-02-01", "2026-10-01").exit_code == 2
    assert run("evidence", "diff", "yesterday", "2026-10-01", "acme.example").exit_code == 2


def test_files_are_compared_too(filed: Path) -> None:
    run("evidence", "export", "acme.example", "--as-of", "2026-10-01", "-o", "new.json")
    same = run("evidence", "diff", "new.json", "new.json")
    assert same.output == "From new.json to new.json nothing has changed.\n"
    other = run("evidence", "diff", "new.json", "one.jsonl.gz", "acme.example")
    assert other.output.startswith("From new.json to one.jsonl.gz: ")


def test_what_is_exported_is_valid_on_the_day_and_can_be_read(filed: Path) -> None:
    from soescan.evidence import read_evidence

    run("evidence", "export", "-o", "all.json", "--as-of", "2026-10-01")
    assert {fact.key for fact in read_evidence(Path("all.json")).facts} == {
        "tls.https",
        "scan.state",
    }
    later = run("evidence", "export", "--as-of", "2029-01-01")
    assert json.loads(later.stdout) == {"schema": "soescan/evidence@1"}


def test_what_is_old_is_forgotten(filed: Path) -> None:
    result = run("evidence", "prune", "--before", "2026-06-01")
    assert result.output == "deleted 1 scan, 0 answers and 0 bodies\n"
    assert run("evidence", "diff", "2026-02-01", "2026-10-01", "acme.example").exit_code == 2


def test_a_store_that_is_damaged_ends_the_command_with_a_hint(here: Path) -> None:
    (here / "data").mkdir()
    (here / "data" / NAME).write_bytes(b"not a database" * 100)
    for command in (("evidence", "list"), ("check", "tools.csv")):
        result = run(*command)
        assert result.exit_code == EvidenceFileError.exit_code
        assert "move the file away" in result.stderr


def test_a_probe_has_a_manual(here: Path) -> None:
    page = run("explain", "scan-state").output
    for title in ("Looks at:", "Why it matters:", "Cannot see:"):
        assert title in page


# --- a saved page that does not say its address --------------------------------------------------


@pytest.mark.slow
def test_the_address_of_a_saved_page_can_be_said_and_kept(here: Path) -> None:
    (here / "page.html").write_text(LONG)
    unnamed = run("scan", "page.html")
    assert (unnamed.exit_code, unnamed.stdout) == (2, "")
    assert "Hint: say it with soescan scan page.html --url https://..." in unnamed.stderr

    named = run("scan", "page.html", "--url", "page.example", "--record", "page.jsonl", *ONLY)
    assert named.exit_code == 0
    assert named.stdout.startswith("page.example could be read")
    assert (
        run("scan", "--replay", "page.html", "--url", "https://page.example", *ONLY).exit_code == 0
    )
    assert run("scan", "page.jsonl", *ONLY).stdout.startswith("page.example could be read")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("page.html", "--url", "see wiki"), "expected an address such as https://acme.example"),
        (("acme.example", "--url", "page.example"), "--url is the address of one saved page"),
        (
            ("page.html", "other.html", "--url", "a.example"),
            "--url is the address of one saved page",
        ),
        (("list.txt", "--url", "page.example"), "a saved page, and list.txt is a list"),
        (("rec.jsonl", "--url", "page.example"), "and rec.jsonl is another kind of file"),
    ],
)
def test_an_address_that_belongs_to_no_saved_page_is_refused(
    here: Path, arguments: tuple[str, ...], says: str
) -> None:
    for name in ("page.html", "other.html"):
        (here / name).write_text(LONG)
    (here / "list.txt").write_text("name,url\nAcme,acme.example\n")
    recording.write(here / "rec.jsonl", answers("acme.example"), ["https://acme.example/"])

    refused = run("scan", *arguments)
    assert refused.exit_code == 2
    assert says in refused.stderr
