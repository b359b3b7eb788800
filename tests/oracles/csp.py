"""What csp_evaluator finds in policies, beside what soescan finds.

python tests/oracles/csp.py FILE

Type, severity, directive and value of every finding have to be equal, in the same order.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # as a script, it is not a part of the project

from soescan.webstandards.csp_evaluator import find_weaknesses


def misses(document: Mapping[str, Any]) -> Iterator[str]:
    """The policies in which something else is found."""
    for case in document["cases"]:
        found = [
            {"type": f.type, "severity": f.severity, "directive": f.directive, "value": f.value}
            for f in find_weaknesses(case["csp"])
        ]
        if found != case["findings"]:
            yield f"{case['csp']}\n  expected {case['findings']}\n  found {found}"


def main(arguments: list[str]) -> int:
    """Print what came of a file; 1 when anything is missed."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    document = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    missed = list(misses(document))
    total = len(document["cases"])
    sys.stdout.write("\n".join([*missed, f"matched {total - len(missed)} of {total}"]) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
