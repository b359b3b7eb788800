"""The page a terminal shows: the answer, a line per tool, what to ask, what stands in the way.

Looks at: the whole report.

Why it matters: it is read in the minute before a meeting, so the answer comes first.

Cannot show: every reason at once; `--verbose` does, and JSON holds everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from soescan.conditions import format_value
from soescan.model import (
    Assessment,
    Finding,
    NeedsAnswer,
    Outcome,
    Question,
    Report,
    Supplier,
    ToolPlan,
    Verdict,
    words_of_id,
)
from soescan.quantities import percent
from soescan.reference.products.vendor_facts import name_register, word_day
from soescan.report.first_page import build_first_page
from soescan.report.format import Audience, Format, RenderOptions
from soescan.report.tables.headline import explain_outcome, sort_worst_first
from soescan.report.tables.overlaps import list_overlap_lines
from soescan.report.tables.tool_groups import pair_with_plans
from soescan.report.tables.tools import word_question
from soescan.report.tables.wording import (
    ADDRESSEES,
    attribute_registers,
    describe_limits,
    describe_origin,
    fact_label,
    format_fact,
    name_or_count,
    name_standards,
    say_what_hangs,
    say_what_is_told,
)
from soescan.report.text import (
    Tone,
    clean,
    colourize,
    list_records,
    pad,
    truncate,
    width,
    wrap,
    wrap_indented,
)
from soescan.report.texts.first_page import answer_lines, first_page_parts
from soescan.report.texts.go_live_dates import go_live_table
from soescan.report.texts.in_use import in_use_lines
from soescan.report.texts.notes import note_lines

_OUTCOME_TONES = {
    Outcome.BLOCKED: Tone.BAD,
    Outcome.NEEDS_EXCEPTION: Tone.WARNING,
    Outcome.CANNOT_TELL: Tone.OPEN,
    Outcome.FITS_WITH_CONDITIONS: Tone.WARNING,
    Outcome.FITS: Tone.GOOD,
    Outcome.IN_SOE: Tone.GOOD,
}
_VERDICT_TONES = {
    Verdict.CONFLICTS: Tone.BAD,
    Verdict.WAIVED: Tone.WARNING,
    Verdict.UNKNOWN: Tone.OPEN,
    Verdict.MEETS: Tone.GOOD,
}
_FIRST_QUESTIONS = 5
"""Questions to people that are shown at once."""
_FEW_POINTS = 3
"""Points of a question that are shown at once."""


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """The first page as text, and all that is behind it if verbose.

    No line is wider than `options.width`, where lines are wrapped.
    """
    parts = [
        *first_page_parts(report, options),
        list(_condition_lines(report, options)),
        *(_all_parts(report, options) if options.verbose else ()),
        _waiver_requests(report, options),
        note_lines(report.notes, options),
        _attribution_lines(report, options),
        [] if options.verbose else wrap(_MORE, options),
    ]
    yield "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


_MORE = "--verbose shows gaps, dates and every question; -o report.html writes them to a file."


def _all_parts(report: Report, options: RenderOptions) -> Iterator[list[str]]:
    yield _tool_table(report, options)
    yield _gap_lines(report, options)
    yield go_live_table(report.plan, options)
    yield in_use_lines(report.plan, options)
    yield _overlap_lines(report, options)
    yield _question_lines(report, options)
    yield from _every_reason(report, options)


def _attribution_lines(report: Report, options: RenderOptions) -> list[str]:
    """The registers whose facts stand above, with the licences under which they may."""
    if not report.registers:
        return []
    named = attribute_registers(report.registers)
    return wrap(f"With facts of public registers: {named}.", options)


def render_answer(report: Report, options: RenderOptions) -> str:
    """The answer, what it was held against, and what must be known before it is used."""
    page = build_first_page(report, options.audience or Audience.MARKETING)
    return "\n".join(answer_lines(report, page, options))


# --- a line per tool -----------------------------------------------------------------------------


_SHORTEST_REASON = 20
"""Columns below which a reason says nothing; what stands in the way is told below in full."""
_SHORTEST_NAME = 12
"""Columns below which the outlook is not worth what names lose."""


def _tool_table(report: Report, options: RenderOptions) -> list[str]:
    from tabulate import tabulate

    rows = [a for a, _ in sort_worst_first(report)]
    if options.as_records:
        told_rows = [(a.tool.name, str(a.outcome), _because(a)) for a in rows]
        return list_records(("tool", "outcome", "because"), told_rows, options)
    outcome_width = max(len("outcome"), *(len(a.outcome) for a in rows))
    name_width, told_width, told = _column_widths(rows, outcome_width, options)

    def cells(name: str, outcome: str, says: str, coloured: str) -> list[str]:
        gap = " " * (outcome_width - len(outcome))
        line = [pad(truncate(name, name_width), name_width), coloured + gap]
        return [*line, pad(truncate(says, told_width), told_width)] if told_width else line

    tell = _outlook_kind if told == "outlook" else _because
    tones = [colourize(a.outcome, _OUTCOME_TONES[a.outcome], options) for a in rows]
    table = tabulate(
        [cells(a.tool.name, a.outcome, tell(a), c) for a, c in zip(rows, tones, strict=True)],
        cells("tool", "outcome", told, "outcome"),
        tablefmt="plain",
        # Padded above by the columns a terminal gives them; tabulate would count characters.
        stralign=None,
        preserve_whitespace=True,
        disable_numparse=True,
    )
    return [line.rstrip() for line in table.split("\n")]


def _because(a: Assessment) -> str:
    return ": ".join(filter(None, explain_outcome(a)))


def _outlook_kind(a: Assessment) -> str:
    return a.outlook.kind if a.outlook else ""


def _column_widths(
    rows: Sequence[Assessment], outcome_width: int, options: RenderOptions
) -> tuple[int, int, str]:
    """The columns for names and for what is told beside the outcome, and what that is.

    It is the outlook where reasons would say nothing, and nothing where names would not fit then.
    """
    name_width = max(len("tool"), *(width(clean(a.tool.name)) for a in rows))
    if not options.wrap:
        reasons = max(len("because"), *(width(clean(_because(a))) for a in rows))
        return name_width, reasons, "because"
    room = max(options.width, 40) - outcome_width - 2
    short_name_width = min(name_width, max(16, options.width // 3))
    reason_width = room - short_name_width - 2
    if reason_width >= _SHORTEST_REASON:
        return short_name_width, reason_width, "because"
    kind_width = max(map(len, map(_outlook_kind, rows)))
    left = room - max(kind_width, len("outlook")) - 2
    if kind_width and left >= min(name_width, _SHORTEST_NAME):
        return min(name_width, left), max(kind_width, len("outlook")), "outlook"
    return min(name_width, room), 0, ""


def _overlap_lines(report: Report, options: RenderOptions) -> list[str]:
    shown = [wrap(f"- {text}", options, "  ") for text in list_overlap_lines(report)]
    return ["Overlaps", *chain.from_iterable(shown)] if shown else []


# --- questions -----------------------------------------------------------------------------------


def _question_lines(report: Report, options: RenderOptions) -> list[str]:
    """What to ask, those that somebody must answer first; all of it if verbose."""
    questions = report.questions
    if not questions:
        return []
    needed = [question for question in questions if not question.good_to_know]
    first = _FIRST_QUESTIONS + any(question.asks is Supplier.PROBE for question in needed)
    shown = list(questions) if options.verbose else needed[:first]
    lines = ["Ask these first" if len(shown) < len(questions) else "Open questions"]
    for number, question in enumerate(shown, start=1):
        lines += wrap(f"{number}. {_head_of(question, report)}", options, "   ")
        lines += _point_lines(question, report, options)
        lines += _lead_lines(question, options)
    if left_out := _count_left_out(needed, questions, len(shown)):
        lines += wrap(f"{left_out}; --verbose lists them.", options)
    return lines if len(lines) > 1 else []


def _head_of(question: Question, report: Report) -> str:
    """Who is asked, of which tools, and the question; what a scan tells is asked of nobody."""
    if question.asks is Supplier.PROBE:
        return question.text
    tools = name_or_count(question.tools, total=len(report.assessments))
    known = "Good to know, from" if question.good_to_know else "To"
    return f"{known} {ADDRESSEES[question.asks]}, for {tools}: {question.text}"


def _point_lines(question: Question, report: Report, options: RenderOptions) -> list[str]:
    """The points of a question and what hangs on them; a few, unless verbose."""
    points = [point.text for point in question.points]
    if question.asks is Supplier.PROBE:
        return wrap_indented(say_what_is_told(question, 0 if options.verbose else 6), options, 3)
    if not options.verbose and len(points) > _FEW_POINTS + 1:
        points[_FEW_POINTS:] = [f"{len(points) - _FEW_POINTS} more; --verbose lists them."]
    lines = [line for text in points for line in wrap(f"   - {text}", options, "     ")]
    if options.verbose and question.standards:
        lines += wrap_indented(
            f"An answer settles {say_what_hangs(question, name_standards(report))}.", options, 3
        )
    return lines


def _count_left_out(needed: Sequence[Question], questions: Sequence[Question], shown: int) -> str:
    """How many questions are not shown, and how many of these are only good to know."""
    more = max(0, len(needed) - shown)
    extra = len(questions) - max(shown, len(needed))
    parts = (f"{more} more" if more else "", f"{extra} good to know" if extra else "")
    return " and ".join(filter(None, parts))


def _lead_lines(question: Question, options: RenderOptions) -> list[str]:
    """What registers say of the matter, so that the addressee need only confirm it."""
    if not question.leads:
        return []
    most = len(question.leads) if options.verbose else 2
    text = f"Registers say: {'; '.join(question.leads[:most])}"
    left_out = len(question.leads) - most
    return wrap_indented(f"{text}; {left_out} more" if left_out > 0 else text, options, 3)


# --- gaps ----------------------------------------------------------------------------------------


def _condition_lines(report: Report, options: RenderOptions) -> Iterator[str]:
    """What IT says of the products under which conditions they may be used, in its own words."""
    conditional = [
        (a.tool.name, a.match.product.conditions)
        for a, _ in sort_worst_first(report)
        if a.match.product and a.match.product.conditions
    ]
    if conditional:
        yield from wrap("IT's conditions", options)
    for name, words in conditional:
        yield from wrap(f"- {name}: {'; '.join(words)}", options, "  ")


def _gap_lines(report: Report, options: RenderOptions) -> list[str]:
    """What conflicts, merged over the tools that share it, each with what closes it."""
    lines = []
    for group in _merge_gaps(report):
        finding, tools = group[0][0], tuple(name for _, name in group)
        subject = name_or_count(tools, total=len(report.assessments))
        statement = finding.says if len(group) == 1 else _general_statement(finding)
        lines += wrap(f"- {subject}: {statement}", options, "  ")
        if finding.verdict is Verdict.WAIVED:
            lines += wrap(f"  Waived: {finding.waiver}", options, "  ")
        else:
            if finding.waiver:
                lines += wrap(f"  No waiver counts: {finding.waiver}", options, "  ")
            if finding.remedy:
                lines += wrap(f"  Remedy: {finding.remedy}", options, "  ")
    return ["In the way", *lines] if lines else []


def _merge_gaps(report: Report) -> Collection[list[tuple[Finding, str]]]:
    """Findings with the name of their tool; those of a rule that one thing closes are a group."""
    groups: dict[tuple[str, str], list[tuple[Finding, str]]] = {}
    for a in report.assessments:
        for f in a.findings:
            if f.verdict in (Verdict.CONFLICTS, Verdict.WAIVED):
                own = f.rule == "standing" or f.verdict is Verdict.WAIVED
                key = (f.rule, f.says if own else f.remedy)
                groups.setdefault(key, []).append((f, a.tool.name))
    return groups.values()


def _general_statement(finding: Finding) -> str:
    """What a finding says without the facts of one tool."""
    return finding.says.partition(" Found: ")[0]


def _waiver_requests(report: Report, options: RenderOptions) -> list[str]:
    """Waivers the requester would like: shown, never counted."""
    names = name_standards(report)
    texts = [
        f"- {r.tool}, {names.get(r.standard) or words_of_id(r.standard)}: {r.reason}"
        for r in report.requests
    ]
    lines = [line for text in texts for line in wrap(text, options, "  ")]
    title = wrap("Waivers asked for (they count once IT has granted them)", options)
    return [*title, *lines] if lines else []


# --- every reason --------------------------------------------------------------------------------


def _every_reason(report: Report, options: RenderOptions) -> Iterator[list[str]]:
    if report.needs:
        yield list(_coverage_lines(report.needs, options))
    for a, plan in pair_with_plans(report):
        yield [
            *wrap(f"{a.tool.name}: {a.outcome}", options),
            *wrap_indented(a.says, options),
            *_outlook_lines(a, options),
            *_match_lines(a, options),
            *(line for f in a.findings for line in _finding_lines(f, options)),
            *(
                line
                for g in a.gaps
                for line in wrap_indented(f"not read: {g.probe} {g.state}: {g.why}", options)
            ),
            *_register_lines(a, options),
            *_distance_lines(a, options),
            *_step_lines(report, plan, options),
        ]


def _outlook_lines(a: Assessment, options: RenderOptions) -> list[str]:
    if not a.outlook:
        return []
    lines = wrap_indented(f"outlook {a.outlook.kind}: {a.outlook.says}", options)
    question = word_question(a)
    return lines + (wrap_indented(f"would settle most: {question}", options) if question else [])


def _coverage_lines(needs: NeedsAnswer, options: RenderOptions) -> Iterator[str]:
    line = f"Needs covered by what IT approves of (enough: {percent(needs.threshold)})"
    yield from wrap(line, options)
    coverages = (*needs.single, *needs.combined)
    for c in (*coverages, *(c for c in needs.silent if c not in coverages)):
        line = f"{percent(c.share)} {' + '.join(c.products)}"
        line += f"; not covered: {', '.join(c.uncovered)}" if c.uncovered else ""
        line += f"; not stated: {', '.join(c.unstated)}" if c.unstated else ""
        line += f"; by the vendor catalog alone: {', '.join(c.published)}" if c.published else ""
        yield from wrap_indented(line, options)
    for product in needs.not_counting:
        covers = f"{product.product} covers {', '.join(product.covers)} and does not count"
        yield from wrap_indented(f"{covers}: {product.reason}", options)


def _match_lines(a: Assessment, options: RenderOptions) -> list[str]:
    if a.match.product:
        p = a.match.product
        return wrap_indented(f"product: {p.name}, by {a.match.by} ({p.place})", options)
    if a.match.suggestions:
        return wrap_indented(f"did you mean {', '.join(a.match.suggestions)}?", options)
    return []


def _finding_lines(finding: Finding, options: RenderOptions) -> list[str]:
    lines = wrap_indented(f"{finding.verdict}: {finding.name}: {finding.says}", options)
    if tone := _VERDICT_TONES.get(finding.verdict):
        lines[0] = lines[0].replace(finding.verdict, colourize(finding.verdict, tone, options), 1)
    for fact in finding.because:
        says = f"{fact.key}: {format_value(fact.value)} ({describe_origin(fact.origin)})"
        lines += wrap_indented(says, options, 4)
        if fact.origin.excerpt:
            lines += wrap_indented(f"“{fact.origin.excerpt}”", options, 6)
    if finding.waiver:
        lines += wrap_indented(finding.waiver, options, 4)
    return lines


def _register_lines(a: Assessment, options: RenderOptions) -> Iterator[str]:
    """What public registers say of the tool, each with its source and the day of the fact."""
    for fact in a.facts:
        if fact.origin.register:
            day = word_day(fact.origin.register, fact.origin.at)
            source = f"{name_register(fact.origin.register)}, {day}"
            limits = describe_limits(fact)
            says = f"{fact_label(fact.key)}: {format_fact(fact)} ({source})"
            says += f"; {limits}" if limits else ""
            says += "; not counted" if fact.is_lead else ""
            yield from wrap_indented(f"register: {says}", options)


def _distance_lines(a: Assessment, options: RenderOptions) -> Iterator[str]:
    if a.distance:
        parts = (
            f"{d.area} {d.deviations} (weight {d.weight:g}, {d.unknown} open)" for d in a.distance
        )
        yield from wrap_indented(f"distance from the SOE: {'; '.join(parts)}", options)
    if a.impact.terms:
        factors = " × ".join(f"{t.name} {t.value:g}" for t in a.impact.terms)
        least = "at least " if a.impact.at_least else ""
        yield from wrap_indented(f"change impact: {least}{a.impact.score:g} = {factors}", options)
        for t in a.impact.terms:
            yield from wrap_indented(f"{t.name}: {t.says}", options, 4)


def _step_lines(report: Report, plan: ToolPlan | None, options: RenderOptions) -> Iterator[str]:
    if plan is None:
        return
    if plan.says:
        yield from wrap_indented(f"plan: {plan.says}", options)
    tasks = {task.id: task for task in report.plan.tasks}
    for task in (tasks[name] for name in plan.tasks if name in tasks):
        when = (
            f"{task.starts or 'no date'} to {task.ends or 'no date'}"
            if not task.satisfied
            else task.satisfied
        )
        assumed = ", assumed" if task.assumed else ""
        critical = ", on the critical path" if task.critical else ""
        why = f"{task.label} ({task.role}), {when}{critical}{assumed}: {'; '.join(task.because)}"
        yield from wrap_indented(why, options)
        if task.source:
            yield from wrap_indented(f"lead time: {task.source}", options, 4)


FORMAT = Format(id="table", doc=__doc__, endings=(".txt",), render=render)
