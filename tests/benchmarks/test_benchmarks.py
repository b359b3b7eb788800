"""Every benchmark still runs, on less than it measures; its figures are for `make bench`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

LONG = {"fetch.py", "layout.py"}
"""They drive other programs for minutes, whatever they are asked: `make bench` alone runs them."""
SCRIPTS = sorted({path.name for path in Path(__file__).parent.glob("[a-z]*.py")} - LONG)
LESS = {
    "graph.py": ["--nodes", "200", "--edges", "600"],
    "psplib.py": ["--budget", "10", "--every", "60"],
    "simulate.py": ["--draws", "100", "--steps", "20"],
}


@pytest.mark.heavy
@pytest.mark.parametrize("script", [name for name in SCRIPTS if not name.startswith("test_")])
def test_a_benchmark_runs(script: str, shared: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "benchmarks" / script), *LESS.get(script, [])],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
