"""What the MDN HTTP Observatory says of recorded answers, beside what soescan says of them.

python tests/oracles/observatory.py FILE

Each case's raw answers are served over loopback, by plain TCP and by TLS, and fetched through the
door. In compat mode every result, modifier, score, grade and detail has to be equal; of strict mode,
every difference is listed with its reason and with what the case's author noted as a quirk.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # as a script, it is not a part of the project

from soescan.errors import UnreadableError
from soescan.recognition.observatory import compat, strict
from soescan.recognition.observatory.report import ObservatoryReport
from soescan.recognition.observatory.retrieval import Retrieved, retrieve
from soescan.reference.public import Preload
from soescan.web.live import Live
from tests.web.server import Answer, Scripted, Sites

Case = Mapping[str, Any]
Graded = ObservatoryReport | str
"""A report, or why there is none."""


@dataclass
class Outcome:
    """What a file of cases came to."""

    matched: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)
    """Cases in which compat mode says something else than the Observatory."""
    differences: list[str] = field(default_factory=list)
    """What strict mode says otherwise, and why."""
    quirks_left: list[str] = field(default_factory=list)
    """Cases with a noted quirk in which strict mode says the same."""


def run(document: Mapping[str, Any]) -> Outcome:
    """Serve, fetch and grade every case of a document of the oracle's form."""
    stub = document["meta"].get("hsts_preload_stub", {})
    preloads = {
        name: Preload(entry["mode"] == "force-https", entry["includeSubDomains"])
        for name, entry in stub.items()
    }
    outcome = Outcome()
    for case, found in _retrieved(document["cases"]):
        outcome.total += 1
        theirs = _try(lambda found=found: compat.grade(found, preloads))
        misses = list(_misses(case["expected"], theirs))
        outcome.matched += not misses
        outcome.misses += [f"{case['id']}: {miss}" for miss in misses]
        ours = _try(lambda found=found: strict.grade(found, preloads))
        differences = list(_differences(theirs, ours))
        quirk = case.get("peer_quirk")
        noted = f" [quirk: {quirk}]" if quirk else ""
        outcome.differences += [f"{case['id']}: {one}{noted}" for one in differences]
        if quirk and not differences:
            outcome.quirks_left.append(f"{case['id']}: {quirk}")
    return outcome


def _retrieved(cases: list[Case]) -> Iterator[tuple[Case, Retrieved]]:
    """Each case with what the door fetched; servers are shared by cases that listen alike."""

    def kind(case: Case) -> tuple[bool, bool, bool]:
        return (
            case.get("http_listening", True),
            case.get("https_listening", True),
            case.get("cert", "valid") == "valid",
        )

    for (http, https, valid), group in itertools.groupby(sorted(cases, key=kind), key=kind):
        answers: dict[str, Scripted] = {}
        sites = Sites(answers, trusted=valid, closed=_closed(http, https))
        with sites, Live(sites.settings(active=True)) as live:
            for case in group:
                answers.clear()
                answers |= {
                    key: Answer(said["status"], [tuple(h) for h in said["headers"]], said["body"])
                    for key, said in case["exchanges"].items()
                }
                yield case, retrieve(live, case["site"])


def _closed(http: bool, https: bool) -> frozenset[str]:
    return frozenset(
        scheme for scheme, listening in (("http", http), ("https", https)) if not listening
    )


def _try(grade: Any) -> Graded:
    try:
        return grade()  # type: ignore[no-any-return]
    except UnreadableError as error:
        return error.why


def _misses(expected: Mapping[str, Any], got: Graded) -> Iterator[str]:
    """What is not as the Observatory has it."""
    if isinstance(got, str) or "error" in expected:
        if got != expected.get("error"):
            yield f"expected {expected.get('error') or 'a grade'}, got {got}"
        return
    sums = (got.score, got.grade, got.passed_count, len(got.verdicts) - got.passed_count)
    wanted = tuple(expected[k] for k in ("score", "grade", "tests_passed", "tests_failed"))
    if sums != wanted:
        yield f"expected {wanted}, got {sums}"
    for verdict in got.verdicts:
        details = {k: v for k, v in verdict.details.items() if k != "frame-ancestors"}
        said = {"result": verdict.result, "pass": verdict.passed, "modifier": verdict.modifier}
        if said | details != expected["tests"][verdict.test]:
            yield f"{verdict.test}: expected {expected['tests'][verdict.test]}, got {said | details}"


def _differences(theirs: Graded, ours: Graded) -> Iterator[str]:
    """Where strict mode says something else."""
    if isinstance(theirs, str) or isinstance(ours, str):
        if type(theirs) is not type(ours):
            yield f"{_short(theirs)} -> {_short(ours)}"
        return
    for our, their in strict.differences(ours, theirs):
        yield f"{their} -> {our} ({our.reason})"
    if ours.reason:
        yield f"{_short(theirs)} -> {_short(ours)} ({ours.reason})"


def _short(graded: Graded) -> str:
    return f"not graded: {graded}" if isinstance(graded, str) else f"{graded.score} {graded.grade}"


def main(arguments: list[str]) -> int:
    """Print what came of a file; 1 when compat mode misses anything."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    document = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    outcome = run(document)
    lines = [
        *outcome.misses,
        f"compat: matched {outcome.matched} of {outcome.total}",
        "",
        f"strict: {len(outcome.differences)} differences",
        *outcome.differences,
        *(f"same in strict mode: {one}" for one in outcome.quirks_left),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if outcome.misses else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
