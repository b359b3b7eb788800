"""Numbers agree with what they count."""

from __future__ import annotations

import re

import pytest

from soescan.quantities import measure, quantity
from soescan.reference import builtin

UNITS = sorted({key.unit for key in builtin.vocabulary().values() if key.unit})


@pytest.mark.parametrize("unit", UNITS)
def test_one_of_a_unit_is_singular_and_none_or_two_are_plural(unit: str) -> None:
    noun = unit.split()[0]
    if noun.endswith("s"):
        assert not re.match(rf"1 {noun}\b", measure(1, unit))
    assert measure(0, unit).startswith(("0 " + noun, "0%"))
    assert measure(2, unit).startswith(("2 " + noun, "2%"))


def test_what_is_counted_agrees_with_its_number() -> None:
    assert [quantity(n, "person-day") for n in (0, 1, 1.5, 2)] == [
        "0 person-days",
        "1 person-day",
        "1.5 person-days",
        "2 person-days",
    ]
    assert [quantity(n, "capability", "capabilities") for n in (0, 1, 2)] == [
        "0 capabilities",
        "1 capability",
        "2 capabilities",
    ]


def test_many_seconds_are_said_in_days_too() -> None:
    assert measure(15_552_000, "seconds") == "180 days"
    assert measure(86_400, "seconds") == "1 day"
    assert measure(90_000, "seconds") == "90,000 seconds"
