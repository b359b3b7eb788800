"""Does the server say which software it runs, and which version of it?

Looks at: headers that servers use to name themselves, and the page's ``meta name=generator``.

Why it matters: a version tells attackers which known vulnerabilities to try; an old one suggests
that the software is not updated.

Cannot see: whether the version is true. A name without a version is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from soescan.errors import UnreadableError
from soescan.model import Fact, Gap
from soescan.recognition import software_headers
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site

_NUMBER = r"[0-9]+(?:\.[0-9]+){0,5}"
_SUFFIX = r"(?:[-+~][A-Za-z0-9]{1,20}|\.[A-Za-z][A-Za-z0-9]{0,19}|\.[0-9]{1,8}){0,6}"
_VERSION = (
    rf"v?((?:[0-9]+(?:\.[0-9]+){{1,5}}(?:SP|RC|CR|M|rc|beta|alpha|a|b|p|u)[0-9]{{1,3}}"
    rf"|{_NUMBER}[a-z]{{0,2}}){_SUFFIX})(?![0-9A-Za-z])"
)
"""A number with what vendors write behind it: ``1.0.2k-fips``, ``4.0.3SP1``, ``1.46.0-wmf.14``."""
_NAME = r"[A-Za-z][\w.+]{0,40}(?:-[A-Za-z][\w.+]{0,40}){0,4}"
_JOINED = re.compile(
    rf"(?<![\w.])(?<!\()({_NAME})(?:/\(?| ?\(|-(?=[0-9]+\.)){_VERSION}"
    rf"|(?<=\()({_NAME})[/-](?=[0-9]+\.){_VERSION}"
)
"""``nginx/1.24``, ``Jetty(9.4.44)``, ``Tomcat-5.5``; right behind a bracket, where servers also put
ids of machines (``ECS (oxr/8336)``), a version has a dot."""
_SPACED = re.compile(
    r"\s*(?:(?:powered|generated|created) (?:by|with)\s+)?"
    rf"([A-Za-z][\w.+!\-]{{0,40}}(?: [A-Za-z][\w.+!\-]{{0,40}}){{0,5}}?)"
    rf"(?:\s*\([A-Za-z][\w .+\-]{{0,30}}\)|[®™])?\s+(?:ver(?:sion)?[ :.]*)?{_VERSION}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"\s*{_VERSION}")


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``info.disclosure``: products with versions, each once, sorted."""
    page = site.front_page
    telling = software_headers.software_headers()
    versions: dict[str, str] = {}
    for name, value in page.last.headers:
        if entry := telling.get(name.lower()):
            for version in find_versions(value, entry.product):
                versions.setdefault(version, f"{name}: {value}")
    missing: UnreadableError | None = None
    try:
        generators = [
            element.get("content") or ""
            for element in site.front_document.iter("meta")
            if (element.get("name") or "").lower() == "generator"
        ]
    except UnreadableError as error:  # headers count without the body
        missing, generators = error, []
    for content in generators:
        for version in find_versions(content):
            versions.setdefault(version, f"generator: {content}")
    if versions:
        excerpt = "; ".join(dict.fromkeys(versions.values()))
        yield site.fact("info.disclosure", tuple(sorted(versions)), page, excerpt)
    if missing:
        raise missing
    for name in telling:
        page.last.all(name)  # raises where a saved page does not hold what it was sent with
    if not versions:
        yield site.fact("info.disclosure", (), page, "no version is named")


def find_versions(text: str, product: str = "") -> tuple[str, ...]:
    """The products with versions that a text names; of a bare number, the `product`.

    >>> find_versions("Apache/2.4.41 (Ubuntu) OpenSSL/1.1.1k")
    ('Apache 2.4.41', 'OpenSSL 1.1.1k')
    >>> find_versions("Drupal 10 (https://a.example)")
    ('Drupal 10',)
    >>> find_versions("nginx"), find_versions("ECS (dcb/7F84)")
    ((), ())
    >>> find_versions("4.0.30319", "ASP.NET")
    ('ASP.NET 4.0.30319',)
    """
    text = text[:500]
    versions = [
        f"{name} {version}"
        for match in _JOINED.finditer(text)
        for name, version in [(match[1] or match[3], match[2] or match[4])]
        if name.upper() != "HTTP"
    ]
    spaced = filter(None, map(_SPACED.match, re.split("[;,]", text)))
    versions += [f"{match[1]} {match[2]}" for match in spaced]
    if not versions and product and (bare := _BARE.match(text)):
        versions = [f"{product} {bare[1]}"]
    return tuple(dict.fromkeys(versions))


PROBE = Probe(id="disclosure", doc=__doc__, keys=("info.disclosure",), look=look)
