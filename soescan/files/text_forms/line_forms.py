"""Lines of text tables in forms that no delimiter explains -> lines as RFC 4180 has them.

Looks at: whole lines between quotes, cells between single quotes, quotes behind a backslash, and
columns that stand below each other with spaces between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

LineForm = Callable[[str], str]


def find_line_form(lines: Sequence[str]) -> LineForm | None:
    """How the lines of a table, of which these are the first, are to be rewritten; None: not."""
    written = [line.strip() for line in lines if line.strip()]
    if not written:
        return None
    if all(_WHOLE.fullmatch(line) and re.search("[,;\t|]", line) for line in written):
        return _unquote_line
    if not any('"' in line for line in written) and all(map(_SINGLE_QUOTED.fullmatch, written)):
        return _double_quotes
    if any('\\"' in line for line in written):
        return lambda line: line.replace('\\"', '""')
    widths = {len(_GAP.split(line)) for line in written}
    if len(written) > 1 and len(widths) == 1 and widths != {1} and not _is_delimited(written):
        return lambda line: "\t".join(_GAP.split(line.strip())) + "\n" * line.endswith("\n")
    return None


_WHOLE = re.compile(r'"(?:[^"]|"")*"')
_SINGLE_QUOTED = re.compile(r"(?:'(?:[^']|'')*')(?:\s*[,;\t|]\s*'(?:[^']|'')*')+")
_CELL = re.compile(r"'((?:[^']|'')*)'(?=\s*(?:[,;\t|]|$))")
_GAP = re.compile(r" {2,}")


def _is_delimited(lines: Sequence[str]) -> bool:
    """Do most lines hold a sign that stands between cells, or some one before spaces?"""
    if any(re.search('"|[,;|^]  ', line) for line in lines):
        return True
    return 2 * sum(re.search("[;\t|]|,\\S", line) is not None for line in lines) > len(lines)


def _unquote_line(line: str) -> str:
    """A line that a program has put between quotes as if it were one cell."""
    inner = line.strip()
    if not _WHOLE.fullmatch(inner):
        return line
    return inner[1:-1].replace('""', '"') + "\n" * line.endswith("\n")


def _double_quotes(line: str) -> str:
    """Cells between single quotes as cells between double ones."""
    return _CELL.sub(lambda cell: '"' + cell[1].replace("''", "'") + '"', line)
