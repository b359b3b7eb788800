"""What stands in a catalog and is probably not meant is a warning with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from soescan import catalog
from soescan.errors import CatalogError

DAY = date(2026, 11, 22)
HEAD = """\
schema: soescan/soe@1
catalog: {id: k, name: K}
data_classes: [{id: internal}]
roles: [{id: it, label: IT}]
standards: [{id: sso, area: a, severity: blocker, waivable_by: [], why: w,
             require: {fact: auth.sso.saml, op: eq, value: true}}]
"""


def warnings(tmp_path: Path, text: str, head: str = HEAD) -> list[str]:
    path = tmp_path / "soe.yaml"
    path.write_text(head + text)
    return [
        f"{note.places[0].line}: {note.says}"
        for note in catalog.list_warnings(catalog.read(path).catalog, DAY)
    ]


MIRO = "  - {id: %s, name: Miro, standing: %s, domains: [miro.example]%s}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "products:\n" + MIRO % ("a", "approved", "") + MIRO % ("b", "prohibited", ""),
            ["9: products: b (prohibited) has the name and scope of a (approved, line 8); nothing"],
        ),
        ("products:\n" + MIRO % ("a", "approved", "") + MIRO % ("b", "approved", ""), []),
        (
            "products:\n"
            + MIRO % ("a", "approved", ", editions: [Team]")
            + MIRO % ("b", "prohibited", ", editions: [Free]"),
            [],
        ),
        (
            "products: [{id: a, name: A, standing: approved, decided_on: 2027-01-01, "
            "valid_until: 2020-01-01, replaced_by: [a]}]",
            ["7: products: a was decided on 2027", "7: products: a is its own replacement"],
        ),
        ("approvals: [{id: look, role: it, always: true}]", []),
        ("approvals: [{id: other, role: it}]", ["7: approvals: nothing asks for other"]),
        (
            "approvals: [{id: look, role: it, always: true}, {id: e, role: it, always: true, after: [look, look]}]",
            ["7: approvals: e comes after look twice"],
        ),
        (
            "waivers: [{id: W, standard: sso, tool: x.example, reason: r, approved_by: n, expires: 2020-01-01}]",
            ["7: waivers: W expired on 2020-01-01", "7: waivers: W waives sso, which nobody may"],
        ),
        (
            "approvals: [{id: look, role: it, always: true}]\ndone: [{step: look, subject: x.example, on: 2099-12-31}]",
            ["8: done: look of x.example is on 2099-12-31, in the future"],
        ),
        (
            "answers: [{tool: x.example, fact: auth.sso.saml, value: true, on: 2026-11-23}]",
            ["7: answers: auth.sso.saml of x.example is of 2026-11-23, in the future"],
        ),
        ("committees: [{id: c, rrule: FREQ=MONTHLY;BYDAY=2TU}]", []),
        ("committees: [{id: c, rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', from: 2026-01-06}]", []),
        (
            "committees: [{id: c, rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU'}]",
            ["7: committees: c meets"],
        ),
        (
            "committees: [{id: c, rrule: FREQ=MONTHLY}]",
            ["7: committees: c meets by a rule that counts"],
        ),
    ],
)
def test_what_is_probably_not_meant_is_told_with_its_line(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    found = warnings(tmp_path, text)
    assert len(found) == len(expected)
    for says, start in zip(found, expected, strict=True):
        assert says.startswith(start)


@pytest.mark.parametrize(
    ("fact", "days", "count"),
    [
        ("pentest.date", 365, 1),
        ("assurance.soc2.date", 90, 1),
        ("pentest.date", -365, 0),
        ("tool.support.until", 365, 0),
    ],
)
def test_a_day_that_is_always_past_cannot_lie_ahead(
    fact: str, days: int, count: int, tmp_path: Path
) -> None:
    standard = (
        f"{{id: p, area: a, why: w, require: {{fact: {fact}, op: within_days, value: {days}}}}}"
    )
    found = warnings(tmp_path, "", HEAD.partition("standards:")[0] + f"standards: [{standard}]\n")
    assert len(found) == count
    assert all(f"within_days: -{days}" in says for says in found)


@pytest.mark.parametrize(
    ("word", "count"), [("emial-campaigns", 1), ("newsletter", 1), ("email-campaigns", 0)]
)
def test_a_capability_that_nobody_has_is_told(word: str, count: int, tmp_path: Path) -> None:
    condition = f"{{fact: tool.capabilities, op: contains, value: {word}}}"
    standard = f"{{id: p, area: a, why: w, require: {condition}}}"
    found = warnings(tmp_path, "", HEAD.partition("standards:")[0] + f"standards: [{standard}]\n")
    assert len(found) == count
    assert all("did you mean 'email-campaigns'?" in says for says in found)


def test_an_overdue_review_is_told(tmp_path: Path) -> None:
    head = HEAD.replace("name: K}", "name: K, review_by: 2026-11-21}")
    assert warnings(tmp_path, "", head) == ["2: the catalog was to be reviewed by 2026-11-21"]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("valid_months: -3", "approvals[1].valid_months: expected at least 1"),
        ("valid_months: 0", "approvals[1].valid_months: expected at least 1"),
        (
            "after: [look, look], join: 2",
            "approvals[1].join: expected 1, because it comes after 1 step",
        ),
    ],
)
def test_what_cannot_be_meant_is_an_error(step: str, expected: str, tmp_path: Path) -> None:
    text = f"approvals: [{{id: look, role: it}}, {{id: e, role: it, always: true, {step}}}]"
    with pytest.raises(CatalogError, match=r"soe\.yaml:7: ") as caught:
        warnings(tmp_path, text)
    assert expected in str(caught.value)
