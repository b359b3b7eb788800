"""A proposal held against a catalog: the report, the plan, the what-ifs, the forecast.

The clock is an argument and nothing here reaches the network: the same inputs give the same report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from soescan import __version__, assessment, plan
from soescan.catalog import Index, ReadCatalog, orders
from soescan.evidence import Knowledge
from soescan.model import (
    Assessment,
    Case,
    Evidence,
    Forecast,
    Note,
    Plan,
    Proposal,
    Report,
    Tool,
    WhatIf,
)

_REVIEW_EFFORT = plan.PlanOptions(budget=40, draws=2_000)
"""Beside all else that a check says, dates need not be the best that can be found."""

_CHANGE_EFFORT = plan.PlanOptions(budget=30, draws=2_000)

_MOST_LEVERS = 40

_MOST_PLANS = 400
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
    found = list(build_cases(proposal, read, evidence, as_of))
    judged = [(case, assessment.assess(case)) for case in found]
    planned = plan.schedule(judged, _REVIEW_EFFORT, proposal.proposal.wish_date)
    quicker = _promising_changes(proposal, read, evidence, judged, planned)
    return Report(
        title=proposal.proposal.title or ", ".join(sorted({t.place.file for t in proposal.tools})),
        as_of=as_of,
        catalog=catalog.catalog,
        assessments=tuple(one for _, one in judged),
        plan=planned,
        questions=assessment.merge_questions(q for _, one in judged for q in one.questions),
        needs=assessment.needs.judge_needs(proposal, catalog, as_of),
        requests=proposal.waivers,
        levers=quicker.levers if quicker else (),
        left_out=quicker.left_out if quicker else 0,
        notes=(*notes, *read.notes),
        version=__version__,
    )


def plan_tools(
    proposal: Proposal, read: ReadCatalog, evidence: Evidence, as_of: date, how: plan.PlanOptions
) -> Plan:
    """The way of every tool to its go-live, on dates."""
    judged = _assess_all(proposal, read, evidence, as_of)
    return plan.schedule(judged, how, proposal.proposal.wish_date)


def explore_changes(
    proposal: Proposal,
    read: ReadCatalog,
    evidence: Evidence,
    as_of: date,
    how: plan.PlanOptions,
    by: date | None = None,
) -> WhatIf:
    """What would be quicker, and the fewest changes that bring all tools to a date.

    The seconds for a solver in `how` are for proving which changes those are. The plan itself is
    made as those that it is compared with are, without.
    """
    from soescan.plan.whatif.analysis import analyze_changes as find

    judged = _assess_all(proposal, read, evidence, as_of)
    now = plan.schedule(judged, replace(how, solver_seconds=0), proposal.proposal.wish_date)
    again = _case_builder(proposal, read, evidence, as_of)
    return find(judged, assessment.assess, now, how, by, again, proposal.business_cases)


def _promising_changes(
    proposal: Proposal,
    read: ReadCatalog,
    evidence: Evidence,
    judged: list[tuple[Case, Assessment]],
    now: Plan,
) -> WhatIf | None:
    """The changes that promise most, as many as there is time for beside all else."""
    from soescan.plan.whatif.analysis import analyze_changes as find

    most = min(_MOST_LEVERS, _MOST_PLANS // max(1, len(judged)))
    if not most or not now.tasks:
        return None
    again = _case_builder(proposal, read, evidence, judged[0][0].as_of)
    arguments = proposal.business_cases
    return find(judged, assessment.assess, now, _CHANGE_EFFORT, None, again, arguments, most=most)


def _case_builder(
    proposal: Proposal, read: ReadCatalog, evidence: Evidence, as_of: date
) -> Callable[[Tool], Case]:
    return lambda tool: next(build_cases(proposal, read, evidence, as_of, only=(tool,)))


def forecast_load(
    proposals: Sequence[tuple[str, Proposal]],
    read: ReadCatalog,
    evidence: Evidence,
    as_of: date,
    how: plan.PlanOptions,
) -> Forecast:
    """What several proposals together ask of each role, month by month."""
    from soescan.plan.draft import draft_plan
    from soescan.plan.results.forecast import forecast_workload as load

    judged = [pair for _, one in proposals for pair in _assess_all(one, read, evidence, as_of)]
    names = tuple(name for name, _ in proposals)
    made = draft_plan(judged, how)
    return load(made, names) if made else Forecast(how.start or as_of, names, ())


def _assess_all(
    proposal: Proposal, read: ReadCatalog, evidence: Evidence, as_of: date
) -> list[tuple[Case, Assessment]]:
    return [(c, assessment.assess(c)) for c in build_cases(proposal, read, evidence, as_of)]


def build_cases(
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
