"""Bodies of pages lie on disk, and nobody who reads a page notices."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from soescan.web import Hop, Page
from soescan.web.shelf import IN_MEMORY, RecentPages, ShelvedBody, body_size

LONG = bytes(range(256)) * (IN_MEMORY // 128)
HOPS = (Hop("https://acme.example/", 200),)


@pytest.mark.parametrize("body", [b"", b"x" * IN_MEMORY, LONG])
def test_a_body_is_what_it_was(body: bytes) -> None:
    page = Page(HOPS, body)
    assert page.body == body
    assert body_size(page) == len(body)
    assert isinstance(page.__dict__["body"], ShelvedBody) == (len(body) > IN_MEMORY)
    assert replace(page, at="2026-11-01T00:00:00Z").body == body
    assert page == Page(HOPS, body) != Page(HOPS, body + b"x")
    assert hash(page) == hash(Page(HOPS, body))
    assert Page(HOPS).body == b""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_processes_that_were_forked_do_not_write_over_each_other() -> None:
    before = Page(HOPS, LONG)
    child = os.fork()
    if not child:
        Page(HOPS, b"x" * len(LONG))
        os._exit(0 if before.body == LONG else 1)
    after = Page(HOPS, LONG[::-1])
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (before.body, after.body) == (LONG, LONG[::-1])


def test_without_room_on_disk_bodies_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> int:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("soescan.web.shelf._Segment.append", full)
    page = Page(HOPS, LONG)
    assert page.body is page.__dict__["body"]


def test_what_was_made_of_pages_is_kept_by_their_size() -> None:
    made: list[str] = []
    recent: RecentPages[Page, None] = RecentPages(
        lambda page: made.append(page.at), most=3 * len(LONG)
    )
    pages = [Page(HOPS, LONG, str(number)) for number in range(4)]
    for page in (pages[0], pages[1], pages[0], pages[2], pages[0], pages[1]):
        recent(page)
    assert made == ["0", "1", "2", "1"]
