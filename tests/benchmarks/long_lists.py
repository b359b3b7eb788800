"""`check` of 100 and 500 tools of the vendor catalog, stage by stage, beside reading the inputs.

python tests/benchmarks/long_lists.py [--tools 100 500]

Stages are judging, planning, trying changes, and each format but PDF. The times are those of the
processor, so that what else runs on the machine counts for little.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan import app, catalog, proposal
from soescan.model import Evidence
from soescan.report.format import RenderOptions
from tests.lists import write_known_tools

TOOLS = (100, 500)
DAY = date(2026, 11, 22)
GOAL = 45
"""Seconds of the processor for 500 tools, all formats but PDF."""


def measure(count: int, folder: Path) -> Iterator[tuple[str, float]]:
    """The stages of one check, with the seconds that each takes; reading the inputs comes first."""
    last = time.process_time()

    def lap() -> float:
        nonlocal last
        before, last = last, time.process_time()
        return last - before

    path = write_known_tools(folder / f"{count}.csv", count)
    lap()
    proposed, notes = proposal.read([path])
    read = catalog.read_builtin("starter")
    yield "reading the inputs", lap()
    stages: dict[str, float] = {}
    doing = ""

    def note_stage(activity: str, done: int, total: int) -> None:
        nonlocal doing
        stages[doing] = stages.get(doing, 0.0) + lap()
        doing = activity

    report = app.review(proposed, read, Evidence(), DAY, notes, on_progress=note_stage)
    stages[doing] = stages.get(doing, 0.0) + lap()
    yield from stages.items()
    for format in app.report_formats():
        if format.id != "pdf":
            for _ in format.render(report, RenderOptions()):
                pass
            yield f"as {format.id}", lap()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tools", type=int, nargs="+", default=list(TOOLS))
    for count in parser.parse_args().tools:
        with tempfile.TemporaryDirectory() as name:
            stages = list(measure(count, Path(name)))
        reading, total = stages[0][1], sum(seconds for _, seconds in stages)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"check of {count} tools: {total:.1f} s, {total / reading:.0f} × reading the inputs;")
        print(f"  peak {peak} MiB; goal for 500 tools ≤ {GOAL} s and ≤ 1,024 MiB")
        for stage, seconds in stages:
            print(f"  {stage or 'before judging':24} {seconds:6.2f} s {seconds / reading:6.1f} ×")


if __name__ == "__main__":
    main()
