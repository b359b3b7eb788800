"""Does the server say which software it runs, and which version of it?

Looks at: headers that servers use to name themselves, and the page's ``meta name=generator``.

Why it matters: a version tells which known holes to try; and an old one tells that nobody updates.

Cannot see: whether the version is true. A name without a version is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.recognition import software_headers
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site

_VERSION = r"v?([0-9]+(?:\.[0-9]+){0,5}[a-z]{0,2}(?:-[a-z0-9]{1,20})?)(?![0-9A-Za-z])"
_SLASH = re.compile(rf"(?<![\w.])([A-Za-z][\w.+\-]{{0,40}})/{_VERSION}")
_SPACE = re.compile(
    rf"\s*([A-Za-z][\w.+\-]{{0,40}}(?: [A-Za-z][\w.+\-]{{0,40}}){{0,3}}) {_VERSION}"
)
_BARE = re.compile(rf"\s*{_VERSION}")


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``info.disclosure``: products with versions, each once, sorted."""
    page = site.page
    telling = software_headers.software_headers()
    versions: dict[str, str] = {}
    for name, value in page.last.headers:
        if entry := telling.get(name.lower()):
            for version in find_versions(value, entry.product):
                versions.setdefault(version, f"{name}: {value}")
    for element in site.document.iter("meta"):
        if (element.get("name") or "").lower() == "generator":
            content = element.get("content") or ""
            for version in find_versions(content):
                versions.setdefault(version, f"generator: {content}")
    if versions:
        excerpt = "; ".join(dict.fromkeys(versions.values()))
        yield site.fact("info.disclosure", tuple(sorted(versions)), page, excerpt)
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
    versions = [f"{m[1]} {m[2]}" for m in _SLASH.finditer(text) if m[1].upper() != "HTTP"]
    if not versions and (spaced := _SPACE.match(text)):
        versions = [f"{spaced[1]} {spaced[2]}"]
    if not versions and product and (bare := _BARE.match(text)):
        versions = [f"{product} {bare[1]}"]
    return tuple(versions)


PROBE = Probe(id="disclosure", doc=__doc__, keys=("info.disclosure",), look=look)
