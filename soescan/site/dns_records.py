"""The domain that somebody registered, as the place where records are looked up."""

from __future__ import annotations

import re

from soescan.errors import UnreadableError, UnreadableState
from soescan.site.site import Site
from soescan.web import Lookup, Records


def look_up(site: Site, kind: str, below: str = "") -> Records:
    """A record of the site's domain, or of a name below it.

    Raises:
        UnreadableError: DNS does not say, the domain does not exist, or the site has an address
            and no domain.
    """
    name = registered_domain(site)
    answer = site.ask(Lookup(f"{below}.{name}" if below else name, kind))
    if answer.missing and not below:
        raise _nonexistent(name)
    if answer.missing:
        require_existing_domain(site)
    return answer


def require_existing_domain(site: Site) -> None:
    """Nothing can be said of the records of a domain that nobody has, not even that it lacks them.

    Raises:
        UnreadableError: the domain does not exist. Where DNS does not say, it is not held against
            it: some other name of the site has answered.
    """
    name = registered_domain(site)
    try:
        missing = site.ask(Lookup(name, "TXT")).missing
    except UnreadableError:
        return
    if missing:
        raise _nonexistent(name)


def _nonexistent(name: str) -> UnreadableError:
    return UnreadableError(UnreadableState.DNS, f"{name} does not exist")


def registered_domain(site: Site) -> str:
    """The site's domain.

    Raises:
        UnreadableError: the site has an address and no domain.
    """
    if "." not in site.domain or re.fullmatch(r"[0-9.]+", site.domain):
        raise UnreadableError(UnreadableState.DNS, f"{site.domain} is not a domain")
    return site.domain


def mail_servers(values: tuple[str, ...]) -> tuple[str, ...]:
    """The hosts of MX records; a null MX (RFC 7505) names none.

    >>> mail_servers(("10 aspmx.l.google.com.", "0 ."))
    ('aspmx.l.google.com',)
    """
    hosts = (value.split()[-1].rstrip(".").lower() for value in values if value.strip())
    return tuple(dict.fromkeys(filter(None, hosts)))
