"""What a vendor's list says are facts it states; what cannot be read of it are gaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.model import Basis, Evidence
from soescan.scan.probes import subprocessors
from soescan.web import Page
from tests.recognition.test_documents import PROSE, document, linking
from tests.recognition.test_subprocessors import table
from tests.site.factories import facts_by_key, page, run_probe, site

LINK = "/legal/subprocessors Sub-processors"
LIST = table(
    "Sub-processor | Purpose | Location | Transfer mechanism",
    "Amazon Web Services, Inc. | Hosting | United States | SCCs",
    "Amazon Web Services EMEA SARL | Hosting | Ireland, Germany | N/A",
    "OpenAI, L.L.C. | Answers | United States | DPF",
    "Acme GmbH | Support | EU | N/A",
)
NOTICE = "<p>We notify customers of new sub-processors 30 days in advance.</p>"


def listing(body: str, title: str = "Sub-processors") -> Page:
    return document("/legal/subprocessors", title, body)


def seen(*pages: Page, link: str = LINK) -> Evidence:
    return run_probe(subprocessors.PROBE, site(linking(link), *pages))


def test_the_list_is_told_company_by_company() -> None:
    found = seen(listing(PROSE + LIST + NOTICE))
    assert facts_by_key(found) == {
        "subproc.page": True,
        "subproc.list": (
            *("Amazon Web Services, Inc.", "Amazon Web Services EMEA SARL"),
            *("OpenAI, L.L.C.", "Acme GmbH"),
        ),
        "subproc.ai_vendors": ("OpenAI, L.L.C.",),
        "subproc.country": ("US", "IE", "DE"),
        "transfer.mechanism": ("scc", "dpf"),
        "subproc.notice_days": 30,
    }
    assert {fact.origin.basis for fact in found.facts} == {Basis.STATED}
    assert {fact.origin.url for fact in found.facts} == {"https://acme.example/legal/subprocessors"}
    (gap,) = found.gaps
    assert gap.why == "no country for 1 of 4 entries (regions: EU): Acme GmbH"


def test_a_list_that_was_read_and_names_no_ai_has_none() -> None:
    body = table("Sub-processor | Purpose | Location", "Acme GmbH | Mail | Germany")
    assert facts_by_key(seen(listing(PROSE + body)))["subproc.ai_vendors"] == ()


def test_that_there_are_none_counts_only_when_the_vendor_says_so() -> None:
    facts = facts_by_key(seen(listing(f"{PROSE}<p>We do not use any sub-processors.</p>")))
    assert facts == {
        "subproc.page": False,
        "subproc.list": (),
        "subproc.country": (),
        "subproc.ai_vendors": (),
    }


NONE_USED = "<p>No subprocessors are used.</p>"
PLANNED = table("Company | Purpose | Location", "Acme GmbH | Mail | Germany")


@pytest.mark.parametrize(
    "body",
    [
        f"{NONE_USED}<h2>Planned sub-processors</h2>{PLANNED}",
        f"{NONE_USED}<p>We intend to use the following sub-processors:</p>{PLANNED}",
        f"{NONE_USED}<p>Sub-processors that may be used in the future:</p>"
        "<ul><li>Acme GmbH – Mail (Germany)</li><li>Beta – Logs (US)</li></ul>",
        NONE_USED + table("Sub-processor | Purpose | Planned start", "Acme GmbH | Mail | 2027"),
        "<p>Wir setzen derzeit keine Unterauftragsverarbeiter ein.</p>"
        f"<h2>Künftige Unterauftragsverarbeiter</h2>{PLANNED}",
    ],
)
def test_a_company_that_is_used_later_is_none_now(body: str) -> None:
    facts = facts_by_key(seen(listing(PROSE + body)))
    assert (facts["subproc.page"], facts["subproc.list"]) == (False, ())


def test_companies_that_are_used_now_count_beside_those_that_are_planned() -> None:
    later = table("Company | Purpose | Location", "Later Inc. | Mail | Germany")
    body = f"{LIST}<h2>Upcoming changes</h2>{later}<h2>Sub-processors for support</h2>{PLANNED}"
    names = facts_by_key(seen(listing(PROSE + body)))["subproc.list"]
    assert names[-1] == "Acme GmbH"
    assert "Later Inc." not in names


def test_a_page_that_says_none_and_lists_some_is_a_question() -> None:
    found = seen(listing(PROSE + NONE_USED + PLANNED))
    assert facts_by_key(found) == {"subproc.page": True}
    assert "No subprocessors are used." in found.gaps[0].why
    scoped = "<p>For the on-premises edition of Acme, no subprocessors are used.</p>"
    assert facts_by_key(seen(listing(PROSE + scoped + PLANNED)))["subproc.list"] == ("Acme GmbH",)


def test_a_list_that_scripts_draw_is_a_page_and_a_gap() -> None:
    frame = "<p>Our sub-processors are listed here once the page has been drawn, as all our lists are.</p>"
    found = seen(listing(f"<div id='app'>{frame}</div><p>{PROSE[:200]}</p>"))
    assert facts_by_key(found) == {"subproc.page": True}
    assert [gap.state for gap in found.gaps] == ["script-only"]


def test_a_list_that_is_a_file_is_named() -> None:
    body = f"{PROSE}<a href='/files/subprocessors.pdf'>List of sub-processors</a>"
    found = seen(listing(body))
    assert facts_by_key(found) == {"subproc.page": True}
    assert found.gaps[0].why == "the list is a file: https://acme.example/files/subprocessors.pdf"
    direct = seen(link="/files/subprocessors.pdf Sub-processors")
    assert direct.facts == ()
    assert direct.gaps[0].url == "https://acme.example/files/subprocessors.pdf"
    assert direct.gaps[0].why == "linked as “Sub-processors”; a file, which is not read"


def test_no_list_found_is_a_gap_with_what_was_tried() -> None:
    found = seen(link="/pricing Pricing")
    assert found.facts == ()
    assert "/legal/subprocessors" in found.gaps[0].why


def test_a_list_that_is_an_annex_of_the_agreement_is_found() -> None:
    agreement = document(
        "/dpa", "Data Processing Agreement", f"{PROSE}<h2>Sub-processors</h2>{LIST}"
    )
    found = seen(agreement, link="/dpa DPA")
    assert facts_by_key(found)["subproc.country"] == ("US", "IE", "DE")
    assert {fact.origin.url for fact in found.facts} == {"https://acme.example/dpa"}


def test_notice_that_only_the_agreement_promises_is_found() -> None:
    agreement = document("/dpa", "Data Processing Agreement", PROSE + NOTICE)
    where = site(linking(LINK, "/dpa DPA"), listing(PROSE + LIST), agreement)
    evidence = run_probe(subprocessors.PROBE, where)
    (fact,) = [one for one in evidence.facts if one.key == "subproc.notice_days"]
    assert (fact.value, fact.origin.url) == (30, "https://acme.example/dpa")


@given(st.text(max_size=300))
def test_whatever_the_page_says_only_facts_and_gaps_come_out(body: str) -> None:
    seen(page("https://acme.example/legal/subprocessors", f"<h1>Sub-processors</h1>{body}"))
