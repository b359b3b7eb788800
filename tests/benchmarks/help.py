"""`soescan --help`, beside a Python that imports click and nothing else.

python tests/benchmarks/help.py
"""

from __future__ import annotations

import os
import subprocess
import sys

OURS = [sys.executable, "-m", "soescan", "--help"]
THEIRS = [sys.executable, "-c", "import click"]
ROUNDS = 12


def cpu(command: list[str]) -> float:
    """User and system seconds of one run."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 0
    return used.ru_utime + used.ru_stime


def main() -> None:
    pairs = [(cpu(OURS), cpu(THEIRS)) for _ in range(ROUNDS)]
    ours, theirs = (min(side) for side in zip(*pairs, strict=True))
    print(
        f"soescan --help: {ours * 1e3:.0f} ms CPU, {ours / theirs:.2f} × import click"
        f" ({theirs * 1e3:.0f} ms); goal ≤ 1.6 ×"
    )


if __name__ == "__main__":
    main()
