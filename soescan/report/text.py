"""Text for a terminal: no wider than it is, and without what could steer it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from soescan.quantities import quantity
from soescan.report.format import RenderOptions

_LONGEST_LINE = 100
"""Columns beyond which the eye loses its line; tables may be wider."""


def person_days(effort: float) -> str:
    """An effort, to the nearest hundredth; 0 is that of a step whose effort no catalog states.

    >>> person_days(1), person_days(0.1 + 0.2), person_days(0)
    ('1 person-day', '0.3 person-days', 'effort not stated')
    """
    return quantity(round(effort, 2), "person-day") if effort else "effort not stated"


def wrap_indented(text: str, options: RenderOptions, indent: int = 2) -> list[str]:
    """Lines of a text that begins `indent` columns in; further lines begin two columns more."""
    return wrap(" " * indent + text, options, " " * (indent + 2))


def wrap(text: str, options: RenderOptions, indent: str = "") -> list[str]:
    """Lines of at most the width, and no longer than is easily read; a longer word is broken."""
    text = clean(text)
    if not options.wrap:
        return [text.rstrip(" ")]
    width_limit = min(max(options.width, 20), _LONGEST_LINE)
    indent = indent[: width_limit // 2]
    line = text[: len(text) - len(text.lstrip(" "))][: width_limit // 2]
    lines = []
    for gap, part in re.findall(r"( *)([^ ]+)", text.strip(" ")):
        space, word = gap, part
        if width(line + space + word) > width_limit >= width(indent + word) and line.strip():
            lines.append(line)
            line, space = indent, ""
        while width(line + space + word) > width_limit:
            fits = _fitting_length(word, width_limit - width(line + space))
            lines.append((line + space + word[:fits]).rstrip() if fits else line)
            line, space, word = indent, "", word[fits:]
        line += space + word
    return [*lines, line]


def clean(text: str) -> str:
    """Text from outside, without what could steer a terminal or turn the line round."""
    if text.isprintable():  # which nothing hidden is, and no code point that stands for nothing
        return text
    return "".join(
        " " if unicodedata.category(c) in _CONTROL_CATEGORIES or c in _NONCHARACTERS else c
        for c in text
    )


_CONTROL_CATEGORIES = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
_NONCHARACTERS = "\ufffe\uffff"
"""Code points that stand for nothing; XML forbids them."""


def escape_json_controls(text: str) -> str:
    """A JSON text that says the same without a character that could steer, or that is half of one.

    >>> print(escape_json_controls('"a' + chr(0x202E) + 'b"'))
    "a\\u202eb"
    """
    if text.isprintable():
        return text
    return "".join(
        _escape_char(c) if unicodedata.category(c) in _CONTROL_CATEGORIES else c for c in text
    )


def _escape_char(c: str) -> str:
    """A character as JSON writes it in ASCII; what divides lines stays."""
    return c if c in "\n\r\t" else json.dumps(c)[1:-1].replace("\x7f", "\\u007f")


def width(text: str) -> int:
    """How many columns of a terminal a text takes, summed over its characters.

    What joins several characters into one picture does not count: `clean` has taken it out, and a
    line may be broken between any two. A control character takes the place of a blank.
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=4_096)
def _columns(character: str) -> int:
    from wcwidth import wcwidth

    columns = wcwidth(character)
    return 1 if columns < 0 else columns


def _fitting_length(text: str, columns: int) -> int:
    used = 0
    for index, c in enumerate(text):
        used += width(c)
        if used > columns:
            return index
    return len(text)


def truncate(text: str, columns: int) -> str:
    """A text on one line of at most so many columns; what is cut ends in an ellipsis."""
    text = clean(text)
    if width(text) <= columns:
        return text
    return text[: _fitting_length(text, columns - 1)].rstrip() + "…"


_LONGEST_NAME, _MOST_NAME_WORDS = 60, 8


def shorten_name(name: str) -> str:
    """A name as a sentence bears it: of a longer one the beginning and the end, which tell apart.

    >>> shorten_name("Slack"), shorten_name("x" * 50 + "y" * 50 + " 2")
    ('Slack', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…yyyyyyyyyyyyyyyy 2')
    >>> shorten_name("one two three four five six seven eight nine")
    'one two three four five six seven…nine'
    """
    words = name.split()
    brief = name
    if len(words) > _MOST_NAME_WORDS:
        brief = f"{' '.join(words[: _MOST_NAME_WORDS - 1])}…{words[-1]}"
    if len(brief) <= _LONGEST_NAME:
        return brief
    return f"{brief[:36].rstrip()}…{brief[-18:].lstrip()}"


def shorten_statement(text: str, words: int, characters: int) -> str:
    """A statement of at most so many words and characters; as it is where it has no more."""
    brief = shorten_words(text, words)
    return brief if len(brief) <= characters else f"{brief[: characters - 1].rstrip()}…"


_CLAUSE_ENDS = ("; ", ". ", ": ", "? ")


def shorten_words(text: str, most: int) -> str:
    """A text of at most so many words: cut where a clause ends if one does, else in an ellipsis.

    >>> shorten_words("it ended; nobody sells it", 4), shorten_words("one two three", 2)
    ('it ended', 'one two…')
    >>> shorten_words("Is it so? One scan would tell", 5)
    'Is it so?'
    """
    words = text.split()
    if len(words) <= most:
        return text
    kept = " ".join(words[:most])
    clause = max(kept.rfind(mark) for mark in _CLAUSE_ENDS)
    if clause >= len(kept) // 3:
        return kept[: clause + (kept[clause] == "?")]
    return f"{kept.removesuffix(' and').removesuffix(' or').rstrip(',;:.')}…"


def truncate_if_wrapping(text: str, columns: int, options: RenderOptions) -> str:
    """A text on one line: shortened to so many columns where lines are to keep within them."""
    return truncate(text, columns) if options.wrap else clean(text)


def pad(text: str, columns: int) -> str:
    """A text with spaces up to so many columns."""
    return text + " " * (columns - width(text))


def capitalize_first(text: str) -> str:
    """A text with a capital at its beginning; the rest stays as it is.

    >>> capitalize_first("contract partner"), capitalize_first("AI features")
    ('Contract partner', 'AI features')
    """
    return text[:1].upper() + text[1:]


class Tone(StrEnum):
    """What a word that judges means for the reader, as a colour of the terminal's own."""

    BAD = "31"
    WARNING = "33"
    OPEN = "36"
    GOOD = "32"


def colourize(text: str, tone: Tone, options: RenderOptions) -> str:
    """A text in its colour, where colours are wanted.

    >>> colourize("fits", Tone.GOOD, RenderOptions())
    'fits'
    >>> colourize("fits", Tone.GOOD, RenderOptions(colour=True))
    '\\x1b[32mfits\\x1b[0m'
    """
    return f"\x1b[{tone}m{text}\x1b[0m" if options.colour else text


def align_columns(
    titles: Sequence[str], rows: Sequence[Sequence[str]], options: RenderOptions
) -> list[str]:
    """Lines in which the cells of a column stand below each other, two spaces apart.

    `titles` may be empty. Where lines are wrapped, the widest column is cut so that they fit; to a
    screen reader, and in the narrowest windows, each cell is a line of its own.
    """
    if options.as_records:
        return list_records(titles, rows, options)
    table = [[clean(cell) for cell in row] for row in ((titles, *rows) if titles else rows)]
    widths = [max(map(width, cells)) for cells in zip(*table, strict=True)]
    excess = sum(widths) + 2 * (len(widths) - 1) - options.width
    if options.wrap and excess > 0:
        widest = widths.index(max(widths))
        widths[widest] = max(widths[widest] - excess, 4)
    return [
        "  ".join(
            pad(truncate(cell, to), to) for cell, to in zip(row, widths, strict=True)
        ).rstrip()
        for row in table
    ]


def list_records(
    titles: Sequence[str], rows: Sequence[Sequence[str]], options: RenderOptions
) -> list[str]:
    """Each row as lines that say what a cell is and what it holds, with a blank line between rows.

    Nothing is cut, and empty cells are left out. Without `titles` a row is one line.

    >>> list_records(("tool", "days"), [("Acme", "3"), ("B", "")], RenderOptions())
    ['tool: Acme', 'days: 3', '', 'tool: B']
    >>> list_records((), [("Acme", "fits"), ("B", "")], RenderOptions())
    ['Acme: fits', 'B']
    """
    if not titles:
        told = (": ".join(filter(None, map(str.strip, row))) for row in rows)
        return [line for text in told for line in wrap(text, options, "  ")]
    lines: list[str] = []
    for row in rows:
        lines += [""] if lines else []
        for title, cell in zip(titles, row, strict=True):
            if said := cell.strip():
                lines += wrap(f"{title}: {said}" if title else said, options, "  ")
    return lines
