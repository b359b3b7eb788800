"""Content security policies as browsers read them (W3C Content Security Policy Level 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from soescan.web import Hop

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LIMIT = 65_536
"""Characters of a policy that are read."""

DIRECTIVES = frozenset(
    {
        *("child-src", "connect-src", "default-src", "font-src", "frame-src", "img-src"),
        *("manifest-src", "media-src", "object-src", "prefetch-src", "script-src"),
        *("script-src-attr", "script-src-elem", "style-src", "style-src-attr", "style-src-elem"),
        *("worker-src", "fenced-frame-src", "base-uri", "plugin-types", "sandbox"),
        *("form-action", "frame-ancestors", "navigate-to", "report-to", "report-uri"),
        *("block-all-mixed-content", "upgrade-insecure-requests", "require-sri-for"),
        *("trusted-types", "require-trusted-types-for", "webrtc"),
    }
)
"""Names that browsers know, or did."""

_NETWORK_SCHEMES = frozenset({"http", "https", "ftp", "ws", "wss"})
_ANY_HOST = re.compile(
    r"(?:(?:https?|ftp|wss?)://)?\*(?:\.[a-z0-9-]+)?(?::(?:[0-9]+|\*))?(?:/\S*)?", re.IGNORECASE
)
"""A host-source whose host-part is a star, alone or before a top-level domain (section 2.3.1)."""

_FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "script-src-attr": ("script-src-attr", "script-src", "default-src"),
    "style-src-elem": ("style-src-elem", "style-src", "default-src"),
    "style-src-attr": ("style-src-attr", "style-src", "default-src"),
    "worker-src": ("worker-src", "child-src", "script-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
}
"""Where a browser looks when a directive is not there (section 6.8.3)."""
_NO_FALLBACK = frozenset({"base-uri", "form-action", "frame-ancestors", "navigate-to"})
_NOT_HOSTS = frozenset(
    {
        *("sandbox", "report-to", "plugin-types", "require-sri-for", "trusted-types"),
        *("require-trusted-types-for", "webrtc", "upgrade-insecure-requests"),
        "block-all-mixed-content",
    }
)
"""Directives whose values are no sources."""
_NOT_IN_META = frozenset({"frame-ancestors", "report-uri", "sandbox"})

_NONCE = re.compile(r"'nonce-[A-Za-z0-9+/_\-]+={0,2}'", re.IGNORECASE)
_HASH = re.compile(r"'sha(?:256|384|512)-[A-Za-z0-9+/_\-]+={0,2}'", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.\-]*://)?((?:\*\.)?[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+)+)"
    r"(?::(?:[0-9]+|\*))?(?:/\S*)?"
)
_WHITE = re.compile(r"[\t\n\f\r ]+")


@dataclass(frozen=True, slots=True)
class CspPolicy:
    """One policy."""

    directives: Mapping[str, tuple[str, ...]]
    """Names in lower case, values as written."""
    enforced: bool = True
    """False for a policy that only reports."""
    in_meta: bool = False
    """Does it stand on the page rather than in a header?"""
    text: str = field(default="", compare=False)

    def sources(self, name: str) -> tuple[str, ...] | None:
        """What may be loaded for a directive, in lower case but for nonces and hashes.

        None when nothing limits it. A list that is empty, or says 'none', allows nothing.
        """
        for directive in _FALLBACKS.get(name, (name, "default-src")):
            if directive in self.directives:
                values = self.directives[directive]
                lowered = tuple(v if _is_nonce_or_hash(v) else v.lower() for v in values)
                return tuple(v for v in lowered if v != "'none'")
            if name in _NO_FALLBACK:
                break
        return None

    @property
    def has_effect(self) -> bool:
        """Is there at least one directive that browsers know?"""
        return any(name in DIRECTIVES for name in self.directives)

    @property
    def runs_scripts(self) -> bool:
        """May scripts run at all? Not in a ``sandbox`` without ``allow-scripts`` (6.3.2)."""
        sandbox = self.directives.get("sandbox")
        return sandbox is None or "allow-scripts" in map(str.lower, sandbox)


def parse_policy(text: str, *, enforced: bool = True, in_meta: bool = False) -> CspPolicy:
    """One policy (section 2.2.1). Of a directive that stands twice, the first counts.

    >>> policy = parse_policy("default-src 'self'; Script-Src a.example; script-src *")
    >>> policy.directives["script-src"]
    ('a.example',)
    """
    directives: dict[str, tuple[str, ...]] = {}
    for part in text[:LIMIT].split(";"):
        words = [word for word in _WHITE.split(part) if word]
        if words and part.isascii():
            directives.setdefault(words[0].lower(), tuple(words[1:]))
    if in_meta:
        directives = {k: v for k, v in directives.items() if k not in _NOT_IN_META}
    return CspPolicy(directives, enforced, in_meta, text.strip())


def header_policies(hop: Hop) -> tuple[CspPolicy, ...]:
    """The policies of an answer's headers (section 2.2.2), report-only ones last.

    A header's value is a list separated by commas; empty policies are left out.

    Raises:
        UnreadableError: the answer was saved without these headers.
    """
    policies = [
        parse_policy(text, enforced=enforced)
        for name, enforced in (
            ("content-security-policy", True),
            ("content-security-policy-report-only", False),
        )
        for value in hop.all(name)
        for text in value.split(",")
    ]
    return tuple(policy for policy in policies if policy.directives)


def meta_policies(document: HtmlElement) -> tuple[CspPolicy, ...]:
    """The policies on a page: ``meta http-equiv`` elements in its head (HTML Standard, 4.2.5.3)."""
    policies = [
        parse_policy(element.get("content") or "", in_meta=True)
        for element in document.iter("meta")
        if (element.get("http-equiv") or "").strip().lower() == "content-security-policy"
        and (parent := element.getparent()) is not None
        and parent.tag == "head"
    ]
    return tuple(policy for policy in policies if policy.directives)


def list_hosts(policies: Iterable[CspPolicy]) -> tuple[str, ...]:
    """Every host that policies name, in lower case, ``*.`` kept, sorted.

    >>> list_hosts([parse_policy("img-src *.acme.example https://cdn.example:443/x 'self' data:")])
    ('*.acme.example', 'cdn.example')
    """
    values = (
        value
        for policy in policies
        for name, values in policy.directives.items()
        if name not in _NOT_HOSTS
        for value in values
    )
    return tuple(sorted({m[1].lower() for value in values if (m := _HOST.fullmatch(value))}))


def is_broad(source: str) -> bool:
    """Is a source no limit at all, any host of a scheme or of a top-level domain (section 2.3.1)?

    >>> [is_broad(source) for source in ("https:", "https://*", "*:443", "*.com", "*.acme.com")]
    [True, True, True, True, False]
    """
    scheme, colon, rest = source.lower().partition(":")
    if colon and not rest:
        return scheme in _NETWORK_SCHEMES
    return bool(_ANY_HOST.fullmatch(source))


def script_protection(policies: Sequence[CspPolicy]) -> str:
    """What all enforced policies together do against injected scripts.

    ``strict``: only scripts with the page's nonce or hash run, or none at all; ``allow-list``: only
    scripts from named hosts; ``none``: scripts that somebody injects run.
    """
    levels = [_script_protection(policy) for policy in policies if policy.enforced]
    return max(levels, key=("none", "allow-list", "strict").index, default="none")


def _script_protection(policy: CspPolicy) -> str:
    if not policy.runs_scripts:
        return "strict"
    elements, handlers = policy.sources("script-src-elem"), policy.sources("script-src-attr")
    if elements is None or handlers is None:
        return "none"
    if allows_inline(elements) or allows_inline(handlers):
        return "none"
    if "'strict-dynamic'" in elements:
        return "strict"  # sections 6.7.1.1 and 8.2: hosts do not count, and without a key none runs
    if any(is_broad(source) or source == "data:" for source in elements):
        return "none"
    return "strict" if not any(_names_hosts(source) for source in elements) else "allow-list"


def _names_hosts(source: str) -> bool:
    return not source.startswith("'") or source == "'self'"


def is_strict(sources: Sequence[str]) -> bool:
    """Does 'strict-dynamic' with a nonce or hash replace the hosts of a list (section 8.2)?"""
    return "'strict-dynamic'" in sources and any(map(_is_nonce_or_hash, sources))


def allows_inline(sources: Sequence[str]) -> bool:
    """Does a list let all inline code through (section 6.7.3.2)? A nonce or hash says no."""
    return (
        "'unsafe-inline'" in sources
        and "'strict-dynamic'" not in sources
        and not any(map(_is_nonce_or_hash, sources))
    )


def _is_nonce_or_hash(source: str) -> bool:
    """Does a source match the grammar of nonce-source or hash-source (section 2.3.1)?"""
    return bool(_NONCE.fullmatch(source) or _HASH.fullmatch(source))


def upgrades_insecure_requests(policies: Iterable[CspPolicy]) -> bool:
    """Does an enforced policy upgrade requests to HTTPS (W3C Upgrade Insecure Requests, 3)?"""
    return any(p.enforced and "upgrade-insecure-requests" in p.directives for p in policies)


def limits_framing(policies: Iterable[CspPolicy]) -> bool | None:
    """Does an enforced ``frame-ancestors`` shut strangers out (6.4.2)? None without one.

    Only in headers: in ``meta`` elements the directive has no effect.
    """
    ancestors = [
        policy.sources("frame-ancestors")
        for policy in policies
        if policy.enforced and not policy.in_meta and "frame-ancestors" in policy.directives
    ]
    if not ancestors:
        return None
    return any(not any(map(is_broad, sources or ())) for sources in ancestors)
