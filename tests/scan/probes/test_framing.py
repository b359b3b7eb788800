"""Does the application keep other sites from showing it in a frame?"""

from __future__ import annotations

import pytest

from soescan.scan.probes.framing import PROBE
from tests.site.factories import facts_by_key, page, run_probe, site

CSP, XFO = "Content-Security-Policy", "X-Frame-Options"


@pytest.mark.parametrize(
    ("headers", "protected"),
    [
        ([], False),
        ([(XFO, "DENY")], True),
        ([(XFO, "sameorigin"), (XFO, "SAMEORIGIN")], True),
        ([(XFO, "ALLOW-FROM https://a.example")], False),
        ([(XFO, "DENY;")], False),
        ([(CSP, "frame-ancestors 'self'")], True),
        ([(CSP, "frame-ancestors *")], False),
        ([(CSP, "frame-ancestors *"), (XFO, "DENY")], False),
        ([(CSP, "default-src 'none'"), (XFO, "DENY")], True),
        ([(f"{CSP}-Report-Only", "frame-ancestors 'none'")], False),
    ],
)
def test_a_policy_goes_before_the_older_header(
    headers: list[tuple[str, str]], protected: bool
) -> None:
    facts = facts_by_key(run_probe(PROBE, site(page(headers=headers))))
    assert facts == {"frame.protection": protected}


def test_a_meta_element_protects_nothing() -> None:
    body = "<head><meta http-equiv=content-security-policy content=\"frame-ancestors 'none'\">"
    assert facts_by_key(run_probe(PROBE, site(page(body=body)))) == {"frame.protection": False}
