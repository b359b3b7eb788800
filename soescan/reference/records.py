"""Which of the reviews and contracts that IT has on file count for a tool."""

from __future__ import annotations

from datetime import date

from soescan.dates import add_months
from soescan.model import Case, Done, Scope, Step
from soescan.names import fold
from soescan.reference.identity import ToolIdentity


def list_records(step: Step, case: Case, start: date, until: date) -> list[Done]:
    """The records of a step that are about a tool, made by `start` and still valid on `until`."""
    identity = ToolIdentity.of(case.tool, case.match, case.catalog)
    shared = _list_shared_subjects(step, case)
    return [
        record
        for record in case.catalog.done
        if record.step == step.id
        and record.on <= start
        and (
            fold(record.subject) in shared
            or identity.is_subject(record.subject, by_vendor=step.scope is Scope.VENDOR)
        )
        and (not step.valid_months or add_months(record.on, step.valid_months) >= until)
    ]


def _list_shared_subjects(step: Step, case: Case) -> frozenset[str]:
    """What is wider than the tool, and a record may be about if the scope of the step is."""
    if step.scope is Scope.DATA and len(list_data_classes(case)) == 1:
        return frozenset(map(fold, list_data_classes(case)))
    return frozenset({str(Scope.PORTFOLIO)} if step.scope is Scope.PORTFOLIO else ())


def list_data_classes(case: Case) -> tuple[str, ...]:
    """The ids of the classes of data that a tool touches, sorted."""
    return tuple(sorted({str(fact.value) for fact in case.facts.get("tool.data.class", ())}))
