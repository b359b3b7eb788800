"""A real list of tools held against a real list of standards, read by hand.

The tools are GitLab's tech stack of 2022 (219 rows), the standards those of the US General Services
Administration of 2022-04-29 (998 rows). Every tool was compared by hand with every row that shares
a word with it; the readings below are all there are. Where they look strict:

* *Salesforce* is none of *Salesforce CLI* and *Visual Studio Code - Salesforce Extension Pack*;
  *Azure* is not *Azure AD Tenant*; *Google Analytics* is not *Google Analytics 360*, which is the
  paid product; *Rev* transcribes, *Vbrick Rev* streams; *GitLab* is not *GitLab Ultimate*, which
  is approved for self-hosting only.
* *Zoom*, *Tableau*, *Kibana*, *Jamf Pro* and *WebEx, Cisco* are listed under longer
  names (*Zoom Client*, *Tableau Server*, *Elastic Kibana* …). Their owners may well mean those, and
  only they can say so: they are offered as "did you mean" at most.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from soescan import app, catalog, proposal
from soescan.cli import main
from soescan.model import Assessment, Evidence, MatchedBy, Report

READ = {
    # tool: (product, by, standing, last day, outcome on 2022-05-01)
    "Canva": ("Canva (Pilot)", "name", "pilot", "2021-11-16", "needs-exception"),
    "Figma": ("Figma", "name", "approved", "2023-07-15", "in-soe"),
    # Listed as *Google Cloud Platform (GCP)*: the short name in parentheses is an alias.
    "Google Cloud Platform": (
        "Google Cloud Platform", "name", "approved", "2022-03-11", "needs-exception",
    ),
    "Google Data Studio": ("Google Data Studio", "name", "prohibited", None, "blocked"),
    # Written as *Grafana (dashboards.gitlab.net)*: the host in parentheses is its address.
    "Grafana": ("Grafana", "name", "approved", "2022-10-21", "in-soe"),
    # Approved as the client, and in one version: which is meant, the list of tools does not say.
    "Microsoft Teams": (
        "Microsoft Teams (Client)", "name", "approved", "2022-12-02", "cannot-tell",
    ),
    "Mural": ("Mural", "name", "approved", "2022-12-16", "in-soe"),
    "PagerDuty": ("PagerDuty", "name", "prohibited", "2018-05-01", "blocked"),
    "Postman": ("Postman 9.x", "name", "approved", "2024-12-31", "cannot-tell"),
    "Slack": ("Slack", "name", "approved", "2022-09-02", "in-soe"),
    "SurveyMonkey": ("SurveyMonkey", "domain", "prohibited", None, "blocked"),
    # Through the vendor catalog, which knows their domains:
    "MailChimp": ("Rocket Science Group Mailchimp", "domain", "prohibited", None, "blocked"),
    "Optimal Workshop offboarding": (
        "Optimal Workshop", "domain", "approved", "2022-10-21", "in-soe",
    ),
    "Zendesk": (None, "ambiguous", None, None, "cannot-tell"),
}  # fmt: skip
"""The hand readings: every tool that is on the list, or may be."""

EXPIRED_BY_THE_END_OF_2022 = {
    "Grafana",
    "Microsoft Teams",
    "Mural",
    "Optimal Workshop offboarding",
    "Slack",
}


@cache
def report(shared: Path, as_of: date) -> Report:
    wanted, notes = proposal.read([shared / "data/tools/gitlab/gitlab_all_219.csv"])
    read = catalog.read(shared / "data/soe/gsa/it-standards.csv")
    return app.review(wanted, read, Evidence(), as_of, notes)


def reading(assessment: Assessment) -> tuple[str | None, str, str | None, str | None, str]:
    product = assessment.match.product
    if product is None:
        return None, str(assessment.match.by), None, None, str(assessment.outcome)
    until = str(product.valid_until) if product.valid_until else None
    return product.name, str(assessment.match.by), str(product.standing), until, assessment.outcome


@pytest.mark.slow
def test_every_row_is_accounted_for(shared: Path) -> None:
    found = report(shared, date(2022, 5, 1))
    assert len(found.assessments) == 219
    assert not [note for note in found.notes if note.rejected]


def test_the_tools_that_match_are_those_read_by_hand(shared: Path) -> None:
    found = report(shared, date(2022, 5, 1))
    matched = {
        a.tool.name: reading(a) for a in found.assessments if a.match.by is not MatchedBy.NOTHING
    }
    assert matched == READ


def test_every_other_tool_is_unlisted_and_undecided(shared: Path) -> None:
    found = report(shared, date(2022, 5, 1))
    others = [a for a in found.assessments if a.tool.name not in READ]
    assert len(others) == 219 - len(READ)
    assert {reading(a) for a in others} == {(None, "nothing", None, None, "cannot-tell")}


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("Docusign", ()),
        ("Donut", ()),
        ("Dovetail", ()),
        ("Rev", ("Vbrick Rev",)),
        ("Salesforce", ("Salesforce CLI",)),
        ("Azure", ("Azure AD Tenant",)),
        ("Google Analytics", ("Google Analytics 360",)),
    ],
)
def test_what_only_looks_alike_matches_nothing(
    shared: Path, name: str, suggested: tuple[str, ...]
) -> None:
    found = report(shared, date(2022, 5, 1))
    (one,) = (a for a in found.assessments if a.tool.name == name)
    assert (one.match.by, one.match.product) == (MatchedBy.NOTHING, None)
    assert set(suggested) <= set(one.match.suggestions)
    assert bool(suggested) is bool(one.match.suggestions)


def test_a_licence_server_is_not_a_licence_for_tests(shared: Path) -> None:
    found = report(shared, date(2022, 5, 1))
    (one,) = (a for a in found.assessments if a.tool.name == "license (test licenses)")
    assert one.match.by is MatchedBy.NOTHING


def test_zendesk_is_asked_about_with_both_its_rows(shared: Path) -> None:
    (one,) = (a for a in report(shared, date(2022, 5, 1)).assessments if a.tool.name == "Zendesk")
    assert one.match.candidates == ("zendesk-1-x", "zendesk-v1-x")
    assert one.match.says == (
        "the catalog lists Zendesk 1.x (approved, expired on 2021-06-14);"
        " Zendesk v1.x (approved, until 2024-07-01): which is it?"
    )


@pytest.mark.slow
def test_exactly_five_more_approvals_expire_by_the_end_of_the_year(shared: Path) -> None:
    may = {a.tool.name: a.outcome for a in report(shared, date(2022, 5, 1)).assessments}
    december = {a.tool.name: a.outcome for a in report(shared, date(2022, 12, 31)).assessments}

    changed = {name: (may[name], found) for name, found in december.items() if found != may[name]}
    assert changed == {
        name: (READ[name][-1], "needs-exception") for name in EXPIRED_BY_THE_END_OF_2022
    }


@pytest.mark.heavy
@pytest.mark.parametrize("format", ["table", "json"])
def test_the_same_bytes_anywhere(shared: Path, format: str) -> None:
    surroundings = (
        {"TZ": "UTC", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"},
        {
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "tr_TR.UTF-8",
            "LANG": "de_DE.UTF-8",
            "PYTHONHASHSEED": "4294967295",
        },
    )
    command = [
        *(sys.executable, "-m", "soescan", "check"),
        str(shared / "data/tools/gitlab/gitlab_all_219.csv"),
        *("--soe", str(shared / "data/soe/gsa/it-standards.csv")),
        *("--as-of", "2022-05-01", "--format", format),
    ]
    written = [
        subprocess.run(command, env=os.environ | around, capture_output=True, check=True).stdout
        for around in surroundings
    ]
    assert written[0] == written[1]
    assert b"Zendesk" in written[0]


@pytest.mark.heavy
def test_without_a_catalog_each_tool_still_gets_a_line(shared: Path) -> None:
    tools = str(shared / "data/tools/gitlab/gitlab_all_219.csv")
    done = CliRunner().invoke(main, ["check", tools, "--as-of", "2026-11-22", "--verbose"])
    assert done.exit_code == 0

    lines = done.output.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("None of the 219 tools can go ahead yet:")
    table = lines[lines.index(next(line for line in lines if line.startswith("tool "))) + 1 :]
    assert len(table[: table.index("")]) == 219
    assert any("this is a rehearsal" in line for line in lines[:20])
    assert "Open questions" in lines
