"""Gaps and what closes them, and where they are: one line for all tools that share one."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Assessment, Finding, Question, Report, Severity, Supplier, Verdict
from soescan.quantities import quantity
from soescan.report.brief.sections import BriefSection
from soescan.report.brief.wording import name_rule, name_tools
from soescan.report.tables.gaps import severity_rank
from soescan.report.tables.wording import ADDRESSEES

_EXPECTED = " Expected: "
"""What a finding's first sentence ends before: the details are in the table of gaps."""


def gaps_section(report: Report) -> BriefSection:
    """What stands in the way: standards that are not met, then those nobody can tell of."""
    rows = (*_known_gaps(report), *_open_blockers(report))
    says = "Each line is a standard that is not met, or that nobody can judge yet."
    return BriefSection(
        "What stands in the way, and what closes it",
        says if rows else "No tool is known to miss a standard.",
        ("Standard", "Tools", "What is missing", "What closes it"),
        rows,
        (2.6, 2.6, 5.0, 5.0),
        noun="standard",
    )


def _known_gaps(report: Report) -> Iterator[tuple[str, ...]]:
    """The gaps of all tools, the most severe first; one standard is one line."""
    by_rule: dict[tuple[str, str], list[tuple[str, Finding]]] = {}
    for a, finding in _findings(report, Verdict.CONFLICTS):
        by_rule.setdefault((finding.rule, finding.remedy), []).append((a.tool.name, finding))
    groups = sorted(by_rule.values(), key=lambda group: (severity_rank(group[0][1]), -len(group)))
    for group in groups:
        finding = group[0][1]
        yield (
            name_rule(finding.rule, finding.title),
            name_tools([tool for tool, _ in group], len(report.assessments)),
            finding.says.partition(_EXPECTED)[0],
            finding.remedy or "Ask IT what would close it.",
        )


def _open_blockers(report: Report) -> Iterator[tuple[str, ...]]:
    """Standards that block a tool until somebody answers; one question is one line."""
    by_rule: dict[str, list[str]] = {}
    for a, finding in _findings(report, Verdict.UNKNOWN):
        if finding.severity is Severity.BLOCKER:
            by_rule.setdefault(finding.rule, []).append(a.tool.name)
    titles = {f.rule: f.title for a in report.assessments for f in a.findings}
    by_answer: dict[str, list[str]] = {}
    for rule in sorted(by_rule, key=lambda rule: -len(by_rule[rule])):
        question = next((q for q in report.questions if rule in q.standards), None)
        answer = _word_question(question) if question else "Ask the requester."
        by_answer.setdefault(answer, []).append(rule)
    for answer, rules in by_answer.items():
        yield (
            "; ".join(name_rule(rule, titles[rule]) for rule in rules),
            name_tools([tool for rule in rules for tool in by_rule[rule]], len(report.assessments)),
            "Not known yet. Until it is, the tool cannot go live.",
            answer,
        )


def _word_question(question: Question) -> str:
    if question.asks is Supplier.PROBE:
        return question.text
    return f"Ask {ADDRESSEES[question.asks]}: {question.text}"


def _findings(report: Report, verdict: Verdict) -> Iterator[tuple[Assessment, Finding]]:
    for a in report.assessments:
        for finding in a.findings:
            if finding.verdict is verdict:
                yield a, finding


def areas_section(report: Report) -> BriefSection:
    """How many standards are not met or not known in each area, the worst area first."""
    rows = tuple(_area_rows(report))
    known = sum(int(row[1]) for row in rows)
    open_ = sum(int(row[2]) for row in rows)
    missed = (
        f"{quantity(known, 'deviation is', 'deviations are')} known"
        if known
        else "No deviation is known"
    )
    says = f"{missed}, and {open_:,} {'answer is' if open_ == 1 else 'answers are'} still open."
    return BriefSection(
        "Deviations from the SOE, by area",
        says if rows else "No tool deviates from the SOE, as far as is known.",
        ("Area", "Not met", "Not known", "Tools", "The first to look at"),
        rows,
        (2.6, 1.2, 1.5, 3.8, 5.4),
        noun="area",
        whole=True,
    )


def _area_rows(report: Report) -> Iterator[tuple[str, ...]]:
    by_area: dict[str, list[tuple[Assessment, Finding]]] = {}
    for verdict in (Verdict.CONFLICTS, Verdict.UNKNOWN):
        for a, finding in _findings(report, verdict):
            by_area.setdefault(finding.area or "standing with IT", []).append((a, finding))
    for area, found in sorted(by_area.items(), key=lambda item: _urgency(item[1])):
        worst = min((finding for _, finding in found), key=_rank)
        is_open = worst.verdict is Verdict.UNKNOWN
        yield (
            name_rule(area),
            *(str(sum(f.verdict is v for _, f in found)) for v in _COUNTED),
            name_tools([a.tool.name for a, _ in found], len(report.assessments)),
            f"{name_rule(worst.rule, worst.title)}: {'not known yet' if is_open else 'not met'}",
        )


_COUNTED = (Verdict.CONFLICTS, Verdict.UNKNOWN)


def _rank(finding: Finding) -> tuple[int, int]:
    return _COUNTED.index(finding.verdict), list(Severity).index(finding.severity)


def _urgency(found: list[tuple[Assessment, Finding]]) -> tuple[tuple[int, int], int]:
    return min(_rank(finding) for _, finding in found), -len(found)
