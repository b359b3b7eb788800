"""Does a content security policy keep injected scripts from running?

Looks at: the policies in headers and in the page's head, each read as browsers read it, and what is
known of ways around them.

Why it matters: a policy can stop a script that an attacker has managed to put on a page; the hosts
that it names are those the application talks to.

Cannot see: policies of pages behind the sign-in, and whether a nonce changes with every answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soescan.errors import UnreadableError
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.webstandards import csp
from soescan.webstandards.csp_evaluator import SEVERITIES, find_weaknesses

_QUIET = frozenset({"NONE", "INFO"})


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield whether there is a policy, whether it is enforced, what it does and whom it names."""
    page = site.front_page
    policies, unread = _policies(site)
    enforced = [policy for policy in policies if policy.enforced]
    excerpt = "; ".join(policy.text for policy in policies) or "no Content-Security-Policy"
    yield site.fact("csp.present", bool(policies), page, excerpt)
    yield site.fact("csp.enforced", bool(enforced), page, excerpt)
    protection = csp.script_protection(policies)
    weak = _weaknesses(enforced)
    if protection != "none" or not unread:
        yield site.fact("csp.script_protection", protection, page, "; ".join(weak) or excerpt)
    if unread:
        raise unread
    if enforced:
        yield site.fact("csp.findings", weak, page, excerpt)
    yield site.fact("csp.hosts", csp.list_hosts(policies), page, excerpt)


def _policies(site: Site) -> tuple[tuple[csp.CspPolicy, ...], UnreadableError | None]:
    """The policies of headers and page, and why those of the page are unknown, if they are.

    They could only add to what the headers ask, which is said without them.
    """
    sent = csp.header_policies(site.front_page.last)
    try:
        return (*sent, *csp.meta_policies(site.front_document)), None
    except UnreadableError as error:
        if any(policy.enforced for policy in sent):
            return sent, error
        raise


def _weaknesses(policies: Sequence[csp.CspPolicy]) -> tuple[str, ...]:
    """What is weak about the policies, worst first, each said once."""
    findings = (finding for policy in policies for finding in find_weaknesses(policy.text))
    weaknesses = [finding for finding in findings if finding.severity not in _QUIET]
    weaknesses.sort(key=lambda one: SEVERITIES.index(one.severity))
    return tuple(dict.fromkeys(map(str, weaknesses)))


PROBE = Probe(
    id="csp",
    doc=__doc__,
    keys=("csp.present", "csp.enforced", "csp.script_protection", "csp.findings", "csp.hosts"),
    look=look,
)
