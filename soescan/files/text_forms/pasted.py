"""Lists and tables as people paste them into a text: bullets, Markdown, wiki markup, drawn rules.

Looks at: lines that begin with a mark of a list (CommonMark 0.31, §5.2), and lines of cells between
pipes (GitHub Flavored Markdown, §4.10; ``||`` heads a table in wikis), with the rules between them
left out.

Cannot say: which of several tables is meant; the first is read, and the others are told.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

from soescan.files.rows import InputTable
from soescan.model import Place

# --- lists ---------------------------------------------------------------------------------------

_MARKS = (
    "-*+>\u2022\u2023\u2043\u25e6\u2013\u2014\u00b7\u25aa\u25cf\u25cb\u25a0\u25a1"
    "\u2610\u2611\u2612\u2713\u2714\u2192"
)
_BULLET = re.compile(
    rf"[ \t]*(?:(?:[{re.escape(_MARKS)}]|\(?[0-9]{{1,4}}[.)]|\(?[a-z]\))[ \t]+(?:\[[ xX]\][ \t]+)?"
    r"|\[[ xX]\][ \t]+)(?=\S)"
)


def is_bullet_list(lines: Sequence[str]) -> bool:
    """Do most of some lines begin with the mark of a list, or two or more below a greeting?"""
    written = [line for line in lines if line.strip()]
    marked = [number for number, line in enumerate(written) if _is_bullet(line)]
    if len(marked) > 1 and any(map(_GREETING.fullmatch, written[: marked[0]])):
        return True
    return bool(written) and 2 * len(marked) >= len(written)


_GREETING = re.compile(r"[^,;|\t\"]+[,:]\s*")
"""A line of a mail before its list: *Hi Ann,* or *here are our tools:*."""


def _is_bullet(line: str) -> bool:
    return _BULLET.match(line) is not None


def strip_bullet(line: str) -> str | None:
    """What stands behind the mark of a list; None for a line without one or with a heading.

    >>> strip_bullet("  - [x] Acme"), strip_bullet("2) Pigeonpost"), strip_bullet("## Mail")
    ('Acme', 'Pigeonpost', None)
    >>> strip_bullet("- **Acme** – for our mail (https://acme.example)")
    'Acme https://acme.example'
    """
    found = _BULLET.match(line)
    if found is None or line.rstrip().endswith(":"):
        return None
    item = line[found.end() :]
    if described := _DESCRIBED.match(item):
        address = _ADDRESS.search(item)
        return f"{described[2]} {address[0]}" if address else described[2]
    if linked := _LINKED.match(item):
        return linked[1]
    return item if "://" in item else _EMPHASIS.sub(r"\2", item)


_DESCRIBED = re.compile(r"(\*\*|__)([^*_]+)\1\s*[-:\u2013\u2014(]")
"""A name in bold before words about it."""
_LINKED = re.compile(r"(\[[^\[\]]+\]\([^()\s]+\))\s*[-:\u2013\u2014(]")
"""A name that is a link before words about it."""
_ADDRESS = re.compile(r"https?://[^\s()<>\[\]]+")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3}|~~|`+)(?=\S)(.*?\S)\1")


# --- tables --------------------------------------------------------------------------------------

_RULE = re.compile(r"(?=.*[-=])[|+:=\-\u2500-\u257f ]+")
_BORDERS = str.maketrans(
    {chr(n): "+" for n in range(0x2500, 0x2580)}
    | dict.fromkeys("\u2500\u2501\u2504\u2505\u2508\u2509\u254c\u254d\u2550", "-")
    | dict.fromkeys("\u2502\u2503\u2506\u2507\u250a\u250b\u254e\u254f\u2551", "|")
)
"""Box drawing as the signs that texts draw with."""
_PIPE = re.compile(r"(?<!\\)\|")
_WIKI_LINK = re.compile(r"\[(?:([^\[\]|]*)\|)?(https?://[^\s\[\]|]+)\](?!\()")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)


def is_ruled_table(lines: Sequence[str]) -> bool:
    """Do some lines hold a table of cells between pipes, with a rule or with pipes at both ends?"""
    written = [line.translate(_BORDERS).strip() for line in lines if line.strip()]
    if any(line == "|===" or line.startswith("{|") for line in written):
        return True
    if any(map(_HEAD_BETWEEN_CARETS.fullmatch, written)):
        return any(line[0] == line[-1] == "|" for line in written)
    if any("|" in above and _is_rule(below) for above, below in pairwise(written)):
        return True
    framed = [line for line in written if len(line) > 2 and line[0] == line[-1] == "|"]
    return len(framed) > 1 and 2 * len(framed) >= len(written)


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(line) is not None and ("|" in line or "+" in line or "-" in line)


def read_ruled_table(lines: Iterable[tuple[Place, str]], table: InputTable) -> None:
    """Put the rows of the first table in some lines into a table, and note what stands around it.

    Where a further table has another header, it is not read, and the table is not complete.
    """
    lines = _unfold_rows(lines)
    header: tuple[str, ...] = ()
    is_over = is_other = False
    end = (Place(table.name), "")
    for (place, written), (_, below) in pairwise(chain(lines, [end])):
        line = _MACRO.sub(_read_macro, written.translate(_BORDERS).strip())
        if _HEAD_BETWEEN_CARETS.fullmatch(line):
            line = line.replace("^", "|")
        is_header = _is_rule(below.translate(_BORDERS).strip()) or line.startswith("||")
        if _is_rule(line) or not line:
            is_over = is_over or not line
        elif "|" not in line or not (header or is_header or line[0] == line[-1] == "|"):
            table.notes.add("a line above or below the table; not read", place)
            is_over = True
        elif not header:
            header, is_over = _split_cells(line), False
            table.add(place, header)
        elif is_over and is_header and _split_cells(line) == header:
            is_over = is_other = False
        elif is_other or (is_over and is_header):
            is_other, table.full = True, "the rows of the first table"
            table.leave_out(place)
        else:
            table.add(place, _split_cells(line))


def _unfold_rows(lines: Iterable[tuple[Place, str]]) -> Iterator[tuple[Place, str]]:
    """Yield the lines of a table, each row of MediaWiki's and AsciiDoc's in one.

    In MediaWiki, ``|-`` begins a row and ``!`` a title; in AsciiDoc, between ``|===``, as many
    cells make a row as the first line has.
    """
    kind, width, cells, start = "", 0, list[str](), Place("")
    for place, written in lines:
        line = written.strip()
        begins, ends = _find_border(line, kind)
        if not kind and not begins:
            yield place, written
            continue
        is_break = kind == "{|" and line.startswith("|-")
        if cells and (ends or is_break or 0 < width <= len(cells)):
            yield start, f"| {' | '.join(cells)} |"
            cells = []
        if begins or ends or is_break or not line or line.startswith(("|+", "[")):
            kind = "" if ends else kind or begins
            continue
        start = start if cells else place
        cells += _list_cells(line, kind)
        width = width or (len(cells) if kind == "|===" else 0)
    if cells:
        yield start, f"| {' | '.join(cells)} |"


def _find_border(line: str, kind: str) -> tuple[str, bool]:
    """The kind of table that a line begins, and whether it ends the one of a kind."""
    begins = "{|" if line.startswith("{|") else line if line == "|===" else ""
    ends = {"{|": line.startswith("|}"), "|===": begins == "|==="}.get(kind, False)
    return begins, ends


def _list_cells(line: str, kind: str) -> list[str]:
    """The cells in a line of MediaWiki or AsciiDoc, without what says how they look."""
    if kind == "|===":
        return [cell.strip() for cell in _PIPE.split(line.removeprefix("|"))]
    cells = re.split(r"\|\||!!", line[1:] if line[:1] in "|!" else line)
    return [_CELL_STYLE.sub("", cell).strip() for cell in cells]


_CELL_STYLE = re.compile(r"^\s*(?:[\w-]+\s*=\s*\"[^\"]*\"\s*)+\|(?!\|)")
_HEAD_BETWEEN_CARETS = re.compile(r"\^(?:[^^|]*\^)+")
"""The titles of a table in DokuWiki."""
_MACRO = re.compile(r"\{(status|color|colour)(?::([^{}]*))?\}")
"""Macros of Confluence and Jira that colour what they show."""


def _read_macro(macro: re.Match[str]) -> str:
    """What a macro shows: of a status its title, of a colour nothing."""
    parts = (macro[2] or "").split("|")
    titles = [part.partition("=")[2] for part in parts if part.startswith("title=")]
    return titles[0] if macro[1] == "status" and titles else ""


_CHAT_LINK = re.compile(r"<(https?://[^\s<>|]+)\|([^<>|]+)>")


def spell_chat_links(line: str) -> str:
    """A line with its links as Slack writes them, ``<address|text>``, as Markdown writes links.

    >>> spell_chat_links("<https://acme.example|Acme>")
    '[Acme](https://acme.example)'
    """
    return _CHAT_LINK.sub(r"[\2](\1)", line) if "<http" in line else line


def _split_cells(line: str) -> tuple[str, ...]:
    """The cells of a line between pipes, without the signs that only say how they look.

    >>> _split_cells(r"| **Acme** | a\\|b | ~~x~~ |"), _split_cells("||Name||Status||")
    (('Acme', 'a|b', 'x'), ('Name', 'Status'))
    """
    if line.startswith("||") and line.endswith("||"):
        line = line.replace("||", "|")
    line = _WIKI_LINK.sub(r"[\1](\2)", line)
    inner = line.removeprefix("|")
    if inner != line and inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return tuple(_plain_cell(cell) for cell in _PIPE.split(inner))


def _plain_cell(cell: str) -> str:
    text = _BREAK.sub("; ", cell.strip())
    if "](" not in text and "://" not in text:
        text = _EMPHASIS.sub(r"\2", text)
    return html.unescape(_ESCAPE.sub(r"\1", text))
