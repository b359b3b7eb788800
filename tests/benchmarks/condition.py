"""One three-clause condition, beside the same decision written by hand in Python.

python tests/benchmarks/condition.py
"""

from __future__ import annotations

import sys
import timeit
from datetime import date
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan.conditions import FactSet, evaluate
from soescan.model import All, AnyOf, Test

CONDITION = All(
    (
        AnyOf((Test("auth.sso.saml", "eq", True), Test("auth.sso.oidc", "eq", True))),
        Test("hosting.country", "subset_of", ("DE", "FR", "IE")),
    )
)
WORLD = FactSet(
    {"auth.sso.saml": (False,), "auth.sso.oidc": (True,), "hosting.country": (("IE",),)},
    date(2026, 11, 22),
)


def by_hand(world: FactSet) -> bool | None:
    """What a programmer would write, unknown included."""
    saml, oidc = world.facts.get("auth.sso.saml"), world.facts.get("auth.sso.oidc")
    countries = world.facts.get("hosting.country")
    sso = None if saml is None and oidc is None else True in (saml or ()) or True in (oidc or ())
    here = None if countries is None else all(set(c) <= {"DE", "FR", "IE"} for c in countries)  # type: ignore[arg-type]
    if sso is False or here is False:
        return False
    return None if sso is None or here is None else True


def main() -> None:
    assert evaluate(CONDITION, WORLD) is by_hand(WORLD) is True
    ours, theirs = (
        min(timeit.repeat(decide, number=20_000, repeat=7)) / 20_000
        for decide in (partial(evaluate, CONDITION, WORLD), partial(by_hand, WORLD))
    )
    print(
        f"one three-clause condition: {ours * 1e6:.1f} µs, {ours / theirs:.1f} × by hand"
        f" ({theirs * 1e6:.1f} µs); goal ≤ 10 µs"
    )


if __name__ == "__main__":
    main()
