"""Files -> Proposal: what marketing would like, or what an auditor found in use.

A list of names is enough. Whatever is missing becomes a question later on; whatever is dirty is put
into its usual form and reported; whatever makes no sense costs its row and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from soescan import files
from soescan.errors import InputError, NothingReadError, ProposalError
from soescan.files import LIMITS, InputTable, NoteCollector, file_name
from soescan.model import Note, Proposal, Tool, Use
from soescan.names import fold
from soescan.proposal import document, tabular


def read(
    paths: Sequence[Path],
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
    use: Use | None = None,
) -> tuple[Proposal, tuple[Note, ...]]:
    """Read tool lists and proposals as one proposal, with notes on what was done to them.

    `mapping` says which column holds which field, `sheet` which sheet of a workbook, `use` what
    holds for every tool that does not say. Raises ProposalError for a file that cannot be read at
    all, NothingReadError when no tool is left.
    """
    proposals: list[Proposal] = []
    notes: list[Note] = []
    for path in paths:
        try:
            content = files.read(path, sheet)
            read_one = tabular.read if isinstance(content, InputTable) else document.read
            found, more = read_one(content, mapping or {})  # type: ignore[arg-type]
        except InputError as error:
            raise ProposalError(error.problems, hint=error.hint) from error
        proposals.append(found)
        notes.extend(more)
    whole = _joined(proposals, use)
    tally = NoteCollector()
    tools = _limited(_once(whole.tools, tally), tally)
    notes.extend(tally.as_tuple())
    if not tools:
        named = ", ".join(file_name(path) for path in paths)
        reasons = "; ".join(f"{note.count} × {note.says}" for note in notes if note.rejected)
        raise NothingReadError(
            f"{named}: no tool could be read" + (f": {reasons}" if reasons else "")
        )
    return replace(whole, tools=tools), tuple(notes)


def _limited(tools: tuple[Tool, ...], tally: NoteCollector) -> tuple[Tool, ...]:
    """As many tools as one run can judge."""
    for tool in tools[LIMITS.tools :]:
        says = f"left out: only the first {LIMITS.tools:,} tools are judged in one run"
        tally.add(says, tool.place, rejected=True)
    return tools[: LIMITS.tools]


_LISTS = (
    "tools", "needs", "business_cases", "current_stack", "concerns", "alternatives", "raci",
    "answers", "waivers",
)  # fmt: skip


def _joined(proposals: Sequence[Proposal], use: Use | None) -> Proposal:
    """Several proposals as one; the first that says who stands behind it speaks for all."""
    headed = [p for p in proposals if p.proposal != Proposal(()).proposal]
    lists: dict[str, tuple[object, ...]] = {
        name: tuple(item for p in proposals for item in getattr(p, name)) for name in _LISTS
    }
    if use:
        lists["tools"] = tuple(replace(t, use=use) for p in proposals for t in p.tools)
    first = (headed or proposals)[0]
    return replace(first, **lists)  # type: ignore[arg-type]


def _once(tools: Sequence[Tool], tally: NoteCollector) -> tuple[Tool, ...]:
    """The same line twice is one tool."""
    seen: dict[tuple[str, str], Tool] = {}
    for tool in tools:
        key = (fold(tool.name) or tool.name, tool.url)
        if key in seen:
            tally.add("left out: the same tool again", tool.place, rejected=True)
        seen.setdefault(key, tool)
    return tuple(seen.values())
