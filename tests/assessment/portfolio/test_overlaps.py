"""Overlaps of a list: who does the same, what is there already, and what is no overlap."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import app
from soescan.catalog import LoadedCatalog
from soescan.model import (
    Capability,
    CapabilityBasis,
    CapabilityId,
    Catalog,
    Evidence,
    Header,
    Level,
    Lifecycle,
    Overlap,
    Product,
    ProductId,
    Proposal,
    Report,
    Standing,
    Tool,
    Use,
    Vendor,
)
from soescan.reference.vendors import known_products
from tests.examples import examples

DAY, YESTERDAY = date(2026, 11, 29), date(2026, 11, 28)
NOTHING = Catalog(Header("x", "X"))


def review(*tools: Tool | str, catalog: Catalog = NOTHING, stack: tuple[Tool, ...] = ()) -> Report:
    listed = tuple(Tool(tool) if isinstance(tool, str) else tool for tool in tools)
    proposal = Proposal(listed, current_stack=stack)
    return app.review(proposal, LoadedCatalog(catalog), Evidence(), DAY)


def overlaps(
    *tools: Tool | str, catalog: Catalog = NOTHING, stack: tuple[Tool, ...] = ()
) -> tuple[Overlap, ...]:
    return review(*tools, catalog=catalog, stack=stack).overlaps


def shared(*tools: Tool | str, catalog: Catalog = NOTHING) -> dict[tuple[str, ...], list[str]]:
    """The names of the tools of each overlap, by what they share."""
    return {
        tuple(capability.id for capability in overlap.capabilities): [t.name for t in overlap.tools]
        for overlap in overlaps(*tools, catalog=catalog)
    }


def approved(name: str, *able: str, **more: object) -> Catalog:
    """A catalog with one product; what is in `able` it does in full by IT's own word."""
    capabilities = dict.fromkeys(map(CapabilityId, able), Level.FULL)
    listed = Product(ProductId("p"), name, Standing.APPROVED, capabilities=capabilities)
    return replace(NOTHING, products=(replace(listed, **more),))  # type: ignore[arg-type]


def wanted_for(name: str, *able: str) -> Tool:
    return Tool(name, capabilities=dict.fromkeys(able, Level.FULL))


# --- tools that do the same ----------------------------------------------------------------------


def test_tools_of_several_vendors_that_do_one_thing_are_an_overlap() -> None:
    listed = ("Mailchimp", "Klaviyo", "Brevo", "OneTrust", "Cookiebot", "Google Tag Manager")
    assert shared(*listed) == {
        ("email-campaigns",): ["Brevo", "Klaviyo", "Mailchimp"],
        ("consent",): ["Cookiebot", "OneTrust"],
    }


def test_tools_that_share_several_things_are_told_once() -> None:
    assert shared("HubSpot", "Adobe Marketo Engage") == {
        ("email-campaigns", "marketing-automation"): ["Adobe Marketo Engage", "HubSpot"]
    }


@pytest.mark.parametrize(
    ("kind", "listed"),
    [
        ("scheduling", ("Calendly", "Doodle")),
        ("email-delivery", ("Mailgun", "Twilio SendGrid")),
        ("whiteboards", ("Miro", "Mural")),
        ("automation", ("Workato", "Zapier")),
        ("video-hosting", ("Vimeo", "Wistia")),
        ("site-search", ("Algolia", "Coveo")),
    ],
)
def test_products_of_one_narrow_kind_are_an_overlap_without_a_capability(
    kind: str, listed: tuple[str, ...]
) -> None:
    addressed = [Tool(name, f"https://{address(name)}") for name in listed]
    assert shared(*addressed) == {(kind,): list(listed)}
    (covered,) = overlaps(addressed[0], catalog=approved(listed[1], domains=(address(listed[1]),)))
    assert [product.instead_of for product in covered.covered_by] == [(listed[0],)]


def address(name: str) -> str:
    """A domain of a known product."""
    known = next(product for product in known_products() if product.name == name)
    return known.domains[0] if known.domains else known.home


def test_a_product_that_does_ten_things_makes_one_overlap() -> None:
    ten = ("email-campaigns", "sms", "chat", "crm", "cdp", "surveys", "forms", "cms", "seo", "dam")
    (overlap,) = overlaps(wanted_for("Suite", *ten), catalog=approved("Anything", *ten))
    assert {capability.id for capability in overlap.capabilities} == set(ten)
    assert [(p.product, set(p.covers)) for p in overlap.covered_by] == [("Anything", set(ten))]


@pytest.mark.parametrize(
    "listed",
    [
        ("Google Tag Manager", "Google Analytics"),  # one measures, the other carries it
        ("Google Ads", "Meta Ads", "The Trade Desk"),  # each network has its own audience
        ("Meta Pixel", "TikTok Pixel", "LinkedIn Insight Tag"),
        ("Google Tag Manager", "Stape"),  # the second hosts the first
        ("Google Search Console", "Semrush", "Yoast"),  # each does a part of it
        ("Twilio SendGrid", "Mailchimp"),  # delivery of single messages, and campaigns
        ("Microsoft Teams", "Miro", "Google Workspace"),  # talk, whiteboards, documents
        ("YouTube", "Vidyard", "Frame.io"),  # shown, hosted, edited
        ("WordPress", "Elementor"),  # the second is a part of the first
        ("Salesforce Marketing Cloud", "Salesforce Account Engagement"),  # of one suite
        ("Adobe Campaign", "Adobe Marketo Engage"),
        ("Google Optimize", "VWO"),  # the first is no more
        ("Canny", "SurveyMonkey"),
        ("G2", "Trustpilot"),  # each has its own readers
        ("Mailchimp", "Mailchimp", "MailChimp"),  # one product
    ],
)
def test_tools_that_stand_beside_each_other_for_a_reason_are_no_overlap(
    listed: tuple[str, ...],
) -> None:
    assert overlaps(*listed) == ()


def test_parts_of_a_suite_are_named_where_others_do_the_same() -> None:
    listed = ("Salesforce Marketing Cloud", "Salesforce Account Engagement", "Mailchimp")
    assert len(shared(*listed)["email-campaigns",]) == 3


def test_what_the_requester_states_goes_alone() -> None:
    """HubSpot for contacts alone sends no campaigns, whatever it can."""
    assert shared(wanted_for("HubSpot", "crm"), "Mailchimp") == {}
    assert shared(wanted_for("Pigeonpost", "email-campaigns"), "Mailchimp") == {
        ("email-campaigns",): ["Mailchimp", "Pigeonpost"]
    }
    assert shared(wanted_for("HubSpot", "email-campaigns, gibberish"), "Mailchimp") == {}


def test_a_heading_over_capabilities_is_nothing_to_share() -> None:
    assert shared(wanted_for("A", "measurement"), wanted_for("B", "measurement")) == {}
    own = replace(NOTHING, capabilities=(
        Capability(CapabilityId("mail"), "Mail"),
        Capability(CapabilityId("letters"), "Newsletters", CapabilityId("mail")),
    ))  # fmt: skip
    assert shared(wanted_for("A", "mail"), wanted_for("B", "mail"), catalog=own) == {}
    assert list(shared(wanted_for("A", "letters"), wanted_for("B", "letters"), catalog=own)) == [
        ("letters",)
    ]


def test_a_tool_in_use_overlaps_with_one_that_is_proposed() -> None:
    in_list = overlaps(Tool("Hootsuite", use=Use.IN_USE), "Sprout Social")
    in_stack = overlaps("Sprout Social", stack=(Tool("Hootsuite"),))
    for (overlap,), listed in ((in_list, True), (in_stack, False)):
        assert [(t.name, t.in_use, t.listed) for t in overlap.tools] == [
            ("Hootsuite", True, listed),
            ("Sprout Social", False, True),
        ]


def test_one_own_server_is_the_same_product() -> None:
    assert shared(Tool("Matomo", deployment="server"), "Mixpanel") == {
        ("analytics",): ["Matomo", "Mixpanel"]
    }


def test_a_name_that_is_an_ordinary_word_is_named_beside_an_overlap_and_makes_none() -> None:
    assert overlaps("Braze", "Iterable", "Mailchimp") == ()
    (overlap,) = overlaps("Braze", "Iterable", "Mailchimp", "Klaviyo", "Segment", "Close")
    assert [tool.name for tool in overlap.tools] == ["Klaviyo", "Mailchimp"]
    assert overlap.perhaps == ("Braze", "Iterable")


@pytest.mark.parametrize(
    "braze",
    [
        Tool("Braze", "https://braze.example"),
        Tool("Braze", vendor=Vendor("Brass & Sons")),
        wanted_for("Braze", "crm"),
        Tool("Braze", unread_addresses=("intranet",)),
    ],
)
def test_nobody_supposes_what_an_address_a_vendor_or_a_purpose_denies(braze: Tool) -> None:
    (overlap,) = overlaps(braze, "Mailchimp", "Klaviyo")
    assert overlap.perhaps == ()


# --- what IT has approved ------------------------------------------------------------------------


def test_an_approved_product_covers_what_a_tool_would_do_by_what_is_published() -> None:
    (overlap,) = overlaps("Mixpanel", catalog=approved("Google Analytics"))
    (product,) = overlap.covered_by
    assert (product.product, product.instead_of, product.in_part) == (
        "Google Analytics", ("Mixpanel",), (),
    )  # fmt: skip
    assert product.basis is CapabilityBasis.PUBLISHED


def test_a_tool_that_is_approved_itself_is_not_spared() -> None:
    (overlap,) = overlaps("Google Analytics", "Mixpanel", catalog=approved("Google Analytics"))
    assert [(tool.name, tool.approved) for tool in overlap.tools] == [
        ("Google Analytics", True),
        ("Mixpanel", False),
    ]
    assert [p.instead_of for p in overlap.covered_by] == [("Mixpanel",)]


def test_a_tool_that_does_more_is_spared_in_part_alone() -> None:
    (overlap, *_) = overlaps("HubSpot", catalog=approved("Mailchimp"))
    assert [(p.instead_of, p.in_part) for p in overlap.covered_by] == [((), ("HubSpot",))]


@pytest.mark.parametrize(
    "more",
    [
        {"standing": Standing.PROHIBITED},
        {"standing": Standing.RETIRING},
        {"standing": Standing.PILOT},
        {"valid_until": YESTERDAY},
        {"lifecycle": Lifecycle(ours=YESTERDAY)},
        {"unreadable": {"valid_until": "soon"}},
        {"capabilities": {CapabilityId("analytics"): Level.NONE}},
        {"capabilities": {CapabilityId("analytics"): Level.PARTIAL}},
        {"domains": ("analytics.example",)},  # another product of that name
    ],
)
def test_a_product_that_it_does_not_approve_of_covers_nothing(more: dict[str, object]) -> None:
    assert overlaps("Mixpanel", catalog=approved("Google Analytics", **more)) == ()


def test_what_it_prohibits_or_phases_out_is_no_choice() -> None:
    refused = approved("Mailchimp", standing=Standing.PROHIBITED)
    assert overlaps("Mailchimp", "Klaviyo", catalog=refused) == ()


def test_its_own_word_for_a_capability_is_used() -> None:
    own = (Capability(CapabilityId("newsletters"), "Email campaigns"),)
    catalog = replace(approved("Caddy", "newsletters"), capabilities=own)
    (overlap,) = overlaps("Mailchimp", catalog=catalog)
    assert [(c.id, c.label) for c in overlap.capabilities] == [("newsletters", "Email campaigns")]
    assert overlap.covered_by[0].basis is CapabilityBasis.LISTED


# --- nobody approves themselves ------------------------------------------------------------------


def test_what_is_published_of_a_tool_is_shown_and_judges_nothing() -> None:
    """A name alone must not say what a tool is for: standards and steps ask for the purpose."""
    (judged,) = review("Google Analytics").assessments
    assert [(able.id, able.basis) for able in judged.capabilities] == [
        ("analytics", CapabilityBasis.PUBLISHED)
    ]
    assert not [fact for fact in judged.facts if fact.key == "tool.capabilities"]


# --- laws ----------------------------------------------------------------------------------------

CATEGORIES = ("email-marketing", "marketing-automation", "analytics", "consent", "ad-buying", "cms")
NAMES = sorted(product.name for product in known_products() if product.category in CATEGORIES)
LISTS = st.lists(st.sampled_from(NAMES), max_size=12)
INVENTED = st.integers(1, 10**6).map("Quibblefax {}".format)


@settings(max_examples=examples(25))
@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(names: list[str], chance: random.Random) -> None:
    catalog = approved("Google Analytics")
    shuffled = chance.sample(names, len(names))
    assert overlaps(*names, catalog=catalog) == overlaps(*shuffled, catalog=catalog)


@settings(max_examples=examples(25))
@given(LISTS, INVENTED)
def test_a_tool_of_which_nobody_says_what_it_does_is_in_no_overlap(
    names: list[str], invented: str
) -> None:
    found = overlaps(*names, invented)
    assert found == overlaps(*names)
    assert invented not in {tool.name for overlap in found for tool in overlap.tools}


@settings(max_examples=examples(25))
@given(LISTS)
def test_every_overlap_has_two_tools_or_a_product_that_does_it_and_is_told_once(
    names: list[str],
) -> None:
    found = overlaps(*names, catalog=approved("Mailchimp"))
    for overlap in found:
        assert len(overlap.tools) > 1 or overlap.covered_by
        assert overlap.capabilities
    assert len({tuple(t.name for t in overlap.tools) for overlap in found}) == len(found)
