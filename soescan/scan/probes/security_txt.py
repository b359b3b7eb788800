"""Does the vendor say in a security.txt file where reports of security holes go?

Looks at: ``/.well-known/security.txt``, or else ``/security.txt``, read by RFC 9116: contacts,
expiry, fields, and whether the file is signed.

Why it matters: somebody who finds a vulnerability must be able to report it; an expired file
suggests that nobody maintains it.

Cannot see: whether the contact answers, and whether a signature is the vendor's.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.security_file import find_security_txt
from soescan.site.site import Site
from soescan.web import Page
from soescan.webstandards import security_txt
from soescan.webstandards.security_txt import SecurityTxt


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield whether there is a file, whether it is valid, until when, and its contacts."""
    page, file = find_security_txt(site)
    yield site.fact("securitytxt.present", file is not None, page, _excerpt(page, file))
    if file is None:
        yield site.fact("securitytxt.valid", False, page, "no file")
        yield site.fact("securitytxt.contact", (), page)
        return
    problems = [
        *file.problems,
        *_expiry_problems(file, page.at),
        *_transport_problems(file, page),
    ]
    excerpt = "; ".join(problems) or ("signed" if file.signed else "not signed")
    yield site.fact("securitytxt.valid", not problems, page, excerpt)
    if file.expires:
        yield site.fact("securitytxt.expires", str(file.expires.date()), page)
    yield site.fact("securitytxt.contact", file.all("contact")[:20], page)


def _expiry_problems(file: SecurityTxt, seen_at: str) -> Iterator[str]:
    seen_moment = security_txt.parse_moment(seen_at)
    if file.expires and seen_moment and file.expires < seen_moment:
        yield f"it expired on {file.expires.date()}"


def _transport_problems(file: SecurityTxt, page: Page) -> Iterator[str]:
    """What is wrong with how the file came (section 3), and where from (section 2.5.2)."""
    if page.media_type != "text/plain":
        yield f"it comes as {page.media_type or 'no type'}, not as text/plain"
    if not page.url.startswith("https://"):
        yield "it does not come over HTTPS"
    canonical = file.all("canonical")
    if canonical and not {hop.url for hop in page.hops} & set(canonical):
        yield f"Canonical does not name {page.url}"


def _excerpt(page: Page, file: SecurityTxt | None) -> str:
    return f"status {page.status}" if file is None else page.text[:200]


PROBE = Probe(
    id="security-txt",
    doc=__doc__,
    keys=(
        "securitytxt.present",
        "securitytxt.valid",
        "securitytxt.expires",
        "securitytxt.contact",
    ),
    look=look,
)
