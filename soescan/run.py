"""The whole program in one function, and what stands before it: looking at vendors' sites.

The clock and the door to the network are arguments: the same inputs give the same report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soescan import __version__, assessment, plan, report
from soescan.assessment.cases import hold
from soescan.catalog import Index, ReadCatalog, catalog_shape, orders
from soescan.catalog.sources import SOURCES
from soescan.catalog_cases import Cases, Trial, cases_shape
from soescan.errors import UsageError
from soescan.evidence import Knowledge
from soescan.evidence.knowledge import hosts
from soescan.files import near
from soescan.model import (
    Assessment,
    Case,
    Catalog,
    Evidence,
    Explanation,
    Fact,
    FactChange,
    Forecast,
    Match,
    Note,
    Plan,
    Proposal,
    Report,
    Standard,
    Tool,
    WhatIf,
)
from soescan.names import fold, host

if TYPE_CHECKING:
    from soescan.evidence.gather import Target
    from soescan.evidence.inputs import Saved
    from soescan.evidence.probes import Probe
    from soescan.evidence.store import Store
    from soescan.report.plan import PlanFormat
    from soescan.web import Web

_QUICK = plan.How(budget=40, draws=2_000)
"""Beside all else that a check says, dates need not be the best that can be found."""
_AGAIN = plan.How(budget=30, draws=2_000)
_MOST_LEVERS = 40
_PLANS = 400
"""Changes tried for a report, times the tools that each is planned for."""


def review(
    proposal: Proposal,
    read: ReadCatalog,
    evidence: Evidence,
    as_of: date,
    notes: tuple[Note, ...] = (),
) -> Report:
    """Hold a proposal against a catalog, with what is known, as of a day.

    `notes` are what reading the proposal had to say; they travel with the report.
    """
    catalog = read.catalog
    found = list(cases(proposal, read, evidence, as_of))
    judged = [(case, assessment.assess(case)) for case in found]
    planned = plan.schedule(judged, _QUICK, proposal.proposal.wish_date)
    quicker = _quicker(proposal, read, evidence, judged, planned)
    return Report(
        title=proposal.proposal.title or ", ".join(sorted({t.place.file for t in proposal.tools})),
        as_of=as_of,
        catalog=catalog.catalog,
        assessments=tuple(one for _, one in judged),
        plan=planned,
        questions=assessment.merge(q for _, one in judged for q in one.questions),
        needs=assessment.needs.judge(proposal, catalog, as_of),
        requests=proposal.waivers,
        levers=quicker.levers if quicker else (),
        left_out=quicker.left_out if quicker else 0,
        notes=(*notes, *read.notes),
        version=__version__,
    )


def plan_of(
    proposal: Proposal, read: ReadCatalog, evidence: Evidence, as_of: date, how: plan.How
) -> Plan:
    """The way of every tool to its go-live, on dates."""
    judged = _judged(proposal, read, evidence, as_of)
    return plan.schedule(judged, how, proposal.proposal.wish_date)


def whatif(
    proposal: Proposal,
    read: ReadCatalog,
    evidence: Evidence,
    as_of: date,
    how: plan.How,
    by: date | None = None,
) -> WhatIf:
    """What would be quicker, and the fewest changes that bring all tools to a date.

    The seconds for a solver in `how` are for proving which changes those are. The plan itself is
    made as those that it is compared with are, without.
    """
    from soescan.plan.whatif import whatif as find

    judged = _judged(proposal, read, evidence, as_of)
    now = plan.schedule(judged, replace(how, solve=0), proposal.proposal.wish_date)
    again = _recase(proposal, read, evidence, as_of)
    return find(judged, assessment.assess, now, how, by, again, proposal.business_cases)


def _quicker(
    proposal: Proposal,
    read: ReadCatalog,
    evidence: Evidence,
    judged: list[tuple[Case, Assessment]],
    now: Plan,
) -> WhatIf | None:
    """The changes that promise most, as many as there is time for beside all else."""
    from soescan.plan.whatif import whatif as find

    most = min(_MOST_LEVERS, _PLANS // max(1, len(judged)))
    if not most or not now.tasks:
        return None
    again = _recase(proposal, read, evidence, judged[0][0].as_of)
    arguments = proposal.business_cases
    return find(judged, assessment.assess, now, _AGAIN, None, again, arguments, most=most)


def _recase(
    proposal: Proposal, read: ReadCatalog, evidence: Evidence, as_of: date
) -> Callable[[Tool], Case]:
    return lambda tool: next(cases(proposal, read, evidence, as_of, only=(tool,)))


def forecast(
    proposals: Sequence[tuple[str, Proposal]],
    read: ReadCatalog,
    evidence: Evidence,
    as_of: date,
    how: plan.How,
) -> Forecast:
    """What several proposals together ask of each role, month by month."""
    from soescan.plan.draft import draft
    from soescan.plan.forecast import forecast as load

    judged = [pair for _, one in proposals for pair in _judged(one, read, evidence, as_of)]
    names = tuple(name for name, _ in proposals)
    made = draft(judged, how)
    return load(made, names) if made else Forecast(how.start or as_of, names, ())


def formats() -> tuple[report.Format, ...]:
    """The ways to write a report: as a whole, or only its plan where no other has that ending."""

    def of_plan(one: PlanFormat) -> report.Format:
        return report.Format(
            one.id, one.doc, one.endings, lambda found, look: iter((one.render(found.plan, look),))
        )

    taken = {name for one in report.FORMATS for name in (one.id, *one.endings)}
    only = [one for one in plan_formats() if not taken & {one.id, *one.endings}]
    return (*report.FORMATS, *map(of_plan, only))


def plan_formats() -> tuple[PlanFormat, ...]:
    """The ways to write a plan."""
    from soescan.plan import interchange
    from soescan.report.plan import FORMATS, PlanFormat

    graphml = PlanFormat(
        "graphml", interchange.__doc__, (".graphml",), lambda found, _: interchange.graphml(found)
    )
    return (*FORMATS, graphml)


def plan_text(found: Plan, format_: str, look: report.Look) -> str:
    """A plan in one of its formats."""
    return next(one for one in plan_formats() if one.id == format_).render(found, look)


def saved(path: Path) -> Report:
    """A report that was written as JSON.

    Raises:
        InputError: it is none, or damaged; with every problem and its place.
    """
    return report.read(path)


def _judged(
    proposal: Proposal, read: ReadCatalog, evidence: Evidence, as_of: date
) -> list[tuple[Case, Assessment]]:
    return [(c, assessment.assess(c)) for c in cases(proposal, read, evidence, as_of)]


def cases(
    proposal: Proposal,
    read: ReadCatalog,
    evidence: Evidence,
    as_of: date,
    only: Sequence[Tool] | None = None,
) -> Iterator[Case]:
    """Everything known about each tool, or about some, in the proposal's order."""
    catalog = read.catalog
    index = Index(catalog)
    known = Knowledge(evidence, catalog, proposal.answers, as_of)
    ordered = orders(tuple(c.id for c in catalog.data_classes))
    for tool in proposal.tools if only is None else only:
        match = index.match(tool, as_of)
        facts, gaps = known.of(tool, match)
        yield Case(tool, match, catalog, facts, gaps, ordered, as_of)


def try_cases(wanted: Cases, read: ReadCatalog, file: str = "") -> Trial:
    """Hold a catalog to the cases beside it; `file` is what an overlay answers for."""

    def assessed(tool: Tool, facts: tuple[Fact, ...], as_of: date) -> Assessment:
        return assessment.assess(next(cases(Proposal((tool,)), read, Evidence(facts), as_of)))

    ordered = orders(tuple(c.id for c in read.catalog.data_classes))
    return hold(wanted, read.catalog, ordered, assessed, file)


def find(name_or_url: str, read: ReadCatalog, as_of: date) -> Match:
    """The product of a catalog that a name or an address stands for."""
    address = host(name_or_url) if "." in name_or_url and " " not in name_or_url.strip() else ""
    tool = Tool(name_or_url, url=name_or_url if address else "")
    return Index(read.catalog).match(tool, as_of)


def explain(
    standard: str,
    tool: str,
    proposal: Proposal,
    read: ReadCatalog,
    evidence: Evidence,
    as_of: date,
) -> Explanation:
    """Take a standard apart, for the one tool that is named or listed, if there is one."""
    known: dict[str, Standard] = {s.id: s for s in read.catalog.standards}
    if standard not in known:
        hint = near(standard, {**known, **_manuals()}) or "soescan catalog show lists the standards"
        what = f"{read.catalog.catalog.name} has no standard, and soescan no probe, {standard!r}"
        raise UsageError(what, hint=hint)
    tools = [t for t in proposal.tools if not tool or fold(t.name) == fold(tool)]
    if tool and not tools:
        hint = near(tool, (t.name for t in proposal.tools))
        raise UsageError(f"no tool named {tool!r} is listed", hint=hint)
    if len(tools) > 1:
        raise UsageError(f"{len(tools)} tools are listed", hint="say which one with --tool")
    case = next(cases(proposal, read, evidence, as_of, only=tools), None)
    return assessment.explain(known[standard], read.overlays, case)


# --- looking at sites ----------------------------------------------------------------------------


_FILES = (
    *(".har", ".warc", ".warc.gz", ".arc", ".arc.gz", ".html", ".htm", ".mhtml"),
    *(".csv", ".xlsx", ".json", ".jsonl", ".jsonl.gz", ".yaml", ".yml", ".txt"),
)
"""Endings of files that can be looked at; no name of a site ends so."""
_VISITS = (".har", ".warc", ".warc.gz", ".arc", ".arc.gz", ".html", ".htm", ".jsonl", ".jsonl.gz")
"""Those of files that were saved of a visit, and are no list of tools whatever is in them."""


def sites(
    words: Sequence[str], lines: Iterable[str] = ()
) -> tuple[tuple[str | Saved, ...], tuple[Note, ...]]:
    """What somebody wants looked at: addresses, and files that somebody saved of a visit.

    A word is an address, ``-`` for `lines`, or a file: one that was saved of a visit, or a list of
    tools, of which the addresses are taken.

    Raises:
        UsageError: a word is none of these.
        InputError: a file is none of these, or damaged.
    """
    from soescan.evidence.targets import address, addresses

    found: list[str | Saved] = []
    notes: list[Note] = []
    for word in words:
        if word == "-":
            found += addresses(lines)
        elif Path(word).is_file():
            taken, told = _from_file(Path(word))
            found += taken
            notes += told
        elif word.lower().endswith(_FILES) and "://" not in word:
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


def _from_file(path: Path) -> tuple[list[str | Saved], tuple[Note, ...]]:
    from soescan import proposal
    from soescan.evidence import inputs

    if path.name.lower().endswith(_VISITS) or inputs.knows(path):
        saved = inputs.read(path)
        return [saved], saved.notes
    wanted, notes = proposal.read([path])
    found = sites_of(wanted.tools)
    return [url for urls in found.values() for url in urls], (*notes, *_no_address(wanted.tools))


def sites_of(tools: Iterable[Tool]) -> dict[int, tuple[str, ...]]:
    """The addresses of each tool that has any, by the tool's number in the list.

    The vendor's site and the application are two, often on two hosts: one shows what the vendor
    says, the other how the service itself is run.
    """
    from soescan.evidence.targets import address

    found: dict[int, tuple[str, ...]] = {}
    for number, tool in enumerate(tools):
        for text in (tool.url, tool.app_url):
            try:
                found[number] = (*found.get(number, ()), address(text))
            except UsageError:
                continue
    return {number: tuple(dict.fromkeys(urls)) for number, urls in found.items()}


def _no_address(tools: Sequence[Tool]) -> Iterator[Note]:
    addressed = sites_of(tools)
    places = [tool.place for number, tool in enumerate(tools) if number not in addressed]
    if places:
        yield Note("no address of a site to look at", len(places), tuple(places[:3]))


def replayed(found: Sequence[Saved], words: Sequence[str | Saved] = ()) -> tuple[Target, ...]:
    """The sites of recordings, or those of them that were named, as they were then."""
    from soescan.evidence.gather import Target
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


def probes(names: Sequence[str]) -> tuple[Probe, ...]:
    """The probes that were named, or all, in reading order."""
    from soescan.evidence.probes import PROBES

    known = {probe.id for probe in PROBES}
    for name in names:
        if name not in known:
            raise UsageError(f"no probe named {name!r}", hint=near(name, known))
    return tuple(probe for probe in PROBES if not names or probe.id in names)


def targets(found: Sequence[str | Saved], web: Web | None) -> tuple[Target, ...]:
    """Each site with the door to it: `web` for addresses, what was saved for files."""
    from soescan.evidence.gather import Target

    made: list[Target] = []
    for one in found:
        if not isinstance(one, str):
            made += replayed([one])
        elif web is not None:
            made.append(Target(one, web))
    return tuple(made)


def on_file(tools: Sequence[Tool], store: Store, as_of: date) -> tuple[Evidence, tuple[Note, ...]]:
    """What the store knows of some tools' sites on a day, and of which it knows too little."""
    known = set(store.sites())
    valid: dict[str, Evidence] = {}
    lacking: dict[str, list[Any]] = {}
    addressed = sites_of(tools)
    for number, tool in enumerate(tools):
        names = [name for name in hosts(tool) if name in known]
        found = [seen for name in names if (seen := store.on_file(name, as_of))]
        for one in found:
            valid[one.site] = one.valid(as_of)
        if not found and number in addressed:
            lacking.setdefault(_NEVER, []).append(tool.place)
        elif any(one.expired(as_of) for one in found):
            gone = not any(valid[one.site].facts for one in found)
            lacking.setdefault(_EXPIRED if gone else _STALE, []).append(tool.place)
        elif not {host(url).removeprefix("www.") for url in addressed.get(number, ())[1:]} <= known:
            lacking.setdefault(_PARTLY, []).append(tool.place)
    notes = (Note(says, len(at), tuple(at[:3])) for says, at in lacking.items())
    return Evidence.of(valid.values()), tuple(notes)


_NEVER = "nothing is on file of its site; check --scan looks at it"
_PARTLY = "nothing is on file of where its application runs; check --scan looks at it"
_EXPIRED = "what is on file of its site has expired; check --scan looks again"
_STALE = "some of what is on file of its site has expired; check --scan looks again"


def evidence_of(path: Path) -> Evidence:
    """What a file says of sites: saved evidence, or a recording that probes are put to."""
    from soescan import evidence
    from soescan.evidence import inputs
    from soescan.evidence.gather import gather
    from soescan.evidence.probes import PROBES
    from soescan.tables import Tables

    if not inputs.knows(path):
        return evidence.read(path)
    aims = replayed([inputs.read(path)])
    return Evidence.of(one.scan for one in gather(aims, PROBES, tables=Tables(), workers=1))


def difference(before: Evidence, after: Evidence) -> tuple[FactChange, ...]:
    """What became of facts between two looks."""
    from soescan.evidence.difference import differences

    return differences(before, after)


# --- manuals -------------------------------------------------------------------------------------


def manual(name: str) -> str:
    """The manual page of a probe, rule, format, kind of list or kind of file, or nothing."""
    return (_manuals().get(name) or "").strip()


def _manuals() -> dict[str, str | None]:
    from soescan.evidence.inputs import INPUTS
    from soescan.evidence.probes import PROBES

    pages = {input.id: input.doc for input in INPUTS}
    pages |= {probe.id: probe.doc for probe in PROBES}
    pages |= {rule.id: rule.doc for rule in assessment.RULES}
    pages |= {format.id: format.doc for format in formats()}
    pages |= {source.id: source.doc for source in SOURCES}
    return pages


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file, by the name that `soescan schema` takes."""
    if kind == "cases":
        return cases_shape().schema(Cases)
    nouns = {
        "soe": Catalog,
        "proposal": Proposal,
        "evidence": Evidence,
        "report": Report,
        "plan": Plan,
        "whatif": WhatIf,
        "forecast": Forecast,
    }
    return catalog_shape().schema(nouns[kind])
