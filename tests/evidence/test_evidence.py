"""What is known about a tool: read from files, filed by subject, weighed by basis, for one day."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soescan import evidence
from soescan.errors import EvidenceFileError
from soescan.evidence import Knowledge, format_evidence, read_evidence
from soescan.evidence.stated import derive_catalog_facts
from soescan.model import (
    Answer,
    Basis,
    Catalog,
    DataClass,
    DataClassId,
    Evidence,
    Fact,
    FactType,
    Gap,
    Header,
    Match,
    MatchedBy,
    Origin,
    Place,
    Product,
    ProductId,
    Standing,
    Tool,
    Value,
    Vendor,
)
from soescan.reference import builtin

DAY, YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 21), date(2026, 11, 23)
SAML, AGE, COUNTRIES = "auth.sso.saml", "hsts.max_age", "hosting.country"
CLASSES = (
    DataClass(DataClassId("public"), "Public"),
    DataClass(DataClassId("secret"), "Top Secret", aliases=("red",)),
)
NOTHING = Match(MatchedBy.NOTHING)
ACME = Tool("Acme Mail", "https://www.acme.example/x", vendor=Vendor("Acme, Inc."))

# --- files ---------------------------------------------------------------------------------------

TYPED: dict[FactType, st.SearchStrategy[Value]] = {
    FactType.FLAG: st.booleans(),
    FactType.NUMBER: st.one_of(st.integers(-(10**9), 10**9), st.sampled_from((0.5, -2.25))),
    FactType.TEXT: st.sampled_from(("NO", "22:30", "1.20", "true", "a 'b' \"c\"", "日本")),
    FactType.TEXTS: st.lists(st.sampled_from(("NO", "DE", "日本")), max_size=3).map(tuple),
    FactType.VERSION: st.sampled_from(("1.20", "TLSv1.2")),
    FactType.DATE: st.dates().map(str),
    FactType.CLASS: st.sampled_from(("public", "secret")),
}
TEXT = st.sampled_from(("", "a", "https://acme.example/x?y=1#z", "日本 “quoted”"))


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    key = draw(st.sampled_from(sorted(builtin.suppliable_facts())))
    entry = builtin.suppliable_facts()[key]
    values = entry.values or entry.order
    value: Value = draw(st.sampled_from(values)) if values else draw(TYPED[entry.type])
    if entry.type is FactType.TEXTS and isinstance(value, str):
        value = (value,)
    basis = draw(st.sampled_from([b for b in Basis if b is not Basis.ANSWERED]))
    origin = Origin(basis, draw(TEXT), draw(TEXT), draw(TEXT), draw(TEXT), draw(TEXT))
    return Fact("acme.example", key, value, origin, draw(st.one_of(st.none(), st.dates())))


GAPS = st.builds(
    Gap,
    probe=st.sampled_from(("tls", "hsts")),
    url=st.just("https://acme.example"),
    state=st.sampled_from(("timeout", "blocked")),
    why=TEXT,
    subject=TEXT,
)
EVIDENCE = st.builds(
    Evidence, st.lists(facts(), max_size=5).map(tuple), st.lists(GAPS, max_size=3).map(tuple)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVIDENCE)
def test_what_is_exported_reads_back_equal(tmp_path: Path, known: Evidence) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(format_evidence(known), encoding="utf-8")
    assert read_evidence(path) == known


def test_an_answer_in_an_evidence_file_counts_only_as_stated(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    answered = Fact("acme.example", SAML, True, Origin(Basis.ANSWERED, by="Jo"))
    path.write_text(format_evidence(Evidence((answered,))), encoding="utf-8")
    assert [f.origin for f in read_evidence(path).facts] == [Origin(Basis.STATED, by="Jo")]


@pytest.mark.parametrize(
    ("key", "value", "made"),
    [
        (AGE, '"31536000"', 31536000),
        (SAML, '"TRUE"', True),
        (COUNTRIES, "NO", ("NO",)),
        (COUNTRIES, "[NO, de]", ("NO", "de")),
        ("mail.dmarc.policy", "Reject", "reject"),
        ("tls.version.min", "1.20", "1.20"),
        ("pentest.date", "2026-10-01T08:00:00Z", "2026-10-01"),
    ],
)
def test_a_value_is_typed_as_the_vocabulary_says(
    tmp_path: Path, key: str, value: str, made: Value
) -> None:
    path = tmp_path / "evidence.yaml"
    path.write_text(
        "schema: soescan/evidence@1\nfacts:\n"
        f"  - {{subject: a, key: {key}, value: {value}, origin: {{basis: stated}}}}\n",
        encoding="utf-8",
    )
    assert [f.value for f in read_evidence(path).facts] == [made]


def test_every_wrong_fact_is_a_problem_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "evidence.yaml"
    rows = (
        ("hsts.max_ages", "1"),
        (AGE, "long"),
        (SAML, "yes"),
        ("mail.dmarc.policy", "strict"),
        (AGE, "[1, 2]"),
        (SAML, "true"),
    )
    path.write_text(
        "schema: soescan/evidence@1\nfacts:\n"
        + "".join(
            f"  - {{subject: a, key: {key}, value: {value}, origin: {{basis: stated}}}}\n"
            for key, value in rows
        ),
        encoding="utf-8",
    )
    with pytest.raises(EvidenceFileError) as found:
        read_evidence(path)
    assert len(found.value.problems) == 5
    assert "did you mean 'hsts.max_age'?" in "".join(found.value.problems)


# --- subjects ------------------------------------------------------------------------------------


def known(
    *facts: Fact,
    tool: Tool = ACME,
    gaps: tuple[Gap, ...] = (),
    claims: tuple[Answer, ...] = (),
    answers: tuple[Answer, ...] = (),
    match: Match = NOTHING,
    classes: tuple[DataClass, ...] = CLASSES,
) -> tuple[dict[str, tuple[Fact, ...]], tuple[Gap, ...]]:
    catalog = Catalog(Header("x", "X"), classes, answers=answers)
    return Knowledge(Evidence(facts, gaps), catalog, claims, DAY).facts_about(tool, match)


def seen(subject: str, value: Value = True, key: str = SAML, **more: Any) -> Fact:
    return Fact(subject, key, value, Origin(Basis.OBSERVED, url="u"), **more)


SHARED = sorted(builtin.shared_hosts())[0]


@pytest.mark.parametrize(
    ("tool", "subject", "counts"),
    [
        (ACME, "Acme Mail", True),
        (ACME, "ACME-Mail", True),
        (ACME, "acme inc", True),
        (ACME, "www.acme.example", True),
        (ACME, "acme.example", True),
        (ACME, "ACME.example", True),
        (ACME, "https://www.acme.example/security", True),
        (ACME, "app.acme.example", False),
        (ACME, "notacme.example", False),
        (ACME, "Acme", True),  # its vendor, without the legal form
        (ACME, "Acme Mail Pro", False),
        (Tool("A", "https://acme.example"), "www.acme.example", True),
        (Tool("A", "https://eu.acme.example"), "acme.example", True),
        (Tool("A", "https://eu.acme.example"), "us.acme.example", False),
        (Tool("A", app_url="https://app.acme.example"), "app.acme.example", True),
        (Tool("Monday.com"), "Monday.com", True),
        (Tool("Monday.com"), "mondaycom", True),
        # a vendor is the requester's word: what was found on its site is another's
        (Tool("A", vendor=Vendor("acme.example")), "acme.example", False),
        (Tool("A", "https://evil.test", vendor=Vendor("Acme")), "Acme", False),
        # what was found on a public host says nothing of what somebody put there
        (Tool("A", "https://github.com/a"), "github.com", False),
        (Tool("A", "https://www.github.com/a/b"), "github.com", False),
        (Tool("A", "https://sites.google.com/a"), "sites.google.com", False),
        (Tool("GitHub", "https://github.com/"), "github.com", True),
        # what was seen on another host of a shared domain says nothing about this one
        (Tool("A", f"https://a.{SHARED}"), SHARED, False),
        (Tool("A", f"https://a.{SHARED}"), f"b.{SHARED}", False),
        (Tool("A", f"https://a.{SHARED}"), f"a.{SHARED}", True),
        (Tool("A", f"https://{SHARED}/a"), SHARED, True),
        (Tool("A"), "", False),
    ],
)
def test_a_fact_counts_for_the_tools_that_its_subject_names(
    tool: Tool, subject: str, counts: bool
) -> None:
    assert (SAML in known(seen(subject), tool=tool)[0]) is counts


def test_a_gap_is_filed_like_a_fact() -> None:
    ours = Gap("tls", "https://www.acme.example/", "timeout")
    named = Gap("tls", "elsewhere", "timeout", subject="acme mail")
    others = Gap("tls", "https://other.example/", "timeout")
    assert known(gaps=(ours, named, others))[1] == (named, ours)


def test_facts_about_two_tools_stay_apart() -> None:
    catalog = Catalog(Header("x", "X"), CLASSES)
    both = Knowledge(Evidence((seen("A"), seen("B", False))), catalog, (), DAY)
    assert [f.value for f in both.facts_about(Tool("A"), NOTHING)[0][SAML]] == [True]
    assert [f.value for f in both.facts_about(Tool("B"), NOTHING)[0][SAML]] == [False]


# --- what counts on the day ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expires", "counts"), [(None, True), (TOMORROW, True), (DAY, True), (YESTERDAY, False)]
)
def test_a_fact_counts_until_it_expires(expires: date | None, counts: bool) -> None:
    assert (SAML in known(seen("Acme Mail", expires=expires))[0]) is counts


def test_answers_in_its_catalog_count_as_answered_with_who_and_when() -> None:
    answer = Answer(
        "acme.example",
        SAML,
        True,
        "Jo",
        YESTERDAY,
        "questionnaire.pdf",
        TOMORROW,
        Place("soe.yaml", 7),
    )
    (fact,) = known(answers=(answer,))[0][SAML]
    assert fact == Fact(
        "acme.example",
        SAML,
        True,
        Origin(Basis.ANSWERED, "questionnaire.pdf", str(YESTERDAY), "Jo"),
        TOMORROW,
    )


@pytest.mark.parametrize(("on", "counts"), [(YESTERDAY, True), (DAY, True), (TOMORROW, False)])
def test_an_answer_counts_from_the_day_it_was_given(on: date, counts: bool) -> None:
    assert (SAML in known(answers=(Answer("acme.example", SAML, True, "Jo", on),))[0]) is counts


def test_what_a_requester_answers_is_only_stated() -> None:
    claim = Answer("Acme Mail", SAML, True, "Jo", DAY, place=Place("p.yaml", 3))
    (fact,) = known(claims=(claim,))[0][SAML]
    assert fact.origin == Origin(Basis.STATED, "p.yaml:3", str(DAY), "Jo")


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (Answer("Acme Mail", AGE, "long"), "hsts.max_age: expected a number, found 'long'"),
        (Answer("Acme Mail", SAML, "often"), "auth.sso.saml: expected true or false, found"),
        (Answer("Acme Mail", "hsts.age", 1), "hsts.age: expected a fact of the vocabulary"),
        (Answer("Acme Mail", AGE, ("1", "2")), "hsts.max_age: expected one number"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_a_gap_and_no_fact(claim: Answer, why: str) -> None:
    facts, (gap,) = known(claims=(claim,))
    assert claim.fact not in facts
    assert (gap.probe, gap.state) == ("answer", "not-understood")
    assert gap.why.startswith(why)


@pytest.mark.parametrize(
    ("value", "made"), [("true", True), (True, True), ("TRUE", True), (False, False)]
)
def test_a_requesters_answer_is_typed_like_any_other(value: Value, made: Value) -> None:
    assert [f.value for f in known(claims=(Answer("Acme Mail", SAML, value),))[0][SAML]] == [made]


def test_the_strongest_fact_comes_first_whatever_the_order() -> None:
    made = [Fact("acme.example", SAML, True, Origin(basis)) for basis in Basis]
    assert known(*made)[0] == known(*reversed(made))[0]
    assert [f.origin.basis for f in known(*reversed(made))[0][SAML]] == list(Basis)


# --- the data's sensitivity ----------------------------------------------------------------------

CLASS = "tool.data.class"


@pytest.mark.parametrize("word", ["secret", "Secret", "TOP-SECRET", "Red"])
def test_a_word_for_a_data_class_means_its_id_wherever_it_comes_from(word: str) -> None:
    (filed,) = known(seen("Acme Mail", word, CLASS))[0][CLASS]
    (claimed,) = known(claims=(Answer("Acme Mail", CLASS, word),))[0][CLASS]
    assert (filed.value, claimed.value) == ("secret", "secret")


def test_an_unknown_word_for_a_data_class_is_a_gap_wherever_it_comes_from() -> None:
    for facts, gaps in (
        known(seen("Acme Mail", "orange", CLASS)),
        known(claims=(Answer("Acme Mail", CLASS, "orange"),)),
    ):
        assert CLASS not in facts
        assert [(g.probe, g.state, g.why) for g in gaps] == [
            (
                "data-word",
                "unknown-word",
                "'orange' is not one of the catalog's data classes (public, secret)",
            )
        ]


def test_a_catalog_without_data_classes_takes_any_word() -> None:
    facts, gaps = known(seen("Acme Mail", "orange", CLASS), classes=())
    assert ([f.value for f in facts[CLASS]], gaps) == (["orange"], ())


# --- what follows from the product ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("match", "derived"),
    [
        (NOTHING, {"soe.listed": False, "soe.standing": "unlisted", "soe.expired": False}),
        (Match(MatchedBy.AMBIGUOUS, says="which?"), {}),
        (
            Match(MatchedBy.NAME, Product(ProductId("a"), "A", Standing.PILOT)),
            {
                "soe.listed": True,
                "soe.standing": "pilot",
                "soe.expired": False,
                "soe.same_deployment": True,
            },
        ),
        (
            Match(
                MatchedBy.NAME, Product(ProductId("a"), "A", Standing.PILOT, valid_until=YESTERDAY)
            ),
            {
                "soe.listed": True,
                "soe.standing": "pilot",
                "soe.expired": True,
                "soe.same_deployment": True,
            },
        ),
    ],
)
def test_the_standing_of_the_product_is_known(match: Match, derived: dict[str, Value]) -> None:
    facts, _ = known(match=match)
    assert {k: f.value for k, (f,) in facts.items() if k.startswith("soe.")} == derived


@pytest.mark.parametrize(
    ("product", "tool", "same"),
    [
        ("", "", True),
        ("", "tag", True),
        ("saas", "saas", True),
        ("SaaS", "saas", True),
        ("saas", "desktop", False),
        ("saas", "", None),
    ],
)
def test_a_use_is_deployed_as_approved_or_otherwise_or_nobody_knows(
    product: str, tool: str, same: bool | None
) -> None:
    listed = Product(ProductId("a"), "A", Standing.APPROVED, deployment=product)
    match = Match(MatchedBy.NAME, listed)
    derived = derive_catalog_facts(Tool("A", deployment=tool), match, YESTERDAY)
    assert {f.key: f.value for f in derived}.get("soe.same_deployment") is same


def test_every_member_of_the_package_is_documented() -> None:
    assert set(evidence.__all__) == {
        "Knowledge",
        "demote",
        "format_evidence",
        "list_stated_facts",
        "parse_evidence",
        "read_evidence",
    }
    assert all(getattr(evidence, name).__doc__ for name in evidence.__all__)
    assert dataclasses.is_dataclass(Evidence)


def test_nobody_supplies_what_soescan_works_out_itself(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(
        '{"schema": "soescan/evidence@1", "facts": [{"subject": "Acme Mail",'
        ' "key": "soe.standing", "value": "approved", "origin": {"basis": "observed"}}]}'
    )
    with pytest.raises(EvidenceFileError) as caught:
        read_evidence(path)
    assert "facts[0].key: expected a fact of the vocabulary, found 'soe.standing'" in str(
        caught.value
    )
    claim = Answer("Acme Mail", "soe.standing", "approved")
    known = Knowledge(Evidence(), Catalog(Header("soe", "SOE")), (claim,), DAY)
    facts, gaps = known.facts_about(ACME, NOTHING)
    assert [fact.value for fact in facts["soe.standing"]] == ["unlisted"]
    assert [gap.state for gap in gaps] == ["not-understood"]


def test_an_export_that_nobody_could_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `evidence export` writes, ``--evidence`` reads, or it is told before it is written."""
    from datetime import UTC, datetime

    from click.testing import CliRunner

    from soescan.cli import main
    from soescan.evidence.store import NAME, EvidenceStore
    from soescan.files import documents, raw
    from soescan.model import Scan

    gaps = tuple(Gap("https", f"https://a.example/{n}", "down", "x" * 900) for n in range(100))
    with EvidenceStore(tmp_path / NAME) as store:
        scan = Scan("a.example", "https://a.example/", (), gaps)
        store.add_scan(scan, ["https"], datetime(2026, 1, 1, tzinfo=UTC))
    export = ["evidence", "export", "--data-dir", str(tmp_path), "-o", str(tmp_path / "e.json")]
    check = documents.check_json_size
    small = raw.FileLimits(json_bytes=50_000)
    monkeypatch.setattr(documents, "check_json_size", lambda text, name: check(text, name, small))
    done = CliRunner().invoke(main, export)
    assert (done.exit_code, "name fewer sites" in done.stderr) == (2, True)
    assert not (tmp_path / "e.json").exists()
    monkeypatch.undo()
    assert CliRunner().invoke(main, export).exit_code == 0
    assert len(read_evidence(tmp_path / "e.json").gaps) == 100
