"""Does a content security policy keep injected scripts from running?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from soescan.scan.probes.csp import PROBE
from tests.site.factories import facts_by_key, page, run_probe, site

HEADER = "Content-Security-Policy"


@pytest.mark.parametrize(
    ("headers", "body", "present", "enforced", "level", "hosts"),
    [
        ([], "", False, False, "none", ()),
        ([(HEADER, "default-src 'self' cdn.example.com")], "", True, True, "allow-list",
         ("cdn.example.com",)),
        ([(f"{HEADER}-Report-Only", "script-src r.example.com")], "", True, False, "none",
         ("r.example.com",)),
        ([(HEADER, "")], "", False, False, "none", ()),
        ([(HEADER, "default-src *"), (HEADER, "script-src 'none'")], "", True, True, "strict", ()),
        ([], "<head><meta http-equiv=Content-Security-Policy content=\"script-src 'self'\"></head>",
         True, True, "allow-list", ()),
        ([(HEADER, "foobar")], "", True, True, "none", ()),
    ],
)  # fmt: skip
def test_policies_are_told_as_browsers_take_them(
    headers: list[tuple[str, str]],
    body: str,
    present: bool,
    enforced: bool,
    level: str,
    hosts: tuple[str, ...],
) -> None:
    facts = facts_by_key(run_probe(PROBE, site(page(body=body, headers=headers))))
    assert ("csp.findings" in facts) is enforced
    facts.pop("csp.findings", None)
    assert facts == {
        "csp.present": present,
        "csp.enforced": enforced,
        "csp.script_protection": level,
        "csp.hosts": hosts,
    }


def test_weaknesses_are_named_worst_first() -> None:
    policy = "script-src 'self' 'unsafe-inline'; object-src 'none'; img-src http://i.example.com"
    evidence = run_probe(PROBE, site(page(headers=[(HEADER, policy)])))
    fact = next(fact for fact in evidence.facts if fact.key == "csp.script_protection")
    assert fact.origin.excerpt.startswith("SCRIPT_UNSAFE_INLINE (high) script-src 'unsafe-inline'")
    assert "SRC_HTTP (medium) img-src http://i.example.com" in fact.origin.excerpt
    listed = next(fact.value for fact in evidence.facts if fact.key == "csp.findings")
    assert isinstance(listed, tuple)
    assert listed[0] == "SCRIPT_UNSAFE_INLINE (high) script-src 'unsafe-inline'"


def test_a_saved_answer_without_its_body_tells_what_its_headers_say() -> None:
    kept = replace(page(headers=[(HEADER, "script-src 'self'")]), body=b"", bodiless=True)
    assert facts_by_key(run_probe(PROBE, site(kept)))["csp.script_protection"] == "allow-list"
    evidence = run_probe(PROBE, site(replace(page(), body=b"", bodiless=True)))
    assert evidence.facts == ()
    assert [gap.state for gap in evidence.gaps] == ["not-recorded"]
