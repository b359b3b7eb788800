"""Addresses and hosts, read by one standard: the WHATWG URL Standard, as browsers read them.

Pages, loads, tools and targets are all read here. Python's own ``urllib.parse`` follows RFC 3986,
and browsers do not: they take backslashes for slashes, any number of slashes before a host,
capitals in a scheme, tabs inside, ``0x7f.1`` for 127.0.0.1, and names by UTS 46 without transition
(``straße`` is not ``strasse``). Parsing is ada-url's; what counts as a host of the public DNS, and
what people may leave out when they write an address, is said here.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

import ada_url

WEB_SCHEMES = ("http", "https")
DEFAULT_PORTS = {"http": 80, "https": 443}
"""The ports of the schemes that we ask (section 3.1, default ports)."""
LIMIT = 8_192
"""Characters of an address that are read."""

_SHORT = 512
_SURROGATE = re.compile("[\ud800-\udfff]")
_HREF = re.compile(
    r"""([a-z][a-z0-9+.-]*) :
    (?: (//) (?:([^/?#@]*)@)? (\[[^\]]*\] | [^/?#:]*) (?: :([0-9]+))? )?
    ([^?#]*) (\?[^#]*)? (?:\#(.*))?""",
    re.VERBOSE | re.DOTALL,
)
"""A serialized URL (section 4.5), in which each delimiter stands for one thing."""
_NO_HOST = re.compile(r"[\x00-\x20/?#@\\\x7f]")
_BLANK = re.compile(r"[\x00-\x20\x7f]")
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DNS_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_NAME_LIMIT = 253
"""Characters of a name without the point at its end (RFC 1035 section 2.3.4, in text)."""


@dataclass(frozen=True, slots=True)
class Url:
    """An address taken apart. As text, it is what is asked for: no credentials and no fragment."""

    scheme: str
    """In lower case, without its colon."""
    host: str
    """In ASCII and lower case; IPv6 in brackets; empty where the scheme has none (``data:``)."""
    path: str
    port: int | None = None
    """None when it is the scheme's own."""
    query: str = ""
    """With its question mark."""
    fragment: str = field(default="", compare=False)
    """Without its number sign. Two addresses that differ in it alone ask for the same."""
    credentials: str = field(default="", compare=False, repr=False)
    """User name and password, percent-encoded; a secret."""
    is_rooted: bool = False
    """Do slashes stand before the path although there is no host (``file:///a``)?"""

    @property
    def site(self) -> str:
        """The domain that somebody registered; the host where there is none above it."""
        return registrable_domain(self.host) or self.host

    @property
    def hostname(self) -> str:
        """The host as sockets and resolvers take it: IPv6 without its brackets."""
        return self.host.strip("[]")

    @property
    def is_web(self) -> bool:
        """Is it asked for over HTTP or HTTPS?"""
        return self.scheme in WEB_SCHEMES

    def __str__(self) -> str:
        port = "" if self.port is None else f":{self.port}"
        slashes = "//" if self.host or self.is_rooted else ""
        return f"{self.scheme}:{slashes}{self.host}{port}{self.path}{self.query}"


def parse_url(text: str, base: Url | None = None) -> Url | None:
    r"""An address as it stands on a page at `base`, read as browsers do (section 4.4).

    Returns None when they give up on it. Beyond `LIMIT` characters nothing is read.

    >>> page = parse_url("https://acme.example/a/b")
    >>> for link in ("//cdn.example/x.js", r"\\cdn.example\x.js", "HTTPS:///cdn.example", "x.js"):
    ...     print(parse_url(link, page))
    https://cdn.example/x.js
    https://cdn.example/x.js
    https://cdn.example/
    https://acme.example/a/x.js
    >>> parse_url("https://", page)
    """
    return _parse(text[:LIMIT], base) if len(text) > _SHORT else _parse_cached(text, base)


def _parse(text: str, base: Url | None) -> Url | None:
    href = _href(text, None if base is None else str(base))
    return _split(href) if href else None


_parse_cached = lru_cache(maxsize=4_096)(_parse)
"""Pages are full of the same addresses, and several probes read each."""


def join_url(base: str, written: str) -> str:
    """Where an address on a page at `base` leads, with its fragment; empty when it is none.

    >>> join_url("https://acme.example/a/b", "../c d#e"), join_url("https://acme.example/", "//")
    ('https://acme.example/c%20d#e', '')
    """
    if len(written) > _SHORT:
        return _href(written[:LIMIT], base)
    if _ROOTED.fullmatch(written) and "/." not in written and (origin := _web_origin(base)):
        return origin + written
    return _href_cached(written, base)


_ROOTED = re.compile(r"/(?!/)[A-Za-z0-9_~./-]*")
"""A path from the site's root, as most links are: with no dots to resolve and nothing to encode, it
is put behind the origin, which takes a third of the time."""


@lru_cache(maxsize=64)
def _web_origin(base: str) -> str:
    origin = _href("/", base).removesuffix("/")
    return origin if origin.startswith(("http://", "https://")) else ""


def _href(text: str, base: str | None) -> str:
    """The serialized URL of a text; empty when it cannot be parsed."""
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)  # as a scalar value string (Infra Standard 4.7)
    try:
        return ada_url.normalize_url(text) if base is None else ada_url.join_url(base, text)
    except ValueError:
        return ""


_href_cached = lru_cache(maxsize=8_192)(_href)


def _split(href: str) -> Url | None:
    match = _HREF.fullmatch(href)
    if not match:
        return None
    scheme, slashes, credentials, name, port, path, query, fragment = match.groups("")
    number = int(port) if port else None
    is_rooted = not name and bool(slashes)
    return Url(scheme, name, path, number, query, fragment, credentials, is_rooted)


# --- addresses that people write -----------------------------------------------------------------


def parse_typed(text: str) -> Url | None:
    """An address as a person writes it: ``https://`` may be left out.

    Returns None when it is too long, holds blanks, or names no host of the public DNS. Other
    schemes than HTTP and HTTPS are left to the caller, who can say what was expected.

    >>> print(parse_typed("Acme.example"), parse_typed("//www.acme.example:8443/x"))
    https://acme.example/ https://www.acme.example:8443/x
    >>> parse_typed("n/a"), parse_typed("acme.example/a b")
    (None, None)
    """
    text = add_scheme(text)
    url = parse_url(text) if len(text) <= LIMIT and not _BLANK.search(text) else None
    name = dns_name(url.host) if url else ""
    return replace(url, host=name) if url and name and url.port != 0 else None


def add_scheme(text: str) -> str:
    """The text without blanks around it, and with ``https://`` where no scheme is written."""
    text = text.strip()
    has_scheme = "://" in text or _WEB_SCHEME.match(text)
    return text if has_scheme else "https://" + text.removeprefix("//")


_WEB_SCHEME = re.compile(r"https?:[/\\]", re.IGNORECASE)
"""A scheme as browsers see one before any slashes, and before backslashes (section 4.4)."""


def parse_name(text: str) -> Url | None:
    """The address that somebody wrote where a name belongs; None for names.

    An address shows itself by a scheme, by ``www.``, or by being nothing but a host (and a path)
    whose last label is a public suffix or reserved for examples (RFC 2606): *Vue.js* is a name, and
    so is *ASP.NET*, whose suffix is the framework's when it is not in small letters.

    >>> for text in ("https://www.drift.com", "hotjar.com", "ASP.NET", "Vue.js", "Acme 2.0"):
    ...     print(parse_name(text))
    https://www.drift.com/
    https://hotjar.com/
    None
    None
    None
    """
    text = text.strip()
    url = parse_typed(text) if "." in text and not _BLANK.search(text) else None
    if url is None or not url.is_web or not registrable_domain(url.host):
        return None
    is_explicit = _WEB_SCHEME.match(text) or text.casefold().startswith(("//", "www."))
    last_label = re.split(r"[/?#:]", text)[0].rpartition(".")[2]
    is_framework = last_label.casefold() == "net" and not last_label.islower()  # ASP.NET, Ado.Net
    is_name = is_framework or not _has_known_suffix(url.host)
    return url if is_explicit or not is_name else None


_RESERVED = ("example", "test", "invalid", "localhost")
"""Top-level domains reserved by RFC 2606."""


@lru_cache(maxsize=4_096)
def _has_known_suffix(name: str) -> bool:
    is_reserved = name.rpartition(".")[2] in _RESERVED
    return is_reserved or _suffix_length(_split_labels(name)) > 0


# --- hosts ---------------------------------------------------------------------------------------


@lru_cache(maxsize=8_192)
def host(text: str) -> str:
    """The host of an address that a page or a person wrote; empty when it is none of public DNS.

    >>> host("https://WWW.Figma.com:443/files"), host("figma.com/pricing"), host("n/a")
    ('www.figma.com', 'figma.com', '')
    """
    if plain := _PLAIN_HOST.match(text):
        return dns_name(plain[1])
    url = parse_url(add_scheme(text))
    return dns_name(url.host) if url else ""


_PLAIN_HOST = re.compile(r"https?://([a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+)(?:[/?#]|\Z)")
"""Addresses as nearly all are. Their host is read as it stands: in ASCII, and no number."""


@lru_cache(maxsize=4_096)
def read_host(text: str) -> str:
    """A host alone, as browsers write it (section 3.5, host parser); empty when they refuse it.

    >>> read_host("WWW.Figma.com"), read_host("0x7f.1"), read_host("a b"), read_host("[::1]")
    ('www.figma.com', '127.0.0.1', '', '[::1]')
    """
    literal = text.startswith("[") and text.endswith("]")
    if _NO_HOST.search(text) or len(text) > LIMIT or (":" in text and not literal):
        return ""
    url = parse_url(f"https://{text}/")
    return url.host if url else ""


@lru_cache(maxsize=8_192)
def dns_name(name: str) -> str:
    """A host without the point at its end; empty when it can be no host of the public DNS.

    Such a host is an IPv4 address or has two labels at least, each of 63 characters at most, of
    letters, digits, hyphens inside and underscores (RFC 1035 section 2.3.4, RFC 8552).
    """
    bare = name.removesuffix(".")
    return bare if len(bare) <= _NAME_LIMIT and _DNS_NAME.fullmatch(bare) else ""


@lru_cache(maxsize=65_536)
def registrable_domain(name: str) -> str:
    """The part of a host that somebody registered (publicsuffix.org); empty for IP addresses.

    >>> registrable_domain("gitlab.pagerduty.com"), registrable_domain("shop.example.co.uk")
    ('pagerduty.com', 'example.co.uk')
    >>> registrable_domain("10.0.0.1")
    ''
    """
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return registered_part(name)
    return ""


def is_below_registry(domain: str) -> bool:
    """Was a registrable domain bought of a registry, rather than given by a site to its users?

    >>> is_below_registry("acme.co.uk"), is_below_registry("acme.github.io")
    (True, False)
    """
    return bool(domain) and registered_part(domain, registries_only=True) == domain


def has_known_suffix(name: str) -> bool:
    """Is a name below a suffix of the list, so that it can be a host and no mere file?

    >>> [has_known_suffix(name) for name in ("ssl.example.co.uk", "jquery.min", "co.uk")]
    [True, False, False]
    """
    labels = _split_labels(name)
    return 0 < _suffix_length(labels, registries_only=True) < len(labels)


def belongs(name: str, domain: str) -> bool:
    """Is a host the domain itself or below it? Compared by label, never by substring.

    >>> belongs("app.acme.example", "acme.example"), belongs("notacme.example", "acme.example")
    (True, False)
    """
    return name == domain or name.endswith("." + domain)


# --- the public suffix list ----------------------------------------------------------------------
#
# The list is the file that the package `publicsuffixlist` carries and renews. It is read here: the
# package goes through it line by line for each kind of question and puts every rule into ASCII,
# which takes ten times as long, and longer than all else that a small command does.

_PRIVATE_SECTION = "// ===BEGIN PRIVATE DOMAINS==="
_ACE_PREFIX = "xn--"


def registered_part(name: str, *, registries_only: bool = False) -> str:
    """The public suffix of a name with the label before it; empty where the name has none more.

    A last label that the list does not have counts as a suffix. With `registries_only`, the rules
    of registries count and those of sites that give names to their users do not.

    >>> registered_part("shop.acme.github.io"), registered_part("co.uk"), registered_part("a.b.c")
    ('acme.github.io', '', 'b.c')
    >>> registered_part("acme.github.io", registries_only=True)
    'github.io'
    """
    labels = _split_labels(name)
    length = _suffix_length(labels, registries_only=registries_only) or 1
    return ".".join(labels[-length - 1 :]) if len(labels) > length else ""


def _split_labels(name: str) -> list[str]:
    """The labels of a name in lower case; none where one of them is empty."""
    labels = name.removesuffix(".").lower().split(".")
    return [] if "" in labels else labels


def _suffix_length(labels: list[str], *, registries_only: bool = False) -> int:
    """How many labels the longest rule for a name makes its suffix; 0 where the list has none.

    The algorithm of publicsuffix.org/list; what a wildcard stands below is a suffix too, as the
    test vectors of the list have it.
    """
    rules = _registry_rules() if registries_only else _all_rules()
    labels = [_to_unicode(label) for label in labels]
    for start in range(len(labels)):
        tail, length = ".".join(labels[start:]), len(labels) - start
        if f"!{tail}" in rules:
            return length - 1
        if f"*.{tail}" in rules:
            return min(length + 1, len(labels))
        if tail in rules:
            return length
    return 0


def _to_unicode(label: str) -> str:
    """A label as the list writes it (RFC 3492); as it stands where it cannot be decoded."""
    if not label.startswith(_ACE_PREFIX):
        return label
    try:
        return label.removeprefix(_ACE_PREFIX).encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@cache
def _registry_rules() -> frozenset[str]:
    return frozenset(_read_rules(_read_list().partition(_PRIVATE_SECTION)[0]))


@cache
def _all_rules() -> frozenset[str]:
    return _registry_rules().union(_read_rules(_read_list().partition(_PRIVATE_SECTION)[2]))


@cache
def _read_list() -> str:
    import publicsuffixlist

    path = Path(publicsuffixlist.__file__).with_name("public_suffix_list.dat")
    return path.read_text(encoding="utf-8")


def _read_rules(text: str) -> list[str]:
    """The rules in a part of the file, each to the first blank of its line."""
    lines = [line for line in text.split("\n") if line and line[:2] != "//"]
    return [line.split()[0] if " " in line else line for line in lines]
