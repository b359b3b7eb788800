"""The whole program in one function.

The clock is an argument: the same inputs give the same report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from soescan import __version__, assessment, plan, report
from soescan.assessment.cases import hold
from soescan.catalog import Index, ReadCatalog, catalog_shape, orders
from soescan.catalog.sources import SOURCES
from soescan.catalog_cases import Cases, Trial, cases_shape
from soescan.errors import UsageError
from soescan.evidence import Knowledge
from soescan.files import near
from soescan.model import (
    Assessment,
    Case,
    Catalog,
    Evidence,
    Explanation,
    Fact,
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

_QUICK = plan.How(budget=40, draws=2_000)
"""Beside all else that a check says, dates need not be the best that can be found."""


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
    return Report(
        title=proposal.proposal.title or ", ".join(sorted({t.place.file for t in proposal.tools})),
        as_of=as_of,
        catalog=catalog.catalog,
        assessments=tuple(one for _, one in judged),
        plan=plan.schedule(judged, _QUICK, proposal.proposal.wish_date),
        questions=assessment.merge(q for _, one in judged for q in one.questions),
        needs=assessment.needs.judge(proposal, catalog, as_of),
        requests=proposal.waivers,
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
    """What would be quicker, and the fewest changes that bring all tools to a date."""
    from soescan.plan.whatif import whatif as find

    judged = _judged(proposal, read, evidence, as_of)

    def recase(tool: Tool) -> Case:
        return next(cases(proposal, read, evidence, as_of, only=(tool,)))

    now = plan.schedule(judged, how, proposal.proposal.wish_date)
    return find(judged, assessment.assess, now, how, by, recase, proposal.business_cases)


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


def plan_text(found: Plan, format_: str, look: report.Look) -> str:
    """A plan in one of its formats."""
    if format_ == "graphml":
        from soescan.plan.interchange import graphml

        return graphml(found)
    from soescan.report.plan import FORMATS

    return next(f for f in FORMATS if f.id == format_).render(found, look)


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
        hint = near(standard, known) or "soescan catalog show lists them"
        raise UsageError(f"{read.catalog.catalog.name} has no standard {standard!r}", hint=hint)
    tools = [t for t in proposal.tools if not tool or fold(t.name) == fold(tool)]
    if tool and not tools:
        hint = near(tool, (t.name for t in proposal.tools))
        raise UsageError(f"no tool named {tool!r} is listed", hint=hint)
    if len(tools) > 1:
        raise UsageError(f"{len(tools)} tools are listed", hint="say which one with --tool")
    case = next(cases(proposal, read, evidence, as_of, only=tools), None)
    return assessment.explain(known[standard], read.overlays, case)


def manual(name: str) -> str:
    """The manual page of one of soescan's own rules, formats or kinds of list, or nothing."""
    pages = {rule.id: rule.doc for rule in assessment.RULES}
    pages |= {format.id: format.doc for format in report.FORMATS}
    pages |= {source.id: source.doc for source in SOURCES}
    return (pages.get(name) or "").strip()


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
