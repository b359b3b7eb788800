"""The cases of protego's own tests, put to our reading of robots.txt."""

from __future__ import annotations

import contextlib
import functools
import itertools
import re
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from soescan.web.robots import AGENT, PATH, read
from soescan.web.robots import _path as comparable
from soescan.web.url import parse_url
from tests.peers.archives import read_suite

DIFFERS = {
    "test_bytestrings": "our reader takes text only, which types say",
    "test_grouping_unknown_keys": "other lines do not end a group (RFC 9309, section 2.2.4)",
    "test_index_html_is_directory": "/index.html is one address and / is another",
    "test_special_symbols_dual_behaviour": "$ at the end is the end (section 2.2.3)",
    "test_unicode_url_and_useragent": "soescan is no browser of that name in parentheses",
    "test_user_agent_boundary_matching": "a group names the whole product token (section 2.2.1)",
    "test_user_agent_precedence": "a group names the whole product token (section 2.2.1)",
    "test_with_absolute_urls": "a pattern begins with a slash or a star (section 2.2)",
}
"""Cases whose answer is another here, and why; each holds but for that."""


class NotAskedError(Exception):
    """The case is about something of robots.txt that soescan does not read."""


@dataclass(frozen=True)
class Protego:
    """Looks like the class under test, and answers with `soescan.web.robots`."""

    content: str

    @classmethod
    def parse(cls, content: str) -> Protego:
        return cls(content)

    def can_fetch(self, url: str, agent: str) -> bool:
        """Rename the program to ours, since a robots.txt is read for one program."""
        renamed = re.sub(
            rf"(?im)^(\s*user[- ]agent:?\s*){re.escape(agent)}\s*(#|$)",
            rf"\1{AGENT} \2",
            self.content,
        )
        parsed = parse_url(url)
        path = parsed.path + parsed.query if parsed else re.sub(r"^\w+://[^/]*", "", url)
        return path == PATH or read(renamed).allows(comparable(path))

    def __getattr__(self, name: str) -> Any:
        raise NotAskedError(name)


def not_asked_for(*_: Any) -> None:
    raise NotAskedError


def cases(source: bytes) -> Iterator[tuple[str, Callable[[], None]]]:
    """Every test of a module, once for each set of its parameters."""
    space: dict[str, Any] = {"__name__": "peer"}
    ours = re.sub(rb"@pytest\.mark\.timeout\(.*\)", b"", source)  # a mark of a plug-in
    exec(compile(ours, "peer", "exec"), space)  # noqa: S102 - pinned, with its hash
    classes = [value() for name, value in space.items() if name.startswith("Test")]
    tests = {name: value for name, value in space.items() if name.startswith("test_")}
    for instance in classes:
        tests |= {name: getattr(instance, name) for name in dir(instance) if "test_" in name}
    for name, test in tests.items():
        marks = [mark.args for mark in getattr(test, "pytestmark", ())]
        for chosen in itertools.product(*(values for _, values in marks)):
            arguments: dict[str, Any] = {}
            for (names, _), values in zip(marks, chosen, strict=True):
                is_one = isinstance(names, str)
                arguments |= {names: values} if is_one else dict(zip(names, values, strict=True))
            yield f"{name}{list(arguments.values()) or ''}", functools.partial(test, **arguments)


@pytest.mark.slow
def test_every_case_about_what_may_be_fetched_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    peer, utilities = types.ModuleType("protego"), types.ModuleType("protego._utils")
    peer.__dict__["Protego"] = Protego
    for name in ("_parse_time_period", "_quote_path", "_quote_pattern"):
        utilities.__dict__[name] = not_asked_for
    monkeypatch.setitem(sys.modules, "protego", peer)
    monkeypatch.setitem(sys.modules, "protego._utils", utilities)
    held, failed = [], []
    for source in read_suite("protego", "tests/test_protego.py", "tests/test_on_google_spec.py"):
        for name, run in cases(source):
            with contextlib.suppress(NotAskedError):
                try:
                    run()
                    held.append(name)
                except (AssertionError, pytest.fail.Exception):
                    failed.append(name)
    assert {name.partition("[")[0] for name in failed} == DIFFERS.keys()
    assert len(failed) < 15
    assert len(held) >= 100
