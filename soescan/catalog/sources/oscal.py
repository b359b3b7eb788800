"""A catalog of controls in OSCAL, as JSON or YAML.

Looks at: the groups and controls, at any depth: their class, label and status.

Why it matters: the controls are what an organisation has promised to keep, and what a standard can
cite in `refs`.

Cannot say: whether a tool meets one. A control is prose; making a condition of it would be making
it up. So no standard is made, every control is counted, and the notes list what can be cited.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from soescan.catalog.sources.nodes import as_mapping, iter_members, read_text
from soescan.catalog.sources.rows import build_catalog, build_table
from soescan.catalog.sources.source import Content, ListReading, ListSource, vocabularies
from soescan.errors import InputError
from soescan.files import LIMITS, Document, DocumentNode
from soescan.model import Note, Place

ControlFamily = tuple[str, str]
"""The title of a group, and the class of controls in it."""


def recognises(content: Content) -> bool:
    """Is there a catalog with metadata that names its version of OSCAL?"""
    body = as_mapping(content).get("catalog")
    metadata = body.get("metadata") if isinstance(body, dict) else None
    return isinstance(metadata, dict) and "oscal-version" in metadata


def read(doc: Document) -> ListReading:
    """Read the controls; the catalog has no standards, the notes list what they can cite.

    Raises InputError for groups and controls that are no mappings.
    """
    vocabulary, body = vocabularies()[SOURCE.id], doc.root.child("catalog")
    cited: dict[ControlFamily, list[tuple[str, Place]]] = {}
    for number, (family, control) in enumerate(_iter_controls(body)):
        if number < LIMITS.rows:
            cited.setdefault(family, []).append((_control_label(control), control.place))
        else:
            cited.setdefault(("beyond the first controls", ""), []).append(("", control.place))
    title = read_text(body.child("metadata"), "title")
    doc.check(InputError)
    table, _ = build_table(doc.name, [])
    built = build_catalog(doc.name, vocabulary, (), table.notes)
    header = replace(built.catalog, source=" ".join(f"{vocabulary.name}: {title}".split()))
    notes = tuple(_note_family(family, labels) for family, labels in cited.items())
    return replace(built, catalog=header), notes


def _iter_controls(body: DocumentNode) -> Iterator[tuple[ControlFamily, DocumentNode]]:
    """Every control with its family, in the order of the document."""
    # Not recursive: a document may be deeper than Python's stack.
    waiting: list[tuple[DocumentNode, ControlFamily, bool]] = [(body, ("", ""), False)]
    while waiting:
        node, (group, kind), is_control = waiting.pop()
        below = []
        if is_control:
            # What a control is made of is of its class, where it does not say another.
            kind = read_text(node, "class") or kind
            yield (group, kind), node
        else:
            for child in iter_members(node, "groups", needed=False):
                title = read_text(child, "title") or read_text(child, "id")
                below.append((child, (f"{group}, {title}" if group else title, ""), False))
        controls = iter_members(node, "controls", needed=False)
        below += [(child, (group, kind), True) for child in controls]
        waiting += reversed(below)


def _control_label(control: DocumentNode) -> str:
    """What a control is cited by; one that was withdrawn says so."""
    members = iter_members(control, "props", needed=False)
    props = {read_text(p, "name"): read_text(p, "value") for p in members}
    words = (props.get("label") or read_text(control, "id")).split()
    label = " ".join(words) or "a control without id"
    return f"{label} (withdrawn)" if props.get("status", "").casefold() == "withdrawn" else label


def _note_family(family: ControlFamily, labels: list[tuple[str, Place]]) -> Note:
    group = ", ".join(filter(None, (" ".join(part.split()) for part in family)))
    listed = ", ".join(dict.fromkeys(label for label, _ in labels if label))
    text = "left out: a control is prose, without a condition to test"
    if listed:
        text += f"; to cite in refs: {group}: {listed}" if group else f"; to cite in refs: {listed}"
    places = tuple(place for _, place in labels[:3])
    return Note(text, len(labels), places, rejected=True)


SOURCE = ListSource(id="oscal", doc=__doc__, recognises=recognises, read=read)
