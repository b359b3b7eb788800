"""Literals in JavaScript and TypeScript modules, read as data: nothing is ever run.

Of a module only ``export default LITERAL`` and ``export const NAME = LITERAL`` say something; a
literal is a text, a number, true, false, null, a list or an object of literals (ECMA-262, sections
12.9 and 13.2). ``import`` and objects that only refer to other names are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, NoReturn

from soescan.errors import InputError

Literal = str | float | bool | None | list["Literal"] | dict[str, "Literal"]

_DEPTH = 20

_TOKEN = re.compile(
    r"""(?P<space>(?:\s|//[^\n]*|/\*.*?\*/)+)
      |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`)
      |(?P<number>-?\d+(?:\.\d+)?)
      |(?P<name>[A-Za-z_$][\w$]*)
      |(?P<mark>[][{}(),:;=.<>|?*])""",
    re.VERBOSE | re.DOTALL,
)

_NAMES: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "undefined": None}


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


class _ReferenceError(Exception):
    """A value refers to another name: it says nothing new."""


def read_module(content: bytes, name: str) -> Mapping[str, Literal]:
    """What a module exports, by name; ``default`` for its default export.

    Raises InputError with file and line for text that is no such module.

    >>> read_module(b"export const a = ['x', ]; export default {b: true, 'c': {d: 1}};", "m.ts")
    {'a': ['x'], 'default': {'b': True, 'c': {'d': 1.0}}}
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([f"{name}: expected text in UTF-8: {error.reason}"]) from None
    return dict(_Module(text, name).read_exports())


class _Module:
    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.tokens = [token for token in self.scan() if token.kind != "space"]
        self.tokens.append(_Token("end", "the end", len(text)))
        self.next = 0

    def scan(self) -> Iterator[_Token]:
        at = 0
        while at < len(self.text):
            match = _TOKEN.match(self.text, at)
            if match is None:
                self.fail("a literal", _Token("", self.text[at : at + 20], at))
            yield _Token(match.lastgroup or "", match.group(), at)
            at = match.end()

    def fail(self, expected: str, token: _Token) -> NoReturn:
        line = self.text.count("\n", 0, token.at) + 1
        raise InputError([f"{self.name}:{line}: expected {expected}, found {token.text[:40]!r}"])

    def take(self, text: str = "") -> _Token:
        token = self.tokens[self.next]
        if text and token.text != text:
            self.fail(repr(text), token)
        self.next += token.kind != "end"
        return token

    def sees(self, text: str) -> bool:
        return self.tokens[self.next].text == text

    def skip_until(self, *ends: str) -> None:
        while self.tokens[self.next].text not in ends:
            if self.take().kind == "end":
                self.fail(" or ".join(map(repr, ends)), self.tokens[-1])

    def read_exports(self) -> Iterator[tuple[str, Literal]]:
        while self.tokens[self.next].kind != "end":
            word = self.take()
            if word.text == "import":
                self.skip_until(";")
            elif word.text == "export":
                start = self.next
                try:
                    yield self.read_export()
                except _ReferenceError:
                    self.next = start
                    self.skip_until(";")
            elif word.text != ";":
                self.fail("'import' or 'export'", word)

    def read_export(self) -> tuple[str, Literal]:
        word = self.take()
        if word.text == "default":
            return "default", self.read_value(0)
        if word.text != "const":
            raise _ReferenceError
        name = self.take().text
        self.skip_until("=")
        self.take("=")
        return name, self.read_value(0)

    def read_value(self, depth: int) -> Literal:
        token = self.take()
        if depth > _DEPTH:
            self.fail(f"at most {_DEPTH} levels", token)
        if token.text == "[":
            return self.read_list(depth)
        if token.text == "{":
            return self.read_object(depth)
        if token.kind == "text":
            return self.read_text(token)
        if token.kind == "number":
            return float(token.text)
        if token.kind == "name" and token.text in _NAMES:
            return _NAMES[token.text]
        if token.kind == "name":
            raise _ReferenceError
        return self.fail("a literal", token)

    def read_list(self, depth: int) -> list[Literal]:
        values: list[Literal] = []
        while not self.sees("]"):
            values.append(self.read_value(depth + 1))
            if not self.sees("]"):
                self.take(",")
        self.take("]")
        return values

    def read_object(self, depth: int) -> dict[str, Literal]:
        values: dict[str, Literal] = {}
        while not self.sees("}"):
            key = self.take()
            if key.kind not in ("text", "name"):
                self.fail("a name", key)
            if not self.sees(":"):
                raise _ReferenceError
            self.take(":")
            name = self.read_text(key) if key.kind == "text" else key.text
            values[name] = self.read_value(depth + 1)
            if not self.sees("}"):
                self.take(",")
        self.take("}")
        return values

    def read_text(self, token: _Token) -> str:
        inner = token.text[1:-1].replace("\\'", "'").replace("\\`", "`")
        if token.text[0] != '"':
            inner = re.sub(r'(?<!\\)"', '\\"', inner)
        try:
            text: str = json.loads(f'"{inner}"', strict=False)
        except ValueError:
            self.fail("a text with escapes as JSON has them", token)
        return text
