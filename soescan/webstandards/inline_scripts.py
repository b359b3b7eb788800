"""Addresses of scripts that stand in inline scripts, as the snippets of services write them.

Only what is written is read, and nothing is run: an address counts where it ends in ``.js``, where
it becomes the source of a script element, or where it is handed to what loads scripts. Whether a
condition around it holds is not known, nor what an address is that is put together elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from soescan.web.url import has_known_suffix

_HOST = r"[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,6}"
_FILE = r"/[\w./\-]{0,200}?\.js(?![\w.])"
_ADDRESS = rf"(?:https?:)?//{_HOST}(?::[0-9]{{1,5}})?(?:/[^\s\"'`<>\\]{{0,300}})?"
_SUFFIX = r"[\w\-]{0,40}\.js(?![\w.])"
_QUOTE = r"[\"'`]"
_PLUS = r"\s{0,9}\+\s{0,9}"
_COMMENT = re.compile(r"(?m)^[ \t]{0,99}//[^\n\r]*|(?:(?<=[;{}\s])|^)/\*[^*]*(?:\*(?!/)[^*]*)*\*/")
"""Comments that begin a line or a statement. What looks like one elsewhere may stand in a text."""

_WHOLE = tuple(
    map(
        re.compile,
        (
            rf"{_QUOTE}((?:https?:)?//{_HOST}{_FILE})",
            # (p ? 'https://' : 'http://') + 'www.a.example/b.js'
            rf"//{_QUOTE}[\s)]{{0,9}}\+\s{{0,9}}{_QUOTE}({_HOST}{_FILE})",
            # document.write("<sc" + "ript src='//a.example/b'>")
            rf"ipt\b[^<>]{{0,300}}?\ssrc=\s?(?:{_QUOTE}|%2[27])?({_ADDRESS})",
            # (window, document, 'script', '//a.example/b')
            rf"{_QUOTE}script{_QUOTE}\s{{0,9}},\s{{0,9}}{_QUOTE}({_ADDRESS})",
            rf"(?:\bgetScript|\bimportScripts|\bimport)\s?\(\s{{0,9}}{_QUOTE}({_ADDRESS})",
            # 'https://a.example/' + id + '.js'
            rf"{_QUOTE}({_ADDRESS}){_QUOTE}{_PLUS}(?:[^\"'`;,+]{{1,60}}{_PLUS})?{_QUOTE}{_SUFFIX}",
            rf"{_QUOTE}({_ADDRESS}){_QUOTE}\s{{0,9}},\s{{0,9}}{_QUOTE}\.js(?![\w.])",
        ),
    )
)
"""Addresses with their hosts."""
_PARTIAL = re.compile(
    # ('https:' == p ? 'https://ssl' : 'http://www') + '.a.example/b.js'
    rf"\+\s{{0,9}}{_QUOTE}\.({_HOST}{_FILE})"
    # document.write("%3Cscript src='" + start + "a.example/b.js'")
    rf"|src={_QUOTE}{{1,2}}{_PLUS}[\w$.]{{1,60}}{_PLUS}{_QUOTE}({_HOST}{_FILE})"
)
"""A host whose beginning is put together elsewhere: a path may look the same."""
_ELEMENT = re.compile(
    rf"([\w$]{{1,40}})\s?=\s?(?:[\w$]{{1,40}}\.){{0,3}}createElement\(\s?{_QUOTE}script{_QUOTE}",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"(?<![\w$])([\w$]{1,40})\.src\s{0,9}=(?!=)([^;]{1,400})")
_QUOTED = re.compile(rf"{_QUOTE}({_ADDRESS})")
_START = re.compile(
    rf"ipt\b[^<>]{{0,300}}?\ssrc={_QUOTE}{{1,2}}{_PLUS}([\w$]{{1,40}}){_PLUS}{_QUOTE}"
)
"""The variable that holds the beginning of a script's address."""
_MAX_SOURCES = 200
_MAX_STARTS = 10


def find_script_addresses(text: str) -> Iterator[str]:
    """Addresses in the text of an inline script, its escapes read; some more than once.

    >>> list(find_script_addresses("e.src = (s ? 'https://ssl' : 'http://www') + '.a.com/b.js'"))
    ['//a.com/b.js']
    """
    text = _COMMENT.sub(" ", text)
    for pattern in _WHOLE:
        for written in pattern.findall(text):
            yield written if "//" in written[:8] else f"//{written}"
    for match in _PARTIAL.finditer(text):
        written = match[1] or match[2]
        if has_known_suffix(written.partition("/")[0]):
            yield f"//{written}"
    elements = {match[1] for match in _ELEMENT.finditer(text)}
    for match in islice(_SOURCE.finditer(text), _MAX_SOURCES):
        if match[1] in elements:
            yield from _QUOTED.findall(match[2])
    for name in dict.fromkeys(islice(_START.findall(text), _MAX_STARTS)):
        for match in re.finditer(rf"(?<![\w$.]){re.escape(name)}\s?=(?!=)([^;]{{1,400}})", text):
            yield from _QUOTED.findall(match[1])
