"""Cases beside a catalog: how they are read, what comes of them, and how that is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from inline_snapshot import snapshot

from soescan import app, assessment, catalog
from soescan.assessment.standards import judge_without_waivers
from soescan.catalog.testing import cases as reader
from soescan.catalog.testing import runner as trying
from soescan.errors import CatalogError, UsageError
from soescan.files import parse, read_document
from soescan.model import (
    Assessment,
    Basis,
    Cases,
    CatalogTestResult,
    Evidence,
    Fact,
    GivenFact,
    Outcome,
    Proposal,
    Tool,
    UncoveredVerdict,
    Verdict,
)
from soescan.report import RenderOptions
from soescan.report.texts.catalog_test import render_catalog_test
from tests.conftest import ROOT

SOE = """\
schema: soescan/soe@1
catalog: {id: acme, name: Acme SOE, as_of: 2026-11-02}
data_classes: [{id: open}, {id: secret}]
products:
  - {id: mailer, name: Acme Mailer, standing: approved, valid_until: 2026-12-31}
standards:
  - id: sso
    area: sign-on
    severity: blocker
    min_basis: answered
    waivable_by: [it]
    require: {fact: auth.sso, op: eq, value: true}
    why: People sign on through us.
  - id: home
    area: hosting
    severity: condition
    applies_when: {fact: tool.data.class, op: at_least, value: secret}
    require: {fact: hosting.country, op: subset_of, value: [DE, FR]}
    why: Secrets stay at home.
roles: [{id: it, label: IT}]
waivers:
  - {id: W-1, standard: sso, tool: Splitly, reason: a pilot, approved_by: IT, expires: 2027-01-31}
"""

FILES = [
    *sorted((ROOT / "catalogs/soe").glob("*.cases.yaml")),
    ROOT / "catalogs/example/soe.cases.yaml",
]


@pytest.fixture
def soe(tmp_path: Path) -> Path:
    path = tmp_path / "soe.yaml"
    path.write_text(SOE, encoding="utf-8")
    return path


def cases(soe: Path, text: str) -> Cases:
    beside = reader.cases_path(soe)
    beside.write_text(f"schema: soescan/cases@1\n{text}", encoding="utf-8")
    return reader.read_cases(beside, catalog.read(soe).catalog)


def trial(soe: Path, text: str, file: str = "") -> CatalogTestResult:
    """The cases, tried: tools go the way that every tool goes."""
    read = catalog.read(soe)

    def assessed(tool: Tool, facts: tuple[Fact, ...], as_of: date) -> Assessment:
        known = app.build_cases(Proposal((tool,)), read, Evidence(), as_of, given=facts)
        return assessment.assess(next(known))

    classes = tuple(c.id for c in read.catalog.data_classes)
    return trying.run_cases(
        cases(soe, text),
        read.catalog,
        catalog.class_orders(classes),
        assessed,
        judge_without_waivers,
        file,
    )


def worlds(soe: Path, when: str) -> list[Mapping[str, tuple[GivenFact, ...]]]:
    """The facts that one case assumes, once for each world."""
    read = cases(soe, f"standards: [{{standard: sso, cases: [{{expect: meets, when: {when}}}]}}]")
    return list(read.standards[0].cases[0].when.combinations())


def problems(soe: Path, text: str) -> list[str]:
    with pytest.raises(CatalogError) as raised:
        cases(soe, text)
    return list(raised.value.problems)


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{auth.sso: true}", [{"auth.sso": (GivenFact(True),)}]),
        ("{auth.sso: [true, false]}", [{"auth.sso": (GivenFact(True), GivenFact(False))}]),
        ("{sla.uptime: 99.5}", [{"sla.uptime": (GivenFact(99.5),)}]),
        ("{tls.version.min: 1.20}", [{"tls.version.min": (GivenFact("1.20"),)}]),
        ("{tool.data.class: Secret}", [{"tool.data.class": (GivenFact("secret"),)}]),
        ("{hosting.country: NO}", [{"hosting.country": (GivenFact(("NO",)),)}]),
        ("{hosting.country: [DE, NO]}", [{"hosting.country": (GivenFact(("DE", "NO")),)}]),
        ("{hosting.country: []}", [{"hosting.country": (GivenFact(()),)}]),
        (
            "{hosting.country: [[DE], [NO]]}",
            [{"hosting.country": (GivenFact(("DE",)), GivenFact(("NO",)))}],
        ),
        ("{tool.integrations.with: []}", [{"tool.integrations.with": (GivenFact(()),)}]),
        (
            "{tool.integrations.with: [[], CRM]}",
            [{"tool.integrations.with": (GivenFact(()), GivenFact("CRM"))}],
        ),
        (
            "{auth.sso: {value: true, basis: stated}}",
            [{"auth.sso": (GivenFact(True, Basis.STATED),)}],
        ),
        (
            "{hosting.country: [{value: [DE], basis: stated}, [NO]]}",
            [{"hosting.country": (GivenFact(("DE",), Basis.STATED), GivenFact(("NO",)))}],
        ),
        (
            "{sla.uptime: {each: [99, [99, 98]]}}",
            [{"sla.uptime": (GivenFact(99),)}, {"sla.uptime": (GivenFact(99), GivenFact(98))}],
        ),
        (
            "{auth.sso: {each: [true, false]}, auth.mfa: {each: [true, false]}}",
            [
                {"auth.sso": (GivenFact(one),), "auth.mfa": (GivenFact(other),)}
                for one in (True, False)
                for other in (True, False)
            ],
        ),
        ("{auth.sso: ~}", [{}]),
    ],
)
def test_facts_are_read_as_the_vocabulary_types_them(
    soe: Path, when: str, expected: list[object]
) -> None:
    assert worlds(soe, when) == expected


def test_a_case_without_facts_is_one_world(soe: Path) -> None:
    read = cases(soe, "standards: [{standard: sso, cases: [{expect: unknown}]}]")
    assert list(read.standards[0].cases[0].when.combinations()) == [{}]


def test_every_problem_is_told_at_once_with_its_line(soe: Path) -> None:
    text = """\
standards:
  - standard: sso
    cases:
      - {expect: mets, when: {auth.sso: true}}
      - {expect: meets, when: {auth.ssso: true}}
      - {expect: meets, when: {sla.uptime: high}}
      - {expect: meets, when: {auth.sso: {value: true, basis: heard}}}
      - {expect: meets, when: {auth.sso: {each: true}}}
      - {expect: meets, when: {sla.uptime: []}}
      - {expect: meets, when: {tool.data.class: secrt}}
      - {expect: meets, when: [auth.sso]}
tools:
  - {expect: fits, tol: x}
"""
    expected = {
        5: "expected one of meets, conflicts, unknown, not-applicable",
        6: "expected a fact of the vocabulary, found the key 'auth.ssso'; did you mean 'auth.sso'?",
        7: "sla.uptime: expected a number, found 'high'",
        8: "basis: expected one of observed, answered, stated, inferred, found 'heard'",
        9: "auth.sso: expected each with a list of values, and nothing else",
        10: "sla.uptime: expected a number, found a list",
        11: "expected one of open, secret, found 'secrt'; did you mean 'secret'?",
        12: "when: expected facts: a mapping of fact keys to values, found a list",
        14: "found the key 'tol'; did you mean 'tool'?",
    }
    assert_told(problems(soe, text), expected)


def assert_told(problems: list[str], expected: dict[int, str]) -> None:
    """One problem on each line, that says so."""
    assert [int(problem.split(":")[1]) for problem in problems] == list(expected)
    for problem, says in zip(problems, expected.values(), strict=True):
        assert says in problem


def test_what_is_understood_but_cannot_be_so_is_told_too(soe: Path) -> None:
    text = """\
standards:
  - {standard: ssso, cases: [{expect: meets}]}
  - {standard: sso, cases: [{expect: waived}]}
tools:
  - {expect: fits, id: one}
  - {expect: fits, like: two}
  - {expect: fits, id: two, tool: {name: B}, because: [hom]}
"""
    expected = {
        3: "expected a standard of the catalog, found 'ssso'; did you mean 'sso'?",
        4: "expected meets, conflicts, unknown or not-applicable; waivers are for tools",
        6: "expected the key 'tool', or 'like', found none",
        7: "like: expected the id of a case above, found 'two'",
        8: "because: expected standards of the catalog, found 'hom'; did you mean 'home'?",
    }
    assert_told(problems(soe, text), expected)


def test_an_id_is_used_once(soe: Path) -> None:
    twice = "tools: [{id: a, expect: fits, tool: {name: A}}, {id: a, expect: fits, like: a}]"
    assert "expected an id used once" in problems(soe, twice)[0]


def test_cases_that_are_not_there_are_named_with_where_they_should_be(soe: Path) -> None:
    with pytest.raises(UsageError) as raised:
        reader.read_cases(reader.cases_path(soe), catalog.read(soe).catalog)
    assert "soe.cases.yaml" in str(raised.value)
    assert "beside it" in raised.value.hint


def test_a_case_needs_a_day_from_somewhere(soe: Path) -> None:
    soe.write_text(SOE.replace(", as_of: 2026-11-02", ""), encoding="utf-8")
    one = "standards: [{standard: sso, cases: [{expect: unknown}]}]"
    assert "expected a day" in problems(soe, one)[0]
    assert cases(soe, f"as_of: 2026-01-01\n{one}").as_of == date(2026, 1, 1)


def test_each_does_not_multiply_without_end(soe: Path) -> None:
    many = "{each: [1, 2, 3, 4, 5, 6, 7, 8]}"
    given = f"{{sla.uptime: {many}, vuln.fix_days: {many}}}"
    when = f"{{hsts.max_age: {many}}}"
    text = f"""\
standards:
  - standard: sso
    given: {given}
    cases:
      - {{expect: meets, when: {when}}}
tools:
  - {{id: one, expect: fits, tool: {{name: A}}, facts: {given}}}
  - {{like: one, expect: fits, facts: {when}}}
"""
    too_many = "expected at most 500 cases in one, found 512"
    assert_told(problems(soe, text), {6: too_many, 9: too_many})


def test_a_case_stands_on_what_is_given_and_can_take_it_away(soe: Path) -> None:
    text = """\
standards:
  - standard: home
    given: {tool.data.class: secret, hosting.country: [DE]}
    cases:
      - {expect: meets}
      - {expect: conflicts, when: {hosting.country: [US]}}
      - {expect: unknown, when: {hosting.country: ~}}
"""
    assert [next(c.when.combinations()) for c in cases(soe, text).standards[0].cases] == [
        {"tool.data.class": (GivenFact("secret"),), "hosting.country": (GivenFact(("DE",)),)},
        {"tool.data.class": (GivenFact("secret"),), "hosting.country": (GivenFact(("US",)),)},
        {"tool.data.class": (GivenFact("secret"),)},
    ]


def test_a_tool_is_like_another_but_for_what_it_says(soe: Path) -> None:
    text = """\
tools:
  - id: one
    expect: fits
    tool: {name: A, url: 'https://a.example', support: {owner: Dana, hours: 9 to 17}}
    facts: {auth.sso: true, auth.mfa: true}
  - {id: two, like: one, expect: fits, tool: {name: B, support: Lee}, facts: {auth.mfa: ~}}
  - {like: two, expect: fits}
"""
    _, two, three = cases(soe, text).tools
    assert two.tool is not None
    assert (two.tool.name, two.tool.url) == ("B", "https://a.example")
    assert (two.tool.support.owner, two.tool.support.hours) == ("Lee", "9 to 17")
    assert list(two.facts.combinations()) == [{"auth.sso": (GivenFact(True),)}]
    assert (three.tool, list(three.facts.combinations())) == (
        two.tool,
        list(two.facts.combinations()),
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_written_is_read_back_and_fits_the_schema(path: Path) -> None:
    soe = catalog.read(path.with_name(path.name.replace(".cases", ""))).catalog
    shape = reader.cases_schema(soe)
    doc = read_document(path)
    made = shape.read_document(doc, Cases)
    written = shape.write_document(made)
    again = parse(json.dumps(written).encode(), path.name)
    assert (shape.read_document(again, Cases), doc.problems, again.problems) == (made, [], [])
    validator = jsonschema.Draft202012Validator(reader.cases_schema().json_schema(Cases))
    assert [error.message for error in validator.iter_errors(unplaced(written))] == []
    written["standards"][0]["cases"][0]["expct"] = "meets"
    assert list(validator.iter_errors(unplaced(written))) != []


def unplaced(value: Any) -> Any:
    """Without the places that a person never writes."""
    if isinstance(value, dict):
        return {key: unplaced(item) for key, item in value.items() if key != "place"}
    return [unplaced(item) for item in value] if isinstance(value, list) else value


# --- trying --------------------------------------------------------------------------------------


ONE_OF_EACH = """\
standards:
  - standard: sso
    cases:
      - {expect: meets, when: {auth.sso: true}}
      - {expect: conflicts, when: {auth.sso: false}}
      - {expect: unknown, when: {auth.sso: true}, basis: stated, says: only the vendor's word}
  - standard: home
    given: {tool.data.class: secret}
    cases:
      - {expect: meets, when: {hosting.country: [DE]}}
      - {expect: conflicts, when: {hosting.country: {each: [[US], [[DE], [US]]]}}}
      - {expect: unknown}
      - {expect: not-applicable, when: {tool.data.class: open}}
"""


def test_cases_that_say_what_the_catalog_says_hold(soe: Path) -> None:
    found = trial(soe, ONE_OF_EACH)
    assert [result.holds for result in found.results] == [True] * 8
    assert found.uncovered == ()
    assert found.exit_code(complete=True) == 0
    assert render_catalog_test(found, RenderOptions()) == "All 8 cases hold.\n"


def test_a_case_fails_when_its_standard_changes(soe: Path) -> None:
    soe.write_text(SOE.replace("value: [DE, FR]", "value: [DE, US]"), encoding="utf-8")
    found = trial(soe, ONE_OF_EACH)
    assert found.exit_code() == 1
    assert render_catalog_test(found, RenderOptions()) == snapshot("""\
Of 8 cases, 2 do not hold.

soe.cases.yaml:12: home
  given:     data class: secret (observed); hosting country: US (observed)
  expected:  conflicts
  came out:  meets. Secrets stay at home.

soe.cases.yaml:12: home
  given:     data class: secret (observed); hosting country: DE (observed);
    hosting country: US (observed)
  expected:  conflicts
  came out:  meets. Secrets stay at home.
""")


def test_the_weakest_basis_that_counts_is_the_standards(soe: Path) -> None:
    text = """\
standards:
  - standard: sso
    cases:
      - {expect: meets, when: {auth.sso: true}, basis: answered}
      - {expect: unknown, when: {auth.sso: true}, basis: stated}
      - {expect: meets, when: {auth.sso: [true, {value: false, basis: stated}]}}
"""
    assert trial(soe, text).exit_code() == 0


def test_a_waiver_counts_for_its_tool_and_not_for_its_standard(soe: Path) -> None:
    text = """\
standards: [{standard: sso, cases: [{expect: conflicts, when: {auth.sso: false}}]}]
tools:
  - expect: fits
    tool: {name: Splitly, url: https://splitly.example, data: open}
    facts: {auth.sso: false}
  - expect: needs-exception
    tool: {name: Splitly, url: https://splitly.example, data: open}
    facts: {auth.sso: false}
    as_of: 2027-02-01
    because: [sso]
"""
    assert trial(soe, text).exit_code() == 0


def test_a_tool_is_matched_and_judged_as_any_tool_is(soe: Path) -> None:
    text = """\
tools:
  - {expect: in-soe, tool: {name: acme mailer}}
  - {expect: needs-exception, tool: {name: Acme Mailer}, as_of: 2027-01-01, because: [standing]}
  - expect: fits-with-conditions
    tool: {name: Parley, data: secret}
    facts: {auth.sso: true, hosting.country: [US]}
    because: [home]
  - {expect: cannot-tell, tool: {name: Parley}, because: [sso, home]}
"""
    assert [(r.about, r.found, r.holds) for r in trial(soe, text).results] == [
        ("acme mailer", Outcome.IN_SOE, True),
        ("Acme Mailer", Outcome.NEEDS_EXCEPTION, True),
        ("Parley", Outcome.FITS_WITH_CONDITIONS, True),
        ("Parley", Outcome.CANNOT_TELL, True),
    ]


def test_the_right_outcome_for_another_reason_does_not_hold(soe: Path) -> None:
    text = """\
tools:
  - says: blocked by its hosting
    expect: needs-exception
    tool: {name: Parley, data: secret}
    facts: {auth.sso: false, hosting.country: [DE]}
    because: [home]
"""
    found = trial(soe, text)
    assert found.exit_code() == 1
    assert render_catalog_test(found, RenderOptions()) == snapshot("""\
The one case does not hold.

soe.cases.yaml:3: Parley: blocked by its hosting
  given:     single sign-on: no (observed); hosting country: DE (observed)
  expected:  needs-exception
  came out:  needs-exception, but not because of home

2 standards are not fully covered:
  sso: no case for meets, conflicts, unknown
  home: no case for meets, conflicts, unknown, not-applicable
""")


def test_what_no_case_shows_is_told_and_fails_only_on_request(soe: Path) -> None:
    found = trial(soe, "standards: [{standard: home, cases: [{expect: unknown}]}]")
    assert found.uncovered == (
        UncoveredVerdict("sso", Verdict.MEETS),
        UncoveredVerdict("sso", Verdict.CONFLICTS),
        UncoveredVerdict("sso", Verdict.UNKNOWN),
        UncoveredVerdict("home", Verdict.MEETS),
        UncoveredVerdict("home", Verdict.CONFLICTS),
        UncoveredVerdict("home", Verdict.NOT_APPLICABLE),
    )
    assert (found.exit_code(), found.exit_code(complete=True)) == (0, 1)
    assert render_catalog_test(found, RenderOptions()) == snapshot("""\
The one case holds.

2 standards are not fully covered:
  sso: no case for meets, conflicts, unknown
  home: no case for meets, conflicts, not-applicable
""")


def test_an_overlay_answers_for_the_standards_it_writes(soe: Path, tmp_path: Path) -> None:
    over = tmp_path / "over.yaml"
    over.write_text(
        "schema: soescan/soe@1\ncatalog: {id: over, name: Over, extends: [soe.yaml]}\n"
        "standards: [{id: home, severity: blocker}]\n",
        encoding="utf-8",
    )
    found = trial(over, "as_of: 2026-11-02\n", "over.yaml")
    assert {one.standard for one in found.uncovered} == {"home"}


def test_no_cases_are_no_failure_and_say_so(soe: Path) -> None:
    assert render_catalog_test(trial(soe, "tools: []"), RenderOptions()).startswith(
        "There are no cases.\n"
    )


def test_every_case_is_listed_on_request(soe: Path) -> None:
    found = trial(soe, "tools: [{says: known, expect: in-soe, tool: {name: Acme Mailer}}]")
    assert render_catalog_test(found, RenderOptions(verbose=True)).splitlines()[:5] == snapshot(
        [
            "The one case holds.",
            "",
            "soe.cases.yaml:2: Acme Mailer: known",
            "  given:     nothing",
            "  expected:  in-soe",
        ]
    )
