"""Text for a terminal: no wider than it is, and without what could steer it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from soescan.names import width
from soescan.report.format import Look

_MEASURE = 100
"""Columns beyond which the eye loses its line; tables may be wider."""


def count(number: float, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "task"), count(2, "person-day"), count(1.5, "day")
    ('1 task', '2 person-days', '1.5 days')
    """
    return f"{number:g} {one if number == 1 else many or f'{one}s'}"


def indented(text: str, look: Look, by: int = 2) -> list[str]:
    """A text some columns in, its further lines two more."""
    return wrapped(" " * by + text, look, " " * (by + 2))


def wrapped(text: str, look: Look, indent: str = "") -> list[str]:
    """Lines of at most the width, and no longer than is easily read; a longer word is broken."""
    text = clean(text)
    if not look.wrap:
        return [text.rstrip(" ")]
    wide = min(max(look.width, 20), _MEASURE)
    indent = indent[: wide // 2]
    line = text[: len(text) - len(text.lstrip(" "))][: wide // 2]
    lines, space = [], ""
    for part in re.findall(r" +|[^ ]+", text.strip(" ")):
        if part.startswith(" "):
            space = part
            continue
        word = part
        if width(line + space + word) > wide >= width(indent + word) and line.strip():
            lines.append(line)
            line, space = indent, ""
        while width(line + space + word) > wide:
            fits = _fitting(word, wide - width(line + space))
            lines.append((line + space + word[:fits]).rstrip() if fits else line)
            line, space, word = indent, "", word[fits:]
        line, space = line + space + word, ""
    return [*lines, line]


def clean(text: str) -> str:
    """Text from outside, without what could steer a terminal or turn the line round."""
    if text.isprintable():  # which nothing hidden is, and no code point that stands for nothing
        return text
    return "".join(
        " " if unicodedata.category(c) in _HIDDEN or c in _NO_CHARACTERS else c for c in text
    )


_HIDDEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
_NO_CHARACTERS = "\ufffe\uffff"
"""Code points that stand for nothing; XML forbids them."""


def harmless_json(text: str) -> str:
    """A JSON text that says the same without a character that could steer, or that is half of one.

    >>> print(harmless_json('"a' + chr(0x202E) + 'b"'))
    "a\\u202eb"
    """
    if text.isprintable():
        return text
    return "".join(_escaped(c) if unicodedata.category(c) in _HIDDEN else c for c in text)


def _escaped(c: str) -> str:
    """A character as JSON writes it in ASCII; what divides lines stays."""
    return c if c in "\n\r\t" else json.dumps(c)[1:-1].replace("\x7f", "\\u007f")


def _fitting(text: str, columns: int) -> int:
    """How many of a text's characters fit."""
    taken = 0
    for index, c in enumerate(text):
        taken += width(c)
        if taken > columns:
            return index
    return len(text)


def cut(text: str, columns: int) -> str:
    """A text on one line, shortened to so many columns."""
    text = clean(text)
    if width(text) <= columns:
        return text
    return text[: _fitting(text, columns - 1)].rstrip() + "…"


def fitted(text: str, columns: int, look: Look) -> str:
    """A text on one line: shortened to so many columns where lines are to keep within them."""
    return cut(text, columns) if look.wrap else clean(text)


def pad(text: str, columns: int) -> str:
    """A text with spaces up to so many columns."""
    return text + " " * (columns - width(text))


class Tone(StrEnum):
    """What a word that judges means for the reader, as a colour of the terminal's own."""

    BAD = "31"
    WARNING = "33"
    OPEN = "36"
    GOOD = "32"


def toned(text: str, tone: Tone, look: Look) -> str:
    """A text in its colour, where colours are wanted.

    >>> toned("fits", Tone.GOOD, Look()), toned("fits", Tone.GOOD, Look(colour=True))
    ('fits', '\\x1b[32mfits\\x1b[0m')
    """
    return f"\x1b[{tone}m{text}\x1b[0m" if look.colour else text


def columns(head: Sequence[str], rows: Sequence[Sequence[str]], look: Look) -> list[str]:
    """Rows under each other; where they are too wide, the widest column is cut."""
    table = [[clean(cell) for cell in row] for row in ((head, *rows) if head else rows)]
    wide = [max(map(width, cells)) for cells in zip(*table, strict=True)]
    excess = sum(wide) + 2 * (len(wide) - 1) - look.width
    if look.wrap and excess > 0:
        widest = wide.index(max(wide))
        wide[widest] = max(wide[widest] - excess, 4)
    return [
        "  ".join(pad(cut(cell, to), to) for cell, to in zip(row, wide, strict=True)).rstrip()
        for row in table
    ]
