"""Proposals in YAML or JSON: the whole form, or a bare list of tools.

Looks at: ``schema: soescan/proposal@1`` with tools, needs, business cases and the rest; or a list
of mappings, which is read like a table.

Cannot say: anything binding. What a requester writes is stated, and its waivers are requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from soescan.errors import ProposalError
from soescan.files import Document, LocatedDict, NoteCollector
from soescan.model import Note, Proposal
from soescan.proposal import tabular, tidy
from soescan.schema import DocumentSchema


def read(doc: Document, mapping: Mapping[str, str]) -> tuple[Proposal, tuple[Note, ...]]:
    """The proposal that a document is, or the tools that a bare list of mappings names; and notes.

    `mapping` says which key of a bare list holds which field. Raises ProposalError with every
    problem, and for any ``deadline``, wherever it is written.
    """
    if isinstance(doc.value, list):
        return _read_list(doc, mapping)
    _refuse_deadlines(doc)
    proposal = DocumentSchema().read_document(doc, Proposal)
    doc.check(ProposalError)
    notes = NoteCollector()
    tools = (tidy.tidy_tool(tool, notes) for tool in proposal.tools)
    return replace(proposal, tools=tidy.unify_spellings(tools, notes)), notes.as_tuple()


def _read_list(doc: Document, mapping: Mapping[str, str]) -> tuple[Proposal, tuple[Note, ...]]:
    items, places = [], []
    for node in doc.root.items():
        if isinstance(node.value, dict) and not any(
            isinstance(value, dict | list) for value in node.value.values()
        ):
            items.append(
                {key: "" if value is None else str(value) for key, value in node.value.items()}
            )
            places.append(node.place)
        else:
            node.report("a mapping with a name and a url")
    doc.check(ProposalError)
    return tabular.read(tabular.build_table(doc.name, items, places), mapping)


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
