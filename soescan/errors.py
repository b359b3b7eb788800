"""What can go wrong, as one tree.

    SoescanError            something a person can act on; exit 2
    ├── UsageError          the command was asked for something that does not exist
    ├── InputError          a file we were given is wrong: says where, and what we expected
    │   ├── ProposalError   the list of tools
    │   ├── CatalogError    IT's catalog, or one of the catalogs shipped with soescan
    │   └── EvidenceFileError  saved evidence
    ├── NothingReadError    a proposal held no tool that could be read; exit 3
    └── UnreadableError      something asked of the world that could not be read; becomes a gap

Anything else that is raised is a bug, and is allowed to look like one.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar


class UnreadableState(StrEnum):
    """The ways in which something asked of the world can be unreadable."""

    BLOCKED = "blocked"
    """The site turned us away: 401, 403, 429, 451 or a page that says so."""
    CHALLENGE = "challenge"
    """A test for robots stands in front of the page."""
    LOGIN = "login"
    """The page asks to sign in."""
    SCRIPT_ONLY = "script-only"
    """The page is empty until its scripts run."""
    SOFT_404 = "soft-404"
    """A page that says "not found" with a status that says "ok"."""
    NOT_FOUND = "not-found"
    """404 or 410."""
    PARKED = "parked"
    """The domain is for sale, or its server shows only the page it was delivered with."""
    ELSEWHERE = "elsewhere"
    """Redirects lead to the domain of somebody else."""
    DOWN = "down"
    """Nobody answers, the connection breaks, or the server reports an error of its own."""
    TIMEOUT = "timeout"
    """The answer was not there when the time was up."""
    ROBOTS = "robots"
    """The site's robots.txt asks programs to stay away."""
    DNS = "dns"
    """The name does not lead anywhere, or DNS does not answer."""
    REFUSED = "refused"
    """soescan does not go there: a private address, another scheme, a port out of the ordinary."""
    TOO_LARGE = "too-large"
    """More headers, redirects or markup than any honest site sends, or a page that is cut."""
    LOOP = "loop"
    """Redirects lead in a circle."""
    TLS = "tls"
    """The connection cannot be secured, or its certificate is not to be trusted."""
    MALFORMED = "malformed"
    """What came is not what the protocol allows."""
    INSPECTED = "inspected"
    """A proxy stands between us and the site and shows a certificate of its own."""
    PASSIVE = "passive"
    """An intrusion detector might notice the question; it is asked with --active only."""
    NOT_RECORDED = "not-recorded"
    """The recording does not hold the question."""
    NOT_ASKED = "not-asked"
    """The question was not put: as many as we put to one site had been put before."""
    NOT_APPLICABLE = "not-applicable"
    """The question does not arise here: there is nothing that it could be asked of."""


def printable(text: str) -> str:
    """A text for a terminal or a log, in which a stranger's name or key steers nothing.

    Lines stay; of what is not to be seen, each character is shown as one that is unknown.

    >>> printable("a\\x1b[31m\\ud800")
    'a�[31m�'
    """
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


class SoescanError(Exception):
    """Something a person can act on."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Say in `message` what is wrong, in `hint` what to do about it."""
        super().__init__(printable(message))
        self.hint = printable(hint)


class UsageError(SoescanError):
    """The command was asked for something that does not exist."""


class InputError(SoescanError):
    """A file we were given is wrong. Carries every problem found, not just the first."""

    MOST_SHOWN: ClassVar[int] = 50

    def __init__(self, problems: Iterable[str], *, hint: str = "") -> None:
        """Take lines of the form ``tools.csv:3: url: expected …, found …``."""
        self.problems = tuple(problems)
        shown = list(self.problems[: self.MOST_SHOWN])
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


class UnreadableError(SoescanError):
    """Something asked of the world could not be read. It becomes a gap, never a verdict."""

    def __init__(self, state: UnreadableState, why: str = "", *, at: str = "") -> None:
        """Say in `state` which of the known ways it failed, in `why` what was seen, `at` when."""
        super().__init__(f"{state}: {why}" if why else str(state))
        self.state = state
        self.why = why
        self.at = at
