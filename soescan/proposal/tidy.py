"""What people write in lists, put into its usual form. Nothing is guessed; changes are counted."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from soescan.files.rows import NoteCollector
from soescan.model import Place, Tool
from soescan.reference.columns import fold_cell, word_meanings
from soescan.web.url import add_scheme, parse_typed


def tidy_address(written: str, place: Place, notes: NoteCollector) -> str:
    """An address one can open, as it was written but for a scheme and without credentials.

    Empty, with a note at `place`, when it is none or has another scheme than HTTP and HTTPS.
    """
    if not written.strip():
        return ""
    url = parse_typed(written)
    if url is None:
        notes.add("url left blank: not an address", place)
        return ""
    if not url.is_web:
        notes.add(f"url left blank: expected https, found {url.scheme}", place)
        return ""
    text = url.scheme + ":" + add_scheme(written).partition(":")[2].removesuffix("#")
    text = text.removesuffix("?")
    if url.credentials:
        notes.add("user name and password removed from url", place)
        text = _CREDENTIALS.sub("//", text, count=1)
    return text


_CREDENTIALS = re.compile(r"[/\\]*[^/\\?#]*@")
"""What stands before the host; of several at signs, the last ends it."""


def replace_word(field: str, text: str, place: Place, notes: NoteCollector) -> str:
    """The usual word for a deployment or a use; as written when it is none we know."""
    usual = word_meanings(field).get(fold_cell(text)) if text else ""
    if usual is None:
        notes.add(f"{field}: no usual word for {text[:40]!r}", place)
    return text if usual is None else usual


def tidy_tool(tool: Tool, notes: NoteCollector) -> Tool:
    """A tool with addresses one can open, the usual word for its deployment, a name on one line."""
    return replace(
        tool,
        name=" ".join(tool.name.split()),
        url=tidy_address(tool.url, tool.place, notes),
        app_url=tidy_address(tool.app_url, tool.place, notes),
        deployment=replace_word("deployments", tool.deployment, tool.place, notes),
    )


def unify_spellings(tools: Iterable[Tool], notes: NoteCollector) -> tuple[Tool, ...]:
    """Give words that differ only in case, spaces and punctuation their most frequent spelling."""
    tools = list(tools)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for tool in tools:
        spellings[fold_cell(tool.criticality)][tool.criticality] += 1
    # The most frequent spelling; of several, the first in the alphabet, whatever the row order.
    best = {key: min(counted, key=lambda s: (-counted[s], s)) for key, counted in spellings.items()}
    tidied = []
    for tool in tools:
        usual = best[fold_cell(tool.criticality)]
        if usual != tool.criticality:
            notes.add(f"criticality {tool.criticality!r} read as {usual!r}", tool.place)
            tool = replace(tool, criticality=usual)  # noqa: PLW2901
        tidied.append(tool)
    return tuple(tidied)
