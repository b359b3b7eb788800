"""Manual pages of probes, rules, formats and lists."""

from __future__ import annotations

from soescan import assessment
from soescan.app.formats import report_formats
from soescan.catalog.sources import SOURCES


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
