"""The things IT asks for first, uptime, security and the integrity of data, by their facts."""

from __future__ import annotations

from collections.abc import Mapping

from soescan.model import Finding

TOPICS: Mapping[str, tuple[str, ...]] = {
    "uptime": (
        *("status.", "sla.", "support.", "maintenance.", "limits.", "recovery."),
        *("tool.support.", "tool.traffic.", "tool.criticality"),
    ),
    "security": (
        *("tls.", "https.", "hsts.", "csp.", "frame.", "headers.", "observatory.", "cookies."),
        *("cors.", "info.", "scripts.", "sri.", "securitytxt.", "vdp.", "vuln.", "pentest."),
        *("incident.", "vendor.breaches", "selfassessment.", "dns.", "mail.", "auth.", "audit."),
        *("encryption.", "assurance.", "package.", "extension."),
    ),
    "data": (
        *("tool.data.", "hosting.", "transfer.", "dpa.", "subproc.", "data.", "backup."),
        *("recovery.", "encryption.", "exit.", "tool.exit.", "ai.", "legal."),
    ),
}
"""How the keys of a topic's facts begin."""


_SCOPE = frozenset({"tool.data.class", "tool.data.personal"})
"""Facts that decide for standards of every topic whether they apply."""


def concerns_topic(finding: Finding, starts: tuple[str, ...]) -> bool:
    """Does a finding rest on facts of a topic, or miss one? `starts` is how their keys begin.

    That nobody has said which data a tool holds says nothing of the topic.
    """
    keys = {*finding.missing, *(fact.key for fact in finding.because)} - _SCOPE
    return any(key.startswith(starts) for key in keys)


def waits_for_data(finding: Finding) -> bool:
    """Is it open whether a standard applies, because nobody has said which data a tool holds?"""
    return bool(finding.missing) and _SCOPE.issuperset(finding.missing)
