"""One standard, taken apart: each clause, its fact, and what would change the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soescan import conditions
from soescan.assessment.standards import build_fact_set, judge
from soescan.conditions import Counterfactual, FactSet, settle_facts
from soescan.model import Basis, Case, Clause, Condition, Explanation, OverlayChange, Standard
from soescan.reference import builtin


def explain_standard(
    standard: Standard, overlays: Iterable[OverlayChange], case: Case | None = None
) -> Explanation:
    """What a standard asks in words and, with a case, what each clause of it comes to.

    `overlays` are the changes of catalogs on top of others; those of this standard are named. Of
    the ways to meet it, the five with the fewest changes are listed.
    """
    labels = builtin.vocabulary()
    applies = standard.applies_when
    general = Explanation(
        standard,
        conditions.describe_condition(standard.require, labels),
        conditions.describe_condition(applies, labels) if applies else "always",
        tuple(change for change in overlays if change.record == f"standards/{standard.id}"),
    )
    if case is None:
        return general
    fact_set = build_fact_set(case, standard.min_basis)
    return Explanation(
        general.standard,
        general.requires,
        general.applies,
        general.overlays,
        case.tool.name,
        next(f for f in judge(case) if f.rule == standard.id),
        tuple(_list_clauses(applies, build_fact_set(case), case, Basis.INFERRED))
        if applies
        else (),
        tuple(_list_clauses(standard.require, fact_set, case, standard.min_basis)),
        tuple(
            _describe_changes(way)
            for way in conditions.find_counterfactuals(standard.require, fact_set)[:5]
        ),
    )


def _list_clauses(
    condition: Condition, fact_set: FactSet, case: Case, basis: Basis
) -> Iterator[Clause]:
    for depth, words, truth, key in conditions.truth_table(
        condition, fact_set, builtin.vocabulary()
    ):
        settled = settle_facts(case.facts.get(key, ()), basis)
        expired = tuple(fact for fact in case.expired if fact.key == key)
        leads = tuple(fact for fact in case.leads if fact.key == key)
        yield Clause(depth, words, truth, settled.counting, (*settled.superseded, *expired, *leads))


def _describe_changes(way: tuple[Counterfactual, ...]) -> str:
    labels = builtin.vocabulary()
    return " and ".join(
        conditions.describe_tests(change.tests, labels, "and") for change in way if change.tests
    )
