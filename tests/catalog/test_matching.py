"""Identity: what makes a tool a product of the catalog, what is a question, what does nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.catalog import ProductIndex
from soescan.model import (
    Catalog,
    DataClassId,
    Header,
    Match,
    MatchedBy,
    Product,
    ProductId,
    Standing,
    Tool,
    Vendor,
)
from soescan.reference import builtin

DAY = date(2026, 11, 22)
PAST, FUTURE = date(2026, 1, 1), date(2027, 1, 1)
OWN = "corp.example"
PUBLIC = DataClassId("public")


def product(
    made_id: str, name: str, standing: Standing | None = Standing.APPROVED, **more: object
) -> Product:
    return replace(Product(ProductId(made_id), name, standing), **more)  # type: ignore[arg-type]


def catalog(*products: Product) -> Catalog:
    return Catalog(Header("x", "X", own_domains=(OWN,)), products=products)


def match(tool: Tool, *products: Product, as_of: date = DAY) -> Match:
    return ProductIndex(catalog(*products)).match(tool, as_of)


def found(match: Match) -> str:
    """What a match comes to, in short: the product and how, or what it could be."""
    return (
        f"{match.by}: {match.product.id if match.product else ' '.join(match.candidates)}".strip()
    )


ACME = product("acme", "Acme Mail", domains=("acme.example",))
BETA = product("beta", "Beta", domains=("beta.example",))
SISTER = product("sister", "Sister", domains=("acme.example",))
RENAMED = product("neo", "Neo", aliases=("Neo CRM",), former_names=("Old CRM",))
SHARED = sorted(builtin.shared_hosts())[0]
TENANT = product("tenant", "Tenant", domains=(f"tenant.{SHARED}",))
ON_SHARED = product("on-shared", "On Shared", domains=(SHARED,))
HOME = product("home", "Home Grown", domains=(OWN,))
BARE = product("bare", "Bare")


@pytest.mark.parametrize(
    ("tool", "products", "expected"),
    [
        # by domain
        (Tool("Whatever", "https://acme.example"), [ACME], "domain: acme"),
        (Tool("Whatever", "https://app.acme.example/x?y"), [ACME], "domain: acme"),
        (Tool("Whatever", "", app_url="https://app.acme.example"), [ACME], "domain: acme"),
        (Tool("Whatever", "https://notacme.example"), [ACME], "nothing:"),
        (Tool("Whatever", "https://acme.example.evil.example"), [ACME], "nothing:"),
        (Tool("Acme Mail", "https://acme.example"), [ACME], "domain: acme"),
        # a host below a domain tells the domain's products apart
        (
            Tool("Whatever", "https://b.acme.example"),
            [ACME, product("b", "B", domains=("b.acme.example",))],
            "nothing:",
        ),
        # a domain of several products needs the name too
        (Tool("Whatever", "https://acme.example"), [ACME, SISTER], "nothing:"),
        (Tool("Sister", "https://acme.example"), [ACME, SISTER], "name: sister"),
        # shared hosts and one's own
        (Tool("Whatever", f"https://{SHARED}"), [ON_SHARED], "nothing:"),
        (Tool("Whatever", f"https://www.{SHARED}"), [ON_SHARED], "nothing:"),
        (Tool("On Shared", f"https://{SHARED}"), [ON_SHARED], "name: on-shared"),
        (Tool("Whatever", f"https://tenant.{SHARED}"), [TENANT], "domain: tenant"),
        (Tool("Whatever", f"https://other.{SHARED}"), [TENANT], "nothing:"),
        (Tool("Whatever", f"https://{OWN}"), [HOME], "nothing:"),
        (Tool("Home Grown", f"https://{OWN}"), [HOME], "name: home"),
        (Tool("Home Grown", "https://elsewhere.example"), [HOME], "name: home"),
        # by name, alias, former name; folded
        (Tool("Bare"), [BARE], "name: bare"),
        (Tool("BARE, Inc."), [BARE], "name: bare"),
        (Tool("Bare (Enterprise)"), [BARE], "name: bare"),
        (Tool("Bare v2.1"), [BARE], "name: bare"),
        (Tool("Bare 2021 (for Mac)"), [BARE], "name: bare"),
        (Tool("Bare", "https://anywhere.example"), [BARE], "name: bare"),
        (Tool("neo-crm"), [RENAMED], "alias: neo"),
        (Tool("Old CRM"), [RENAMED], "former name: neo"),
        (Tool("Neo"), [RENAMED], "name: neo"),
        (Tool("Bares"), [BARE], "nothing:"),
        (Tool("Ba"), [BARE], "nothing:"),
        # the name of one, the domain of another
        (Tool("Beta", "https://acme.example"), [ACME, BETA], "ambiguous: acme beta"),
        (Tool("Bare", "https://acme.example"), [ACME, BARE], "ambiguous: acme bare"),
        # the same name on another domain
        (Tool("Acme Mail", "https://other.example"), [ACME], "ambiguous: acme"),
        (Tool("Acme Mail"), [ACME], "name: acme"),
        (Tool("Acme Mail", f"https://{SHARED}/acme"), [ACME], "ambiguous: acme"),
        (
            Tool("Acme Mail", "https://other.example"),
            [replace(ACME, domains=(SHARED, "acme.example"))],
            "ambiguous: acme",
        ),
        (
            Tool("Acme Mail", "https://other.example"),
            [replace(ACME, domains=(SHARED,))],
            "name: acme",
        ),
    ],
)  # fmt: skip
def test_a_tool_is_a_product(tool: Tool, products: list[Product], expected: str) -> None:
    assert found(match(tool, *products)) == expected


def versions(*standings: Standing) -> list[Product]:
    return [
        product(f"z{n}", f"Zed {n}.x", standing, versions=(f"{n}.x",))
        for n, standing in enumerate(standings, start=1)
    ]


def pair(standing: Standing, **differs: tuple[object, object]) -> list[Product]:
    """Two rows of one product that differ in one thing."""
    rows = enumerate(versions(standing, standing))
    return [replace(row, **{key: two[n] for key, two in differs.items()}) for n, row in rows]  # type: ignore[arg-type]


APPROVED, DENIED, RETIRING = Standing.APPROVED, Standing.PROHIBITED, Standing.RETIRING
TEAM = product("team", "Zed", APPROVED, editions=("Team",))
UNCLEAR = product("z", "Zed", None, reason="IT's list says 'hmm'")
FREE = product("free", "Zed", DENIED, editions=("Free",))


@pytest.mark.parametrize(
    ("tool", "products", "expected"),
    [
        # rows that agree speak with one voice: the one that holds longest
        (Tool("Zed"), versions(APPROVED, APPROVED), "name: z2"),
        (Tool("Zed"), pair(APPROVED, valid_until=(date(2028, 1, 1), FUTURE)), "name: z1"),
        # rows that do not agree are a question
        (Tool("Zed"), versions(APPROVED, DENIED), "ambiguous: z1 z2"),
        (Tool("Zed"), pair(APPROVED, valid_until=(PAST, FUTURE)), "ambiguous: z1 z2"),
        (Tool("Zed"), pair(APPROVED, decided_on=(PAST, FUTURE)), "ambiguous: z1 z2"),
        (Tool("Zed"), pair(APPROVED, conditions=((), ("no data",))), "ambiguous: z1 z2"),
        (Tool("Zed"), pair(APPROVED, allowed_data=((), (PUBLIC,))), "ambiguous: z1 z2"),
        # a day that changes nothing makes no question
        (Tool("Zed"), pair(DENIED, valid_until=(PAST, FUTURE)), "name: z2"),
        (Tool("Zed"), pair(RETIRING, valid_until=(PAST, FUTURE)), "name: z2"),
        # unless the version says which
        (Tool("Zed 1.4"), versions(APPROVED, DENIED), "name: z1"),
        (Tool("Zed", version="2.0"), versions(APPROVED, DENIED), "name: z2"),
        (Tool("Zed 3.0"), versions(APPROVED, DENIED), "ambiguous: z1 z2"),
        # or the edition
        (Tool("Zed (Team)"), [TEAM, FREE], "name: team"),
        (Tool("Zed", edition="free"), [TEAM, FREE], "name: free"),
        (Tool("Zed"), [TEAM, FREE], "ambiguous: free team"),
        (Tool("Zed (something)"), [TEAM, FREE], "ambiguous: free team"),
        # a standing nobody understands may be a prohibition
        (Tool("Zed"), [UNCLEAR], "ambiguous: z"),
        (Tool("Zed"), [UNCLEAR, TEAM], "ambiguous: z"),
    ],
)  # fmt: skip
def test_rows_of_one_product_agree_or_are_a_question(
    tool: Tool, products: list[Product], expected: str
) -> None:
    assert found(match(tool, *products)) == expected


def test_the_question_names_the_rows_and_their_standing() -> None:
    rows = versions(APPROVED, DENIED)
    asked = match(Tool("Zed"), replace(rows[0], valid_until=PAST), rows[1])
    assert asked.says == (
        "the catalog lists Zed 1.x (approved, expired on 2026-01-01); Zed 2.x (prohibited):"
        " which is it?"
    )


@pytest.mark.parametrize(
    ("name", "listed", "suggested"),
    [
        ("Docusign", ["Do"], ()),
        ("Donut", ["Do"], ()),
        ("Rev", ["Vbrick Rev v 7"], ("Vbrick Rev",)),
        ("Salesforce", ["Salesforce CLI"], ("Salesforce CLI",)),
        ("Google Analytics", ["Google Analytics 360"], ("Google Analytics 360",)),
        ("Azure", ["Azure AD Tenant"], ("Azure AD Tenant",)),
        ("PagerDutty", ["PagerDuty"], ("PagerDuty",)),
        ("PagerDtuy", ["PagerDuty"], ("PagerDuty",)),
        ("Pagerdutx", ["PagerDuty"], ("PagerDuty",)),
        ("PagrDtuy", ["PagerDuty"], ()),
        ("license (test licenses)", ["License Server"], ("License Server",)),
        ("Figma", ["Sigma"], ()),
        ("", ["Sigma"], ()),
        ("日本", ["日本語"], ()),
    ],
)
def test_what_looks_alike_is_suggested_and_changes_nothing(
    name: str, listed: list[str], suggested: tuple[str, ...]
) -> None:
    products = [product(f"p{n}", text, DENIED) for n, text in enumerate(listed)]
    assert match(Tool(name), *products) == Match(
        MatchedBy.NOTHING, suggestions=suggested, prohibited=suggested
    )


def test_at_most_three_names_are_suggested_the_most_alike_first() -> None:
    listed = ["Acme Mail Server Pro", "Acme Mail", "Acme", "Acme Mail Server"]
    products = [product(f"p{n}", text) for n, text in enumerate(listed)]
    assert match(Tool("Acme Mail Server Pro Max"), *products).suggestions == (
        "Acme Mail Server Pro",
        "Acme Mail Server",
        "Acme Mail",
    )


# --- order ---------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ("Zed", "Zed 1.x", "Zed v2", "zed (Team)", "Zed Ltd", "Acme", "Do", "Zed Acme")
)
DOMAINS = st.lists(
    st.sampled_from(("zed.example", "app.zed.example", "acme.example", SHARED, f"z.{SHARED}", OWN)),
    max_size=2,
    unique=True,
).map(tuple)
PRODUCTS = st.lists(
    st.builds(
        Product,
        id=st.sampled_from([ProductId(f"p{n}") for n in range(9)]),
        name=NAMES,
        standing=st.sampled_from((APPROVED, DENIED, RETIRING, Standing.PILOT, None)),
        aliases=st.lists(NAMES, max_size=1).map(tuple),
        former_names=st.lists(NAMES, max_size=1).map(tuple),
        domains=DOMAINS,
        editions=st.sampled_from(((), ("Team",), ("Free",))),
        versions=st.sampled_from(((), ("1.x",), ("2",))),
        valid_until=st.sampled_from((None, PAST, FUTURE)),
    ),
    max_size=6,
    unique_by=lambda p: p.id,
)
TOOLS = st.lists(
    st.builds(
        Tool,
        name=NAMES,
        url=st.sampled_from(("", "https://zed.example", "https://app.zed.example", f"https://{SHARED}",
                             f"https://z.{SHARED}", "https://other.example", f"https://{OWN}")),
        version=st.sampled_from(("", "1.4")),
        edition=st.sampled_from(("", "Team")),
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


@given(PRODUCTS, TOOLS, st.randoms(use_true_random=False))
def test_matching_does_not_depend_on_order(
    products: list[Product], tools: list[Tool], shuffled: random.Random
) -> None:
    index = ProductIndex(catalog(*products))
    before = [index.match(tool, DAY) for tool in tools]

    shuffled.shuffle(products)
    again = ProductIndex(catalog(*products))
    order = list(range(len(tools)))
    shuffled.shuffle(order)
    after = {n: again.match(tools[n], DAY) for n in order}

    assert [after[n] for n in range(len(tools))] == before


@given(PRODUCTS, TOOLS)
def test_a_match_is_a_product_or_a_reason(products: list[Product], tools: list[Tool]) -> None:
    index = ProductIndex(catalog(*products))
    for tool in tools:
        match = index.match(tool, DAY)
        match match.by:
            case MatchedBy.NOTHING:
                assert (match.product, match.candidates, match.says) == (None, (), "")
            case MatchedBy.AMBIGUOUS:
                assert match.product is None
                assert match.candidates
                assert match.says
            case _:
                assert match.product in products
                assert match.product.standing is not None


# --- a host of several products ------------------------------------------------------------------


HUB = product("hub", "HubSpot", DENIED, domains=("hubspot.com",))
MARKETING_HUB = Tool("HubSpot Marketing Hub", "https://www.hubspot.com/products/marketing")
SECOND_SISTER = product("second", "Second", DENIED, domains=("acme.example",))


@pytest.mark.parametrize(
    ("tool", "products", "expected", "prohibited"),
    [
        (MARKETING_HUB, [HUB], "ambiguous: hub", ("HubSpot",)),
        # the vendor catalog knows where IT's product is at home
        (MARKETING_HUB, [replace(HUB, domains=())], "ambiguous: hub", ("HubSpot",)),
        (replace(MARKETING_HUB, name="Campaigns"), [HUB], "ambiguous: hub", ("HubSpot",)),
        (Tool("Mail", app_url="https://app.hubspot.com"), [HUB], "ambiguous: hub", ("HubSpot",)),
        (replace(MARKETING_HUB, app_url="https://app.hubspot.com"), [HUB], "ambiguous: hub",
         ("HubSpot",)),
        # a host of several products of one list is shared, too
        (Tool("New", "https://acme.example"), [ACME, SECOND_SISTER], "ambiguous: second",
         ("Second",)),
        # a product of the list that is known by its name is no other
        (Tool("Acme Mail", "https://acme.example"), [ACME, SECOND_SISTER], "name: acme", ()),
        # but it is not there, when another one is that is prohibited
        (Tool("Bare", "https://app.hubspot.com"), [BARE, HUB], "ambiguous: bare hub", ("HubSpot",)),
        (Tool("Bare", app_url="https://hubspot.com"), [BARE, HUB], "ambiguous: bare hub",
         ("HubSpot",)),
        # without an address, a name alone is asked about and settles nothing
        (Tool("HubSpot Marketing Hub"), [HUB], "nothing:", ("HubSpot",)),
        # what is not prohibited is a suggestion
        (MARKETING_HUB, [replace(HUB, standing=Standing.APPROVED)], "nothing:", ()),
        # whatever a company runs on its own domain is not one thing
        (Tool("New", f"https://{OWN}"), [replace(HUB, domains=(OWN,))], "nothing:", ()),
    ],
)  # fmt: skip
def test_a_shared_host_points_at_what_is_prohibited_there(
    tool: Tool, products: list[Product], expected: str, prohibited: tuple[str, ...]
) -> None:
    made = match(tool, *products)
    assert (found(made), made.prohibited) == (expected, prohibited)


def test_a_product_on_the_same_shared_host_is_the_first_suggestion() -> None:
    listed = replace(HUB, standing=Standing.APPROVED)
    assert match(Tool("Campaigns", "https://www.hubspot.com"), listed).suggestions == ("HubSpot",)


# --- two addresses -------------------------------------------------------------------------------

SPY = product("spy", "Spy", DENIED, domains=("spy.example",))


@pytest.mark.parametrize("name", ["Acme Mail", "Spy", "Whatever"])
@pytest.mark.parametrize("turn", [False, True])
def test_addresses_of_two_products_are_ambiguous_and_the_standings_told(
    name: str, turn: bool
) -> None:
    acme, spy = "https://acme.example", "https://app.spy.example"
    tool = Tool(name, spy, app_url=acme) if turn else Tool(name, acme, app_url=spy)
    made = match(tool, ACME, SPY)
    assert (found(made), made.prohibited) == ("ambiguous: acme spy", ("Spy",))
    assert "Acme Mail (approved)" in made.says
    assert "Spy (prohibited)" in made.says


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        (Tool("Acme Mail", "https://acme.example", app_url="https://hub.hubspot.com"),
         "ambiguous: acme hub"),
        (Tool("Evil", "https://evil.test", app_url="https://acme.example"), "ambiguous: acme"),
        (Tool("Acme Mail", "https://acme.example", app_url="https://evil.test"), "ambiguous: acme"),
        (Tool("Acme Mail", "https://acme.example", app_url="https://app.acme.example"),
         "domain: acme"),
        (Tool("Acme Mail", "https://acme.example", app_url=f"https://mail.{OWN}"), "domain: acme"),
    ],
)  # fmt: skip
def test_each_address_must_be_one_of_the_product(tool: Tool, expected: str) -> None:
    assert found(match(tool, ACME, HUB)) == expected


OTHER_SPY = product("spy2", "Spy Two", DENIED, domains=("spy2.example",))


@pytest.mark.parametrize("app_url", ["https://evil.test", "https://spy2.example", f"https://{OWN}"])
@pytest.mark.parametrize("name", ["Spy", "Whatever"])
def test_no_further_address_opens_what_is_prohibited(name: str, app_url: str) -> None:
    tool = Tool(name, "https://spy.example", app_url=app_url)
    assert found(match(tool, SPY, OTHER_SPY)) == "domain: spy"


# --- names as people write them ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("GA4", "Google Analytics"),
        ("GTM", "Google Tag Manager"),
        ("SFMC", "Salesforce Marketing Cloud"),
        ("ExactTarget", "Salesforce Marketing Cloud"),
        ("AEM", "Adobe Experience Manager"),
        ("Twilio Segment", "Segment"),
        ("Intuit Mailchimp", "Mailchimp"),
        ("Marketo", "Marketo Engage"),
        ("Pardot", "Marketing Cloud Account Engagement"),
        ("MCAE", "Pardot"),
        ("Appboy", "Braze"),
        ("AWS SES", "Amazon Simple Email Service"),
        ("GA", "Google Analytics"),
        ("Universal Analytics", "Google Analytics"),
        ("DV360", "Google Display & Video 360"),
        ("Google Data Studio", "Looker Studio"),
        ("Facebook Ads", "Meta Ads"),
        ("Piwik", "Matomo"),
        ("O365", "Microsoft 365"),
        ("Power BI", "Microsoft Power BI"),
        ("Visual Website Optimizer", "VWO"),
        ("Trackhound™", "Trackhound"),
        ("Trackhound (TM)", "TRACKHOUND®"),
        ("Trackhound ℠", "© Trackhound"),
    ],
)
def test_known_names_and_marks_are_exact_both_ways(written: str, listed: str) -> None:
    row, other_row = product("p", listed, DENIED), product("p", written, DENIED)
    assert match(Tool(written), row).product == row
    if listed not in ("Segment", "Braze"):  # ordinary words: a name alone does not make them known
        assert match(Tool(listed), other_row).product == other_row


def test_a_vendor_before_the_name_is_part_of_it_on_either_side() -> None:
    row = product("pulse", "Pulse", DENIED, vendor="Acme GmbH")
    assert match(Tool("Acme Pulse"), row).product == row
    row = product("pulse", "Acme Pulse", DENIED)
    assert match(Tool("Pulse", vendor=Vendor("Acme Ltd")), row).product == row


@pytest.mark.parametrize(
    "tool",
    [
        Tool("Acme & Hound"),
        Tool("Acme Mail / Hound", "https://acme.example"),
        Tool("Hound – Analytics"),
        Tool("Pixel (Hound)"),
        Tool("Hound by Kennel"),
        Tool("Pixel", "https://www.hound.example/start"),
        Tool("Pixel", app_url="https://app.hound.test"),
        Tool("Acme Mail", "https://acme.example", app_url="https://hound.example"),
        Tool("Pixel", vendor=Vendor("Hound Inc.")),
    ],
    ids=lambda tool: f"{tool.name} {tool.url}{tool.app_url}{tool.vendor.name}",
)
def test_the_exact_name_of_what_is_prohibited_is_asked_about_by_every_door(tool: Tool) -> None:
    made = match(tool, ACME, product("hound", "Hound", DENIED))
    assert (made.by, made.prohibited) == (MatchedBy.AMBIGUOUS, ("Hound",))
    assert "Hound" in made.says


@pytest.mark.parametrize(
    ("listed", "name", "url", "is_asked"),
    [
        ("HubSpot", "Marketing Wonder", "https://app.hubspot.com/x", True),
        ("HubSpot", "Google Analytics", "https://www.hubspot.com/x", True),
        ("Adobe Target", "Nice Tests", "https://www.adobe.com/x", True),
        ("Adobe Target", "Adobe Analytics", "https://www.adobe.com/x", False),
        ("Google Data Studio", "Nice Charts", "https://datastudio.google.com/x", True),
        ("Google Data Studio", "Nice Charts", "https://lookerstudio.google.com/x", True),
        ("Google Data Studio", "Data Charts", "https://www.google.com/x", True),
        ("Google Data Studio", "Google Analytics", "https://www.google.com/analytics/", False),
        ("Google Data Studio", "Google Cloud", "https://cloud.google.com/", False),
    ],
)
def test_what_a_tool_calls_itself_takes_it_off_no_prohibited_host(
    listed: str, name: str, url: str, is_asked: bool
) -> None:
    """Only a product that is known to live there, or a domain of very many, makes no question."""
    made = match(Tool(name, url), product("x", listed, DENIED))
    assert made.prohibited == ((listed,) if is_asked else ())


def test_an_approved_name_on_the_host_of_a_prohibited_product_is_asked_about() -> None:
    nice = product("nice", "Nice Charts", Standing.APPROVED)
    studio = product("studio", "Google Data Studio", DENIED)
    made = match(Tool("Nice Charts", "https://lookerstudio.google.com/x"), nice, studio)
    assert made.by is MatchedBy.AMBIGUOUS


@pytest.mark.parametrize("name", ["Hounds & Co", "R&D", "Greyhound/Mail", "Kennel by Acme"])
def test_a_name_that_only_contains_another_is_none_of_its_parts(name: str) -> None:
    hound, r = product("hound", "Hound", DENIED), product("r", "R", DENIED)
    assert match(Tool(name), hound, r).by is MatchedBy.NOTHING


def test_an_ordinary_word_that_it_lists_elsewhere_is_another_product() -> None:
    elsewhere = product("s", "Segment", domains=("segment.example",))
    assert found(match(Tool("Twilio Segment"), elsewhere)) == "nothing:"
    assert found(match(Tool("Twilio Segment"), replace(elsewhere, domains=()))) == "alias: s"


def test_another_owner_of_a_name_with_sharp_s_is_another_owner() -> None:
    listed = product("s", "Strasse Suite", domains=("strasse.example",))
    assert found(match(Tool("Whatever", "https://straße.example/"), listed)) == "nothing:"
    assert found(match(Tool("Strasse Suite", "https://straße.example/"), listed)) == "ambiguous: s"


@pytest.mark.parametrize(
    ("domains", "url", "by"),
    [
        (("cleara.example",), "https://sites.google.com/evil", MatchedBy.AMBIGUOUS),
        (("cleara.example",), "https://docs.google.com/cleara", MatchedBy.AMBIGUOUS),
        (("cleara.example",), "https://cleara.github.io", MatchedBy.AMBIGUOUS),
        (("ads.google.com",), "https://marketing.google.com/cleara", MatchedBy.NAME),
        ((), "https://sites.google.com/cleara", MatchedBy.NAME),
    ],
)
def test_a_shared_host_vouches_for_no_name(
    domains: tuple[str, ...], url: str, by: MatchedBy
) -> None:
    product = Product(ProductId("cleara"), "Cleara", Standing.APPROVED, domains=domains)
    index = ProductIndex(Catalog(Header("soe", "SOE"), products=(product,)))
    assert index.match(Tool("Cleara", url), date(2026, 11, 22)).by is by
