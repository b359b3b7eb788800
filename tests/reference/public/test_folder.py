"""What is kept is kept in one folder of the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import platformdirs
import pytest
from platformdirs.api import PlatformDirsABC
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import Windows

from soescan.errors import UsageError
from soescan.reference.public.folder import data_folder

HOME = {"HOME": "/home/ana"}
PLACES = ("HOME", "XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA", "USERPROFILE")
"""On Windows, the system's own call is asked; the third stands for what it answers."""


def on(
    monkeypatch: pytest.MonkeyPatch, system: type[PlatformDirsABC], environ: Mapping[str, str]
) -> None:
    """Let it be another system, on which these places are known."""
    monkeypatch.setattr(platformdirs, "PlatformDirs", system)
    for name in PLACES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("environ", "system", "expected"),
    [
        (HOME, Unix, "/home/ana/.local/share/soescan"),
        (HOME | {"XDG_DATA_HOME": "/data"}, Unix, "/data/soescan"),
        (HOME | {"XDG_DATA_HOME": "here"}, Unix, "/home/ana/.local/share/soescan"),
        (HOME | {"XDG_DATA_HOME": ""}, Unix, "/home/ana/.local/share/soescan"),
        (HOME, MacOS, "/home/ana/Library/Application Support/soescan"),
        (
            {"WIN_PD_OVERRIDE_LOCAL_APPDATA": "C:/Users/ana/AppData/Local"},
            Windows,
            "C:/Users/ana/AppData/Local/soescan",
        ),
    ],
)
def test_the_folder_is_the_systems_own_place(
    monkeypatch: pytest.MonkeyPatch,
    environ: Mapping[str, str],
    system: type[PlatformDirsABC],
    expected: str,
) -> None:
    on(monkeypatch, system, environ)
    assert data_folder(None, {}).as_posix() == expected


def test_what_somebody_says_goes_before_the_systems_place() -> None:
    assert data_folder(None, {"SOESCAN_DATA": "kept"}) == Path("kept")
    assert data_folder(Path("said"), {"SOESCAN_DATA": "kept"}) == Path("said")


@pytest.mark.parametrize(("system", "home"), [(Unix, "here"), (MacOS, "here"), (Windows, "")])
def test_without_a_home_somebody_has_to_name_a_folder(
    monkeypatch: pytest.MonkeyPatch, system: type[PlatformDirsABC], home: str
) -> None:
    on(monkeypatch, system, {"HOME": home})
    monkeypatch.setattr("pwd.getpwuid", _unknown)
    with pytest.raises(UsageError) as raised:
        data_folder(None, {})
    assert "--data-dir" in raised.value.hint


def _unknown(uid: int) -> object:
    raise KeyError(uid)
