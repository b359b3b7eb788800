"""The JSON Schemas of the files, with what an editor can offer: facts, and ids of a catalog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from soescan import catalog, report
from soescan.catalog import catalog_schema
from soescan.catalog.overlay_schema import allow_overlays
from soescan.catalog.testing.cases import cases_schema
from soescan.model import (
    Answer,
    BusinessCase,
    Cases,
    Catalog,
    Cost,
    DataUse,
    Evidence,
    Forecast,
    Join,
    Need,
    Plan,
    Proposal,
    StandardCases,
    Step,
    Tool,
    WaiverRequest,
    WhatIf,
)
from soescan.reference import builtin
from soescan.reference.capability_table import load_capabilities
from soescan.schema import EditorHints, offer

_WRITTEN_BY_PROGRAMS = {
    "evidence": Evidence,
    "plan": Plan,
    "whatif": WhatIf,
    "forecast": Forecast,
}


def json_schema(kind: str, soe: Catalog | None = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file.

    `kind` is one of the names that `soescan schema` takes. Editors offer the ids of `soe`, of the
    SOE that came with soescan without it.
    """
    if kind == "report":
        return report.saved_report_schema()
    if kind in _WRITTEN_BY_PROGRAMS:
        return catalog_schema().json_schema(_WRITTEN_BY_PROGRAMS[kind])
    hints = _editor_hints(soe or catalog.read_builtin("starter").catalog)
    if kind == "cases":
        return cases_schema().json_schema(Cases, hints)
    if kind == "proposal":
        # What a proposal says of a fact that nobody knows is told when it is held to a catalog.
        fields = dict(hints.fields)
        fields[Answer, "fact"] = offer(builtin.suppliable_facts())
        hints = replace(hints, fields=fields)
        return catalog_schema().json_schema(Proposal, hints)
    return allow_overlays(catalog_schema().json_schema(Catalog, hints))


def _editor_hints(soe: Catalog) -> EditorHints:
    capabilities = _ids(soe.capabilities) + [
        capability.id for capability in load_capabilities().capabilities
    ]
    ids = {
        "StandardId": _ids(soe.standards),
        "ProductId": _ids(soe.products),
        "CapabilityId": list(dict.fromkeys(capabilities)),
        "DataClassId": _ids(soe.data_classes),
        "RoleId": _ids(soe.roles),
        "StepId": _ids(soe.approvals),
        "CommitteeId": _ids(soe.committees),
    }
    offered = {name: offer(words) for name, words in ids.items() if words}
    return EditorHints(_field_schemas(offered), ids)


def _field_schemas(
    offered: Mapping[str, Mapping[str, object]],
) -> dict[tuple[type, str], Mapping[str, object]]:
    """What stands in a field as text and means a fact, a record of a catalog or an amount."""
    amount = {
        "description": "An amount such as 12000 or 24k EUR.",
        "type": ["number", "string"],
        "pattern": r"\S",
    }
    fields: dict[tuple[type, str], Mapping[str, object]] = {
        (Answer, "fact"): {"enum": list(builtin.suppliable_facts())},
        (Step, "join"): {"anyOf": [{"enum": list(Join)}, {"type": ["integer", "string"]}]},
        (BusinessCase, "cost_year"): amount,
        **{(Cost, name): amount for name in ("annual", "one_off", "support")},
    }
    words: dict[tuple[type, str], str] = {
        (Need, "capability"): "CapabilityId",
        (DataUse, "class_"): "DataClassId",
        (WaiverRequest, "standard"): "StandardId",
        (StandardCases, "standard"): "StandardId",
    }
    fields |= {field: offered[name] for field, name in words.items() if name in offered}
    if "CapabilityId" in offered:
        levels = {"enum": ["full", "partial", "none"]}
        names = offered["CapabilityId"]
        fields[Tool, "capabilities"] = {
            "type": "object",
            "propertyNames": names,
            "additionalProperties": levels,
        }
    return fields


def _ids(records: Iterable[Any]) -> list[str]:
    return [str(record.id) for record in records]
