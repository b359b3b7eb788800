"""What a user installs: the wheel carries the catalogs and works without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(target.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_the_catalogs_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "catalogs").rglob("*"):
        if path.is_file():
            assert f"soescan/catalogs/{path.relative_to(ROOT / 'catalogs').as_posix()}" in names
    assert "soescan/py.typed" in names
    assert [name for name in names if name.startswith("tests/")] == []


@pytest.mark.slow
def test_the_wheel_alone_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "soescan", "demo", "demo"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Two of five tools can go ahead")
    assert (tmp_path / "demo" / "report.json").is_file()


@pytest.mark.heavy
def test_the_source_distribution_holds_the_pages_and_what_they_are_checked_with(
    tmp_path: Path,
) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    shutil.unpack_archive(next(tmp_path.glob("*.tar.gz")), tmp_path / "unpacked", filter="data")
    [unpacked] = (tmp_path / "unpacked").iterdir()
    for path in [*(ROOT / "docs").iterdir(), ROOT / "CONTRIBUTING.md", ROOT / "tests" / "pages.py"]:
        assert (unpacked / path.relative_to(ROOT)).is_file()
