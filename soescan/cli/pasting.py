"""A list of tools that comes on standard input: pasted by a person, or from another program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from soescan.cli.endings import say
from soescan.cli.outputs import STDOUT
from soescan.cli.shared import PATH
from soescan.errors import UsageError

STDIN = STDOUT
"""Both are written ``-``."""


def tools_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command TOOLS: without any, the list that is piped or redirected to it."""
    add = click.argument("tools", type=PATH, nargs=-1, callback=_default_to_stdin)
    return add(command)


def _default_to_stdin(
    ctx: click.Context, _: click.Parameter, paths: tuple[Path, ...]
) -> tuple[Path, ...]:
    if paths or ctx.resilient_parsing:
        _refuse_names(ctx, paths)
        return paths
    if is_typed():
        hint = f"name a file, paste a list with soescan {ctx.info_name} -, or run soescan start"
        raise UsageError("expected a list of tools, found none", hint=hint)
    return (STDIN,)


def _refuse_names(ctx: click.Context, paths: Sequence[Path]) -> None:
    """Tell whoever gives the name of a tool that it goes into a list."""
    for path in paths:
        is_name = not path.suffix and len(path.parts) == 1
        if is_name and path != STDIN and not path.exists():
            hint = f"to ask about a tool, paste its name: soescan {ctx.info_name} -"
            raise UsageError(f"{path}: cannot be read: there is no such file", hint=hint)


def is_typed() -> bool:
    """Does what is read from standard input come from a person at a terminal, or from nobody?"""
    return sys.stdin is None or sys.stdin.isatty()


def invite_to_paste(paths: Sequence[Path]) -> bool:
    """Say how a list is pasted, where one of some paths asks a person for it; True if so."""
    if STDIN not in paths or sys.stdin is None or not is_typed():
        return False
    end = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
    say(f"Paste your list, then press {end} on an empty line.")
    return True
