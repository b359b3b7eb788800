"""A first page that stays one: texts of proposals and catalogs have no limit, sentences have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from soescan.report.first_page.nouns import (
    AnswerChange,
    FirstPage,
    LabelledText,
    ToolGroup,
    ToolLine,
    WeekAction,
)
from soescan.report.text import shorten_name, shorten_statement

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CELL, _SENTENCE, _TEXT = (25, 160), (25, 300), (60, 500)
"""At most so many words and characters of a cell, of a sentence, and of some sentences."""


def fit_first_page(page: FirstPage, names: Iterable[str]) -> FirstPage:
    """The page with long names of tools shortened wherever they are used, and every text bounded.

    `names` are those of all tools. A line keeps the whole name of its tool: it says which it is.
    """
    brief = {name: shorten_name(name) for name in names if shorten_name(name) != name}
    return replace(
        page,
        cautions=tuple(_fit_sentences(text, brief) for text in page.cautions),
        concerns=tuple(_fit_labelled(text, brief) for text in page.concerns),
        groups=tuple(_fit_group(group, brief) for group in page.groups),
        actions=tuple(_fit_action(action, brief) for action in page.actions),
        changes=tuple(_fit_change(change, brief) for change in page.changes),
        reasons=tuple(_fit_labelled(text, brief) for text in page.reasons),
    )


def _fit(text: str, most: tuple[int, int], brief: Mapping[str, str]) -> str:
    for name, short in brief.items():
        if name in text:
            text = text.replace(name, short)
    return shorten_statement(text, *most)


def _fit_sentences(text: str, brief: Mapping[str, str]) -> str:
    sentences = (_fit(sentence, _SENTENCE, brief) for sentence in _SENTENCE_END.split(text))
    return shorten_statement(" ".join(sentences), *_TEXT)


def _fit_labelled(text: LabelledText, brief: Mapping[str, str]) -> LabelledText:
    return replace(text, says=_fit_sentences(text.says, brief))


def _fit_group(group: ToolGroup, brief: Mapping[str, str]) -> ToolGroup:
    return replace(group, lines=tuple(_fit_line(line, brief) for line in group.lines))


def _fit_line(line: ToolLine, brief: Mapping[str, str]) -> ToolLine:
    own = {line.tool: brief[line.tool]} if line.tool in brief else {}
    return replace(
        line,
        because=_fit(line.because, _CELL, own),
        next_step=_fit(line.next_step, _CELL, own),
        who=shorten_name(line.who),
    )


def _fit_action(action: WeekAction, brief: Mapping[str, str]) -> WeekAction:
    return WeekAction(
        who=shorten_name(action.who),
        does=_fit(action.does, _CELL, brief),
        tools=_fit(action.tools, _SENTENCE, brief),
        why=_fit(action.why, _CELL, brief),
    )


def _fit_change(change: AnswerChange, brief: Mapping[str, str]) -> AnswerChange:
    return AnswerChange(
        who=shorten_name(change.who),
        what=_fit(change.what, _SENTENCE, brief),
        settles=_fit(change.settles, _SENTENCE, brief),
    )
