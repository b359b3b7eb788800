"""Do browsers keep to the types that the server declares?"""

from __future__ import annotations

import pytest

from soescan.scan.probes.nosniff import PROBE
from tests.site.factories import facts_by_key, page, run_probe, site


@pytest.mark.parametrize(
    ("sent", "says"),
    [(["nosniff"], True), (["NOSNIFF", "x"], True), (["x"], False), ([""], False), ([], False)],
)
def test_the_first_value_counts(sent: list[str], says: bool) -> None:
    headers = [("X-Content-Type-Options", value) for value in sent]
    assert facts_by_key(run_probe(PROBE, site(page(headers=headers)))) == {"headers.nosniff": says}
