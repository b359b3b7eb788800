"""How far facts count that somebody handed in: no further than somebody's word."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan import app, catalog
from soescan.catalog import LoadedCatalog
from soescan.errors import InputError
from soescan.model import Basis, Evidence, Fact, Origin, Outcome, Proposal, Tool
from tests.conftest import ROOT
from tests.patience import runaway_ends

DAY = date(2026, 11, 22)
SOE = """\
schema: soescan/soe@1
catalog: {{id: x, name: X{trusted}}}
roles: [{{id: ciso, label: CISO}}]
policy: {{own_scan: {own_scan}}}
standards:
  - id: sso
    area: a
    severity: blocker
    min_basis: {basis}
    require: {{fact: auth.sso.saml, op: eq, value: true}}
    why: Staff sign in with the company account.
  - id: home
    area: a
    severity: blocker
    require: {{fact: hosting.country, op: subset_of, value: [DE, FR]}}
    why: Data stays here.
"""
TOOL = Tool("Evil", "https://evil.test")


def soe(folder: Path, basis: str = "answered", trusted: str = "", own_scan: str = "false") -> Any:
    path = folder / "soe.yaml"
    path.write_text(SOE.format(basis=basis, trusted=trusted, own_scan=own_scan), "utf-8")
    return catalog.read(path)


def saved(folder: Path, *facts: dict[str, Any]) -> Path:
    path = folder / "evidence.json"
    path.write_text(json.dumps({"schema": "soescan/evidence@1", "facts": facts}), "utf-8")
    return path


def written(key: str, value: Any, basis: str = "observed", **more: Any) -> dict[str, Any]:
    origin = {"basis": basis, "url": "https://evil.test/x", "at": "2026-11-20"} | more
    return {"subject": "evil.test", "key": key, "value": value, "origin": origin}


def vouched(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f", trusted_evidence: [{{file: any.json, sha256: {digest}}}]"


def outcome(evidence: Evidence, read: LoadedCatalog, tool: Tool = TOOL) -> Outcome:
    report = app.review(Proposal((tool,)), read, evidence, DAY)
    return report.assessments[0].outcome


HOME = written("hosting.country", ["DE"], "stated")


@pytest.mark.parametrize("basis", ["observed", "answered", "stated", "inferred"])
@pytest.mark.parametrize("wanted", ["observed", "answered"])
def test_a_supplied_file_meets_nothing_that_wants_more_than_a_word(
    tmp_path: Path, basis: str, wanted: str
) -> None:
    path = saved(tmp_path, written("auth.sso.saml", True, basis), HOME)
    read = soe(tmp_path, wanted)
    evidence, _ = app.read_supplied(path, read.catalog)
    assert outcome(evidence, read) is Outcome.CANNOT_TELL


def test_a_file_that_the_catalog_names_by_its_hash_counts_as_it_says(tmp_path: Path) -> None:
    path = saved(tmp_path, written("auth.sso.saml", True), HOME)
    read = soe(tmp_path, trusted=vouched(path))
    evidence, notes = app.read_supplied(path, read.catalog)
    assert (outcome(evidence, read), notes) == (Outcome.FITS, ())
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    evidence, notes = app.read_supplied(path, read.catalog)
    assert outcome(evidence, read) is Outcome.CANNOT_TELL
    assert notes[0].says.startswith("its facts count as stated")


def test_a_hash_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="64 hexadecimal digits"):
        soe(tmp_path, trusted=", trusted_evidence: [{file: a.json, sha256: abc}]")


@pytest.mark.parametrize(
    "fact",
    [
        written("auth.sso.saml", True, at="1999-01-01"),
        written("auth.sso.saml", True, at="2026-08-01"),
        written("auth.sso.saml", True, at="2099-01-01"),
        written("auth.sso.saml", True, at="2026-11-23"),
        written("auth.sso.saml", True, at="2026-11-24T08:00:00Z"),
        written("auth.sso.saml", True, at="1999-01-01") | {"expires": "2099-01-01"},
    ],
)
def test_every_fact_ages_and_none_is_from_the_future(tmp_path: Path, fact: Any) -> None:
    path = saved(tmp_path, fact, HOME)
    read = soe(tmp_path, "stated", trusted=vouched(path))
    evidence, _ = app.read_supplied(path, read.catalog)
    report = app.review(Proposal((TOOL,)), read, evidence, DAY)
    assert report.assessments[0].outcome is Outcome.CANNOT_TELL
    (gap,) = (gap for gap in report.assessments[0].gaps if gap.probe == "evidence")
    assert gap.state in ("expired", "not-yet")


@pytest.mark.parametrize("value", [[], "", None])
def test_no_place_is_no_answer_to_where(tmp_path: Path, value: Any) -> None:
    read = soe(tmp_path, "stated")
    facts = (written("auth.sso.saml", True), written("hosting.country", value))
    try:
        evidence, _ = app.read_supplied(saved(tmp_path, *facts), read.catalog)
    except InputError:
        return  # refused is as good
    assert outcome(evidence, read) is Outcome.CANNOT_TELL


def test_a_recording_is_seen_by_whoever_made_it_and_the_report_says_so(tmp_path: Path) -> None:
    recording = ROOT / "catalogs/example/recording.jsonl"
    seen, (note,) = app.read_supplied(recording, soe(tmp_path).catalog)
    assert note.says.startswith("what it shows was seen by whoever made the file")
    assert any(fact.origin.basis is Basis.OBSERVED for fact in seen.facts)


def test_policy_may_demand_an_own_scan(tmp_path: Path) -> None:
    recording = ROOT / "catalogs/example/recording.jsonl"
    seen, (note,) = app.read_supplied(recording, soe(tmp_path, own_scan="true").catalog)
    assert note.says == "what it shows counts as stated: IT's policy wants a scan of its own"
    assert all(fact.origin.basis is not Basis.OBSERVED for fact in seen.facts)


def test_the_example_names_its_own_files() -> None:
    example = ROOT / "catalogs/example"
    header = catalog.read(example / "soe.yaml").catalog.catalog
    assert {file.file: file.sha256 for file in header.trusted_evidence} == {
        name: hashlib.sha256((example / name).read_bytes()).hexdigest()
        for name in ("evidence.json", "recording.jsonl")
    }


BASES, VALUES = st.sampled_from(Basis), st.booleans()


@pytest.mark.slow
@given(st.lists(st.tuples(BASES, VALUES, st.sampled_from(("evil.test", "Evil", "other.test")))))
def test_nobody_approves_themselves_with_evidence(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[Basis, bool, str]]
) -> None:
    """A supplied file raises an outcome no further than the same facts at basis stated."""
    folder = tmp_path_factory.getbasetemp()
    facts = [
        written("auth.sso.saml", value, str(basis)) | {"subject": subject}
        for basis, value, subject in made
    ]
    read, order = soe(folder, "stated"), list(Basis).index
    evidence, _ = app.read_supplied(saved(folder, *facts), read.catalog)
    stated = Evidence(
        tuple(
            Fact(subject, "auth.sso.saml", value, Origin(max(basis, Basis.STATED, key=order), "u"))
            for basis, value, subject in made
        )
    )
    assert _rank(outcome(evidence, read)) >= _rank(outcome(stated, read))
    strict = replace(read, catalog=soe(folder, "answered").catalog)
    assert outcome(evidence, strict) is Outcome.CANNOT_TELL


def _rank(reached: Outcome) -> int:
    return list(Outcome).index(reached)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are POSIX")
@pytest.mark.parametrize("name", ["evidence.json", "recording.jsonl"])
@pytest.mark.parametrize("is_trusted", [False, True])
def test_a_pipe_is_read_once(tmp_path: Path, name: str, is_trusted: bool) -> None:
    """What it is, what it says and whether it is vouched for are told of the same bytes."""
    source = ROOT / "catalogs/example" / name
    catalog_file = ROOT / "catalogs/example/soe.yaml"
    read = catalog.read(catalog_file) if is_trusted else soe(tmp_path)
    pipe = tmp_path / name
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(source.read_bytes(),), daemon=True)
    writer.start()
    with runaway_ends():
        evidence, notes = app.read_supplied(pipe, read.catalog)
        writer.join()
    assert (evidence, notes) == app.read_supplied(source, read.catalog)
    assert bool(notes) is (name == "recording.jsonl" and not is_trusted)
