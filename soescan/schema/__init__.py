"""Nouns <-> documents, by the types of their fields.

The dataclasses of `soescan.model` are the file formats. `DocumentSchema.read` turns a document into
one and records every problem with its place; `DocumentSchema.write` turns one into plain values
that `read` accepts; `DocumentSchema.json_schema` is the JSON Schema that editors use. One mechanism
serves catalogs, proposals, evidence and reports, so that what is written can always be read back.

References need no code: a field of a type such as ``StepId`` refers to a record of that kind, a
field named ``id`` of that type defines one, and a reference to nothing is a problem.

`Sharing` says which records a kind of document holds once, in tables, and names by number.
"""

from __future__ import annotations

from soescan.schema.documents import DocumentSchema
from soescan.schema.fields import TypeAdapter, is_default
from soescan.schema.json_schema import EditorHints, offer
from soescan.schema.sharing import TABLES, SharedRecord, SharedTableWriter, Sharing

__all__ = [
    "TABLES",
    "DocumentSchema",
    "EditorHints",
    "SharedRecord",
    "SharedTableWriter",
    "Sharing",
    "TypeAdapter",
    "is_default",
    "offer",
]
