"""Does a catalog say what its author means?

Each case beside a catalog is judged as a real tool would be, by the same functions, and compared
with what its author expects. The verdict of a standard is asked of its facts alone: waivers are for
tools, and count in the cases of tools.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from soescan.model import (
    Assessment,
    Basis,
    Case,
    CaseResult,
    Cases,
    Catalog,
    CatalogTestResult,
    Fact,
    Finding,
    GivenFact,
    Match,
    MatchedBy,
    Origin,
    Standard,
    StandardCase,
    Tool,
    ToolCase,
    UncoveredVerdict,
    Verdict,
)

AssessTool = Callable[[Tool, tuple[Fact, ...], date], Assessment]
"""Holds a tool against the catalog on a day, with facts besides what it says of itself."""

JudgeStandard = Callable[[Standard, Case], Finding]
"""Asks one standard of the facts of a case alone, without waivers."""

_ANYBODY = Tool("a tool")


def run_cases(
    cases: Cases,
    catalog: Catalog,
    orders: Mapping[str, tuple[str, ...]],
    assess_tool: AssessTool,
    judge: JudgeStandard,
    file: str = "",
) -> CatalogTestResult:
    """Judge every case. Pure: same cases, same catalog, same results.

    With `file`, only the standards written in that file are to be covered: an overlay answers for
    what it says itself.
    """
    standards: Mapping[str, Standard] = {s.id: s for s in catalog.standards}
    results: list[CaseResult] = []
    for group in cases.standards:
        for case in group.cases:
            day = _case_day(case, cases, catalog)
            results += run_standard_case(
                standards[group.standard], case, catalog, orders, day, judge
            )
    for tool_case in cases.tools:
        results += _run_tool_case(tool_case, assess_tool, _case_day(tool_case, cases, catalog))
    return CatalogTestResult(tuple(results), tuple(_find_uncovered(cases, catalog, file)))


def run_standard_case(
    standard: Standard,
    case: StandardCase,
    catalog: Catalog,
    orders: Mapping[str, tuple[str, ...]],
    as_of: date,
    judge: JudgeStandard,
) -> Iterator[CaseResult]:
    """Yield a standard's verdict on each combination of the facts of a case, and nothing else.

    `judge` asks the standard without waivers; `orders` are the values of each class, lowest first.
    """
    for given_facts in case.when.combinations():
        facts = {key: _make_facts("", key, given, case) for key, given in given_facts.items()}
        case_alone = Case(_ANYBODY, Match(MatchedBy.NOTHING), catalog, facts, (), orders, as_of)
        finding = judge(standard, case_alone)
        yield CaseResult(
            standard.id,
            case.expect,
            finding.verdict,
            tuple(fact for facts_of_key in facts.values() for fact in facts_of_key),
            finding.says,
            says=case.says,
            place=case.place,
        )


def _run_tool_case(case: ToolCase, assess_tool: AssessTool, as_of: date) -> Iterator[CaseResult]:
    """What the whole catalog makes of a tool, for each combination of the facts of a case."""
    tool = case.tool or _ANYBODY
    for given_facts in case.facts.combinations():
        facts = tuple(
            f for key, g in given_facts.items() for f in _make_facts(tool.name, key, g, case)
        )
        assessment = assess_tool(tool, facts, as_of)
        unmet = (Verdict.CONFLICTS, Verdict.UNKNOWN)
        against = {f.rule for f in assessment.findings if f.verdict in unmet}
        yield CaseResult(
            tool.name,
            case.expect,
            assessment.outcome,
            facts,
            assessment.says,
            tuple(name for name in case.because if name not in against),
            case.says,
            case.place,
        )


def _make_facts(
    subject: str, key: str, given_facts: tuple[GivenFact, ...], case: StandardCase | ToolCase
) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            subject,
            key,
            given_fact.value,
            Origin(given_fact.basis or case.basis, url=str(case.place)),
        )
        for given_fact in sorted(
            given_facts, key=lambda one: list(Basis).index(one.basis or case.basis)
        )
    )


def _case_day(case: StandardCase | ToolCase, cases: Cases, catalog: Catalog) -> date:
    day = case.as_of or cases.as_of or catalog.catalog.as_of
    if day is None:
        raise AssertionError("cases without a day are refused when they are read")
    return day


def _find_uncovered(cases: Cases, catalog: Catalog, file: str) -> Iterator[UncoveredVerdict]:
    """Every verdict that a standard can have and that no case shows, in the catalog's order."""
    covered = {(group.standard, case.expect) for group in cases.standards for case in group.cases}
    for standard in catalog.standards:
        if file and standard.place.file != file:
            continue
        for verdict in Verdict:
            possible = verdict is not Verdict.WAIVED and (
                verdict is not Verdict.NOT_APPLICABLE or standard.applies_when is not None
            )
            if possible and (standard.id, verdict) not in covered:
                yield UncoveredVerdict(standard.id, verdict)
