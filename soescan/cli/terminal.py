"""How the person in front of the terminal would like to read: plainly, in colour, how wide.

Work is imported inside the functions, so that `soescan --help` stays as fast as click.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from soescan.report import RenderOptions

_PLAIN = "soescan.plain"
"""Under which a run remembers that --plain was said, whether before the command or behind it."""
_NARROWEST = 20
"""Columns below which no line is kept together."""


def _remember_plain(ctx: click.Context, _: click.Parameter, chosen: bool) -> None:
    if chosen:
        ctx.meta[_PLAIN] = True


PLAIN = click.option(
    "--plain",
    is_flag=True,
    expose_value=False,
    callback=_remember_plain,
    help="For screen readers: no tables, colours or progress.  [default: if SOESCAN_PLAIN is set]",
)


def offer_plain(command: click.Command) -> None:
    """Give a command, and all commands in it, ``--plain``."""
    PLAIN(command)
    for child in command.commands.values() if isinstance(command, click.Group) else ():
        offer_plain(child)


def was_plain_asked() -> bool:
    """Was ``--plain`` said on this command line?"""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_PLAIN))


def is_plain() -> bool:
    """Is the screen read to somebody: by ``--plain``, or by SOESCAN_PLAIN, set to anything?"""
    return was_plain_asked() or bool(os.environ.get("SOESCAN_PLAIN"))


def stdout_options(*, verbose: bool = False, colour: bool | None = None) -> RenderOptions:
    """How the reader of standard output would like it.

    A page on a terminal keeps within its window. Piped text is for other programs and for pagers:
    each statement is a line and no name is cut, unless COLUMNS asks for a width. Who has it read
    to them gets each statement and each cell of a table as a line, and colour only on demand.
    """
    import shutil

    from soescan.report import RenderOptions

    if is_plain():
        return RenderOptions(verbose=verbose, wrap=False, plain=True, colour=bool(colour))
    on_terminal = sys.stdout.isatty()
    if colour is None:
        # https://no-color.org: set to whatever, but not to nothing.
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        colour = on_terminal and not plain
    columns = os.environ.get("COLUMNS", "")
    if not on_terminal and not (columns.isdecimal() and int(columns)):
        return RenderOptions(verbose=verbose, wrap=False, colour=colour)
    width = shutil.get_terminal_size((80, 24)).columns
    return RenderOptions(width=max(_NARROWEST, width), verbose=verbose, colour=colour)


def file_options(*, verbose: bool = False) -> RenderOptions:
    """How a file is rendered: the same whatever window it was asked for in."""
    from soescan.report import RenderOptions

    return RenderOptions(verbose=verbose, wrap=False, plain=was_plain_asked())
