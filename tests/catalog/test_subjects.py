"""A record that can count for no tool is told, where it is written and where it is used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from soescan import app, catalog
from soescan.cli import main
from soescan.model import Evidence, Proposal, Report, Tool

DAY = date(2026, 11, 22)
SOE = """\
schema: soescan/soe@1
catalog: {id: x, name: X}
data_classes: [{id: internal}, {id: confidential, aliases: [secret stuff]}]
roles: [{id: ciso, label: CISO}]
products:
  - {id: mc, name: Mailcaddy, vendor: Caddy Software, standing: pilot, domains: [mailcaddy.example],
     aliases: [Caddymail]}
approvals:
  - {id: review, role: ciso, effort: [1, 1, 1]}
  - {id: data-review, role: ciso, effort: [1, 1, 1], scope: data}
  - {id: yearly, role: ciso, effort: [1, 1, 1], scope: portfolio}
standards:
  - {id: sso, area: a, severity: blocker, waivable_by: [ciso], why: w,
     require: {fact: auth.sso.saml, op: eq, value: true}}
"""
RECORDS = {
    "waiver": "waivers:\n  - {{id: W, standard: sso, tool: {!r}, reason: r, approved_by: CISO,"
    " expires: 2027-01-01}}\n",
    "answer": "answers:\n  - {{tool: {!r}, fact: auth.sso.saml, value: true}}\n",
    "review": "done:\n  - {{step: review, subject: {!r}, on: 2026-10-01}}\n",
}
IDLE = (
    *("https://github.com", "github.com", "sites.google.com", "https://github.com/"),
    *("ftp://mailcaddy.example", "https://jo@mailcaddy.example", "https://", "™"),
)
UNLISTED = ("Mailcady", "Caddy", "Trackhound GmbH", "mailcaddy example")
KNOWN = (
    *("mc", "Mailcaddy", "MAILCADDY", "Caddymail", "Caddy Software", "mailcaddy.example"),
    *(
        "https://www.mailcaddy.example/de",
        "https://github.com/acme/tool",
        "HubSpot",
        "other.example",
    ),
)


def read(folder: Path, text: str) -> catalog.LoadedCatalog:
    path = folder / "soe.yaml"
    path.write_text(SOE + text, "utf-8")
    return catalog.read(path)


def check(folder: Path, text: str) -> str:
    read(folder, text)
    done = CliRunner().invoke(main, ["catalog", "check", str(folder / "soe.yaml")])
    assert done.exit_code == 0
    return " ".join(done.output.split())


def reviewed(folder: Path, text: str, *tools: Tool) -> Report:
    return app.review(Proposal(tools), read(folder, text), Evidence(), DAY)


@pytest.mark.parametrize("kind", sorted(RECORDS))
@pytest.mark.parametrize("subject", IDLE)
def test_a_record_that_can_count_for_no_tool_is_told(
    tmp_path: Path, kind: str, subject: str
) -> None:
    (note,) = read(tmp_path, RECORDS[kind].format(subject)).notes
    assert note.says.startswith(f"the {kind} for {subject!r} counts for no tool: ")
    assert note.places[0].line


@pytest.mark.parametrize("kind", sorted(RECORDS))
@pytest.mark.parametrize("subject", UNLISTED)
def test_a_record_by_a_name_that_is_no_products_is_told(
    tmp_path: Path, kind: str, subject: str
) -> None:
    said = f"the {kind} for {subject!r} names no product of the catalog"
    text = RECORDS[kind].format(subject)
    assert said in check(tmp_path, text)
    notes = reviewed(tmp_path, text, Tool("Other", "https://other.example")).notes
    assert any(note.says.startswith(said) for note in notes)


@pytest.mark.parametrize("subject", KNOWN)
def test_a_record_that_may_count_is_not_told(tmp_path: Path, subject: str) -> None:
    text = RECORDS["waiver"].format(subject)
    assert "counts" not in check(tmp_path, text)
    assert not reviewed(tmp_path, text, Tool("Other", "https://other.example")).notes


def test_a_record_for_the_proposed_tool_is_told_to_the_author_only(tmp_path: Path) -> None:
    text = RECORDS["waiver"].format("Pigeonpost")
    assert "names no product" in check(tmp_path, text)
    for url in ("https://pigeonpost.example", "https://evil.test"):
        assert not reviewed(tmp_path, text, Tool("Pigeonpost", url)).notes


@pytest.mark.parametrize("kind", sorted(RECORDS))
@pytest.mark.parametrize(
    ("subject", "tool"),
    [
        ("app.pigeonpost.example", Tool("Pigeonpost", "https://pigeonpost.example")),
        ("https://docs.pigeonpost.example/x", Tool("Post", "https://app.pigeonpost.example")),
        ("pigeonpost.test", Tool("Pigeonpost", "https://pigeonpost.example")),
        ("doves.example", Tool("Post", "https://post.example", app_url="https://doves.example")),
    ],
)
def test_a_record_close_to_a_tool_is_asked_about(
    tmp_path: Path, kind: str, subject: str, tool: Tool
) -> None:
    report = reviewed(tmp_path, RECORDS[kind].format(subject), tool)
    text = f"Is the {kind} on file for {subject} about {tool.name}"
    assert any(question.text.startswith(text) for question in report.questions)


def test_reviews_of_data_and_of_everything_are_about_no_tool(tmp_path: Path) -> None:
    text = (
        "done:\n  - {step: data-review, subject: internal, on: 2026-10-01}\n"
        "  - {step: yearly, subject: portfolio, on: 2026-10-01}\n"
    )
    assert "names no product" not in check(tmp_path, text)
    other_name = text.replace("subject: internal", "subject: secret stuff")
    assert "the review for 'secret stuff' names no product" in check(tmp_path, other_name)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("aliases: ['™']", "'™' is not a name"),
        ("domains: ['mailcaddy']", "'mailcaddy' is not a domain"),
        ("domains: [google.com]", "many tools share google.com"),
    ],
)
def test_a_name_or_domain_of_a_product_that_fits_no_tool_is_told(
    tmp_path: Path, field: str, said: str
) -> None:
    text = f"  - {{id: p, name: Kiln, standing: approved, {field}}}\n"
    (tmp_path / "soe.yaml").write_text(
        SOE.replace("approvals:", text + "approvals:"), encoding="utf-8"
    )
    done = CliRunner().invoke(main, ["catalog", "check", str(tmp_path / "soe.yaml")])
    assert f"Kiln: {said}" in " ".join(done.output.split())
