"""Subprocessors in bullets, in terms with definitions, and in labelled lines below a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from soescan.recognition.subprocessors.blocks import TextBlock
from soescan.recognition.subprocessors.context import ListContext, heading_company
from soescan.recognition.subprocessors.entry import (
    BRACKETS,
    DASH,
    Subprocessor,
    is_name,
    parse_entry,
)
from soescan.recognition.subprocessors.tables import are_labels, label_value_entries
from soescan.recognition.subprocessors.terms import column_of_title, column_titles, mentions
from soescan.recognition.word_folding import fold_words

_PURPOSE = 250
"""Characters of what a company does; longer ones are clauses."""


def read_items(run: Sequence[TextBlock], context: ListContext) -> list[Subprocessor]:
    """The subprocessors of a bulleted list; none when most items are no companies.

    The items may also be labels with values, of the company that the title above names.
    """
    if labelled := _read_labelled_items(run, context):
        return labelled
    entries = [entry for block in run if (entry := _parse_item(block))]
    plain = [entry for entry in entries if len(entry) == 1]
    if len(entries) * 5 < len(run) * 4 or not (context.about or context.announced):
        return []
    if len(plain) * 2 > len(entries) and not (context.announced and len(entries) > 1):
        return []
    if any(block.text.endswith("?") for block in run):
        return []
    if sum(_is_clause(entry.get("rest", "")) for entry in entries) * 2 > len(entries):
        return []
    return [subprocessor for entry in entries for subprocessor in parse_entry(entry, context.place)]


def _read_labelled_items(run: Sequence[TextBlock], context: ListContext) -> list[Subprocessor]:
    pairs = [block.text.split(":", 1) for block in run if _LABELLED.match(block.text)]
    labels = [label for label, _ in pairs]
    company = heading_company(context)
    names_company = any(column_of_title(label) == "company" for label in labels)
    if not company or names_company or len(pairs) < len(run) or not are_labels(labels, context):
        return []
    return [
        subprocessor
        for entry in label_value_entries(pairs, company)
        for subprocessor in parse_entry(entry, context.place)
    ]


def _is_clause(text: str) -> bool:
    """Is it part of a contract rather than what a company does?"""
    return len(text) > _PURPOSE or mentions("clauses", text)


def _parse_item(block: TextBlock) -> dict[str, str]:
    """*Company – purpose (Country)* by columns; empty when it does not begin with a name."""
    start, labels = _parse_labels(block.text)
    text = block.text[:start].rstrip(" .;,|")
    if not text:
        return dict(labels) if "company" in labels else {}
    if block.lead and text.startswith(block.lead) and is_name(block.lead.rstrip(" :–—-.")):
        name, remainder = block.lead, text[len(block.lead) :]
    elif parts := DASH.split(text, maxsplit=1):
        name, remainder = parts[0], " ".join(parts[1:])
    else:
        name, remainder = text, ""
    entry = {"company": name.rstrip(" :–—-")}
    if not remainder:
        bracketed = BRACKETS.search(name)
        if bracketed:
            entry = {"company": name[: bracketed.start()].strip(), "rest": bracketed[1]}
    else:
        entry["rest"] = remainder.strip(" .:–—-|,")
    return {**entry, **labels} if is_name(entry["company"]) else {}


def read_terms(run: Sequence[TextBlock], context: ListContext) -> list[Subprocessor]:
    """The subprocessors of a ``dl``: its terms are companies, or labels of a company's values."""
    entries: list[dict[str, str]] = []
    for kind, group in groupby(run, key=lambda block: block.kind):
        texts = [block.text for block in group]
        if kind == "term":
            entries.extend({"company": text} for text in texts)
        elif entries:
            for text in texts:
                start, labels = _parse_labels(text)
                definition = f"{entries[-1].get('rest', '')} {text[:start]}".strip()
                entries[-1] = {
                    **labels,
                    **entries[-1],
                    **({"rest": definition} if definition else {}),
                }
    if are_labels([entry["company"] for entry in entries], context):
        rows = [[entry["company"], entry.get("rest", "")] for entry in entries]
        entries = list(label_value_entries(rows, heading_company(context)))
    elif not (context.about or context.announced):
        return []
    return [
        subprocessor
        for entry in entries
        if len(entry) > 1 and is_name(entry.get("company", ""))
        for subprocessor in parse_entry(entry, context.place)
    ]


def read_labels(run: Sequence[TextBlock], context: ListContext) -> list[Subprocessor]:
    """The subprocessor of lines like *Purpose: …* below a title that is a company's name."""
    entries: list[dict[str, str]] = [{}]
    waiting = ""
    for block in run:
        start, labels = _parse_labels(block.text)
        if waiting and start:
            entries[-1].setdefault(waiting, block.text)
            waiting = ""
        elif labels and not start:
            if "company" in labels and "company" in entries[-1]:
                entries.append({})
            entries[-1] |= labels
        elif fold_words(block.text) in column_titles():
            waiting = column_of_title(block.text)
        elif not _LABELLED.match(block.text):
            break
    if entries[0] and (company := heading_company(context)):
        entries[0] = {"company": company} | entries[0]
    return [
        subprocessor
        for entry in entries
        if context.about and len(entry) > 1 and "company" in entry
        for subprocessor in parse_entry(entry, context.place)
    ]


_LABELLED = re.compile(r"[^\W\d_][^:.!?–—]{1,40}:\s")
"""A label and its value; the label may be none of ours, such as *Protections:*."""


_LABEL = re.compile(r"(?:^|[;,.|\n]\s*|\s{2,})([^\W\d_][^:;,.|\n]{2,40}?)\s*:\s*")


@lru_cache(maxsize=4_096)
def _parse_labels(text: str) -> tuple[int, Mapping[str, str]]:
    """Position of the first label and values by column: *Purpose: hosting; Location: Ireland*."""
    matches = [(match, column_of_title(match[1])) for match in _LABEL.finditer(text[:2_000])]
    labelled = [(match, name) for match, name in matches if name]
    if not labelled:
        return len(text), {}
    ends = [match.start() for match, _ in labelled[1:]] + [len(text)]
    return labelled[0][0].start(), {
        name: text[match.end() : end].strip(" ;,|.")
        for (match, name), end in reversed(list(zip(labelled, ends, strict=True)))
    }
