"""Documents: YAML 1.2 and JSON, with lines, limits and nothing clever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.errors import InputError, UsageError
from soescan.files import LIMITS, Document, DocumentNode, LocatedScalar, parse, read_document
from soescan.files.documents import _iter_json_lines
from tests.examples import examples


def yaml(text: str | bytes) -> Document:
    return parse(text.encode() if isinstance(text, str) else text, "f.yaml", json_wanted=False)


def from_json(text: str | bytes) -> Document:
    return parse(text.encode() if isinstance(text, str) else text, "f.json", json_wanted=True)


def refusal(read: Any, *arguments: Any) -> str:
    with pytest.raises(InputError) as caught:
        read(*arguments)
    return str(caught.value)


# --- YAML 1.2 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["NO", "no", "yes", "on", "Off", "y", "22:30", "1.20", "0o14", "014", "0x1F", "1_000"]
)
def test_what_yaml_1_1_would_have_changed_survives_as_written(text: str) -> None:
    assert yaml(f"key: {text}").value == {"key": text}


def test_only_plain_text_can_become_a_number_or_a_flag() -> None:
    value: Any = yaml("plain: 1\nquoted: '1'\nblock: |\n  1\n").value

    assert [type(value[key]) is LocatedScalar for key in value] == [True, False, False]


@pytest.mark.parametrize("text", ["null", "Null", "NULL", "~", ""])
def test_nothing_is_written_in_five_ways(text: str) -> None:
    assert yaml(f"key: {text}").value == {"key": None}


def test_a_quoted_null_is_text() -> None:
    assert yaml("key: 'null'").value == {"key": "null"}


def test_a_date_stays_text() -> None:
    assert yaml("on: 2026-11-22").value == {"on": "2026-11-22"}


def test_an_empty_document_is_nothing() -> None:
    assert yaml("# only a comment\n").value is None


def test_nodes_know_their_lines_and_the_way_to_them() -> None:
    doc = yaml("a: 1\nlist:\n  - x\n  -\n    deep: true\n")
    node = list(doc.root.child("list").items())[1].child("deep")

    assert (node.value, node.path, str(node.place)) == ("true", "list[1].deep", "f.yaml:5")


def test_an_alias_is_the_value_of_its_anchor() -> None:
    assert yaml("a: &x [1, 2]\nb: *x\n").value == {"a": ["1", "2"], "b": ["1", "2"]}


def test_a_key_written_twice_is_reported_with_both_lines() -> None:
    doc = yaml("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")

    assert doc.value == {"a": "1", "b": {"c": "1"}}
    assert [str(problem) for problem in doc.problems] == [
        "f.yaml:4: expected each key once, found 'c' again (first on line 3)",
        "f.yaml:5: expected each key once, found 'a' again (first on line 1)",
    ]


# --- what YAML can do to a reader ----------------------------------------------------------------


def test_a_billion_laughs_are_counted_and_refused() -> None:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]

    found = refusal(yaml, "\n".join(lines))

    assert found == f"f.yaml:6: expected at most {LIMITS.nodes} values, found more"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &a [*a]", "f.yaml:1: expected the name of an anchor above, found '*a'"),
        ("a: 1\nb: *c", "f.yaml:2: expected the name of an anchor above, found '*c'"),
        ("a: 1\nb: !!python/object:os.system x", "f.yaml:2: expected no tag, found"),
        ("a: !!binary aGk=", "f.yaml:1: expected no tag, found"),
        ("- !secret x", "f.yaml:1: expected no tag, found '!secret'"),
        ("a: 1\n---\nb: 2", "f.yaml:2: expected one document, found another after '---'"),
        ("[a, b]: c", "f.yaml:1: expected text as a key, found a list"),
        ("~: c", "f.yaml:1: expected text as a key, found nothing"),
        ("a: 1\nb", "f.yaml:3: expected YAML, found: could not find expected ':'"),
        ("a: [1\nb: 2", "f.yaml:2: expected YAML, found:"),
        ("a: 1\nb: '\x07'", "f.yaml:2: expected YAML, found a character it forbids"),
        ("ääääääää: 1\nb: \x00\n\n\n\n\n", "f.yaml:2: expected YAML, found a character it forbids"),
    ],
)
def test_what_is_no_plain_document_is_refused_with_its_line(text: str, says: str) -> None:
    assert refusal(yaml, text).startswith(says)


def test_the_tags_of_the_core_schema_say_nothing_new() -> None:
    assert yaml("a: !!str 1\nb: !!int x\nc: !!seq [d]\n").value == {"a": "1", "b": "x", "c": ["d"]}


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? "])
def test_a_document_nests_only_so_deep(opening: str) -> None:
    assert refusal(yaml, opening * 100_000).endswith(
        f"expected at most {LIMITS.depth} levels, found more"
    )


def test_a_huge_document_is_refused_before_it_is_parsed() -> None:
    found = refusal(yaml, "a: " + "x" * LIMITS.yaml_bytes)

    assert found == "f.yaml: expected at most 8 MiB of YAML, found more"


# --- encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_text(encoding: str) -> None:
    assert parse("ключ: значение\n".encode(encoding), "f.yaml").value == {"ключ": "значение"}


def test_what_is_not_utf_8_is_refused_with_its_line() -> None:
    found = refusal(yaml, b"a: 1\nb: caf\xe9\n")

    assert found == "f.yaml:2: expected text in UTF-8, found byte 0xE9"


def test_a_file_that_is_not_there_is_a_mistake_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file or directory"):
        read_document(tmp_path / "missing.yaml")


def test_messages_name_the_file_and_not_the_folders_it_is_in(tmp_path: Path) -> None:
    path = tmp_path / "catalog.json"
    path.write_text("[1,", encoding="utf-8")

    assert refusal(read_document, path) == "catalog.json:1: expected JSON, found expecting value"


# --- JSON ----------------------------------------------------------------------------------------


def test_json_is_read_without_being_asked_when_it_looks_like_json() -> None:
    assert parse(b' {"a": [1.20, true, null, "x"]}', "f").value == {"a": ["1.20", True, None, "x"]}


def test_lines_in_json_are_found_when_somebody_asks() -> None:
    doc = from_json('{\n "tools": [\n  {"name": "a"},\n  {"name": "b",\n   "url": 1}\n ]\n}')
    node = list(doc.root.child("tools").items())[1].child("url")

    node.report("text")

    assert [str(problem) for problem in doc.problems] == [
        "f.json:5: tools[1].url: expected text, found '1'"
    ]


def test_a_path_that_json_does_not_have_is_on_the_line_of_what_would_hold_it() -> None:
    doc = from_json('\n{"a": [1,\n{"b": 2}]}')
    places = {path: doc.place(path).line for path in ("c", "a[1].c.d", "a[1].b", "a[7]")}
    assert places == {"c": 2, "a[1].c.d": 3, "a[1].b": 3, "a[7]": 2}


def test_a_json_key_written_twice_is_reported_with_both_lines() -> None:
    doc = from_json('{"a": 1,\n "b": {"c": 1, "a": 2,\n  "c": 3},\n "a": 4}')

    assert [str(problem) for problem in doc.problems] == [
        "f.json:3: expected each key once, found 'c' again (first on line 2)",
        "f.json:4: expected each key once, found 'a' again (first on line 1)",
    ]


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("levels", [LIMITS.depth + 1, 900, 100_000])
def test_deep_json_is_refused_before_somebody_recurses_into_it(opening: str, levels: int) -> None:
    closing = "]" if opening == "[" else "}"
    text = opening * levels + "1" + closing * levels

    assert refusal(from_json, text) == f"f.json: expected at most {LIMITS.depth} levels, found more"


def test_json_may_nest_as_deep_as_yaml() -> None:
    text = "[" * LIMITS.depth + "]" * LIMITS.depth

    assert from_json(text).value == yaml(text).value


def test_json_of_more_values_than_memory_likes_is_refused() -> None:
    found = refusal(from_json, "[" + "[]," * LIMITS.json_values + "[]]")

    assert found == "f.json: expected at most 1,000,000 values, found more"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def walk(node: DocumentNode) -> list[str]:
    below = []
    if isinstance(node.value, dict):
        below = [node.child(key) for key in node.value]
    elif isinstance(node.value, list):
        below = list(node.items())
    return [node.path, *(path for child in below for path in walk(child))]


@given(VALUES, st.sampled_from([None, 0, 2]))
def test_every_value_of_a_json_text_has_its_line(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    doc = Document("f", json.loads(text), text)
    found = list(_iter_json_lines(text))

    assert [path for path, _ in found] == walk(doc.root)
    lines = [line for _, line in found]
    assert lines == sorted(lines)
    # An indented text gives every value, and every closing sign, a line of its own.
    if indent is not None and isinstance(value, list | dict) and value:
        assert lines == sorted(set(lines))
        assert lines[-1] < text.count("\n") + 1


# --- laws ----------------------------------------------------------------------------------------

BYTES = st.binary(max_size=200) | st.text(
    alphabet="ab:-?&*!|>%@`'\"{}[],#\n\t \\0é\ufeff\x00", max_size=60
).map(str.encode)


@settings(max_examples=examples(300))
@given(BYTES, st.sampled_from([True, False, None]))
def test_whatever_the_bytes_a_document_is_read_or_refused(content: bytes, wanted: Any) -> None:
    try:
        problems = [str(problem) for problem in parse(content, "f", json_wanted=wanted).problems]
    except InputError as error:
        problems = list(error.problems)

    assert all(problem.startswith("f:") for problem in problems)


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=40))
def test_text_in_quotes_is_read_as_it_was_written(text: str) -> None:
    assert yaml(json.dumps({"key": text})).value == {"key": text}
