"""A proposal held against a catalog: the report, the plan, the what-ifs, the forecast.

The clock is an argument and nothing here reaches the network: the same inputs give the same report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from soescan import __version__, assessment, plan
from soescan.app.background import quote_catalog, quote_proposal
from soescan.app.cases import build_cases
from soescan.app.golive import plan_to_go_live
from soescan.app.portfolio import add_capabilities, find_overlaps
from soescan.assessment.portfolio.needs import judge_needs
from soescan.catalog import LoadedCatalog, find_unmatched_records
from soescan.files import LIMITS
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
from soescan.progress import OnProgress, count_items, tell_nobody
from soescan.quantities import quantity
from soescan.reference.products.vendor_facts import find_registers

_MOST_LEVERS = 40

_MOST_PLANS = 400
"""Changes tried for a report, times the tools that each is planned for."""

_LONG_LIST, _FEWER_DRAWS = 100, 2_000
"""More tools than these get fewer draws: days that rest on long queues are no finer for more."""


def review(
    proposal: Proposal,
    read: LoadedCatalog,
    evidence: Evidence,
    as_of: date,
    notes: tuple[Note, ...] = (),
    *,
    on_progress: OnProgress = tell_nobody,
) -> Report:
    """Hold a proposal against a catalog, with what is known, as of a day.

    `notes` are what reading the proposal had to say; they travel with the report. `on_progress` is
    told which tools are judged and which changes are tried. Raises ProposalError when the word for
    a need is no capability.
    """
    catalog = read.catalog
    vocabulary = assessment.capability_vocabulary(catalog)
    words = assessment.note_unknown_words(proposal.tools, vocabulary)
    assessed = _assess_all(proposal, read, evidence, as_of, on_progress)
    further = proposal.tools[LIMITS.tools :]
    further_cases = list(build_cases(proposal, read, evidence, as_of, only=further))
    of_further = [assessment.assess_standing(case) for case in further_cases]
    cases = [*(case for case, _ in assessed), *further_cases]
    stack_cases = list(build_cases(proposal, read, evidence, as_of, only=proposal.current_stack))
    overlaps = find_overlaps(
        proposal.tools, cases, proposal.current_stack, stack_cases, catalog, as_of
    )
    on_progress(f"planning {quantity(len(assessed), 'tool')}", 0, 0)
    options, wish = _plan_options(len(assessed)), proposal.proposal.wish_date
    assessed, schedule = plan_to_go_live(assessed, options, wish)
    changes = _promising_changes(proposal, read, evidence, assessed, schedule, on_progress)
    return Report(
        title=proposal.proposal.title or ", ".join(sorted({t.place.file for t in proposal.tools})),
        as_of=as_of,
        catalog=catalog.catalog,
        assessments=add_capabilities(
            [*(outcome_of for _, outcome_of in assessed), *of_further], proposal.tools, catalog
        ),
        plan=schedule,
        questions=assessment.merge_questions(
            q for _, outcome_of in assessed for q in outcome_of.questions
        ),
        needs=judge_needs(proposal, catalog, as_of),
        overlaps=overlaps,
        requests=proposal.waivers,
        proposal=quote_proposal(proposal),
        policy=quote_catalog(proposal, catalog),
        levers=changes.levers if changes else (),
        left_out=changes.left_out if changes else 0,
        notes=(*notes, *words, *read.notes, *find_unmatched_records(catalog, cases)),
        registers=find_registers(fact for _, judged in assessed for fact in judged.facts),
        version=__version__,
    )


def _plan_options(tools: int) -> plan.PlanOptions:
    options = plan.PlanOptions()
    return replace(options, draws=_FEWER_DRAWS) if tools > _LONG_LIST else options


def plan_tools(
    proposal: Proposal,
    read: LoadedCatalog,
    evidence: Evidence,
    as_of: date,
    options: plan.PlanOptions,
    *,
    on_progress: OnProgress = tell_nobody,
) -> Plan:
    """Plan every tool's way to its go-live: steps on working days, with the odds of each date.

    `options` say where to begin, how long to search and how often to draw.
    """
    assessed = _assess_all(proposal, read, evidence, as_of, on_progress)
    on_progress(f"planning {quantity(len(assessed), 'tool')}", 0, 0)
    return plan_to_go_live(assessed, options, proposal.proposal.wish_date)[1]


def explore_changes(
    proposal: Proposal,
    read: LoadedCatalog,
    evidence: Evidence,
    as_of: date,
    options: plan.PlanOptions,
    by: date | None = None,
    *,
    on_progress: OnProgress = tell_nobody,
) -> WhatIf:
    """What would be quicker, and the fewest changes that bring all tools to a date.

    The solver seconds of `options` are for proving which changes those are, not for the plan.
    """
    from soescan.plan.whatif.analysis import analyze_changes as find

    assessed = _assess_all(proposal, read, evidence, as_of, on_progress)
    on_progress(f"planning {quantity(len(assessed), 'tool')}", 0, 0)
    unsolved = replace(options, solver_seconds=0)
    assessed, current = plan_to_go_live(assessed, unsolved, proposal.proposal.wish_date)
    rebuild_case = _case_builder(proposal, read, evidence, as_of)
    return find(
        assessed,
        assessment.assess_for_plan,
        current,
        options,
        by,
        rebuild_case,
        proposal.business_cases,
        on_progress=on_progress,
    )


def _promising_changes(
    proposal: Proposal,
    read: LoadedCatalog,
    evidence: Evidence,
    assessed: list[tuple[Case, Assessment]],
    current: Plan,
    on_progress: OnProgress,
) -> WhatIf | None:
    """The changes that promise most, as many as there is time for beside all else.

    For the longest lists there is time for none; then they are counted.
    """
    from soescan.plan.whatif.analysis import analyze_changes as find

    most = min(_MOST_LEVERS, _MOST_PLANS // max(1, len(assessed)))
    if not current.tasks:
        return None
    rebuild_case = _case_builder(proposal, read, evidence, assessed[0][0].as_of)
    business_cases = proposal.business_cases
    return find(
        assessed,
        assessment.assess_for_plan,
        current,
        plan.PlanOptions(),
        None,
        rebuild_case,
        business_cases,
        max_changes=most,
        on_progress=on_progress,
    )


def _case_builder(
    proposal: Proposal, read: LoadedCatalog, evidence: Evidence, as_of: date
) -> Callable[[Tool], Case]:
    return lambda tool: next(build_cases(proposal, read, evidence, as_of, only=(tool,)))


def forecast_load(
    proposals: Sequence[tuple[str, Proposal]],
    read: LoadedCatalog,
    evidence: Evidence,
    as_of: date,
    options: plan.PlanOptions,
) -> Forecast:
    """Forecast what several proposals together ask of each role, in person-days a month.

    Each proposal comes with the name by which the forecast calls it.
    """
    from soescan.plan.draft import draft_plan
    from soescan.plan.results.forecast import forecast_workload as load

    assessed = [
        pair for _, proposal in proposals for pair in _assess_all(proposal, read, evidence, as_of)
    ]
    assessed, _ = plan_to_go_live(assessed, replace(options, solver_seconds=0), None)
    names = tuple(name for name, _ in proposals)
    draft = draft_plan(assessed, options)
    return load(draft, names) if draft else Forecast(options.start or as_of, names, ())


def _assess_all(
    proposal: Proposal,
    read: LoadedCatalog,
    evidence: Evidence,
    as_of: date,
    on_progress: OnProgress = tell_nobody,
) -> list[tuple[Case, Assessment]]:
    """The cases of the tools for which there is time in one run, and what became of each.

    Raises ProposalError when the word for a need is no capability.
    """
    assessment.check_needs(proposal, assessment.capability_vocabulary(read.catalog))
    tools = proposal.tools[: LIMITS.tools]
    cases = build_cases(proposal, read, evidence, as_of, only=tools)
    counted = count_items(cases, len(tools), "judging tools", on_progress)
    return [(case, assessment.assess(case)) for case in counted]
