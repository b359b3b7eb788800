"""Subprocessors in tables: by the titles of the columns, or with labels and values side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soescan.recognition.subprocessors.context import (
    ListContext,
    heading_company,
    is_only_place,
)
from soescan.recognition.subprocessors.entry import Subprocessor, is_name, names_place, parse_entry
from soescan.recognition.subprocessors.terms import (
    column_of_title,
    is_title_about,
    says_unused,
    term_list,
)
from soescan.recognition.word_folding import fold_words


def read_table(grid: Sequence[Sequence[str]], context: ListContext) -> Iterator[Subprocessor]:
    """Yield the subprocessors of a grid of texts, row by row; none when it lists something else."""
    rows = [list(row) for row in grid if any(row)]
    if _is_label_value_table(rows, context):
        for entry in label_value_entries(rows, heading_company(context)):
            yield from parse_entry(entry, context.place)
        return
    start, columns = _find_columns(rows, context)
    if not columns or any(_is_unused(title) for row in rows[:start] for title in row):
        return
    place = context.place
    titles = [column_of_title(text) for text in rows[start - 1]] if start else None
    status = _find_status(rows[start - 1]) if start else None
    for row in rows[start:]:
        if title := _section_title(row, len(columns)):
            place = title if names_place(title) else place
            continue
        if _repeats_titles(row, titles) or _says_unused(row, status):
            continue
        entry = {name: row[index] for name, index in columns.items() if index < len(row)}
        yield from parse_entry(entry, place)


def _repeats_titles(row: Sequence[str], titles: Sequence[str] | None) -> bool:
    """Is a row that of the titles again, as long tables repeat them?"""
    if not titles or not any(titles):
        return False
    return [column_of_title(text) for text in row] == list(titles)


def _says_unused(row: Sequence[str], status: int | None) -> bool:
    return status is not None and status < len(row) and says_unused(row[status][:100])


def _find_status(titles: Sequence[str]) -> int | None:
    """The column that says of each company whether it is used, by its number."""
    known = term_list("status_titles")
    return next((n for n, title in enumerate(titles) if fold_words(title) in known), None)


def _is_unused(title: str) -> bool:
    """Does the title of a column say that the companies are not used yet, or no longer?"""
    if column_of_title(title) or len(title) > 100:
        return False
    return says_unused(title)


def _section_title(row: Sequence[str], columns: int) -> str:
    """The title of a section, if a row is one: one cell for all columns, or a place alone."""
    if len(set(row)) == 1 and (len(row) > 1 or columns > 1):
        return row[0]
    return row[0] if not any(row[1:]) and is_only_place(row[0]) else ""


def _find_columns(
    rows: Sequence[Sequence[str]], context: ListContext
) -> tuple[int, dict[str, int]]:
    """The index of the first row below the titles, and column numbers by name; else 0 and none."""
    for number, row in enumerate(rows[:4]):
        columns: dict[str, int] = {}
        for index, title in enumerate(row):
            if (name := column_of_title(title)) and name not in columns and len(title) <= 100:
                columns[name] = index
        if "company" not in columns or len(columns) < 2:
            continue
        names_subprocessors = is_title_about(row[columns["company"]])
        foreign = any(fold_words(title) in term_list("foreign") for title in row)
        telling = {"purpose", "location", "mechanism", "hosting"} & set(columns)
        if foreign and not names_subprocessors:
            return 0, {}
        if (
            names_subprocessors
            or ((context.about or context.announced) and telling)
            or len(telling) > 1
        ):
            return number + 1, columns
        return 0, {}
    return _guess_columns(rows) if context.announced else (0, {})


def _guess_columns(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The first row and the columns of a table without known titles, right below its sentence."""
    wide = max(map(len, rows), default=0)
    if (
        not 2 <= wide <= 6
        or len(rows) < 2
        or not all(map(is_name, (row[0] for row in rows if row)))
    ):
        return 0, {}
    start, columns = 0, {"company": 0}
    for index in range(1, wide):
        cells = [row[index] for row in rows if index < len(row) and row[index]]
        places = [cell for cell in cells if len(cell) < 200 and names_place(cell)]
        is_place = bool(cells) and len(places) * 2 > len(cells)
        columns.setdefault("location" if is_place else "purpose", index)
        if is_place and index < len(rows[0]) and not names_place(rows[0][index]):
            start = 1  # titles in words that are not known
    return start, columns


def _is_label_value_table(rows: Sequence[Sequence[str]], context: ListContext) -> bool:
    """Does a table hold one company's labels below each other, with the values beside them?"""
    if len(rows) < 2 or any(len(row) != 2 for row in rows):
        return False
    if column_of_title(rows[0][1]) in ("company", "location", "mechanism", "data"):
        return False  # the titles of two columns
    return are_labels([row[0] for row in rows], context)


def are_labels(texts: Sequence[str], context: ListContext) -> bool:
    """Are texts the labels of values that a list has of its companies?

    All of them are titles of columns, one of them for the company; or, where the list is about
    subprocessors, most of them: what else a company is said to have (*Protections*) stands among
    them, and the title above may name the company.
    """
    columns = [column_of_title(text) for text in texts]
    known = [column for column in columns if column]
    if len(set(known)) < 2:
        return False
    if "company" in known and all(columns[:6]):
        return True
    if any(fold_words(text) in term_list("foreign") for text in texts):
        return False
    names_company = "company" in known or bool(heading_company(context))
    return context.about and names_company and 2 * len(known) >= len(texts)


def label_value_entries(
    rows: Sequence[Sequence[str]], company: str = ""
) -> Iterator[dict[str, str]]:
    """Yield the entries of rows of labels and values, one company after another.

    `company` is whose they are where no label says it. Labels that are not known are passed over.
    """
    entry: dict[str, str] = {}
    for label, value in rows:
        name = column_of_title(label)
        if name == "company" and entry.get("company"):
            yield entry
            entry = {}
        if name:
            entry.setdefault(name, value)
    yield {"company": company, **entry} if entry and company else entry
