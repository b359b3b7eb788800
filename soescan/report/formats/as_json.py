"""Everything, as JSON.

Looks at: the whole report; each finding with its facts and where they come from. The first page
comes first, and what many tools have in common stands once, under `shared`. With -v, everything is
written where it belongs, in a file ten times as long.

Why it matters: other programs read it, and `soescan` can read it back.

Cannot show: order of importance; that is for the formats people read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from soescan.model import Plan, Report
from soescan.report.first_page import build_first_page
from soescan.report.format import Audience, Format, RenderOptions
from soescan.report.saved_first_page import FIRST_PAGE_FORM
from soescan.report.saved_graph import leave_out_implied
from soescan.report.sharing import REPORT_SHARING
from soescan.report.text import escape_json_controls
from soescan.schema import DocumentSchema, SharedTableWriter, is_default


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """One JSON document, with a line for each tool, each question and whatever is shared.

    It comes bit by bit: as a whole it would take ten times the memory of its text.
    """
    yield f'{{\n"schema": {json.dumps(Report.SCHEMA)}'
    audience = options.audience or Audience.MARKETING
    yield f',\n"audience": {_to_json(audience)},\n"first_page": {{'
    page = build_first_page(report, audience)
    yield from _Members(FIRST_PAGE_FORM).write(page, before="")
    yield "\n}"
    if options.verbose:
        yield from _Members(DocumentSchema()).write(report)
    else:
        yield from _write_with_tables(report)
    yield "\n}\n"


def _write_with_tables(report: Report) -> Iterator[str]:
    """The report without what follows from the rest of it, then what it refers to."""
    tables = SharedTableWriter(REPORT_SHARING)
    members = _Members(DocumentSchema(), tables)
    others, implied = leave_out_implied(report)
    yield from members.write(others)
    yield f',\n"graph": {members.dump(implied)},\n"shared": {{'
    for number, (table, entries) in enumerate(tables.tables()):
        yield f'{"," if number else ""}\n"{table}": [\n'
        yield from _join_lines(escape_json_controls(entry) for entry in entries)
        yield "\n]"
    yield "\n}"


class _Members:
    """Writes the fields of nouns, each on a line of its own or more."""

    def __init__(self, form: DocumentSchema, tables: SharedTableWriter | None = None) -> None:
        """`tables` take what is shared; without them all is written where it stands."""
        self.form, self.tables = form, tables

    def write(self, noun: Any, before: str = ",") -> Iterator[str]:
        """The fields of a noun that say something, each after a comma, the first after `before`."""
        for f in fields(noun):
            value = getattr(noun, f.name)
            if not is_default(value, f) and not (f.name == "seed" and isinstance(noun, Plan)):
                yield f'{before}\n"{f.name}": '
                yield from self._write_value(value)
                before = ","

    def _write_value(self, value: Any) -> Iterator[str]:
        if isinstance(value, tuple) and value:
            shared = self.tables.find(value[0]) if self.tables else None
            columns = _to_json(shared.columns) if shared and shared.in_rows else ""
            yield f'{{"columns":{columns},"rows":[\n' if columns else "[\n"
            yield from _join_lines(map(self._dump_item, value))
            yield "\n]}" if columns else "\n]"
        elif isinstance(value, Plan):  # as long as the list of tools
            yield f'{{\n"seed": {value.seed}'
            yield from self.write(value)
            yield "\n}"
        else:
            yield self.dump(value)

    def _dump_item(self, item: Any) -> str:
        """An item of a list: a row where its kind is written in rows."""
        written = self.form.write(item, self.tables)
        shared = self.tables.find(item) if self.tables else None
        return _to_json(shared.as_row(written) if shared and shared.in_rows else written)

    def dump(self, value: Any) -> str:
        """A value on one line."""
        return _to_json(self.form.write(value, self.tables))


def _join_lines(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f",\n{line}" if number else line


def _to_json(written: object) -> str:
    text = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
    return escape_json_controls(text)


FORMAT = Format(id="json", doc=__doc__, endings=(".json",), render=render)
