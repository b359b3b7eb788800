"""1,000 tools × 1,000 products × 50 standards from saved evidence, beside reading the inputs.

python tests/benchmarks/check.py
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan import app, catalog, evidence, proposal, report
from soescan.model import FactType
from soescan.reference import builtin

TOOLS, PRODUCTS, STANDARDS, FACTS = 1_000, 1_000, 50, 30
DAY = date(2026, 11, 22)


def inputs(folder: Path, chance: random.Random) -> tuple[Path, Path, Path]:
    """A proposal, a catalog and evidence of the sizes above."""
    tools = folder / "tools.csv"
    # Half the names look much like products, which is what "did you mean" has to search.
    names = [f"Suite {n} Plus" if n % 2 else f"Tool {n} Works" for n in range(TOOLS)]
    rows = [f"{name},https://tool{n}.example,confidential" for n, name in enumerate(names)]
    tools.write_text("\n".join(["name,url,data", *rows]) + "\n")
    flags = sorted(k for k, v in builtin.suppliable_facts().items() if v.type is FactType.FLAG)
    flags = [key for key in flags if not key.startswith(("tool.", "soe."))][:STANDARDS]
    soe = folder / "soe.yaml"
    lines = ["schema: soescan/soe@1", "catalog: {id: big, name: Big SOE}"]
    lines += ["data_classes: [{id: internal}, {id: confidential}]", "products:"]
    lines += [
        f"  - {{id: p{n}, name: Suite {n} Pro, domains: [suite{n}.example], standing: approved}}"
        for n in range(PRODUCTS)
    ]
    lines.append("standards:")
    for n in range(STANDARDS):
        test = f"{{fact: {flags[n % len(flags)]}, op: eq, value: true}}"
        other = f"{{fact: {flags[(n + 7) % len(flags)]}, op: eq, value: true}}"
        lines += [f"  - id: s{n}", "    area: security", "    why: It is so."]
        lines += [f"    require: {{any: [{test}, {other}]}}"]
        lines += ["    applies_when: {fact: tool.data.class, op: at_least, value: confidential}"]
    soe.write_text("\n".join(lines) + "\n")
    facts = [
        {
            "subject": f"tool{n}.example",
            "key": key,
            "value": chance.random() < 0.5,
            "origin": {"basis": "observed", "url": f"https://tool{n}.example", "at": "2026-11-20"},
        }
        for n in range(TOOLS)
        for key in chance.sample(flags, min(FACTS, len(flags)))
    ]
    seen = folder / "evidence.json"
    seen.write_text(json.dumps({"schema": "soescan/evidence@1", "facts": facts}))
    return tools, soe, seen


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        tools, soe, seen = inputs(Path(name), random.Random(1))  # noqa: S311 - the same sample every time
        started = time.process_time()
        wanted, notes = proposal.read([tools])
        read = catalog.read(soe)
        known = evidence.read_evidence(seen)
        loaded = time.process_time()
        found = app.review(wanted, read, known, DAY, notes)
        judged = time.process_time()
        report.render(found, "table")
        shown = time.process_time()
    reading, judging = loaded - started, judged - loaded
    print(
        f"check of {TOOLS:,} tools × {PRODUCTS:,} products × {STANDARDS} standards:"
        f" {judging:.2f} s, {judging / reading:.2f} × reading the inputs ({reading:.2f} s);"
        f" goal ≤ 3 ×; the page takes {shown - judged:.2f} s more"
    )


if __name__ == "__main__":
    main()
