"""Applications with phases of life and days on which these begin -> products.

What enterprise architects keep (LeanIX, Ardoq and their like) says what runs and what is planned
for it. Phases and plans are words of the kind of list; what they come to is the same for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from soescan.catalog import tabular as plain
from soescan.catalog.sources.rows import ProductEntry, build_catalog, read_records
from soescan.catalog.sources.source import ListReading, ListVocabulary, vocabularies
from soescan.files import InputTable, NoteCollector
from soescan.model import Lifecycle, Standing
from soescan.reference.columns import ColumnRecord, fold_cell
from soescan.reference.written_dates import read_written_date


def read_lifecycle_list(table: InputTable, id: str) -> ListReading:
    """Read a list whose rows are applications in a phase of their life; other rows are left out."""
    vocabulary = vocabularies()[id]
    applications = vocabulary.folded_words("applications")
    entries = []
    for record in read_records(table, vocabulary):
        kind = record.fields.get("type", "")
        if kind and fold_cell(kind) not in applications:
            table.notes.add(
                f"left out: a row of the type {kind[:40]!r}", record.place, rejected=True
            )
            continue
        entries.append(_make_entry(record, vocabulary, table.notes))
    return build_catalog(table.name, vocabulary, entries, table.notes), table.notes.as_tuple()


def _make_entry(
    record: ColumnRecord, vocabulary: ListVocabulary, notes: NoteCollector
) -> ProductEntry:
    fields, phase = dict(record.fields), record.fields.get("standing", "")
    days = {field: _read_day(field, record, notes) for field in ("begins", "phases_out", "ends")}
    standing, plan = vocabulary.find_standing(phase), fields.get("plan", "")
    planned = vocabulary.find_standing(plan)
    reasons = [fields.get("reason", ""), f"planned: {plan}" if plan and planned else ""]
    fields["reason"] = "; ".join(filter(None, reasons))
    # What is not there yet cannot be on its way out: for it, the plan is only told.
    if standing is Standing.APPROVED and planned:
        fields["standing"] = plain.choose_strictest([plan, phase], vocabulary.find_standing)
    standing = vocabulary.find_standing(fields.get("standing", ""))
    if standing is Standing.APPROVED:
        note = "approved because it is live: the list says what runs, not what was decided"
        notes.add(note, record.place)
    return ProductEntry(record.place, fields | _limit(standing, days, fields), _ends(days))


def _limit(
    standing: Standing | None, days: Mapping[str, date | None], written: Mapping[str, str]
) -> dict[str, str]:
    """From when and until when an application counts as approved; unclear days as written."""
    texts = {field: str(day or written.get(field, "")) for field, day in days.items()}
    begins, ends = texts["begins"], texts["phases_out"] or texts["ends"]
    limits: dict[str, str] = {}
    if begins and standing in (Standing.APPROVED, Standing.PILOT):
        limits["decided_on"] = begins
    if ends and standing is Standing.APPROVED:
        limits["valid_until"] = ends
    return limits


def _ends(days: Mapping[str, date | None]) -> dict[str, Any]:
    return {"lifecycle": Lifecycle(ours=days["ends"])} if days["ends"] else {}


def _read_day(field: str, record: ColumnRecord, notes: NoteCollector) -> date | None:
    text = record.fields.get(field, "")
    day = read_written_date(text) if text else None
    if text and day is None:
        title = field.replace("_", " ")
        note = f"{title}: expected a date such as 2026-11-22, found {text[:40]!r}"
        notes.add(note, record.place)
    return day
