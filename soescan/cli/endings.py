"""How the program ends: our errors in words, and the exit codes that a shell expects.

2 and 3 are ours (`soescan.errors`). A program that a signal ends has 128 and the signal's number
(POSIX.1-2017, Shell & Utilities, section 2.8.2): 130 for Ctrl-C, 141 where nobody reads on, 143
for SIGTERM. None of them is 1, which says that an outcome was found.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, NoReturn

import click

from soescan.errors import SoescanError, UsageError, printable

_STOPPED = 128
_FULL = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT)
_MISUSED = (errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES, errno.EPERM, errno.EROFS)
"""What is wrong with a path that somebody named, wherever it is noticed."""


class CliGroup(click.Group):
    """The one place where errors become words on stderr and an exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program; a signal that ends it lets it tidy up first."""
        with _end_on_signals():
            return super().main(*args, **extra)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the arguments, or show the help."""
        with _errors_as_words():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end with the exit code of what went wrong."""
        _prepare_streams()
        with _errors_as_words():
            return super().invoke(ctx)


@contextmanager
def _errors_as_words() -> Iterator[None]:
    try:
        yield
    except SoescanError as error:
        say(f"Error: {error}")
        if error.hint:
            say(f"Hint: {error.hint}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        with suppress(OSError):
            say("stopped")
        sys.exit(_STOPPED + signal.SIGINT)
    except OSError as error:
        sys.exit(_end_of(error))


def say(message: str) -> None:
    """Tell whoever started the program, on stderr."""
    click.echo(printable(message), err=True)


def _prepare_streams() -> None:
    """The same run gives the same bytes, whatever the locale of the machine it runs on."""
    if sys.stdout is None:  # whoever started us closed it
        _forget_output()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", newline="\n")


def _end_of(error: OSError) -> int:
    """The exit code for an error of the system that somebody can act on, told in words."""
    if error.errno == errno.EPIPE:
        _forget_output()
        return _STOPPED + 13  # SIGPIPE, which Windows does not have
    if error.errno in _FULL:
        # What could not be written would be tried again, in vain, when the program ends.
        _forget_output()
        say(f"Error: cannot be written: {error.strerror or error}")
    elif error.errno in _MISUSED and error.filename:
        say(f"Error: {error.filename}: cannot be used: {error.strerror}")
    else:
        raise error
    return UsageError.exit_code


def _forget_output() -> None:
    """Let standard output take everything until the program ends, also what is still held back."""
    null = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the program ends
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(null.fileno(), sys.stdout.fileno())
    sys.stdout = null


@contextmanager
def _end_on_signals() -> Iterator[None]:
    """End by an exception, so that files that are half written are taken away, on SIGTERM or
    SIGHUP; whoever has set these otherwise, say nohup, keeps them so."""
    names = ("SIGTERM", "SIGHUP") if current_thread() is main_thread() else ()
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    changed = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in changed:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(_STOPPED + number)
