"""The facts of a case, as well founded as a standard asks for: those that count, and the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from soescan import conditions
from soescan.assessment.standards import build_fact_set
from soescan.conditions import FactSet
from soescan.model import Basis, Case, Fact, Quantifier, Standard, Value


class FactSets:
    """The facts of one case, sorted once for each basis that its standards ask for."""

    def __init__(self, case: Case) -> None:
        """Nothing is sorted yet."""
        self._case = case
        self._counting: dict[Basis, FactSet] = {}
        self._uncounted: dict[Basis, Mapping[str, tuple[Fact, ...]]] = {}

    def counting(self, standard: Standard) -> FactSet:
        """The facts that count for a standard."""
        basis = standard.min_basis
        if basis not in self._counting:
            self._counting[basis] = build_fact_set(self._case, basis)
        return self._counting[basis]

    def suppose(self, standard: Standard) -> FactSet:
        """The facts that count for a standard, and those that do not as if they did.

        What does not count is what registers and requesters say, what contradicts itself, and what
        is founded less well than the standard asks for. It stands in for nothing that counts. That
        one certificate is only claimed says nothing against another: where any value is enough, a
        value is supposed only if it is founded as well as the standard asks for.
        """
        counting, uncounted = self.counting(standard), self._list_uncounted(standard)
        supposed: dict[str, tuple[Value, ...]] = {}
        for test in conditions.iter_tests(standard.require):
            facts = uncounted.get(test.fact, ())
            if test.of is Quantifier.ANY:
                facts = tuple(f for f in facts if f.origin.basis.is_at_least(standard.min_basis))
            if facts:
                supposed[test.fact] = tuple(fact.value for fact in facts)
        return replace(counting, facts={**counting.facts, **supposed}) if supposed else counting

    def known(self) -> Iterator[Fact]:
        """Everything that anybody says of the tool."""
        return chain(
            chain.from_iterable(self._case.facts.values()), list_register_leads(self._case)
        )

    def _list_uncounted(self, standard: Standard) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of keys of which nothing counts, by key."""
        basis = standard.min_basis
        if basis not in self._uncounted:
            counting = self.counting(standard).facts
            by_key: dict[str, list[Fact]] = {}
            for fact in self.known():
                if fact.key not in counting:
                    by_key.setdefault(fact.key, []).append(fact)
            self._uncounted[basis] = {
                key: tuple(_drop_differing_editions(facts)) for key, facts in by_key.items()
            }
        return self._uncounted[basis]


def list_register_leads(case: Case) -> tuple[Fact, ...]:
    """What registers say; what was seen of something else, as of a public page, says nothing."""
    return tuple(fact for fact in case.leads if fact.origin.register)


def _drop_differing_editions(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts without those of editions, where editions differ: it hangs on the one that is meant."""
    differ = len({fact.value for fact in facts if fact.editions}) > 1
    return (fact for fact in facts if not (differ and fact.editions))
