"""A site is looked at once, says where each fact is from, and a page that is not its own is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Basis, Fact, Gap
from soescan.scan.probes import Probe, scan_state
from soescan.site.site import EXCERPT, Site, tidy_excerpt
from soescan.web import Get
from soescan.web.recording import Failure, Recorder
from tests.site.factories import AT, facts_by_key, page, run_probe, site


def test_a_fact_says_where_when_by_whom_and_for_how_long() -> None:
    def look(where: Site) -> Iterator[Fact | Gap]:
        yield where.fact("csp.present", False, where.page, "no\theader")

    evidence = run_probe(Probe("csp", "", ("csp.present",), look), site(page()))
    (fact,) = evidence.facts
    assert (fact.subject, fact.key, fact.value) == ("acme.example", "csp.present", False)
    assert fact.origin.basis is Basis.OBSERVED
    assert fact.origin.url == "https://acme.example/"
    assert (fact.origin.at, fact.origin.by, fact.origin.excerpt) == (AT, "csp", "no header")
    assert len(fact.origin.sha256) == 64
    assert fact.expires == date(2027, 2, 22)


def test_what_a_probe_saw_before_it_failed_counts() -> None:
    def look(where: Site) -> Iterator[Fact | Gap]:
        yield where.fact("csp.present", True, where.page)
        raise UnreadableError(UnreadableState.TIMEOUT, "no answer in 8 s")

    evidence = run_probe(Probe("csp", "", ("csp.present",), look), site(page()))
    assert facts_by_key(evidence) == {"csp.present": True}
    (gap,) = evidence.gaps
    assert (gap.probe, gap.state, gap.why) == ("csp", "timeout", "no answer in 8 s")
    assert gap.subject == "acme.example"


def test_www_is_filed_under_the_bare_host() -> None:
    assert site(url="https://www.acme.example/tour").host == "acme.example"


def test_a_page_of_the_site_may_be_named_relative_to_where_it_landed() -> None:
    landed = page("https://www.acme.example/en/", before=())
    acme = site(
        page("https://www.acme.example/en/legal"),
        outcomes={Get("https://acme.example/"): landed},
    )
    assert acme.get("legal").url == "https://www.acme.example/en/legal"


def test_a_site_without_https_is_read_over_http() -> None:
    acme = site(
        page("http://acme.example/"),
        outcomes={Get("https://acme.example/"): Failure(UnreadableState.DOWN, "refused", AT)},
    )
    assert acme.page.url == "http://acme.example/"


@pytest.mark.parametrize(
    "state", [UnreadableState.DNS, UnreadableState.ROBOTS, UnreadableState.REFUSED]
)
def test_a_site_that_must_not_be_read_is_not_asked_in_another_way(state: UnreadableState) -> None:
    acme = site(
        page("http://acme.example/"),
        outcomes={Get("https://acme.example/"): Failure(state, "no", AT)},
    )
    with pytest.raises(UnreadableError) as raised:
        _ = acme.page
    assert raised.value.state is state


def test_a_page_that_is_no_page_of_the_vendor_yields_a_state_and_a_gap() -> None:
    evidence = run_probe(scan_state.PROBE, site(page(status=403)))
    assert facts_by_key(evidence) == {"scan.state": "blocked"}
    assert [gap.state for gap in evidence.gaps] == ["blocked"]


def test_a_page_that_is_no_html_is_parsed_as_nothing() -> None:
    acme = site(page(body=b"%PDF-1.7", headers=[("Content-Type", "application/pdf")]))
    assert acme.document.text_content() == ""


def test_probes_share_one_answer() -> None:
    inner = site(page())
    asked: list[object] = []

    class Counting:
        def ask(self, question):  # type: ignore[no-untyped-def]
            asked.append(question)
            return inner.web.ask(question)

    acme = Site("https://acme.example/", Recorder(Counting()))
    assert acme.page is acme.page
    acme.ask(Get("https://acme.example/"))
    assert asked == [Get("https://acme.example/")]


@given(st.text(max_size=5_000))
def test_an_excerpt_is_one_short_line(text: str) -> None:
    line = tidy_excerpt(text)
    assert len(line) <= EXCERPT
    assert line.isprintable() or all(c.isprintable() or ord(c) > 0x9F for c in line)
    assert "\n" not in line
