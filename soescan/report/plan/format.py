"""What a format of plans is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from soescan.model import Plan
from soescan.report.format import RenderOptions


@dataclass(frozen=True, slots=True)
class PlanFormat:
    """One way to write a plan. Its module's docstring is its manual page."""

    id: str
    doc: str | None
    endings: tuple[str, ...]
    render: Callable[[Plan, RenderOptions], str]
