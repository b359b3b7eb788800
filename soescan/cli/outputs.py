"""Where a command writes, and in which format: all of it checked before the work begins.

The ending of a file decides its format, `--format` overrides it. Several outputs are written
together or not at all.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from soescan.cli.endings import say
from soescan.cli.progress import show_progress
from soescan.errors import UsageError
from soescan.progress import count_items

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
    targets = paths or (STDOUT,)
    check_targets(targets, inputs)
    planned = tuple(
        Output(path, name or ("table" if path == STDOUT else _format_of(path, endings)))
        for path in targets
    )
    for output in planned:
        if output.to_stdout:
            _check_terminal(output, binary)
    return planned


def check_targets(paths: Iterable[Path], inputs: Iterable[Path | None] = ()) -> None:
    """Refuse what cannot be written to, and what is named twice or read from, under any name.

    Raises:
        UsageError: one of them is so; nothing has been touched.
    """
    read_from = {_file_identity(path) for path in inputs if path is not None and path != STDOUT}
    seen: dict[object, Path] = {}
    for path in paths:
        key = path if path == STDOUT else _file_identity(path)
        if key in seen:
            alias = f"; it is {seen[key]} as well" if seen[key] != path else ""
            raise UsageError(f"{path}: expected each output once, found it twice{alias}")
        seen[key] = path
        if key in read_from:
            raise UsageError(f"{path}: is read from, so it is not written to", hint="name another")
        if path != STDOUT:
            _check_writable(path)


def write_outputs(
    outputs: Sequence[Output], render: Callable[[Output], FileContent], *, quiet: bool
) -> None:
    """Write what `render` gives for each output: all files or none, then standard output."""
    from soescan.files import write_files

    files = [output for output in outputs if not output.to_stdout]
    if files:
        with show_progress("writing files", quiet=quiet) as tell:
            counted = count_items(files, len(files), "writing files", tell)
            write_files((output.path, render(output)) for output in counted)
    for output in files:
        if not quiet:
            say(f"wrote {output.path}")
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
        raise UsageError(problem, hint="or use --format")
    return format_


def _check_terminal(output: Output, binary: Collection[str]) -> None:
    """Bytes are for files and for other programs; on a terminal they are noise, or worse."""
    if output.format in binary and sys.stdout.isatty():
        problem = f"{output.format} is not text, and standard output is a terminal"
        raise UsageError(problem, hint="name a file with -o, or pipe it to a program")


def _check_writable(path: Path) -> None:
    try:
        problem = _writing_problem(path)
    except (OSError, ValueError) as error:
        problem = f"cannot be written: {getattr(error, 'strerror', None) or error}"
    if problem:
        hint = "name a file in it" if "found a folder" in problem else ""
        raise UsageError(f"{path}: {problem}", hint=hint)


def _writing_problem(path: Path) -> str:
    """Why a path cannot be written to; nothing when it can, as far as can be seen.

    Raises OSError or ValueError for what cannot be the name of a file.
    """
    import tempfile

    from soescan.files.raw import follow_links

    if path.is_dir():
        return "expected a file, found a folder"
    if path.exists():
        if not os.access(path, os.W_OK):
            return "cannot be written: it may only be read"
        if not path.is_file():
            return ""  # a device or a pipe: what matters is not its folder
    place = follow_links(path)
    if str(place) in _mount_points():
        return "cannot be written: it is mounted, and no whole file can take its place"
    folder = next(parent for parent in place.parents if parent.exists())
    if not folder.is_dir():
        return f"cannot be written: {_as_given(folder, path)} is not a folder"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"cannot be written: the folder {_as_given(folder, path)} may only be read"
    with tempfile.TemporaryFile(dir=folder):  # some folders take no files, whatever their mode says
        return ""


def _as_given(folder: Path, path: Path) -> Path:
    """A folder as the path above it spells it."""
    return next((one for one in path.absolute().parents if one.resolve() == folder), folder)


def _mount_points() -> frozenset[str]:
    r"""Where something is mounted: proc(5), mountinfo, fifth field, a blank as ``\040``."""
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return frozenset()
    fields = (line.split(" ")[4:5] for line in lines)
    return frozenset(
        re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), field)
        for listed in fields
        for field in listed
    )


def _file_identity(path: Path) -> object:
    """Equal for two names of one file: device and inode where there is one, else the full path."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return os.path.realpath(path) if "\0" not in str(path) else path
    return (found.st_dev, found.st_ino) if found.st_ino else os.path.realpath(path)
