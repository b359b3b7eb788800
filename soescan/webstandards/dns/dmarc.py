"""DMARC by RFC 9989 and, where records are older, RFC 7489."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from soescan.web import Records
from soescan.web.url import registrable_domain
from soescan.webstandards.dns import tag_list

POLICIES = ("none", "quarantine", "reject")
"""Weakest first."""

WALK = 8
"""Names that are asked on the way up (RFC 9989, section 4.10)."""

Ask = Callable[[str, str], Records]
"""Asks DNS for a name and a type; may raise `soescan.errors.UnreadableError`."""


@dataclass(frozen=True, slots=True)
class DmarcResult:
    """The policy that applies to a domain, and the record it comes from."""

    policy: str
    reports: bool
    answer: Records
    record: str = ""
    """Empty when none applies."""
    says: str = ""
    """Why the policy is not the one that the record names first."""


def discover_policy(domain: str, ask: Ask) -> DmarcResult:
    """The policy for mail from a domain: its own record's, or that of a domain above it.

    A domain without a record is covered by the one above (``sp``); a public suffix speaks for the
    domains below it only when it says that it is one (``psd=y``; RFC 9989, section 4.10).
    """
    first_answer = answer = ask(f"_dmarc.{domain}", "TXT")
    labels = domain.split(".")
    for depth in range(min(len(labels), WALK)):
        name = ".".join(labels[depth:])
        if depth:
            answer = ask(f"_dmarc.{name}", "TXT")
        records = tag_list.records_of_version(answer.values, "DMARC1")
        if len(records) > 1:
            return DmarcResult(
                "none", False, answer, says=f"{len(records)} records: none of them counts"
            )
        if records and (
            registrable_domain(name) or not depth or _is_public_suffix_policy(records[0])
        ):
            return apply_record(records[0], answer, inherited=depth > 0)
    return DmarcResult("none", False, first_answer, says="no record")


def _is_public_suffix_policy(record: str) -> bool:
    """Does the record of a public suffix say that it is for those below it?"""
    return tag_list.parse_tags(record).get("psd", "").lower() == "y"


def apply_record(record: str, answer: Records, *, inherited: bool = False) -> DmarcResult:
    """The policy that a record makes for its own domain, or for one below it if `inherited`.

    A record without a valid policy is taken for ``none`` (RFC 7489, section 6.6.3); one that only
    tests (``t=y``, ``pct=0``) for the next weaker policy (RFC 9989, sections 4.7 and A.6).
    """
    tags_found = tag_list.parse_tags(record)
    reports = has_report_address(tags_found.get("rua", ""))
    own_policy = tags_found.get("p", "").lower()
    policy = tags_found.get("sp", own_policy).lower() if inherited else own_policy
    explanation = "from the domain above" if inherited else ""
    if policy not in POLICIES:
        # RFC 7489, section 6.6.3: as if it said none, or as if there were no record.
        return DmarcResult(
            "none", reports, answer, record, f"no valid policy: {policy[:20] or 'missing'}"
        )
    if tags_found.get("t", "").lower() == "y" or tags_found.get("pct", "").strip() == "0":
        # Testing: receivers treat mail one level more gently (RFC 9989, sections 4.7 and A.6).
        tested = POLICIES[max(0, POLICIES.index(policy) - 1)]
        return DmarcResult(tested, reports, answer, record, f"{policy}, but only tested")
    return DmarcResult(policy, reports, answer, record, explanation)


def has_report_address(rua: str) -> bool:
    """Is there an address for aggregate reports?

    >>> has_report_address("mailto:d@acme.example!10m"), has_report_address("d@acme.example")
    (True, False)
    """
    return any(
        address.strip().lower().startswith("mailto:") and "@" in address
        for address in rua[:2_000].split(",")
    )
