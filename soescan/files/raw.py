"""Bytes in, bytes out: sizes are limited, names are short, nothing is written by halves."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from soescan.errors import InputError, UsageError


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How much of a stranger's file is read. Far above honest use, far below trouble."""

    file_bytes: int = 64 << 20
    """Any file."""
    yaml_bytes: int = 8 << 20
    """A YAML document; parsing one takes about a second for every two megabytes."""
    json_bytes: int = 24 << 20
    """A JSON document; it is held as a whole, in up to four bytes a character."""
    json_values: int = 1_000_000
    """Values in a JSON document, give or take the commas in its texts."""
    depth: int = 60
    """Nesting of a document."""
    nodes: int = 400_000
    """Values in a YAML document, aliases counted each time they are used."""
    rows: int = 10_000
    """Rows of a table."""
    characters: int = 10_000_000
    """Characters of a table, ten for the cell itself."""
    tools: int = 4_000
    """Tools that are judged in one run; each costs some fifty kilobytes."""
    columns: int = 200
    """Columns of a table."""
    cell: int = 10_000
    """Characters in a cell; a longer one is cut and reported."""
    inflated: int = 64 << 20
    """What a workbook may unpack to."""


LIMITS = FileLimits()


def file_name(path: Path) -> str:
    """How messages call a file: its name, without the folders of somebody's machine."""
    return "<stdin>" if str(path) == "-" else path.name


def read_bytes(path: Path, limit: int = LIMITS.file_bytes) -> bytes:
    """All of a file or, for ``-``, of standard input.

    Raises UsageError when it cannot be read, InputError when it is larger than `limit` bytes.
    """
    name = file_name(path)
    try:
        if name == "<stdin>":
            content = sys.stdin.buffer.read(limit + 1)
        else:
            with path.open("rb") as file:
                content = file.read(limit + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(content) > limit:
        raise InputError([f"{name}: expected at most {limit >> 20} MiB, found more"])
    return content


FileContent = str | bytes | Iterable[str] | Iterable[bytes]
"""What a file is to hold; something long comes in pieces, so that it is never in memory whole."""


def write_file(path: Path, content: FileContent) -> None:
    """Write a whole file or leave what was there: never half of it. Text is UTF-8.

    Raises UsageError when it cannot be written.
    """
    write_files([(path, content)])


def write_files(contents: Iterable[tuple[Path, FileContent]]) -> None:
    """Write several files, or leave everything as it was when one of them cannot be made.

    Each is written beside its place first; only when all are complete do they take their places.
    Raises UsageError for the first that cannot be written.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, content in contents:
            whole = (content,) if isinstance(content, (str, bytes)) else content
            pieces = (piece.encode() if isinstance(piece, str) else piece for piece in whole)
            if path.exists() and not path.is_file():
                _write_to_device(path, pieces)
            else:
                staged.append((_stage(path, pieces), path))
        for temporary, path in staged:
            _move_into_place(temporary, path)
    except BaseException:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
        raise


def _stage(path: Path, pieces: Iterable[bytes]) -> Path:
    """A complete file beside the place that it is for."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _unwritable_error(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        _permit_as_open_would(temporary)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _unwritable_error(path, error) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _move_into_place(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        raise _unwritable_error(path, error) from error


def _permit_as_open_would(file: Path) -> None:
    """Give the permissions of a plain open: only their owner may read the files of mkstemp."""
    umask = os.umask(0)
    os.umask(umask)
    file.chmod(0o666 & ~umask)


def _write_to_device(path: Path, pieces: Iterable[bytes]) -> None:
    """Write to what is no file, a device or a pipe: putting a file in its place would remove it."""
    try:
        with path.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        raise _unwritable_error(path, error) from error


def _unwritable_error(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path}: cannot be written: {error.strerror or error}")
