"""The condition language: read, evaluate, turn round, say in words.

A condition is data: ``all``, ``any`` and ``not`` over clauses of the form ``{fact, op, value}``.
It is evaluated in Kleene's strong three-valued logic (S. C. Kleene, Introduction to
Metamathematics, 1952, §64): a clause whose fact is missing is *unknown*, and
unknown stays unknown unless the other clauses decide alone. Because conditions are data they can be
turned round: `invert` names the facts that would change an answer, which is what questions,
remedies and what-ifs are made of.
"""

from soescan.conditions.counterfactuals import Change, invert
from soescan.conditions.evaluation import evaluate, missing, tests, truth_table
from soescan.conditions.operators import OPERATORS, Operator, Truth, World, version_key
from soescan.conditions.patterns import pattern_problem
from soescan.conditions.reader import SCHEMA, Reader, coerce, write
from soescan.conditions.wording import say, say_test, say_value

__all__ = [
    "OPERATORS",
    "SCHEMA",
    "Change",
    "Operator",
    "Reader",
    "Truth",
    "World",
    "coerce",
    "evaluate",
    "invert",
    "missing",
    "pattern_problem",
    "say",
    "say_test",
    "say_value",
    "tests",
    "truth_table",
    "version_key",
    "write",
]
