"""Reading a saved report back, beside Python's own JSON reader on the same text.

python tests/benchmarks/saved.py
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan import app, catalog, proposal, report
from soescan.files import write_file
from soescan.model import Evidence, Report
from soescan.reference import builtin
from soescan.report import RenderOptions

TOOLS = 60


def made() -> Report:
    """Many tools against the starter SOE, nothing known of any of them."""
    soe = catalog.read(builtin.builtin_soe("starter"))
    with tempfile.TemporaryDirectory() as folder:
        tools = Path(folder) / "tools.csv"
        rows = [f"Tool {n},https://tool{n}.example,confidential" for n in range(TOOLS)]
        tools.write_text("\n".join(["name,url,data", *rows]) + "\n")
        wanted, notes = proposal.read([tools])
    day = soe.catalog.catalog.as_of
    assert day is not None
    return app.review(wanted, soe, Evidence(), day, notes)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    found = made()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        writing = seconds(
            lambda: write_file(path, report.find_format("json").render(found, RenderOptions()))
        )
        content = path.read_bytes()
        plain = min(seconds(lambda: json.loads(content)) for _ in range(3))
        reading = min(seconds(lambda: report.read_saved_report(path)) for _ in range(3))
    print(
        f"a report of {TOOLS} tools, {len(content) / 1e6:.1f} MB: written in {writing:.2f} s,"
        f" read back in {reading:.2f} s, {reading / plain:.0f} × json.loads ({plain:.2f} s)"
    )


if __name__ == "__main__":
    main()
