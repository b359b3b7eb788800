"""What every register is read as: entries with names, hosts and statements in its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from soescan.errors import InputError
from soescan.files import DocumentNode, parse
from soescan.web.url import parse_url

LONGEST_TEXT = 4_000
"""Characters of a text; the longest honest ones are lists of what an offering holds."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a register says in an entry."""

    word: str
    """What it speaks of: the field of the entry, or our name for several together."""
    text: str = ""
    """What it says; empty where the word says it all."""
    url: str = ""
    """Where a reader checks it; empty for the page of the register."""
    as_of: str = ""
    """The day of the entry; empty for that of the register."""
    condition: str = ""
    """What it holds for, and is not shown to hold beyond."""
    note: str = ""
    """What helps to understand it and limits nothing."""
    also: tuple[str, ...] = ()
    """What else it says, where it names several."""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One entry of a register."""

    name: str
    hosts: tuple[str, ...]
    """Hosts on which the register finds what it speaks of."""
    statements: tuple[Statement, ...]


RegisterReader = Callable[[Mapping[str, bytes]], Iterator[RegisterEntry]]
"""Reads the files of a register, by name; raises InputError with file and place."""


def read_document_node(name: str, content: bytes, *, json_wanted: bool) -> DocumentNode:
    """The root of a JSON or YAML file of a register; raises InputError when it is none.

    A key that stands twice is a slip of whoever edits the register: the first counts.
    """
    return parse(content, name, json_wanted=json_wanted).root


def read_text(value: object, place: str) -> str:
    """A text of a register, trimmed; empty for what is not there.

    Raises InputError for what is no text, too long, or holds control characters.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError([f"{place}: expected a text, found {type(value).__name__}"])
    if len(value) > LONGEST_TEXT:
        raise InputError([f"{place}: expected at most {LONGEST_TEXT:,} characters, found more"])
    text = " ".join(value.split())
    if not text.isprintable():
        raise InputError([f"{place}: expected printable characters, found {text[:60]!r}"])
    return text


def read_address(value: object, place: str) -> str:
    """An address of the web; empty for one without a scheme or a host, which nobody can open.

    Raises InputError for an address of another kind, such as ``javascript:``.
    """
    text = read_text(value, place)
    url = parse_url(text) if ":" in text else None
    if url is None or not url.host:
        scheme = text.partition(":")[0].lower()
        if ":" in text and scheme.isalpha() and scheme not in ("http", "https"):
            raise InputError([f"{place}: expected an address of the web, found {text[:60]!r}"])
        return ""
    if url.scheme not in ("http", "https") or " " in text:
        raise InputError([f"{place}: expected an address of the web, found {text[:60]!r}"])
    return text
