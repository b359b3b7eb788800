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
from soescan.proposal import document, tabular
from soescan.proposal.merging import merge_rows
from soescan.proposal.tidy import answer_addresses


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
            proposal, file_notes = read_one(content, mapping or {})  # type: ignore[arg-type]
        except InputError as error:
            raise ProposalError(error.problems, hint=error.hint) from error
        proposals.append(proposal)
        notes.extend(file_notes)
    whole = _join_proposals(proposals, use)
    collector = NoteCollector()
    tools = merge_rows(answer_addresses(whole.tools, whole.answers, collector), collector)
    _note_further_tools(tools, collector)
    notes.extend(collector.as_tuple())
    if not tools:
        file_names = ", ".join(file_name(path) for path in paths)
        reasons = "; ".join(note.counted for note in notes if note.rejected)
        raise NothingReadError(
            f"{file_names}: no tool could be read" + (f": {reasons}" if reasons else "")
        )
    return replace(whole, tools=tools), tuple(notes)


def _note_further_tools(tools: tuple[Tool, ...], notes: NoteCollector) -> None:
    """Note which tools are judged by IT's decision alone. Raises ProposalError for too many."""
    if len(tools) > LIMITS.listed:
        problem = f"expected at most {LIMITS.listed:,} tools in one run, found {len(tools):,}"
        raise ProposalError([f"{tools[LIMITS.listed].place}: {problem}"], hint="split the list")
    for tool in tools[LIMITS.tools :]:
        note = "only IT's decision is checked, not standards or dates, after the first"
        notes.add(f"{note} {LIMITS.tools:,} tools", tool.place)


_LISTS = (
    "tools", "needs", "business_cases", "current_stack", "concerns", "alternatives", "raci",
    "answers", "waivers",
)  # fmt: skip


def _join_proposals(proposals: Sequence[Proposal], use: Use | None) -> Proposal:
    """Several proposals as one; the first that says who stands behind it speaks for all."""
    with_header = [p for p in proposals if p.proposal != Proposal(()).proposal]
    lists: dict[str, tuple[object, ...]] = {
        name: tuple(item for p in proposals for item in getattr(p, name)) for name in _LISTS
    }
    if use:
        lists["tools"] = tuple(replace(t, use=use) for p in proposals for t in p.tools)
    leading = (with_header or proposals)[0]
    return replace(leading, **lists)  # type: ignore[arg-type]
