"""What is weak about a content security policy, in the vocabulary of csp_evaluator.

The words, severities and order of findings are those of csp_evaluator 1.1.8 (Apache-2.0), so that
its users find what they know. They are learned from what it says of policies; where it repeats
itself (an ignored source is said for each of three directives), so does this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from soescan.web.url import Url, parse_url
from soescan.webstandards import csp_bypasses

SEVERITIES = (
    "HIGH",
    "SYNTAX",
    "MEDIUM",
    "HIGH_MAYBE",
    "STRICT_CSP",
    "MEDIUM_MAYBE",
    "INFO",
    "NONE",
)
"""Worst first."""

DIRECTIVES = frozenset(
    {
        *("child-src", "connect-src", "default-src", "font-src", "frame-src", "img-src"),
        *("media-src", "object-src", "script-src", "script-src-attr", "script-src-elem"),
        *("style-src", "style-src-attr", "style-src-elem", "prefetch-src", "manifest-src"),
        *("worker-src", "base-uri", "plugin-types", "sandbox", "disown-opener", "form-action"),
        *("frame-ancestors", "navigate-to", "report-to", "report-uri", "reflected-xss", "referrer"),
        *("block-all-mixed-content", "upgrade-insecure-requests", "require-sri-for"),
        *("trusted-types", "require-trusted-types-for", "webrtc"),
    }
)
KEYWORDS = frozenset(
    {
        *("'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "'wasm-eval'", "'block'"),
        *("'wasm-unsafe-eval'", "'strict-dynamic'", "'unsafe-hashed-attributes'", "'allow'"),
        *("'unsafe-hashes'", "'report-sample'", "'inline-speculation-rules'"),
    }
)
_FETCH = frozenset(
    name
    for name in DIRECTIVES
    if name.removesuffix("-attr").removesuffix("-elem").endswith("-src") and name != "prefetch-src"
)
_SCRIPTS = ("script-src", "script-src-attr", "script-src-elem")
_DANGEROUS = (*_SCRIPTS, "object-src", "base-uri")
_OUTDATED = ("reflected-xss", "referrer", "disown-opener", "prefetch-src")

_SCHEME = re.compile(r"[a-zA-Z][+a-zA-Z0-9.\-]*:")
_NONCE = re.compile(r"'nonce-(.+)'")
_GOOD_NONCE = re.compile(r"'nonce-[a-zA-Z0-9+/_\-]+={0,2}'")
_HASH = re.compile(r"'(?:sha256|sha384|sha512)-.+'")
_BARE_KEY = re.compile(r"nonce-|(?:sha256|sha384|sha512)-")
_ANY_HOST = "wildcard_placeholder"
"""Stands for the first star of a source while it is read as an address."""

Directives = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class CspFinding:
    """One weakness or mistake."""

    type: str
    severity: str
    directive: str
    value: str | None = None

    def __str__(self) -> str:
        text = f"{self.type} ({self.severity.lower()}) {self.directive}"
        return f"{text} {self.value}" if self.value else text


def find_weaknesses(text: str) -> tuple[CspFinding, ...]:
    """Every finding about one policy, in csp_evaluator's order.

    >>> [str(one) for one in find_weaknesses("script-src 'unsafe-inline'; object-src 'none'")]
    ["SCRIPT_UNSAFE_INLINE (high) script-src 'unsafe-inline'"]
    """
    directives = _parse_directives(text)
    effective, ignored = _split_ignored_sources(directives)
    checks = (
        *(
            _check_unsafe_inline,
            _check_unsafe_eval,
            _check_plain_schemes,
            _check_wildcards,
            _check_missing_directives,
            _check_script_bypasses,
        ),
        *(
            _check_plugin_bypasses,
            _check_ip_sources,
            _check_nonces,
            _check_http_sources,
            _check_deprecated_directives,
            _check_unknown_directives,
        ),
        *(_check_missing_semicolon, _check_invalid_keywords),
    )
    return (*ignored, *(finding for check in checks for finding in check(effective)))


def worst_severity(findings: Sequence[CspFinding]) -> str:
    """The highest severity among findings; NONE when there are none."""
    return min((finding.severity for finding in findings), key=SEVERITIES.index, default="NONE")


# --- reading ------------------------------------------------------------------------------------


def _parse_directives(text: str) -> Directives:
    """Values by lower-case directive; keywords and schemes in lower case, each value once."""
    directives: Directives = {}
    for part in text[:65_536].split(";"):
        words = part.split()
        if not words or any(c > "\xff" for c in part):
            continue
        values = (_normalise_source(word) for word in words[1:])
        directives.setdefault(words[0].lower(), list(dict.fromkeys(values)))
    return directives


def _normalise_source(value: str) -> str:
    low = value.lower()
    return low if low in KEYWORDS or _SCHEME.fullmatch(value) else value


def _effective_directive(policy: Directives, name: str) -> str:
    """The directive that governs `name` in a policy, after its fallbacks (section 6.8.3)."""
    if name in policy:
        return name
    for kind in ("script-src", "style-src"):
        if name in (f"{kind}-attr", f"{kind}-elem") and kind in policy:
            return kind
    return "default-src" if name in _FETCH else name


def _effective_directives(policy: Directives, names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(_effective_directive(policy, name) for name in names))


def _split_ignored_sources(directives: Directives) -> tuple[Directives, list[CspFinding]]:
    """The policy without the sources that browsers of CSP 3 ignore, and findings for those."""
    remaining = {name: list(values) for name, values in directives.items()}
    ignored: list[CspFinding] = []
    for script_directive in _SCRIPTS:
        name = _effective_directive(directives, script_directive)
        out = _list_ignored_sources(directives.get(name, []))
        ignored += [CspFinding("IGNORED", "NONE", name, value) for value in out]
        if name in remaining:
            remaining[name] = [value for value in remaining[name] if value not in out]
    return remaining, ignored


def _list_ignored_sources(values: Sequence[str]) -> list[str]:
    ignored: list[str] = []
    if "'unsafe-inline'" in values and _has_nonce_or_hash(values):
        ignored.append("'unsafe-inline'")
    if "'strict-dynamic'" in values:
        keywords = ("'self'", "'unsafe-inline'")
        ignored += [v for v in values if not v.startswith("'") or v in keywords]
    return ignored


def _has_nonce_or_hash(values: Sequence[str]) -> bool:
    return any(_NONCE.fullmatch(value) or _HASH.fullmatch(value) for value in values)


# --- checks, in order ---------------------------------------------------------------------------


def _check_unsafe_inline(policy: Directives) -> Iterator[CspFinding]:
    for name in _effective_directives(policy, _SCRIPTS):
        if "'unsafe-inline'" in policy.get(name, []):
            yield CspFinding("SCRIPT_UNSAFE_INLINE", "HIGH", name, "'unsafe-inline'")
        if "'unsafe-hashes'" in policy.get(name, []):
            yield CspFinding("SCRIPT_UNSAFE_HASHES", "MEDIUM_MAYBE", name, "'unsafe-hashes'")


def _check_unsafe_eval(policy: Directives) -> Iterator[CspFinding]:
    for name in _effective_directives(policy, _SCRIPTS):
        if "'unsafe-eval'" in policy.get(name, []):
            yield CspFinding("SCRIPT_UNSAFE_EVAL", "MEDIUM_MAYBE", name, "'unsafe-eval'")


def _check_plain_schemes(policy: Directives) -> Iterator[CspFinding]:
    for name in _effective_directives(policy, _DANGEROUS):
        for value in policy.get(name, []):
            if value in ("data:", "http:", "https:"):
                yield CspFinding("PLAIN_URL_SCHEMES", "HIGH", name, value)


def _check_wildcards(policy: Directives) -> Iterator[CspFinding]:
    for name in _effective_directives(policy, _DANGEROUS):
        for value in policy.get(name, []):
            if _strip_scheme(value) == "*":
                yield CspFinding("PLAIN_WILDCARD", "HIGH", name, value)


def _check_missing_directives(policy: Directives) -> Iterator[CspFinding]:
    if not policy.get("object-src", policy.get("default-src", [])):
        yield CspFinding("MISSING_DIRECTIVES", "HIGH", "object-src")
    if "script-src" not in policy and "default-src" not in policy:
        yield CspFinding("MISSING_DIRECTIVES", "HIGH", "script-src")
    values = policy.get(_effective_directive(policy, "script-src"), [])
    by_nonce = any(map(_NONCE.fullmatch, values))
    by_hash = any(map(_HASH.fullmatch, values)) and "'strict-dynamic'" in values
    if (by_nonce or by_hash) and "base-uri" not in policy:
        yield CspFinding("MISSING_DIRECTIVES", "HIGH", "base-uri")


def _check_script_bypasses(policy: Directives) -> Iterator[CspFinding]:
    for name in _effective_directives(policy, ("script-src", "script-src-elem")):
        values = policy.get(name, [])
        if "'none'" in values:
            continue
        evals = "'unsafe-eval'" in values
        for value in values:
            if value == "'self'":
                yield CspFinding("SCRIPT_ALLOWLIST_BYPASS", "MEDIUM_MAYBE", name, value)
            elif not value.startswith("'") and "." in value and not _SCHEME.fullmatch(value):
                severity = "HIGH" if _is_script_bypass(value, evals) else "MEDIUM_MAYBE"
                yield CspFinding("SCRIPT_ALLOWLIST_BYPASS", severity, name, value)


def _check_plugin_bypasses(policy: Directives) -> Iterator[CspFinding]:
    name = _effective_directive(policy, "object-src")
    plugins = policy.get("plugin-types")
    values = policy.get(name, [])
    if plugins is not None and "application/x-shockwave-flash" not in plugins:
        return
    if "'none'" in values:
        return
    for value in values:
        if _matches_any(value, _load_bypasses("flash")):
            yield CspFinding("OBJECT_ALLOWLIST_BYPASS", "HIGH", name, value)
        elif name == "object-src":
            yield CspFinding("OBJECT_ALLOWLIST_BYPASS", "MEDIUM_MAYBE", name, value)


def _check_ip_sources(policy: Directives) -> Iterator[CspFinding]:
    for name, values in policy.items():
        for value in values:
            address = _source_address(value)
            host = address.host if address else ""
            if re.fullmatch(r"\[.*\]|[0-9]{1,3}(?:\.[0-9]{1,3}){3}", host):
                yield CspFinding("IP_SOURCE", "INFO", name, value)


def _check_nonces(policy: Directives) -> Iterator[CspFinding]:
    for name, values in policy.items():
        for value in values:
            if nonce := _NONCE.fullmatch(value):
                if len(nonce[1]) < 8:
                    yield CspFinding("NONCE_LENGTH", "MEDIUM", name, value)
                if not _GOOD_NONCE.fullmatch(value):
                    yield CspFinding("NONCE_CHARSET", "INFO", name, value)


def _check_http_sources(policy: Directives) -> Iterator[CspFinding]:
    for name, values in policy.items():
        for value in values:
            if value.startswith("http://"):
                yield CspFinding("SRC_HTTP", "MEDIUM", name, value)


def _check_deprecated_directives(policy: Directives) -> Iterator[CspFinding]:
    for name in _OUTDATED:
        if name in policy:
            yield CspFinding("DEPRECATED_DIRECTIVE", "INFO", name)


def _check_unknown_directives(policy: Directives) -> Iterator[CspFinding]:
    for name in policy:
        if name not in DIRECTIVES:
            yield CspFinding("UNKNOWN_DIRECTIVE", "SYNTAX", name)


def _check_missing_semicolon(policy: Directives) -> Iterator[CspFinding]:
    for name, values in policy.items():
        for value in values:
            if value in DIRECTIVES:
                yield CspFinding("MISSING_SEMICOLON", "SYNTAX", name, value)


def _check_invalid_keywords(policy: Directives) -> Iterator[CspFinding]:
    for name, values in policy.items():
        for value in values:
            unquoted = f"'{value}'" in KEYWORDS or _BARE_KEY.match(value)
            if unquoted or (value.startswith("'") and not _is_keyword_of(name, value)):
                yield CspFinding("INVALID_KEYWORD", "SYNTAX", name, value)


def _is_keyword_of(name: str, value: str) -> bool:
    if name == "require-trusted-types-for":
        return value == "'script'"
    if name == "trusted-types":
        return value == "'allow-duplicates'"
    return value in KEYWORDS or _has_nonce_or_hash([value])


# --- known ways around --------------------------------------------------------------------------


def _is_script_bypass(value: str, evals: bool) -> bool:
    """Is a host of the list known to serve JSONP, with eval if it needs it, or old AngularJS?"""
    for address in _matching_addresses(value, _load_bypasses("jsonp")):
        if evals or address.host not in csp_bypasses.bypasses().needs_eval:
            return True
    return _matches_any(value, _load_bypasses("angular"))


def _matches_any(value: str, addresses: Sequence[Url]) -> bool:
    return next(_matching_addresses(value, addresses), None) is not None


def _matching_addresses(value: str, addresses: Sequence[Url]) -> Iterator[Url]:
    """The known addresses that a source lets through, by host and path (section 6.7.2.8)."""
    source = _source_address(value)
    if source is None:
        return
    anywhere = source.host.startswith(_ANY_HOST + ".")
    ending = source.host.removeprefix(_ANY_HOST)
    for address in addresses:
        fits = address.host.endswith(ending) if anywhere else address.host == source.host
        if fits and _path_matches(source.path, address.path):
            yield address


def _path_matches(path: str, bypass_path: str) -> bool:
    if path == "/":
        return True
    return bypass_path.startswith(path) if path.endswith("/") else bypass_path == path


def _source_address(value: str) -> Url | None:
    """A source as an address, its first star replaced; None when it cannot be one."""
    text = _strip_scheme(value).replace(":*", "", 1).replace("*", _ANY_HOST, 1)
    return parse_url("https://" + text)


def _strip_scheme(value: str) -> str:
    return re.sub(r"\A//", "", re.sub(r"\A\w[+\w.\-]*://", "", value, flags=re.ASCII))


@cache
def _load_bypasses(kind: str) -> tuple[Url, ...]:
    entries: tuple[str, ...] = getattr(csp_bypasses.bypasses(), kind)
    return tuple(filter(None, (parse_url("https://" + entry) for entry in entries)))
