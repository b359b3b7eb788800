"""soescan at a real terminal: a pseudo-terminal (pty(7)) that types answers and sees the screen."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import ROOT
from tests.patience import HANG, signals_count

_RUN = """
import fcntl, runpy, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that its Ctrl-C reaches this process
runpy.run_module("soescan", run_name="__main__", alter_sys=True)
"""


def at_terminal(
    folder: Path, arguments: Sequence[str], typed: Sequence[tuple[str, bytes]] = ()
) -> tuple[int, str]:
    """Run soescan in a folder; type each answer when the screen ends so. Exit code and screen."""
    terminal, inner = os.openpty()
    surroundings = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"}
    with signals_count():
        process = subprocess.Popen(
            [sys.executable, "-c", _RUN, *arguments],
            stdin=inner, stdout=inner, stderr=inner,
            cwd=folder, env=surroundings, start_new_session=True,
        )  # fmt: skip
    os.close(inner)
    try:
        screen = _answer(terminal, list(typed))
    finally:
        os.close(terminal)
        code = process.wait(HANG)
    # An interrupt in the middle of an import ends Python by the signal: 130 to every shell.
    return 128 - code if code < 0 else code, screen.replace("\r\n", "\n")


_PATIENCE = 2
"""Seconds without a sign after which Ctrl-C is pressed again, as people do: Python does not notice
one that comes after it has looked for signals and before it waits for the answer."""
_INTERRUPT = b"\x03"


def _answer(terminal: int, answers: list[tuple[str, bytes]]) -> str:
    """Type each answer once the screen ends as it says, and return all that was to be seen."""
    screen, seen, typed, waited = b"", 0, b"", 0
    while waited < HANG:
        if not select.select([terminal], [], [], _PATIENCE)[0]:
            waited += _PATIENCE
            if typed.endswith(_INTERRUPT):
                os.write(terminal, _INTERRUPT)
            continue
        waited = 0
        try:
            more = os.read(terminal, 65_536)
        except OSError:  # of Linux, where nothing more will come
            break
        if not more:
            break
        screen += more
        if answers and screen[seen:].rstrip(b" ").endswith(answers[0][0].encode()):
            seen, typed = len(screen), answers.pop(0)[1]
            os.write(terminal, typed)
    return screen.decode()
