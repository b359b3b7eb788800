"""A page that lists subprocessors -> who they are, what for, and where.

Lists come as tables, also several by region and with several legal entities of one company; as
bullets, "Company – purpose (Country)"; as terms with definitions; and as labelled lines under a
company's name. `read_subprocessors` reads them all, in their order; what only looks like one (a
menu, a table of cookies or prices) is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from soescan.recognition.subprocessors.blocks import Block, Piece, Table, blocks
from soescan.recognition.subprocessors.context import Context, hear, hear_heading
from soescan.recognition.subprocessors.entry import Subprocessor
from soescan.recognition.subprocessors.items import of_items, of_labels, of_terms
from soescan.recognition.subprocessors.tables import of_table
from soescan.recognition.subprocessors.terms import speaks

__all__ = ["Subprocessor", "read_subprocessors"]

LIMIT = 2_000
"""Entries that are read."""
_LINES = 12
"""Labelled lines below one company's name."""


def read_subprocessors(html: str) -> tuple[Subprocessor, ...]:
    """The subprocessors that a page lists, in its order; nothing when it lists none."""
    found: list[Subprocessor] = []
    context = Context(about=_titled(html))
    pieces = [one for one in blocks(html) if isinstance(one, Table) or one.text]
    at = 0
    while at < len(pieces) and len(found) < LIMIT:
        piece = pieces[at]
        if isinstance(piece, Table):
            found.extend(of_table(piece.grid(), context))
            context.near = False
            at += 1
            continue
        run = _run(pieces, at)
        match piece.kind:
            case "heading":
                hear_heading(piece, context)
            case "item":
                found.extend(of_items(run, context))
            case "term" | "definition":
                found.extend(of_terms(run, context))
            case _:
                made = of_labels(run, context)
                found.extend(made)
                if not made:
                    run = run[:1]
                    hear(piece.text, context)
        at += len(run)
    return tuple(found[:LIMIT])


def _titled(html: str) -> bool:
    """Does the page's title speak of subprocessors?"""
    title = re.search(r"<title[^>]{0,200}>([^<]{0,500})", html[:200_000], re.I)
    return title is not None and speaks("about", title[1])


def _run(pieces: Sequence[Piece], at: int) -> list[Block]:
    """The blocks of one kind, and of one list, that begin here."""
    first = pieces[at]
    assert isinstance(first, Block)  # noqa: S101 - the caller looked
    kinds = ("term", "definition") if first.kind in ("term", "definition") else (first.kind,)
    run: list[Block] = []
    for piece in pieces[at : at + (LIMIT if first.kind != "text" else _LINES)]:
        if not isinstance(piece, Block) or piece.kind not in kinds:
            break
        if piece.kind == "item" and piece.group != first.group:
            break
        run.append(piece)
        if piece.kind == "heading":
            break
    return run
