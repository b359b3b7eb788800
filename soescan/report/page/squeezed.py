"""A style, a script or a picture as it was written -> the same in fewer bytes, for the page."""

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


def picture(svg: str) -> str:
    """A picture in a page needs no name of its language, no quotes around single words, and no
    line for each element.

    Quotation marks in its texts are escaped.

    >>> picture('<svg xmlns="http://www.w3.org/2000/svg" width="5">\\n<g class="a b" id="c"/>')
    '<svg width=5><g class="a b" id="c"/>'
    """
    bare = svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
    return re.sub(r'="([\w.-]+)"(?=[ >])', r"=\1", bare).replace(">\n<", "><")


def _outside_quotes(source: str, tight: Callable[[str], str]) -> str:
    """A text with all made tight that stands in no quotes."""
    parts = _QUOTED.split(source)
    return "".join(part if at % 2 else tight(part) for at, part in enumerate(parts))
