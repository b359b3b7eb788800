"""Which sites are looked at, live or from what was saved, and what is on file of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soescan.errors import UsageError
from soescan.evidence.knowledge import hosts
from soescan.files import did_you_mean
from soescan.model import Evidence, FactChange, Note, Tool
from soescan.web.url import host

if TYPE_CHECKING:
    from soescan.evidence.store import Store
    from soescan.scan.probes import Probe
    from soescan.scan.runner import Target
    from soescan.scan.saved import Saved
    from soescan.web import Web


_FILE_ENDINGS = (
    *(".har", ".warc", ".warc.gz", ".arc", ".arc.gz", ".html", ".htm", ".mhtml"),
    *(".csv", ".xlsx", ".json", ".jsonl", ".jsonl.gz", ".yaml", ".yml", ".txt"),
)
"""Endings of files that can be looked at; no name of a site ends so."""

_VISIT_ENDINGS = (
    ".har",
    ".warc",
    ".warc.gz",
    ".arc",
    ".arc.gz",
    ".html",
    ".htm",
    ".jsonl",
    ".jsonl.gz",
)
"""Those of files that were saved of a visit, and are no list of tools whatever is in them."""


def resolve_targets(
    words: Sequence[str], lines: Iterable[str] = ()
) -> tuple[tuple[str | Saved, ...], tuple[Note, ...]]:
    """What somebody wants looked at: addresses, and files that somebody saved of a visit.

    A word is an address, ``-`` for `lines`, or a file: one that was saved of a visit, or a list of
    tools, of which the addresses are taken.

    Raises:
        UsageError: a word is none of these.
        InputError: a file is none of these, or damaged.
    """
    from soescan.scan.targets import address, addresses

    found: list[str | Saved] = []
    notes: list[Note] = []
    for word in words:
        if word == "-":
            found += addresses(lines)
        elif Path(word).is_file():
            taken, told = _targets_in_file(Path(word))
            found += taken
            notes += told
        elif word.lower().endswith(_FILE_ENDINGS) and "://" not in word:
            raise UsageError(f"there is no file {word}", hint="for an address, say https://")
        else:
            found.append(address(word))
    seen: set[str] = set()
    once = []
    for one in found:
        if not isinstance(one, str) or one not in seen:
            once.append(one)
        seen |= {one} if isinstance(one, str) else set()
    return tuple(once), tuple(notes)


def _targets_in_file(path: Path) -> tuple[list[str | Saved], tuple[Note, ...]]:
    from soescan import proposal
    from soescan.scan import saved

    if path.name.lower().endswith(_VISIT_ENDINGS) or saved.knows(path):
        visits = saved.read(path)
        return [visits], visits.notes
    wanted, notes = proposal.read([path])
    found = tool_addresses(wanted.tools)
    return [url for urls in found.values() for url in urls], (
        *notes,
        *_missing_address_notes(wanted.tools),
    )


def tool_addresses(tools: Iterable[Tool]) -> dict[int, tuple[str, ...]]:
    """The addresses of each tool that has any, by the tool's number in the list.

    The vendor's site and the application are two, often on two hosts: one shows what the vendor
    says, the other how the service itself is run.
    """
    from soescan.scan.targets import address

    found: dict[int, tuple[str, ...]] = {}
    for number, tool in enumerate(tools):
        for text in (tool.url, tool.app_url):
            try:
                found[number] = (*found.get(number, ()), address(text))
            except UsageError:
                continue
    return {number: tuple(dict.fromkeys(urls)) for number, urls in found.items()}


def _missing_address_notes(tools: Sequence[Tool]) -> Iterator[Note]:
    addressed = tool_addresses(tools)
    places = [tool.place for number, tool in enumerate(tools) if number not in addressed]
    if places:
        yield Note("no address of a site to look at", len(places), tuple(places[:3]))


def replay_targets(found: Sequence[Saved], words: Sequence[str | Saved] = ()) -> tuple[Target, ...]:
    """The sites of recordings, or those of them that were named, as they were then."""
    from soescan.scan.runner import Target
    from soescan.web import Question, Replay
    from soescan.web.recording import Outcome

    outcomes: dict[Question, Outcome] = {}
    for one in found:
        outcomes.update(one.outcomes)
    known = {host(url).removeprefix("www."): url for one in found for url in reversed(one.targets)}
    urls = [known.get(host(w).removeprefix("www."), w) for w in words if isinstance(w, str)]
    every = list(dict.fromkeys(url for one in found for url in one.targets))
    web = Replay(outcomes)
    return tuple(Target(url, web) for url in (urls if words else every))


def select_probes(names: Sequence[str]) -> tuple[Probe, ...]:
    """The probes that were named, or all, in reading order."""
    from soescan.scan.probes import PROBES

    known = {probe.id for probe in PROBES}
    for name in names:
        if name not in known:
            raise UsageError(f"no probe named {name!r}", hint=did_you_mean(name, known))
    return tuple(probe for probe in PROBES if not names or probe.id in names)


def live_targets(found: Sequence[str | Saved], web: Web | None) -> tuple[Target, ...]:
    """Each site with the door to it: `web` for addresses, what was saved for files."""
    from soescan.scan.runner import Target

    made: list[Target] = []
    for one in found:
        if not isinstance(one, str):
            made += replay_targets([one])
        elif web is not None:
            made.append(Target(one, web))
    return tuple(made)


def read_stored_evidence(
    tools: Sequence[Tool], store: Store, as_of: date
) -> tuple[Evidence, tuple[Note, ...]]:
    """What the store knows of some tools' sites on a day, and of which it knows too little."""
    known = set(store.sites())
    valid: dict[str, Evidence] = {}
    lacking: dict[str, list[Any]] = {}
    addressed = tool_addresses(tools)
    for number, tool in enumerate(tools):
        names = [name for name in hosts(tool) if name in known]
        found = [seen for name in names if (seen := store.on_file(name, as_of))]
        for one in found:
            valid[one.site] = one.valid(as_of)
        if not found and number in addressed:
            lacking.setdefault(_NEVER_SCANNED, []).append(tool.place)
        elif any(one.expired(as_of) for one in found):
            gone = not any(valid[one.site].facts for one in found)
            lacking.setdefault(_EXPIRED if gone else _PARTLY_EXPIRED, []).append(tool.place)
        elif not {host(url).removeprefix("www.") for url in addressed.get(number, ())[1:]} <= known:
            lacking.setdefault(_APPLICATION_NOT_SCANNED, []).append(tool.place)
    notes = (Note(says, len(at), tuple(at[:3])) for says, at in lacking.items())
    return Evidence.of(valid.values()), tuple(notes)


_NEVER_SCANNED = "nothing is on file of its site; check --scan looks at it"

_APPLICATION_NOT_SCANNED = (
    "nothing is on file of where its application runs; check --scan looks at it"
)

_EXPIRED = "what is on file of its site has expired; check --scan looks again"

_PARTLY_EXPIRED = "some of what is on file of its site has expired; check --scan looks again"


def read_evidence(path: Path) -> Evidence:
    """What a file says of sites: saved evidence, or a recording that probes are put to."""
    from soescan import evidence
    from soescan.reference.public import Tables
    from soescan.scan import saved
    from soescan.scan.probes import PROBES
    from soescan.scan.runner import gather

    if not saved.knows(path):
        return evidence.read(path)
    aims = replay_targets([saved.read(path)])
    return Evidence.of(one.scan for one in gather(aims, PROBES, tables=Tables(), workers=1))


def compare_evidence(before: Evidence, after: Evidence) -> tuple[FactChange, ...]:
    """What became of facts between two looks."""
    from soescan.evidence.difference import differences

    return differences(before, after)
