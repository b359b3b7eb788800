"""What the readers accept, the published JSON Schemas accept: shipped, documented, and any other."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from soescan import app, catalog, proposal
from soescan.catalog.testing.cases import cases_schema
from soescan.cli import main as soescan
from soescan.errors import InputError
from soescan.files import parse
from soescan.model import Cases
from soescan.reference import builtin
from tests.pages import BLOCK, CASES, DOCS
from tests.test_schema import plain, problems, validator

SHIPPED = sorted(
    path
    for path in builtin.catalogs_folder().rglob("*.yaml")
    if path.parent.name in ("soe", "example", "templates")
)


def kind_of(value: Any) -> str:
    name = str(value.get("schema", "")) if isinstance(value, dict) else ""
    return name.removeprefix("soescan/").partition("@")[0]


def invalid(text: str, name: str = "soe.yaml") -> list[str]:
    """What the published schema says against a document."""
    value = parse(text.encode(), name).value
    return problems(plain(value), kind_of(value))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_file_is_valid(path: Path) -> None:
    assert invalid(path.read_text(encoding="utf-8"), path.name) == []


# --- the pages -----------------------------------------------------------------------------------


def page_files(page: Path) -> dict[str, list[str]]:
    """Every version of every file that a page makes, by its name."""
    files: dict[str, list[str]] = {}
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["name"] and block["name"].endswith(".yaml"):
            before = files.setdefault(block["name"], [])
            before.append(before[-1] + block["body"] if block["continued"] else block["body"])
    return files


PAGES = [page for page in (*DOCS, *CASES) if page_files(page)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_of_a_page_is_valid_unless_the_page_is_about_mistakes(page: Path) -> None:
    wrong = {
        name: found
        for name, versions in page_files(page).items()
        for text in versions
        if kind_of(parse(text.encode(), name).value) and (found := invalid(text, name))
    }
    assert set(wrong) == ({"soe.yaml"} if page.name == "every-mistake-at-once.md" else set()), wrong


def test_a_block_without_a_name_is_a_part_of_a_valid_standard() -> None:
    parts = [
        plain(parse(block["body"].encode(), page.name).value)
        for page in PAGES
        for block in BLOCK.finditer(page.read_text(encoding="utf-8"))
        if block["kind"] == "yaml" and not block["name"]
    ]
    assert parts
    header = {"schema": "soescan/soe@1", "catalog": {"id": "x", "name": "X"}}
    for part in parts:
        standard = {"id": "s", "area": "a", "why": "w"} | part
        assert problems(header | {"standards": standard}, "soe") == []


# --- overlays ------------------------------------------------------------------------------------

TOP = "schema: soescan/soe@1\ncatalog: {id: top, name: Top, extends: [base.yaml]}\n"
ALONE = TOP.replace(", extends: [base.yaml]", "")
ACCEPTED = [
    "standards: [{id: sso, remove: true}]",
    "standards: {id: sso, severity: condition}",
    "products: [{id: p, remove: True}, {id: q, valid_until: 2027-01-01}]",
    "approvals: [{id: a, join: 2, lead: 3}]",
    "gates: [{id: g, remove: true}]",
    "waivers: [{id: W-1, remove: true}]",
    "answers: [{tool: A, fact: auth.sso, on: 2026-11-01, remove: true}]",
    "done: {step: review, subject: A, on: 2026-10-01, remove: true}",
    "standards:\nroles: []\npolicy: {weights: {blocker: 9}}",
]
REFUSED_ALONE = [text for text in ACCEPTED if "remove" in text or "severity" in text]


@pytest.mark.parametrize("text", ACCEPTED)
def test_an_overlay_says_only_what_is_different(text: str) -> None:
    assert invalid(TOP + text) == []


@pytest.mark.parametrize("text", REFUSED_ALONE)
def test_a_catalog_that_extends_none_says_everything(text: str) -> None:
    assert invalid(ALONE + text) != []


@pytest.mark.parametrize(
    "text",
    [
        "standards: [{id: sso, remove: false}]",
        "standards: [{severity: blocker}]",
        "waivers: [{id: W-1, expires: 2027-01-01}]",
        "answers: [{tool: A, fact: no.such.fact, value: 1, on: 2026-11-01}]",
        "standards: [{id: s, require: {fact: auth.ssso, op: present}}]",
    ],
)
def test_what_no_overlay_may_say_is_not_valid(text: str) -> None:
    assert invalid(TOP + text) != []


def test_a_header_may_take_its_name_from_the_base() -> None:
    assert invalid("schema: soescan/soe@1\ncatalog: {extends: shipped:starter}\n") == []
    assert invalid("schema: soescan/soe@1\ncatalog: {owner: IT}\n") != []


# --- whatever a reader accepts -------------------------------------------------------------------

SOE = {
    "schema": "soescan/soe@1",
    "catalog": {
        "id": "c", "name": "C", "owner": "IT", "as_of": "2026-11-02", "own_domains": ["c.example"],
        "calendar": {
            "workdays": ["mon", "tue"], "holidays": ["2026-12-25"],
            "freezes": [{"name": "f", "from": "2026-12-01", "to": "2026-12-31", "blocks": ["go-live"]}],
        },
        "trusted_evidence": [{"file": "a.json", "sha256": "a" * 64}], "own": True,
    },
    "data_classes": [{"id": "low", "label": "Low", "aliases": ["green"]}],
    "standards": [{
        "id": "sso", "area": "a", "severity": "blocker", "why": "w", "owner": "it",
        "waivable_by": ["it"], "needs": ["review"], "refs": ["MVSP 2.1"], "min_basis": "observed",
        "require": {"all": [{"fact": "auth.sso", "op": "eq", "value": True, "of": "all"}]},
        "applies_when": {"not": {"fact": "tool.cost.annual", "op": "gt", "value": 100}},
    }],
    "capabilities": [{"id": "email", "label": "E", "parent": "email"}],
    "products": [{
        "id": "p", "name": "P", "standing": "approved", "versions": ["2.x"], "domains": ["p.example"],
        "valid_until": "2027-01-01", "capabilities": {"email": "full"}, "limits": {"seats": 20},
        "owner": {"business": "B"}, "lifecycle": {"vendor": "2028-01-01"}, "allowed_data": ["low"],
        "unreadable": {"valid_until": "3/4/26"},
    }],
    "roles": [{"id": "it", "label": "IT", "capacity": 2.5, "calendar": {"workdays": ["mon"]}}],
    "committees": [{"id": "board", "rrule": "FREQ=WEEKLY;BYDAY=TU", "from": "2026-01-06", "max_items": 3}],
    "approvals": [
        {"id": "ask", "role": "it", "kind": "request"},
        {
            "id": "review", "role": "it", "effort": [1, 2, 3], "lead": 4, "after": ["ask"],
            "join": "all", "committee": "board", "always": True, "valid_months": 12, "rework": 0.1,
            "when": {"fact": "tool.data.personal", "op": "eq", "value": True},
        },
    ],
    "gates": [{"id": "g", "before": "review", "artefacts": ["DPIA"]}],
    "tests": [{"id": "t", "label": "T", "before": "review"}],
    "kpis": {"sla_target": 99.5},
    "policy": {"coverage_threshold": 0.8, "weights": {"advice": 1}, "planning": {"spread": "pert"}},
    "waivers": [{"id": "W", "standard": "sso", "tool": "P", "reason": "r", "approved_by": "C",
                 "expires": "2027-01-01", "ticket": "1"}],
    "answers": [{"tool": "P", "fact": "auth.sso", "value": True, "by": "K", "on": "2026-11-01"}],
    "done": [{"step": "review", "subject": "P", "on": "2026-11-01"}],
}  # fmt: skip
PROPOSAL = {
    "schema": "soescan/proposal@1",
    "proposal": {"id": "x", "kickoff": "2026-12-01", "it_partner": {"role": "it"}, "steering": ["S"]},
    "tools": [{
        "name": "A", "url": "https://a.example", "use": "in-use", "version": "14", "priority": 1,
        "data": [{"class": "low", "what": "w", "personal": True}], "vendor": {"name": "V", "is_new": True},
        "cost": {"annual": "24k", "one_off": 100, "currency": "EUR"}, "support": {"owner": "K"},
        "capabilities": {"email": "partial"}, "integrations": [{"with": "CRM"}], "skills": ["HTML"],
        "traffic": {"peak_visits_per_min": 40}, "exit": {"notice_days": 30}, "other": {"Note": "n"},
    }],
    "needs": [{"capability": "email", "weight": 2, "must": True, "channels": ["web"]}],
    "business_cases": [{"id": "b", "type": "roi", "benefit_year": [1, 2, 3], "cost_year": "1.2M"}],
    "current_stack": [{"name": "Old", "cost": "$99/mo"}],
    "concerns": [{"concern": "c"}],
    "raci": [{"task": "t", "responsible": ["R"]}],
    "answers": [{"tool": "A", "fact": "auth.sso", "value": ["x"]}],
    "waivers": [{"standard": "sso", "tool": "A", "reason": "r", "until": "2027-01-01"}],
}  # fmt: skip
CASES_FILE = {
    "schema": "soescan/cases@1",
    "as_of": "2026-11-02",
    "standards": [{
        "standard": "sso", "given": {"tool.cost.annual": 200},
        "cases": [{"expect": "meets", "when": {"auth.sso": {"value": True, "basis": "stated"}},
                   "basis": "stated", "says": "s"}],
    }],
    "tools": [{"id": "one", "expect": "fits", "because": ["sso"], "tool": {"name": "A", "url": "a.example"},
               "facts": {"auth.sso": {"each": [True, False]}}}],
}  # fmt: skip
ALTERNATIVES: tuple[Any, ...] = (
    *(None, True, 2, 2.5, 0, "", "word", "true", "24k EUR", "2026-W47-7", "2026-11-20"),
    *([], {}, ["word"], [1, 2, 3], {"id": "x"}, {"name": "N"}, {"remove": True}),
)


def variants(document: Any) -> Iterator[Any]:
    """The document with one value written otherwise, left out of its list, or made a list."""

    def walk(value: Any, put: Any) -> Iterator[Any]:
        for other in (*ALTERNATIVES, [value], *(value if isinstance(value, list) else ())):
            yield put(other)
        items: Any = value.items() if isinstance(value, dict) else ()
        items = enumerate(value) if isinstance(value, list) else items
        for key, item in items:
            yield from walk(item, lambda other, key=key: put(replaced(value, key, other)))

    for key, value in document.items():
        if key != "schema":
            yield from walk(value, lambda other, key=key: replaced(document, key, other))


def replaced(container: Any, key: Any, value: Any) -> Any:
    made = copy.copy(container)
    made[key] = value
    return made


def accepts(kind: str, text: str, folder: Path) -> bool:
    path = folder / "document.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        if kind == "soe":
            return catalog.read(path).kind == "document"
        if kind == "proposal":
            proposal.read([path])
            return True
    except InputError:
        return False
    doc = parse(text.encode(), "cases.yaml")
    cases_schema().read_document(doc, Cases)
    return not doc.problems


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("kind", "document", "step"),
    [("soe", SOE, 5), ("proposal", PROPOSAL, 1), ("cases", CASES_FILE, 1)],
)
def test_what_a_reader_accepts_the_schema_accepts(
    kind: str, document: dict[str, Any], step: int, tmp_path: Path
) -> None:
    assert accepts(kind, json.dumps(document), tmp_path)
    assert problems(document, kind) == []
    count = 0
    for variant in islice(variants(document), 0, None, step):
        if not validator(kind).is_valid(variant):
            count += 1
            assert not accepts(kind, json.dumps(variant), tmp_path), problems(variant, kind)
    assert count


# --- what an editor offers -----------------------------------------------------------------------


def test_editors_offer_facts_and_the_ids_of_the_catalog(tmp_path: Path) -> None:
    soe = tmp_path / "soe.yaml"
    soe.write_text(json.dumps(SOE))
    made = json.loads(CliRunner().invoke(soescan, ["schema", "soe", "--soe", str(soe)]).output)

    facts = made["$defs"]["Condition"]["anyOf"][-1]["properties"]["fact"]["enum"]
    assert facts == list(builtin.vocabulary())
    offered = {name: made["$defs"][name]["anyOf"][0]["enum"] for name in ("RoleId", "StepId")}
    assert offered == {"RoleId": ["it"], "StepId": ["ask", "review"]}
    assert "email" in made["$defs"]["CapabilityId"]["anyOf"][0]["enum"]
    starter = app.json_schema("proposal")["$defs"]["Need"]["properties"]["capability"]
    assert "email-campaigns" in starter["anyOf"][0]["enum"]
