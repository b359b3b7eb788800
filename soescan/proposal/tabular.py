"""Tool lists: CSV, workbooks, and lists of mappings in JSON or YAML.

Looks at: one row per tool, columns found by their titles.

Cannot say: how much a need weighs, business cases, and what else concerns the proposal as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from soescan.errors import ProposalError
from soescan.files import InputTable, NoteCollector
from soescan.model import (
    Cost,
    DataUse,
    Integration,
    Level,
    Need,
    Note,
    Place,
    Proposal,
    Support,
    Tool,
    Use,
    Vendor,
)
from soescan.proposal import tidy
from soescan.reference.amounts import ONCE, AmountError, is_cost_once, is_cost_title, read_amount
from soescan.reference.builtin import words
from soescan.reference.capabilities import published_vocabulary
from soescan.reference.columns import (
    HEADER_WITHIN,
    ColumnRecord,
    Columns,
    find_columns,
    fold_cell,
    split_list,
    word_meanings,
    yes_no_words,
)
from soescan.reference.headless import split_name_and_address
from soescan.reference.written_dates import read_written_date


def read(
    table: InputTable, mapping: Mapping[str, str], *, has_deadlines: bool = True
) -> tuple[Proposal, tuple[Note, ...]]:
    """A proposal with a tool for each row that has a name, and notes on what was done to the rows.

    `mapping` says which title holds which field. A deadline is read as a wish, with the reason; in
    a table that comes of a document it is refused, which `has_deadlines` says. Raises InputError
    when no column holds the name, ProposalError for a deadline that is refused.
    """
    columns = find_columns(table, _list_titles(table), mapping, ("name",))
    cost_title = columns.title(columns.fields["cost"]) if "cost" in columns.fields else ""
    columns.note_unread(table, "kept, but not used")
    _note_readings(columns, table, has_deadlines=has_deadlines)
    tools, needs = [], dict[str, Need]()
    for record in columns.records(table, lists=_LISTS):
        if (tool := _read_tool(record, cost_title, table.notes)) is not None:
            of_row = {need.capability: need for need in _read_needs(record, table.notes)}
            needs |= {key: need for key, need in of_row.items() if key not in needs}
            needed = dict.fromkeys(of_row, Level.FULL)
            tools.append(replace(tool, capabilities={**needed, **tool.capabilities}))
    tidy.note_currencies(tools, table.notes)
    tidied = tidy.unify_spellings(tools, table.notes)
    return Proposal(tidied, needs=tuple(needs.values())), table.notes.as_tuple()


def _read_needs(record: ColumnRecord, notes: NoteCollector) -> Iterator[Need]:
    """Yield what a tool is needed for; words that are no capability are only noted."""
    vocabulary = published_vocabulary()
    for word in vocabulary.split(record.fields.get("need", "")):
        if capability := vocabulary.find(word):
            yield Need(capability, place=record.place)
        else:
            notes.add(f"need left out: {vocabulary.describe_unknown(word)}", record.place)


_LISTS = ("data", "capabilities", "integrations", "skills", "need")
"""Fields whose cells may hold several things."""


def _note_readings(columns: Columns, table: InputTable, *, has_deadlines: bool) -> None:
    """Note columns that are read as something that their titles do not say."""
    place = table.rows[max(0, columns.first_row - 1)].place
    if "deadline" in columns.fields:
        title = columns.title(columns.fields["deadline"])
        if not has_deadlines:
            raise ProposalError([f"{table.name}: column {title!r}: {DEADLINE_REFUSAL}"])
        table.notes.add(f"column {title!r} is read as a wish: {_NO_DEADLINE}", place)
    if "owner" in columns.fields:
        title = columns.title(columns.fields["owner"])
        says = "is read as who looks after the tool once it is live"
        table.notes.add(f"column {title!r} {says}", place)


def _list_titles(table: InputTable) -> dict[str, Sequence[str]]:
    """The titles of each field; those of costs may say a currency and a period.

    Costs that are paid once are looked for where the table has no others.
    """
    cells = [cell for row in table.rows[:HEADER_WITHIN] for cell in row.cells]
    costs = [cell for cell in cells if is_cost_title(cell)]
    usual = words().proposal_columns
    yearly = [title for title in costs if not is_cost_once(title)]
    return {**usual, "cost": (*usual["cost"], *(yearly or costs))}


def _read_tool(record: ColumnRecord, cost_title: str, notes: NoteCollector) -> Tool | None:
    fields, links, place = dict(record.fields), dict(record.links), record.place
    name, beside = split_name_and_address(fields.get("name", ""))
    fields["name"] = name
    if beside:
        links.setdefault("name", beside)
    formulas = _blank_formulas(fields, place, notes)
    if reason := _find_reason_to_leave_out(fields, name):
        notes.add(f"left out: {reason}", place, rejected=True)
        return None
    url, app_url, further = tidy.choose_addresses(
        (fields.get("url", ""), links.get("url", "")),
        (fields.get("app_url", ""), links.get("app_url", "")),
        links.get("name", ""),
        place,
        notes,
    )
    tool = Tool(
        name=name,
        url=url,
        use=_read_use(fields, place, notes),
        app_url=app_url,
        deployment=fields.get("deployment", ""),
        edition=fields.get("edition", ""),
        version=fields.get("version", ""),
        data=_read_data_uses(fields, place, notes),
        vendor=Vendor(name=fields.get("vendor", ""), country=fields.get("country", "")),
        cost=_read_cost(fields.get("cost", ""), cost_title, place, notes),
        support=Support(
            owner=fields.get("support_owner", "") or fields.get("owner", ""),
            owner_team=fields.get("support_team", ""),
        ),
        capabilities=dict.fromkeys(split_list(fields.get("capabilities", "")), Level.FULL),
        integrations=tuple(map(Integration, split_list(fields.get("integrations", "")))) or None,
        skills=split_list(fields.get("skills", "")) or None,
        criticality=fields.get("criticality", ""),
        wish_date=_read_wish(fields, place, notes),
        priority=_read_priority(fields.get("priority", ""), place, notes),
        other=record.other,
        place=place,
    )
    if not tool.deployment and _read_flag("saas", fields, place, notes):
        tool = replace(tool, deployment="saas")
    tool = tidy.tidy_tool(tool, notes)
    return replace(tool, unread_addresses=(*tool.unread_addresses, *formulas, *further))


def _blank_formulas(fields: dict[str, str], place: Place, notes: NoteCollector) -> list[str]:
    """Blank the fields that hold a formula; returns what to say of those that held an address."""
    formulas = []
    for field, text in fields.items():
        if text.startswith(("=", "@")):
            notes.add(f"{field}: a formula, not a value; left blank", place)
            fields[field] = ""
            if field in ("url", "app_url"):
                formulas.append("a formula")  # whoever opens a report must not run it
    return formulas


def _find_reason_to_leave_out(fields: Mapping[str, str], name: str) -> str:
    """Why a row is no tool; empty when it is one. `name` is its name as written."""
    if not fields.get("name"):
        return "its name is a formula" if name else "it has no name"
    is_total = fold_cell(name) in _total_words()
    return (
        "a line of totals" if is_total and not (fields.get("url") or fields.get("vendor")) else ""
    )


@cache
def _total_words() -> frozenset[str]:
    return frozenset(map(fold_cell, words().totals))


def _read_use(fields: Mapping[str, str], place: Place, notes: NoteCollector) -> Use:
    text = fields.get("use", "")
    if text and fold_cell(text) not in word_meanings("uses"):
        text = _REMARK.split(text, maxsplit=1)[0].strip() or text
    if text and (usual := word_meanings("uses").get(fold_cell(text))):
        return Use(usual)
    if text and (answer := yes_no_words().get(fold_cell(text))) is not None:
        return Use.IN_USE if answer else Use.PROPOSED
    if text:
        notes.add(f"use: no usual word for {text[:40]!r}; read as proposed", place)
    return Use.PROPOSED


_REMARK = re.compile(r"[(\[,;:\u2013\u2014]| - |\b(?:since|seit|depuis|desde|dal|sinds)\b")
"""What stands before a remark in a cell that says how a tool is used."""


def _read_wish(fields: Mapping[str, str], place: Place, notes: NoteCollector) -> date | None:
    text = fields.get("wish_date", "") or fields.get("deadline", "")
    day = read_written_date(text) if text else None
    if text and day is None:
        note = "wish date left blank: expected a date such as 2026-11-22, found"
        notes.add(f"{note} {text[:40]!r}", place)
    return day


def _read_priority(text: str, place: Place, notes: NoteCollector) -> int | None:
    usual = word_meanings("priorities").get(fold_cell(text), text)
    if usual.isascii() and usual.isdecimal() and len(usual) < 7:
        return int(usual)
    if text:
        notes.add(f"priority {text[:40]!r} left blank: expected a number, 1 goes first", place)
    return None


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


def _read_cost(text: str, title: str, place: Place, notes: NoteCollector) -> Cost:
    """The yearly cost in a cell, or what is paid once where it says so."""
    if not text:
        return Cost()
    try:
        amount = read_amount(text, title)
    except AmountError as error:
        expected = "expected one amount such as 12,000.00 or 24k EUR a year"
        notes.add(f"cost {text[:40]!r} left blank: {expected}; not clear: {error}", place)
        return Cost()
    if amount.payments == ONCE:
        return Cost(one_off=amount.total, currency=amount.currency)
    if amount.payments not in (None, 1):
        notes.add(f"cost {text[:40]!r} read as {amount.total:,} a year", place)
    return Cost(annual=amount.total, currency=amount.currency)


_NO_DEADLINE = (
    "a deadline set before IT was asked has no basis: soescan answers with the earliest date, the"
    " chance of each committee date and the question to ask IT about lead times"
)
DEADLINE_REFUSAL = (
    f"expected no deadline. {_NO_DEADLINE[0].upper()}{_NO_DEADLINE[1:]}."
    " A wish can be stated as 'wish_date'"
)
"""Law 8 of the product: there is no deadline field."""
