"""robots.txt, read and obeyed (RFC 9309).

Written here and not taken from a library: the patterns come from strangers, and the libraries turn
each into a regular expression that can take for ever. Matching below is linear.
"""

from __future__ import annotations

import re
import string
import threading
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import quote

from soescan.errors import UnreadableError, UnreadableState
from soescan.web.ask import A, Ask, Get, Web, cut_state
from soescan.web.shelf import body_size
from soescan.web.url import parse_url

AGENT = "soescan"
PATH = "/robots.txt"
"""Where a site says what programs are to leave alone."""
_SIZE = 500 << 10
"""Bytes of a robots.txt that count (RFC 9309 section 2.5)."""
_PATTERN = 2_000
"""Characters of a pattern; a longer one is nobody's rule."""
_UNAVAILABLE = (
    UnreadableState.LOOP,
    UnreadableState.TOO_LARGE,
    UnreadableState.MALFORMED,
    UnreadableState.REFUSED,
)
"""The site answers, but with nothing that could be a robots.txt, which is to have none (RFC 9309
sections 2.3.1.2 and 2.3.1.3). The page is asked for then, and says itself what is wrong."""


_NOT_PLAIN = re.compile(r"%[0-9A-Fa-f]{2}|[^!#$&-;=?-\[\]_a-z~]")
"""An escape, or a character that is neither reserved nor unreserved (RFC 3986 section 2)."""
_ESCAPES = {
    f"%{ord(char):02X}": char for char in f"{string.ascii_letters}{string.digits}-._~!&'()+,:;=@[]"
}
"""Escapes that are compared as the character. RFC 9309 asks it of unreserved ones; of reserved ones
that part nothing in a path, sites write both and mean the same, and other crawlers keep to it."""
_FIELDS = {
    **{name: name for name in ("user-agent", "allow", "disallow")},
    **dict.fromkeys(("user agent", "useragent"), "user-agent"),
    **dict.fromkeys(("dissallow", "dissalow", "disalow", "diasllow", "disallaw"), "disallow"),
}
"""Fields that count, with the misspellings that other crawlers honour."""
_BARE_LINE = re.compile(r"(user[ -]agent|allow|disallow)(?:\s+(.*))?", re.IGNORECASE)
"""A line whose colon was forgotten."""
_TOKEN = re.compile(r"[a-z_-]*")
"""A product token (RFC 9309 section 2.2.1); what stands after it, a version or so, is not of it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site asks of one program."""

    rules: tuple[tuple[bool, str], ...] = ()
    """Allowed or not, and the pattern of paths it is said of."""

    def allows(self, path: str) -> bool:
        """May this path be asked for? The longest pattern that fits decides; a tie allows.

        >>> read("User-agent: *\\nDisallow: /a*c$\\nAllow: /abc").allows("/abbc")
        False
        """
        in_query = _in_query(path) if "?" in path else ""
        best = max(
            (
                (len(pattern), allowed)
                for allowed, pattern in self.rules
                if fits(pattern, path) or (in_query and fits(_in_query(pattern), in_query))
            ),
            default=(0, True),
        )
        return best[1]


def fits(pattern: str, path: str) -> bool:
    """Does a path begin as a pattern says? ``*`` stands for anything, ``$`` for the end.

    Each piece between stars is looked for once, leftmost first, so the time is bounded by the
    product of the two lengths.
    """
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if anchored and not rest:
        return path == first
    place = len(first)
    last = rest.pop() if anchored and rest else ""
    for piece in rest:
        position = path.find(piece, place)
        if position < 0:
            return False
        place = position + len(piece)
    return not anchored or (len(path) - len(last) >= place and path.endswith(last))


def read(text: str, agent: str = AGENT) -> Rules:
    """The rules for a program: of the groups that name it, else of those for all."""
    named: list[tuple[bool, str]] = []
    general: list[tuple[bool, str]] = []
    agents: set[str] = set()
    heading = False
    is_named = False
    for line in _counted(text).splitlines():
        field, value = _parse_line(line.partition("#")[0])
        if field == "user-agent":
            token = "*" if value == "*" else _TOKEN.match(value.lower())[0]  # type: ignore[index]
            agents = (agents if heading else set()) | {token}
            heading = True
            is_named = is_named or token == agent
        elif field in ("allow", "disallow"):
            heading = False
            if value and len(value) <= _PATTERN:
                rule = (field == "allow", _pattern(value))
                named += [rule] if agent in agents else []
                general += [rule] if "*" in agents else []
    return Rules(tuple(named if is_named else general))


def _counted(text: str) -> str:
    """The lines of a file that count: a rule of which only a part is read would be another."""
    return text if len(text) <= _SIZE else text[:_SIZE].rpartition("\n")[0]


def _parse_line(line: str) -> tuple[str, str]:
    """Field and value; the field is empty where it is none that counts."""
    name, colon, value = line.partition(":")
    if not colon and (match := _BARE_LINE.fullmatch(line.strip())):
        name, value = match[1], match[2] or ""
    return _FIELDS.get(name.strip().lower(), ""), value.strip()


def _path(text: str) -> str:
    """A path in the form in which paths are compared; a star or dollar sign in it means itself.

    >>> _path("/%7Ejoe/caf\u00e9/%2a$")
    '/~joe/caf%C3%A9/%2A%24'
    """
    return _compared(text).replace("*", "%2A").replace("$", "%24")


def _pattern(text: str) -> str:
    """A pattern in the form in which it is compared: ``%2A`` and ``%24`` are the characters.

    A dollar sign that is not at the end is one, too (RFC 9309 section 2.2.3).
    """
    compared = _compared(text)
    return compared.removesuffix("$").replace("$", "%24") + "$" * compared.endswith("$")


def _compared(text: str) -> str:
    """Percent-encoding as RFC 9309 section 2.2.2 compares it.

    An escape of a plain character is that character; other escapes stay, in upper case, since
    ``%2F`` and ``/`` are not the same; and what an address cannot hold is escaped.
    """
    return _NOT_PLAIN.sub(lambda match: _ESCAPES.get(match[0].upper()) or _escape(match[0]), text)


def _escape(text: str) -> str:
    return text.upper() if len(text) == 3 else quote(text, safe="", errors="replace")


def _in_query(compared: str) -> str:
    """The form in which ``https://`` and ``https%3A%2F%2F`` within a query are the same.

    Escaping them there is optional (RFC 3986 section 3.4), and RFC 9309 section 2.2.2 has the
    example.
    """
    path, mark, query = compared.partition("?")
    return path + mark + re.sub("[/?]", lambda match: f"%{ord(match[0]):02X}", query)


class RobotsClient:
    """A client that asks a site's robots.txt first, once, and keeps to it.

    A robots.txt that cannot be reached closes the site, as RFC 9309 section 2.3.1.4 asks; the state
    then is why it could not be reached, which is what asking for the page would have said. One that
    breaks off before the size that counts is not reached either: what it forbids may come last.
    """

    def __init__(self, inner: Web) -> None:
        """Stand in front of `inner`, which fetches robots.txt, too."""
        self._inner = inner
        self._lock = threading.Lock()
        self._known: dict[str, Rules | UnreadableError] = {}
        self._asking: dict[str, threading.Lock] = {}

    def ask(self, question: Ask[A]) -> A:
        """The inner client's answer, if the site does not ask programs to stay away."""
        if isinstance(question, Get):
            self._check(cast(Any, question))
        return self._inner.ask(question)

    def may_follow(self, question: Get, url: str) -> None:
        """May a question go on to where a redirect leads? The client that follows asks this.

        Raises:
            UnreadableError: the site there asks programs to stay away, or cannot be asked.
        """
        if (url_asked := parse_url(question.url)) and url_asked.path == PATH:
            return  # its redirects are followed wherever they lead (RFC 9309 section 2.3.1.2)
        try:
            self._check(replace(question, url=url))
        except UnreadableError as error:
            raise UnreadableError(error.state, f"a redirect: {error.why}", at=error.at) from error

    def _check(self, question: Get) -> None:
        url = parse_url(question.url)
        if url is None or not url.is_web:
            return  # the inner client says what is wrong with it
        path = url.path + url.query.removesuffix("?")
        if path == PATH:
            return
        origin = str(replace(url, path="", query=""))
        rules = self._rules(origin, verify=question.verify)
        if not rules.allows(_path(path)):
            raise UnreadableError(
                UnreadableState.ROBOTS, f"robots.txt asks programs not to read {path[:120]}"
            )

    def _rules(self, origin: str, *, verify: bool) -> Rules:
        with self._lock:
            asking = self._asking.setdefault(origin, threading.Lock())
        with asking:
            if origin not in self._known:
                try:
                    self._known[origin] = self._fetch(origin, verify=verify)
                except UnreadableError as error:
                    if verify and error.state is UnreadableState.TLS:
                        raise  # asked again when somebody looks at the site without trusting it
                    self._known[origin] = error
            rules = self._known[origin]
        if isinstance(rules, UnreadableError):
            raise rules
        return rules

    def _fetch(self, origin: str, *, verify: bool) -> Rules:
        try:
            page = self._inner.ask(Get(f"{origin}{PATH}", verify=verify))
        except UnreadableError as error:
            if error.state in _UNAVAILABLE:
                return Rules()
            raise
        if page.status >= 500 or page.status == 429:
            raise UnreadableError(
                UnreadableState.ROBOTS, f"robots.txt answers {page.status}", at=page.at
            )
        if page.status >= 400:
            return Rules()
        if page.cut and body_size(page) < _SIZE:
            why = f"robots.txt was not read whole: {page.cut}"
            raise UnreadableError(cut_state(page.cut), why, at=page.at)
        return read(page.text)
