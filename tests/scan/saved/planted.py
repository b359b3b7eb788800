"""Sixty-three secrets of 21 kinds, wherever a browser writes one down and a site may repeat it.

The values are drawn from a fixed seed: letters and digits, letters alone, digits alone, and with
signs, since what a secret consists of is nobody's to choose but its issuer's.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterable
from typing import Any

_LETTERS = string.ascii_letters
_MIXED = _LETTERS + string.digits
_HEX = "0123456789abcdef"
_ALPHABETS: dict[str, tuple[tuple[str, int], ...]] = {
    "cookie": ((_MIXED, 20), (_HEX, 32), (_LETTERS, 24)),
    "authorization": ((_MIXED, 20), (_LETTERS + "+/", 32), (string.ascii_lowercase + "789", 16)),
    "api key": ((_MIXED, 20), (_HEX, 32), (string.digits, 18)),
    "query": ((_MIXED, 20), (_MIXED, 20), (_LETTERS, 22)),
    "form": ((_MIXED, 20), (_MIXED, 14), (_LETTERS + "0123456789#!~", 11)),
    "set-cookie": ((_MIXED, 20), (_HEX, 32), (_LETTERS, 24)),
    "issuer's form": ((_MIXED, 20), (string.ascii_uppercase + string.digits, 16), (_MIXED, 36)),
    "server": ((_MIXED, 20), (_MIXED, 12), (_MIXED, 14)),
}
_KINDS = (
    *("cookie", "authorization", "api key", "query", "form", "fragment", "user", "redirect"),
    *("comment", "server", "link", "policy", "report", "source map", "refresh", "referer"),
    *("identity", "script", "field", "set-cookie", "issuer's form"),
)


def draw_secrets() -> dict[str, list[str]]:
    """Three secrets for each kind."""
    draw = random.Random(14)  # noqa: S311 - the same on every run
    secrets = {
        kind: [
            "".join(draw.choices(alphabet, k=length))
            for alphabet, length in _ALPHABETS.get(kind, ((_MIXED, 20),) * 3)
        ]
        for kind in _KINDS
    }
    secrets["identity"] = [f"ann.{name[:8].lower()}@corp.example" for name in secrets["identity"]]
    return secrets


def page(secrets: dict[str, list[str]], echo: str) -> str:
    """A page that holds secrets of its own and repeats what the visitor sent."""
    field, script, issuer = secrets["field"], secrets["script"], secrets["issuer's form"]
    return f"""<!doctype html><html><head><title>Acme {echo}</title>
<meta name="csrf-token" content="{field[0]}">
<meta http-equiv=refresh content="0;url=/n?token={secrets["refresh"][0]}"></head>
<body><h1>Privacy notice</h1><p>How we treat personal data. {echo}</p>
<a href="/privacy?session_id={secrets["query"][0]}">Privacy</a>
<a href="https://ann:{secrets["user"][0]}@acme.example/x">x</a>
<a href="/cb#access_token={secrets["fragment"][0]}&x=1">y</a>
<input type=hidden name=authenticity_token value="{field[1]}">
<input value='{field[2]}' type=hidden name='__csrf'>
<script>window.apiKey="{script[0]}"; const clientSecret='{script[1]}';
init({{"sessionToken":"{script[2]}"}}); k="sk_live_{issuer[0]}"; a="AKIA{issuer[1]}";
g="ghp_{issuer[2]}";</script></body></html>"""


def answer_headers(secrets: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """Headers of an answer that name addresses, people and keys."""
    link, policy, report = secrets["link"], secrets["policy"], secrets["report"]
    source, refresh = secrets["source map"], secrets["refresh"]
    return (
        ("Content-Type", "text/html"),
        *(("Set-Cookie", f"s{n}={value}; Path=/") for n, value in enumerate(secrets["set-cookie"])),
        (
            "Link",
            f"<https://cdn.example/a.css?token={link[0]}>; rel=preload, "
            f"<//ann:{link[1]}@cdn.example/b>; rel=next, </c#access_token={link[2]}>; rel=x",
        ),
        (
            "Content-Security-Policy",
            f"default-src 'self'; report-uri https://r.example/?sentry_key={policy[0]}; "
            f"script-src https://ann:{policy[1]}@cdn.example 'nonce-abcdef123456'",
        ),
        ("Content-Security-Policy-Report-Only", f"default-src *; report-uri /r?token={policy[2]}"),
        ("Report-To", f'{{"endpoints":[{{"url":"https://r.example/?api_key={report[0]}"}}]}}'),
        ("Reporting-Endpoints", f'main="https://r.example/x?key={report[1]}"'),
        ("NEL", f'{{"report_to":"https:\\/\\/r.example?access_token={report[2]}"}}'),
        ("SourceMap", f"/m.map?token={source[0]}"),
        ("X-SourceMap", f"https://u:{source[1]}@a.example/m"),
        ("SourceMap", f"/m#key={source[2]}"),
        ("Refresh", f"5; url=https://ann:{refresh[1]}@acme.example/?sid={refresh[2]}"),
        ("Content-Location", f"/x?token={secrets['redirect'][2]}"),
        ("X-User-Email", secrets["identity"][0]),
        ("X-Forwarded-User", secrets["identity"][1]),
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def har(secrets: dict[str, list[str]]) -> dict[str, Any]:
    """An HTTP Archive with a secret in every place of the format (version 1.2) that takes text."""
    query, user, fragment = secrets["query"], secrets["user"], secrets["fragment"]
    redirect, comment, form = secrets["redirect"], secrets["comment"], secrets["form"]
    sent = (
        *("cookie", "authorization", "api key", "query", "form", "fragment", "user", "redirect"),
        *("referer", "set-cookie", "identity"),
    )
    echo = " ".join(value for kind in sent for value in secrets[kind])
    body = page(secrets, echo)
    asked, headers = _request_headers(secrets), (*answer_headers(secrets), ("X-Echo", echo))
    start = f"https://ann:{user[0]}@acme.example/?token={query[0]}&session={query[1]}"
    landing = f"{start}#access_token={fragment[0]}&state={fragment[1]}"
    entries = [
        _entry(secrets, landing, body, asked=asked, headers=headers) | {"pageref": "p1"},
        _entry(
            *(secrets, f"https://acme.example/?x={query[2]}#{fragment[2]}"),
            status=302,
            asked=asked,
            headers=(("Location", f"https://u:{user[1]}@acme.example/next?code={redirect[0]}"),),
        ),
        _entry(
            *(secrets, f"https://acme.example/go?sig={query[1]}"),
            status=302,
            asked=asked,
            headers=(("Date", "x"),),
            redirect=f"https://{user[2]}@acme.example/?ticket={redirect[1]}",
        ),
        _entry(secrets, "https://acme.example/privacy", body, asked=asked, headers=headers),
        _entry(secrets, "https://acme.example/api", echo, asked=_signed_in(secrets)),
        _entry(
            *(secrets, "https://acme.example/login", echo),
            method="POST",
            request={
                "postData": {
                    "mimeType": "application/x-www-form-urlencoded",
                    "text": f"user=ann&password={form[0]}&otp={form[1]}",
                    "params": _pairs([("password", form[2]), ("otp", form[1])]),
                }
            },
        ),
        _entry(secrets, f"https://acme.example/down?token={query[0]}", status=0)
        | {"_error": f"net::ERR_NAME_NOT_RESOLVED {secrets['server'][1]}"},
    ]
    first_page = {
        "id": "p1",
        "startedDateTime": "2026-11-24T11:00:00+01:00",
        "title": landing,
        "pageTimings": {"comment": comment[1]},
    }
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": comment[0], "version": comment[1]},
            "comment": comment[2],
            "pages": [first_page],
            "entries": entries,
        }
    }


def _request_headers(secrets: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    key, referer, identity = secrets["api key"], secrets["referer"], secrets["identity"]
    return (
        ("Cookie", "; ".join(f"c{n}={value}" for n, value in enumerate(secrets["cookie"]))),
        ("X-Api-Key", key[0]),
        ("X-Amz-Security-Token", key[1]),
        ("Api-Key", key[2]),
        ("Referer", f"https://ann:{referer[1]}@acme.example/?token={referer[2]}"),
        ("X-User-Email", identity[2]),
        ("X-Auth-Request-Email", identity[0]),
        ("Remote-User", identity[1]),
    )


def _signed_in(secrets: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    bearer, basic, token = secrets["authorization"]
    return (
        ("Authorization", f"Bearer {bearer}"),
        ("Proxy-Authorization", f"Basic {basic}"),
        ("X-Auth-Token", token),
    )


def _entry(
    secrets: dict[str, list[str]],
    url: str,
    body: str | None = None,
    *,
    status: int = 200,
    method: str = "GET",
    asked: tuple[tuple[str, str], ...] = (),
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),),
    redirect: str = "",
    request: dict[str, Any] | None = None,
) -> dict[str, Any]:
    comment, server = secrets["comment"], secrets["server"]
    content = {"size": 10, "mimeType": f"text/html; charset=utf-8; x={server[2]}"}
    return {
        "startedDateTime": "2026-11-24T11:00:00.123+01:00",
        "time": 5,
        "comment": comment[0],
        "request": {
            "method": method,
            "url": url,
            "headers": _pairs(asked),
            "cookies": _pairs(("c", value) for value in secrets["cookie"]),
            "queryString": _pairs(("token", value) for value in secrets["query"]),
            "comment": comment[1],
        }
        | (request or {}),
        "response": {
            "status": status,
            "statusText": f"OK {server[1]}",
            "headers": _pairs(headers),
            "cookies": _pairs(("s", value) for value in secrets["set-cookie"]),
            "content": content | ({} if body is None else {"text": body}),
            "redirectURL": redirect,
        },
        "timings": {"wait": 1, "comment": comment[1]},
        "serverIPAddress": server[0],
        "connection": server[1],
        "_initiator": {"url": f"https://acme.example/?token={secrets['referer'][0]}"},
    }
