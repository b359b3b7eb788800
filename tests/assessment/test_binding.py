"""Nobody approves themselves: which records of IT's are about a tool."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.assessment import assess
from soescan.model import (
    Answer,
    Assessment,
    Catalog,
    Header,
    Match,
    MatchedBy,
    Outcome,
    Product,
    ProductId,
    RoleId,
    Standing,
    Supplier,
    Test,
    Tool,
    Vendor,
    Verdict,
)
from soescan.reference.identity import ToolIdentity
from tests.assessment.factories import NOTHING, SAML, case, standard, waiver

CISO = (RoleId("ciso"),)
SSO = standard("sso", Test(SAML, "eq", True), waivable_by=CISO)
HONEST = Tool("Pigeonpost", "https://www.pigeonpost.example")
FORGERIES = (
    Tool("Evil", "https://evil.test", vendor=Vendor("Pigeonpost")),
    Tool("Pigeonpost", "https://evil.test"),
    Tool("Pigeonpost"),
    Tool("pigeonpost Ltd.", "https://evil.test/pigeonpost"),
    Tool("pigeonpost.example", "https://evil.test"),
    Tool("Evil", "https://evil.test", vendor=Vendor("pigeonpost.example")),
    Tool("Pigeonpost", "https://pigeonpost.evil.test"),
    Tool("Pigeonpost", "https://pigeonpost.example.evil.test"),
    Tool("Pigeonpost", "https://evil.test", app_url="https://pigeonpost.example"),
    Tool("Pigeonpost", "https://github.com/pigeonpost"),
    Tool("Pigeonpost", "https://pigeonpost.github.io"),
    Tool("Evil", "https://notpigeonpost.example", vendor=Vendor("Pigeonpost")),
)


def judged(tool: Tool, subject: str) -> Assessment:
    answer = Answer(subject, SAML, False, "Jo")
    held = replace(waiver(), tool=subject)
    return assess(case(SSO, tool=tool, answers=(answer,), waivers=(held,)))


@pytest.mark.parametrize(
    "subject",
    ["pigeonpost.example", "https://pigeonpost.example", "https://www.pigeonpost.example/de",
     "Pigeonpost", "PIGEONPOST"],
)  # fmt: skip
def test_a_record_counts_by_the_domain_that_the_tool_is_on(subject: str) -> None:
    assert judged(HONEST, subject).findings[-1].verdict is Verdict.WAIVED


@pytest.mark.parametrize("tool", FORGERIES)
@pytest.mark.parametrize("subject", ["Pigeonpost", "pigeonpost.example"])
def test_a_name_or_a_vendor_that_the_requester_wrote_binds_nothing(
    tool: Tool, subject: str
) -> None:
    found = judged(tool, subject)
    assert found.outcome is Outcome.CANNOT_TELL
    assert found.findings[-1].verdict is Verdict.UNKNOWN


def test_a_record_that_only_carries_the_name_is_a_question_to_it() -> None:
    asked = [q.text for q in judged(FORGERIES[1], "Pigeonpost").questions if q.asks is Supplier.IT]
    assert asked == [
        "Is the waiver and answer on file for Pigeonpost about Pigeonpost (evil.test)?"
        " If so, put the product's id or the tool's domain into the record."
    ]


def test_a_record_may_name_the_id_the_name_or_an_alias_of_its_product() -> None:
    listed = Product(ProductId("pp"), "Pigeonpost Mail", Standing.PILOT, "Doves", ("Pigeons",))
    match = Match(MatchedBy.DOMAIN, listed)
    identity = ToolIdentity.of(Tool("X", "https://x.example"), match, Catalog(Header("x", "X")))
    assert all(map(identity.is_subject, ("pp", "Pigeonpost Mail", "pigeons")))
    assert not identity.is_subject("Doves")
    assert identity.is_subject("Doves", by_vendor=True)


@pytest.mark.parametrize("url", ["https://pigeonpost.test", "https://pigeonpost.co.uk"])
def test_the_same_name_under_another_ending_is_another_domain(url: str) -> None:
    answers = (Answer("Pigeonpost", SAML, True), Answer("pigeonpost.example", SAML, True))
    tool = Tool("Pigeonpost", url)
    assert assess(case(SSO, tool=tool, answers=answers)).outcome is Outcome.CANNOT_TELL
    known = Product(ProductId("pp"), "Pigeonpost", Standing.APPROVED)
    catalog = Catalog(Header("x", "X"), products=(known,))
    identity = ToolIdentity.of(replace(tool, name="Evil"), NOTHING, catalog)
    assert not identity.is_subject("Pigeonpost")


def test_a_known_vendors_name_under_another_ending_is_not_the_vendor() -> None:
    tool = Tool("HubSpot", "https://hubspot.test")
    identity = ToolIdentity.of(tool, NOTHING, Catalog(Header("x", "X")))
    assert not identity.is_subject("HubSpot")


def test_a_record_about_a_page_of_a_public_host_is_about_that_page() -> None:
    tool = Tool("Kiln", "https://github.com/kiln/kiln")
    identity = ToolIdentity.of(tool, NOTHING, Catalog(Header("x", "X")))
    assert identity.is_subject("https://github.com/kiln/kiln/")
    assert not identity.is_subject("https://github.com/other/kiln")
    assert not identity.is_subject("github.com")


@given(
    st.sampled_from(("Pigeonpost", "pigeonpost.example", "Evil", "pp")),
    st.sampled_from(("", "https://evil.test", "https://evil.test/pigeonpost.example")),
    st.sampled_from(("", "Pigeonpost", "pigeonpost.example", "Doves Ltd")),
    st.sampled_from(("", "https://pigeonpost.example", "https://evil.test")),
    st.sampled_from(("Pigeonpost", "pigeonpost.example", "https://pigeonpost.example", "pp")),
)
def test_nobody_approves_themselves(
    name: str, url: str, vendor: str, app_url: str, subject: str
) -> None:
    """Whatever a requester calls a tool, a record counts only for what is on its domain."""
    tool = Tool(name, url, app_url=app_url, vendor=Vendor(vendor))
    if not url and app_url == "https://pigeonpost.example":
        return  # that is the tool that the record is about
    found = judged(tool, subject)
    assert (found.outcome, found.findings[-1].waiver) == (Outcome.CANNOT_TELL, "")


@pytest.mark.parametrize(
    ("approved_by", "counts"),
    [
        ("ciso", True), ("CISO", True), ("Jo Ferreira, CISO", True), ("Jo, Ferreira, ciso", True),
        ("Chief Security Officer", True), ("Jo, chief security officer", True),
        ("security@harbour.example", True), ("Jo, security@harbour.example", True),
        ("Trainee, Marketing", False), ("CISO, Trainee", False), ("Jo for the CISO", False),
        ("it", False), ("Jo, IT", False), ("", False), (",", False),
    ],
)  # fmt: skip
def test_a_waiver_counts_if_a_role_that_may_grant_it_did(approved_by: str, counts: bool) -> None:
    from soescan.model import Role

    roles = (
        Role(RoleId("ciso"), "Chief Security Officer", contact="security@harbour.example"),
        Role(RoleId("it"), "IT"),
    )
    held = waiver(approved_by=approved_by, tool="acme.example")
    made = case(SSO, facts={SAML: False}, waivers=(held,), roles=roles)
    finding = assess(made).findings[-1]
    assert (finding.verdict is Verdict.WAIVED) is counts
    if not counts:
        assert finding.waiver == (
            f"W-1 is approved by {approved_by}; it counts if approved by Chief Security Officer"
        )


def test_a_standard_that_nobody_may_waive_is_not_waived_whatever_its_severity() -> None:
    from soescan.model import Severity

    for severity in Severity:
        strict = standard("sso", Test(SAML, "eq", True), severity, waivable_by=())
        finding = assess(case(strict, facts={SAML: False}, waivers=(waiver(),))).findings[-1]
        assert finding.verdict is Verdict.CONFLICTS
        assert finding.waiver == "W-1 does not count: nobody may waive this standard"
