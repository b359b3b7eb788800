"""What a requester states of a tool becomes facts that standards can ask for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from soescan import conditions
from soescan.evidence import list_stated_facts
from soescan.evidence.stated import find_data_class, find_unknown_classes
from soescan.model import (
    Basis,
    Cost,
    DataClass,
    DataClassId,
    DataUse,
    Exit,
    FactType,
    Integration,
    Level,
    Origin,
    Place,
    Support,
    Tool,
    Traffic,
    Use,
    Vendor,
)
from soescan.reference import builtin

CLASSES = (
    DataClass(DataClassId("public"), "Public"),
    DataClass(DataClassId("secret"), "Top Secret", aliases=("red", "rot")),
)
FULL = Tool(
    name="Acme",
    url="https://acme.example",
    use=Use.IN_USE,
    app_url="https://app.acme.example",
    deployment="saas",
    edition="Team",
    version="2.1",
    data=(DataUse("secret", "names", "both", "CRM", "Acme", "10 MB", personal=True),),
    vendor=Vendor("Acme Inc", is_new=False, country="NO"),
    cost=Cost(1200, 0, 300.5, "EUR"),
    support=Support("Jo", "CRM", "office", date(2028, 1, 1), ("updates",), "Ana, 2026"),
    capabilities={"mail": Level.FULL},
    integrations=(Integration("CRM", "API", "Jo"),),
    traffic=Traffic("launch", 500, "shop.example"),
    skills=("SQL",),
    exit=Exit("CSV", 30),
    tests=("load",),
    criticality="Tier 1",
    wish_date=date(2028, 1, 1),
    weight=2,
    priority=1,
    other={"column": "carried along"},
    place=Place("tools.csv", 3),
)


def said(hint: Any) -> Any:
    """The type of a field that says something."""
    options = [one for one in get_args(hint) if one is not type(None)]
    return options[0] if type(None) in get_args(hint) else hint


def leaves(kind: Any, path: str = "tool") -> Iterator[tuple[str, Any]]:
    """Every field below a record that holds a value, with the key that its fact has."""
    for name, annotated in get_type_hints(kind).items():
        if name not in ("place", "other", "unread_addresses", "SHORT"):
            hint = said(annotated)
            inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
            below = f"{path}.{name.removesuffix('_')}"
            if dataclasses.is_dataclass(inner):
                yield from leaves(inner, below)
            else:
                yield below, hint


def fact_type(hint: Any) -> set[FactType]:
    """The types of fact that a field can be asked for as."""
    if get_origin(hint) in (tuple, Mapping):
        return {FactType.TEXTS}
    if hint is bool:
        return {FactType.FLAG}
    if hint in (int, float):
        return {FactType.NUMBER}
    if hint is date:
        return {FactType.DATE}
    if hint is str or issubclass(hint, StrEnum):
        return {FactType.TEXT, FactType.VERSION, FactType.CLASS}
    raise AssertionError(f"what is a {hint}?")


@pytest.mark.parametrize(("key", "hint"), list(leaves(Tool)))
def test_every_field_of_a_tool_is_in_the_vocabulary(key: str, hint: Any) -> None:
    entry = builtin.vocabulary()[key]
    assert entry.type in fact_type(hint)


def test_a_tool_that_says_everything_states_every_key() -> None:
    facts = list(list_stated_facts(FULL, CLASSES))
    assert {f.key for f in facts} == {key for key, _ in leaves(Tool)}
    assert {(f.subject, f.origin) for f in facts} == {
        ("Acme", Origin(Basis.STATED, url="tools.csv:3"))
    }


def test_what_is_stated_is_of_the_type_that_the_vocabulary_asks_for() -> None:
    for fact in list_stated_facts(FULL, CLASSES):
        entry = builtin.vocabulary()[fact.key]
        many = fact.value if isinstance(fact.value, tuple) else (fact.value,)
        assert isinstance(fact.value, tuple) is (entry.type is FactType.TEXTS)
        for value in many:
            assert conditions.coerce_value(value, entry, ("public", "secret")) == (value, "")


def test_a_tool_that_says_nothing_states_its_name_and_that_it_is_proposed() -> None:
    assert [(f.key, f.value) for f in list_stated_facts(Tool("Acme"), CLASSES)] == [
        ("tool.name", "Acme"),
        ("tool.use", "proposed"),
    ]


def test_no_and_nothing_are_said_too() -> None:
    tool = Tool("A", vendor=Vendor(is_new=False), cost=Cost(annual=0), exit=Exit(notice_days=0))
    said = {f.key: f.value for f in list_stated_facts(tool, ())}
    assert (said["tool.vendor.is_new"], said["tool.cost.annual"]) == (False, 0)
    assert said["tool.exit.notice_days"] == 0


def test_each_kind_of_data_is_a_fact_of_its_own() -> None:
    tool = Tool("A", data=(DataUse("public", personal=False), DataUse("ROT", personal=True)))
    facts = [
        (f.key, f.value) for f in list_stated_facts(tool, CLASSES) if f.key.startswith("tool.data")
    ]
    assert facts == [
        ("tool.data.class", "public"),
        ("tool.data.personal", False),
        ("tool.data.class", "secret"),
        ("tool.data.personal", True),
    ]


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("secret", "secret"),
        ("SECRET", "secret"),
        ("top secret", "secret"),
        ("Red", "secret"),
        ("public", "public"),
        ("publi", ""),
        ("orange", ""),
        ("", ""),
        ("-", ""),
    ],
)
def test_a_data_class_goes_by_id_label_and_alias(word: str, known: str) -> None:
    assert find_data_class(word, CLASSES) == known


def test_a_word_that_is_no_data_class_is_a_gap_and_no_fact() -> None:
    tool = Tool("A", data=(DataUse("orange"), DataUse("red"), DataUse("orange"), DataUse("")))
    assert [f.value for f in list_stated_facts(tool, CLASSES) if f.key == "tool.data.class"] == [
        "secret"
    ]
    assert [gap.why for gap in find_unknown_classes(tool, CLASSES)] == [
        "'orange' is not one of the catalog's data classes (public, secret)"
    ]
    assert list(find_unknown_classes(tool, ())) == []
