"""Questions and their answers in a file: test fixture, audit trail and offline mode in one.

A recording is JSON Lines: the schema first, then one line for each question, in a fixed order, with
the answer or why there was none. Text bodies stand there as text, others in Base64, so that a
person can read what was seen and a diff shows what changed. It may be compressed (``.gz``).
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from soescan.errors import EvidenceFileError, UnreadableError, UnreadableState, UsageError
from soescan.files import file_name
from soescan.files.raw import read_bytes, write_file
from soescan.web.ask import (
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
    Web,
)
from soescan.web.secrets.headers import mask_url
from soescan.web.secrets.text import mask_body
from soescan.web.url import parse_url

SCHEMA = "soescan/recording@1"
_HALF = re.compile("[\ud800-\udfff]")
LIMIT = 512 << 20
"""Bytes that a recording may unpack to."""
FILE_LIMIT = 128 << 20
"""Bytes of the file of a saved visit, such as a recording, packed or not."""
_LINE_LIMIT = 32 << 20
"""Bytes of a line: a page of two megabytes in the longest spelling of JSON, and its headers."""
_LINES_LIMIT = 1_000_000
_CHUNK = 1 << 20

_QUESTIONS: Mapping[str, type[Question]] = {
    "get": Get,
    "handshake": Handshake,
    "hello": TlsVersionProbe,
    "lookup": Lookup,
}
_KINDS = {kind: name for name, kind in _QUESTIONS.items()}
_ANSWERS: Mapping[type[Question], type[Any]] = {
    Get: Page,
    Handshake: HandshakeResult,
    TlsVersionProbe: TlsVersionResult,
    Lookup: Records,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that got no answer, and why."""

    state: UnreadableState
    why: str = ""
    at: str = ""

    def error(self) -> UnreadableError:
        """What asking raises."""
        return UnreadableError(self.state, self.why, at=self.at)


Outcome = Page | HandshakeResult | TlsVersionResult | Records | Failure
"""What asking comes to."""


class Recorder:
    """A client that asks each question once, and remembers what came of it.

    It may be used from several threads; each question is asked by the thread that comes first.
    """

    def __init__(self, inner: Web, *, to_keep: bool = False) -> None:
        """Stand in front of `inner`. What is to be kept in a file is answered without the secrets
        in bodies, so that facts are the same when the file is read."""
        self._inner = inner
        self._to_keep = to_keep
        self._lock = Lock()
        self._asking: dict[Question, Lock] = {}
        self.outcomes: dict[Question, Outcome] = {}

    def ask(self, question: Ask[A]) -> A:
        """The remembered answer, or the inner client's."""
        key: Any = question
        with self._lock:
            asking = self._asking.setdefault(key, Lock())
        with asking:
            if key not in self.outcomes:
                outcome = attempt(self._inner, question)
                if self._to_keep and isinstance(outcome, Page):
                    outcome = dataclasses.replace(outcome, body=mask_body(outcome.body))
                self.outcomes[key] = outcome
            return unwrap(self.outcomes[key])  # type: ignore[no-any-return]


class Replay:
    """Answers from what was recorded. What was not asked then cannot be known now."""

    def __init__(self, outcomes: Mapping[Question, Outcome]) -> None:
        """Take what a `Recorder` remembered, or `read` read."""
        self.outcomes = outcomes

    def ask(self, question: Ask[A]) -> A:
        """The recorded answer."""
        key: Any = question
        if key not in self.outcomes:
            key = self._spellings.get(_normalize(key), key)
        if key not in self.outcomes:
            raise UnreadableError(
                UnreadableState.NOT_RECORDED, f"the recording does not hold {describe(key)}"
            )
        return unwrap(self.outcomes[key])  # type: ignore[no-any-return]

    @cached_property
    def _spellings(self) -> dict[Question, Question]:
        """The recorded questions by how they are asked now. Recordings of before may hold addresses
        as they stood on a page, with spaces and dots in them and no slash after a host."""
        return {_normalize(question): question for question in self.outcomes}


def _normalize(question: Question) -> Question:
    """A question for a page with its address as the standard writes it and a recording keeps it;
    any other as it is."""
    if not isinstance(question, Get):
        return question
    url = parse_url(question.url)
    return _mask_question(dataclasses.replace(question, url=str(url)) if url else question)


def _mask_question(question: Question) -> Question:
    """A question as it is kept: without what lets somebody in."""
    if not isinstance(question, Get):
        return question
    return dataclasses.replace(question, url=mask_url(question.url))


def attempt(web: Web, question: Ask[Any]) -> Outcome:
    """Ask, and hand back what came of it instead of raising."""
    try:
        return web.ask(question)  # type: ignore[no-any-return]
    except UnreadableError as error:
        return Failure(error.state, error.why, error.at)


def unwrap(outcome: Outcome) -> Any:
    """The answer, or the error that stands for there being none."""
    if isinstance(outcome, Failure):
        raise outcome.error()
    return outcome


def describe(question: Question) -> str:
    """A question in words, as messages and tables call it.

    >>> describe(Get("https://a.example/")), describe(Lookup("a.example", "MX"))
    ('GET https://a.example/', 'dns:a.example/MX')
    """
    match question:
        case Get():
            return f"{question.method} {question.url}"
        case Lookup():
            return f"dns:{question.name}/{question.type}"
        case Handshake():
            return f"tls:{question.host}:{question.port}"
        case TlsVersionProbe():
            return f"tls:{question.host}:{question.port} (TLS {question.version})"


def question_key(question: Question) -> str:
    """A question as one line of text that says everything about it; equal for equal questions."""
    plain = _plain_question(question)
    return _to_json({name: plain[name] for name in sorted(plain)})


# --- files ---------------------------------------------------------------------------------------


def write(path: Path, outcomes: Mapping[Question, Outcome], targets: Sequence[str] = ()) -> None:
    """Write a recording, whole or not at all; the same outcomes give the same bytes.

    It is written line by line, so that one page at a time is in memory. `targets` are the addresses
    for whose sake the questions were asked.

    Raises:
        UsageError: it cannot be written, or is larger than what is read again.
    """
    pieces = _limit_lines(path, lines(outcomes, targets))
    write_file(path, _limit_file(path, _pack(pieces) if path.suffix == ".gz" else pieces))


def _pack(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of a file as gzip, without the time."""
    packer = zlib.compressobj(wbits=31)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _limit_file(path: Path, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file, as long as all of them are read again."""
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > FILE_LIMIT:
            raise _too_large(path, f"a file of at most {FILE_LIMIT >> 20} MiB is read again")
        yield piece


def _limit_lines(path: Path, texts: Iterable[str]) -> Iterator[bytes]:
    """The lines of a recording in bytes, as far as `parse_recording` would read them again."""
    total = 0
    for number, text in enumerate(texts, 1):
        line = text.encode()
        total += len(line)
        if total > LIMIT or number > _LINES_LIMIT or len(line) > _LINE_LIMIT:
            most = f"at most {LIMIT >> 20} MiB in {_LINES_LIMIT:,} lines are read again"
            raise _too_large(path, most)
        yield line


def _too_large(path: Path, most: str) -> UsageError:
    packed = "" if path.suffix == ".gz" else f", or pack it: {path.name}.gz"
    problem = f"{path}: not written: {most}, and this recording is larger"
    return UsageError(problem, hint=f"record fewer sites at once{packed}")


def lines(outcomes: Mapping[Question, Outcome], targets: Sequence[str] = ()) -> Iterator[str]:
    """The lines of a recording."""
    header = {"targets": list(map(mask_url, targets))} if targets else {}
    yield _to_json({"schema": SCHEMA} | header) + "\n"
    kept = {question_key(_mask_question(question)): question for question in outcomes}
    for name, question in sorted(kept.items()):
        yield f'{{"ask": {name}, {_to_json(dump(outcomes[question]))[1:]}\n'


def _to_json(value: Any) -> str:
    """JSON that people can read; escaped where it holds half a character, which no file can."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if _HALF.search(text) else text


def read(paths: Iterable[Path]) -> dict[Question, Outcome]:
    """What recordings hold; of a question in several, the last.

    Raises:
        EvidenceFileError: a file is no recording, or a line of it is damaged; with the line.
    """
    outcomes: dict[Question, Outcome] = {}
    for path in paths:
        outcomes.update(_read(path))
    return outcomes


def _read(path: Path) -> Iterator[tuple[Question, Outcome]]:
    yield from parse_recording(read_bytes(path, FILE_LIMIT), file_name(path)).items()


def parse_recording(content: bytes, name: str) -> dict[Question, Outcome]:
    """What a recording holds, given its bytes; `name` is for messages.

    Raises:
        EvidenceFileError: it is no recording, or a line of it is damaged; with the line.
    """
    lines = _lines(content, name)
    if _json(next(lines, b"")).get("schema") != SCHEMA:
        raise EvidenceFileError([f'{name}:1: expected {{"schema": "{SCHEMA}"}}, found none'])
    outcomes: dict[Question, Outcome] = {}
    for number, line in enumerate(lines, 2):
        if line.strip():
            try:
                entry = _json(line)
                question = _question(entry["ask"])
                outcomes[question] = load(question, entry)
            except (AttributeError, KeyError, TypeError, ValueError, binascii.Error) as error:
                expected = "a question and what came of it"
                found = f"found {_damage(error)}"
                raise EvidenceFileError(
                    [f"{name}:{number}: expected {expected}, {found}"]
                ) from error
    return outcomes


def _damage(error: Exception) -> str:
    """What is wrong with a line, in words."""
    if isinstance(error, KeyError):
        return f"none: {error} is missing or unknown"
    return f"damage: {str(error)[:80]}"


def read_targets(content: bytes, name: str) -> tuple[str, ...]:
    """The addresses for whose sake a recording was made; none when it does not say."""
    targets = _json(next(_lines(content, name), b"")).get("targets")
    return tuple(filter(_is_text, targets)) if isinstance(targets, list) else ()


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _lines(content: bytes, name: str) -> Iterator[bytes]:
    """The lines of a recording, one at a time: what it unpacks to is never in memory whole."""
    rest, total, number = b"", 0, 1
    pieces = _inflate(content, name) if content[:2] == b"\x1f\x8b" else _cut(content)
    for piece in pieces:
        total += len(piece)
        *whole, rest = (rest + piece).split(b"\n")
        number += len(whole)
        if number <= _LINES_LIMIT:
            yield from whole
        if len(rest) > _LINE_LIMIT:
            expected = f"expected a line of at most {_LINE_LIMIT >> 20} MiB, found more"
            raise EvidenceFileError([f"{name}:{number}: {expected}"])
        if total > LIMIT or number > _LINES_LIMIT:
            expected = f"expected at most {LIMIT >> 20} MiB in {_LINES_LIMIT:,} lines, found more"
            raise EvidenceFileError([f"{name}: {expected}"], hint="record fewer sites at once")
    if rest:
        yield rest


def _cut(content: bytes) -> Iterator[bytes]:
    return (content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK))


def _inflate(content: bytes, name: str) -> Iterator[bytes]:
    unpack = zlib.decompressobj(31)
    try:
        for piece in _cut(content):
            while piece:
                yield unpack.decompress(piece, _CHUNK)
                piece = unpack.unconsumed_tail  # noqa: PLW2901 - what is left of it
    except zlib.error as error:
        raise EvidenceFileError([f"{name}: expected gzip, found damaged data"]) from error
    if not unpack.eof:
        raise EvidenceFileError([f"{name}: expected a whole gzip file, found a truncated one"])


def _json(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    return value if isinstance(value, dict) else {}


# --- values --------------------------------------------------------------------------------------


def dump(outcome: Outcome) -> dict[str, Any]:
    """What asking came to, as plain values; what is as usual is left out."""
    name = "failed" if isinstance(outcome, Failure) else "answer"
    values = [(f, getattr(outcome, f.name)) for f in dataclasses.fields(outcome)]
    return {name: {f.name: _plain_value(value) for f, value in values if value != f.default}}


def _plain_value(value: Any) -> Any:
    if isinstance(value, bytes):
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode("ascii")}
        return text
    if isinstance(value, Hop):
        return {
            f.name: _plain_value(found)
            for f in dataclasses.fields(value)
            if (found := getattr(value, f.name)) != f.default
        }
    if isinstance(value, tuple):
        return [_plain_value(item) for item in value]
    return value


def load(question: Question, entry: Mapping[str, Any]) -> Outcome:
    """What `dump` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is not what `dump` writes.
    """
    if "failed" in entry:
        failed = entry["failed"]
        return Failure(
            UnreadableState(failed["state"]),
            str(failed.get("why", "")),
            _time(failed.get("at", "")),
        )
    kind = _ANSWERS[type(question)]
    plain = entry["answer"]
    return kind(**{name: _LOADERS[kind, name](value) for name, value in plain.items()})  # type: ignore[no-any-return]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {value!r:.40}")
    return value


def _time(value: Any) -> str:
    """A time that facts can be dated by; a day that cannot be added to is none."""
    text = _text(value)
    if text and not 1990 <= date.fromisoformat(text[:10]).year < 2200:
        raise ValueError(f"expected a time, found {text!r:.40}")
    return text


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"expected a whole number, found {value!r:.40}")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"expected true or false, found {value!r:.40}")
    return value


def _bytes(value: Any) -> bytes:
    if isinstance(value, dict):
        return base64.b64decode(_text(value["base64"]), validate=True)
    return _text(value).encode()


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(item) for item in value)


def _hops(value: Any) -> tuple[Hop, ...]:
    hops = tuple(
        Hop(
            _text(hop["url"]),
            _number(hop["status"]),
            tuple((_text(name), _text(text)) for name, text in hop.get("headers", ())),
            _text(hop.get("address", "")),
            _text(hop.get("untrusted", "")),
            _texts(hop.get("unsaved", ())),
        )
        for hop in value
    )
    if not hops:
        raise ValueError("a page without an answer")
    return hops


_LOADERS: dict[tuple[type[Any], str], Any] = {
    (Page, "hops"): _hops,
    (Page, "body"): _bytes,
    (Page, "bodiless"): _flag,
    (HandshakeResult, "port"): _number,
    (HandshakeResult, "chain"): lambda value: tuple(_bytes(item) for item in value),
    (TlsVersionResult, "port"): _number,
    (TlsVersionResult, "accepted"): _flag,
    (Records, "values"): _texts,
    (Records, "missing"): _flag,
    (Records, "aliases"): _texts,
    (Records, "authentic"): _flag,
    **{(kind, "at"): _time for kind in (Page, HandshakeResult, TlsVersionResult, Records)},
    **{(Page, name): _text for name in ("cut", "proxy")},
    **{
        (HandshakeResult, name): _text
        for name in ("host", "version", "cipher", "alpn", "untrusted", "roots", "address")
    },
    **{(TlsVersionResult, name): _text for name in ("host", "version", "says")},
    **{(Records, name): _text for name in ("name", "type")},
}


def _plain_question(question: Question) -> dict[str, Any]:
    plain = {
        f.name: value
        for f in dataclasses.fields(question)
        if (value := getattr(question, f.name)) != f.default
    }
    return {"kind": _KINDS[type(question)]} | plain


def _question(plain: Mapping[str, Any]) -> Question:
    values = dict(plain)
    kind = _QUESTIONS[values.pop("kind")]
    if "headers" in values:
        values["headers"] = tuple((_text(n), _text(v)) for n, v in values["headers"])
    made = kind(**values)
    for f in dataclasses.fields(made):
        if f.type in _PLAIN and type(getattr(made, f.name)) is not _PLAIN[f.type]:
            raise TypeError(f"{f.name}: expected {f.type}, found {getattr(made, f.name)!r:.40}")
    return made


_PLAIN: Mapping[Any, type] = {"str": str, "int": int, "bool": bool}
