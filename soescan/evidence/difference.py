"""What became of the facts of a site between two looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from soescan.model import Evidence, Fact, FactChange, Value

_Values = Mapping[tuple[str, str], tuple[Value, ...]]


def find_fact_changes(before: Evidence, after: Evidence) -> tuple[FactChange, ...]:
    """Every fact that is new, gone or says something else; when and where it was seen is the same.

    A fact that could not be read again is gone, too: who reports says that there is a gap.
    """
    old, new = _group_values(before), _group_values(after)
    return tuple(
        FactChange(subject, key, old.get((subject, key), ()), new.get((subject, key), ()))
        for subject, key in sorted({*old, *new})
        if old.get((subject, key)) != new.get((subject, key))
    )


def _group_values(evidence: Evidence) -> _Values:
    values: dict[tuple[str, str], dict[str, Fact]] = defaultdict(dict)
    for fact in evidence.facts:
        values[fact.subject, fact.key][repr(fact.value)] = fact
    by_text = {key: sorted(by_value.items()) for key, by_value in values.items()}
    return {key: tuple(fact.value for _, fact in pairs) for key, pairs in by_text.items()}
