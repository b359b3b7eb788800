"""The program as functions: what each command calls. Read this folder after `soescan.model`.

* check: `resolve_targets` and `live_targets` say what to scan, `read_stored_evidence` and
  `read_evidence` what is known; `review` holds a proposal against a catalog and gives a report.
* plan, whatif, forecast: `plan_tools`, `explore_changes`, `forecast_load`.
* pitch: `pitch_proposal`, `pitch_formats`.
* report and every `-o`: `read_report`, `report_formats`, `plan_formats`, `render_plan`.
* vendor: `describe_vendor`.
* catalog and explain: `run_catalog_tests`, `find_product`, `explain_standard`, `find_manual`.

The clock, the seed and the network are arguments: the same inputs give the same report. `cli`
parses, calls one function here, prints and exits.

A name is imported from its file when it is first used, so that a command pays only for what it
calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from soescan.deferred import defer_imports

if TYPE_CHECKING:
    from soescan.app.cases import build_cases
    from soescan.app.catalogs import explain_standard, find_product, run_catalog_tests
    from soescan.app.formats import plan_formats, read_report, render_plan, report_formats
    from soescan.app.manuals import find_manual
    from soescan.app.meanings import find_fact, find_kinds, find_records, find_step
    from soescan.app.pitching import pitch_formats, pitch_proposal
    from soescan.app.published_schemas import json_schema
    from soescan.app.reviewing import explore_changes, forecast_load, plan_tools, review
    from soescan.app.scanning import (
        compare_evidence,
        describe_failed_looks,
        live_targets,
        locate_recorded,
        locate_tools,
        read_evidence,
        read_stored_evidence,
        read_supplied,
        read_visit,
        replay_targets,
        resolve_targets,
        select_probes,
        tool_addresses,
        weigh_visit,
    )
    from soescan.app.vendors import describe_vendor
else:
    __getattr__ = defer_imports(
        __name__,
        {
            "soescan.app.cases": ("build_cases",),
            "soescan.app.catalogs": ("explain_standard", "find_product", "run_catalog_tests"),
            "soescan.app.formats": ("plan_formats", "read_report", "render_plan", "report_formats"),
            "soescan.app.manuals": ("find_manual",),
            "soescan.app.meanings": ("find_fact", "find_kinds", "find_records", "find_step"),
            "soescan.app.pitching": ("pitch_formats", "pitch_proposal"),
            "soescan.app.published_schemas": ("json_schema",),
            "soescan.app.reviewing": ("explore_changes", "forecast_load", "plan_tools", "review"),
            "soescan.app.scanning": (
                "compare_evidence",
                "describe_failed_looks",
                "live_targets",
                "locate_recorded",
                "locate_tools",
                "read_evidence",
                "read_stored_evidence",
                "read_supplied",
                "read_visit",
                "replay_targets",
                "resolve_targets",
                "select_probes",
                "tool_addresses",
                "weigh_visit",
            ),
            "soescan.app.vendors": ("describe_vendor",),
        },
    )

__all__ = [
    "build_cases",
    "compare_evidence",
    "describe_failed_looks",
    "describe_vendor",
    "explain_standard",
    "explore_changes",
    "find_fact",
    "find_kinds",
    "find_manual",
    "find_product",
    "find_records",
    "find_step",
    "forecast_load",
    "json_schema",
    "live_targets",
    "locate_recorded",
    "locate_tools",
    "pitch_formats",
    "pitch_proposal",
    "plan_formats",
    "plan_tools",
    "read_evidence",
    "read_report",
    "read_stored_evidence",
    "read_supplied",
    "read_visit",
    "render_plan",
    "replay_targets",
    "report_formats",
    "resolve_targets",
    "review",
    "run_catalog_tests",
    "select_probes",
    "tool_addresses",
    "weigh_visit",
]
