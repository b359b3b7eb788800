"""The evidence store: every answer with its time and hash, and what each scan found.

One SQLite file of the user's own. It is safe to use from many threads and from several processes at
once. Each answer is committed when it comes, so that a scan that is killed loses nothing: the next
one goes on where it ended. Bodies are kept once, compressed, under their hash.

    bodies    what was received, by SHA-256
    answers   every question with what came of it, and when: the history of a vendor
    scans     when which site was looked at
    looks     with which probes
    facts     what they saw
    gaps      what they could not read
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import RLock
from typing import Any, Self

from soescan.errors import EvidenceFileError, UsageError
from soescan.evidence import stored_rows
from soescan.evidence.stored_rows import storable
from soescan.files import did_you_mean
from soescan.model import Evidence, Fact, Gap, Scan
from soescan.reference import builtin
from soescan.web import Page, Question, recording
from soescan.web.recording import Failure, Outcome

NAME = "evidence.db"
"""The file in the user's data folder."""
PATIENCE = 30.0
"""Seconds that one process waits for another to finish writing."""

_APPLICATION = 0x736F6573
"""Says in the file's header that it is ours (https://www.sqlite.org/fileformat.html, offset 68)."""

_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE bodies (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        question TEXT NOT NULL,
        checked TEXT NOT NULL,
        state TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        outcome TEXT NOT NULL
    );
    CREATE INDEX answers_by_question ON answers (question, id);
    CREATE INDEX answers_by_body ON answers (sha256);
    CREATE TABLE scans (
        id INTEGER PRIMARY KEY,
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        day TEXT NOT NULL,
        finished TEXT NOT NULL
    );
    CREATE INDEX scans_by_site ON scans (site, id);
    CREATE TABLE looks (scan INTEGER NOT NULL, probe TEXT NOT NULL, PRIMARY KEY (scan, probe))
        WITHOUT ROWID;
    CREATE TABLE facts (
        scan INTEGER NOT NULL, number INTEGER NOT NULL, probe TEXT NOT NULL,
        subject TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, basis TEXT NOT NULL,
        url TEXT NOT NULL, at TEXT NOT NULL, excerpt TEXT NOT NULL, sha256 TEXT NOT NULL,
        expires TEXT, PRIMARY KEY (scan, number)
    ) WITHOUT ROWID;
    CREATE TABLE gaps (
        scan INTEGER NOT NULL, number INTEGER NOT NULL, probe TEXT NOT NULL,
        url TEXT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, subject TEXT NOT NULL,
        PRIMARY KEY (scan, number)
    ) WITHOUT ROWID;
    """,
)
"""What makes a store of each version out of one of the version before; never change one."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a question came to when it was last asked, and when that was."""

    outcome: Outcome
    checked: datetime


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What the store holds of one site on one day: of each probe, its latest look."""

    site: str
    evidence: Evidence
    """Facts that have expired included; whoever judges leaves them out."""
    days: tuple[date, ...] = ()
    """The days on which these looks were, latest first."""
    probes: tuple[str, ...] = ()

    def expired_facts(self, as_of: date) -> tuple[Fact, ...]:
        """The facts whose last day was before a day."""
        return tuple(f for f in self.evidence.facts if f.expires is not None and f.expires < as_of)

    def valid_evidence(self, as_of: date) -> Evidence:
        """The facts that have not expired on a day, and the gaps."""
        expired_ids = set(map(id, self.expired_facts(as_of)))
        return replace(
            self.evidence, facts=tuple(f for f in self.evidence.facts if id(f) not in expired_ids)
        )


@dataclass(frozen=True, slots=True)
class PruneResult:
    """How much was taken out of a store."""

    scans: int
    answers: int
    bodies: int


_ANOTHER = "name another folder with --data-dir"
_MOVE = "move the file away; the next scan makes a new one"


class EvidenceStore:
    """An evidence store that is open. Use it in a ``with``, or close it."""

    def __init__(self, path: Path | None, *, patience: float = PATIENCE) -> None:
        """Open the store in a file, or one in memory; a file that is not there is made.

        Another process that is writing is waited for, `patience` seconds at most. A file that may
        only be read is opened to be read.

        Raises:
            EvidenceFileError: the file is something else, damaged, or of a newer soescan.
            UsageError: the file cannot be opened or made.
        """
        self.path = path
        self._patience = patience
        self._lock = RLock()
        self.read_only = path is not None and not _create_file(path)
        with self._translate_errors():
            self._db = sqlite3.connect(
                _read_only_address(path) if path and self.read_only else path or "",
                timeout=patience, isolation_level=None, check_same_thread=False,
                uri=self.read_only,
            )  # fmt: skip
        try:
            with self._translate_errors():
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    # --- answers -----------------------------------------------------------------------------

    def add_answer(self, question: Question, outcome: Outcome, checked: datetime) -> None:
        """Keep what a question came to; when this returns, killing the process loses nothing."""
        body = outcome.body if isinstance(outcome, Page) else b""
        sha256 = outcome.sha256 if isinstance(outcome, Page) and body else ""
        bare = replace(outcome, body=b"") if isinstance(outcome, Page) else outcome
        row = (
            recording.question_key(question),
            _format_time(checked),
            str(outcome.state) if isinstance(outcome, Failure) else "",
            sha256,
            json.dumps(recording.dump(bare), ensure_ascii=False),
        )
        packed = zlib.compress(body, 6) if body else b""
        with self._transaction() as db:
            if body:
                db.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?)", (sha256, packed))
            db.execute(
                "INSERT INTO answers (question, checked, state, sha256, outcome)"
                " VALUES (?, ?, ?, ?, ?)",
                row,
            )

    def find_last_answer(self, question: Question) -> StoredAnswer | None:
        """The newest answer to a question; None when it was never asked."""
        return next(iter(self._load_answers(question, 1)), None)

    def find_answers(self, question: Question) -> tuple[StoredAnswer, ...]:
        """Every answer to a question, oldest first."""
        return self._load_answers(question, -1)[::-1]

    def _load_answers(self, question: Question, most: int) -> tuple[StoredAnswer, ...]:
        rows = self._fetch_rows(
            "SELECT outcome, checked, content, sha256 FROM answers LEFT JOIN bodies USING (sha256)"
            " WHERE question = ? ORDER BY id DESC LIMIT ?",
            (recording.question_key(question), most),
        )
        with self._reading(f"an answer to {recording.describe(question)}"):
            return tuple(_read_answer(question, *row) for row in rows)

    # --- scans -------------------------------------------------------------------------------

    def add_scan(self, scan_result: Scan, probes: Iterable[str], at: datetime) -> None:
        """Keep what a scan of a site found, whole or not at all; `at` in the user's own zone."""
        with self._transaction() as db:
            scan = db.execute(
                "INSERT INTO scans (site, url, day, finished) VALUES (?, ?, ?, ?)",
                (
                    *map(storable, (scan_result.site, scan_result.url)),
                    str(at.date()),
                    _format_time(at),
                ),
            ).lastrowid
            db.executemany("INSERT INTO looks VALUES (?, ?)", [(scan, probe) for probe in probes])
            db.executemany(
                f"INSERT INTO facts VALUES ({', '.join('?' * 12)})",  # noqa: S608 - marks only
                [(scan, number, *_fact_row(one)) for number, one in enumerate(scan_result.facts)],
            )
            db.executemany(
                "INSERT INTO gaps VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        scan,
                        number,
                        *map(storable, (one.probe, one.url, one.state, one.why, one.subject)),
                    )
                    for number, one in enumerate(scan_result.gaps)
                ],
            )

    def list_sites(self) -> tuple[str, ...]:
        """The hosts of all scans, without ``www.``, by name."""
        rows = self._fetch_rows("SELECT DISTINCT site FROM scans ORDER BY 1")
        with self._reading("the name of a site"):
            return tuple(stored_rows.read_text(site) for (site,) in rows)

    def find_site(self, site: str, as_of: date) -> SiteRecord | None:
        """What was known of a site on a day; None when it had not been looked at by then."""
        looks = self._fetch_rows(
            "SELECT probe, max(scan), url, day FROM looks JOIN scans ON scans.id = scan"
            " WHERE site = ? AND day <= ? GROUP BY probe",
            (site, str(as_of)),
        )
        if not looks:
            return None
        latest: dict[int, set[str]] = {}
        with self._reading(f"what is on file of {site}"):
            for probe, scan, _, _ in looks:
                latest.setdefault(stored_rows.read_number(scan), set()).add(
                    stored_rows.read_text(probe)
                )
            facts: list[Fact] = []
            gaps: list[Gap] = []
            for number, probes in sorted(latest.items()):
                facts += self._load_facts(number, probes)
                gaps += self._load_gaps(number, probes)
            days = sorted({stored_rows.read_day(day) for _, _, _, day in looks}, reverse=True)
        probes_seen = tuple(sorted(set().union(*latest.values())))
        return SiteRecord(site, Evidence(tuple(facts), tuple(gaps)), tuple(days), probes_seen)

    def get_site(self, site: str, as_of: date) -> SiteRecord:
        """`find_site` for a site that somebody named.

        Raises:
            UsageError: the store holds nothing of it on that day.
        """
        record = self.find_site(site, as_of)
        if record is None:
            sites = self.list_sites()
            hint = did_you_mean(site, sites) or (
                "soescan evidence list lists the sites" if sites else ""
            )
            raise UsageError(f"no evidence of {site!r} is on file as of {as_of}", hint=hint)
        return record

    def _load_facts(self, scan: int, probes: set[str]) -> Iterator[Fact]:
        rows = self._fetch_rows(
            "SELECT probe, subject, key, value, basis, url, at, excerpt, sha256, expires"
            " FROM facts WHERE scan = ? ORDER BY number",
            (scan,),
        )
        keys = builtin.suppliable_facts()
        facts = (stored_rows.read_fact(row, keys) for row in rows if row[0] in probes)
        return (fact for fact in facts if fact is not None)

    def _load_gaps(self, scan: int, probes: set[str]) -> Iterator[Gap]:
        rows = self._fetch_rows(
            "SELECT probe, url, state, why, subject FROM gaps WHERE scan = ? ORDER BY number",
            (scan,),
        )
        return (stored_rows.read_gap(row) for row in rows if row[0] in probes)

    # --- housekeeping ------------------------------------------------------------------------

    def prune(self, before: date) -> PruneResult:
        """Forget scans and answers of before a day, but never the latest look of each probe."""
        old = str(before)
        with self._transaction() as db:
            scans = db.execute(
                "DELETE FROM scans WHERE day < ? AND id NOT IN (SELECT max(scan) FROM looks"
                " JOIN scans ON scans.id = scan GROUP BY site, probe)",
                (old,),
            ).rowcount
            for table in ("looks", "facts", "gaps"):
                db.execute(f"DELETE FROM {table} WHERE scan NOT IN (SELECT id FROM scans)")  # noqa: S608
            answers = db.execute(
                "DELETE FROM answers WHERE checked < ? AND sha256 NOT IN"
                " (SELECT sha256 FROM facts WHERE sha256 != '')",
                (old,),
            ).rowcount
            bodies = db.execute(
                "DELETE FROM bodies WHERE sha256 NOT IN (SELECT sha256 FROM answers)"
            ).rowcount
        with self._lock, self._translate_errors():
            self._db.execute("VACUUM")
        return PruneResult(scans, answers, bodies)

    # --- the file ----------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Check whose file it is, and bring it to this version."""
        version = self._read_version()
        if self.read_only:
            if version < len(_MIGRATIONS):
                raise self._file_error("is of an older version and may only be read")
            return
        if version < len(_MIGRATIONS):
            with self._transaction() as db:
                # Another process may have been quicker.
                for number, step in list(enumerate(_MIGRATIONS, 1))[self._read_version() :]:
                    for statement in filter(str.strip, step.split(";")):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {number}")
                db.execute(f"PRAGMA application_id = {_APPLICATION}")
        # Readers do not wait for writers; what is committed outlives the process at any moment.
        self._enable_write_ahead_log()
        self._db.execute("PRAGMA synchronous = NORMAL")

    def _read_version(self) -> int:
        """The version of the store; 0 when the file is empty."""
        ask = self._db.execute
        tables, application, version = (
            int(ask(query).fetchone()[0])
            for query in (
                "SELECT count(*) FROM sqlite_master",
                "PRAGMA application_id",
                "PRAGMA user_version",
            )
        )
        if tables and application != _APPLICATION:
            raise self._file_error("expected an evidence store of soescan, found another database")
        if version > len(_MIGRATIONS):
            raise self._file_error(
                f"expected a store of version {len(_MIGRATIONS)} or older, found {version}",
                hint="it was written by a newer soescan; update this one",
            )
        return version if tables else 0

    def _enable_write_ahead_log(self) -> None:
        """Switch to a write-ahead log, when no other process is in the middle of doing so."""
        waited = 0.0
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or waited > self._patience:
                    raise
            time.sleep(0.01)
            waited += 0.01

    def _fetch_rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        if any(isinstance(value, str) and value != storable(value) for value in values):
            return []  # nothing is kept under such a name
        with self._lock, self._translate_errors():
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything that is written inside is kept, or nothing."""
        with self._lock, self._translate_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """SQLite's errors as ours: somebody can act on a full disk or a damaged file."""
        try:
            yield
        except sqlite3.OperationalError as error:
            # Without a code it is Python's own: a text that is not UTF-8.
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
            if code & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise UsageError(f"{self._name}: {error}") from error
            raise self._damage_error(_printable(error)) from error
        except sqlite3.DatabaseError as error:
            raise self._damage_error(str(error)) from error

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        """Rows that are not as the store writes them, as damage that is named."""
        try:
            yield
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise self._damage_error(f"{what} is not whole") from error

    @property
    def _name(self) -> str:
        return str(self.path or "evidence in memory")

    def _damage_error(self, what: str) -> EvidenceFileError:
        return self._file_error(f"expected an evidence store, found damage: {what}", hint=_MOVE)

    def _file_error(self, what: str, hint: str = _ANOTHER) -> EvidenceFileError:
        return EvidenceFileError([f"{self._name}: {what}"], hint=hint)


def _printable(error: sqlite3.Error) -> str:
    return "".join(character if character.isprintable() else "?" for character in str(error))


def _read_answer(
    question: Question, outcome: str, checked: object, packed: bytes | None, sha256: str
) -> StoredAnswer:
    stored = recording.load(question, json.loads(outcome))
    if isinstance(stored, Page) and sha256:
        stored = replace(stored, body=stored_rows.unpack_body(packed))
    return StoredAnswer(stored, stored_rows.read_time(checked))


def _create_file(path: Path) -> bool:
    """Make an empty file that nobody else may read: it says where its owner shops.

    False when there is a file already, which may only be read.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _READ_ONLY and os.access(path, os.R_OK):
            return False
        raise UsageError(
            f"{path}: cannot be opened: {getattr(error, 'strerror', None) or error}",
            hint=_ANOTHER,
        ) from error
    return True


_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


def _read_only_address(path: Path) -> str:
    """The address that opens a store for reading only (https://www.sqlite.org/uri.html).

    Readers of a write-ahead log make files beside it. Where there is no log, nothing is written
    and nobody can write: SQLite may take the file as it is.
    """
    log = path.with_name(f"{path.name}-wal")
    return f"{path.absolute().as_uri()}?mode=ro{'' if log.exists() else '&immutable=1'}"


def _format_time(at: datetime) -> str:
    """A time in UTC that sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _fact_row(fact: Fact) -> tuple[object, ...]:
    origin = fact.origin
    value = json.dumps(fact.value, ensure_ascii=False)
    texts = (
        *(origin.by, fact.subject, fact.key, value, str(origin.basis)),
        *(origin.url, origin.at, origin.excerpt, origin.sha256),
    )
    return (*map(storable, texts), str(fact.expires) if fact.expires else None)
