"""Does the site say which features of the browser it needs?"""

from __future__ import annotations

import pytest

from soescan.scan.probes.permissions import PROBE
from tests.site.factories import facts_by_key, page, run_probe, site


@pytest.mark.parametrize(
    ("headers", "there"),
    [
        ([("Permissions-Policy", "camera=()")], True),
        ([("permissions-policy", " ")], False),
        ([("Feature-Policy", "camera 'none'")], False),
        ([], False),
    ],
)
def test_the_header_has_to_say_something(headers: list[tuple[str, str]], there: bool) -> None:
    assert facts_by_key(run_probe(PROBE, site(page(headers=headers)))) == {
        "headers.permissions": there
    }
