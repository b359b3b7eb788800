"""Was a page read whole? What is not seen on one that was cut may be on it all the same.

What is seen on such a page is there; that something is missing, that there are no more of a kind,
or what the page amounts to is for nobody to say. Whoever says such a thing asks here first.
"""

from __future__ import annotations

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import Page
from soescan.web.ask import cut_state as state_of_cut


def require_whole(page: Page) -> None:
    """Stop where something of a page was not read: nobody can tell then what is not on it.

    Raises:
        UnreadableError: it was cut, or holds more than is read.
    """
    state, why = cut_state(page)
    if state is not None:
        raise UnreadableError(state, why)


def cut_state(page: Page) -> tuple[UnreadableState | None, str]:
    """The state for that something of a page was not read, and why; None when all of it was."""
    from soescan.webstandards.html import why_incomplete

    why = why_incomplete(page)
    return (state_of_cut(why), f"the page was not read whole: {why}") if why else (None, "")
