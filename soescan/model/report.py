"""All that a run says, in one noun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from soescan.model.assessment import Assessment, NeedsAnswer, Outcome, Question
from soescan.model.catalog import Header
from soescan.model.places import Note
from soescan.model.plan import Lever, Plan
from soescan.model.proposal import WaiverRequest


@dataclass(frozen=True, slots=True)
class Report:
    """Everything soescan has to say about a proposal."""

    SCHEMA: ClassVar[str] = "soescan/report@1"

    title: str
    as_of: date
    catalog: Header
    assessments: tuple[Assessment, ...]
    plan: Plan
    questions: tuple[Question, ...] = ()
    needs: NeedsAnswer | None = None
    requests: tuple[WaiverRequest, ...] = ()
    """Waivers the requester asks for; shown, never counted."""
    levers: tuple[Lever, ...] = ()
    """Single changes that would be quicker or spare work, best first."""
    left_out: int = 0
    """Changes that were not tried, for there are too many."""
    notes: tuple[Note, ...] = ()
    version: str = ""

    def exit_code(self, fail_on: frozenset[Outcome]) -> int:
        """1 when a tool's outcome is in `fail_on`, else 0."""
        return int(any(a.outcome in fail_on for a in self.assessments))
