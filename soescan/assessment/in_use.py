"""What is to become of a tool that is in use already: keep, regularise, replace or stop.

Looks at: the outcome, what IT decided on the product, when that and the reviews on file run out,
and who answers for the tool in IT's catalog or in the proposal.

Why it matters: such a tool is live, so a go-live is no answer. Somebody has to keep it, get it
approved, move to something else or switch it off.

Cannot see: reviews that IT has not put on record, and who really works with the tool.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from soescan import conditions
from soescan.assessment.standing import EffectiveStanding
from soescan.dates import add_months, format_last_day
from soescan.model import (
    Case,
    Finding,
    Outcome,
    Product,
    Question,
    Severity,
    Standing,
    Supplier,
    Use,
    UseAction,
    UseDecision,
    Verdict,
)
from soescan.reference import builtin
from soescan.reference.products.lifecycles import find_end
from soescan.reference.records import list_records
from soescan.reference.replacements import list_alternatives, list_successors, list_wanted

_OWNER = "tool.support.owner"
_URGENCY = 10
"""That of a condition: somebody must see to it, whatever else comes of the tool."""


def is_in_use(case: Case) -> bool:
    """Is the tool in use already, by what counts of what IT and the requester say?"""
    stated = conditions.settle_facts(case.facts.get("tool.use", ())).counting
    return Use.IN_USE in ([fact.value for fact in stated] or [case.tool.use])


def decide_use(
    case: Case,
    standing: EffectiveStanding,
    outcome: Outcome,
    reason: str,
    findings: Sequence[Finding],
) -> UseDecision | None:
    """What is to become of a tool in use; None for one that is not.

    `reason` is what made the outcome, in words.
    """
    if not is_in_use(case):
        return None
    product = case.match.product
    ended = _find_end_of_use(case, standing, findings)
    instead = _list_replacements(case) if outcome is Outcome.BLOCKED or ended is not None else ()
    if ended is not None:
        action, reason = UseAction.REPLACE, ended or reason
    elif outcome is Outcome.BLOCKED:
        action = UseAction.REPLACE if instead else UseAction.STOP
    elif _is_carried(standing, outcome, findings):
        action = UseAction.KEEP
    else:
        action, reason = UseAction.REGULARISE, _describe_lack(standing, outcome, reason)
    return UseDecision(
        action,
        reason,
        _find_owner(case),
        None if action is UseAction.STOP else _find_review(case, standing, findings),
        _find_last_day(product, standing),
        tuple(other.name for other in instead),
    )


def _find_end_of_use(
    case: Case, standing: EffectiveStanding, findings: Sequence[Finding]
) -> str | None:
    """Why a product that is not refused has no future here; None if it has, "": see the outcome."""
    if standing.standing is Standing.PROHIBITED:
        return None
    if told := find_end(findings):
        return told
    product = case.match.product
    if product and product.lifecycle.ours and product.lifecycle.ours < case.as_of:
        return f"IT ended its use on {format_last_day(product.lifecycle.ours)}"
    if standing.standing is not Standing.RETIRING or product is None:
        return None
    return "IT is retiring it" + (f": {product.reason}" if product.reason else "")


def _list_replacements(case: Case) -> tuple[Product, ...]:
    """The successors that IT names, else the approved products that can all it is wanted for."""
    product, catalog, tool = case.match.product, case.catalog, case.tool
    if product and (successors := list_successors(product, catalog, case.as_of)):
        return successors
    stated = {name for name, level in tool.capabilities.items() if level != "none"}
    return list_alternatives(list_wanted(stated, product), product, catalog, case.as_of)


def _is_carried(standing: EffectiveStanding, outcome: Outcome, findings: Sequence[Finding]) -> bool:
    """Has IT approved it, as it is, or within limits of which none is known to be broken?"""
    if outcome is Outcome.IN_SOE:
        return True
    broken = any(
        f.verdict is Verdict.CONFLICTS and f.severity is Severity.CONDITION for f in findings
    )
    settled = outcome in (Outcome.FITS, Outcome.FITS_WITH_CONDITIONS)
    return settled and standing.is_limited and not broken


def _describe_lack(standing: EffectiveStanding, outcome: Outcome, reason: str) -> str:
    """What an approval lacks; where nothing stands against a tool, that nobody has given one."""
    if standing.problem or standing.standing is not Standing.UNLISTED:
        return reason
    return "IT has not decided on it yet" + ("" if outcome is Outcome.FITS else f"; {reason}")


# --- who and when --------------------------------------------------------------------------------


def _find_owner(case: Case) -> str:
    """Who answers for it: by IT's catalog, else by the proposal."""
    product, support = case.match.product, case.tool.support
    stated = [
        str(fact.value) for fact in conditions.settle_facts(case.facts.get(_OWNER, ())).counting
    ]
    listed = (
        (product.owner.business, product.owner.technical, product.owner.support) if product else ()
    )
    return next(filter(None, (*listed, *stated, support.owner, support.owner_team)), "")


def _find_review(
    case: Case, standing: EffectiveStanding, findings: Sequence[Finding]
) -> date | None:
    """The first day on record by which the tool has to be looked at again."""
    days = [*_iter_record_ends(case), *_iter_waiver_ends(case, findings)]
    product = case.match.product
    if product and product.valid_until and (standing.is_approved or standing.is_limited):
        days.append(product.valid_until)
    return min((day for day in days if day >= case.as_of), default=None)


def _iter_record_ends(case: Case) -> Iterator[date]:
    """The day until which the newest record of each step counts."""
    for step in case.catalog.approvals:
        records = list_records(step, case, case.as_of, case.as_of)
        if step.valid_months and records:
            yield add_months(max(record.on for record in records), step.valid_months)


def _iter_waiver_ends(case: Case, findings: Sequence[Finding]) -> Iterator[date]:
    waived = {f.rule: f.waiver for f in findings if f.verdict is Verdict.WAIVED}
    for waiver in case.catalog.waivers:
        if waived.get(waiver.standard, "").startswith(f"{waiver.id},"):
            yield waiver.expires


def _find_last_day(product: Product | None, standing: EffectiveStanding) -> date | None:
    if product is None:
        return None
    ours, vendor = product.lifecycle.ours, product.lifecycle.vendor
    if standing.standing is Standing.RETIRING:
        return ours or product.valid_until or vendor
    return ours or vendor


def ask_for_owner(case: Case, decision: UseDecision) -> Iterator[Question]:
    """Ask who sees to a tool in use, where nobody is known to."""
    if not decision.owner:
        question = builtin.vocabulary()[_OWNER].question
        matter = builtin.find_matter(_OWNER).id
        yield Question(
            *(Supplier.REQUESTER, question, (_OWNER,), (case.tool.name,), _URGENCY), matter=matter
        )
