"""The domain that somebody registered, as the place where records are looked up."""

from __future__ import annotations

import re

from soescan.errors import State, UnreadableError
from soescan.evidence.site import Site
from soescan.web import Lookup, Records


def look_up(site: Site, kind: str, below: str = "") -> Records:
    """A record of the site's domain, or of a name below it.

    Raises:
        UnreadableError: DNS does not say, or the site has an address and no domain.
    """
    name = registered(site)
    return site.ask(Lookup(f"{below}.{name}" if below else name, kind))


def registered(site: Site) -> str:
    """The site's domain.

    Raises:
        UnreadableError: the site has an address and no domain.
    """
    if "." not in site.domain or re.fullmatch(r"[0-9.]+", site.domain):
        raise UnreadableError(State.DNS, f"{site.domain} is not a domain")
    return site.domain
