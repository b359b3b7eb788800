"""The two sheets of a brief as one page of HTML, for the engine that lays out a PDF."""

from __future__ import annotations

import html
from collections.abc import Iterable

from soescan.report.brief.blocks import Block, BriefHeading, BriefTable, BriefText, BriefTitle
from soescan.report.brief.build import Brief
from soescan.report.text import clean


def as_html(brief: Brief, title: str) -> str:
    """A document of two sections, each of which is a sheet of paper."""
    sheets = (brief.first, brief.second)
    body = "".join(f"<section>{''.join(map(_block, sheet))}</section>" for sheet in sheets)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_text(title)}</title>'
        f"</head><body>{body}</body></html>"
    )


def _block(block: Block) -> str:
    match block:
        case BriefTitle(text):
            return f"<h1>{_text(text)}</h1>"
        case BriefHeading(text):
            return f"<h2>{_text(text)}</h2>"
        case BriefText():
            kind = "answer" if block.is_answer else "caution" if block.is_caution else "text"
            label = f"<b>{_text(block.label)}:</b> " if block.label else ""
            return f'<p class="{kind}">{label}{_text(block.text)}</p>'
        case BriefTable():
            return _table(block)


def _table(table: BriefTable) -> str:
    total = sum(table.proportions)
    columns = "".join(f'<col style="width:{part / total:.2%}">' for part in table.proportions)
    head = _cells(table.head, "th scope=col", "th")
    named = int(table.is_named)
    rows = "".join(
        f"<tr>{_cells(row[:named], 'th scope=row', 'th')}{_cells(row[named:], 'td', 'td')}</tr>"
        for row in table.rows
    )
    return (
        f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _cells(cells: Iterable[str], opening: str, name: str) -> str:
    return "".join(f"<{opening}>{_text(cell)}</{name}>" for cell in cells)


def _text(text: str) -> str:
    return html.escape(clean(text))
