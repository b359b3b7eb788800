"""`soescan data`, with the publishers on loopback behind real TLS."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from soescan.cli import data, main
from soescan.cli.network import NetworkOptions
from soescan.reference import builtin
from soescan.reference.public import CloudNetwork, PublicTables
from soescan.web import Web
from soescan.web.live import Live
from tests.patience import HANG
from tests.reference.public import factories
from tests.web.server import Answer, Sites


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["data", *arguments])


@pytest.fixture
def publishers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Answer]]:
    """The publishers' sites; a test may change what they answer."""
    answers: dict[str, Answer] = {url: answer(body) for url, body in factories.all_lists().items()}
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path))
    with (sites := Sites(answers)):

        @contextmanager
        def reached(door: NetworkOptions) -> Iterator[Web]:
            limits = replace(data.download_limits(), seconds=3)
            with Live(sites.settings(limits=limits), clock=lambda: factories.NOW) as live:
                yield live

        monkeypatch.setattr(data, "open_publishers", reached)
        monkeypatch.setattr(data, "now", lambda: factories.NOW)
        yield answers


def answer(body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    kind = "text/html" if body.startswith(b"<") else "application/octet-stream"
    return Answer(200, [("Content-Type", kind), *(headers or {}).items()], body)


@pytest.mark.slow
def test_every_table_comes_from_its_publisher(
    publishers: dict[str, Answer], tmp_path: Path
) -> None:
    done = run("update")
    assert done.exit_code == 0, done.output
    assert done.output.count("renewed") == len(builtin.publishers().tables)
    tables = PublicTables.load(tmp_path)
    assert tables.network("52.17.0.1") == CloudNetwork("aws", "eu-west-1", "EC2")
    assert tables.preloads is not None
    assert tables.preloads["site-49999.example"].force_https
    status = json.loads(run("status", "--format", "json").stdout)
    azure = next(one for one in status if one["id"] == "azure")
    assert azure["addresses"] == [
        "https://download.microsoft.com/download/7/1D/f-0/ServiceTags_Public_20261120.json"
    ]
    assert (azure["age"], azure["there"]) == (5, True)


@pytest.mark.slow
def test_the_real_prefixes_come_in_their_publishers_forms(
    publishers: dict[str, Answer], shared: Path, tmp_path: Path
) -> None:
    rows = factories.shared_rows(shared)
    for url, body in factories.answers(rows, known=builtin.publishers()).items():
        publishers[url] = answer(body)
    names = [
        name for one in builtin.publishers().tables if one.id in rows for name in ("--only", one.id)
    ]
    done = run("update", *names)
    assert done.exit_code == 0, done.output
    tables = PublicTables.load(tmp_path)
    for provider, listed in rows.items():
        for prefix, _, _ in listed[::97]:
            found = tables.network(str(ipaddress.ip_network(prefix)[0]))
            assert found is not None, prefix
            assert found.provider in rows, (provider, prefix)
    assert tables.network("13.54.0.1") == CloudNetwork("aws", "ap-southeast-2", "EC2")
    assert tables.network("20.53.0.1") == CloudNetwork("azure", "australiacentral", "AzureCloud")


@pytest.mark.slow
def test_the_options_of_the_command_lead_to_a_mirror(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOESCAN_DATA", str(tmp_path))
    url = "https://ip-ranges.amazonaws.com/ip-ranges.json"
    with (sites := Sites({url: answer(factories.all_lists()[url])})):
        done = run(
            *("update", "--only", "aws", "--allow-address", "127.0.0.0/8"),
            *("--connect-to", f"::127.0.0.1:{sites.ports[1]}", "--ca-bundle", str(sites.roots)),
            *("--timeout", str(HANG)),
        )
    assert done.exit_code == 0, done.output
    assert PublicTables.load(tmp_path).network("52.17.0.1") == CloudNetwork(
        "aws", "eu-west-1", "EC2"
    )


def test_one_that_fails_is_said_and_the_exit_code_tells(
    publishers: dict[str, Answer], tmp_path: Path
) -> None:
    url = "https://www.gstatic.com/ipranges/cloud.json"
    publishers[url] = Answer(503, [], b"busy")
    done = run("update", "--only", "gcp", "--only", "oci")
    assert done.exit_code == 1
    assert "gcp  failed: the publisher answered with status 503, none at hand" in done.output
    assert "oci  renewed" in done.output
    assert set(PublicTables.load(tmp_path).dates) == {"oci"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [
        answer(b"<!doctype html><title>Please wait</title>"),
        answer(b"{}", {"Content-Length": str(1 << 30)}),
        answer(b'{"creationTime": "2026-11-20"', {"Content-Length": "5000"}),
        answer(b'{"creationTime": "2026-11-20", "prefixes": [{"ipv4Prefix": "0.0.0.0/0"}]}'),
        answer(b" " * (9 << 20)),
    ],
    ids=["a page", "a gigabyte claimed", "cut short", "everything", "more than it may weigh"],
)
def test_what_a_publisher_should_not_send_changes_nothing(
    wrong: Answer, publishers: dict[str, Answer], tmp_path: Path
) -> None:
    assert run("update", "--only", "gcp").exit_code == 0
    before = PublicTables.load(tmp_path).network("35.189.1.1")
    assert before is not None
    publishers["https://www.gstatic.com/ipranges/cloud.json"] = wrong
    done = run("update", "--only", "gcp")
    assert done.exit_code == 1
    assert "kept" in done.output
    assert PublicTables.load(tmp_path).network("35.189.1.1") == before


@pytest.mark.slow
def test_an_older_table_needs_force(publishers: dict[str, Answer]) -> None:
    run("update", "--only", "oci")
    url = next(one.addresses[0] for one in builtin.publishers().tables if one.id == "oci")
    publishers[url] = answer(factories.oci(factories.plenty()["oci"], "2026-11-01"))
    assert run("update", "--only", "oci").exit_code == 1
    forced = run("update", "--only", "oci", "--force")
    assert forced.exit_code == 0
    assert "2026-11-01" in forced.output


@pytest.mark.slow
def test_the_status_says_what_is_not_there(publishers: dict[str, Answer], tmp_path: Path) -> None:
    run("update", "--only", "aws")
    says = run("status").output
    assert says.split()[:3] == ["Tables", "in", str(tmp_path)]
    assert "2026-11-20, 5 days old; 4,004 rows from" in " ".join(says.split())
    assert "missing: HSTS preload list" in says
    assert "soescan data update" in says


def test_an_unknown_table_is_a_mistake_with_a_hint(publishers: dict[str, Answer]) -> None:
    done = run("update", "--only", "awz")
    assert done.exit_code == 2
    assert "aws" in done.stderr


def test_without_a_folder_somebody_has_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(uid: int) -> object:
        raise KeyError(uid)

    monkeypatch.setenv("HOME", "relative")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    done = run("status")
    assert done.exit_code == 2
    assert "--data-dir" in done.stderr
