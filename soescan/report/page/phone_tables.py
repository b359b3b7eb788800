"""How tables stand on a phone: cells one under the other, each after the title of its column.

The titles are in the style of the page, once for each column, rather than beside every cell. A
title may be the name of a tool, which somebody outside wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from soescan.report.page.cells import shorten_name
from soescan.report.page.grid import ColumnHead
from soescan.report.text import clean


def phone_table_css(tables: Iterable[tuple[str, Sequence[ColumnHead]]]) -> str:
    """A style that says before each cell but the first of a row which column it is in.

    `tables`: the id of each section with the heads of its table.
    """
    rules = (
        f"#{section}{{{''.join(map(_title_rule, range(2, len(heads) + 1), heads[1:]))}}}"
        for section, heads in tables
        if len(heads) > 1
    )
    return f"@media screen and (max-width:640px){{{''.join(rules)}}}"


def _title_rule(number: int, head: ColumnHead) -> str:
    return f"td:nth-child({number}):before{{content:{css_string(shorten_name(head.title))}}}"


def css_string(text: str) -> str:
    r"""A text as a string of a style sheet, which no character of it can end.

    >>> print(css_string('a "b" </style>'))
    "a \22 b\22  \3c \2f style\3e "
    """
    safe = re.sub(r"[^a-zA-Z0-9 ().,%-]", lambda match: f"\\{ord(match[0]):x} ", clean(text))
    return f'"{safe}"'
