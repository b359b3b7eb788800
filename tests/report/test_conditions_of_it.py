"""IT's words for the conditions of a product stand beside the verdict, in every format."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest

from soescan import app, catalog
from soescan.model import Evidence, Outcome, Proposal, Report, Tool
from soescan.report import RenderOptions, find_format, render

WORDS = ("no customer data", "only for the press team", "until the audit", "in the lab only")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("soe") / "soe.csv"
    path.write_text(
        "Name,Status,Conditions\n"
        f"Acme,Approved with conditions,{WORDS[0]}\n"
        f"Beta,Approved,{WORDS[1]}\n"
        f"Gamma,Pilot,{WORDS[2]}\n"
        f"Delta,Exception only,{WORDS[3]}\n"
    )
    tools = tuple(map(Tool, ("Acme", "Beta", "Gamma", "Delta")))
    return app.review(Proposal(tools), catalog.read(path), Evidence(), date(2026, 11, 22))


def test_the_reason_of_an_outcome_holds_the_words_of_it(report: Report) -> None:
    found = [(a.outcome, a.says) for a in report.assessments]
    limited, refused = Outcome.FITS_WITH_CONDITIONS, Outcome.NEEDS_EXCEPTION
    assert found == [
        (limited, "approved with conditions; IT's conditions: no customer data"),
        (limited, "approved with conditions; IT's conditions: only for the press team"),
        (limited, "a pilot; IT's conditions: until the audit"),
        (refused, "allowed as an exception only; IT's conditions: in the lab only"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("format_id", ["table", "json", "markdown", "csv", "html", "xlsx", "docx"])
def test_every_format_shows_them(format_id: str, report: Report) -> None:
    pieces = find_format(format_id).render(report, RenderOptions())
    content = b"".join(p if isinstance(p, bytes) else p.encode() for p in pieces)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
        content = re.sub(rb"<[^>]+>", b"", b" ".join(parts))
    assert [word for word in WORDS if word.encode() not in content] == []


def test_a_narrow_terminal_shows_them_in_full(report: Report) -> None:
    page = render(report, "table", RenderOptions(width=40))
    assert "IT's conditions\n" in page
    assert "- Acme: no customer data\n" in page
