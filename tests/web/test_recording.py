"""What was seen is written so that it can be read again, and a damaged line has a place."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import EvidenceFileError, UnreadableError, UnreadableState, UsageError
from soescan.web import (
    A,
    Ask,
    Get,
    Handshake,
    HandshakeResult,
    Hop,
    Lookup,
    Page,
    Question,
    Records,
    TlsVersionProbe,
    TlsVersionResult,
    recording,
)
from soescan.web.recording import (
    Failure,
    Outcome,
    Recorder,
    Replay,
    lines,
    parse_recording,
    question_key,
    read,
    write,
)

ANY = st.text(st.characters() | st.characters(categories=["Cs"]), max_size=30).map(
    lambda text: text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
)
"""Any text, also with halves of characters, as JSON of strangers may hold them."""
BYTES = st.one_of(st.binary(max_size=60), ANY.map(lambda text: text.encode("utf-8", "replace")))
TIMES = st.sampled_from(["", "2026-11-24T10:00:00Z"])
NAMED = st.lists(st.tuples(ANY, ANY), max_size=4).map(tuple)
TEXTS = st.lists(ANY, max_size=4).map(tuple)
PORTS = st.integers(0, 65_535)

FAILURES = st.builds(Failure, st.sampled_from(UnreadableState), ANY, TIMES)
HOPS = st.builds(Hop, ANY, st.integers(100, 999), NAMED, ANY, ANY)
PAIRS = st.one_of(
    st.tuples(
        st.builds(Get, ANY, ANY, NAMED, st.booleans(), st.booleans(), st.integers(0, 9)),
        st.builds(Page, st.lists(HOPS, min_size=1, max_size=3).map(tuple), BYTES, TIMES, ANY, ANY)
        | FAILURES,
    ),
    st.tuples(
        st.builds(Handshake, ANY, PORTS),
        st.builds(
            HandshakeResult,
            ANY,
            PORTS,
            TIMES,
            ANY,
            ANY,
            ANY,
            st.lists(BYTES, max_size=3).map(tuple),
            ANY,
        )
        | FAILURES,
    ),
    st.tuples(
        st.builds(TlsVersionProbe, ANY, ANY, PORTS),
        st.builds(TlsVersionResult, ANY, PORTS, ANY, st.booleans(), TIMES, ANY) | FAILURES,
    ),
    st.tuples(
        st.builds(Lookup, ANY, ANY),
        st.builds(Records, ANY, ANY, TEXTS, TIMES, st.booleans(), TEXTS, st.booleans()) | FAILURES,
    ),
)
SAMPLE: dict[Any, Outcome] = {
    Get("https://a.example/"): Page(
        (Hop("https://a.example/", 200, (("A", "b"),)),), b"\xff\r\n\x00"
    ),
    Get("https://b.example/"): Failure(
        UnreadableState.DOWN, "nobody there", "2026-11-24T10:00:00Z"
    ),
    Handshake("a.example"): HandshakeResult("a.example", 443, chain=(b"0\x82", b"text")),
    TlsVersionProbe("a.example", "1.0"): TlsVersionResult("a.example", 443, "1.0", accepted=False),
    Lookup("a.example", "TXT"): Records("a.example", "TXT", ("caf\xe9 \u2028 \x85",)),
}


@given(st.lists(PAIRS, max_size=5))
def test_what_is_written_is_read_again(pairs: list[tuple[Any, Outcome]]) -> None:
    outcomes = dict(pairs)
    content = "".join(lines(outcomes)).encode()
    assert parse_recording(content, "x") == outcomes
    backwards = dict(reversed(outcomes.items()))
    assert "".join(lines(backwards)).encode() == content, "the order of asking does not matter"


def test_files_are_the_same_bytes_each_time_and_may_be_packed(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl", "c.jsonl.gz", "d.jsonl.gz"):
        write(tmp_path / name, SAMPLE)
        assert read([tmp_path / name]) == SAMPLE
    contents = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert contents[0] == contents[1] == gzip.decompress(contents[2])
    assert contents[2] == contents[3]


def test_of_a_question_in_several_files_the_last_counts(tmp_path: Path) -> None:
    question = Get("https://b.example/")
    write(tmp_path / "one", {question: Failure(UnreadableState.DOWN)})
    write(tmp_path / "two", {question: Failure(UnreadableState.TIMEOUT)})
    assert read([tmp_path / "one", tmp_path / "two"]) == {
        question: Failure(UnreadableState.TIMEOUT)
    }


ASK = '{"ask": {"kind": "get", "url": "https://a.example/"}, '


@pytest.mark.parametrize(
    "line",
    [
        *("{", "[]", "1", "null", '"ask"', "{}", '{"ask": 1}', '{"ask": {}}', "\x00", "\udcff"),
        *('{"ask": {"kind": "post"}}', '{"ask": {"kind": "get"}}', ASK[:-2] + "}"),
        *('{"ask": {"kind": "get", "url": 1}}', '{"ask": {"kind": ["get"]}}'),
        ASK.replace('"url"', '"uri"') + '"failed": {"state": "down"}}',
        ASK.replace("get", 'get", "headers": "ab') + '"failed": {"state": "down"}}',
        *(ASK + '"failed": {"state": "sleepy"}}', ASK + '"failed": {}}', ASK + '"failed": 1}'),
        *(ASK + '"failed": {"state": "down", "at": "soon"}}', ASK + '"answer": {}}'),
        *(ASK + '"answer": []}', ASK + '"answer": {"hops": []}}', ASK + '"answer": {"hops": [1]}}'),
        ASK + '"answer": {"hops": [{"url": "x", "status": "200"}]}}',
        ASK + '"answer": {"hops": [{"url": "x", "status": 200, "headers": ["ab"]}], "body": 1}}',
        ASK + '"answer": {"hops": [{"url": "x", "status": 200}], "body": {"base64": "!"}}}',
        ASK + '"answer": {"hops": [{"url": "x", "status": 200}], "soul": ""}}',
        "[" * 100_000,
        '{"ask": ' + "9" * 5_000 + "}",
    ],
)
def test_a_damaged_line_has_a_place(line: str, tmp_path: Path) -> None:
    path = tmp_path / "seen.jsonl"
    write(path, SAMPLE)
    with path.open("ab") as file:
        file.write(b"\n" + line.encode("utf-8", "surrogateescape") + b"\n")
    with pytest.raises(EvidenceFileError, match=r"^seen.jsonl:8: expected "):
        read([path])


@pytest.mark.parametrize(
    "content",
    [
        *(
            b"",
            b"\n",
            b"{}",
            b"[]",
            b"\x1f\x8b",
            b"\x1f\x8bxx",
            b'{"schema": "soescan/recording@2"}',
        ),
        gzip.compress("".join(lines(SAMPLE)).encode())[:-9],
    ],
)
def test_what_is_no_recording_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(EvidenceFileError, match=r"^x:"):
        read([tmp_path / "x"])


@given(st.integers(0, 2_000), st.binary(min_size=1, max_size=3))
def test_whatever_is_in_a_file_it_is_read_or_refused(place: int, noise: bytes) -> None:
    content = "".join(lines(SAMPLE)).encode()
    place %= len(content)
    try:
        parse_recording(content[:place] + noise + content[place + len(noise) :], "x")
    except EvidenceFileError as error:
        assert str(error).startswith("x:")


@given(PAIRS)
def test_a_question_has_one_key(pair: tuple[Any, Outcome]) -> None:
    assert json.loads(question_key(pair[0]))["kind"] in ("get", "handshake", "hello", "lookup")


# --- remembering ---------------------------------------------------------------------------------


class Slow:
    """A door that takes its time and counts."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def ask(self, question: Ask[A]) -> A:
        self.asked.append(question)
        time.sleep(0.01)
        raise UnreadableError(UnreadableState.DOWN, "made", at="2026-11-24T10:00:00Z")


def test_a_question_is_asked_once_also_by_many_at_once() -> None:
    slow = Slow()
    recorder = Recorder(slow)
    states = []

    def one(name: str) -> None:
        try:
            recorder.ask(Lookup(name, "A"))
        except UnreadableError as error:
            states.append((error.state, error.why, error.at))

    threads = [threading.Thread(target=one, args=(f"{n % 3}.example",)) for n in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.name for one in slow.asked) == ["0.example", "1.example", "2.example"]
    assert states == [(UnreadableState.DOWN, "made", "2026-11-24T10:00:00Z")] * 30


def test_what_was_not_asked_is_not_known() -> None:
    with pytest.raises(UnreadableError) as raised:
        Replay(SAMPLE).ask(Lookup("other.example", "A"))
    assert raised.value.state is UnreadableState.NOT_RECORDED


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        ("https://acme.example", "https://acme.example/"),
        ("https://acme.example/a/../b c", "https://acme.example/b%20c"),
        ("https://acme.example/x", "https://acme.example/x"),
    ],
)
def test_a_recording_of_before_answers_however_it_spelled_an_address(
    recorded: str, asked: str
) -> None:
    page = Page((Hop(recorded, 200),), b"hello", "2026-11-24T10:00:00Z")
    replay = Replay({Get(recorded): page})
    assert replay.ask(Get(asked)) == replay.ask(Get(recorded)) == page
    with pytest.raises(UnreadableError):
        replay.ask(Get(asked, method="HEAD"))


HEAD = b'{"schema": "soescan/recording@1"}\n'


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("line", "says"), [(b"\0" * 4_000, "a line of at most"), (b"\n" * 4_000, "in 1,000 lines")]
)
def test_a_recording_is_bounded_by_what_it_unpacks_to(
    monkeypatch: pytest.MonkeyPatch, line: bytes, says: str, packed: bool
) -> None:
    monkeypatch.setattr(recording, "_LINE_LIMIT", 2_000)
    monkeypatch.setattr(recording, "_LINES_LIMIT", 1_000)
    content = HEAD + line
    with pytest.raises(EvidenceFileError, match=says):
        recording.parse_recording(gzip.compress(content) if packed else content, "a.jsonl.gz")


def test_a_large_recording_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "LIMIT", 3_000_000)
    lines = (b" " * 1_000 + b"\n") * 4_000
    with pytest.raises(EvidenceFileError, match="expected at most 2 MiB"):
        recording.parse_recording(gzip.compress(HEAD + lines), "a.jsonl.gz")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_large_recording_is_written_and_read_a_page_at_a_time(tmp_path: Path, name: str) -> None:
    many: dict[Question, Outcome] = {}
    for number in range(40):
        url = f"https://a.example/{number}"
        body = hashlib.sha256(url.encode()).hexdigest().encode() * 8_000
        many[Get(url)] = Page((Hop(url, 200),), body)
    tracemalloc.start()
    try:
        write(tmp_path / name, many)
        _, writing = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert writing < 8 << 20, "of twenty megabytes"
    assert read([tmp_path / name]) == many


@pytest.mark.parametrize("name", ["kept.jsonl", "kept.jsonl.gz"])
@pytest.mark.parametrize("limit", ["LIMIT", "FILE_LIMIT", "_LINES_LIMIT", "_LINE_LIMIT"])
def test_what_would_not_be_read_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, limit: str
) -> None:
    hosts = [f"{n}.example" for n in range(20)]
    outcomes: dict[Any, Outcome] = {Lookup(n, "A"): Failure(UnreadableState.DNS) for n in hosts}
    recording.write(tmp_path / name, outcomes)
    kept = (tmp_path / name).read_bytes()
    monkeypatch.setattr(recording, limit, 10)
    with pytest.raises(UsageError, match="not written") as raised:
        recording.write(tmp_path / name, outcomes, ["https://other.example/"])
    assert ("pack it" in str(raised.value.hint)) is not name.endswith(".gz")
    assert (tmp_path / name).read_bytes() == kept, "what was there stays"
