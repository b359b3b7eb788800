"""The vendor catalog: sourced, free of doubles, and of no influence on what IT decided."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import CatalogError
from soescan.files import read_document
from soescan.model import Product, ProductId, Standing
from soescan.names import fold
from soescan.reference import builtin, vendors
from soescan.reference.capability_table import load_capabilities
from soescan.reference.products.vendor_search import select_products
from soescan.web.url import belongs, registrable_domain
from tests.share_alike import needs_share_alike

KNOWN = vendors.known_products()
PAGES = [
    pytest.param(product, name, url, id=f"{product.id}-{name}")
    for product in KNOWN
    for name in (page.name for page in fields(vendors.VendorPages))
    if (url := getattr(product.pages, name))
]
# Companies whose pages speak for products on other domains, and sites that only show a status.
COMPANIES = {
    "Adobe": "adobe.com",
    "Alphabet": "google.com safety.google",
    "Amazon": "amazon.com",
    "Automattic": "automattic.com automatticstatus.com",
    "Contentsquare": "contentsquare.com",
    "Intuit": "intuit.com",
    "Meta": "metastatus.com",
    "Microsoft": "microsoft.com",
    "NextRoll": "nextroll.com",
    "Notion": "notion.com",
    "Oracle": "oracle.com",
    "Salesforce": "salesforce.com",
    "Snap": "snap.com",
    "Twilio": "twilio.com",
    "Twitter": "twitter.com x.com",
    "Yandex": "yandex.com",
    "hosts of status pages": "statuspage.io",
}


def product(name: str, **given: object) -> Product:
    return Product(ProductId("p"), name, Standing.PROHIBITED, **given)  # type: ignore[arg-type]


def known(id: str) -> vendors.KnownProduct:
    return next(entry for entry in KNOWN if entry.id == id)


# --- the catalog ---------------------------------------------------------------------------------


def test_at_least_250_products_have_a_sourced_domain() -> None:
    sourced = [p for p in KNOWN if p.sources.keys() & {"domains", "home"}]
    assert len(sourced) >= 250
    assert all(p.domains or p.home for p in sourced)


def test_no_name_and_no_domain_is_of_two_products() -> None:
    names = [fold(name) for p in KNOWN for name in p.names]
    domains = [domain for p in KNOWN for domain in p.domains]
    assert len(names) == len(set(names))
    assert len(domains) == len(set(domains))
    homes = {p.home for p in KNOWN} - {""}
    assert homes.isdisjoint(domains)


def test_no_domain_of_a_product_lies_below_that_of_another() -> None:
    owners = {domain: p.id for p in KNOWN for domain in p.domains}
    for domain in owners:
        above = {other for other in owners if belongs(domain, other)}
        assert {owners[other] for other in above} == {owners[domain]}


def test_no_product_is_identified_by_a_shared_host() -> None:
    assert [p.id for p in KNOWN if builtin.shared_hosts() & set(p.domains)] == []


def test_every_source_is_explained_and_used() -> None:
    used = {code for p in KNOWN for codes in p.sources.values() for code in codes}
    used |= {record.source for p in KNOWN for record in (*p.renamed, p.lifecycle) if record}
    assert used == set(vendors.load_sources())
    for source in vendors.load_sources().values():
        assert source.name
        assert source.license
        assert source.date[:2] == "20"
        assert not source.url or source.url.startswith("https://"), source.code


VENDORS = builtin.catalogs_folder() / "vendors"
ATTRIBUTED = (builtin.catalogs_folder() / "LICENSES.md").read_text(encoding="utf-8")


def is_share_alike(license: str) -> bool:
    return any(word in license.upper().replace(" ", "-") for word in ("-SA", "ODBL", "GPL"))


@needs_share_alike
def test_facts_under_share_alike_terms_are_apart_and_attributed() -> None:
    apart = sorted((VENDORS / "share-alike").glob("*.yaml"))
    assert apart
    shared = set()
    for path in apart:
        source = builtin.read_table(path, vendors.AdditionFile).source
        assert is_share_alike(source.license)
        assert f"`vendors/share-alike/{path.name}`" in ATTRIBUTED
        shared.add(source.code)
    own = builtin.read_table(VENDORS / "sources.yaml", vendors.VendorFile).sources
    assert not [source.code for source in own if is_share_alike(source.license)]
    assert shared.isdisjoint(source.code for source in own)


@needs_share_alike
def test_the_vendor_catalog_is_whole_without_them(tmp_path: Path) -> None:
    for path in VENDORS.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    found, sources = vendors.read_vendors(tmp_path, load_capabilities(), builtin.shared_hosts())
    assert [p.id for p in found] == [p.id for p in KNOWN]
    assert [p.names for p in found] == [p.names for p in KNOWN]
    assert not [source for source in sources.values() if is_share_alike(source.license)]
    more = [p.id for p, q in zip(found, KNOWN, strict=True) if p != replace(q, place=p.place)]
    assert len(more) > 100, "the files apart do add facts"


def test_what_is_added_to_no_product_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "share-alike").mkdir()
    (tmp_path / "share-alike" / "x.yaml").write_text(
        "schema: soescan/vendor-additions@1\n"
        "source: {code: X, name: x, license: CC-BY-SA-4.0, date: '2026'}\n"
        "additions:\n  - {id: nobody, domains: [nobody.example]}\n"
    )
    with pytest.raises(CatalogError, match=r"x\.yaml:4: expected the id of a product"):
        vendors.read_vendors(tmp_path, load_capabilities(), frozenset())


def test_capabilities_are_those_of_the_starter_soe() -> None:
    starter = read_document(builtin.builtin_soe("starter")).value
    published = load_capabilities().capabilities
    assert isinstance(starter, dict)
    assert [(c.id, c.label, c.parent) for c in published] == [
        (c["id"], c["label"], c.get("parent")) for c in starter["capabilities"]
    ]


def test_a_category_implies_something_or_says_why_not() -> None:
    for category in load_capabilities().categories:
        assert bool(category.implies) != bool(category.because), category.id


def test_a_category_that_makes_an_overlap_by_itself_is_no_capability_and_shares_none() -> None:
    """Its id stands beside those of capabilities; what they share would be told twice."""
    table = load_capabilities()
    for category in table.categories:
        if category.phrase:
            assert category.id not in {str(c.id) for c in table.capabilities}
            assert set(category.implies) <= set(table.side_by_side), category.id


def test_what_a_category_implies_is_no_heading_over_other_capabilities() -> None:
    """*Measuring* is nothing that one product does; it holds several capabilities together."""
    table = load_capabilities()
    headings = {c.id for c in table.capabilities if c.parent is None}
    assert not headings & {id_ for category in table.categories for id_ in category.implies}


def test_every_capability_that_is_no_heading_has_a_phrase_and_every_exception_a_reason() -> None:
    table = load_capabilities()
    assert set(table.phrases) == {c.id for c in table.capabilities if c.parent}
    assert set(table.side_by_side) <= set(table.phrases)
    assert all(reason.endswith(".") for reason in table.side_by_side.values())


@pytest.mark.parametrize(
    ("capability", "does", "does_not"),
    [
        ("email-campaigns", {"mailchimp", "hubspot", "brevo"}, {"twilio-sendgrid", "litmus"}),
        ("analytics", {"google-analytics", "matomo"}, {"comscore", "google-tag-manager"}),
        ("forms", {"typeform"}, {"optinmonster"}),
        ("tag-management", {"google-tag-manager"}, {"stape"}),
        ("seo", {"semrush"}, {"google-search-console", "yoast"}),
        ("surveys", {"surveymonkey"}, {"canny"}),
    ],
)
def test_products_are_listed_by_what_every_one_of_their_category_does(
    capability: str, does: set[str], does_not: set[str]
) -> None:
    listed = {str(product.id) for product in select_products(capability=capability)}
    assert {str(product.id) for product in KNOWN} >= does | does_not
    assert listed >= does
    assert not listed & does_not


def test_every_category_is_used() -> None:
    assert {c.id for c in load_capabilities().categories} == {p.category for p in KNOWN}


@pytest.mark.parametrize(("entry", "name", "url"), PAGES)
def test_a_page_is_on_a_host_of_its_vendor(
    entry: vendors.KnownProduct, name: str, url: str
) -> None:
    parts = urlsplit(url)
    assert parts.scheme == "https"
    site = registrable_domain(parts.hostname or "")
    own = {registrable_domain(d) for d in (*entry.domains, entry.home) if d}
    companies = {domain for listed in COMPANIES.values() for domain in listed.split()}
    # Some show their status on a domain of its own, so that it stays up when theirs does not.
    apart = name == "status" and any(
        site.startswith((brand, f"{brand}-"))
        for brand in (domain.split(".")[0] for domain in own)
        if "status" in site
    )
    assert site in own | companies or apart


# --- reading it ----------------------------------------------------------------------------------

HEAD = """\
schema: soescan/vendors@1
sources: [{code: S, name: a source, license: MIT, date: 2026}]
products:
"""


@pytest.mark.parametrize(
    ("products", "problem"),
    [
        (
            "- {id: a, name: One, category: cdp}\n- {id: a, name: Two, category: cdp}",
            (
                "v.yaml:5: products[1].id: expected an id used once,"
                " found 'a' again (first at v.yaml:4)"
            ),
        ),
        (
            "- {id: a, name: One Inc, category: cdp}\n- {id: b, name: o-n-e, category: cdp}",
            "v.yaml:5: expected a name of one product, found 'o-n-e' again (first at v.yaml:4)",
        ),
        (
            (
                "- {id: a, name: One, category: cdp, domains: [x.example], sources: {domains: S}}\n"
                "- {id: b, name: Two, category: cdp, home: x.example, sources: {home: S}}"
            ),
            (
                "v.yaml:5: expected a domain of one product, found 'x.example' again"
                " (first at v.yaml:4); a home of several belongs in shared-hosts.yaml"
            ),
        ),
        (
            "- {id: a, name: One, category: cdp, domains: [many.example], sources: {domains: S}}",
            "v.yaml:4: expected a domain of one product, found 'many.example', shared",
        ),
        (
            "- {id: a, name: One, category: cpd}",
            "v.yaml:4: expected the id of a category, found 'cpd'",
        ),
        (
            "- {id: a, name: One, category: cdp, domains: [x.example]}",
            "v.yaml:4: expected a source for each domains, found 0 for 1",
        ),
        (
            "- {id: a, name: One, category: cdp, vendor: V, sources: {vendor: T}}",
            "v.yaml:4: expected the code of a source, found 'T'",
        ),
        (
            "- {id: a, name: One, category: cdp, plain: [Two]}",
            "v.yaml:4: expected one of the product's names under plain, found 'Two'",
        ),
        (
            "- {id: a, name: One, category: cdp, home: 'https://x.example', sources: {home: S}}",
            "v.yaml:4: expected a domain, found 'https://x.example'",
        ),
        (
            "- {id: a, name: One, category: cdp, capabilities: [cd], sources: {capabilities: S}}",
            "v.yaml:4: expected the id of a capability, found 'cd'",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, products: str, problem: str) -> None:
    (tmp_path / "v.yaml").write_text(HEAD + products + "\n", encoding="utf-8")
    with pytest.raises(CatalogError) as raised:
        vendors.read_vendors(tmp_path, load_capabilities(), frozenset({"many.example"}))
    assert [text.removeprefix(f"{tmp_path}/") for text in raised.value.problems] == [problem]


def test_a_shared_home_may_be_of_several(tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text(
        HEAD
        + "- {id: a, name: One, category: cdp, home: many.example, sources: {home: S}}\n"
        + "- {id: b, name: Two, category: cdp, home: many.example, sources: {home: S}}\n",
        encoding="utf-8",
    )
    read, _ = vendors.read_vendors(tmp_path, load_capabilities(), frozenset({"many.example"}))
    assert [p.id for p in read] == ["a", "b"]


# --- recognising ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Rocket Science Group Mailchimp", "mailchimp"),
        ("MailChimp", "mailchimp"),
        ("Hubspot (Enterprise & Professional)", "hubspot"),
        ("Zendesk v1.x", "zendesk"),
        ("Bizible", "marketo-measure"),
        ("Pardot", "salesforce-account-engagement"),
        ("Marketo", "adobe-marketo-engage"),
        ("Sendinblue", "brevo"),
    ],
)
def test_a_product_is_known_by_any_of_its_names(name: str, id: str) -> None:
    assert vendors.recognise_product(product(name)) == known(id)


@pytest.mark.parametrize(
    "name",
    [
        *("Google Analytics 360", "Data Studio", "Adobe Experience Manager - Forms v6.x"),
        *("Slack", "Salesforce CLI", "Salesforce Inbox", "Tableau", "Slack Enterprise Grid"),
        *("MiniOrange - Drupal SSO Module", "Mail Chimp Importer", "Do", "Zendesk Community"),
        *("Split", "Ghost", "Autopilot", "Convert", "Segment"),
    ],
)
def test_what_only_sounds_alike_is_not_known(name: str) -> None:
    assert vendors.recognise_product(product(name)) is None


@pytest.mark.parametrize(
    ("name", "given", "id"),
    [
        ("Segment", {"domains": ("app.segment.com",)}, "segment"),
        ("Segment", {"domains": ("segment.example",)}, None),
        ("Amplitude", {"vendor": "Amplitude, Inc."}, "amplitude"),
        ("Mailchimp", {"domains": ("mail.example",)}, None),
        ("Mailchimp", {"domains": ("us1.mailchimp.com",)}, "mailchimp"),
        ("Mailchimp", {"aliases": ("Klaviyo",)}, None),
    ],
)
def test_domains_and_vendor_decide_where_names_do_not(
    name: str, given: dict[str, object], id: str | None
) -> None:
    found = vendors.recognise_product(product(name, **given))
    assert (found.id if found else None) == id


def test_a_known_product_gains_names_and_domains() -> None:
    mine = product("Rocket Science Group Mailchimp", reason="no FedRAMP")
    assert vendors.enrich_product(mine) == replace(
        mine,
        aliases=("Mailchimp", "Intuit Mailchimp", "Rocket Science Group Intuit Mailchimp"),
        domains=("mailchimp.com", "list-manage.com"),
    )
    bought = vendors.enrich_product(product("Marketo Measure"))
    assert (bought.former_names, bought.domains) == (("Bizible",), ("bizible.com",))


def test_a_shared_home_and_a_plain_name_are_not_handed_over() -> None:
    assert vendors.enrich_product(product("Salesforce")).domains == ()
    assert vendors.enrich_product(product("Adobe Target")).domains == ()
    assert vendors.enrich_product(product("Ortto")).former_names == ("AutopilotApp",)


def test_what_it_writes_of_another_product_stays_with_that() -> None:
    new = replace(product("Marketo Measure"), id=ProductId("new"))
    old = replace(product("Bizible"), id=ProductId("old"))
    other = product("Lists", domains=("eu.list-manage.com",))
    mail = replace(product("Mailchimp"), id=ProductId("mail"))
    rich = {p.id: p for p in vendors.enrich_products((new, old, other, mail))}
    assert rich[ProductId("new")].former_names == ()
    assert rich[ProductId("old")].aliases == ()
    assert rich[ProductId("new")].domains == rich[ProductId("old")].domains == ("bizible.com",)
    assert rich[ProductId("p")] == other
    assert rich[ProductId("mail")].domains == ("mailchimp.com",)


NAMES = st.sampled_from([name for p in KNOWN for name in p.names] + ["Nobody Knows This"])
DOMAINS = st.sampled_from([d for p in KNOWN for d in p.domains] + ["nobody.example"])
PRODUCTS = st.builds(
    Product,
    id=st.uuids().map(str),
    name=NAMES | st.text(max_size=20),
    standing=st.none() | st.sampled_from(Standing),
    vendor=st.sampled_from(["", "Google", "Rocket Science Group", "Somebody"]),
    aliases=st.lists(NAMES, max_size=2).map(tuple),
    former_names=st.lists(NAMES, max_size=1).map(tuple),
    domains=st.lists(DOMAINS, max_size=2).map(tuple),
)


@given(st.lists(PRODUCTS, max_size=6, unique_by=lambda p: p.id))
def test_enriching_adds_ways_to_be_found_and_nothing_else(products: list[Product]) -> None:
    rich = vendors.enrich_products(products)
    for before, after in zip(products, rich, strict=True):
        kept = ("aliases", "former_names", "domains")
        for name in kept:
            had, has = getattr(before, name), getattr(after, name)
            assert has[: len(had)] == had
        assert replace(after, **{name: getattr(before, name) for name in kept}) == before
    assert vendors.enrich_products(rich) == rich
    assert vendors.enrich_products(reversed(products)) == tuple(reversed(rich))


@given(PRODUCTS)
def test_enriching_twice_is_enriching_once(mine: Product) -> None:
    once = vendors.enrich_product(mine)
    assert vendors.enrich_product(once) == once
    assert once.standing is mine.standing
