"""What a section of the second page is, and how far its rows fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from soescan.report.brief.blocks import Block, BriefHeading, BriefTable, BriefText
from soescan.report.brief.paper import cut_cells
from soescan.report.brief.wording import cut_text
from soescan.report.tables.row_limits import word_left_out

REST = "The long brief (--long)"
"""Where the rows stand that a sheet has no room for."""


@dataclass(frozen=True, slots=True)
class BriefSection:
    """A heading, a sentence and a table, of which a sheet shows as many rows as it holds."""

    heading: str
    says: str
    """What the table shows, or why there is none."""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    proportions: tuple[float, ...] = ()
    noun: str = "row"
    is_named: bool = True
    whole: bool = False
    """Whether a long brief shows all its rows: no other part of it says the same."""

    def blocks(self, most_rows: int, lines: int, width: float, rest: str) -> Iterator[Block]:
        """Yield it with at most so many rows, each cell of at most so many lines.

        `width` is that of the page in points, `rest` what has the rows that are left out.
        """
        yield BriefHeading(self.heading)
        yield BriefText(cut_text(self.says, _LONGEST_STATEMENT))
        if self.rows:
            rows = self.rows[:most_rows]
            table = BriefTable(self.head, rows, self.proportions, self.is_named)
            yield cut_cells(table, lines, width)
        if left_out := word_left_out(len(self.rows[most_rows:]), rest, self.noun):
            yield BriefText(left_out)


_LONGEST_STATEMENT = 240
"""Characters of the sentence above a table."""
