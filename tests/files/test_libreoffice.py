"""A workbook that a real spreadsheet program saved says what its CSV said."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from soescan import catalog, files, proposal
from tests.patience import HANG

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice to save a workbook"),
]

LIST = """\
Tool,Website,Cost,Since,Personal data,Notes
Pigeonpost,https://pigeonpost.example,3600,2026-11-02,TRUE,"two
lines"
Möbel & Co,moebel.example,12.5,2025-01-31,FALSE,漢字
"""
DECIDED = """\
Product,Status,Approved until,Version
Pigeonpost,Approved,2027-03-31,1.20
Trackhound,Denied,,NO
"""


def saved(folder: Path, name: str, text: str, ending: str = "xlsx") -> Path:
    """The CSV as LibreOffice saves it as XLSX or ODS."""
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--infilter=CSV:44,34,76,1",
            "--convert-to",
            ending,
            "--outdir",
            str(folder),
            str(folder / f"{name}.csv"),
        ],
        check=True,
        capture_output=True,
        timeout=HANG,
    )
    return folder / f"{name}.{ending}"


def test_rows_dates_numbers_and_flags(tmp_path: Path) -> None:
    table = files.read(saved(tmp_path, "tools", LIST))
    assert isinstance(table, files.InputTable)
    assert [row.cells for row in table.rows] == [
        ("Tool", "Website", "Cost", "Since", "Personal data", "Notes"),
        ("Pigeonpost", "https://pigeonpost.example", "3600", "2026-11-02", "true", "two lines"),
        ("Möbel & Co", "moebel.example", "12.5", "2025-01-31", "false", "漢字"),
    ]
    assert [row.place.line for row in table.rows] == [1, 2, 3]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_list_and_a_catalog(tmp_path: Path, ending: str) -> None:
    wanted, _ = proposal.read([saved(tmp_path, "tools", LIST, ending)])
    assert [(t.name, t.url, t.cost.annual) for t in wanted.tools] == [
        ("Pigeonpost", "https://pigeonpost.example", 3600),
        ("Möbel & Co", "https://moebel.example", 12.5),
    ]
    decided = catalog.read(saved(tmp_path, "decided", DECIDED, ending)).catalog
    found = [(p.name, str(p.standing), str(p.valid_until)) for p in decided.products]
    assert found == [
        ("Pigeonpost", "approved", "2027-03-31"),
        ("Trackhound", "prohibited", "None"),
    ]
