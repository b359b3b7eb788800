"""What is told of long work: how far it is, what is left, and to whom nothing is told."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from soescan import app
from soescan.catalog import read
from soescan.cli import progress
from soescan.cli.progress import describe_progress
from soescan.model import Evidence, Proposal, Tool
from soescan.plan import PlanOptions
from tests.cli.small import write_soe

DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("done", "total", "seconds", "says"),
    [
        (0, 0, 0.7, "x: 1 s"),
        (0, 1, 4, "x: 4 s"),
        (0, 25, 9, "x: 0 of 25"),
        (2, 25, 60, "x: 2 of 25"),
        (3, 25, 0.1, "x: 3 of 25"),
        (5, 25, 10, "x: 5 of 25, about 40 seconds left"),
        (24, 25, 24, "x: 24 of 25"),
        (5, 500, 10, "x: 5 of 500, about 16 minutes left"),
        (5, 4000, 10, "x: 5 of 4000, about 2 hours left"),
    ],
)
def test_what_is_left_is_told_when_it_can_be_guessed_and_is_worth_it(
    done: int, total: int, seconds: float, says: str
) -> None:
    assert describe_progress("x", done, total, seconds) == says


@pytest.mark.parametrize(
    ("name", "value"), [("CI", "true"), ("TERM", "dumb"), ("SOESCAN_PLAIN", "1")]
)
def test_nothing_is_told_where_no_line_can_be_overwritten(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert progress.is_watched(quiet=False)
    assert not progress.is_watched(quiet=True)
    monkeypatch.setenv(name, value)
    assert not progress.is_watched(quiet=False)


def test_the_line_keeps_within_the_window_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_SILENT_SECONDS", 0)
    monkeypatch.setattr(progress, "_TICK_SECONDS", 0.001)
    monkeypatch.setattr(progress, "_columns", lambda: 20)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    told = ""
    with progress.show_progress("reading", quiet=False) as tell:
        tell("a long name of what is done", 0, 10)
        while "a long name of what" not in told:
            told += capsys.readouterr().err
        tell("short", 1, 10)
        while "short: 1 of 10     " not in told:
            told += capsys.readouterr().err
    told += capsys.readouterr().err
    assert max(map(len, told.split("\r"))) == 19
    assert told.endswith(" \r"), "written over"


def test_the_clock_starts_anew_with_each_activity() -> None:
    line = progress._ProgressLine("reading")
    began = line._state[3]
    line.update("reading", 1, 2)
    assert line._state == ("reading", 1, 2, began)
    line.update("judging", 0, 2)
    assert line._state[3] >= began


def test_a_review_tells_what_it_is_about(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    proposed, soe = Proposal((Tool("A"), Tool("B"))), read(write_soe(tmp_path))
    app.review(proposed, soe, Evidence(), DAY, on_progress=lambda *one: told.append(one))
    judging = "judging tools"
    assert told[:4] == [
        (judging, 0, 2),
        (judging, 1, 2),
        (judging, 2, 2),
        ("planning 2 tools", 0, 0),
    ]
    tried = [progress for progress in told if progress[0] == "trying changes"]
    assert tried
    assert [done for _, done, _ in tried] == list(range(tried[0][2] + 1))


def test_the_search_for_a_date_says_so(tmp_path: Path) -> None:
    told: list[str] = []
    app.explore_changes(
        Proposal((Tool("A"),)), read(write_soe(tmp_path)), Evidence(), DAY,
        PlanOptions(draws=100, budget=5), date(2026, 12, 15),
        on_progress=lambda activity, *_: told.append(activity),
    )  # fmt: skip
    assert list(dict.fromkeys(told)) == [
        "judging tools", "planning 1 tool", "trying changes", "searching the fewest changes",
    ]  # fmt: skip
