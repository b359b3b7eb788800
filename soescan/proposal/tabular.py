"""Tool lists: CSV, workbooks, and lists of mappings in JSON or YAML.

Looks at: one row per tool, columns found by their titles.

Cannot say: needs, business cases and what else concerns the proposal as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from soescan.errors import ProposalError
from soescan.files import InputTable, NoteCollector
from soescan.model import (
    Cost,
    DataUse,
    Integration,
    Level,
    Note,
    Place,
    Proposal,
    Support,
    Tool,
    Use,
    Vendor,
)
from soescan.proposal import tidy
from soescan.reference.builtin import words
from soescan.reference.columns import (
    ColumnRecord,
    find_columns,
    fold_cell,
    split_list,
    word_meanings,
    yes_no_words,
)


def read(table: InputTable, mapping: Mapping[str, str]) -> tuple[Proposal, tuple[Note, ...]]:
    """A proposal with a tool for each row that has a name, and notes on what was done to the rows.

    `mapping` says which title holds which field. Raises InputError when no column holds the name,
    ProposalError when one holds a deadline.
    """
    columns = find_columns(table, words().proposal_columns, mapping, ("name",))
    if "deadline" in columns.fields:
        title = columns.titles[columns.fields["deadline"]]
        raise ProposalError([f"{table.name}: column {title!r}: {DEADLINE_REFUSAL}"])
    tools = [
        tool
        for record in columns.records(table, lists=_LISTS)
        if (tool := _read_tool(record, table.notes)) is not None
    ]
    return Proposal(tidy.unify_spellings(tools, table.notes)), table.notes.as_tuple()


_LISTS = ("data", "capabilities", "integrations", "skills")
"""Fields whose cells may hold several things."""


def build_table(
    name: str, items: Sequence[Mapping[str, str]], places: Sequence[Place]
) -> InputTable:
    """A list of mappings as a table: every key is a column, in the order of first use.

    `places` says for each item where it was written.
    """
    titles = tuple(dict.fromkeys(key for item in items for key in item))
    table = InputTable(name)
    table.add(Place(name, 1), titles)
    for item, place in zip(items, places, strict=True):
        table.add(place, (item.get(title, "") for title in titles))
    return table


def _read_tool(record: ColumnRecord, notes: NoteCollector) -> Tool | None:
    fields, place, formulas = dict(record.fields), record.place, []
    name = fields.get("name", "")
    for field, text in fields.items():
        if text.startswith(("=", "@")):
            notes.add(f"{field}: a formula, not a value; left blank", place)
            fields[field] = ""
            if field in ("url", "app_url"):
                formulas.append(text)
    if not fields.get("name"):
        reason = "its name is a formula" if name else "it has no name"
        notes.add(f"left out: {reason}", place, rejected=True)
        return None
    tool = Tool(
        name=name,
        url=fields.get("url", ""),
        use=_read_use(fields, place, notes),
        app_url=fields.get("app_url", ""),
        deployment=fields.get("deployment", ""),
        edition=fields.get("edition", ""),
        version=fields.get("version", ""),
        data=_read_data_uses(fields, place, notes),
        vendor=Vendor(name=fields.get("vendor", ""), country=fields.get("country", "")),
        cost=Cost(annual=_read_amount(fields.get("cost", ""), place, notes)),
        support=Support(
            owner=fields.get("support_owner", ""), owner_team=fields.get("support_team", "")
        ),
        capabilities=dict.fromkeys(split_list(fields.get("capabilities", "")), Level.FULL),
        integrations=tuple(map(Integration, split_list(fields.get("integrations", "")))) or None,
        skills=split_list(fields.get("skills", "")) or None,
        criticality=fields.get("criticality", ""),
        other=record.other,
        place=place,
    )
    if not tool.deployment and _read_flag("saas", fields, place, notes):
        tool = replace(tool, deployment="saas")
    tool = tidy.tidy_tool(tool, notes)
    return replace(tool, unread_addresses=(*tool.unread_addresses, *formulas))


def _read_use(fields: Mapping[str, str], place: Place, notes: NoteCollector) -> Use:
    text = fields.get("use", "")
    if text and (usual := word_meanings("uses").get(fold_cell(text))):
        return Use(usual)
    if text:
        notes.add(f"use: no usual word for {text[:40]!r}; read as proposed", place)
    return Use.PROPOSED


def _read_data_uses(
    fields: Mapping[str, str], place: Place, notes: NoteCollector
) -> tuple[DataUse, ...]:
    personal = _read_flag("personal", fields, place, notes)
    classes = split_list(fields.get("data", ""))
    if not classes and personal is not None:
        return (DataUse(personal=personal),)
    return tuple(DataUse(class_=name, personal=personal) for name in classes)


def _read_flag(
    field: str, fields: Mapping[str, str], place: Place, notes: NoteCollector
) -> bool | None:
    text = fields.get(field, "")
    flag = yes_no_words().get(fold_cell(text)) if text else None
    if text and flag is None:
        notes.add(f"{field}: left blank: expected yes or no, found {text[:40]!r}", place)
    return flag


_AMOUNT = re.compile(r"[^\d.,-]*(\d{1,3}(?:[, '\u00a0\u202f]\d{3})+|\d+)(\.\d{1,2})?[^\d.,]*")


def _read_amount(text: str, place: Place, notes: NoteCollector) -> float | None:
    if not text:
        return None
    amount = _AMOUNT.fullmatch(text)
    if amount is None:
        notes.add("cost left blank: expected an amount such as 12,000.00", place)
        return None
    return float(re.sub(r"\D", "", amount[1]) + (amount[2] or ""))


DEADLINE_REFUSAL = (
    "expected no deadline. A deadline set before IT was asked has no basis: soescan answers with"
    " the earliest date, the chance of each committee date and the question to ask IT about lead"
    " times. A wish can be stated as 'wish_date'"
)
"""Law 8 of the product: there is no deadline field."""
