"""Small commands from the start of Python to their end, beside a Python that imports click and yaml.

python tests/benchmarks/start.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence

SOESCAN = [sys.executable, "-m", "soescan"]
REFERENCE = [sys.executable, "-c", "import click, yaml"]
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("--help",),
    ("--version",),
    ("check", "--help"),
    ("vendor", "hubspot.com"),
    ("vendor", "Google Optimize"),
    ("vendor", "nosuch"),
    ("vendor", "list"),
    ("catalog", "find", "HubSpot"),
    ("explain", "auth.sso.saml"),
)
ROUNDS = 5


def cpu(command: Sequence[str]) -> float:
    """User and system seconds of one run."""
    null = subprocess.DEVNULL
    child = subprocess.Popen(command, stdout=null, stderr=null)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the CPU time of each command with all it reads in the kept form, and the ratios."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        for words in COMMANDS:
            cpu([*SOESCAN, *words])  # keeps what it reads
        rounds = [
            (cpu(REFERENCE), *(cpu([*SOESCAN, *words]) for words in COMMANDS))
            for _ in range(ROUNDS)
        ]
    reference, *ours = (min(times) for times in zip(*rounds, strict=True))
    print(f"import click, yaml: {1000 * reference:.0f} ms CPU; the least of {ROUNDS} rounds")
    for words, seconds in zip(COMMANDS, ours, strict=True):
        name = f"soescan {' '.join(words)}"
        print(f"{name:32} {1000 * seconds:6.0f} ms {seconds / reference:6.1f} ×")


if __name__ == "__main__":
    main()
