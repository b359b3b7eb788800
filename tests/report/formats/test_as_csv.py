"""CSV: one table, that every program reads and none calculates with."""

from __future__ import annotations

import csv
import io

import pytest

from soescan.errors import UsageError
from soescan.model import Outcome, Plan, Report
from soescan.report import RenderOptions, find_format, render
from soescan.report.tables import TABLES
from tests.report import factories


def rows(report: Report, table: str = "") -> list[list[str]]:
    text = render(report, "csv", RenderOptions(table=table))
    assert text.startswith("\ufeff") != text.isascii(), "spreadsheet programs need the mark"
    assert text.count("\n") == text.count("\r\n"), "RFC 4180"
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_without_a_wish_it_holds_a_line_per_tool() -> None:
    head, *lines = rows(factories.example())
    assert head[:2] == ["Tool", "Outcome"]
    assert len(lines) == len(factories.example().assessments)


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.id)
def test_every_table_can_be_asked_for(sheet: object) -> None:
    table = next(one for one in TABLES if one is sheet)
    head, *lines = rows(factories.example(), table.id)
    assert head == [column.title for column in table.build(factories.example()).columns]
    assert len(lines) == len(table.build(factories.example()).rows)


def test_a_table_that_there_is_not_is_said_with_a_hint() -> None:
    with pytest.raises(UsageError, match="no table named 'gap'") as failed:
        list(find_format("csv").render(factories.example(), RenderOptions(table="gap")))
    assert "gaps" in failed.value.hint


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", " =1", "\t=1", "＝1"])
def test_a_text_like_a_formula_gets_an_apostrophe_and_a_number_does_not(name: str) -> None:
    _, (cell, *_) = rows(factories.report(factories.assessment(name, Outcome.FITS)))
    assert cell == "'" + name.replace("\t", " ")
    plan = Plan((factories.tool_plan("A", effort=-2.5),))
    _, line = rows(factories.report(factories.assessment("A", Outcome.FITS), plan=plan))
    assert "-2.5" in line


def test_quotes_commas_and_lines_come_back_as_they_were_but_on_one_line() -> None:
    _, (cell, *_) = rows(factories.report(factories.assessment('a,"b"\nc', Outcome.FITS)))
    assert cell == 'a,"b" c'
