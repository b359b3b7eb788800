"""Which facts are open about a tool, and who can tell each: a scan first, then a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from soescan.assessment.data_class import RULE as DATA_CLASS
from soescan.assessment.lifecycle import RULE as LIFECYCLE
from soescan.errors import UnreadableState
from soescan.model import Case, Finding, OnUnknown, SeenAt, Severity, Supplier, Verdict
from soescan.reference import builtin
from soescan.reference.identity import find_address
from soescan.site.sign_in import find_sign_in_host

_CAN_BE_ASKED = (Supplier.REQUESTER, Supplier.VENDOR, Supplier.IT)
"""Who can be asked; a probe is asked by a scan."""
URGENCY = {Severity.BLOCKER: 100, Severity.CONDITION: 10, Severity.ADVICE: 1}
ADDRESS = "tool.url"


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something to ask about one tool, and the standard that hangs on it."""

    asks: Supplier
    keys: tuple[str, ...]
    text: str = ""
    """The standard's own words; empty for the words of the vocabulary."""
    settles: int = 0
    rule: str = ""
    is_needed: bool = True
    """Does the outcome wait for it?"""
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looks:
    """What scans of a tool have been, and what one would be."""

    site_is_known: bool
    """By the proposal, or by what is publicly known of the product."""
    application_is_known: bool
    are_over: bool
    """Has a scan been to the tool, be it that it could not read the page?"""
    were_passive: bool = False
    """Was something left out that a scan with ``--active`` asks?"""

    @classmethod
    def of(cls, case: Case) -> Looks:
        """The looks at the tool of a case."""
        tool = case.tool
        is_known = tool.url or tool.app_url or find_address(tool, case.match, case.catalog)
        states = case.facts.get("scan.state", ())
        return cls(
            bool(is_known),
            bool(find_sign_in_host(tool)) or any(fact.value == "login" for fact in states),
            bool(states) or any(gap.probe == "scan-state" for gap in case.gaps),
            any(gap.state == UnreadableState.PASSIVE for gap in case.gaps),
        )

    def find_observer(self, key: str) -> Supplier | None:
        """Who tells what can be seen: a scan, or the requester, who has to say where to look.

        None for what people are asked: what a scan has not told, what no probe sees or one can only
        infer, and what shows on our own pages alone.
        """
        entry = builtin.vocabulary()[key]
        if Supplier.PROBE not in entry.by or entry.inferred or entry.seen_at is SeenAt.OUR_PAGES:
            return None
        is_known = self.site_is_known
        if entry.seen_at is SeenAt.APPLICATION:
            is_known = self.application_is_known
            if not is_known:
                return Supplier.REQUESTER
        if self.are_over and not (entry.active and self.were_passive):
            return None
        return Supplier.PROBE if is_known else Supplier.REQUESTER


def find_open_points(case: Case, findings: Iterable[Finding]) -> Iterator[OpenPoint]:
    """Yield what is open, each key of a finding once.

    What a probe can see is for a scan to tell until one has been made. Without an address there is
    nothing to scan, and the address is asked for in its place.
    """
    looks = Looks.of(case)
    for finding in findings:
        if finding.verdict is Verdict.UNKNOWN:
            yield from _split_finding(case.tool.name, finding, looks)


def _split_finding(name: str, finding: Finding, looks: Looks) -> Iterator[OpenPoint]:
    """Yield what a scan tells, then what people are asked: in the standard's words if they fit."""
    observers = {key: looks.find_observer(key) for key in finding.missing}
    asked = tuple(key for key, observer in observers.items() if observer is None)
    for observer in dict.fromkeys(filter(None, observers.values())):
        keys = tuple(key for key in observers if observers[key] is observer)
        if observer is Supplier.REQUESTER:
            keys = (*_list_addresses(keys, looks), *keys)
        yield _make_point(finding, observer, keys)
    leads = tuple(f"{name}: {lead}" for lead in finding.leads)
    if finding.question and len(asked) == len(finding.missing):
        asks = _whom_to_ask(finding)
        able = (key for key in asked if asks in _list_able(key) or finding.rule == DATA_CLASS.id)
        keys = tuple(able) or asked
        yield _make_point(finding, asks, keys, finding.question, leads)
        leads, asked = (), tuple(key for key in asked if key not in keys)
    for key in asked:
        of_key = () if key == _EDITION else leads
        leads = leads if key == _EDITION else ()
        yield _make_point(finding, whom_to_ask_for(key), (key,), leads=of_key)


def _make_point(
    finding: Finding,
    asks: Supplier,
    keys: tuple[str, ...],
    text: str = "",
    leads: tuple[str, ...] = (),
) -> OpenPoint:
    """A point of a finding, weighed by what hangs on the finding."""
    proceeds = finding.on_unknown is OnUnknown.PROCEED
    is_needed = not proceeds and finding.severity in _NEEDED
    settles = 1 if proceeds else URGENCY[finding.severity]
    return OpenPoint(asks, keys, text, settles, finding.rule, is_needed, leads)


_EDITION = "tool.edition"
_NEEDED = (Severity.BLOCKER, Severity.CONDITION)


def _list_addresses(keys: Iterable[str], looks: Looks) -> Iterator[str]:
    """The addresses at which keys could be seen, and that nobody has said."""
    if not looks.site_is_known:
        yield ADDRESS
    vocabulary = builtin.vocabulary()
    if any(vocabulary[key].seen_at is SeenAt.APPLICATION for key in keys):
        yield _SIGN_IN_ADDRESS


_SIGN_IN_ADDRESS = "tool.app_url"


def whom_to_ask_for(key: str) -> Supplier:
    """Who is asked for one fact; the vendor for what nobody but a probe could tell."""
    return _find_person((key,))


def _whom_to_ask(finding: Finding) -> Supplier:
    """Who answers a finding's own question: what a tool is, says who wants it."""
    if finding.rule == LIFECYCLE.id:
        return Supplier.REQUESTER
    asked_of_it = finding.rule == DATA_CLASS.id or not finding.missing
    return Supplier.IT if asked_of_it else _find_person(finding.missing)


def _find_person(keys: Iterable[str]) -> Supplier:
    """Who can answer for all of some facts, or at least for the first that is not an edition."""
    able = [_list_able(key) for key in keys]
    choices = (s for who in (set.intersection(*able), able[0]) for s in _CAN_BE_ASKED if s in who)
    return next(choices, Supplier.VENDOR)


def _list_able(key: str) -> set[Supplier]:
    able = set(builtin.vocabulary()[key].by).intersection(_CAN_BE_ASKED)
    return able or {Supplier.VENDOR}
