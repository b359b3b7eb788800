"""Nothing that lets somebody in is kept; what evidence needs is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.web.secrets.headers import mask_headers, mask_set_cookie, mask_url
from tests.patience import runaway_ends

SECRET = "5ecret-Value"  # noqa: S105 - what must not be seen again


@pytest.mark.parametrize(
    "name",
    [
        *("Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "apikey"),
        *("X-Auth-Token", "X-CSRF-Token", "X-Amz-Security-Token", "Api-Key", "X-Session-Id"),
    ],
)
def test_a_header_that_lets_somebody_in_keeps_its_name_only(name: str) -> None:
    ((kept, value),) = mask_headers([(name, SECRET)])
    assert (kept, value) == (name, "*")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            (n, f"/x?token={SECRET}")
            for n in ("Location", "Referer", "SourceMap", "Content-Location")
        ),
        *((n, f"//ann:{SECRET}@a.example/") for n in ("Location", "X-SourceMap", "Origin")),
        ("Refresh", f"5; url=https://ann:{SECRET}@a.example/"),
        ("Refresh", f"0;url=/next?sid={SECRET}"),
        ("Link", f"</a?token={SECRET}>; rel=preload, </b>; rel=next"),
        ("Link", f"<https://ann:{SECRET}@a.example/>; rel=next"),
        ("Content-Security-Policy", f"default-src 'self'; report-uri /r?sentry_key={SECRET}"),
        ("Content-Security-Policy-Report-Only", f"report-uri https://a:{SECRET}@r.example/"),
        ("Report-To", f'{{"endpoints":[{{"url":"https:\\/\\/r.example\\/?key={SECRET}"}}]}}'),
        ("Reporting-Endpoints", f'main="/r?api_key={SECRET}"'),
        ("Alt-Svc", f'h3=":443"; token={SECRET}'),
    ],
)
def test_an_address_in_any_header_is_kept_without_what_lets_somebody_in(
    name: str, value: str
) -> None:
    ((_, kept),) = mask_headers([(name, value)])
    assert SECRET not in kept
    assert mask_headers([(name, kept)]) == ((name, kept),)


@pytest.mark.parametrize(
    "header",
    [
        ("WWW-Authenticate", 'Basic realm="staff"'),
        ("WWW-Authenticate", 'Bearer authorization_uri="https://a.example/"'),
        ("Link", "<https://a.example/?page=2>; rel=next"),
        ("Report-To", '{"group":"a","max_age":1,"endpoints":[{"url":"https://r.example/"}]}'),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        ("Public-Key-Pins", 'pin-sha256="abc"; max-age=1'),
        ("Surrogate-Key", "home page"),
        ("X-Cache-Key", "/home"),
        ("Content-Security-Policy", "script-src 'nonce-abc'"),
        ("Location", "https://a.example/?lang=en"),
    ],
)
def test_a_header_that_is_evidence_stays(header: tuple[str, str]) -> None:
    assert mask_headers([header]) == (header,)


@pytest.mark.parametrize(
    "parameter",
    [
        *("token", "access_token", "id_token", "key", "api_key", "apiKey", "client_secret"),
        *(
            "password",
            "sig",
            "X-Amz-Signature",
            "code",
            "session",
            "sessionId",
            "auth",
            "SAMLResponse",
        ),
        *("state", "user%5Bpassword%5D", "PHPSESSID"),
    ],
)
def test_a_parameter_that_lets_somebody_in_keeps_its_name_only(parameter: str) -> None:
    for lead in ("/?", "/?a=b&", "/#", "/p;"):
        masked = mask_url(f"https://a.example{lead}{parameter}={SECRET}&z=1")
        assert SECRET not in masked
        assert f"{parameter}=*" in masked
        assert masked.endswith("&z=1")


@pytest.mark.parametrize(
    "parameter", ["lang", "keyword", "country_code", "monkey", "author", "tokens"]
)
def test_another_parameter_stays(parameter: str) -> None:
    url = f"https://a.example/?{parameter}=1"
    assert mask_url(url) == url


def test_user_and_password_are_hidden() -> None:
    assert mask_url(f"https://me:{SECRET}@a.example/") == "https://*@a.example/"
    assert mask_url(f"//me:{SECRET}@a.example/") == "//*@a.example/"


def test_a_cookie_keeps_whether_it_has_a_value() -> None:
    assert mask_set_cookie("a=; Path=/") == "a=; Path=/"
    assert mask_set_cookie("a = 1 ; Path=/") == "a=*; Path=/"


@given(st.text(max_size=60), st.text(max_size=60))
def test_masking_twice_changes_nothing_more(name: str, value: str) -> None:
    once = mask_headers([(name, value), ("Set-Cookie", value), ("Location", value)])
    assert mask_headers(once) == once
    assert mask_url(mask_url(value)) == mask_url(value)


@pytest.mark.parametrize(
    "text",
    [
        "?" * 60_000,
        "a=" * 30_000,
        "@" * 60_000,
        "//" + "@" * 60_000,
        ";a=b" * 15_000,
        "?" + "aB" * 30_000 + "=x",
    ],
)
def test_masking_takes_a_time_that_grows_with_the_text_only(text: str) -> None:
    with runaway_ends():
        mask_headers(
            [("Location", text), ("Set-Cookie", text), ("Link", text), ("-" * 60_000, "x")]
        )
