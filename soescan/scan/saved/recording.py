"""A recording that soescan made itself (``scan --record``).

Looks at: every question in it, with the answer or why there was none.

Why it matters: it is the audit trail of a scan; read again, it must give the same facts.

Cannot see: for which sites it was made, where its first line does not say: then by the pages in it,
the front page of each host, or its first page.
"""

from __future__ import annotations

import json

from soescan.scan.saved.saved_format import SavedFormat, SavedVisit
from soescan.web import Get, Page, recording
from soescan.web.url import host, parse_url


def matches(start: bytes) -> bool:
    """Does the first line name the schema of recordings?"""
    return json.dumps(recording.SCHEMA).encode() in start.partition(b"\n")[0]


def read(content: bytes, name: str, url: str) -> SavedVisit:
    """The questions and outcomes of a recording, unchanged.

    Raises:
        EvidenceFileError: a line is damaged; an audit trail with holes is none.
    """
    outcomes = recording.parse_recording(content, name)
    asked_urls = [question.url for question in outcomes if isinstance(question, Get)]
    pages = [
        question.url
        for question, outcome in outcomes.items()
        if isinstance(question, Get) and _is_readable_page(outcome)
    ]
    fronts = [url for url in asked_urls if (parsed := parse_url(url)) and parsed.path == "/"]
    targets: dict[str, str] = {}
    for one in (*sorted(fronts, key=_https_first), *pages):
        targets.setdefault(host(one).removeprefix("www."), one)
    recorded_targets = recording.read_targets(content, name)
    return SavedVisit((url,) if url else recorded_targets or tuple(targets.values()), outcomes)


def _https_first(url: str) -> tuple[bool, str]:
    return (not url.startswith("https://"), url)


def _is_readable_page(outcome: recording.Outcome) -> bool:
    return isinstance(outcome, Page) and outcome.status == 200 and outcome.is_html


FORMAT = SavedFormat("recording", __doc__, matches, read)
