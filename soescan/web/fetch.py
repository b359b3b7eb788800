"""One page: asked for as an ordinary visitor would, hop by hop, and read up to the limit."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote

import requests
import urllib3.exceptions
from requests.models import PreparedRequest

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import ip
from soescan.web.ask import Get, Hop, Page
from soescan.web.connections import Adapter, TooMuchError, set_current_visit
from soescan.web.cookies.cookie_jar import CookieJar
from soescan.web.cookies.set_cookie import parse_time
from soescan.web.encoding import CODINGS, Inflater
from soescan.web.secrets.headers import mask_headers, mask_url
from soescan.web.url import DEFAULT_PORTS, dns_name, join_url, parse_url, read_host
from soescan.web.visit import Visit

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip, deflate",
}
_PIECE = 16_384
_STALE = 3
"""Connections from the pool that may turn out to be closed before a new one is made."""
FAULTS = (
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


MayFollow = Callable[[Get, str], None]
"""A question and the address that a redirect leads it to; raises `UnreadableError` where it is not
to go on."""


@dataclass
class RedirectChain:
    """The hops of one question."""

    question: Get
    visit: Visit
    adapters: Adapters
    may_follow: MayFollow = lambda question, url: None
    hops: list[Hop] = field(default_factory=list)
    jar: CookieJar = field(default_factory=CookieJar)
    proxy: str = ""
    """Host and port of the proxy of the last hop."""
    untrusted: dict[str, str] = field(default_factory=dict)
    """Why the certificate of an origin does not hold."""

    def page(self, url: str, at: str) -> Page:
        """Follow the redirects from a clean address to the answer.

        Raises:
            UnreadableError: there is none.
        """
        self.visit.wire_bytes = max(self.visit.wire_bytes, self.question.limit)
        visits: dict[str, int] = {}
        while True:
            visits[url] = visits.get(url, 0) + 1
            if visits[url] > 2 or len(self.hops) > self.visit.settings.limits.hops:
                text = f"redirects lead in a circle or too far, at {_mask_for_message(url)}"
                raise UnreadableError(UnreadableState.LOOP, text)
            response = self._hop(url, at)
            to = self._target(url, response)
            if to is None:
                body, cut = self._body(response)
                return Page(tuple(self.hops), body, at, cut, self.proxy)
            self.may_follow(self.question, to)
            url = to

    def _target(self, url: str, response: requests.Response) -> str | None:
        """Where the answer sends us, if it does and we are to follow; then it is done with."""
        location = response.raw.headers.get("location", "").strip()
        if not (self.question.follow and response.status_code in _REDIRECTS and location):
            return None
        _discard(response)
        to = join_url(url, location.encode("latin-1").decode("utf-8", "replace"))
        if not to:
            raise UnreadableError(UnreadableState.MALFORMED, "a redirect without an address")
        try:
            return clean_url(to)
        except UnreadableError as error:
            raise UnreadableError(error.state, f"a redirect: {error.why}") from error

    def _hop(self, url: str, at: str) -> requests.Response:
        """Ask for one address."""
        request = self._prepare(url)
        proxies = self._proxies(url)
        origin = "/".join(url.split("/")[:3])
        adapter = self.adapters.curious if origin in self.untrusted else self.adapters.trusting
        try:
            response = self._send(adapter, request, proxies)
        except UnreadableError as error:
            if error.state is not UnreadableState.TLS or self.question.verify:
                raise
            self.untrusted[origin] = error.why
            response = self._send(self.adapters.curious, request, proxies)
        raw = response.raw.headers
        if "set-cookie" in raw:
            self.jar.keep(url, raw.getlist("set-cookie"), parse_time(at))
        headers = tuple((_CONTROL.sub(" ", n), _clean_value(value)) for n, value in raw.iteritems())
        self.hops.append(
            Hop(
                mask_url(url),
                response.status_code,
                mask_headers(headers),
                self.visit.peer,
                self.untrusted.get(origin, ""),
            )
        )
        return response

    def _proxies(self, url: str) -> dict[str, str]:
        """The way to an address, which each hop asks for anew."""
        to = parse_url(url)
        if to is None or to.port == 0:  # RFC 6335 section 6: port 0 is reserved
            raise UnreadableError(
                UnreadableState.REFUSED, f"{_mask_for_message(url)} is not an address"
            )
        proxy = self.visit.route(to.scheme, to.hostname, to.port or DEFAULT_PORTS[to.scheme])
        self.proxy = f"{proxy.host}:{proxy.port}" if proxy else ""
        return {to.scheme: proxy.url} if proxy else {}

    def _prepare(self, url: str) -> PreparedRequest:
        request = PreparedRequest()
        headers = _HEADERS | {"User-Agent": self.visit.settings.user_agent}
        try:
            request.prepare_method(self.question.method)
            request.prepare_url(url, None)
            request.prepare_headers(headers | dict(self.question.headers))
        except (requests.RequestException, ValueError) as error:
            raise UnreadableError(
                UnreadableState.REFUSED, f"{_mask_for_message(url)} is not an address"
            ) from error
        if cookies := self.jar.header(url):
            request.headers["Cookie"] = cookies
        return request

    def _send(
        self, adapter: Adapter, request: PreparedRequest, proxies: dict[str, str]
    ) -> requests.Response:
        set_current_visit(self.visit)
        stale = 0
        while True:
            self.visit.reused = False
            try:
                left = self.visit.left
                return adapter.send(request, stream=True, timeout=left, proxies=proxies)
            except FAULTS as error:
                # A connection that was kept open may have been closed in the meantime, which says
                # nothing of the question; browsers ask again, too (RFC 9110 section 9.2.2).
                stale += 1
                if not (self.visit.reused and stale <= _STALE and _broke_off(error)):
                    raise explain_failure(error, self.visit) from error

    def _body(self, response: requests.Response) -> tuple[bytes, str]:
        """The body, inflated, up to the limit; and why it is not whole, if it is not."""
        limit = self.question.limit or self.visit.settings.limits.body_bytes
        wire = self.visit.wire_bytes
        coding = response.raw.headers.get("content-encoding", "").strip().lower()
        body, cut = bytearray(), ""
        inflate = Inflater(coding) if coding in CODINGS else None
        if coding and not inflate and coding != "identity":
            cut = f"not unpacked: {_printable(coding[:40])}"
        try:
            for piece in response.raw.stream(_PIECE, decode_content=False):
                wire -= len(piece)
                body += inflate.inflate(piece, limit + 1 - len(body)) if inflate else piece
                if len(body) > limit or wire < 0:
                    cut = "too large"
                    break
        except (*FAULTS, zlib.error) as error:
            cut = "damaged" if isinstance(error, zlib.error) else _cut(error, self.visit)
        if self.visit.expired:  # where no length was said, an end by our own hand looks like one
            cut = _OUT_OF_TIME
        elif inflate and not cut and not inflate.is_complete:
            cut = "damaged"
        if cut:
            response.raw.close()
        else:
            response.raw.release_conn()
        return bytes(body[:limit]), cut


_OUT_OF_TIME = "the time was up"
_CUTS = {UnreadableState.TIMEOUT: _OUT_OF_TIME, UnreadableState.TOO_LARGE: "too large"}


def _cut(error: Exception, visit: Visit) -> str:
    return _CUTS.get(explain_failure(error, visit).state, "the connection broke off")


def _discard(response: requests.Response) -> None:
    """Be done with a redirect: what else it says is not worth waiting for."""
    if response.raw.length_remaining == 0:
        with contextlib.suppress(*FAULTS):
            response.raw.read(1, decode_content=False)
            response.raw.release_conn()
            return
    response.raw.close()


def _broke_off(error: BaseException) -> bool:
    """Did a connection end before anything of an answer came?"""
    ends = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLEOFError)
    return any(isinstance(cause, ends) for cause in _causes(error))


_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def _clean_value(value: str) -> str:
    """A header's value as text: UTF-8 where it is, without what terminals obey."""
    with contextlib.suppress(UnicodeEncodeError, UnicodeDecodeError):
        value = value.encode("latin-1").decode("utf-8")
    return _CONTROL.sub(" ", value).strip()


# --- addresses -----------------------------------------------------------------------------------


def clean_url(url: str) -> str:
    """An address that we go to, in the form that is sent.

    Raises:
        UnreadableError: it has another scheme, user information, or no host that could be public.

    >>> clean_url("HTTPS://Example.com")
    'https://example.com/'
    """
    parsed = parse_url(url)
    if parsed is None:
        raise UnreadableError(
            UnreadableState.REFUSED, f"{_mask_for_message(url)} is not an address"
        )
    if not parsed.is_web:
        raise UnreadableError(
            UnreadableState.REFUSED, f"{parsed.scheme}: only http and https are asked"
        )
    if parsed.credentials:
        raise UnreadableError(
            UnreadableState.REFUSED, "an address with a user's name or password in it"
        )
    name = clean_host(parsed.host)
    return str(
        replace(
            parsed,
            host=f"[{name}]" if ":" in name else name,
            path=_quote(parsed.path),
            query="" if parsed.query == "?" else _quote(parsed.query),
        )
    )


_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")


def _quote(text: str) -> str:
    """A part of an address with what may not stand in it percent-encoded; escapes stay."""
    return quote(_BAD_ESCAPE.sub("%25", text), safe="%!$&'()*+,/:;=?@[]~")


def clean_host(text: str) -> str:
    """A host name in ASCII, or an IP address in its usual spelling.

    Raises:
        UnreadableError: it is neither.

    >>> clean_host("Bücher.Example."), clean_host("0x7f.1")
    ('xn--bcher-kva.example', '127.0.0.1')
    """
    literal = ip.parse(text)
    if literal:
        return str(literal)
    name = read_host(text).removesuffix(".")
    if not (dns_name(name) or re.fullmatch(r"[a-z0-9-]{1,63}", name)):
        raise UnreadableError(UnreadableState.REFUSED, f"{text[:200]!a} names no host")
    return name


# --- what went wrong -----------------------------------------------------------------------------


def explain_failure(error: BaseException, visit: Visit) -> UnreadableError:
    """The most telling of our states for anything that a server made a library raise."""
    if visit.expired:
        return UnreadableError(
            UnreadableState.TIMEOUT, f"no answer in {visit.settings.limits.seconds:g} s"
        )
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, UnreadableError):
            return cause
    for kinds, state in _STATES:
        if matching := [cause for cause in causes if isinstance(cause, kinds)]:
            return UnreadableError(state, _why(matching[-1]))
    # What is left is urllib3's own misuse, which has no cause.
    return UnreadableError(UnreadableState.MALFORMED, _why(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it wraps, outermost first; libraries keep it in three different places."""
    seen: set[int] = set()
    queue: list[object] = [error]
    while queue:
        error_or_argument = queue.pop(0)
        if isinstance(error_or_argument, BaseException) and id(error_or_argument) not in seen:
            seen.add(id(error_or_argument))
            yield error_or_argument
            queue += [
                error_or_argument.__cause__,
                error_or_argument.__context__,
                getattr(error_or_argument, "reason", None),
                *error_or_argument.args,
            ]


_STATES: tuple[tuple[tuple[type[BaseException], ...], UnreadableState], ...] = (
    ((TooMuchError, http.client.LineTooLong), UnreadableState.TOO_LARGE),
    (
        (ssl.SSLError, urllib3.exceptions.SSLError, requests.exceptions.SSLError),
        UnreadableState.TLS,
    ),
    ((socket.gaierror, socket.herror, urllib3.exceptions.NameResolutionError), UnreadableState.DNS),
    ((urllib3.exceptions.NewConnectionError,), UnreadableState.DOWN),
    (
        (TimeoutError, urllib3.exceptions.TimeoutError, requests.exceptions.Timeout),
        UnreadableState.TIMEOUT,
    ),
    ((urllib3.exceptions.ProxyError, requests.exceptions.ProxyError), UnreadableState.DOWN),
    (
        (
            http.client.RemoteDisconnected,
            http.client.IncompleteRead,
            ConnectionError,
            requests.exceptions.ChunkedEncodingError,
        ),
        UnreadableState.DOWN,
    ),
    (
        (urllib3.exceptions.LocationValueError, requests.exceptions.InvalidURL),
        UnreadableState.REFUSED,
    ),
    (
        (
            http.client.HTTPException,
            urllib3.exceptions.InvalidHeader,
            urllib3.exceptions.DecodeError,
            urllib3.exceptions.ResponseError,
            requests.exceptions.InvalidHeader,
            requests.exceptions.ContentDecodingError,
            ValueError,
        ),
        UnreadableState.MALFORMED,
    ),
    ((OSError, urllib3.exceptions.ProtocolError), UnreadableState.DOWN),
)
"""The first row that fits any of the causes; libraries wrap what happened in what they were doing.
Many kinds are also OSErrors, so what breaks in any other way comes last."""


def _why(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return getattr(error, "verify_message", "") or "the certificate is not to be trusted"
    if isinstance(error, ssl.SSLError):  # the attribute is there only when OpenSSL raised it
        return (getattr(error, "reason", "") or "TLS failed").replace("_", " ").lower()
    return _printable(f"{type(error).__name__}: {str(error)[:120]}").rstrip(": ")


def _printable(text: str) -> str:
    """A stranger's words without what terminals obey, on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


_LONGEST = 65_536
"""Characters of an address that are looked through before a message is cut from it."""


def _mask_for_message(url: str) -> str:
    """An address in words of ours."""
    return _printable(mask_url(url[:_LONGEST])[:200])
