"""A page that lists subprocessors -> who they are, what for, and where.

Lists come as tables, also several by region and with several legal entities of one company; as
bullets, "Company – purpose (Country)"; as terms with definitions; and as labelled lines under a
company's name. `read_subprocessors` reads them all, in their order; what only looks like one (a
menu, a table of cookies or prices) is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from soescan.recognition.subprocessors.blocks import PagePiece, PageTable, TextBlock, page_blocks
from soescan.recognition.subprocessors.context import (
    ListContext,
    update_context,
    update_from_heading,
)
from soescan.recognition.subprocessors.entry import Subprocessor
from soescan.recognition.subprocessors.items import read_items, read_labels, read_terms
from soescan.recognition.subprocessors.tables import read_table
from soescan.recognition.subprocessors.terms import is_title_about

__all__ = ["Subprocessor", "read_subprocessors"]

LIMIT = 2_000
"""Entries that are read."""
_LINES = 12
"""Labelled lines below one company's name."""


def read_subprocessors(html: str) -> tuple[Subprocessor, ...]:
    """The subprocessors that a page lists, at most `LIMIT`, in its order; none without a list.

    Those that the page only plans to use, or no longer uses, are left out.
    """
    entries: list[Subprocessor] = []
    context = ListContext(about=_title_mentions_subprocessors(html))
    pieces = [piece for piece in page_blocks(html) if isinstance(piece, PageTable) or piece.text]
    position = 0
    while position < len(pieces) and len(entries) < LIMIT:
        piece = pieces[position]
        if isinstance(piece, PageTable):
            listed, size = list(read_table(piece.grid(), context)), 1
        else:
            listed, size = _read_blocks(_run_of_blocks(pieces, position), context)
        if isinstance(piece, PageTable):
            context.announced = False
        if not context.is_unused:
            entries.extend(listed)
        if listed:
            context.unused_next = False
        position += size
    return tuple(entries[:LIMIT])


def _read_blocks(run: Sequence[TextBlock], context: ListContext) -> tuple[list[Subprocessor], int]:
    """The subprocessors of a run of blocks, and how many of its blocks were read."""
    match run[0].kind:
        case "heading":
            update_from_heading(run[0], context)
            return [], len(run)
        case "item":
            return read_items(run, context), len(run)
        case "term" | "definition":
            return read_terms(run, context), len(run)
        case _:
            if labelled := read_labels(run, context):
                return labelled, len(run)
            update_context(run[0].text, context)
            return [], 1


def _title_mentions_subprocessors(html: str) -> bool:
    """Does the page's title speak of subprocessors?"""
    title = re.search(r"<title[^>]{0,200}>([^<]{0,500})", html[:200_000], re.I)
    return title is not None and is_title_about(title[1])


def _run_of_blocks(pieces: Sequence[PagePiece], position: int) -> list[TextBlock]:
    """The consecutive blocks of one kind, and of one list, from a position on."""
    first_block = pieces[position]
    assert isinstance(first_block, TextBlock)  # noqa: S101 - the caller looked
    kinds = (
        ("term", "definition")
        if first_block.kind in ("term", "definition")
        else (first_block.kind,)
    )
    run: list[TextBlock] = []
    for piece in pieces[position : position + (LIMIT if first_block.kind != "text" else _LINES)]:
        if not isinstance(piece, TextBlock) or piece.kind not in kinds:
            break
        if piece.kind == "item" and piece.group != first_block.group:
            break
        run.append(piece)
        if piece.kind == "heading":
            break
    return run
