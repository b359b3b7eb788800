"""Has IT already decided on this product?

Looks at: the product of the catalog that the tool is, its standing and validity on the day, and the
edition, version and data classes the decision covers.

Why it matters: a prohibited product needs no further review, and an approved one needs less.

Cannot see: decisions that IT keeps elsewhere.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from soescan.assessment.rule import Rule
from soescan.dates import format_last_day
from soescan.model import Case, DataUse, Finding, MatchedBy, Product, Severity, Standing, Verdict
from soescan.names import fold, split
from soescan.reference.builtin import words
from soescan.reference.columns import is_doubtful
from soescan.reference.replacements import list_successors
from soescan.versions import covers_version

APPROVES = frozenset({Standing.STANDARD, Standing.APPROVED})
"""Standings that carry a tool without its being held to the standards."""
_LIMITED = frozenset({Standing.APPROVED_WITH_CONDITIONS, Standing.PILOT, Standing.ASSESS})


_UNKNOWN_WORD = "unknown-word"
"""State of the gap that stands for a data class which the catalog does not know."""


_STANDING_WORDS = {
    Standing.STANDARD: "IT's standard",
    Standing.APPROVED_WITH_CONDITIONS: "approved with conditions",
    Standing.PILOT: "a pilot",
    Standing.ASSESS: "under assessment",
    Standing.EXCEPTION_ONLY: "allowed as an exception only",
    Standing.RETIRING: "being retired",
}
"""How a standing reads behind *is*, where that is not its own word."""


def word_standing(standing: Standing) -> str:
    """What a product is by IT's decision, as it reads behind *is*."""
    return _STANDING_WORDS.get(standing, str(standing))


@dataclass(frozen=True, slots=True)
class CoverageDoubt:
    """Why it is not shown that a decision carries a tool, and who can show it."""

    says: str
    missing: tuple[str, ...] = ()
    """The fact that the proposal does not show."""
    question: str = ""
    """For IT, where its list is not understood."""


@dataclass(frozen=True, slots=True)
class EffectiveStanding:
    """The standing that counts for a tool on the day, and what is wrong with it."""

    standing: Standing
    problem: str = ""
    """Why the decision does not carry this tool: expired, or not covering it."""
    doubts: tuple[CoverageDoubt, ...] = ()
    """What the decision is limited to and nothing shows; none where there is a problem."""

    @property
    def is_approved(self) -> bool:
        """Does the decision carry this tool: standard or approved, valid that day, covering it?"""
        return self.standing in APPROVES and not self.problem and not self.doubts

    @property
    def is_limited(self) -> bool:
        """Does the decision carry this tool within limits: conditions, a pilot, an assessment?"""
        return self.standing in _LIMITED and not self.problem and not self.doubts


def effective_standing(case: Case) -> EffectiveStanding:
    """What IT's decision on the tool's product, if there is one, comes to on the day.

    An approval with conditions beside it is approved with conditions, whatever it is called.
    """
    product = case.match.product
    if product is None or product.standing is None:
        return EffectiveStanding(Standing.UNLISTED)
    standing = product.standing
    if standing not in APPROVES | _LIMITED:
        return EffectiveStanding(standing)
    if standing in APPROVES and product.conditions:
        standing = Standing.APPROVED_WITH_CONDITIONS
    problem, doubts = _judge_coverage(product, case)
    return EffectiveStanding(standing, problem, () if problem else doubts)


_Coverage = tuple[str, tuple[CoverageDoubt, ...]]
"""A problem, or doubts, or neither."""
_COVERED: _Coverage = ("", ())


def _judge_coverage(product: Product, case: Case) -> _Coverage:
    """The first reason why a decision does not carry the tool, and every doubt whether it does."""
    judged = [
        (_find_date_problem(product, case), ()),
        _judge_edition(product, case),
        _judge_version(product, case),
        _judge_data(product, case),
        _judge_personal_data(product, case),
        ("", tuple(_iter_unreadable(product))),
    ]
    problem = next((problem for problem, _ in judged if problem), "")
    return problem, tuple(doubt for _, doubts in judged for doubt in doubts)


def _find_date_problem(product: Product, case: Case) -> str:
    if product.decided_on and product.decided_on > case.as_of:
        return f"the approval starts on {format_last_day(product.decided_on)}"
    if product.valid_until and product.valid_until < case.as_of:
        return f"the approval expired on {format_last_day(product.valid_until)}"
    return ""


def _list_shown(case: Case, key: str) -> list[str]:
    """What is on record for a fact that a decision may be limited to."""
    return list(dict.fromkeys(str(fact.value) for fact in case.facts.get(key, ())))


def _judge_edition(product: Product, case: Case) -> _Coverage:
    """Is the edition shown to be one that the decision is for?

    A word of the tool's name shows an edition that is covered; the end of a name in parentheses,
    which need not be an edition, raises a doubt about any other, and so does the name of an edition
    behind the product's, or a sign such as a question mark beside what is stated.
    """
    covered = frozenset(fold(text) for text in product.editions if not is_doubtful(text))
    if not product.editions:
        return _COVERED
    listed = ", ".join(product.editions)
    in_name = split(case.tool.name).edition or _find_edition_behind(case.tool.name, product)
    stated = _list_shown(case, "tool.edition")
    unclear = [text for text in stated if is_doubtful(text)]
    others = [text for text in stated if fold(text) not in covered and text not in unclear]
    if others:
        return f"the approval is for {listed}, not for {', '.join(others)}", ()
    if in_name and fold(in_name) not in covered:
        unclear.append(in_name)
    if unclear:
        says = f"whether the approval, for {listed}, covers {', '.join(unclear)}"
    elif stated or _names_edition(case.tool.name, product):
        return _COVERED
    else:
        says = f"which edition is meant; the approval is for {listed}"
    return "", (CoverageDoubt(says, ("tool.edition",)),)


def _find_edition_behind(name: str, product: Product) -> str:
    """The words behind the product's name in the tool's, if the last of them names an edition."""
    spoken = _list_words(name)
    for prefix in sorted(map(_list_words, _list_names(product)), key=len, reverse=True):
        rest = spoken[len(prefix) :]
        if prefix and spoken[: len(prefix)] == prefix and rest and rest[-1] in _edition_words():
            return " ".join(rest)
    return ""


@cache
def _edition_words() -> frozenset[str]:
    return frozenset(words().edition_words)


def _names_edition(name: str, product: Product) -> bool:
    """Does a name say the product, the edition, and nothing else that could deny it?"""
    spoken = _list_words(name)
    names = (*_list_names(product), product.vendor)
    allowed = set(itertools.chain(*map(_list_words, names)))
    for edition in map(_list_words, product.editions):
        rest = [word for word in spoken if word not in edition]
        is_named = f" {' '.join(edition)} " in f" {' '.join(spoken)} "
        if is_named and all(word in allowed or word.isdecimal() for word in rest):
            return True
    return False


def _list_words(text: str) -> list[str]:
    return _WORD_ENDS.sub(" ", text.casefold()).split()


_WORD_ENDS = re.compile(r"[\W_]+")


def _judge_version(product: Product, case: Case) -> _Coverage:
    listed = ", ".join(product.versions)
    if not listed:
        return _COVERED
    named = split(case.tool.name).version
    named = "" if named in {split(name).version for name in _list_names(product)} else named
    shown = list(dict.fromkeys(filter(None, (*_list_shown(case, "tool.version"), named))))
    truths = {version: _covers_any(product.versions, version) for version in shown}
    if others := [version for version, covered in truths.items() if covered is False]:
        return f"the approval is for version {listed}, not for {', '.join(others)}", ()
    if shown and all(truths.values()):
        return _COVERED
    unclear = [version for version, covered in truths.items() if covered is None]
    what = (
        f"whether the approval covers version {', '.join(unclear)}"
        if shown
        else "which version is meant"
    )
    says = (
        f"{what}; it is for version {listed}" if shown else f"{what}; the approval is for {listed}"
    )
    return "", (CoverageDoubt(says, ("tool.version",)),)


def _covers_any(listed: tuple[str, ...], version: str) -> bool | None:
    truths = {covers_version(one, version) for one in listed}
    return True if True in truths else None if None in truths else False


def _judge_data(product: Product, case: Case) -> _Coverage:
    """Is every kind of data shown to be of a class that the decision is for?

    A word for a class that the catalog does not know shows none.
    """
    if not product.allowed_data:
        return _COVERED
    allowed, touched = ", ".join(product.allowed_data), _list_shown(case, "tool.data.class")
    if not_allowed := sorted(set(touched) - set(product.allowed_data)):
        return f"the approval is for {allowed} data, not for {', '.join(not_allowed)} data", ()
    is_open = any(gap.state == _UNKNOWN_WORD for gap in case.gaps)
    if touched and not is_open and not any(map(_lacks_class, case.tool.data)):
        return _COVERED
    says = f"whether the approval, for {allowed} data, covers the data of this tool"
    return "", (CoverageDoubt(says, ("tool.data.class",)),)


def _judge_personal_data(product: Product, case: Case) -> _Coverage:
    """Is the data shown to be about nobody, where the decision is not for personal data?"""
    if product.personal_data is not False:
        return _COVERED
    shown = {fact.value for fact in case.facts.get("tool.data.personal", ())}
    if True in shown:
        return "the approval is not for personal data", ()
    if shown and all(use.personal is not None for use in case.tool.data):
        return _COVERED
    says = "whether the data is about people, which the approval does not cover"
    return "", (CoverageDoubt(says, ("tool.data.personal",)),)


def _lacks_class(use: DataUse) -> bool:
    """Is there data of which the proposal says something, and not how sensitive it is?"""
    return not use.class_ and bool(use.personal or use != DataUse(personal=use.personal))


def _list_names(product: Product) -> tuple[str, ...]:
    return (product.name, *product.aliases, *product.former_names)


def _iter_unreadable(product: Product) -> Iterator[CoverageDoubt]:
    for field, text in sorted(product.unreadable.items()):
        title = field.replace("_", " ")
        what = {"valid_until": "until when", "decided_on": "from when"}.get(field, "for what")
        says = f"{what} it is approved; IT's list says {text!r} under “{title}”"
        question = f"What does {text!r} mean? IT's list says it of {product.name}, under “{title}”."
        yield CoverageDoubt(says, question=question)


def judge(case: Case) -> Iterator[Finding]:
    """Yield what IT decided, and whether that covers the data where it is limited to some."""
    match, product = case.match, case.match.product
    if match.by is MatchedBy.AMBIGUOUS:
        yield Finding(
            RULE.id,
            Verdict.UNKNOWN,
            f"It is not clear which product this is: {match.says}",
            severity=Severity.BLOCKER,
            question=match.says,
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
    until = (
        f" until {format_last_day(product.valid_until)}"
        if product.valid_until and not effective.problem
        else ""
    )
    text = f"{product.name} is {word_standing(effective.standing)}{limits}"
    if effective.standing is Standing.PROHIBITED:
        text, verdict = f"{product.name} is prohibited{reason}.", Verdict.CONFLICTS
    elif effective.problem:
        text, verdict = f"{text}, but {effective.problem}.", Verdict.CONFLICTS
    elif effective.doubts:
        yield from (_doubt_finding(f"{text}{until}{reason}", doubt) for doubt in effective.doubts)
        return
    elif effective.standing in APPROVES | _LIMITED:
        text, verdict = f"{text}{until}{reason}.", Verdict.MEETS
    else:
        text, verdict = f"{text}{reason}.", Verdict.CONFLICTS
    remedy = _remedy(product, effective, case) if verdict is Verdict.CONFLICTS else ""
    severity = Severity.BLOCKER if verdict is Verdict.CONFLICTS else Severity.ADVICE
    yield Finding(RULE.id, verdict, text, severity=severity, remedy=remedy)


def _doubt_finding(text: str, doubt: CoverageDoubt) -> Finding:
    return Finding(
        RULE.id,
        Verdict.UNKNOWN,
        f"{text}, but it is not known {doubt.says}.",
        severity=Severity.BLOCKER,
        missing=doubt.missing,
        question=doubt.question,
    )


def _remedy(product: Product, effective: EffectiveStanding, case: Case) -> str:
    successors = list_successors(product, case.catalog, case.as_of)
    replacements = ", ".join(other.name for other in successors)
    if replacements:
        return f"Use {replacements} instead."
    if effective.standing is Standing.PROHIBITED:
        return "Look for an approved product that covers the need, or ask IT why."
    if effective.problem:
        owner = product.owner.business or product.owner.technical
        return "Ask " + (owner or "IT") + " to renew or extend the approval."
    return "Ask IT for an exception, or which product takes its place."


RULE = Rule(id="standing", doc=__doc__, judge=judge)
