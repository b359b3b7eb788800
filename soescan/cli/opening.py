"""A report, shown by the program that the system has for such files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from soescan.cli.endings import say
from soescan.errors import UsageError, printable

_DEMO_REPORT = Path("soescan-demo") / "report.html"
_READ_BY_PEOPLE = (".html", ".htm", ".docx", ".xlsx")
"""Endings of reports that are looked for; further ones are opened where they are named."""
_HEAD = 4_096
_MARK_OF_PAGE = b'<meta name="generator" content="soescan'
_MARK_OF_DOCUMENT = b"<dc:creator>soescan<"
_OPENERS = ("wslview", "xdg-open")
"""Of WSL, which has windows elsewhere, and of freedesktop.org."""
_PATIENCE = 3
"""Seconds after which an opener that still runs has not failed."""


@click.command("open")
@click.argument("report", type=click.Path(path_type=Path), required=False)
def open_report(report: Path | None) -> None:
    """Open REPORT in the program that shows such files.

    Without REPORT, the report written last in this folder is opened, else that of the demo. Where
    there is no display, its address is printed.

    \b
        soescan open
        soescan open report.html
    """
    path = _check_report(report) if report else _find_report()
    if hand_to_system(path.resolve()):
        say(f"opened {path}")
        return
    say("There is no display here. Copy the file to a computer that has one. It is in:")
    click.echo(printable(path.resolve().as_uri()))


def _check_report(path: Path) -> Path:
    """The file that somebody named; of a folder, the report in it.

    Raises:
        UsageError: it is no report, or not there.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:[/\\]|file:", str(path)):
        raise UsageError(f"expected a file, found the address {path}", hint="name it by its path")
    try:
        path = path / "report.html" if path.is_dir() else path
        is_there = path.is_file()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise UsageError(f"there is no file {path}", hint="soescan check writes it with -o")
    # The system opens what a link leads to, by the ending that it has there.
    ending = path.resolve().suffix.lower()
    if ending in _READ_BY_PEOPLE and is_report(path):
        return path
    from soescan import app

    kinds = (app.report_formats(), app.plan_formats(), app.pitch_formats())
    endings = {ending for formats in kinds for format in formats for ending in format.endings}
    if ending not in endings:
        expected = f"expected a report, a file ending in {', '.join(sorted(endings))}"
        raise UsageError(f"{path}: {expected}")
    return path


def _find_report() -> Path:
    """The report written last in this folder, else that of the demo.

    Raises:
        UsageError: there is none.
    """
    for path in _list_by_age(Path()):
        if is_report(path):
            return path
    if _DEMO_REPORT.is_file():
        return _DEMO_REPORT
    hint = "soescan start makes one; soescan demo shows one"
    raise UsageError("there is no report in this folder", hint=hint)


def _list_by_age(folder: Path) -> list[Path]:
    """The files of a folder that may be reports, the newest first."""
    dated: list[tuple[int, str, Path]] = []
    for entry in _scan_folder(folder):
        path = folder / entry.name
        if path.suffix.lower() in _READ_BY_PEOPLE and entry.is_file(follow_symlinks=False):
            dated.append((-entry.stat(follow_symlinks=False).st_mtime_ns, path.name, path))
    return [path for _, _, path in sorted(dated)]


def _scan_folder(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror}") from error


def is_report(path: Path) -> bool:
    """Does a page or a document say that soescan wrote it?"""
    from zipfile import ZipFile

    from soescan.files.archive import BROKEN_FILE_ERRORS

    try:
        if path.suffix.lower() in (".html", ".htm"):
            with path.open("rb") as page:
                return _MARK_OF_PAGE in page.read(_HEAD)
        with ZipFile(path) as document, document.open("docProps/core.xml") as core:
            return _MARK_OF_DOCUMENT in core.read(_HEAD)
    except BROKEN_FILE_ERRORS:
        return False


# --- the system's opener -------------------------------------------------------------------------


def hand_to_system(path: Path) -> bool:
    """Have a file shown by the program that the system has for it; False where nothing can show it.

    The path is whole, so that no opener takes it for an option or an address; no shell sees it.
    """
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - a report, by its ending
        return True
    if not _has_display():
        return False
    opener = _find_opener()
    return opener is not None and _run_opener(opener, path)


def _has_display() -> bool:
    """Is there a screen for windows? On a Mac always, but not over SSH."""
    if sys.platform == "darwin":
        return not os.environ.get("SSH_CONNECTION")
    return any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")))


def _find_opener() -> str | None:
    from shutil import which

    names = ("open",) if sys.platform == "darwin" else _OPENERS
    return next(filter(None, map(which, names)), None)


def _run_opener(opener: str, path: Path) -> bool:
    """Start an opener and hear whether it fails at once; it outlives us, and says nothing here."""
    import subprocess

    null = subprocess.DEVNULL
    try:
        started = subprocess.Popen(  # noqa: S603 - found on the PATH, given a whole path
            [opener, str(path)], stdin=null, stdout=null, stderr=null, start_new_session=True
        )
    except OSError:
        return False
    try:
        return started.wait(_PATIENCE) == 0
    except subprocess.TimeoutExpired:
        started.returncode = 0  # nobody waits for it any more
        return True
