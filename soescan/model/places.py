"""Where in a file a thing was written, and what reading it had to say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in somebody's file a thing was written."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Place("")
"""Of what was written in no file."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader did to a file's content that its author should know of.

    Notes are counted, not repeated: `places` holds the first few of `count`.
    """

    says: str
    count: int = 1
    places: tuple[Place, ...] = ()
    rejected: bool = False
    """True when something was left out, false when it was only put into a usual form."""

    @property
    def counted(self) -> str:
        """What it says, after how often it was so where that is more than once.

        >>> Note("it has no name").counted, Note("it has no name", 2).counted
        ('it has no name', '2 × it has no name')
        """
        return f"{self.count:,} × {self.says}" if self.count > 1 else self.says
