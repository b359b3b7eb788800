"""The laws of the outlook, over catalogs as rich as their language: nested, conditional, waived.

What is known comes in every form: facts that count, several of one key, those of too weak a basis,
contradictions, what the requester claims, what registers say, and what is so in one edition only.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import assessment, conditions
from soescan.assessment.standards import build_fact_set
from soescan.model import (
    All,
    AnyOf,
    Basis,
    Case,
    Fact,
    Origin,
    Outlook,
    OutlookKind,
    Severity,
    Standard,
    StandardId,
    Test,
    Usually,
    Value,
    Verdict,
)
from tests.assessment.factories import case, standard, waiver
from tests.examples import examples

_ORDER = list(OutlookKind)
_GOOD: dict[str, Value] = {
    "tls.https": True,
    "auth.sso": True,
    "auth.mfa": True,
    "ai.training_on_data": False,
    "exit.export": True,
    "audit.log": True,
    "backup.stated": True,
    "tool.support.owner": "Jo",
}
_BAD: dict[str, Value] = {"ai.training_on_data": True, "tool.support.owner": "nobody"}
"""What is no document: that one is there would show a paper, whatever a standard makes of it."""

_tests = st.builds(lambda key: Test(key, "eq", _GOOD[key]), st.sampled_from(sorted(_GOOD)))
_requirements = st.recursive(
    _tests,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)
_applies = st.sampled_from(
    [None, None, Test("tool.data.personal", "eq", True), Test("tool.data.personal", "eq", False)]
)
_standards = st.lists(
    st.builds(
        lambda require, severity, usually, applies, basis: standard(
            "x", require, severity, usually=usually, applies_when=applies, min_basis=basis
        ),
        _requirements,
        st.sampled_from(Severity),
        st.sampled_from([None, Usually.MET]),
        _applies,
        st.sampled_from([Basis.INFERRED, Basis.STATED]),
    ),
    min_size=1,
    max_size=5,
).map(lambda made: [replace(one, id=StandardId(f"s{number}")) for number, one in enumerate(made)])


def _fact(key: str, is_good: bool, form: str) -> Fact:
    """What is known of a key, as it should be or otherwise, in one of the forms of `_FORMS`."""
    value = _GOOD[key] if is_good else _BAD.get(key, False)
    basis = Basis.INFERRED if form == "weak" else Basis.STATED
    register = "2FA" if form in ("lead", "edition") else ""
    origin = Origin(basis, "https://vendor.example/page", "2026-01-01", register=register)
    editions = ("Enterprise",) if form == "edition" else ()
    return Fact("Acme", key, value, origin, editions=editions, claimed=form in ("claim", "lead"))


_FORMS = ("counting", "weak", "claim", "lead", "edition")
_facts = st.builds(_fact, st.sampled_from(sorted(_GOOD)), st.booleans(), st.sampled_from(_FORMS))
_known = st.lists(_facts, max_size=6)


def _make(standards: list[Standard], known: list[Fact], *, is_waived: bool = False) -> Case:
    made = case(*standards, waivers=(waiver(standard=StandardId("s0")),) if is_waived else ())
    facts: dict[str, tuple[Fact, ...]] = dict(made.facts)
    for fact in known:
        if not fact.origin.register:
            facts[fact.key] = (*facts.get(fact.key, ()), fact)
    leads = tuple(fact for fact in known if fact.origin.register)
    return replace(made, facts=facts, leads=leads)


def _outlook(of: Case) -> Outlook | None:
    return assessment.assess(of).outlook


@settings(max_examples=examples(150))
@given(_standards, _known, st.booleans())
def test_never_likely_where_something_known_conflicts(
    standards: list[Standard], known: list[Fact], is_waived: bool
) -> None:
    """Whoever says it, and however well founded it is, as long as nothing else is known."""
    of = _make(standards, known, is_waived=is_waived)
    made = assessment.assess(of)
    if made.outlook is None:
        return
    assert 1 <= len(made.outlook.reasons) <= 3
    assert all(reason.says.strip(" :") == reason.says for reason in made.outlook.reasons)
    open_ids = {f.rule for f in made.findings if f.verdict is Verdict.UNKNOWN}
    for each in standards:
        if each.severity is Severity.ADVICE or each.id not in open_ids:
            continue
        counting = build_fact_set(of, each.min_basis)
        told = {f.key: (f.value,) for f in known if f.key not in counting.facts and not f.editions}
        whole = {
            **counting.facts,
            **{k: tuple({f.value for f in known if f.key == k}) for k in told},
        }
        if conditions.evaluate(each.require, replace(counting, facts=whole)) is False:
            assert made.outlook.kind is OutlookKind.TROUBLE, each


@settings(max_examples=examples(150))
@given(_standards, _known, _facts)
def test_more_that_meets_is_never_worse_and_more_that_conflicts_never_better(
    standards: list[Standard], known: list[Fact], more: Fact
) -> None:
    if any(fact.key == more.key for fact in known):
        return
    before, after = _outlook(_make(standards, known)), _outlook(_make(standards, [*known, more]))
    if before is None or after is None:
        return
    change = _ORDER.index(after.kind) - _ORDER.index(before.kind)
    is_good = more.value == _GOOD[more.key]
    assert change <= 0 if is_good else change >= 0, (before, after)


@settings(max_examples=examples(100))
@given(_standards, st.lists(_facts, max_size=6))
def test_what_others_say_alone_makes_nothing_likely(
    standards: list[Standard], known: list[Fact]
) -> None:
    """Neither registers nor the requester: nobody speaks for a vendor but the vendor."""
    leads = [fact for fact in known if fact.is_lead]
    made = _outlook(_make(standards, leads))
    assert made is None or made.kind is not OutlookKind.LIKELY
