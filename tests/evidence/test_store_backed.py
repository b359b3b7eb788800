"""What is on file is not asked again, what may have changed is asked politely."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from soescan.errors import UnreadableError, UnreadableState
from soescan.evidence.store import EvidenceStore
from soescan.evidence.store_backed import StoreBackedWeb
from soescan.web import A, Ask, Get, Hop, Lookup, Page, Records
from soescan.web.recording import Failure, Outcome, unwrap
from tests.site.factories import HTML, page

DAY = timedelta(days=1)
HOME = Get("https://acme.example/")
MX = Lookup("acme.example", "MX")
START = datetime(2026, 11, 24, 10, tzinfo=UTC)


class World:
    """A door that counts what it is asked, at a time that tests set."""

    def __init__(self, answer: Callable[[Any], Outcome]) -> None:
        self.answer = answer
        self.asked: list[Any] = []
        self.time = START

    def ask(self, question: Ask[A]) -> A:
        self.asked.append(question)
        return unwrap(self.answer(question))  # type: ignore[no-any-return]


@pytest.fixture
def store() -> Iterator[EvidenceStore]:
    with EvidenceStore(None) as made:
        yield made


def door(world: World, store: EvidenceStore, max_age: timedelta = DAY) -> StoreBackedWeb:
    return StoreBackedWeb(world, store, max_age=max_age, clock=lambda: world.time)


def says(outcome: Outcome) -> Callable[[Any], Outcome]:
    return lambda question: outcome


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        (HOME, page()),
        (HOME, page(status=403)),
        (MX, Records("acme.example", "MX", (), "2026-11-24T10:00:00Z")),
        (HOME, Failure(UnreadableState.LOOP, "in a circle", "2026-11-24T10:00:00Z")),
        (HOME, Failure(UnreadableState.TOO_LARGE, "300 headers", "2026-11-24T10:00:00Z")),
    ],
)
def test_an_answer_younger_than_the_limit_is_not_asked_for_again(
    store: EvidenceStore, question: Any, outcome: Outcome
) -> None:
    world = World(says(outcome))
    for hours in (0, 1, 23, 24):
        world.time = START + timedelta(hours=hours)
        try:
            assert door(world, store).ask(question) == outcome
        except UnreadableError as error:
            assert (error.state, error.why) == (outcome.state, outcome.why)  # type: ignore[union-attr]
    assert world.asked == [question]
    world.time = START + timedelta(hours=24, seconds=1)
    with contextlib.suppress(UnreadableError):
        door(world, store).ask(question)
    assert len(world.asked) == 2


def test_what_was_not_asked_for_want_of_leave_is_asked_once_there_is(store: EvidenceStore) -> None:
    world = World(says(Failure(UnreadableState.PASSIVE, "asked with --active only")))
    with pytest.raises(UnreadableError):
        door(world, store).ask(MX)
    world.answer, world.time = says(Records("acme.example", "MX")), START + timedelta(seconds=1)
    assert door(world, store).ask(MX) == Records("acme.example", "MX")


@pytest.mark.parametrize(
    "state",
    [
        UnreadableState.TIMEOUT,
        UnreadableState.DOWN,
        UnreadableState.DNS,
        UnreadableState.PASSIVE,
        UnreadableState.REFUSED,
        UnreadableState.TLS,
        UnreadableState.INSPECTED,
    ],
)
def test_a_failure_that_may_be_over_is_asked_again_by_the_next_run_but_not_by_this_one(
    store: EvidenceStore, state: UnreadableState
) -> None:
    world = World(says(Failure(state, "nobody there")))
    first = door(world, store)
    for _ in range(3):
        with pytest.raises(UnreadableError) as error:
            first.ask(HOME)
        assert error.value.at == "2026-11-24T10:00:00Z"
    assert len(world.asked) == 1
    world.answer, world.time = says(page()), START + timedelta(seconds=1)
    assert door(world, store).ask(HOME) == page()
    assert len(world.asked) == 2


def test_an_error_page_of_the_server_is_asked_for_again_by_the_next_run(
    store: EvidenceStore,
) -> None:
    world = World(says(page(status=503)))
    door(world, store).ask(HOME)
    world.time += timedelta(seconds=1)
    door(world, store).ask(HOME)
    assert world.asked == [HOME, HOME]


def test_with_no_age_at_all_everything_is_asked_once_a_run(store: EvidenceStore) -> None:
    world = World(says(page()))
    for _ in range(3):
        one = door(world, store, timedelta(0))
        one.ask(HOME)
        one.ask(HOME)
        world.time += timedelta(microseconds=1)
    assert world.asked == [HOME] * 3


# --- asking politely -----------------------------------------------------------------------------

TAGGED = page(
    headers=[
        HTML,
        ("ETag", '"v1"'),
        ("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT"),
        ("Age", "3"),
    ]
)
CONDITIONS = (
    ("If-None-Match", '"v1"'),
    ("If-Modified-Since", "Mon, 23 Nov 2026 10:00:00 GMT"),
)


def unchanged(question: Get) -> Outcome:
    if not question.headers:
        return TAGGED
    hop = Hop(question.url, 304, (("Age", "9"), ("Content-Length", "0")), "203.0.113.8")
    return Page((hop,), b"", "2026-11-26T10:00:00Z")


def test_what_has_not_changed_keeps_its_body_and_gets_a_new_time(store: EvidenceStore) -> None:
    world = World(unchanged)
    door(world, store).ask(HOME)
    world.time = START + 2 * DAY
    found = door(world, store).ask(HOME)
    assert world.asked == [HOME, replace(HOME, headers=CONDITIONS)]
    assert (found.body, found.status, found.at) == (TAGGED.body, 200, "2026-11-26T10:00:00Z")
    assert found.last.address == "203.0.113.8"
    assert found.last.all("age") == ("9",)
    assert found.header("content-type") == "text/html; charset=utf-8"
    assert found.last.all("content-length") == ()
    world.time += timedelta(hours=23)  # counted from the 304
    assert door(world, store).ask(HOME) == found
    assert len(world.asked) == 2


def test_what_has_changed_is_the_new_page(store: EvidenceStore) -> None:
    world = World(says(TAGGED))
    door(world, store).ask(HOME)
    world.answer, world.time = says(page(body="new")), START + 2 * DAY
    assert door(world, store).ask(HOME).body == b"new"
    assert [one.outcome.body for one in store.find_answers(HOME)] == [TAGGED.body, b"new"]  # type: ignore[union-attr]


def test_not_modified_of_another_address_is_asked_again_without_conditions(
    store: EvidenceStore,
) -> None:
    def moved(question: Get) -> Outcome:
        if not question.headers:
            return TAGGED if world.time == START else page(body="moved")
        return Page((Hop("https://acme.example/en", 304),), b"", "2026-11-26T10:00:00Z")

    world = World(moved)
    door(world, store).ask(HOME)
    world.time = START + 2 * DAY
    assert door(world, store).ask(HOME).body == b"moved"
    assert [bool(one.headers) for one in world.asked] == [False, True, False]


@pytest.mark.parametrize(
    ("question", "known"),
    [
        (HOME, page()),
        (HOME, replace(TAGGED, cut="cut at 10 bytes")),
        (HOME, page(headers=[("ETag", '"v1"')], status=404)),
        (Get("https://acme.example/", "HEAD"), TAGGED),
        (Get("https://acme.example/", headers=(("if-none-match", '"x"'),)), TAGGED),
    ],
)
def test_without_a_whole_page_to_keep_there_is_no_condition(
    store: EvidenceStore, question: Get, known: Page
) -> None:
    world = World(says(known))
    door(world, store).ask(question)
    world.time = START + 2 * DAY
    door(world, store).ask(question)
    assert world.asked == [question, question]


def test_threads_that_ask_the_same_at_once_ask_once(store: EvidenceStore) -> None:
    def slowly(question: Any) -> Outcome:
        time.sleep(0.05)
        return page()

    world = World(slowly)
    shared = door(world, store)
    threads = [threading.Thread(target=shared.ask, args=(HOME,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.asked == [HOME]
