"""A proposal as a pitch: one page to IT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from soescan.app.cases import build_cases
from soescan.app.reviewing import review
from soescan.catalog import LoadedCatalog
from soescan.model import Evidence, Note, Outcome, Proposal, Report, Use
from soescan.plan.requirements.required_steps import build_fact_set, is_track_open
from soescan.plan.results.trials import is_trial, name_decider
from soescan.progress import OnProgress, tell_nobody
from soescan.report.pitch import FORMATS, Pitch, PitchFormat, TrialLane, build_pitch


def pitch_proposal(
    proposal: Proposal,
    read: LoadedCatalog,
    evidence: Evidence,
    as_of: date,
    notes: tuple[Note, ...] = (),
    *,
    on_progress: OnProgress = tell_nobody,
) -> Pitch:
    """Hold a proposal against a catalog and put what comes of it on one page to IT.

    `on_progress` is told what is done now. Raises ProposalError when the word for a need is no
    capability.
    """
    report = review(proposal, read, evidence, as_of, notes, on_progress=on_progress)
    return build_pitch(report, tuple(_find_trial_lanes(report, proposal, read, evidence)))


def pitch_formats() -> tuple[PitchFormat, ...]:
    """The formats of a pitch, in the order of their list."""
    return FORMATS


def _find_trial_lanes(
    report: Report, proposal: Proposal, read: LoadedCatalog, evidence: Evidence
) -> Iterator[TrialLane]:
    """The fast tracks that end by themselves, and the tools to which each of them is open."""
    lanes = [track for track in read.catalog.fast_track if is_trial(track)]
    if not lanes:
        return
    wanted = [a for a in report.assessments if not a.in_use and a.outcome is not Outcome.BLOCKED]
    tools = [replace(a.tool, use=Use.TRIAL) for a in wanted]
    cases = build_cases(proposal, read, evidence, report.as_of, only=tools)
    facts = [build_fact_set(case, a) for case, a in zip(cases, wanted, strict=True)]
    for track in lanes:
        pairs = zip(wanted, facts, strict=True)
        open_to = tuple(a.tool.name for a, known in pairs if is_track_open(track, known))
        decider = name_decider(track, read.catalog)
        yield TrialLane(track.label or track.id, track.ends_after_days or 0, decider, open_to)
