"""ToolRequirements -> jobs: one for each run of a step, shared by tools as its scope says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from soescan.dates import add_months, format_last_day
from soescan.model import Case, Done, Scope, Step
from soescan.names import fold
from soescan.plan.requirements.required_steps import ToolRequirements, sort_steps
from soescan.reference.records import list_data_classes, list_records


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a step, for one tool or shared by several."""

    id: str
    """The id of the step, with `@` and the sharing key unless one run serves all tools."""
    step: Step
    tools: tuple[int, ...]
    """The tools that it serves, by number, ascending."""
    because: tuple[str, ...]
    assumed: bool
    """Is it required by every one of its tools only because something is not known?"""
    satisfied: str
    """The records that make it needless, in words; empty when it must be done."""
    artefacts: tuple[str, ...]
    tests: tuple[str, ...]


def merge_jobs(
    cases: Sequence[Case], requirements: Sequence[ToolRequirements], start: date
) -> tuple[Job, ...]:
    """The jobs of all tools, each after those it waits for.

    `start` is the first day of the plan, on which records must still count.
    """
    if not cases:
        return ()
    catalog = cases[0].catalog
    jobs = []
    for step in sort_steps(catalog):
        tools_by_key: dict[str, list[int]] = {}
        for tool, requirement in enumerate(requirements):
            if step.id in requirement.steps:
                key = _build_sharing_key(step, cases[tool], tool)
                tools_by_key.setdefault(key, []).append(tool)
        for key, tools in tools_by_key.items():
            jobs.append(_build_job(step, key, tools, cases, requirements, start))
    return tuple(jobs)


def _build_job(
    step: Step,
    key: str,
    tools: list[int],
    cases: Sequence[Case],
    requirements: Sequence[ToolRequirements],
    start: date,
) -> Job:
    required_steps = [requirements[tool].steps[step.id] for tool in tools]
    satisfied = _describe_records(step, [cases[tool] for tool in tools], start)
    names = [cases[tool].tool.name for tool in tools]
    reasons = [needed.because for needed in required_steps]
    artefacts = [text for needed in required_steps for text in (*needed.artefacts, *step.artefacts)]
    return Job(
        id=f"{step.id}@{key}" if key else step.id,
        step=step,
        tools=tuple(tools),
        because=_merge_reasons(list(zip(names, reasons, strict=True))),
        assumed=all(needed.assumed for needed in required_steps),
        satisfied=satisfied,
        artefacts=tuple(dict.fromkeys(artefacts)),
        tests=tuple(dict.fromkeys(test for needed in required_steps for test in needed.tests)),
    )


def _merge_reasons(reasons_by_tool: list[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """The reasons, with the tools they come from where not all share them."""
    by_reason: dict[str, list[str]] = {}
    for tool, reasons in reasons_by_tool:
        for reason in reasons:
            by_reason.setdefault(reason, []).append(tool)
    return tuple(
        reason if len(tools) == len(reasons_by_tool) else f"{reason} ({', '.join(tools)})"
        for reason, tools in by_reason.items()
    )


# --- scope ---------------------------------------------------------------------------------------


def _build_sharing_key(step: Step, case: Case, tool: int) -> str:
    """The key that tools must have in common to share a run of a step; empty for all tools."""
    if step.scope is Scope.PORTFOLIO:
        return ""
    own_key = f"{fold(case.tool.name).replace(' ', '-') or 'tool'}-{tool + 1}"
    if step.scope is Scope.VENDOR:
        return build_vendor_key(case) or own_key
    if step.scope is Scope.DATA:
        return "+".join(list_data_classes(case)) or own_key
    return own_key


def build_vendor_key(case: Case) -> str:
    """The vendor of a tool as a key; empty when it is not known."""
    product = case.match.product
    vendor = case.tool.vendor.name or (product.vendor if product else "")
    return fold(vendor).replace(" ", "-")


# --- what is on file -----------------------------------------------------------------------------


def _describe_records(step: Step, cases: Sequence[Case], start: date) -> str:
    """The records by which a step need not be done for any of the tools; empty without them.

    Each tool must have one that still counts on the day the plan starts.
    """
    records = [_find_record(step, case, start) for case in cases]
    if not all(records):
        return ""
    return "; ".join(dict.fromkeys(_describe_record(step, record) for record in records if record))


def _find_record(step: Step, case: Case, start: date) -> Done | None:
    """The newest record of a step for a tool that still counts.

    It must count at the start and, where that day is sure, at the go-live.
    """
    until = start
    if case.go_live and not case.go_live_is_estimate:
        until = max(start, case.go_live)
    records = list_records(step, case, start, until)
    return max(records, key=lambda record: (record.on, record.by), default=None)


def _describe_record(step: Step, record: Done) -> str:
    until = (
        f", valid until {format_last_day(add_months(record.on, step.valid_months))}"
        if step.valid_months
        else ""
    )
    signer = f" by {record.by}" if record.by else ""
    document = f" ({record.document})" if record.document else ""
    return f"done for {record.subject} on {format_last_day(record.on)}{signer}{until}{document}"
