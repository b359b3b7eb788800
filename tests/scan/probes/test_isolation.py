"""Is the page kept apart from windows and pages of other sites?"""

from __future__ import annotations

import pytest

from soescan.scan.probes.isolation import PROBE
from tests.site.factories import facts_by_key, page, run_probe, site

OPENER, EMBEDDER = "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy"
RESOURCE = "Cross-Origin-Resource-Policy"


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ([], ("none", "none", "none")),
        (
            [(OPENER, 'same-origin; report-to="x"'), (EMBEDDER, "require-corp"), (RESOURCE, "same-site")],
            ("same-origin", "require-corp", "same-site"),
        ),
        ([(OPENER, "a, b"), (EMBEDDER, " "), (RESOURCE, '"x"')], ("a, b", "none", '"x"')),
    ],
)  # fmt: skip
def test_each_header_is_told_without_its_parameters(
    headers: list[tuple[str, str]], told: tuple[str, str, str]
) -> None:
    facts = facts_by_key(run_probe(PROBE, site(page(headers=headers))))
    assert tuple(facts.values()) == told
    assert tuple(facts) == ("headers.coop", "headers.coep", "headers.corp")
