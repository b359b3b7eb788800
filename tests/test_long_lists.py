"""Long lists: every tool gets an answer, in bounded memory, and what is left out is told."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.lists import write_known_tools

GIBIBYTE = 1 << 20
"""In kibibytes, as the system counts the memory of a process."""
FORMATS = ("html", "json", "docx", "xlsx", "md", "csv")


STATUS = Path("/proc/self/status")
_RUN = f"""
import atexit, pathlib, runpy, sys
peak = pathlib.Path(sys.argv.pop(1))
atexit.register(lambda: peak.write_text(pathlib.Path("{STATUS}").read_text()))
runpy.run_module("soescan", run_name="__main__", alter_sys=True)
"""
"""Runs soescan and leaves its own account of its memory: the one that a parent is given counts
what the parent held when it started the child."""


def check(tools: Path, folder: Path) -> int:
    """Run `check` in a process of its own, write all formats, and return its peak in kibibytes."""
    outputs = [part for name in FORMATS for part in ("-o", str(folder / f"report.{name}"))]
    told = folder / "status"
    command = [sys.executable, "-c", _RUN, str(told), "check", str(tools), "--no-store", "--quiet"]
    day = ("--as-of", "2026-11-22")
    done = subprocess.run(
        [*command, *day, *outputs], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == 0
    lines = dict(line.split(":", 1) for line in told.read_text().splitlines())
    return int(lines["VmHWM"].split()[0])


@pytest.mark.heavy
@pytest.mark.skipif(not STATUS.exists(), reason="the system does not tell a process its memory")
@pytest.mark.parametrize("count", [500, 4_000], ids=["the most planned", "the most judged"])
def test_long_lists_stay_within_a_gibibyte(count: int, tmp_path: Path) -> None:
    tools = write_known_tools(tmp_path / "tools.csv", count)
    assert check(tools, tmp_path) <= GIBIBYTE
    wanted = [row["Tool"] for row in read_rows(tools)]
    assert sorted(row["Tool"] for row in read_rows(tmp_path / "report.csv")) == sorted(wanted)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert len(report["plan"]["tools"]) == count


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
