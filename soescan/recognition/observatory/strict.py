"""The twelve tests as the standards and browsers have it: what `compat` gets wrong, put right.

Every place where this says something else than the Observatory is one of `CORRECTIONS`, and the
verdict names it. Where nobody is wrong, it says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from soescan.errors import UnreadableError, UnreadableState
from soescan.recognition.observatory import compat, score_table
from soescan.recognition.observatory.report import ObservatoryReport, TestVerdict, score_verdicts
from soescan.recognition.observatory.retrieval import ORIGIN, REDIRECTS, Retrieved, is_trusted
from soescan.reference.public import Preload
from soescan.site.page_state import classify_page
from soescan.site.whole_page import require_whole
from soescan.web import Hop, Page
from soescan.web.cookies.set_cookie import Cookie, is_refused
from soescan.webstandards import cookie_names, csp
from soescan.webstandards.content_type_options import is_nosniff
from soescan.webstandards.cookies import read_cookies, stored_cookies
from soescan.webstandards.cors import reflects_credentials
from soescan.webstandards.frame_options import read_frame_options
from soescan.webstandards.hsts import find_preload_entry, read_hsts
from soescan.webstandards.html import parse_page
from soescan.webstandards.loads import (
    Subresource,
    count_scripts,
    find_subresources,
    registered_sites,
)
from soescan.webstandards.referrer_policy import effective_policy, meta_referrers

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CORRECTIONS: Mapping[str, str] = {
    "no-https": "a site that does not answer over HTTPS protects nothing, whatever else it sends",
    "each-policy": "browsers enforce every policy apart; what one of them forbids is forbidden",
    "empty-policy": "an empty policy in the list is none; browsers pass over it",
    "first-directive": "of a directive that stands twice, browsers take the first",
    "no-directive": "a policy without a directive that browsers know does nothing",
    "no-quotes": "keywords without quotes are names of hosts, and do not say what was meant",
    "all-directives": "script-src-elem, script-src-attr and their like count as well",
    "sandbox": "a sandbox without allow-scripts lets no script run",
    "blob-and-data": "blob: lets scripts, and data: lets plugins, come from nowhere",
    "real-nonce": "a nonce or hash without a value is none, and 'unsafe-inline' stays in force",
    "upgraded": "upgrade-insecure-requests makes browsers ask over HTTPS",
    "head-only": "browsers read policies of meta elements in the head of the page only",
    "deletion": "taking a cookie away is not setting one",
    "nameless": "browsers keep cookies without a name",
    "set-over-http": "a cookie that is set over plain HTTP can be read and replaced on the way",
    "session-by-name": "a session cookie is known by the words of its name, not by four letters",
    "refused-cookie": "a cookie that browsers refuse is not set",
    "first-header": "of several Strict-Transport-Security fields, the first counts (RFC 6797, 8.1)",
    "hsts-grammar": "max-age is a number, may be quoted and stands once (RFC 6797, 6.1)",
    "first-value": "of several values, the first counts (Fetch Standard, 3.6)",
    "same-values": "equal values count once (HTML Standard, 7.1.3)",
    "anyone-may-frame": "frame-ancestors that allows everyone protects from nobody",
    "frame-ancestors-in-meta": "frame-ancestors in a meta element has no effect",
    "allow-from": "browsers ignore ALLOW-FROM",
    "no-location": "a redirect without an address leads nowhere: the answer itself is shown",
    "loop": "redirects that go in a circle show nothing over HTTP",
    "reflected-origin": "any origin is let in, with the visitor's credentials",
    "browser-addresses": "scripts are found and their addresses read as browsers do",
    "page-scheme": "an address without a scheme takes the page's, which is HTTPS",
    "no-hash": "an integrity that holds no hash is not checked",
    "media-type": "types of media are compared without case",
    "not-json": "text that could be JSON is a page all the same when it is served as one",
    "old-words": "the words of meta name=referrer are read as browsers read them",
}
"""What is put right, and why. Standards as of 2026-11."""

Judgement = tuple[str, str]
"""A result and the name of the correction that led to it, if one did."""
Preloads = Mapping[str, Preload]


def grade(
    retrieved: Retrieved, preloads: Preloads | None, document: HtmlElement | None = None
) -> ObservatoryReport:
    """Score and grade of what was retrieved.

    A `document` is the parsed page, where it was read before and found to be the vendor's own. What
    was not asked (OPTIONS, in a passive scan) is no verdict and counts nothing.

    Raises:
        UnreadableError: what came is not the vendor's page: a challenge, a login, an error.
    """
    page = retrieved.graded_page
    if page is None:
        raise UnreadableError(UnreadableState.DOWN, "nothing answers")
    if document is None:
        document = _vendor_document(page)
    policies = (
        *csp.header_policies(page.last),
        *(csp.meta_policies(document) if page.is_html else ()),
    )
    hsts = strict_transport_security(retrieved, preloads or {})
    verdicts = [
        _verdict(compat.CSP, content_security_policy(page, policies, retrieved.scheme == "https")),
        _verdict("cookies", cookies(retrieved, page, hsts.passed)),
        compat.token_policy(page.last, "cross-origin-embedder-policy"),
        compat.token_policy(page.last, "cross-origin-opener-policy"),
        _verdict("redirection", redirection(retrieved.http, preloads or {})),
        _verdict("referrer-policy", referrer_policy(page, document)),
        hsts,
        _verdict("subresource-integrity", subresource_integrity(page, document, policies)),
        _verdict("x-content-type-options", content_type_options(page.last)),
        _verdict("x-frame-options", frame_options(page.last, policies)),
        compat.resource_policy(page.last),
    ]
    if retrieved.asked_cors:
        judgement = cross_origin_resource_sharing(retrieved.cors)
        verdicts.insert(4, _verdict("cross-origin-resource-sharing", judgement))
    report = score_verdicts(tuple(verdicts))
    if retrieved.https is None:
        return ObservatoryReport(report.verdicts, 0, "F", CORRECTIONS["no-https"])
    return report


def _vendor_document(page: Page) -> HtmlElement:
    """The page, parsed, if it is the vendor's and nothing that stands in front of it."""
    state, why = classify_page(page)
    if state is not None:
        raise UnreadableError(state, why, at=page.at)
    require_whole(page)
    return parse_page(page)


def differences(
    ours: ObservatoryReport, theirs: ObservatoryReport
) -> tuple[tuple[TestVerdict, TestVerdict], ...]:
    """The verdicts that differ, ours with the correction first, the Observatory's second."""
    by_test = {verdict.test: verdict for verdict in theirs.verdicts}
    pairs = ((v, by_test[v.test]) for v in ours.verdicts if v.test in by_test)
    return tuple((our, their) for our, their in pairs if our.result != their.result)


def _verdict(
    test: str, judgement: Judgement, details: Mapping[str, object] | None = None
) -> TestVerdict:
    result, name = judgement
    return TestVerdict(test, result, details or {}, f"{name}: {CORRECTIONS[name]}" if name else "")


# --- content security policy --------------------------------------------------------------------

_UNQUOTED = frozenset(
    {"self", "none", "unsafe-inline", "unsafe-eval", "strict-dynamic", "unsafe-hashes"}
)
_RESULTS = (
    ("inline", "csp-implemented-with-unsafe-inline"),
    ("insecure", "csp-implemented-with-insecure-scheme"),
    ("eval", "csp-implemented-with-unsafe-eval"),
    ("passive", "csp-implemented-with-insecure-scheme-in-passive-content-only"),
    ("style", "csp-implemented-with-unsafe-inline-in-style-src-only"),
)


def content_security_policy(
    page: Page, policies: Sequence[csp.CspPolicy], secure: bool
) -> Judgement:
    """The first weakness that every enforced policy has; the others are forbidden by one."""
    enforced = [policy for policy in policies if policy.enforced]
    effective = [policy for policy in enforced if policy.has_effect]
    if not effective:
        return _no_policy(page, policies)
    if any(_misspells(policy) for policy in effective):
        return "csp-header-invalid", "no-quotes"
    if any(_shuts_itself_out(policy) for policy in effective):
        return "csp-header-invalid", ""
    shared = set.intersection(*(_weaknesses(policy, secure) for policy in effective))
    result = next((name for weakness, name in _RESULTS if weakness in shared), "")
    if not result:
        none = any(policy.sources("default-src") == () for policy in effective)
        result = "csp-implemented-with-no-unsafe" + ("-default-src-none" if none else "")
    passes = score_table.results_by_name()[result].pass_
    if passes and any(_repeats_reporting(policy) for policy in effective):
        return "csp-implemented-but-duplicate-directives", ""
    return result, _policy_correction(page, policies, effective)


def _no_policy(page: Page, policies: Sequence[csp.CspPolicy]) -> Judgement:
    """What to call it when no policy is in force."""
    if any(policy.enforced for policy in policies):
        return "csp-header-invalid", "no-directive"
    if policies:
        return "csp-not-implemented-but-reporting-enabled", ""
    return "csp-not-implemented", "empty-policy" if page.last.all(compat.CSP) else "head-only"


def _misspells(policy: csp.CspPolicy) -> bool:
    return any(
        value.lower() in _UNQUOTED or value.lower().startswith(("nonce-", "sha256-"))
        for name, values in policy.directives.items()
        if name.partition("-src")[1]
        for value in values
    )


def _shuts_itself_out(policy: csp.CspPolicy) -> bool:
    """'strict-dynamic' without nonce or hash: no script runs, which nobody means."""
    sources = policy.sources("script-src") or ()
    return "'strict-dynamic'" in sources and not csp.is_strict(sources)


def _repeats_reporting(policy: csp.CspPolicy) -> bool:
    names = _directive_names(policy)
    return any(names.count(name) > 1 for name in ("report-uri", "report-to"))


def _directive_names(policy: csp.CspPolicy) -> list[str]:
    """The names of directives as often as they stand in a policy."""
    return [part.split()[0].lower() for part in policy.text.split(";") if part.split()]


def _weaknesses(policy: csp.CspPolicy, secure: bool) -> set[str]:
    """What one policy lets through."""
    weaknesses = set()
    scripts, handlers = policy.sources("script-src-elem"), policy.sources("script-src-attr")
    if policy.runs_scripts:
        if _lets_in(scripts, "data:", "blob:") or handlers is None or csp.allows_inline(handlers):
            weaknesses.add("inline")
        if _is_broad(policy.sources("object-src"), "data:"):
            weaknesses.add("inline")
        if "'unsafe-eval'" in (*(policy.sources("script-src") or ()), *_styles(policy)):
            weaknesses.add("eval")
    for name in ("style-src-elem", "style-src-attr"):
        if _lets_in(policy.sources(name), "data:"):
            weaknesses.add("style")
    if secure and not csp.upgrades_insecure_requests([policy]):
        weaknesses |= _insecure(policy, scripts)
    return weaknesses


def _styles(policy: csp.CspPolicy) -> tuple[str, ...]:
    return policy.sources("style-src") or ()


def _lets_in(sources: Sequence[str] | None, *unsafe: str) -> bool:
    """Does a list let inline code or code from anywhere through?"""
    if sources is None or csp.allows_inline(sources):
        return True
    return not csp.is_strict(sources) and _is_broad(sources, *unsafe)


def _is_broad(sources: Sequence[str] | None, *unsafe: str) -> bool:
    return sources is None or any(csp.is_broad(source) or source in unsafe for source in sources)


def _insecure(policy: csp.CspPolicy, scripts: Sequence[str] | None) -> set[str]:
    """Which kinds of content may come over plain HTTP."""
    weaknesses = set()
    for name in policy.directives:
        if "-src" not in name or name in ("img-src", "media-src"):
            continue
        sources = policy.sources(name) or ()
        if name.startswith("script-src") and csp.is_strict(scripts or ()):
            continue
        if any(source.startswith(("http:", "ftp:")) for source in sources):
            weaknesses.add("insecure")
    for name in ("img-src", "media-src"):
        if any(source.startswith(("http:", "ftp:")) for source in policy.sources(name) or ()):
            weaknesses.add("passive")
    return weaknesses


def _policy_correction(
    page: Page, policies: Sequence[csp.CspPolicy], effective: Sequence[csp.CspPolicy]
) -> str:
    """The first thing about the policies that the Observatory reads otherwise."""
    listed = [part.strip() for value in page.last.all(compat.CSP) for part in value.split(",")]
    values = [value.lower() for p in effective for v in p.directives.values() for value in v]
    names = {name for policy in effective for name in policy.directives}
    repeats = any(len(each) > len(set(each)) for each in map(_directive_names, policies))
    signs = (
        ("" in listed, "empty-policy"),
        (repeats, "first-directive"),
        (not all(policy.runs_scripts for policy in effective), "sandbox"),
        (any(name.endswith(("-elem", "-attr")) for name in names), "all-directives"),
        ("blob:" in values or "data:" in values, "blob-and-data"),
        (any(value.startswith(("'nonce-", "'sha")) for value in values), "real-nonce"),
        (csp.upgrades_insecure_requests(effective), "upgraded"),
    )
    return next((name for sign, name in signs if sign), "each-policy")


# --- cookies ------------------------------------------------------------------------------------


def cookies(retrieved: Retrieved, page: Page, hsts: bool) -> Judgement:
    """The worst of what is wrong with any cookie that a browser would hold afterwards."""
    plain = [hop for hop in (retrieved.http.hops if retrieved.http else ()) if _is_plain(hop)]
    hops = (*plain, *page.hops) if retrieved.https else page.hops
    stored = stored_cookies(hops, page.at)
    jar = [cookie for cookie in stored if cookie.name != "heroku-session-affinity"]
    correction = _cookie_correction(hops, jar)
    if not jar:
        return "cookies-not-found", correction
    faults = [fault for cookie in jar for fault in _cookie_faults(cookie, hsts)]
    worst = max(faults, key=compat.COOKIE_ORDER.index, default="")
    if not worst:
        ending = "-and-samesite" if all(cookie.samesite for cookie in jar) else ""
        worst = f"cookies-secure-with-httponly-sessions{ending}"
    return worst, correction


def _is_plain(hop: Hop) -> bool:
    return hop.url.lower().startswith("http:")


def _cookie_faults(cookie: Cookie, hsts: bool) -> Iterator[str]:
    protected = "-but-protected-by-hsts" if hsts and not cookie.over_http else ""
    is_session = cookie_names.carries_session(cookie.name)
    if not cookie.secure:
        yield f"cookies-without-secure-flag{protected}"
        if is_session:
            yield f"cookies-session-without-secure-flag{protected}"
    samesite = cookie.samesite
    if samesite not in (None, "lax", "strict", "none") or (
        samesite == "none" and not cookie.secure
    ):
        yield "cookies-samesite-flag-invalid"
    if cookie_names.is_csrf_token(cookie.name) and not samesite:
        yield "cookies-anticsrf-without-samesite-flag"
    if is_session and not cookie.httponly:
        yield "cookies-session-without-httponly-flag"


def _cookie_correction(hops: Iterable[Hop], jar: Sequence[Cookie]) -> str:
    every_cookie = list(read_cookies(hops))
    names = {cookie.name for cookie in jar}
    signs = (
        (any(cookie.over_http for cookie in jar), "set-over-http"),
        ("" in names, "nameless"),
        (any(map(is_refused, every_cookie)), "refused-cookie"),
        (any(cookie.name not in names for cookie in every_cookie), "deletion"),
        (jar, "session-by-name"),
    )
    return next((name for sign, name in signs if sign), "")


# --- transport ----------------------------------------------------------------------------------


def strict_transport_security(retrieved: Retrieved, preloads: Preloads) -> TestVerdict:
    """The first header of the last answer over HTTPS, by RFC 6797; the preload list goes before."""
    page, test = retrieved.https, "strict-transport-security"
    if page is None:
        return _verdict(test, ("hsts-not-implemented-no-https", ""))
    values = page.last.all(test)
    hsts = read_hsts(values[0]) if values else None
    if find_preload_entry(retrieved.host, preloads):
        judgement = ("hsts-preloaded", "")
    elif not is_trusted(page):
        judgement = ("hsts-invalid-cert", "")
    elif not values:
        judgement = ("hsts-not-implemented", "")
    else:
        name = "first-header" if len(values) > 1 else "hsts-grammar"
        long = hsts is not None and hsts.max_age >= compat.SIX_MONTHS
        length = "at-least" if long else "less-than"
        result = f"hsts-implemented-max-age-{length}-six-months"
        judgement = (result if hsts else "hsts-header-invalid", name)
    details = {"max_age": hsts.max_age if hsts else None}
    return _verdict(test, judgement, details)


def redirection(page: Page | None, preloads: Preloads) -> Judgement:
    """The result by where requests over HTTP are led, as far as a browser follows redirects."""
    if page is None:
        return "redirection-not-needed-no-http", ""
    hops = page.hops
    for index, hop in enumerate(hops):
        if hop.status in REDIRECTS and not hop.all("location"):
            cut = Page(hops[: index + 1], at=page.at)
            return compat.redirection(cut, preloads).result, "no-location"
    if page.status in REDIRECTS or len({hop.url for hop in hops}) < len(hops):
        return "redirection-not-needed-no-http", "loop"
    return compat.redirection(page, preloads).result, ""


def cross_origin_resource_sharing(answer: Hop | None) -> Judgement:
    """The result by what OPTIONS answers a foreign origin; a reflected one is universal access."""
    if answer and reflects_credentials(answer, ORIGIN):
        kind = "cross-origin-resource-sharing-implemented-with-universal-access"
        return kind, "reflected-origin"
    return compat.cross_origin_resource_sharing(answer).result, ""


# --- other headers ------------------------------------------------------------------------------


def referrer_policy(page: Page, document: HtmlElement) -> Judgement:
    """The result by the policy that a browser follows (W3C Referrer Policy, 8.1)."""
    values = page.last.all("referrer-policy")
    metas = meta_referrers(document)
    if not values and not metas:
        return "referrer-policy-not-implemented", "old-words"
    policy = effective_policy(values, metas)
    if not policy:
        return "referrer-policy-header-invalid", "old-words"
    kind = "private" if policy in compat.PRIVATE else "unsafe"
    return f"referrer-policy-{kind}", "old-words"


def content_type_options(hop: Hop) -> Judgement:
    """The result by the first value of X-Content-Type-Options (Fetch Standard, 3.6)."""
    test = "x-content-type-options"
    values = [value for value in hop.all(test) if value.strip()]
    if not values:
        return f"{test}-not-implemented", ""
    kind = "nosniff" if is_nosniff(values) else "header-invalid"
    return f"{test}-{kind}", "first-value"


def frame_options(hop: Hop, policies: Sequence[csp.CspPolicy]) -> Judgement:
    """The result by ``frame-ancestors``, else by X-Frame-Options (HTML Standard, 7.1.3)."""
    test = "x-frame-options"
    limited = csp.limits_framing(policies)
    if limited is not None:
        if limited:
            return f"{test}-implemented-via-csp", ""
        return f"{test}-not-implemented", "anyone-may-frame"
    values = [value for value in hop.all(test) if value.strip()]
    if read_frame_options(values):
        return f"{test}-sameorigin-or-deny", _frame_correction(values)
    kind = "header-invalid" if values else "not-implemented"
    return f"{test}-{kind}", _frame_correction(values)


def _frame_correction(values: Sequence[str]) -> str:
    if any(value.strip().lower().startswith("allow-from") for value in values):
        return "allow-from"
    several = len(values) > 1 or any("," in value for value in values)
    return "same-values" if several else "frame-ancestors-in-meta"


# --- scripts ------------------------------------------------------------------------------------


def subresource_integrity(
    page: Page, document: HtmlElement, policies: Sequence[csp.CspPolicy]
) -> Judgement:
    """Where the scripts that a browser would load come from, and whether it checks them."""
    if not page.is_html:
        return "sri-not-implemented-response-not-html", "media-type"
    upgraded = csp.upgrades_insecure_requests(policies)
    script_loads = find_subresources(
        document, page.url, text=page.text, upgraded=upgraded, tags=("script",)
    )
    scripts = [load for load in script_loads if load.address]
    correction = _script_correction(page, scripts)
    if not scripts:
        inline = count_scripts(document) - len(script_loads)
        kind = "all-scripts-loaded-from-secure-origin" if inline > 0 else "no-scripts-loaded"
        return f"sri-not-implemented-but-{kind}", correction
    own_domains = registered_sites(page.hops[0].url, page.url)
    judgements = [_judge_script(load, own_domains) for load in scripts]
    foreign = [result for is_foreign, result in judgements if is_foreign]
    if foreign:
        worst = max(foreign, key=compat.SRI_ORDER.index)
        return worst or "sri-implemented-and-external-scripts-loaded-securely", correction
    if any(result for _, result in judgements):
        return "sri-implemented-and-all-scripts-loaded-securely", correction
    return "sri-not-implemented-but-all-scripts-loaded-from-secure-origin", correction


def _judge_script(load: Subresource, own_domains: frozenset[str]) -> tuple[bool, str]:
    """Is it of another company's site, and what does that make of the result?"""
    address = load.address
    secure = address is not None and address.scheme == "https"
    if address is None or not address.host or address.site in own_domains:
        return False, "hash" if load.integrity and secure else ""
    if load.integrity:
        return True, "" if secure else "sri-implemented-but-external-scripts-not-loaded-securely"
    ending = "but-external-scripts-loaded" if secure else "and-external-scripts-not-loaded"
    return True, f"sri-not-implemented-{ending}-securely"


def _script_correction(page: Page, scripts: Sequence[Subresource]) -> str:
    signs: tuple[tuple[Callable[[], bool], str], ...] = (
        (lambda: compat.media_type(page) not in compat.HTML, "media-type"),
        (lambda: any(load.written.startswith("//") for load in scripts), "page-scheme"),
        (lambda: not isinstance(compat.content(page), str), "not-json"),
        (lambda: "integrity" in page.text and not any(s.integrity for s in scripts), "no-hash"),
    )
    return next((name for sign, name in signs if sign()), "browser-addresses")
