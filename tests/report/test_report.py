"""What formats have in common, the JSON that holds everything, and the smaller pages."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from soescan import app, report
from soescan.catalog import LoadedCatalog, catalog_schema
from soescan.errors import UsageError
from soescan.files import parse
from soescan.model import (
    Answer,
    Basis,
    BusinessCase,
    Capability,
    CapabilityBasis,
    CapabilityId,
    CaseKind,
    Catalog,
    DataClass,
    DataClassId,
    DataUse,
    Done,
    Estimate,
    Evidence,
    Fact,
    Gap,
    Header,
    Level,
    Lever,
    Match,
    MatchedBy,
    Need,
    Note,
    Origin,
    Outcome,
    Overlap,
    OverlappingTool,
    OverlayChange,
    Place,
    Plan,
    Product,
    ProductId,
    Proposal,
    ProposalHeader,
    Question,
    RegisterSource,
    Report,
    Role,
    RoleId,
    Severity,
    SharedCapability,
    Standard,
    StandardId,
    Standing,
    Step,
    StepId,
    Supplier,
    Test,
    Tool,
    Waiver,
    WaiverRequest,
)
from soescan.report import RenderOptions, saved_report
from soescan.report.text import width, wrap
from soescan.report.texts import catalog, explanation
from tests.examples import examples

DAY = date(2026, 11, 22)
SECURITY = RoleId("security")
REVIEW = StepId("review")
SSO, HSTS = StandardId("single-sign-on"), StandardId("long-hsts")
CATALOG = Catalog(
    Header("tea", "Tea SOE", review_by=date(2026, 11, 1), place=Place("soe.yaml", 2)),
    data_classes=(DataClass(DataClassId("public")), DataClass(DataClassId("secret"))),
    standards=(
        Standard(
            SSO,
            "sign-on",
            Test("auth.sso.saml", "eq", True),
            "Staff sign in with the company account.",
            Severity.BLOCKER,
            owner=SECURITY,
            waivable_by=(SECURITY,),
            fix="Buy the edition with SAML.",
            needs=(REVIEW,),
            refs=("MVSP 2.1",),
            place=Place("soe.yaml", 10),
        ),
        Standard(
            HSTS,
            "tls",
            Test("hsts.max_age", "gte", 15552000),
            "Browsers insist on HTTPS for half a year.",
            place=Place("soe.yaml", 20),
        ),
    ),
    capabilities=(Capability(CapabilityId("mail")), Capability(CapabilityId("web"))),
    products=(
        Product(
            ProductId("kettle"),
            "Kettle",
            Standing.APPROVED,
            domains=("kettle.example",),
            valid_until=date(2027, 6, 30),
            capabilities={CapabilityId("mail"): Level.FULL},
            place=Place("soe.yaml", 40),
        ),
        Product(
            ProductId("spy"),
            "Spy",
            Standing.PROHIBITED,
            reason="it sells data",
            place=Place("soe.yaml", 50),
        ),
    ),
    roles=(Role(SECURITY, "Security", place=Place("soe.yaml", 60)),),
    approvals=(
        Step(
            REVIEW,
            SECURITY,
            label="Security review",
            effort=Estimate(1, 2, 3),
            lead=Estimate(2, 5, 9),
            source="Security, 2026",
        ),
        Step(
            StepId("board"),
            SECURITY,
            label="Board",
            lead=Estimate(1, 3, 9),
            after=(REVIEW,),
            always=True,
        ),
    ),
    waivers=(
        Waiver("W-1", SSO, "Mug", "a pilot", "Jo", expires=date(2026, 1, 1)),
        Waiver("W-2", HSTS, "Mug", "an old host", "Jo", expires=date(2027, 1, 1)),
    ),
)
NEEDS = Place("p.yaml", 20)
PROPOSAL = Proposal(
    (
        Tool(
            "Mug",
            "https://mug.example",
            data=(DataUse("secret"), DataUse("amber")),
            place=Place("p.yaml", 3),
        ),
        Tool("Kettle", "https://kettle.example", place=Place("p.yaml", 4)),
        Tool("Spy", place=Place("p.yaml", 5)),
        Tool("Teapot", place=Place("p.yaml", 6)),
    ),
    ProposalHeader(title="Spring"),
    needs=(Need("mail", 3, place=NEEDS), Need("web", 2, business_case="fast", place=NEEDS)),
    business_cases=(BusinessCase("fast", CaseKind.EFFICIENCY),),
    waivers=(WaiverRequest("single-sign-on", "Teapot", "only two users"),),
)
READ = Origin(Basis.OBSERVED, "https://mug.example/security", "2026-11-20", "sso", "By Google only")
ASKED = Origin(Basis.OBSERVED, "https://mug.example/", "2026-11-20", "hsts")
EVIDENCE = Evidence(
    (
        Fact("mug.example", "auth.sso.saml", False, READ),
        Fact("mug.example", "hsts.max_age", 300, ASKED),
    ),
    (Gap("tls", "https://mug.example/", "timeout", "no answer in 10 s"),),
)
NOTES = (Note("url left blank: not an address", 2, (Place("p.yaml", 5), Place("p.yaml", 6))),)


def made(proposal: Proposal = PROPOSAL, **more: Any) -> Report:
    return replace(app.review(proposal, LoadedCatalog(CATALOG), EVIDENCE, DAY, NOTES), **more)


def text(one: Report, **look: Any) -> str:
    return report.render(one, "table", RenderOptions(**look))


# --- the page ------------------------------------------------------------------------------------


def test_only_five_questions_are_shown_and_all_with_verbose() -> None:
    many = tuple(Question(Supplier.IT, f"Question {n}?", (), ("Mug",), 9 - n) for n in range(8))
    shown = text(made(questions=many))
    assert [f"Question {n}?" in shown for n in range(8)] == [True] * 5 + [False] * 3
    assert all(f"Question {n}?" in text(made(questions=many), verbose=True) for n in range(8))


def test_a_question_about_many_tools_names_none() -> None:
    asked = Question(Supplier.VENDOR, "SAML?", ("k",), ("A", "B", "C", "D", "E"), 1)
    said = "- The vendor: SAML? It helps to settle 1 open point, for 5 tools."
    assert said in text(made(questions=(asked,)))


def test_a_question_about_every_tool_names_none() -> None:
    tools = tuple(a.tool.name for a in BASE.assessments)
    asked = Question(Supplier.VENDOR, "SAML?", ("k",), tools, 1)
    shown = text(made(questions=(asked,)), verbose=True)
    assert "- The vendor: SAML? It helps to settle 1 open point, for all 4 tools." in shown
    assert "1. To the vendor, for all 4 tools: SAML?" in shown


def test_two_tools_of_one_name_keep_their_own_dates() -> None:
    """Dates are told in the order of the list, not looked up by name."""
    twins = (
        Tool("Twin", "https://mug.example", place=Place("p.yaml", 1)),
        Tool("Twin", "https://kettle.example", place=Place("p.yaml", 2)),
    )
    one = made(replace(PROPOSAL, tools=twins, needs=(), waivers=()))
    days = [str(p.days) for p in one.plan.tools if p.earliest]
    lines = text(one, verbose=True).splitlines()
    shown = [line.split() for line in lines[1:] if line.startswith("Twin ")]
    assert len(shown) == 2 + len(days)
    assert [line[1] for line in shown[2:]] == days


# --- lines fit, whatever names people use --------------------------------------------------------

NAMES = st.one_of(
    st.sampled_from(
        (
            "日本語のとても長い名前のマーケティングツール" * 3,
            "A" * 300,
            "word " * 60,
            "e\u0301" * 90,
            "한글 도구",
            "Ｆｕｌｌｗｉｄｔｈ",
            "\x1b[31mred\x1b[0m",
            "abc\u202edef\u2066ghi",
            "line\nbreak\ttab\r",
            "zero\u200bwidth\u00adhyphen",
        )
    ),
    st.text(min_size=1, max_size=80),
).filter(lambda name: bool(name.strip()))


def renamed(one: Report, names: list[str]) -> Report:
    """The same report about tools of other names, wherever a name stands."""
    swap = {a.tool.name: name for a, name in zip(one.assessments, names, strict=True)}
    return replace(
        one,
        title=names[0],
        assessments=tuple(
            replace(a, tool=replace(a.tool, name=swap[a.tool.name]), says=f"{a.says} {names[1]}")
            for a in one.assessments
        ),
        questions=tuple(
            replace(q, tools=tuple(names), text=q.text + names[2]) for q in one.questions
        ),
        plan=Plan(tuple(replace(p, tool=swap[p.tool]) for p in one.plan.tools)),
        notes=(*one.notes, Note(names[3], 3, (Place(names[0], 3),))),
        requests=(WaiverRequest(names[0], names[1], names[2]),),
    )


LEVER = Lever(
    "capacity",
    "Security has one more day a week for this",
    ("Mug",),
    14,
    1.5,
    ("“Review” (Mug)",),
    {"Mug": 14},
)
OVERLAP = Overlap(
    (SharedCapability("mail", "Mail"),),
    (
        OverlappingTool("Mug", CapabilityBasis.STATED),
        OverlappingTool("Teapot", CapabilityBasis.PUBLISHED, in_use=True),
    ),
)
REGISTER = RegisterSource(
    "TEA", "Tea register, of 2026", "MIT", "2026-01-02", "https://tea.example"
)
BASE = made(levers=(LEVER,), left_out=2, overlaps=(OVERLAP,), registers=(REGISTER,))


@settings(max_examples=examples(60))
@given(st.lists(NAMES, min_size=4, max_size=4), st.sampled_from((40, 80, 120)), st.booleans())
def test_no_line_is_wider_than_the_window(names: list[str], columns: int, verbose: bool) -> None:
    shown = text(renamed(BASE, names), width=columns, verbose=verbose)
    assert [line for line in shown.splitlines() if width(line) > columns] == []
    assert [line for line in shown.splitlines() if line != line.rstrip()] == []


@settings(max_examples=examples(60))
@given(st.lists(NAMES, min_size=4, max_size=4), st.booleans())
def test_nothing_from_outside_steers_the_terminal(names: list[str], verbose: bool) -> None:
    shown = text(renamed(BASE, names), verbose=verbose).replace("\n", "")
    assert {
        c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    } == set()


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_columns_line_up_under_wide_letters(columns: int) -> None:
    names = ["日本語", "Kettle", "e\u0301te\u0301", "日本語のとても長い名前のマーケティングツール"]
    shown = text(renamed(BASE, names), width=columns, verbose=True).splitlines()
    start = next(n for n, line in enumerate(shown) if line.startswith("tool "))
    table = shown[start + 1 : start + 5]
    outcomes = sorted((a.outcome for a in BASE.assessments), key=len, reverse=True)
    at = [
        next(width(line[: line.index(f" {o}") + 1]) for o in outcomes if f" {o}" in line)
        for line in table
    ]
    assert at == [width(shown[start][: shown[start].index("outcome")])] * 4


ROWS = st.text("ab 日\u0301-", max_size=120)


@given(ROWS, st.integers(20, 60), st.integers(0, 8), st.integers(0, 12))
def test_wrapping_loses_nothing(row: str, columns: int, lead: int, indent: int) -> None:
    lines = wrap(" " * lead + row, RenderOptions(columns), " " * indent)
    assert "".join("".join(lines).split()) == "".join(row.split())
    assert all(width(line) <= columns for line in lines)


# --- JSON ----------------------------------------------------------------------------------------


def test_the_json_holds_everything() -> None:
    for verbose in (False, True):
        written = report.render(BASE, "json", RenderOptions(verbose=verbose))
        doc = parse(written.encode(), "report.json")
        assert (saved_report.read_report_document(doc), doc.problems) == (BASE, [])


def test_the_json_is_plain_and_ends_with_a_line() -> None:
    written = report.render(made(), "json")
    assert written.endswith("}\n")
    assert list(json.loads(written))[:4] == ["schema", "audience", "first_page", "title"]
    in_full = json.loads(report.render(made(), "json", RenderOptions(verbose=True)))
    because = [f for f in in_full["assessments"][0]["findings"] if "because" in f]
    assert because[0]["because"][0]["origin"]["url"] == "https://mug.example/security"


@pytest.mark.parametrize(("name", "format"), [("a.json", "json"), ("b.TXT", "table")])
def test_a_files_ending_says_the_format(name: str, format: str) -> None:
    assert report.format_of_file(Path(name)).id == format


def test_an_ending_that_says_nothing_is_refused_with_those_that_do() -> None:
    with pytest.raises(UsageError, match=r"expected a file ending in .*\.txt, \.json"):
        report.format_of_file(Path("report.zip"))


@pytest.mark.slow
def test_the_same_report_is_the_same_text() -> None:
    for format in (one for one in report.FORMATS if not one.check_dependencies):
        assert report.render(made(), format.id) == report.render(made(), format.id)


def test_a_report_fails_only_on_outcomes_it_holds() -> None:
    found = {a.outcome for a in BASE.assessments}
    for outcome in Outcome:
        assert BASE.exit_code(frozenset({outcome})) == int(outcome in found)
    assert BASE.exit_code(frozenset()) == 0


# --- a standard taken apart, and a catalog in outline --------------------------------------------


def explained(tool: str = "Mug") -> Any:
    place = Place("ours.yaml", 3)
    change = OverlayChange("standards/single-sign-on", "severity", "advice", "blocker", place)
    read = LoadedCatalog(CATALOG, overlays=(change,))
    return app.explain_standard("single-sign-on", tool, PROPOSAL, read, EVIDENCE, DAY)


def test_a_standard_taken_apart() -> None:
    assert explanation.render_explanation(explained(), RenderOptions()) == snapshot("""\
single-sign-on: a blocker in sign-on (soe.yaml:10)
Staff sign in with the company account.

Requires: SAML sign-on
Applies: always
Minimum basis: inferred
When unknown: ask
Owner: security
May be waived by: security
Remedy: Buy the edition with SAML.
Steps: review
References: MVSP 2.1
ours.yaml:3 changed standards/single-sign-on: severity from advice to blocker

Mug: conflicts. Staff sign in with the company account. Expected: SAML sign-on.
Found: no SAML sign-on (observed).

Is it met?
   no  SAML sign-on
         auth.sso.saml: no (observed, https://mug.example/security, 2026-11-20,
           sso)

It would be met if
  - SAML sign-on
""")


def test_an_explanation_fits_its_window() -> None:
    long = replace(explained(), tool="日本語" * 40)
    for columns in (40, 80):
        shown = explanation.render_explanation(long, RenderOptions(columns))
        assert [line for line in shown.splitlines() if width(line) > columns] == []


def test_a_catalog_in_outline() -> None:
    assert catalog.render_catalog(CATALOG, RenderOptions()) == snapshot("""\
Tea SOE: 2 standards, 2 products, 2 approval steps, 1 role, 2 data classes, 2
capabilities, 2 waivers.

Products by standing
     1  approved
     1  prohibited

Standards
  single-sign-on  blocker, sign-on: Staff sign in with the company account.
  long-hsts       condition, tls: Browsers insist on HTTPS for half a year.

Steps
  review  security: Security review
  board   security: Board

Waivers
  W-1  single-sign-on for Mug, approved by Jo until 2026-01-01 ()
  W-2  long-hsts for Mug, approved by Jo until 2027-01-01 ()
""")


def test_records_are_listed_with_the_file_that_each_comes_from() -> None:
    place = Place("base.yaml", 7)
    bare = replace(
        CATALOG,
        standards=(),
        products=(),
        approvals=(),
        waivers=(),
        answers=(Answer("Kettle", "auth.sso.saml", True, "Kim", DAY, place=place),),
        done=(Done(StepId("review"), "Kettle", DAY, place=Place("top.yaml", 3)),),
    )

    assert catalog.render_catalog(bare, RenderOptions()) == snapshot("""\
Tea SOE: 1 role, 2 data classes, 2 capabilities, 1 answer, 1 finished step.

Answers
  Kettle  auth.sso.saml: yes, Kim, Sun 22 Nov 2026 (base.yaml:7)

Finished steps
  Kettle  review, Sun 22 Nov 2026 (top.yaml:3)
""")
    assert "base.yaml:7" in catalog.render_records(bare, "kettle", catalog_schema())


@pytest.mark.parametrize(
    ("match", "says"),
    [
        (
            Match(MatchedBy.ALIAS, CATALOG.products[0]),
            (
                "K is Kettle (by alias), soe.yaml:40\n"
                "  standing: approved, until 2027-06-30; as of 2026-11-22\n"
            ),
        ),
        (Match(MatchedBy.AMBIGUOUS, says="which?"), "K is ambiguous: which?\n"),
        (
            Match(MatchedBy.NOTHING, suggestions=("Kettle",)),
            "K is not listed.\n  did you mean Kettle?\n",
        ),
    ],
)
def test_what_a_name_stands_for_in_words(match: Match, says: str) -> None:
    assert catalog.describe_match("K", match, DAY, RenderOptions()) == says


def test_a_report_needs_no_plan() -> None:
    bare = replace(BASE, plan=Plan())
    assert "days" not in text(bare).splitlines()[5]
    assert text(bare, verbose=True)


def test_every_field_of_a_report_is_filled_in_here() -> None:
    """So that the tests above see all of it."""
    empty = [f.name for f in dataclasses.fields(BASE) if not getattr(BASE, f.name)]
    assert empty == []
