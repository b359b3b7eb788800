"""What is written reads back equal, and the published JSON Schemas say the same as the reader."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NewType, TypeVar, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from soescan import app, catalog, conditions, evidence, proposal
from soescan.files import LocatedScalar, parse, read_flag, read_integer, read_number
from soescan.model import (
    All,
    Catalog,
    Condition,
    Estimate,
    Evidence,
    Place,
    Proposal,
    Report,
    Value,
)
from soescan.reference import builtin
from soescan.schema import DocumentSchema, TypeAdapter
from tests.examples import examples
from tests.test_conditions import CONDITIONS, ORDERS, VOCABULARY

N = TypeVar("N")
SCHEMAS = ("soe", "proposal", "evidence", "report")

# --- any noun there can be -----------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
INTEGERS = st.integers(-(10**17), 10**17)
VALUES = st.one_of(
    TEXT, INTEGERS, FLOATS, st.booleans(), st.lists(TEXT, max_size=3).map(tuple)
)  # fmt: skip
ESTIMATES = st.lists(
    st.floats(0, 1e9, allow_nan=False), min_size=3, max_size=3
).map(lambda three: Estimate(*sorted(three)))  # fmt: skip
PLACES = st.builds(Place, st.sampled_from(("soe.yaml", "tools.csv", "-")), st.integers(1, 10**6))
NAMED = ("one", "two")
"""The ids of every kind of record: with both always there, every reference leads somewhere."""


def any_of(hint: Any, default: object = dataclasses.MISSING) -> st.SearchStrategy[Any]:
    """Every value that a field of a type may hold; only a default may be empty."""
    for known, strategy in (
        (Value, VALUES),
        (Condition, CONDITIONS),
        (Estimate, ESTIMATES),
        (Place, PLACES),
        (str, st.one_of(TEXT, st.just("")) if default == "" else TEXT),
        (bool, st.booleans()),
        (int, INTEGERS),
        (float, FLOATS),
        (date, st.dates()),
    ):
        if hint == known:
            return strategy
    origin, args = get_origin(hint), get_args(hint)
    if isinstance(hint, NewType):
        return st.sampled_from(NAMED)
    if origin is tuple:
        return st.lists(any_of(args[0]), max_size=2).map(tuple)
    if origin is Mapping:
        keys, values = (any_of(one) for one in args)
        return st.dictionaries(keys, values, max_size=2)
    if type(None) in args:
        left = [one for one in args if one is not type(None)]
        inner = Condition if All in left else left[0]
        # Only a table leaves a product without a standing; no document can say it.
        return st.one_of(st.none(), any_of(inner)) if default is None else any_of(inner)
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return any_record(hint)


def any_record(kind: type[N], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[N]:
    hints = get_type_hints(kind)
    fields = {
        f.name: any_of(hints[f.name], f.default)
        for f in dataclasses.fields(kind)  # type: ignore[arg-type]
        if f.name not in given
    }
    return st.builds(kind, **fields, **given)


def any_document(kind: type[N]) -> st.SearchStrategy[N]:
    """A noun whose lists of records with ids hold one of each id."""
    listed = {}
    for f in dataclasses.fields(kind):  # type: ignore[arg-type]
        hint = get_type_hints(kind)[f.name]
        record = get_args(hint)[0] if get_origin(hint) is tuple else None
        if dataclasses.is_dataclass(record) and "id" in get_type_hints(record):
            listed[f.name] = st.tuples(
                *(any_record(record, id=st.just(name)) for name in NAMED)  # type: ignore[arg-type]
            )
    return any_record(kind, **listed)


READER = conditions.ConditionReader(VOCABULARY, ORDERS)
SHAPE = DocumentSchema(TypeAdapter(Condition, READER.read_requirement, conditions.write, {}))


def round_trip(value: N, shape: DocumentSchema) -> tuple[N, list[str]]:
    text = json.dumps(shape.write_document(value), ensure_ascii=False)
    doc = parse(text.encode(), "written.json")
    return shape.read_document(doc, type(value)), [str(problem) for problem in doc.problems]


SLOW = settings(
    max_examples=examples(20),
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


@pytest.mark.slow
@SLOW
@given(st.data())
@pytest.mark.parametrize("kind", [Catalog, Proposal, Evidence, Report])
def test_what_is_written_reads_back_equal(kind: type[object], data: st.DataObject) -> None:
    value = data.draw(any_document(kind))
    assert round_trip(value, SHAPE) == (value, [])


@pytest.mark.slow
@SLOW
@given(st.data())
@pytest.mark.parametrize(
    ("kind", "schema"), list(zip((Catalog, Proposal, Evidence, Report), SCHEMAS, strict=True))
)
def test_what_is_written_is_what_the_schema_says(
    kind: type[object], schema: str, data: st.DataObject
) -> None:
    written = SHAPE.write_document(data.draw(any_document(kind)))
    assert problems(with_published_facts(written), schema) == []


def with_published_facts(written: Any) -> Any:
    """The same, with a fact of the published vocabulary wherever a fact is named."""
    if isinstance(written, list):
        return [with_published_facts(item) for item in written]
    if not isinstance(written, dict):
        return written
    named = {"fact": "auth.mfa"} if isinstance(written.get("fact"), str) else {}
    return {key: with_published_facts(item) for key, item in written.items()} | named


@given(FLOATS)
def test_a_number_reads_back_to_the_last_bit(number: float) -> None:
    doc = parse(json.dumps({"a": number}).encode(), "a.json")
    assert (SHAPE.read(doc.root.child("a"), float), doc.problems) == (number, [])


# --- real values ---------------------------------------------------------------------------------

EXAMPLE = builtin.catalogs_folder() / "example"


def example_report() -> Report:
    wanted, notes = proposal.read([EXAMPLE / "proposal.yaml"])
    read = catalog.read(EXAMPLE / "soe.yaml")
    known = evidence.read_evidence(EXAMPLE / "evidence.json")
    return app.review(wanted, read, known, date(2026, 11, 2), notes)


@pytest.mark.parametrize("name", ["starter"])
def test_a_shipped_soe_reads_back_equal(name: str) -> None:
    value = catalog.read(builtin.builtin_soe(name)).catalog
    assert round_trip(value, catalog.catalog_schema()) == (value, [])


@pytest.mark.slow
def test_the_example_reads_back_equal() -> None:
    shape = catalog.catalog_schema()
    report = example_report()
    known = evidence.read_evidence(EXAMPLE / "evidence.json")
    wanted = proposal.read([EXAMPLE / "proposal.yaml"])[0]
    assert round_trip(report, shape) == (report, [])
    assert round_trip(known, shape) == (known, [])
    assert round_trip(wanted, shape) == (wanted, [])


@pytest.mark.slow
def test_a_report_on_a_real_list_reads_back_equal(shared: Path) -> None:
    wanted, notes = proposal.read([shared / "data/tools/gitlab/gitlab_all_219.csv"])
    read = catalog.read(shared / "data/soe/gsa/it-standards.csv")
    report = app.review(wanted, read, Evidence(), date(2022, 5, 1), notes)
    assert round_trip(report, DocumentSchema()) == (report, [])
    assert problems(DocumentSchema().write_document(report), "report") == []


# --- what is wrong is a problem, once, with its place --------------------------------------------


@pytest.mark.parametrize(
    ("kind", "written", "problem"),
    [
        (Evidence, [], "expected a mapping with 'schema: soescan/evidence@1', found a list"),
        (Evidence, {}, "expected 'schema: soescan/evidence@1', found no schema"),
        (Evidence, {"schema": "x"}, "schema: expected 'schema: soescan/evidence@1', found 'x'"),
        (Evidence, {"fact": []}, "fact: expected one of facts, gaps, found the key 'fact';"),
        (Evidence, {"gaps": [{"probe": "p", "url": "u"}]}, "gaps[0]: expected the key 'state'"),
        (Evidence, {"gaps": [{"probe": "", "url": "u", "state": "s"}]}, "probe: expected text"),
        (
            Proposal,
            {"tools": [{"name": "A", "use": "use"}]},
            "expected one of proposed, trial, in-use",
        ),
        (Proposal, {"tools": [{"name": "A", "cost": "much"}]}, "cost: expected a number"),
        (Proposal, {"tools": [{"name": "A", "support": {"until": "soon"}}]}, "expected a date"),
        (Proposal, {"tools": [{"name": "A", "other": []}]}, "other: expected a mapping"),
        (Proposal, {"tools": [{"name": "A", "vendor": {"is_new": 1}}]}, "expected true or false"),
        (Proposal, {"tools": [{"name": "A", "exit": {"notice_days": 1.5}}]}, "a whole number"),
        (Catalog, {"catalog": {"id": "x"}}, "catalog: expected the key 'name', found none"),
        (
            Catalog,
            {"catalog": {"id": "x", "name": "X"}, "roles": [{"id": "a", "label": "A"}] * 2},
            "expected an id used once, found 'a' again",
        ),
        (
            Catalog,
            {
                "catalog": {"id": "x", "name": "X"},
                "roles": [{"id": "security", "label": "S"}],
                "approvals": [{"id": "a", "role": "securty"}],
            },
            "expected the id of a role, found 'securty'; did you mean 'security'?",
        ),
        (
            Catalog,
            {
                "catalog": {"id": "x", "name": "X"},
                "roles": [{"id": "r", "label": "R"}],
                "approvals": [{"id": "a", "role": "r", "lead": [3, 2, 1]}],
            },
            "lead: expected 0 ≤ low ≤ likely ≤ high, found [3, 2, 1]",
        ),
        (
            Catalog,
            {
                "catalog": {"id": "x", "name": "X"},
                "products": [
                    {"id": "p", "name": "P", "standing": "pilot", "capabilities": {"c": "full"}}
                ],
            },
            "expected the id of a capability, found 'c'",
        ),
    ],
)
def test_a_wrong_document_is_one_located_problem(
    kind: type[Any], written: Any, problem: str
) -> None:
    if isinstance(written, dict) and written and "schema" not in written:
        written = {"schema": kind.SCHEMA} | written
    doc = parse(json.dumps(written).encode(), "a.json")
    SHAPE.read_document(doc, kind)
    assert [problem in str(found) for found in doc.problems] == [True]


@pytest.mark.slow
def test_a_report_may_quote_a_product_twice_without_its_catalog() -> None:
    report = example_report()
    assert any(a.match.product for a in report.assessments)
    doubled = dataclasses.replace(report, assessments=(*report.assessments, *report.assessments))
    assert round_trip(doubled, DocumentSchema()) == (doubled, [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.20", "1.20"),
        ("1.5", 1.5),
        ("NO", "NO"),
        ("22:30", "22:30"),
        ("true", True),
        ('"true"', "true"),
        ("012", 12),
        ("[a, 1, NO]", ("a", "1", "NO")),
        ("1e3", "1e3"),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("yes", "yes"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("'0o17'", "0o17"),
        (".5", ".5"),
    ],
)
def test_a_value_in_yaml_stays_what_was_written(text: str, value: Value) -> None:
    doc = parse(f"value: {text}".encode(), "a.yaml")
    kind: Any = Value
    assert (SHAPE.read(doc.root.child("value"), kind), doc.problems) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (bool, "True", True), (bool, "TRUE", True), (bool, "False", False), (bool, "FALSE", False),
        (bool, "yes", None), (bool, "on", None), (bool, "Y", None), (bool, "'true'", None),
        (int, "0o17", 15), (int, "0x1f", 31), (int, "017", 17), (int, "1:30", None),
        (int, "0b1", None), (int, "1_000", None), (float, "1.2e+2", 120), (float, "0o17", 15),
        (float, "190:20:30.15", None), (float, ".inf", None), (float, "-.INF", None),
        (float, ".NaN", None), (str, "True", "True"), (str, "0o17", "0o17"), (str, "on", "on"),
        (Estimate, "0o12", Estimate(10, 10, 10)), (Estimate, ".inf", None),
    ],
)  # fmt: skip
def test_yaml_is_read_by_the_core_schema_of_version_1_2(
    kind: Any, text: str, value: object
) -> None:
    doc = parse(f"value: {text}".encode(), "a.yaml")
    read = SHAPE.read(doc.root.child("value"), kind)
    if value is None:
        assert "expected" in str(doc.problems[0])
    else:
        assert (read, doc.problems) == (value, [])


@pytest.mark.parametrize("text", [".inf", "+.Inf", ".nan", "[a, ~]", "~"])
def test_what_is_no_finite_value_is_none(text: str) -> None:
    doc = parse(f"value: {text}".encode(), "a.yaml")
    kind: Any = Value
    SHAPE.read(doc.root.child("value"), kind)
    assert len(doc.problems) == 1


# --- the published schemas -----------------------------------------------------------------------


def problems(document: object, schema: str) -> list[str]:
    return [f"{e.json_path}: {e.message[:300]}" for e in validator(schema).iter_errors(document)]


@cache
def validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(app.json_schema(schema))


def plain(value: Any) -> Any:
    """A document as JSON would hold it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, LocatedScalar):
        readings = (read_flag(value), read_integer(value), read_number(value))
        return next((reading for reading in readings if reading is not None), str(value))
    return value


@pytest.mark.slow
@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_schema_is_one(schema: str) -> None:
    Draft202012Validator.check_schema(app.json_schema(schema))


@pytest.mark.slow
@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_property_of_a_schema_is_a_field_with_a_known_type(schema: str) -> None:
    made = app.json_schema(schema)
    objects = [made, *made["$defs"].values()]
    named = {
        reference["$ref"].removeprefix("#/$defs/")
        for one in objects
        for reference in references(one)
    }
    assert named == set(made["$defs"])


def references(value: Any) -> list[dict[str, str]]:
    if isinstance(value, list):
        return [found for item in value for found in references(item)]
    if isinstance(value, dict):
        below = [found for item in value.values() for found in references(item)]
        return [value, *below] if "$ref" in value else below
    return []


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        (builtin.builtin_soe("starter"), "soe"),
        (EXAMPLE / "soe.yaml", "soe"),
        (EXAMPLE / "proposal.yaml", "proposal"),
        (EXAMPLE / "evidence.json", "evidence"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_what_is_shipped_is_valid_as_it_was_written(path: Path, schema: str) -> None:
    doc = parse(path.read_bytes(), path.name)
    assert problems(plain(doc.value), schema) == []


@pytest.mark.slow
def test_a_wrong_report_is_not_valid() -> None:
    written = SHAPE.write_document(example_report())
    assert problems(written, "report") == []
    for wrong in (
        {"schema": "soescan/report@3"},
        {"as_of": "2 November"},
        {"assessments": [{"tool": {"name": "A"}}]},
        {"unknown": 1},
    ):
        assert problems(copy.deepcopy(written) | wrong, "report") != []
    del written["title"]
    assert problems(written, "report") != []


def test_a_wrong_soe_is_not_valid() -> None:
    header = {"id": "x", "name": "X"}
    step = {"id": "a", "role": "r"}
    for wrong in (
        {"catalog": {"id": "x"}},
        {"catalog": header, "product": []},
        {"catalog": header, "products": [{"id": "p", "name": "P", "standing": "okay"}]},
        {"catalog": header, "approvals": [step | {"when": {"fact": "a", "op": "is"}}]},
        {"catalog": header, "approvals": [step | {"lead": [1, 2]}]},
        {"catalog": header, "policy": {"coverage_threshold": "most"}},
    ):
        assert problems({"schema": "soescan/soe@1"} | wrong, "soe") != []
    assert problems({"schema": "soescan/soe@1", "catalog": header}, "soe") == []
