"""YAML and JSON documents as plain values that know their place.

YAML is read as version 1.2 of the language, by its core schema: ``NO`` and ``22:30`` are text, and
``1.20`` keeps its zero until somebody asks for a number. The reader works on libyaml's events, not
on a loader: that is ten times as fast, has no notion of types to be surprised by, and lets depth
and size be limited while reading.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from soescan.errors import InputError
from soescan.files.core_schema import NULLS
from soescan.files.raw import LIMITS, FileLimits, file_name, read_bytes
from soescan.model import Place

_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset(
    {None, "!", *(_TAG + name for name in ("str", "int", "float", "bool", "null", "map", "seq"))}
)
"""The tags of the core schema. They say nothing new, and nothing is built from any other."""


class LocatedScalar(str):
    """Text written without quotes: it is also a number or a flag when somebody asks for one."""

    __slots__ = ()


class LocatedDict(dict[str, Any]):
    """A mapping whose keys know where they were written."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.places: dict[str, Place] = {}

    def put(self, key: str, value: object, place: Place) -> None:
        """Set a key and remember where that was said."""
        self[key] = value
        self.places[key] = place


class LocatedList(list[Any]):
    """A list whose members know where they were written."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.places: list[Place] = []

    def put(self, value: object, place: Place) -> None:
        """Add a member and remember where it was written."""
        self.append(value)
        self.places.append(place)


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """One thing wrong with a document: where, at which path, and what was expected and found."""

    place: Place
    path: str
    says: str

    def __str__(self) -> str:
        return (
            f"{self.place}: {self.path}: {self.says}" if self.path else f"{self.place}: {self.says}"
        )


@dataclass(slots=True)
class Document:
    """A document that was read, and what is wrong with it so far."""

    name: str
    value: object
    text: str = ""
    """The source of a JSON document, to find lines in when they are asked for."""
    problems: list[DocumentProblem] = field(default_factory=list)
    _lines: dict[str, int] | None = None

    @property
    def root(self) -> DocumentNode:
        """The document's whole value, as the node from which all others are reached."""
        return DocumentNode(self.value, self, "", Place(self.name, 1))

    def place(self, path: str) -> Place:
        """The line of the value at a path such as ``tools[0].name`` or, when there is none, of
        what would hold it."""
        if self._lines is None:  # JSON's reader does not keep lines: the text is searched once
            self._lines = dict(_iter_json_lines(self.text))
        while path and path not in self._lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return Place(self.name, self._lines.get(path, 1))

    def check(self, kind: type[InputError], *, hint: str = "") -> None:
        """Raise `kind` with every problem, or return."""
        if self.problems:
            ordered = sorted(set(self.problems), key=lambda p: (p.place, p.path, p.says))
            raise kind([str(problem) for problem in ordered], hint=hint)


@dataclass(frozen=True, slots=True)
class DocumentNode:
    """One value of a document, with the way to it."""

    value: Any
    doc: Document
    path: str
    written: Place | None

    @property
    def place(self) -> Place:
        """Where the value was written: of YAML as it was read, of JSON looked up in its text."""
        return self.written or self.doc.place(self.path)

    def child(self, key: str) -> DocumentNode:
        """The member of a mapping under a key, which must be there."""
        path = f"{self.path}.{key}" if self.path else key
        written = self.value.places.get(key) if isinstance(self.value, LocatedDict) else None
        return DocumentNode(self.value[key], self.doc, path, written)

    def items(self) -> Iterator[DocumentNode]:
        """Yield the members of a list with their paths, ``tools[0]`` and so on."""
        places = self.value.places if isinstance(self.value, LocatedList) else None
        for index, item in enumerate(self.value):
            written = places[index] if places else None
            yield DocumentNode(item, self.doc, f"{self.path}[{index}]", written)

    def report(self, expected: str, *, hint: str = "", found: str | None = None) -> None:
        """Record "expected …, found …" at this place; reading goes on, and reports everything.

        `found` replaces the value itself where that says too little; `hint` is put behind.
        """
        described = found if found is not None else describe(self.value)
        message = f"expected {expected}, found {described}" + (f"; {hint}" if hint else "")
        self.doc.problems.append(DocumentProblem(self.place, self.path, message))

    def report_text(self, says: str) -> None:
        """Record a problem at this place in words of its own."""
        self.doc.problems.append(DocumentProblem(self.place, self.path, says))


def describe(value: object) -> str:
    """A value as messages show it.

    >>> describe(None), describe("ten"), describe([1, 2])
    ('nothing', "'ten'", 'a list')
    """
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return repr(text if len(text) <= 60 else text[:59] + "…")


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """``did you mean 'x'?`` for the known word nearest to `word`, or nothing.

    >>> did_you_mean("standrad", ["standard", "pilot"])
    "did you mean 'standard'?"
    """
    if len(word) > 80:
        return ""
    matches = get_close_matches(word, sorted(candidates), n=1)
    return f"did you mean {matches[0]!r}?" if matches else ""


JSON_ENDINGS = (".json", ".jsonl", ".ndjson")


def read_document(path: Path) -> Document:
    """Read a YAML or JSON file, or standard input for ``-``.

    Raises InputError when it is not a document at all; everything smaller is collected in
    `Document.problems`.
    """
    is_json = path.suffix.lower() in JSON_ENDINGS
    return parse(read_bytes(path), file_name(path), json_wanted=is_json)


def parse(
    content: bytes, name: str, *, json_wanted: bool | None = None, limits: FileLimits = LIMITS
) -> Document:
    """Read a document from memory; without `json_wanted`, one that starts like JSON is JSON.

    Raises InputError when it is no document at all: not text, broken, too large or too deep. What
    is only wrong in places is collected in `Document.problems`.
    """
    kind, limit = (
        ("YAML", limits.yaml_bytes) if json_wanted is False else ("JSON", limits.json_bytes)
    )
    if len(content) > limit:  # before it is decoded, which can take four times as much
        raise InputError([f"{name}: expected at most {limit >> 20} MiB of {kind}, found more"])
    try:
        text = content.decode(
            "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        )
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            [f"{name}:{line}: expected text in UTF-8, found byte 0x{content[error.start]:02X}"]
        ) from None
    if json_wanted is None:
        json_wanted = text.lstrip()[:1] in ("{", "[")
    return _parse_json(text, name, limits) if json_wanted else _parse_yaml(text, name)


# --- JSON ---------------------------------------------------------------------------------------


def _parse_json(text: str, name: str, limits: FileLimits) -> Document:
    check_json_size(text, name, limits)
    doc = Document(name, None, text)
    repeated: set[str] = set()

    def pairs(pairs_read: list[tuple[str, object]]) -> dict[str, object]:
        mapping = dict(pairs_read)
        if len(mapping) < len(pairs_read):
            counted = Counter(key for key, _ in pairs_read)
            repeated.update(key for key, count in counted.items() if count > 1)
        return mapping

    try:
        doc.value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_int=LocatedScalar,
            parse_float=LocatedScalar,
            parse_constant=LocatedScalar,
        )
    except json.JSONDecodeError as error:
        if joined := _join_json_texts(text):
            return _parse_json(joined, name, limits)
        raise InputError(
            [f"{name}:{error.lineno}: expected JSON, found {error.msg.lower()}"]
        ) from None
    except RecursionError:
        raise _too_deep_error(name) from None
    _check_depth(doc)
    if repeated:
        doc.problems.extend(_find_repeated_keys(doc, repeated))
    return doc


def _join_json_texts(text: str) -> str:
    """Several JSON texts, one behind the other, as one list on the same lines; empty for others.

    JSON Lines has one on each line, and programs that print records write them alike.
    """
    pieces, position = [], len(text) - len(text.lstrip(_BETWEEN_TEXTS))
    while position < len(text):
        try:
            _, end = _DECODER.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError):
            return ""
        rest = text[end:].lstrip(_BETWEEN_TEXTS)
        between = text[end : len(text) - len(rest)]
        if rest and "\n" not in between and "\x1e" not in between:
            return ""
        pieces += [text[position:end], ("," if rest else "") + between.replace("\x1e", " ")]
        position = len(text) - len(rest)
    return f"[{''.join(pieces)}]" if len(pieces) > 2 else ""


_BETWEEN_TEXTS = " \t\r\n\x1e"
"""White space of JSON, and the sign that begins a text in a sequence of them (RFC 7464)."""


def check_json_size(text: str, name: str, limits: FileLimits = LIMITS) -> None:
    """Is a JSON text one that `parse` would read, by its size?

    Raises InputError when it is too long or holds too many values.
    """
    limit = limits.json_bytes
    if len(text) > limit or (len(text) > limit // 4 and len(text.encode()) > limit):
        raise InputError([f"{name}: expected at most {limit >> 20} MiB of JSON, found more"])
    if sum(map(text.count, ",[{")) > limits.json_values:
        raise InputError([f"{name}: expected at most {limits.json_values:,} values, found more"])


def _check_depth(doc: Document) -> None:
    """Everything after this may walk the document by calling itself."""
    level: list[Any] = [doc.value]
    for _ in range(LIMITS.depth + 1):
        level = [
            child
            for value in level
            if isinstance(value, dict | list)
            for child in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return
    raise _too_deep_error(doc.name)


def _too_deep_error(name: str) -> InputError:
    return InputError([f"{name}: expected at most {LIMITS.depth} levels, found more"])


def _find_repeated_keys(doc: Document, repeated: set[str]) -> Iterator[DocumentProblem]:
    """The places of keys that stand in one mapping more than once."""
    first_lines: dict[str, int] = {}
    for path, key, line in _iter_json_places(doc.text):
        if key in repeated and path in first_lines:
            found = f"{key!r} again (first on line {first_lines[path]})"
            says = f"expected each key once, found {found}"
            yield DocumentProblem(Place(doc.name, line), "", says)
        first_lines.setdefault(path, line)


_DECODER = json.JSONDecoder()
_TOKEN = re.compile(r'["{}\[\],:\n]|[^\s{}\[\],:"]+')


def _iter_json_lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield ``(path, line)`` for every value of a JSON text that `json` accepts."""
    for path, _, line in _iter_json_places(text):
        yield path, line


def _iter_json_places(text: str) -> Iterator[tuple[str, str | None, int]]:
    """Yield ``(path, key, line)`` for every value; members of lists have no key."""
    line, position, key = 1, 0, ""
    stack: list[list[Any]] = []  # [path, index or None for mappings]
    expect_key = False
    while match := _TOKEN.search(text, position):
        lexeme, position = match[0], match.end()
        if lexeme == '"':
            # The decoder itself: a regular expression would need memory for every escape.
            text_read, position = _DECODER.raw_decode(text, match.start())
            if expect_key:
                key = text_read
                continue
        if lexeme == "\n":
            line += 1
        elif lexeme == ",":
            expect_key = stack[-1][1] is None
            if not expect_key:
                stack[-1][1] += 1
        elif lexeme == ":":
            expect_key = False
        elif lexeme in "}]":
            stack.pop()
            expect_key = False
        else:
            path = _json_path(stack, key)
            yield path, key if stack and stack[-1][1] is None else None, line
            if lexeme in "{[":
                stack.append([path, 0 if lexeme == "[" else None])
                expect_key = lexeme == "{"


def _json_path(stack: list[list[Any]], key: str) -> str:
    if not stack:
        return ""
    above, index = stack[-1]
    if index is not None:
        return f"{above}[{index}]"
    return f"{above}.{key}" if above else key


# --- YAML ---------------------------------------------------------------------------------------


_FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"


def _parse_yaml(text: str, name: str) -> Document:
    import yaml  # not above: most commands find what they read in the kept form (`compiled`)

    if len(text) > LIMITS.yaml_bytes:
        raise InputError(
            [f"{name}: expected at most {LIMITS.yaml_bytes >> 20} MiB of YAML, found more"]
        )
    doc = Document(name, None)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        doc.value = _TreeBuilder(doc).build(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError([f"{name}:{line}: expected YAML, found: {error.problem}"]) from None
    except yaml.YAMLError:  # characters that YAML forbids carry no mark
        forbidden = re.search(_FORBIDDEN, text)
        line = text.count("\n", 0, forbidden.start()) + 1 if forbidden else 1
        raise InputError([f"{name}:{line}: expected YAML, found a character it forbids"]) from None
    return doc


class _TreeBuilder:
    """Turns parser events into values, with limits."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.nodes = 0
        self.anchors: dict[str, tuple[object, int]] = {}

    def build(self, events: Iterable[Any]) -> object:
        """The value of the one document in `events`."""
        import yaml

        root: list[object] = []
        # A frame is [container, pending key, its place, anchor, nodes before it].
        stack: list[list[Any]] = []
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.fail(event, "expected one document, found another after '---'")
            elif kind is yaml.ScalarEvent:
                self.count(event, 1)
                value = self.scalar(event)
                if event.anchor:
                    self.anchors[event.anchor] = (value, 1)
                self.insert(stack, root, value, event)
            elif kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                self.count(event, 1)
                self.check_tag(event)
                if len(stack) >= LIMITS.depth:
                    self.fail(event, f"expected at most {LIMITS.depth} levels, found more")
                container: object = (
                    LocatedDict() if kind is yaml.MappingStartEvent else LocatedList()
                )
                stack.append([container, None, None, event.anchor, self.nodes, event])
            elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                closed, _, _, anchor, nodes_before, start = stack.pop()
                if anchor:
                    self.anchors[anchor] = (closed, self.nodes - nodes_before + 1)
                self.insert(stack, root, closed, start)
            elif kind is yaml.AliasEvent:
                if event.anchor not in self.anchors:
                    self.fail(
                        event, f"expected the name of an anchor above, found '*{event.anchor}'"
                    )
                value, size = self.anchors[event.anchor]
                self.count(event, size)
                self.insert(stack, root, value, event)
        return root[0] if root else None

    def insert(self, stack: list[list[Any]], root: list[object], value: object, event: Any) -> None:
        """Put a finished value where it belongs."""
        if not stack:
            root.append(value)
            return
        frame = stack[-1]
        container = frame[0]
        if isinstance(container, LocatedList):
            container.put(value, self.place_of(event))
        elif frame[2] is None:
            if not isinstance(value, str):
                self.fail(event, f"expected text as a key, found {describe(value)}")
            frame[1], frame[2] = str(value), self.place_of(event)
        else:
            key, key_place = frame[1], frame[2]
            frame[1] = frame[2] = None
            if key in container:
                first_line = container.places[key].line
                message = (
                    f"expected each key once, found {key!r} again (first on line {first_line})"
                )
                self.doc.problems.append(DocumentProblem(key_place, "", message))
            else:
                container.put(key, value, key_place)

    def scalar(self, event: Any) -> object:
        """Text as it was written; nothing for a plain null."""
        self.check_tag(event)
        if event.style or event.tag == f"{_TAG}str":
            return event.value
        return None if event.value in NULLS else LocatedScalar(event.value)

    def check_tag(self, event: Any) -> None:
        if event.tag not in _TAGS:
            self.fail(event, f"expected no tag, found {describe(event.tag)}")

    def count(self, event: Any, number: int) -> None:
        self.nodes += number
        if self.nodes > LIMITS.nodes:
            self.fail(event, f"expected at most {LIMITS.nodes} values, found more")

    def place_of(self, event: Any) -> Place:
        return Place(self.doc.name, event.start_mark.line + 1)

    def fail(self, event: Any, message: str) -> None:
        raise InputError([f"{self.place_of(event)}: {message}"])
