"""Markdown for a wiki, a ticket or a repository: the first page, then every table.

Looks at: the whole report: the first page, then a heading and a table for each part, each with as
many rows as somebody reads; `-v` keeps every row and column.

Why it matters: it can be pasted where people already talk, and differences between two runs show.

Cannot show: pictures; columns in which nothing is said are left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from soescan.model import Report
from soescan.report.brief import (
    Block,
    BriefHeading,
    BriefTable,
    BriefText,
    BriefTitle,
    build_first_sheet,
    cut_text,
)
from soescan.report.first_page import build_first_page
from soescan.report.format import Audience, Format, RenderOptions
from soescan.report.tables import (
    Cell,
    Column,
    ColumnKind,
    Hyperlink,
    TableSpec,
    heading_for,
    list_tables,
)
from soescan.report.tables.cells import cell_text, drop_empty_columns, safe_url
from soescan.report.tables.row_limits import limit_table, word_left_out
from soescan.report.tables.wording import count_if_many
from soescan.report.text import clean

_SPECIAL = re.compile(r"[\\`*_\[\]|~#!$]")
_AUTOLINK = re.compile(r"(?i)(?:(?<=http)|(?<=https)|(?<=ftp))(?=:)|(?<=www)(?=\.)")
_LIST_START = re.compile(r"^(\d*)([.)+=-])(?=\s|$)")
"""What would begin a list or a rule."""
_UNSAFE = re.compile(r'[\s<>|\\`"\[\]()*_~]')


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """The first page, and every table with its heading in the reader's order."""
    audience = options.audience or Audience.MARKETING
    for block in build_first_sheet(build_first_page(report, audience)):
        yield from _block(block)
    for spec in list_tables(audience):
        heading = heading_for(audience, spec)
        yield from _section(spec, report, heading, verbose=options.verbose)


def _block(block: Block) -> Iterator[str]:
    match block:
        case BriefTitle(text):
            yield f"# {escape_markdown(text)}\n"
        case BriefHeading(text):
            yield f"\n## {escape_markdown(text)}\n"
        case BriefText():
            strong = block.is_answer or block.is_caution
            label = f"**{escape_markdown(block.label)}:** " if block.label else ""
            text = escape_markdown(block.text)
            yield f"\n{label}{f'**{text}**' if strong else text}\n"
        case BriefTable():
            yield f"\n{_table_row([escape_markdown(title) for title in block.head])}"
            yield _table_row(["---" for _ in block.head])
            for row in block.rows:
                yield _table_row([escape_markdown(cell) for cell in row])


_LONGEST_CELL = 240
"""Characters of a cell that somebody reads."""
_REST = "The report with -v"
"""What has the rows that are left out."""


def _section(spec: TableSpec, report: Report, title: str, *, verbose: bool) -> Iterator[str]:
    whole = spec.build(report)
    if not whole.rows and not spec.when_empty:
        return
    limited, left_out = limit_table(whole, spec.id, verbose=verbose)
    table = drop_empty_columns(limited)
    yield f"\n## {escape_markdown(title)}\n\n"
    yield f"{escape_markdown(spec.description if table.rows else spec.when_empty)}\n"
    if table.rows:
        yield f"\n{_table_row([escape_markdown(column.title) for column in table.columns])}"
        yield _table_row([_alignment(column) for column in table.columns])
        for row in table.rows:
            pairs = zip(row, table.columns, strict=True)
            yield _table_row([_format_cell(c, column, verbose=verbose) for c, column in pairs])
    if left_out:
        yield f"\n{escape_markdown(word_left_out(left_out, _REST))}\n"


def _table_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _alignment(column: Column) -> str:
    return "---:" if column.kind in (ColumnKind.NUMBER, ColumnKind.SHARE) else "---"


def _format_cell(cell: Cell, column: Column, *, verbose: bool) -> str:
    text = cell_text(cell, column.kind)
    if not verbose:
        names = column.title in _TOOL_COLUMNS
        text = cut_text(count_if_many(text) if names else text, _LONGEST_CELL)
    text = escape_markdown(text)
    if isinstance(cell, Hyperlink) and (url := safe_url(cell)):
        return f"[{text}](<{_UNSAFE.sub(_percent_encode, url)}>)"
    return text


_TOOL_COLUMNS = ("For", "Tools")
"""Columns of tools: a few are named, many are counted."""


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
