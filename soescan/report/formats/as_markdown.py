"""Every table, as Markdown for a wiki, a ticket or a repository.

Looks at: the whole report: the answer first, then a heading and a table for each part.

Why it matters: it can be pasted where people already talk, and differences between two runs show.

Cannot show: pictures; columns in which nothing is said are left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from soescan.model import Report
from soescan.report.format import Audience, Format, RenderOptions
from soescan.report.tables import (
    Cell,
    Column,
    ColumnKind,
    Hyperlink,
    TableSpec,
    heading_for,
    headline,
    list_tables,
    summary,
)
from soescan.report.tables.cells import cell_text, drop_empty_columns, safe_url
from soescan.report.text import clean

_SPECIAL = re.compile(r"[\\`*_\[\]|~#!$]")
_AUTOLINK = re.compile(r"(?i)(?:(?<=http)|(?<=https)|(?<=ftp))(?=:)|(?<=www)(?=\.)")
_LIST_START = re.compile(r"^(\d*)([.)+=-])(?=\s|$)")
"""What would begin a list or a rule."""
_UNSAFE = re.compile(r'[\s<>|\\`"\[\]()*_~]')


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """The answer, what it was held against, and every table with its heading."""
    yield f"# {escape_markdown(headline(report))}\n\n"
    context = f"{report.title}: as of {report.as_of}, checked against {report.catalog.name}."
    yield f"{escape_markdown(context)}\n"
    for notice in summary.list_notices(report):
        yield f"\n{escape_markdown(notice)}\n"
    audience = options.audience or Audience.MARKETING
    for spec in list_tables(audience):
        yield from _section(spec, report, heading_for(audience, spec))


def _section(spec: TableSpec, report: Report, title: str) -> Iterator[str]:
    table = drop_empty_columns(spec.build(report))
    if not table.rows and not spec.when_empty:
        return
    yield f"\n## {escape_markdown(title)}\n\n"
    yield f"{escape_markdown(spec.description if table.rows else spec.when_empty)}\n"
    if table.rows:
        yield f"\n{_table_row([escape_markdown(column.title) for column in table.columns])}"
        yield _table_row([_alignment(column) for column in table.columns])
        for row in table.rows:
            pairs = zip(row, table.columns, strict=True)
            yield _table_row([_format_cell(cell, column.kind) for cell, column in pairs])


def _table_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _alignment(column: Column) -> str:
    return "---:" if column.kind in (ColumnKind.NUMBER, ColumnKind.SHARE) else "---"


def _format_cell(cell: Cell, kind: ColumnKind) -> str:
    if isinstance(cell, Hyperlink) and (url := safe_url(cell)):
        return f"[{escape_markdown(cell_text(cell))}](<{_UNSAFE.sub(_percent_encode, url)}>)"
    return escape_markdown(cell_text(cell, kind))


def _percent_encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def escape_markdown(text: str) -> str:
    """A text that reads the same and is nothing but text.

    The comment behind an at sign keeps it from naming a person or making a mail address.

    >>> escape_markdown("a|b <i>"), escape_markdown("see www.a.example")
    ('a\\\\|b &lt;i&gt;', 'see www\\\\.a.example')
    """
    escaped = html.escape(" ".join(clean(text).split()), quote=False)
    escaped = _LIST_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", escaped))
    return _AUTOLINK.sub(r"\\", escaped).replace("@", "@<!-- -->")


FORMAT = Format(id="markdown", doc=__doc__, endings=(".md", ".markdown"), render=render)
