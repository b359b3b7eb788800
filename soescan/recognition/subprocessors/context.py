"""What the titles and sentences above a list say: is it about subprocessors, and where are they?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from soescan.recognition.gazetteer import words_besides_places
from soescan.recognition.subprocessors.blocks import TextBlock
from soescan.recognition.subprocessors.entry import is_name, names_place
from soescan.recognition.subprocessors.terms import is_title_about, mentions, says_unused, term_list

_TITLE = 120
_TEXT = 600
"""Characters of a sentence that may announce a list."""


@dataclass(slots=True)
class ListContext:
    """What the titles and sentences above say of what comes next."""

    about: bool = False
    """Is it about subprocessors?"""
    announced: bool = False
    """Does the title or sentence right above say so?"""
    place: str = ""
    """Where those are that are listed below."""
    heading: str = ""
    heading_place: str = ""
    level: int = 0
    """The rank of the title that said what it is about; 0 for the page's own."""
    unused_level: int = 0
    """The rank of the title below which companies are not used yet, or no longer; 0 for none."""
    unused_next: bool = False
    """Does the sentence right above say so of the list that follows?"""

    @property
    def is_unused(self) -> bool:
        """Are those listed next not used yet, or no longer?"""
        return self.unused_next or self.unused_level > 0


def update_from_heading(block: TextBlock, context: ListContext) -> None:
    """Take in a title: what follows is about subprocessors, about one place, or something else."""
    text = block.text
    about, place_only = is_title_about(text), is_only_place(text)
    if about:
        context.level = min(context.level, block.level) if context.about else block.level
        context.about = True
    elif block.level <= context.level and not place_only:
        context.about = False  # another matter begins
    if says_unused(text):
        context.unused_level = block.level
    elif block.level <= context.unused_level:
        context.unused_level = 0
    context.unused_next = False
    context.announced = about
    context.heading = text
    context.place = context.heading_place = text if place_only else ""


def heading_company(context: ListContext) -> str:
    """The company that the title right above names; nothing when the title says something else."""
    title = context.heading
    is_company = is_name(title) and not mentions("about", title) and not is_only_place(title)
    return title if context.about and is_company else ""


def is_only_place(text: str) -> bool:
    """Is a title only about a place? *Germany (EU region)* is, *Acme Ireland Ltd* is not."""
    if len(text) > _TITLE or not names_place(text):
        return False
    other_words = [word for word in words_besides_places(text) if word not in term_list("beside")]
    return len(other_words) <= 1 or (mentions("located", text) and len(other_words) <= 4)


def update_context(text: str, context: ListContext) -> None:
    """Take in a sentence above a list: what the list is about, and where its companies are."""
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    announces = last.endswith(":")
    context.announced = mentions("about", text) and (announces or len(text) < _TEXT)
    context.about = context.about or (context.announced and announces)
    context.unused_next = says_unused(last) and (announces or mentions("below", last))
    if mentions("located", last) and (announces or context.announced) and names_place(last):
        context.place = last.rstrip(": ")
    elif announces:
        context.place = context.heading_place
