"""The outlook of ten well-known tools, against the verdict once their sites and papers are read.

A scan reads little of what papers say, so a person's reading of the recorded ones is added (`READ`).
Without it Google Analytics does not agree: no probe reads days of deletion. That a tool agrees says
that nothing contradicts its outlook; the table says how much was settled.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from soescan import app, catalog
from soescan.cli import main
from soescan.model import (
    Assessment,
    Finding,
    Outcome,
    OutlookKind,
    Severity,
    Standard,
    Supplier,
    Usually,
    Verdict,
)
from soescan.reference import builtin
from soescan.web.url import host
from tests.assessment.recorded_sites import (
    READ,
    VENDORS,
    RecordedVendor,
    list_passages,
    write_recording,
)
from tests.share_alike import needs_share_alike

_ENOUGH = 8
_COUNTS = (Severity.BLOCKER, Severity.CONDITION)
_FITS = (Outcome.FITS, Outcome.FITS_WITH_CONDITIONS, Outcome.IN_SOE)


@pytest.mark.heavy
@needs_share_alike
def test_it_agrees_with_the_verdict_after_the_scan(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten tools by name and address; then a replay of their sites, and what stands in the papers."""
    trust = shared / "data/trust"
    if not trust.is_dir():
        pytest.skip("the vendors' documents (../shared/data/trust) are not beside this checkout")
    wanted, visits, papers = (tmp_path / name for name in ("ten.yaml", "ten.jsonl", "read.json"))
    wanted.write_text(yaml.safe_dump(_make_proposal()), encoding="utf-8")
    papers.write_text(json.dumps(_make_evidence()), encoding="utf-8")
    write_recording(visits, trust)
    before = _check(wanted)
    scanned = _check(wanted, "--replay", str(visits))
    read = _check(wanted, "--replay", str(visits), "--evidence", str(papers))
    for what, after in (("after the scan", scanned), ("after scan and reading", read)):
        pairs = [(before[vendor.name], after[vendor.name]) for vendor in VENDORS]
        agreed = [_agrees(first, then) for first, then in pairs]
        with capsys.disabled():
            print(f"\n{what}: {sum(agreed)} of {len(agreed)} agree")  # noqa: T201 - is asked for
            for (first, then), is_agreed in zip(pairs, agreed, strict=True):
                print(_row(first, then, is_agreed=is_agreed))  # noqa: T201
        assert sum(agreed) >= _ENOUGH, what


@pytest.mark.slow
def test_what_was_read_stands_in_the_papers(shared: Path) -> None:
    passages = list_passages(shared / "data/trust")
    lacking = [(name, words) for name, words, text in passages if words not in text]
    assert not lacking


def _agrees(before: Assessment, after: Assessment) -> bool:
    """Does the verdict after the look bear the outlook out?

    * likely: it fits, or no blocker conflicts and what is open is usual or the requester's to say.
    * needs-paper: no blocker conflicts; those that were open are met by what was read, or are still
      open because no paper that was read says it.
    * trouble: a blocker or condition conflicts that the outlook named.
    * unknown agrees with nothing.
    """
    outlook = before.outlook
    assert outlook, before.says
    conflicts = _list(after, Verdict.CONFLICTS)
    blockers = [finding for finding in conflicts if finding.severity is Severity.BLOCKER]
    match outlook.kind:
        case OutlookKind.LIKELY:
            return after.outcome in _FITS or (not blockers and all(map(_is_ours, _open(after))))
        case OutlookKind.NEEDS_PAPER:
            return not blockers
        case OutlookKind.TROUBLE:
            named = " ".join(reason.says for reason in outlook.reasons)
            return any(finding.rule in named for finding in conflicts)
        case OutlookKind.UNKNOWN:
            return False


def _is_ours(finding: Finding) -> bool:
    """Does IT say that an open blocker is usually met, or can the requester say it?"""
    vocabulary = builtin.vocabulary()
    is_usual = _standards()[finding.rule].usually is Usually.MET
    return is_usual or all(Supplier.REQUESTER in vocabulary[key].by for key in finding.missing)


def _standards() -> dict[str, Standard]:
    soe = catalog.read(builtin.builtin_soe("starter")).catalog
    return {str(standard.id): standard for standard in soe.standards}


def _list(of: Assessment, verdict: Verdict) -> list[Finding]:
    return [f for f in of.findings if f.verdict is verdict and f.severity in _COUNTS]


def _open(of: Assessment) -> list[Finding]:
    return [f for f in _list(of, Verdict.UNKNOWN) if f.severity is Severity.BLOCKER]


def _row(before: Assessment, after: Assessment, *, is_agreed: bool) -> str:
    """A line of the table: what was expected, what it came to, and which blockers that settled."""
    assert before.outlook
    left = {finding.rule for finding in _open(after)}
    settled = [finding.rule for finding in _open(before) if finding.rule not in left]
    conflicts = [f"{f.rule} ({f.severity})" for f in _list(after, Verdict.CONFLICTS)]
    cells = (
        before.tool.name,
        before.outlook.kind,
        after.outcome,
        "agrees" if is_agreed else "DOES NOT AGREE",
        f"settled {', '.join(settled) or 'nothing'}",
        f"open {', '.join(sorted(left)) or 'nothing'}",
        f"not met {', '.join(conflicts) or 'nothing'}",
    )
    return " | ".join(map(str, cells))


def _check(wanted: Path, *more: str) -> dict[str, Assessment]:
    """The assessments of the tools, as `check` writes them, by name."""
    report = wanted.with_name("report.json")
    options = ("--no-store", "--as-of", "2026-11-29", "-o", str(report))
    done = CliRunner().invoke(main, ["check", str(wanted), *options, *more])
    assert done.exit_code == 0, done.output
    return {each.tool.name: each for each in app.read_report(report).assessments}


def _make_proposal() -> dict[str, object]:
    """A proposal in which only what the vendor does is open."""
    return {
        "schema": "soescan/proposal@1",
        "proposal": {"id": "ten", "title": "Ten tools"},
        "tools": [_make_tool(vendor) for vendor in VENDORS],
    }


def _make_tool(vendor: RecordedVendor) -> dict[str, object]:
    return {
        "name": vendor.name,
        "url": vendor.url,
        "deployment": vendor.deployment,
        "data": [{"class": vendor.data_class, "what": "visits", "personal": vendor.personal}],
        "vendor": {"is_new": True},
        "support": {
            "owner": "Dana Wirth",
            "owner_team": "CRM Team",
            "hours": "weekdays 9 to 17 UTC",
            "until": "2028-12-31",
            "includes": ["incidents", "upgrades"],
        },
        "exit": {"data_export": "CSV and API", "notice_days": 30},
    }


def _make_evidence() -> dict[str, object]:
    """What a person finds in the recorded papers, as an evidence file."""
    subjects = {vendor.name: host(vendor.url) for vendor in VENDORS}
    origin = {"basis": "stated", "url": "https://papers.example/", "at": "2026-11-28"}
    facts = [
        {"subject": subjects[name], "key": key, "value": value, "origin": origin}
        for name, _, _, found in READ
        for key, value in found.items()
    ]
    return {"schema": "soescan/evidence@1", "facts": facts}
