"""The JSON Schema of catalogs, for those that extend others too: they write only what differs."""

from __future__ import annotations

from typing import Any

from soescan.catalog.layers import ON_RECORD

_WHOLE = "data_classes"
"""The list that an overlay replaces as a whole."""


def allow_overlays(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a catalog, where records may be partial or removed given that it extends one.

    `schema` is that of a catalog alone, as `DocumentSchema.json_schema` makes it.
    """
    definitions, alone = schema["$defs"], {}
    for name, described in schema["properties"].items():
        reference = described.get("anyOf", [{}])[-2].get("$ref") if "anyOf" in described else None
        record = definitions.get(str(reference).removeprefix("#/$defs/"))
        if record is None or name == _WHOLE or "required" not in record:
            continue
        if name in ON_RECORD or "id" in record["properties"]:
            alone[name] = _of_each(
                {"required": record["required"], "properties": {"remove": False}}
            )
            _let_remove(record, ON_RECORD.get(name, ("id",)), whole=name in ON_RECORD)
    header = definitions["Header"]
    header["if"] = {"not": {"required": ["extends"]}}
    header["then"] = {"required": header.pop("required")}
    trusted = definitions["TrustedFile"]
    _let_remove(trusted, ON_RECORD["trusted_evidence"], whole=True)
    extends = {"properties": {"catalog": {"required": ["extends"]}}}
    return schema | {"if": {"not": extends}, "then": {"properties": alone}}


def _of_each(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule for each record of a list, or for the one record that stands without a list."""
    return {"if": {"type": "array"}, "then": {"items": rule}, "else": rule}


def _let_remove(record: dict[str, Any], key: tuple[str, ...], *, whole: bool) -> None:
    """Let a record be removed by its key; unless it must be `whole`, it may also be partial."""
    record["properties"]["remove"] = {
        "const": True,
        "description": "Drops the record of the catalog that this one extends.",
    }
    required = record.pop("required")
    by_key = [field for field in key if field in required]
    record["required"] = by_key
    if whole:
        record["anyOf"] = [{"required": required}, {"required": ["remove"]}]
