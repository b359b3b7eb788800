"""How far a tool is from the SOE, and how big a change it would be.

Every number shows its terms.
"""

from __future__ import annotations

from collections.abc import Sequence

from soescan.model import (
    AreaDistance,
    Case,
    Finding,
    Impact,
    Severity,
    Term,
    Verdict,
    Weights,
)
from soescan.names import fold
from soescan.quantities import quantity


def measure_distance(findings: Sequence[Finding], weights: Weights) -> tuple[AreaDistance, ...]:
    """Deviations by area: how many, how heavy, and how many questions are open; heaviest first."""
    worth = {
        Severity.BLOCKER: weights.blocker,
        Severity.CONDITION: weights.condition,
        Severity.ADVICE: weights.advice,
    }
    areas: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.area and finding.verdict in (Verdict.CONFLICTS, Verdict.UNKNOWN):
            areas.setdefault(finding.area, []).append(finding)
    distances = []
    for area, open_findings in areas.items():
        deviations = [f for f in open_findings if f.verdict is Verdict.CONFLICTS]
        weight = sum(worth[f.severity] for f in deviations)
        distances.append(
            AreaDistance(area, len(deviations), weight, len(open_findings) - len(deviations))
        )
    return tuple(sorted(distances, key=lambda d: (-d.weight, -d.unknown, d.area)))


def score_impact(case: Case, distances: Sequence[AreaDistance]) -> Impact:
    """Deviations × data class × touchpoints × new vendor, each at least 1.

    The four factors are those a change manager asks about first: how much is unlike what we run,
    how sensitive is the data, how many systems are touched, is the vendor known. A factor that
    is not known counts as 1 and makes the score a lower bound.
    """
    terms = (
        _deviation_term(distances),
        _data_class_term(case),
        _touchpoint_term(case),
        _vendor_term(case),
    )
    score = 1.0
    for term in terms:
        score *= term.value
    return Impact(score, terms, at_least=not all(term.known for term in terms))


def _deviation_term(distances: Sequence[AreaDistance]) -> Term:
    weight, unknown = sum(d.weight for d in distances), sum(d.unknown for d in distances)
    reason = f"1 + {weight:g}, the weight of the deviations"
    reason += f"; {quantity(unknown, 'standard')} still open" if unknown else ""
    return Term("deviations", 1 + weight, reason, known=not unknown)


def _data_class_term(case: Case) -> Term:
    order = case.orders.get("tool.data.class", ())
    ranks = {str(f.value): order.index(str(f.value)) + 1
             for f in case.facts.get("tool.data.class", ()) if f.value in order}  # fmt: skip
    if not ranks:
        return Term("data class", 1, "not known", known=False)
    highest = max(ranks, key=lambda name: (ranks[name], name))
    return Term("data class", ranks[highest], f"{highest}: {ranks[highest]} of {len(order)}")


def _touchpoint_term(case: Case) -> Term:
    if case.tool.integrations is None:
        return Term("touchpoints", 1, "not known", known=False)
    systems = sorted({i.with_ for i in case.tool.integrations})
    if not systems:
        return Term("touchpoints", 1, "none")
    return Term("touchpoints", 1 + len(systems), f"1 + integrations with {', '.join(systems)}")


def _vendor_term(case: Case) -> Term:
    """A vendor is known when IT's catalog has one of its products, or when somebody says so."""
    tool = case.tool
    name = fold(tool.vendor.name)
    if case.match.product or (name and name in {fold(p.vendor) for p in case.catalog.products}):
        return Term("new vendor", 1, "no, it is in IT's catalog")
    if tool.vendor.is_new is None:
        return Term("new vendor", 1, "not known", known=False)
    return Term("new vendor", 2 if tool.vendor.is_new else 1, "yes" if tool.vendor.is_new else "no")
