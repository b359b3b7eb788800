"""What a link says of the page behind it is no evidence of that page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.model import Evidence
from soescan.recognition.documents.document_types import document_table
from soescan.recognition.hosting.service_hosts import sign_on_table
from soescan.scan.probes import (
    Probe,
    dpa,
    privacy,
    sign_on,
    subprocessors,
    terms,
    trust_portal,
    vdp,
)
from soescan.site.signatures import host_signatures
from soescan.site.site import Site
from soescan.web import Get, Page, Web
from soescan.web.ask import A, Ask
from soescan.web.recording import Replay
from tests.recognition.test_documents import FRONT, PROSE
from tests.site.factories import page, run_probe

FOLLOWING: tuple[Probe, ...] = (
    *(dpa.PROBE, privacy.PROBE, terms.PROBE, subprocessors.PROBE),
    *(trust_portal.PROBE, vdp.PROBE, sign_on.PROBE),
)
"""The probes that read the pages behind links."""

HOLIDAYS = f"<title>Holidays by the sea</title><h1>Summer</h1>{PROSE}"

_WORDS = st.sampled_from(
    [
        *(word for document in document_table().documents for word in document.text),
        *host_signatures().disclosure,
        *sign_on_table().words,
    ]
)
_ADDRESSES = st.sampled_from(
    [
        *(f"/{word}" for document in document_table().documents for word in document.address),
        *(path for document in document_table().documents for path in document.paths),
        *(
            "/legal/dpa.pdf",
            "/files/subprocessors.xlsx",
            "/terms.docx",
            "/x",
            "/login",
            "/#privacy",
        ),
        *(
            f"https://{at.replace('*', 'acme')}/acme"
            for p in document_table().portals
            for at in p.at
        ),
        *(f"https://{name}/acme" for name in host_signatures().bounty),
        *("https://acme.okta.com/login", "https://acme.auth0.com/u/login"),
    ]
)
_LINKS = st.lists(st.tuples(_ADDRESSES, _WORDS | st.just("")), max_size=6)


class SamePage(Web):
    """A door behind which every address but the front page shows the same page."""

    def __init__(self, front: Page, body: str) -> None:
        self._front = front
        self._body = body

    def ask(self, question: Ask[A]) -> A:
        """The front page, the other page, or whatever a replay without it says."""
        url = getattr(question, "url", "")
        known = self._front if url == FRONT else page(url or FRONT, self._body)
        return Replay({Get(url): known}).ask(question)


def front_page(links: list[tuple[str, str]]) -> Page:
    made = "".join(f'<a href="{address}">{text}</a>' for address, text in links)
    return page(FRONT, f"<title>Acme</title>{PROSE}{made}")


def look(web: Web) -> Evidence:
    """What the probes that follow links say of a site."""
    return Evidence.merge([run_probe(probe, Site(FRONT, web)) for probe in FOLLOWING])


@pytest.mark.slow
@given(_LINKS)
def test_a_fact_needs_its_page_where_the_page_was_not_read(links: list[tuple[str, str]]) -> None:
    front = front_page(links)
    evidence = look(Replay({Get(FRONT): front}))
    assert evidence.facts == ()
    assert {gap.probe for gap in evidence.gaps} == {probe.id for probe in FOLLOWING}


@pytest.mark.slow
@given(_LINKS)
def test_a_fact_needs_its_page_where_it_is_about_something_else(
    links: list[tuple[str, str]],
) -> None:
    evidence = look(SamePage(front_page(links), HOLIDAYS))
    assert evidence.facts == ()


def test_the_address_that_a_link_names_is_in_the_gap() -> None:
    links = {
        dpa.PROBE: ("/x/1", "Data Processing Agreement"),
        privacy.PROBE: ("/x/2", "Privacy Policy"),
        terms.PROBE: ("/x/3", "Terms of Service"),
        subprocessors.PROBE: ("/x/4", "Sub-processors"),
        trust_portal.PROBE: ("https://app.drata.com/trust/1", "Trust Center"),
        vdp.PROBE: ("https://hackerone.com/acme", "Bug bounty"),
        sign_on.PROBE: ("https://acme.okta.com/login", "Sign in"),
    }
    evidence = look(Replay({Get(FRONT): front_page(list(links.values()))}))
    named = {(gap.probe, gap.url.removeprefix("https://acme.example")) for gap in evidence.gaps}
    assert {(probe.id, address) for probe, (address, _) in links.items()} <= named
