"""Known names, abbreviations, former names and addresses: each its product, none another's."""

from __future__ import annotations

import pytest

from soescan.model import Product, ProductId, Standing
from soescan.reference import vendors
from soescan.reference.capability_table import load_capabilities

NAMES = {
    "HubSpot": "hubspot",
    "GA4": "google-analytics",
    "Google Analytics 4": "google-analytics",
    "Universal Analytics": "google-analytics",
    "GTM": "google-tag-manager",
    "AdWords": "google-ads",
    "Google AdWords": "google-ads",
    "SFMC": "salesforce-marketing-cloud",
    "ExactTarget": "salesforce-marketing-cloud",
    "MCAE": "salesforce-account-engagement",
    "Pardot": "salesforce-account-engagement",
    "SFCC": "salesforce-commerce-cloud",
    "Demandware": "salesforce-commerce-cloud",
    "AEM": "adobe-experience-manager",
    "AAM": "adobe-audience-manager",
    "Adobe Campaign Classic": "adobe-campaign",
    "Omniture SiteCatalyst": "adobe-analytics",
    "Marketo": "adobe-marketo-engage",
    "Bizible": "marketo-measure",
    "Magento": "adobe-commerce",
    "CM360": "google-campaign-manager-360",
    "DV360": "google-display-video-360",
    "SA360": "google-search-ads-360",
    "DoubleClick for Publishers": "google-ad-manager",
    "Google Data Studio": "looker-studio",
    "G Suite": "google-workspace",
    "Bing Ads": "microsoft-advertising",
    "Power BI": "microsoft-power-bi",
    "Piwik": "matomo",
    "Sendinblue": "brevo",
    "ConvertKit": "kit",
    "Appboy": "braze",
    "Integromat": "make",
    "GraphCMS": "hygraph",
    "Socialbakers": "emplifi",
    "UserLeap": "sprig",
    "Aptrinsic": "gainsight",
    "GoHighLevel": "highlevel",
    "Twilio Segment": "segment",
    "VWO": "vwo",
    "Visual Website Optimizer": "vwo",
    "Google Search Console": "google-search-console",
    "Workfront": "adobe-workfront",
    "Hootsuite": "hootsuite",
    "Sprout Social": "sprout-social",
    "Zoom Meetings": "zoom",
    "Copper CRM": "copper",
    "Cheetah Digital": "marigold-engage-plus",
}
HOSTS = {
    "app.hootsuite.com": "Hootsuite",
    "lokalise.com": "Lokalise",
    "www.bombora.com": "Bombora",
    "ads.google.com": "Google Ads",
    "adwords.google.com": "Google Ads",
    "optimize.google.com": "Google Optimize",
    "searchads.apple.com": "Apple Search Ads",
    "trello.com": "Trello",
    "judge.me": "Judge.me",
    "consentmanager.net": "consentmanager",
    "se.linkedin.com": "se.linkedin.com",
    "acme.wordpress.com": "acme.wordpress.com",
    "apps.slack.com": "apps.slack.com",
}
ORDINARY_WORDS = (
    *("Segment", "Drift", "Buffer", "Box", "Front", "Later", "Close", "Make", "Clay", "Loom"),
    *("Slack", "Sketch", "Gong", "Phrase", "Sender", "Ada", "Emma", "Hunter", "Jasper", "GAM"),
    *("ACS", "Indicative", "Tableau", "Claude", "monday"),
)
LOOKALIKES = (
    *("Hoot Suite Pro Killer", "Bufferr", "AdWords Helper", "Google Optimise Pro", "Zoominfo Zoom"),
    *("Sendinblue Exporter", "Pardot Connector", "GTM Spy", "Canva4u", "Piwik PRO Plus"),
)


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_a_name_is_that_of_its_product(name: str, expected: str) -> None:
    known = vendors.recognise_name(name)
    assert known is not None
    assert known.id == expected


@pytest.mark.parametrize(("name", "expected"), HOSTS.items())
def test_an_address_is_that_of_its_product_or_of_none(name: str, expected: str) -> None:
    assert vendors.name_for_host(name) == expected


@pytest.mark.parametrize("name", ORDINARY_WORDS)
def test_an_ordinary_word_alone_is_no_product(name: str) -> None:
    assert vendors.recognise_name(name) is None
    assert vendors.recognise_product(Product(ProductId("p"), name, Standing.APPROVED)) is None


@pytest.mark.parametrize("name", LOOKALIKES)
def test_what_looks_alike_is_no_product(name: str) -> None:
    assert vendors.recognise_name(name) is None


def test_an_ordinary_word_is_a_product_at_the_address_of_that_product() -> None:
    mine = Product(ProductId("p"), "Buffer", Standing.APPROVED, domains=("buffer.com",))
    known = vendors.recognise_product(mine)
    assert known is not None
    assert known.id == "buffer"


def test_there_are_500_products_in_every_field() -> None:
    known = vendors.known_products()
    assert len(known) >= 500
    assert len([p for p in known if p.domains or p.home]) >= 500
    filled = {product.category for product in known}
    categories = {str(category.id) for category in load_capabilities().categories}
    assert categories == filled
