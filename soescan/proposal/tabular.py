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
from soescan.reference.columns import Record, find_columns, flags, fold_cell, meanings, split_list


def read(table: InputTable, mapping: Mapping[str, str]) -> tuple[Proposal, tuple[Note, ...]]:
    """Read the rows of a table, wherever they come from."""
    columns = find_columns(table, words().proposal_columns, mapping, ("name",))
    if "deadline" in columns.fields:
        title = columns.titles[columns.fields["deadline"]]
        raise ProposalError([f"{table.name}: column {title!r}: {DEADLINE}"])
    tools = [
        tool
        for record in columns.records(table)
        if (tool := _tool(record, table.notes)) is not None
    ]
    return Proposal(tidy.one_spelling(tools, table.notes)), table.notes.as_tuple()


def from_list(name: str, items: Sequence[Mapping[str, str]], places: Sequence[Place]) -> InputTable:
    """A list of mappings as a table."""
    titles = tuple(dict.fromkeys(key for item in items for key in item))
    table = InputTable(name)
    table.add(Place(name, 1), titles)
    for item, place in zip(items, places, strict=True):
        table.add(place, (item.get(title, "") for title in titles))
    return table


def _tool(record: Record, notes: NoteCollector) -> Tool | None:
    said, place = dict(record.fields), record.place
    name = said.get("name", "")
    for field, text in said.items():
        if text.startswith(("=", "@")):
            notes.add(f"{field}: a formula, not a value; left blank", place)
            said[field] = ""
    if not said.get("name"):
        why = "its name is a formula" if name else "it has no name"
        notes.add(f"left out: {why}", place, rejected=True)
        return None
    tool = Tool(
        name=name,
        url=said.get("url", ""),
        use=_use(said, place, notes),
        app_url=said.get("app_url", ""),
        deployment=said.get("deployment", ""),
        edition=said.get("edition", ""),
        version=said.get("version", ""),
        data=_data(said, place, notes),
        vendor=Vendor(name=said.get("vendor", ""), country=said.get("country", "")),
        cost=Cost(annual=_money(said.get("cost", ""), place, notes)),
        support=Support(
            owner=said.get("support_owner", ""), owner_team=said.get("support_team", "")
        ),
        capabilities=dict.fromkeys(split_list(said.get("capabilities", "")), Level.FULL),
        integrations=tuple(map(Integration, split_list(said.get("integrations", "")))) or None,
        skills=split_list(said.get("skills", "")) or None,
        criticality=said.get("criticality", ""),
        other=record.other,
        place=place,
    )
    if not tool.deployment and _flag("saas", said, place, notes):
        tool = replace(tool, deployment="saas")
    return tidy.tidy(tool, notes)


def _use(said: Mapping[str, str], place: Place, notes: NoteCollector) -> Use:
    text = said.get("use", "")
    if text and (usual := meanings("uses").get(fold_cell(text))):
        return Use(usual)
    if text:
        notes.add(f"use: no usual word for {text[:40]!r}; read as proposed", place)
    return Use.PROPOSED


def _data(said: Mapping[str, str], place: Place, notes: NoteCollector) -> tuple[DataUse, ...]:
    personal = _flag("personal", said, place, notes)
    classes = split_list(said.get("data", ""))
    if not classes and personal is not None:
        return (DataUse(personal=personal),)
    return tuple(DataUse(class_=name, personal=personal) for name in classes)


def _flag(field: str, said: Mapping[str, str], place: Place, notes: NoteCollector) -> bool | None:
    text = said.get(field, "")
    if not text:
        return None
    flag = flags().get(fold_cell(text))
    if flag is None:
        notes.add(f"{field}: left blank: expected yes or no, found {text[:40]!r}", place)
    return flag


_MONEY = re.compile(r"[^\d.,-]*(\d{1,3}(?:[, '\u00a0\u202f]\d{3})+|\d+)(\.\d{1,2})?[^\d.,]*")


def _money(text: str, place: Place, notes: NoteCollector) -> float | None:
    if not text:
        return None
    found = _MONEY.fullmatch(text)
    if found is None:
        notes.add("cost left blank: expected an amount such as 12,000.00", place)
        return None
    return float(re.sub(r"\D", "", found[1]) + (found[2] or ""))


DEADLINE = (
    "expected no deadline. A deadline set before IT was asked has no basis: soescan answers with"
    " the earliest date, the chance of each committee date and the question to ask IT about lead"
    " times. A wish can be stated as 'wish_date'"
)
"""Law 8 of the product: there is no deadline field."""
