"""The text page: what it says, how wide it is, and what it never lets through to a terminal."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from soescan import app
from soescan.catalog import LoadedCatalog
from soescan.model import (
    Basis,
    BusinessCase,
    Capability,
    CapabilityId,
    CaseKind,
    Catalog,
    DataClass,
    DataClassId,
    DataUse,
    Estimate,
    Evidence,
    Fact,
    Gap,
    Header,
    Integration,
    Level,
    Need,
    Note,
    Origin,
    Outcome,
    Place,
    Product,
    ProductId,
    Proposal,
    Report,
    Role,
    RoleId,
    Severity,
    Standard,
    StandardId,
    Standing,
    Step,
    StepId,
    Test,
    Tool,
    Vendor,
    Waiver,
    WaiverRequest,
)
from soescan.report import RenderOptions, render
from soescan.report.text import width

DAY = date(2026, 11, 22)
SSO, PRIVACY = StepId("security-review"), StepId("privacy-review")
CRM = CapabilityId("crm")

CATALOG = Catalog(
    Header("x", "Example IT", review_by=date(2026, 11, 1), own=False),
    data_classes=tuple(DataClass(DataClassId(c)) for c in ("public", "internal")),
    standards=(
        Standard(
            StandardId("sso"),
            "identity",
            Test("auth.sso.saml", "eq", True),
            "People sign in with one account.",
            Severity.BLOCKER,
            waivable_by=(RoleId("ciso"),),
            fix="Buy the edition with SAML.",
            needs=(SSO,),
        ),
        Standard(
            StandardId("dpa"),
            "privacy",
            Test("dpa.available", "eq", True),
            "A contract covers personal data.",
            needs=(PRIVACY,),
        ),
    ),
    capabilities=(
        Capability(CRM, "Customer list"),
        Capability(CapabilityId("mail"), "Mail"),
    ),
    products=(
        Product(
            ProductId("acme"),
            "Acme",
            Standing.STANDARD,
            domains=("acme.example",),
            capabilities={CRM: Level.PARTIAL},
        ),
        Product(ProductId("hound"), "Hound", Standing.PROHIBITED, reason="tracks people"),
    ),
    roles=(Role(RoleId("ciso"), "Security"),),
    approvals=(
        Step(SSO, RoleId("ciso"), label="Security review", lead=Estimate(5, 10, 20)),
        Step(PRIVACY, RoleId("ciso"), effort=Estimate(1, 2, 3), after=(SSO,), source="a guess"),
        Step(StepId("go"), RoleId("ciso"), label="Go-live", always=True, after=(PRIVACY,)),
    ),
    waivers=(
        Waiver(
            "W-1", StandardId("sso"), "Ferry", "a pilot", "Jo, Security", expires=date(2026, 12, 1)
        ),
        Waiver(
            "W-2", StandardId("sso"), "Barge", "a pilot", "Jo, Security", expires=date(2026, 1, 1)
        ),
    ),
)
PROPOSAL = Proposal(
    (
        Tool("Acme", "https://acme.example", data=(DataUse("internal"),)),
        Tool("Hound", "https://hound.example"),
        Tool("Ferry", "https://ferry.example", vendor=Vendor(is_new=True), integrations=()),
        Tool("Barge", "https://barge.example", integrations=(Integration("CRM"),)),
        Tool("Acmee", data=(DataUse("top"),)),
    ),
    needs=(Need("Customer list", 3, business_case="b"), Need("Mail", 1)),
    business_cases=(BusinessCase("b", CaseKind.ROI),),
    waivers=(WaiverRequest("dpa", "Barge", "the contract is being written"),),
)


def _seen(tool: str, key: str, value: bool) -> Fact:
    origin = Origin(Basis.OBSERVED, f"https://{tool}.example/trust", "2026-11-20", excerpt="SAML 2")
    return Fact(tool, key, value, origin)


EVIDENCE = Evidence(
    (
        _seen("Ferry", "auth.sso.saml", False),
        _seen("Ferry", "dpa.available", True),
        _seen("Barge", "auth.sso.saml", False),
        _seen("Barge", "dpa.available", False),
    ),
    (Gap("tls", "https://barge.example", "timeout", "no answer in 10 s"),),
)


def _report(proposal: Proposal = PROPOSAL, catalog: Catalog = CATALOG) -> Report:
    notes = (Note("blank row left out", 3, (Place("tools.csv", 2),)),)
    return app.review(proposal, LoadedCatalog(catalog), EVIDENCE, DAY, notes)


def page(report: Report, width: int = 80, verbose: bool = False) -> str:
    return render(report, "table", RenderOptions(width, verbose))


def test_the_page_is_the_answer_the_tools_this_week_and_what_would_change_it() -> None:
    assert page(_report()) == snapshot("""\
Two of five tools can go ahead, 80% likely by the week of 23 Nov; Barge needs an
exception, Hound is blocked, Acmee is unclear.
As of Sun 22 Nov 2026, checked against Example IT.
Dates are weeks: they rest on lead times that IT has not confirmed.
The catalog is stale: its review was due on Sun 1 Nov 2026.

Checked: 5 tools from .
Against: the starter SOE that came with soescan, so this is a rehearsal.
Ask IT for their list of products; then soescan check TOOLS --soe LIST.xlsx

Acme: in the SOE. IT's standard.
  Earliest go-live: week of 23 Nov. Next: Go-live, week of 23 Nov (Security).
Ferry: fits. It meets every standard that applies.
  Earliest go-live: week of 23 Nov. Next: Go-live, week of 23 Nov (Security).
Barge: needs an exception. SSO and DPA are not met.
  Earliest go-live: week of 7 Dec. Next: Security review, week of 23 Nov
  (Security).
Hound: blocked. Hound is prohibited: tracks people.
  Next: Look for an approved product that covers the need, or ask IT why (you).
Acmee: too little known. Nothing is known about what its vendor does.
  Earliest go-live: week of 7 Dec. Next: Ask the vendor about SSO (you).

This week
1. You: Add to the list: the address (Acmee); only you can say it.
2. Security: Go-live (Acme and Ferry); it is on the critical path.
3. You: Ask the vendor about signing in and the data processing agreement (Acme
   and Acmee); it takes the longest.

What would change the answer
- The vendor: Does the product support sign-on with SAML 2.0? It helps to settle
  SSO, for Acme and Acmee.
- You: What is the address of the tool's web site? It helps to settle 1 open
  point, for Acmee.
- The vendor: Do you offer a data processing agreement, and where can we read
  it? It helps to settle DPA, for Acme and Acmee.
- IT: Which of IT's data classes is meant? 'top' is not one of the catalog's
  data classes (public, internal). It helps to settle meaning of the data class,
  for Acmee.
- You and the vendor: Meet SSO for Acme, Barge, Acmee: SAML sign-on. Then 2
  tools are live 17 days earlier on average.
- You and the vendor: Meet DPA for Acme, Barge, Acmee: data processing
  agreement. Then 2 tools are live 2 days earlier on average.

Business case: B.
What you have: Justified: Acme covers 38% of the weighted needs, below the
  threshold of 80%.
Cost: Not stated; a column “cost” in your list adds it.
Work: 4 person-days in 8 steps, all by Security.

Waivers asked for (they count once IT has granted them)
- Barge, DPA: the contract is being written

While reading
- 3 × blank row left out (tools.csv:2, …)

--verbose shows gaps, dates and every question; -o report.html writes them to a
file.
""")


def test_the_verbose_page_gives_every_reason() -> None:
    short, long = page(_report()), page(_report(), verbose=True)
    first_page = short.partition("Waivers asked for")[0]
    assert long.startswith(first_page)
    assert long.removeprefix(first_page) == snapshot("""\
tool   outcome          because
Hound  blocked          prohibited: tracks people
Barge  needs-exception  1 blocker is not met: SSO
Acmee  cannot-tell      unknown: nothing is known about what its vendor does; n…
Ferry  fits             it meets every standard that applies
Acme   in-soe           IT's standard

In the way
- Hound: Hound is prohibited: tracks people.
  Remedy: Look for an approved product that covers the need, or ask IT why.
- Ferry: People sign in with one account. Expected: SAML sign-on. Found: no SAML
  sign-on (observed).
  Waived: W-1, approved by Jo, Security until 1 Dec 2026: a pilot
- Barge: People sign in with one account. Expected: SAML sign-on. Found: no SAML
  sign-on (observed).
  No waiver counts: W-2 expired on 1 Jan 2026
  Remedy: Buy the edition with SAML.
- Barge: A contract covers personal data. Expected: data processing agreement.
  Found: no data processing agreement (observed).

tool   days  effort  earliest      P50           P80           P95
Acme      0       0  ~23 Nov 2026  ~23 Nov 2026  ~23 Nov 2026  ~23 Nov 2026
Ferry     0       0  ~23 Nov 2026  ~23 Nov 2026  ~23 Nov 2026  ~23 Nov 2026
Barge    12       2  ~7 Dec 2026   ~7 Dec 2026   ~7 Dec 2026   ~14 Dec 2026
Acmee    12       2  ~7 Dec 2026   ~7 Dec 2026   ~7 Dec 2026   ~14 Dec 2026

days: working days to the earliest go-live, if every step takes its likely time.
effort: person-days. P80: 80% likely to be live by then. ~: the week of that
Monday, an illustration; the lead times are published defaults: ask IT for
theirs.

Open questions
1. To the vendor, for Acme, Acmee: Does the product support sign-on with SAML
   2.0?
   An answer settles 1 open point: SSO.
2. To the requester, for Acmee: What is the address of the tool's web site?
3. To the vendor, for Acme, Acmee: Do you offer a data processing agreement, and
   where can we read it?
   An answer settles 1 open point: DPA.
4. To IT, for Acmee: Which of IT's data classes is meant? 'top' is not one of
   the catalog's data classes (public, internal).
   An answer settles 1 open point: meaning of the data class.

Needs covered by what IT approves of (enough: 80%)
  38% Acme; not covered: Customer list; not stated: Mail

Acme: in-soe
  IT's standard
  product: Acme, by domain ()
  meets: IT's decision: Acme is IT's standard.
  unknown: SSO: People sign in with one account. Not known yet: SAML sign-on.
  unknown: DPA: A contract covers personal data. Not known yet: data processing
    agreement.
  distance from the SOE: identity 0 (weight 0, 1 open); privacy 0 (weight 0, 1
    open)
  change impact: at least 2 = deviations 1 × data class 2 × touchpoints 1 × new
    vendor 1
    deviations: 1 + 0, the weight of the deviations; 2 standards still open
    data class: internal: 2 of 2
    touchpoints: not known
    new vendor: no, it is in IT's catalog
  plan: ask IT how long “Go-live” takes
  Go-live (Security), 2026-11-23 to 2026-11-23, on the critical path: required
    for every tool

Hound: blocked
  prohibited: tracks people
  product: Hound, by name ()
  conflicts: IT's decision: Hound is prohibited: tracks people.
  unknown: SSO: People sign in with one account. Not known yet: SAML sign-on.
  unknown: DPA: A contract covers personal data. Not known yet: data processing
    agreement.
  distance from the SOE: identity 0 (weight 0, 1 open); privacy 0 (weight 0, 1
    open)
  change impact: at least 1 = deviations 1 × data class 1 × touchpoints 1 × new
    vendor 1
    deviations: 1 + 0, the weight of the deviations; 2 standards still open
    data class: not known
    touchpoints: not known
    new vendor: no, it is in IT's catalog
  plan: it cannot go live (prohibited: tracks people)

Ferry: fits
  it meets every standard that applies
  not-applicable: IT's decision: Ferry is not listed in Example IT.
  waived: SSO: People sign in with one account. Expected: SAML sign-on. Found:
    no SAML sign-on (observed).
    auth.sso.saml: no (observed, https://Ferry.example/trust, 2026-11-20)
      “SAML 2”
    W-1, approved by Jo, Security until 1 Dec 2026: a pilot
  meets: DPA: A contract covers personal data.
    dpa.available: yes (observed, https://Ferry.example/trust, 2026-11-20)
      “SAML 2”
  change impact: at least 2 = deviations 1 × data class 1 × touchpoints 1 × new
    vendor 2
    deviations: 1 + 0, the weight of the deviations
    data class: not known
    touchpoints: none
    new vendor: yes
  plan: ask IT how long “Go-live” takes
  Go-live (Security), 2026-11-23 to 2026-11-23, on the critical path: required
    for every tool

Barge: needs-exception
  1 blocker is not met: SSO
  not-applicable: IT's decision: Barge is not listed in Example IT.
  conflicts: SSO: People sign in with one account. Expected: SAML sign-on.
    Found: no SAML sign-on (observed).
    auth.sso.saml: no (observed, https://Barge.example/trust, 2026-11-20)
      “SAML 2”
    W-2 expired on 1 Jan 2026
  conflicts: DPA: A contract covers personal data. Expected: data processing
    agreement. Found: no data processing agreement (observed).
    dpa.available: no (observed, https://Barge.example/trust, 2026-11-20)
      “SAML 2”
  not read: tls timeout: no answer in 10 s
  distance from the SOE: identity 1 (weight 5, 0 open); privacy 1 (weight 2, 0
    open)
  change impact: at least 16 = deviations 8 × data class 1 × touchpoints 2 × new
    vendor 1
    deviations: 1 + 7, the weight of the deviations
    data class: not known
    touchpoints: 1 + integrations with CRM
    new vendor: not known
  plan: ask IT how long “Go-live” takes
  Security review (Security), 2026-11-23 to 2026-12-04, on the critical path:
    SSO is not met
  privacy-review (Security), 2026-12-07 to 2026-12-08, on the critical path: DPA
    is not met
    lead time: a guess
  Go-live (Security), 2026-12-09 to 2026-12-09, on the critical path: required
    for every tool

Acmee: cannot-tell
  1 blocker is open: SSO
  outlook unknown: nothing is known about what its vendor does; no known
    document settles SSO
  would settle most: ask the vendor: Does the product support sign-on with SAML
    2.0?
  did you mean Acme?
  not-applicable: IT's decision: Acmee is not listed in Example IT; similar
    names: Acme.
  unknown: meaning of the data class: It is not known how sensitive the data is:
    'top' is not one of the catalog's data classes (public, internal).
  unknown: SSO: People sign in with one account. Not known yet: SAML sign-on.
  unknown: DPA: A contract covers personal data. Not known yet: data processing
    agreement.
  not read: data-word unknown-word: 'top' is not one of the catalog's data
    classes (public, internal)
  distance from the SOE: data-protection 0 (weight 0, 1 open); identity 0
    (weight 0, 1 open); privacy 0 (weight 0, 1 open)
  change impact: at least 1 = deviations 1 × data class 1 × touchpoints 1 × new
    vendor 1
    deviations: 1 + 0, the weight of the deviations; 3 standards still open
    data class: not known
    touchpoints: not known
    new vendor: not known
  plan: ask IT how long “Go-live” takes
  Security review (Security), 2026-11-23 to 2026-12-04, on the critical path,
    assumed: SSO is open
  privacy-review (Security), 2026-12-07 to 2026-12-08, on the critical path,
    assumed: DPA is open
    lead time: a guess
  Go-live (Security), 2026-12-09 to 2026-12-09, on the critical path: required
    for every tool

Waivers asked for (they count once IT has granted them)
- Barge, DPA: the contract is being written

While reading
- 3 × blank row left out (tools.csv:2, …)
""")


def test_the_answer_about_one_tool_names_it() -> None:
    alone = replace(PROPOSAL, tools=PROPOSAL.tools[:1], needs=())
    assert page(_report(alone)).startswith("Acme can go ahead, 80% likely by the week of 23 Nov.")


def test_tools_that_come_to_the_same_are_counted_together() -> None:
    twice = replace(PROPOSAL, tools=(PROPOSAL.tools[1], Tool("Hound 2")), needs=())
    assert page(_report(twice)).splitlines()[0] == "Both tools are blocked."


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (Header("x", "X", review_by=date(2026, 11, 22)), False),
        (Header("x", "X", review_by=date(2026, 11, 21)), True),
        (Header("x", "X"), False),
    ],
)
def test_a_catalog_is_stale_from_the_day_after_its_review_was_due(
    header: Header, says: bool
) -> None:
    assert (
        "The catalog is stale" in page(_report(catalog=replace(CATALOG, catalog=header)))
    ) is says


def test_five_questions_are_shown_and_all_with_verbose() -> None:
    flags = ("tls.https", "dns.dnssec", "dns.ipv6", "frame.protection", "auth.scim", "auth.roles",
             "dpa.available", "legal.terms", "tool.data.personal", "ai.features",
             "sla.credits")  # fmt: skip
    asked = tuple(
        replace(standard, id=StandardId(f"s{n}"), require=Test(flag, "eq", True))
        for n, flag in enumerate(flags)
        for standard in CATALOG.standards[1:]
    )
    report = _report(replace(PROPOSAL, tools=(Tool("Nova", "https://app.nova.example"),)),
                     replace(CATALOG, standards=asked))  # fmt: skip
    short, long = page(report), page(report, verbose=True)
    assert "1. You: Run soescan check with --scan (Nova); it answers 4 open points." in short
    assert "1. One scan would settle 4 open points: soescan check --scan." in long
    assert (short.count("It helps to settle "), long.count("To the ")) == (5, 7)


# --- lines ---------------------------------------------------------------------------------------

NAMES = [
    "Acme",
    "顧客管理システム" * 40,
    "N" * 300,
    "one two " * 40,
    "é" * 300,
    "ｶﾞ" * 150,
    " " * 200 + "x",
    "e\u0301" * 300,
]


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_asked(name: str, columns: int, verbose: bool) -> None:
    text = page(_named(name), columns, verbose)
    assert [line for line in text.splitlines() if width(line) > columns] == []


@pytest.mark.slow
@given(st.text(min_size=1, max_size=60), st.sampled_from((40, 80, 120)), st.booleans())
def test_no_name_makes_a_line_wider_than_asked_or_reaches_the_terminal_raw(
    name: str, columns: int, verbose: bool
) -> None:
    text = page(_named(name), columns, verbose)
    assert [line for line in text.split("\n") if width(line) > columns] == []
    assert _steering(text) == set()


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_table_has_one_line_for_each_tool(columns: int) -> None:
    tools = tuple(Tool(f"{name.strip()} {n}") for n, name in enumerate(NAMES))
    report = _report(replace(PROPOSAL, tools=tools))
    lines = page(report, columns, verbose=True).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("tool "))
    rows = lines[start + 1 : lines.index("", start)]
    assert len(rows) == len(tools)
    assert all(any(outcome in row for outcome in Outcome) for row in rows)


# --- what could steer a terminal -----------------------------------------------------------------

STEERS = [
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "a\rb",
    "a\nb",
    "\x1cb",
    "\x85b",
    "\u2028b",
    "a\u2029b",
    "\u202egnp.exe",
    "\u2066isolated\u2069",
    "zero\u200bwidth",
    "\x9b31m",
    "\ttab",
    "lone\ud800",
]


def _steering(text: str) -> set[str]:
    kinds = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return {c for c in text if unicodedata.category(c) in kinds} - {"\n"}


def _named(text: str) -> Report:
    """A report in which a text from outside stands wherever one can."""
    tool = Tool(text, "https://barge.example", integrations=(Integration(text),))
    seen = Origin(Basis.OBSERVED, text, text, text, text)
    header = replace(CATALOG.catalog, name=text)
    standards = tuple(
        replace(s, why=text, fix=text, question=text, area=text) for s in CATALOG.standards
    )
    steps = tuple(replace(s, label=text, source=text) for s in CATALOG.approvals)
    report = app.review(
        replace(PROPOSAL, tools=(tool, tool, PROPOSAL.tools[2]), needs=(Need(text),)),
        LoadedCatalog(
            replace(
                CATALOG,
                catalog=header,
                standards=standards,
                approvals=steps,
                capabilities=(Capability(CapabilityId(text)),),
            )
        ),
        Evidence(
            (Fact(text, "auth.sso.saml", False, seen),),
            (Gap(text, "https://barge.example", text, text, text),),
        ),
        DAY,
        (Note(text, 2, (Place(text, 1),)),),
    )
    request = WaiverRequest(text, text, text)
    return replace(report, requests=(request,))


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("text", STEERS)
def test_nothing_that_steers_a_terminal_gets_through(text: str, verbose: bool) -> None:
    assert _steering(page(_named(text), verbose=verbose)) == set()


@pytest.mark.parametrize("verbose", [False, True])
def test_a_name_cannot_start_a_line_of_its_own(verbose: bool) -> None:
    forged = page(_named("Hound\nAcme is in the SOE."), 400, verbose)
    assert "Hound Acme is in the SOE." in forged
    assert not any(line.startswith("Acme is") for line in forged.splitlines())


def test_where_there_is_no_room_for_reasons_the_outlook_stands_alone() -> None:
    tools = tuple(Tool(name, place=Place("tools.csv", 2)) for name in ("Ask", "Quarvo Suite Ultra"))
    report = _report(Proposal(tools))
    narrow, wide = page(report, 40, verbose=True), page(report, 100, verbose=True)
    assert "outcome      outlook" in narrow
    assert "cannot-tell  unknown" in narrow
    assert "outcome      because" in wide
