"""A line that says what is going on, how far it is and for how long still, for whoever watches."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import click

from soescan.cli.terminal import is_plain
from soescan.progress import OnProgress, tell_nobody

_SILENT_SECONDS = 0.7
"""Seconds of silence that need no explanation."""
_TICK_SECONDS = 0.5
_FEW_ITEMS = 3
"""Items after which the rest can be guessed by them."""
_SHORT_SECONDS = 5
"""Seconds that are left which nobody needs to be told of."""


def is_watched(*, quiet: bool) -> bool:
    """Is stderr a terminal on which a line can be overwritten, and does somebody look at it?

    Nobody does who asked for quiet, or who has the screen read to them; nor does anybody on CI.
    """
    if quiet or is_plain() or os.environ.get("CI") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def show_progress(activity: str, *, quiet: bool) -> Iterator[OnProgress]:
    """Say on stderr what takes its time, and how far it is; gone when it is done.

    Gives a function that takes what is done now, how many are done, and of how many.
    """
    if not is_watched(quiet=quiet):
        yield tell_nobody
        return
    line = _ProgressLine(activity)
    reporter = Thread(target=line.show_until_finished, daemon=True)
    reporter.start()
    try:
        yield line.update
    finally:
        line.finished.set()
        reporter.join()


class _ProgressLine:
    """One line on stderr, written again and again by a thread of its own."""

    def __init__(self, activity: str) -> None:
        self.finished = Event()
        self._state = (activity, 0, 0, time.monotonic())

    def update(self, activity: str, done: int, total: int) -> None:
        """Take note of what is done now; the clock starts anew with each activity."""
        before, _, _, began = self._state
        self._state = activity, done, total, began if activity == before else time.monotonic()

    def show_until_finished(self) -> None:
        """Write the line until the work is finished, and take it away then."""
        shown, wait = "", _SILENT_SECONDS
        while not self.finished.wait(wait):
            activity, done, total, began = self._state
            text = describe_progress(activity, done, total, time.monotonic() - began)
            before, shown = shown, text[: _columns() - 1]
            click.echo(f"\r{shown.ljust(len(before))}", nl=False, err=True)
            wait = _TICK_SECONDS
        if shown:
            click.echo(f"\r{' ' * len(shown)}\r", nl=False, err=True)


def _columns() -> int:
    """How wide the terminal on stderr is: a longer line could not be overwritten."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def describe_progress(activity: str, done: int, total: int, seconds: float) -> str:
    """What is being done, how far it is after some seconds, and what is left if that is long.

    >>> describe_progress("planning", 0, 0, 3.2)
    'planning: 3 s'
    >>> describe_progress("judging tools", 2, 25, 4), describe_progress("judging tools", 5, 25, 30)
    ('judging tools: 2 of 25', 'judging tools: 5 of 25, about 2 minutes left')
    """
    if total < 2:
        return f"{activity}: {seconds:.0f} s"
    left = seconds / done * (total - done) if done >= _FEW_ITEMS else 0
    rest = f", {_round_time(left)} left" if left >= _SHORT_SECONDS else ""
    return f"{activity}: {done} of {total}{rest}"


def _round_time(seconds: float) -> str:
    """A guess as people say one.

    >>> _round_time(7), _round_time(44), _round_time(80), _round_time(100), _round_time(8_000)
    ('about 10 seconds', 'about 40 seconds', 'about a minute', 'about 2 minutes', 'about 2 hours')
    """
    if seconds < 55:
        return f"about {max(1, round(seconds / 10)) * 10} seconds"
    if seconds < 90:
        return "about a minute"
    minutes = round(seconds / 60)
    return f"about {minutes} minutes" if minutes < 90 else f"about {round(minutes / 60)} hours"
