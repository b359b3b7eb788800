"""Does the tool meet what the catalog asks of every tool?

Looks at: each standard's condition, over the facts that are as well founded as it demands, and the
waivers that IT has granted.

Why it matters: this is where an organisation writes its own rules, as data.

Cannot see: anything no fact says; such standards come back unknown, with the question to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from soescan import conditions
from soescan.assessment.leads import find_leads, list_conditional, word_leads
from soescan.assessment.rule import Rule
from soescan.conditions import FactSet, settle_facts
from soescan.dates import format_last_day
from soescan.model import (
    Basis,
    Case,
    Condition,
    Fact,
    Finding,
    Role,
    Standard,
    Supplier,
    Verdict,
    Waiver,
)
from soescan.names import fold
from soescan.reference import builtin
from soescan.reference.builtin import country_index
from soescan.reference.identity import ToolIdentity

_APPLIES = "It is open whether this applies. Not known yet"
_IS_MET = "Not known yet"


def judge(case: Case) -> Iterator[Finding]:
    """Yield one finding per standard, in the catalog's order."""
    fact_sets = {Basis.INFERRED: build_fact_set(case)}
    identity = ToolIdentity.of(case.tool, case.match, case.catalog)
    waivers = [w for w in case.catalog.waivers if identity.is_subject(w.tool)]
    heard_of = _list_heard_of(case)
    for standard in case.catalog.standards:
        basis = standard.min_basis
        if basis not in fact_sets:
            fact_sets[basis] = build_fact_set(case, basis)
        finding = _judge_unheard(standard, heard_of, fact_sets[Basis.INFERRED]) or judge_standard(
            standard, case, fact_sets[basis], fact_sets[Basis.INFERRED]
        )
        yield _apply_waivers(finding, waivers, case) if waivers else finding


def _list_heard_of(case: Case) -> set[str]:
    """The keys of which anything is said, if only a lead, with the keys that these are parts of."""
    keys = {*case.facts, *(fact.key for fact in case.leads)}
    return {key[:end] for key in keys for end in (*_find_dots(key), len(key))}


def _find_dots(key: str) -> list[int]:
    return [position for position, sign in enumerate(key) if sign == "."]


def _judge_unheard(standard: Standard, heard_of: set[str], all_facts: FactSet) -> Finding | None:
    """What `judge_standard` finds where nobody says anything of what the standard compares.

    So it is with most standards for most tools of a long list, and one finding serves them all.
    None where more than that has to be looked at.
    """
    missing = _list_compared(standard)
    if not missing or not heard_of.isdisjoint(missing):
        return None
    applies = standard.applies_when is None or conditions.evaluate(standard.applies_when, all_facts)
    return _open_finding(standard, missing, (), _IS_MET, ()) if applies else None


@lru_cache(maxsize=10_000)
def _list_compared(standard: Standard) -> tuple[str, ...]:
    """The facts that a standard compares; none where it does not wait for them."""
    if conditions.evaluate(standard.require, FactSet({}, date.min)) is not None:
        return ()
    return tuple(dict.fromkeys(test.fact for test in conditions.iter_tests(standard.require)))


def build_fact_set(case: Case, min_basis: Basis = Basis.INFERRED) -> FactSet:
    """The case's facts of a basis as strong as `min_basis`, the day and the order of classes."""
    values = {
        key: tuple(f.value for f in counting)
        for key, facts in case.facts.items()
        if (counting := settle_facts(facts, min_basis).counting)
    }
    return FactSet(values, case.as_of, case.orders, builtin.last_days(), country_index())


def judge_without_waivers(standard: Standard, case: Case) -> Finding:
    """Put one standard to the facts of a case, waivers left aside."""
    return judge_standard(
        standard, case, build_fact_set(case, standard.min_basis), build_fact_set(case)
    )


def judge_standard(
    standard: Standard, case: Case, fact_set: FactSet, all_facts: FactSet
) -> Finding:
    """Put one standard to one case.

    `fact_set` holds what is founded as well as the standard demands, `known` everything: whether a
    standard applies may rest on any basis, for doubt should not switch it off.
    """
    applies = (
        True
        if standard.applies_when is None
        else conditions.evaluate(standard.applies_when, all_facts)
    )
    if applies is False:
        return _not_applicable_finding(standard)
    holds = conditions.evaluate(standard.require, fact_set)
    because = list_deciding_facts(standard, case.facts)
    if holds:
        return _make_finding(standard, Verdict.MEETS, standard.why, because=because)
    if applies is None and standard.applies_when is not None:
        return _unknown_finding(standard, case, standard.applies_when, all_facts, _APPLIES)
    if holds is None:
        return _unknown_finding(standard, case, standard.require, fact_set, _IS_MET)
    words = conditions.describe_condition(standard.require, builtin.vocabulary())
    return _make_finding(
        standard,
        Verdict.CONFLICTS,
        f"{standard.why} Expected: {words}. Found: {_describe_facts(because)}.",
        because=because,
        remedy=standard.fix,
        needs=standard.needs,
    )


def _unknown_finding(
    standard: Standard, case: Case, condition: Condition, fact_set: FactSet, unsettled: str
) -> Finding:
    missing = conditions.find_missing_facts(condition, fact_set)
    basis = standard.min_basis if unsettled == _IS_MET else Basis.INFERRED
    limits = tuple(
        f"{member.country} counts only for {member.limit}"
        for member in conditions.find_open_limits(condition, fact_set)
    )
    weaker, disputes, undecided = _find_reasons(case, missing, basis)
    leads = find_leads(case, missing)
    if list_conditional(case, missing, basis):
        missing = (*missing, *({"tool.edition"} - set(missing)))
    reasons = (*disputes, *limits, *undecided)
    return _open_finding(standard, missing, weaker, unsettled, reasons, word_leads(leads))


def _find_reasons(
    case: Case, missing: Sequence[str], basis: Basis
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Why what is known of missing facts decides nothing.

    Returns the keys that are known on a weaker basis than `basis`; contradictions, and what is
    vague or only claimed, in words.
    """
    settled = {key: settle_facts(case.facts.get(key, ()), basis) for key in missing}
    disputes = tuple(f"{_label(key)}: {of.dispute}" for key, of in settled.items() if of.dispute)
    unfounded = [key for key in missing if case.facts.get(key) and not settled[key].dispute]
    claimed = [key for key in unfounded if all(fact.claimed for fact in case.facts[key])]
    said = [key for key in unfounded if any(not fact.is_lead for fact in case.facts[key])]
    weaker = tuple(key for key in said if not settled[key].counting)
    vague = tuple(fact for key in unfounded for fact in settled[key].counting)
    undecided: tuple[str, ...] = ()
    if vague:
        undecided += (f"this alone does not decide it: {_describe_facts(vague)}",)
    if claimed:
        named = ", ".join(map(_label, claimed))
        undecided += (f"only the proposal claims it, and nobody else confirms it: {named}",)
    return weaker, disputes, undecided


# The same question is open for hundreds of tools: one finding serves them all, which keeps a long
# list small in memory.
@lru_cache(maxsize=10_000)
def _open_finding(
    standard: Standard,
    missing: tuple[str, ...],
    weaker: tuple[str, ...],
    unsettled: str,
    reasons: tuple[str, ...],
    leads: tuple[str, ...] = (),
) -> Finding:
    text = f"{standard.why} {unsettled}: {', '.join(map(_label, missing)) or 'the facts'}"
    reasons += leads[:_MOST_LEADS_TOLD]
    if weaker:
        named = ", ".join(map(_label, weaker))
        reasons += (f"IT counts only what is {standard.min_basis}, which this is not: {named}",)
    text += f" ({'; '.join(reasons)})." if reasons else "."
    return _make_finding(
        standard,
        Verdict.UNKNOWN,
        text,
        missing=missing,
        question=standard.question if _is_asked_for(standard, missing, unsettled) else "",
        needs=standard.needs,
        leads=leads,
    )


_MOST_LEADS_TOLD = 2
"""In the text of a finding; the question and the table of evidence have the others."""


def _label(key: str) -> str:
    entry = builtin.vocabulary().get(key)
    return entry.label if entry else key


def _is_asked_for(standard: Standard, missing: tuple[str, ...], unsettled: str) -> bool:
    """Does the question of a standard ask for what is missing?

    It asks the vendor for all that the standard itself compares, so it is not put where a part is
    known. What IT alone knows, and what shows that an exception holds, has questions of its own in
    the vocabulary, and so has each part.
    """
    if unsettled != _IS_MET:
        return False
    vocabulary = builtin.vocabulary()
    keys = {test.fact for test in conditions.iter_tests(standard.require)}
    asked_of_vendor = {key for key in keys if set(vocabulary[key].by) != {Supplier.IT}}
    return not missing or (bool(asked_of_vendor) and asked_of_vendor <= set(missing))


@lru_cache(maxsize=10_000)
def _not_applicable_finding(standard: Standard) -> Finding:
    return _make_finding(
        standard, Verdict.NOT_APPLICABLE, f"Does not apply to this tool: {standard.why}"
    )


def _make_finding(
    standard: Standard,
    verdict: Verdict,
    text: str,
    *,
    because: tuple[Fact, ...] = (),
    missing: tuple[str, ...] = (),
    remedy: str = "",
    question: str = "",
    needs: tuple[str, ...] = (),
    leads: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        standard.id,
        verdict,
        text,
        standard.area,
        standard.severity,
        standard.on_unknown,
        because,
        missing,
        needs,
        remedy,
        question,
        standard.waivable_by,
        leads=leads,
        title=standard.title,
    )


def list_deciding_facts(
    standard: Standard, facts: Mapping[str, tuple[Fact, ...]]
) -> tuple[Fact, ...]:
    """The facts that count for what a standard requires, as well founded as it demands."""
    keys = dict.fromkeys(test.fact for test in conditions.iter_tests(standard.require))
    return tuple(
        fact
        for key in keys
        for fact in settle_facts(facts.get(key, ()), standard.min_basis).counting
    )


def _describe_facts(because: tuple[Fact, ...]) -> str:
    labels = builtin.vocabulary()
    return "; ".join(
        f"{conditions.describe_fact(fact.value, labels[fact.key])} ({fact.origin.basis})"
        for fact in because
    )


# --- waivers -------------------------------------------------------------------------------------


def _is_valid_on(waiver: Waiver, as_of: date) -> bool:
    begun = waiver.approved_on is None or waiver.approved_on <= as_of
    return begun and as_of <= waiver.expires


def _apply_waivers(finding: Finding, waivers: list[Waiver], case: Case) -> Finding:
    """The finding, waived if a waiver counts on the day; otherwise saying why none does."""
    own_waivers = [w for w in waivers if w.standard == finding.rule]
    if not own_waivers or finding.verdict not in (Verdict.CONFLICTS, Verdict.UNKNOWN):
        return finding
    if not finding.waivable_by:
        return replace(
            finding, waiver=f"{own_waivers[0].id} does not count: nobody may waive this standard"
        )
    granted = [w for w in own_waivers if _is_granted_by_role(w, finding, case.catalog.roles)]
    if not granted:
        text = _describe_wrong_approver(own_waivers[0], finding, case.catalog.roles)
        return replace(finding, waiver=text)
    waiver = max(granted, key=lambda w: (_is_valid_on(w, case.as_of), w.expires, w.id))
    if waiver.approved_on and waiver.approved_on > case.as_of:
        return replace(
            finding, waiver=f"{waiver.id} counts from {format_last_day(waiver.approved_on)}"
        )
    if waiver.expires < case.as_of:
        return replace(finding, waiver=f"{waiver.id} expired on {format_last_day(waiver.expires)}")
    instead = f"; instead: {', '.join(waiver.compensating)}" if waiver.compensating else ""
    name = f"{waiver.id} ({waiver.ticket})" if waiver.ticket else waiver.id
    grant = f"{name}, approved by {waiver.approved_by} until {format_last_day(waiver.expires)}"
    text = f"{grant}: {waiver.reason}{instead}"
    return replace(finding, verdict=Verdict.WAIVED, waiver=text, needs=())


def _is_granted_by_role(waiver: Waiver, finding: Finding, roles: Sequence[Role]) -> bool:
    """Is a waiver approved by a role that may waive the standard?

    The role is the whole of `approved_by`, or what stands after its last comma: its id, its label
    or its contact.
    """
    allowed = [role for role in roles if role.id in finding.waivable_by]
    names = {fold(text) for role in allowed for text in (role.label, role.contact)}
    names |= set(map(fold, finding.waivable_by))
    written = {fold(waiver.approved_by), fold(waiver.approved_by.rpartition(",")[2])}
    return not written.isdisjoint(names - {""})


def _describe_wrong_approver(waiver: Waiver, finding: Finding, roles: Sequence[Role]) -> str:
    labels: dict[str, str] = {role.id: role.label for role in roles}
    who = " or ".join(labels.get(name, name) for name in finding.waivable_by)
    return f"{waiver.id} is approved by {waiver.approved_by}; it counts if approved by {who}"


RULE = Rule(id="standards", doc=__doc__, judge=judge)
