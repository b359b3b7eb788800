"""What is known about the things IT asks for first: uptime, security, and the integrity of data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from soescan.model import Assessment, Fact, Finding, Verdict
from soescan.report.page.cells import TONES, CellView, view_text
from soescan.report.page.grid import NamedCell
from soescan.report.tables.topic_keys import TOPICS, concerns_topic
from soescan.report.tables.wording import (
    fact_label,
    format_fact,
    is_register_lead,
    is_seen_elsewhere,
)

LONGEST_FACT = 60
"""Characters of a fact; all of it stands under the evidence."""
_MOST_LISTED = 8
"""Things of one sort that are named of a tool where it must be brief; more are counted."""


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """What is known about one tool in one topic."""

    tool: str
    counts: tuple[tuple[str, str], ...]
    """How many standards of the topic it meets, and so on, each with its mark."""
    conflicts: tuple[CellView, ...]
    """What each standard says that it does not meet."""
    yes: tuple[str, ...]
    """What is there."""
    no: tuple[str, ...]
    """What is not."""
    none: tuple[str, ...]
    """What was looked for, and nothing of it found."""
    facts: tuple[NamedCell, ...]
    """What is more than yes or no; what is long stands in full under the evidence."""
    missing: tuple[str, ...]
    """What IT asks for and nobody has told."""


def summarize_topic(
    assessments: Sequence[Assessment], name: str, most: int, *, brief: bool = False
) -> tuple[TopicSummary, ...]:
    """What a topic comes to, tool by tool; if brief, of the tools with most to say first."""
    starts = TOPICS[name]
    if brief:
        assessments = sorted(assessments, key=lambda a: _count_troubles(a, starts), reverse=True)
    limit = _MOST_LISTED if brief else None
    return tuple(_summarize_tool(a, starts, limit) for a in assessments[:most])


def _count_troubles(assessment: Assessment, starts: tuple[str, ...]) -> tuple[int, int]:
    """What a tool does not meet of a topic, and what of it is open."""
    verdicts = [f.verdict for f in assessment.findings if concerns_topic(f, starts)]
    return verdicts.count(Verdict.CONFLICTS), verdicts.count(Verdict.UNKNOWN)


def _summarize_tool(
    assessment: Assessment, starts: tuple[str, ...], limit: int | None
) -> TopicSummary:
    findings = [f for f in assessment.findings if concerns_topic(f, starts)]
    described = _describe_facts(
        f
        for f in assessment.facts
        if f.key.startswith(starts) and not is_register_lead(f) and not is_seen_elsewhere(f)
    )
    facts = [(name, value) for name, value in described if value not in _LISTED_VALUES]
    conflicts = [f.says for f in findings if f.verdict is Verdict.CONFLICTS]

    def list_names(*values: str) -> tuple[str, ...]:
        return _count_rest([name for name, value in described if value in values], limit)

    return TopicSummary(
        assessment.tool.name,
        _count_verdicts([f.verdict for f in findings]),
        tuple(map(view_text, _count_rest(conflicts, limit))),
        list_names("yes"),
        list_names("no"),
        list_names(*_NOTHING_FOUND),
        tuple((name, _view_shortened(value)) for name, value in facts[:limit]),
        _count_rest(_missing_labels(findings, starts), limit),
    )


def _count_rest(texts: Sequence[str], limit: int | None) -> tuple[str, ...]:
    """The first of some texts, and how many more there are.

    >>> _count_rest(["a", "b", "c"], 2)
    ('a', 'b', '1 more')
    """
    if limit is None or len(texts) <= limit:
        return tuple(texts)
    return (*texts[:limit], f"{len(texts) - limit} more")


def _count_verdicts(verdicts: Sequence[Verdict]) -> tuple[tuple[str, str], ...]:
    """How often each verdict was given, with its mark, the gravest first."""
    given = (verdict for verdict in _COUNT_LABELS if verdict in verdicts)
    return tuple((f"{verdicts.count(v)} {_COUNT_LABELS[v]}", TONES[v]) for v in given)


def _missing_labels(findings: Iterable[Finding], starts: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of the topic's facts that open findings lack, each once."""
    unknown = [f for f in findings if f.verdict is Verdict.UNKNOWN]
    keys = (key for finding in unknown for key in finding.missing if key.startswith(starts))
    return tuple(dict.fromkeys(map(fact_label, keys)))


_COUNT_LABELS = {
    Verdict.CONFLICTS: "not met",
    Verdict.WAIVED: "waived",
    Verdict.UNKNOWN: "open",
    Verdict.MEETS: "met",
}


_NOTHING_FOUND = ("nothing", "none")
_LISTED_VALUES = ("yes", "no", *_NOTHING_FOUND)
"""What is said of so many things that they are listed under it."""


def _view_shortened(text: str) -> CellView:
    return view_text(text if len(text) <= LONGEST_FACT else f"{text[: LONGEST_FACT - 1]}…")


def _describe_facts(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    """What the facts of each key say, each value once."""
    values_by_key: dict[str, dict[str, None]] = {}
    for fact in facts:
        values_by_key.setdefault(fact.key, {})[format_fact(fact)] = None
    return [(fact_label(key), "; ".join(values)) for key, values in values_by_key.items()]
