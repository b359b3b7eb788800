"""The Observatory's tests, as it runs them and as they should be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from soescan.errors import UnreadableError, UnreadableState
from soescan.recognition.observatory import compat, score_table, strict
from soescan.recognition.observatory.markup import elements
from soescan.recognition.observatory.merging import InvalidPolicyError, merge
from soescan.recognition.observatory.report import score_verdicts
from soescan.recognition.observatory.retrieval import Retrieved, follow, retrieve
from soescan.web import A, Ask, Get, Hop, Page
from soescan.web.recording import Failure, Outcome, Replay
from tests.site.factories import AT, HTML

HTTPS, HTTP = "https://www.acme.example/", "http://www.acme.example/"
GOOD = (
    HTML,
    ("Strict-Transport-Security", "max-age=31536000"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", "default-src 'self'"),
)


def hop(url: str = HTTPS, status: int = 200, *headers: tuple[str, str], untrusted: str = "") -> Hop:
    return Hop(url, status, headers, untrusted=untrusted)


def one(*headers: tuple[str, str], body: str = "<p>hi") -> Retrieved:
    """A site that is reached over HTTPS alone."""
    sent = {name for name, _ in headers}
    rest = [header for header in GOOD if header[0] not in sent]
    return Retrieved(
        "www.acme.example", None, Page((hop(HTTPS, 200, *rest, *headers),), body.encode(), AT)
    )


def both(found: Retrieved, test: str) -> tuple[str, str]:
    """What compat and strict say of a test."""
    return tuple(
        next(v.result for v in report.verdicts if v.test == test)
        for report in (compat.grade(found, None), strict.grade(found, None))
    )  # type: ignore[return-value]


# --- the table ----------------------------------------------------------------------------------


def test_the_table_has_all_results_of_all_twelve_tests() -> None:
    table = score_table.observatory_table()
    assert len(table.results) == len(score_table.results_by_name()) == 77
    assert len({result.test for result in table.results}) == 12
    marks = [mark.at_least for mark in table.grades]
    assert marks == sorted(marks, reverse=True)
    assert marks[-1] == 0


def test_every_correction_says_why() -> None:
    assert all(len(why) > 20 for why in strict.CORRECTIONS.values())


@pytest.mark.parametrize(
    ("results", "score", "grade"),
    [
        (["csp-implemented-with-no-unsafe", "referrer-policy-private"], 110, "A+"),
        (["referrer-policy-unsafe", "csp-implemented-with-no-unsafe"], 100, "A+"),
        (["hsts-not-implemented", "csp-implemented-with-no-unsafe"], 80, "B+"),
        (["csp-not-implemented", "cookies-session-without-secure-flag", "redirection-missing",
          "sri-not-implemented-and-external-scripts-not-loaded-securely"], 0, "F"),
    ],
)  # fmt: skip
def test_bonuses_count_only_on_top_of_an_a(results: list[str], score: int, grade: str) -> None:
    from soescan.recognition.observatory.report import TestVerdict

    report = score_verdicts(tuple(TestVerdict("t", result) for result in results))
    assert (report.score, report.grade) == (score, grade)


# --- retrieval ----------------------------------------------------------------------------------


def web(*hops: Hop, outcomes: Mapping[Get, Outcome] | None = None) -> Replay:
    known: dict[Get, Outcome] = {
        Get(one.url, follow=False, verify=False): Page((one,), at=AT) for one in hops
    }
    return Replay(known | dict(outcomes or {}))  # type: ignore[arg-type]


def test_redirects_are_followed_one_by_one() -> None:
    way = follow(web(hop(HTTP, 301, ("Location", HTTPS)), hop(HTTPS, 302, ("location", "en?a=1")),
                     hop(HTTPS + "en?a=1")), HTTP)  # fmt: skip
    assert way is not None
    assert [one.status for one in way.hops] == [301, 302, 200]


def test_a_missing_address_is_followed_as_the_observatory_does() -> None:
    way = follow(web(hop(HTTP, 301), hop(HTTP + "undefined", 404)), HTTP)
    assert way is not None
    assert way.url == HTTP + "undefined"


def test_a_circle_ends_after_ten_redirects() -> None:
    way = follow(web(hop(HTTP, 301, ("Location", HTTP))), HTTP)
    assert way is not None
    assert len(way.hops) == 11


@pytest.mark.parametrize("location", ["mailto:a@b.example", "https://", "data:,"])
def test_a_redirect_to_nowhere_breaks_the_way_off(location: str) -> None:
    assert follow(web(hop(HTTP, 301, ("Location", location))), HTTP) is None


def test_a_way_that_comes_to_a_known_page_goes_on_as_that_went() -> None:
    known = Page((hop(HTTPS, 302, ("Location", "/en")), hop(HTTPS + "en")), b"known", AT)
    retrieved = retrieve(web(hop(HTTP, 301, ("Location", HTTPS))), "www.acme.example", known=known)
    assert retrieved.https is known
    assert retrieved.http is not None
    assert [one.status for one in retrieved.http.hops] == [301, 302, 200]
    assert retrieved.http.body == b"known"


def test_where_an_address_was_masked_the_door_goes_on() -> None:
    end = Page((hop(HTTP, 302, ("Location", "/in?token=*")), hop(HTTP + "in?token=*")), b"in", AT)
    first = hop(HTTP, 302, ("Location", "/in?token=*"))
    way = follow(web(first, outcomes={Get(HTTP, verify=False): end}), HTTP)
    assert way == end


def test_nobody_there_is_an_answer_and_not_looking_is_none() -> None:
    question = Get(HTTP, follow=False, verify=False)
    assert follow(Replay({question: Failure(UnreadableState.DOWN)}), HTTP) is None
    with pytest.raises(UnreadableError):
        follow(Replay({question: Failure(UnreadableState.ROBOTS)}), HTTP)


# --- compat -------------------------------------------------------------------------------------


def test_compat_says_what_the_observatory_says(shared: Path) -> None:
    document = json.loads((shared / "data" / "oracles" / "observatory.json").read_text())
    from soescan.reference.public import Preload

    stub = document["meta"]["hsts_preload_stub"]
    preloads = {
        name: Preload(said["mode"] == "force-https", said["includeSubDomains"])
        for name, said in stub.items()
    }
    for case in document["cases"]:
        retrieved = retrieve(_InMemory(case), case["site"])
        expected = case["expected"]
        try:
            report = compat.grade(retrieved, preloads)
        except UnreadableError as error:
            assert error.why == expected["error"], case["id"]
            continue
        assert (report.score, report.grade) == (expected["score"], expected["grade"]), case["id"]
        for verdict in report.verdicts:
            wanted = expected["tests"][verdict.test]
            said = {"result": verdict.result, "modifier": verdict.modifier, "pass": verdict.passed}
            details = {k: v for k, v in verdict.details.items() if k != "frame-ancestors"}
            assert said | details == wanted, (case["id"], verdict.test)


class _InMemory:
    """A door to the answers of one case."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        self.case = case

    def ask(self, question: Ask[A]) -> A:
        asked: Any = question
        case, scheme = self.case, asked.url.partition(":")[0]
        if not case[f"{scheme}_listening"]:
            raise UnreadableError(UnreadableState.DOWN, "closed")
        nothing: dict[str, Any] = {
            "status": 405 if asked.method == "OPTIONS" else 404,
            "headers": [],
            "body": "",
        }
        said = case["exchanges"].get(f"{asked.method} {asked.url}", nothing)
        untrusted = "" if scheme == "http" or case["cert"] == "valid" else "self-signed"
        headers = tuple((name, value) for name, value in said["headers"])
        answer: Any = Page(
            (Hop(asked.url, said["status"], headers, "", untrusted),), said["body"].encode(), AT
        )
        return answer  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("policies", "sources"),
    [
        (["img-src a b a"], {"a", "b"}),
        (["img-src https: https://a.example"], {"https:"}),
        (["img-src a.example", "img-src a.example b.example"], {"a.example"}),
        (["img-src a.example", "img-src b.example"], {"'none'"}),
        (["img-src https://a.example/x/", "img-src https://a.example/x/y"], {"https://a.example/x/y"}),
        (["img-src"], {"'none'"}),
        (["IMG-SRC 'SELF'"], {"'self'"}),
    ],
)  # fmt: skip
def test_policies_are_merged_by_sorting(policies: list[str], sources: set[str]) -> None:
    assert merge(policies).sources["img-src"] == sources


@pytest.mark.parametrize(
    "policies",
    [["abc"], [""], ["img-src a; IMG-SRC b"], ["img-src a%zz/", "img-src a%zz/"],
     ["img-src %ff/", "img-src %ff/"]],
)  # fmt: skip
def test_some_policies_cannot_be_merged(policies: list[str]) -> None:
    with pytest.raises(InvalidPolicyError):
        merge(policies)


def test_where_to_report_may_be_said_twice() -> None:
    assert merge(["default-src 'self'; report-uri a; report-uri b"]).repeated == {"report-uri"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<script src='a'>'<script src=b>'</script><script src=c></script>", ["a", "c"]),
        ("<!-- <script src=a> --><script src=b></script>", ["b"]),
        ("<div title='<script src=a>'><script src=b></script>", ["b"]),
        ("<textarea><script src=a></textarea><TITLE><script src=b></title>", []),
        ("<script/src=a></script><script src = 'b'/></script>", ["a", "b"]),
        ("<script src=a&amp;b></script>", ["a&b"]),
        ("<script src=a src=b></script>", ["a"]),
        ("<script src='https://a.example/a.js'</body></html>", ["https://a.example/a.js"]),
        ("<script src=a", []),
        ("<!--><script src=a></script>--><iframe><script src=b></script></iframe>", ["a"]),
        ("<plaintext><script src=a></script>", []),
        ("< script src=a><1><script src=b></script>", ["b"]),
        ("<!doctype html><?xml ?></p><script src=a></script>", ["a"]),
    ],
)
def test_tags_are_found_in_a_stream(text: str, found: list[str]) -> None:
    assert [said.get("src") for _, said in elements(text, "script")] == found


# --- strict -------------------------------------------------------------------------------------

CSP, SRI, XFO = "content-security-policy", "subresource-integrity", "x-frame-options"
COOKIES, HSTS = "cookies", "strict-transport-security"
NO_UNSAFE = "csp-implemented-with-no-unsafe"
INLINE = "csp-implemented-with-unsafe-inline"
FOREIGN = "sri-not-implemented-but-external-scripts-loaded-securely"


@pytest.mark.parametrize(
    ("policy", "theirs", "ours"),
    [
        ("default-src 'self'; script-src 'self' blob:", NO_UNSAFE, INLINE),
        ("default-src 'self'; object-src data:", NO_UNSAFE, INLINE),
        ("default-src 'self'; script-src-elem 'unsafe-inline'", NO_UNSAFE, INLINE),
        ("default-src 'self'; script-src-attr 'unsafe-inline'", NO_UNSAFE, INLINE),
        ("default-src 'self'; style-src-attr 'unsafe-inline'", NO_UNSAFE,
         "csp-implemented-with-unsafe-inline-in-style-src-only"),
        ("default-src 'self'; script-src 'nonce-' 'unsafe-inline'", NO_UNSAFE, INLINE),
        ("default-src self", NO_UNSAFE, "csp-header-invalid"),
        ("default-src 'self',", "csp-header-invalid", NO_UNSAFE),
        (",default-src 'none'", "csp-header-invalid", f"{NO_UNSAFE}-default-src-none"),
        ("default-src 'self'; default-src *", "csp-header-invalid", NO_UNSAFE),
        ("sandbox", INLINE, "csp-implemented-with-unsafe-inline-in-style-src-only"),
        ("foobar", INLINE, "csp-header-invalid"),
        ("default-src 'self'; img-src http://a.example; upgrade-insecure-requests",
         "csp-implemented-with-insecure-scheme-in-passive-content-only", NO_UNSAFE),
        ("default-src 'self'; report-uri http://a.example/", "csp-implemented-with-insecure-scheme",
         NO_UNSAFE),
        ("default-src 'self'; report-uri /a; report-uri /b",
         "csp-implemented-but-duplicate-directives", "csp-implemented-but-duplicate-directives"),
        ("default-src 'self'; script-src 'strict-dynamic'", "csp-header-invalid", "csp-header-invalid"),
        ("default-src 'self' 'unsafe-eval'", "csp-implemented-with-unsafe-eval",
         "csp-implemented-with-unsafe-eval"),
    ],
)  # fmt: skip
def test_policies_are_judged_as_browsers_enforce_them(policy: str, theirs: str, ours: str) -> None:
    assert both(one(("Content-Security-Policy", policy)), CSP) == (theirs, ours)


def test_a_policy_in_the_body_of_the_page_is_none() -> None:
    body = "<p><meta http-equiv=content-security-policy content=\"default-src 'self'\">"
    retrieved = one(("Content-Security-Policy-Report-Only", "default-src 'none'"), body=body)
    assert retrieved.https is not None
    bare = [h for h in retrieved.https.last.headers if h[0] != "Content-Security-Policy"]
    retrieved = Retrieved(
        retrieved.host, None, Page((hop(HTTPS, 200, *bare),), retrieved.https.body, AT)
    )
    assert both(retrieved, CSP) == (NO_UNSAFE, "csp-not-implemented-but-reporting-enabled")


@pytest.mark.parametrize(
    ("line", "theirs", "ours"),
    [
        ("sess=; Max-Age=0", "cookies-session-without-httponly-flag", "cookies-not-found"),
        ("sess=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "cookies-session-without-httponly-flag",
         "cookies-not-found"),
        ("assessment_id=*; Secure", "cookies-session-without-httponly-flag",
         "cookies-secure-with-httponly-sessions"),
        ("foo", "cookies-not-found", "cookies-without-secure-flag-but-protected-by-hsts"),
        ("sid=*; Secure", "cookies-secure-with-httponly-sessions",
         "cookies-session-without-httponly-flag"),
        ("a=*; Secure; SameSite=x", "cookies-samesite-flag-invalid", "cookies-samesite-flag-invalid"),
        ("a=*; SameSite=None", "cookies-samesite-flag-invalid", "cookies-samesite-flag-invalid"),
        ("csrf=*; Secure", "cookies-anticsrf-without-samesite-flag",
         "cookies-anticsrf-without-samesite-flag"),
        ("heroku-session-affinity=*", "cookies-not-found", "cookies-not-found"),
        ("a=*; Secure; SameSite=Lax", "cookies-secure-with-httponly-sessions-and-samesite",
         "cookies-secure-with-httponly-sessions-and-samesite"),
    ],
)  # fmt: skip
def test_cookies_are_judged_by_what_browsers_keep(line: str, theirs: str, ours: str) -> None:
    assert both(one(("Set-Cookie", line)), COOKIES) == (theirs, ours)


@pytest.mark.parametrize(
    ("body", "theirs", "ours"),
    [
        ("<script src=//a.example.net/a.js></script>",
         "sri-not-implemented-and-external-scripts-not-loaded-securely", FOREIGN),
        ("<script src=HTTPS://a.example.net/a.js></script>",
         "sri-not-implemented-but-all-scripts-loaded-from-secure-origin", FOREIGN),
        ("<base href=https://a.example.net/><script src=a.js></script>",
         "sri-not-implemented-but-all-scripts-loaded-from-secure-origin", FOREIGN),
        ("<script src=https://a.example.net/a.js integrity=x></script>",
         "sri-implemented-and-external-scripts-loaded-securely", FOREIGN),
        ("<script src=http://a.example.net/a.js></script>",
         "sri-not-implemented-and-external-scripts-not-loaded-securely",
         "sri-not-implemented-and-external-scripts-not-loaded-securely"),
        ("<script src=data:,1></script>",
         "sri-not-implemented-but-all-scripts-loaded-from-secure-origin",
         "sri-not-implemented-but-all-scripts-loaded-from-secure-origin"),
        ("<noscript><script src=http://a.example.net/a.js></script></noscript>",
         "sri-not-implemented-and-external-scripts-not-loaded-securely",
         "sri-not-implemented-but-no-scripts-loaded"),
        ('{"a": 1}', "html-not-parseable", "sri-not-implemented-but-no-scripts-loaded"),
    ],
)  # fmt: skip
def test_scripts_are_judged_by_where_browsers_fetch_them(body: str, theirs: str, ours: str) -> None:
    assert both(one(body=body), SRI) == (theirs, ours)


@pytest.mark.parametrize(
    ("headers", "theirs", "ours"),
    [
        ([("X-Frame-Options", "DENY, DENY")], "header-invalid", "sameorigin-or-deny"),
        ([("X-Frame-Options", "ALLOW-FROM https://a.example")], "allow-from-origin", "header-invalid"),
        ([("Content-Security-Policy", "default-src 'self'; frame-ancestors *")],
         "implemented-via-csp", "not-implemented"),
        ([("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self'")],
         "implemented-via-csp", "implemented-via-csp"),
    ],
)  # fmt: skip
def test_framing_is_judged_as_browsers_allow_it(
    headers: list[tuple[str, str]], theirs: str, ours: str
) -> None:
    assert both(one(*headers), XFO) == (f"{XFO}-{theirs}", f"{XFO}-{ours}")


@pytest.mark.parametrize(
    ("value", "theirs", "ours"),
    [
        ("max-age=abc", "implemented-max-age-at-least-six-months", "header-invalid"),
        ("max-age=-1", "implemented-max-age-less-than-six-months", "header-invalid"),
        ("max-age = 31536000", "header-invalid", "implemented-max-age-at-least-six-months"),
        ("max-age=300", "implemented-max-age-less-than-six-months",
         "implemented-max-age-less-than-six-months"),
    ],
)  # fmt: skip
def test_hsts_is_judged_by_its_grammar(value: str, theirs: str, ours: str) -> None:
    found = one(("Strict-Transport-Security", value))
    assert both(found, HSTS) == (f"hsts-{theirs}", f"hsts-{ours}")


def test_a_site_without_https_has_nothing_to_score_with() -> None:
    retrieved = Retrieved("www.acme.example", Page((hop(HTTP, 200, *GOOD),), b"<p>", AT))
    report = strict.grade(retrieved, None)
    assert (report.score, report.grade) == (0, "F")
    assert report.arithmetic.endswith(f"({strict.CORRECTIONS['no-https']})")
    assert compat.grade(retrieved, None).score == 60


def test_a_circle_over_http_shows_nothing_over_http() -> None:
    circle = Page(tuple(hop(HTTP, 301, ("Location", HTTP)) for _ in range(11)), at=AT)
    https = one().https
    retrieved = Retrieved("www.acme.example", circle, https)
    assert both(retrieved, "redirection") == (
        "redirection-not-to-https",
        "redirection-not-needed-no-http",
    )


def test_a_cookie_over_http_is_open_to_all() -> None:
    plain = Page((hop(HTTP, 301, ("Location", HTTPS), ("Set-Cookie", "sid=*")), hop()), at=AT)
    retrieved = Retrieved("www.acme.example", plain, one().https)
    assert both(retrieved, COOKIES) == ("cookies-not-found", "cookies-session-without-secure-flag")


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_what_stands_in_front_of_the_page_is_not_graded(status: int) -> None:
    retrieved = Retrieved("www.acme.example", None, Page((hop(HTTPS, status, *GOOD),), b"<p>", AT))
    with pytest.raises(UnreadableError):
        strict.grade(retrieved, None)


def test_nothing_at_all_is_not_graded() -> None:
    for grade in (compat.grade, strict.grade):
        with pytest.raises(UnreadableError):
            grade(Retrieved("www.acme.example"), None)


def test_differences_carry_their_correction() -> None:
    found = one(body="<script src=//a.example.net/a.js></script>")
    ours, theirs = strict.grade(found, None), compat.grade(found, None)
    assert [(a.result, b.modifier, a.reason.partition(":")[0]) for a, b in strict.differences(ours, theirs)] == [
        (FOREIGN, -50, "page-scheme")
    ]  # fmt: skip
