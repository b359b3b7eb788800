"""The shipped example's vendors are what the product sees of them, and seeing them settles things."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from soescan import app
from soescan.cli import main
from soescan.model import Evidence
from soescan.reference import builtin
from soescan.reference.public import PublicTables
from soescan.scan.probes import PROBES
from soescan.scan.runner import scan_targets
from soescan.web import recording
from tests.demo import record

# One of the vendors accepts what it should not: that is the point of it.
pytestmark = pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")

EXAMPLE = builtin.catalogs_folder() / "example"


def seen(path: Path) -> Evidence:
    """What a recording shows, but for what changes with every certificate: its hash."""
    found = app.read_evidence(path)
    facts = (replace(one, origin=replace(one.origin, sha256="")) for one in found.facts)
    return replace(found, facts=tuple(facts))


@pytest.mark.slow
def test_looking_at_the_vendors_again_shows_what_is_shipped(tmp_path: Path) -> None:
    outcomes, urls = record.record()
    recording.write(tmp_path / "again.jsonl", outcomes, urls)
    assert seen(tmp_path / "again.jsonl") == seen(record.RECORDING), (
        "python -m tests.demo.record renews what is shipped"
    )


def test_several_workers_see_the_same() -> None:
    saved = [app.resolve_targets([str(record.RECORDING)])[0][0]]
    aims = app.replay_targets([one for one in saved if not isinstance(one, str)])
    one, many = (
        [got.scan for got in scan_targets(aims, PROBES, tables=PublicTables(), workers=workers)]
        for workers in (1, 8)
    )
    assert one == many


def outcomes(*more: str) -> dict[str, str]:
    """The outcome of each tool of the example."""
    done = CliRunner().invoke(
        main,
        [
            *("check", str(EXAMPLE / "proposal.yaml"), "--soe", str(EXAMPLE / "soe.yaml")),
            *("--as-of", "2026-11-02", "--no-store", "--format", "json", *more),
        ],
    )
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return {one["tool"]["name"]: one["outcome"] for one in found["assessments"]}


@pytest.mark.slow
@pytest.mark.parametrize(("tool", "to"), [("Pigeonpost", "needs-exception")])
def test_what_was_open_without_evidence_is_settled_by_a_look(tool: str, to: str) -> None:
    before, after = outcomes(), outcomes("--replay", str(record.RECORDING))
    assert (before[tool], after[tool]) == ("cannot-tell", to)


@pytest.mark.slow
def test_what_a_site_does_not_show_stays_open() -> None:
    after = outcomes("--replay", str(record.RECORDING))
    assert after["Parley Chat"] == after["Splitly"] == "cannot-tell"


def test_every_quotation_of_the_example_stands_on_a_page_of_its_vendor() -> None:
    pages = " ".join(
        " ".join(path.read_text(encoding="utf-8").split())
        for path in sorted((record.HERE / "sites").rglob("*.html"))
    )
    for fact in app.read_evidence(EXAMPLE / "evidence.json").facts:
        first = fact.origin.excerpt.partition(":")[0]
        assert first in pages, fact
