"""The condition language: read, evaluate, look for counterfactuals, say in words.

A condition is data: ``all``, ``any`` and ``not`` over clauses of the form ``{fact, op, value}``.
It is evaluated in Kleene's strong three-valued logic (S. C. Kleene, Introduction to
Metamathematics, 1952, §64): a clause whose fact is missing is *unknown*, and unknown stays unknown
unless the other clauses decide alone. Because conditions are data, `find_counterfactuals` can name
the facts that would change an answer, which is what questions, remedies and what-ifs are made of.
"""

from soescan.conditions.counterfactuals import Counterfactual, find_counterfactuals
from soescan.conditions.evaluation import (
    evaluate,
    find_missing_facts,
    find_open_limits,
    iter_tests,
    list_keys,
    truth_table,
)
from soescan.conditions.operators import OPERATORS, FactSet, Operator, Truth, read_date
from soescan.conditions.patterns import find_pattern_problem
from soescan.conditions.precedence import SettledFacts, settle_facts
from soescan.conditions.reader import ConditionReader, coerce_value, json_schema, write
from soescan.conditions.wording import (
    describe_condition,
    describe_fact,
    describe_presence,
    describe_test,
    describe_tests,
    format_fact_value,
    format_value,
)

__all__ = [
    "OPERATORS",
    "ConditionReader",
    "Counterfactual",
    "FactSet",
    "Operator",
    "SettledFacts",
    "Truth",
    "coerce_value",
    "describe_condition",
    "describe_fact",
    "describe_presence",
    "describe_test",
    "describe_tests",
    "evaluate",
    "find_counterfactuals",
    "find_missing_facts",
    "find_open_limits",
    "find_pattern_problem",
    "format_fact_value",
    "format_value",
    "iter_tests",
    "json_schema",
    "list_keys",
    "read_date",
    "settle_facts",
    "truth_table",
    "write",
]
