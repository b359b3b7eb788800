"""What a pitch is made of: a request to IT on one page, ready to be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from soescan.report.first_page import LabelledText


@dataclass(frozen=True, slots=True)
class TrialLane:
    """A way of the SOE to try a tool for a while, which approves of nothing."""

    label: str
    days: int
    """How long a trial lasts after its go-live."""
    decided_by: str
    """The role that decides at its end, by its label; empty where the SOE does not say."""
    tools: tuple[str, ...] = ()
    """The tools to which it is open as they are listed, were they asked for as trials."""


@dataclass(frozen=True, slots=True)
class PitchPart:
    """A heading with a few points below it."""

    heading: str
    points: tuple[LabelledText, ...]
    """In the order in which they are read; every text is short and on one line."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """One page to IT. Every text is clean and short enough that all of it fits on A4."""

    title: str
    subject: str
    """The subject of a mail."""
    opening: str
    """What is asked, and by when, in two sentences."""
    parts: tuple[PitchPart, ...]
    closing: str
    """Who stands behind it, and how to reach them."""
    to: tuple[str, ...]
    """Mail addresses of the roles that are asked, as far as IT's catalog has them."""
    as_of: date


@dataclass(frozen=True, slots=True)
class PitchFormat:
    """One way to write a pitch. Its module's docstring is its manual page."""

    id: str
    doc: str | None
    endings: tuple[str, ...]
    render: Callable[[Pitch], str | bytes]
    """Text, or bytes where it is no text."""
    text: bool = True
