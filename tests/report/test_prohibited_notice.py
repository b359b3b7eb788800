"""A tool that may be a prohibited product is told of before the first table, in every format."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document

from soescan.cli import main

QUESTION = "HubSpot Marketing Hub: is this your prohibited HubSpot?"
ENDINGS = ("txt", "md", "html", "xlsx", "docx", "json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reports")
    (made / "it.csv").write_text("Product,Status,Domain\nHubSpot,Denied,hubspot.com\n")
    address = "https://www.hubspot.com/products/marketing"
    (made / "t.csv").write_text(f"name,url\nHubSpot Marketing Hub,{address}\n")
    arguments = ["check", str(made / "t.csv"), "--soe", str(made / "it.csv")]
    outputs = [part for ending in ENDINGS for part in ("-o", str(made / f"r.{ending}"))]
    ran = CliRunner().invoke(main, [*arguments, *outputs, "--as-of", "2026-11-22"])
    assert ran.exit_code == 0, ran.output
    return made


@pytest.mark.parametrize(
    ("ending", "table"), [("txt", "\ntool "), ("md", "\n| "), ("html", "<table")]
)
def test_in_text_it_stands_before_the_first_table(folder: Path, ending: str, table: str) -> None:
    text = " ".join((folder / f"r.{ending}").read_text().replace("\n\n", "\n \n").split(" "))
    assert QUESTION in text.replace("\n", " ").replace("\\", "").split(table.strip())[0]


def test_in_a_workbook_it_is_on_the_first_sheet_below_the_answer(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "r.xlsx")
    cells = [
        str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value
    ]
    assert QUESTION in cells[3], "behind the title, the answer and what it was held against"


def test_in_a_brief_it_stands_before_the_figures(folder: Path) -> None:
    paragraphs = [p.text for p in Document(str(folder / "r.docx")).paragraphs[:5]]
    assert any(QUESTION in text for text in paragraphs)


def test_in_json_it_is_a_member_of_the_match_and_a_question_to_it(folder: Path) -> None:
    written = json.loads((folder / "r.json").read_text())
    assessment, table = written["assessments"][0], written["shared"]["questions"]
    assert assessment["match"]["prohibited"] == ["HubSpot"]
    assert assessment["outcome"] == "cannot-tell"
    questions = [table[question["like"]] for question in assessment["questions"]]
    assert any(q["asks"] == "it" and "HubSpot" in q["text"] for q in questions)


@pytest.mark.parametrize("ending", ["dot", "mmd", "svg", "ics", "txt"])
def test_formats_of_a_plan_alone_ask_it_too(folder: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"plan.{ending}"
    arguments = ["plan", str(folder / "t.csv"), "--soe", str(folder / "it.csv"), "--no-store"]
    ran = CliRunner().invoke(main, [*arguments, "--as-of", "2026-11-22", "-o", str(path)])
    assert ran.exit_code == 0, ran.output
    text = path.read_text(encoding="utf-8").replace("\n ", "")
    assert QUESTION in " ".join(text.split())
