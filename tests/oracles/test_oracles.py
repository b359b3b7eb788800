"""The oracles: what others' programs say, and what soescan says, over loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.oracles import csp, observatory


@pytest.mark.slow
def test_compat_mode_is_the_observatory_over_the_wire(shared: Path) -> None:
    file = shared / "data" / "oracles" / "observatory.json"
    outcome = observatory.run(json.loads(file.read_text(encoding="utf-8")))
    assert outcome.misses == []
    assert outcome.matched == outcome.total == 291
    assert len(outcome.differences) > 40
    assert len(outcome.quirks_left) <= 5


def test_findings_are_those_of_csp_evaluator(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shared / "data" / "oracles" / "csp_evaluator.json"
    assert csp.main([str(file)]) == 0
    assert capsys.readouterr().out == "matched 47 of 47\n"


def test_a_file_that_says_otherwise_is_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [{"csp": "script-src *", "findings": []}]}))
    assert csp.main([str(file)]) == 1
    assert capsys.readouterr().out.endswith("matched 0 of 1\n")
