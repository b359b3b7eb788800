"""Manual pages of probes, rules, formats and lists, and the JSON Schemas of the files."""

from __future__ import annotations

from typing import Any

from soescan import assessment
from soescan.app.formats import report_formats
from soescan.catalog import catalog_schema
from soescan.catalog.sources import SOURCES
from soescan.catalog.testing.cases import cases_schema
from soescan.model import Cases, Catalog, Evidence, Forecast, Plan, Proposal, Report, WhatIf


def find_manual(name: str) -> str:
    """The manual page of a probe, rule, format, list source or saved format; "" if none."""
    return (manuals_by_name().get(name) or "").strip()


def manuals_by_name() -> dict[str, str | None]:
    """Every manual page, the docstring of its module, by the id that `soescan explain` takes."""
    from soescan.scan.probes import PROBES
    from soescan.scan.saved import FORMATS

    pages = {input.id: input.doc for input in FORMATS}
    pages |= {probe.id: probe.doc for probe in PROBES}
    pages |= {rule.id: rule.doc for rule in assessment.RULES}
    pages |= {format.id: format.doc for format in report_formats()}
    pages |= {source.id: source.doc for source in SOURCES}
    return pages


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file.

    `kind` is one of the names that `soescan schema` takes.
    """
    if kind == "cases":
        return cases_schema().json_schema(Cases)
    nouns = {
        "soe": Catalog,
        "proposal": Proposal,
        "evidence": Evidence,
        "report": Report,
        "plan": Plan,
        "whatif": WhatIf,
        "forecast": Forecast,
    }
    return catalog_schema().json_schema(nouns[kind])
