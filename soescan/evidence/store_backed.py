"""A door that asks only what the evidence store does not know yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from soescan.errors import UnreadableState
from soescan.evidence.store import EvidenceStore
from soescan.web import A, Ask, Get, Page, Question, Web
from soescan.web.recording import Failure, Outcome, attempt, unwrap

TRANSIENT = frozenset({UnreadableState.TIMEOUT, UnreadableState.DOWN, UnreadableState.DNS})
"""Failures that may be over by the next run."""
LOCAL_CAUSES = frozenset(
    {
        UnreadableState.PASSIVE,
        UnreadableState.REFUSED,
        UnreadableState.TLS,
        UnreadableState.INSPECTED,
    }
)
"""Failures that depend on what we were told to allow and to trust. All others are answers."""

_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_OF_THE_BODY = ("content-", "transfer-encoding", "connection")
"""Headers of a 304 that say nothing of the page that is kept (RFC 9111 section 3.2)."""


class StoreBackedWeb:
    """A door in front of another that keeps what comes through in a store.

    An answer younger than `max_age` when the scan began is taken from the store; an older one is
    asked again, with its ETag or date if it has one, and stays what it is when the server says that
    nothing has changed. Each question is asked once in a run, also when it fails.
    """

    def __init__(
        self, inner: Web, store: EvidenceStore, *, max_age: timedelta, clock: Callable[[], datetime]
    ) -> None:
        """Stand in front of `inner`; `clock` gives times that know their zone."""
        self._inner = inner
        self._store = store
        self._clock = clock
        self._began = clock()
        self._since = self._began - max_age
        self._lock = Lock()
        self._asking: dict[Question, Lock] = {}

    def ask(self, question: Ask[A]) -> A:
        """The stored answer while it may be used, otherwise a new one, which is stored.

        Raises UnreadableError when nothing could be read, also when that was found out before.
        """
        key: Any = question
        with self._lock:
            asking = self._asking.setdefault(key, Lock())
        with asking:
            return unwrap(self._find_outcome(key))  # type: ignore[no-any-return]

    def _find_outcome(self, question: Question) -> Outcome:
        stored = self._store.find_last_answer(question)
        if stored and stored.checked >= (
            self._began if is_transient(stored.outcome) else self._since
        ):
            return stored.outcome
        outcome = self._revalidate(question, stored.outcome) if stored else None
        if outcome is None:
            outcome = attempt(self._inner, question)
        if isinstance(outcome, Failure) and not outcome.at:
            outcome = replace(outcome, at=self._clock().strftime("%Y-%m-%dT%H:%M:%SZ"))
        self._store.add_answer(question, outcome, self._clock())
        return outcome

    def _revalidate(self, question: Question, stored: Outcome) -> Outcome | None:
        """What asking with a condition came to; None when there is nothing to base one on."""
        if not isinstance(question, Get) or not isinstance(stored, Page):
            return None
        conditions = _conditional_headers(question, stored)
        if not conditions:
            return None
        answer = attempt(self._inner, replace(question, headers=(*question.headers, *conditions)))
        if not isinstance(answer, Page) or answer.status != 304:
            return answer
        return _freshen(stored, answer) if answer.url == stored.url else None


def is_transient(outcome: Outcome) -> bool:
    """May the next run see something else, because nothing or only an error came?"""
    if isinstance(outcome, Failure):
        return outcome.state in TRANSIENT | LOCAL_CAUSES
    return isinstance(outcome, Page) and outcome.status >= 500


def _conditional_headers(question: Get, stored: Page) -> tuple[tuple[str, str], ...]:
    """What asks for a page only if it is another one (RFC 9110 sections 13.1.2 and 13.1.3)."""
    asks = {name.lower() for name, _ in question.headers}
    if question.method != "GET" or stored.status != 200 or stored.cut or stored.bodiless:
        return ()
    if asks & _CONDITIONS:
        return ()
    etag, modified = stored.header("etag"), stored.header("last-modified")
    return (
        *((("If-None-Match", etag),) if etag else ()),
        *((("If-Modified-Since", modified),) if modified else ()),
    )


def _freshen(stored: Page, news: Page) -> Page:
    """The page that is kept, with what a 304 says of it (RFC 9111 section 4.3.4)."""
    new_headers = [(n, v) for n, v in news.last.headers if not n.lower().startswith(_OF_THE_BODY)]
    names = {name.lower() for name, _ in new_headers}
    old_headers = [(n, v) for n, v in stored.last.headers if n.lower() not in names]
    last = replace(news.last, status=stored.status, headers=(*old_headers, *new_headers))
    return replace(stored, hops=(*news.hops[:-1], last), at=news.at or stored.at, proxy=news.proxy)
