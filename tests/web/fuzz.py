"""Ask the door for mutated answers as long as wanted; what comes out that should not ends the run.

python tests/web/fuzz.py --minutes 10 --seed 1
"""

from __future__ import annotations

import argparse
import collections
import random
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.web.mutants import PLACES, Mutants, mutated


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    wanted = options.parse_args()
    warnings.simplefilter("error")
    chance = random.Random(wanted.seed)  # noqa: S311 - the same run for the same seed
    ended: collections.Counter[str] = collections.Counter()
    slowest = (0.0, "", b"")
    until = time.monotonic() + wanted.minutes * 60
    place, content, began = "", b"", time.monotonic()
    with Mutants() as mutants:
        try:
            while time.monotonic() < until:
                place = chance.choices(PLACES, (6, 4, 1, 1))[0]
                content = mutated(chance.choice(mutants.seeds(place)), chance)
                began = time.monotonic()
                outcome, _, _ = mutants.ask(place, content).partition(":")
                ended[f"{place}: {outcome}"] += 1
                slowest = max(slowest, (time.monotonic() - began, place, content[:80]))
        except BaseException:
            sys.stderr.write(f"after {ended.total():,}: {place}: {content!r}\n")
            raise
    sys.stdout.write(f"{ended.total():,} answers, no other exception; slowest: {slowest}\n")
    for name, count in sorted(ended.items()):
        sys.stdout.write(f"{count:9,}  {name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
