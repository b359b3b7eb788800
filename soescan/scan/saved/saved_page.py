"""A page that a person saved from a browser (HTML).

Looks at: the page, and the address that it gives itself: where the browser says it was saved from,
its canonical address, its base; ``scan --url`` says it where the page does not.

Why it matters: a site that blocks programs can still be visited and saved by a person.

Cannot see: headers, cookies, redirects, certificates and DNS, which nobody saved; when it was
saved, unless the program that saved it says so; and, where the browser saved scripts and pictures
beside the page, from which hosts they came.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from dateutil import parser as dates

from soescan.errors import EvidenceFileError
from soescan.files import NoteCollector
from soescan.model import Place
from soescan.scan.saved import answers
from soescan.scan.saved.redaction import Redactor
from soescan.scan.saved.saved_format import SavedFormat, SavedVisit
from soescan.web import Get, Hop, Page, Question
from soescan.web.encoding import decode
from soescan.web.recording import Outcome

_HEAD = 262_144
"""Characters in which a page gives its address."""
_SAVED_FROM = re.compile(r"<!--[^<>]{0,200}?saved from url=\(\d{1,6}\)\s*+([^\s<>]{1,8192})", re.I)
_SINGLE_FILE = re.compile(
    r"saved with SingleFile\s+url:\s*+([^\s<>]{1,8192})(?:\s+saved date:\s*+([^\n<>]{1,80}))?", re.I
)
_BESIDE = re.compile(r"""(?:src|href)=["']?(?:\./)?[^"'<>/]{1,200}_files/""", re.I)


def matches(start: bytes) -> bool:
    """Does the text begin with a tag?"""
    return decode(start).lstrip("\ufeff \t\r\n\f").startswith("<")


def read(content: bytes, name: str, url: str) -> SavedVisit:
    """The page as the answer of its address.

    Raises:
        EvidenceFileError: the page does not say its address, and nobody else did.
    """
    head, tally = decode(content[: answers.BODY])[:_HEAD], NoteCollector()
    single = _SINGLE_FILE.search(head)
    own_url = answers.normalise_address(url) or _find_address(head, single)
    if not own_url:
        hint = (
            f"say it with soescan scan {name} --url https://...; with --record FILE.jsonl, other"
            " commands can read what is recorded"
        )
        raise EvidenceFileError([f"{name}: expected the page's address, found none"], hint=hint)
    saved_at = _parse_saved_date(single[2] or "") if single else ""
    if not saved_at:
        tally.add("the page does not say when it was saved", Place(name))
    if _BESIDE.search(head):
        tally.add("scripts were saved beside the page: their hosts are not known", Place(name))
    redactor = Redactor()
    redactor.add_named_secrets(own_url)
    address = redactor.redact_url(own_url)
    redacted_body = redactor.redact_body(content[: answers.BODY])
    cut = f"cut at {answers.BODY} bytes" if len(content) > answers.BODY else ""
    page = Page(
        (Hop(address, 200, unsaved=("*", ":status")),),
        redacted_body.lstrip(b" \t\r\n\f"),
        saved_at,
        cut,
    )
    outcomes: dict[Question, Outcome] = {}
    for verify in (True, False):
        outcomes[Get(address, verify=verify)] = outcomes[
            Get(address, follow=False, verify=verify)
        ] = page
    return SavedVisit((address,), outcomes, tally.as_tuple())


def _find_address(head: str, single: re.Match[str] | None) -> str:
    """The address that a page gives itself, the surest way first."""
    from soescan.webstandards.html import parse_html

    candidates = [match[1] for match in (_SAVED_FROM.search(head), single) if match]
    root = parse_html(head)
    for path in (
        "//link[@rel='canonical']/@href",
        "//meta[@property='og:url']/@content",
        "//base/@href",
    ):
        candidates += [str(value) for value in root.xpath(path)][:3]
    return next(filter(None, map(answers.normalise_address, candidates)), "")


def _parse_saved_date(text: str) -> str:
    """The time in a date as a browser writes it; nothing when it is none."""
    plain = re.sub(r"\s*\([^()]{0,60}\)\s*$", "", text).replace("GMT", "")
    try:
        time = dates.parse(plain, default=datetime(1, 1, 1, tzinfo=UTC))
        return answers.normalise_time(time.isoformat())
    except (ValueError, OverflowError):
        return ""


FORMAT = SavedFormat("saved-page", __doc__, matches, read)
