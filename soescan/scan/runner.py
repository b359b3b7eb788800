"""The runner: every probe put to every site, many sites at once in threads.

What comes of it does not depend on which site answers first.
"""

from __future__ import annotations

import ctypes
import math
import queue
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TypeVar

from soescan.errors import UnreadableError
from soescan.model import Evidence, Fact, Gap, Origin, Scan
from soescan.reference.public import PublicTables
from soescan.scan.probes import Probe
from soescan.site.site import Site, tidy_excerpt
from soescan.web import A, Ask, Question, Web
from soescan.web.pace import SITE_SECONDS, PatientWeb, clock_of_answers
from soescan.web.recording import Outcome, Recorder
from soescan.web.secrets.headers import mask_url
from soescan.web.secrets.text import mask_text
from soescan.web.url import host

T = TypeVar("T")
R = TypeVar("R")
_LISTEN_SECONDS = 0.25
"""After so long without a result, signals are listened for."""


@dataclass(frozen=True, slots=True)
class Target:
    """A site to scan, and the web through which: live, recorded or replayed."""

    url: str
    web: Web
    is_recorded: bool = False
    """Does a recording answer? It keeps nobody waiting, however slow the machine is."""


@dataclass(frozen=True)
class SiteScan:
    """What a look at a site came to, and everything that was asked for it."""

    scan: Scan
    outcomes: Mapping[Question, Outcome] = field(default_factory=dict, repr=False)
    """Only where somebody wants to keep them: the pages of many sites fill a memory."""


def scan_targets(
    targets: Sequence[Target],
    probes: Sequence[Probe],
    *,
    tables: PublicTables,
    workers: int,
    record: bool = False,
    site_seconds: float = SITE_SECONDS,
    clock: Callable[[], float] = clock_of_answers,
    save: Callable[[Scan], None] = lambda _: None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Iterator[SiteScan]:
    """Scan targets in `workers` threads; results come in the order of the targets.

    While one waits for an answer, others may; only one at a time works on what came, since a
    hostile page takes a hundred megabytes while it is worked on. A site may keep us waiting for
    `site_seconds` by `clock` in all, unless a recording answers; what is left to ask of it then is
    a gap.

    `save` is called in the thread that scanned, as soon as a site is finished; for several targets
    of one site in their order, so that the last one named counts. `on_progress` is called in the
    caller's thread with the number of targets finished so far. With `record`, each result also
    holds every question and answer. Whoever stops iterating may leave at once: the threads are
    daemons and end with the process. What else than `UnreadableError` a probe, `save` or the
    network raises is raised here.
    """
    _share_heaps()
    turns = _save_turns(targets)
    at_work = threading.Lock()

    def look(numbered: tuple[int, Target]) -> SiteScan:
        number, target = numbered
        previous_saved, saved = turns[number]
        patient = PatientWeb(target.web, math.inf if target.is_recorded else site_seconds, clock)
        web = Recorder(_WaitsAside(patient, at_work), to_keep=record)
        site = Site(target.url, web, tables)
        try:
            with at_work:
                evidence = run_probes(site, probes)
            result = Scan(site.host, mask_url(target.url), evidence.facts, evidence.gaps)
            if previous_saved:
                previous_saved.wait()
            save(result)
        finally:
            saved.set()
        return SiteScan(result, web.outcomes if record else {})

    yield from map_in_order(look, list(enumerate(targets)), workers, on_progress)


@cache
def _share_heaps() -> None:
    """Let threads share two heaps where the C library is glibc.

    It gives each thread one of its own and does not return what lies between blocks still in use:
    after sixteen threads have parsed large pages in turn, four times the memory of one is taken.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 2)


_M_ARENA_MAX = -8
"""Of mallopt(3)."""


class _WaitsAside:
    """A door that lets others work while an answer is waited for."""

    def __init__(self, inner: Web, at_work: threading.Lock) -> None:
        self._inner = inner
        self._at_work = at_work

    def ask(self, question: Ask[A]) -> A:
        """The inner client's answer, by whoever holds the lock."""
        self._at_work.release()
        try:
            return self._inner.ask(question)
        finally:
            self._at_work.acquire()


def _save_turns(targets: Sequence[Target]) -> list[tuple[threading.Event | None, threading.Event]]:
    """For each target, what says that the one before it at the same site is kept, and its own.

    Threads take targets in their order, so who waits waits for one that is being looked at.
    """
    last: dict[str, threading.Event] = {}
    turns = []
    for target in targets:
        name = host(target.url).removeprefix("www.")
        saved = threading.Event()
        turns.append((last.get(name), saved))
        last[name] = saved
    return turns


def map_in_order(
    work: Callable[[T], R], items: Sequence[T], workers: int, on_progress: Callable[[int], None]
) -> Iterator[R]:
    """`work(item)` for each item, in the order of the items, computed in up to `workers` threads.

    `on_progress` gets the number of items finished so far, in whatever order they finish. The first
    exception of any thread is raised here.
    """
    waiting: queue.SimpleQueue[tuple[int, T]] = queue.SimpleQueue()
    finished: queue.SimpleQueue[tuple[int, R | None, BaseException | None]] = queue.SimpleQueue()
    for numbered in enumerate(items):
        waiting.put(numbered)

    def run() -> None:
        while True:
            try:
                number, item = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                finished.put((number, work(item), None))
            except BaseException as error:  # noqa: BLE001 - raised where somebody sees it
                finished.put((number, None, error))

    # The threads of an executor are waited for when the program ends, whatever they wait for.
    for _ in range(min(max(workers, 1), len(items))):
        threading.Thread(target=run, daemon=True).start()
    early: dict[int, R] = {}
    following = 0
    for count in range(1, len(items) + 1):
        number, result, error = _take(finished)
        if error is not None:
            raise error
        early[number] = result  # type: ignore[assignment]
        on_progress(count)
        while following in early:
            yield early.pop(following)
            following += 1


def _take(finished: queue.SimpleQueue[T]) -> T:
    """What comes next, with no long wait.

    A signal that comes just before a wait, or to another thread, is heard only after the wait;
    on Windows so is each Ctrl-C.
    """
    while True:
        with suppress(queue.Empty):
            return finished.get(timeout=_LISTEN_SECONDS)


def run_probes(site: Site, probes: Iterable[Probe]) -> Evidence:
    """The facts and gaps that some probes yield for a site, in the order of the probes.

    A probe that raises `UnreadableError` ends with a gap; what it yielded before counts.
    """
    outcomes = [outcome for probe in probes for outcome in _run_probe(probe, site)]
    return Evidence(
        tuple(outcome for outcome in outcomes if isinstance(outcome, Fact)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Gap)),
    )


def _run_probe(probe: Probe, site: Site) -> Iterator[Fact | Gap]:
    """Facts with the probe's id as their ``origin.by`` and gaps with it as their ``probe``, both
    without the secrets that addresses and excerpts may hold."""
    try:
        for outcome in probe.look(site):
            if isinstance(outcome, Fact):
                yield replace(outcome, origin=_clean_origin(outcome.origin, probe.id))
            else:
                yield _clean_gap(replace(outcome, probe=probe.id))
    except UnreadableError as error:
        gap = Gap(probe.id, site.url, str(error.state), tidy_excerpt(error.why), site.host)
        yield _clean_gap(gap)


def _clean_origin(origin: Origin, probe_id: str) -> Origin:
    url, excerpt = mask_url(origin.url), mask_text(origin.excerpt)
    return replace(origin, by=probe_id, url=url, excerpt=excerpt)


def _clean_gap(gap: Gap) -> Gap:
    return replace(gap, url=mask_url(gap.url), why=mask_text(gap.why))
