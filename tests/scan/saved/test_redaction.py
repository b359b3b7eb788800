"""Secrets of every kind do not leave a file that a browser kept."""

from __future__ import annotations

import json
import random
import string
from pathlib import Path

import pytest

from soescan.model import Evidence, Fact, Gap, Scan
from soescan.reference.public import PublicTables
from soescan.report.format import RenderOptions
from soescan.report.texts.scan import evidence_as_json, render_scans, scans_as_json
from soescan.scan import saved
from soescan.scan.probes import PROBES
from soescan.scan.runner import Target, run_probes, scan_targets
from soescan.scan.saved.redaction import Redactor
from soescan.site.site import Site
from soescan.web import recording
from soescan.web.live import Live
from soescan.web.recording import Replay
from tests.scan.saved import planted
from tests.web.server import Answer, Sites

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


# --- a whole visit -------------------------------------------------------------------------------


def _assert_none_shown(shown: dict[str, str], secrets: dict[str, list[str]]) -> None:
    leaks = [
        (kind, place)
        for place, text in shown.items()
        for kind, values in secrets.items()
        for value in values
        if value in text
    ]
    assert not leaks


def test_sixty_secrets_of_a_saved_visit_are_in_nothing_that_is_kept_or_shown(
    tmp_path: Path,
) -> None:
    secrets = planted.draw_secrets()
    assert len({value for values in secrets.values() for value in values}) >= 60
    assert len(secrets) >= 20
    path = tmp_path / "visit.har"
    path.write_text(json.dumps(planted.har(secrets)))
    visit = saved.read_file(path)
    recording.write(tmp_path / "kept.jsonl", visit.outcomes, visit.targets)
    sites = [(url, Site(url, Replay(visit.outcomes))) for url in visit.targets]
    scans = [Scan(site.host, url, *_facts_and_gaps(site)) for url, site in sites]
    assert any(scan.facts for scan in scans), "the visit is still read"
    evidence = Evidence.merge(Evidence(scan.facts, scan.gaps) for scan in scans)
    shown = {
        "recording": (tmp_path / "kept.jsonl").read_text(),
        "evidence": evidence_as_json(evidence),
        "scan": scans_as_json(scans),
        "page": render_scans(scans, visit.notes, RenderOptions(verbose=True)),
        "rest": repr(visit) + repr(scans),
    }
    _assert_none_shown(shown, secrets)


def _facts_and_gaps(site: Site) -> tuple[tuple[Fact, ...], tuple[Gap, ...]]:
    found = run_probes(site, PROBES)
    return found.facts, found.gaps


@pytest.mark.slow
def test_sixty_secrets_of_live_answers_are_in_nothing_that_is_kept_or_shown(tmp_path: Path) -> None:
    secrets = planted.draw_secrets()
    redirect, query = secrets["redirect"], secrets["query"]
    headers, body = planted.answer_headers(secrets), planted.page(secrets, "hello")
    start = f"https://www.acme.example/?token={query[0]}&session={query[1]}"
    following = f"/next?code={redirect[0]}&lang=en"
    user_redirect = f"https://u:{secrets['user'][1]}@acme.example{following}"
    answers = {
        start: Answer(302, [("Location", following), *headers]),
        f"https://www.acme.example{following}": Answer(200, list(headers), body),
        f"https://www.acme.example/privacy?session_id={query[0]}": Answer(200, headers, body),
        "https://www.acme.example/privacy": Answer(302, [("Location", user_redirect)]),
        "https://www.acme.example/terms": Answer(302, [("Location", f"http:/?key={redirect[1]}")]),
    }
    with Sites(answers, names=["www.acme.example"]) as sites, Live(sites.settings()) as live:
        (result,) = scan_targets(
            [Target(start, live)], PROBES, tables=PublicTables(), workers=1, record=True
        )
    path = tmp_path / "live.jsonl"
    recording.write(path, result.outcomes, [result.scan.url])
    shown = {
        "recording": path.read_text(),
        "scan": scans_as_json([result.scan]),
        "page": render_scans([result.scan], (), RenderOptions(verbose=True)),
        "rest": repr(result.scan),
    }
    _assert_none_shown(shown, secrets)
    # The same questions are answered from the file, also where they name the secret.
    again = run_probes(Site(start, Replay(recording.read([path]))), PROBES)
    assert again.facts == result.scan.facts


@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_a_password_of_the_basic_scheme_is_known_unpacked(scheme: str) -> None:
    redactor = Redactor()
    redactor.add_headers([("Authorization", f"{scheme} YW5uOk43I3ZxLUwyIXp6")])
    assert redactor.redact_text("ann has N7#vq-L2!zz, in links N7%23vq-L2%21zz") == (
        "ann has ***, in links ***"
    )


@pytest.mark.parametrize(
    "name", ["state=California", "key=iso27001", "code=hosting", "lang=en-GB-2026", "pass=settings"]
)
def test_a_parameter_that_may_be_a_word_blots_no_word_of_the_page(name: str) -> None:
    redactor = Redactor()
    redactor.add_named_secrets(f"https://acme.example/?{name}")
    text = "California, iso27001, hosting, en-GB-2026, settings"
    assert redactor.redact_text(text) == text
