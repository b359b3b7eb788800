"""Is what came back the page that was asked for, or something that stands in front of it?

Firewalls, sign-in pages and error pages answer with any status, so the status alone does not tell.
Signatures are in ``catalogs/signs/pages.yaml``: a strong one decides, weak ones need a second, and
those in the text count only where there is little text, so that an article about captchas stays an
article.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from soescan.errors import UnreadableError, UnreadableState
from soescan.reference import vendors
from soescan.site import signatures
from soescan.site.page_content import PageContent, fold_title
from soescan.site.signatures import MatchField, PageSignature
from soescan.site.whole_page import cut_state
from soescan.web import Get, Page, Web
from soescan.web.shelf import RecentPages
from soescan.web.url import belongs, host, parse_url, registrable_domain

if TYPE_CHECKING:
    pass

REFUSALS = (401, 403, 429, 451)
"""Statuses of a server that turns a visitor away."""
NOT_MODIFIED = 304
"""The page is the one that was kept; saved sessions hold it so."""

_STATES_OF_ANY_STATUS = (UnreadableState.CHALLENGE, UnreadableState.BLOCKED)
"""What a page may be whatever its status."""
_STATES_OF_OK_STATUS = (
    *_STATES_OF_ANY_STATUS,
    UnreadableState.PARKED,
    UnreadableState.LOGIN,
    UnreadableState.SOFT_404,
    UnreadableState.SCRIPT_ONLY,
)
"""What a page may be that answers with "ok", in the order in which they are looked for."""


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of asking for a page."""

    page: Page | None
    """What came, also when it is not the page that was wanted; None when nothing did."""
    state: UnreadableState | None = None
    """Why it does not count as the page; None when it does."""
    why: str = ""


def read_page(web: Web, url: str) -> PageResult:
    """Fetch a page and classify it. That it cannot be fetched is a result too."""
    try:
        page = web.ask(Get(url))
    except UnreadableError as error:
        return PageResult(None, error.state, error.why)
    state, why = classify_page(page)
    return PageResult(page, state, why)


def read_landing_page(web: Web, url: str) -> PageResult:
    """As `read_page`; a page on a domain that is not the vendor's is in the state ELSEWHERE."""
    result = read_page(web, url)
    if result.page and result.state is None and (domain := foreign_domain(result.page)):
        return PageResult(result.page, UnreadableState.ELSEWHERE, f"redirects lead to {domain}")
    return result


def classify_page(page: Page) -> tuple[UnreadableState | None, str]:
    """The state of a page, and the evidence for it; None and nothing for the page itself.

    The status (RFC 9110, section 15) decides first; where it says "ok", or where a firewall may
    answer with any status, the signatures do. One strong signature is enough, weak ones need a
    second. Of a page that was cut, a signature that rests on how little it shows says nothing: its
    state is then that it was cut.
    """
    content = _content_of(page)
    if page.status < 200:
        return UnreadableState.MALFORMED, f"status {page.status}: an interim answer, and no page"
    if page.status < 300 or page.status == NOT_MODIFIED:
        return _recognise(content, _STATES_OF_OK_STATUS) or (None, "")
    status = f"status {page.status}"
    if page.status < 400:
        return UnreadableState.MALFORMED, f"{status}: a redirect that leads nowhere"
    if recognised := _recognise(
        content, _STATES_OF_ANY_STATUS[:1] if page.status in (404, 410) else _STATES_OF_ANY_STATUS
    ):
        return recognised[0], f"{status}: {recognised[1]}"
    if page.status in (404, 410):
        return UnreadableState.NOT_FOUND, status
    return (UnreadableState.BLOCKED if page.status in REFUSALS else UnreadableState.DOWN), status


def drop_unsaved_parts(page: Page) -> Page:
    """A saved page as far as it was saved, for classification.

    What nobody saved is no evidence against a page.
    """
    if not page.bodiless and not any(hop.unsaved for hop in page.hops):
        return page
    hops = [replace(hop, unsaved=()) for hop in page.hops]
    if page.bodiless:
        unread = ("content-type", "application/octet-stream")
        other_headers = (
            header for header in hops[-1].headers if header[0].lower() != "content-type"
        )
        hops[-1] = replace(hops[-1], headers=(*other_headers, unread))
    return replace(page, hops=tuple(hops), bodiless=False)


def foreign_domain(page: Page) -> str:
    """The domain of somebody else to which redirects led; empty when they did not.

    Another domain of the same name (``acme.io`` and ``acme.com``, ``getacme.com``) or of the same
    known product is the vendor's too.
    """
    first_domain, last_domain = (_registrable(host(url)) for url in (page.hops[0].url, page.url))
    if (
        not last_domain
        or first_domain == last_domain
        or _same_name(first_domain, last_domain)
        or _same_product(first_domain, last_domain)
    ):
        return ""
    return last_domain


def soft_404_reason(page: Page, requested: str, home: Page | None) -> str:
    """Why a page is not what was asked for although its status says "ok"; empty when it is.

    Sites answer addresses that they do not know with a page that says so, with a redirect to their
    front page, or with the front page itself. `home` is that front page, where it is known.
    """
    state, why = classify_page(page)
    if state in (UnreadableState.SOFT_404, UnreadableState.NOT_FOUND):
        return why
    if _path(requested) == "/":
        return ""
    if _path(page.url) == "/" and len(page.hops) > 1:
        return "the address leads to the front page"
    if home is None or _path(home.hops[0].url) == _path(requested):
        return ""
    if page.url == home.url or (page.sha256 and page.sha256 == home.sha256):
        return "the address shows the front page"
    if page.is_html and home.is_html:
        content, home_content = _content_of(page), _content_of(home)
        if content.text and (content.titles, content.text) == (
            home_content.titles,
            home_content.text,
        ):
            return "the address shows the text of the front page"
    return ""


# --- what a page shows ---------------------------------------------------------------------------


_content_of: RecentPages[Page, PageContent] = RecentPages(
    lambda page: PageContent(drop_unsaved_parts(page)), most=4 << 20
)
"""The content of a page, kept for the last: a site's pages are compared with each other."""


# --- signatures ----------------------------------------------------------------------------------


def _recognise(
    content: PageContent, states: tuple[UnreadableState, ...]
) -> tuple[UnreadableState, str] | None:
    """The first state with one strong signature or two weak ones, and the evidence."""
    every = signatures.page_signatures()
    recognised = _first_state(content, states, every)
    if recognised is None or cut_state(content.page)[0] is None:
        return recognised
    certain = [signature for signature in every if _holds_of_a_part(signature)]
    if found := _first_state(content, states, certain):
        return found
    state, why = cut_state(content.page)
    return (state, f"{why}; what there is of it looks like {recognised[0]}") if state else None


def _holds_of_a_part(signature: PageSignature) -> bool:
    """Does a signature that matches the beginning of a page match the whole page, too?"""
    return not signature.within and signature.look in _LASTING


_LASTING = frozenset(
    (
        *(MatchField.HEADER, MatchField.HOST, MatchField.PATH, MatchField.TITLE_STARTS),
        *(MatchField.TEXT, MatchField.SOURCE, MatchField.NOSCRIPT, MatchField.FIELD),
    )
)
"""Where something stays, whatever follows. A title may go on, and an empty element be filled."""


def _first_state(
    content: PageContent,
    states: tuple[UnreadableState, ...],
    candidates: Sequence[PageSignature],
) -> tuple[UnreadableState, str] | None:
    matches: dict[UnreadableState, list[tuple[PageSignature, str]]] = {}
    for signature in candidates:
        if signature.state in states and (evidence := _match(content, signature)):
            matches.setdefault(signature.state, []).append((signature, evidence))
    for state in states:
        seen_here = matches.get(state, [])
        strong = [match for match in seen_here if not match[0].weak]
        if strong or len(seen_here) > 1:
            return state, "; ".join(_describe(*match) for match in (strong or seen_here)[:3])
    return None


def _match(content: PageContent, signature: PageSignature) -> str:
    """The part of a page that a signature matches; empty when it does not match."""
    if signature.statuses and content.page.status not in signature.statuses:
        return ""
    matcher = _MATCHERS[signature.look]
    if signature.look not in _ANY_MEDIA_TYPE and not content.page.is_html:
        return ""
    if signature.within and content.length > signature.within:
        return ""
    return matcher(content, signature)


def _match_header(content: PageContent, signature: PageSignature) -> str:
    values = [value.lower() for value in content.page.last.all(signature.name)]
    if not signature.says:
        return signature.name if values else ""
    return next((part for part in signature.says for value in values if part in value), "")


def _match_host(content: PageContent, signature: PageSignature) -> str:
    first_host, last_host = host(content.page.hops[0].url), content.page.host
    domain = next((domain for domain in signature.says if belongs(last_host, domain)), "")
    return domain if domain and not belongs(first_host, domain) else ""


def _match_path(content: PageContent, signature: PageSignature) -> str:
    requested, reached = (set(_path(url).lower().split("/")) for url in _ends(content.page))
    return next((part for part in signature.says if part in reached - requested), "")


def _match_equal(
    texts: Callable[[PageContent], tuple[str, ...]],
) -> Callable[[PageContent, PageSignature], str]:
    return lambda shown, signature: next(
        (text for text in texts(shown) if text and text in _fold_titles(signature.says)), ""
    )


def _match_contained(
    text: Callable[[PageContent], str],
) -> Callable[[PageContent, PageSignature], str]:
    return lambda shown, signature: next(
        (part for part in signature.says if part in text(shown)), ""
    )


_MATCHERS: Mapping[MatchField, Callable[[PageContent, PageSignature], str]] = {
    MatchField.HEADER: _match_header,
    MatchField.HOST: _match_host,
    MatchField.PATH: _match_path,
    MatchField.TITLE: _match_equal(lambda shown: shown.titles),
    MatchField.TITLE_STARTS: lambda shown, signature: next(
        (title for title in shown.titles if title.startswith(signature.says)), ""
    ),
    MatchField.TITLE_ENDS: lambda shown, signature: next(
        (title for title in shown.titles if title.endswith(signature.says)), ""
    ),
    MatchField.HEADING: _match_equal(lambda shown: shown.headings),
    MatchField.TEXT: _match_contained(lambda shown: shown.text),
    MatchField.TEXT_BELOW: lambda _, signature: f"less than {signature.within} characters to read",
    MatchField.SOURCE: _match_contained(lambda shown: shown.source),
    MatchField.NOSCRIPT: _match_contained(lambda shown: shown.noscript),
    MatchField.ROOT: lambda shown, signature: (
        next((id for id in shown.empty_element_ids if id in signature.says or id == "body"), "")
        if shown.has_scripts
        else ""
    ),
    MatchField.FIELD: lambda shown, signature: next(
        (type for type in signature.says if type in shown.field_types), ""
    ),
    MatchField.SCRIPTS: lambda shown, _: "scripts and hardly any text" if shown.has_scripts else "",
}
_ANY_MEDIA_TYPE = (MatchField.HEADER, MatchField.HOST, MatchField.PATH)


@cache
def _fold_titles(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold_title, titles))


def _describe(signature: PageSignature, evidence: str) -> str:
    """The evidence of a signature as gaps word it."""
    place = {
        MatchField.HEADER: f"header {signature.name}",
        MatchField.HOST: "redirect to",
        MatchField.PATH: "redirect to",
        MatchField.ROOT: "empty element",
        MatchField.TEXT_BELOW: "",
        MatchField.SCRIPTS: "",
    }.get(signature.look, str(signature.look).partition("-")[0])
    return " ".join(filter(None, (signature.product, place, evidence)))


# --- addresses -----------------------------------------------------------------------------------


def _ends(page: Page) -> tuple[str, str]:
    return page.hops[0].url, page.url


def _path(url: str) -> str:
    parsed = parse_url(url)
    return (parsed.path.rstrip("/") if parsed else "") or "/"


def _registrable(name: str) -> str:
    return registrable_domain(name) or name


def _same_name(first_name: str, second_name: str) -> bool:
    short, long = sorted((name.partition(".")[0] for name in (first_name, second_name)), key=len)
    return short == long or (len(short) > 3 and short in long)


def _same_product(first_domain: str, second_domain: str) -> bool:
    """Are both domains of one product that we know?"""
    return any(
        {first_domain, second_domain} <= {*product.domains, product.home}
        for product in vendors.known_products()
    )
