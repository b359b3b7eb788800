"""Proposals in YAML or JSON: the whole form, or a bare list of tools.

Looks at: ``schema: soescan/proposal@1`` with tools, needs, business cases and the rest; or a list
of mappings, which is read like a table.

Cannot say: anything binding. What a requester writes is stated, and its waivers are requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from soescan.errors import ProposalError
from soescan.files import Document, LocatedDict, NoteCollector, read_records
from soescan.model import Note, Proposal, Tool
from soescan.proposal import amounts, tabular, tidy
from soescan.schema import DocumentSchema


def read(doc: Document, mapping: Mapping[str, str]) -> tuple[Proposal, tuple[Note, ...]]:
    """The proposal that a document is, or the tools that a bare list of mappings names; and notes.

    `mapping` says which key of a bare list holds which field. Raises ProposalError with every
    problem, and for any ``deadline``, wherever it is written.
    """
    if not _is_own_form(doc.value):
        _refuse_deadlines(doc)
        doc.check(ProposalError)
        if table := read_records(doc):
            return tabular.read(table, mapping, has_deadlines=False)
    _refuse_deadlines(doc)
    amounts.spell_amounts(doc)
    proposal = DocumentSchema().read_document(doc, Proposal)
    doc.check(ProposalError)
    notes = NoteCollector()
    tools = tuple(tidy.tidy_tool(tool, notes) for tool in proposal.tools)
    tidy.note_currencies(tools, notes)
    return replace(proposal, tools=tidy.unify_spellings(tools, notes)), notes.as_tuple()


def _is_own_form(value: object) -> bool:
    """Is a document a proposal, perhaps without its schema, and no list that a program wrote?"""
    if not isinstance(value, dict) or "schema" in value:
        return isinstance(value, dict)
    own = {field.name for field in fields(Proposal)}
    tools = value.get("tools")
    if set(value) & (own - {"tools"}) or tools is None:
        return bool(set(value) & own) or not value
    own_tool = {field.name for field in fields(Tool)}
    return isinstance(tools, list) and all(
        isinstance(tool, dict) and set(tool) <= own_tool for tool in tools
    )


def _refuse_deadlines(doc: Document) -> None:
    """Record a problem for each key ``deadline``, at any depth, and take it out of the document."""
    nodes = [doc.root]
    while nodes:
        node = nodes.pop()
        if isinstance(node.value, dict):
            if "deadline" in node.value:
                node.child("deadline").report_text(tabular.DEADLINE_REFUSAL)
                del node.value["deadline"]
                if isinstance(node.value, LocatedDict):
                    node.value.places.pop("deadline", None)
            nodes.extend(node.child(key) for key in node.value)
        elif isinstance(node.value, list):
            nodes.extend(node.items())
