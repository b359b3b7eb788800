"""What is known about the things IT asks for first: uptime, security, and the integrity of data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from soescan.model import Assessment, Fact, Finding, Report, Verdict
from soescan.report.page.bounded import Bounded, first
from soescan.report.page.cells import TONES, Shown, text
from soescan.report.page.grid import Named
from soescan.report.tables.words import label, said

MOST_TOOLS = 500
"""Tools of one topic on the page. Those beyond are counted."""

LONGEST_FACT = 60
"""Characters of a fact; all of it stands under the evidence."""

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


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one tool in one topic."""

    tool: str
    counts: tuple[tuple[str, str], ...]
    """How many standards of the topic it meets, and so on, each with its mark."""
    conflicts: tuple[Shown, ...]
    """What each standard says that it does not meet."""
    yes: tuple[str, ...]
    """What is there."""
    no: tuple[str, ...]
    """What is not."""
    none: tuple[str, ...]
    """What was looked for, and nothing of it found."""
    facts: tuple[Named, ...]
    """What is more than yes or no; what is long stands in full under the evidence."""
    missing: tuple[str, ...]
    """What IT asks for and nobody has told."""


def topic(report: Report, name: str) -> Bounded[Known]:
    """Tool by tool, what a topic comes to."""
    shown, more = first(report.assessments, MOST_TOOLS)
    return Bounded(tuple(_known(a, TOPICS[name]) for a in shown), more)


def _known(assessment: Assessment, starts: tuple[str, ...]) -> Known:
    findings = [f for f in assessment.findings if _touches(f, starts)]
    known = _said(f for f in assessment.facts if f.key.startswith(starts))
    missing = {
        label(key): None
        for finding in findings
        if finding.verdict is Verdict.UNKNOWN
        for key in finding.missing
        if key.startswith(starts)
    }
    verdicts = [f.verdict for f in findings]
    return Known(
        assessment.tool.name,
        tuple((f"{verdicts.count(v)} {_COUNTED[v]}", TONES[v]) for v in _COUNTED if v in verdicts),
        tuple(text(f.says) for f in findings if f.verdict is Verdict.CONFLICTS),
        tuple(name for name, says in known if says == "yes"),
        tuple(name for name, says in known if says == "no"),
        tuple(name for name, says in known if says in _NOTHING),
        tuple((name, _glimpse(says)) for name, says in known if says not in _BRIEFLY),
        tuple(missing),
    )


_COUNTED = {
    Verdict.CONFLICTS: "not met",
    Verdict.WAIVED: "waived",
    Verdict.UNKNOWN: "open",
    Verdict.MEETS: "met",
}


_NOTHING = ("nothing", "none")
_BRIEFLY = ("yes", "no", *_NOTHING)
"""What is said of so many things that they are listed under it."""


def _glimpse(says: str) -> Shown:
    return text(says if len(says) <= LONGEST_FACT else f"{says[: LONGEST_FACT - 1]}…")


def _touches(finding: Finding, starts: tuple[str, ...]) -> bool:
    keys = (*finding.missing, *(fact.key for fact in finding.because))
    return any(key.startswith(starts) for key in keys)


def _said(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    """What the facts of each key say, each value once."""
    found: dict[str, dict[str, None]] = {}
    for fact in facts:
        found.setdefault(fact.key, {})[said(fact)] = None
    return [(label(key), "; ".join(values)) for key, values in found.items()]
