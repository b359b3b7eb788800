"""What people write in lists, put into its usual form. Nothing is guessed; changes are counted."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from soescan.files.rows import NoteCollector
from soescan.model import Answer, Place, Tool
from soescan.names import fold
from soescan.reference import vendors
from soescan.reference.columns import fold_cell, word_meanings
from soescan.web.url import add_scheme, host, parse_name, parse_typed, registrable_domain


def tidy_address(written: str, place: Place, notes: NoteCollector) -> str:
    """An address one can open, as it was written but for a scheme and backslashes.

    Empty, with a note at `place`, when it is none, has another scheme than HTTP and HTTPS, or holds
    user information: ``https://acme.example@evil.test`` shows one host and leads to another (WHATWG
    URL Standard, section 4.1, calls it invalid for that reason).
    """
    if not written.strip():
        return ""
    url = parse_typed(written)
    if url is None:
        notes.add("url left blank: not an address", place)
        return ""
    if not url.is_web:
        notes.add(f"url left blank: expected https, found {url.scheme}", place)
        return ""
    if url.credentials or _USER_INFORMATION.search(written):
        problem = "a user name or password stands before its host; write the address without it"
        notes.add(f"url left blank: {problem}", place)
        return ""
    if "\\" in written:  # browsers read each as a slash, other readers do not
        return f"{url}#{url.fragment}" if url.fragment else str(url)
    text = url.scheme + ":" + add_scheme(written).partition(":")[2].removesuffix("#")
    return text.removesuffix("?")


def _is_meant_as_address(text: str) -> bool:
    """Does a text that is no address lead somewhere all the same, for whoever follows it?

    >>> list(map(_is_meant_as_address, ("https://ann@evil.test", "see the ticket", "n/a", "a: b")))
    [True, False, False, False]
    """
    return _LEADS_SOMEWHERE.search(text) is not None


_LEADS_SOMEWHERE = re.compile(
    r"""^\s*[a-z][a-z0-9+.-]*:\S | // | \\\\ | \S@\S | ^\s*[=@]
      | [\w-]\.[^\W\d_]{2,}(?:[/?\#:,;\s]|$) """,
    re.IGNORECASE | re.VERBOSE,
)
"""A scheme, slashes before a host, user information, a formula, or a host's end."""
_USER_INFORMATION = re.compile(r"\A\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]*[^/\\?#]*@", re.IGNORECASE)
"""What stands before the host, even where it is empty and the parser drops it."""


def choose_addresses(
    main: tuple[str, str], app: tuple[str, str], of_name: str, place: Place, notes: NoteCollector
) -> tuple[str, str, tuple[str, ...]]:
    """The address of a tool, that of its app, and further ones that its row shows or leads to.

    `main` and `app` are what a cell says and where it leads, `of_name` is where the name leads. The
    text of a cell counts where it is an address, otherwise its link. Of several addresses the first
    is the tool's; the next on another site becomes that of the app, so that both are looked at. The
    cells come back as written where they hold one address or none.
    """
    urls, apps = _list_addresses(*main), _list_addresses(*app)
    if not urls and not apps and not _is_web_link(of_name):
        return main[0], app[0], ()
    if not urls and _is_web_link(of_name):
        notes.add("the address is where the name leads", place)
    candidates = [*urls, *([of_name] if _is_web_link(of_name) else [])]
    url = candidates[0] if candidates else main[0]
    elsewhere = [other for other in candidates[1:] if _site_of(other) != _site_of(url)]
    app_url = apps[0] if apps else app[0] or (elsewhere[0] if elsewhere else "")
    chosen = {_site_of(url), _site_of(app_url)}
    unused = [other for other in (*elsewhere, *apps[1:]) if _site_of(other) not in chosen]
    further = tuple(dict.fromkeys(unused))
    if further:
        notes.add("further addresses are not looked at", place, count=len(further))
    return url, app_url, further


def _list_addresses(text: str, link: str) -> list[str]:
    """The addresses in a cell, and where it leads."""
    parts = [part for part in _SEVERAL.split(text) if part]
    written = parts if all(map(parse_typed, parts)) else [text.strip()]
    return [*filter(parse_typed, written), *([link] if _is_web_link(link) else [])]


_SEVERAL = re.compile(r"[\s;,|]+")


def _is_web_link(target: str) -> bool:
    """Does a link lead to a site, not to a mailbox, a file, or a place in the workbook?"""
    url = parse_typed(target) if target else None
    return url is not None and url.is_web and not url.credentials and "." in url.host


def _site_of(address: str) -> str:
    name = host(address)
    return registrable_domain(name) or name


def replace_word(field: str, text: str, place: Place, notes: NoteCollector) -> str:
    """The usual word for a deployment or a use; as written when it is none we know."""
    usual = word_meanings(field).get(fold_cell(text)) if text else ""
    if usual is None:
        notes.add(f"{field}: no usual word for {text[:40]!r}", place)
    return text if usual is None else usual


def tidy_tool(tool: Tool, notes: NoteCollector) -> Tool:
    """A tool with addresses one can open, the usual word for its deployment, a name on one line.

    What was meant as an address and cannot be opened is kept apart.
    """
    for text in tool.unread_addresses:
        notes.add(f"{text[:80]!r} is not an address that can be looked at", tool.place)
    written = (tool.url, tool.app_url)
    url, app_url = (tidy_address(text, tool.place, notes) for text in written)
    unread = [text for text, read in zip(written, (url, app_url), strict=True) if not read]
    tool = replace(
        tool,
        name=" ".join(tool.name.split()),
        url=url,
        app_url=app_url,
        deployment=replace_word("deployments", tool.deployment, tool.place, notes),
        unread_addresses=(*tool.unread_addresses, *filter(_is_meant_as_address, unread)),
    )
    return _name_address(tool, notes)


def answer_addresses(
    tools: Iterable[Tool], answers: Sequence[Answer], notes: NoteCollector
) -> tuple[Tool, ...]:
    """Tools with the address that the requester gave in answer to the question for it.

    An address that stands beside the tool stays; of several answers the latest counts.
    """
    given = [answer for answer in answers if answer.fact == "tool.url"]
    given.sort(key=lambda answer: answer.on or date.min)
    addresses = {fold(answer.tool): str(answer.value) for answer in given}
    return tuple(
        tidy_tool(replace(tool, url=address), notes)
        if not tool.url and (address := addresses.get(fold(tool.name)))
        else tool
        for tool in tools
    )


def _name_address(tool: Tool, notes: NoteCollector) -> Tool:
    """A tool whose name is an address gets it as its address, and a name derived from it.

    Beside an address on another site it becomes that of the app, so that both are looked at. With
    user information in it, it names nothing that could be trusted and stays as it is.
    """
    url = parse_name(tool.name)
    if url is None or url.credentials:
        return tool
    name, address = vendors.name_for_host(url.host), tidy_address(tool.name, tool.place, notes)
    if fold(name) != fold(tool.name):
        notes.add(f"the name is an address; {url.host} is read as {name}", tool.place)
        tool = replace(tool, name=name)
    else:
        notes.add("the name is an address, too", tool.place)
    if not tool.url:
        return replace(tool, url=address)
    is_elsewhere = url.site != registrable_domain(host(tool.url))
    return replace(tool, app_url=address) if is_elsewhere and not tool.app_url else tool


def unify_spellings(tools: Iterable[Tool], notes: NoteCollector) -> tuple[Tool, ...]:
    """Give words that differ only in case, spaces and punctuation their most frequent spelling."""
    tools = list(tools)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for tool in tools:
        spellings[fold_cell(tool.criticality)][tool.criticality] += 1
    # The most frequent spelling; of several, the first in the alphabet, whatever the row order.
    best = {key: min(counted, key=lambda s: (-counted[s], s)) for key, counted in spellings.items()}
    tidied = []
    for tool in tools:
        usual = best[fold_cell(tool.criticality)]
        if usual != tool.criticality:
            notes.add(f"criticality {tool.criticality!r} read as {usual!r}", tool.place)
            tool = replace(tool, criticality=usual)  # noqa: PLW2901
        tidied.append(tool)
    return tuple(tidied)


def note_currencies(tools: Sequence[Tool], notes: NoteCollector) -> None:
    """Note that costs are in several currencies, for nothing converts them."""
    first = {tool.cost.currency: tool for tool in reversed(tools) if tool.cost.currency}
    if len(first) > 1:
        listed = " and ".join(sorted(first))
        place = min(tool.place for tool in first.values())
        notes.add(f"costs are in {listed}; none is converted, so compare them by hand", place)
