"""A site is asked as slowly as was promised, whoever asks it."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableError, UnreadableState
from soescan.web.pace import Pacer
from soescan.web.settings import Pace
from tests.patience import HANG

NOW = 1_795_000_000.0  # 2026-11-18


class Clock:
    """A clock that sleeping moves on."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def paced(**more: float) -> tuple[Pacer, Clock]:
    clock = Clock()
    return Pacer(Pace(**more), clock, clock.sleep), clock  # type: ignore[arg-type]


def ask(pacer: Pacer, domain: str, times: int = 1) -> None:
    for _ in range(times):
        with pacer.turn(domain):
            pass


def test_after_the_first_burst_there_is_one_question_a_second() -> None:
    pacer, clock = paced(burst=8, per_second=1)
    ask(pacer, "acme.example", 8)
    assert clock.time == 0
    ask(pacer, "acme.example", 10)
    assert clock.time == pytest.approx(10)


def test_each_domain_has_its_own_pace() -> None:
    pacer, clock = paced(burst=2, per_second=1)
    for domain in ("a.example", "b.example", "c.example"):
        ask(pacer, domain, 2)
    assert clock.time == 0


def test_a_domain_that_was_left_alone_may_be_asked_at_once_again() -> None:
    pacer, clock = paced(burst=4, per_second=1)
    ask(pacer, "acme.example", 4)
    clock.time += 100
    ask(pacer, "acme.example", 4)
    assert clock.time == 100


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.integers(1, 8))
def test_no_second_is_fuller_than_was_promised(gaps: list[float], burst: int) -> None:
    pacer, clock = paced(burst=burst, per_second=1)
    asked = []
    for gap in gaps:
        clock.time += gap
        ask(pacer, "acme.example")
        asked.append(clock.time)
    for begin in asked:
        assert sum(begin <= one < begin + 10 for one in asked) <= burst + 10 + 1


@pytest.mark.parametrize("said", ["3", "Wed, 18 Nov 2026 11:06:43 GMT"])
def test_a_short_pause_is_waited_for(said: str) -> None:
    pacer, clock = paced()
    pacer.pause("acme.example", said, NOW)
    ask(pacer, "acme.example")
    assert clock.time == pytest.approx(3)


def test_a_long_pause_is_a_refusal() -> None:
    pacer, clock = paced(patience=20)
    pacer.pause("acme.example", "120", NOW)
    for _ in range(3):
        with pytest.raises(UnreadableError) as raised:
            ask(pacer, "acme.example")
        assert (raised.value.state, clock.time) == (UnreadableState.BLOCKED, 0)
    ask(pacer, "other.example")
    clock.time += 120
    ask(pacer, "acme.example")
    assert clock.time == 120, "when the pause is over, the site is asked at once"


@pytest.mark.parametrize(
    "said", ["", "soon", "-5", "1e9", "9" * 400, "٣", "Mon, 99 Foo 2026", "\x00"]
)
def test_a_pause_that_cannot_be_read_is_none(said: str) -> None:
    pacer, clock = paced()
    pacer.pause("acme.example", said, NOW)
    ask(pacer, "acme.example")
    assert clock.time == 0


def test_no_more_than_two_ask_at_the_same_time() -> None:
    pacer = Pacer(Pace(connections=2, burst=100))
    lock, under_way, most = threading.Lock(), 0, 0
    two = threading.Barrier(2, timeout=HANG)

    def one() -> None:
        nonlocal under_way, most
        with pacer.turn("acme.example"):
            with lock:
                under_way += 1
                most = max(most, under_way)
            two.wait()
            with lock:
                under_way -= 1

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_without_a_pace_nobody_waits() -> None:
    pacer = Pacer(None, sleep=lambda seconds: pytest.fail("waited"))
    pacer.pause("acme.example", "100", NOW)
    ask(pacer, "acme.example", 100)
