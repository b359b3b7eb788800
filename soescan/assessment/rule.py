"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from soescan.model import Case, Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of question we put to a case. Its module's docstring is its manual page."""

    id: str
    doc: str | None
    judge: Callable[[Case], Iterator[Finding]]
