"""What the titles and sentences above a list say: is it about subprocessors, and where are they?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from soescan.recognition.gazetteer import besides
from soescan.recognition.subprocessors.blocks import Block
from soescan.recognition.subprocessors.entry import located
from soescan.recognition.subprocessors.terms import listed, speaks

_TITLE = 120
_TEXT = 600
"""Characters of a sentence that may announce a list."""


@dataclass(slots=True)
class Context:
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


def hear_heading(block: Block, context: Context) -> None:
    """A title: what follows is about subprocessors, about one place, or about something else."""
    text = block.text
    about, place_only = speaks("about", text), only_place(text)
    if about:
        context.level = min(context.level, block.level) if context.about else block.level
        context.about = True
    elif block.level <= context.level and not place_only:
        context.about = False  # another matter begins
    context.near = about
    context.heading = text
    context.place = context.heading_place = text if place_only else ""


def only_place(text: str) -> bool:
    """Is a title only about a place? *Germany (EU region)* is, *Acme Ireland Ltd* is not."""
    if len(text) > _TITLE or not located(text):
        return False
    rest = [word for word in besides(text) if word not in listed("beside")]
    return len(rest) <= 1 or (speaks("located", text) and len(rest) <= 4)


def hear(text: str, context: Context) -> None:
    """A sentence above a list: what it is about, and where those are that it announces."""
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    announces = last.endswith(":")
    context.near = speaks("about", text) and (announces or len(text) < _TEXT)
    context.about = context.about or (context.near and announces)
    if speaks("located", last) and (announces or context.near) and located(last):
        context.place = last.rstrip(": ")
    elif announces:
        context.place = context.heading_place
