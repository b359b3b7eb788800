"""`soescan data build` with the publishers on loopback, and shipped facts against the files."""

from __future__ import annotations

import json
import random
import re
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from soescan.cli import data, main
from soescan.cli.network import NetworkOptions
from soescan.reference import builtin
from soescan.reference.products.vendor_facts import read_facts
from soescan.registers.registers import load_registers
from soescan.web import Web
from soescan.web.live import Live
from tests.share_alike import needs_share_alike
from tests.web.server import Answer, Sites

VENDORS = builtin.catalogs_folder() / "vendors"
NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.fixture
def kept(shared: Path) -> Path:
    folder = shared / "data" / "vendors" / "registers"
    if not folder.is_dir():
        pytest.skip("the registers are not here")
    return folder


def serve(answers: Mapping[str, Answer], monkeypatch: pytest.MonkeyPatch) -> Sites:
    sites = Sites(answers)

    @contextmanager
    def reached(_: NetworkOptions) -> Iterator[Web]:
        limits = replace(data.download_limits(), seconds=20)
        with Live(sites.settings(limits=limits), clock=lambda: NOW) as live:
            yield live

    monkeypatch.setattr(data, "open_publishers", reached)
    return sites


def answer(body: bytes, status: int = 200) -> Answer:
    return Answer(status, [("Content-Type", "application/octet-stream")], body)


@pytest.mark.slow
@needs_share_alike
def test_the_shipped_facts_come_from_the_publishers(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registers = load_registers()
    answers = {one.address: answer((kept / one.file).read_bytes()) for one in registers}
    with serve(answers, monkeypatch):
        done = CliRunner().invoke(main, ["data", "build", "--to", str(tmp_path)])
    assert done.exit_code == 0, done.output
    for one in registers:
        assert (tmp_path / one.path).read_bytes() == (VENDORS / one.path).read_bytes(), one.id


@pytest.mark.slow
@needs_share_alike
def test_a_publisher_that_answers_with_anything_else_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(VENDORS, tmp_path / "vendors")
    bodies = [b"", b"<html>sign in", b"[]", b"{}", b"[" * 100_000, b"\0" * 64, b"PK\3\4"]
    registers = load_registers()
    answers = {one.address: answer(body) for one, body in zip(registers, bodies, strict=True)}
    with serve(answers, monkeypatch):
        done = CliRunner().invoke(main, ["data", "build", "--to", str(tmp_path / "vendors")])
    assert (done.exit_code, done.output.count("not accepted")) == (1, 7), done.output
    for one in registers:
        file = tmp_path / "vendors" / one.path
        assert file.read_bytes() == (VENDORS / one.path).read_bytes(), one.id


@pytest.mark.slow
def test_without_share_alike_files_the_other_facts_are_the_same(tmp_path: Path) -> None:
    shutil.copytree(VENDORS / "facts", tmp_path / "facts")
    facts, sources = read_facts(tmp_path)
    everything, _ = read_facts(VENDORS)
    assert not {code for code, one in sources.items() if "-SA" in one.license}
    for product, known in facts.items():
        assert known == tuple(one for one in everything[product] if one.source in sources)


# --- a hundred facts against the files, by another way than the readers' -------------------------


def raw_entries(kept: Path, file: str) -> list[str]:
    """Each entry of a register as text."""
    if file.endswith(".json"):
        loaded: Any = json.loads((kept / file).read_text(encoding="utf-8"))
        entries = loaded if isinstance(loaded, list) else loaded["data"]["Products"]
        return [json.dumps(entry, ensure_ascii=False) for entry in entries]
    with tarfile.open(kept / file) as archive:
        members = [archive.extractfile(member) for member in archive.getmembers()]
        return [one.read().decode() for one in members if one]


def words_of(fact: Mapping[str, Any]) -> str:
    """What an entry must hold, as a pattern, so that it can have said the fact."""
    key, value = fact["key"], fact["value"]
    patterns = {
        "auth.sso": "sso_pricing",
        "auth.mfa.offered": '"tfa"',
        "vdp.bounty": 'offers_bounty": "yes"',
        "vdp.safe_harbor": 'safe_harbor": "([Pp]artial|full|yes)"',
        "vdp.program": "policy_url",
        "vendor.hq_country": "headquarterAddress",
        "transfer.mechanism": "DPF|Data Privacy Framework",
    }
    if key in patterns:
        return patterns[key]
    if key == "auth.mfa.methods":
        return re.escape(f'"{value[0]}"')
    if key.endswith((".type", ".status")) and key.startswith("assurance."):
        scheme = key.split(".")[1].replace("csa_star", "star").replace("cyber_essentials", "cyber")
        digits = re.search(r"\d+", scheme)
        return "(?i)" + (digits[0] if digits else scheme)
    return "." if value is True else re.escape(str(value).partition("T")[0])


@pytest.mark.slow
@needs_share_alike
def test_a_hundred_facts_drawn_at_random_stand_in_the_files(kept: Path) -> None:
    names = {}
    for path in VENDORS.glob("*.yaml"):
        for product in yaml.safe_load(path.read_text(encoding="utf-8")).get("products", ()):
            former = [*product.get("aliases", ()), *product.get("former_names", ())]
            domains = [*product.get("domains", ()), product.get("home")]
            names[product["id"]] = [one for one in (product["name"], *former, *domains) if one]
    drawn = []
    for one in load_registers():
        shipped = yaml.safe_load((VENDORS / one.path).read_text(encoding="utf-8"))["products"]
        drawn += [(one, entry["id"], fact) for entry in shipped for fact in entry["facts"]]
    entries = {one.id: raw_entries(kept, one.file) for one in load_registers()}
    wrong = []
    for register, product, fact in random.Random(1129).sample(drawn, 100):  # noqa: S311 - a draw that repeats
        url = fact["url"].rpartition("/")[2] if register.id == "fedramp" else fact["url"]
        is_page = url == register.page
        if not any(
            any(name.lower() in entry.lower() for name in names[product])
            and (is_page or url in entry)
            and re.search(words_of(fact), entry)
            for entry in entries[register.id]
        ):
            wrong.append((register.id, product, fact))
    assert len(wrong) <= 1, wrong
