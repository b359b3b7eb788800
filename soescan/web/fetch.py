"""One page: asked for as an ordinary visitor would, hop by hop, and read up to the limit."""

from __future__ import annotations

import contextlib
import http.client
import re
import ssl
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3.exceptions
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, get_cookie_header
from requests.models import PreparedRequest
from requests.utils import requote_uri

from soescan.errors import State, UnreadableError
from soescan.names import host as host_of
from soescan.web import address, secrets
from soescan.web.ask import Get, Hop, Page
from soescan.web.connections import Adapter, TooMuchError, set_out
from soescan.web.visit import Visit

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip, deflate",
}
_PIECE = 16_384
_FAULTS = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)
"""Everything that requests, urllib3, http.client, ssl and socket raise for what a server did."""


@dataclass(frozen=True)
class Adapters:
    """One for sites whose certificate must hold, one for looking at those whose does not."""

    trusting: Adapter
    """Trusts nobody but the roots."""
    curious: Adapter
    """Looks anyway, and says so."""


@dataclass
class Chain:
    """The hops of one question."""

    question: Get
    visit: Visit
    adapters: Adapters
    proxies: dict[str, str]
    hops: list[Hop] = field(default_factory=list)
    jar: RequestsCookieJar = field(default_factory=RequestsCookieJar)
    """Cookies live as long as the question: some sites turn in circles for those who take none."""
    untrusted: dict[str, str] = field(default_factory=dict)
    """Why the certificate of an origin does not hold."""

    def page(self, at: str, proxy: str) -> Page:
        """Follow the redirects to the answer.

        Raises:
            UnreadableError: there is none.
        """
        url = clean(self.question.url)
        seen: dict[str, int] = {}
        while True:
            seen[url] = seen.get(url, 0) + 1
            if seen[url] > 2 or len(self.hops) > self.visit.settings.limits.hops:
                raise UnreadableError(
                    State.LOOP, f"redirects lead in a circle or too far, at {url}"
                )
            response = self._hop(url)
            to = self._target(url, response)
            if to is None:
                body, cut = self._body(response)
                return Page(tuple(self.hops), body, at, cut, proxy)
            response.raw.close()
            url = to

    def _target(self, url: str, response: requests.Response) -> str | None:
        """Where the answer sends us, if it does and we are to follow."""
        location = response.headers.get("location", "")
        if not (self.question.follow and response.status_code in _REDIRECTS and location):
            return None
        try:
            to = location.encode("latin-1").decode("utf-8", "replace")
            to = urljoin(url, to.strip())
            if "#" not in to and (fragment := urlsplit(url).fragment):
                to = f"{to}#{fragment}"
        except ValueError as error:
            raise UnreadableError(State.MALFORMED, "a redirect to no address") from error
        try:
            return clean(to)
        except UnreadableError as error:
            raise UnreadableError(error.state, f"a redirect: {error.why}") from error

    def _hop(self, url: str) -> requests.Response:
        """Ask for one address."""
        request = self._prepared(url)
        origin = "/".join(url.split("/")[:3])
        adapter = self.adapters.curious if origin in self.untrusted else self.adapters.trusting
        try:
            response = self._send(adapter, request)
        except UnreadableError as error:
            if error.state is not State.TLS or self.question.verify:
                raise
            self.untrusted[origin] = error.why
            response = self._send(self.adapters.curious, request)
        raw = response.raw.headers
        if "set-cookie" in raw:
            _keep_cookies(self.jar, request, response.raw)
        self.hops.append(
            Hop(
                secrets.mask_url(url),
                response.status_code,
                secrets.mask_headers(
                    (name, _clean_value(value)) for name, value in raw.iteritems()
                ),
                "" if self.visit.proxy else self.visit.peer,
                self.untrusted.get(origin, ""),
            )
        )
        return response

    def _prepared(self, url: str) -> PreparedRequest:
        request = PreparedRequest()
        headers = _HEADERS | {"User-Agent": self.visit.settings.user_agent}
        try:
            request.prepare(self.question.method, url, headers | dict(self.question.headers))
        except (requests.RequestException, ValueError) as error:
            raise UnreadableError(State.REFUSED, f"{url[:200]} is no address") from error
        if len(self.jar) and (cookies := _cookies_for(self.jar, request)):
            request.headers["Cookie"] = cookies
        return request

    def _send(self, adapter: Adapter, request: PreparedRequest) -> requests.Response:
        set_out(self.visit)
        try:
            left = self.visit.left
            return adapter.send(request, stream=True, timeout=left, proxies=self.proxies)
        except UnreadableError:
            raise
        except _FAULTS as error:
            raise unreadable(error, self.visit) from error

    def _body(self, response: requests.Response) -> tuple[bytes, str]:
        """The body, inflated, up to the limit; and why it is not whole, if it is not."""
        limits = self.visit.settings.limits
        limit = self.question.limit or limits.body_bytes
        wire = max(limits.wire_bytes, limit)
        coding = response.headers.get("content-encoding", "").strip().lower()
        body, cut = bytearray(), ""
        inflate = _Inflate(coding) if coding in ("gzip", "x-gzip", "deflate") else None
        if coding and not inflate and coding != "identity":
            cut = f"not unpacked: {coding[:40]}"
        try:
            for piece in response.raw.stream(_PIECE, decode_content=False):
                wire -= len(piece)
                body += inflate.more(piece, limit + 1 - len(body)) if inflate else piece
                if len(body) > limit or wire < 0:
                    cut = "too large"
                    break
        except (*_FAULTS, zlib.error) as error:
            cut = "damaged" if isinstance(error, zlib.error) else _cut(error, self.visit)
        if cut:
            response.raw.close()
        else:
            response.raw.release_conn()
        return bytes(body[:limit]), cut


def _cut(error: Exception, visit: Visit) -> str:
    state = unreadable(error, visit).state
    return "the time was up" if state is State.TIMEOUT else "the connection broke off"


class _Inflate:
    """Unpacks a body bit by bit, and never more than is asked for."""

    def __init__(self, coding: str) -> None:
        self._raw = coding == "deflate"
        self._unpack = zlib.decompressobj(15 if self._raw else 31)
        self._begun = False

    def more(self, piece: bytes, limit: int) -> bytes:
        """What a piece of the body unpacks to, at most `limit` bytes."""
        if not self._begun and self._raw and piece[:1] and piece[0] & 0x0F != 8:
            # RFC 9110 8.4.1.2: "deflate" means zlib; some servers send bare deflate instead.
            self._unpack = zlib.decompressobj(-15)
        self._begun = True
        made = b""
        while piece and len(made) < limit:
            made += self._unpack.decompress(piece, limit - len(made))
            piece = self._unpack.unused_data if self._unpack.eof else b""
            if piece and not self._raw:  # several gzip members may follow each other
                if piece[:2] != b"\x1f\x8b":
                    break
                self._unpack = zlib.decompressobj(31)
        return made


def _keep_cookies(jar: RequestsCookieJar, request: PreparedRequest, raw: Any) -> None:
    """Take the cookies of an answer as a browser would, as far as they make sense."""
    try:
        extract_cookies_to_jar(jar, request, raw)  # type: ignore[no-untyped-call]
    except (ValueError, UserWarning, IndexError):  # the standard library's parser warns of its bugs
        jar.clear()


def _cookies_for(jar: RequestsCookieJar, request: PreparedRequest) -> str:
    return get_cookie_header(jar, request) or ""  # type: ignore[no-untyped-call]


_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def _clean_value(value: str) -> str:
    """A header's value as text: UTF-8 where it is, without what terminals obey."""
    with contextlib.suppress(UnicodeEncodeError, UnicodeDecodeError):
        value = value.encode("latin-1").decode("utf-8")
    return _CONTROL.sub(" ", value).strip()


# --- addresses -----------------------------------------------------------------------------------


def clean(url: str) -> str:
    """An address that we go to, in the form that is sent.

    Raises:
        UnreadableError: it has another scheme, user information, or no host that could be public.

    >>> clean("HTTPS://Example.com")
    'https://example.com/'
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise UnreadableError(State.REFUSED, f"{url[:200]} is no address") from error
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise UnreadableError(
            State.REFUSED, f"{scheme or 'no scheme'}: only http and https are asked"
        )
    if "@" in parts.netloc:
        raise UnreadableError(State.REFUSED, "an address with user information in it")
    name = (parts.hostname or "").rstrip(".")
    literal = address.parse(name)
    shown = (f"[{literal}]" if literal.version == 6 else str(literal)) if literal else host_of(name)
    if not shown and not re.fullmatch(r"[a-z0-9-]{1,63}", name):
        raise UnreadableError(State.REFUSED, f"{url[:200]} names no host")
    netloc = (shown or name) + (
        f":{port}" if port not in (None, 80 if scheme == "http" else 443) else ""
    )
    rest = requote_uri(parts._replace(scheme="", netloc="", fragment="").geturl()) or "/"
    return f"{scheme}://{netloc}{rest if rest.startswith('/') else '/' + rest}"


# --- what went wrong -----------------------------------------------------------------------------


def unreadable(error: BaseException, visit: Visit) -> UnreadableError:
    """The most telling of our states for anything that a server made a library raise."""
    if visit.expired:
        return UnreadableError(State.TIMEOUT, f"no answer in {visit.settings.limits.seconds:g} s")
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, UnreadableError):
            return cause
    if any("got more than" in str(cause) for cause in causes):  # http.client's words
        return UnreadableError(State.TOO_LARGE, "more headers than any honest site sends")
    for kinds, state in _STATES:
        if found := [cause for cause in causes if isinstance(cause, kinds)]:
            return UnreadableError(state, _why(found[-1]))
    return UnreadableError(State.MALFORMED, _why(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it wraps, outermost first; libraries keep it in three different places."""
    seen: set[int] = set()
    queue: list[object] = [error]
    while queue:
        one = queue.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            queue += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


_STATES: tuple[tuple[tuple[type[BaseException], ...], State], ...] = (
    ((TooMuchError, http.client.LineTooLong), State.TOO_LARGE),
    ((ssl.SSLError, urllib3.exceptions.SSLError, requests.exceptions.SSLError), State.TLS),
    (
        (TimeoutError, urllib3.exceptions.TimeoutError, requests.exceptions.Timeout),
        State.TIMEOUT,
    ),
    ((urllib3.exceptions.ProxyError, requests.exceptions.ProxyError), State.DOWN),
    (
        (
            http.client.RemoteDisconnected,
            http.client.IncompleteRead,
            ConnectionError,
            requests.exceptions.ChunkedEncodingError,
        ),
        State.DOWN,
    ),
    ((urllib3.exceptions.LocationValueError, requests.exceptions.InvalidURL), State.REFUSED),
    (
        (
            http.client.BadStatusLine,
            http.client.UnknownProtocol,
            urllib3.exceptions.InvalidHeader,
            urllib3.exceptions.HeaderParsingError,
            requests.exceptions.InvalidHeader,
            requests.exceptions.ContentDecodingError,
        ),
        State.MALFORMED,
    ),
)


def _why(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message or "the certificate is not to be trusted"
    if isinstance(error, ssl.SSLError):
        return (error.reason or "TLS failed").replace("_", " ").lower()
    return f"{type(error).__name__}: {' '.join(str(error).split())[:120]}".rstrip(": ")
