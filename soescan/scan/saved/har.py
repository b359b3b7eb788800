"""What a browser's network panel saved (HTTP Archive 1.1 and 1.2).

Looks at: every answer in the file that an ordinary visitor gets: its address, status, headers, time
and, where the file holds it, its body; redirects as chains. Old, stripped and damaged files are
read as far as they go.

Why it matters: a site that blocks programs can still be visited by a person, whose browser writes
down everything that was answered.

Cannot see: certificates and DNS; answers to requests that sent data or a password, which are left
out; and bodies or headers that the exporting program left out.
"""

from __future__ import annotations

import base64
import codecs
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from soescan.errors import EvidenceFileError, UnreadableState
from soescan.files import NoteCollector
from soescan.model import Place
from soescan.scan.saved import answers
from soescan.scan.saved.answers import SavedAnswer
from soescan.scan.saved.redaction import Redactor
from soescan.scan.saved.saved_format import SavedFormat, SavedVisit
from soescan.web.encoding import charset

UNPACKED = 128 << 20
ENTRIES = 20_000
VALUES = 10_000_000
"""Brackets, braces and quotation marks of a file, which bound what it takes as values."""
FAULTS = 20
"""Damaged places after which no more is looked for: each may cost a walk to the file's end."""

_REASONS = (
    ("NAME_NOT_RESOLVED", UnreadableState.DNS),
    ("CERT", UnreadableState.TLS),
    ("SSL", UnreadableState.TLS),
    ("TIMED_OUT", UnreadableState.TIMEOUT),
    ("CONNECTION_", UnreadableState.DOWN),
    ("TOO_MANY_REDIRECTS", UnreadableState.LOOP),
)
"""What Chromium writes into ``_error`` when there was no answer, and what it comes to. Everything
else (a blocker, a page that was left) says nothing of the site."""

_MEDIA_TYPE = re.compile(
    r"[\w.+-]{1,80}/[\w.+-]{1,80}(?:;\s*charset=[\w.:-]{1,40})?", re.IGNORECASE
)
"""A media type with its charset, which is all that is kept of it."""

JsonObject = Mapping[str, Any]


def matches(start: bytes) -> bool:
    """Is this the start of JSON with the keys of an HTTP Archive?"""
    text = _decode(start).lstrip()
    return text.startswith("{") and re.search(r'"(log|entries|creator)"\s*:', text) is not None


def read(content: bytes, name: str, url: str) -> SavedVisit:
    """The answers of a file, whole or damaged.

    Raises:
        EvidenceFileError: it holds no entries at all.
    """
    text, tally = _decode(_unpack(content, name)), NoteCollector()
    if sum(map(text.count, '[{"')) > VALUES:
        raise EvidenceFileError([f"{name}: expected at most {VALUES} values, found more"])
    pages, entries = _read_log(text, name, tally)
    redactor = Redactor()
    har_entries = [_HarEntry(entry, number) for number, entry in enumerate(entries, 1)]
    for entry in har_entries:
        entry.collect_secrets(redactor)
    landing_numbers = _landing_numbers(pages, har_entries)
    saved_answers = [
        visit
        for entry in har_entries
        if (visit := entry.read_answer(name, tally, entry.number in landing_numbers)) is not None
    ]
    lost = () if any(entry.has_cookies for entry in har_entries) else ("set-cookie",)
    if saved_answers and lost:
        message = "the file holds no cookies: they may have been left out when it was saved"
        tally.add(message, Place(name))
    targets = (url,) if url else answers.landing_urls(saved_answers, redactor)
    if not targets:
        tally.add("no page with an address of its own is in the file", Place(name), rejected=True)
    return SavedVisit(
        targets, answers.replay_outcomes(saved_answers, redactor, lost), tally.as_tuple()
    )


def _decode(content: bytes) -> str:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    return content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _unpack(content: bytes, name: str) -> bytes:
    """A file that was packed, as far as it unpacks."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return zlib.decompressobj(31).decompress(content, UNPACKED)
    except zlib.error as error:
        raise EvidenceFileError([f"{name}: expected gzip, found damaged data"]) from error


# --- the document --------------------------------------------------------------------------------


def _read_log(
    text: str, name: str, tally: NoteCollector
) -> tuple[list[JsonObject], list[JsonObject]]:
    """Pages and entries of a file; of a damaged one, those that are whole."""
    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        entries = list(_salvage_objects(text, "entries", name, tally))
        pages = list(_salvage_objects(text, "pages", name, NoteCollector()))
        if not entries:
            raise EvidenceFileError(
                [f"{name}: expected a HAR file (JSON), found damaged data"]
            ) from None
    else:
        log = _as_object(root).get("log", root)
        if not isinstance(_as_object(log).get("entries"), list):
            raise EvidenceFileError([f"{name}: log.entries: expected a list, found none"])
        pages, entries = (
            _as_objects(_as_object(log).get("pages")),
            _as_objects(_as_object(log)["entries"]),
        )
    if len(entries) > ENTRIES:
        message = f"entries after the first {ENTRIES} were left out"
        tally.add(message, Place(name), rejected=True, count=len(entries) - ENTRIES)
    return pages[:ENTRIES], entries[:ENTRIES]


def _salvage_objects(text: str, key: str, name: str, tally: NoteCollector) -> Iterator[JsonObject]:
    """The objects of a list in damaged JSON, one by one; what is damaged is skipped and noted."""
    opening = re.search(rf'"{key}"\s*:\s*\[', text)
    if not opening:
        return
    decoder, position, faults = json.JSONDecoder(), opening.end(), 0
    while match := _NEXT.match(text, position):
        if match[1] == "]":
            return
        try:
            value, position = decoder.raw_decode(text, match.start(1))
        except (ValueError, RecursionError) as error:
            faults += 1
            line = text.count("\n", 0, match.start(1)) + 1
            tally.add("an entry is damaged", Place(name, line), rejected=True)
            after = max(getattr(error, "pos", 0), match.end(1))
            later = _ENTRY.search(text, after)
            if not later or faults >= FAULTS:
                return
            position = later.start()
        else:
            yield value
    tally.add("the file ends in the middle", Place(name, text.count("\n") + 1), rejected=True)


_NEXT = re.compile(r"[\s,]*+([{\]])")
_ENTRY = re.compile(r'\{\s*+"(?:startedDateTime|pageref|time|request|_[a-zA-Z]{1,30})"\s*+:')
"""How entries begin, and what is inside them does not."""


def _as_object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _as_objects(value: object) -> list[JsonObject]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _as_status(value: object) -> int:
    """An HTTP status; 0 when it is none."""
    match = re.fullmatch(r"[1-5][0-9]{2}", str(value)[:9].removesuffix(".0"))
    return int(match[0]) if match else 0


def _as_size(value: object) -> int:
    """A number of bytes as files write it; 0 when it is none, or not known (-1)."""
    match = re.fullmatch(r"\s*([0-9]{1,15})(?:\.0)?\s*", str(value)[:40])
    return int(match[1]) if match else 0


_FRAMES = 1_024
"""Bytes that packing and framing may add to a body on its way."""


def _decode_base64(text: str) -> tuple[bytes | None, bool]:
    """What a text stands for (RFC 4648 section 4), and whether it is whole; None when it is none.

    Text that was marked by mistake has characters that stand for nothing. A group of less than four
    at the end was cut, or its padding left out.
    """
    packed = re.sub(r"\s+", "", text)
    if not re.fullmatch(r"[A-Za-z0-9+/]*={0,2}", packed):
        return None, False
    digits = packed.rstrip("=")
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    return base64.b64decode(digits + "=" * (-len(digits) % 4)), len(packed) % 4 == 0


def _texts_outside_body(entry: JsonObject) -> Iterator[str]:
    """Every text of an entry that could be an address or a form; its body is no place for a secret
    of the visitor's that stands nowhere else."""
    waiting: list[object] = [entry]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [value for key, value in value.items() if key != "content"]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and ("=" in value or "@" in value or "#" in value):
            yield value


def _name_value_pairs(value: object) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_as_text(pair.get("name")), _as_text(pair.get("value"))) for pair in _as_objects(value)
    )


# --- entries -------------------------------------------------------------------------------------


class _HarEntry:
    """One question of a browser with its answer, fields missing as they may be."""

    def __init__(self, entry: JsonObject, number: int) -> None:
        self.number = number
        self.page_id = _as_text(entry.get("pageref"))
        self._entry = entry
        self._request = _as_object(entry.get("request"))
        self._response = _as_object(entry.get("response"))
        self.url = answers.normalise_address(_as_text(self._request.get("url")))
        self.method = _as_text(self._request.get("method")).upper() or "GET"
        self._request_headers = _name_value_pairs(self._request.get("headers"))
        self._response_headers = _name_value_pairs(self._response.get("headers"))

    @property
    def has_cookies(self) -> bool:
        """Is there any sign of cookies? A browser may leave them out of what it saves."""
        names = {name.lower() for name, _ in (*self._request_headers, *self._response_headers)}
        sets = self._request.get("cookies"), self._response.get("cookies")
        return bool({"cookie", "set-cookie"} & names or any(sets))

    def collect_secrets(self, redactor: Redactor) -> None:
        """Add every cookie, credential, sent form and address of this entry to the redactor."""
        redactor.add_headers((*self._request_headers, *self._response_headers))
        for cookies in (self._request.get("cookies"), self._response.get("cookies")):
            redactor.add_secret(*(value for _, value in _name_value_pairs(cookies)))
        sent = _as_object(self._request.get("postData"))
        redactor.add_secret(
            _as_text(sent.get("text")),
            *(value for _, value in _name_value_pairs(sent.get("params"))),
        )
        for fields in (sent.get("params"), self._request.get("queryString")):
            redactor.add_named_secrets(urlencode(_name_value_pairs(fields), errors="replace"))
        for text in _texts_outside_body(self._entry):
            redactor.add_named_secrets(text)

    def read_answer(self, name: str, tally: NoteCollector, landing: bool) -> SavedAnswer | None:
        """The answer, if an anonymous visitor would get it by GET or HEAD; else None and a note."""
        place = Place(f"{name}, entry {self.number}")
        if not self.url:
            tally.add("an entry without a web address was left out", place, rejected=True)
            return None
        if self.method not in ("GET", "HEAD"):
            tally.add("an answer to a request that sent data was left out", place, rejected=True)
            return None
        if any(header.lower() == "authorization" for header, _ in self._request_headers):
            tally.add("an answer to a person who was signed in was left out", place, rejected=True)
            return None
        status = _as_status(self._response.get("status"))
        if not status:
            tally.add("an entry without an answer", place)
            return SavedAnswer(
                self.url,
                at=self._answer_time,
                failure_state=self._failure_state,
                why="no answer is recorded",
            )
        content = _as_object(self._response.get("content"))
        headers = answers.clean_headers(self._response_headers)
        body, cut = self._body(content, status, place, tally)
        redirected = _as_text(self._response.get("redirectURL"))
        if redirected and not any(header.lower() == "location" for header, _ in headers):
            headers = (*headers, ("location", redirected)) if headers else headers
        media_type = _as_text(content.get("mimeType"))
        return SavedAnswer(
            self.url,
            status,
            headers,
            answers.lost_headers(self._response_headers),
            body,
            cut,
            self._answer_time,
            self.method,
            answers.normalise_ip(_as_text(self._entry.get("serverIPAddress"))),
            found[0] if (found := _MEDIA_TYPE.match(media_type)) else "",
            is_landing=landing,
        )

    @property
    def is_landing(self) -> bool:
        """Does the browser say that a person went there?"""
        request_headers = {name.lower(): value.lower() for name, value in self._request_headers}
        kind = _as_text(self._entry.get("_resourceType")).lower()
        if "sec-fetch-dest" in request_headers or kind:
            return "document" in (request_headers.get("sec-fetch-dest"), kind)
        media_type = _as_text(_as_object(self._response.get("content")).get("mimeType"))
        return "referer" not in request_headers and "html" in media_type

    @property
    def may_be_page(self) -> bool:
        """Is it, as far as anybody said, no picture, script or the like?"""
        media_type = _as_text(_as_object(self._response.get("content")).get("mimeType"))
        return "html" in media_type or _as_status(self._response.get("status")) != 200

    @property
    def _answer_time(self) -> str:
        return answers.normalise_time(_as_text(self._entry.get("startedDateTime")))

    @property
    def _failure_state(self) -> UnreadableState:
        error = _as_text(self._response.get("_error")) or _as_text(self._entry.get("_error"))
        return next(
            (state for word, state in _REASONS if word in error), UnreadableState.NOT_RECORDED
        )

    def _body(
        self, content: JsonObject, status: int, place: Place, tally: NoteCollector
    ) -> tuple[bytes | None, str]:
        """The body, and why it is not whole; None when the file does not hold it, which is not an
        empty one."""
        text = content.get("text")
        if self.method == "HEAD" or status in (204, 301, 302, 303, 307, 308):
            return b"", ""
        if not isinstance(text, str):
            return None, ""
        if not text:
            empty = content.get("size") == 0 and self._response.get("bodySize") in (0, None)
            return (b"" if empty else None), ""
        if _as_text(content.get("encoding")).lower() == "base64":
            body, whole = _decode_base64(text)
            if body is None or not whole:
                tally.add("a body is damaged", place, rejected=True)
            size = len(body or b"")
            whole = whole or size == content.get("size")
            return body, self._why_cut(content, size, size) if whole else "damaged"
        # The browser decoded it already; the mark keeps its declared charset from being believed.
        body = text.encode("utf-8", "replace")
        cut = self._why_cut(content, len(body), self._size_as_sent(content, text))
        return (body if text.isascii() else codecs.BOM_UTF8 + body), cut

    def _size_as_sent(self, content: JsonObject, text: str) -> int:
        """Bytes of a text in the charset in which it came; 0 where that is not known."""
        import webencodings

        label = charset(_as_text(content.get("mimeType"))) or charset(self._header("content-type"))
        encoding = webencodings.lookup(label) if label.isascii() else None
        return len(encoding.codec_info.encode(text, "replace")[0]) if encoding else 0

    def _why_cut(self, content: JsonObject, *sizes: int) -> str:
        """Why a body of so many bytes, however counted, is not all that the entry speaks of."""
        size = max(sizes) + len(codecs.BOM_UTF8)  # which browsers take off
        packed = self._header("content-encoding").strip().lower() not in ("", "identity")
        framed = packed or bool(self._header("transfer-encoding"))
        stated = _as_size(content.get("size"))
        received = _as_size(self._response.get("bodySize"))
        announced = 0 if framed else _as_size(self._header("content-length"))
        overhead = _FRAMES if framed or stated else 0
        return answers.UNSAVED if max(stated, announced, received - overhead) > size else ""

    def _header(self, name: str) -> str:
        return next((text for one, text in self._response_headers if one.lower() == name), "")


def _landing_numbers(pages: Sequence[JsonObject], entries: Sequence[_HarEntry]) -> frozenset[int]:
    """The numbers of the entries that people asked for: the first of each page."""
    page_ids = {_as_text(page.get("id")) for page in pages} - {""}
    first_entries: dict[str, int] = {}
    for entry in entries:
        if entry.url and entry.page_id in page_ids and entry.method == "GET" and entry.may_be_page:
            first_entries.setdefault(entry.page_id, entry.number)
    if first_entries:
        return frozenset(first_entries.values())
    return frozenset(entry.number for entry in entries if entry.url and entry.is_landing)


FORMAT = SavedFormat("har", __doc__, matches, read)
