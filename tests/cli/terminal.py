"""soescan at a real terminal: a pseudo-terminal (pty(7)) that types answers and sees the screen."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import ROOT
from tests.patience import HANG, signals_count


def at_terminal(
    folder: Path, arguments: Sequence[str], typed: Sequence[tuple[str, bytes]] = ()
) -> tuple[int, str]:
    """Run soescan in a folder; type each answer when the screen ends so. Exit code and screen."""
    import pty  # not on Windows

    screen, answers = b"", list(typed)
    with signals_count():
        process, terminal = pty.fork()
    if not process:
        os.chdir(folder)
        os.environ.update({"PYTHONPATH": str(ROOT), "TERM": "xterm"})
        os.execv(sys.executable, [sys.executable, "-m", "soescan", *arguments])  # noqa: S606
    try:
        while select.select([terminal], [], [], HANG)[0]:
            try:
                screen += os.read(terminal, 65_536)
            except OSError:  # of Linux, where others read nothing more
                break
            while answers and screen.rstrip(b" ").endswith(answers[0][0].encode()):
                os.write(terminal, answers.pop(0)[1])
                screen += b"\x00"  # one end of the screen asks for one answer
    finally:
        os.close(terminal)
        _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    # An interrupt in the middle of an import ends Python by the signal: 130 to every shell.
    return 128 - code if code < 0 else code, screen.decode().replace("\x00", "").replace(
        "\r\n", "\n"
    )
