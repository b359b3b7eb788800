"""Is what came back the page that was asked for, or something that stands in front of it?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from soescan.errors import State, UnreadableError
from soescan.web import Get, Page, Web


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of asking for a page."""

    page: Page | None
    """What came, also when it is not the page that was wanted; None when nothing did."""
    state: State | None = None
    """Why it does not count as the page; None when it does."""
    why: str = ""


def read_page(web: Web, url: str) -> Reading:
    """Ask for a page and say what came of it."""
    try:
        page = web.ask(Get(url))
    except UnreadableError as error:
        return Reading(None, error.state, error.why)
    return Reading(page, *_judged(page))


def _judged(page: Page) -> tuple[State | None, str]:
    """What can be told against a page; of a saved one, from what was saved with it."""
    if page.last.unsaved:
        page = replace(page, hops=tuple(replace(hop, unsaved=()) for hop in page.hops))
    try:
        return judge(page)
    except UnreadableError:  # the body was not kept; status and headers say nothing against it
        return None, ""


def judge(page: Page) -> tuple[State | None, str]:
    """The state of a page that came, and the sign it was recognised by."""
    if page.status in (404, 410):
        return State.NOT_FOUND, f"status {page.status}"
    if page.status in (401, 403, 429, 451):
        return State.BLOCKED, f"status {page.status}"
    if page.status >= 400:
        return State.DOWN, f"status {page.status}"
    return None, ""
