"""How long tests wait: no outcome depends on how fast or how busy the machine is.

A wait for what must come lasts `HANG` at most, and a question to a server that answers has no
deadline that a slow machine could miss. Where a deadline is what a test is about, the other side
never answers; where it must answer first, the deadline is doubled until it came first.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from typing import NoReturn

from soescan.web.settings import Limits

HANG = 600
"""Seconds after which what hangs is given up."""
UNHURRIED = Limits(seconds=HANG, connect_seconds=HANG, dns_seconds=HANG)
DEADLINES = (1, 2, 4, 8, 16, 32, 64)
"""Seconds for what only a deadline ends, one after another."""


@contextlib.contextmanager
def signals_count() -> Iterator[None]:
    """Processes started meanwhile hear signals, also where this one was started to ignore them.

    `nohup` has SIGHUP ignored and a shell SIGINT of what it runs in the background, and programs
    inherit that (POSIX.1-2017, exec). What is handled they do not inherit, so a handler that does
    nothing keeps this process safe and leaves them as from a terminal.
    """
    numbers = [
        getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
    ]
    ignored = [number for number in numbers if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, lambda *_: None)
    try:
        yield
    finally:
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def runaway_ends(seconds: int = 30) -> Iterator[None]:
    """Fail where work grows out of hand, many times beyond what it takes.

    Counted are the seconds that this process works, not those of the clock, which run on while a
    busy machine works for others.

    Raises:
        AssertionError: it is still at work.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise AssertionError(f"still at work after {seconds} s of it")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
