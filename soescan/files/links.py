"""Links in cells: a cell that shows one text and leads to an address.

Looks at: the function ``HYPERLINK`` with its arguments as texts (ECMA-376 part 1, §18.17.7.146, and
OpenFormula), links and autolinks as Markdown writes them (CommonMark 0.31, §6.3 and §6.5), and the
``a`` of HTML.

Cannot say: where a formula leads that puts the address together from other cells.
"""

from __future__ import annotations

import html
import re

_TEXT = r'"((?:[^"]|"")*)"'
_FORMULA = re.compile(
    rf"\s*=?\s*(?:of:=)?\s*HYPERLINK\s*\(\s*{_TEXT}\s*(?:[,;]\s*(?:{_TEXT}|([^()\"]*))\s*)?\)\s*",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()\s<>]*)>?(?:\s+[\"'(][^()]*)?\)")
_AUTOLINK = re.compile(r"<((?:https?://|www\.)[^\s<>]+)>", re.IGNORECASE)
_ANCHOR = re.compile(
    r"<a\s[^<>]*?href\s*=\s*[\"']?([^\s\"'<>]+)[^<>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def read_link_formula(text: str) -> tuple[str, str] | None:
    """What a ``HYPERLINK`` shows and where it leads; None for what is not one of texts alone.

    >>> read_link_formula('=HYPERLINK("https://acme.example"; "Acme")')
    ('Acme', 'https://acme.example')
    >>> read_link_formula("=HYPERLINK(A2)") is None
    True
    """
    found = _FORMULA.fullmatch(text)
    if found is None:
        return None
    target = found[1].replace('""', '"')
    shown = (found[2] or "").replace('""', '"')
    return shown or target, target


def read_linked_text(cell: str) -> tuple[str, str]:
    """The text of a cell without the signs of a link, and where the one link in it leads.

    >>> read_linked_text("[Acme](https://acme.example/)"), read_linked_text("<https://a.example>")
    (('Acme', 'https://acme.example/'), ('https://a.example', 'https://a.example'))
    """
    if formula := read_link_formula(cell):
        return formula
    targets: list[str] = []

    def take(text: str, target: str) -> str:
        targets.append(html.unescape(target))
        return text or target

    text = _MARKDOWN.sub(lambda found: take(found[1], found[2]), cell)
    text = _AUTOLINK.sub(lambda found: take(found[1], found[1]), text)
    if _ANCHOR.search(text):
        text = _ANCHOR.sub(lambda found: take(_TAG.sub("", found[2]), found[1]), text)
        text = html.unescape(text)
    return (text, targets[0]) if len(set(targets)) == 1 else (text, "")
