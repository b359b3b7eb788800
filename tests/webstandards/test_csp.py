"""Policies are read as browsers read them, and their weaknesses told in known words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.web import Hop
from soescan.webstandards import csp
from soescan.webstandards.csp_evaluator import SEVERITIES, find_weaknesses, worst_severity
from soescan.webstandards.html import parse_html as parse_page

KEY = "'nonce-r4nd0mr4nd0m'"
HASH = "'sha256-hqBEA/HXB3aJU2FgOnYN8rkAgEVgyfi3Vs1j2/XMPBA='"


def protection(*policies: str) -> str:
    return csp.script_protection([csp.parse_policy(policy) for policy in policies])


@pytest.mark.parametrize(
    ("policy", "level"),
    [
        ("", "none"),
        ("img-src 'self'", "none"),
        ("default-src *", "none"),
        ("default-src 'self' data:", "none"),
        ("script-src https:", "none"),
        # any host, however it is written (section 2.3.1)
        ("script-src https://*", "none"),
        ("script-src http://*", "none"),
        ("script-src HTTPS://*:443", "none"),
        ("script-src *:*", "none"),
        ("script-src https://*/js/", "none"),
        ("script-src 'self' *.com", "none"),
        ("script-src https://*.acme.example", "allow-list"),
        # 'strict-dynamic' without a key: nothing that the page itself names runs (section 8.2)
        ("script-src https: 'self' 'strict-dynamic'", "strict"),
        ("default-src * 'unsafe-inline' 'strict-dynamic'", "strict"),
        ("script-src 'self'; script-src-elem * 'strict-dynamic'", "strict"),
        ("script-src 'strict-dynamic'; script-src-attr 'unsafe-inline'", "none"),
        ("script-src https:; style-src 'strict-dynamic'", "none"),
        ("script-src 'self' 'unsafe-inline'", "none"),
        ("script-src 'self'; script-src-elem 'self' 'unsafe-inline'", "none"),
        ("script-src 'self'; script-src-attr 'unsafe-inline'", "none"),
        ("script-src 'nonce-' 'unsafe-inline'", "none"),
        ("default-src 'self'", "allow-list"),
        ("script-src a.example; object-src 'none'", "allow-list"),
        (f"script-src 'self' {KEY} 'unsafe-inline'", "allow-list"),
        (f"script-src {KEY} 'unsafe-inline'", "strict"),
        (f"script-src {KEY} 'strict-dynamic' https: 'unsafe-inline'", "strict"),
        (f"script-src {HASH}", "strict"),
        ("default-src 'none'", "strict"),
        ("default-src", "strict"),
        ("sandbox allow-forms", "strict"),
        ("sandbox allow-scripts", "none"),
    ],
)
def test_protection_is_what_injected_scripts_meet(policy: str, level: str) -> None:
    assert protection(policy) == level


def test_of_several_policies_the_strictest_protects() -> None:
    assert protection("default-src *", "script-src 'self'", "img-src *") == "allow-list"
    assert csp.script_protection([csp.parse_policy("script-src 'none'", enforced=False)]) == "none"


def test_of_a_directive_that_stands_twice_the_first_counts() -> None:
    assert csp.parse_policy("Default-Src 'self'; default-src *").sources("img-src") == ("'self'",)


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("script-src-elem", ("s",)),
        ("worker-src", ("c",)),
        ("frame-src", ("c",)),
        ("style-src-attr", ("d",)),
        ("base-uri", None),
        ("frame-ancestors", None),
    ],
)
def test_a_missing_directive_falls_back_as_the_standard_says(
    name: str, sources: tuple[str, ...] | None
) -> None:
    assert csp.parse_policy("default-src d; child-src c; script-src s").sources(name) == sources


def test_headers_hold_lists_of_policies_and_pages_one_each() -> None:
    hop = Hop(
        "https://acme.example/",
        200,
        (
            ("Content-Security-Policy", "default-src 'self', , script-src 'none'"),
            ("content-security-policy-report-only", "img-src 'none'"),
        ),
    )
    found = csp.header_policies(hop)
    assert [(policy.text, policy.enforced) for policy in found] == [
        ("default-src 'self'", True),
        ("script-src 'none'", True),
        ("img-src 'none'", False),
    ]
    page = parse_page(
        "<head><META HTTP-EQUIV='Content-Security-Policy' CONTENT='sandbox; img-src a.example'>"
        "<meta http-equiv=content-security-policy><meta http-equiv=content-security-policy"
        " content='frame-ancestors *'></head><body>"
        "<meta http-equiv=content-security-policy content=\"default-src 'none'\">"
    )
    assert [dict(policy.directives) for policy in csp.meta_policies(page)] == [
        {"img-src": ("a.example",)}
    ]


@pytest.mark.parametrize(
    ("policies", "limits"),
    [
        (["default-src 'none'"], None),
        (["frame-ancestors 'none'"], True),
        (["frame-ancestors"], True),
        (["frame-ancestors 'self' https://a.example"], True),
        (["frame-ancestors *"], False),
        (["frame-ancestors https:"], False),
        (["frame-ancestors https://*"], False),
        (["frame-ancestors 'self' http://*:*"], False),
        (["frame-ancestors *", "frame-ancestors 'self'"], True),
    ],
)
def test_frame_ancestors_limits_framing_unless_it_lets_everyone_in(
    policies: list[str], limits: bool | None
) -> None:
    assert csp.limits_framing([csp.parse_policy(policy) for policy in policies]) is limits


def test_hosts_are_those_of_every_directive_that_holds_sources() -> None:
    policy = csp.parse_policy(
        "default-src 'self' *.A.example https://b.example:*/x?; report-uri https://r.example/csp;"
        " plugin-types application/x.pdf; report-to g.example; img-src data: localhost 'nonce-a.b'"
    )
    assert csp.list_hosts([policy]) == ("*.a.example", "b.example", "r.example")


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("script-src 'none'; object-src 'none'", []),
        ("script-src", ["MISSING_DIRECTIVES"]),
        ("script-src 'unsafe-hashes'; object-src 'none'", ["SCRIPT_UNSAFE_HASHES"]),
        ("default-src 'none'; img-src 127.0.0.1", ["IP_SOURCE"]),
        ("default-src 'none'; img-src [::1]:80", ["IP_SOURCE"]),
        ("default-src 'none'; referrer no", ["DEPRECATED_DIRECTIVE"]),
        ("default-src 'none'; style-src 'nonce-!!!!!!!!!'", ["NONCE_CHARSET"]),
        ("default-src 'none'; style-src nonce-abcdefgh", ["INVALID_KEYWORD"]),
        ("default-src 'none'; require-trusted-types-for 'script'", []),
        ("default-src 'none'; trusted-types 'other'", ["INVALID_KEYWORD"]),
        (f"script-src {HASH} 'strict-dynamic'; object-src 'none'", ["MISSING_DIRECTIVES"]),
        ("default-src 'none'; object-src ajax.googleapis.com", ["OBJECT_ALLOWLIST_BYPASS"]),
        ("default-src 'none'; object-src a.example; plugin-types a/b", []),
    ],
)
def test_each_weakness_has_its_name(policy: str, told: list[str]) -> None:
    assert [one.type for one in find_weaknesses(policy)] == told


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        ("www.google-analytics.com", "MEDIUM_MAYBE"),
        ("www.google-analytics.com 'unsafe-eval'", "HIGH"),
        ("*.googleapis.com", "HIGH"),
        ("https://cdn.jsdelivr.net:*", "HIGH"),
        ("cdn.jsdelivr.net/other/", "MEDIUM_MAYBE"),
        ("cdnjs.cloudflare.com/ajax/libs/angular.js/", "HIGH"),
        ("notcdnjs.cloudflare.com", "MEDIUM_MAYBE"),
        ("a.example:x", "MEDIUM_MAYBE"),
    ],
)
def test_hosts_that_answer_with_any_script_make_a_list_worthless(
    source: str, severity: str
) -> None:
    findings = find_weaknesses(f"object-src 'none'; script-src {source}")
    assert [f.severity for f in findings if f.type == "SCRIPT_ALLOWLIST_BYPASS"] == [severity]


def test_the_worst_of_nothing_is_none() -> None:
    assert worst_severity(()) == "NONE"
    assert worst_severity(find_weaknesses("script-src *")) == "HIGH"


def test_findings_are_those_of_csp_evaluator(shared: Path) -> None:
    cases = json.loads((shared / "data" / "oracles" / "csp_evaluator.json").read_text())["cases"]
    for case in cases:
        found = [
            {"type": f.type, "severity": f.severity, "directive": f.directive, "value": f.value}
            for f in find_weaknesses(case["csp"])
        ]
        assert found == case["findings"], case["csp"]


WORDS = st.sampled_from(
    ["script-src", "default-src", "object-src", "'self'", "'none'", "https:", "*", "a.example",
     "https://[", "//", "%", "'nonce-", KEY, ";", ",", "://:*", "frame-ancestors", "sandbox", "é"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=200))
def test_no_policy_is_too_strange(text: str) -> None:
    policy = csp.parse_policy(text)
    assert csp.script_protection([policy]) in ("none", "allow-list", "strict")
    csp.list_hosts([policy])
    csp.limits_framing([policy])
    csp.upgrades_insecure_requests([policy])
    for found in find_weaknesses(text):
        assert found.severity in SEVERITIES
        assert str(found)
