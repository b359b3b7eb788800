"""What can go wrong, as one tree.

    SoescanError            something a person can act on; exit 2
    ├── UsageError          the command was asked for something that does not exist
    ├── InputError          a file we were given is wrong: says where, and what we expected
    │   ├── ProposalError   the list of tools
    │   ├── CatalogError    IT's catalog, or one of the catalogs shipped with soescan
    │   └── EvidenceFileError  saved evidence
    └── NothingReadError    a proposal held no tool that could be read; exit 3

Anything else that is raised is a bug, and is allowed to look like one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar


class SoescanError(Exception):
    """Something a person can act on."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Say in `message` what is wrong, in `hint` what to do about it."""
        super().__init__(message)
        self.hint = hint


class UsageError(SoescanError):
    """The command was asked for something that does not exist."""


class InputError(SoescanError):
    """A file we were given is wrong. Carries every problem found, not just the first."""

    SHOWN: ClassVar[int] = 50

    def __init__(self, problems: Iterable[str], *, hint: str = "") -> None:
        """Take lines of the form ``tools.csv:3: url: expected …, found …``."""
        self.problems = tuple(problems)
        shown = list(self.problems[: self.SHOWN])
        if more := len(self.problems) - len(shown):
            shown.append(f"… and {more} more problems")
        super().__init__("\n".join(shown), hint=hint)


class ProposalError(InputError):
    """The list of tools is wrong."""


class CatalogError(InputError):
    """A catalog is wrong."""


class EvidenceFileError(InputError):
    """A file of saved evidence is wrong."""


class NothingReadError(SoescanError):
    """No tool could be read from what was given."""

    exit_code: ClassVar[int] = 3
