"""Whether what a probe saw is of what its key speaks of: a landing page is not the application.

A scan files what it saw under the host it looked at. For most keys any address of a tool will do.
Some speak of the application behind the sign-in, or of our own pages: what the vendor's public site
does, well or badly, says nothing of those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from soescan.model import Basis, Fact, SeenAt, Tool
from soescan.reference import builtin
from soescan.site.sign_in import find_sign_in_host
from soescan.web.url import host

_ELSEWHERE = {
    SeenAt.APPLICATION: "seen on a public page only",
    SeenAt.OUR_PAGES: "seen on the vendor's site only",
}


def split_sightings(facts: Iterable[Fact], tool: Tool) -> tuple[list[Fact], list[Fact]]:
    """Facts that may count for a tool, and sightings of something else, as leads.

    A lead settles nothing and says in its condition where it was seen.
    """
    facts = list(facts)
    placed = [fact for fact in facts if _find_place(fact)]
    if not placed:
        return facts, []
    sign_in_hosts = frozenset(_list_sign_in_hosts(tool, facts))
    elsewhere = {id(fact) for fact in placed if not _is_there(fact, sign_in_hosts)}
    leads = [
        replace(fact, claimed=True, condition=_ELSEWHERE[builtin.vocabulary()[fact.key].seen_at])
        for fact in placed
        if id(fact) in elsewhere
    ]
    return [fact for fact in facts if id(fact) not in elsewhere], leads


def _find_place(fact: Fact) -> str:
    """The host at which a fact was seen, if its key asks for a place; empty for somebody's word."""
    if fact.key not in builtin.placed_facts():
        return ""
    is_sighting = fact.origin.basis is Basis.OBSERVED or bool(fact.origin.sha256)
    if not is_sighting:
        return ""
    subject = host(fact.subject) if "." in fact.subject and " " not in fact.subject else ""
    return _bare(subject or host(fact.origin.url))


def _is_there(fact: Fact, sign_in_hosts: frozenset[str]) -> bool:
    is_of_application = builtin.vocabulary()[fact.key].seen_at is SeenAt.APPLICATION
    return is_of_application and _find_place(fact) in sign_in_hosts


def _list_sign_in_hosts(tool: Tool, facts: Sequence[Fact]) -> Iterator[str]:
    """The hosts where people sign in: as the list says, by their name, or by what they show."""
    if name := find_sign_in_host(tool):
        yield name
    yield from (_bare(f.subject) for f in facts if f.key == "scan.state" and f.value == "login")


def _bare(name: str) -> str:
    return name.removeprefix("www.")
