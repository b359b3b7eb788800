"""Report -> Pitch: what is asked of IT, on one page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from soescan.dates import format_date_or_week
from soescan.model import Report
from soescan.quantities import quantity
from soescan.report.pitch.answer_by import build_answer_by, find_first_step
from soescan.report.pitch.asks import build_asks
from soescan.report.pitch.fit import fit_page
from soescan.report.pitch.known import build_known
from soescan.report.pitch.nouns import Pitch, PitchPart, TrialLane
from soescan.report.pitch.offers import build_offers
from soescan.report.pitch.request import PitchedTool, ToolRequest, sort_out_request
from soescan.report.pitch.want import build_want
from soescan.report.pitch.wording import name_tool, name_tools, quote

_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
"""The plain addresses of RFC 5322, 3.4.1: nothing that has to be quoted, nothing hidden."""
_MOST_ADDRESSES = 5


def build_pitch(report: Report, lanes: Sequence[TrialLane] = ()) -> Pitch:
    """One page to IT; `lanes` are the ways of the SOE to try a tool for a while."""
    request = sort_out_request(report)
    about = _name_request(request)
    parts = (
        build_want(request),
        build_known(request),
        build_asks(request),
        build_offers(request, lanes),
        build_answer_by(request) if request.tasks else PitchPart("", ()),
    )
    pitch = Pitch(
        title=f"Request to IT: {about}",
        subject=f"Request to IT: {about}",
        opening=_word_opening(request),
        parts=tuple(part for part in parts if part.points),
        closing=_word_closing(request),
        to=tuple(_list_addresses(request)),
        as_of=report.as_of,
    )
    return fit_page(pitch)


def _name_request(request: ToolRequest) -> str:
    """What it is about: the proposal's title, else the tool or how many there are."""
    report = request.report
    if title := report.proposal.proposal.title.strip():
        return quote(title, 60)
    names = [a.tool.name for a in report.assessments]
    return name_tools(names, 2) if len(names) <= 2 else quantity(len(names), "tool")


def _word_opening(request: ToolRequest) -> str:
    if not request.asks_for_something:
        if not request.refused:
            return "The list has no tool to ask for."
        return "Every tool of this list is blocked or no longer on offer. We ask for none of them."
    if not request.wanted:
        subject = _name_or_count(request.in_use)
        return f"We use {subject} already and ask for your review.{_answer_by(request)}"
    subject = _name_or_count(request.wanted)
    return f"We would like to use {subject} and ask for your review.{_answer_by(request)}"


def _name_or_count(tools: Sequence[PitchedTool]) -> str:
    return name_tool(tools[0].name) if len(tools) == 1 else quantity(len(tools), "tool")


def _answer_by(request: ToolRequest) -> str:
    first = find_first_step(request)
    if first is None or first.starts is None:
        return ""
    day = format_date_or_week(first.starts, illustrative=first.illustrative)
    return f" If you start {'in the' if first.illustrative else 'by'} {day}, the dates below hold."


def _word_closing(request: ToolRequest) -> str:
    header = request.report.proposal.proposal
    people = {"Sponsor": header.sponsor, "Contact": header.liaison}
    said = [f"{role}: {quote(who, 50)}." for role, who in people.items() if who]
    missing = [role.lower() for role, who in people.items() if not who]
    if missing:
        said.append(f"Not decided yet: {' and '.join(missing)}.")
    return " ".join(said)


def _list_addresses(request: ToolRequest) -> Iterator[str]:
    """Those of the roles that are asked, in the order of their steps."""
    contacts = {role.label: role.contact.strip() for role in request.report.policy.roles}
    asked = dict.fromkeys(task.role for task in request.tasks)
    found = dict.fromkeys(contacts.get(role, "") for role in asked)
    valid = [address for address in found if _MAIL_ADDRESS.fullmatch(address)]
    yield from valid[:_MOST_ADDRESSES]
