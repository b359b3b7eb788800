"""Answers that a browser or crawler kept -> what asking for each address would have come to.

Files hold one answer after the other, often several for one address. Here the most telling one of
each address is chosen, redirects are followed from one to the next, and secrets are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import islice

from soescan.errors import UnreadableState
from soescan.scan.saved.redaction import Redactor
from soescan.web import Get, Hop, Page, Question
from soescan.web.ask import UNSAVED as UNSAVED
from soescan.web.recording import Failure, Outcome
from soescan.web.url import dns_name, host, join_url, parse_url

BODY = 2 << 20
"""Bytes of a body that are kept, as of a page that is fetched."""
BODIES = 64 << 20
"""Bytes of all bodies together."""
HEADERS = 250
HEADER = 16_384
"""Characters of a header's value."""
URL = 8_192
HOPS = 10
"""Redirects that are followed, as for `soescan.web.Get`."""

_REDIRECTS = (301, 302, 303, 307, 308)
_KEPT_TYPES = re.compile(
    r"(text/(?!event-stream)|application/(xhtml|xml|json|ld\+json|(x-)?javascript|manifest)|image/svg)"
)
"""Types of bodies that somebody reads; pictures and films are not kept."""
_COOKIE_JOINT = re.compile(r",\s*(?=[!#$%&'*+.^_`|~0-9A-Za-z-]+=)")
"""Between two cookies that were joined to one line: not before a day of the week's date."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """One answer as a file holds it, secrets included."""

    url: str
    status: int = 0
    """0 when there was no answer."""
    headers: tuple[tuple[str, str], ...] = ()
    lost: tuple[str, ...] = ()
    """Lower-case names of headers that were sent and are not in `headers`; ``*`` stands for all
    that are not."""
    body: bytes | None = field(default=None, repr=False)
    """Inflated; None when the file does not hold it."""
    cut: str = ""
    """Why the body is not whole; empty when it is, as far as the file tells."""
    at: str = ""
    method: str = "GET"
    address: str = ""
    media_type: str = ""
    """What the browser took the body for; counts where the headers do not say."""
    failure_state: UnreadableState = UnreadableState.NOT_RECORDED
    """Why there was no answer."""
    why: str = ""
    is_landing: bool = False
    """Was it asked for by a person and not by a page?"""


def replay_outcomes(
    visits: Iterable[SavedAnswer], redactor: Redactor, lost: tuple[str, ...] = ()
) -> dict[Question, Outcome]:
    """What asking for each address would have come to, as `soescan.web.Replay` takes it.

    Of several answers for one method and address, the most informative counts, the last of equals.
    Each is filed four times: with redirects followed and without, certificates verified and not.
    `lost` are lower-case names of headers that the file leaves out; ``*`` stands for all.
    """
    best: dict[tuple[str, str], SavedAnswer] = {}
    for visit in visits:
        best_so_far = best.get((visit.method, visit.url))
        if best_so_far is None or _informativeness(visit) >= _informativeness(best_so_far):
            best[visit.method, visit.url] = visit
    bodies = _BodyBudget(redactor)
    answers = {
        key: _RedactedAnswer(visit, _redact_hop(visit, redactor, lost), *bodies.keep_body(visit))
        for key, visit in best.items()
    }
    outcomes: dict[Question, Outcome] = {}
    for key, answer in answers.items():
        visit, url = answer.visit, answer.hop.url
        whole = _follow_redirects(key, answers, redactor)
        alone = answer.outcome((answer.hop,))
        for verify in (True, False):
            outcomes[Get(url, visit.method, verify=verify)] = whole
            outcomes[Get(url, visit.method, follow=False, verify=verify)] = alone
    return outcomes


def landing_urls(visits: Sequence[SavedAnswer], redactor: Redactor) -> tuple[str, ...]:
    """Redacted addresses of the first page of each host that a person asked for.

    Where the file does not say what a person asked for: of the first HTML page, or of the first
    answer.
    """
    page_requests = [visit for visit in visits if visit.method == "GET"]
    pages = [
        visit for visit in page_requests if visit.status == 200 and "html" in _media_type(visit)
    ]
    urls: dict[str, str] = {}
    for visit in (
        [visit for visit in page_requests if visit.is_landing] or pages[:1] or page_requests[:1]
    ):
        urls.setdefault(host(visit.url).removeprefix("www."), redactor.redact_url(visit.url))
    return tuple(urls.values())


def normalise_address(text: str) -> str:
    """The address of a page as questions spell it; nothing when it is none.

    >>> normalise_address("https://ann:pw@a.example#top"), normalise_address("data:text/html,x")
    ('https://a.example/', '')
    """
    text = text.strip().partition("#")[0]
    if len(text) > URL or re.search(r"[\x00-\x20\x7f]", text):
        return ""
    url = parse_url(text)
    return str(url) if url and url.is_web and dns_name(url.host) else ""


def normalise_time(text: str) -> str:
    """A time in the ways that files write it, in UTC; nothing when it is none.

    >>> normalise_time("2012-08-28T07:14:24.8034567+02:00"), normalise_time("yesterday")
    ('2012-08-28T05:14:24Z', '')
    """
    whole = re.sub(r"\.[0-9]*", "", text.strip()[:64])
    try:
        parsed = datetime.fromisoformat(whole)
        moment = parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if 1990 <= moment.year < 2200 else ""


def normalise_ip(text: str) -> str:
    """The address of a machine as files write it; nothing when it is none, whatever else it is.

    >>> normalise_ip("[2001:DB8::7]"), normalise_ip("203.0.113.7"), normalise_ip("token 31d4")
    ('2001:db8::7', '203.0.113.7', '')
    """
    try:
        return str(ip_address(text.strip().strip("[]")[:45]))
    except ValueError:
        return ""


def clean_headers(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers one value a line, at most `HEADERS` of them, values at most `HEADER` characters.

    Pseudo headers of HTTP/2 (RFC 9113, section 8.3) are left out; several Set-Cookie values that
    were joined into one line are split again (RFC 9110, section 5.3). A longer value is left out:
    a part of a policy is another policy. `lost_headers` names what was left out.
    """
    kept = (pair for pair in _lines_of_headers(pairs) if len(pair[1]) <= HEADER)
    return tuple(islice(kept, HEADERS))


def lost_headers(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The names of the headers that `clean_headers` leaves out, as `SavedAnswer.lost` has them."""
    every = list(_lines_of_headers(pairs))
    long = dict.fromkeys(name.lower() for name, value in every if len(value) > HEADER)
    is_more = sum(len(value) <= HEADER for _, value in every) > HEADERS
    return ("*",) if is_more else tuple(long)


def _lines_of_headers(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, joined in pairs:
        if _NAME.fullmatch(name):
            for value in _split_lines(name, joined):
                yield name, value


def _split_lines(name: str, joined: str) -> Iterator[str]:
    for line in re.split(r"[\r\n]+", joined) if re.search(r"[\r\n]", joined) else (joined,):
        clean = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", line).strip()
        yield from _COOKIE_JOINT.split(clean) if name.lower() == "set-cookie" else (clean,)


def _header_names(visit: SavedAnswer) -> Iterator[str]:
    return (name.lower() for name, _ in visit.headers)


def _informativeness(visit: SavedAnswer) -> int:
    """A rank from 0 (no answer) over 304 and redirects to 5 (an answer with its whole body)."""
    if not visit.status:
        return 0
    if visit.status == 304:
        return 1
    if visit.status in _REDIRECTS:
        return 2
    if visit.body is None:
        return 3
    return 4 if visit.cut else 5


def _redact_hop(visit: SavedAnswer, redactor: Redactor, lost: tuple[str, ...]) -> Hop:
    """The answer itself. A 304 repeats few of the headers (RFC 9110 section 15.4.5)."""
    sent, lost = redactor.redact_headers(visit.headers), (*lost, *visit.lost)
    if not sent or visit.status == 304:
        lost = ("*",)
    if visit.media_type and "content-type" not in _header_names(visit) and "*" in lost:
        sent = (*sent, ("content-type", visit.media_type))
    status = 200 if visit.status == 304 else visit.status  # the browser had the page already
    return Hop(redactor.redact_url(visit.url), status, sent, visit.address, unsaved=lost)


def _media_type(visit: SavedAnswer) -> str:
    declared = next((text for name, text in visit.headers if name.lower() == "content-type"), "")
    return (declared or visit.media_type).partition(";")[0].strip().lower()


class _BodyBudget:
    """Keeps the bodies that somebody reads, up to a limit, without the secrets in them."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._bytes_left = BODIES

    def keep_body(self, visit: SavedAnswer) -> tuple[bytes | None, str]:
        """The redacted body and why it is cut; None for the body when it is not kept.

        Kept are types that probes read, as long as all bodies together stay below `BODIES` bytes.
        """
        body, kind = visit.body, _media_type(visit)
        if not body:
            return body, visit.cut
        if len(body) > self._bytes_left or (kind and not _KEPT_TYPES.match(kind)):
            return None, ""
        redacted = self._redactor.redact_body(body[:BODY])
        self._bytes_left -= len(redacted)
        return redacted, f"cut at {BODY} bytes" if len(body) > BODY else visit.cut


@dataclass(frozen=True, slots=True)
class _RedactedAnswer:
    """The answer that counts for an address, secrets taken out of all but `visit`."""

    visit: SavedAnswer
    hop: Hop
    body: bytes | None
    cut: str

    def outcome(self, hops: tuple[Hop, ...]) -> Outcome:
        """The outcome of a request whose chain of redirects, `hops`, ends with this answer."""
        visit = self.visit
        if not visit.status:
            return Failure(visit.failure_state, visit.why, visit.at)
        return Page(hops, self.body or b"", visit.at, self.cut, bodiless=self.body is None)


_Key = tuple[str, str]


def _follow_redirects(
    start: _Key, answers: Mapping[_Key, _RedactedAnswer], redactor: Redactor
) -> Outcome:
    """The outcome of a request that follows redirects, at most `HOPS`, within the saved answers."""
    key, path, answered_at = start, [start], answers[start].visit.at
    while target := _redirect_target(answers[key].visit):
        key = (start[0], target)
        if key in path:
            return Failure(
                UnreadableState.LOOP, f"back at {redactor.redact_url(target)}", answered_at
            )
        if len(path) > HOPS:
            return Failure(UnreadableState.TOO_LARGE, f"more than {HOPS} redirects", answered_at)
        if key not in answers:
            why = f"the file does not hold where it leads: {redactor.redact_url(target)}"
            return Failure(UnreadableState.NOT_RECORDED, why, answered_at)
        path.append(key)
    return answers[key].outcome(tuple(answers[step].hop for step in path))


def _redirect_target(visit: SavedAnswer) -> str:
    """The absolute address in a redirect's Location (RFC 9110, section 10.2.2); empty when the
    answer is no redirect."""
    if visit.status not in _REDIRECTS:
        return ""
    names = ((value, name.lower()) for name, value in visit.headers)
    location = next((value for value, name in names if name == "location"), "")
    return normalise_address(join_url(visit.url, location)) if location else ""
