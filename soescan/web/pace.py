"""Not faster than a careful visitor: few questions at once and a second, a pause when asked.

And not for ever. Each question has its own limits (`soescan.web.settings.Limits`), but a site that
answers each of them a little before its time is up would still take minutes, and headers are kept
of every answer. So what the answers of one site cost is added up, and a site that has used up its
share is asked no more.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from soescan.errors import UnreadableError, UnreadableState
from soescan.web.ask import A, Ask, Page, Web
from soescan.web.settings import Pace

_own = threading.local()
"""Seconds that this thread has spent waiting for its turn."""


def clock_of_answers() -> float:
    """Seconds, by a clock that stands still while this thread waits for its turn to ask.

    That wait is of our own making; a wait that a site asked for is the site's.
    """
    return time.monotonic() - getattr(_own, "seconds", 0.0)


@dataclass
class _Domain:
    connections: threading.Semaphore
    lock: threading.Lock = field(default_factory=threading.Lock)
    tokens: float = 0
    filled: float = 0
    """When the tokens were counted last, on the monotonic clock."""
    quiet_until: float = 0
    """The site asked us to wait until then."""


class Pacer:
    """Keeps questions to each domain within a pace."""

    def __init__(
        self,
        pace: Pace | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Without a `pace`, everything goes at once."""
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._domains: dict[str, _Domain] = {}

    @contextlib.contextmanager
    def turn(self, domain: str, *, beside: bool = False) -> Iterator[None]:
        """Wait for one's turn to ask a domain, and hold it while asking.

        `beside` takes nobody's place, and waits for none: it is for what others wait for while they
        hold a place of their own.

        Raises:
            UnreadableError: the site asked us to stay away longer than we are ready to wait.
        """
        if self._pace is None:
            yield
            return
        state = self._domain(domain)
        began = self._clock()
        with contextlib.nullcontext() if beside else state.connections:
            wait, quiet = self._wait(state, self._pace)
            if wait > 0:
                self._sleep(wait)
            own = self._clock() - began - quiet
            _own.seconds = getattr(_own, "seconds", 0.0) + max(own, 0.0)
            yield

    def pause(self, domain: str, retry_after: str, now: float) -> None:
        """Heed what a site says in Retry-After (RFC 9110 section 10.2.3); `now` in Unix seconds."""
        seconds = _seconds(retry_after, now)
        if self._pace is not None and seconds > 0:
            state = self._domain(domain)
            with state.lock:
                state.quiet_until = max(state.quiet_until, self._clock() + seconds)

    def _domain(self, domain: str) -> _Domain:
        with self._lock:
            if domain not in self._domains:
                pace = self._pace or Pace()
                self._domains[domain] = _Domain(
                    threading.Semaphore(pace.connections), tokens=pace.burst, filled=self._clock()
                )
            return self._domains[domain]

    def _wait(self, known: _Domain, pace: Pace) -> tuple[float, float]:
        """Take a token; seconds until it is there, and how many of them the site asked for."""
        with known.lock:
            now = self._clock()
            known.tokens = min(pace.burst, known.tokens + (now - known.filled) * pace.per_second)
            known.filled = now
            quiet = known.quiet_until - now
            if quiet > pace.patience:
                raise UnreadableError(
                    UnreadableState.BLOCKED, f"the site asks us to wait {quiet:.0f} s"
                )
            known.tokens -= 1
            own = max(-known.tokens / pace.per_second, 0)
            return max(quiet, own), max(quiet - own, 0)


def _seconds(retry_after: str, now: float) -> float:
    text = retry_after.strip()
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        return parsedate_to_datetime(text).timestamp() - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0


# --- patience ------------------------------------------------------------------------------------

SITE_SECONDS = 60.0
"""That a site may keep us waiting: ten times what most need for all questions together."""
HEADER_CHARACTERS = 2 << 20
"""Of the headers of all answers of a site: ten times what is usual for sixty of them."""


class PatientWeb:
    """A door in front of another, through which one site is asked, until it has cost too much.

    A question on its way is not broken off: it ends when its own time is up. Only what is asked of
    the world costs time; an answer from a store or a recording does not.
    """

    def __init__(
        self,
        inner: Web,
        seconds: float = SITE_SECONDS,
        clock: Callable[[], float] = clock_of_answers,
    ) -> None:
        """Wait `seconds` by `clock` for all answers together."""
        self._inner = inner
        self._clock = clock
        self._seconds = seconds
        self._waited = 0.0
        self._characters = 0

    def ask(self, question: Ask[A]) -> A:
        """The inner client's answer.

        Raises:
            UnreadableError: there is none; or the site has used up its time (TIMEOUT) or sent more
                headers than any honest site (TOO_LARGE), and is not asked.
        """
        if self._waited >= self._seconds:
            why = f"not asked: the site had kept us waiting for {self._seconds:g} s in all"
            raise UnreadableError(UnreadableState.TIMEOUT, why)
        if self._characters > HEADER_CHARACTERS:
            why = "not asked: the site had sent more headers than soescan reads"
            raise UnreadableError(UnreadableState.TOO_LARGE, why)
        began = self._clock()
        try:
            answer = self._inner.ask(question)
        finally:
            self._waited += self._clock() - began
        if isinstance(answer, Page):
            self._characters += _count_characters(answer)
        return answer


def _count_characters(page: Page) -> int:
    return sum(
        len(hop.url) + sum(len(name) + len(value) for name, value in hop.headers)
        for hop in page.hops
    )
