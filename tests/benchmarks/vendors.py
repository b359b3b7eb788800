"""Loading the whole vendor catalog from its compiled form, beside reading its YAML.

python tests/benchmarks/vendors.py
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from soescan.reference import builtin, vendors  # noqa: E402
from soescan.reference.capability_table import load_capabilities  # noqa: E402
from soescan.reference.products import vendor_facts  # noqa: E402

ROUNDS = 5


def load_catalog() -> int:
    """Read all products and facts; how many facts there are."""
    vendors._load_vendors.cache_clear()
    vendor_facts._load.cache_clear()
    vendor_facts.known_facts.cache_clear()
    return sum(len(vendor_facts.known_facts(p.id)) for p in vendors.known_products())


def read_yaml() -> None:
    """The reference: the files as people write them, with every check."""
    folder = builtin.catalogs_folder() / "vendors"
    vendors.read_vendors(folder, load_capabilities(), builtin.shared_hosts())
    vendor_facts.read_facts(folder)


def seconds(work: Callable[[], object], rounds: int) -> float:
    """CPU seconds of the quickest of a few rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print CPU times of both, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        facts = load_catalog()
        compiled = seconds(load_catalog, ROUNDS)
        from_yaml = seconds(read_yaml, 1)
    print(f"{len(vendors.known_products())} products, {facts} facts, CPU time")
    print(f"compiled, every fact made an object  {1000 * compiled:7.1f} ms")
    print(f"YAML, read and checked               {1000 * from_yaml:7.1f} ms")
    print(f"YAML / compiled                      {from_yaml / compiled:7.1f}")


if __name__ == "__main__":
    main()
