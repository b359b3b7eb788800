"""Does IT already have an opinion on this product?

Looks at: the product of the catalog that the tool is, its standing and validity on the day, and the
edition, version and data classes the decision covers.

Why it matters: a prohibited product ends the conversation, an approved one makes it short.

Cannot see: decisions that IT keeps elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from soescan.assessment.rule import Rule
from soescan.model import Case, Finding, MatchedBy, Product, Severity, Standing, Verdict
from soescan.names import fold, same_version, split

_APPROVES = frozenset({Standing.STANDARD, Standing.APPROVED})
_LIMITED = frozenset({Standing.APPROVED_WITH_CONDITIONS, Standing.PILOT, Standing.ASSESS})


@dataclass(frozen=True, slots=True)
class EffectiveStanding:
    """The standing that counts for a tool on the day, and what is wrong with it."""

    standing: Standing
    problem: str = ""
    """Why the decision does not carry this tool: expired, or not covering it."""

    @property
    def is_approved(self) -> bool:
        """Does the decision carry this tool: standard or approved, valid that day, covering it?"""
        return self.standing in _APPROVES and not self.problem

    @property
    def is_limited(self) -> bool:
        """Does the decision carry this tool within limits: conditions, a pilot, an assessment?"""
        return self.standing in _LIMITED and not self.problem


def effective_standing(case: Case) -> EffectiveStanding:
    """What IT's decision on the tool's product, if there is one, comes to on the day."""
    product = case.match.product
    if product is None or product.standing is None:
        return EffectiveStanding(Standing.UNLISTED)
    if product.standing in _APPROVES | _LIMITED:
        return EffectiveStanding(product.standing, _find_problem(product, case))
    return EffectiveStanding(product.standing)


def _find_problem(product: Product, case: Case) -> str:
    tool = case.tool
    if product.decided_on and product.decided_on > case.as_of:
        return f"the approval starts on {product.decided_on}"
    if product.valid_until and product.valid_until < case.as_of:
        return f"the approval expired on {product.valid_until}"
    if tool.edition and product.editions and fold(tool.edition) not in map(fold, product.editions):
        return f"the approval is for {', '.join(product.editions)}, not for {tool.edition}"
    version, covered = tool.version or split(tool.name).version, product.versions
    if version and covered and not any(same_version(version, listed) for listed in covered):
        return f"the approval is for version {', '.join(covered)}, not for {version}"
    if product.allowed_data:
        touched = [str(fact.value) for fact in case.facts.get("tool.data.class", ())]
        if not_allowed := sorted(set(touched) - set(product.allowed_data)):
            allowed = ", ".join(product.allowed_data)
            return f"the approval is for data that is {allowed}, not {', '.join(not_allowed)}"
    return ""


def judge(case: Case) -> Iterator[Finding]:
    """Yield what IT decided, and whether that covers the data where it is limited to some."""
    match, product = case.match, case.match.product
    if match.by is MatchedBy.AMBIGUOUS:
        yield Finding(
            RULE.id,
            Verdict.UNKNOWN,
            f"Could not tell which product this is: {match.says}",
            severity=Severity.BLOCKER,
            question=f"{case.tool.name}: {match.says}",
        )
        return
    if product is None:
        similar = f"; similar names: {', '.join(match.suggestions)}" if match.suggestions else ""
        text = f"{case.tool.name} is not listed in {case.catalog.catalog.name}{similar}."
        yield Finding(RULE.id, Verdict.NOT_APPLICABLE, text)
        return
    effective = effective_standing(case)
    reason = f": {product.reason}" if product.reason else ""
    limits = f" ({'; '.join(product.conditions)})" if product.conditions else ""
    until = f" until {product.valid_until}" if product.valid_until and not effective.problem else ""
    text = f"{product.name} is {effective.standing}{limits}"
    if effective.standing is Standing.PROHIBITED:
        text, verdict = f"{product.name} is prohibited{reason}.", Verdict.CONFLICTS
    elif effective.problem:
        text, verdict = f"{text}, but {effective.problem}.", Verdict.CONFLICTS
    elif effective.standing in _APPROVES | _LIMITED:
        text, verdict = f"{text}{until}{reason}.", Verdict.MEETS
    else:
        text, verdict = f"{text}{reason}.", Verdict.CONFLICTS
    remedy = _remedy(product, effective, case) if verdict is Verdict.CONFLICTS else ""
    severity = Severity.BLOCKER if verdict is Verdict.CONFLICTS else Severity.ADVICE
    yield Finding(RULE.id, verdict, text, severity=severity, remedy=remedy)
    if verdict is Verdict.MEETS and product.allowed_data and not case.facts.get("tool.data.class"):
        allowed = ", ".join(product.allowed_data)
        yield Finding(
            RULE.id,
            Verdict.UNKNOWN,
            f"Could not tell whether the approval covers the data: it is for {allowed} data.",
            area="data-protection",
            severity=Severity.CONDITION,
            missing=("tool.data.class",),
        )


def _remedy(product: Product, effective: EffectiveStanding, case: Case) -> str:
    names = {p.id: p.name for p in case.catalog.products}
    replacements = ", ".join(names[other] for other in product.replaced_by if other in names)
    if replacements:
        return f"Use {replacements} instead."
    if effective.standing is Standing.PROHIBITED:
        return "Look for an approved product that covers the need, or ask IT for the reason."
    if effective.problem:
        owner = product.owner.business or product.owner.technical
        return "Ask " + (owner or "IT") + " to renew or extend the approval."
    return "Ask IT for an exception, or for the product that takes its place."


RULE = Rule(id="standing", doc=__doc__, judge=judge)
