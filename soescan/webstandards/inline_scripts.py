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

_LOADER = r"(?:\bimport|\bthis\.load|(?i:get|load|import|inject|add|append)_?(?i:js|scripts?))"
"""The name of a function that loads scripts."""
_WHOLE = tuple(
    map(
        re.compile,
        (
            rf"{_QUOTE}((?:https?:)?//{_HOST}{_FILE})",
            # (p ? 'https://' : 'http://') + 'www.a.example/b.js'
            rf"//{_QUOTE}[\s)]{{0,9}}\+\s{{0,9}}{_QUOTE}({_HOST}{_FILE})",
            # document.write("<sc" + "ript src='//a.example/b'>")
            rf"ipt\b[^<>]{{0,300}}?[\s\"'`]src=\s?(?:{_QUOTE}|%2[27])?(?:{_QUOTE}{_PLUS}{_QUOTE})?({_ADDRESS})",
            # (window, document, 'script', '//a.example/b')
            rf"{_QUOTE}script{_QUOTE}\s{{0,9}},\s{{0,9}}{_QUOTE}({_ADDRESS})",
            rf"{_LOADER}\s?\(\s{{0,9}}(?:{_QUOTE}[^\"'`]{{0,60}}{_QUOTE}\s?,\s?)?{_QUOTE}({_ADDRESS})",
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
    rf"([\w$]{{1,40}})\s?=\s?(?:[\w$]{{1,40}}\.){{0,3}}createElement\(\s?(?:{_QUOTE}(script){_QUOTE}|[\w$])",
    re.IGNORECASE,
)
"""The variable of a new element, and ``script`` where its name is written there."""
_ARGUMENT = re.compile(rf"{_QUOTE}script{_QUOTE}\s?[,)]", re.IGNORECASE)
"""The name of the element that a snippet makes, handed to it."""
_SOURCE = re.compile(
    rf"(?<![\w$])([\w$]{{1,40}})\.(?:src\s{{0,9}}=(?!=)|setAttribute\(\s?{_QUOTE}src{_QUOTE},)([^;]{{1,400}})"
)
_CALLED = re.compile(rf"\}}\s?\)?\s?\(\s?({_QUOTE}{_ADDRESS}){_QUOTE}\s?\)")
"""What a function is called with that makes a script and is called at once."""
_QUOTED = re.compile(rf"{_QUOTE}({_ADDRESS})")
_REST = re.compile(rf"\+\s{{0,9}}{_QUOTE}(\.{_HOST}|[A-Za-z0-9\-]{{1,63}}\.{_HOST})/")
"""A host after something else: three names at least, or two that go on with what stands before."""
_PATHS = re.compile(r"\bpaths[\"']?\s?:\s?\{([^{}]{0,20000})\}")
"""Where RequireJS and others of its kind are told which script a module is, without its ``.js``."""
_VARIABLE = re.compile(r"\s*([\w$.]{1,60})\s*(?:[,;)}+\n]|$)")
_START = re.compile(
    rf"ipt\b[^<>]{{0,300}}?\ssrc={_QUOTE}{{1,2}}{_PLUS}([\w$]{{1,40}}){_PLUS}{_QUOTE}"
)
"""The variable that holds the beginning of a script's address."""
_MAX_SOURCES = 200
_MAX_VARIABLES = 10


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
    for paths in _PATHS.findall(text):
        yield from _QUOTED.findall(paths)
    variables = dict.fromkeys(_START.findall(text))
    for source in _script_sources(text):
        yield from _QUOTED.findall(source)
        for host in _REST.findall(source):
            if has_known_suffix(host.lstrip(".")):
                yield f"//{host.lstrip('.')}/"
        if variable := _VARIABLE.match(source):
            variables[variable[1]] = None
    for name in islice(variables, _MAX_VARIABLES):
        yield from _list_values(text, name)


def _script_sources(text: str) -> Iterator[str]:
    """Expressions that become the ``src`` of elements that are made as scripts."""
    is_handed = _ARGUMENT.search(text) is not None
    elements = {match[1] for match in _ELEMENT.finditer(text) if match[2] or is_handed}
    for match in islice(_SOURCE.finditer(text), _MAX_SOURCES):
        if match[1] in elements:
            yield match[2]
    if elements:
        yield from islice(_CALLED.findall(text), _MAX_SOURCES)


def _list_values(text: str, name: str) -> Iterator[str]:
    """Addresses that are written where a variable gets its value."""
    for match in re.finditer(rf"(?<![\w$.]){re.escape(name)}\s?=(?!=)([^;]{{1,400}})", text):
        yield from _QUOTED.findall(match[1])
