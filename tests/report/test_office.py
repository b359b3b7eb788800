"""A real office program opens the workbook and the brief, and reads in them what JSON says."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from soescan.report import RenderOptions, find_format, render
from soescan.report.formats import as_xlsx
from soescan.report.tables import TABLES, Cell, ColumnKind, Week
from soescan.report.tables.cells import cell_text
from soescan.report.tables.dates import format_day
from tests.patience import HANG
from tests.report import factories
from tests.report.pitch import factories as pitches

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice to open what was written"),
]


def converted(folder: Path, name: str, to: str) -> None:
    """Write a format of the example, and have it converted beside itself."""
    pieces = find_format(name).render(factories.example(), RenderOptions(long=True))
    path = folder / f"report.{name}"
    path.write_bytes(b"".join(p if isinstance(p, bytes) else p.encode() for p in pieces))
    subprocess.run(
        [
            *(str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *("--headless", "--convert-to", to, "--outdir", str(folder), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=HANG,
    )


def said() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        render(factories.example(), "json", RenderOptions(verbose=True))
    )
    return found


def shown(cell: Cell, kind: ColumnKind) -> str:
    """A cell as a spreadsheet shows it."""
    if isinstance(cell, date | Week):
        words = format_day(cell)
        return words if isinstance(cell, Week) else words.partition(" ")[2]
    if isinstance(cell, int | float) and kind is not ColumnKind.SHARE:
        return f"{cell:,.0f}" if cell == int(cell) else f"{cell:,}"
    return cell_text(cell, kind)


@pytest.mark.heavy
def test_every_cell_of_the_workbook_is_what_the_tables_say(tmp_path: Path) -> None:
    every_sheet_as_shown = "44,34,76,1,,0,false,true,true,false,false,-1"
    converted(tmp_path, "xlsx", f"csv:Text - txt - csv (StarCalc):{every_sheet_as_shown}")
    pages: dict[str, list[list[str]]] = {}
    for sheet in TABLES:
        names = [a.tool.name for a in factories.example().assessments]
        table = as_xlsx.arrange_table(sheet, sheet.build(factories.example()), names)
        path = tmp_path / f"report-{sheet.title}.csv"
        if not table.rows:
            assert sheet.id == "subprocessors" or not path.exists()
            continue
        with path.open(encoding="utf-8", newline="") as file:
            pages[sheet.id] = list(csv.reader(file))
        kinds = [column.kind for column in table.columns]
        expected = [[column.title for column in table.columns]]
        expected += [[shown(c, k) for c, k in zip(row, kinds, strict=True)] for row in table.rows]
        rows = [row[: len(kinds)] for row in pages[sheet.id][: len(expected)]]
        assert rows == expected
    report = said()
    names = [tool["tool"]["name"] for tool in report["assessments"]]
    assert sorted(row[0] for row in pages["tools"][1:]) == sorted(names)
    questions = [*report["questions"], *report["plan"].get("questions", ())]
    asked = [row[2] for row in pages["questions"][1:]]
    assert len(asked) <= len(questions)
    for question in questions:
        points = [point["text"] for point in question.get("points", ())]
        assert any(all(text in row for text in (question["text"], *points)) for row in asked)
    assert len(pages["evidence"]) - 1 == sum(len(tool["facts"]) for tool in report["assessments"])
    assert len(pages["approvals"]) - 1 == len(report["plan"]["tasks"])


@pytest.mark.heavy
def test_the_brief_says_what_json_says(tmp_path: Path) -> None:
    converted(tmp_path, "docx", "txt:Text (encoded):UTF8")
    text = " ".join((tmp_path / "report.txt").read_text(encoding="utf-8-sig").split())
    report = said()
    for tool in report["assessments"]:
        assert tool["tool"]["name"] in text
        reasons = tool.get("outlook", {}).get("reasons") or [tool]
        assert all(reason["says"] in text for reason in reasons)
        for finding in tool["findings"]:
            if finding["verdict"] == "conflicts":
                assert finding["says"] in text
    for question in report["questions"]:
        assert question["text"] in text or question.get("good_to_know")
    for tool in report["plan"]["tools"]:
        if tool.get("p80"):
            assert format_day(date.fromisoformat(tool["p80"])) in text
    for task in report["plan"]["tasks"]:
        assert task.get("satisfied") or " ".join(task["waits_for"].split()) in text


@pytest.mark.parametrize("root", [b"<x/>", b'<styles xmlns="urn:other"/>'])
@pytest.mark.parametrize(
    "part", ["docProps/core.xml", "word/styles.xml", "word/document.xml", "word/settings.xml"]
)
def test_a_template_with_a_part_of_another_kind_is_told_as_broken(
    tmp_path: Path, part: str, root: bytes
) -> None:
    import docx

    from soescan.errors import InputError
    from soescan.report.docx.template import open_template

    whole = io.BytesIO()
    docx.Document().save(whole)
    path = tmp_path / "t.docx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, root if name == part else old.read(name))
    with pytest.raises(InputError, match="expected a Word template, found a broken one"):
        open_template(path)


@pytest.mark.heavy
@pytest.mark.parametrize(("tools", "most"), [(6, 12), (25, 12)])
def test_the_whole_workbook_prints_on_few_pages(tmp_path: Path, tools: int, most: int) -> None:
    report = factories.example() if tools == 6 else pitches.full(tools)
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"".join(find_format("xlsx").render(report, RenderOptions())))  # type: ignore[arg-type]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=HANG)
    pages = len(re.findall(rb"/Type */Page\b", (tmp_path / "report.pdf").read_bytes()))
    assert 3 <= pages <= most
