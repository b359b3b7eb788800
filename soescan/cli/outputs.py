"""Where a command writes, and in which format: all of it checked before the work begins.

The ending of a file decides its format, `--format` overrides it. Several outputs are written
together or not at all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from soescan.cli.progress import show_progress
from soescan.errors import UsageError

if TYPE_CHECKING:
    from soescan.files.raw import FileContent

STDOUT = Path("-")


class FormatParam(click.ParamType[str]):
    """The name of a format. Which there are is asked only when it matters: to know takes time."""

    name = "format"

    def __init__(self, known: Callable[[], Sequence[str]]) -> None:
        """`known` names the formats that there are."""
        self._known = known

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """The formats, for the help page."""
        return f"[{'|'.join(self._known())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, or a usage error."""
        known = self._known()
        if value not in known:
            self.fail(f"expected one of {', '.join(known)}, found {value!r}", param, ctx)
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        """The names that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in self._known() if name.startswith(incomplete)]


@dataclass(frozen=True, slots=True)
class Output:
    """One place to write to, and the name of the format to write in."""

    path: Path
    format: str

    @property
    def to_stdout(self) -> bool:
        """Is it standard output?"""
        return self.path == STDOUT


def plan_outputs(
    paths: Sequence[Path],
    name: str | None,
    endings: Mapping[str, str],
    *,
    binary: Collection[str] = (),
    inputs: Iterable[Path | None] = (),
) -> tuple[Output, ...]:
    """Each output with its format; standard output when there is none.

    `endings` says which format an ending asks for, `binary` which formats no terminal can show;
    `inputs` are files that are read, and are therefore not written to.

    Raises:
        UsageError: one of them cannot be written to, or it is not clear how.
    """
    read_from = {
        _file_identity(path): path for path in inputs if path is not None and path != STDOUT
    }
    outputs_by_file: dict[object, Path] = {}
    planned = []
    for path in paths or (STDOUT,):
        key = _file_identity(path)
        if key in outputs_by_file:
            alias = (
                f"; it is {outputs_by_file[key]} as well" if outputs_by_file[key] != path else ""
            )
            raise UsageError(f"{path}: expected each output once, found it twice{alias}")
        outputs_by_file[key] = path
        if path == STDOUT:
            planned.append(Output(path, name or "table"))
            _check_terminal(planned[-1], binary)
            continue
        if key in read_from:
            raise UsageError(f"{path}: is read from, so it is not written to", hint="name another")
        planned.append(Output(path, name or _format_of(path, endings)))
        _check_writable(path)
    return tuple(planned)


def write_outputs(
    outputs: Sequence[Output], render: Callable[[Output], FileContent], *, quiet: bool
) -> None:
    """Write what `render` gives for each output: all files or none, then standard output."""
    from soescan.files import write_files

    files = [output for output in outputs if not output.to_stdout]
    if files:
        with show_progress("writing", quiet=quiet):
            write_files((output.path, render(output)) for output in files)
    for output in files:
        if not quiet:
            click.echo(f"wrote {output.path}", err=True)
    for output in outputs:
        if output.to_stdout:
            content = render(output)
            # What is written is final: nothing is to be stripped of it on the way.
            for piece in (content,) if isinstance(content, (str, bytes)) else content:
                click.echo(piece, nl=False, color=True)


def _format_of(path: Path, endings: Mapping[str, str]) -> str:
    format_ = endings.get(path.suffix.lower())
    if format_ is None:
        problem = f"{path}: expected a file ending in {', '.join(endings)}"
        raise UsageError(problem, hint="or say --format")
    return format_


def _check_terminal(output: Output, binary: Collection[str]) -> None:
    """Bytes are for files and for other programs; on a terminal they are noise, or worse."""
    if output.format in binary and sys.stdout.isatty():
        problem = f"{output.format} is no text, and standard output is a terminal"
        raise UsageError(problem, hint="name a file with -o, or pipe it to a program")


def _check_writable(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{path}: expected a file, found a folder", hint="name a file in it")
    if path.exists():
        if not os.access(path, os.W_OK):
            raise UsageError(f"{path}: cannot be written: it may only be read")
        if not path.is_file():
            return  # a device or a pipe: what matters is not its folder
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not folder.is_dir():
        raise UsageError(f"{path}: cannot be written: {folder} is no folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{path}: cannot be written: the folder {folder} may only be read")


def _file_identity(path: Path) -> object:
    """Equal for two names of one file: device and inode where there is one, else the full path."""
    try:
        stat = path.stat()
    except OSError:
        return path.resolve()
    return (stat.st_dev, stat.st_ino) if stat.st_ino else path.resolve()
