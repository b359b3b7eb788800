"""Does IT know the word that the requester uses for the data's sensitivity?

Looks at: the data classes a tool is said to touch, against those of the catalog, by id, label and
alias.

Why it matters: which standards apply depends on the class; a word from another scheme cannot be
used until somebody says which class it means.

Cannot see: whether the right class was picked.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.assessment.rule import Rule
from soescan.model import Case, Finding, Severity, Verdict


def judge(case: Case) -> Iterator[Finding]:
    """Yield a finding for each word that is no data class of the catalog."""
    for gap in case.gaps:
        if gap.probe == RULE.id:
            yield Finding(
                RULE.id,
                Verdict.UNKNOWN,
                f"It is not known how sensitive the data is: {gap.why}.",
                area="data-protection",
                severity=Severity.CONDITION,
                missing=("tool.data.class",),
                question=f"Which of IT's data classes is meant? {gap.why}.",
            )


RULE = Rule(id="data-word", doc=__doc__, judge=judge)
