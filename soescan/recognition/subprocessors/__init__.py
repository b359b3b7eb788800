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
from soescan.recognition.subprocessors.terms import mentions

__all__ = ["Subprocessor", "read_subprocessors"]

LIMIT = 2_000
"""Entries that are read."""
_LINES = 12
"""Labelled lines below one company's name."""


def read_subprocessors(html: str) -> tuple[Subprocessor, ...]:
    """The subprocessors that a page lists, in its order; nothing when it lists none."""
    found: list[Subprocessor] = []
    context = ListContext(about=_title_mentions_subprocessors(html))
    pieces = [one for one in page_blocks(html) if isinstance(one, PageTable) or one.text]
    at = 0
    while at < len(pieces) and len(found) < LIMIT:
        piece = pieces[at]
        if isinstance(piece, PageTable):
            found.extend(read_table(piece.grid(), context))
            context.announced = False
            at += 1
            continue
        run = _run_of_blocks(pieces, at)
        match piece.kind:
            case "heading":
                update_from_heading(piece, context)
            case "item":
                found.extend(read_items(run, context))
            case "term" | "definition":
                found.extend(read_terms(run, context))
            case _:
                made = read_labels(run, context)
                found.extend(made)
                if not made:
                    run = run[:1]
                    update_context(piece.text, context)
        at += len(run)
    return tuple(found[:LIMIT])


def _title_mentions_subprocessors(html: str) -> bool:
    """Does the page's title speak of subprocessors?"""
    title = re.search(r"<title[^>]{0,200}>([^<]{0,500})", html[:200_000], re.I)
    return title is not None and mentions("about", title[1])


def _run_of_blocks(pieces: Sequence[PagePiece], at: int) -> list[TextBlock]:
    """The blocks of one kind, and of one list, that begin here."""
    first = pieces[at]
    assert isinstance(first, TextBlock)  # noqa: S101 - the caller looked
    kinds = ("term", "definition") if first.kind in ("term", "definition") else (first.kind,)
    run: list[TextBlock] = []
    for piece in pieces[at : at + (LIMIT if first.kind != "text" else _LINES)]:
        if not isinstance(piece, TextBlock) or piece.kind not in kinds:
            break
        if piece.kind == "item" and piece.group != first.group:
            break
        run.append(piece)
        if piece.kind == "heading":
            break
    return run
