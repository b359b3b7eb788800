"""Partial input is cut: what was not read whole gives gaps, never an absence."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.errors import EvidenceFileError, UnreadableState
from soescan.model import Evidence, Value
from soescan.scan import saved
from soescan.scan.probes import PROBES
from soescan.scan.runner import run_probes
from soescan.site.site import Site
from soescan.site.whole_page import cut_state
from soescan.web import Get, Handshake, HandshakeResult, Page, recording
from soescan.web.ask import UNSAVED
from soescan.web.recording import Failure, Outcome, Replay
from tests.examples import examples
from tests.site.factories import AT, page, site

ROOT = "https://acme.example/"
VENDOR = (
    "<!doctype html><html><head><title>Acme</title></head><body><h1>Acme sells things</h1>"
    "<p>We sell things to people who like things, every day of the year and twice on Sundays.</p>"
    "<a href='/privacy'>Privacy policy</a> <a href='/subprocessors'>Subprocessors</a>"
    "<a href='https://app.acme.example/'>Log in</a><a href='https://api.acme.example/'>API</a><img src='http://other.example/a.png'>"
    "<script src='https://cdn.other.example/a.js'></script>"
    "<script>load('https://js-eu1.hs-scripts.com/1.js')</script>"
    "<meta name=generator content='WordPress 6.1'></body></html>"
)
SIGN_IN = "<title>Acme</title><h1>Welcome</h1><form><input name=u><input type=password></form>"
DRAWN = "<title>Acme</title><div id=root></div><script src=/a.js></script>" + "<p>Acme. " * 200
DOCUMENT = (
    "<title>Privacy policy</title><h1>Privacy policy</h1>"
    + "<p>We process personal data as this privacy policy says.</p>" * 5
)
SUBPROCESSORS = (
    "<title>Subprocessors</title><h1>Subprocessors</h1><table><tr><th>Company<th>Country"
    "<tr><td>Amazon Web Services<td>Germany<tr><td>OpenAI<td>United States</table>"
)
NONE_USED = "<title>Subprocessors</title><h1>Subprocessors</h1><p>We use no subprocessors.</p>"
POLICY = "version: STSv1\nmode: enforce\nmx: mail.acme.example\nmax_age: 604800\n"
CONTACT = "Contact: mailto:security@acme.example\nExpires: 2027-01-01T00:00:00Z\n"
UNCLAIMED = "<p>There isn't a GitHub Pages site here.</p>"


def acme(front: str = VENDOR, subprocessors: str = SUBPROCESSORS) -> dict[str, Page]:
    """A site that has something of every kind, by address."""
    csp = [("Content-Security-Policy", "frame-ancestors 'none'"), ("Set-Cookie", "a=b")]
    plain = [("Content-Type", "text/plain")]
    pages = (
        page(ROOT, front, csp),
        page(f"{ROOT}privacy", DOCUMENT),
        page(f"{ROOT}subprocessors", subprocessors),
        page(f"{ROOT}.well-known/security.txt", CONTACT, plain),
        page("https://app.acme.example/", SIGN_IN),
        page("https://www.acme.example/", UNCLAIMED),
        page("https://mta-sts.acme.example/.well-known/mta-sts.txt", POLICY, plain),
    )
    return {one.url: one for one in pages}


RECORDS = {
    ("_mta-sts.acme.example", "TXT"): ("v=STSv1; id=1;",),
    ("www.acme.example", "CNAME"): ("acme.github.io",),
    ("acme.github.io", "A"): ("203.0.113.7",),
    ("acme.example", "CNAME"): (),
    ("app.acme.example", "CNAME"): ("app.eu-central-1.elb.amazonaws.com.",),
    ("app.acme.example", "A"): ("203.0.113.8",),
    ("app.eu-central-1.elb.amazonaws.com", "A"): ("203.0.113.8",),
    ("acme.example", "A"): ("203.0.113.7",),
}


VERSIONS = {"acme.example": "1.3", "app.acme.example": "1.3", "api.acme.example": "1.2"}


def look(pages: Mapping[str, Page]) -> Evidence:
    outcomes: dict[Any, Outcome] = {
        Get(url, follow=False, verify=verify): one
        for url, one in pages.items()
        for verify in (True, False)
    }
    outcomes[Get(ROOT.replace("https", "http"), follow=False, verify=False)] = Failure(
        UnreadableState.DOWN
    )
    for name, version in VERSIONS.items():
        outcomes[Handshake(name)] = HandshakeResult(name, 443, AT, version)
    return run_probes(site(*pages.values(), records=RECORDS, outcomes=outcomes), PROBES)


def values(evidence: Evidence) -> dict[str, set[Value]]:
    found: dict[str, set[Value]] = {}
    for fact in evidence.facts:
        found.setdefault(fact.key, set()).add(fact.value)
    return found


def contradictions(cut: Evidence, whole: Evidence) -> list[str]:
    """Facts of what was cut that the whole does not bear out.

    Borne out is what the whole says too, and of what are many some that it names. Where the whole
    says nothing, since it shows that the page is not the vendor's, headers and other pages may
    still speak.
    """
    known = values(whole)
    return [
        f"{fact.key}: {fact.value!r}, not {known.get(fact.key)!r} ({fact.origin.excerpt})"
        for fact in cut.facts
        if not any(_bears_out(value, fact.value) for value in known.get(fact.key, ()))
        and (
            fact.key in known
            or not fact.key.startswith(("hsts.", "csp.", "frame.", "headers.", *_STATED))
        )
    ]


_STATED = ("legal.", "subproc.")


def _bears_out(whole: Value, part: Value) -> bool:
    if isinstance(whole, tuple) and isinstance(part, tuple) and part:
        return set(part) <= set(whole)
    return whole == part


WHOLE = {
    "vendor": acme(),
    "sign-in": acme(SIGN_IN + VENDOR),
    "drawn": acme(DRAWN),
    "none used": acme(subprocessors=NONE_USED),
}
FOUND = {name: look(pages) for name, pages in WHOLE.items()}
CUTS = ("the time was up", "too large", "the connection broke off", "damaged", UNSAVED)


@pytest.mark.slow
@given(st.sampled_from(sorted(WHOLE)), st.data(), st.sampled_from(CUTS))
def test_partial_input_is_cut(name: str, data: st.DataObject, why: str) -> None:
    pages = WHOLE[name]
    url = data.draw(st.sampled_from([ROOT, ROOT, ROOT, *pages]))
    end = data.draw(st.integers(0, len(pages[url].body) - 1))
    partial = Page(pages[url].hops, pages[url].body[:end], AT, why)
    assert contradictions(look(pages | {url: partial}), FOUND[name]) == []


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (
            "<title>Acme</title><p>We sell things.<script src=https://cdn.oth",
            UnreadableState.MALFORMED,
        ),
        ("<title>Acme</title><p>We sell things.<!-- ", UnreadableState.MALFORMED),
        ("<title>Acme</title><p>We sell things.</p", UnreadableState.MALFORMED),
        ("<title>Acme</title><p>We sell things, 1 < 2", None),
        ("<title>Acme</title><p>We sell things.</body></html", None),
    ],
)
def test_a_page_that_ends_in_the_middle_of_a_tag_was_cut(
    body: str, state: UnreadableState | None
) -> None:
    assert cut_state(page(ROOT, body))[0] is state
    claimed = "scripts.third_party" in values(look(acme(body)))
    assert claimed == (state is None)


# --- files of visits -----------------------------------------------------------------------------

Sent = list[tuple[str, str]]


def har(cut: Callable[[dict[str, Any], bytes], None]) -> Callable[[bytes], bytes]:
    """A HAR file of the site, in whose first entry something was cut from the body."""

    def make(body: bytes) -> bytes:
        entries = [_har_entry(one) for one in acme().values()]
        cut(entries[0]["response"], body)
        return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()

    return make


def _har_entry(one: Page) -> dict[str, Any]:
    content = {"size": len(one.body), "mimeType": "text/html", "text": one.text}
    headers = [{"name": name, "value": text} for name, text in one.last.headers]
    request = {"method": "GET", "url": one.url, "headers": []}
    response = {"status": 200, "headers": headers, "content": content}
    return {"startedDateTime": AT, "request": request, "response": response}


def _text(response: dict[str, Any], body: bytes) -> None:
    response["content"]["text"] = body.decode()


def _text_and_length(response: dict[str, Any], body: bytes) -> None:
    del response["content"]["size"]
    response["headers"].append({"name": "Content-Length", "value": str(len(VENDOR))})
    _text(response, body)


def _text_and_body_size(response: dict[str, Any], body: bytes) -> None:
    response |= {"bodySize": len(VENDOR)}
    response["content"]["size"] = -1
    _text(response, body)


def _base64(response: dict[str, Any], body: bytes) -> None:
    packed = base64.b64encode(VENDOR.encode())[: len(body) * 4 // 3].decode()
    response["content"] |= {"text": packed, "encoding": "base64"}


def _no_base64(response: dict[str, Any], body: bytes) -> None:
    response["content"] |= {"text": body.decode(), "encoding": "base64"}


def warc(
    *sent: str, pack: Callable[[bytes], bytes] = lambda body: body, fields: str = "", short: int = 0
) -> Callable[[bytes], bytes]:
    """A WARC file of the site, in whose first record the body was cut after it was packed."""

    def make(body: bytes) -> bytes:
        packed = pack(VENDOR.encode())
        part = packed[: len(packed) * len(body) // len(VENDOR)]
        first, *rest = acme().values()
        records = [_record(first, part, sent, fields)]
        return b"".join([*records, *(_record(one, one.body) for one in rest)])

    return make


def _record(one: Page, body: bytes, sent: tuple[str, ...] = (), fields: str = "") -> bytes:
    headers = [*(f"{name}: {text}" for name, text in one.last.headers), *sent]
    block = "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {one.url}\r\nWARC-Date: {AT}\r\n"
        f"{fields}Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _chunked(body: bytes) -> bytes:
    pieces = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _members(body: bytes) -> bytes:
    half = len(body) // 2
    return gzip.compress(body[:half], mtime=0) + gzip.compress(body[half:], mtime=0)


FILES: dict[str, Callable[[bytes], bytes]] = {
    "HAR, text": har(_text),
    "HAR, text and Content-Length": har(_text_and_length),
    "HAR, text and size of the body": har(_text_and_body_size),
    "HAR, Base64": har(_base64),
    "HAR, marked as Base64": har(_no_base64),
    "WARC, Content-Length": warc(f"Content-Length: {len(VENDOR)}"),
    "WARC, chunks": warc("Transfer-Encoding: chunked", pack=_chunked),
    "WARC, gzip": warc("Content-Encoding: gzip", pack=gzip.compress),
    "WARC, members of gzip": warc("Content-Encoding: gzip", pack=_members),
    "WARC, deflate": warc("Content-Encoding: deflate", pack=zlib.compress),
    "WARC, br": warc("Content-Encoding: br"),
    "WARC, zstd": warc("Content-Encoding: zstd"),
    "WARC, truncated": warc(fields="WARC-Truncated: length\r\n"),
    "WARC, first segment": warc(fields="WARC-Segment-Number: 1\r\n"),
}


def found_in(content: bytes) -> Evidence:
    visit = saved.read_content(content, "visit", "")
    return run_probes(Site(ROOT, Replay(visit.outcomes)), PROBES)


SAVED = found_in(har(_text)(VENDOR.encode()))
"""What a file tells that is whole."""


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=examples(20))
@given(end=st.integers(0, len(VENDOR) - 1))
def test_a_body_that_was_not_saved_whole_is_cut(name: str, end: int) -> None:
    assert contradictions(found_in(FILES[name](VENDOR[:end].encode())), SAVED) == []


def _jsonl() -> bytes:
    outcomes: dict[Any, Outcome] = {Get(url): one for url, one in acme().items()}
    return "".join(recording.lines(outcomes)).encode()


WHOLE_FILES: dict[str, bytes] = {
    "HAR": har(_text)(VENDOR.encode()),
    "WARC": warc()(VENDOR.encode()),
    "WARC, packed": gzip.compress(warc()(VENDOR.encode()), mtime=0),
    "WARC, packed one by one": b"".join(
        gzip.compress(_record(one, one.body), mtime=0) for one in acme().values()
    ),
    "recording": _jsonl(),
    "recording, packed": gzip.compress(_jsonl(), mtime=0),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE_FILES)
@settings(max_examples=examples(100))
@given(data=st.data())
def test_a_file_that_ends_early_tells_of_nothing_that_it_is_missing(
    name: str, data: st.DataObject
) -> None:
    whole = WHOLE_FILES[name]
    end = data.draw(st.integers(0, len(whole) - 1))
    try:
        evidence = found_in(whole[:end])
    except EvidenceFileError:
        return  # nothing is told at all
    assert contradictions(evidence, found_in(whole)) == []
