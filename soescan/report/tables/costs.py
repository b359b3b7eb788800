"""What each tool costs, on which terms, and who looks after it: as the proposal and facts say."""

from __future__ import annotations

from soescan.model import Assessment, Report
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import (
    capitalize_first,
    combine_values,
    fact_label,
    is_numeric_fact,
    is_register_lead,
    join_unique,
)

_CONTRACT_TERMS = (
    *("legal.entity", "legal.entity_country", "contract.law_country", "contract.notice_days"),
    *("contract.auto_renewal", "contract.audit_right", "dpa.available", "subproc.notice_days"),
    *("transfer.mechanism", "sla.uptime", "sla.credits", "support.hours"),
    *("support.response_hours", "exit.export", "exit.export_formats"),
)
"""Facts that stand in a contract, in the order in which one negotiates them."""


def _build(report: Report) -> TableData:
    columns = (
        Column("Tool"),
        Column("Vendor"),
        Column("New vendor", width=9),
        Column("Vendor's country", width=10),
        Column("Annual cost", ColumnKind.NUMBER, width=12),
        Column("One-off cost", ColumnKind.NUMBER, width=12),
        Column("Support cost", ColumnKind.NUMBER, width=12),
        Column("Currency", width=10),
        Column("Edition", width=14),
        Column("Deployment", width=14),
        Column("Criticality", width=12),
        Column("Support owner", width=20),
        Column("Team", width=18),
        Column("Hours", width=16),
        Column("Until", ColumnKind.DATE, width=14),
        Column("Includes", width=24),
        Column("IT's consent", width=24),
        Column("Notice proposed (days)", ColumnKind.NUMBER, width=12),
        Column("Data export proposed", width=24),
        Column("Event", width=18),
        Column("Peak visits a minute", ColumnKind.NUMBER, width=12),
        *(
            Column(
                capitalize_first(fact_label(key)),
                ColumnKind.NUMBER if is_numeric_fact(key) else ColumnKind.TEXT,
                width=16,
            )
            for key in _CONTRACT_TERMS
        ),
    )
    return TableData(columns, tuple(_row(a) for a in report.assessments))


def _row(a: Assessment) -> tuple[Cell, ...]:
    tool = a.tool
    indices_of: dict[str, list[int]] = {}
    for index, fact in enumerate(a.facts):
        if not is_register_lead(fact):
            indices_of.setdefault(fact.key, []).append(index)
    return (
        tool.name,
        tool.vendor.name,
        _yes_or_no(tool.vendor.is_new),
        tool.vendor.country,
        tool.cost.annual,
        tool.cost.one_off,
        tool.cost.support,
        tool.cost.currency,
        tool.edition,
        tool.deployment,
        tool.criticality,
        tool.support.owner,
        tool.support.owner_team,
        tool.support.hours,
        tool.support.until,
        join_unique(tool.support.includes),
        tool.support.it_consent,
        tool.exit.notice_days,
        tool.exit.data_export,
        tool.traffic.event,
        tool.traffic.peak_visits_per_min,
        *(
            combine_values([a.facts[index] for index in indices_of.get(key, ())])
            for key in _CONTRACT_TERMS
        ),
    )


def _yes_or_no(said: bool | None) -> str:
    return "" if said is None else "yes" if said else "no"


TABLE = TableSpec(
    id="costs",
    title="Costs and terms",
    description=(
        "Costs in the currency shown, or else the proposal's, and what vendor and proposal say"
        " about contract and support."
    ),
    when_empty="The proposal lists no tool.",
    build=_build,
)
