"""Steps of tools -> jobs: one for each run of a step, shared as widely as its scope says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from soescan.dates import add_months
from soescan.model import Case, Catalog, Done, Scope, Step, Tool
from soescan.names import fold
from soescan.plan.graph import reach
from soescan.plan.requirements.required_steps import ToolRequirements
from soescan.web.url import host


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a step, for one tool or for several."""

    id: str
    step: Step
    tools: tuple[int, ...]
    because: tuple[str, ...]
    assumed: bool
    satisfied: str
    artefacts: tuple[str, ...]
    tests: tuple[str, ...]


def merge_jobs(
    cases: Sequence[Case], wanted: Sequence[ToolRequirements], start: date
) -> tuple[Job, ...]:
    """All jobs, each after those it waits for."""
    if not cases:
        return ()
    catalog = cases[0].catalog
    found = []
    for step in sort_steps(catalog):
        runs: dict[str, list[int]] = {}
        for tool, one in enumerate(wanted):
            if step.id in one.steps:
                runs.setdefault(_sharing_key(step, cases[tool], tool), []).append(tool)
        found += [_build_job(step, key, tools, cases, wanted, start) for key, tools in runs.items()]
    return tuple(found)


def sort_steps(catalog: Catalog) -> list[Step]:
    """The catalog's steps, each after those it waits for."""
    index: Mapping[str, int] = {step.id: n for n, step in enumerate(catalog.approvals)}
    waits = [[index[b] for b in step.after if b in index] for step in catalog.approvals]
    return [catalog.approvals[n] for n in reach.order(waits)]


def _build_job(
    step: Step,
    key: str,
    tools: list[int],
    cases: Sequence[Case],
    wanted: Sequence[ToolRequirements],
    start: date,
) -> Job:
    asked = [wanted[tool].steps[step.id] for tool in tools]
    on_file = _describe_records(step, [cases[tool] for tool in tools], start)
    return Job(
        id=f"{step.id}@{key}" if key else step.id,
        step=step,
        tools=tuple(tools),
        because=_merge_reasons(
            [(cases[t].tool.name, wanted[t].steps[step.id].because) for t in tools]
        ),
        assumed=all(a.assumed for a in asked),
        satisfied=on_file,
        artefacts=tuple(dict.fromkeys(x for a in asked for x in (*a.artefacts, *step.artefacts))),
        tests=tuple(dict.fromkeys(x for a in asked for x in a.tests)),
    )


def _merge_reasons(asked: list[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """The reasons, with the tools they come from where not all share them."""
    by_reason: dict[str, list[str]] = {}
    for tool, reasons in asked:
        for reason in reasons:
            by_reason.setdefault(reason, []).append(tool)
    return tuple(
        reason if len(tools) == len(asked) else f"{reason} ({', '.join(tools)})"
        for reason, tools in by_reason.items()
    )


# --- scope ---------------------------------------------------------------------------------------


def _sharing_key(step: Step, case: Case, tool: int) -> str:
    """What tools must have in common to share a run of a step."""
    if step.scope is Scope.PORTFOLIO:
        return ""
    alone = f"{fold(case.tool.name).replace(' ', '-') or 'tool'}-{tool + 1}"
    if step.scope is Scope.VENDOR:
        return vendor_key(case) or alone
    if step.scope is Scope.DATA:
        return "+".join(list_data_classes(case)) or alone
    return alone


def vendor_key(case: Case) -> str:
    """Who sells a tool, as far as that is known; nothing when it is not."""
    product = case.match.product
    named = case.tool.vendor.name or (product.vendor if product else "")
    return fold(named).replace(" ", "-")


def list_data_classes(case: Case) -> tuple[str, ...]:
    """The classes of data a tool touches, by id."""
    return tuple(sorted({str(fact.value) for fact in case.facts.get("tool.data.class", ())}))


# --- what is on file -----------------------------------------------------------------------------


def _describe_records(step: Step, cases: Sequence[Case], start: date) -> str:
    """What shows that a step need not be done again for any of the tools, or nothing.

    It must still count on the day the plan starts, and there must be something for each tool.
    """
    records = [_find_record(step, case, start) for case in cases]
    if not all(records):
        return ""
    return "; ".join(dict.fromkeys(_describe_record(step, record) for record in records if record))


def _find_record(step: Step, case: Case, start: date) -> Done | None:
    """The newest record of a step for a tool that still counts."""
    names = _record_subjects(step, case)
    found = [
        done
        for done in case.catalog.done
        if done.step == step.id
        and done.on <= start
        and (fold(done.subject) in names or done.subject.casefold() in names)
        and (not step.valid_months or add_months(done.on, step.valid_months) >= start)
    ]
    return max(found, key=lambda done: (done.on, done.by), default=None)


def _record_subjects(step: Step, case: Case) -> frozenset[str]:
    """What a record may be about to count for a tool: wider than the tool only if the step is."""
    tool: Tool = case.tool
    names = {fold(tool.name), host(tool.url)}
    if case.match.product:
        names |= {fold(case.match.product.name), fold(case.match.product.id)}
    if step.scope is Scope.VENDOR:
        product = case.match.product
        names |= {fold(tool.vendor.name), fold(product.vendor) if product else ""}
    if step.scope is Scope.DATA and len(list_data_classes(case)) == 1:
        names |= set(list_data_classes(case))
    if step.scope is Scope.PORTFOLIO:
        names |= {str(Scope.PORTFOLIO)}
    return frozenset(names - {""})


def _describe_record(step: Step, done: Done) -> str:
    until = f", valid until {add_months(done.on, step.valid_months)}" if step.valid_months else ""
    by = f" by {done.by}" if done.by else ""
    document = f" ({done.document})" if done.document else ""
    return f"done for {done.subject} on {done.on}{by}{until}{document}"
