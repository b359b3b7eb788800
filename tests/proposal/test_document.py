"""Proposals as documents: short forms, unknown keys with their place, and no deadline anywhere."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from soescan import proposal
from soescan.errors import ProposalError
from soescan.model import (
    BusinessCase,
    CaseKind,
    Cost,
    DataUse,
    Estimate,
    Integration,
    Level,
    Need,
    Place,
    Proposal,
    ProposalHeader,
    Support,
    Tool,
    Use,
    Vendor,
    WaiverRequest,
)
from tests.proposal.factories import notes, read

HEAD = "schema: soescan/proposal@1\n"


def refusal(text: str, name: str = "p.yaml") -> list[str]:
    with pytest.raises(ProposalError) as caught:
        read(text, name)
    return list(caught.value.problems)


def test_a_tool_can_be_written_short() -> None:
    text = """\
tools:
  - name: Acme
    url: acme.example
    deployment: SaaS
    data: [personal, class: internal, what: visits]
    vendor: Acme Inc.
    cost: 1200
    support: Jo
    integrations: [CRM]
    version: 1.20
"""
    text = text.replace(
        "[personal, class: internal, what: visits]", "[personal, {class: internal}]"
    )

    found, said = read(HEAD + text, "p.yaml")

    assert found == Proposal(
        (
            Tool(
                "Acme",
                "https://acme.example",
                deployment="saas",
                data=(DataUse("personal"), DataUse("internal")),
                vendor=Vendor("Acme Inc."),
                cost=Cost(annual=1_200),
                support=Support("Jo"),
                integrations=(Integration("CRM"),),
                version="1.20",
                place=Place("p.yaml", 3),
            ),
        )
    )
    assert said == ()


FORM: dict[str, Any] = {
    "schema": "soescan/proposal@1",
    "proposal": {
        "title": "Email",
        "sponsor": "Ann",
        "wish_date": "2027-01-15",
        "kickoff": "2026-11-22",
    },
    "tools": [
        {
            "name": "NO",
            "use": "in-use",
            "capabilities": {"email": "partial"},
            "cost": {"annual": 1.5, "one_off": 20},
            "support": {"owner": "Jo", "until": "2027-12-31", "includes": ["updates"]},
        }
    ],
    "needs": [{"capability": "email", "weight": 2, "must": True, "business_case": "b1"}],
    "business_cases": [{"id": "b1", "type": "roi", "benefit_year": [1, 2, 3]}],
    "current_stack": [{"name": "Old Mailer"}],
    "waivers": [{"standard": "sso", "tool": "NO", "reason": "soon"}],
}
READ = Proposal(
    proposal=ProposalHeader(
        title="Email", sponsor="Ann", wish_date=date(2027, 1, 15), kickoff=date(2026, 11, 22)
    ),
    tools=(
        Tool(
            "NO",
            use=Use.IN_USE,
            capabilities={"email": Level.PARTIAL},
            cost=Cost(1.5, 20),
            support=Support("Jo", until=date(2027, 12, 31), includes=("updates",)),
            place=Place("p", 1),
        ),
    ),
    needs=(Need("email", 2, must=True, business_case="b1", place=Place("p", 1)),),
    business_cases=(BusinessCase("b1", CaseKind.ROI, benefit_year=Estimate(1, 2, 3)),),
    current_stack=(Tool("Old Mailer", place=Place("p", 1)),),
    waivers=(WaiverRequest("sso", "NO", "soon"),),
)


def test_the_whole_form_can_be_written_in_json() -> None:
    assert read(json.dumps(FORM), "p")[0] == READ


def test_json_is_yaml_and_means_the_same() -> None:
    found, _ = read(json.dumps(FORM), "p.yaml")

    assert tuple(replace(need, place=Place("p", 1)) for need in found.needs) == READ.needs
    assert found.tools[0].cost == READ.tools[0].cost
    assert found.proposal == READ.proposal


def test_what_is_dirty_in_a_document_is_put_into_its_usual_form_too() -> None:
    text = """\
tools:
- {name: " Acme   Mailer ", url: "https://jo:pw@acme.example", criticality: tier 1}
- {name: Pigeonpost, url: see wiki, criticality: Tier 1}
- {name: Third, criticality: Tier-1, deployment: on Mars}
"""
    found, said = read(HEAD + text, "p.yaml")

    assert [(t.name, t.url, t.criticality) for t in found.tools] == [
        ("Acme Mailer", "", "Tier 1"),
        ("Pigeonpost", "", "Tier 1"),
        ("Third", "", "Tier 1"),
    ]
    assert notes(said) == [
        (
            "url left blank: a user name or password stands before its host;"
            " write the address without it",
            1,
        ),
        ("url left blank: not an address", 1),
        ("deployments: no usual word for 'on Mars'", 1),
        ("criticality 'tier 1' read as 'Tier 1'", 1),
        ("criticality 'Tier-1' read as 'Tier 1'", 1),
    ]


def test_every_mistake_is_reported_at_once_with_its_place() -> None:
    text = """\
schema: soescan/proposal@2
proposal:
  titel: Email
  wish_date: soon
tools:
- nam: Acme
- name: B
  data: {klass: internal}
  cost: {annual: cheap}
  use: used
- name: [C]
- [Acme]
needs:
- {capability: email, must: yes}
- {capability: sms, must: true, weight: "2"}
business_cases:
- {id: b, type: ROI}
toolz: []
"""
    assert refusal(text) == snapshot(
        [
            "p.yaml:1: schema: expected 'schema: soescan/proposal@1', found 'soescan/proposal@2'",
            "p.yaml:3: proposal.titel: expected one of id, title, sponsor, goal, kickoff, it_partner, steering, liaison, wish_date, requirements_frozen_on, found the key 'titel'; did you mean 'title'?",
            "p.yaml:4: proposal.wish_date: expected a date such as 2026-11-22, found 'soon'",
            "p.yaml:6: tools[0]: expected the key 'name', found none",
            "p.yaml:6: tools[0].nam: expected one of name, url, use, app_url, deployment, edition, version, data, vendor, cost, support, capabilities, integrations, traffic, skills, exit, tests, criticality, wish_date, weight, priority, other, unread_addresses, found the key 'nam'; did you mean 'name'?",
            "p.yaml:8: tools[1].data.klass: expected one of class, what, flow, from, to, volume, personal, found the key 'klass'; did you mean 'class'?",
            "p.yaml:9: tools[1].cost.annual: expected an amount such as 12000 or 24k EUR, found 'cheap'; not clear: no number",
            "p.yaml:10: tools[1].use: expected one of proposed, trial, in-use, found 'used'; did you mean 'in-use'?",
            "p.yaml:11: tools[2].name: expected text, found a list",
            "p.yaml:12: tools[3]: expected a mapping, found a list",
            "p.yaml:14: needs[0].must: expected true or false, found 'yes'",
            "p.yaml:15: needs[1].weight: expected a number, found '2'",
            "p.yaml:17: business_cases[0].type: expected one of roi, efficiency, service, innovation, risk, found 'ROI'",
            "p.yaml:18: toolz: expected one of tools, proposal, needs, business_cases, current_stack, data_plan, concerns, alternatives, raci, answers, waivers, found the key 'toolz'; did you mean 'tools'?",
        ]
    )


def test_json_has_lines_too() -> None:
    text = json.dumps(FORM, indent=1).replace('"capability"', '"capabilty"')

    assert refusal(text, "p.json") == snapshot(
        [
            "p.json:30: needs[0]: expected the key 'capability', found none",
            "p.json:31: needs[0].capabilty: expected one of capability, weight, must, mission_critical, metric, channels, business_case, found the key 'capabilty'; did you mean 'capability'?",
        ]
    )


def test_a_document_that_says_nothing_of_its_kind_is_asked_for_it() -> None:
    assert refusal("tools: [{name: A}]\n") == [
        "p.yaml:1: expected 'schema: soescan/proposal@1', found no schema"
    ]
    assert refusal("Acme\n") == [
        "p.yaml:1: expected a mapping with 'schema: soescan/proposal@1', found 'Acme'"
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("tools: [{name: A}]\ndeadline: 2026-12-01\n", "p.yaml:3: deadline"),
        ("proposal:\n  deadline: 2026-12-01\ntools: [{name: A}]\n", "p.yaml:3: proposal.deadline"),
        ("tools:\n- name: A\n  deadline: soon\n", "p.yaml:4: tools[0].deadline"),
        ("tools: [{name: A}]\nneeds:\n- {capability: x, deadline: 1}\n",
         "p.yaml:4: needs[0].deadline"),
    ],
)  # fmt: skip
def test_a_deadline_is_refused_with_the_reason_wherever_it_stands(text: str, where: str) -> None:
    found = refusal(HEAD + text)

    assert len(found) == 1
    assert found[0].startswith(f"{where}: expected no deadline. A deadline set before IT was asked")


def test_a_deadline_in_a_list_of_mappings_is_refused_too() -> None:
    (found,) = refusal('[{"name": "A", "deadline": "2026-12-01"}]', "p.json")
    (due,) = refusal('[{"name": "A", "Due date": "2026-12-01"}]', "p.json")

    assert found.startswith("p.json:1: [0].deadline: expected no deadline.")
    assert due.startswith("p.json: column 'Due date': expected no deadline.")


# --- several files, standard input ---------------------------------------------------------------


def test_several_files_are_one_proposal(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,url\nAcme,acme.example\nPigeonpost,\n")
    (tmp_path / "b.yaml").write_text(
        f"{HEAD}proposal: {{title: Email}}\ntools: [{{name: ACME, url: acme.example}}, {{name: B}}]\n"
        "needs: [{capability: email}]\n"
    )
    (tmp_path / "c.yaml").write_text(
        f"{HEAD}proposal: {{title: Another}}\ntools: [{{name: C}}]\nneeds: [{{capability: sms}}]\n"
    )

    found, said = proposal.read([tmp_path / name for name in ("a.csv", "b.yaml", "c.yaml")])

    assert [(t.name, str(t.place)) for t in found.tools] == [
        ("Acme", "a.csv:2"),
        ("Pigeonpost", "a.csv:3"),
        ("B", "b.yaml:3"),
        ("C", "c.yaml:3"),
    ]
    assert found.proposal.title == "Email"
    assert [need.capability for need in found.needs] == ["email", "sms"]
    assert [(n.says, n.places) for n in said] == [
        ("left out: the same tool again", (Place("b.yaml", 3),))
    ]


def test_an_inventory_goes_the_same_road() -> None:
    found, _ = read("name,use\nAcme,wanted\nB,\n", use=Use.IN_USE)

    assert [t.use for t in found.tools] == [Use.IN_USE, Use.IN_USE]


@pytest.mark.parametrize(
    "content",
    [
        b"name,url\nAcme,acme.example\n",
        b'\xef\xbb\xbf"name";"url"\r\n"Acme";"acme.example"\r\n',
        b'[{"name": "Acme", "url": "acme.example"}]',
        b"# ours\nschema: soescan/proposal@1\ntools:\n- {name: Acme, url: acme.example}\n",
        b'\n {"schema": "soescan/proposal@1", "tools": [{"name": "Acme", "url": "acme.example"}]}',
        b'\xef\xbb\xbf[{"name": "Acme", "url": "acme.example"}]',
        '{"schema": "soescan/proposal@1", "tools": [{"name": "Acme", "url": "acme.example"}]}'.encode(
            "utf-16"
        ),
    ],
)
def test_standard_input_is_known_by_its_content(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    found, _ = proposal.read([Path("-")])

    assert [(t.name, t.url, t.place.file) for t in found.tools] == [
        ("Acme", "https://acme.example", "<stdin>")
    ]


@pytest.mark.parametrize(
    ("written", "cost"),
    [
        ("24k", Cost(24_000)),
        ("$99/mo", Cost(1_188, currency="USD")),
        ("500 € one-off", Cost(one_off=500, currency="EUR")),
        ("1.5", Cost(1.5)),
        ("1500.00", Cost(1_500)),
        ("{annual: 24k EUR, one_off: '1.500 €'}", Cost(24_000, 1_500, currency="EUR")),
        ("{annual: 3600, currency: €}", Cost(3_600, currency="EUR")),
        ("{support: 99 per month}", Cost(support=1_188)),
    ],
)
def test_costs_of_a_document_are_amounts_too(written: str, cost: Cost, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        f"schema: soescan/proposal@1\ntools:\n  - {{name: Acme, cost: {written}}}\n"
        "business_cases:\n  - {id: c, type: service, cost_year: 24k}\n"
    )
    found, _ = proposal.read([path])
    assert (found.tools[0].cost, found.business_cases[0].cost_year) == (cost, 24_000)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("1.500", "whether it is 1500 or 1.500"),
        ("$25/user/month", "how many times 'user' there is"),
        ("{annual: 500 one-off}", "expected an amount of a year"),
        ("{one_off: $99/mo}", "expected an amount paid once"),
        ("{annual: 24k EUR, one_off: $500}", "expected amounts of one currency"),
        ("{annual: 24, currency: shells}", "expected a currency such as EUR"),
    ],
)
def test_a_cost_that_is_not_clear_is_a_problem(written: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(f"schema: soescan/proposal@1\ntools:\n  - {{name: Acme, cost: {written}}}\n")
    with pytest.raises(ProposalError, match=problem):
        proposal.read([path])
