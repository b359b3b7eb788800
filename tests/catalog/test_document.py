"""Catalogs as documents: every mistake at once with its place, layers, and words kept as written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from soescan import catalog
from soescan.catalog import LoadedCatalog
from soescan.errors import CatalogError
from soescan.model import (
    RULE_IDS,
    All,
    Answer,
    AnyOf,
    Estimate,
    Not,
    OverlayChange,
    Place,
    Product,
    ProductId,
    Quantifier,
    Standing,
    Test,
)
from soescan.reference import builtin

HEAD = "schema: soescan/soe@1\ncatalog: {id: acme, name: Acme IT}\n"


def read(folder: Path, text: str, name: str = "soe.yaml") -> LoadedCatalog:
    (folder / name).write_text(text, encoding="utf-8")
    return catalog.read(folder / name)


def problems(folder: Path, text: str, name: str = "soe.yaml") -> list[str]:
    with pytest.raises(CatalogError) as caught:
        read(folder, text, name)
    return list(caught.value.problems)


# --- every mistake at once -----------------------------------------------------------------------

BAD = """\
schema: soescan/soe@1
catalog:
  id: acme
  name: Acme IT
  owner: IT
  owner: CIO
  as_of: 22.11.2026
data_classes:
- {id: public}
- {id: secret}
standards:
- id: sso
  area: identity
  why: People leave.
  severity: blokcer
  require: {fact: auth.sso, op: eq, value: true}
  needs: [securty]
- id: sso
  area: identity
  why: Again.
  require: {fact: tls.htps, op: at_least, value: public}
- id: data
  area: data
  why: It decides.
  require:
    all:
    - {fact: tool.data.class, op: at_most, value: secrett}
    - {fact: tls.https, op: gte, value: 3}
    - {fact: tls.https, op: equal, value: true}
    - {fact: tls.cert.days_left, op: gte, value: many}
    - {fact: hosting.country, op: matches, value: "(a+)+"}
    - {al: []}
    - {fact: tls.https, op: eq, vlaue: true, value: true}
- id: standing
  area: data
  why: It decides.
  require: {fact: tls.https, op: present}
- id: no-reason
  area: data
  require: {fact: tls.https, op: eq, value: true}
products:
- {id: crm, name: CRM, standing: loved}
- {id: mail, name: NO, standing: standard, allowed_data: [sekret], replaced_by: [crn]}
roles:
- {id: security, label: Security, calender: {}}
committees:
- {id: cab, dates: [2026-13-01]}
approvals:
- {id: security, role: securitty, lead: [3, 2, 1]}
- {id: privacy, role: security, lead: ten, after: [securityy]}
- {id: dpa, role: security, after: [legal]}
- {id: legal, role: security, after: [dpa]}
waivers:
- {id: w1, standard: sso, tool: CRM, reason: soon, approved_by: CIO}
- {id: w2, standard: sso, tool: CRM, reason: soon, approved_by: CIO, approved_on: 2026-11-22, expires: 2026-11-21}
answers:
- {tool: CRM, fact: tls.https, value: {a: 1}}
- {tool: CRM, fact: tls.https, value: [true, false]}
- {tool: CRM, fact: tls.https, value: []}
- {tool: CRM, fact: tls.htps, value: true}
- {tool: CRM, fact: tool.data.class, value: sekret}
policy: {coverage_treshold: 0.8, partial_counts: 2}
"""


def test_every_mistake_is_reported_at_once_with_its_place(tmp_path: Path) -> None:
    assert problems(tmp_path, BAD) == snapshot(
        [
            "soe.yaml:6: expected each key once, found 'owner' again (first on line 5)",
            "soe.yaml:7: catalog.as_of: expected a date such as 2026-11-22, found '22.11.2026'",
            "soe.yaml:15: standards[0].severity: expected one of blocker, condition, advice, found 'blokcer'; did you mean 'blocker'?",
            "soe.yaml:17: standards[0].needs[0]: expected the id of a step, found 'securty'; did you mean 'security'?",
            "soe.yaml:18: standards[1].id: expected an id used once, found 'sso' again (first at soe.yaml:12)",
            "soe.yaml:21: standards[1].require.fact: expected a fact of the vocabulary, found 'tls.htps'; did you mean 'tls.https'?",
            "soe.yaml:27: standards[2].require.all[0].value: expected one of public, secret, found 'secrett'; did you mean 'secret'?",
            "soe.yaml:28: standards[2].require.all[1].op: expected an op for flag (eq, ne, present, absent), found 'gte'",
            "soe.yaml:29: standards[2].require.all[2].op: expected op: one of eq, ne, in, not_in, contains, contains_any, contains_all, subset_of, at_least, at_most, gt, gte, lt, lte, gte_version, matches, present, absent, before, after, within_days, found 'equal'",
            "soe.yaml:30: standards[2].require.all[3].value: expected a number, found 'many'",
            "soe.yaml:31: standards[2].require.all[4].value: expected no repeated group, found '(a+)+'",
            "soe.yaml:32: standards[2].require.all[5]: expected one of all, any, not, or {fact, op, value}, found al; did you mean 'all'?",
            "soe.yaml:33: standards[2].require.all[6].vlaue: expected fact, op, value or of, found the key 'vlaue'; did you mean 'value'?",
            "soe.yaml:34: standards[3].id: expected an id of your own, found 'standing'",
            "soe.yaml:38: standards[4]: expected the key 'why', found none",
            "soe.yaml:42: products[0].standing: expected one of standard, approved, approved-with-conditions, pilot, assess, exception-only, retiring, prohibited, unlisted, found 'loved'; did you mean 'approved'?",
            "soe.yaml:43: products[1].allowed_data[0]: expected the id of a data class, found 'sekret'; did you mean 'secret'?",
            "soe.yaml:43: products[1].replaced_by[0]: expected the id of a product, found 'crn'; did you mean 'crm'?",
            "soe.yaml:45: roles[0].calender: expected one of id, label, skills, capacity, backlog, status, contact, calendar, found the key 'calender'; did you mean 'calendar'?",
            "soe.yaml:47: committees[0].dates[0]: expected a date such as 2026-11-22, found '2026-13-01'",
            "soe.yaml:49: approvals[0].lead: expected 0 ≤ low ≤ likely ≤ high, found [3, 2, 1]",
            "soe.yaml:49: approvals[0].role: expected the id of a role, found 'securitty'; did you mean 'security'?",
            "soe.yaml:50: approvals[1].after[0]: expected the id of a step, found 'securityy'; did you mean 'security'?",
            "soe.yaml:50: approvals[1].lead: expected a number, or [low, likely, high], found 'ten'",
            "soe.yaml:51: approvals: expected steps that do not wait for each other, found dpa -> legal -> dpa",
            "soe.yaml:54: waivers[0]: expected the key 'expires', found none",
            "soe.yaml:55: waivers[1].expires: expected a day after approved_on, found 2026-11-21",
            "soe.yaml:57: answers[0].value: expected a value, found a mapping",
            "soe.yaml:58: answers[1].value: expected one flag, found a list",
            "soe.yaml:59: answers[2].value: expected one flag, found a list",
            "soe.yaml:60: answers[3].fact: expected a fact of the vocabulary, found 'tls.htps'; did you mean 'tls.https'?",
            "soe.yaml:61: answers[4].value: expected one of public, secret, found 'sekret'",
            "soe.yaml:62: policy.coverage_treshold: expected one of coverage_threshold, partial_counts, weights, planning, own_scan, found the key 'coverage_treshold'; did you mean 'coverage_threshold'?",
        ]
    )


def test_a_mistake_in_one_part_hides_none_in_another(tmp_path: Path) -> None:
    assert problems(tmp_path, HEAD + "policy: {partial_counts: 2}\nroles: [{id: a}]\n") == [
        "soe.yaml:3: policy.partial_counts: expected a share from 0 to 1, found 2",
        "soe.yaml:4: roles[0]: expected the key 'label', found none",
    ]


def test_a_freeze_that_ends_before_it_begins_is_a_mistake(tmp_path: Path) -> None:
    freeze = "{name: x, from: 2026-12-24, to: 2026-12-01}"
    text = HEAD.replace("Acme IT", f"Acme IT, calendar: {{freezes: [{freeze}]}}")

    assert problems(tmp_path, text) == [
        "soe.yaml:2: catalog.calendar.freezes: expected from before to,"
        " found 2026-12-24 to 2026-12-01"
    ]


@pytest.mark.parametrize("name", RULE_IDS)
def test_no_standard_is_called_like_a_rule_of_soescan(name: str, tmp_path: Path) -> None:
    standard = f"{{id: {name}, area: a, why: b, require: {{fact: tls.https, op: present}}}}"

    assert problems(tmp_path, f"{HEAD}standards: [{standard}]\n") == [
        f"soe.yaml:3: standards[0].id: expected an id of your own, found '{name}'"
    ]


@pytest.mark.parametrize("text", ["", "Acme", "[1]", "[Acme, B]"])
def test_what_is_no_mapping_is_no_catalog(text: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, text)

    assert found.startswith("soe.yaml:1: expected a mapping with 'schema: soescan/soe@1', found ")


def test_a_list_of_records_is_a_table_and_says_which_columns_it_lacks(tmp_path: Path) -> None:
    name, standing = problems(tmp_path, "- {id: crm}\n")

    assert name.startswith("soe.yaml:1: header: expected a column such as name, standard name")
    assert standing.endswith("for the standing, found 'id'")


def test_another_kind_of_file_is_no_catalog(tmp_path: Path) -> None:
    assert "soe.yaml:1: schema: expected 'schema: soescan/soe@1', found 'soescan/proposal@1'" in (
        problems(tmp_path, "schema: soescan/proposal@1\ntools: [{name: A}]\n")
    )


DEEP = st.recursive(
    st.sampled_from(["x", "1", None, "true"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["schema", "catalog", "id", "name", "extends", "standards", "require", "fact", "all",
                 "answers", "value", "approvals", "after", "join", "policy", "products", "data_classes"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(["catalog", "standards", "answers", "approvals", "policy", "data_classes"]),
        DEEP,
    )
)
def test_whatever_a_document_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, parts: dict[str, object]
) -> None:
    made = {"schema": "soescan/soe@1", "catalog": {"id": "a", "name": "A"}} | parts
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(made))
    try:
        catalog.read(path)
        refused: tuple[str, ...] = ()
    except CatalogError as error:
        refused = error.problems

    assert all(problem.startswith("any.json:") for problem in refused)


# --- words kept as written -----------------------------------------------------------------------


def test_no_half_past_ten_and_one_twenty_survive_as_written(tmp_path: Path) -> None:
    text = (
        HEAD
        + """\
products:
- {id: no, name: NO, standing: approved, aliases: [NO, yes, 22:30], versions: [1.20, 1.10]}
roles: [{id: r, label: R, contact: 22:30}]
approvals: [{id: s, role: r, lead: 1.50, join: 1}]
answers:
- {tool: NO, fact: tls.version.min, value: 1.20}
- {tool: NO, fact: tool.vendor.country, value: NO}
"""
    )
    found = read(tmp_path, text).catalog

    assert found.products == (
        Product(
            ProductId("no"),
            "NO",
            Standing.APPROVED,
            aliases=("NO", "yes", "22:30"),
            versions=("1.20", "1.10"),
            place=Place("soe.yaml", 4),
        ),
    )
    assert found.roles[0].contact == "22:30"
    assert found.approvals[0].lead == Estimate(1.5, 1.5, 1.5)
    assert found.approvals[0].join == "1"
    assert [answer.value for answer in found.answers] == ["1.20", "NO"]


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [
        ("tls.https", "true", True),
        ("tls.https", "'False'", False),
        ("tls.cert.days_left", "30", 30),
        ("tls.cert.days_left", "'30'", 30),
        ("tls.version.min", "1.20", "1.20"),
        ("tls.cert.expires", "2026-11-22", "2026-11-22"),
        ("hosting.country", "NO", ("NO",)),
        ("hosting.country", "[NO, SE]", ("NO", "SE")),
        ("hosting.country", "[]", ()),
        ("tool.data.class", "Secret", "secret"),
        ("tool.name", "1.20", "1.20"),
    ],
)
def test_an_answer_is_of_the_type_that_the_vocabulary_gives_it(
    fact: str, written: str, value: object, tmp_path: Path
) -> None:
    text = f"data_classes: [{{id: public}}, {{id: secret}}]\nanswers: [{{tool: A, fact: {fact}, value: {written}, by: Jo, on: 2026-11-22}}]\n"

    assert read(tmp_path, HEAD + text).catalog.answers == (
        Answer("A", fact, value, by="Jo", on=date(2026, 11, 22), place=Place("soe.yaml", 4)),  # type: ignore[arg-type]
    )


# --- conditions ----------------------------------------------------------------------------------

CLAUSE = "{fact: tls.https, op: eq, value: true}"


def test_a_requirement_is_of_every_fact_and_an_occasion_of_one(tmp_path: Path) -> None:
    text = f"""\
standards:
- id: x
  area: a
  why: b
  require:
    all:
    - {CLAUSE}
    - not: {CLAUSE}
    - not: {{not: {CLAUSE}}}
    - {{fact: tls.https, op: present, of: any}}
  applies_when:
    any:
    - {CLAUSE}
    - not: {CLAUSE}
roles: [{{id: r, label: R}}]
approvals: [{{id: s, role: r, when: {CLAUSE}}}]
"""
    found = read(tmp_path, HEAD + text).catalog

    def clause(of: Quantifier) -> Test:
        return Test("tls.https", "eq", True, of)

    all_, any_ = clause(Quantifier.ALL), clause(Quantifier.ANY)
    present = Test("tls.https", "present", True, Quantifier.ANY)
    assert found.standards[0].require == All((all_, Not(any_), Not(Not(all_)), present))
    assert found.standards[0].applies_when == AnyOf((any_, Not(all_)))
    assert found.approvals[0].when == any_


# --- extends -------------------------------------------------------------------------------------

BASE = """\
schema: soescan/soe@1
catalog: {id: base, name: Base, owner: Group}
data_classes: [{id: public}, {id: secret}]
standards:
- {id: sso, area: a, why: b, severity: blocker, require: {fact: auth.sso, op: eq, value: true}}
- {id: mfa, area: a, why: b, require: {fact: auth.mfa, op: eq, value: true}}
roles:
- {id: it, label: IT}
policy: {coverage_threshold: 0.8, weights: {blocker: 5, advice: 1}}
"""
TOP = """\
schema: soescan/soe@1
catalog: {id: top, name: Top, extends: [base.yaml]}
data_classes: [{id: open}, {id: closed}]
standards:
- id: sso
  severity: condition
- {id: mfa, remove: true}
- {id: scim, area: a, why: b, require: {fact: auth.scim, op: eq, value: true}}
policy: {weights: {blocker: 9}}
"""


@pytest.mark.parametrize("flag", ["true", "True", "TRUE"])
def test_an_overlay_changes_adds_and_removes(flag: str, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE)

    found = read(tmp_path, TOP.replace("remove: true", f"remove: {flag}"), "top.yaml")

    made = found.catalog
    assert (made.catalog.id, made.catalog.owner) == ("top", "Group")
    assert [(s.id, str(s.severity), str(s.place)) for s in made.standards] == [
        ("sso", "condition", "top.yaml:5"),
        ("scim", "condition", "top.yaml:8"),
    ]
    assert [c.id for c in made.data_classes] == ["open", "closed"]
    assert [role.id for role in made.roles] == ["it"]
    assert (made.policy.coverage_threshold, made.policy.weights.blocker) == (0.8, 9)
    assert found.overlays == snapshot(
        (
            OverlayChange(
                record="data_classes",
                key="data_classes",
                before="[{id: public}, {id: secret}]",
                after="[{id: open}, {id: closed}]",
                place=Place(file="top.yaml", line=3),
            ),
            OverlayChange(
                record="standards/sso",
                key="severity",
                before="blocker",
                after="condition",
                place=Place(file="top.yaml", line=6),
            ),
            OverlayChange(
                record="standards/mfa",
                key="remove",
                before="",
                after="",
                place=Place(file="top.yaml", line=7),
            ),
            OverlayChange(
                record="policy",
                key="blocker",
                before="5",
                after="9",
                place=Place(file="top.yaml", line=9),
            ),
        )
    )


RECORDS = """\
schema: soescan/soe@1
catalog:
  id: base
  name: Base
  trusted_evidence: [{file: a.json, sha256: "AAAA"}]
roles: [{id: it, label: IT}]
standards:
- {id: sso, area: a, why: b, require: {fact: auth.sso, op: eq, value: true}}
approvals: [{id: review, role: it}]
answers:
- {tool: Acme Mailer, fact: auth.sso, value: true, by: Kim, on: 2026-11-01}
done: {step: review, subject: Acme Mailer, on: 2026-10-01}
waivers:
- {id: W-1, standard: sso, tool: Acme, reason: r, approved_by: CISO, expires: 2027-01-01}
""".replace("AAAA", "a" * 64)
TOP_HEAD = "schema: soescan/soe@1\ncatalog: {id: top, name: Top, extends: [base.yaml]}\n"


def test_an_overlay_adds_to_what_is_on_record(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(RECORDS)
    text = TOP_HEAD.replace("}", f", trusted_evidence: {{file: b.json, sha256: {'b' * 64}}}}}")
    text += (
        "answers:\n- {tool: Acme Mailer, fact: auth.sso, value: false, on: 2026-11-20}\n"
        "done: {step: review, subject: Pigeonpost, on: 2026-11-20}\n"
        "waivers: [{id: W-2, standard: sso, tool: P, reason: r, approved_by: C, expires: 2027-01-01}]\n"
    )

    found = read(tmp_path, text, "top.yaml")

    made = found.catalog
    assert [file.file for file in made.catalog.trusted_evidence] == ["a.json", "b.json"]
    assert [(a.value, str(a.place)) for a in made.answers] == [
        (True, "base.yaml:11"),
        (False, "top.yaml:4"),
    ]
    assert [(d.subject, str(d.place)) for d in made.done] == [
        ("Acme Mailer", "base.yaml:12"),
        ("Pigeonpost", "top.yaml:5"),
    ]
    assert [(w.id, str(w.place)) for w in made.waivers] == [
        ("W-1", "base.yaml:14"),
        ("W-2", "top.yaml:6"),
    ]
    assert found.overlays == ()


@pytest.mark.parametrize(
    "record",
    [
        "answers: {fact: auth.sso, tool: ACME mailer, on: 2026-11-01, by: Kim, value: True}",
        "done: [{step: review, subject: Acme Mailer, on: 2026-10-01, document: }]",
        "waivers: {id: W-1, standard: sso, tool: Acme, reason: r, approved_by: CISO, expires: 2027-01-01}",
        "answers:",
        "waivers: []",
        "done: null",
    ],
)
def test_a_record_of_base_and_overlay_counts_once(record: str, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(RECORDS)
    made = read(tmp_path, TOP_HEAD + record + "\n", "top.yaml").catalog

    assert [str(answer.place) for answer in made.answers] == ["base.yaml:11"]
    assert [str(done.place) for done in made.done] == ["base.yaml:12"]
    assert [str(waiver.place) for waiver in made.waivers] == ["base.yaml:14"]


def test_the_same_record_with_other_content_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(RECORDS)
    text = TOP_HEAD + (
        "answers: [{tool: acme-mailer, fact: auth.sso, value: false, by: Kim, on: 2026-11-01}]\n"
        "done: [{step: review, subject: Acme Mailer, on: 2026-10-01, by: Kim}]\n"
        "waivers: [{id: W-1, expires: 2029-01-01}]\n"
    )

    assert problems(tmp_path, text, "top.yaml") == snapshot(
        [
            "top.yaml:3: answers: expected what base.yaml:11 has on record for acme-mailer, auth.sso, 2026-11-01, or another day; found other content",
            "top.yaml:4: done: expected what base.yaml:12 has on record for Acme Mailer, review, 2026-10-01, or another day; found other content",
            "top.yaml:5: waivers: expected what base.yaml:14 has on record for W-1, or another id; found other content",
        ]
    )


def test_what_is_on_record_can_be_taken_back_for_all_to_see(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(RECORDS)
    text = TOP_HEAD + (
        "answers: [{tool: Acme Mailer, fact: auth.sso, on: 2026-11-01, remove: true}]\n"
        "waivers: [{id: W-1, remove: true}]\n"
    )

    found = read(tmp_path, text, "top.yaml")

    assert (found.catalog.answers, found.catalog.waivers) == ((), ())
    assert [str(change) for change in found.overlays] == snapshot(
        ["removed answers/Acme Mailer, auth.sso, 2026-11-01", "removed waivers/W-1"]
    )


def test_two_bases_on_one_hold_its_records_once(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(RECORDS)
    for name in ("left", "right"):
        (tmp_path / f"{name}.yaml").write_text(TOP_HEAD.replace("top", name))

    made = read(
        tmp_path, TOP_HEAD.replace("base.yaml", "left.yaml, right.yaml"), "top.yaml"
    ).catalog

    assert (len(made.answers), len(made.done), len(made.waivers)) == (1, 1, 1)


def test_an_overlay_may_name_one_record_without_a_list_or_leave_a_list_empty(
    tmp_path: Path,
) -> None:
    (tmp_path / "base.yaml").write_text(BASE)
    text = TOP_HEAD + "standards: {id: sso, severity: condition}\nroles:\n"

    made = read(tmp_path, text, "top.yaml").catalog

    assert [(s.id, str(s.severity)) for s in made.standards] == [
        ("sso", "condition"),
        ("mfa", "condition"),
    ]
    assert [role.id for role in made.roles] == ["it"]


def test_an_overlay_in_json_removes_too(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE)
    header = {"id": "top", "name": "Top", "extends": "base.yaml"}
    made = {"catalog": header, "standards": [{"id": "mfa", "remove": True}]}

    found = read(tmp_path, json.dumps({"schema": "soescan/soe@1"} | made), "top.json")

    assert [s.id for s in found.catalog.standards] == ["sso"]
    assert found.overlays == (
        OverlayChange("standards/mfa", "remove", "", "", Place("top.json", 1)),
    )


def test_mistakes_in_a_base_are_located_in_the_file_they_are_in(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE.replace("blocker,", "bloker,") + "polici: {}\n")

    assert problems(tmp_path, TOP.replace("severity", "needs"), "top.yaml") == snapshot(
        [
            "base.yaml:5: standards[0].severity: expected one of blocker, condition, advice, found 'bloker'; did you mean 'blocker'?",
            "base.yaml:10: polici: expected one of catalog, data_classes, standards, capabilities, products, roles, committees, approvals, gates, tests, fast_track, kpis, policy, waivers, answers, done, found the key 'polici'; did you mean 'policy'?",
            "top.yaml:6: standards[0].needs: expected the id of a step, found 'condition'",
        ]
    )


def test_an_id_written_twice_in_an_overlay_is_still_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE)
    text = TOP + "roles: [{id: it, label: One}, {id: it, label: Two}, {id: new, label: N}]\n"

    assert problems(tmp_path, text, "top.yaml") == [
        "top.yaml:10: roles[2].id: expected an id used once, found 'it' again (first at top.yaml:10)"
    ]


def test_ids_that_are_no_text_are_mistakes(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE)

    assert problems(tmp_path, TOP + "roles: [{id: [it], label: One}]\n", "top.yaml") == [
        "top.yaml:10: roles[0].id: expected text, found a list"
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../base.yaml", "expected a file beside this one or below, or shipped:NAME"),
        ("/etc/passwd", "expected a file beside this one or below, or shipped:NAME"),
        ("sub/../../base.yaml", "expected a file beside this one or below, or shipped:NAME"),
        ("bsae.yaml", "expected an existing file, found 'bsae.yaml'; did you mean 'base.yaml'?"),
        (".", "expected an existing file, found '.'"),
        ('"a\\0b"', "expected an existing file, found 'a\ufffdb'"),
        ("x" * 5_000, "expected an existing file, found 'xxx"),
        ("top.yaml", "expected catalogs that do not extend each other, found top.yaml -> top.yaml"),
        ("{a: b}", "expected text, found a mapping"),
        ("shipped:nope", "expected an SOE that came with soescan, found 'shipped:nope'; there are: "),
        ("shipped:../soe/starter", "expected an SOE that came with soescan, found 'shipped:../soe/st"),
    ],
)  # fmt: skip
def test_only_catalogs_beside_or_shipped_can_be_extended(
    name: str, says: str, tmp_path: Path
) -> None:
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "base.yaml").write_text(BASE)

    found = problems(tmp_path / "in", TOP.replace("base.yaml", name), "top.yaml")

    assert found[0].startswith(f"top.yaml:2: catalog.extends[0]: {says}")


def test_a_link_leads_out_of_the_folder_no_more_than_a_name_does(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "base.yaml").symlink_to(tmp_path / "base.yaml")

    assert problems(tmp_path / "in", TOP, "top.yaml")[0].startswith(
        "top.yaml:2: catalog.extends[0]: expected a file beside this one or below"
    )


def test_catalogs_that_extend_each_other_are_refused_with_the_loop(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE.replace("Base,", "Base, extends: top.yaml,"))

    assert problems(tmp_path, TOP, "top.yaml") == [
        "base.yaml:2: catalog.extends: expected catalogs that do not extend each other,"
        " found top.yaml -> base.yaml -> top.yaml"
    ]


def layers(folder: Path, count: int, each: int) -> Path:
    """A catalog on `count` layers, each of which extends the next `each` times."""
    for number in range(count):
        below = (
            f"extends: [{', '.join([f'{number + 1}.yaml'] * each)}]" if number < count - 1 else ""
        )
        text = f"schema: soescan/soe@1\ncatalog: {{id: c, name: C, {below}}}\n"
        (folder / f"{number}.yaml").write_text(text)
    return folder / "0.yaml"


def test_layers_are_limited_in_depth_and_in_number(tmp_path: Path) -> None:
    assert catalog.read(layers(tmp_path, 8, 1)).catalog.catalog.id == "c"
    with pytest.raises(CatalogError) as caught:
        catalog.read(layers(tmp_path, 9, 1))
    assert caught.value.problems == (
        "7.yaml:2: catalog.extends[0]: expected at most 8 layers, found more",
    )
    with pytest.raises(CatalogError, match="expected at most 50 catalogs below this one"):
        catalog.read(layers(tmp_path, 8, 9))


@pytest.mark.parametrize("text", ["", "- a\n", "Base\n"])
def test_a_base_that_is_no_catalog_is_a_mistake(text: str, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(text)

    assert problems(tmp_path, TOP, "top.yaml")[0].startswith(
        "base.yaml:1: expected a mapping with 'schema: soescan/soe@1', found "
    )


def test_bases_may_be_in_a_folder_below_and_are_put_on_top_of_each_other(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "base.yaml").write_text(BASE)
    (tmp_path / "country.yaml").write_text(
        "schema: soescan/soe@1\ncatalog: {id: c, name: C}\nroles: [{id: it, label: Country IT}]\n"
    )

    found = read(tmp_path, TOP.replace("[base.yaml]", "[sub/base.yaml, country.yaml]"), "top.yaml")

    assert found.catalog.roles[0].label == "Country IT"
    assert found.overlays[0] == OverlayChange(
        "roles/it", "label", "IT", "Country IT", Place("country.yaml", 3)
    )


def test_the_shipped_soe_can_be_extended_by_name(tmp_path: Path) -> None:
    text = TOP.replace("base.yaml", "shipped:starter").split("data_classes")[0]

    found = read(tmp_path, text, "top.yaml").catalog
    starter = catalog.read(builtin.builtin_soe("starter")).catalog

    assert found.catalog.name == "Top"
    assert found.standards == starter.standards
    assert len(found.standards) > 30
