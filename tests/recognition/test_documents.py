"""The pages on which a vendor says how it treats data are found, and each is asked for once."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableState
from soescan.recognition.documents.document_types import DocumentKind, DocumentTable
from soescan.recognition.documents.finder import MAX_FETCHES, DocumentFinder
from soescan.recognition.documents.page_matter import speaks_of
from soescan.recognition.documents.trust_portals import portal_at_address
from soescan.recognition.word_folding import fold_words
from soescan.reference import builtin
from soescan.site.links import page_links
from soescan.site.site import Site
from soescan.web import Get, Page
from soescan.web.recording import Replay
from tests.patience import runaway_ends
from tests.site.factories import page

FRONT = "https://acme.example/"
PROSE = "<p>We keep what you give us and tell you what we do with it, in some detail. " * 8


class CountingFetches(Replay):
    """A door that counts what it is asked."""

    def __init__(self, *pages: Page) -> None:
        super().__init__({Get(one.hops[0].url): one for one in pages})
        self.asked: list[str] = []

    def ask(self, question: Any) -> Any:
        self.asked.append(getattr(question, "url", str(question)))
        return super().ask(question)


def document(path: str, title: str, body: str = PROSE) -> Page:
    return page(f"https://acme.example{path}", f"<title>{title}</title><h1>{title}</h1>{body}")


def linking(*links: str) -> Page:
    made = "".join(
        f"<a href='{link.partition(' ')[0]}'>{link.partition(' ')[2]}</a>" for link in links
    )
    return page(FRONT, f"<title>Acme</title>{PROSE}<footer>{made}</footer>")


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("/legal/privacy Privacy Policy", DocumentKind.PRIVACY),
        ("/p/17 Datenschutzerklärung", DocumentKind.PRIVACY),
        ("/p/17 Politique de confidentialité", DocumentKind.PRIVACY),
        ("/p/17 Política de privacidad", DocumentKind.PRIVACY),
        ("/agb AGB", DocumentKind.TERMS),
        ("/x Terms & Conditions", DocumentKind.TERMS),
        ("/x Sub-Processors", DocumentKind.SUBPROCESSORS),
        ("/x Unterauftragsverarbeiter", DocumentKind.SUBPROCESSORS),
        ("/privacy/subprocessors Who helps us", DocumentKind.SUBPROCESSORS),
        ("/x Data Processing Addendum", DocumentKind.DPA),
        ("/x Auftragsverarbeitungsvertrag (AVV)", DocumentKind.DPA),
        ("/legal/dpa.pdf Download", DocumentKind.DPA),
        ("https://trust.acme.example/ Trust Center", DocumentKind.TRUST),
        ("https://app.drata.com/trust/9cbb See our audits", DocumentKind.TRUST),
        ("/security Security", DocumentKind.SECURITY),
        ("/product/security More", DocumentKind.SECURITY),
        ("https://status.acme.example/ All systems go", DocumentKind.STATUS),
        ("/x Barrierefreiheit", DocumentKind.ACCESSIBILITY),
        ("/x Accessibility", DocumentKind.ACCESSIBILITY),
        ("/legal Legal", DocumentKind.LEGAL),
        ("/x Security and Privacy", DocumentKind.SECURITY),
        ("/x Impressum & Datenschutz", DocumentKind.PRIVACY),
        ("/x Privacy / Contact", DocumentKind.PRIVACY),
        ("/privacy-policy-90190742 Read", DocumentKind.PRIVACY),
        ("/x Políticas de Privacidad", DocumentKind.PRIVACY),
        ("/x Avisos de privacidad", DocumentKind.PRIVACY),
        ("/politicas-de-privacidade Leia", DocumentKind.PRIVACY),
        ("/x Politiques de confidentialité", DocumentKind.PRIVACY),
        ("/x Datenschutzerklärungen", DocumentKind.PRIVACY),
        ("/x Subprozessoren", DocumentKind.SUBPROCESSORS),
        ("/x Liste der Subprozessoren", DocumentKind.SUBPROCESSORS),
        ("/x Subcontractors", DocumentKind.SUBPROCESSORS),
        ("/wp-content/uploads/2023/05/DPA.pdf Data Processing Agreement", DocumentKind.DPA),
    ],
)
def test_a_link_says_what_it_leads_to(link: str, kind: DocumentKind) -> None:
    documents = DocumentFinder(Site(FRONT, CountingFetches(linking(link))))
    assert [one for one in DocumentKind if documents.landing_page_links(one)] == [kind]


@pytest.mark.parametrize(
    "link",
    [
        "/blog/privacy-in-2026 Read more",
        "/news/security Security",
        "/login/terms x",
        "/x We take the security of your data and the privacy of your customers very seriously",
        "https://other.example/security Read",
        "mailto:privacy@acme.example Write",
        "javascript:privacy() Choose",
        "/pricing Pricing",
        "/docs/a Define terms with HTML",
        "/world National Security",
        "/2026/new-law-requires-in-god-we-trust Read",
        "/x Privacy settings",
        "https://policies.google.com/privacy Privacy Policy",
        "https://www.cloudflare.com/website-terms/ Terms",
        "/t/privacy Privacy",
        "/t/privacy/17 Privacy",
        "/category/datenschutz Datenschutz",
        "/tag/security/ Security",
        "/topics/gdpr GDPR",
        "/?tag=privacy Privacy",
        "/glossary/subprocessor Subprocessor",
        "/lexikon/auftragsverarbeitung Auftragsverarbeitung",
        "/product/compliance-center Compliance Center",
        "/features/subprocessors Sub-processors",
        "/vorlagen/avv AVV",
        "/2014/05/06/acme-commenting-terms-of-use/ Commenting rules",
        "/comments/terms-of-use Terms of use",
        "/jobs/privacy Privacy",
        "/x Privacy notice for applicants",
        "/2019/7/privacy Privacy",
        "https://community.other.example/t/privacy Privacy",
        "https://en.wikipedia.org/wiki/Privacy Privacy",
    ],
)
def test_other_links_lead_to_none_of_them(link: str) -> None:
    documents = DocumentFinder(Site(FRONT, CountingFetches(linking(link))))
    assert [one for one in DocumentKind if documents.landing_page_links(one)] == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Terms & Privacy", {DocumentKind.TERMS, DocumentKind.PRIVACY}),
        ("Privacy Policy and Terms of Service", {DocumentKind.TERMS, DocumentKind.PRIVACY}),
        ("AGB / Datenschutz", {DocumentKind.TERMS, DocumentKind.PRIVACY}),
        ("Legal, Privacy", {DocumentKind.LEGAL, DocumentKind.PRIVACY}),
        ("Security and Privacy", {DocumentKind.SECURITY}),
    ],
)
def test_a_link_may_lead_to_several_documents(text: str, kinds: set[DocumentKind]) -> None:
    documents = DocumentFinder(Site(FRONT, CountingFetches(linking(f"/legal-matters {text}"))))
    assert {one for one in DocumentKind if documents.landing_page_links(one)} == kinds


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<base href="/docs/">', "https://acme.example/docs/privacy"),
        ('<base target=_top><base href="/docs/">', "https://acme.example/docs/privacy"),
        ('<base href="https://docs.acme.example">', "https://docs.acme.example/privacy"),
        ('<base href="data:,x">', "https://acme.example/privacy"),
    ],
)
def test_links_are_read_from_the_pages_base(head: str, expected: str) -> None:
    front = page(FRONT, f"<head>{head}</head><a href=privacy>Privacy</a>")
    where = Site(FRONT, CountingFetches(front))
    (link,) = DocumentFinder(where).landing_page_links(DocumentKind.PRIVACY)
    assert link.url == expected
    assert expected in [url for url, _ in page_links(where)]


def test_the_vendors_own_page_comes_before_somebody_elses() -> None:
    front = linking("https://parent.example/privacy Privacy Policy", "/p Privacy")
    links = DocumentFinder(Site(FRONT, CountingFetches(front))).landing_page_links(
        DocumentKind.PRIVACY
    )
    assert [link.url for link in links] == [
        "https://acme.example/p",
        "https://parent.example/privacy",
    ]


def test_a_page_is_found_on_the_pages_that_list_such_pages() -> None:
    hub = document("/legal", "Legal", PROSE + "<a href='/x/1'>Sub-processor list</a>")
    web = CountingFetches(linking("/legal Legal"), hub, document("/x/1", "Sub-processors"))
    search = DocumentFinder(Site(FRONT, web)).find(DocumentKind.SUBPROCESSORS)
    assert search.document
    assert search.document.page.url == "https://acme.example/x/1"


def test_a_usual_address_counts_if_the_page_there_speaks_of_the_matter() -> None:
    other = document("/subprocessors", "Start your trial")
    right = document("/sub-processors", "Sub-processors of Acme")
    search = DocumentFinder(Site(FRONT, CountingFetches(linking(), other, right))).find(
        DocumentKind.SUBPROCESSORS
    )
    assert search.document
    assert search.document.page is right
    assert [(url, state) for url, state, _ in search.tried] == [
        ("https://acme.example/legal/subprocessors", UnreadableState.NOT_RECORDED),
        ("https://acme.example/subprocessors", UnreadableState.SOFT_404),
    ]


def test_a_page_that_says_not_found_with_an_ok_is_none() -> None:
    front = linking("/privacy Privacy")
    lost = page("https://acme.example/privacy", "<title>404 Not Found</title><h1>Not found</h1>")
    search = DocumentFinder(Site(FRONT, CountingFetches(front, lost))).find(DocumentKind.PRIVACY)
    assert search.document is None
    assert search.state in (UnreadableState.SOFT_404, UnreadableState.NOT_FOUND)
    assert search.links, "it was named, though"


def test_files_are_named_and_not_read() -> None:
    web = CountingFetches(linking("/dpa.pdf Data Processing Agreement"))
    search = DocumentFinder(Site(FRONT, web)).find(DocumentKind.DPA)
    assert search.links[0].is_file
    assert web.asked == [FRONT]


def test_each_page_is_asked_for_once_and_few_in_all() -> None:
    links = [f"/{kind}/{n} {word}" for kind, word in
             (("a", "Privacy"), ("b", "Terms"), ("c", "DPA"), ("d", "Sub-processors"), ("e", "Trust Center"),
              ("f", "Security"), ("g", "Legal"), ("h", "Status")) for n in range(9)]  # fmt: skip
    web = CountingFetches(linking(*links))
    documents = DocumentFinder(Site(FRONT, web))
    for _ in range(2):
        for kind in DocumentKind:
            documents.find(kind)
    assert len(web.asked) == len(set(web.asked)) == MAX_FETCHES + 1


def test_what_was_not_asked_for_is_not_said_to_be_missing() -> None:
    links = [f"/{n} {word}" for n, word in enumerate(("Privacy", "Terms", "Security", "Legal"))]
    where = Site(FRONT, CountingFetches(linking(*links)))
    documents = DocumentFinder(where)
    for number in range(MAX_FETCHES - 1):
        documents.fetch(f"{FRONT}{number}")
    search = documents.find(DocumentKind.SUBPROCESSORS)
    assert [state for _, state, _ in search.tried] == [
        UnreadableState.NOT_RECORDED,
        *[UnreadableState.NOT_ASKED] * 2,
    ]
    assert "/sub-processors: not-asked" in search.describe_attempts()
    assert documents.find(DocumentKind.DPA).state is UnreadableState.NOT_ASKED


def test_the_address_of_a_portal_says_who_keeps_it() -> None:
    assert portal_at_address("https://app.vanta.com/acme.example/trust/x1") == "Vanta"
    assert portal_at_address("https://app.vanta.com/login") == ""
    assert portal_at_address("https://acme.safebase.io") == "SafeBase"
    assert portal_at_address("https://notsafebase.io/") == ""


def test_each_word_leads_to_one_kind_of_page_only() -> None:
    table = builtin.load("claims/pages.yaml", DocumentTable)
    for field in ("text", "address"):
        known = [fold_words(one) for sort in table.documents for one in getattr(sort, field)]
        assert sorted({one for one in known if known.count(one) > 1}) == []


@pytest.mark.heavy
def test_real_pages_about_other_things_are_no_documents(shared: Path) -> None:
    """News, shops and encyclopedias: none is an agreement, a list of subprocessors or a portal."""
    folder = shared / "data" / "pages"
    if not folder.exists():
        pytest.skip("the real pages are not in the shared data")
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    kinds = (DocumentKind.DPA, DocumentKind.SUBPROCESSORS, DocumentKind.TRUST)
    with tarfile.open(folder / "pages.tar.gz") as archive:
        for row in index:
            if row["kind"] == "html" and (file := archive.extractfile(row["file"])):
                found = page(row["url"], file.read())
                assert [kind for kind in kinds if speaks_of(found, kind)] == [], row["id"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "<a href='/privacy'>Privacy</a>" * 40_000,
        "<a href='/privacy'>" * 40_000,
        f"<a href='/x'>{'privacy / ' * 100_000}</a>",
        f"<a href='/{'privacy/' * 100_000}'>x</a>",
        f"<base href='{'x' * 500_000}'><a href='/privacy'>Privacy</a>",
    ],
)
def test_hostile_links_cost_no_more_than_they_are_long(body: str) -> None:
    with runaway_ends():
        documents = DocumentFinder(
            Site(FRONT, CountingFetches(page(FRONT, f"<title>Acme</title>{PROSE}{body}")))
        )
        for kind in DocumentKind:
            documents.find(kind)


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_link_is_looked_at(address: str, text: str) -> None:
    front = page(FRONT, f'<title>Acme</title>{PROSE}<a href="{address}">{text}</a>')
    documents = DocumentFinder(Site(FRONT, CountingFetches(front)))
    for kind in DocumentKind:
        documents.find(kind)
