"""What can be asked of the world, and what it answers.

Each question is a plain value, and so is each answer: a question that was answered once can be
looked up, recorded, replayed and resumed by one mechanism, whatever it asks for.

    Get              a page                              -> Page
    Handshake        an ordinary TLS connection          -> HandshakeResult
    TlsVersionProbe  one version of TLS alone (active)   -> TlsVersionResult
    Lookup           a DNS name and type                 -> Records

A question that cannot be answered raises `soescan.errors.UnreadableError` with its state.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from soescan.errors import UnreadableError, UnreadableState
from soescan.web.encoding import decode
from soescan.web.shelf import BodyField, RecentPages
from soescan.web.url import host

A = TypeVar("A", bound="WebAnswer", covariant=True)


class WebAnswer(Protocol):
    """What every answer can say of itself, so that a fact can tell where it is from."""

    @property
    def where(self) -> str:
        """The address to go and look: a URL, ``dns:NAME/TYPE`` or ``tls:HOST:PORT``."""

    @property
    def at(self) -> str:
        """When it was given, ISO 8601 in UTC."""

    @property
    def sha256(self) -> str:
        """Hash of what was received."""


class Ask(Generic[A]):
    """A question; its type says of which kind the answer is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Hop:
    """One HTTP answer on the way to a page."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    """As they came, in order, repeated ones apart. Values of cookies are masked."""
    address: str = ""
    """The address that answered; empty behind a proxy."""
    untrusted: str = ""
    """Why the certificate of this hop is not to be trusted; empty when it is, or over HTTP."""
    unsaved: tuple[str, ...] = ()
    """Of a saved page: the headers that nobody kept, in lower case; ``*`` stands for every one that
    is not in `headers`. They may have been sent, and nobody can tell. ``:status`` stands for the
    answer itself: only the page was kept, and that it was answered at this address is hearsay."""

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in the order they came.

        >>> Hop("http://a.example/", 200, (("Vary", "a"), ("vary", "b"))).all("Vary")
        ('a', 'b')

        Raises:
            UnreadableError: there is none, and it was not kept.
        """
        values = self.kept(name)
        if self.unsaved and not values and {"*", name.lower()} & set(self.unsaved):
            raise UnreadableError(UnreadableState.NOT_RECORDED, f"{name}: the header was not saved")
        return values

    def kept(self, name: str) -> tuple[str, ...]:
        """`all`, but nothing where nothing was kept: for what asks no question of the site."""
        lower_name = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == lower_name)

    def header(self, name: str, default: str = "") -> str:
        """A header's values as one text, joined as RFC 9110 section 5.3 allows."""
        return ", ".join(self.all(name)) or default


@dataclass(frozen=True)
class Page:
    """An HTTP answer with everything that led to it. Also a refusal (403, 404 …) is a page."""

    hops: tuple[Hop, ...]
    """At least one; the last is the answer itself."""
    body: bytes = field(default=b"", repr=False, hash=False)
    """Inflated, and cut at the limit. A large one lies on disk and is read when it is looked at
    (`soescan.web.shelf`)."""
    at: str = ""
    cut: str = ""
    """Why the body is not whole; empty when it is."""
    proxy: str = ""
    """The proxy that fetched it, host and port only."""
    bodiless: bool = False
    """A saved answer whose body nobody kept; it says nothing of what was on the page."""

    @property
    def last(self) -> Hop:
        """The answer itself."""
        return self.hops[-1]

    @property
    def way(self) -> tuple[Hop, ...]:
        """`hops`, for whoever asks how the page was reached.

        Raises:
            UnreadableError: only the page was kept.
        """
        if ":status" in self.last.unsaved:
            raise UnreadableError(
                UnreadableState.NOT_RECORDED, "a saved page does not say how it was reached"
            )
        return self.hops

    @property
    def url(self) -> str:
        """The address that answered in the end."""
        return self.last.url

    where = url

    @property
    def host(self) -> str:
        """The host that answered in the end."""
        return host(self.url)

    @property
    def status(self) -> int:
        """The status of the answer itself."""
        return self.last.status

    def header(self, name: str, default: str = "") -> str:
        """A header of the answer itself; several of a name joined with commas."""
        return self.last.header(name, default)

    @property
    def media_type(self) -> str:
        """The type that the server declares, in lower case, without parameters."""
        return self._content_type.partition(";")[0].strip().lower()

    @property
    def _content_type(self) -> str:
        return ", ".join(self.last.kept("content-type"))

    @property
    def is_html(self) -> bool:
        """Is this a page for a browser? A server that declares nothing is taken to mean HTML."""
        if self.media_type:
            return self.media_type in ("text/html", "application/xhtml+xml")
        return b"<" in self.body[:512] or self.bodiless

    @property
    def text(self) -> str:
        """The body as text, by byte order mark, declared charset, meta element, else UTF-8.

        Raises:
            UnreadableError: the body was not kept.
        """
        if self.bodiless:
            raise UnreadableError(UnreadableState.NOT_RECORDED, "the page's body was not saved")
        return _texts(self)

    @cached_property
    def sha256(self) -> str:
        """Hash of the body; nothing when it was not kept."""
        return "" if self.bodiless else hashlib.sha256(self.body).hexdigest()


Page.body = BodyField()  # type: ignore[assignment]
_texts: RecentPages[Page, str] = RecentPages(
    lambda page: decode(page.body, page._content_type), most=3 << 20
)


def cut_state(cut: str) -> UnreadableState:
    """The state for why a page is not whole, in words of `Page.cut` and others of that kind.

    >>> str(cut_state("too large")), str(cut_state("damaged"))
    ('too-large', 'malformed')
    """
    if cut.startswith("cut at"):
        return UnreadableState.TOO_LARGE
    return _CUT_STATES.get(cut, UnreadableState.MALFORMED)


UNSAVED = "not all of it was saved"
"""Of a saved page: the file holds less than it says."""
_CUT_STATES = {
    "the time was up": UnreadableState.TIMEOUT,
    "too large": UnreadableState.TOO_LARGE,
    "more markup than is read": UnreadableState.TOO_LARGE,
    "the connection broke off": UnreadableState.DOWN,
    UNSAVED: UnreadableState.NOT_RECORDED,
}


@dataclass(frozen=True, slots=True)
class Get(Ask[Page]):
    """Fetch a page, as an ordinary visitor would."""

    url: str
    method: str = "GET"
    """GET, HEAD, or OPTIONS, which is asked with --active only."""
    headers: tuple[tuple[str, str], ...] = ()
    """Beyond those that every question carries."""
    follow: bool = True
    """Go where redirects lead, at most ten hops, each checked as the first was."""
    verify: bool = True
    """Raise `UnreadableState.TLS` when a certificate is not to be trusted; else mark the hop."""
    limit: int = 0
    """Inflated bytes of the body that are wanted; 0 stands for the client's usual cap."""


@dataclass(frozen=True)
class HandshakeResult:
    """What an ordinary TLS connection shows."""

    host: str
    port: int
    at: str = ""
    version: str = ""
    """The version agreed on, e.g. ``1.3``."""
    cipher: str = ""
    alpn: str = ""
    """The protocol agreed on; empty when none was."""
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    """The certificates sent, DER, the site's own first."""
    untrusted: str = ""
    """Why browsers would not trust the certificate for this name; empty when they do."""
    roots: str = "public"
    """``public`` when the chain ends at a root that browsers trust, ``own`` when only a root of the
    user's organisation makes it valid, ``none`` when nothing does."""
    address: str = ""

    @property
    def where(self) -> str:
        """``tls:HOST:PORT``."""
        return f"tls:{self.host}:{self.port}"

    @cached_property
    def sha256(self) -> str:
        """Hash of the site's own certificate: its usual fingerprint."""
        return hashlib.sha256(self.chain[0] if self.chain else b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Handshake(Ask[HandshakeResult]):
    """Connect with TLS as a browser would and look at what the server shows."""

    host: str
    port: int = 443


@dataclass(frozen=True, slots=True)
class TlsVersionResult:
    """Whether a server takes up one version of TLS."""

    host: str
    port: int
    version: str
    accepted: bool
    at: str = ""
    says: str = ""
    """What the server answered: the version it chose, or its alert."""

    @property
    def where(self) -> str:
        """``tls:HOST:PORT``."""
        return f"tls:{self.host}:{self.port}"

    @property
    def sha256(self) -> str:
        """Nothing worth a hash is received."""
        return ""


@dataclass(frozen=True, slots=True)
class TlsVersionProbe(Ask[TlsVersionResult]):
    """Offer one version of TLS. An intrusion detector may notice: asked with --active only."""

    host: str
    version: str
    """``1.0``, ``1.1``, ``1.2`` or ``1.3``."""
    port: int = 443


@dataclass(frozen=True)
class Records:
    """What DNS says of a name. A name that has no such record is an answer, with no values."""

    name: str
    type: str
    values: tuple[str, ...] = ()
    """In presentation form, lower-cased where names are; texts joined and unquoted; sorted."""
    at: str = ""
    missing: bool = False
    """The name itself does not exist (NXDOMAIN)."""
    aliases: tuple[str, ...] = ()
    """The CNAMEs on the way, in order."""
    authentic: bool = False
    """The resolver validated the answer with DNSSEC (AD)."""

    @property
    def where(self) -> str:
        """``dns:NAME/TYPE``."""
        return f"dns:{self.name}/{self.type}"

    @cached_property
    def sha256(self) -> str:
        """Hash of the values, one a line."""
        return hashlib.sha256("\n".join(self.values).encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Lookup(Ask[Records]):
    """Ask DNS for one type of record of one name."""

    name: str
    type: str
    """A, AAAA, CNAME, NS, MX, TXT, CAA, DS, DNSKEY, SOA, TLSA …"""


Question = Get | Handshake | TlsVersionProbe | Lookup


class Web(Protocol):
    """Answers questions about the world: over the network, or from what was recorded of it."""

    def ask(self, question: Ask[A]) -> A:
        """The answer, or `soescan.errors.UnreadableError` with why there is none."""
