"""Where soescan keeps what it fetched and saw: one folder of the user's own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from soescan.errors import UsageError


def data_folder(given: Path | None, environ: Mapping[str, str], system: str = sys.platform) -> Path:
    """The folder for tables and evidence: the one given, ``SOESCAN_DATA``, or the system's place.

    That place is ``$XDG_DATA_HOME`` (XDG Base Directory Specification 0.8; relative paths there
    are ignored, as it says), ``%LOCALAPPDATA%`` on Windows, ``~/Library/Application Support`` on a
    Mac. The folder need not exist.

    Raises:
        UsageError: nothing says where the user's folders are.

    >>> data_folder(None, {"HOME": "/home/ana"}, "linux").as_posix()
    '/home/ana/.local/share/soescan'
    """
    chosen = given or environ.get("SOESCAN_DATA")
    if chosen:
        return Path(chosen)
    if system == "win32":
        base = environ.get("LOCALAPPDATA", "")
    elif system == "darwin":
        base = _below(environ.get("HOME", ""), "Library/Application Support")
    else:
        base = environ.get("XDG_DATA_HOME", "")
        if not base.startswith("/"):
            base = _below(environ.get("HOME", ""), ".local/share")
    if not base:
        raise UsageError(
            "there is no folder to keep data in", hint="name one: --data-dir or SOESCAN_DATA"
        )
    return Path(base) / "soescan"


def _below(home: str, path: str) -> str:
    return f"{home}/{path}" if home else ""
