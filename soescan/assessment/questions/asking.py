"""Case and findings -> the questions about one tool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from soescan.assessment.lifecycle import is_end
from soescan.assessment.questions.merging import word_question
from soescan.assessment.questions.open_points import (
    ADDRESS,
    URGENCY,
    Looks,
    OpenPoint,
    find_open_points,
    whom_to_ask_for,
)
from soescan.model import Case, Finding, MatchedBy, Point, Question, Severity, Supplier
from soescan.names import fold
from soescan.reference import builtin
from soescan.reference.identity import ToolIdentity, fold_subject
from soescan.reference.products.ordinary_names import ask_if_meant
from soescan.web.url import host


def list_questions(case: Case, findings: Iterable[Finding]) -> Iterator[Question]:
    """Yield the questions that one tool's open findings come to, one for each person and matter.

    `settles` is 100 for a blocker, 10 for a condition and 1 for advice or where IT proceeds
    without. Each key that a finding lacks is in one question; what a scan would settle is one more.
    Of a product that has ended, nothing is asked but what is meant.
    """
    findings = tuple(findings)
    ended = tuple(filter(is_end, findings))
    yield from _ask_who_it_is(case, is_ended=bool(ended))
    points = list(find_open_points(case, ended or findings))
    if not ended and not Looks.of(case).site_is_known and not case.match.product:
        points.insert(0, OpenPoint(Supplier.REQUESTER, (ADDRESS,), "", URGENCY[Severity.BLOCKER]))
    for question in _join_points(case.tool.name, points):
        yield _name_what_is_meant(question, case) if ADDRESS in question.keys else question


def _name_what_is_meant(question: Question, case: Case) -> Question:
    """The question for an address, with the product that the tool's name may mean."""
    meant = ask_if_meant(case.tool)
    return replace(question, points=(Point(meant),)) if meant else question


def _ask_who_it_is(case: Case, *, is_ended: bool) -> Iterator[Question]:
    """Ask IT what its list means by the tool, before anything else."""
    name, urgency = (case.tool.name,), URGENCY[Severity.BLOCKER]
    if case.match.by is MatchedBy.NOTHING and not case.catalog.standards and not is_ended:
        text = "What do you ask of tools that are not on your list?"
        yield Question(Supplier.IT, text, (), name, urgency)
    if case.match.prohibited and case.match.by is MatchedBy.NOTHING:
        text = f"Is {case.tool.name} your prohibited {' or '.join(case.match.prohibited)}?"
        yield Question(Supplier.IT, text, (), name, urgency)
    yield from _ask_about_records(case)


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
            f" ({address})? If so, put the product's id or the tool's domain into the record."
        )
        yield Question(Supplier.IT, text, (), (case.tool.name,), URGENCY[Severity.CONDITION])


# --- one question for each person and matter -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Recipient:
    """To whom a question goes, and about what."""

    asks: Supplier
    matter: str = ""
    text: str = ""
    """The words of a question that has no facts to be sorted by."""
    good_to_know: bool = False


@dataclass(slots=True)
class _QuestionDraft:
    """A question in the making."""

    own_words: list[Point] = field(default_factory=list)
    keys: dict[str, None] = field(default_factory=dict)
    """The facts that are asked for in the vocabulary's words."""
    settles: int = 0
    standards: dict[str, None] = field(default_factory=dict)
    leads: dict[str, None] = field(default_factory=dict)

    def add(self, point: OpenPoint) -> None:
        """Count what hangs on the answer."""
        self.settles += point.settles
        self.leads.update(dict.fromkeys(point.leads))
        if point.rule:
            self.standards[point.rule] = None


def _join_points(name: str, points: Sequence[OpenPoint]) -> Iterator[Question]:
    """Yield the questions that points come to, each key in one of them.

    What the outcome waits for goes first. A standard's own words are kept where they ask for no
    fact twice, those for most facts first; for the rest, the vocabulary has words.
    """
    drafts: dict[_Recipient, _QuestionDraft] = {}
    recipient_of: dict[str, _Recipient] = {}
    for point in sorted(points, key=_rank):
        fresh = tuple(key for key in point.keys if key not in recipient_of)
        whole = point.text and fresh == point.keys
        if whole:
            home = _address(point, point.keys, point.asks)
            drafts.setdefault(home, _QuestionDraft()).own_words.append(
                Point(point.text, point.keys)
            )
            recipient_of.update(dict.fromkeys(fresh, home))
        for key in () if whole else fresh:
            asks = whom_to_ask_for(key) if point.text else point.asks
            home = recipient_of[key] = _address(point, (key,), asks)
            drafts.setdefault(home, _QuestionDraft()).keys[key] = None
        first = recipient_of[point.keys[0]] if point.keys else _address(point, (), point.asks)
        drafts[first].add(point)
    for home, draft in drafts.items():
        yield word_question(
            Question(
                *(home.asks, home.text, tuple(draft.keys), (name,), draft.settles),
                leads=tuple(draft.leads),
                points=tuple(draft.own_words),
                matter=home.matter,
                standards=tuple(draft.standards),
                good_to_know=home.good_to_know,
            )
        )


def _rank(point: OpenPoint) -> tuple[bool, bool, int]:
    return not point.is_needed, not point.text, -len(point.keys)


def _address(point: OpenPoint, keys: tuple[str, ...], asks: Supplier) -> _Recipient:
    """Who is asked for keys of a point, about which matter; all that a scan tells is one."""
    if asks is Supplier.PROBE:
        return _Recipient(asks)
    address = builtin.find_matter(ADDRESS).id
    matter = builtin.find_matter(keys[0]).id if keys else ""
    if asks is Supplier.REQUESTER and not point.text and (matter == address or _is_seen(keys)):
        return _Recipient(asks, address)
    if not point.is_needed:
        return _Recipient(asks, good_to_know=True)
    if not keys:
        return _Recipient(asks, text=point.text)
    return _Recipient(asks, matter)


def _is_seen(keys: tuple[str, ...]) -> bool:
    """Is it what a scan would see, had the tool an address?"""
    return any(Supplier.REQUESTER not in builtin.vocabulary()[key].by for key in keys)
