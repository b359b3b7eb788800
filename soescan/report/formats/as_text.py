"""The page a terminal shows: the answer, a line per tool, what to ask, what stands in the way.

Looks at: the whole report.

Why it matters: it is read in the minute before a meeting, so the answer comes first.

Cannot show: every reason at once; `--verbose` does, and JSON holds everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soescan.conditions import format_value
from soescan.model import (
    Assessment,
    Finding,
    NeedsAnswer,
    Note,
    Outcome,
    Report,
    ToolPlan,
    Verdict,
)
from soescan.names import width
from soescan.report.format import Format, Look
from soescan.report.tables.answer import headline, planned, worst_first
from soescan.report.tables.summary import rehearsal, stale
from soescan.report.tables.words import ASKED, sentence, some
from soescan.report.texts.schedule import dates
from soescan.report.words import Tone, clean, cut, indented, pad, toned, wrapped

_TONES = {
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


def render(report: Report, look: Look) -> Iterator[str]:
    """The report as text, lines no wider than the look allows."""
    parts = [
        _answer(report, look),
        _tools(report, look),
        dates(report.plan, look),
        _questions(report, look),
        _gaps(report, look),
        _requests(report, look),
        *(_reasons(report, look) if look.verbose else ()),
        notes_read(report.notes, look),
    ]
    yield "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def answer(report: Report, look: Look) -> str:
    """The first lines of the page: what it all comes to."""
    return "\n".join(_answer(report, look))


# --- the answer ----------------------------------------------------------------------------------


def _answer(report: Report, look: Look) -> list[str]:
    lines = wrapped(headline(report), look)
    if report.needs:
        lines += wrapped(f"Needs: {report.needs.verdict}. {sentence(report.needs.says)}", look)
    lines += wrapped(f"As of {report.as_of}, held against {report.catalog.name}.", look)
    for says in filter(None, (rehearsal(report), stale(report))):
        lines += wrapped(says, look)
    return lines


# --- a line per tool -----------------------------------------------------------------------------


_LEAST_REASON = 20
"""Columns below which a reason says nothing; what stands in the way is told below in full."""


def _tools(report: Report, look: Look) -> list[str]:
    from tabulate import tabulate

    rows = [a for a, _ in worst_first(report)]
    outcome_width = max(len("outcome"), *(len(a.outcome) for a in rows))
    name_width, rest = _room(rows, outcome_width, look)

    def cells(name: str, outcome: str, because: str, painted: str) -> list[str]:
        gap = " " * (outcome_width - len(outcome))
        made = [pad(cut(name, name_width), name_width), painted + gap]
        return [*made, pad(cut(because, rest), rest)] if rest else made

    table = tabulate(
        [
            cells(a.tool.name, a.outcome, a.says, toned(a.outcome, _TONES[a.outcome], look))
            for a in rows
        ],
        cells("tool", "outcome", "because", "outcome"),
        tablefmt="plain",
        # Padded above by the columns a terminal gives them; tabulate would count characters.
        stralign=None,
        preserve_whitespace=True,
        disable_numparse=True,
    )
    return [line.rstrip() for line in table.split("\n")]


def _room(rows: Sequence[Assessment], outcome_width: int, look: Look) -> tuple[int, int]:
    """The columns for names and for reasons; none for reasons where they would say nothing."""
    name_width = max(len("tool"), *(width(clean(a.tool.name)) for a in rows))
    if not look.wrap:
        return name_width, max(len("because"), *(width(clean(a.says)) for a in rows))
    room = max(look.width, 40) - outcome_width - 2
    beside = min(name_width, max(16, look.width // 3))
    rest = room - beside - 2
    return (beside, rest) if rest >= _LEAST_REASON else (min(name_width, room), 0)


# --- questions -----------------------------------------------------------------------------------


def _questions(report: Report, look: Look) -> list[str]:
    questions, of = report.questions, len(report.assessments)
    if not questions:
        return []
    shown = questions if look.verbose else questions[:_FIRST_QUESTIONS]
    lines = ["Ask these first" if len(shown) < len(questions) else "Open questions"]
    for number, question in enumerate(shown, start=1):
        whom = f"To {ASKED[question.asks]}, for {some(question.tools, of=of)}"
        lines += wrapped(f"{number}. {whom}: {question.text}", look, "   ")
    if more := len(questions) - len(shown):
        lines += wrapped(f"{more} more; --verbose lists them.", look)
    return lines


# --- gaps ----------------------------------------------------------------------------------------


def _gaps(report: Report, look: Look) -> list[str]:
    """What conflicts, merged over the tools that share it, each with what closes it."""
    merged: dict[tuple[str, str], list[tuple[Finding, str]]] = {}
    for a in report.assessments:
        for f in a.findings:
            if f.verdict in (Verdict.CONFLICTS, Verdict.WAIVED):
                own = f.says if f.rule == "standing" or f.verdict is Verdict.WAIVED else f.remedy
                merged.setdefault((f.rule, own), []).append((f, a.tool.name))
    lines = []
    for pairs in merged.values():
        finding, tools = pairs[0][0], tuple(name for _, name in pairs)
        whom = some(tools, of=len(report.assessments))
        says = finding.says if len(pairs) == 1 else _general(finding)
        lines += wrapped(f"- {whom}: {says}", look, "  ")
        if finding.verdict is Verdict.WAIVED:
            lines += wrapped(f"  Waived: {finding.waiver}", look, "  ")
        else:
            if finding.waiver:
                lines += wrapped(f"  No waiver counts: {finding.waiver}", look, "  ")
            if finding.remedy:
                lines += wrapped(f"  Remedy: {finding.remedy}", look, "  ")
    return ["In the way", *lines] if lines else []


def _general(finding: Finding) -> str:
    """What a finding says without the facts of one tool."""
    return finding.says.partition(" Found: ")[0]


def _requests(report: Report, look: Look) -> list[str]:
    """Waivers the requester would like: shown, never counted."""
    lines = [
        line
        for r in report.requests
        for line in wrapped(f"- {r.tool}, {r.standard}: {r.reason}", look, "  ")
    ]
    title = wrapped("Waivers asked for (they count once IT has granted them)", look)
    return [*title, *lines] if lines else []


# --- every reason --------------------------------------------------------------------------------


def _reasons(report: Report, look: Look) -> Iterator[list[str]]:
    if report.needs:
        yield list(_coverage(report.needs, look))
    for a, plan in planned(report):
        yield [
            *wrapped(f"{a.tool.name}: {a.outcome}", look),
            *indented(a.says, look),
            *_matched(a, look),
            *(line for f in a.findings for line in _finding(f, look)),
            *(
                line
                for g in a.gaps
                for line in indented(f"not read: {g.probe} {g.state}: {g.why}", look)
            ),
            *_far(a, look),
            *_steps(report, plan, look),
        ]


def _coverage(needs: NeedsAnswer, look: Look) -> Iterator[str]:
    says = f"Needs covered by what IT approves of (enough: {needs.threshold:.0%})"
    yield from wrapped(says, look)
    for c in (*needs.single, *needs.combined):
        says = f"{c.share:.0%} {' + '.join(c.products)}"
        says += f"; not covered: {', '.join(c.uncovered)}" if c.uncovered else ""
        says += f"; not stated: {', '.join(c.unstated)}" if c.unstated else ""
        yield from indented(says, look)


def _matched(a: Assessment, look: Look) -> list[str]:
    if a.match.product:
        p = a.match.product
        return indented(f"product: {p.name}, by {a.match.by} ({p.place})", look)
    if a.match.suggestions:
        return indented(f"did you mean {', '.join(a.match.suggestions)}?", look)
    return []


def _finding(finding: Finding, look: Look) -> list[str]:
    lines = indented(f"{finding.verdict}: {finding.rule}: {finding.says}", look)
    if tone := _VERDICT_TONES.get(finding.verdict):
        lines[0] = lines[0].replace(finding.verdict, toned(finding.verdict, tone, look), 1)
    for fact in finding.because:
        o = fact.origin
        where = ", ".join(filter(None, (o.basis, o.url, o.at, o.by)))
        lines += indented(f"{fact.key}: {format_value(fact.value)} ({where})", look, 4)
        if o.excerpt:
            lines += indented(f"“{o.excerpt}”", look, 6)
    if finding.waiver:
        lines += indented(finding.waiver, look, 4)
    return lines


def _far(a: Assessment, look: Look) -> Iterator[str]:
    if a.distance:
        parts = (
            f"{d.area} {d.deviations} (weight {d.weight:g}, {d.unknown} open)" for d in a.distance
        )
        yield from indented(f"distance from the SOE: {'; '.join(parts)}", look)
    if a.impact.terms:
        factors = " × ".join(f"{t.name} {t.value:g}" for t in a.impact.terms)
        least = "at least " if a.impact.at_least else ""
        yield from indented(f"change impact: {least}{a.impact.score:g} = {factors}", look)
        for t in a.impact.terms:
            yield from indented(f"{t.name}: {t.says}", look, 4)


def _steps(report: Report, plan: ToolPlan | None, look: Look) -> Iterator[str]:
    if plan is None:
        return
    if plan.says:
        yield from indented(f"plan: {plan.says}", look)
    tasks = {task.id: task for task in report.plan.tasks}
    for task in (tasks[name] for name in plan.tasks if name in tasks):
        when = f"{task.starts} to {task.ends}" if not task.satisfied else task.satisfied
        assumed = ", assumed" if task.assumed else ""
        critical = ", makes the date" if task.critical else ""
        why = f"{task.label} ({task.role}), {when}{critical}{assumed}: {'; '.join(task.because)}"
        yield from indented(why, look)
        if task.source:
            yield from indented(f"lead time: {task.source}", look, 4)


# --- notes ---------------------------------------------------------------------------------------


def notes_read(notes: Sequence[Note], look: Look) -> list[str]:
    """What reading the files had to say."""
    shown = notes if look.verbose else notes[:8]
    lines = []
    for note in shown:
        where = ", ".join(map(str, note.places)) + (", …" if note.count > len(note.places) else "")
        lines += wrapped(f"- {note.count} × {note.says} ({where})", look, "  ")
    if more := len(notes) - len(shown):
        lines += wrapped(f"{more} more; --verbose lists them.", look)
    return ["While reading", *lines] if lines else []


FORMAT = Format(id="table", doc=__doc__, endings=(".txt",), render=render)
