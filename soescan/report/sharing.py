"""What the JSON of a report says once: facts, findings, questions, steps and their like."""

from __future__ import annotations

from soescan.model import (
    AreaDistance,
    Fact,
    Finding,
    Impact,
    Load,
    Origin,
    PlanEdge,
    Point,
    Question,
    Reason,
    Task,
    ToolPlan,
)
from soescan.schema import SharedRecord, Sharing

_TASK = (
    *("id", "tools", "start", "finish", "slack", "often_critical", "waits_for"),
    *("starts", "ends", "p80", "valid_until", "critical", "queued", "meeting", "papers_by"),
)
"""What differs between two tasks of a step, mostly known first."""
_TOOL_PLAN = (
    *("tool", "tasks", "days", "earliest", "p50", "p80", "p95", "wish", "meetings", "why"),
    *("widest", "trial_ends", "in_use", "ended"),
)

REPORT_SHARING = Sharing(
    records=(
        SharedRecord(Origin, "origins"),
        SharedRecord(Fact, "facts"),
        SharedRecord(Finding, "findings"),
        SharedRecord(Point, "points"),
        SharedRecord(Question, "questions", own=("tools", "settles", "leads")),
        SharedRecord(AreaDistance, "distances"),
        SharedRecord(Impact, "impacts"),
        SharedRecord(Task, "steps", own=_TASK, in_rows=True),
        SharedRecord(ToolPlan, "routes", own=_TOOL_PLAN),
        SharedRecord(PlanEdge, "relations", own=("from_", "to"), in_rows=True),
    ),
    text_fields={
        Task: frozenset({"id", "tools", "waits_for"}),
        PlanEdge: frozenset({"from_", "to"}),
        ToolPlan: frozenset({"tasks", "widest"}),
        Reason: frozenset({"task"}),
        Load: frozenset({"waits"}),
    },
)
"""Where each stands, and what stays with it; docs/formats.md says how to follow the numbers."""
