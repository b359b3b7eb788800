"""What holds for every catalog, proposal and evidence, whatever is in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import app, catalog, proposal
from soescan.catalog import LoadedCatalog
from soescan.errors import SoescanError
from soescan.files import NoteCollector
from soescan.model import (
    Answer,
    Basis,
    Catalog,
    DataClass,
    DataClassId,
    DataUse,
    Evidence,
    Fact,
    FactKey,
    FactType,
    Header,
    Origin,
    Outcome,
    Product,
    ProductId,
    Proposal,
    Report,
    Standard,
    StandardId,
    Standing,
    Supplier,
    Test,
    Tool,
    Value,
    Verdict,
)
from soescan.names import fold
from soescan.proposal.merging import merge_rows
from soescan.reference import builtin
from tests.examples import examples

DAY = date(2026, 11, 22)
HEADER = Header("it", "SOE")


def reviewed(tools: Sequence[Tool], soe: Catalog, evidence: Evidence | None = None) -> Report:
    merged = merge_rows(tools, NoteCollector())
    return app.review(Proposal(merged), LoadedCatalog(soe), evidence or Evidence(), DAY)


# --- Nobody approves themselves ------------------------------------------------------------------


def _sample(key: FactKey) -> Value:
    """A value that the vocabulary takes for a fact."""
    if key.values or key.order:
        first = (key.values or key.order)[0]
        return (first,) if key.type is FactType.TEXTS else first
    samples: dict[FactType, Value] = {
        FactType.FLAG: True,
        FactType.NUMBER: 1,
        FactType.TEXTS: ("DE",),
        FactType.VERSION: "1.2",
        FactType.DATE: "2027-11-01",
    }
    return samples.get(key.type, "DE")


def _present(key: str) -> Standard:
    return Standard(StandardId(key), "area", Test(key, "present"), "why")


@pytest.mark.slow
def test_nobody_approves_themselves() -> None:
    """Of all that a proposal may answer, only what is the requester's to say settles a standard."""
    keys = builtin.suppliable_facts()
    standards = tuple(map(_present, keys))
    answers = tuple(Answer("Evil", name, _sample(key), "the vendor") for name, key in keys.items())
    proposed = Proposal((Tool("Evil", "https://evil.test"),), answers=answers)
    soe = LoadedCatalog(Catalog(HEADER, standards=standards))
    (judged,) = app.review(proposed, soe, Evidence(), DAY).assessments
    met = {finding.rule for finding in judged.findings if finding.verdict is Verdict.MEETS}
    own = {name for name, key in keys.items() if Supplier.REQUESTER in key.by}
    assert met & keys.keys() == own
    # The same statements handed in as evidence count as what they are: somebody's word.
    stated = Origin(Basis.STATED, "https://evil.test", "2026-11-20")
    facts = tuple(Fact("evil.test", name, _sample(key), stated) for name, key in keys.items())
    (judged,) = app.review(replace(proposed, answers=()), soe, Evidence(facts), DAY).assessments
    only_it = {name for name, key in keys.items() if set(key.by) == {Supplier.IT}}
    assert keys.keys() - own - only_it <= {
        f.rule for f in judged.findings if f.verdict is Verdict.MEETS
    }


# --- What an approval covers must be shown to be covered -----------------------------------------

LIMITS: dict[str, dict[str, Any]] = {
    "edition": {"editions": ("Enterprise",)},
    "version": {"versions": ("2.x",)},
    "data": {"allowed_data": (DataClassId("public"), DataClassId("internal"))},
}
SHOWN: dict[str, dict[str, list[Any]]] = {
    "edition": {"right": ["Enterprise", "ENTERPRISE"], "wrong": ["", "Free", "Enterprise Free", "?"]},
    "version": {"right": ["2.4", "2"], "wrong": ["", "3.0", "latest", "x", "2.4 or 3"]},
    "data": {
        "right": [(DataUse("public"),), (DataUse("public"), DataUse("internal"))],
        "wrong": [
            *((), (DataUse("confidential"),), (DataUse("?"),), (DataUse(what="all"),)),
            *((DataUse("public"), DataUse("secret")), (DataUse("public"), DataUse(personal=True))),
        ],
    },
}  # fmt: skip


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(st.sets(st.sampled_from(sorted(LIMITS))), st.data())
def test_what_an_approval_covers_must_be_shown_to_be_covered(
    limits: set[str], data: st.DataObject
) -> None:
    product = Product(ProductId("p"), "Pigeonpost", Standing.APPROVED, domains=("post.example",))
    tool, covered = Tool("Pigeonpost", "https://post.example"), True
    for limit in sorted(SHOWN):
        is_right = data.draw(st.booleans())
        value = data.draw(st.sampled_from(SHOWN[limit]["right" if is_right else "wrong"]))
        tool = replace(tool, **{limit: value})
        if limit in limits:
            product = replace(product, **LIMITS[limit])
            covered = covered and is_right
    classes = tuple(DataClass(DataClassId(c)) for c in ("public", "internal", "confidential"))
    soe = Catalog(HEADER, classes, products=(product,))
    (judged,) = reviewed([tool], soe).assessments
    assert (judged.outcome is Outcome.IN_SOE) is covered


# --- What restricts and cannot be read never opens -----------------------------------------------

SOE = """\
schema: soescan/soe@1
catalog: {{id: it, name: SOE}}
data_classes: [{{id: public}}, {{id: internal}}]
roles: [{{id: ciso, label: CISO}}]
products:
  - id: p
    name: Pigeonpost
    domains: [post.example]
    standing: {standing}
    decided_on: {decided_on}
    valid_until: {valid_until}
    editions: [{editions}]
    versions: [{versions}]
    allowed_data: [{allowed_data}]
    conditions: [{conditions}]
standards:
  - {{id: sso, area: a, severity: {severity}, waivable_by: [ciso], min_basis: {min_basis}, why: w,
     require: {{fact: auth.sso.saml, op: eq, value: true}}}}
waivers:
  - {{id: W, standard: sso, tool: waived.example, reason: r, approved_by: {approved_by},
     expires: {expires}}}
"""
READABLE = {
    "standing": "approved", "decided_on": "2026-01-01", "valid_until": "2027-12-31",
    "editions": "Enterprise", "versions": "2.x", "allowed_data": "public", "conditions": "",
    "severity": "blocker", "min_basis": "answered", "approved_by": "CISO", "expires": "2027-12-31",
}  # fmt: skip
LISTED = Tool(
    "Pigeonpost", "https://post.example", edition="Enterprise", version="2.4",
    data=(DataUse("public"),),
)  # fmt: skip
WAIVED = Tool("Other", "https://waived.example")


def _outcomes(folder: Path, cells: dict[str, str]) -> tuple[Outcome, Outcome] | None:
    """The outcomes of both tools; None where the catalog is refused."""
    path = folder / "soe.yaml"
    path.write_text(SOE.format(**cells), "utf-8")
    try:
        read = catalog.read(path)
    except SoescanError:
        return None
    listed, waived = app.review(Proposal((LISTED, WAIVED)), read, Evidence(), DAY).assessments
    return listed.outcome, waived.outcome


def test_a_catalog_that_can_be_read_opens(tmp_path: Path) -> None:
    assert _outcomes(tmp_path, READABLE) == (Outcome.IN_SOE, Outcome.FITS)


UNREADABLE = st.text("abyz059/.- ?#x", min_size=1, max_size=9).filter(
    lambda text: text.strip() and text.strip() not in ("x", "-", "a")
)


@pytest.mark.parametrize("key", sorted(READABLE))
@settings(max_examples=examples(5))
@given(text=UNREADABLE)
def test_what_restricts_and_cannot_be_read_never_opens(
    tmp_path_factory: pytest.TempPathFactory, key: str, text: str
) -> None:
    outcomes = _outcomes(tmp_path_factory.getbasetemp(), READABLE | {key: json.dumps(text)})
    if outcomes is None:
        return
    listed, waived = outcomes
    if key in ("approved_by", "expires"):
        assert waived not in (Outcome.IN_SOE, Outcome.FITS, Outcome.FITS_WITH_CONDITIONS)
    else:
        assert listed not in (Outcome.IN_SOE, Outcome.FITS)


# --- Order changes no verdict --------------------------------------------------------------------

ROWS = (
    "Pigeonpost,https://post.example,Enterprise,2.4,public",
    "pigeonpost,,,,internal",
    "Pigeonpost,https://evil.test,Enterprise,2.4,public",
    "Other,https://www.waived.example,,,public",
    "Other,https://waived.example/x,Free,,confidential",
    "Third,https://third.example,,,",
)
EVIDENCE = tuple(
    json.dumps(
        {
            "schema": "soescan/evidence@1",
            "facts": [
                {
                    "subject": subject,
                    "key": key,
                    "value": value,
                    "origin": {"basis": "stated", "url": f"https://{subject}", "at": at},
                }
                for subject, key, value, at in facts
            ],
        }
    )
    for facts in (
        [("third.example", "auth.sso.saml", True, "2026-11-20")],
        [("third.example", "auth.sso.saml", False, "2026-11-20"),
         ("waived.example", "hosting.country", ["DE"], "2026-11-01")],
        [("third.example", "auth.sso.saml", True, "2026-11-10"),
         ("waived.example", "hosting.country", ["US"], "2026-11-02")],
    )
)  # fmt: skip
ORDER_SOE = SOE.format(**READABLE | {"min_basis": "stated"}) + (
    "answers:\n  - {tool: waived.example, fact: auth.sso.saml, value: false, on: 2026-11-01}\n"
)
ORDER_SOE = ORDER_SOE.replace(
    "waivers:",
    "  - {id: home, area: a, severity: condition, why: w,\n"
    "     require: {fact: hosting.country, op: subset_of, value: [DE]}}\nwaivers:",
)


def _verdicts(folder: Path, rows: Sequence[str], cut: int, evidence: Sequence[str]) -> object:
    """What becomes of each tool, by what shows which it is."""
    (folder / "soe.yaml").write_text(ORDER_SOE, "utf-8")
    read = catalog.read(folder / "soe.yaml")
    header = "name,url,edition,version,data class\n"
    lists = [part for part in (rows[:cut], rows[cut:]) if part]
    paths = [folder / f"{number}.csv" for number, _ in enumerate(lists)]
    for path, part in zip(paths, lists, strict=True):
        path.write_text(header + "\n".join(part) + "\n", "utf-8")
    proposed, notes = proposal.read(paths)
    supplied = []
    for number, text in enumerate(evidence):
        path = folder / f"{number}.json"
        path.write_text(text, "utf-8")
        supplied.append(app.read_supplied(path, read.catalog)[0])
    report = app.review(proposed, read, Evidence.merge(supplied), DAY, notes)
    return sorted(
        (
            *(fold(judged.tool.name), judged.tool.url, str(judged.outcome)),
            sorted((f.rule, str(f.verdict), str(f.severity)) for f in judged.findings),
        )
        for judged in report.assessments
    )


@pytest.mark.slow
@settings(max_examples=examples(15))
@given(
    st.permutations(ROWS), st.integers(0, len(ROWS)), st.permutations(EVIDENCE),
)  # fmt: skip
def test_the_order_of_rows_of_tool_files_and_of_evidence_files_changes_no_verdict(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], cut: int, evidence: list[str]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert _verdicts(folder, rows, cut, evidence) == _verdicts(folder, ROWS, len(ROWS), EVIDENCE)
