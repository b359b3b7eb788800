"""Everything, as JSON.

Looks at: the whole report; each finding with its facts and where they come from.

Why it matters: other programs read it, and `soescan` can read it back.

Cannot show: order of importance; that is for the formats people read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from soescan.model import Plan, Report
from soescan.report.format import Format, RenderOptions
from soescan.report.text import escape_json_controls
from soescan.schema import DocumentSchema, is_default


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """One JSON document, with a line for each tool and each question.

    It comes bit by bit: as a whole it would take ten times the memory of its text.
    """
    yield f'{{\n"schema": {json.dumps(Report.SCHEMA)}'
    yield from _member_lines(report, DocumentSchema())
    yield "\n}\n"


def _member_lines(noun: Any, shape: DocumentSchema) -> Iterator[str]:
    """The fields of a noun that say something, each after a comma."""
    for f in fields(noun):
        value = getattr(noun, f.name)
        if not is_default(value, f) and not (f.name == "seed" and isinstance(noun, Plan)):
            yield f',\n"{f.name}": '
            yield from _value_lines(value, shape)


def _value_lines(value: Any, shape: DocumentSchema) -> Iterator[str]:
    if isinstance(value, tuple):
        for number, item in enumerate(value):
            yield ",\n" if number else "[\n"
            yield _dump(item, shape)
        yield "\n]" if value else "[]"
    elif isinstance(value, Plan):  # as long as the list of tools
        yield f'{{\n"seed": {value.seed}'
        yield from _member_lines(value, shape)
        yield "\n}"
    else:
        yield _dump(value, shape)


def _dump(value: Any, shape: DocumentSchema) -> str:
    text = json.dumps(shape.write(value), ensure_ascii=False, separators=(",", ":"))
    return escape_json_controls(text)


FORMAT = Format(id="json", doc=__doc__, endings=(".json",), render=render)
