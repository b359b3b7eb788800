"""The program as functions: what each command calls. Read this folder after `soescan.model`.

The clock, the seed and the door to the network are arguments: the same inputs give the same
report. `cli` parses, calls one function here, prints and exits.
"""

from soescan.app.catalogs import explain, find, try_cases
from soescan.app.formats import formats, plan_formats, plan_text, saved
from soescan.app.manuals import json_schema, manual
from soescan.app.review import cases, forecast, plan_of, review, whatif
from soescan.app.scanning import (
    difference,
    evidence_of,
    on_file,
    probes,
    replayed,
    sites,
    sites_of,
    targets,
)

__all__ = [
    "cases",
    "difference",
    "evidence_of",
    "explain",
    "find",
    "forecast",
    "formats",
    "json_schema",
    "manual",
    "on_file",
    "plan_formats",
    "plan_of",
    "plan_text",
    "probes",
    "replayed",
    "review",
    "saved",
    "sites",
    "sites_of",
    "targets",
    "try_cases",
    "whatif",
]
