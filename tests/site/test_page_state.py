"""What stands in front of a page is told from the page, and an ordinary page is left alone."""

from __future__ import annotations

import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableState
from soescan.site import signatures
from soescan.site.page_state import PageResult, classify_page, foreign_domain, soft_404_reason
from soescan.web import Hop, Page
from tests.site.factories import page, site

PROSE = "<p>" + "We make mail that people like to read, and we show who read it. " * 60 + "</p>"
"""More text than any page has that stands in front of another."""


def html(title: str, body: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"


def moved(*urls: str, body: str = "<title>Acme</title><p>hello") -> Page:
    hops = [Hop(url, 302, (("Location", "x"),)) for url in urls[:-1]]
    return page(urls[-1], body, before=hops)


CLOUDFLARE_CHALLENGE = html(
    "Just a moment...",
    "<noscript>Enable JavaScript and cookies to continue</noscript>"
    "<script>window._cf_chl_opt={cvId:'3',cType:'managed'};"
    "a.src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=8'</script>",
)
AKAMAI = html(
    "Access Denied",
    "<h1>Access Denied</h1>You don't have permission to access \"http&#58;&#47;&#47;www&#46;acme"
    '&#46;example&#47;" on this server.<p>Reference&#32;&#35;18&#46;1e4d2d17&#46;1700000000',
)
F5 = html(
    "Request Rejected",
    "The requested URL was rejected. Please consult with your administrator.<br><br>Your support"
    " ID is: 1234567890<br><br><a href='javascript:history.back();'>[Go Back]</a>",
)


@pytest.mark.parametrize(
    ("status", "headers", "body", "state"),
    [
        (200, [], html("Acme – mail", PROSE), None),
        (101, [("Upgrade", "websocket")], "", UnreadableState.MALFORMED),
        (103, [("Link", "</a.css>; rel=preload")], "", UnreadableState.MALFORMED),
        (403, [("cf-mitigated", "challenge")], CLOUDFLARE_CHALLENGE, UnreadableState.CHALLENGE),
        (503, [], CLOUDFLARE_CHALLENGE, UnreadableState.CHALLENGE),
        (200, [], CLOUDFLARE_CHALLENGE, UnreadableState.CHALLENGE),
        (
            403,
            [],
            html(
                "Attention Required! | Cloudflare",
                "<h1>Sorry, you have been blocked</h1><h2>You are unable to access acme.example</h2>"
                "<div id='cf-error-details'></div>",
            ),
            UnreadableState.BLOCKED,
        ),
        (429, [("x-vercel-mitigated", "challenge")], html("Vercel Security Checkpoint"), UnreadableState.CHALLENGE),
        (403, [("x-vercel-mitigated", "deny")], html("Forbidden"), UnreadableState.BLOCKED),
        (202, [("x-amzn-waf-action", "challenge")], "", UnreadableState.CHALLENGE),
        (405, [("x-amzn-waf-action", "captcha")], html("Human Verification"), UnreadableState.CHALLENGE),
        (
            202,
            [],
            html("", "<script>window.awsWafCookieDomainList=[];window.gokuProps={}</script>"),
            UnreadableState.CHALLENGE,
        ),
        (
            403,
            [("x-datadome", "protected")],
            html("acme.example", "<script>var dd={'host':'geo.captcha-delivery.com'}</script>"),
            UnreadableState.CHALLENGE,
        ),
        (
            403,
            [],
            html("Access to this page has been denied", '<div id="px-captcha"></div>'),
            UnreadableState.CHALLENGE,
        ),
        (
            200,
            [("X-Iinfo", "1-2-3")],
            html("", '<script src="/_Incapsula_Resource?SWJIYLWA=7"></script>'),
            UnreadableState.CHALLENGE,
        ),
        (
            200,
            [],
            html("", "<iframe></iframe>Request unsuccessful. Incapsula incident ID: 1-2"),
            UnreadableState.CHALLENGE,
        ),
        (200, [], html("", "<div id='sec-if-cpt-container'></div>"), UnreadableState.CHALLENGE),
        (200, [], html("You are being redirected...", "<script>sucuri_cloudproxy_js=''</script>"), UnreadableState.CHALLENGE),
        (200, [], html("Making sure you're not a bot!", '<script id="anubis_challenge"></script>'), UnreadableState.CHALLENGE),
        (
            200,
            [],
            html("Robot Check", "<p>Verify you are human</p><script src=//www.google.com/recaptcha/api.js>"),
            UnreadableState.CHALLENGE,
        ),
        (403, [("Server", "AkamaiGHost")], AKAMAI, UnreadableState.BLOCKED),
        (200, [("Server", "AkamaiGHost")], AKAMAI, UnreadableState.BLOCKED),
        (503, [], AKAMAI, UnreadableState.BLOCKED),
        (200, [], F5, UnreadableState.BLOCKED),
        (403, [("X-Sucuri-Block", "BLACKLIST")], html("Sucuri WebSite Firewall - Access Denied"), UnreadableState.BLOCKED),
        (200, [], html("Sucuri WebSite Firewall - Access Denied", "<h1>Access Denied</h1>"), UnreadableState.BLOCKED),
        (503, [], html("Blocked", "<p>Generated by Wordfence at Tue"), UnreadableState.BLOCKED),
        (
            200,
            [],
            html("Access denied", "<h1>Zugriff verweigert</h1><p>Not available in your region."),
            UnreadableState.BLOCKED,
        ),
        (401, [], "", UnreadableState.BLOCKED),
        (451, [], html("Unavailable"), UnreadableState.BLOCKED),
        (200, [], html("Sign in to Acme", "<form><input type=password></form>"), UnreadableState.LOGIN),
        (200, [], html("Acme", "<h1>Log in</h1><form><input type=password></form>"), UnreadableState.LOGIN),
        (200, [], html("Page not found | Acme", "<h1>404</h1>"), UnreadableState.SOFT_404),
        (200, [], html("Acme", "<h1>Oops! Page not found</h1><p>The page you are looking for"), UnreadableState.SOFT_404),
        (200, [], html("Seite nicht gefunden – Acme", "<h1>Seite nicht gefunden</h1>"), UnreadableState.SOFT_404),
        (
            200,
            [],
            html(
                "acme.example is for sale",
                '<p>This domain is for sale<script src="//d38psrni17bvxu.cloudfront.net/p.js"></script>',
            ),
            UnreadableState.PARKED,
        ),
        (
            200,
            [],
            html(
                "Welcome to nginx!",
                "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is"
                " successfully installed and working.",
            ),
            UnreadableState.PARKED,
        ),
        (
            200,
            [],
            html(
                "React App",
                "<noscript>You need to enable JavaScript to run this app.</noscript>"
                '<div id="root"></div><script src=/static/js/main.js></script>',
            ),
            UnreadableState.SCRIPT_ONLY,
        ),
        (200, [], html("Acme", '<div id="wrap"></div><script src=/a.js></script>'), UnreadableState.SCRIPT_ONLY),
        (200, [], html("Acme", "<app-shell id=x></app-shell><script>1</script>"), UnreadableState.SCRIPT_ONLY),
        (404, [], html("Not found"), UnreadableState.NOT_FOUND),
        (410, [], "", UnreadableState.NOT_FOUND),
        (404, [("cf-mitigated", "challenge")], CLOUDFLARE_CHALLENGE, UnreadableState.CHALLENGE),
        (500, [], html("Internal error"), UnreadableState.DOWN),
        (400, [], html("Bad request"), UnreadableState.DOWN),
        (301, [], "", UnreadableState.MALFORMED),
        (304, [], html("Acme", PROSE), None),
    ],
)  # fmt: skip
def test_the_state_of_a_page_is_told(
    status: int, headers: list[tuple[str, str]], body: str, state: UnreadableState | None
) -> None:
    found, why = classify_page(page(status=status, headers=headers, body=body))
    assert (found, bool(why)) == (state, state is not None), why


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (html("Acme", '<div id="wrap"></div><script src=/a.js></script>'), UnreadableState.DOWN),
        (html("Acme", "<app-shell id=x></app-shell><script>1</script>"), UnreadableState.DOWN),
        (html("Sign in", "<form><input type=password></form>"), UnreadableState.DOWN),
        (html("Acme", "<p>hello"), None),
    ],
)
def test_what_a_page_amounts_to_is_not_known_from_a_part_of_it(
    body: str, state: UnreadableState | None
) -> None:
    part = replace(page(body=body), cut="the connection broke off")
    found, why = classify_page(part)
    assert found is state
    assert bool(why) == (state is not None)


def test_a_part_of_a_page_may_show_what_the_page_is() -> None:
    part = replace(page(headers=[("cf-mitigated", "challenge")], body="<p>x"), cut="too large")
    assert classify_page(part)[0] is UnreadableState.CHALLENGE


@pytest.mark.parametrize(
    "body",
    [
        html("Access denied: how WAFs work", "<h1>Access denied</h1>" + PROSE),
        html("Acme", "<form><input type=password></form>" + PROSE),
        html("Acme", "<noscript>Please enable JavaScript</noscript><div id=root></div>" + PROSE),
        html("How to fix a 404 error | Acme", "<h1>How to fix a 404 error</h1>" + PROSE),
        html("Acme", "<script src=https://www.google.com/recaptcha/api.js></script>" + PROSE),
        html(
            "Acme", "<p>hello<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>"
        ),
        html("reCAPTCHA alternatives | Acme", "<p>Are you a robot? verify you are human" + PROSE),
        html("Acme", "<p>No scripts, few words, and nothing is missing"),
        html("Sign up", "<h1>Start your trial</h1><form><input type=password></form>" + PROSE),
        html("Parked cars", "<p>this domain is for sale" + PROSE),
        '<html><body><script src="//cdn.other.example/a.js"></script></body></html>',
        "<!doctype html><title>Acme</title><p>hello",
        "",
    ],
)
def test_a_page_that_mentions_the_words_is_still_the_page(body: str) -> None:
    assert classify_page(page(body=body, headers=[("Server", "cloudflare")])) == (None, "")


@pytest.mark.parametrize(
    ("urls", "state"),
    [
        (("https://acme.example/", "https://acme.okta.com/login/x"), UnreadableState.LOGIN),
        (
            ("https://acme.example/", "https://login.microsoftonline.com/common/oauth2"),
            UnreadableState.LOGIN,
        ),
        (("https://acme.example/", "https://acme.b2clogin.com/"), UnreadableState.LOGIN),
        (
            ("https://acme.example/", "https://www.hugedomains.com/domain_profile.cfm"),
            UnreadableState.PARKED,
        ),
        (("https://acme.example/", "https://validate.perfdrive.com/x"), UnreadableState.CHALLENGE),
        (("https://www.okta.com/", "https://www.okta.com/au/"), None),
        (
            ("https://analytics.google.com/", "https://accounts.google.com/v3/signin"),
            UnreadableState.LOGIN,
        ),
        (("https://acme.example/", "https://acme.example/en/"), None),
    ],
)
def test_a_redirect_to_a_known_host_tells_the_state(
    urls: tuple[str, ...], state: UnreadableState | None
) -> None:
    assert classify_page(moved(*urls))[0] is state


def test_a_redirect_to_the_sign_in_of_an_application_is_a_sign_in() -> None:
    shell = html("Acme", '<div id="root"></div><script src=/a.js></script>')
    led = moved("https://app.acme.example/", "https://app.acme.example/login", body=shell)
    asked = page("https://app.acme.example/login", shell)
    assert (classify_page(led)[0], classify_page(asked)[0]) == (
        UnreadableState.LOGIN,
        UnreadableState.SCRIPT_ONLY,
    )


@pytest.mark.parametrize(
    ("urls", "where"),
    [
        (("https://acme.example/", "https://www.acme.example/"), ""),
        (("https://acme.io/", "https://acme.com/"), ""),
        (("https://getacme.com/", "https://www.acme.io/"), ""),
        (("https://app.com/", "https://appleton.com/"), "appleton.com"),
        (("https://acme.example/", "https://other.com/acme"), "other.com"),
        (("https://127.0.0.1/", "https://127.0.0.1/a"), ""),
        (("https://acme.example/",), ""),
    ],
)
def test_a_redirect_to_somebody_elses_domain_is_told(urls: tuple[str, ...], where: str) -> None:
    assert foreign_domain(moved(*urls)) == where


def test_a_site_that_leads_elsewhere_has_no_page_of_its_own() -> None:
    acme = site(moved("https://acme.example/", "https://other.com/"))
    assert acme.landing.state is UnreadableState.ELSEWHERE
    assert acme.landing.why == "redirects lead to other.com"


def test_two_domains_of_one_known_product_are_one_vendor() -> None:
    from soescan.reference.vendors import known_products

    product = next(p for p in known_products() if len(p.domains) > 1)
    one, other = product.domains[:2]
    assert foreign_domain(moved(f"https://{one}/", f"https://{other}/")) == ""


# --- addresses that a site does not know ---------------------------------------------------------

HOME = page(body=html("Acme", "<p>We make mail"))
ASKED = "https://acme.example/security"


@pytest.mark.parametrize(
    ("found", "none"),
    [
        (page(ASKED, html("Security | Acme", PROSE)), False),
        (page(ASKED, html("Page not found | Acme", "<h1>404</h1>")), True),
        (page(ASKED, status=404), True),
        (moved(ASKED, "https://acme.example/"), True),
        (moved(ASKED, "https://www.acme.example/"), True),
        (moved(ASKED, "https://acme.example/trust"), False),
        (page(ASKED, HOME.body), True),
        (page(ASKED, html("Acme", "<p>We make mail<script>nonce=7</script>")), True),
        (page(ASKED, b"%PDF-", [("Content-Type", "application/pdf")]), False),
    ],
)
def test_an_address_that_a_site_does_not_know_is_told(found: Page, none: bool) -> None:
    assert bool(soft_404_reason(found, ASKED, HOME)) is none


def test_the_front_page_is_not_missing() -> None:
    assert soft_404_reason(HOME, "https://acme.example/", HOME) == ""
    assert soft_404_reason(HOME, "https://acme.example", None) == ""


# --- laws ----------------------------------------------------------------------------------------


def test_every_sign_can_be_seen_and_names_its_source() -> None:
    text = (Path(__file__).parents[2] / "catalogs/signs/pages.yaml").read_text(encoding="utf-8")
    for sign in signatures.page_signatures():
        assert f"#   {sign.source}  " in text
        assert all(says == says.lower() for says in sign.says), sign
        assert sign.weak or sign.source != "GEN", sign
        assert sign.within or sign.look in ("header", "host", "path"), sign
        assert bool(sign.name) == (sign.look == "header"), sign


PIECES = st.sampled_from(
    [
        *(
            "<title>",
            "404",
            "</title>",
            "<h1>",
            "<noscript>",
            "<div id=root>",
            "<script>",
            "</script>",
        ),
        *(
            "<svg>",
            "</div>",
            "<body>",
            "<frameset>",
            "access denied",
            "\x00",
            "<!--",
            "-->",
            "<input type=",
        ),
        *("password>", "is for sale", "just a moment", "\udcff", "&#0;", "<html", "<title/>"),
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30), st.integers(100, 599))
def test_any_page_has_a_state(pieces: list[str], status: int) -> None:
    body = "".join(pieces).encode("utf-8", "surrogatepass")
    state, why = classify_page(page(body=body, status=status))
    assert (state is None) == (why == "")
    assert soft_404_reason(page(body=body, status=status), ASKED, HOME) is not None


@given(st.binary(max_size=200), st.text(max_size=60))
def test_any_bytes_of_any_type_have_a_state(body: bytes, kind: str) -> None:
    assert len(classify_page(page(body=body, headers=[("Content-Type", kind)]))) == 2


@pytest.mark.slow
def test_deep_and_wide_pages_are_judged_in_time() -> None:
    hollow = "<script></script>" + "<div id=x>" * 250 + "<i></i>" * 100_000
    for body in (
        hollow,
        "<div>" * 200_000,
        "<p>" * 300_000,
        "<title>" + "a | " * 200_000,
        "<!" * 300_000,
    ):
        assert classify_page(page(body=body))[0] in (None, UnreadableState.SCRIPT_ONLY)


# --- real pages ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_real_pages_are_ok_but_for_the_one_sign_in_among_them(shared: Path) -> None:
    """189 of 190 pages are what they seem; the other is GitHub's sign-in page."""
    found: dict[str, UnreadableState] = {}
    count = 0
    with tarfile.open(shared / "data/pages/pages.tar.gz") as pages:
        for member in pages:
            if member.name.endswith(".html"):
                body = pages.extractfile(member).read()  # type: ignore[union-attr]
                count += 1
                if state := classify_page(page(body=body))[0]:
                    found[member.name] = state
    assert (count, found) == (190, {"html/br-github-login.html": UnreadableState.LOGIN})


def test_a_page_that_did_not_come_has_no_page() -> None:
    acme = site()
    assert acme.landing == PageResult(None, UnreadableState.NOT_RECORDED, acme.landing.why)
