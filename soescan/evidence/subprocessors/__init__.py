"""A page that lists subprocessors -> who they are, what for, and where.

Lists come as tables, also several by region and with several legal entities of one company; as
bullets, "Company – purpose (Country)"; as terms with definitions; and as labelled lines under a
company's name. `read_subprocessors` reads them all, in their order; what only looks like one (a
menu, a table of cookies or prices) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from soescan.evidence.documents import words
from soescan.evidence.places import Places, besides, places
from soescan.evidence.subprocessors.blocks import Block, Piece, Table, blocks
from soescan.evidence.subprocessors.terms import ai, column, listed, mechanisms, speaks, titles

LIMIT = 2_000
"""Entries that are read."""
_NAME = 120
"""Characters of a company's name."""
_FIELD = 500
_LINES = 12
"""Labelled lines below one company's name."""
_TITLE = 120
_TEXT = 600
"""Characters of a sentence that may announce a list."""


@dataclass(frozen=True, slots=True)
class Subprocessor:
    """One entry of a vendor's list."""

    name: str
    purpose: str = ""
    location: str = ""
    """As the list writes it, conditions included; of a section, what its title says."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2, as far as the location names countries."""
    regions: tuple[str, ...] = ()
    """Groups of countries that the location names."""
    mechanisms: tuple[str, ...] = ()
    """For transfers abroad, as the vocabulary names them."""
    ai: bool = False
    """Does it supply artificial intelligence?"""


@dataclass(slots=True)
class _Context:
    """What the titles and sentences above say of what comes next."""

    about: bool = False
    """Is it about subprocessors?"""
    near: bool = False
    """Does the title or sentence right above say so?"""
    place: str = ""
    """Where those are that are listed below."""
    heading: str = ""
    heading_place: str = ""
    level: int = 0
    """The rank of the title that said what it is about; 0 for the page's own."""


def read_subprocessors(html: str) -> tuple[Subprocessor, ...]:
    """The subprocessors that a page lists, in its order; nothing when it lists none."""
    found: list[Subprocessor] = []
    context = _Context(about=_titled(html))
    pieces = [one for one in blocks(html) if isinstance(one, Table) or one.text]
    at = 0
    while at < len(pieces) and len(found) < LIMIT:
        piece = pieces[at]
        if isinstance(piece, Table):
            found.extend(_of_table(piece.grid(), context))
            context.near = False
            at += 1
            continue
        run = _run(pieces, at)
        match piece.kind:
            case "heading":
                _hear_heading(piece, context)
            case "item":
                found.extend(_of_items(run, context))
            case "term" | "definition":
                found.extend(_of_terms(run, context))
            case _:
                made = _of_labels(run, context)
                found.extend(made)
                if not made:
                    run = run[:1]
                    _hear(piece.text, context)
        at += len(run)
    return tuple(found[:LIMIT])


def _titled(html: str) -> bool:
    """Does the page's title speak of subprocessors?"""
    title = re.search(r"<title[^>]{0,200}>([^<]{0,500})", html[:200_000], re.I)
    return title is not None and speaks("about", title[1])


def _run(pieces: Sequence[Piece], at: int) -> list[Block]:
    """The blocks of one kind, and of one list, that begin here."""
    first = pieces[at]
    assert isinstance(first, Block)  # noqa: S101 - the caller looked
    kinds = ("term", "definition") if first.kind in ("term", "definition") else (first.kind,)
    run: list[Block] = []
    for piece in pieces[at : at + (LIMIT if first.kind != "text" else _LINES)]:
        if not isinstance(piece, Block) or piece.kind not in kinds:
            break
        if piece.kind == "item" and piece.group != first.group:
            break
        run.append(piece)
        if piece.kind == "heading":
            break
    return run


# --- what stands above ---------------------------------------------------------------------------


def _hear_heading(block: Block, context: _Context) -> None:
    text = block.text
    about, only_place = speaks("about", text), _only_place(text)
    if about:
        context.level = min(context.level, block.level) if context.about else block.level
        context.about = True
    elif block.level <= context.level and not only_place:
        context.about = False  # another matter begins
    context.near = about
    context.heading = text
    context.place = context.heading_place = text if only_place else ""


def _only_place(text: str) -> bool:
    """Is a title only about a place? *Germany (EU region)* is, *Acme Ireland Ltd* is not."""
    if len(text) > _TITLE or not _located(text):
        return False
    rest = [word for word in besides(text) if word not in listed("beside")]
    return len(rest) <= 1 or (speaks("located", text) and len(rest) <= 4)


def _hear(text: str, context: _Context) -> None:
    """A sentence above a list: what it is about, and where those are that it announces."""
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    announces = last.endswith(":")
    context.near = speaks("about", text) and (announces or len(text) < _TEXT)
    context.about = context.about or (context.near and announces)
    if speaks("located", last) and (announces or context.near) and _located(last):
        context.place = last.rstrip(": ")
    elif announces:
        context.place = context.heading_place


# --- tables --------------------------------------------------------------------------------------


def _of_table(grid: Sequence[Sequence[str]], context: _Context) -> Iterator[Subprocessor]:
    rows = [list(row) for row in grid if any(row)]
    if _upright(rows):
        for entry in _entries_upright(rows):
            yield from _made(entry, context)
        return
    start, columns = _columns(rows, context)
    if not columns:
        return
    place = context.place
    for row in rows[start:]:
        filled = {text for text in row if text}
        if len(filled) == 1 and len(row) > 1:
            title = filled.pop()
            where = places(title)
            place = title if where.countries or where.regions else place
            continue
        if [column(text) for text in row] == [column(text) for text in rows[start - 1]] and start:
            continue  # the titles again, as long tables repeat them
        entry = {name: row[at] for name, at in columns.items() if at < len(row)}
        yield from _made(entry, replace(context, place=place))


def _columns(rows: Sequence[Sequence[str]], context: _Context) -> tuple[int, dict[str, int]]:
    """The row after the titles, and which column holds what; nothing when it is no such list."""
    for number, row in enumerate(rows[:4]):
        columns: dict[str, int] = {}
        for at, title in enumerate(row):
            if (name := column(title)) and name not in columns and len(title) <= 100:
                columns[name] = at
        if "company" not in columns or len(columns) < 2:
            continue
        named = speaks("about", row[columns["company"]])
        foreign = any(words(title) in listed("foreign") for title in row)
        telling = {"purpose", "location", "mechanism"} & set(columns)
        if foreign and not named:
            return 0, {}
        if named or ((context.about or context.near) and telling) or len(telling) > 1:
            return number + 1, columns
        return 0, {}
    return (0, _guessed(rows)) if context.near else (0, {})


def _guessed(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Which column of a table without titles holds what, right below a title that announces it."""
    wide = max(map(len, rows), default=0)
    if (
        not 2 <= wide <= 6
        or len(rows) < 2
        or not all(map(_is_name, (row[0] for row in rows if row)))
    ):
        return {}
    columns = {"company": 0}
    for at in range(1, wide):
        cells = [row[at] for row in rows if at < len(row) and row[at]]
        placed = [one for one in cells if len(one) < 200 and _located(one)]
        name = "location" if cells and len(placed) * 2 > len(cells) else "purpose"
        columns.setdefault(name, at)
    return columns


def _located(text: str) -> bool:
    found = places(text)
    return bool(found.countries or found.regions)


def _upright(rows: Sequence[Sequence[str]]) -> bool:
    """Does a table hold one company's labels below each other, with the values beside them?"""
    if not rows or any(len(row) != 2 for row in rows):
        return False
    names = [column(row[0]) for row in rows]
    return len(rows) > 1 and "company" in names and all(names[:6]) and len(set(names)) > 1


def _entries_upright(rows: Sequence[Sequence[str]]) -> Iterator[dict[str, str]]:
    entry: dict[str, str] = {}
    for label, value in rows:
        name = column(label)
        if name == "company" and entry.get("company"):
            yield entry
            entry = {}
        if name:
            entry.setdefault(name, value)
    yield entry


# --- bullets, terms and labels -------------------------------------------------------------------

_DASH = re.compile(r"\s+[–—-]\s+|\s*[–—]\s+|:\s+|\s+\|\s+")
_BRACKETS = re.compile(r"\(([^()]{1,200})\)\s*\.?\s*$")


def _of_items(run: Sequence[Block], context: _Context) -> list[Subprocessor]:
    """The companies of a list, if that is what it lists."""
    entries = [entry for block in run if (entry := _item(block))]
    plain = [entry for entry in entries if len(entry) == 1]
    if len(entries) * 5 < len(run) * 4 or not (context.about or context.near):
        return []
    if len(plain) * 2 > len(entries) and not (context.near and len(entries) > 1):
        return []
    if any(block.text.endswith("?") for block in run):
        return []
    return [one for entry in entries for one in _made(entry, context)]


def _item(block: Block) -> dict[str, str]:
    """*Company – purpose (Country)* taken apart; nothing when it does not begin with a name."""
    text = block.text
    if labels := _labelled(text):
        if "company" not in labels and block.lead and not column(block.lead.rstrip(": ")):
            labels = {"company": block.lead.rstrip(": ")} | labels
        return labels if "company" in labels else {}
    if block.lead and text.startswith(block.lead) and _is_name(block.lead.rstrip(" :–—-.")):
        name, rest = block.lead, text[len(block.lead) :]
    elif parts := _DASH.split(text, maxsplit=1):
        name, rest = parts[0], " ".join(parts[1:])
    else:
        name, rest = text, ""
    entry = {"company": name.rstrip(" :–—-")}
    if not rest:
        bracketed = _BRACKETS.search(name)
        if bracketed:
            entry = {"company": name[: bracketed.start()].strip(), "rest": bracketed[1]}
    else:
        entry["rest"] = rest.strip(" .:–—-|,")
    return entry if _is_name(entry["company"]) else {}


def _of_terms(run: Sequence[Block], context: _Context) -> list[Subprocessor]:
    """Terms that are companies, or labels of one company's values."""
    entries: list[dict[str, str]] = []
    for kind, group in groupby(run, key=lambda block: block.kind):
        texts = [block.text for block in group]
        if kind == "term":
            entries.extend({"company": text} for text in texts)
        elif entries:
            for text in texts:
                labels = _labelled(text)
                if labels:
                    entries[-1] = labels | entries[-1]
                else:
                    entries[-1]["rest"] = f"{entries[-1].get('rest', '')} {text}".strip()
    if entries and all(column(entry["company"]) for entry in entries):
        rows = [[entry["company"], entry.get("rest", "")] for entry in entries]
        entries = list(_entries_upright(rows))
    elif not (context.about or context.near):
        return []
    return [
        one
        for entry in entries
        if len(entry) > 1 and _is_name(entry.get("company", ""))
        for one in _made(entry, context)
    ]


def _of_labels(run: Sequence[Block], context: _Context) -> list[Subprocessor]:
    """Lines like *Purpose: …* and *Location: …* below a title that is a company's name."""
    entry: dict[str, str] = {}
    for block in run:
        labels = _labelled(block.text)
        if not labels:
            break
        entry |= labels
    if "company" not in entry and context.about and _is_name(context.heading):
        entry = {"company": context.heading} | entry if entry else {}
    if not context.about or len(entry) < 2 or "company" not in entry:
        return []
    return list(_made(entry, context))


_LABEL = re.compile(r"(?:^|[;,.|\n]\s*|\s{2,})([^\W\d_][^:;,.|\n]{2,40}?)\s*:\s*")


@lru_cache(maxsize=4_096)
def _labelled(text: str) -> dict[str, str]:
    """*Purpose: hosting; Location: Ireland* taken apart; nothing where there are no such labels."""
    found = [(one, column(one[1])) for one in _LABEL.finditer(text[:2_000])]
    known = [(one, name) for one, name in found if name]
    if not known or known[0][0].start() > 0:
        return {}
    ends = [one.start() for one, _ in known[1:]] + [len(text)]
    return {
        name: text[one.end() : end].strip(" ;,|\n")
        for (one, name), end in reversed(list(zip(known, ends, strict=True)))
    }


# --- entries -------------------------------------------------------------------------------------


def _made(entry: dict[str, str], context: _Context) -> Iterator[Subprocessor]:
    """An entry of the list, if its company has a name."""
    written = entry.get("company", "")
    name, aside = clean(written)
    if not _is_name(name):
        return
    purpose, location = entry.get("purpose", ""), entry.get("location", "")
    if rest := entry.get("rest", ""):
        purpose, location = _parted(rest, location)
    if not location and aside and _located(aside):
        location = aside
    elif aside:
        purpose = f"{purpose} ({aside})" if purpose else aside
    location = location.strip(" -–—") or context.place
    where = places(location) if location else Places()
    yield Subprocessor(
        name,
        purpose[:_FIELD].strip(),
        location[:_FIELD].strip(),
        where.countries,
        where.regions,
        mechanisms(f"{entry.get('mechanism', '')}; {purpose}"),
        ai(name, f"{purpose}; {entry.get('data', '')}"),
    )


def _parted(rest: str, location: str) -> tuple[str, str]:
    """What follows a company's name: the purpose, and the place in brackets or at the end."""
    if location:
        return rest, location
    bracketed = _BRACKETS.search(rest)
    if bracketed and _located(bracketed[1]):
        return rest[: bracketed.start()].strip(" ,;–—-"), bracketed[1]
    parts = _DASH.split(rest)
    if len(parts) == 1:
        parts = re.split(r"\s*[,;]\s+", rest)
    for size in range(1, len(parts)):
        tail = rest[rest.find(parts[-size]) :]
        if _located(tail) and len(tail) < 80 and _names_only(tail):
            return rest[: rest.find(parts[-size])].strip(" ,;–—-|"), tail
    return ("", rest) if _located(rest) and _names_only(rest) else (rest, "")


def _names_only(text: str) -> bool:
    """Is a text hardly more than names of places?"""
    return len(besides(text)) <= 2


def clean(name: str) -> tuple[str, str]:
    """A company's name without marks of footnotes, and what stood behind it in brackets.

    >>> clean("Acme, Inc.* (including AI processing)"), clean("[1] Beta GmbH 2)")
    (('Acme, Inc.', 'including AI processing'), ('Beta GmbH', ''))
    """
    line = " ".join(re.sub(r"https?://\S+", " ", name[:1_000]).split())
    line = re.sub(r"^(?:\[?\d{1,3}[.)\]]\s*)|\s*(?:\[\w{1,3}\]|\s\d{1,2}\))$", "", line)
    line = line.strip(" *†‡§¹²³⁴•·–—-:;,|")
    aside = ""
    if found := re.search(r"\s*[*†‡]*\s*\(([^()]{1,200})\)\s*[*†‡]*$", line):
        line, aside = line[: found.start()], found[1]
    return line.strip(" *†‡§¹²³⁴•·–—-:;,|"), aside.strip()


def _is_name(text: str) -> bool:
    """Could a text be a company's name? Short, no sentence, and no title of a column."""
    name = clean(text)[0]
    if not 2 <= len(name) <= _NAME or len(name.split()) > 12 or name.endswith(("?", "!", ":")):
        return False
    if words(name) in titles():
        return False
    if not re.search(r"[^\W_]", name) or words(name) in ("n a", "none", "tbd", "total"):
        return False
    first = name.split()[0]
    capital = any(c.isupper() or c.isdigit() for c in first) or not first.isascii()
    return capital or re.fullmatch(r"[a-z0-9-]+(\.[a-z]{2,10})?", name) is not None
