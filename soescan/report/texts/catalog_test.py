"""What came of the cases beside a catalog, as text."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.conditions import format_value
from soescan.model import CaseResult, CatalogTestResult, Fact, Verdict
from soescan.reference import builtin
from soescan.report.format import RenderOptions
from soescan.report.text import wrap, wrap_indented


def render_catalog_test(test_result: CatalogTestResult, options: RenderOptions) -> str:
    """How many cases hold, each that does not with the reason, and what no case shows."""
    failed = [result for result in test_result.results if not result.holds]
    lines = wrap(_count_cases(len(test_result.results), len(failed)), options)
    for result in test_result.results if options.verbose else failed:
        lines += ["", *_case_lines(result, options)]
    if test_result.uncovered:
        lines += ["", *_uncovered_lines(test_result, options)]
    return "\n".join(lines) + "\n"


def _count_cases(all_: int, failed: int) -> str:
    if not all_:
        return "There are no cases."
    if all_ == 1:
        return "The one case does not hold." if failed else "The one case holds."
    if not failed:
        return f"All {all_} cases hold."
    return f"Of {all_} cases, {failed} {'does' if failed == 1 else 'do'} not hold."


def _case_lines(result: CaseResult, options: RenderOptions) -> Iterator[str]:
    comment = f": {result.says}" if result.says else ""
    yield from wrap(f"{result.place}: {result.about}{comment}", options, "  ")
    yield from wrap_indented(f"given:     {_format_facts(result.given)}", options)
    yield from wrap_indented(f"expected:  {result.expected}", options)
    if result.found != result.expected:
        yield from wrap_indented(f"came out:  {result.found}. {result.why}", options)
    elif result.absent:
        names = ", ".join(result.absent)
        yield from wrap_indented(f"came out:  {result.found}, but not because of {names}", options)


def _format_facts(facts: tuple[Fact, ...]) -> str:
    labels = builtin.vocabulary()
    texts = (f"{labels[f.key].label}: {format_value(f.value)} ({f.origin.basis})" for f in facts)
    return "; ".join(texts) or "nothing"


def _uncovered_lines(test_result: CatalogTestResult, options: RenderOptions) -> Iterator[str]:
    by_standard: dict[str, list[Verdict]] = {}
    for uncovered in test_result.uncovered:
        by_standard.setdefault(uncovered.standard, []).append(uncovered.verdict)
    count = len(by_standard)
    yield from wrap(
        f"{count} standard{'s are' if count > 1 else ' is'} not fully covered:", options
    )
    for standard, verdicts in by_standard.items():
        yield from wrap_indented(f"{standard}: no case for {', '.join(verdicts)}", options)
