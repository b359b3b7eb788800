"""Not faster than a careful visitor: few questions at once and a second, a pause when asked."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from soescan.errors import UnreadableError, UnreadableState
from soescan.web.settings import Pace


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
        with contextlib.nullcontext() if beside else state.connections:
            wait = self._wait(state, self._pace)
            if wait > 0:
                self._sleep(wait)
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

    def _wait(self, known: _Domain, pace: Pace) -> float:
        """Take a token, and say in how many seconds it is there."""
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
            return max(quiet, -known.tokens / pace.per_second, 0)


def _seconds(retry_after: str, now: float) -> float:
    text = retry_after.strip()
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        return parsedate_to_datetime(text).timestamp() - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0
