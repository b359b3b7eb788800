"""The twelve tests as MDN's algorithm 6 runs them, its mistakes included.

Equal to the Observatory answer for answer, so that a vendor's own figure can be reproduced. What is
wrong with it is put right in `strict`. Every test is a function of what was retrieved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from soescan.errors import UnreadableError, UnreadableState
from soescan.recognition.observatory import merging
from soescan.recognition.observatory.markup import elements
from soescan.recognition.observatory.report import ObservatoryReport, TestVerdict, score_verdicts
from soescan.recognition.observatory.retrieval import Retrieved, is_trusted
from soescan.reference.public import Preload
from soescan.web import Hop, Page
from soescan.web.cookies.set_cookie import Cookie, has_valid_domain
from soescan.web.url import host as host_of
from soescan.web.url import parse_url, registered_part
from soescan.webstandards.cookies import read_cookies
from soescan.webstandards.hsts import find_preload_entry
from soescan.webstandards.referrer_policy import REFERRER_POLICIES
from soescan.webstandards.structured_fields import read_token

Preloads = Mapping[str, Preload]

SIX_MONTHS = 15_552_000
"""180 days, which is what the Observatory takes for six months."""
PRIVATE = frozenset(
    {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
)
HTML = frozenset({"text/html", "application/xhtml+xml"})
BROAD = frozenset(
    {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
)
_INLINE = frozenset({"'unsafe-inline'", "data:"})
_PASSIVE = ("img-src", "media-src")
_KEYS = ("'sha256-", "'sha384-", "'sha512-", "'nonce-")
_ONCE = frozenset({"content-type", "location", "server", "etag", "expires", "last-modified"})
"""Headers of which the Observatory's HTTP library keeps the first and drops the others."""


def grade(retrieved: Retrieved, preloads: Preloads | None) -> ObservatoryReport:
    """Score and grade of what was retrieved; without a preload list, no host is on it.

    Raises:
        UnreadableError: the Observatory would refuse to grade it; why, in its words.
    """
    page, table = retrieved.graded_page, preloads or {}
    if page is None:
        raise UnreadableError(UnreadableState.DOWN, "The site seems to be down.")
    if not 200 <= page.status < 400 and page.status not in (401, 403):
        why = f"Site did respond with an unexpected HTTP status code {page.status}."
        raise UnreadableError(UnreadableState.DOWN, why, at=page.at)
    hsts = strict_transport_security(retrieved, table)
    csp = content_security_policy(retrieved, page)
    return score_verdicts(
        (
            csp,
            cookies(retrieved, page, hsts.passed),
            token_policy(page.last, "cross-origin-embedder-policy"),
            token_policy(page.last, "cross-origin-opener-policy"),
            cross_origin_resource_sharing(retrieved.cors),
            redirection(retrieved.http, table),
            referrer_policy(page),
            hsts,
            subresource_integrity(retrieved, page),
            content_type_options(page.last),
            frame_options(page.last, csp),
            resource_policy(page.last),
        )
    )


def header(hop: Hop, name: str) -> str | None:
    """A header as the Observatory sees it: repeated ones joined, or the first; None if not sent."""
    values = [value.strip() for value in hop.all(name)]
    if not values:
        return None
    return values[0] if name in _ONCE else ", ".join(values)


def media_type(page: Page) -> str:
    """The declared type, compared as it is written."""
    return (header(page.last, "content-type") or "").partition(";")[0]


# --- content security policy --------------------------------------------------------------------

CSP = "content-security-policy"


def content_security_policy(retrieved: Retrieved, page: Page) -> TestVerdict:
    """The verdict about all policies, of headers and page, merged into one."""
    sent = header(page.last, CSP)
    in_headers = [] if sent is None else [part.strip() for part in sent.split(",")]
    in_page = [part.strip() for text in _metas(page)[0] for part in text.split(",")]
    try:
        merged = merging.merge([*in_headers, *in_page])
    except merging.InvalidPolicyError:
        return TestVerdict(CSP, "csp-header-invalid")
    if not _directives(in_headers) and not _directives(in_page) - {
        *("frame-ancestors", "report-uri", "sandbox"),
    }:
        only_reports = header(page.last, f"{CSP}-report-only")
        return TestVerdict(
            CSP,
            "csp-not-implemented-but-reporting-enabled" if only_reports else "csp-not-implemented",
        )
    return _judge_policy(merged, _frame_ancestors(in_headers), retrieved.scheme == "https")


def _directives(policies: list[str]) -> set[str]:
    """Names of the directives of some policies; none when they cannot be merged."""
    try:
        return set(merging.merge(policies).sources)
    except merging.InvalidPolicyError:
        return set()


def _frame_ancestors(policies: list[str]) -> set[str]:
    try:
        return merging.merge(policies).sources.get("frame-ancestors", {"*"})
    except merging.InvalidPolicyError:
        return {"*"}


def _judge_policy(merged: merging.MergedPolicy, ancestors: set[str], secure: bool) -> TestVerdict:
    csp = merged.sources
    scripts, styles, objects = _effective_sources(csp)
    is_strict = _has_key(scripts) and "'strict-dynamic'" in scripts
    active = {s for n, v in csp.items() if n not in (*_PASSIVE, "script-src") for s in v} | scripts
    passive = {s for name in _PASSIVE for s in csp.get(name, csp.get("default-src", set()))}
    policy = {
        "antiClickjacking": not ancestors & BROAD,
        "defaultNone": csp.get("default-src") == {"'none'"},
        "insecureBaseUri": bool(csp.get("base-uri", {"*"}) & (BROAD | _INLINE)),
        "insecureFormAction": bool(csp.get("form-action", {"*"}) & BROAD),
        "insecureSchemeActive": secure and _is_insecure(active),
        "insecureSchemePassive": secure and _is_insecure(passive),
        "strictDynamic": is_strict,
        "unsafeEval": "'unsafe-eval'" in scripts | styles,
        "unsafeInline": bool(scripts & (BROAD | _INLINE) or objects & BROAD),
        "unsafeInlineStyle": bool(styles & (BROAD | _INLINE)),
        "unsafeObjects": bool(objects & BROAD),
    }
    invalid = "'strict-dynamic'" in scripts and not is_strict
    result = "csp-header-invalid" if invalid else _worst_of(policy)
    if merged.repeated and result in _PASSING:
        result = "csp-implemented-but-duplicate-directives"
    details = {"policy": policy, "frame-ancestors": "frame-ancestors" in csp}
    return TestVerdict(CSP, result, details)


def _effective_sources(csp: dict[str, set[str]]) -> tuple[set[str], set[str], set[str]]:
    """Sources of scripts, styles and objects; what browsers ignore is taken out of `csp` itself."""
    default = csp.get("default-src", {"*"})
    # A fallback is the same set, not a copy: what is taken out of one is out of the other.
    scripts, styles = csp.get("script-src", default), csp.get("style-src", default)
    for sources in (scripts, styles):
        if _has_key(sources):
            sources.discard("'unsafe-inline'")
    if _has_key(scripts) and "'strict-dynamic'" in scripts:
        ignored = {"'self'", "'unsafe-inline'"}
        scripts -= {s for s in scripts if s in ignored or s.startswith(tuple(BROAD))}
    return scripts, styles, csp.get("object-src", default)


_WEAKNESSES = (
    ("unsafeInline", "csp-implemented-with-unsafe-inline"),
    ("insecureSchemeActive", "csp-implemented-with-insecure-scheme"),
    ("unsafeEval", "csp-implemented-with-unsafe-eval"),
    ("insecureSchemePassive", "csp-implemented-with-insecure-scheme-in-passive-content-only"),
    ("unsafeInlineStyle", "csp-implemented-with-unsafe-inline-in-style-src-only"),
    ("defaultNone", "csp-implemented-with-no-unsafe-default-src-none"),
)
"""What is looked for, in this order; the first that is there is the result."""
_PASSING = frozenset(
    {
        "csp-implemented-with-no-unsafe",
        "csp-implemented-with-no-unsafe-default-src-none",
        "csp-implemented-with-unsafe-inline-in-style-src-only",
        "csp-implemented-with-insecure-scheme-in-passive-content-only",
    }
)


def _worst_of(policy: Mapping[str, bool]) -> str:
    return next(
        (result for name, result in _WEAKNESSES if policy[name]), "csp-implemented-with-no-unsafe"
    )


def _has_key(sources: Iterable[str]) -> bool:
    return any(source.startswith(_KEYS) for source in sources)


def _is_insecure(sources: Iterable[str]) -> bool:
    return any(source.startswith(("http:", "ftp:")) for source in sources)


def _metas(page: Page) -> tuple[list[str], str | None]:
    """The policies that a page's meta elements hold, and the last referrer policy there."""
    policies: list[str] = []
    referrer: str | None = None
    if media_type(page) not in HTML or not isinstance(content(page), str):
        return policies, referrer
    for _, attributes in elements(page.text, "meta"):
        text = attributes.get("content")
        if "http-equiv" in attributes and text is not None:
            if attributes["http-equiv"].strip().lower() == CSP and text:
                policies.append(text)
        elif attributes.get("name", "").strip().lower() == "referrer" and text:
            referrer = text
    return policies, referrer


def content(page: Page) -> object:
    """The body as the Observatory's HTTP library hands it over: JSON is parsed, whatever its type.

    So a page that happens to be JSON is no text, and cannot be read as one.
    """
    text = page.text
    if text.lstrip()[:1] not in ("{", "[", *'0123456789-"tfn'):
        return text
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return text


def _no_constant(name: str) -> object:
    raise ValueError(name)  # NaN and Infinity are Python's, not JSON's


# --- cookies ------------------------------------------------------------------------------------

_COOKIES = "cookies"
COOKIE_ORDER = (
    "",
    "cookies-without-secure-flag-but-protected-by-hsts",
    "cookies-without-secure-flag",
    "cookies-session-without-secure-flag-but-protected-by-hsts",
    "cookies-samesite-flag-invalid",
    "cookies-anticsrf-without-samesite-flag",
    "cookies-session-without-httponly-flag",
    "cookies-session-without-secure-flag",
)
"""Mildest first."""


def cookies(retrieved: Retrieved, page: Page, hsts: bool) -> TestVerdict:
    """The verdict about the worst cookie; `hsts` says whether that test is passed."""
    jar = {cookie.place: cookie for cookie in read_cookies(page.hops) if _is_stored(cookie)}
    if not jar:
        return TestVerdict(_COOKIES, "cookies-not-found")
    faults = {fault for cookie in jar.values() for fault in cookie_faults(cookie, hsts)}
    if any(map(_has_odd_samesite, page.last.all("set-cookie"))):
        faults.add("cookies-samesite-flag-invalid")
    worst = max(faults, key=COOKIE_ORDER.index, default="")
    if worst:
        return TestVerdict(_COOKIES, worst)
    all_said = all(_samesite(cookie) for cookie in jar.values())
    ending = "-and-samesite" if all_said else ""
    return TestVerdict(_COOKIES, f"cookies-secure-with-httponly-sessions{ending}")


def cookie_faults(cookie: Cookie, hsts: bool) -> Iterable[str]:
    """Results that one cookie earns; sessions are known by *login* and *sess* in their names."""
    name = cookie.name.lower()
    protected = "-but-protected-by-hsts" if hsts else ""
    is_session = "login" in name or "sess" in name
    if not cookie.secure:
        yield f"cookies-without-secure-flag{protected}"
        if is_session:
            yield f"cookies-session-without-secure-flag{protected}"
        if cookie.samesite == "none":
            yield "cookies-samesite-flag-invalid"
    if "csrf" in name and not _samesite(cookie):
        yield "cookies-anticsrf-without-samesite-flag"
    if is_session and not cookie.httponly:
        yield "cookies-session-without-httponly-flag"


def _samesite(cookie: Cookie) -> str:
    return cookie.samesite if cookie.samesite in ("lax", "strict", "none") else ""


def _is_stored(cookie: Cookie) -> bool:
    """Does the Observatory's jar keep it? Deleted ones too; nameless ones never."""
    if not cookie.name or cookie.name == "heroku-session-affinity" or not has_valid_domain(cookie):
        return False
    if cookie.name.startswith("__Host-"):
        return cookie.secure and not cookie.domain and cookie.place[1] == "/"
    return cookie.secure or not cookie.name.startswith("__Secure-")


def _has_odd_samesite(line: str) -> bool:
    for part in line.split(";"):
        name, _, value = part.strip().partition("=")
        first_value = value.partition("=")[0].strip().lower()
        if name.strip().lower() == "samesite" and first_value not in ("lax", "strict", "none"):
            return True
    return False


# --- transport ----------------------------------------------------------------------------------

_HSTS = "strict-transport-security"


def strict_transport_security(retrieved: Retrieved, preloads: Preloads) -> TestVerdict:
    """The header of the last answer over HTTPS, or the preload list, which goes before it."""
    page = retrieved.https
    details: dict[str, object] = {"max_age": None}
    details |= dict.fromkeys(("include_subdomains", "preload", "preloaded"), False)
    if page is None:
        return TestVerdict(_HSTS, "hsts-not-implemented-no-https", details)
    result = "hsts-not-implemented"
    value = header(page.last, _HSTS)
    if not is_trusted(page):
        result = "hsts-invalid-cert"
    elif value is not None:
        result = _judge_hsts(value[:1_024], details)
    if entry := find_preload_entry(retrieved.host, preloads):
        result = "hsts-preloaded"
        details |= {"include_subdomains": entry.include_subdomains, "preloaded": True}
    return TestVerdict(_HSTS, result, details)


def _judge_hsts(value: str, details: dict[str, object]) -> str:
    if "," in value:
        return "hsts-header-invalid"
    seconds: int | None = None
    has_max_age = False
    for part in (part.strip().lower() for part in value.split(";")):
        if part.startswith("max-age="):
            # What is no number counts as given, and no comparison with it holds.
            has_max_age, seconds = True, _parse_int(part[8:128])
        elif part == "includesubdomains":
            details["include_subdomains"] = True
        elif part == "preload":
            details["preload"] = True
    details["max_age"] = seconds
    if not has_max_age:
        return "hsts-header-invalid"
    if seconds is not None and seconds < SIX_MONTHS:
        return "hsts-implemented-max-age-less-than-six-months"
    return "hsts-implemented-max-age-at-least-six-months"


def _parse_int(text: str) -> int | None:
    """A whole number as JavaScript's ``parseInt`` reads it, rounded as its numbers are."""
    match = re.match(r"\s*([+-]?[0-9]+)", text)
    return int(float(match[1])) if match else None


_REDIRECTION = "redirection"


def redirection(page: Page | None, preloads: Preloads) -> TestVerdict:
    """The verdict about where requests over HTTP are led."""
    if page is None:
        return TestVerdict(_REDIRECTION, "redirection-not-needed-no-http")
    if not is_trusted(page):
        return TestVerdict(_REDIRECTION, "redirection-invalid-cert")
    way = [(hop.url.partition(":")[0].lower(), host_of(hop.url)) for hop in page.hops]
    if all(find_preload_entry(name, preloads) for _, name in way):
        result = "redirection-all-redirects-preloaded"
    elif len(way) == 1:
        result = "redirection-missing"
    elif way[-1][0] != "https":
        result = "redirection-not-to-https"
    elif way[1][0] == "http":
        result = "redirection-not-to-https-on-initial-redirection"
    elif way[0][1] != way[1][1]:
        result = "redirection-off-host-from-http"
    else:
        result = "redirection-to-https"
    return TestVerdict(_REDIRECTION, result)


def cross_origin_resource_sharing(answer: Hop | None) -> TestVerdict:
    """What OPTIONS answers. That an origin is reflected cannot be seen by the Observatory."""
    allowed = header(answer, "access-control-allow-origin") if answer else None
    kind = "not-implemented"
    if allowed:
        public = allowed[:256].strip() == "*"
        kind = f"implemented-with-{'public' if public else 'restricted'}-access"
    return TestVerdict("cross-origin-resource-sharing", f"cross-origin-resource-sharing-{kind}")


# --- other headers ------------------------------------------------------------------------------


def referrer_policy(page: Page) -> TestVerdict:
    """The verdict about the last known word of the header and of the page's ``meta``."""
    test = "referrer-policy"
    values = [v for v in (header(page.last, test), _metas(page)[1]) if v is not None]
    if not values:
        return TestVerdict(test, "referrer-policy-not-implemented")
    words = (word.strip().lower() for word in ", ".join(values).split(","))
    known_words = [word for word in words if word in REFERRER_POLICIES]
    if not known_words:
        return TestVerdict(test, "referrer-policy-header-invalid")
    return TestVerdict(
        test, f"referrer-policy-{'private' if known_words[-1] in PRIVATE else 'unsafe'}"
    )


def content_type_options(hop: Hop) -> TestVerdict:
    """The verdict about X-Content-Type-Options: ``nosniff`` and nothing else."""
    test = "x-content-type-options"
    value = header(hop, test)
    if not value:
        return TestVerdict(test, f"{test}-not-implemented")
    is_nosniff = value[:256].strip().lower() == "nosniff"
    return TestVerdict(test, f"{test}-{'nosniff' if is_nosniff else 'header-invalid'}")


def frame_options(hop: Hop, csp: TestVerdict) -> TestVerdict:
    """The verdict about X-Frame-Options, unless any policy has ``frame-ancestors``."""
    test = "x-frame-options"
    value = (header(hop, test) or "")[:1_024].strip().lower()
    if csp.details.get("frame-ancestors"):
        kind = "implemented-via-csp"
    elif not value:
        kind = "not-implemented"
    elif value in ("deny", "sameorigin"):
        kind = "sameorigin-or-deny"
    else:
        kind = "allow-from-origin" if value.startswith("allow-from") else "header-invalid"
    return TestVerdict(test, f"{test}-{kind}")


_TOKENS = {
    "cross-origin-opener-policy": (
        "coop",
        ("same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"),
    ),
    "cross-origin-embedder-policy": ("coep", ("require-corp", "credentialless", "unsafe-none")),
}


def token_policy(hop: Hop, test: str) -> TestVerdict:
    """The verdict about a header that holds one token (RFC 8941), parameters ignored."""
    short, known_tokens = _TOKENS[test]
    value = header(hop, test)
    if not value:
        return TestVerdict(test, f"{short}-not-implemented")
    word = read_token(value)
    return TestVerdict(
        test,
        f"{short}-implemented-with-{word}" if word in known_tokens else f"{short}-header-invalid",
    )


def resource_policy(hop: Hop) -> TestVerdict:
    """The verdict about Cross-Origin-Resource-Policy: one of three words in any case."""
    test = "cross-origin-resource-policy"
    value = (header(hop, test) or "")[:256].strip().lower()
    if not value:
        return TestVerdict(test, "corp-not-implemented")
    is_known = value in ("same-site", "same-origin", "cross-origin")
    result = f"corp-implemented-with-{value}" if is_known else "corp-header-invalid"
    return TestVerdict(test, result)


# --- scripts ------------------------------------------------------------------------------------

_SRI = "subresource-integrity"
SRI_ORDER = (
    "",
    "sri-implemented-and-all-scripts-loaded-securely",
    "sri-implemented-and-external-scripts-loaded-securely",
    "sri-implemented-but-external-scripts-not-loaded-securely",
    "sri-not-implemented-but-external-scripts-loaded-securely",
    "sri-not-implemented-and-external-scripts-not-loaded-securely",
)
"""As the Observatory ranks them, best first."""


def subresource_integrity(retrieved: Retrieved, page: Page) -> TestVerdict:
    """Where scripts come from and whether they carry a hash; text decides, not the tree.

    Raises:
        UnreadableError: a script's address is none, on which the Observatory's scan breaks off.
    """
    kind = media_type(page)
    if kind and kind not in HTML:
        return TestVerdict(_SRI, "sri-not-implemented-response-not-html")
    text = content(page)
    if text and not isinstance(text, str):
        return TestVerdict(_SRI, "html-not-parseable")
    scripts = (
        [attributes for _, attributes in elements(text, "script")] if isinstance(text, str) else []
    )
    result, foreign = "", False
    for attributes in scripts:
        if src := attributes.get("src"):
            verdict, is_foreign = _judge_script(src, bool(attributes.get("integrity")), retrieved)
            foreign = foreign or is_foreign
            # A hash on a script of one's own counts only as long as nothing else does.
            if is_foreign or not result:
                result = max(result, verdict, key=SRI_ORDER.index)
    if not scripts:
        result = "sri-not-implemented-but-no-scripts-loaded"
    elif not result and foreign:
        result = "sri-implemented-and-external-scripts-loaded-securely"
    return TestVerdict(
        _SRI, result or "sri-not-implemented-but-all-scripts-loaded-from-secure-origin"
    )


def _judge_script(src: str, has_hash: bool, retrieved: Retrieved) -> tuple[str, bool]:
    """The result that the address of one script earns, and whether it counts as foreign."""
    if re.match(r"//[^/]", src):
        foreign, secure = True, False
    elif re.match(r"https?://", src):
        address = parse_url(src)
        if address is None:
            raise UnreadableError(UnreadableState.MALFORMED, "Invalid URL")
        foreign = _domain(address.host) != _domain(retrieved.host)
        secure = address.scheme == "https"
    else:
        foreign, secure = False, retrieved.scheme == "https"
    if not foreign:
        return (
            "sri-implemented-and-all-scripts-loaded-securely" if has_hash and secure else ""
        ), False
    if has_hash:
        return ("" if secure else "sri-implemented-but-external-scripts-not-loaded-securely"), True
    ending = "but-external-scripts-loaded" if secure else "and-external-scripts-not-loaded"
    return f"sri-not-implemented-{ending}-securely", True


def _domain(name: str) -> str:
    """The registrable domain by the public part of the suffix list alone."""
    return registered_part(name, registries_only=True)
