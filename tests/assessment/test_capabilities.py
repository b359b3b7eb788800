"""Words for capabilities: what they mean, what is told of those that mean nothing."""

from __future__ import annotations

from datetime import date

import pytest

from soescan import app, assessment
from soescan.catalog import LoadedCatalog
from soescan.errors import ProposalError
from soescan.model import (
    Capability,
    CapabilityId,
    Catalog,
    Evidence,
    Header,
    Level,
    Need,
    Place,
    Proposal,
    Tool,
)
from soescan.plan import PlanOptions

DAY = date(2026, 11, 22)
CATALOG = Catalog(
    Header("x", "X"), capabilities=(Capability(CapabilityId("live-chat"), "Chat for visitors"),)
)
VOCABULARY = assessment.capability_vocabulary(CATALOG)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("emial-campaigns", "email-campaigns"),
        ("heatmaps", "session-replay"),
        ("newsletter", "email-campaigns"),
        ("Cookie banner", "consent"),
        ("live-chatt", "live-chat"),
        ("zzz", ""),
    ],
)
def test_a_need_that_is_no_capability_is_refused_with_the_one_that_may_be_meant(
    word: str, meant: str
) -> None:
    proposal = Proposal((Tool("T"),), needs=(Need("crm"), Need(word, place=Place("p.yaml", 7))))
    with pytest.raises(ProposalError) as caught:
        app.review(proposal, LoadedCatalog(CATALOG), Evidence(), DAY)
    (problem,) = caught.value.problems
    hint = f"; did you mean {meant!r}?" if meant else ""
    assert problem == f"p.yaml:7: needs.capability: expected a capability, found {word!r}{hint}"


def test_a_plan_refuses_such_a_need_as_a_review_does() -> None:
    proposal = Proposal((Tool("T"),), needs=(Need("newsletter"),))
    with pytest.raises(ProposalError, match="found 'newsletter'"):
        app.plan_tools(proposal, LoadedCatalog(CATALOG), Evidence(), DAY, PlanOptions())


@pytest.mark.parametrize(
    "word", ["live-chat", "Chat for visitors", "Email campaigns", "E-MAIL campaigns", "ab testing"]
)
def test_a_need_is_the_id_or_the_label_of_one_of_its_capabilities_or_a_published_one(
    word: str,
) -> None:
    assessment.check_needs(Proposal((), needs=(Need(word),)), VOCABULARY)


def test_a_tools_words_become_ids_so_that_standards_that_ask_for_them_apply() -> None:
    tool = Tool("T", capabilities={"Email campaigns, A/B testing / Chat for visitors": Level.FULL})
    assert assessment.resolve_capabilities(tool, VOCABULARY).capabilities == {
        "email-campaigns": Level.FULL,
        "a-b-testing": Level.FULL,
        "live-chat": Level.FULL,
    }
    assert assessment.note_unknown_words([tool], VOCABULARY) == ()


def test_a_tool_with_a_word_that_is_no_capability_is_told_and_states_nothing() -> None:
    tool = Tool("T", capabilities={"CRM, Newsletter": Level.FULL}, place=Place("t.csv", 3))
    assert assessment.resolve_capabilities(tool, VOCABULARY).capabilities == {}
    (note,) = assessment.note_unknown_words([tool], VOCABULARY)
    assert (note.says, note.places) == (
        "capabilities: expected a capability, found 'Newsletter'; did you mean 'email-campaigns'?"
        " (what the tool is for counts as not stated)",
        (Place("t.csv", 3),),
    )
