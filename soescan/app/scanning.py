"""Which sites are looked at, live or from what was saved, and what is on file of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soescan.errors import UsageError
from soescan.files import LIMITS, did_you_mean, file_name, read_bytes
from soescan.files.raw import is_file
from soescan.model import (
    Catalog,
    Evidence,
    FactChange,
    Header,
    Match,
    MatchedBy,
    Note,
    Place,
    Scan,
    Tool,
)
from soescan.reference.identity import find_address, list_hosts
from soescan.web.url import host

if TYPE_CHECKING:
    from soescan.evidence.store import EvidenceStore
    from soescan.scan.probes import Probe
    from soescan.scan.runner import Target
    from soescan.scan.saved import SavedVisit
    from soescan.web import Web


_FILE_ENDINGS = (
    *(".har", ".warc", ".warc.gz", ".arc", ".arc.gz", ".html", ".htm", ".mhtml"),
    *(".csv", ".tsv", ".xlsx", ".ods", ".json", ".jsonl", ".jsonl.gz", ".yaml", ".yml", ".txt"),
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
    words: Sequence[str],
    lines: Iterable[str] = (),
    url: str = "",
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
) -> tuple[tuple[str | SavedVisit, ...], tuple[Note, ...]]:
    """What somebody wants looked at: addresses, and files that somebody saved of a visit.

    A word is an address, ``-`` for `lines`, or a file: one that was saved of a visit, or a list of
    tools, of which the addresses are taken. `url` is the address of a saved page, where that does
    not say it; `mapping` and `sheet` say how to read a list.

    Raises:
        UsageError: a word is none of these, or `url` belongs to no saved page.
        InputError: a file is none of these, or damaged.
    """
    from soescan.scan.targets import address, addresses

    targets: list[str | SavedVisit] = []
    notes: list[Note] = []
    for word in words:
        if word == "-":
            targets += addresses(lines)
        elif is_file(Path(word)):
            file_targets, file_notes = _targets_in_file(Path(word), url, mapping, sheet)
            targets += file_targets
            notes += file_notes
        elif word.lower().endswith(_FILE_ENDINGS) and "://" not in word:
            raise UsageError(f"there is no file {word}", hint="write an address with https://")
        else:
            targets.append(address(word))
    addresses_seen: set[str] = set()
    unique = []
    for target in targets:
        if not isinstance(target, str) or target not in addresses_seen:
            unique.append(target)
        addresses_seen |= {target} if isinstance(target, str) else set()
    return tuple(unique), tuple(notes)


def _targets_in_file(
    path: Path, url: str, mapping: Mapping[str, str] | None, sheet: str
) -> tuple[list[str | SavedVisit], tuple[Note, ...]]:
    from soescan import proposal
    from soescan.scan import saved

    if path.name.lower().endswith(_VISIT_ENDINGS) or saved.is_saved_visit(path):
        visits = saved.read_file(path, url)
        return [visits], visits.notes
    if url:
        raise UsageError(f"--url is the address of a saved page, and {path.name} is a list")
    listed, notes = proposal.read([path], mapping=mapping, sheet=sheet)
    located = locate_tools(listed.tools[: LIMITS.tools])
    return [url for urls in tool_addresses(located).values() for url in urls], (
        *notes,
        *_missing_address_notes((*located, *listed.tools[LIMITS.tools :])),
    )


def tool_addresses(tools: Iterable[Tool]) -> dict[int, tuple[str, ...]]:
    """The addresses of each tool that has any, by the tool's number in the list.

    The vendor's site and the application are two, often on two hosts: one shows what the vendor
    says, the other how the service itself is run.
    """
    from soescan.scan.targets import address

    urls_by_tool: dict[int, tuple[str, ...]] = {}
    for number, tool in enumerate(tools):
        for text in (tool.url, tool.app_url):
            try:
                urls_by_tool[number] = (*urls_by_tool.get(number, ()), address(text))
            except UsageError:
                continue
    return {number: tuple(dict.fromkeys(urls)) for number, urls in urls_by_tool.items()}


def locate_tools(
    tools: Sequence[Tool], catalog: Catalog | None = None, as_of: date | None = None
) -> tuple[Tool, ...]:
    """The tools, each without an address at that of the known product that it is.

    `catalog` is IT's, and what it means by a name on a day goes before what is publicly known. The
    address is where to look; who the tool is, it does not say.
    """
    from soescan.catalog import ProductIndex

    if all(tool.url or tool.app_url for tool in tools):
        return tuple(tools)
    index = ProductIndex(catalog) if catalog and as_of else None
    known = catalog or Catalog(Header("none", "none"))
    nothing = Match(MatchedBy.NOTHING)
    located = []
    for tool in tools:
        match = index.match(tool, as_of) if index and as_of else nothing
        address = find_address(tool, match, known)
        located.append(replace(tool, url=address) if address else tool)
    return tuple(located)


def locate_recorded(
    tools: Sequence[Tool], located: Sequence[Tool], recordings: Iterable[SavedVisit]
) -> tuple[Tool, ...]:
    """The tools, at a known product's address where a recording has a site at it."""
    recorded = {_site_name(url) for recording in recordings for url in recording.targets}
    return tuple(
        found if _site_name(found.url) in recorded else tool
        for tool, found in zip(tools, located, strict=True)
    )


def _missing_address_notes(tools: Sequence[Tool]) -> Iterator[Note]:
    addressed = tool_addresses(tools)
    places = [tool.place for number, tool in enumerate(tools) if number not in addressed]
    if places:
        yield Note("no address of a site to look at", len(places), tuple(places[:3]))


def replay_targets(
    recordings: Sequence[SavedVisit], requested: Sequence[str | SavedVisit] = ()
) -> tuple[Target, ...]:
    """The sites of recordings as targets that ask nobody: each is answered by what was recorded.

    `requested` narrows them to sites that were named; a name that no recording has gets no answers.
    """
    from soescan.scan.runner import Target
    from soescan.web import Question
    from soescan.web.recording import Outcome, Replay

    outcomes: dict[Question, Outcome] = {}
    for recording in recordings:
        outcomes.update(recording.outcomes)
    recorded = list(dict.fromkeys(url for recording in recordings for url in recording.targets))
    url_of_site = {_site_name(url): url for url in reversed(recorded)}
    urls = [url_of_site.get(_site_name(word), word) for word in requested if isinstance(word, str)]
    web = Replay(outcomes)
    return tuple(Target(url, web, is_recorded=True) for url in (urls if requested else recorded))


def _site_name(url: str) -> str:
    """The name that the facts of a site are filed under: its host, without ``www.``."""
    return host(url).removeprefix("www.")


def select_probes(names: Sequence[str]) -> tuple[Probe, ...]:
    """The probes of these ids, in reading order; all of them for no ids.

    Raises:
        UsageError: there is no probe of an id.
    """
    from soescan.scan.probes import PROBES

    ids = {probe.id for probe in PROBES}
    for name in names:
        if name not in ids:
            raise UsageError(f"no probe named {name!r}", hint=did_you_mean(name, ids))
    return tuple(probe for probe in PROBES if not names or probe.id in names)


def live_targets(requested: Sequence[str | SavedVisit], web: Web | None) -> tuple[Target, ...]:
    """A target for each address, reached through `web`, and for each site of a saved visit.

    Without `web`, addresses are left out.
    """
    from soescan.scan.runner import Target

    targets: list[Target] = []
    for item in requested:
        if not isinstance(item, str):
            targets += replay_targets([item])
        elif web is not None:
            targets.append(Target(item, web))
    return tuple(targets)


def read_stored_evidence(
    tools: Sequence[Tool], store: EvidenceStore, as_of: date
) -> tuple[Evidence, tuple[Note, ...]]:
    """Read what the store holds of tools' sites and is still valid on a day.

    The notes count the tools of whose sites nothing, too little or only expired facts are stored.
    """
    scanned = set(store.list_sites())
    valid: dict[str, Evidence] = {}
    lacking: dict[str, list[Any]] = {}
    addressed = tool_addresses(tools)
    for number, tool in enumerate(tools):
        names = [name for name in list_hosts(tool) if name in scanned]
        records = [record for name in names if (record := store.find_site(name, as_of))]
        for record in records:
            valid[record.site] = record.valid_evidence(as_of)
        if not records and number in addressed:
            lacking.setdefault(_NEVER_SCANNED, []).append(tool.place)
        elif any(record.expired_facts(as_of) for record in records):
            all_expired = not any(valid[record.site].facts for record in records)
            lacking.setdefault(_EXPIRED if all_expired else _PARTLY_EXPIRED, []).append(tool.place)
        elif not {_site_name(url) for url in addressed.get(number, ())[1:]} <= scanned:
            lacking.setdefault(_APPLICATION_NOT_SCANNED, []).append(tool.place)
    notes = (Note(problem, len(places), tuple(places[:3])) for problem, places in lacking.items())
    return Evidence.merge(valid.values()), tuple(notes)


def describe_failed_looks(
    scans: Sequence[Scan], tools: Sequence[Tool]
) -> tuple[str, tuple[Note, ...]]:
    """A line on the sites whose page could not be read, and a note for each reason.

    The notes name the tools by their places. A page that asks to sign in was read as far as it
    goes, and is no failure. "" and no notes when every page was read.
    """
    from soescan.web.secrets.headers import mask_url

    reasons = {scan.url: why for scan in scans if (why := _why_unreadable(scan))}
    if not reasons:
        return "", ()
    worded = [why if host(url) in why else f"{url}: {why}" for url, why in reasons.items()]
    shown = worded[:_MOST_REASONS]
    more = [f"{len(reasons) - len(shown)} more"] if len(reasons) > len(shown) else []
    addresses = len({scan.url for scan in scans})
    line = f"{len(reasons)} of {addresses} site{'s' * (addresses > 1)} could not be read: "
    places: dict[str, list[Place]] = {}
    for number, urls in tool_addresses(tools).items():
        for why in dict.fromkeys(reasons.get(mask_url(url), "") for url in urls):
            places.setdefault(why, []).append(tools[number].place)
    notes = (
        Note(f"its site could not be read: {why}", len(of_tools), tuple(of_tools[:3]))
        for why, of_tools in places.items()
        if why
    )
    return line + "; ".join([*shown, *more]), tuple(notes)


def _why_unreadable(scan: Scan) -> str:
    gaps = (gap for gap in scan.gaps if gap.probe == "scan-state" and gap.state != "login")
    return next((gap.why or gap.state for gap in gaps), "")


_MOST_REASONS = 3

_NEVER_SCANNED = "no evidence of its site is on file; check --scan looks at it"

_APPLICATION_NOT_SCANNED = "it is not on file where its application runs; check --scan looks at it"

_EXPIRED = "the evidence of its site has expired; check --scan looks again"

_PARTLY_EXPIRED = "some of the evidence of its site has expired; check --scan looks again"


def read_evidence(path: Path, catalog: Catalog | None = None) -> Evidence:
    """Read facts and gaps from a file: saved evidence, or a saved visit that probes are put to.

    Facts of saved evidence count as stated, unless `catalog` names the file by its hash.
    """
    return read_supplied(path, catalog)[0]


def read_supplied(path: Path, catalog: Catalog | None) -> tuple[Evidence, tuple[Note, ...]]:
    """What a file that somebody handed in is evidence of, and how far its facts count.

    Saved evidence is what its maker wrote: its facts count as stated. A saved visit shows what its
    maker saw: its facts count as observed unless the catalog's policy wants a scan of IT's own. A
    file that the catalog names by its hash counts as what it says.
    """
    from soescan import evidence
    from soescan.reference.public import PublicTables
    from soescan.scan import saved
    from soescan.scan.probes import PROBES
    from soescan.scan.runner import scan_targets

    # A pipe gives what it holds once: what a file is, says and is worth is told of the same bytes.
    content = read_bytes(path, saved.LIMIT)
    digest = hashlib.sha256(content).hexdigest()
    if not saved.is_saved_content(content):
        written = evidence.parse_evidence(content, path)
        return _weigh_statements(written, digest, path, catalog)
    targets = replay_targets([saved.read_content(content, file_name(path))])
    del content
    seen = Evidence.merge(
        result.scan for result in scan_targets(targets, PROBES, tables=PublicTables(), workers=1)
    )
    return weigh_visit(seen, path, digest, catalog)


def read_visit(path: Path) -> tuple[SavedVisit, str]:
    """A saved visit, and the SHA-256 hash of its file by which a catalog may vouch for it."""
    from soescan.scan import saved

    content = read_bytes(path, saved.LIMIT)
    return saved.read_content(content, file_name(path)), hashlib.sha256(content).hexdigest()


def weigh_visit(
    seen: Evidence, path: Path, digest: str, catalog: Catalog | None
) -> tuple[Evidence, tuple[Note, ...]]:
    """How far facts count that a file shows, which somebody saved of a visit.

    `digest` is the SHA-256 hash of the file.
    """
    if catalog is None or _is_named(digest, catalog):
        return seen, ()
    place = (Place(file_name(path)),)
    if catalog.policy.own_scan:
        return _demote_all(seen), (Note(_OWN_SCAN, 1, place),)
    return seen, (Note(_SEEN_BY_ANOTHER, 1, place),)


def _weigh_statements(
    written: Evidence, digest: str, path: Path, catalog: Catalog | None
) -> tuple[Evidence, tuple[Note, ...]]:
    if catalog and _is_named(digest, catalog):
        return written, ()
    lowered = _demote_all(written)
    changed = lowered != written
    return lowered, (Note(_NOT_TRUSTED, 1, (Place(file_name(path)),)),) if changed else ()


def _demote_all(evidence: Evidence) -> Evidence:
    from soescan.evidence import demote

    return replace(evidence, facts=tuple(map(demote, evidence.facts)))


def _is_named(digest: str, catalog: Catalog) -> bool:
    return any(file.sha256.lower() == digest for file in catalog.catalog.trusted_evidence)


_NOT_TRUSTED = "its facts count as stated: IT's catalog does not name the file (trusted_evidence)"

_SEEN_BY_ANOTHER = "what it shows was seen by whoever made the file; check --scan looks again"

_OWN_SCAN = "what it shows counts as stated: IT's policy wants a scan of its own"


def compare_evidence(before: Evidence, after: Evidence) -> tuple[FactChange, ...]:
    """The facts that are new, gone or different in `after`, by subject and key."""
    from soescan.evidence.difference import find_fact_changes

    return find_fact_changes(before, after)
