"""Where soescan keeps what it fetched and saw: one folder of the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from soescan.errors import UsageError


def data_folder(given: Path | None, environ: Mapping[str, str]) -> Path:
    """The folder for tables and evidence: the one given, ``SOESCAN_DATA``, or the system's place.

    That place is platformdirs': ``$XDG_DATA_HOME`` or ``~/.local/share`` (XDG Base Directory
    Specification 0.8; relative paths there are ignored, as it says), ``%LOCALAPPDATA%`` on Windows,
    ``~/Library/Application Support`` on a Mac. The folder need not exist.

    Raises:
        UsageError: nothing says where the user's folders are.
    """
    chosen = given or environ.get("SOESCAN_DATA")
    if chosen:
        return Path(chosen)
    import platformdirs

    try:
        return platformdirs.user_data_path("soescan", appauthor=False)
    except (RuntimeError, ValueError) as error:
        hint = "name one: --data-dir or SOESCAN_DATA"
        raise UsageError("there is no folder to keep data in", hint=hint) from error
