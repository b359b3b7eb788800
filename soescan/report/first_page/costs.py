"""What the tools of a report cost together, as far as anybody has said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from soescan.model import Report
from soescan.quantities import in_words
from soescan.report.tables.wording import join_names


def word_costs(report: Report) -> str:
    """The sums of the tools that are proposed, by currency, and how many of them state a cost.

    What is in use is paid for already. Where the proposal names no currency, this says so.
    """
    proposed = [a.tool for a in report.assessments if not a.in_use]
    if not proposed:
        return ""
    annual, once = defaultdict[str, float](float), defaultdict[str, float](float)
    for tool in proposed:
        annual[tool.cost.currency] += tool.cost.annual or 0
        once[tool.cost.currency] += tool.cost.one_off or 0
    stated = sum((t.cost.annual, t.cost.one_off) != (None, None) for t in proposed)
    if not stated:
        return "Not stated; a column “cost” in your list adds it."
    sums = [f"{word_sums(annual)} a year"] if any(annual.values()) else []
    sums += [f"{word_sums(once)} once"] if any(once.values()) else []
    if stated == len(proposed):
        which = "the one tool" if stated == 1 else f"all {in_words(stated)} proposed tools"
    else:
        which = f"{in_words(stated)} of {in_words(len(proposed))} proposed tools; ask for the rest"
    unnamed = " (no currency stated)" if annual[""] or once[""] else ""
    return f"{join_names(sums) or 'Nothing'}{unnamed} for {which}."


def word_sums(sums: Mapping[str, float]) -> str:
    """Sums with their currencies, the largest first.

    >>> word_sums({"EUR": 3600, "USD": 12000}), word_sums({"": 800})
    ('12,000 USD and 3,600 EUR', '800')
    """
    largest_first = sorted(sums.items(), key=lambda pair: -pair[1])
    return join_names([f"{amount:,.0f} {name}".strip() for name, amount in largest_first if amount])
