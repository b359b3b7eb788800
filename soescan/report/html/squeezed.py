"""A style or a script as people wrote it -> the same in fewer bytes, as the page carries it."""

from __future__ import annotations

import re
from collections.abc import Callable

_QUOTED = re.compile(r"""("[^"\n]*"|`[^`]*`)""")


def style(source: str) -> str:
    """A style sheet without comments, and without spaces that say nothing.

    Strings are written with double quotes, and a space stands after every colon of a declaration.

    >>> style('a { color: red; }  /* warm */\\n.b > p { content: " : " }')
    'a{color:red}.b>p{content:" : "}'
    """

    def tight(code: str) -> str:
        code = re.sub(r"\s+", " ", code)
        code = re.sub(r" ?([{};,>]) ?", r"\1", code)
        return code.replace(": ", ":").replace(";}", "}")

    bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    return _outside_quotes(bare, tight).strip()


def script(source: str) -> str:
    """A script without comments on lines of their own, indents, and spaces around signs.

    The lines stay, for a line may end a statement. Regular expressions would not survive.

    >>> script('// Tea.\\nif (a > 1) {\\n  b = "x = y";\\n}')
    'if(a>1){\\nb="x = y";\\n}'
    """

    def tight(code: str) -> str:
        return re.sub(r" *([-+*/%=<>!?:;,.&|(){}\[\]]+) *", r"\1", code)

    lines = (line.strip() for line in source.splitlines())
    bare = "\n".join(line for line in lines if line and not line.startswith("//"))
    return _outside_quotes(bare, tight)


def _outside_quotes(source: str, tight: Callable[[str], str]) -> str:
    """A text with all made tight that stands in no quotes."""
    parts = _QUOTED.split(source)
    return "".join(part if at % 2 else tight(part) for at, part in enumerate(parts))
