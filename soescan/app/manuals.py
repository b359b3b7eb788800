"""Manual pages of probes, rules, formats and lists."""

from __future__ import annotations

from soescan import assessment
from soescan.app.formats import report_formats
from soescan.catalog.sources import SOURCES


def find_manual(kind: str, name: str) -> str:
    """The manual page of a probe, rule, format, list or recording."""
    return (manuals_by_kind()[kind][name] or "").strip()


def manuals_by_kind() -> dict[str, dict[str, str | None]]:
    """Every manual page, the docstring of its module, by its kind and id."""
    from soescan.scan.probes import PROBES
    from soescan.scan.saved import FORMATS

    return {
        "probe": {probe.id: probe.doc for probe in PROBES},
        "rule": {rule.id: rule.doc for rule in assessment.RULES},
        "format": {format.id: format.doc for format in report_formats()},
        "list": {source.id: source.doc for source in SOURCES},
        "recording": {input.id: input.doc for input in FORMATS},
    }
