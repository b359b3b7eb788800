"""What a crawler or archive saved (WARC 1.0 and 1.1, ISO 28500; also ARC).

Looks at: every HTTP answer in the file, with its address, headers, body and time; one archive or
many records packed one by one. Damaged records are skipped.

Why it matters: organisations that archive vendors' pages for an audit have them in this form, and
the answers in it are whole.

Cannot see: certificates and DNS; answers to requests that sent data or a password, which are left
out; and answers that only say that nothing has changed since another archive (revisits).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import replace
from typing import TYPE_CHECKING

from soescan.errors import EvidenceFileError
from soescan.files import NoteCollector
from soescan.model import Place
from soescan.scan.saved import answers
from soescan.scan.saved.answers import SavedAnswer
from soescan.scan.saved.redaction import Redactor
from soescan.scan.saved.saved_format import SavedFormat, SavedVisit
from soescan.web.encoding import CODINGS, inflate_whole

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]

RECORDS = 50_000
RECORD = 16 << 20
"""Bytes that one packed record may unpack to."""
UNPACKED = 256 << 20
"""Bytes that all of them may unpack to, one after the other."""
FAULTS = 50
"""Damaged parts after which no more is looked for."""
_BLOCK = 65_536
_MEMBER = b"\x1f\x8b\x08"


def matches(start: bytes) -> bool:
    """Is the first line that of a WARC (ISO 28500) or ARC record?"""
    return start.startswith((b"WARC/", b"filedesc://"))


def read(content: bytes, name: str, url: str) -> SavedVisit:
    """The answers of a file, whole or damaged.

    Raises:
        EvidenceFileError: no record of it can be read.
    """
    tally, redactor = NoteCollector(), Redactor()
    answered: list[tuple[tuple[str, ...], SavedAnswer]] = []
    requests: dict[str, dict[str, str]] = {}
    count = 0
    for count, record in enumerate(_records(content, name, tally), 1):
        if count > RECORDS:
            tally.add(
                f"records after the first {RECORDS} were left out", Place(name), rejected=True
            )
            break
        if record.rec_type == "request":
            _collect_secrets(record, requests, redactor)
        elif record.rec_type == "response":
            answered.extend(_read_answer(record, redactor))
        elif record.rec_type == "revisit":
            tally.add("a record that says only that nothing has changed", Place(name))
    if not count:
        raise EvidenceFileError([f"{name}: expected a WARC file, found no record that can be read"])
    place = Place(name)
    public = [
        answer
        for pair in answered
        if (answer := _public_answer(pair, requests, place, tally)) is not None
    ]
    targets = (url,) if url else answers.landing_urls(public, redactor)
    return SavedVisit(targets, answers.replay_outcomes(public, redactor), tally.as_tuple())


def _records(content: bytes, name: str, tally: NoteCollector) -> Iterator[ArcWarcRecord]:
    for offset, part in _unpack_parts(content, name, tally):
        place = Place(f"{name}, byte {offset}")
        try:
            yield from _parse_records(part)
        except _DamagedRecord:
            tally.add("a record is damaged", place, rejected=True)


class _DamagedRecord(Exception):  # noqa: N818 - it never leaves this file
    """A record that the library cannot read."""


def _parse_records(part: bytes) -> Iterator[ArcWarcRecord]:
    """The records of an unpacked part. The library says its doubts on stderr; we count them."""
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
    from warcio.statusandheaders import StatusAndHeadersParserException  # type: ignore[import-untyped]

    records = ArchiveIterator(io.BytesIO(part))
    while True:
        try:
            with redirect_stderr(io.StringIO()):
                record = next(records)
        except StopIteration:
            return
        except (
            *(ArchiveLoadFailed, StatusAndHeadersParserException),
            *(ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError),
            *(EOFError, zlib.error),
        ) as error:
            raise _DamagedRecord from error
        yield record


def _unpack_parts(content: bytes, name: str, tally: NoteCollector) -> Iterator[tuple[int, bytes]]:
    """A file unpacked: in one part, or as many as were packed one by one."""
    if not content.startswith(_MEMBER):
        yield 0, content
        return
    offset, bytes_left, faults = 0, UNPACKED, 0
    while offset >= 0 and bytes_left > 0 and faults < FAULTS:
        part, end, whole = _unpack_member(
            content, offset, min(bytes_left, RECORD if offset else bytes_left)
        )
        place = Place(f"{name}, byte {offset}")
        bytes_left -= len(part)
        if not whole:
            faults += 1
            tally.add("a packed record is damaged, cut or too large", place, rejected=True)
        if part and not part.startswith(_MEMBER):
            yield offset, part
        offset = content.find(_MEMBER, end)


def _unpack_member(content: bytes, offset: int, limit: int) -> tuple[bytes, int, bool]:
    """One packed part: what it unpacks to, where to go on, and whether it was whole."""
    unpack, size = zlib.decompressobj(31), 0
    pieces: list[bytes] = []
    for start in range(offset, len(content), _BLOCK):
        try:
            piece = unpack.decompress(content[start : start + _BLOCK], limit - size + 1)
        except zlib.error:
            return b"".join(pieces), offset + 1, False
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            return b"", offset + 1, False
        if unpack.eof:
            end = min(start + _BLOCK, len(content)) - len(unpack.unused_data)
            return b"".join(pieces), end, True
    return b"".join(pieces), len(content), False


# --- records -------------------------------------------------------------------------------------


def _http_headers(record: ArcWarcRecord) -> tuple[tuple[str, str], ...]:
    pairs = record.http_headers.headers if record.http_headers else ()
    return tuple((str(name), str(value)) for name, value in pairs)


def _warc_header(record: ArcWarcRecord, name: str) -> str:
    return str(record.rec_headers.get_header(name) or "")


def _collect_secrets(
    record: ArcWarcRecord, requests: dict[str, dict[str, str]], redactor: Redactor
) -> None:
    """Note method, referrer and sign-in of a request by the ids of its records, and its secrets."""
    headers = _http_headers(record)
    redactor.add_headers(headers)
    redactor.add_named_secrets(_warc_header(record, "WARC-Target-URI"))
    method = str(record.http_headers.protocol if record.http_headers else "GET").upper()
    names = {name.lower(): value for name, value in headers}
    facts = {"method": method, "from": names.get("referer", "")}
    if "authorization" in names:
        facts["signed"] = "yes"
    if method not in ("GET", "HEAD"):
        sent = record.raw_stream.read(_BLOCK).decode("utf-8", "replace")
        redactor.add_secret(sent)
        redactor.add_named_secrets(sent)
    concurrent = _warc_header(record, "WARC-Concurrent-To").split()
    for key in (_warc_header(record, "WARC-Record-ID"), *concurrent):
        requests[key] = facts


def _read_answer(
    record: ArcWarcRecord, redactor: Redactor
) -> Iterator[tuple[tuple[str, ...], SavedAnswer]]:
    """The answer of a response record, with the ids of the request records that it belongs to."""
    url = answers.normalise_address(_warc_header(record, "WARC-Target-URI"))
    status = re.match(r"[1-5][0-9]{2}", str(record.http_headers and record.http_headers.statusline))
    if not url or not status:
        return
    headers = _http_headers(record)
    redactor.add_headers(headers)
    redactor.add_named_secrets(_warc_header(record, "WARC-Target-URI"))
    ids = (
        _warc_header(record, "WARC-Record-ID"),
        *_warc_header(record, "WARC-Concurrent-To").split(),
    )
    body, cut = _read_body(record, headers, int(status[0]))
    answer = SavedAnswer(
        url,
        int(status[0]),
        answers.clean_headers(headers),
        answers.lost_headers(headers),
        body,
        cut,
        answers.normalise_time(_warc_header(record, "WARC-Date")),
        "GET",
        answers.normalise_ip(_warc_header(record, "WARC-IP-Address")),
    )
    yield ids, answer


def _public_answer(
    answered: tuple[tuple[str, ...], SavedAnswer],
    requests: dict[str, dict[str, str]],
    place: Place,
    tally: NoteCollector,
) -> SavedAnswer | None:
    """The answer, if an anonymous visitor would get it by GET or HEAD; else None and a note."""
    ids, visit = answered
    facts = next((requests[key] for key in ids if key in requests), {})
    if facts.get("signed") or facts.get("method", "GET") not in ("GET", "HEAD"):
        tally.add(
            "an answer to a request that sent data or a password was left out", place, rejected=True
        )
        return None
    method = facts.get("method", "GET")
    if visit.cut and not visit.body and method != "HEAD":
        tally.add("a record ends in the headers of an answer", place, rejected=True)
        return None
    html = visit.status < 400 and b"<" in (visit.body or b"")[:512]
    landing = html and not facts.get("from") and visit.status == 200
    return replace(visit, method=method, is_landing=landing)


def _read_body(
    record: ArcWarcRecord, headers: tuple[tuple[str, str], ...], status: int
) -> tuple[bytes | None, str]:
    """The body as a browser sees it, and why it is not whole; None when nobody here can unpack it,
    or when the record leaves it out.

    Nothing and a reason stand for a record that ends before the body.
    """
    sent = {name.lower(): value.strip().lower() for name, value in headers}
    try:
        body = bytes(record.raw_stream.read(_RAW))
    except (OSError, ValueError, zlib.error):
        return None, ""
    cut = _why_record_cut(record, body)
    if 300 <= status < 400:
        return body, cut
    if not body:
        return (None if _is_left_out(sent, status) and not cut else body), cut
    if "chunked" in sent.get("transfer-encoding", ""):
        body, whole = _join_chunks(body)
    else:
        whole = len(body) >= min(_announced(sent), _RAW)
    unpacked, complete = _unpack_body(body, sent.get("content-encoding", ""))
    return unpacked, cut or ("" if whole and complete else answers.UNSAVED)


_RAW = answers.BODY * 2
"""Bytes of a body as it came that are looked at."""


def _announced(sent: Mapping[str, str]) -> int:
    """Bytes of the body by its Content-Length (RFC 9112 section 6.2); 0 where nothing is said."""
    length = sent.get("content-length", "")
    return int(length[:15]) if length.isascii() and length.isdigit() else 0


def _is_left_out(sent: Mapping[str, str], status: int) -> bool:
    """Do the headers speak of a body where the record has none? What is packed, or sent in chunks,
    has some bytes even when it says nothing."""
    if status < 200 or status == 204:
        return False
    framed = bool({"transfer-encoding", "content-encoding"} & set(sent))
    return _announced(sent) > 0 or (framed and sent.get("content-length") != "0")


def _why_record_cut(record: ArcWarcRecord, read: bytes) -> str:
    """Why the block of a record is not whole, if it is not (ISO 28500 sections 5.3, 5.13, 7)."""
    if _warc_header(record, "WARC-Truncated") or _warc_header(record, "WARC-Segment-Number"):
        return answers.UNSAVED
    left = getattr(record.raw_stream, "limit", 0)
    return answers.UNSAVED if left > 0 and len(read) < _RAW else ""


def _unpack_body(body: bytes, coding: str) -> tuple[bytes | None, bool]:
    """A body without its content coding, at most a little more than is kept, and is it all?"""
    if coding in ("", "identity"):
        return body, True
    if coding not in CODINGS:
        return None, True
    unpacked, complete = inflate_whole(body, coding, answers.BODY + 1)
    return unpacked, complete


def _join_chunks(body: bytes) -> tuple[bytes, bool]:
    """Chunks put together (RFC 9112 section 7.1), and whether the last one is there.

    Archives often did that and kept the header.
    """
    chunks: list[bytes] = []
    position = 0
    while match := _CHUNK.match(body, position):
        size = int(match[1], 16)
        if not size:
            return b"".join(chunks), True
        chunks.append(body[match.end() : match.end() + size])
        position = match.end() + size + 2
    if chunks:
        return b"".join(chunks), False
    return (b"", False) if _FIRST_SIZE.fullmatch(body) else (body, True)


_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*+(?:;[^\r\n]{0,200})?\r\n")
_FIRST_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*+(?:;[^\r\n]{0,200})?\r?")
"""The beginning of chunks that were cut in their first line."""


FORMAT = SavedFormat("warc", __doc__, matches, read)
