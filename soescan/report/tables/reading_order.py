"""In which order, and under which headings, an audience is shown the parts of a report.

The facts are the same for all. Verdicts stand before dates, dates before the work they ask for, and
each reader's own questions before everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from soescan.report.format import Audience
from soescan.report.tables.table import TableSpec


@dataclass(frozen=True, slots=True)
class Chapter:
    """Parts that answer one question of a reader."""

    title: str
    parts: tuple[str, ...]
    """Ids of tables, and of parts that only some formats have."""


_ABOUT = Chapter(
    "About this report", ("about-proposal", "about-catalog", "assumptions", "method", "notes")
)
_DATES = ("figures", "timeline", "graph", "why", "chances")

CHAPTERS: Mapping[Audience, tuple[Chapter, ...]] = {
    Audience.MARKETING: (
        Chapter(
            "Verdicts",
            ("summary", "tools", "in-use", "overlaps", "gaps", "routes", "requests", "waivers"),
        ),
        Chapter("Next steps", ("actions", "questions")),
        Chapter("Dates", _DATES),
        Chapter("Work and cost", ("approvals", "load", "costs", "needs")),
        Chapter(
            "Evidence",
            (
                *("standards", "uptime", "security", "data", "evidence"),
                *("subprocessors", "registers", "unread"),
            ),
        ),
        _ABOUT,
    ),
    Audience.IT: (
        Chapter("Uptime, security and data", ("uptime", "security", "data")),
        Chapter(
            "Verdicts",
            (
                *("summary", "tools", "in-use", "gaps", "standards", "overlaps"),
                *("requests", "waivers"),
            ),
        ),
        Chapter("What is asked of IT", ("questions", "actions", "approvals")),
        Chapter("Dates and work", (*_DATES, "load")),
        Chapter("Evidence", ("evidence", "subprocessors", "registers", "unread")),
        Chapter("Cost and other routes", ("costs", "routes", "needs")),
        _ABOUT,
    ),
    Audience.PROCUREMENT: (
        Chapter("Comparison", ("summary", "costs", "tools", "in-use", "overlaps")),
        Chapter(
            "Contract",
            ("gaps", "questions", "data", "subprocessors", "requests", "waivers"),
        ),
        Chapter("Next steps and dates", ("actions", "approvals", *_DATES)),
        Chapter("Work and other routes", ("load", "routes", "needs")),
        Chapter("Evidence", ("evidence", "security", "uptime", "standards", "registers", "unread")),
        _ABOUT,
    ),
}

ORDER: Mapping[Audience, tuple[str, ...]] = {
    audience: tuple(part for chapter in chapters for part in chapter.parts)
    for audience, chapters in CHAPTERS.items()
}
"""Ids of tables, and of parts that only some formats have."""

HEADINGS: Mapping[Audience, Mapping[str, str]] = {
    Audience.MARKETING: {},
    Audience.IT: {
        "data": "Data integrity: where data is, who gets it, how it is kept and got out",
        "gaps": "Deviations from the SOE",
        "tools": "Tools and verdicts",
        "load": "What it asks of our people",
        "approvals": "Review and approval steps",
        "routes": "Other routes",
        "needs": "Needs, and what approved products cover",
        "questions": "What is not known yet, and whom to ask",
        "waivers": "Waivers in force and expired",
    },
    Audience.PROCUREMENT: {
        "tools": "Tools, vendors and verdicts",
        "gaps": "Gaps to close in the contract or with the vendor",
        "approvals": "Approvals and their dates",
        "subprocessors": "Subprocessors",
    },
}
"""Headings of parts that an audience knows better under another name than the table's title."""


def sort_parts(audience: Audience, parts: Sequence[str]) -> list[str]:
    """Ids of tables and other parts, in the order in which an audience is shown them.

    A part that `ORDER` does not place stands behind the part that comes before it in `parts`.

    >>> sort_parts(Audience.IT, ["summary", "licences", "gaps", "uptime"])
    ['uptime', 'summary', 'licences', 'gaps']
    """
    places = {part: place for place, part in enumerate(ORDER[audience])}
    place, place_of = 0, dict[str, int]()
    for part in parts:
        place = place_of[part] = places.get(part, place)
    return sorted(parts, key=place_of.__getitem__)


def arrange_chapters(audience: Audience, parts: Sequence[str]) -> list[Chapter]:
    """The same order in an audience's chapters; those without any of the parts are left out.

    >>> [(c.title, c.parts) for c in arrange_chapters(Audience.IT, ["gaps", "licences", "data"])]
    [('Uptime, security and data', ('data',)), ('Verdicts', ('gaps', 'licences'))]
    """
    chapter_of = {part: c.title for c in CHAPTERS[audience] for part in c.parts}
    title, parts_of = CHAPTERS[audience][0].title, dict[str, list[str]]()
    for part in sort_parts(audience, parts):
        title = chapter_of.get(part, title)
        parts_of.setdefault(title, []).append(part)
    return [Chapter(title, tuple(members)) for title, members in parts_of.items()]


def heading_for(audience: Audience, table: TableSpec) -> str:
    """The heading of a table for an audience: its title, where `HEADINGS` has no other."""
    return HEADINGS[audience].get(table.id, table.title)
