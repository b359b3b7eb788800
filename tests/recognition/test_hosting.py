from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import publicsuffixlist
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.recognition.hosting import indicators, providers, rules, service_hosts
from soescan.recognition.hosting.indicators import HostingIndicator
from soescan.recognition.hosting.rules import HostingTier
from soescan.reference import builtin
from soescan.reference.public import CloudNetwork

EDGE, COMPUTE, ORIGIN = HostingTier.EDGE, HostingTier.COMPUTE, HostingTier.ORIGIN


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Server", "cloudflare"), ("cloudflare", EDGE, "")),
        (("CF-RAY", "8f1c-FRA"), ("cloudflare", EDGE, "")),
        (
            ("Report-To", '{"endpoints":[{"url":"https://a.nel.cloudflare.com/x"}]}'),
            ("cloudflare", EDGE, ""),
        ),
        (("x-amz-cf-pop", "FRA56-P5"), ("cloudfront", EDGE, "")),
        (("Via", "1.1 abc.cloudfront.net (CloudFront)"), ("cloudfront", EDGE, "")),
        (("X-Cache", "Hit from cloudfront"), ("cloudfront", EDGE, "")),
        (("X-Served-By", "cache-fra-etou8220146-FRA"), None),
        (("Via", "1.1 varnish"), None),
        (("Via", "1.1 google"), None),
        (("Server", "AkamaiGHost"), ("akamai", EDGE, "")),
        (("Set-Cookie", "ak_bmsc=***; Path=/"), ("akamai", EDGE, "")),
        (("Set-Cookie", "visid_incap_2193=***"), ("imperva", EDGE, "")),
        (("X-Azure-Ref", "0abc"), ("azure-front-door", EDGE, "")),
        (("Server", "BunnyCDN-DE1-755"), ("bunny", EDGE, "")),
        (("x-amz-bucket-region", "eu-central-1"), ("aws", ORIGIN, "aws:eu-central-1")),
        (("x-amz-bucket-region", "everywhere!"), ("aws", EDGE, "")),
        (("Server", "AmazonS3"), ("s3", ORIGIN, "")),
        (("Server", "awselb/2.0"), ("aws", COMPUTE, "")),
        (("Set-Cookie", "AWSALBCORS=***"), ("aws", COMPUTE, "")),
        (("Set-Cookie", "XAWSALB=***"), None),
        (("azure-regionname", "West Europe"), ("azure", COMPUTE, "azure:westeurope")),
        (("azure-regionname", "francecentral"), ("azure", COMPUTE, "azure:francecentral")),
        (("x-vercel-id", "syd1::iad1::abcde-123"), ("vercel", COMPUTE, "vercel:iad1")),
        (("x-vercel-id", "fra1::syd1::dub1::abcde"), ("vercel", COMPUTE, "vercel:dub1")),
        (("x-vercel-id", "syd1::abcde-123"), ("vercel", EDGE, "")),
        (("x-vercel-id", ""), ("vercel", EDGE, "")),
        (("fly-request-id", "01H-syd"), ("fly", EDGE, "")),
        (("Via", "1.1 vegur"), ("heroku", COMPUTE, "")),
        (("x-hs-hub-id", "1"), ("hubspot", EDGE, "")),
        (("Server", "nginx"), None),
        (("Server", "my-cloudflare"), None),
        (("X-Powered-By", "WP Engine"), ("wpengine", COMPUTE, "")),
    ],
)
def test_what_a_header_says(
    header: tuple[str, str], expected: tuple[str, HostingTier, str] | None
) -> None:
    found = [s for s in indicators.header_indicators([header]) if s.strong]
    assert [(s.provider, s.tier, s.region) for s in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("d111.cloudfront.net", ("cloudfront", EDGE, "")),
        ("notcloudfront.net", None),
        ("cloudfront.net.evil.example", None),
        ("lb-1.eu-west-1.elb.amazonaws.com", ("aws", COMPUTE, "aws:eu-west-1")),
        ("n.elb.ap-southeast-2.amazonaws.com", ("aws", COMPUTE, "aws:ap-southeast-2")),
        ("lb.xx-new-3.elb.amazonaws.com", ("aws", COMPUTE, "aws:xx-new-3")),
        ("lb.nonsense.elb.amazonaws.com", ("aws", COMPUTE, "")),
        ("a1.execute-api.us-east-1.amazonaws.com", ("api-gateway", COMPUTE, "aws:us-east-1")),
        ("x.lambda-url.eu-north-1.on.aws", ("aws-lambda", COMPUTE, "aws:eu-north-1")),
        ("b.s3-website-eu-west-1.amazonaws.com", ("s3", ORIGIN, "aws:eu-west-1")),
        ("b.s3-website.eu-central-1.amazonaws.com", ("s3", ORIGIN, "aws:eu-central-1")),
        ("b.s3.amazonaws.com", ("s3", ORIGIN, "")),
        ("env.eu-west-1.elasticbeanstalk.com", ("elastic-beanstalk", COMPUTE, "aws:eu-west-1")),
        ("a.awsglobalaccelerator.com", ("globalaccelerator", EDGE, "")),
        ("acme.azurefd.net", ("azure-front-door", EDGE, "")),
        ("acme.azurewebsites.net", ("app-service", COMPUTE, "")),
        ("acme-h2.westeurope-01.azurewebsites.net", ("app-service", COMPUTE, "azure:westeurope")),
        ("vm.uksouth.cloudapp.azure.com", ("azure", COMPUTE, "azure:uksouth")),
        ("svc-abc123-uc.a.run.app", ("cloud-run", COMPUTE, "gcp:us-central1")),
        ("svc-abc123-zz.a.run.app", ("cloud-run", COMPUTE, "")),
        ("svc-12.europe-west4.run.app", ("cloud-run", COMPUTE, "gcp:europe-west4")),
        ("us-central1-acme-1.cloudfunctions.net", ("cloud-functions", COMPUTE, "gcp:us-central1")),
        ("europe-west12-a.cloudfunctions.net", ("cloud-functions", COMPUTE, "gcp:europe-west12")),
        ("acme.ew.r.appspot.com", ("app-engine", COMPUTE, "gcp:europe-west1")),
        ("e1.a.akamaiedge.net", ("akamai", EDGE, "")),
        ("cname.vercel-dns.com", ("vercel", EDGE, "")),
        ("acme.herokuapp.com", ("heroku", COMPUTE, "")),
        ("x.eu-5.platformsh.site", ("platformsh", COMPUTE, "platformsh:eu-5")),
        ("7.group1.sites.hubspot.net", ("hubspot", EDGE, "")),
        ("acme.zendesk.com", None),
        ("", None),
        ("." * 300, None),
    ],
)
def test_what_a_name_says(name: str, expected: tuple[str, HostingTier, str] | None) -> None:
    found = [s for s in indicators.name_indicators([name]) if s.strong]
    assert [(s.provider, s.tier, s.region) for s in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("network", "provider", "meaning", "region", "country"),
    [
        (CloudNetwork("aws", "eu-west-1", "EC2"), "aws", COMPUTE, "aws:eu-west-1", "IE"),
        (CloudNetwork("aws", "us-east-1", "S3"), "s3", COMPUTE, "aws:us-east-1", "US"),
        (
            CloudNetwork("aws", "us-west-2", "GLOBALACCELERATOR", "", True),
            "globalaccelerator",
            EDGE,
            "",
            "",
        ),
        (
            CloudNetwork("azure", "norwaye", "AzureCloud"),
            "azure",
            COMPUTE,
            "azure:norwayeast",
            "NO",
        ),
        (CloudNetwork("oci", "eu-jovanovac-1", "OCI"), "oci", COMPUTE, "oci:eu-jovanovac-1", "RS"),
        (
            CloudNetwork("linode", "SG-04 Singapore", "", "SG"),
            "linode",
            COMPUTE,
            "linode:SG-04 Singapore",
            "SG",
        ),
        (CloudNetwork("cloudflare", edge=True), "cloudflare", EDGE, "", ""),
        (CloudNetwork("gcp", "", "Google Cloud"), "gcp", EDGE, "", ""),
    ],
)
def test_what_an_address_says(
    network: CloudNetwork, provider: str, meaning: HostingTier, region: str, country: str
) -> None:
    sign = indicators.address_indicator("52.16.0.1", network, "2026-11-20")
    assert (sign.provider, sign.tier, sign.region, sign.country) == (
        provider,
        meaning,
        region,
        country,
    )
    assert "list of 2026-11-20" in sign.evidence


def test_a_machine_of_a_cloud_that_anothers_edge_runs_on_has_no_region() -> None:
    address = indicators.address_indicator("52.16.0.1", CloudNetwork("aws", "eu-west-1", "EC2"), "")
    netlify = next(indicators.header_indicators([("Server", "Netlify")]))
    heroku = next(indicators.header_indicators([("Via", "1.1 vegur")]))
    assert {s.region for s in providers.strong_indicators([address, netlify])} == {""}
    assert {s.region for s in providers.strong_indicators([address, heroku])} == {
        "aws:eu-west-1",
        "",
    }


def test_weak_signs_decide_nothing_however_many_there_are() -> None:
    headers = [("X-Served-By", "cache-x"), ("Via", "1.1 google"), ("x-check-cacheable", "YES")]
    signs = list(indicators.header_indicators(headers))
    assert len(signs) == 3
    assert providers.strong_indicators(signs) == ()


FASTLY = [
    ("Via", "1.1 varnish, 1.1 varnish"),
    ("X-Served-By", "cache-iad2135-IAD, cache-fra1250-FRA"),
    ("X-Timer", "S1510574581.286324,VS0,VE0"),
]
SHOPIFY = [("powered-by", "Shopify"), ("X-ShopId", "1234")]


@pytest.mark.parametrize(("headers", "expected"), [(FASTLY, "fastly"), (SHOPIFY, "shopify")])
def test_weak_signs_of_one_provider_decide_where_all_that_belong_together_are_there(
    headers: list[tuple[str, str]], expected: str
) -> None:
    strong = providers.strong_indicators(indicators.header_indicators(headers))
    assert [(one.provider, one.tier) for one in strong] == [(expected, EDGE)]
    assert all(value in strong[0].evidence for _, value in headers)
    for missing in headers:
        rest = [header for header in headers if header != missing]
        assert providers.strong_indicators(indicators.header_indicators(rest * 3)) == (), missing


def test_rules_that_decide_together_are_weak_ones_of_one_provider_and_tier() -> None:
    headers = builtin.load("hosting/headers.yaml", rules.HeaderRuleTable).rules
    members: dict[str, list[rules.HeaderRule]] = {}
    for rule in headers:
        if rule.together:
            members.setdefault(rule.together, []).append(rule)
    for word, group in members.items():
        assert len(group) > 1, word
        assert {rule.strength for rule in group} == {rules.Strength.WEAK}, word
        assert len({(rule.provider, rule.meaning) for rule in group}) == 1, word


@pytest.mark.parametrize(
    ("provider", "host", "expected"),
    [
        ("github-pages", "github.com", True),
        ("github-pages", "GIST.github.com.", True),
        ("github-pages", "acme.github.io", False),
        ("github-pages", "notgithub.com", False),
        ("wordpress-com", "www.wordpress.com", True),
        ("wordpress-com", "acme.wordpress.com", False),
        ("squarespace", "ext-sq.squarespace.com", False),
        ("zendesk", "acme.zendesk.com", False),
        ("hubspot", "app-eu1.hubspot.com", True),
        ("netlify", "docs.netlify.com", True),
        ("netlify", "acme.netlify.app", False),
        ("wix", "support.wix.com", True),
        ("wix", "acme.wixsite.com", False),
        ("hubspot", "github.com", False),
        ("nobody", "github.com", False),
        ("cloudflare", "cloudflare.com", False),
    ],
)
def test_a_platform_s_own_hosts_are_not_its_customers(
    provider: str, host: str, expected: bool
) -> None:
    assert providers.is_own_site(provider, host) is expected


def test_no_name_that_a_customer_gets_is_the_platform_s_own() -> None:
    shared = {  # where customers' names lead to
        *("proxy-ssl.webflow.com", "cdn.webflow.com", "apex-loadbalancer.netlify.com"),
    }
    for rule in builtin.load("hosting/names.yaml", rules.NameRuleTable).rules:
        if rule.name not in shared:
            customer = f"acme.{rule.name}"
            assert not providers.is_own_site(rule.provider, customer), rule.name


def test_below_no_name_that_is_wholly_the_platform_s_own_do_customers_get_names() -> None:
    listed = Path(publicsuffixlist.__file__).with_name("public_suffix_list.dat")
    suffixes = listed.read_text(encoding="utf-8").splitlines()
    for provider in rules.providers_by_id().values():
        for name in (name[2:] for name in provider.own if name.startswith("*.")):
            given = [one for one in suffixes if one == name or one.endswith(f".{name}")]
            assert not [one for one in given if not one.startswith("//")], name


def test_every_provider_whose_own_hosts_are_listed_rents_out_sites() -> None:
    rented = {*rules.MachineKind} - {"cdn", "waf", "dns", "cloud"}
    for provider in rules.providers_by_id().values():
        assert not provider.own or set(provider.kinds) <= rented, provider.id


def test_who_is_nearest_to_the_visitor_comes_first() -> None:
    signs = [
        *indicators.header_indicators([("x-amz-cf-id", "a"), ("Server", "cloudflare")]),
        *indicators.name_indicators(["acme.azurefd.net", "x.edgekey.net"]),
        indicators.address_indicator("151.101.0.1", CloudNetwork("fastly", edge=True), ""),
    ]
    order = [sign.provider for sign in providers.strong_indicators(signs)]
    assert order == ["fastly", "akamai", "azure-front-door", "cloudflare", "cloudfront"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("js-eu1.hs-scripts.com", ("HubSpot", "EU")),
        ("js.hs-scripts.com", None),
        ("sdk.fra-02.braze.eu", ("Braze", "EU")),
        ("us19.list-manage.com", ("Mailchimp", "US")),
        ("acme.us21.list-manage.com", ("Mailchimp", "US")),
        ("org.crm6.dynamics.com", ("Dynamics 365", "Oceania")),
        ("o12.ingest.de.sentry.io", ("Sentry", "DE")),
        ("eu.i.posthog.com", ("PostHog", "EU")),
        ("evilposthog.com", None),
        ("acme.eu.auth0.com", ("Auth0", "EU")),
        ("browser-intake-datadoghq.eu", ("Datadog", "EU")),
        ("", None),
    ],
)
def test_regional_hosts_of_services(name: str, expected: tuple[str, str] | None) -> None:
    assert service_hosts.service_region(name) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://acme.okta.com/app/x", "Okta"),
        ("https://www.okta.com/", ""),
        ("https://okta.com.evil.example/", ""),
        ("https://acme.eu.auth0.com/authorize?x=1", "Auth0"),
        ("https://login.microsoftonline.com/common/oauth2", "Microsoft Entra ID"),
        ("https://acme.b2clogin.com/", "Azure AD B2C"),
        ("https://acme.auth.eu-west-1.amazoncognito.com/login", "Amazon Cognito"),
        ("https://id.acme.example/realms/a/protocol/openid-connect/auth?x=1", "Keycloak"),
        ("https://acme.example/?next=/protocol/openid-connect/auth", ""),
        ("https://accounts.google.com/o/oauth2/auth", ""),
        ("not an address", ""),
    ],
)
def test_identity_services_by_address(url: str, expected: str) -> None:
    assert service_hosts.identity_service(url) == expected


FILES: Sequence[tuple[str, type[Any]]] = [
    ("headers.yaml", rules.HeaderRuleTable),
    ("names.yaml", rules.NameRuleTable),
    ("service_hosts.yaml", rules.ServiceRuleTable),
    ("sign_on.yaml", rules.SignOnTable),
]


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_every_rule_says_where_it_is_from(name: str, kind: type[Any]) -> None:
    read = builtin.load(f"hosting/{name}", kind)
    sources = read.sources
    for rule in read.rules:
        assert rule.from_, rule
        assert set(rule.from_) <= set(sources), rule
    used = {code for rule in read.rules for code in rule.from_}
    assert used == set(sources), "a source that nothing is from is none"


def test_every_provider_and_region_says_where_it_is_from() -> None:
    networks = builtin.load("hosting/networks.yaml", rules.ProviderTable)
    assert {code for one in networks.networks for code in one.from_} == set(networks.sources)
    regions = builtin.load("hosting/regions.yaml", rules.RegionTable)
    assert {code for one in regions.providers for code in one.from_} == set(regions.sources)


def test_a_rule_from_general_knowledge_alone_is_weak() -> None:
    headers = builtin.load("hosting/headers.yaml", rules.HeaderRuleTable).rules
    names = builtin.load("hosting/names.yaml", rules.NameRuleTable).rules
    both: list[rules.HeaderRule | rules.NameRule] = [*headers, *names]
    for rule in both:
        assert rule.from_ != ("general",) or rule.strength is rules.Strength.WEAK, rule


def test_every_provider_that_a_rule_names_is_known() -> None:
    known = rules.providers_by_id()
    headers = builtin.load("hosting/headers.yaml", rules.HeaderRuleTable).rules
    names = builtin.load("hosting/names.yaml", rules.NameRuleTable).rules
    assert {rule.provider for rule in headers} <= set(known)
    assert {rule.provider for rule in names} <= set(known)
    for one in known.values():
        assert set(one.runs_on) <= set(known), one
        assert re.fullmatch("([A-Z]{2})?", one.country), one
        assert one.from_, one
        assert one.kinds, one


def test_every_region_has_a_shape_and_stands_in_a_country() -> None:
    for one in rules.regions_by_provider().values():
        for code, place in one.regions.items():
            assert re.fullmatch(one.shape, code), code
            assert re.match("[A-Z]{2}( |$)", place), place
        assert set(one.aliases.values()) <= set(one.regions)
        assert not set(one.aliases) & set(one.regions)


def test_every_region_rule_leads_to_a_list_of_regions() -> None:
    for rule in builtin.load("hosting/names.yaml", rules.NameRuleTable).rules:
        if "{region}" in rule.name:
            assert (rule.region or rule.provider) in rules.regions_by_provider(), rule


HOSTILE = st.text(max_size=400) | st.sampled_from(
    ["syd1::" * 200, "1.1 " + "a" * 5_000 + " (CloudFront)", "\x00", "=" * 900, "cache-" * 500]
)
NAMES = st.sampled_from(
    [
        "Server",
        "Via",
        "x-vercel-id",
        "azure-regionname",
        "Set-Cookie",
        "x-amz-bucket-region",
        "Vary",
    ]
)


@given(headers=st.lists(st.tuples(NAMES | st.text(max_size=30), HOSTILE), max_size=8))
def test_no_header_raises_and_what_is_quoted_is_short(headers: list[tuple[str, str]]) -> None:
    for sign in indicators.header_indicators(headers):
        assert len(sign.evidence) < 200
    providers.strong_indicators(indicators.header_indicators(headers))


LABELS = st.from_regex(r"[a-z0-9.*_-]{0,60}", fullmatch=True)
ENDINGS = st.sampled_from(
    [
        ".elb.amazonaws.com",
        ".a.run.app",
        ".cloudfunctions.net",
        ".platformsh.site",
        "-01.azurewebsites.net",
    ]
)


@given(names=st.lists(st.builds(str.__add__, LABELS, ENDINGS) | st.text(max_size=300), max_size=30))
def test_no_name_raises(names: list[str]) -> None:
    signs: list[HostingIndicator] = list(indicators.name_indicators(names))
    assert len(signs) <= 20
    for name in names:
        service_hosts.service_region(name)
        service_hosts.identity_service(name)


@given(provider=st.text(max_size=20), region=st.text(max_size=60), service=st.text(max_size=20))
def test_no_network_raises(provider: str, region: str, service: str) -> None:
    indicators.address_indicator("192.0.2.1", CloudNetwork(provider, region, service), "")


def test_the_last_two_labels_of_names_inside_pages_are_no_pattern() -> None:
    regional = builtin.load("hosting/service_hosts.yaml", rules.ServiceRuleTable).rules
    names = [name for rule in regional for name in rule.names]
    names += [name for rule in service_hosts.sign_on_table().rules for name in rule.names]
    assert [name for name in names if "*" in service_hosts._last_two_labels(name)] == []
