"""Bytes in, bytes out: sizes are limited, names are short, nothing is written by halves."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
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
    lines: int = 200_000
    """Records of a CSV file, blank lines included; reading as many takes some two seconds."""
    characters: int = 10_000_000
    """Characters of a table, ten for the cell itself."""
    tools: int = 4_000
    """Tools that are held to standards and planned in one run; each costs some fifty kilobytes."""
    listed: int = 40_000
    """Tools in one run; those above `tools` are matched and judged by their standing alone."""
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
        if name == "<stdin>" and sys.stdin is None:  # whoever started us closed it
            raise UsageError("standard input cannot be read: it is closed")
        if name == "<stdin>":
            content = sys.stdin.buffer.read(limit + 1)
        else:
            with path.open("rb") as file:
                content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{path}: cannot be read: {reason}") from error
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
    Where a link stands, what it leads to is written; a file that was there keeps its rights.
    Raises UsageError for the first that cannot be written.
    """
    staged: list[_StagedFile] = []
    try:
        for path, content in contents:
            whole = (content,) if isinstance(content, (str, bytes)) else content
            pieces = (piece.encode() if isinstance(piece, str) else piece for piece in whole)
            with _translate_errors(path):
                if _is_device(path):
                    _write_to_device(path, pieces)
                else:
                    _stage(path, pieces, staged)
        _put_in_place(staged)
    finally:
        for file in staged:
            file.temporary.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _StagedFile:
    """A complete file beside the place that it is for."""

    path: Path
    """As it was asked for."""
    place: Path
    """The same, all links followed."""
    temporary: Path


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{path}: cannot be written: {reason}") from error


def is_file(path: Path) -> bool:
    """Is there a file or a pipe to read? False also for what can be the name of none."""
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


def follow_links(path: Path) -> Path:
    """Where a path leads to in the end.

    Raises OSError for links that lead in a circle.
    """
    place = Path(os.path.realpath(path))
    if any(part.is_symlink() for part in (place, *place.parents)):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return place


def _is_device(path: Path) -> bool:
    """A device, a pipe, or a name for what is open: a file in its place would remove it."""
    open_file = str(path.absolute()).startswith(("/dev/", "/proc/"))
    return path.exists() and (open_file or not path.is_file())


def _stage(path: Path, pieces: Iterable[bytes], staged: list[_StagedFile]) -> None:
    """Write beside the place; in the list before anything is written, so that it is tidied up."""
    place = follow_links(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = _mode_for(place)
    # Few letters of a name: it may be as long as names can be.
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:20]}.")
    staged.append(_StagedFile(path, place, Path(name)))
    with os.fdopen(handle, "wb") as file:
        file.writelines(pieces)
    Path(name).chmod(mode)


def _mode_for(place: Path) -> int:
    """The rights of what is there, else those that a plain open gives: mkstemp lets nobody read."""
    try:
        return stat.S_IMODE(place.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _put_in_place(staged: Sequence[_StagedFile]) -> None:
    """Let all files take their places; when one cannot, the others get back what was there."""
    kept: dict[Path, Path | None] = {}
    moved: list[Path] = []
    try:
        for file in staged:
            with _translate_errors(file.path):
                kept[file.place] = _keep_old(file.place) if len(staged) > 1 else None
                file.temporary.replace(file.place)
            moved.append(file.place)
    except BaseException:
        for place in moved:
            _restore(place, kept[place])
        raise
    finally:
        for old in filter(None, kept.values()):
            old.unlink(missing_ok=True)


def _restore(place: Path, old: Path | None) -> None:
    if old is None:
        place.unlink(missing_ok=True)
    else:
        old.replace(place)


def _keep_old(place: Path) -> Path | None:
    """A second name for what stands in a place, None for nothing."""
    if not place.exists():
        return None
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".soescan.")
    os.close(handle)
    kept = Path(name)
    kept.unlink()
    try:
        kept.hardlink_to(place)
    except OSError:  # not every file system has several names for a file
        shutil.copy2(place, kept)
    return kept


def _write_to_device(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)
