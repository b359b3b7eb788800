"""What was asked and seen is on file: whole, once, for good, and nobody else's to read."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.errors import EvidenceFileError, UnreadableState, UsageError
from soescan.evidence import store as module
from soescan.evidence.store import NAME, EvidenceStore
from soescan.model import Basis, Fact, Gap, Origin, Scan, Value
from soescan.reference import builtin
from soescan.web import (
    Get,
    Handshake,
    HandshakeResult,
    Lookup,
    Page,
    Records,
    TlsVersionProbe,
    TlsVersionResult,
)
from soescan.web.recording import Failure, Outcome
from tests.conftest import ROOT
from tests.examples import examples
from tests.site.factories import AT, page

ONE = datetime(2026, 11, 24, 10, tzinfo=UTC)
TWO = ONE + timedelta(days=40)
LATER = date(2027, 6, 1)
HOME = Get("https://acme.example/")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / NAME


def fact(key: str, value: Value, probe: str = "https", until: date | None = None) -> Fact:
    origin = Origin(Basis.OBSERVED, "https://acme.example/", AT, probe, "“seen”", "ab")
    return Fact("acme.example", key, value, origin, until)


def scanned(*facts: Fact, gaps: tuple[Gap, ...] = (), site: str = "acme.example") -> Scan:
    return Scan(site, f"https://{site}/", facts, gaps)


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        (HOME, page()),
        (HOME, page(body=b"\xff\x00 not text")),
        (Get("https://acme.example/", headers=(("Origin", "x"),), follow=False), page(status=403)),
        (Get("https://acme.example/", verify=False), Failure(UnreadableState.TLS, "expired", AT)),
        (Lookup("acme.example", "MX"), Records("acme.example", "MX", ("10 mx.example.",), AT)),
        (
            Handshake("acme.example"),
            HandshakeResult("acme.example", 443, AT, "1.3", chain=(b"\x30\x80",)),
        ),
        (
            TlsVersionProbe("acme.example", "1.0"),
            TlsVersionResult("acme.example", 443, "1.0", accepted=False),
        ),
    ],
)
def test_what_is_kept_is_what_is_read(path: Path, question: object, outcome: Outcome) -> None:
    with EvidenceStore(path) as store:
        assert store.find_last_answer(question) is None  # type: ignore[arg-type]
        store.add_answer(question, outcome, ONE)  # type: ignore[arg-type]
    with EvidenceStore(path) as store:
        found = store.find_last_answer(question)  # type: ignore[arg-type]
    assert found is not None
    assert (found.outcome, found.checked) == (outcome, ONE)


def test_every_answer_stays_and_the_last_counts(path: Path) -> None:
    first, second = page(body="one"), page(body="two")
    with EvidenceStore(path) as store:
        for moment, outcome in (
            (ONE, first),
            (TWO, second),
            (TWO, Failure(UnreadableState.DOWN, "", AT)),
        ):
            store.add_answer(HOME, outcome, moment)
        assert [one.outcome for one in store.find_answers(HOME)][:2] == [first, second]
        last = store.find_last_answer(HOME)
        assert last is not None
        assert isinstance(last.outcome, Failure)


def test_a_body_is_kept_once_and_compressed(path: Path) -> None:
    big = page(body="<p>the same again</p>" * 10_000)
    with EvidenceStore(path) as store:
        for number in range(20):
            store.add_answer(Get(f"https://acme.example/{number}"), big, ONE)
    database = sqlite3.connect(path)
    assert database.execute("SELECT count(*) FROM bodies").fetchone() == (1,)
    database.close()
    assert path.stat().st_size < 100_000


@settings(max_examples=examples(50))
@given(st.binary(max_size=200), st.text(max_size=50), st.integers(100, 599))
def test_whatever_a_server_sends_can_be_kept(body: bytes, text: str, status: int) -> None:
    outcome = page(
        body=body, headers=[("X-Said", text.encode("utf-8", "replace").decode())], status=status
    )
    with EvidenceStore(None) as store:
        store.add_answer(HOME, outcome, ONE)
        found = store.find_last_answer(HOME)
    assert found is not None
    assert found.outcome == outcome


# --- scans ---------------------------------------------------------------------------------------


def test_a_scan_comes_back_as_it_was(path: Path) -> None:
    facts = (
        fact("tls.https", True, until=date(2026, 12, 24)),
        fact("tls.cert.days_left", 12),
        fact("dns.mx", ("a.example", "b.example"), "dns-zone"),
    )
    gaps = (Gap("dns-zone", "dns:acme.example/NS", "timeout", "nobody", "acme.example"),)
    with EvidenceStore(path) as store:
        store.add_scan(scanned(*facts, gaps=gaps), ["https", "dns-zone"], ONE)
        found = store.get_site("acme.example", LATER)
    known = [one for one in facts if one.key != "dns.mx" or "dns.mx" in builtin.suppliable_facts()]
    assert list(found.evidence.facts) == known
    assert found.evidence.gaps == gaps
    assert found.days == (ONE.date(),)
    assert found.probes == ("dns-zone", "https")


def test_of_each_probe_the_latest_look_counts(path: Path) -> None:
    with EvidenceStore(path) as store:
        old = scanned(fact("tls.https", False), fact("tls.alpn", ("h2",), "alpn"))
        store.add_scan(old, ["https", "alpn"], ONE)
        gap = Gap("https", "https://acme.example/", "down", "", "acme.example")
        store.add_scan(scanned(gaps=(gap,)), ["https"], TWO)
        found = store.get_site("acme.example", LATER)
        assert [one.key for one in found.evidence.facts] == ["tls.alpn"]
        assert found.evidence.gaps == (gap,)
        assert found.days == (TWO.date(), ONE.date())
        then = store.get_site("acme.example", ONE.date())
        first = then.evidence.facts[0]
        assert (first.key, first.value) == ("tls.https", False)
        assert store.find_site("acme.example", ONE.date() - timedelta(days=1)) is None


def test_what_has_expired_is_told_apart(path: Path) -> None:
    facts = (fact("tls.https", True, until=date(2026, 12, 1)), fact("tls.cert.issuer", "CA"))
    with EvidenceStore(path) as store:
        store.add_scan(scanned(*facts), ["https"], ONE)
        found = store.get_site("acme.example", LATER)
    assert found.expired_facts(date(2026, 12, 1)) == ()
    assert found.expired_facts(date(2026, 12, 2)) == facts[:1]
    assert found.valid_evidence(date(2026, 12, 2)).facts == facts[1:]


def test_a_fact_of_another_version_of_the_vocabulary_is_passed_over(path: Path) -> None:
    with EvidenceStore(path) as store:
        store.add_scan(scanned(fact("no.such.key", 1), fact("tls.https", True)), ["https"], ONE)
        assert [f.key for f in store.get_site("acme.example", LATER).evidence.facts] == [
            "tls.https"
        ]


def test_a_site_nobody_looked_at_is_named_with_what_is_near(path: Path) -> None:
    with EvidenceStore(path) as store:
        store.add_scan(scanned(), ["https"], ONE)
        with pytest.raises(UsageError) as error:
            store.get_site("acmee.example", LATER)
    assert "acme.example" in error.value.hint


def test_pruning_forgets_what_is_old_but_no_latest_look(path: Path) -> None:
    with EvidenceStore(path) as store:
        for moment in (ONE, TWO):
            store.add_answer(HOME, page(body=f"as of {moment}"), moment)
            store.add_scan(scanned(fact("tls.https", True)), ["https"], moment)
        store.add_scan(scanned(site="old.example"), ["https"], ONE)
        gone = store.prune(TWO.date())
        assert (gone.scans, gone.answers, gone.bodies) == (1, 1, 1)
        assert store.list_sites() == ("acme.example", "old.example")
        assert len(store.find_answers(HOME)) == 1
        assert store.find_site("acme.example", ONE.date()) is None
        assert len(store.get_site("acme.example", LATER).evidence.facts) == 1
        again = store.prune(TWO.date())
        assert (again.scans, again.answers, again.bodies) == (0, 0, 0)


# --- the file ------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_nobody_else_can_read_it(path: Path) -> None:
    before = os.umask(0)
    try:
        with EvidenceStore(path) as store:
            store.add_answer(HOME, page(), ONE)
            modes = {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_of_somebody_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE bookmarks (url TEXT)")
    database.commit()
    database.close()
    before = path.read_bytes()
    with pytest.raises(EvidenceFileError, match="found another database"):
        EvidenceStore(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"name,url\nAcme,acme.example\n" * 50, b"SQLite format 3\0" + b"x" * 900]
)
def test_a_file_that_is_no_database_is_an_error_that_says_so(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(EvidenceFileError) as error:
        EvidenceStore(path)
    assert str(path) in str(error.value)
    assert path.read_bytes() == content


def test_a_damaged_store_is_an_error_that_says_what_to_do(path: Path) -> None:
    with EvidenceStore(path) as store:
        for number in range(200):
            store.add_answer(
                Get(f"https://acme.example/{number}"), page(body=os.urandom(3_000)), ONE
            )
    content = bytearray(path.read_bytes())
    content[4_096:] = b"\xa5" * (len(content) - 4_096)
    path.write_bytes(content)
    with pytest.raises(EvidenceFileError) as error, EvidenceStore(path) as store:
        store.find_last_answer(Get("https://acme.example/77"))
    assert "damage" in str(error.value)
    assert "move the file away" in error.value.hint


def test_a_damaged_answer_is_an_error_too(path: Path) -> None:
    with EvidenceStore(path) as store:
        store.add_answer(HOME, page(), ONE)
    database = sqlite3.connect(path)
    database.execute("UPDATE bodies SET content = x'00'")
    database.commit()
    database.close()
    with pytest.raises(EvidenceFileError, match="not whole"), EvidenceStore(path) as store:
        store.find_last_answer(HOME)


DAMAGE = [
    "UPDATE facts SET basis = 'answered!'",
    "UPDATE facts SET value = '{not json'",
    "UPDATE facts SET value = '{}'",
    "UPDATE facts SET value = 'null'",
    "UPDATE facts SET value = '\"true\"'",
    "UPDATE facts SET value = x'ff00fe'",
    "UPDATE facts SET value = printf('%.*c', 100000, '[')",
    "UPDATE facts SET url = x'ff'",
    "UPDATE facts SET excerpt = cast(x'ff41' AS TEXT)",
    "UPDATE facts SET expires = 'soon'",
    "UPDATE facts SET key = x'00'",
    "UPDATE gaps SET why = x'1b5b'",
    "UPDATE scans SET day = '2026-13-45'",
    "UPDATE scans SET day = ''",
    "UPDATE answers SET outcome = 'null'",
    "UPDATE answers SET outcome = '{\"failed\": 1}'",
    "UPDATE answers SET outcome = x'80'",
    "UPDATE answers SET outcome = printf('%.*c', 100000, '[')",
    "UPDATE answers SET checked = '2026-11-24'",
    "UPDATE answers SET checked = 5",
    "UPDATE bodies SET content = x'789c'",
    "UPDATE bodies SET content = 3",
]


@pytest.mark.parametrize("statement", DAMAGE)
def test_a_damaged_value_is_named_with_the_way_out(path: Path, statement: str) -> None:
    gap = Gap("https", "https://acme.example/", "down", "", "acme.example")
    with EvidenceStore(path) as store:
        store.add_answer(HOME, page(), ONE)
        store.add_scan(scanned(fact("tls.https", True), gaps=(gap,)), ["https"], ONE)
    database = sqlite3.connect(path)
    database.execute(statement)
    database.commit()
    database.close()
    with pytest.raises(EvidenceFileError, match="found damage") as error:
        _read_all(path)
    assert str(error.value).isprintable()
    assert "move the file away" in error.value.hint


def _read_all(path: Path) -> None:
    with EvidenceStore(path) as store:
        store.find_last_answer(HOME)
        for site in store.list_sites():
            store.find_site(site, LATER)


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_column_is_read_or_named(data: st.DataObject) -> None:
    with EvidenceStore(None) as store:
        store.add_answer(HOME, page(), ONE)
        store.add_scan(scanned(fact("tls.https", True)), ["https"], ONE)
        tables = {
            "facts": ["subject", "value", "basis", "url", "at", "sha256", "expires"],
            "answers": ["checked", "outcome", "sha256"],
            "scans": ["day", "site"],
            "bodies": ["content"],
        }
        table = data.draw(st.sampled_from(sorted(tables)))
        column = data.draw(st.sampled_from(tables[table]))
        value = data.draw(st.integers(-9, 9) | st.binary(max_size=9) | st.text('{}[]"1a\x1b'))
        store._db.execute(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608
        try:
            store.find_last_answer(HOME)
            for site in store.list_sites():
                store.find_site(site, LATER)
        except EvidenceFileError as error:
            assert "damage" in str(error)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_store_that_may_only_be_read_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with EvidenceStore(path) as store:
        store.add_answer(HOME, page(), ONE)
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}

    def refuse(*_: object) -> int:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "open", refuse)  # whoever is root may write everywhere
    with EvidenceStore(path) as store:
        assert store.read_only
        assert store.find_last_answer(HOME) is not None
        with pytest.raises(UsageError, match="readonly"):
            store.add_scan(scanned(), ["https"], ONE)
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(UsageError, match="cannot be opened"):
        EvidenceStore(tmp_path / "data" / NAME)


def test_an_older_store_is_brought_up_and_a_newer_one_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EvidenceStore(path) as store:
        store.add_answer(HOME, page(), ONE)
    one = module._MIGRATIONS
    monkeypatch.setattr(
        module, "_MIGRATIONS", (*one, "CREATE TABLE more (id INTEGER); CREATE TABLE also (id)")
    )
    with EvidenceStore(path) as store:
        assert store.find_last_answer(HOME) is not None
    monkeypatch.setattr(module, "_MIGRATIONS", one)
    with pytest.raises(EvidenceFileError, match="version 1 or older, found 2") as error:
        EvidenceStore(path)
    assert "newer soescan" in error.value.hint


# --- at once -------------------------------------------------------------------------------------


def test_many_threads_keep_and_read(path: Path) -> None:
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for each in range(25):
                question = Get(f"https://s{number}.example/{each}")
                store.add_answer(question, page(question.url), ONE)
                assert store.find_last_answer(question) is not None
            store.add_scan(scanned(site=f"s{number}.example"), ["https"], ONE)
        except BaseException as error:
            problems.append(error)
            raise

    with EvidenceStore(path) as store:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert problems == []
        assert len(store.list_sites()) == 12


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from soescan.evidence.store import EvidenceStore
from soescan.model import Scan
from soescan.web import Get
from tests.patience import HANG
from tests.site.factories import page
name, path = sys.argv[1:]
at = datetime(2026, 11, 24, tzinfo=UTC)
sys.stdin.readline()
with EvidenceStore(Path(path), patience=HANG) as store:
    for number in range(100):
        url = f"https://{name}.example/{number}"
        store.add_answer(Get(url), page(url, body=f"page {number}"), at)
        store.add_scan(Scan(f"{name}.example", url), ["https"], at)
"""


@pytest.mark.slow
def test_two_processes_make_and_fill_one_store_at_once(path: Path) -> None:
    with ExitStack() as until_all_have_ended:
        running = [
            until_all_have_ended.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", WRITER, name, str(path)],
                    stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                )
            )
            for name in ("one", "two", "three")
        ]  # fmt: skip
        for process in running:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        ends = [(process.communicate()[1], process.returncode) for process in running]
    assert ends == [("", 0)] * 3
    with EvidenceStore(path) as store:
        assert store.list_sites() == ("one.example", "three.example", "two.example")
        for name in ("one", "two", "three"):
            for number in range(100):
                found = store.find_last_answer(Get(f"https://{name}.example/{number}"))
                assert found is not None
                assert isinstance(found.outcome, Page)
                assert found.outcome.body == f"page {number}".encode()
