"""A report that was saved as JSON, read back: equal to the one that was written, or refused.

Whatever a report says of tools is taken as it stands; nothing is judged again. Only what the
formats rely on is looked at: that the plan refers to tasks that there are, and runs forward.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from soescan import __version__
from soescan.errors import InputError
from soescan.files import (
    LIMITS,
    Document,
    DocumentNode,
    LocatedScalar,
    file_name,
    parse,
    read_bytes,
)
from soescan.model import EdgeKind, Plan, PlanEdge, Report
from soescan.report.first_page import FirstPage
from soescan.report.format import Audience
from soescan.report.saved_first_page import TABLE_ADAPTER
from soescan.report.saved_graph import GRAPH, ImpliedGraph, put_back_implied
from soescan.report.sharing import REPORT_SHARING
from soescan.schema import TABLES, DocumentSchema, TypeAdapter

_LIMITS = replace(LIMITS, json_bytes=128 << 20, json_values=8_000_000)
"""A report holds every fact, reason and step: some hundred kilobytes a tool, of which a list of a
thousand must be readable. It is our own file, and read at one gulp: memory is ten times its size.
"""
_BEFORE = "soescan/report@1"
"""What earlier versions wrote: the same nouns, all of them written where they stand."""
_LAST_YEAR = 9_000
"""Nobody plans so far ahead; and calendars end soon after."""
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,24})?([eE][-+]?[0-9]{1,3})?")
_LONGEST_WAIT = 1_000_000
"""Working days: some four thousand years of them."""
_FRACTION = re.compile(r"[.eE]")
_HINT = "give a report that was written with: soescan check ... -o report.json"


def read_saved_report(path: Path) -> Report:
    """The report that a JSON file, or standard input for ``-``, holds.

    Raises:
        InputError: it is no report, or a damaged one; with every problem and its place.
        UsageError: it cannot be read.
    """
    name = file_name(path)
    content = read_bytes(path, _LIMITS.json_bytes + 1)
    try:
        doc = parse(content, name, json_wanted=True, limits=_LIMITS)
    except InputError as error:
        raise InputError(error.problems, hint=_HINT) from None
    hint = _check_schema(doc)
    report = read_report_document(doc)
    doc.check(InputError, hint=hint)
    for path_, expected, actual in _inconsistencies(report):
        DocumentNode(None, doc, path_, None).report(expected, found=actual)
    doc.check(InputError, hint=hint)
    return report


def read_report_document(doc: Document) -> Report:
    """The report that a document is; problems are left in the document, which must be a mapping.

    The first page is not read: it follows from the rest.
    """
    root = doc.root
    ignored = ("schema", TABLES, *_BESIDES)
    report = _SAVED_VALUES.read(root, Report, ignore=ignored)
    if isinstance(root.value, dict) and GRAPH in root.value:
        implied = _SAVED_VALUES.read(root.child(GRAPH), ImpliedGraph)
        if not doc.problems:
            try:
                return put_back_implied(report, implied)
            except ValueError as error:
                root.child(GRAPH).report_text(f"expected {error}")
    return report


def _check_schema(doc: Document) -> str:
    """What to say besides when a document that says it is a report is none; refuse all others."""
    value = doc.value
    if not isinstance(value, dict):
        doc.root.report(f"a mapping with 'schema: {Report.SCHEMA}'")
    elif "schema" not in value:
        doc.root.report(f"'schema: {Report.SCHEMA}'", found="no schema")
    elif value["schema"] not in (Report.SCHEMA, _BEFORE):
        doc.root.child("schema").report(f"'schema: {Report.SCHEMA}'")
    if doc.problems:
        kind = Report.SCHEMA.partition("@")[0]
        declared = value.get("schema") if isinstance(value, dict) else None
        newer = isinstance(declared, str) and declared.startswith(f"{kind}@")
        doc.check(InputError, hint="another version of soescan wrote it" if newer else _HINT)
    version = value.get("version") if isinstance(value, dict) else None
    if isinstance(version, str) and version != __version__ and len(version) <= 40:
        return f"soescan {version} wrote it, and this is {__version__}"
    return ""


# --- values, as they were written ----------------------------------------------------------------


def _read_text(node: DocumentNode) -> Any:
    """Also text that is blank: a page may say so."""
    if isinstance(node.value, str) and not isinstance(node.value, LocatedScalar):
        return node.value
    node.report("text")
    return None


def _read_number(node: DocumentNode) -> Any:
    """A number that stays what it was, whole or with a fraction: formats show the difference."""
    value = node.value
    if isinstance(value, LocatedScalar) and _NUMBER.fullmatch(value):
        number = float(value) if _FRACTION.search(value) else int(value)
        if math.isfinite(number):
            return number
    node.report("a number")
    return None


_SAVED_VALUES = DocumentSchema(
    TypeAdapter(str, _read_text, str, {"type": "string"}),
    TypeAdapter(float, _read_number, float, {"type": "number"}),
    TABLE_ADAPTER,
    placed=False,
    sharing=REPORT_SHARING,
)


_BESIDES = {"audience": Audience, "first_page": FirstPage, GRAPH: ImpliedGraph}
"""What a report holds beside its fields, by its key."""


def saved_report_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a report, as it is written and with everything in place."""
    return _SAVED_VALUES.json_schema(Report, besides=_BESIDES)


# --- what formats rely on ------------------------------------------------------------------------


def _inconsistencies(report: Report) -> Iterator[tuple[str, str, str]]:
    """What no report of soescan's says: where, what was expected, and what was found."""
    if not report.assessments:
        yield "assessments", "at least one tool", "none"
    if len(report.plan.tools) > len(report.assessments):
        actual = f"{len(report.plan.tools)} for {len(report.assessments)}"
        yield "plan.tools", "at most one plan for each tool", actual
    yield from _broken_references(report.plan)
    yield from _dependency_cycle(report.plan)
    yield from _unreasonable_days(report.plan)


def _broken_references(plan: Plan) -> Iterator[tuple[str, str, str]]:
    tasks = {task.id for task in plan.tasks}
    tasks_or_none = tasks | {""}
    nodes = {node.id for node in plan.nodes}
    for name, ids, listed in (("tasks", tasks, plan.tasks), ("nodes", nodes, plan.nodes)):
        if len(ids) < len(listed):
            yield f"plan.{name}", "each id once", f"{len(listed) - len(ids)} again"
    references: list[tuple[str, str, set[str]]] = []
    for n, tool in enumerate(plan.tools):
        path = f"plan.tools[{n}]"
        references += [(f"{path}.tasks[{m}]", task, tasks) for m, task in enumerate(tool.tasks)]
        references += [
            (f"{path}.why[{m}].task", why.task, tasks_or_none) for m, why in enumerate(tool.why)
        ]
        references.append((f"{path}.widest", tool.widest, tasks_or_none))
    for n, node in enumerate(plan.nodes):
        references.append((f"plan.nodes[{n}].task", node.task, tasks_or_none))
    for n, edge in enumerate(plan.edges):
        references += [(f"plan.edges[{n}].{end}", to, nodes) for end, to in _edge_ends(edge)]
    for n, load in enumerate(plan.loads):
        allowed = tasks if load.longest_wait else tasks_or_none
        references.append((f"plan.loads[{n}].waits", load.waits, allowed))
    for path, name, allowed in references:
        if name not in allowed:
            yield path, f"the id of a {'node' if allowed is nodes else 'task'}", repr(name[:60])


def _edge_ends(edge: PlanEdge) -> tuple[tuple[str, str], ...]:
    return ("from", edge.from_), ("to", edge.to)


def _dependency_cycle(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Steps that wait for each other; queues may look so, for a step can be done in parts."""
    predecessors: dict[str, list[str]] = {}
    for edge in plan.edges:
        if edge.kind in (EdgeKind.NEEDS, EdgeKind.ANY_OF):
            predecessors.setdefault(edge.to, []).append(edge.from_)
    try:
        TopologicalSorter(predecessors).prepare()
    except CycleError as error:
        cycle = " → ".join(repr(name[:40]) for name in error.args[1][:5])
        yield "plan.edges", "steps that do not wait for themselves", cycle


def _unreasonable_days(plan: Plan) -> Iterator[tuple[str, str, str]]:
    days: list[tuple[str, date | None]] = [("plan.start", plan.start)]
    for n, task in enumerate(plan.tasks):
        ends = (task.starts, task.ends, task.p80, task.meeting, task.papers_by)
        days += [(f"plan.tasks[{n}]", day) for day in ends]
        if not 0 <= task.queued <= _LONGEST_WAIT:
            actual = str(task.queued)
            yield f"plan.tasks[{n}].queued", f"0 to {_LONGEST_WAIT:,} days", actual
    for n, tool in enumerate(plan.tools):
        days += [(f"plan.tools[{n}]", d) for d in (tool.earliest, tool.p50, tool.p80, tool.p95)]
    for path, day in days:
        if day and day.year > _LAST_YEAR:
            yield path, f"days before the year {_LAST_YEAR}", str(day)
