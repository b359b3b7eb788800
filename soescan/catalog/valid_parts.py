"""The part of a catalog that was read without a problem, for the checks that come after reading.

A value that was refused is missing or of no meaning; to check it again would report one mistake
twice, or fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from soescan.files import Document
from soescan.model import Catalog

_FIELD_OR_RECORD = re.compile(r"\w+(\[\d+\])?")


class ValidParts:
    """The fields and records of a catalog about which its document has no problem so far."""

    def __init__(self, catalog: Catalog, doc: Document) -> None:
        """Take a catalog as it was read, and the document that holds the problems."""
        self.catalog = catalog
        self._faulty = {
            match[0] for problem in doc.problems if (match := _FIELD_OR_RECORD.match(problem.path))
        }

    def part(self, name: str) -> Any:
        """One of the catalog's fields; None when it has a problem."""
        return None if name in self._faulty else getattr(self.catalog, name)

    def records(self, kind: str) -> Iterator[tuple[int, Any]]:
        """Yield ``(index, record)`` for each record of a kind, counted from 0 as in the file."""
        for index, record in enumerate(self.part(kind) or ()):
            if record is not None and f"{kind}[{index}]" not in self._faulty:
                yield index, record
