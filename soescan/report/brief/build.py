"""Report -> two sheets of paper: the first page, and what a committee needs next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soescan.model import Report
from soescan.report.brief.blocks import Block, BriefTable
from soescan.report.brief.contract_sections import costs_section, papers_section
from soescan.report.brief.first_sheet import fit_first_sheet
from soescan.report.brief.gap_sections import areas_section, gaps_section
from soescan.report.brief.paper import PaperSpace, measure_blocks
from soescan.report.brief.plan_sections import (
    chain_section,
    meetings_section,
    roles_section,
    routes_section,
)
from soescan.report.brief.sections import REST, BriefSection
from soescan.report.first_page import FirstPage, build_first_page
from soescan.report.format import Audience


@dataclass(frozen=True, slots=True)
class Brief:
    """Two sheets of paper, each of blocks below each other."""

    first: tuple[Block, ...]
    second: tuple[Block, ...]
    sections: tuple[BriefSection, ...]
    """The parts of the second, with all their rows."""

    @property
    def unfinished(self) -> tuple[BriefSection, ...]:
        """The parts of which the second sheet leaves something out and no other part has it."""
        shown = {block.head: block.rows for block in self.second if isinstance(block, BriefTable)}
        return tuple(
            section
            for section in self.sections
            if section.whole and section.rows and shown.get(section.head) != section.rows
        )


def build_brief(
    report: Report, audience: Audience, first: PaperSpace, second: PaperSpace, rest: str = REST
) -> Brief:
    """The brief for a reader, as much of it as two sheets with so much space hold.

    `rest` says what has all that they leave out.
    """
    page = build_first_page(report, audience)
    sections = _list_sections(report, page, audience)
    return Brief(fit_first_sheet(page, first), _fit_sections(sections, second, rest), sections)


def _list_sections(report: Report, page: FirstPage, audience: Audience) -> tuple[BriefSection, ...]:
    """What each reader needs next, in the order in which they ask."""
    match audience:
        case Audience.MARKETING:
            return gaps_section(report), chain_section(report), routes_section(report)
        case Audience.IT:
            return roles_section(report), areas_section(report), meetings_section(report)
        case Audience.PROCUREMENT:
            return costs_section(report, page), papers_section(report), gaps_section(report)


_FITS = ((4, 8), (3, 6), (2, 5), (2, 3), (1, 2), (1, 1))
"""Lines of a cell, and the fewest rows of a section that are worth that many."""
_MOST_ROWS = 24


def _fit_sections(
    sections: Sequence[BriefSection], space: PaperSpace, rest: str
) -> tuple[Block, ...]:
    """The sections with as many rows each as all of them have room for.

    A section with few rows leaves its room to the others, those that stand first before the rest.
    """
    for lines, fewest in _FITS:
        for rows in range(_MOST_ROWS, fewest - 1, -1):
            shown = [rows] * len(sections)
            if _fits(_with_rows(sections, shown, lines, space, rest), space):
                for number in range(len(sections)):
                    _add_rows(sections, shown, number, lines, space, rest)
                return _with_rows(sections, shown, lines, space, rest)
    return _with_rows(sections[:1], [1], 1, space, rest)


def _add_rows(
    sections: Sequence[BriefSection],
    shown: list[int],
    number: int,
    lines: int,
    space: PaperSpace,
    rest: str,
) -> None:
    """Let a section have more rows as long as the sheet holds them."""
    while shown[number] < min(len(sections[number].rows), _MOST_ROWS):
        shown[number] += 1
        if not _fits(_with_rows(sections, shown, lines, space, rest), space):
            shown[number] -= 1
            return


def _fits(blocks: tuple[Block, ...], space: PaperSpace) -> bool:
    return measure_blocks(blocks, space) <= space.height


def _with_rows(
    sections: Sequence[BriefSection],
    shown: Sequence[int],
    lines: int,
    space: PaperSpace,
    rest: str,
) -> tuple[Block, ...]:
    return tuple(
        block
        for section, rows in zip(sections, shown, strict=True)
        for block in section.blocks(rows, lines, space.width, rest)
    )
