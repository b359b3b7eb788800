"""Many sites at once come out in order, and what one run learns of a host serves them all."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableState
from soescan.evidence.difference import find_fact_changes
from soescan.model import Basis, Evidence, Fact, FactChange, Origin, Scan
from soescan.reference.public import PublicTables
from soescan.scan.probes import Probe, scan_state
from soescan.scan.runner import Target, map_in_order, scan_targets
from soescan.scan.saved import read_file as read_input
from soescan.web import Get, Question, recording
from soescan.web.recording import Failure, Outcome, Replay
from tests.patience import HANG
from tests.site.factories import AT, page

LONG = "<!doctype html><title>Acme</title>" + "<p>We sell things to people.</p>" * 30


def world(*names: str) -> Replay:
    return Replay({Get(f"https://{one}/"): page(f"https://{one}/", LONG) for one in names})


@given(st.lists(st.integers(0, 3), max_size=12), st.integers(1, 8))
def test_results_come_in_the_order_of_the_items(naps: list[int], workers: int) -> None:
    def work(item: tuple[int, int]) -> int:
        time.sleep(item[1] / 1_000)
        return item[0]

    told: list[int] = []
    items = list(map_in_order(work, list(enumerate(naps)), workers, told.append))
    assert items == list(range(len(naps)))
    assert told == [number + 1 for number in range(len(naps))]


def test_as_many_are_at_work_at_once_as_there_are_workers() -> None:
    together = threading.Barrier(4, timeout=HANG)
    assert (
        list(map_in_order(lambda _: together.wait() >= 0, range(4), 4, lambda _: None))
        == [True] * 4
    )


def test_a_bug_in_a_thread_looks_like_one() -> None:
    def work(item: int) -> int:
        return 1 // item

    with pytest.raises(ZeroDivisionError):
        list(map_in_order(work, [1, 0], 2, lambda _: None))


def test_each_site_is_kept_when_it_is_finished_and_recorded_when_somebody_wants_it() -> None:
    web = world("a.example", "b.example")
    targets = [Target(f"https://{name}/", web) for name in ("b.example", "a.example")]
    kept: list[Scan] = []
    probes: list[Probe] = [scan_state.PROBE]
    items = list(
        scan_targets(
            targets, probes, tables=PublicTables(), workers=2, record=True, save=kept.append
        )
    )
    assert [one.scan.site for one in items] == ["b.example", "a.example"]
    assert {one.site for one in kept} == {"a.example", "b.example"}
    assert items[0].outcomes == {Get("https://b.example/"): web.outcomes[Get("https://b.example/")]}
    bare = list(scan_targets(targets, probes, tables=PublicTables(), workers=1))
    assert [one.scan for one in bare] == [one.scan for one in items]
    assert [dict(one.outcomes) for one in bare] == [{}, {}]


def test_of_several_addresses_of_a_site_the_last_is_kept_last() -> None:
    kept_elsewhere, asked_again = threading.Event(), threading.Event()

    class Slow:
        """The first address of a site answers when the second was asked, and all else is done."""

        def ask(self, question: Any) -> Any:
            if "www." in question.url:
                assert kept_elsewhere.wait(HANG)
                assert asked_again.wait(HANG)
            if question.url == "https://a.example/":
                asked_again.set()
            return page(question.url, LONG)

    urls = ["https://www.a.example/", "https://a.example/", "https://b.example/"]
    kept: list[str] = []

    def keep(one: Scan) -> None:
        kept.append(one.url)
        if one.site == "b.example":
            kept_elsewhere.set()

    targets = [Target(url, Slow()) for url in urls]
    list(
        scan_targets(targets[2:], [scan_state.PROBE], tables=PublicTables(), workers=1)
    )  # reads its signs
    for _ in scan_targets(
        targets,
        [scan_state.PROBE],
        tables=PublicTables(),
        workers=3,
        save=keep,
    ):
        pass
    assert kept == [urls[2], urls[0], urls[1]]


def test_no_site_waits_for_another() -> None:
    together = threading.Barrier(4, timeout=HANG)

    class Patient:
        def ask(self, question: Any) -> Any:
            together.wait()
            return page(question.url, LONG)

    targets = [Target(f"https://s{number}.example/", Patient()) for number in range(4)]
    scans = scan_targets(targets, [scan_state.PROBE], tables=PublicTables(), workers=4)
    assert [one.scan.state for one in scans] == ["ok"] * 4


def test_a_recording_says_for_whose_sake_it_was_made(tmp_path: Path) -> None:
    outcomes: dict[Question, Outcome] = {
        Get("https://a.example/"): page("https://a.example/", LONG),
        Get("https://trust.a.example/"): page("https://trust.a.example/", LONG),
        Get("https://gone.example/"): Failure(UnreadableState.DNS, "", AT),
    }
    wanted = ("https://gone.example/", "https://a.example/")
    for name in ("made.jsonl", "made.jsonl.gz"):
        recording.write(tmp_path / name, outcomes, wanted)
        saved = read_input(tmp_path / name)
        assert saved.targets == wanted
        assert saved.outcomes == outcomes
    recording.write(tmp_path / "bare.jsonl", outcomes)
    assert "https://trust.a.example/" in read_input(tmp_path / "bare.jsonl").targets


def test_a_difference_is_of_what_was_seen_not_of_when_and_where() -> None:
    def fact(key: str, value: bool, at: str) -> Fact:
        return Fact("a.example", key, value, Origin(Basis.OBSERVED, at=at))

    before = Evidence((fact("tls.https", True, "one"), fact("a", True, ""), fact("b", True, "")))
    after = Evidence(
        (
            fact("b", False, ""),
            fact("b", True, ""),
            fact("c", True, ""),
            fact("tls.https", True, "2"),
        )
    )
    assert find_fact_changes(before, after) == (
        FactChange("a.example", "a", (True,), ()),
        FactChange("a.example", "b", (True,), (False, True)),
        FactChange("a.example", "c", (), (True,)),
    )
    assert find_fact_changes(after, after) == ()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals of POSIX")
def test_a_signal_that_interrupts_no_wait_is_heard_all_the_same() -> None:
    released = threading.Event()

    def work(_: int) -> None:
        released.wait(0.05)  # by then the other one waits, most often; it passes in any case
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        assert released.wait(HANG)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(map_in_order(work, [0], 1, lambda _: None))
    finally:
        signal.signal(signal.SIGINT, before)
        released.set()
