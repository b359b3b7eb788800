"""What an input is, and what reading one comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from soescan.errors import UnreadableState
from soescan.model import Gap, Note
from soescan.web import Question
from soescan.web.recording import Outcome


@dataclass(frozen=True)
class SavedVisit:
    """What somebody kept of a visit: enough for `soescan.web.Replay` to stand in for the world."""

    targets: tuple[str, ...]
    """Addresses of the landing pages found, one for each host, in the order they were visited."""
    outcomes: Mapping[Question, Outcome] = field(repr=False)
    notes: tuple[Note, ...] = ()
    """Everything that was left out or could not be understood, with its place."""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Of a file in which no page was found: why, as a scan keeps it."""
        if self.targets:
            return ()
        return tuple(
            Gap(
                "input",
                str(note.places[0]) if note.places else "",
                UnreadableState.NOT_RECORDED,
                note.says,
            )
            for note in self.notes
        )


@dataclass(frozen=True, slots=True)
class SavedFormat:
    """One kind of file that holds answers of sites. Its module's docstring is its manual page."""

    id: str
    doc: str | None
    matches: Callable[[bytes], bool]
    """Is a file of this kind? Shown its first bytes, unpacked."""
    read: Callable[[bytes, str, str], SavedVisit]
    """Reads the content of a file, given its name for messages and the address that the user says
    it has. Raises `soescan.errors.EvidenceFileError` when nothing can be read of it."""
