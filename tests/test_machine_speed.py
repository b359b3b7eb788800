"""The machine's speed is no outcome: whatever clocks and waits say, the same bytes come out."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from click.testing import CliRunner

from soescan.cli import main
from soescan.reference import builtin

_EXAMPLE = builtin.catalogs_folder() / "example"
_CASES = (
    *(str(_EXAMPLE / "proposal.yaml"), "--soe", str(_EXAMPLE / "soe.yaml"), "--no-store"),
    *("--evidence", str(_EXAMPLE / "evidence.json"), "--as-of", "2026-11-22"),
)
_RECORDING = str(_EXAMPLE / "recording.jsonl")
COMMANDS = {
    "check": ("check", *_CASES, "--format", "json"),
    "check of a replay": ("check", *_CASES, "--replay", _RECORDING, "--format", "json"),
    "plan": ("plan", *_CASES, "--format", "json"),
    "plan as a page": ("plan", *_CASES, "--verbose"),
    "whatif": ("whatif", *_CASES),
    "whatif by a date": ("whatif", *_CASES, "--by", "2027-01-20", "--draws", "200"),
    "forecast": ("forecast", *_CASES),
    "scan of a replay": ("scan", "--replay", _RECORDING, "--no-store", "--format", "json"),
}
CLOCKS: dict[str, Callable[[], Iterator[float]]] = {
    "a clock that stands": lambda: itertools.repeat(5.0),
    "a slow machine": lambda: itertools.count(0.0, 3_600.0),
    "a fast machine": lambda: itertools.count(0.0, 1e-9),
}
_USUAL = {("plan", "a slow machine"), ("scan of a replay", "a slow machine")}
"""What is tried every time; the others with everything else that is heavy."""


@cache
def undisturbed(command: str) -> bytes:
    return output_of(command)


def output_of(command: str) -> bytes:
    ran = CliRunner().invoke(main, COMMANDS[command])
    assert ran.exit_code == 0, ran.output
    return ran.stdout_bytes


@pytest.mark.parametrize(
    ("command", "clock"),
    [
        pytest.param(
            command,
            clock,
            marks=pytest.mark.slow if (command, clock) in _USUAL else pytest.mark.heavy,
        )
        for command, clock in itertools.product(COMMANDS, CLOCKS)
    ],
)
def test_the_machines_speed_is_no_outcome(
    command: str, clock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = undisturbed(command)
    ticks = CLOCKS[clock]()
    for name in ("monotonic", "perf_counter", "process_time", "thread_time"):
        monkeypatch.setattr(time, name, lambda: next(ticks))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr("soescan.plan.whatif.analysis.monotonic", lambda: next(ticks))
    assert output_of(command) == expected
