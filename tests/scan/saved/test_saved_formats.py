"""Whatever a browser or a crawler wrote down is read: facts or gaps, no exception, no secret."""

from __future__ import annotations

import base64
import gzip
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.errors import EvidenceFileError, UnreadableError, UnreadableState
from soescan.model import Evidence
from soescan.scan import saved
from soescan.scan.probes import PROBES
from soescan.scan.runner import run_probes
from soescan.scan.saved import SavedVisit, har, warc
from soescan.site.site import Site
from soescan.web import Get, Page, recording
from soescan.web.ask import UNSAVED
from soescan.web.recording import Replay
from tests.examples import examples
from tests.patience import runaway_ends
from tests.site.factories import page, site

ACME = "https://acme.example/"

# --- making files --------------------------------------------------------------------------------


def entry(
    url: str = "https://acme.example/",
    body: str | None = "<!doctype html><title>Acme</title><p>hello",
    *,
    status: Any = 200,
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),),
    asked: tuple[tuple[str, str], ...] = (("Accept", "text/html"),),
    method: str = "GET",
    **more: Any,
) -> dict[str, Any]:
    content: dict[str, Any] = {"size": 10, "mimeType": "text/html"}
    if body is not None:
        content["text"] = body
    content |= more.pop("content", {})
    return {
        "startedDateTime": "2026-11-24T11:00:00.123+01:00",
        "time": 5,
        "request": {"method": method, "url": url, "headers": pairs(asked), "cookies": []},
        "response": {
            "status": status,
            "headers": pairs(headers),
            "content": content,
            "redirectURL": "",
            "cookies": [],
        },
        "serverIPAddress": "203.0.113.7",
    } | more


def pairs(headers: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def log(*entries: dict[str, Any], pages: list[dict[str, Any]] | None = None) -> bytes:
    made: dict[str, Any] = {"version": "1.2", "creator": {"name": "t"}, "entries": list(entries)}
    if pages is not None:
        made["pages"] = pages
    return json.dumps({"log": made}).encode()


def read(tmp_path: Path, content: bytes, name: str = "visit.har", url: str = "") -> SavedVisit:
    path = tmp_path / name
    path.write_bytes(content)
    return saved.read_file(path, url)


def got(saved: SavedVisit, url: str) -> Page:
    return Replay(saved.outcomes).ask(Get(url))


def says(saved: SavedVisit) -> list[str]:
    return [note.says for note in saved.notes]


def seen(saved: SavedVisit) -> list[Evidence]:
    return [run_probes(Site(url, Replay(saved.outcomes)), PROBES) for url in saved.targets]


# --- HAR -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.conftest import SHARED

    if not SHARED.is_dir():
        pytest.skip("the real inputs (../shared) are not beside this checkout")
    folder = tmp_path_factory.mktemp("pages")
    with tarfile.open(SHARED / "data" / "pages" / "pages.tar.gz") as packed:
        packed.extractall(folder, filter="data")
    return folder


@pytest.mark.heavy
def test_every_real_har_file_gives_facts_or_gaps(archives: Path) -> None:
    files = sorted(archives.rglob("*.har"))
    assert len(files) == 43
    without = []
    for path in files:
        visit = saved.read_file(path)
        found = seen(visit)
        facts = sum(len(one.facts) for one in found)
        gaps = sum(len(one.gaps) for one in found) + len(visit.gaps)
        assert facts + gaps, path.name
        if not facts:
            without.append(path.name.removeprefix("har-"))
    # A browser on a developer's own machine, and programs that signed in or sent data.
    assert without == [
        "PerfCascade-capture_har_redirect_loop.har",
        "harviewer-ff47-89bb00.har",
        "harviewer-har_viewer_1.1.har",
        "harviewer-images.har",
        "harviewer-url_params_and_empty_page.har",
        "mitmproxy-error_log.har",
        "mitmproxy-event_stream.har",
        "mitmproxy-incomplete_log.har",
    ]


@pytest.mark.heavy
def test_real_har_files_cut_anywhere_are_read_as_far_as_they_go(
    archives: Path, tmp_path: Path
) -> None:
    for path in sorted(archives.rglob("*.har")):
        content = path.read_bytes()
        for part in (0.3, 0.9):
            try:
                saved = read(tmp_path, content[: int(len(content) * part)])
            except EvidenceFileError:
                continue
            assert "the file ends in the middle" in says(saved) or "damaged" in str(saved.notes)


def test_redirects_become_the_way_to_a_page(tmp_path: Path) -> None:
    saved = read(
        tmp_path,
        log(
            entry(
                "http://acme.example", status=301, headers=(("location", "https://acme.example/"),)
            ),
            entry("https://acme.example/", status=302, headers=(("Location", "/home"),)),
            entry("https://acme.example/home"),
        ),
    )
    whole = got(saved, "http://acme.example/")
    assert [hop.status for hop in whole.hops] == [301, 302, 200]
    assert whole.url == "https://acme.example/home"
    assert whole.at == "2026-11-24T10:00:00Z"
    assert whole.last.address == "203.0.113.7"
    alone = Replay(saved.outcomes).ask(Get("http://acme.example/", follow=False, verify=False))
    assert alone.status == 301


def test_a_redirect_that_leads_out_of_the_file_or_in_a_circle_is_no_page(tmp_path: Path) -> None:
    saved = read(
        tmp_path,
        log(
            entry("https://a.example/", status=301, headers=(("location", "https://b.example/"),)),
            entry("https://c.example/", status=301, headers=(("location", "https://d.example/"),)),
            entry("https://d.example/", status=301, headers=(("location", "https://c.example/"),)),
        ),
    )
    for url, state in (
        ("https://a.example/", UnreadableState.NOT_RECORDED),
        ("https://c.example/", UnreadableState.LOOP),
    ):
        with pytest.raises(UnreadableError) as error:
            got(saved, url)
        assert error.value.state is state


def test_headers_come_apart_as_they_were_sent(tmp_path: Path) -> None:
    joined = "a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT; Secure\nb=2"
    saved = read(
        tmp_path,
        log(
            entry(headers=((":status", "200"), ("set-cookie", joined), ("set-cookie", "c=3, d=4"))),
        ),
    )
    sent = got(saved, "https://acme.example/").last
    assert sent.all("set-cookie") == (
        "a=*; Expires=Thu, 01 Jan 2026 00:00:00 GMT; Secure",
        "b=*",
        "c=*",
        "d=*",
    )
    assert not sent.kept(":status")


def test_a_body_that_nobody_kept_is_unknown_and_not_empty(tmp_path: Path) -> None:
    saved = read(tmp_path, log(entry(body=None)))
    found = got(saved, "https://acme.example/")
    with pytest.raises(UnreadableError):
        _ = found.text
    assert found.sha256 == ""
    where = Site("https://acme.example/", Replay(saved.outcomes))
    assert where.page.status == 200, "what is known of it still counts"
    with pytest.raises(UnreadableError):
        _ = where.document


def test_a_file_without_any_cookie_does_not_say_that_the_site_sets_none(tmp_path: Path) -> None:
    bare = got(read(tmp_path, log(entry())), "https://acme.example/")
    with pytest.raises(UnreadableError):
        bare.last.all("Set-Cookie")
    assert bare.last.all("Strict-Transport-Security") == ()
    other = entry("https://b.example/", headers=(("Set-Cookie", "a=1"), ("a", "b")))
    assert (
        got(read(tmp_path, log(entry(), other)), "https://acme.example/").last.all("set-cookie")
        == ()
    )


WORDS = "<p>hello"


@pytest.mark.parametrize(
    ("content", "sent", "cut"),
    [
        ({"size": 8}, (), ""),
        ({"size": 11}, (), ""),  # a mark of three bytes that browsers take off
        ({"size": 900}, (), UNSAVED),
        ({"size": -1}, (("Content-Length", "900"),), UNSAVED),
        ({"size": -1}, (("Content-Length", "900"), ("Transfer-Encoding", "chunked")), ""),
        ({"size": 8}, (("Content-Length", "28"), ("Content-Encoding", "gzip")), ""),
        ({"size": 16, "mimeType": "text/html; charset=utf-16le"}, (), ""),
        ({"size": "900"}, (), UNSAVED),
        ({"size": None}, (), ""),
    ],
)
def test_a_body_shorter_than_its_entry_says_was_not_saved_whole(
    tmp_path: Path, content: dict[str, Any], sent: tuple[tuple[str, str], ...], cut: str
) -> None:
    headers = (("Content-Type", "text/html"), *sent)
    found = got(read(tmp_path, log(entry(body=WORDS, headers=headers, content=content))), ACME)
    assert (found.text, found.cut) == (WORDS, cut)


@pytest.mark.parametrize(
    ("text", "body", "cut"),
    [
        (base64.b64encode(WORDS.encode()).decode(), WORDS, ""),
        ("PHA+\r\naGVsbG8=", WORDS, ""),
        ("PHA+aGVsbG8", WORDS, ""),  # without its padding, but of the size that is said
        ("PHA+aGVs", "<p>hel", UNSAVED),
        ("PHA+aGV", "<p>he", "damaged"),
        ("PHA+a", "<p>", "damaged"),
    ],
)
def test_a_body_in_base64_is_read_as_far_as_it_goes(
    tmp_path: Path, text: str, body: str, cut: str
) -> None:
    size = 8 if cut != UNSAVED else 900
    content = {"encoding": "base64", "size": size}
    found = got(read(tmp_path, log(entry(body=text, content=content))), ACME)
    assert (found.text, found.cut) == (body, cut)


@pytest.mark.parametrize("text", [WORDS, "hello, world", "PHA+=aGVsbG8", "PHA_aGVsbG8"])
def test_text_that_is_marked_as_base64_is_no_body(tmp_path: Path, text: str) -> None:
    visit = read(tmp_path, log(entry(body=text, content={"encoding": "base64"})))
    assert got(visit, ACME).bodiless
    assert [note.says for note in visit.notes if "body" in note.says] == ["a body is damaged"]


def test_of_two_answers_the_whole_one_counts(tmp_path: Path) -> None:
    visit = read(tmp_path, log(entry(body=WORDS), entry(body="<p>he", content={"size": 900})))
    assert (got(visit, ACME).text, got(visit, ACME).cut) == (WORDS, "")


@pytest.mark.parametrize(
    ("more", "known"),
    [
        ((("Content-Security-Policy", "a" * 20_000),), False),
        (tuple(("X-A", "b") for _ in range(251)), False),
        ((("X-A", "a" * 20_000),), True),
    ],
)
def test_a_header_that_is_left_out_is_unknown(
    tmp_path: Path, more: tuple[tuple[str, str], ...], known: bool
) -> None:
    headers = (("Content-Type", "text/html"), *more)
    found = got(read(tmp_path, log(entry(headers=headers))), ACME)
    if known:
        assert found.last.all("Content-Security-Policy") == ()
    else:
        with pytest.raises(UnreadableError):
            found.last.all("Content-Security-Policy")


def test_a_record_that_ends_in_the_headers_tells_nothing(tmp_path: Path) -> None:
    whole = record("response", ACME, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-A: b\r\n", 1)
    visit = read(tmp_path, whole[:-30], "a.warc")
    assert visit.outcomes == {}
    assert [note.says for note in visit.notes] == ["a record ends in the headers of an answer"]


def test_headers_that_nobody_kept_are_unknown(tmp_path: Path) -> None:
    found = got(read(tmp_path, log(entry(headers=()))), "https://acme.example/")
    assert found.is_html
    assert found.media_type == "text/html"
    with pytest.raises(UnreadableError):
        found.header("Strict-Transport-Security")


def test_the_last_whole_answer_of_an_address_counts(tmp_path: Path) -> None:
    saved = read(
        tmp_path,
        log(
            entry(body="<p>first"),
            entry(body="<p>second"),
            entry(body=None, status=304),
            entry(body=None, status=0),
        ),
    )
    assert got(saved, "https://acme.example/").text == "<p>second"


def test_a_page_that_the_browser_had_already_counts_as_the_page(tmp_path: Path) -> None:
    found = got(read(tmp_path, log(entry(body=None, status=304))), "https://acme.example/")
    assert (found.status, found.bodiless, found.last.unsaved) == (200, True, ("*",))


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("net::ERR_NAME_NOT_RESOLVED", UnreadableState.DNS),
        ("net::ERR_CERT_DATE_INVALID", UnreadableState.TLS),
        ("net::ERR_CONNECTION_REFUSED", UnreadableState.DOWN),
        ("net::ERR_BLOCKED_BY_CLIENT", UnreadableState.NOT_RECORDED),
        ("", UnreadableState.NOT_RECORDED),
    ],
)
def test_no_answer_is_a_gap_with_the_reason_that_the_browser_gave(
    said: str, state: UnreadableState, tmp_path: Path
) -> None:
    saved = read(tmp_path, log(entry(status=0, _error=said)))
    assert saved.targets == ("https://acme.example/",)
    assert {gap.state for gap in seen(saved)[0].gaps} >= {str(state)}


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", "utf-16", "gzip"])
def test_files_with_a_byte_order_mark_or_packed_are_read(mark: bytes | str, tmp_path: Path) -> None:
    content = log(entry(body="<p>café"))
    if mark == "gzip":
        content = gzip.compress(content)
    elif isinstance(mark, bytes):
        content = mark + content
    else:
        content = content.decode().encode("utf-16")
    assert got(read(tmp_path, content), "https://acme.example/").text == "<p>café"


def test_base64_bodies_are_unpacked_and_damaged_ones_noted(tmp_path: Path) -> None:
    packed = base64.b64encode("<p>ünï".encode("iso-8859-1")).decode()
    typed = (("Content-Type", "text/html; charset=iso-8859-1"),)
    saved = read(
        tmp_path,
        log(
            entry(body=packed, content={"encoding": "base64"}, headers=typed),
            entry("https://b.example/", body="x", content={"encoding": "base64"}),
        ),
    )
    assert got(saved, "https://acme.example/").text == "<p>ünï"
    assert "a body is damaged" in says(saved)


def test_the_first_entry_of_each_page_is_where_somebody_went(tmp_path: Path) -> None:
    saved = read(
        tmp_path,
        log(
            entry("https://acme.example/", pageref="p1"),
            entry("https://cdn.example/x.js", pageref="p1"),
            entry("https://other.example/", pageref="p2"),
            entry("https://acme.example/pricing", pageref="p3"),
            pages=[{"id": "p1"}, {"id": "p2"}, {"id": "p3"}],
        ),
    )
    assert saved.targets == ("https://acme.example/", "https://other.example/")


def test_a_truncated_file_is_read_entry_by_entry(tmp_path: Path) -> None:
    content = log(*(entry(f"https://a{n}.example/") for n in range(20)))
    saved = read(tmp_path, content[: len(content) * 3 // 4])
    assert 10 < len(saved.targets) < 20
    assert "the file ends in the middle" in says(saved) or "an entry is damaged" in says(saved)


def test_a_damaged_entry_is_skipped_and_its_place_noted(tmp_path: Path) -> None:
    whole = [json.dumps(entry(f"https://a{n}.example/")) for n in range(4)]
    whole[1] = whole[1].replace('"request": {', '"request": {{')
    content = '{"log": {"version": "1.1",\n"entries": [' + ",\n".join(whole) + "]}}"
    saved = read(tmp_path, content.encode())
    assert saved.targets == tuple(f"https://a{n}.example/" for n in (0, 2, 3))
    note = next(note for note in saved.notes if note.says == "an entry is damaged")
    assert str(note.places[0]) == "visit.har:3"


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        b'{"log": {"entries": [' + b'{"request": "' * 100_000,
        b'{"log": {"entries": ' + b"[" * 200_000,
        b'{"log": {"entries": [' + b'{"request":' * 200_000,
        b'{"log": {"entries": [{"startedDateTime": ' + b"9" * 100_000 + b"}]}}",
        pytest.param(
            b'{"log": {"entries": [' + b"[]," * 6_000_000, marks=pytest.mark.heavy, id="many"
        ),
    ],
)
def test_hostile_files_cost_no_more_than_they_are_long(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(EvidenceFileError):
        read(tmp_path, content)


KEYS = st.sampled_from(
    [
        *("log", "entries", "pages", "request", "response", "headers", "name", "value", "url"),
        *("status", "content", "text", "encoding", "startedDateTime", "cookies", "postData", "id"),
    ]
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=30,
)


@given(PLAIN, PLAIN, PLAIN)
def test_whatever_is_in_a_har_file_it_is_read_or_refused(one: Any, two: Any, three: Any) -> None:
    whole = entry()
    whole["request"]["headers"], whole["response"]["content"] = one, two
    for made in ({"log": {"entries": [one, two, whole, three], "pages": three}}, one):
        try:
            saved = har.read(json.dumps(made).encode(), "x.har", "")
        except EvidenceFileError:
            continue
        seen(saved)


@given(st.binary(max_size=300), st.integers(0, 10_000))
def test_whatever_bytes_are_in_a_har_file_it_is_read_or_refused(noise: bytes, at: int) -> None:
    content = log(entry(), entry("https://b.example/"))
    damaged = content[: at % len(content)] + noise + content[at % len(content) :]
    try:
        har.read(damaged, "x.har", "")
    except EvidenceFileError:
        return


# --- secrets -------------------------------------------------------------------------------------

SECRETS = {
    "authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.c2VjcmV0LXBheWxvYWQ5.c2lnbmF0dXJlLTc3",
    "cookie": "31d4d96e407aad42cookie",
    "set-cookie": "77aa1122bbcc3344setcookie",
    "form": "hunter2-correct-horse-9",
    "query": "AKIA99EXAMPLEQUERY1",
    "header": "xsrf0011223344556677",
    "fragment": "fragment00aa11bb22cc",
    "userinfo": "userpw0099887766aa",
    "hidden": "hidden0f1e2d3c4b5a",
    "inline": "inline9a8b7c6d5e4f3a2b",
    "link": "link8877665544aabb",
    "jwt": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmVkLWJ5LXVz",
    "answer": "answer1122334455667788",
}


def planted() -> bytes:
    """A signed-in visit with secrets wherever a browser writes them, and repeated in the page."""
    shown = ("hidden", "inline", "link", "jwt", "answer")  # known by their surroundings alone
    said = " ".join(secret for kind, secret in SECRETS.items() if kind not in shown)
    asked = (("Cookie", f"sid={SECRETS['cookie']}"), ("X-Csrf-Token", SECRETS["header"]))
    sent = (
        ("Content-Type", "text/html"),
        ("Set-Cookie", f"sid={SECRETS['set-cookie']}; Path=/; Secure"),
        ("X-Csrf-Token", SECRETS["header"]),
        ("X-Echo", said),
        (
            "Content-Security-Policy",
            f"script-src 'nonce-x'; report-uri /r?token={SECRETS['query']}",
        ),
    )
    url = f"https://acme.example/in?access_token={SECRETS['query']}#{SECRETS['fragment']}"
    page = (
        f"<title>{said}</title><a href='/x?token={SECRETS['query']}'>{said}</a>"
        f"<input type=hidden value='{SECRETS['hidden']}' name=csrf_token>"
        f'<script>init({{"sessionToken": "{SECRETS["inline"]}"}}); go("{SECRETS["jwt"]}")</script>'
        f"<a href='/next?sig={SECRETS['link']}'>next</a>"
    )
    return log(
        entry(url, page, asked=asked, headers=sent),
        entry(
            "https://acme.example/api", said, asked=(("Authorization", SECRETS["authorization"]),)
        ),
        entry(
            "https://acme.example/session",
            json.dumps({"access_token": SECRETS["answer"], "lang": "en"}),
            headers=(("Content-Type", "application/json"),),
        ),
        entry(
            "https://acme.example/login",
            said,
            method="POST",
            request={
                "method": "POST",
                "url": "https://acme.example/login",
                "headers": pairs(asked),
                "postData": {
                    "text": f"user=ann&password={SECRETS['form']}",
                    "params": [{"name": "password", "value": SECRETS["form"]}],
                },
            },
        ),
        entry(
            f"https://ann:{SECRETS['userinfo']}@acme.example/start",
            status=302,
            headers=(("Location", url), ("Set-Cookie", f"a={SECRETS['set-cookie']}")),
        ),
    )


def test_no_secret_reaches_output_or_store(tmp_path: Path) -> None:
    saved = read(tmp_path, planted())
    found = seen(saved)
    recording.write(tmp_path / "kept.jsonl", saved.outcomes)
    outputs = {
        "recording": (tmp_path / "kept.jsonl").read_text(),
        "evidence": repr(found),
        "saved": repr(saved) + repr(saved.targets) + repr(saved.notes) + repr(saved.gaps),
        "outcomes": repr(dict(saved.outcomes)),
        "bodies": repr([one.body for one in saved.outcomes.values() if isinstance(one, Page)]),
    }
    assert found[0].facts, "the page is still read"
    for name, text in outputs.items():
        for kind, secret in SECRETS.items():
            for part in secret.removeprefix("Bearer ").split("."):
                assert part not in text, f"{kind} in {name}"


def test_what_is_no_secret_stays_as_it_is() -> None:
    from soescan.scan.saved.redaction import Redactor

    redactor = Redactor()
    redactor.add_secret("sid=31d4d96e407aad42; theme=dark; lang=en-GB")
    for text in (
        "<meta name='generator' content='WordPress 6.5.2-alpha1'>",
        '{"id": "GTM-ABC123", "measurementId": "G-1234567890ABCDEF"}',
        "https://cdn.example/jquery-3.6.0.min.js?ver=3.6.0-slim-build",
        "/search?keyword=analytics-for-2026&country_code=de",
        "dark en-GB é",
    ):
        assert redactor.redact_body(text.encode()).decode() == text


@pytest.mark.parametrize(
    "text",
    ["eyJ" * 300_000, '"a": "' * 200_000, "?a=" * 300_000, "<input " * 150_000, "a0" * 500_000],
)
def test_looking_for_secrets_costs_no_more_than_the_text_is_long(text: str) -> None:
    from soescan.scan.saved.redaction import Redactor

    with runaway_ends():
        Redactor().redact_body(text.encode())


@settings(max_examples=examples(50))
@given(st.text("abcdefgh0123456789", min_size=16, max_size=40).filter(lambda s: not s.isdigit()))
def test_a_cookie_is_found_wherever_the_page_repeats_it(secret: str) -> None:
    secret = f"a0{secret}"
    made = entry(body=f"<p>{secret}<a href='?x={secret}'>", asked=(("Cookie", f"s={secret}"),))
    saved = har.read(log(made), "x.har", "")
    assert secret not in got(saved, "https://acme.example/").text


# --- WARC ----------------------------------------------------------------------------------------


def record(kind: str, url: str, http: bytes, number: int) -> bytes:
    """One record; the question before an answer belongs to it."""
    fields = [
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2026-11-24T10:00:00Z",
        f"WARC-Record-ID: <urn:uuid:{number:08}-{kind}>",
        f"WARC-Concurrent-To: <urn:uuid:{number:08}-{'response' if kind == 'request' else 'request'}>",
        f"Content-Type: application/http; msgtype={kind}",
        f"Content-Length: {len(http)}",
    ]
    return ("WARC/1.0\r\n" + "\r\n".join(fields) + "\r\n\r\n").encode() + http + b"\r\n\r\n"


ANSWERS: tuple[tuple[str, str, str, bytes], ...] = (
    ("http://acme.example/", "GET / HTTP/1.1", "301 Moved\r\nLocation: https://acme.example/", b""),
    (
        "https://acme.example/",
        "GET / HTTP/1.1",
        "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
        gzip.compress(b"<p>hello", mtime=0),
    ),
    (
        "https://b.example/",
        "GET / HTTP/1.1\r\nReferer: https://acme.example/",
        "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked",
        b"5\r\n<p>ab\r\n2\r\ncd\r\n0\r\n\r\n",
    ),
    ("https://acme.example/form", "POST / HTTP/1.1", "200 OK\r\nA: b", b"<p>secret"),
)


def archive(*, packed: bool = True, more: int = 0) -> bytes:
    extra = [
        (f"https://m{n}.example/", "GET / HTTP/1.1", "200 OK\r\nA: b", b"<p>x") for n in range(more)
    ]
    records = []
    for number, (url, asked, answered, body) in enumerate((*ANSWERS, *extra)):
        answer = f"HTTP/1.1 {answered}\r\n\r\n".encode() + body
        records.append(record("response", url, answer, number))
        records.append(record("request", url, f"{asked}\r\n\r\n".encode(), number))
    return b"".join(gzip.compress(one, mtime=0) if packed else one for one in records)


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_is_read_record_by_record(packed: bool, tmp_path: Path) -> None:
    saved = read(tmp_path, archive(packed=packed), "x.warc.gz")
    assert saved.targets == ("https://acme.example/",)
    whole = got(saved, "http://acme.example/")
    assert ([hop.status for hop in whole.hops], whole.text) == ([301, 200], "<p>hello")
    assert whole.at == "2026-11-24T10:00:00Z"
    assert got(saved, "https://b.example/").text == "<p>abcd"
    assert Get("https://acme.example/form") not in saved.outcomes
    assert whole.last.all("set-cookie") == (), "an archive keeps every header"


def test_a_whole_archive_packed_at_once_is_read(tmp_path: Path) -> None:
    saved = read(tmp_path, gzip.compress(archive(packed=False)), "x.warc.gz")
    assert got(saved, "https://acme.example/").text == "<p>hello"


def test_a_damaged_record_is_skipped(tmp_path: Path) -> None:
    content = bytearray(archive(more=3))
    second = content.find(b"\x1f\x8b\x08", 400)
    content[second + 40 : second + 60] = b"\x00" * 20
    saved = read(tmp_path, bytes(content), "x.warc.gz")
    assert any("damaged" in one for one in says(saved))
    assert got(saved, "https://m2.example/").text == "<p>x"


@pytest.mark.slow
def test_a_bomb_in_an_archive_is_cut(tmp_path: Path) -> None:
    bomb = gzip.compress(gzip.compress(b"\x00" * (200 << 20)))
    saved = read(tmp_path, archive() + bomb, "x.warc.gz")
    assert got(saved, "https://acme.example/").text == "<p>hello"
    body = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"a" * (50 << 20))
    saved = read(tmp_path, record("response", "https://acme.example/", body, 1), "x.warc")
    found = got(saved, "https://acme.example/")
    assert (len(found.body), found.cut) == (2 << 20, "cut at 2097152 bytes")


@given(st.binary(max_size=200), st.integers(0, 100_000), st.booleans())
@settings(max_examples=examples(150))
def test_whatever_bytes_are_in_an_archive_it_is_read_or_refused(
    noise: bytes, at: int, packed: bool
) -> None:
    content = archive(packed=packed)
    at %= len(content)
    for damaged in (content[:at] + noise + content[at + len(noise) :], content[:at]):
        try:
            warc.read(damaged, "x.warc", "")
        except EvidenceFileError:
            continue


# --- saved pages and recordings ------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<!-- saved from url=(0021)https://acme.example/ --><html><p>hello",
        "<html><!--\n Page saved with SingleFile \n url: https://acme.example/ \n"
        " saved date: Tue Nov 24 2026 11:00:00 GMT+0100 (Central European Standard Time)\n--><p>hello",
        "<link rel=canonical href='https://acme.example/'><p>hello",
        "<meta property='og:url' content='https://acme.example/'><p>hello",
        "<base href='https://acme.example/'><p>hello",
    ],
)
def test_a_saved_page_says_its_own_address(html: str, tmp_path: Path) -> None:
    saved = read(tmp_path, html.encode(), "page.html")
    assert saved.targets == ("https://acme.example/",)
    found = got(saved, "https://acme.example/")
    assert "hello" in found.text
    with pytest.raises(UnreadableError) as error:
        found.header("Content-Security-Policy")
    assert error.value.state is UnreadableState.NOT_RECORDED
    dated = "SingleFile" in html
    assert found.at == ("2026-11-24T10:00:00Z" if dated else "")
    assert ("the page does not say when it was saved" in says(saved)) is not dated


def test_a_saved_page_without_an_address_needs_one_from_the_user(tmp_path: Path) -> None:
    with pytest.raises(EvidenceFileError, match="address") as error:
        read(tmp_path, b"<p>hello", "page.html")
    assert "--url" in error.value.hint
    assert read(tmp_path, b"<p>hello", "p", "https://acme.example/a").targets == (
        "https://acme.example/a",
    )


def test_a_scan_of_a_saved_page_never_takes_a_missing_header_for_a_no(tmp_path: Path) -> None:
    saved = read(tmp_path, b"<title>Acme</title>" + b"<p>hello" * 99, "p", "https://acme.example/")
    (found,) = seen(saved)
    of_the_body = {"scripts.third_party", "sri.third_party", "scripts.mixed_content"}
    assert {fact.key for fact in found.facts} == {"scan.state"} | of_the_body
    assert {gap.state for gap in found.gaps} >= {str(UnreadableState.NOT_RECORDED)}
    whole = page("https://acme.example/", "<title>Acme</title>" + "<p>hello" * 99)
    told = run_probes(site(whole), PROBES)
    assert {"hsts.max_age", "tls.https", "info.disclosure"} <= {fact.key for fact in told.facts}


def test_a_recording_is_read_as_it_was_made(tmp_path: Path) -> None:
    where = site(page(), page("https://acme.example/privacy"))
    outcomes = dict(where.web.outcomes)  # type: ignore[attr-defined]
    recording.write(tmp_path / "r.jsonl", outcomes)
    read_back = saved.read_file(tmp_path / "r.jsonl")
    assert read_back.outcomes == outcomes
    assert read_back.targets == ("https://acme.example/",)


def test_what_nobody_saved_is_still_unknown_after_recording(tmp_path: Path) -> None:
    visit = read(tmp_path, log(entry(body=None, headers=())))
    recording.write(tmp_path / "r.jsonl", visit.outcomes)
    assert saved.read_file(tmp_path / "r.jsonl").outcomes == visit.outcomes


@pytest.mark.parametrize("content", [b"", b"name,url\na,b\n", b"\x00\x01", b"\x1f\x8b\x08", b"[]"])
def test_other_files_are_refused_with_what_was_expected(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(EvidenceFileError, match=r"expected .*HAR"):
        read(tmp_path, content, "x")
    assert not saved.is_saved_visit(tmp_path / "x")


@given(st.binary(max_size=400))
def test_whatever_is_in_a_saved_page_it_is_read_or_refused(content: bytes) -> None:
    from soescan.scan.saved import saved_page

    try:
        saved = saved_page.read(content, "p.html", "https://acme.example/")
    except EvidenceFileError:
        return
    seen(saved)


def files() -> Iterator[bytes]:
    yield log(entry())
    yield archive()
    yield b"<p>hello"
    yield b'{"schema": "soescan/recording@1"}\n'


def test_what_came_through_standard_input_is_read_once() -> None:
    assert not saved.is_saved_visit(Path("-"))
    assert saved.is_saved_content(log(entry()))
    assert saved.read_content(log(entry()), "<stdin>").targets == ("https://acme.example/",)


def test_each_kind_of_file_is_known_by_its_content_alone() -> None:
    for content, kind in zip(files(), ("har", "warc", "saved-page", "recording"), strict=True):
        start = saved._leading_bytes(content)
        assert next(one.id for one in saved.FORMATS if one.matches(start)) == kind
