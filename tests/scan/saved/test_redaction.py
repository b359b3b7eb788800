"""Secrets of every kind do not leave a file that a browser kept."""

from __future__ import annotations

import random
import string

import pytest

from soescan.scan.saved.redaction import Redactor

LETTERS = string.ascii_letters + string.digits
KINDS = {
    "fragment": '<a href="/x#access_token={}">',
    "query": '<a href="/x?a=1&amp;api_key={}">',
    "escaped": "next=%2Fx%3Fa%3D1%26access_token%3D{}",
    "user": '<a href="https://ann:{}@acme.example/">',
    "protocol-relative": "<img src='//ann:{}@acme.example/'>",
    "script": 'window.apiKey="{}"',
    "script-single": "const clientSecret = '{}';",
    "object": 'x = {{ sessionToken: "{}" }}',
    "json": '{{"password":"{}"}}',
    "attribute": '<div data-api-key="{}">',
    "field": '<input type="hidden" name="csrf_token" value="{}">',
    "meta": '<meta name="csrf-token" content="{}">',
    "bearer": "Authorization: Bearer {}",
    "aws": "AKIA{U}",
    "google": "AIza{}{}",
    "github": "ghp_{}{}",
    "stripe": "sk_live_{}",
    "slack": "xoxb-123456789012-{}",
    "webhook": "https://hooks.slack.com/services/T0/B0/{}",
    "key": "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----",
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_secrets_of_a_kind_are_masked_in_bodies_and_headers(kind: str) -> None:
    draw = random.Random(kind)  # noqa: S311 - the same on every run
    for _ in range(3):
        secret = "".join(draw.choices(LETTERS, k=20))
        upper = "".join(draw.choices(string.ascii_uppercase + string.digits, k=16))
        text = KINDS[kind].format(secret, secret, U=upper)
        redactor = Redactor()
        body = redactor.redact_body(f"<p>before {text} after</p>".encode()).decode()
        headers = redactor.redact_headers([("X-Debug", text)])
        for shown in (body, str(headers)):
            assert secret not in shown
            assert upper not in shown
        assert body.startswith("<p>before ")
        assert body.endswith(" after</p>")


@pytest.mark.parametrize(
    "name",
    ["X-Forwarded-User", "X-User-Email", "Cf-Access-Authenticated-User-Email", "X-Remote-User"],
)
def test_headers_that_say_who_the_visitor_is_are_masked(name: str) -> None:
    assert Redactor().redact_headers([(name, "ann@corp.example")]) == ((name, "*"),)


@pytest.mark.parametrize("sent", ["mail=ann@corp.example", "user=Ann%40Corp.example&x=1"])
def test_the_visitors_mail_address_is_masked_and_the_vendors_stays(sent: str) -> None:
    redactor = Redactor()
    redactor.add_secret(sent)
    shown = redactor.redact_text("Hello ann@corp.example, write to privacy@acme.example")
    assert shown == "Hello ***, write to privacy@acme.example"


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://acme.example/@ann">',
        '<script src="//cdn.example/pkg@1.2.3/x.js">',
        'state: "Bavaria", code: "DE", keyword: "security"',
        '<label for="password">Password</label>',
        '<a href="/security#contact">',
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor().redact_text(text) == text
