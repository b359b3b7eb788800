"""A line that says what is going on, for whoever is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import click

_SILENT_SECONDS = 0.7
"""Seconds of silence that need no explanation."""


def is_watched(*, quiet: bool) -> bool:
    """Is stderr a terminal, and did nobody ask for quiet?"""
    return not quiet and sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def show_progress(activity: str, *, quiet: bool) -> Iterator[None]:
    """Say on stderr what takes its time, and for how long by now; gone when it is done."""
    if not is_watched(quiet=quiet):
        yield
        return
    finished = Event()
    reporter = Thread(target=_show_elapsed, args=(activity, finished), daemon=True)
    reporter.start()
    try:
        yield
    finally:
        finished.set()
        reporter.join()


def _show_elapsed(activity: str, finished: Event) -> None:
    began, shown = time.monotonic(), ""
    wait = _SILENT_SECONDS
    while not finished.wait(wait):
        shown = f"{activity}: {time.monotonic() - began:.0f} s"
        click.echo(f"\r{shown}", nl=False, err=True)
        wait = 1.0
    if shown:
        click.echo(f"\r{' ' * len(shown)}\r", nl=False, err=True)
