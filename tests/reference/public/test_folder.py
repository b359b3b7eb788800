from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from soescan.errors import UsageError
from soescan.reference.public.folder import data_folder

HOME = {"HOME": "/home/ana"}


@pytest.mark.parametrize(
    ("given", "environ", "system", "expected"),
    [
        (None, HOME, "linux", "/home/ana/.local/share/soescan"),
        (None, HOME | {"XDG_DATA_HOME": "/data"}, "linux", "/data/soescan"),
        (None, HOME | {"XDG_DATA_HOME": "here"}, "linux", "/home/ana/.local/share/soescan"),
        (None, HOME | {"XDG_DATA_HOME": ""}, "linux", "/home/ana/.local/share/soescan"),
        (None, HOME, "darwin", "/home/ana/Library/Application Support/soescan"),
        (
            None,
            {"LOCALAPPDATA": "C:/Users/ana/AppData/Local"},
            "win32",
            "C:/Users/ana/AppData/Local/soescan",
        ),
        (None, HOME | {"SOESCAN_DATA": "kept"}, "linux", "kept"),
        (Path("said"), HOME | {"SOESCAN_DATA": "kept"}, "linux", "said"),
    ],
)
def test_the_folder_is_the_one_given_or_the_systems_own_place(
    given: Path | None, environ: Mapping[str, str], system: str, expected: str
) -> None:
    assert data_folder(given, environ, system).as_posix() == expected


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_without_a_home_somebody_has_to_name_a_folder(system: str) -> None:
    with pytest.raises(UsageError) as raised:
        data_folder(None, {}, system)
    assert "--data-dir" in raised.value.hint
