"""Overlaps, what is there already and what has ended: before the first table, in every format."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document

from soescan import app, catalog, proposal
from soescan.app.portfolio import find_overlaps
from soescan.cli import main
from soescan.model import (
    Assessment,
    CapabilityBasis,
    CoveringProduct,
    Evidence,
    Finding,
    Outcome,
    Overlap,
    OverlappingTool,
    Report,
    Severity,
    SharedCapability,
    Standing,
    Verdict,
)
from soescan.reference import builtin
from soescan.report.tables.overlaps import list_overlap_lines, list_overlap_notices
from tests.report import factories

ENDED = "Google Optimize was discontinued on 30 September 2023."
SENTENCES = (
    "Google Analytics is approved and covers web and app analytics: Mixpanel may not be needed.",
    "Three of the nine tools send email campaigns: Brevo, Klaviyo and Mailchimp; decide which you"
    " need.",
)
PROPOSED = (
    *("Mailchimp", "Klaviyo", "Brevo", "OneTrust", "Cookiebot", "Mixpanel", "Google Optimize"),
    "Sprout Social",
)
ENDINGS = ("txt", "md", "html", "xlsx", "docx", "json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reports")
    (made / "it.csv").write_text("Product,Status\nGoogle Analytics,Approved\n")
    rows = [f"{name},proposed" for name in PROPOSED] + ["Hootsuite,in use"]
    (made / "t.csv").write_text("\n".join(("name,use", *rows)))
    arguments = ["check", str(made / "t.csv"), "--soe", str(made / "it.csv")]
    outputs = [part for ending in ENDINGS for part in ("-o", str(made / f"r.{ending}"))]
    ran = CliRunner().invoke(main, [*arguments, *outputs, "--as-of", "2026-11-29"])
    assert ran.exit_code == 0, ran.output
    return made


@pytest.mark.parametrize(
    ("ending", "after"), [("txt", "\nThis week"), ("md", "\n| "), ("html", "<table")]
)
def test_in_text_they_stand_before_the_tools(folder: Path, ending: str, after: str) -> None:
    text = (folder / f"r.{ending}").read_text().split(after)[0].replace("\\", "")
    said = " ".join(text.split())
    assert [sentence in said for sentence in (ENDED, *SENTENCES)] == [True] * 3


def test_in_a_workbook_they_are_on_the_first_sheet_and_the_details_on_one_of_their_own(
    folder: Path,
) -> None:
    book = openpyxl.load_workbook(folder / "r.xlsx")
    first = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert {ENDED, *SENTENCES} <= set(first)
    rows = [[cell.value for cell in row] for row in book["Overlaps"].iter_rows(min_row=2)]
    assert [row[:2] for row in rows] == [
        ["Email campaigns", "Brevo; Klaviyo; Mailchimp"],
        ["Consent management", "Cookiebot; OneTrust"],
        ["Social media publishing", "Hootsuite; Sprout Social"],
        ["Web and app analytics", "Mixpanel"],
    ]
    assert rows[2][3] == "Hootsuite"
    assert rows[3][4:] == [
        "Google Analytics (approved)",
        "Mixpanel",
        "the vendor catalog: Mixpanel, Google Analytics",
    ]


def test_in_a_brief_they_stand_before_the_figures(folder: Path) -> None:
    paragraphs = [paragraph.text for paragraph in Document(str(folder / "r.docx")).paragraphs[:8]]
    assert {ENDED, *SENTENCES} <= set(paragraphs)


def test_in_json_they_are_data(folder: Path) -> None:
    report = json.loads((folder / "r.json").read_text())
    (covered,) = [overlap for overlap in report["overlaps"] if overlap.get("covered_by")]
    assert covered == {
        "capabilities": [{"id": "analytics", "label": "Web and app analytics"}],
        "tools": [{"name": "Mixpanel", "basis": "published"}],
        "covered_by": [
            {
                "product": "Google Analytics",
                "standing": "approved",
                "basis": "published",
                "covers": ["analytics"],
                "instead_of": ["Mixpanel"],
            }
        ],
    }
    tools = {a["tool"]["name"]: a.get("capabilities", []) for a in report["assessments"]}
    assert tools["Mailchimp"] == [{"id": "email-campaigns", "basis": "published"}]


@pytest.mark.heavy
def test_a_pdf_has_them_on_its_first_page(folder: Path, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    target = tmp_path / "r.pdf"
    ran = CliRunner().invoke(main, ["report", str(folder / "r.json"), "-o", str(target)])
    if "WeasyPrint" in ran.output:
        pytest.skip(ran.output)
    command = ["pdftotext", "-l", "1", str(target), "-"]
    first = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    said = " ".join(first.split())
    assert [sentence in said for sentence in (ENDED, *SENTENCES)] == [True] * 3


def test_a_saved_report_says_the_same(folder: Path) -> None:
    ran = CliRunner().invoke(main, ["report", str(folder / "r.json"), "--format", "table"])
    said = " ".join(ran.output.split())
    assert [sentence in said for sentence in (ENDED, *SENTENCES)] == [True] * 3


def overlap(*names: str, of: str = "consent", **more: Any) -> Overlap:
    """Tools that share one thing, by what is published."""
    tools = tuple(OverlappingTool(name, CapabilityBasis.PUBLISHED) for name in names)
    return Overlap((SharedCapability(of, of.upper()),), tools, **more)


def report(*overlaps: Overlap, assessments: tuple[Assessment, ...] = ()) -> Report:
    judged = assessments or tuple(factories.assessment(f"T{n}", Outcome.FITS) for n in range(20))
    return factories.report(*judged, overlaps=overlaps)


def test_a_list_without_overlaps_says_nothing_of_them() -> None:
    assert list_overlap_notices(report()) == ()
    assert list_overlap_lines(report()) == ()


def test_three_sentences_are_the_most_and_the_rest_stands_under_its_heading() -> None:
    many = report(*(overlap(f"A{n}", f"B{n}", of=f"x{n}") for n in range(10)))
    assert list_overlap_notices(many) == tuple(
        f"Two of the 20 tools are for X{n}: A{n} and B{n}; decide which you need." for n in range(3)
    )
    assert len(list_overlap_lines(many)) == 10


def test_an_overlap_is_told_beside_any_number_of_products_that_are_there() -> None:
    covering = CoveringProduct("", Standing.STANDARD, CapabilityBasis.LISTED, (), ("A",))
    there = (
        overlap("A", of=f"x{n}", covered_by=(replace(covering, product=f"P{n}"),)) for n in range(4)
    )
    first, second, last = list_overlap_notices(report(*there, overlap("A", "B")))
    assert [first[:2], second[:2]] == ["P0", "P1"]
    assert last == "Two of the 20 tools manage consent: A and B; decide which you need."


def test_many_tools_are_counted_and_an_overlap_within_another_is_not_told_again() -> None:
    six = overlap("A", "B", "C", "D", "E", "F", of="email-campaigns", perhaps=("G",))
    assert list_overlap_notices(report(six, overlap("A", "F", of="marketing-automation"))) == (
        "Six of the 20 tools send email campaigns: A, B and 4 more; decide which you need.",
    )


def test_every_tool_of_the_list_and_tools_beside_it_are_counted_as_such() -> None:
    pair = tuple(factories.assessment(name, Outcome.FITS) for name in "AB")
    (both,) = list_overlap_notices(report(overlap("A", "B"), assessments=pair))
    assert both == "Both tools manage consent: A and B; decide which you need."
    beside = replace(OverlappingTool("C", CapabilityBasis.STATED), in_use=True, listed=False)
    mixed = overlap("A")
    mixed = replace(mixed, tools=(*mixed.tools, beside))
    (told,) = list_overlap_notices(report(mixed, assessments=pair))
    assert told == "Two tools manage consent: A and C (in use); decide which you need."


@pytest.mark.parametrize(
    ("standing", "instead_of", "in_part", "told"),
    [
        (Standing.STANDARD, ("A", "B"), (), "P is the standard here and covers CONSENT: A and B may"
         " not be needed."),
        (Standing.APPROVED, (), ("A",), "P is approved and covers CONSENT: A may not be needed for"
         " that."),
        (Standing.APPROVED_WITH_CONDITIONS, ("A",), ("B",), "P is approved with conditions and"
         " covers CONSENT: A may not be needed."),
    ],
)  # fmt: skip
def test_what_is_there_already_goes_before_what_overlaps(
    standing: Standing, instead_of: tuple[str, ...], in_part: tuple[str, ...], told: str
) -> None:
    covering = CoveringProduct(
        "P", standing, CapabilityBasis.LISTED, ("consent",), instead_of, in_part
    )
    assert list_overlap_notices(report(overlap("A", "B", covered_by=(covering,)))) == (told,)


def test_an_approved_product_that_covers_ten_things_is_told_once() -> None:
    covering = CoveringProduct("P", Standing.STANDARD, CapabilityBasis.LISTED, ())
    ten = (
        overlap(f"A{n}", of=f"x{n}", covered_by=(replace(covering, covers=(f"x{n}",),
                                                         instead_of=(f"A{n}",)),))
        for n in range(10)
    )  # fmt: skip
    assert list_overlap_notices(report(*ten)) == (
        "P is the standard here and covers X0, X1 and 8 more: A0, A1 and 8 more may not be needed.",
    )


def test_what_only_others_say_to_have_ended_is_asked() -> None:
    asked = "Was Sketchpad discontinued in 2024, as a.example has it, and what is used instead?"
    finding = Finding(
        "lifecycle", Verdict.UNKNOWN, "Unclear.", severity=Severity.CONDITION, question=asked
    )
    judged = factories.assessment("Sketchpad", Outcome.CANNOT_TELL, findings=(finding,))
    assert list_overlap_notices(report(assessments=(judged,))) == (asked,)
    pairs = (overlap(f"A{n}", f"B{n}", of=f"x{n}") for n in range(3))
    assert asked not in list_overlap_notices(report(*pairs, assessments=(judged,)))


def test_many_that_have_ended_are_one_sentence() -> None:
    ended = tuple(
        factories.assessment(
            name,
            Outcome.CANNOT_TELL,
            findings=(Finding("lifecycle", Verdict.UNKNOWN, f"{name} was discontinued.",
                              severity=Severity.BLOCKER),),
        )
        for name in "ABCDE"
    )  # fmt: skip
    assert list_overlap_notices(report(assessments=ended)) == (
        "A was discontinued; B was discontinued; C was discontinued; 2 more tools ended, too.",
    )


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (
            "gitlab_marketing_52.csv",
            (
                "Three of the 52 tools send email campaigns: MailChimp, MailJet and Marketo; decide"
                " which you need.",
                "Two of the 52 tools enrich data on companies and contacts: Demandbase and ZoomInfo;"
                " decide which you need.",
            ),
        ),
        (
            "gitlab_all_219.csv",
            (
                "Three of the 219 tools send email campaigns: MailChimp, MailJet and Marketo; decide"
                " which you need.",
                "Two of the 219 tools automate steps between systems: Workato and Zapier; decide"
                " which you need.",
                "Two of the 219 tools let visitors chat: Drift and Zendesk; decide which you need.",
            ),
        ),
    ],
)
def test_the_overlaps_of_a_real_list_are_those_read_by_hand(
    shared: Path, path: str, told: tuple[str, ...]
) -> None:
    wanted, _ = proposal.read([shared / "data/tools/gitlab" / path])
    starter, day = catalog.read(builtin.builtin_soe("starter")), date(2026, 11, 29)
    cases = list(app.build_cases(wanted, starter, Evidence(), day))
    found = find_overlaps(wanted.tools, cases, (), (), starter.catalog, day)
    judged = tuple(factories.assessment(tool.name, Outcome.CANNOT_TELL) for tool in wanted.tools)
    assert list_overlap_notices(report(*found, assessments=judged)) == told
