from __future__ import annotations

import pytest

from soescan.scan.probes import sign_on
from soescan.web import Hop, Page
from tests.scan.probes.hosts import hosted_site
from tests.site.factories import AT, HTML, facts_by_key, page, run_probe

KEY = "auth.idp"
LOGIN = "https://app.acme.example/login"
LINK = f'<a href="{LOGIN}">Log in</a>'


def redirected(to: str) -> Page:
    return Page((Hop(LOGIN, 302), Hop(to, 200, (HTML,))), b"<title>Sign in</title>", AT)


@pytest.mark.parametrize(
    ("body", "pages", "expected"),
    [
        (
            '<a href="https://acme.okta.com/login">Sign in</a>',
            [page("https://acme.okta.com/login", "<title>Acme - Sign In</title><script>")],
            ("Okta",),
        ),
        ('<a href="https://www.okta.com/">Partner</a>', [], None),
        (LINK, [redirected("https://acme.eu.auth0.com/u/login?state=1")], ("Auth0",)),
        (
            LINK,
            [redirected("https://x.auth.eu-west-1.amazoncognito.com/login")],
            ("Amazon Cognito",),
        ),
        (
            LINK,
            [page(LOGIN, '<form action="https://acme.b2clogin.com/x">')],
            ("Azure AD B2C",),
        ),
        (
            LINK,
            [
                page(
                    LOGIN,
                    headers=[("Content-Security-Policy", "form-action https://acme.okta.com")],
                )
            ],
            ("Okta",),
        ),
        (LINK, [page(LOGIN, "<form action=/session>", before=())], ()),
        ('<a href="/signin">x</a>', [page("https://acme.example/signin", "<form>")], ()),
        ('<a href="/x">Log in</a>', [page("https://acme.example/x", "<form>")], ()),
        ('<a href="https://other.example/login">Log in</a>', [], None),
        ('<a href="https://accounts.google.com/signin">Google</a>', [], None),
        ("<p>nothing", [], None),
    ],
)
def test_the_service_that_runs_the_sign_in_page(
    body: str, pages: list[Page], expected: tuple[str, ...] | None
) -> None:
    evidence = run_probe(sign_on.PROBE, hosted_site(body=body, pages=pages))
    assert facts_by_key(evidence).get(KEY) == expected
    if expected is None:
        assert [gap.state for gap in evidence.gaps] == ["not-found"]


def test_a_sign_in_page_that_cannot_be_read_is_a_gap() -> None:
    evidence = run_probe(sign_on.PROBE, hosted_site(body=LINK))
    assert evidence.facts == ()
    assert evidence.gaps[0].url == LOGIN


@pytest.mark.parametrize(
    "pages", [[], [page("https://acme.okta.com/login", "<title>No such organisation</title>")]]
)
def test_the_address_of_an_identity_service_alone_says_nothing(pages: list[Page]) -> None:
    own = page("https://acme.example/login", "<title>Log in</title><form>")
    body = '<a href="https://acme.okta.com/login">Sign in</a><a href="/login">Log in</a>'
    evidence = run_probe(sign_on.PROBE, hosted_site(body=body, pages=[own, *pages]))
    assert evidence.facts == ()
    assert [gap.url for gap in evidence.gaps] == ["https://acme.okta.com/login"]


def test_sign_in_pages_that_were_not_asked_for_leave_the_answer_open() -> None:
    paths = [f"https://acme.example/{name}" for name in ("login", "signin", "auth")]
    body = "".join(f'<a href="{path}">Log in</a>' for path in paths)
    pages = [page(path, "<title>Log in</title><form>") for path in paths]
    evidence = run_probe(sign_on.PROBE, hosted_site(body=body, pages=pages))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), ["not-asked"])


def test_a_redirect_tells_even_when_the_page_behind_it_turns_us_away() -> None:
    refused = Page((Hop(LOGIN, 302), Hop("https://acme.okta.com/", 403)), b"", AT)
    evidence = run_probe(sign_on.PROBE, hosted_site(body=LINK, pages=[refused]))
    assert facts_by_key(evidence) == {KEY: ("Okta",)}
    assert evidence.facts[0].origin.excerpt == "Okta: redirect to https://acme.okta.com/"
