"""Rows of one tool are one tool: what is stricter counts, and what contradicts is asked."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.files import NoteCollector
from soescan.model import Cost, DataUse, Exit, Level, Place, Support, Tool, Use, Vendor
from soescan.proposal.merging import merge_rows

PUBLIC, CONFIDENTIAL = DataUse("public"), DataUse("confidential")
HUB = "https://hubspot.example"


def merge(*tools: Tool) -> tuple[list[Tool], list[str]]:
    notes = NoteCollector()
    placed = [replace(tool, place=Place("t.csv", 2 + n)) for n, tool in enumerate(tools)]
    merged = [replace(tool, place=Place("")) for tool in merge_rows(placed, notes)]
    return merged, [note.says for note in notes.as_tuple()]


def one(*tools: Tool) -> Tool:
    (merged,), _ = merge(*tools)
    return merged


def test_a_second_row_with_other_data_is_not_the_same_tool_again() -> None:
    merged, said = merge(
        Tool("Confido", HUB, data=(PUBLIC,)), Tool("Confido", HUB, data=(CONFIDENTIAL,))
    )
    assert [tool.data for tool in merged] == [(PUBLIC, CONFIDENTIAL)]
    assert said == [
        "Confido: lines 2 and 3 are read as one tool; where they differ, the stricter one counts"
    ]


def test_rows_with_and_without_an_address_are_one_tool_and_named() -> None:
    merged, said = merge(Tool("HubSpot"), Tool("Hubspot", HUB), Tool("HUBSPOT"))
    assert [(tool.name, tool.url) for tool in merged] == [("HubSpot", HUB)]
    assert (
        "HubSpot: lines 2, 3 and 4 are read as one tool; where they differ, the stricter one counts"
        in said
    )


@pytest.mark.parametrize(
    ("one_row", "other_row", "merged"),
    [
        (Tool("A", cost=Cost(10)), Tool("A", cost=Cost(20)), Tool("A", cost=Cost(20))),
        (Tool("A", exit=Exit("", 30)), Tool("A", exit=Exit("", 90)), Tool("A", exit=Exit("", 90))),
        (Tool("A", use=Use.IN_USE), Tool("A"), Tool("A", use=Use.IN_USE)),
        (Tool("A", use=Use.TRIAL), Tool("A"), Tool("A")),
        (Tool("A", use=Use.TRIAL), Tool("A", use=Use.IN_USE), Tool("A", use=Use.IN_USE)),
        (Tool("A", use=Use.TRIAL), Tool("A", use=Use.TRIAL), Tool("A", use=Use.TRIAL)),
        (
            Tool("A", support=Support("Jo", until=date(2028, 1, 1))),
            Tool("A", support=Support("jo", until=date(2027, 1, 1))),
            Tool("A", support=Support("Jo", until=date(2027, 1, 1))),
        ),
        (
            Tool("A", capabilities={"email": Level.FULL, "sms": Level.FULL}),
            Tool("A", capabilities={"email": Level.PARTIAL}),
            Tool("A", capabilities={"email": Level.PARTIAL, "sms": Level.FULL}),
        ),
        (Tool("A", integrations=()), Tool("A"), Tool("A", integrations=())),
        (Tool("A", vendor=Vendor(is_new=True)), Tool("A", vendor=Vendor(is_new=False)),
         Tool("A", vendor=Vendor(is_new=True))),
        (Tool("A", edition="Pro"), Tool("A", edition="pro"), Tool("A", edition="Pro")),
        (Tool("A", other={"x": "1"}), Tool("A", other={"x": "2"}), Tool("A", other={"x": "1; 2"})),
    ],
)  # fmt: skip
def test_of_two_rows_the_stricter_counts(one_row: Tool, other_row: Tool, merged: Tool) -> None:
    assert one(one_row, other_row) == one(other_row, one_row) == merged


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("edition", ("Enterprise", "Free")),
        ("version", ("2.1", "3.0")),
        ("deployment", ("saas", "server")),
        ("criticality", ("Tier 1", "Tier 3")),
    ],
)
def test_a_contradiction_is_left_open_and_told(field: str, values: tuple[str, str]) -> None:
    rows = [replace(Tool("A"), **{field: value}) for value in values]  # type: ignore[arg-type]
    (merged,), said = merge(*rows)
    assert not getattr(merged, field)
    assert f"A: lines 2 and 3 contradict each other on {field}, which is left open" in said


@pytest.mark.parametrize(
    ("rows", "addresses"),
    [
        # other owners are other tools, and nobody tells whose the row without an address is
        ([Tool("A", HUB), Tool("A", "https://evil.test"), Tool("A")],
         [(HUB, ""), ("https://evil.test", ""), ("", "")]),
        # no host gets lost: the app's address, or two hosts of one site
        ([Tool("A", HUB), Tool("A", app_url="https://spy.example")], [(HUB, "https://spy.example")]),
        ([Tool("A", HUB), Tool("A", "https://app.hubspot.example/x")],
         [(HUB, "https://app.hubspot.example/x")]),
        ([Tool("A", HUB), Tool("A", "https://www.hubspot.example/x")], [(HUB, "")]),
        ([Tool("A", HUB, app_url="https://a.test"), Tool("A", HUB, app_url="https://b.test")],
         [(HUB, "https://a.test"), (HUB, "https://b.test")]),
        # on a host of several products the path tells whose it is
        ([Tool("A", "https://github.com/a"), Tool("A", "https://github.com/b")],
         [("https://github.com/a", ""), ("https://github.com/b", "")]),
    ],
)  # fmt: skip
def test_addresses_decide_which_rows_are_one(
    rows: list[Tool], addresses: list[tuple[str, str]]
) -> None:
    for turned in itertools.permutations(rows):
        merged, _ = merge(*turned)
        assert sorted((t.url, t.app_url) for t in merged) == sorted(addresses)


ROWS = st.lists(
    st.builds(
        Tool,
        st.sampled_from(["Acme", "ACME", "Acme, Inc.", "Other"]),
        st.sampled_from(["", "https://acme.example", "https://www.acme.example", "https://b.test"]),
        app_url=st.sampled_from(["", "https://app.acme.example", "https://spy.example"]),
        edition=st.sampled_from(["", "Free", "Enterprise"]),
        data=st.lists(st.sampled_from([PUBLIC, CONFIDENTIAL]), max_size=2, unique=True).map(tuple),
        cost=st.builds(Cost, st.sampled_from([None, 1.0, 2.0])),
        use=st.sampled_from(Use),
    ),
    min_size=1,
    max_size=6,
)


def said_of(tools: list[Tool]) -> list[str]:
    """What tools say, however they are spelled and in whatever order."""
    return sorted(
        repr(replace(tool, name=tool.name.casefold()[:4], data=tuple(sorted(tool.data, key=repr))))
        for tool in tools
    )


@given(ROWS, st.randoms())
def test_the_order_of_the_rows_changes_nothing(rows: list[Tool], random: object) -> None:
    turned = list(rows)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert said_of(merge(*rows)[0]) == said_of(merge(*turned)[0])


@given(ROWS)
def test_no_data_and_no_address_gets_lost(rows: list[Tool]) -> None:
    merged, _ = merge(*rows)
    assert {use for row in rows for use in row.data} == {use for t in merged for use in t.data}

    def hosts(tools: list[Tool]) -> set[str]:
        urls = {url.replace("www.", "") for t in tools for url in (t.url, t.app_url)}
        return urls - {""}

    assert hosts(rows) == hosts(merged)


def test_two_applications_without_an_address_of_the_tool_are_two_tools() -> None:
    rows = [Tool("Acme", app_url=f"https://{name}.example") for name in ("one", "other")]
    merged, _ = merge(*rows)
    assert [tool.app_url for tool in merged] == ["https://one.example", "https://other.example"]
