"""From what could not be told to the questions worth asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from soescan.assessment.data_class import RULE as DATA_CLASS
from soescan.assessment.lifecycle import RULE as LIFECYCLE
from soescan.model import (
    Case,
    Finding,
    MatchedBy,
    OnUnknown,
    Question,
    Severity,
    Supplier,
    Verdict,
)
from soescan.names import fold
from soescan.reference import builtin
from soescan.reference.identity import ToolIdentity, fold_subject
from soescan.reference.products.ordinary_names import ask_for_address
from soescan.web.url import host

_CAN_BE_ASKED = (Supplier.REQUESTER, Supplier.VENDOR, Supplier.IT)
"""Who can be asked; a probe cannot."""
_URGENCY = {Severity.BLOCKER: 100, Severity.CONDITION: 10, Severity.ADVICE: 1}


def list_questions(case: Case, findings: Iterable[Finding]) -> Iterator[Question]:
    """Yield the questions that one tool's open findings come to, one for each matter.

    `settles` is 100 for a blocker, 10 for a condition and 1 for advice or where IT proceeds
    without.
    """
    name = case.tool.name
    if not case.tool.url and not case.match.product:
        text = ask_for_address(case.tool)
        settles = _URGENCY[Severity.BLOCKER]
        yield Question(Supplier.REQUESTER, text, ("tool.url",), (name,), settles)
    if case.match.by is MatchedBy.NOTHING and not case.catalog.standards:
        text = "What does IT ask of tools that are not on its list?"
        yield Question(Supplier.IT, text, (), (name,), _URGENCY[Severity.BLOCKER])
    if case.match.prohibited and case.match.by is MatchedBy.NOTHING:
        text = f"Is {name} your prohibited {' or '.join(case.match.prohibited)}?"
        yield Question(Supplier.IT, text, (), (name,), _URGENCY[Severity.BLOCKER])
    yield from _ask_about_records(case)
    yield from join_matters(_list_fact_questions(name, findings))


def _list_fact_questions(name: str, findings: Iterable[Finding]) -> Iterator[Question]:
    """Yield a standard's own question, or one for each fact that is missing."""
    findings = [f for f in findings if f.verdict is Verdict.UNKNOWN]
    # A word that needs translating is the better question than asking for the class once more.
    translate = {f.missing: f.question for f in findings if f.rule == DATA_CLASS.id}
    for finding in findings:
        settles = 1 if finding.on_unknown is OnUnknown.PROCEED else _URGENCY[finding.severity]
        if finding.question:
            asks = _whom_to_ask(finding)
            keys = _list_asked_together(finding)
            leads = tuple(f"{name}: {lead}" for lead in finding.leads)
            yield Question(asks, finding.question, keys, (name,), settles, leads)
            if keys != finding.missing:
                yield _ask_for(_EDITION, name, settles)
            continue
        leads = tuple(f"{name}: {lead}" for lead in finding.leads)
        for missing in finding.missing:
            if (missing,) in translate:
                yield Question(Supplier.IT, translate[missing,], (missing,), (name,), settles)
                continue
            yield _ask_for(missing, name, settles, () if missing == _EDITION else leads)
            leads = ()


def _ask_for(key: str, name: str, settles: int, leads: tuple[str, ...] = ()) -> Question:
    question = builtin.vocabulary()[key].question
    return Question(_who_can_answer((key,)), question, (key,), (name,), settles, leads)


_EDITION = "tool.edition"


def _list_asked_together(finding: Finding) -> tuple[str, ...]:
    """What the words of a standard's question ask for: the edition is the requester's to say."""
    others = tuple(key for key in finding.missing if key != _EDITION)
    return others if others and finding.leads else finding.missing


def _whom_to_ask(finding: Finding) -> Supplier:
    """Who answers a finding's own question: what a tool is, says who wants it."""
    if finding.rule == LIFECYCLE.id:
        return Supplier.REQUESTER
    asked_of_it = finding.rule == DATA_CLASS.id or not finding.missing
    return Supplier.IT if asked_of_it else _who_can_answer(finding.missing)


def _ask_about_records(case: Case) -> Iterator[Question]:
    """Ask IT of records that carry the tool's name and are not shown to be about it."""
    identity = ToolIdentity.of(case.tool, case.match, case.catalog)
    catalog = case.catalog
    records = [
        *((waiver.tool, "waiver") for waiver in catalog.waivers),
        *((answer.tool, "answer") for answer in catalog.answers),
        *((record.subject, "review") for record in catalog.done),
    ]
    kinds: dict[str, dict[str, None]] = {}
    claimed = identity.list_claims()
    for subject, kind in records:
        is_claimed = fold(subject) in claimed or fold_subject(subject) in claimed
        is_claimed = is_claimed or identity.is_near(subject)
        if is_claimed and not identity.is_subject(subject, by_vendor=True):
            kinds.setdefault(subject, {})[kind] = None
    for subject, of_kinds in sorted(kinds.items()):
        address = host(case.tool.url) or "no address"
        text = (
            f"Is the {' and '.join(of_kinds)} on file for {subject} about {case.tool.name}"
            f" ({address})? A record counts by a product's id or by the tool's domain."
        )
        yield Question(Supplier.IT, text, (), (case.tool.name,), _URGENCY[Severity.CONDITION])


def _who_can_answer(keys: Iterable[str]) -> Supplier:
    """Who can answer for all of some facts, or at least for the first."""
    able = [set(builtin.vocabulary()[key].by) for key in keys]
    choices = (s for who in (set.intersection(*able), able[0]) for s in _CAN_BE_ASKED if s in who)
    return next(choices, Supplier.VENDOR)


def join_matters(questions: Iterable[Question]) -> tuple[Question, ...]:
    """The questions about one tool, with those to one person about one matter made one.

    Matters are listed in ``catalogs/facts.yaml``; what asks for the same fact is one matter, too.
    """
    groups: list[tuple[Supplier, set[str], list[Question]]] = []
    for question in questions:
        matters = set(map(builtin.matter, question.keys))
        alike = [g for g in groups if g[0] is question.asks and not g[1].isdisjoint(matters)]
        groups = [group for group in groups if group not in alike]
        members = [member for _, _, listed in alike for member in listed]
        groups.append((question.asks, matters.union(*(g[1] for g in alike)), [*members, question]))
    return tuple(_join_questions(members) for _, _, members in groups)


def _join_questions(members: Sequence[Question]) -> Question:
    """One question that asks for each fact of its members once, in the vocabulary's order.

    A standard's own words are kept where they ask for no fact twice, those for most facts first;
    for the rest, the vocabulary has words.
    """
    keys = dict.fromkeys(key for member in members for key in member.keys)
    if len({member.text for member in members}) == 1:
        texts = [members[0].text]
    else:
        texts = _word_matter(members, sorted(keys, key=_vocabulary_order().index))
    settles = sum(member.settles for member in members)
    leads = tuple(dict.fromkeys(lead for member in members for lead in member.leads))
    return Question(members[0].asks, " ".join(texts), tuple(keys), members[0].tools, settles, leads)


def _word_matter(members: Sequence[Question], keys: Sequence[str]) -> list[str]:
    own_words = [m for m in members if m.text not in map(_question_text, m.keys)]
    text_by_key: dict[str, str] = {}
    for member in sorted(own_words, key=lambda m: -len(m.keys)):
        if text_by_key.keys().isdisjoint(member.keys):
            text_by_key.update(dict.fromkeys(member.keys, member.text))
    text_by_key.update(_ask_for_facts([key for key in keys if key not in text_by_key]))
    return list(dict.fromkeys(text_by_key[key] for key in keys))


@cache
def _vocabulary_order() -> tuple[str, ...]:
    return tuple(builtin.vocabulary())


def _question_text(key: str) -> str:
    return builtin.vocabulary()[key].question


def _ask_for_facts(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the vocabulary's question for each key; "SOC 2" and "ISO 27001" in one sentence."""
    families: dict[str, dict[str, str]] = {}
    for key in keys:
        entry = builtin.vocabulary()[key]
        name = next(iter(entry.each.values()), "")
        template = entry.question.replace(name, "{name}") if name else entry.question
        families.setdefault(template, {})[key] = name
    for template, names in families.items():
        text = template.replace("{name}", " or ".join(names.values()))
        yield from ((key, text) for key in names)


@dataclass(slots=True)
class _MergedQuestion:
    keys: dict[str, None] = field(default_factory=dict)
    tools: dict[str, None] = field(default_factory=dict)
    settles: int = 0
    leads: dict[str, None] = field(default_factory=dict)


def merge_questions(questions: Iterable[Question]) -> tuple[Question, ...]:
    """One question for all the tools it concerns, those that settle most first.

    An answer that could settle a blocker counts ten times one about a condition, and that ten times
    one of advice.
    """
    merged: dict[tuple[Supplier, str], _MergedQuestion] = {}
    for question in questions:
        entry = merged.setdefault((question.asks, question.text), _MergedQuestion())
        entry.keys.update(dict.fromkeys(question.keys))
        entry.tools.update(dict.fromkeys(question.tools))
        entry.settles += question.settles
        entry.leads.update(dict.fromkeys(question.leads))
    questions_merged = (
        Question(asks, text, tuple(one.keys), tuple(one.tools), one.settles, tuple(one.leads))
        for (asks, text), one in merged.items()
    )
    return tuple(sorted(questions_merged, key=lambda q: (-q.settles, q.asks, q.text)))
