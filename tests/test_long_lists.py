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


def check(tools: Path, folder: Path) -> int:
    """Run `check` in a process of its own, write all formats, and return its peak in kibibytes."""
    outputs = [part for name in FORMATS for part in ("-o", str(folder / f"report.{name}"))]
    command = [sys.executable, "-m", "soescan", "check", str(tools), "--no-store", "--quiet"]
    day = ("--as-of", "2026-11-22")
    process = subprocess.Popen(
        [*command, *day, *outputs], env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


@pytest.mark.heavy
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system does not tell a child's memory")
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
